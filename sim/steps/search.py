"""Step 6: who searches, how hard and where; applications."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.ageing import MAX_SPELL
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.rows import rows_where
from agents.kernels.search import (
    FLAT,
    apply_to_posts,
    choose_effort,
    first_application,
    join_lists,
)
from agents.kernels.wages import REACH
from agents.levers import Offers
from scenarios.parameters import Parameters
from sim.benefits import dampen_search
from sim.families import care_factor, small_children
from sim.inputs import SCHOOL_YEARS
from sim.pay_rules import grade_pay, occupation_pay, pay_rule
from sim.response import add_contacts
from sim.rights import insured_shares
from sim.rural import call, family_costs, move_costs, mover_support, offer_posts
from sim.services import book_proposals, claimed_share, propose, visibility
from sim.southern import new_job_value
from sim.steps.moves import farm_need, farm_product
from sim.submarkets import WINTER, visit_weights
from sim.target_groups import favour, show_posts, waived_steps
from sim.world import Applications, World
from sim.youth import rank_by_grants, support_search


def search(world: World) -> None:
    """Decide participation and effort, then send applications to posts."""
    world.usual_pay = usual_pay(world)
    call(world)
    rows, sent = choose_seekers(world)
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    p, flows, sub, x = world.parameters, world.flows, world.submarkets, world.inputs
    h = world.population.households
    proposal = sub.proposals[int(world.month.month in WINTER)]
    sub.lay_out(posts.key, posts.market, world.population.units)
    weight = visit_weights(world.market.chance, p, visibility(world))
    proposed = propose(world, rows, proposal, weight)
    sent = with_proposals(sent, proposed)
    n, size = len(rows), int(sent[-1])
    answer, offered, kept = np.empty(n, np.int8), np.empty(n), np.empty(n)
    length = np.empty(n, np.int64)
    post, score = np.empty(size, np.int32), np.empty(size, np.float64)
    offers = world.levers.contribution_subsidy.arrays()
    suit, misfit = schooling_fit(world)
    call_back, contact = call_backs(p, world.market.heat.mean(axis=1)), contacts(p)
    rule_value = expected_subsidy(world, offers)
    apply_to_posts(
        int(world.month), rows, sent, w.id, w.unit, w.birth, w.sex, w.schooling, w.field,
        w.occupation, w.skill, w.grade, w.status, w.spell, w.wage, w.reservation_wage,
        w.employer, w.flags,
        w.registration, proposal.first, proposal.market, proposal.keep, proposal.other,
        weight,
        np.bincount(posts.market, minlength=flows.n * N_OCCUPATIONS), sub.slot, sub.first_slot,
        posts.key, posts.market, posts.firm, posts.schooling, posts.grade, posts.years,
        p["task_schooling"], posts.asks, world.post_wage,
        world.post_least, f.industry, f.ownership, f.true_size, insured_shares(world),
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months,
        rule_value, new_job_value(world), move_costs(world), SCHOOL_YEARS, suit, misfit,
        waived_steps(world),
        call_back, contact,
        p["gain_on_the_job"], world.usual_pay, float(np.log(p["rw_market"])),
        float(np.log(p["rw_grad"])),
        float(np.log(1.0 - p["drw"])), occupation_pay(p), grade_pay(p), pay_rule(p),
        np.log(REACH * world.minimum_wage()), p["r_school"], p["k_cost"], p["taste_sd"],
        p["fit_sd"], p["score_experience"],
        w.household, w.urban, h.n_minors, h.care_load, family_costs(world), mover_support(world),
        farm_product(world),
        x.care_value, p["bias_perceive"], p["sd_perceive"], world.key(Stream.PERCEIVE, 0),
        world.key(Stream.SEARCH_UNIT), world.key(Stream.SEARCH_POST),
        world.key(Stream.SUIT, 0), world.key(Stream.TASTE, 0),
        proposed, post, score, length, answer, offered, kept,
    )  # fmt: skip
    book_proposals(world, rows, answer, offered, kept)
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
    rank_by_grants(world)
    favour(world, world.applications)
    unit = w.unit[rows]
    flows.seekers += np.bincount(unit, minlength=flows.n)
    flows.applications += np.bincount(unit, weights=length, minlength=flows.n).astype(np.int64)
    offer_posts(world, suit, misfit, call_back, contact, rule_value)


def with_proposals(sent: np.ndarray, proposed: np.ndarray) -> np.ndarray:
    """Return where applications begin if a post that the service proposes is one of them."""
    more = np.zeros(len(sent), np.int64)
    np.cumsum(proposed >= 0, out=more[1:])
    return np.asarray(sent + more)


def choose_seekers(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return (rows of seekers, where each one's applications begin if all are sent)."""
    w, p, x, market = world.population.workers, world.parameters, world.inputs, world.market
    applications = world.scratch("applications")
    farm_search = np.where(x.half == 1, p["farm_search_south"], p["farm_search_north"])
    farm_search = np.minimum(farm_search / farm_need(world), 1.0)
    care = care_factor(world)
    small = small_children(world) if (care != 1.0).any() else world.household_marks()
    chance = np.maximum(market.chance / p["chance_base"], 0.05)
    choose_effort(
        int(world.month), w.id, w.household, w.sex, w.birth, w.status, w.unit, w.tenure, w.spell,
        w.flags, w.programme, world.scratch("fate"), world.household_marks(),
        p["n_app"] - p["contacts_in_n_app"],
        p["sh_ojs"] * x.search_by_tenure, p["flexible_search"], farm_search,
        p["effort_beside_work"], p["ojs_young"], p["ojs_old"], p["reentry_old"],
        p["reentry_men"], p["reentry_women"], small, care, p["added_worker"],
        discouragement(p), p["discourage_old"],
        chance ** p["eps_part"],
        effort_by_spell(p),
        p["graduate_effort"], int(p["graduate_effort_months"]),
        p["lock_in"], world.key(Stream.SEARCH), world.key(Stream.N_APPLICATIONS),
        world.key(Stream.PARTICIPATE), world.key(Stream.DISCOURAGE), applications,
    )  # fmt: skip
    dampen_search(world, effort_by_spell(p), applications)
    support_search(world, applications)
    add_contacts(world, applications)
    show_posts(world, applications)
    rows = rows_where(applications)
    return rows, first_application(rows, applications)


