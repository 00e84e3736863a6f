"""Labour demand of firms: markets, shocks, seasons, prices; entry and exit."""

from __future__ import annotations

import numpy as np

from agents.codes import Ownership
from agents.columns import Array
from agents.draws import chain, mix, uniform
from agents.jit import kernel, parallel_kernel, prange

HOUSEHOLD = int(Ownership.HOUSEHOLD)
ENTRANT_SLOTS = 4096  # most entrants of a cell and month that ids can tell apart


@kernel
def exit_hazard(age_years: float, size: float, mean_rate: float, peak: float, law: Array) -> float:
    """Return the yearly exit probability: highest at `peak` years, lower in large firms.

    Rises linearly to the peak age, then falls as peak / age, and with a power of size.

    Parameters
    ----------
    size : float, persons
    mean_rate : float, per year, of a firm of one person
    peak : float, years
    law : float64[4], factors at the start, at the peak and at least; power of size
    """
    if age_years < peak:
        by_age = law[0] + (law[1] - law[0]) * age_years / peak
    else:
        by_age = max(law[2], law[1] * peak / age_years)
    return float(mean_rate * by_age * max(size, 1.0) ** -law[3])


@parallel_kernel
def plan_firms(
    month: int,
    firm_id: Array,
    unit: Array,
    industry: Array,
    ownership: Array,
    alive: Array,
    true_size: Array,
    base: Array,
    base_demand: Array,
    n_workers: Array,
    n_break: Array,
    target: Array,
    drift: Array,
    shock: Array,
    founded: Array,
    advised: Array,
    advice: float,
    cost: Array,
    demand: Array,
    season: Array,
    season_peak: Array,
    technology: Array,
    crowding: Array,
    exit_rate: Array,
    exit_peak: float,
    exit_law: Array,
    elasticity: float,
    tolerance: Array,
    ahead_rate: Array,
    project: Array,
    indebted: Array,
    loan_hazard: float,
    k_exit: np.uint64,
    k_round: np.uint64,
    places: Array,
    n_layoff: Array,
    n_break_wanted: Array,
    n_recall: Array,
    wanted: Array,
) -> None:
    """Set each firm's target and what it wants to do about the gap.

    target = base · D/D0 · exp(drift + shock) · (cost/cost0)^elasticity · technology
    (model page §3; `drift` is m_f in logs, `shock` is epsilon in logs, see `shake_firms`).

    A firm posts ahead for the quits that it expects while a post is open, in whole places and never
    for more than its tolerance, so nobody is hired to be laid off. A household business without
    anybody wants its founder first. The true size follows the target.

    Parameters
    ----------
    advice : float, factor of the exit hazard of firms with `advised` 1
    cost : float64[n_firms], average labour cost over its level without policy
    demand : float64[n_units, 22], index of the cell's demand
    season, season_peak : float64[22], heads this month and at the peak over the yearly mean
    technology : float32[n_firms], factor of automation, see `automation.adopt_technology`
    crowding : float64[n_units, 22, 4], log points lost this month where firms of a cell together
        plan more than its market holds (0 elsewhere)
    exit_rate : float64[4], per year by ownership; exit_peak, exit_law : see `exit_hazard`
    tolerance : float64[4], share of staff kept beyond need before layoffs begin, by ownership
    ahead_rate : float64[4], share of staff that leaves in the time a post takes to fill
    project : int32[n_firms], places of a major project that runs this month, beside the target
    indebted : int8[n_firms], 1 where a stabilisation loan runs
    loan_hazard : float, factor of the exit probability of those
    k_round : uint64, key without the month, so a firm's rounding never flickers
    places, n_layoff, n_break_wanted, n_recall, wanted : int32[n_firms]
        Written, every element. `wanted` is the staff desired this month.
    """
    for f in prange(firm_id.shape[0]):
        places[f] = 0
        n_layoff[f] = 0
        n_break_wanted[f] = 0
        n_recall[f] = 0
        wanted[f] = 0
        if alive[f] == 0:
            continue
        who = firm_id[f]
        u, j = unit[f], industry[f]
        years = (month - founded[f]) / 12.0
        rate = exit_rate[ownership[f]]
        p_exit = exit_hazard(years, true_size[f], rate, exit_peak, exit_law) / 12.0
        if indebted[f]:
            p_exit *= loan_hazard
        if advised[f] == 1:
            p_exit *= advice
        if uniform(k_exit, who) < p_exit:
            alive[f] = 0
            target[f] = 0.0
            continue
        drift[f] += crowding[u, j, ownership[f]]
        before = target[f]
        target[f] = (
            base[f]
            * demand[u, j]
            / base_demand[f]
            * np.exp(np.float64(drift[f]) + shock[f])
            * cost[f] ** elasticity
            * technology[f]
        )
        if before > 0.0:
            true_size[f] *= target[f] / before
        turn = uniform(k_round, who)
        capacity = int(target[f] * season_peak[j] + turn)
        now = min(int(target[f] * season[j] + turn), capacity)
        staff = n_workers[f] + n_break[f]
        spare = int(tolerance[ownership[f]] * capacity + 0.5)
        out = max(0, staff - capacity - project[f] - spare)
        ahead = min(int(ahead_rate[ownership[f]] * staff), spare)
        now, capacity = now + ahead + project[f], capacity + ahead + project[f]
        if staff == 0 and ownership[f] == HOUSEHOLD:
            now = min(now, 1)
        n_layoff[f] = out
        from_break = min(n_break[f], out)
        at_work = n_workers[f] - (out - from_break)
        resting = n_break[f] - from_break
        if at_work > now:
            n_break_wanted[f] = min(at_work - now, capacity - now)
            at_work -= n_break_wanted[f]
            resting += n_break_wanted[f]
        elif at_work < now:
            n_recall[f] = min(resting, now - at_work)
        places[f] = max(capacity, at_work + resting)
        wanted[f] = now


