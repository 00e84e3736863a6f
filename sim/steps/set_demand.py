"""Step 3: demand by industry and unit; firms set targets; entry and exit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Industry, Ownership
from agents.draws import Stream, normals, uniforms
from agents.kernels.demand import ENTRANT_SLOTS, cell_capacity, draw_entrants, plan_firms
from sim.automation import adopt, settle_plan
from sim.world import Plan, World

N_OWNERS = len(Ownership)
Floats = npt.NDArray[np.float64]


def set_demand(world: World) -> None:
    """Move the market, let entrants in; then each firm sets its target and plans its staff."""
    x, p = world.inputs, world.parameters
    grow_market(world)
    demand = np.exp(world.market.demand)
    crowding = share_market(world, demand)
    f = world.population.firms
    world.plan = Plan.empty(f.n)
    before = f.alive.copy()
    adopt(world)
    plan_firms(
        int(world.month), f.id, f.unit, f.industry, f.ownership, f.alive, f.true_size, f.base,
        f.base_demand, f.n_workers, f.n_break, f.target, f.drift, f.shock, f.founded,
        labour_cost(world), demand, x.season[world.month.month - 1], x.season_peak,
        f.technology, crowding, x.exit_rate, p["age_peak"],
        p["firm_walk_sd"], p["firm_shock_sd"],
        p["firm_shock_ar"], p["eta_ld"], p["layoff_tolerance"],
        world.key(Stream.DEMAND_WALK), world.key(Stream.DEMAND_SHOCK), world.key(Stream.FIRM_EXIT),
        world.key(Stream.TARGET_ROUNDING, 0),
        f.places, world.plan.layoff, world.plan.rest, world.plan.recall, world.plan.wanted,
    )  # fmt: skip
    closed = (before == 1) & (f.alive == 0)
    world.flows.firm_exits += np.bincount(f.unit[closed], minlength=world.flows.n)
    settle_plan(world)


def grow_market(world: World) -> None:
    """Move the demand index of every unit × industry one month along its path."""
    x, p = world.inputs, world.parameters
    year = world.month.year
    period = "2011" if year <= 2020 else "2021" if year <= 2025 else "2026"
    rate = np.broadcast_to(x.growth[period], world.market.demand.shape).copy()
    if year > 2025:
        rate += x.unit_trend[:, None] + p["demand_shift_2026"]
    elif year > 2020:
        rate += p["demand_shift_2021"]
    rate += world.levers.demand_growth.values / 100.0
    world.market.demand += rate / 12.0


def labour_cost(world: World) -> Floats:
    """Return float64[n_firms]: average labour cost over its level without subsidies.

    A hiring subsidy enters only by subsidised heads over heads (traps B1).
    """
    f = world.population.firms
    cost = np.ones(f.n)
    rows = np.flatnonzero(f.n_subsidised > 0)
    if len(rows):
        lever = world.levers
        unit = f.unit[rows]
        floor = lever.contribution_floor.values[unit]
        rate = lever.contribution_rate_employer.values[unit]
        wage = np.exp(world.log_base()[f.industry[rows], f.ownership[rows]])
        saved = np.maximum(wage, floor) * rate * f.n_subsidised[rows] / f.n_workers[rows].clip(1)
        cost[rows] = 1.0 - np.minimum(saved / (wage + np.maximum(wage, floor) * rate), 0.9)
    return cost


def size_cap(world: World) -> Floats:
    """Return float64[n_units]: places beyond which no entrant of a sampled world is shown."""
    places = world.structure.cell_base.sum(axis=(1, 2))
    return np.asarray(np.maximum(5.0, world.parameters["size_cap_share"] * places))


def share_market(world: World, demand: Floats) -> Floats:
    """Let entrants take up unserved demand; where firms plan too much, each loses in proportion.

    Returns
    -------
    float64[n_units, 22, 4]: log points that the targets of a cell's firms lose this month.
    """
    f, s, p = world.population.firms, world.structure, world.parameters
    capacity = np.zeros(s.cell_base.shape)
    # both in places before technology, so firms of a cell that adopt draw no entrants
    cell_capacity(f.unit, f.industry, f.ownership, f.alive, f.target / f.technology, capacity)
    wished = s.cell_base * demand[:, :, None]
    found_firms(world, demand, (wished - capacity).ravel())
    crowded = (capacity > wished) & (wished > 0.0)
    ratio = np.where(crowded, wished / np.maximum(capacity, 1e-9), 1.0)
    return np.asarray(p["entry_speed"] * np.log(np.maximum(ratio, 1e-9)))


def found_firms(world: World, demand: Floats, gap: Floats) -> None:
    """Let entrants take up demand that no firm in their cell serves.

    Parameters
    ----------
    gap : float64[n_cells], places wished less places planned, by unit × industry × ownership
    """
    s, p = world.structure, world.parameters
    entry_mean = np.maximum(s.cell_size * p["entry_size"], 1.0).ravel()
    entry_mean[s.cell_base.ravel() <= 0.0] = 0.0
    cap = np.repeat(size_cap(world), len(Industry) * N_OWNERS)
    room = int(np.maximum(gap, 0.0).sum()) + 1000
    cell, slot = np.empty(room, np.int32), np.empty(room, np.int32)
    size = np.empty(room)
    n = draw_entrants(
        gap, entry_mean, cap, p["entry_speed"], p["zeta"], world.key(Stream.FIRM_ENTRY),
        cell, slot, size,
    )  # fmt: skip
    world.make_room(firms=n)
    f = world.population.firms
    rows = np.arange(world.n_firms, world.n_firms + n)
    world.n_firms += n
    unit = cell[:n] // (len(Industry) * N_OWNERS)
    industry = cell[:n] // N_OWNERS % len(Industry)
    owner = cell[:n] % N_OWNERS
    ids = -2 - ((world.months_since_base * len(gap) + cell[:n]) * ENTRANT_SLOTS + slot[:n])
    f.id[rows] = ids
    f.unit[rows], f.industry[rows], f.ownership[rows] = unit, industry, owner
    f.alive[rows] = 1
    placed = uniforms(world.key(Stream.PLACE, 0), f.id[rows])
    f.urban[rows] = placed < s.urban_jobs[unit, industry]
    f.true_size[rows] = f.base[rows] = f.target[rows] = size[:n]
    f.weight[rows] = world.fraction
    f.base_demand[rows] = demand[unit, industry]
    f.rent[rows] = p["rent_sd"] * normals(world.key(Stream.FIRM_RENT, 0), f.id[rows])
    f.founded[rows] = int(world.month)
    f.insured_share[rows] = s.insured_share[owner]
    world.flows.firm_entries += np.bincount(unit, minlength=world.flows.n)