def effort_by_spell(p: Parameters) -> np.ndarray:
    """Return float64[months]: search effort, falling for a year, then flat.

    `delta_dur` is the monthly factor of the whole fall of the job-finding hazard; `effort_share` of
    it, in logs, is effort, the rest firms that call back fewer.
    """
    months = np.minimum(np.arange(MAX_SPELL + 1.0), FLAT)
    effort = p["delta_dur"] ** (p["effort_share"] * months)
    return np.asarray(np.maximum(p["effort_floor"], effort))


def discouragement(p: Parameters) -> np.ndarray:
    """Return float64[months]: chance a month to give up search, rising with the spell.

    It is `discourage` at `discourage_spell` months and rises no more from `discourage_longest` on.
    """
    months = np.minimum(np.arange(MAX_SPELL + 1.0), p["discourage_longest"])
    return np.asarray(p["discourage"] * months / p["discourage_spell"])


def call_backs(p: Parameters, heat: np.ndarray) -> np.ndarray:
    """Return float64[n_units, 13]: share of suitable applicants looked at, by months unemployed.

    Falls faster where labour is scarce, for there a long spell says more about a person [1]_.

    Parameters
    ----------
    heat : float64[n_units], log tightness over its base

    References
    ----------
    .. [1] Kroft, Lange & Notowidigdo (2013), QJE 128(3).
    """
    a_month = (1.0 - p["effort_share"]) * np.log(p["delta_dur"]) + p["delta_theta"] * heat
    return np.asarray(np.exp(np.minimum(a_month, 0.0)[:, None] * np.arange(FLAT + 1.0)))


def contacts(p: Parameters) -> np.ndarray:
    """Return float64[4]: what contacts do, see `apply_to_posts`.

    Of suitable pairs in the own unit, `sh_ref` are known ones; the mean chance to suit stays.
    """
    share, factor = p["sh_ref"], p["ref_suit"]
    known = share / (share + (1.0 - share) * factor)
    mean = known * factor + 1.0 - known
    return np.array([known, factor / mean, 1.0 / mean, p["ref_score"]])


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
    level = level - occupation_pay(world.parameters)[posts.occupation]
    unit = posts.market // N_OCCUPATIONS
    count = np.bincount(unit, minlength=n)
    region = level.mean() if len(level) else 0.0
    return np.asarray((np.bincount(unit, weights=level, minlength=n) + region) / (count + 1.0))


def expected_subsidy(world: World, offers: Offers) -> np.ndarray:
    """Return float64[n_rules]: yuan a month that a firm expects of an eligible, insured hire.

    What is offered on the lowest base, times the share of claims paid last quarter, times take-up.
    """
    lever = world.levers
    base = float(lever.contribution_floor.values.mean())
    rate = float(lever.contribution_rate_employer.values.mean())
    value = base * rate * offers.share * claimed_share(world, offers).mean(axis=1)
    return np.asarray(value * world.market.paid_ratio[0])