@kernel
def cell_capacity(
    unit: Array, industry: Array, ownership: Array, alive: Array, target: Array, out: Array
) -> None:
    """Sum targets by unit × industry × ownership; writes float64[n_units, 22, 4]."""
    out[:] = 0.0
    for f in range(unit.shape[0]):
        if alive[f] == 1:
            out[unit[f], industry[f], ownership[f]] += target[f]


@kernel
def draw_entrants(
    cell_gap: Array,
    entry_mean: Array,
    cap: Array,
    speed: float,
    zeta: float,
    key: np.uint64,
    cell_out: Array,
    slot_out: Array,
    size_out: Array,
) -> int:
    """Let entrants take up demand that no firm in their cell serves.

    A cell expects speed × gap / mean size entrants (keyed rounding); each draws a keyed size from a
    truncated Pareto law in whole persons.

    Parameters
    ----------
    cell_gap : float64[n_cells], unserved places (negative: none)
    entry_mean : float64[n_cells], mean size of an entrant
    cap : float64[n_cells], size cap of the sampled world
    speed : float, share of a gap taken up in a month
    cell_out, slot_out : int32[capacity]; size_out : float64[capacity]
        Written up to the returned number of entrants.
    """
    n = 0
    for c in range(cell_gap.shape[0]):
        room = cell_gap[c] * speed
        if room <= 0.0 or entry_mean[c] <= 0.0:
            continue
        sub = chain(key, c)
        turn = np.float64(mix(sub) >> np.uint64(11)) / 9007199254740992.0
        many = min(int(room / entry_mean[c] + turn), ENTRANT_SLOTS)
        scale = max(0.5, entry_mean[c] * (zeta - 1.0) / zeta)
        for s in range(many):
            if n >= size_out.shape[0]:
                return n
            v = np.float64(mix(sub + np.uint64(s + 1)) >> np.uint64(11)) / 9007199254740992.0
            size = max(1.0, np.floor(scale * (1.0 - v) ** (-1.0 / zeta) + 0.5))
            cell_out[n] = c
            slot_out[n] = s
            size_out[n] = min(size, max(1.0, cap[c]))
            n += 1
    return n
