"""Rights at work: wage arrears, contracts, hours, inspection."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
import numpy.typing as npt

from agents.codes import Industry, Ownership
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.rights import (
    INCURRED,
    LOST,
    N_TOTALS,
    SETTLED,
    STAFF_OWED,
    run_arrears,
    staff_by_kind,
)
from scenarios import tables
from sim.world import World

Floats = npt.NDArray[np.float64]
OWED = "firm_arrears"
STATUTORY_WEEK = 44.0  # hours; the limit under which the table of hours was observed
PUBLIC = (Industry.P, Industry.Q, Industry.S)  # education, health, public administration
GOVERNMENT, STATE_FIRM, PRIVATE_FIRM, HOUSEHOLD_FIRM = 0, 1, 2, 3
KINDS = ("government", "state_firm", "private_firm", "self_employed")


@cache
def kinds() -> npt.NDArray[np.int8]:
    """Return int8[22, 4]: kind of employer (row of the hours table) by industry and ownership."""
    kind = np.full((len(Industry), len(Ownership)), STATE_FIRM, np.int8)
    kind[list(PUBLIC)] = GOVERNMENT
    kind[:, Ownership.PRIVATE] = PRIVATE_FIRM
    kind[:, Ownership.HOUSEHOLD] = HOUSEHOLD_FIRM
    return kind


def hazard_rows(world: World) -> tuple[Array, Floats]:
    """Return int8[n_firms] and float64[8, n_months]: quits are likelier where wages are owed."""
    f, x = world.population.firms, world.inputs
    raised = np.minimum(x.hazard * world.parameters["arrears_quit"], 1.0)
    row = f.ownership.copy()
    row[np.flatnonzero(f.arrears)] += len(Ownership)
    return row, np.concatenate([x.hazard, raised])


def deterrence(world: World) -> Floats:
    """Return float64[n_units]: factor of violations at this rate of inspection."""
    rate = world.levers.inspection_rate.values
    return np.asarray(np.exp(-world.parameters["inspection_deters"] * rate))


def usual_deterrence(world: World) -> float:
    """Return the same factor at the rate of inspection at which practice was observed."""
    p = world.parameters
    return math.exp(-p["inspection_deters"] * p["usual_inspection"])


def insured_shares(world: World) -> Array:
    """Return float32[n_firms]: share of a firm's hires that are insured, at this inspection.

    The column of firms holds what was observed at the usual rate; those left without insurance
    change with deterrence.
    """
    f = world.population.firms
    factor = deterrence(world) / usual_deterrence(world)
    if (factor == 1.0).all():
        return f.insured_share
    without = (1.0 - f.insured_share) * factor.astype(np.float32)[f.unit]
    return np.maximum(np.float32(1.0) - without, np.float32(0.0))


def base_compliance(world: World) -> float:
    """Return the share of firms that report the whole base of contributions, mean of units."""
    factor = float(deterrence(world).mean()) / usual_deterrence(world)
    return max(1.0 - (1.0 - world.parameters["comply_si"]) * factor, 0.0)


def run_rights(world: World) -> None:
    """Move arrears one month on, book them, and count contracts and hours."""
    f, p, flows = world.population.firms, world.parameters, world.flows
    start = np.full((len(Industry), len(Ownership)), p["arrears_start"])
    start[Industry.E] *= p["arrears_construction"]
    start[:, [Ownership.STATE, Ownership.XPCC]] *= p["arrears_state"]
    totals = np.empty((64, flows.n, N_TOTALS), np.int64)
    run_arrears(
        f.id, f.unit, f.industry, f.ownership, f.alive, f.n_workers, np.exp(world.log_base()),
        np.exp(world.inputs.unit_level), start, deterrence(world), p["arrears_settle"],
        world.levers.inspection_rate.values / 1200.0, p["arrears_part"], p["arrears_recovered"],
        world.key(Stream.ARREARS), f.arrears, totals,
    )  # fmt: skip
    moved = totals.sum(axis=0)
    flows.arrears_staff += moved[:, STAFF_OWED]
    for half in (0, 1):
        fen = moved[world.inputs.half == half].sum(axis=0)
        ledger = world.ledger
        ledger.book("households", OWED, half, int(fen[INCURRED]), f"{OWED}.incurred")
        ledger.book(OWED, "households", half, int(fen[SETTLED]), f"{OWED}.settled")
        ledger.book(OWED, "lost_wages", half, int(fen[LOST]), f"{OWED}.lost")
    if world.ledger.balance[OWED] != int(f.arrears.sum()):
        raise AssertionError(f"{world.month}: firms owe other arrears than the ledger holds")
    count_staff_conditions(world)


def count_staff_conditions(world: World) -> None:
    """Count staff with contracts and their weekly hours, by unit of the firm."""
    f, p, flows = world.population.firms, world.parameters, world.flows
    out = np.empty((64, flows.n, len(KINDS)), np.int64)
    staff_by_kind(f.unit, f.industry, f.ownership, f.n_workers, kinds(), out)
    staff = out.sum(axis=0)
    covered = np.array([p["contract_state"], p["contract_state"], p["contract_private"],
                        p["contract_household"]])  # fmt: skip
    without = (1.0 - covered) * deterrence(world)[:, None]
    flows.staff_counted += staff.sum(axis=1)
    flows.contract_staff += whole((staff * (1.0 - without)).sum(axis=1))
    flows.uninsured_staff += whole(uninsured(world))
    mean, spread = weekly_hours(p["hours_private_2025"])
    limit = world.levers.hours_limit.values
    now, usual = deterrence(world), usual_deterrence(world)
    flows.hours_worked += whole((staff * hours_under(limit, now, usual, mean, spread)).sum(axis=1))
    for most, flow in ((44.0, flows.staff_over_44), (49.0, flows.staff_over_49)):
        above = share_above(most, limit, now, usual, mean, spread)
        flow += whole((staff * above).sum(axis=1))


def uninsured(world: World) -> Floats:
    """Return float64[n_units]: staff that firms of a unit leave without insurance, if all new."""
    f = world.population.firms
    rows = np.flatnonzero(f.n_workers)
    without = f.n_workers[rows] * (1.0 - insured_shares(world)[rows].astype(np.float64))
    return np.asarray(np.bincount(f.unit[rows], weights=without, minlength=world.flows.n), float)


def share_above(
    most: float, limit: Floats, now: Floats, usual: float, mean: Floats, spread: Floats
) -> Floats:
    """Return float64[n_units, n_kinds]: share of staff who work more than `most` hours.

    The table was observed under inspection of the statutory week at the `usual` deterrence:
    without it those beyond would be 1/usual times as many. Of those beyond the `limit` of this
    month the part 1 - `now` is brought down to it.
    """
    wild = tail(most, mean, spread) / (usual if most >= STATUTORY_WEEK else 1.0)
    wild = np.minimum(wild, 1.0)
    return np.where(
        most >= limit[:, None], now[:, None] * wild, np.broadcast_to(wild, (len(limit), len(mean)))
    )


def hours_under(limit: Floats, now: Floats, usual: float, mean: Floats, spread: Floats) -> Floats:
    """Return float64[n_units, n_kinds]: mean weekly hours, see `share_above`."""
    beyond = excess(STATUTORY_WEEK, mean, spread) / usual  # without inspection
    wild = mean + (1.0 - usual) * beyond
    over = np.array([
        excess(h, mean, spread) / usual if h >= STATUTORY_WEEK
        else beyond + excess(h, mean, spread) - excess(STATUTORY_WEEK, mean, spread)
        for h in limit
    ])  # fmt: skip
    return np.asarray(wild - (1.0 - now)[:, None] * over)


def tail(hours: float, mean: Floats, spread: Floats) -> Floats:
    """Return float64[n_kinds]: share of a normal law above `hours`."""
    return np.array([0.5 * math.erfc(v / math.sqrt(2.0)) for v in (hours - mean) / spread])


def excess(hours: float, mean: Floats, spread: Floats) -> Floats:
    """Return float64[n_kinds]: mean of what lies above `hours` in a normal law."""
    z = (hours - mean) / spread
    density = np.exp(-0.5 * z * z) / math.sqrt(2.0 * math.pi)
    return np.asarray(spread * density - (hours - mean) * tail(hours, mean, spread))


def whole(values: Floats) -> npt.NDArray[np.int64]:
    """Return the nearest whole numbers."""
    return np.floor(values + 0.5).astype(np.int64)


def weekly_hours(private_now: float) -> tuple[Floats, Floats]:
    """Return mean and spread of weekly hours by kind of employer; firms' hours carried to 2025."""
    hours = tables.hours()
    mean = np.array([hours[kind].mean for kind in KINDS])
    mean[PRIVATE_FIRM] *= private_now
    return mean, np.array([hours[kind].sd for kind in KINDS])
