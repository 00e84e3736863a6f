"""Parts of steps 6 and 7: organised offers to rural workers, and support for those who move.

Three channels: an open post near home, an open post elsewhere in Xinjiang, work in another
province. Whoever accepts a post applies for it like everybody else, so jobs are conserved and the
firm may still prefer somebody else. Numbers of organised moves are never fitted.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Programme, Status
from agents.columns import Array
from agents.draws import Stream, bits_of
from agents.kernels.markets import NOWHERE
from agents.kernels.moving import GOES_OUT
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.rows import rows_where
from agents.kernels.rural import (
    CHUNKS,
    LIFTED_ALL,
    LIFTED_AT_WORK,
    LIFTED_PAY,
    already_lists,
    call_rural,
    count_lifted,
    find_posts,
    insert_offers,
    keep_farm,
    value_leaving,
)
from agents.levers.table import Price
from sim.claims import claim, expected, in_fen
from sim.fields import jobs_by_class
from sim.inputs import SCHOOL_YEARS, cumulative
from sim.offers import book_unfilled, make_offers, outside_options
from sim.pay_rules import grade_pay, pay_rule
from sim.southern import new_job_value
from sim.steps.moves import carry_out_moves, home_pay, outside_pay
from sim.submarkets import WINTER, family_cost
from sim.target_groups import waived_steps
from sim.world import Applications, World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
NEAR, ELSEWHERE, OUTSIDE = range(3)  # channels
CHANNEL_STREAM = (Stream.RURAL_POST, Stream.RURAL_POST_AWAY)
PROGRAMMES = (Programme.NEAR_HOME, Programme.ELSEWHERE, Programme.OTHER_PROVINCE)


# -------------------------------------------------------------------------------------- support


def mover_yuan(world: World) -> Floats:
    """Return float64[n_units]: yuan a month of support that a rural mover from there reckons with.

    What is offered, times the share of claims committed last quarter, times take-up.
    """
    lever = world.levers
    transport = lever.transport_allowance.values / 12.0
    total = transport * expected(world, Claim.TRANSPORT_ALLOWANCE)
    total += lever.housing_support.values * expected(world, Claim.HOUSING_SUPPORT)
    return np.asarray(total * lever.take_up.values * world.price_level())


def mover_support(world: World) -> Floats:
    """Return float64[n_units]: log points that support adds to usual pay."""
    return np.asarray(np.log1p(mover_yuan(world) / np.exp(world.usual_pay)))


def rental_share(world: World) -> Floats:
    """Return float64[n_units]: share of new movers who get a public rental place.

    Places are let for `rental_years`; those that become free in a month go, by lot, to those who
    begin to work in another unit. A unit's part of the region's places is its share of them.
    """
    movers = float(world.market.moved_in[0])
    if movers <= 0.0:
        return np.zeros(world.flows.n)
    free = world.levers.public_rental_places.values / world.fraction
    free = free / (12.0 * world.parameters["rental_years"])
    return np.asarray(np.minimum(free / movers, 1.0 - world.parameters["rental_served"]))


def move_costs(world: World) -> Floats:
    """Return float64[n_units, n_units]: log points of utility lost by working there, this month."""
    cost = world.submarkets.move_cost[int(world.month.month in WINTER)]
    saved = world.parameters["lodging"] * rental_share(world)
    return np.asarray(cost - (1.0 - np.eye(len(cost))) * saved[None, :])


def family_costs(world: World) -> Floats:
    """Return float64[n_units]: log points lost by working there away from one's family."""
    return family_cost(world.levers.school_places_for_migrants.values, world.parameters)


def fen_of(world: World, lever: Price, rows: Array) -> Ints:
    """Return int64[n]: fen that a lever in yuan of their unit gives to each of `rows`."""
    return in_fen(world, lever.values)[world.population.workers.unit[rows]]


# --------------------------------------------------------------------------------------- offers


def offer_rates(world: World) -> Floats:
    """Return float64[3, n_units]: offers per eligible person this month, by channel.

    Paid brokers bring more: `broker_response` per hundred yuan a placement.
    """
    lever = world.levers
    paid = lever.broker_subsidy.values * expected(world, Claim.BROKER_SUBSIDY)
    more = 1.0 + world.parameters["broker_response"] * paid / 100.0
    rates = (lever.offers_near_home, lever.offers_region, lever.offers_other_provinces)
    return np.stack([np.minimum(rate.values * more, 1.0) for rate in rates])


