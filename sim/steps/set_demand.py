"""Step 3: demand by industry and unit; firms set targets; entry and exit."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Industry, LoanKind, Ownership
from agents.draws import Stream, normals, uniforms
from agents.kernels.demand import ENTRANT_SLOTS, cell_capacity, draw_entrants, plan_firms
from agents.kernels.growth import give_up_posts, shake_firms
from scenarios.parameters import Parameters
from sim.automation import adopt, settle_plan
from sim.inputs import separation_rates, slump_part
from sim.loans import borrowers
from sim.local_income import local_demand, output
from sim.projects import run_projects
from sim.refunds import close_year
from sim.retention import retain
from sim.southern import claim_textile_costs, new_job_cost, textile_demand
from sim.world import Plan, World

N_OWNERS = len(Ownership)
GAIN_BOUND = 2.0  # numerical: the largest ratio of demand to places that incumbents respond to
YOUNG = 36  # months of age
MONTHS_OF_AGE = 721  # the table of growth by age ends at sixty years
Floats = npt.NDArray[np.float64]


def set_demand(world: World) -> None:
    """Move the market, let entrants in; then each firm sets its target and plans its staff."""
    x, p = world.inputs, world.parameters
    close_year(world)
    grow_market(world)
    run_projects(world)
    demand = np.exp(
        world.market.demand + local_demand(world) + textile_demand(world) - slump(world)
    )
    world.flows.output += output(world, demand)
    give_up(world)
    crowding = share_market(world, demand)
    grow_firms(world)
    f = world.population.firms
    world.plan = Plan.empty(f.n)
    before = f.alive.copy()
    adopt(world)
    indebted = np.zeros(f.n, np.int8)
    indebted[borrowers(world, LoanKind.STABILISATION)] = 1
    plan_firms(
        int(world.month), f.id, f.unit, f.industry, f.ownership, f.alive, f.true_size, f.base,
        f.base_demand, f.n_workers, f.n_break, f.target, f.drift, f.shock, f.founded,
        f.advised, p["advice_exit"],
        labour_cost(world) * new_job_cost(world), demand,
        x.season[world.month.month - 1], x.season_peak,
        f.technology, crowding, x.exit_rate, p["age_peak"], exit_law(p),
        p["eta_ld"], tolerance(p), p["fill_months"] * separation_rates(p),
        f.project, indebted, p["hr_loan"],
        world.key(Stream.FIRM_EXIT), world.key(Stream.TARGET_ROUNDING, 0),
        f.places, world.plan.layoff, world.plan.rest, world.plan.recall, world.plan.wanted,
    )  # fmt: skip
    closed = (before == 1) & (f.alive == 0)
    count_young(world, before == 1, closed)
    world.flows.firm_exits += np.bincount(f.unit[closed], minlength=world.flows.n)
    retain(world)
    settle_plan(world)
    claim_textile_costs(world)


def slump(world: World) -> Floats:
    """Return float64[22]: log points of demand that a slump takes this month."""
    return np.asarray(world.inputs.slump * slump_part(int(world.month), world.parameters))


def count_young(world: World, there: npt.NDArray[np.bool_], closed: npt.NDArray[np.bool_]) -> None:
    """Count household businesses below three years of age, and those of them that closed."""
    f, flows = world.population.firms, world.flows
    young = (f.ownership == Ownership.HOUSEHOLD) & (int(world.month) - f.founded < YOUNG)
    flows.young_businesses += np.bincount(f.unit[there & young], minlength=flows.n)
    flows.young_failed += np.bincount(f.unit[closed & young], minlength=flows.n)


def give_up(world: World) -> None:
    """Let firms give up posts that have long been open."""
    f, posts, p = world.population.firms, world.population.posts, world.parameters
    give_up_posts(
        int(world.month), posts.firm, posts.opened, posts.key, f.id, f.unit, f.alive, f.n_workers,
        f.n_break, f.target, f.drift, f.project, p["vacancy_grace"], p["vacancy_give_up"],
        world.key(Stream.VACANCY_GIVE_UP), world.flows.given_up,
        world.flows.firm_exits,
    )  # fmt: skip


def grow_firms(world: World) -> None:
    """Move every firm's own demand: rare hits, fading, growth of the young."""
    f, p = world.population.firms, world.parameters
    years = np.arange(MONTHS_OF_AGE) / 12.0
    shake_firms(
        int(world.month), f.id, f.ownership, f.alive, f.true_size, f.founded, f.drift, f.shock,
        p["hit_rate"], p["growth_young"] / 12.0 * np.exp(-years / p["growth_years"]),
        p["firm_walk_sd"] / np.sqrt(1.0 + years / p["walk_years"]),
        shock_spread(p), monthly_persistence(p), p["shock_size_slope"], p["shock_size"],
        world.key(Stream.DEMAND_SHOCK), world.key(Stream.DEMAND_WALK),
    )  # fmt: skip


