"""Step 7: deferred acceptance on the application graph; matches become jobs."""

from __future__ import annotations

import numpy as np

from agents.codes import Programme, Status
from agents.draws import Stream
from agents.kernels.hiring import first_owners, hire_workers
from agents.kernels.matching import WORKER, match_graph
from sim.inputs import SCHOOL_YEARS
from sim.offers import book_exits
from sim.world import World


def match(world: World) -> None:
    """Match seekers and posts, then hire."""
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    p, flows, sent = world.parameters, world.flows, world.current_applications()
    held = np.empty(len(sent.rows), np.int32)
    one_place = np.ones(posts.n, np.int32)
    match_graph(sent.start, sent.post, sent.score, sent.lottery, one_place, WORKER, 0, held)
    matched = sent.rows[held >= 0]
    book_exits(world, Programme.WELFARE_POST, matched[w.status[matched] == Status.WELFARE_POST])
    owner = first_owners(sent.rows, held, posts.firm, w.id, f.ownership, f.n_workers)
    offers = world.levers.contribution_subsidy.arrays()
    claim_row = np.empty(len(sent.rows), np.int32)
    claim_rule = np.empty(len(sent.rows), np.int32)
    n = hire_workers(
        int(world.month), sent.rows, held, posts.firm, posts.occupation, world.post_wage, owner,
        w.id, w.sex, w.birth, w.schooling, w.occupation, w.industry, w.skill, w.grade, w.status,
        w.employer, w.last_firm, w.insured, w.wage, w.tenure, w.spell, w.subsidy_months,
        w.subsidy_share, w.flags, f.id, f.unit, f.urban, f.industry, f.ownership, f.true_size,
        f.insured_share, f.n_workers, f.n_break, f.n_subsidised, f.owned, SCHOOL_YEARS,
        p["prem_grade"], p["b_exp"], p["b_exp2"] / 100.0, p["reg_new"],
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months, offers.take_up,
        world.key(Stream.INSURED, 0), world.register_key(), world.key(Stream.TAKE_UP),
        claim_row, claim_rule,
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered,
        flows.hires, flows.job_to_job,
    )  # fmt: skip
    world.claim_row, world.claim_rule = claim_row[:n], claim_rule[:n]
    still_open = np.ones(posts.n, np.bool_)
    still_open[held[held >= 0]] = False
    posts.reorder(np.flatnonzero(still_open))
    f.vacancies[:] = np.bincount(posts.firm, minlength=f.n)
    flows.unfilled += np.bincount(f.unit[posts.firm], minlength=flows.n)
    f.places[:] = np.maximum(f.places, f.n_workers + f.n_break + f.vacancies)
