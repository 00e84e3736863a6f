"""Parts of steps 1, 5, 6 and 7: the unified list, proposals to seekers, placements, newcomers.

A proposal of the service is one more post that a seeker meets; to accept it is to apply. So there
is one mechanism of matching, and the service can neither make a firm hire nor a person apply.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Budget, Claim
from agents.codes import Programme, Registration, Schooling, Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.offers import book_offers
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.search import NO_OFFER
from agents.kernels.services import count_rivals, list_posts, propose_posts
from agents.levers import Levers, Offers
from sim.claims import claim, expected, in_fen
from sim.inputs import SCHOOL_YEARS
from sim.ledger import whole_fen
from sim.steps.recruit import KINDS
from sim.submarkets import Proposal
from sim.world import World

Floats = npt.NDArray[np.float64]
FEES = Account.SERVICE_FEES.code


# -------------------------------------------------------------------------------------- the list


def open_list(world: World) -> None:
    """Decide which posts are on the unified list or served by a firm, and count the new ones."""
    posts, f, p, lever = (
        world.population.posts, world.population.firms, world.parameters, world.levers,
    )  # fmt: skip
    world.listed, world.served = np.empty(posts.n, np.int8), np.empty(posts.n, np.int8)
    repeats = np.empty(posts.n, np.int32)
    list_posts(
        posts.key, posts.market, posts.firm, posts.asks, world.post_wage, f.ownership,
        lever.pooled_share.values, lever.repeat_postings.values, p["hr_served"], p["hr_response"],
        p["placement_fee"],
        lever.placement_subsidy.values * expected(world, Claim.PLACEMENT_SUBSIDY)
        * world.price_level(),
        world.key(Stream.POST_LIST, 0), world.key(Stream.POST_SERVED, 0),
        world.listed, repeats, world.served,
    )  # fmt: skip
    new = (posts.opened == int(world.month)) & (posts.asks == 0) & (world.listed == 1)
    for name, rows in (
        ("posts_pooled", np.flatnonzero(new)),
        ("graduate_posts_pooled", np.flatnonzero(new & for_graduates(world))),
    ):
        book_list(world, name, rows, repeats)


def for_graduates(world: World) -> npt.NDArray[np.bool_]:
    """Return bool[n_posts]: posts that ask for college, or are reserved for graduates."""
    posts = world.population.posts
    return np.asarray((posts.schooling >= Schooling.COLLEGE) | (posts.asks > 0))


def book_list(world: World, name: str, rows: Array, repeats: Array) -> None:
    """Count new posts of the list, and all that were reserved for graduates this month."""
    flows = world.flows
    unit = world.population.posts.market[rows] // N_OCCUPATIONS
    distinct = np.bincount(unit, minlength=flows.n)
    distinct += sum(getattr(flows, f"reserved_{kind.code}") for kind in KINDS)
    again = np.bincount(unit, weights=repeats[rows], minlength=flows.n).astype(np.int64)
    getattr(flows, f"{name}_distinct")[:] += distinct
    getattr(flows, name)[:] += distinct + again
    if name == "posts_pooled":
        flows.posts_pooled_duplicates += again


def visibility(world: World) -> Floats:
    """Return float64[n_markets]: weight of a sub-market by the share of its posts served."""
    market, n = world.population.posts.market, world.flows.n * N_OCCUPATIONS
    served = np.bincount(market, weights=world.served, minlength=n)
    share = served / np.maximum(np.bincount(market, minlength=n), 1)
    lift = np.repeat(world.levers.post_visibility.values, N_OCCUPATIONS)
    return np.asarray(1.0 + lift * share)


# ------------------------------------------------------------------------------------- proposals


def propose(world: World, rows: Array, proposal: Proposal, weight: Floats) -> Array:
    """Return int32[n]: the post that the service proposes to each seeker of `rows`, -1 for none."""
    w, posts, p, lever = (
        world.population.workers, world.population.posts, world.parameters, world.levers,
    )  # fmt: skip
    sub = world.submarkets
    market_listed = np.bincount(
        posts.market[world.listed == 1], minlength=world.flows.n * N_OCCUPATIONS
    )
    proposed = np.empty(len(rows), np.int32)
    propose_posts(
        int(world.month), rows, w.id, w.unit, w.birth, w.schooling, w.field, w.occupation,
        w.status, w.flags, w.registration, proposal.first, proposal.market, proposal.keep,
        proposal.other, weight, sub.slot, sub.first_slot, market_listed, world.listed,
        posts.schooling, posts.asks, len(SCHOOL_YEARS), p["register_unemployed"],
        lever.equal_services.values, lever.service_contacts.values, int(p["service_looks"]),
        world.key(Stream.SERVICE_USE, 0), world.key(Stream.SERVICE_CONTACT),
        world.key(Stream.SERVICE_POST), proposed,
    )  # fmt: skip
    world.proposed = proposed
    made = w.unit[rows[proposed >= 0]]
    world.flows.service_proposals += np.bincount(made, minlength=world.flows.n)
    return proposed


def book_proposals(
    world: World, rows: Array, answer: Array, offered: Floats, kept: Floats
) -> None:  # fmt: skip
    """Write into the offer book what seekers answered to the posts proposed that suit them.

    Months of search are counted here too.

    Parameters
    ----------
    rows, answer, offered, kept : see `agents.kernels.search.apply_to_posts`
    """
    w = world.population.workers
    flows, jobless = world.flows, rows[w.status[rows] == Status.UNEMPLOYED]
    unit = w.unit[jobless]
    flows.jobless_seekers += np.bincount(unit, minlength=flows.n)
    months = np.bincount(unit, weights=w.spell[jobless], minlength=flows.n)
    flows.jobless_months += months.astype(np.int64)
    asked = np.flatnonzero(answer != NO_OFFER)
    book_offers(
        int(world.month), rows[asked], int(Programme.PLACEMENT), offered[asked], kept[asked],
        answer[asked], w.unit, w.sex, w.birth, w.urban, w.refused, world.flows.book,
    )  # fmt: skip


# ------------------------------------------------------------------------------ what becomes of it


def before_hires(world: World, rows: Array, held: Array) -> Callable[[], None]:
    """Count what the list, the proposals and the firms brought; return what is done after hires.

    Parameters
    ----------
    rows, held : int32[n], rows of seekers, and the post of each, -1 for none
    """
    w, posts, flows, n = (
        world.population.workers, world.population.posts, world.flows, world.flows.n,
    )  # fmt: skip
    found = np.flatnonzero(held >= 0)
    post, who = held[found], rows[found]
    unit = posts.market[post] // N_OCCUPATIONS
    on_list = world.listed[post] == 1
    by_service, served = world.proposed[found] == post, world.served[post] == 1
    new = newcomers(world, who)
    for name, chosen in (
        ("posts_pooled_filled", on_list),
        ("graduate_posts_pooled_filled", on_list & for_graduates(world)[post]),
        ("service_hires", by_service),
        ("hr_placements", served),
        ("newcomer_hires", new),
    ):
        getattr(flows, name)[:] += np.bincount(unit[chosen], minlength=n)
    if new.any():
        sent, marks = world.current_applications(), np.zeros(len(rows), np.int8)
        marks[found[new]] = 1
        count_rivals(
            rows, held, marks, sent.start, sent.post, w.registration, posts.market,
            flows.newcomer_rivals,
        )  # fmt: skip
    placed = who[served]
    helped = who[served & (w.status[who] == Status.UNEMPLOYED)]
    settled = who[new]

    def after() -> None:
        pay_fees(world, placed)
        f, lever = world.population.firms, world.levers
        for what, price, persons in (
            (Claim.PLACEMENT_SUBSIDY, lever.placement_subsidy, helped),
            (Claim.SETTLEMENT_SUPPORT, lever.settlement_support, settled),
        ):
            where = f.unit[w.employer[persons]]
            claim(world, what, persons, in_fen(world, price.values)[where])

    return after


def newcomers(world: World, rows: Array) -> npt.NDArray[np.bool_]:
    """Return bool[n]: young graduates from other provinces who never had a job in a firm here."""
    w, p = world.population.workers, world.parameters
    young = int(world.month) - w.birth[rows] < 12 * p["settle_age"]
    outsider = (w.registration[rows] == Registration.OTHER_PROVINCE) & (w.home_unit[rows] < 0)
    first = (w.last_firm[rows] < 0) & (w.employer[rows] < 0)
    return np.asarray(first & young & outsider & (w.schooling[rows] >= Schooling.COLLEGE))


def pay_fees(world: World, placed: Array) -> None:
    """Let employers pay the fee of a placement; nothing is taken from wages.

    Parameters
    ----------
    placed : int32[n], rows of those hired in posts that a firm serves
    """
    w, f = world.population.workers, world.population.firms
    fee = whole_fen(world.parameters["placement_fee"] * w.wage[placed])
    half = world.inputs.half[f.unit[w.employer[placed]]]
    for h in (0, 1):
        total = int(fee[half == h].sum())
        if total:
            world.ledger.receive("firms", FEES, h, total)
            world.ledger.book(FEES, "brokers", h, total, FEES, Budget.FEES.code)


# ------------------------------------------------------------------------------------- newcomers


def reckon(world: World) -> None:
    """Note the support with which graduates elsewhere reckon when they decide next month."""
    lever = world.levers
    chance = expected(world, Claim.SETTLEMENT_SUPPORT) * lever.take_up.values
    world.market.support[:] = lever.settlement_support.values * chance


def drawn_by(world: World, yuan: Floats | float) -> Floats:
    """Return float64[n_units]: graduates a month, real persons, whom support draws to the region.

    Arrivals of graduates rise by `in_migration_elasticity` times the support over a year's pay.

    Parameters
    ----------
    yuan : support that graduates reckon with
    """
    p, x, s = world.parameters, world.inputs, world.structure
    pay = 12.0 * p["graduate_pay"] * np.exp(x.unit_level + p["g_w"] * world.years_from_2025())
    college = 1.0 - s.arrival_schooling[Schooling.COLLEGE - 1]
    return np.asarray(
        x.arrivals * s.arrival_unit * college * p["in_migration_elasticity"] * yuan / pay
    )


# ---------------------------------------------------------------------------------------- take-up


def claimed_share(world: World, offers: Offers) -> Floats:
    """Return float64[n_rules, n_units]: share of eligible hires for which a subsidy is claimed.

    A rule's own take-up stands for claims without digital services; they raise it in proportion.
    """
    usual = Levers.declared()["take_up"].no_policy
    factor = world.levers.take_up.values / usual
    return np.minimum(offers.take_up[:, None] * factor[None, :], 1.0)
