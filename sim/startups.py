"""Start-ups: seekers who think of a business are offered support; founders fill empty ones."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Programme
from agents.columns import Array
from agents.draws import Stream, bits_of, uniforms
from agents.kernels.offers import ACCEPTED, decide_offers
from agents.kernels.startups import empty_businesses, place_founders, think_of_founding
from sim.claims import claim, expected
from sim.inputs import SCHOOL_YEARS
from sim.offers import brought, draw_lots, make_offers, outside_options
from sim.rights import insured_shares
from sim.world import World

Floats = npt.NDArray[np.float64]


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
    if not len(rows):
        return
    rows, supported = choose_founders(world, rows)
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
    claim(world, Claim.STARTUP_GRANT, rows[supported], grants(world)[unit[supported]])


def grants(world: World) -> npt.NDArray[np.int64]:
    """Return int64[n_units]: fen of a start-up grant."""
    yuan = world.levers.startup_grant.values * world.price_level()
    return np.floor(yuan * 100.0 + 0.5).astype(np.int64)


def own_income(world: World, rows: Array) -> Floats:
    """Return float64[n]: log yuan/month that each person expects of a business of her own."""
    w, p = world.population.workers, world.parameters
    level = world.usual_pay[w.unit[rows]] + p["r_school"] * (SCHOOL_YEARS[w.schooling[rows]] - 11.0)
    return np.asarray(level + brought(world, rows), np.float64)


def choose_founders(world: World, rows: Array) -> tuple[Array, Array]:
    """Return rows of founders, and whether each is supported.

    Who has no means of her own needs one of the month's loans, drawn by lot. Founders reckon with
    the grant as often as it was paid to those who claimed it last quarter.
    """
    w, p, lever = world.population.workers, world.parameters, world.levers
    means = uniforms(world.key(Stream.FOUNDING_MEANS, 0), w.id[rows]) < p["founding_means"]
    quota = lever.startup_loans.values * world.share_of_region() / 12.0 / world.fraction
    turn = uniforms(world.key(Stream.FOUNDING_PLACE), np.arange(world.flows.n))
    loans = np.floor(quota + turn).astype(np.int64)
    loan = np.isin(rows, draw_lots(world, Programme.START_UP, rows[~means], loans))
    rows, loan = rows[means | loan], loan[means | loan]
    unit = w.unit[rows]
    grant = (grants(world) * expected(world, Claim.STARTUP_GRANT))[unit]
    income = np.exp(own_income(world, rows)) + grant / 100.0 / p["founding_horizon"]
    value = np.log(income) - p["founding_discount"]
    supported = (grant > 0) | loan
    takes = np.zeros(len(rows), np.bool_)
    takes[supported] = make_offers(world, Programme.START_UP, rows[supported], value[supported])
    takes[~supported] = decide_alone(world, rows[~supported], value[~supported])
    return rows[takes], supported[takes]


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
