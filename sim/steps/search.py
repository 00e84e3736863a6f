"""Step 6: who searches, how hard and where; applications."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.ageing import MAX_SPELL
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.rows import rows_where
from agents.kernels.search import apply_to_posts, choose_effort, first_application, join_lists
from sim.inputs import SCHOOL_YEARS
from sim.submarkets import WINTER, visit_weights
from sim.world import Applications, World


def search(world: World) -> None:
    """Decide participation and effort, then send applications to posts."""
    rows, sent = choose_seekers(world)
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    p, flows, sub = world.parameters, world.flows, world.submarkets
    season = int(world.month.month in WINTER)
    proposal = sub.proposals[season]
    sub.lay_out(posts.key, posts.market, world.population.units)
    n, size = len(rows), int(sent[-1])
    length = np.empty(n, np.int64)
    post, score = np.empty(size, np.int32), np.empty(size, np.float64)
    offers = world.levers.contribution_subsidy.arrays()
    suit, misfit = schooling_fit(world)
    world.usual_pay = usual_pay(world)
    apply_to_posts(
        int(world.month), rows, sent, w.id, w.unit, w.birth, w.sex, w.schooling, w.occupation,
        w.skill, w.grade, w.status, w.spell, w.wage, w.reservation_wage, w.employer, w.flags,
        proposal.first, proposal.market, proposal.keep, proposal.other,
        visit_weights(world.market.chance, p),
        np.bincount(posts.market, minlength=flows.n * N_OCCUPATIONS), sub.slot, sub.first_slot,
        posts.key, posts.firm, posts.schooling, world.post_wage,
        f.industry, f.ownership, f.true_size, f.insured_share,
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months,
        expected_subsidy(world, offers), sub.move_cost[season], SCHOOL_YEARS, suit, misfit,
        p["gain_on_the_job"], world.usual_pay, float(np.log(p["rw_market"])),
        float(np.log(1.0 - p["drw"])), p["prem_grade"], p["b_exp"], p["b_exp2"] / 100.0,
        p["r_school"], p["stigma"], p["k_cost"], p["taste_sd"],
        world.key(Stream.SEARCH_UNIT), world.key(Stream.SEARCH_POST),
        world.key(Stream.SUIT, 0), world.key(Stream.TASTE, 0),
        post, score, length,
    )  # fmt: skip
    start = np.zeros(n + 1, np.int64)
    np.cumsum(length, out=start[1:])
    size = int(start[-1])
    world.applications = Applications(
        rows, start, np.empty(size, np.int32), np.empty(size), np.empty(n, np.uint64)
    )
    join_lists(
        rows, w.id, sent, length, post, score, world.key(Stream.LOTTERY), start,
        world.applications.post, world.applications.score, world.applications.lottery,
    )  # fmt: skip
    unit = w.unit[rows]
    flows.seekers += np.bincount(unit, minlength=flows.n)
    flows.applications += np.bincount(unit, weights=length, minlength=flows.n).astype(np.int64)


def choose_seekers(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return (rows of seekers, where each one's applications begin if all are sent)."""
    w, p, x, market = world.population.workers, world.parameters, world.inputs, world.market
    applications = world.scratch("applications")
    farm_search = np.where(x.half == 1, p["farm_search_south"], p["farm_search_north"])
    chance = np.maximum(market.chance / p["chance_base"], 0.05)
    decay = p["delta_dur"] ** p["effort_share"]
    effort = np.maximum(p["effort_floor"], decay ** np.arange(MAX_SPELL + 1.0))
    choose_effort(
        int(world.month), w.id, w.sex, w.birth, w.status, w.unit, w.spell, w.flags, w.programme,
        world.scratch("fate"), p["n_app"], p["sh_ojs"], p["flexible_search"], farm_search,
        p["effort_beside_work"], p["ojs_young"], p["ojs_old"], p["reentry_old"],
        p["reentry_men"], p["reentry_women"], p["discourage"], chance ** p["eps_part"], effort,
        p["lock_in"], world.key(Stream.SEARCH), world.key(Stream.N_APPLICATIONS),
        world.key(Stream.PARTICIPATE), world.key(Stream.DISCOURAGE), applications,
    )  # fmt: skip
    rows = rows_where(applications)
    return rows, first_application(rows, applications)


def schooling_fit(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return float64[8, 8] by schooling of post and person: chance to suit, and loss of score."""
    p = world.parameters
    gap = SCHOOL_YEARS[:, None] - SCHOOL_YEARS[None, :]  # years that the person is short
    over = np.where(gap < -4.0, p["suit_over"], 1.0)
    suit = p["suit_base"] * np.where(gap > 0.0, p["suit_gap"] ** np.maximum(gap, 0.0), over)
    return suit, p["score_schooling"] * np.abs(gap)


def usual_pay(world: World) -> np.ndarray:
    """Return float64[n_units]: mean log pay of this month's posts at 11 years of schooling."""
    posts, n = world.population.posts, world.flows.n
    level = world.post_wage - world.parameters["r_school"] * (SCHOOL_YEARS[posts.schooling] - 11.0)
    unit = posts.market // N_OCCUPATIONS
    count = np.bincount(unit, minlength=n)
    region = level.mean() if len(level) else 0.0
    return np.asarray((np.bincount(unit, weights=level, minlength=n) + region) / (count + 1.0))


def expected_subsidy(world: World, offers: object) -> np.ndarray:
    """Return float64[n_rules]: yuan a month that a firm expects of an eligible, insured hire.

    What is offered on the lowest base, times the share of claims paid last quarter, times take-up.
    """
    lever = world.levers
    base = float(lever.contribution_floor.values.mean())
    rate = float(lever.contribution_rate_employer.values.mean())
    value = base * rate * offers.share * offers.take_up  # type: ignore[attr-defined]
    return np.asarray(value * world.market.paid_ratio[0])
