"""Step 6: who searches, how hard and where; applications."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.search import apply_to_posts, choose_effort, list_seekers
from sim.inputs import SCHOOL_YEARS, destinations
from sim.world import World


def search(world: World) -> None:
    """Decide participation and effort, then send applications to posts."""
    w, f = world.population.workers, world.population.firms
    p, x, market, posts = world.parameters, world.inputs, world.market, world.current_posts()
    applications = world.scratch("int8")
    farm_search = np.where(x.half == 1, p["farm_search_south"], p["farm_search_north"])
    effort_decay = p["delta_dur"] ** p["effort_share"]
    choose_effort(
        int(world.month), w.id, w.sex, w.birth, w.urban, w.schooling, w.status, w.unit, w.spell,
        w.flags, w.programme, p["n_app"], p["sh_ojs"], p["flexible_search"], farm_search,
        p["effort_beside_work"], p["ojs_young"], p["ojs_old"], p["reentry_old"],
        p["reentry_men"], p["reentry_women"], p["discourage"], market.chance, p["chance_base"],
        p["eps_part"], effort_decay, p["effort_floor"], p["lock_in"],
        world.key(Stream.SEARCH), world.key(Stream.N_APPLICATIONS),
        world.key(Stream.PARTICIPATE), world.key(Stream.DISCOURAGE), applications,
    )  # fmt: skip
    posts.rows, posts.first = list_seekers(applications)
    n = len(posts.rows)
    size = int(posts.first[-1])
    posts.length = np.zeros(n, np.int64)
    posts.application = np.empty(size, np.int32)
    posts.score = np.empty(size, np.float64)
    winter = world.month.month in (11, 12, 1, 2, 3, 4, 5)  # passes closed November to May
    choice, cost = destinations(x.road[int(winter)], x.unit_level, market.chance, p)
    offers = world.levers.contribution_subsidy.arrays()
    apply_to_posts(
        int(world.month), posts.rows, posts.first, w.id, w.unit, w.urban, w.birth, w.sex,
        w.schooling, w.occupation, w.skill, w.grade, w.status, w.spell, w.wage,
        w.reservation_wage, w.employer, w.flags, *posts.index,
        posts.firm, posts.schooling, posts.wage, posts.key,
        f.industry, f.ownership, f.true_size, f.insured_share,
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months,
        expected_subsidy(world, offers),
        choice, cost, x.occupation_move, world.structure.occupation_by_schooling, SCHOOL_YEARS,
        p["suit_base"], p["suit_gap"], p["suit_over"], p["gain_on_the_job"],
        usual_pay(world), float(np.log(p["rw_market"])), p["drw"],
        p["prem_grade"], p["b_exp"], p["b_exp2"] / 100.0, p["r_school"],
        p["score_schooling"], p["stigma"], p["k_cost"], p["taste_sd"],
        world.key(Stream.SEARCH_UNIT), world.key(Stream.SEARCH_POST),
        world.key(Stream.SUIT, 0), world.key(Stream.TASTE, 0),
        posts.application, posts.score, posts.length,
    )  # fmt: skip
    world.flows.seekers += np.bincount(w.unit[posts.rows], minlength=world.flows.n)
    world.flows.applications += np.bincount(
        w.unit[posts.rows], weights=posts.length, minlength=world.flows.n
    ).astype(np.int64)


def usual_pay(world: World) -> np.ndarray:
    """Return float64[n_units]: mean log pay of this month's posts at 11 years of schooling."""
    posts, n = world.current_posts(), world.flows.n
    level = posts.wage - world.parameters["r_school"] * (SCHOOL_YEARS[posts.schooling] - 11.0)
    unit = posts.market // world.market.heat.shape[1]
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
