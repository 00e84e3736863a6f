"""Start-ups: seekers who think of a business are offered support; founders fill empty ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import LoanKind, Programme, Status
from agents.columns import Array
from agents.draws import Stream, bits_of, normals, uniforms
from agents.kernels.offers import ACCEPTED, decide_offers
from agents.kernels.startups import empty_businesses, place_founders, think_of_founding
from sim.claims import claim, expected, in_fen
from sim.hardship import count_placed
from sim.inputs import SCHOOL_YEARS
from sim.ledger import whole_fen
from sim.loans import borrowers, lend
from sim.offers import brought, draw_lots, make_offers, outside_options
from sim.rights import insured_shares
from sim.world import World

Floats = npt.NDArray[np.float64]
AWARDED = 12  # months in which an incubator is paid for a business that lives


def found(world: World) -> None:
    """Let founders take up household businesses that demand has opened and nobody runs yet."""
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    p, flows = world.parameters, world.flows
    crowd = np.log(np.maximum(world.market.flexible, 1e-4) / world.structure.flexible_base)
    rows = think_of_founding(
        int(world.month), world.current_applications().rows, w.id, w.unit, w.birth, w.status,
        w.tenure, w.skill, w.flags, np.exp(-p["founding_demand"] * crowd), p["founding_idea"],
        p["founding_prime"], p["founding_spread"], p["founding_skill"],
        world.key(Stream.FOUNDING),
    )  # fmt: skip
    post = empty_businesses(posts.firm, f.ownership, f.alive, f.n_workers, f.n_break)
    open_here = np.bincount(f.unit[posts.firm[post]], minlength=flows.n)
    rows = draw_lots(world, Programme.START_UP, rows, open_here)
    count_distress(world)
    if not len(rows):
        return
    rows, supported, loan = choose_founders(world, rows)
    count_placed(world, rows[w.status[rows] == Status.UNEMPLOYED])
    business = assign(world, rows, post)
    firm = posts.firm[business]
    place_founders(
        rows, firm, own_income(world, rows), w.id, w.status, w.employer, w.last_firm, w.industry,
        w.insured, w.wage, w.tenure, w.spell, w.subsidy_months, w.flags, f.id, f.unit, f.urban,
        f.industry, insured_shares(world), f.n_workers, f.n_break, f.n_subsidised, f.owned,
        p["reg_new"], world.key(Stream.INSURED, 0), world.register_key(),
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered,
    )  # fmt: skip
    f.vacancies[firm] -= 1
    flows.unfilled -= np.bincount(f.unit[firm], minlength=flows.n)
    still_open = np.ones(posts.n, np.bool_)
    still_open[business] = False
    posts.reorder(np.flatnonzero(still_open))
    unit = w.unit[rows]
    flows.founders += np.bincount(unit, minlength=flows.n)
    flows.founders_supported += np.bincount(unit[supported], minlength=flows.n)
    claim(world, Claim.STARTUP_GRANT, rows[supported], whole_fen(grants(world))[unit[supported]])
    lend_to(world, rows[loan])
    advise(world, rows, firm)


def grants(world: World) -> Floats:
    """Return float64[n_units]: yuan of a start-up grant."""
    return np.asarray(world.levers.startup_grant.values * world.price_level())


def capital(world: World, rows: Array) -> Floats:
    """Return float64[n]: yuan that it takes each person of `rows` to found; fixed for a person."""
    p = world.parameters
    spread = normals(world.key(Stream.FOUNDING_CAPITAL, 0), world.population.workers.id[rows])
    level = p["founding_capital"] * world.price_level()
    return np.asarray(level * np.exp(p["founding_capital_sd"] * spread))


def monthly_interest(world: World, rows: Array) -> Floats:
    """Return float64[n]: yuan a month of interest that a borrower pays on average over the term.

    Half of the loan is outstanding on average; the treasury bears the discount.
    """
    discount = world.levers.startup_loan_discount.values[world.population.workers.unit[rows]]
    rate = world.parameters["startup_loan_rate"] * (1.0 - discount)
    return np.asarray(0.5 * capital(world, rows) * rate / 12.0)


def lend_to(world: World, rows: Array) -> None:
    """Let banks lend to the founders in `rows` what they need, guaranteed by the fund."""
    w, p, lever = world.population.workers, world.parameters, world.levers
    unit = w.unit[rows]
    discount = np.round(lever.startup_loan_discount.values, 6)[unit]
    for share in np.unique(discount):
        mine = rows[discount == share]
        lend(
            world, LoanKind.START_UP, mine, whole_fen(capital(world, mine)),
            lever.startup_loan_term.values[w.unit[mine]].astype(np.int16), p["startup_loan_rate"],
            guarantee=p["guarantee_share"], discount=float(share),
        )  # fmt: skip


def advise(world: World, rows: Array, firm: Array) -> None:
    """Give new founders this month's places in incubators by lot; awards follow while they live.

    Parameters
    ----------
    rows, firm : int32[n], founders of the month and their businesses
    """
    w, lever, flows = world.population.workers, world.levers, world.flows
    quota = lever.incubator_places.values * world.share_of_region() / 12.0 / world.fraction
    if not quota.any():
        return
    turn = uniforms(world.key(Stream.INCUBATOR_PLACE), np.arange(flows.n))
    order = np.argsort(rows)
    places = np.floor(quota + turn).astype(np.int64)
    drawn = draw_lots(world, Programme.START_UP, rows[order], places)
    world.population.firms.advised[firm[np.isin(rows, drawn)]] = 1
    flows.advised_founders += np.bincount(w.unit[drawn], minlength=flows.n)
    award = in_fen(world, lever.incubator_award.values / AWARDED)
    claim(world, Claim.INCUBATOR_AWARD, drawn, award[w.unit[drawn]], AWARDED)


def count_distress(world: World) -> None:
    """Count borrowers who have lost the business that they borrowed for."""
    w, rows = world.population.workers, borrowers(world, LoanKind.START_UP)
    lost = rows[(rows >= 0) & (w.status[rows] != Status.OWN_ACCOUNT)]
    world.flows.distressed += np.bincount(w.unit[lost], minlength=world.flows.n)


def own_income(world: World, rows: Array) -> Floats:
    """Return float64[n]: log yuan/month that each person expects of a business of her own."""
    w, p = world.population.workers, world.parameters
    level = world.usual_pay[w.unit[rows]] + p["r_school"] * (SCHOOL_YEARS[w.schooling[rows]] - 11.0)
    return np.asarray(level + brought(world, rows), np.float64)


def choose_founders(world: World, rows: Array) -> tuple[Array, Array, Array]:
    """Return rows of founders, whether each is supported, and whether she has a loan.

    Who has no means of her own needs one of the month's loans, drawn by lot among those whose
    capital the largest loan covers. Founders reckon with the grant as often as it was paid to those
    who claimed it last quarter, and with the interest. A failure in the past bars nobody.
    """
    w, p, lever = world.population.workers, world.parameters, world.levers
    means = uniforms(world.key(Stream.FOUNDING_MEANS, 0), w.id[rows]) < p["founding_means"]
    quota = lever.startup_loans.values * world.share_of_region() / 12.0 / world.fraction
    turn = uniforms(world.key(Stream.FOUNDING_PLACE), np.arange(world.flows.n))
    loans = np.floor(quota + turn).astype(np.int64)
    covered = (
        capital(world, rows) <= lever.startup_loan_cap.values[w.unit[rows]] * world.price_level()
    )
    needs = ~means & covered & ~np.isin(rows, borrowers(world, LoanKind.START_UP))
    loan = np.isin(rows, draw_lots(world, Programme.START_UP, rows[needs], loans))
    rows, loan = rows[means | loan], loan[means | loan]
    unit = w.unit[rows]
    grant = (grants(world) * expected(world, Claim.STARTUP_GRANT))[unit]
    income = np.exp(own_income(world, rows)) + grant / p["founding_horizon"]
    income -= np.where(loan, monthly_interest(world, rows), 0.0)
    value = np.log(np.maximum(income, 1.0)) - p["founding_discount"]
    supported = (grant > 0) | loan
    takes = np.zeros(len(rows), np.bool_)
    takes[supported] = make_offers(world, Programme.START_UP, rows[supported], value[supported])
    takes[~supported] = decide_alone(world, rows[~supported], value[~supported])
    return rows[takes], supported[takes], loan[takes]


def decide_alone(world: World, rows: Array, value: Floats) -> Array:
    """Return bool[n]: who founds without support, by the rule of all offers, outside the book."""
    w, p = world.population.workers, world.parameters
    answer = np.empty(len(rows), np.int8)
    decide_offers(
        rows, int(Programme.START_UP), value, outside_options(world, rows),
        np.zeros(len(rows), np.int8), w.id, p["sd_perceive"], p["bias_perceive"],
        world.key(Stream.OFFER_ERROR), answer,
    )  # fmt: skip
    return np.asarray(answer == ACCEPTED)


def assign(world: World, rows: Array, post: Array) -> Array:
    """Return int64[n]: the open post of each founder's business, paired by lot within a unit."""
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    key = world.key(Stream.FOUNDING_PLACE)
    firm = posts.firm[post]
    business = np.lexsort((bits_of(key, f.id[firm]), f.unit[firm]))
    founder = np.lexsort((bits_of(key, w.id[rows]), w.unit[rows]))
    units = np.arange(world.flows.n)
    first_business = np.searchsorted(f.unit[firm][business], units)
    first_founder = np.searchsorted(w.unit[rows][founder], units)
    unit = w.unit[rows][founder]
    rank = np.arange(len(rows)) - first_founder[unit]
    out = np.empty(len(rows), np.int64)
    out[founder] = post[business[first_business[unit] + rank]]
    return out
