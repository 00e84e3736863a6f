"""What measure 19 does: places of the reserve where a trigger is on, and agreements with firms.

A trigger reads published figures two months old (`sim.risk_watch`). Seats are offers, agreements
are a firm's choice. Both are paid from the reserve line of the employment subsidy fund, a month of
a unit at most with a twelfth of its share of the measure's reserve.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import TERMS, Account, Budget, Claim
from agents.codes import Flag, Programme, Status
from agents.columns import Array
from agents.draws import Stream, uniforms
from sim.budgets import budget_lines
from sim.claims import claim
from sim.offers import draw_lots
from sim.risk_watch import ABOVE, FIRST_UNIT, WARNED, Layout
from sim.world import World

Floats = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
MILLION = 1e6
LONG = 12  # months of long unemployment (ILO)
LEARNERS = [int(s) for s in (Status.EMPLOYEE, Status.FLEXIBLE, Status.FARM, Status.UNEMPLOYED)]
MOST_APPLICATIONS = 100


def released(world: World) -> Mask:
    """Return bool[n_units]: whether the reserve of a unit is released this month.

    The chart of the unit, its half or the region warns, and the published excess of unemployment in
    the unit is at least the trigger; all as known two months later.
    """
    levers = world.levers
    reserve = levers.contingency_budget.values > 0.0
    if not reserve.any():
        return reserve
    known = world.market.watch_known[0]
    units = slice(FIRST_UNIT, FIRST_UNIT + world.flows.n)
    warned = known[WARNED] > 0.0
    alarm = warned[0] | warned[1 + world.inputs.half] | warned[units]
    return np.asarray(reserve & alarm & (known[ABOVE, units] >= levers.response_trigger.values))


def yearly_reserve(world: World) -> Floats:
    """Return float64[n_units]: yuan a year of each unit, of all persons at 1/1."""
    return np.asarray(world.levers.contingency_budget.values * MILLION * world.share_of_region())


def spare(world: World) -> Floats:
    """Return float64[2]: fen of the reserve's lines that nobody has claimed yet, by half."""
    free = np.zeros(2)
    for h, line in enumerate(budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.RESERVE)):
        free[h] = max(world.ledger.uncommitted(line), 0)
    population, half = world.population, world.inputs.half
    for what, rows, fen, months in world.claims:
        if TERMS[what].budget == Budget.RESERVE:
            firm = TERMS[what].holder == "firm"
            unit = (population.firms.unit if firm else population.workers.unit)[rows]
            free -= np.bincount(half[unit], weights=fen * months, minlength=2)
    return np.maximum(free, 0.0)


def monthly_reserve(world: World) -> Floats:
    """Return float64[n_units]: fen a month of each unit's reserve in the sampled world."""
    return yearly_reserve(world) * 100.0 * world.price_level() / (12.0 * world.fraction)


def cost_fen(world: World) -> int:
    """Return the fen of a retraining place."""
    return round(world.parameters["retrain_cost"] * 100.0 * world.price_level())


# ---------------------------------------------------------------------------------- agreements


def agreements(world: World) -> tuple[Floats, Floats]:
    """Return float64[n_units] twice: months of the pace on offer, and the share that agrees.

    No pace is offered without a reserve that pays for retraining.
    """
    levers = world.levers
    pace = np.where(levers.contingency_budget.values > 0.0, levers.response_pacing.values, 0.0)
    return pace, np.asarray(world.parameters["pacing_agree"] ** (pace / 12.0))


def support_pacing(world: World) -> None:
    """Pay firms that agree this month for retraining whom they will lay off.

    Where the month's reserve of a half does not reach, all get the same part of the cost.
    """
    pace, agree = agreements(world)
    if not pace.any():
        return
    f, p = world.population.firms, world.parameters
    rows = np.flatnonzero((f.adopted == int(world.month)) & (f.alive == 1) & (pace[f.unit] > 0.0))
    rows = rows[uniforms(world.key(Stream.PACING, 0), f.id[rows]) < agree[f.unit[rows]]]
    world.flows.paced_firms += np.bincount(f.unit[rows], minlength=world.flows.n)
    loss = world.inputs.technology.loss[f.industry[rows]]
    places = (1.0 - p["sh_hire"]) * loss * f.target[rows] / f.technology[rows]
    fen = np.floor(places * cost_fen(world)).astype(np.int64)
    half = world.inputs.half[f.unit[rows]]
    month = np.bincount(world.inputs.half, weights=monthly_reserve(world), minlength=2)
    wanted = np.bincount(half, weights=fen, minlength=2)
    part = np.minimum(np.minimum(month, spare(world)) / np.maximum(wanted, 1.0), 1.0)
    claim(world, Claim.PACING_SUPPORT, rows, np.floor(fen * part[half]).astype(np.int64))


