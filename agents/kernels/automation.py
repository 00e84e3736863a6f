"""Automation inside firms: who adopts when, what it displaces and creates, whom it hits."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.rows import smallest_first

EMPLOYEE = int(Status.EMPLOYEE)
RECALL, DISPLACED = int(Flag.RECALL), int(Flag.DISPLACED)
NOTHING, QUIT, LAID_OFF, RELEASED = 0, 1, 2, 5  # as in `separation`, which may not be imported here
N_CLASSES = 12  # firms by doubling of size: 1, 2-3, 4-7 … 2048 and over
PLACE = 1024  # whole parts of a place, so that sums do not depend on the order of firms


@kernel
def size_class(size: float) -> int:
    """Return how often a firm's size can be halved before it is below two, at most 11."""
    k = 0
    while size >= 2.0 and k < N_CLASSES - 1:
        size *= 0.5
        k += 1
    return k


@parallel_kernel
def weigh_firms(
    industry: Array, alive: Array, true_size: Array, target: Array, technology: Array, out: Array
) -> None:
    """Sum places before technology by industry and size class, in 1024ths of a place.

    Parameters
    ----------
    target, technology : float32[n_firms], last month's target and the factor in it
    out : int64[n_chunks, 22, 12]
        Written, every element; the sum over chunks is the table.
    """
    n_chunks, n = out.shape[0], industry.shape[0]
    for c in prange(n_chunks):
        out[c] = 0
        for f in range(n * c // n_chunks, n * (c + 1) // n_chunks):
            if alive[f] == 1:
                places = np.float64(target[f]) / np.float64(technology[f])
                out[c, industry[f], size_class(true_size[f])] += np.int64(places * PLACE)


@kernel
def spread_part(pace: float, agree: float, age: int, k: np.uint64, firm: int) -> float:
    """Return the part of what a firm displaces that is due `age` months after it adopted.

    Parameters
    ----------
    pace : float, months over which it is spread; 0: at once
    agree : float, chance that the firm agrees, by its own keyed number
    """
    if pace <= 0.0 or age + 1.0 >= pace or uniform(k, firm) >= agree:
        return 1.0
    return (age + 1.0) / pace


@parallel_kernel
def adopt_technology(
    month: int,
    firm_id: Array,
    unit: Array,
    industry: Array,
    alive: Array,
    true_size: Array,
    founded: Array,
    target: Array,
    adopted: Array,
    displaced: Array,
    technology: Array,
    chance: Array,
    loss: Array,
    gain: Array,
    machines: Array,
    machine_step: Array,
    reinstated: float,
    first_delay: int,
    last_delay: int,
    hire_share: float,
    pace: Array,
    agree: Array,
    keys: Array,
    layoff: Array,
    not_hired: Array,
    new_tasks: Array,
) -> None:
    """Let firms adopt AI and machines; write the factor of their target and the places affected.

    A firm adopts once its own keyed number, the same in every month, lies below the chance of its
    industry and size; it stays so. technology = (1 - displaced + reinstated) · (1 - machines) ·
    gain. Firms founded this month displace nobody. A firm that agrees to a pace reaches its loss
    and its gain in equal monthly steps; where it has gone further already, it stays there.

    Parameters
    ----------
    target : float32[n_firms], last month's, with last month's `technology` in it
    adopted : int16[n_firms], month of adoption, 0 before; written
    displaced, technology : float32[n_firms], written
    chance : float64[22, 12], share of firms of an industry and size class that have adopted
    loss, gain : float64[22], share of an adopter's places displaced; factor of its output demand
    machines, machine_step : float64[22], share of places replaced by machines so far, this month
    reinstated : float, new tasks over displaced, after a keyed delay of first … last months
    hire_share : float, share of displacement that comes as hiring not done
    pace : float64[n_units], months over which firms that agree spread what they displace; 0 none
    agree : float64[n_units], share of firms that agree
    keys : uint64[8], adoption and delay (without the month); rounding and split of AI; the same of
        machines; rounding of new tasks; agreement (without the month)
    layoff, not_hired : int32[2, n_firms], new_tasks : int32[n_firms]
        Written, every element: staff to lay off and places not filled again because of AI (0) and
        machines (1); places of new tasks.
    """
    for f in prange(firm_id.shape[0]):
        layoff[0, f], layoff[1, f], not_hired[0, f], not_hired[1, f] = 0, 0, 0, 0
        new_tasks[f] = 0
        if alive[f] == 0:
            continue
        who, j = firm_id[f], industry[f]
        places = np.float64(target[f]) / np.float64(technology[f])
        before = np.float64(displaced[f])
        p = chance[j, size_class(true_size[f])]
        if adopted[f] == 0 and p > 0.0 and uniform(keys[0], who) < p:
            adopted[f] = month
        factor, back, back_before = 1.0, 0.0, 0.0
        if adopted[f] > 0:
            part = spread_part(pace[unit[f]], agree[unit[f]], month - adopted[f], keys[7], who)
            if part < 1.0 and before < loss[j]:
                displaced[f] = max(before, part * loss[j])
                factor = 1.0 + (gain[j] - 1.0) * (np.float64(displaced[f]) / loss[j])
            else:
                displaced[f] = loss[j]
                factor = gain[j]
            age, wait = month - adopted[f], last_delay
            if age <= last_delay:
                wait = first_delay + int(uniform(keys[1], who) * (last_delay - first_delay + 1))
            if age >= wait:
                back = reinstated * np.float64(displaced[f])
            if age > wait:
                back_before = reinstated * before
        now = np.float64(displaced[f])
        kept = 1.0 - machines[j]
        technology[f] = (1.0 - now + back) * kept * factor
        if founded[f] == month:
            continue
        for c in range(2):
            share = (now - before) * kept if c == 0 else machine_step[j] * (1.0 - now)
            if share <= 0.0:
                continue
            n = int(share * places + uniform(keys[2 + 2 * c], who))
            if n == 0:
                continue
            out = int(n * (1.0 - hire_share) + uniform(keys[3 + 2 * c], who))
            layoff[c, f] = out
            not_hired[c, f] = n - out
        if back > back_before:
            new_tasks[f] = int((back - back_before) * kept * places + uniform(keys[6], who))


@kernel
def settle_displacement(
    unit: Array,
    alive: Array,
    n_workers: Array,
    adopted: Array,
    layoff: Array,
    not_hired: Array,
    new_tasks: Array,
    plain_layoff: Array,
    waiting: Array,
    displaced: Array,
    machine_displaced: Array,
    tasks: Array,
    ai_staff: Array,
) -> None:
    """Cut layoffs to the staff that is there and count what a month displaces and creates.

    Layoffs of automation take the place of plain ones. Firms that closed displace nobody.

    Parameters
    ----------
    layoff, not_hired : int32[2, n_firms]; new_tasks : int32[n_firms]
        See `adopt_technology`; written: what cannot be a layoff is hiring not done.
    plain_layoff : int32[n_firms], layoffs the firm plans for other reasons; written
    waiting : int16[n_firms], new tasks without a post; written by addition
    displaced, machine_displaced, tasks, ai_staff : int64[n_units]
        Written by addition: places, places, places and people at work with adopters.
    """
    for f in range(unit.shape[0]):
        if alive[f] == 0:
            new_tasks[f] = 0
            for c in range(2):
                layoff[c, f], not_hired[c, f] = 0, 0
            continue
        u = unit[f]
        if adopted[f] > 0:
            ai_staff[u] += n_workers[f]
        room = n_workers[f]
        for c in range(2):
            n = layoff[c, f] + not_hired[c, f]
            if n == 0:
                continue
            layoff[c, f] = min(layoff[c, f], room)
            not_hired[c, f] = n - layoff[c, f]
            room -= layoff[c, f]
            plain_layoff[f] = max(0, plain_layoff[f] - layoff[c, f])
            if c == 0:
                displaced[u] += n
            else:
                machine_displaced[u] += n
        waiting[f] += new_tasks[f]
        tasks[u] += new_tasks[f]


@parallel_kernel
def displace_staff(
    firms: Array,
    first: Array,
    n_out: Array,
    start: Array,
    row: Array,
    worker_id: Array,
    status: Array,
    occupation: Array,
    flags: Array,
    firm_industry: Array,
    exposure: Array,
    k: np.uint64,
    fate: Array,
    chosen: Array,
) -> None:
    """Choose whom automation displaces: employees at work, by the exposure of their occupation.

    Sampling without replacement with probability proportional to exposure (the smallest of
    exponential numbers with these rates); nobody of an occupation without exposure is chosen.

    Parameters
    ----------
    firms : int32[n], firms that lay off; first : int64[n + 1], cumulated numbers they lay off
    n_out : int32[n_firms], staff to lay off
    start, row : people of firms, see `separation.staff_index`
    exposure : float64[22, 7], by industry and occupation
    fate : int8[n_workers], written for the chosen: LAID_OFF
    chosen : int32[first[-1]]
        Written, every element: rows of workers, -1 where no exposed employee was left.
    """
    for q in prange(firms.shape[0]):
        f = firms[q]
        n = 0
        staff = row[start[f] : start[f + 1]]
        rank = np.empty(staff.shape[0], dtype=np.float64)
        who = np.empty(staff.shape[0], dtype=np.int32)
        for s in range(staff.shape[0]):
            i = staff[s]
            if fate[i] != NOTHING or flags[i] & RECALL or status[i] != EMPLOYEE:
                continue
            rate = 0.0
            if 0 <= occupation[i] < exposure.shape[1]:
                rate = exposure[firm_industry[f], occupation[i]]
            if rate > 0.0:
                rank[n] = -np.log(1.0 - uniform(k, worker_id[i])) / rate
                who[n] = i
                n += 1
        m = min(n_out[f], n)
        best = smallest_first(rank[:n], m)
        for s in range(n_out[f]):
            chosen[first[q] + s] = -1
            if s < m:
                i = who[best[s]]
                chosen[first[q] + s] = i
                fate[i] = LAID_OFF


@kernel
def mark_displaced(
    rows: Array,
    fate: Array,
    chosen: Array,
    scar: float,
    skill: Array,
    reservation_wage: Array,
    flags: Array,
) -> None:
    """Mark whose last job automation ended, and take what she could do in it from her skill.

    Parameters
    ----------
    rows : int32[...], rows with a fate; who lost a job for another reason loses the mark
    chosen : int32[...], rows that automation displaced, -1 for none
    scar : float, log points added to usable skill and to the reservation wage, negative
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if fate[i] == QUIT or fate[i] == LAID_OFF or fate[i] == RELEASED:
            flags[i] &= ~DISPLACED
    for r in range(chosen.shape[0]):
        i = chosen[r]
        if i >= 0:
            flags[i] |= DISPLACED
            skill[i] += scar
            reservation_wage[i] *= np.exp(scar)
