"""Step 7: deferred acceptance on the application graph; matches become jobs."""

from __future__ import annotations

import numpy as np

from agents.codes import Programme, Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.hiring import first_owners, hire_workers
from agents.kernels.matching import WORKER, match_graph
from sim.grade_premiums import pay_new_hires
from sim.hardship import count_placed
from sim.inputs import SCHOOL_YEARS
from sim.offers import book_exits
from sim.pay_rules import grade_pay, pay_rule
from sim.rights import insured_shares
from sim.rural import book_placements
from sim.services import before_hires, claimed_share
from sim.southern import claim_new_jobs
from sim.steps.moves import start_channels
from sim.steps.recruit import book_filled
from sim.target_groups import claim_supported_jobs
from sim.world import World
from sim.youth import brings_grant, note_hires


def match(world: World) -> None:
    """Match seekers and posts, then hire."""
    f, posts = world.population.firms, world.population.posts
    flows, sent = world.flows, world.current_applications()
    held = np.empty(len(sent.rows), np.int32)
    one_place = np.ones(posts.n, np.int32)
    match_graph(sent.start, sent.post, sent.score, sent.lottery, one_place, WORKER, 0, held)
    filled = held[held >= 0]
    book_filled(world, posts.firm[filled], posts.asks[filled])
    book_placements(world, sent.rows, held)
    start_channels(world, sent.rows, held)
    settle = before_hires(world, sent.rows, held)
    world.met_firm, world.met_market = posts.firm, posts.market
    hire(world, sent.rows, held, posts.firm, posts.occupation, world.post_wage, world.post_least)
    settle()
    close_posts(world, filled)
    flows.unfilled += np.bincount(f.unit[posts.firm], minlength=flows.n)
    f.places[:] = np.maximum(f.places, f.n_workers + f.n_break + f.vacancies)


def hire(
    world: World, rows: Array, held: Array, firm: Array, occupation: Array, wage: Array,
    least: Array,
) -> None:  # fmt: skip
    """Turn the posts that persons hold into jobs; add the claims for subsidies to the month's.

    Parameters
    ----------
    rows, held : int32[n], rows of workers, and the post of each, -1 for none
    firm, occupation, wage, least : of the posts
        `wage` in log yuan/month, before what the person brings; `least` in yuan/month, see
        `price_posts`.
    """
    w, f, p, flows = world.population.workers, world.population.firms, world.parameters, world.flows
    owner = first_owners(rows, held, firm, w.id, f.ownership, f.n_workers)
    matched = rows[held >= 0]
    claim_new_jobs(world, matched, firm[held[held >= 0]])
    book_exits(world, Programme.WELFARE_POST, matched[w.status[matched] == Status.WELFARE_POST])
    entitled = brings_grant(world, matched)
    was = w.status[matched]
    offers = world.levers.contribution_subsidy.arrays()
    claim_row, claim_rule = np.empty(len(rows), np.int32), np.empty(len(rows), np.int32)
    n = hire_workers(
        int(world.month), rows, held, firm, occupation, wage,
        least, owner, w.id, w.sex, w.birth, w.schooling, w.occupation, w.industry,
        w.skill, w.grade, w.status, w.employer, w.last_firm, w.insured, w.wage, w.tenure, w.spell,
        w.subsidy_months, w.subsidy_share, w.flags, w.registration, f.id, f.unit, f.urban,
        f.industry, f.ownership, f.true_size,
        insured_shares(world), f.n_workers, f.n_break, f.n_subsidised, f.owned, SCHOOL_YEARS,
        grade_pay(p), pay_rule(p), p["reg_new"],
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months,
        claimed_share(world, offers),
        world.key(Stream.INSURED, 0), world.register_key(), world.key(Stream.TAKE_UP),
        claim_row, claim_rule,
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered,
        flows.hires, flows.job_to_job,
    )  # fmt: skip
    pay_new_hires(world, matched)
    note_hires(world, matched, entitled)
    world.claim_row = np.concatenate([world.claim_row, claim_row[:n]])
    world.claim_rule = np.concatenate([world.claim_rule, claim_rule[:n]])
    claim_supported_jobs(world, matched, was)
    count_placed(world, matched[was == Status.UNEMPLOYED])


def close_posts(world: World, filled: Array) -> None:
    """Take filled posts off the table."""
    posts, f = world.population.posts, world.population.firms
    np.subtract.at(f.vacancies, posts.firm[filled], 1)
    still_open = np.ones(posts.n, np.bool_)
    still_open[filled] = False
    posts.reorder(np.flatnonzero(still_open))
