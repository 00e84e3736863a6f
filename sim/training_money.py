"""Money of training: pay of providers and learners, firms' levy, what the budget carries."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Budget, Claim
from agents.codes import Flag, Half, Ownership, Status
from agents.columns import Array
from agents.kernels.levy import accrue_levy, return_levy, spend_levy
from agents.state import Enrolments
from sim.budgets import budget_lines
from sim.claims import claim, expected, in_fen
from sim.world import World

Floats = npt.NDArray[np.float64]
LEVY = Account.TRAINING_LEVY.code
PUBLIC, STAFF = 0, 2  # channels, see `sim.training`
USUAL_DAYS = 20.0  # length of course that unit cost and price are stated for
LEAN = 20.0  # courses at which what is seen of their payers weighs as much as an even guess


def entitled(world: World, rows: Array, channel: Array) -> Array:
    """Return int8[n]: 1 for those who draw the daily allowance on a public place.

    The unemployed, the hard to employ, and rural people who are nobody's employees.
    """
    w = world.population.workers
    status = w.status[rows]
    rural = (w.urban[rows] == 0) & ((status == Status.FARM) | (status == Status.FLEXIBLE))
    hard = (w.flags[rows] & Flag.HARDSHIP) > 0
    needs = (status == Status.UNEMPLOYED) | hard | rural
    return np.asarray(needs & (channel == PUBLIC), np.int8)


def expected_allowance(world: World, unit: Array, days: Array) -> Floats:
    """Return float64[n]: yuan of allowance that one entitled reckons with for a course."""
    daily = world.levers.training_allowance.values * expected(world, Claim.TRAINING_ALLOWANCE)
    return np.asarray(daily[unit] * days)


def levy_firm(world: World, rows: Array) -> Array:
    """Return int32[n]: firm whose levy may pay for each person's course; -1 none."""
    w, f = world.population.workers, world.population.firms
    employer = np.where(w.status[rows] == Status.EMPLOYEE, w.employer[rows], -1)
    own = (employer >= 0) & (f.ownership[employer] != Ownership.HOUSEHOLD)
    return np.where(own, employer, -1).astype(np.int32)


# ------------------------------------------------------------------------------------ payment


def pay_courses(world: World, e: Enrolments) -> None:
    """Let providers and learners of completed courses be paid.

    A provider is paid for completions only. The course of an employee is paid from her firm's
    levy as far as it reaches; else a public place is claimed from the budget, and a course of the
    firm's own centre is paid by the firm.
    """
    w, p = world.population.workers, world.parameters
    mine = np.flatnonzero((e.channel == PUBLIC) | (e.channel == STAFF))
    mine = mine[np.argsort(e.id[mine])]
    rows, public = e.worker[mine], e.channel[mine] == PUBLIC
    unit, days = w.unit[rows], e.days[mine]
    yuan = np.where(public, world.levers.training_unit_cost.values[unit], p["train_price"])
    cost = in_fen(world, yuan * days / USUAL_DAYS)
    firm, paid = levy_firm(world, rows), np.zeros(len(mine), np.int64)
    spend_levy(firm, cost, world.population.firms.levy, paid)
    half = world.inputs.half[world.population.firms.unit[np.maximum(firm, 0)]]
    for h in Half:
        here = half == int(h)
        world.ledger.pay_out(LEVY, "providers", int(h), int(paid[here].sum()), Budget.LEVY.code)
        own = int((cost - paid)[here & ~public].sum())
        world.ledger.book("firms", "providers", int(h), own, "firms.training")
    claim(world, Claim.TRAINING_COURSE, rows[public], (cost - paid)[public])
    draws = e.entitled[mine] == 1
    daily = world.levers.training_allowance.values[unit[draws]]
    claim(world, Claim.TRAINING_ALLOWANCE, rows[draws], in_fen(world, daily * days[draws]))


def run_levy(world: World) -> None:
    """Let firms set their levy aside; what closed ones have left goes back to their owners.

    When a world begins, firms hold what they set aside in `levy_start` months.

    Raises
    ------
    AssertionError
        If firms hold other accounts than the ledger.
    """
    w, f, ledger, n = world.population.workers, world.population.firms, world.ledger, world.flows.n
    months = 1 if f.levy.any() else int(world.parameters["levy_start"])
    accrued, returned = np.zeros(n, np.int64), np.zeros(n, np.int64)
    rate = world.levers.training_levy.values
    accrue_levy(w.status, w.employer, w.wage, f.unit, f.ownership, rate, months, f.levy, accrued)
    return_levy(f.alive, f.unit, f.levy, returned)
    for h in Half:
        here = world.inputs.half == int(h)
        ledger.receive("firms", LEVY, int(h), int(accrued[here].sum()))
        ledger.book(LEVY, "firms", int(h), int(returned[here].sum()), f"{LEVY}.returned")
    if ledger.balance[LEVY] != int(f.levy.sum()):
        raise AssertionError(f"{world.month}: firms hold another levy than the ledger")


# ------------------------------------------------------------------------------------- budget


def place_cost(world: World) -> Floats:
    """Return float64[n_units]: yuan that the budget is likely to owe for one start.

    From what is known of those on public places now: how many are nobody's employees (the levy
    pays for the others), and how many draw the allowance.
    """
    e, p, lever = world.population.enrolments, world.parameters, world.levers
    rows = e.worker[(e.channel == PUBLIC) & (e.worker >= 0) & (e.ended == 0)]
    draw = e.entitled[(e.channel == PUBLIC) & (e.worker >= 0) & (e.ended == 0)]
    charged = (np.count_nonzero(levy_firm(world, rows) < 0) + 0.5 * LEAN) / (len(rows) + LEAN)
    drawing = (np.count_nonzero(draw) + 0.5 * LEAN) / (len(rows) + LEAN)
    days = lever.training_days.values
    course = lever.training_unit_cost.values * days / USUAL_DAYS
    allowance = lever.training_allowance.values * days
    return np.asarray((1.0 - p["drop_tr"]) * (charged * course + drawing * allowance))


def carried(world: World, places: Floats) -> Floats:
    """Return the places of this month that the training line of each half carries.

    The line's uncommitted money is spread evenly over the months whose claims will be paid within
    the fiscal year; the last months' claims are paid from the next one, which is taken to be as
    large.

    Parameters
    ----------
    places : float64[n_units], sampled starts
    """
    if not places.any():
        return places
    cost = in_fen(world, place_cost(world))
    lines = budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.TRAINING)
    out = places.copy()
    for half, line in enumerate(lines):
        here = world.inputs.half == half
        lag = int(world.levers.payment_lag.values[here].mean() + 0.5)
        left = 13 - world.month.month - lag
        room = (
            world.ledger.uncommitted(line) / left if left > 0 else world.ledger.envelope[line] / 12
        )
        bill = float((places * cost)[here].sum())
        if bill > room:
            out[here] *= max(room, 0.0) / bill
    return out