def call(world: World) -> None:
    """Mark who is to get an offer this month, and make those of work in other provinces."""
    w = world.population.workers
    mark = world.scratch("rural")
    call_rural(
        int(world.month), w.id, w.unit, w.urban, w.birth, w.status, w.flags, w.programme,
        world.scratch("fate"), offer_rates(world), world.key(Stream.RURAL_OFFER), mark,
    )  # fmt: skip
    world.called = rows_where(mark)
    offer_other_provinces(world, world.called[(mark[world.called] >> OUTSIDE) & 1 == 1])


def kept(world: World, rows: Array) -> Floats:
    """Return float64[n], log yuan/month of refusing: the farm and care, or going on searching."""
    w, h = world.population.workers, world.population.households
    out = outside_options(world, rows)
    keep_farm(
        rows, w.status, w.unit, w.household, h.care_load, world.farm_income(),
        world.inputs.care_value, out,
    )  # fmt: skip
    return out


def offer_other_provinces(world: World, rows: Array) -> None:
    """Offer work in another province; who accepts leaves now."""
    if not len(rows):
        return
    w, h, p = world.population.workers, world.population.households, world.parameters
    pay = np.log(outside_pay(world)) + np.log(1.0 - p["cost_prov"])
    value = np.empty(len(rows))
    value_leaving(
        rows, w.id, w.household, h.n_minors, h.care_load, w.unit, w.skill,
        pay + np.log1p(mover_yuan(world) / outside_pay(world)), p["informal_skill"],
        p["family_apart"], p["theta_loc"], world.key(Stream.TASTE_OUTSIDE, 0), value,
    )  # fmt: skip
    near = home_pay(world)[w.unit[rows]]
    takes = make_offers(
        world, Programme.OTHER_PROVINCE, rows, value, distant=np.ones(len(rows), np.int8),
        outside=np.maximum(kept(world, rows), near),
    )  # fmt: skip
    leave = rows[takes]
    mark = world.scratch("moves")
    mark[leave] = GOES_OUT
    carry_out_moves(world, leave, mark)
    claim(world, Claim.BROKER_SUBSIDY, leave, fen_of(world, world.levers.broker_subsidy, leave))
    world.flows.placed_outside += np.bincount(w.unit[leave], minlength=world.flows.n)


def offer_posts(world: World, suit: Floats, misfit: Floats, call_back: Floats, contact: Floats,
                rule_value: Floats) -> None:  # fmt: skip
    """Offer open posts near home, then elsewhere; who accepts applies for the post before others.

    Who has applied for the post herself, or accepted one near home, is offered no other.
    """
    w = world.population.workers
    world.organised = []
    mark = world.scratch("rural")
    state = w.status[world.called]
    # nobody who left for another province, and nobody who gave up search meanwhile
    ready = (state == Status.FARM) | (state == Status.UNEMPLOYED) | (state == Status.INACTIVE)
    rows = world.called[ready]
    for channel in (NEAR, ELSEWHERE):
        asked = rows[(mark[rows] >> channel) & 1 == 1]
        post, value, score = look_for_posts(
            world, asked, channel, suit, misfit, call_back, contact, rule_value
        )
        found = post != NOWHERE
        none = np.bincount(w.unit[asked[~found]], minlength=world.flows.n)
        book_unfilled(world, PROGRAMMES[channel], none)
        asked, post, value, score = asked[found], post[found], value[found], score[found]
        sent = world.current_applications()
        known = np.empty(len(asked), np.bool_)
        already_lists(sent.rows, sent.start, sent.post, asked, post, known)
        asked, post, value, score = asked[~known], post[~known], value[~known], score[~known]
        takes = make_offers(
            world, PROGRAMMES[channel], asked, value,
            distant=np.full(len(asked), channel, np.int8), outside=kept(world, asked),
        )  # fmt: skip
        accepted = asked[takes]
        world.organised.append((accepted, post[takes]))
        add_applications(world, accepted, post[takes], score[takes])
        rows = np.setdiff1d(rows, accepted, assume_unique=True)


