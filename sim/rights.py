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
    mean, spread = weekly_hours(p["hours_private_2025"])
    flows.hours_worked += whole(staff @ mean)
    for limit, flow in ((44.0, flows.staff_over_44), (49.0, flows.staff_over_49)):
        z = (limit - mean) / spread
        above = np.array([0.5 * math.erfc(v / math.sqrt(2.0)) for v in z])
        flow += whole(staff @ above)


def whole(values: Floats) -> npt.NDArray[np.int64]:
    """Return the nearest whole numbers."""
    return np.floor(values + 0.5).astype(np.int64)


def weekly_hours(private_now: float) -> tuple[Floats, Floats]:
    """Return mean and spread of weekly hours by kind of employer; firms' hours carried to 2025."""
    hours = tables.hours()
    mean = np.array([hours[kind].mean for kind in KINDS])
    mean[PRIVATE_FIRM] *= private_now
    return mean, np.array([hours[kind].sd for kind in KINDS])