# ------------------------------------------------------------------------------------- places


def reserve_places(world: World, waiting: Array) -> Array:
    """Return int64[n_units]: places that the reserve pays this month, sampled.

    What those who wait for such a place will cost is kept.

    Parameters
    ----------
    waiting : int64[n_units], persons who wait for a place of the reserve
    """
    n = world.flows.n
    on = released(world)
    if not on.any():
        return np.zeros(n, np.int64)
    wanted = np.where(on, monthly_reserve(world) / cost_fen(world), 0.0)
    free = spare(world) / cost_fen(world)
    for h in range(2):
        here = world.inputs.half == h
        room, total = free[h] - waiting[here].sum(), wanted[here].sum()
        if total > room:
            wanted[here] *= max(room, 0.0) / total
    draw = uniforms(world.key(Stream.RESERVE_PLACES), np.arange(n))
    return np.asarray(np.floor(wanted + draw), np.int64)


def first_asked(world: World, offers: Array, waiting: Array) -> Array:
    """Return int32[m]: rows of those to whom a place of the reserve is offered, in rising order.

    The displaced come first; what they leave is offered to people of industries that warn, the
    unemployed by their last industry.

    Parameters
    ----------
    offers : int64[n_units], offers to make
    waiting : int32[...], rows of those who wait for a seat
    """
    w = world.population.workers
    if not offers.any():
        return np.zeros(0, np.int32)
    age = int(world.month) - w.birth
    may = np.isin(w.status, LEARNERS) & (w.programme == 0) & (offers[w.unit] > 0)
    may &= (age >= 16 * 12) & (age < 60 * 12)
    may &= ~((w.status == Status.EMPLOYEE) & (w.tenure == 0))
    may[waiting] = False
    displaced = may & (w.flags & int(Flag.DISPLACED) != 0)
    first = draw_lots(world, Programme.TRAINING, np.flatnonzero(displaced).astype(np.int32), offers)
    left = offers - np.bincount(w.unit[first], minlength=world.flows.n)
    layout = Layout.of(world.flows.n)
    warned = world.market.watch_known[0, WARNED, layout.n_places :] > 0.0
    exposed = may & ~displaced & (w.industry >= 0) & warned[np.maximum(w.industry, 0)]
    exposed &= (w.status == Status.EMPLOYEE) | (w.status == Status.UNEMPLOYED)
    second = draw_lots(world, Programme.TRAINING, np.flatnonzero(exposed).astype(np.int32), left)
    return np.sort(np.concatenate([first, second]))


def claim_places(world: World, rows: Array) -> None:
    """Claim what the places of the reserve cost that the persons in `rows` now take."""
    flows = world.flows
    flows.reserve_starts += np.bincount(world.population.workers.unit[rows], minlength=flows.n)
    claim(world, Claim.RETRAINING_VOUCHER, np.sort(rows), cost_fen(world))


# ------------------------------------------------------------------------- contacts and counts


def add_contacts(world: World, applications: Array) -> None:
    """Let the service name further vacancies to displaced seekers where the reserve is released.

    Parameters
    ----------
    applications : int8[n_workers], written
    """
    on = released(world)
    if not on.any():
        return
    w = world.population.workers
    rows = displaced_rows(world)
    rows = rows[on[w.unit[rows]] & (applications[rows] > 0)]
    draw = uniforms(world.key(Stream.RESERVE_CONTACTS), w.id[rows])
    more = np.floor(world.parameters["reserve_contacts"] + draw).astype(np.int64)
    applications[rows] = np.minimum(applications[rows] + more, MOST_APPLICATIONS)


def displaced_rows(world: World) -> Array:
    """Return int64[n]: rows of the unemployed whose last job automation ended."""
    w = world.population.workers
    return np.flatnonzero((w.flags & int(Flag.DISPLACED) != 0) & (w.status == Status.UNEMPLOYED))


def count_displaced(world: World) -> None:
    """Count the unemployed whom automation displaced, and those of them for a year and longer."""
    if not world.inputs.technology.active:
        return
    w, flows = world.population.workers, world.flows
    rows = displaced_rows(world)
    flows.displaced_unemployed += np.bincount(w.unit[rows], minlength=flows.n)
    long = rows[w.spell[rows] >= LONG]
    flows.displaced_long += np.bincount(w.unit[long], minlength=flows.n)