def look_for_posts(
    world: World, rows: Array, channel: int, suit: Floats, misfit: Floats, call_back: Floats,
    contact: Floats, rule_value: Floats,
) -> tuple[Array, Floats, Floats]:  # fmt: skip
    """Return (post or NOWHERE, value to her, score to the firm) for each person of `rows`."""
    w, h = world.population.workers, world.population.households
    f, posts, p = world.population.firms, world.population.posts, world.parameters
    sub = world.submarkets
    offers = world.levers.contribution_subsidy.arrays()
    n = len(rows)
    post, value, score = np.empty(n, np.int32), np.empty(n), np.empty(n)
    market_posts = np.bincount(posts.market, minlength=world.flows.n * N_OCCUPATIONS)
    in_unit = market_posts.reshape(world.flows.n, -1).sum(axis=1)
    to_unit = cumulative(in_unit[None, :] * (1.0 - np.eye(world.flows.n)))
    job_share = jobs_by_class(
        world.inputs.occupation_move, world.structure.occupation_by_schooling, p["match_voc"]
    )
    find_posts(
        int(world.month), rows, int(channel == ELSEWHERE), int(p["offer_trials"]), w.id, w.unit,
        w.birth, w.sex, w.schooling, w.field, w.skill, w.grade, w.status, w.spell,
        w.flags, w.registration, w.household, h.n_minors, h.care_load, job_share, to_unit,
        market_posts, sub.slot, sub.first_slot, posts.key, posts.firm, posts.schooling,
        posts.grade, posts.years, p["task_schooling"], posts.asks, world.post_wage,
        world.post_least, f.industry, f.ownership, f.true_size, f.insured_share,
        offers.rule_bits, offers.rule_bounds, offers.share, offers.months, rule_value,
        new_job_value(world),
        move_costs(world), family_costs(world), mover_support(world), SCHOOL_YEARS, suit, misfit,
        waived_steps(world), call_back, contact, grade_pay(p), pay_rule(p), p["k_cost"],
        p["fit_sd"],
        p["score_experience"], p["stay_mean"], p["stay_spread"],
        world.key(CHANNEL_STREAM[channel]), world.key(Stream.SUIT, 0),
        world.key(Stream.TASTE, 0), world.key(Stream.STAY_TASTE, 0), post, value, score,
    )  # fmt: skip
    return post, value, score


def add_applications(world: World, rows: Array, post: Array, score: Floats) -> None:
    """Put accepted posts into this month's application graph."""
    sent, w = world.current_applications(), world.population.workers
    everybody = np.union1d(sent.rows, rows).astype(np.int32)
    proposed = np.full(len(everybody), NOWHERE, np.int32)
    proposed[np.searchsorted(everybody, sent.rows)] = world.proposed
    world.proposed = proposed
    size = len(sent.post) + len(rows)
    start = np.empty(len(everybody) + 1, np.int64)
    new = Applications(
        np.empty(len(everybody), np.int32), start, np.empty(size, np.int32), np.empty(size),
        np.asarray(bits_of(world.key(Stream.LOTTERY), w.id[everybody])),
    )  # fmt: skip
    insert_offers(
        sent.rows, sent.start, sent.post, sent.score, rows, post, score,
        new.rows, new.start, new.post, new.score,
    )  # fmt: skip
    world.applications = new


# ----------------------------------------------------------------------------------- placements


def book_placements(world: World, rows: Array, held: Array) -> None:
    """Count the offers that became jobs, and those who begin to work in another unit.

    Called before the hires are carried out.

    Parameters
    ----------
    rows, held : int32[n], see `match_graph`
    """
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    flows, m = world.flows, world.market
    for (accepted, post), count in zip(
        world.organised, (flows.placed_near, flows.placed_elsewhere), strict=False
    ):
        got = accepted[held[np.searchsorted(rows, accepted)] == post]
        count += np.bincount(w.unit[got], minlength=flows.n)
        claim(world, Claim.BROKER_SUBSIDY, got, fen_of(world, world.levers.broker_subsidy, got))
    hired = rows[held >= 0]
    moved = int((f.unit[posts.firm[held[held >= 0]]] != w.unit[hired]).sum())
    m.moved_in[0] += (moved - m.moved_in[0]) / (12.0 if m.moved_in[0] > 0.0 else 1.0)


def count_poverty_lifted(world: World) -> None:
    """Count those lifted from poverty, those of them at work, and what they earn."""
    w, flows = world.population.workers, world.flows
    counts = np.zeros((CHUNKS, flows.n, 3), np.int64)
    count_lifted(int(world.month), w.birth, w.unit, w.status, w.flags, w.wage, counts)
    total = counts.sum(axis=0)
    flows.lifted_persons += total[:, LIFTED_ALL]
    flows.lifted_at_work += total[:, LIFTED_AT_WORK]
    flows.lifted_pay += total[:, LIFTED_PAY]