def monthly_persistence(p: Parameters) -> float:
    """Return the monthly coefficient of an AR(1) whose yearly one is `rho_rev`."""
    return float(p["rho_rev"] ** (1.0 / 12.0))


def shock_spread(p: Parameters) -> Floats:
    """Return float64[4]: monthly spread of a firm's desired staff, log points, by ownership.

    A yearly AR(1) with innovation `sd_rev` and coefficient `rho_rev` has the standing spread
    sd_rev / √(1 - rho_rev²); a monthly one keeps it with the innovation sd · √(1 - r²) where
    r = rho_rev^(1/12). At 0.35 and 0.8: 0.583, r = 0.982, 0.111 a month. Desired staff moves by
    `staff_response` of that.
    """
    standing = p["sd_rev"] / np.sqrt(1.0 - p["rho_rev"] ** 2)
    monthly = standing * np.sqrt(1.0 - monthly_persistence(p) ** 2)
    damped = np.array([p["shock_state"], 1.0, p["shock_state"], p["shock_household"]])
    return np.asarray(p["staff_response"] * monthly * damped)


def exit_law(p: Parameters) -> Floats:
    """Return float64[4], see `agents.kernels.demand.exit_hazard`."""
    return np.array([p["exit_young"], p["exit_top"], p["exit_least"], p["exit_by_size"]])


def tolerance(p: Parameters) -> Floats:
    """Return float64[4]: share of staff kept beyond need, by ownership.

    A firm waits for quits rather than lay off while keeping the surplus costs less than a layoff
    and a later hire, (c_fire + c_hire) / (1 - idle_value) months of pay; c_fire is that of one
    year of tenure, for the last in go first. It tolerates what quits take away in that time, and
    at least `layoff_tolerance`.
    """
    months = (p["c_fire"] + p["c_hire"]) / (1.0 - p["idle_value"])
    return np.maximum(p["layoff_tolerance"], months * separation_rates(p))


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
    world.market.path += rate / 12.0
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
    """Share demand that no firm serves between entrants and firms of the cell, or take it back.

    In every cell and month a part `entry_speed` of the difference is made up. Of unserved demand,
    entrants take `entrant_share` (`founder_share` among household businesses; all of it where there
    is no firm), incumbents the rest in proportion to size; where firms plan too much, each loses in
    proportion.

    Returns
    -------
    float64[n_units, 22, 4]: log points that the targets of a cell's firms gain or lose this month.
    """
    f, s, p = world.population.firms, world.structure, world.parameters
    capacity = np.zeros(s.cell_base.shape)
    # both in places before technology, so firms of a cell that adopt draw no entrants
    cell_capacity(f.unit, f.industry, f.ownership, f.alive, f.target / f.technology, capacity)
    wished = s.cell_base * demand[:, :, None]
    new = np.where(capacity > 0.0, p["entrant_share"], 1.0)
    household = np.where(capacity[..., Ownership.HOUSEHOLD] > 0.0, p["founder_share"], 1.0)
    new[..., Ownership.HOUSEHOLD] = household
    found_firms(world, demand, (new * (wished - capacity)).ravel())
    wanting = (capacity > 0.0) & (wished > 0.0)
    ratio = np.where(wanting, wished / np.maximum(capacity, 1e-9), 1.0)
    mine = np.where(ratio > 1.0, 1.0 - new, 1.0)
    return np.asarray(p["entry_speed"] * mine * np.log(np.clip(ratio, 1e-9, GAIN_BOUND)))


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
        gap, entry_mean, cap, p["entry_speed"], p["entry_tail"], world.key(Stream.FIRM_ENTRY),
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
