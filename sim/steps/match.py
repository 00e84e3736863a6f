"""Step 7: deferred acceptance on the application graph; matches become jobs."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream, bits_of
from agents.kernels.hiring import hire_workers
from agents.kernels.matching import match_posts
from sim.inputs import SCHOOL_YEARS
from sim.world import World


def match(world: World) -> None:
    """Match seekers and posts, then hire."""
    w, f = world.population.workers, world.population.firms
    p, flows, posts = world.parameters, world.flows, world.current_posts()
    lottery = bits_of(world.key(Stream.LOTTERY), w.id[posts.rows])
    choice, holder = match_posts(
        posts.first[:-1], posts.length, posts.application, posts.score, lottery, len(posts.firm)
    )
    offers = world.levers.contribution_subsidy.arrays()
    claim_row = np.empty(len(posts.rows), np.int32)
    claim_rule = np.empty(len(posts.rows), np.int32)
    n = hire_workers(
        int(world.month), posts.rows, posts.first, choice, posts.application, posts.firm,
        posts.occupation, posts.wage, w.id, w.sex, w.birth, w.schooling, w.occupation, w.industry,
        w.skill, w.grade, w.status, w.employer, w.last_firm, w.insured, w.wage, w.tenure, w.spell,
        w.subsidy_months, w.subsidy_share, w.flags, f.id, f.unit, f.urban, f.industry, f.ownership,
        f.true_size, f.insured_share, f.n_workers, SCHOOL_YEARS,
        p["prem_grade"], p["b_exp"], p["b_exp2"] / 100.0, p["reg_new"],
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months, offers.take_up,
        world.key(Stream.INSURED, 0), world.register_key(), world.key(Stream.TAKE_UP),
        claim_row, claim_rule,
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered,
        flows.hires, flows.job_to_job,
    )  # fmt: skip
    world.claim_row, world.claim_rule = claim_row[:n], claim_rule[:n]
    open_posts = posts.firm[holder < 0]
    flows.unfilled += np.bincount(f.unit[open_posts], minlength=flows.n)
    world.count_staff()
    filled = np.bincount(posts.firm[holder >= 0], minlength=f.n)
    f.vacancies -= filled.astype(np.int32)
    f.open_months[:] = np.where(f.vacancies > 0, np.minimum(f.open_months + 1, 100), 0)
    f.places[:] = np.maximum(f.places, f.n_workers + f.n_break + f.vacancies)
