"""How jobs end: tenure hazards, layoffs last in first out, seasonal breaks and recalls."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Ownership, Sex, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.ageing import leave_firm
from agents.kernels.rows import smallest_first

EMPLOYEE, OWN_ACCOUNT = int(Status.EMPLOYEE), int(Status.OWN_ACCOUNT)
UNEMPLOYED, INACTIVE, FARM = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.FARM)
RECALL, REGISTERED = int(Flag.RECALL), int(Flag.REGISTERED_JOB)
FAMILY = int(Flag.FAMILY_FARM)
FEMALE = int(Sex.FEMALE)
HOUSEHOLD = int(Ownership.HOUSEHOLD)

NOTHING, QUIT, LAID_OFF, BREAK, RECALLED, RELEASED = 0, 1, 2, 3, 4, 5


@kernel
def tenure_hazard(
    mean_rate: float, other_rate: float, ratio_24: float, n_months: int, out: Array
) -> None:
    """Write a hazard that falls with tenure and has a given mean among jobs that end otherwise too.

    The hazard is proportional to (tenure + 1)^-a with a = ln(ratio) / ln(24), so month 1 is `ratio`
    times month 24. Its level gives the mean `mean_rate` in a stationary stock of jobs, which also
    end at `other_rate`: the more jobs end otherwise, the shorter tenures are in that stock, and the
    lower the level that gives the same mean.

    Parameters
    ----------
    mean_rate : float, probability per month in a stationary stock of jobs
    other_rate : float, probability per month that a job ends for any other reason
    ratio_24 : float, hazard of the first month over that of month 24
    out : float64[n_months]
        Written: probability per month by completed months of tenure.
    """
    a = np.log(ratio_24) / np.log(24.0)
    low, high = 0.0, 1.0
    for _ in range(60):
        level = 0.5 * (low + high)
        alive, stock, ended = 1.0, 0.0, 0.0
        for t in range(n_months):
            hazard = min(1.0, level * (t + 1.0) ** -a)
            stock += alive
            ended += alive * hazard
            alive *= (1.0 - hazard) * (1.0 - other_rate)
        last = min(1.0, level * float(n_months) ** -a)
        rest = alive / max(1.0 - (1.0 - last) * (1.0 - other_rate), 1e-12)
        if ended + rest * last < mean_rate * (stock + rest):
            low = level
        else:
            high = level
    for t in range(n_months):
        out[t] = min(1.0, low * (t + 1.0) ** -a)


@kernel
def after_job(
    urban: int,
    sex: int,
    age: int,
    sub: np.uint64,
    leave_men: float,
    leave_women: float,
    to_farm: float,
) -> int:
    """Return the status of one whose job ended: farm, out of the labour force, or unemployed."""
    u = unit_draw(sub, 11)
    if urban == 0 and u < to_farm:
        return FARM
    leave = leave_women if sex == FEMALE else leave_men
    if age >= 55 * 12:
        leave = min(1.0, 2.0 * leave)
    return INACTIVE if unit_draw(sub, 12) < leave else UNEMPLOYED


@parallel_kernel
def quit_jobs(
    worker_id: Array,
    status: Array,
    employer: Array,
    tenure: Array,
    firm_ownership: Array,
    hazard: Array,
    owner_hazard: float,
    unit: Array,
    home_unit: Array,
    firm_unit: Array,
    away_rise: float,
    k: np.uint64,
    fate: Array,
) -> None:
    """Draw which jobs end this month for reasons of the worker or the contract.

    Parameters
    ----------
    hazard : float64[4, n_months], probability per month by ownership and tenure
    owner_hazard : float, probability per month that an owner gives the business up
    unit, home_unit : columns of Workers; firm_unit : int8[n_firms]
    away_rise : float
        Rise of the hazard with each year in a job outside the unit of the household or of origin,
        as a share of it; two years at most.
    fate : int8[n_workers]
        Written, every element: NOTHING or QUIT.
    """
    n_tenure = hazard.shape[1]
    most = np.empty(n_tenure)  # nobody's probability is above it, so few firms are looked up
    for t in range(n_tenure):
        highest = owner_hazard
        for row in range(hazard.shape[0]):  # a maximum of the column would start threads each time
            highest = max(highest, hazard[row, t])
        most[t] = max(highest, highest * (1.0 + away_rise * min(t, 24) / 12.0))
    for i in prange(worker_id.shape[0]):
        fate[i] = NOTHING
        s = status[i]
        f = employer[i]
        if (s != EMPLOYEE and s != OWN_ACCOUNT) or f < 0:
            continue
        t = min(max(tenure[i], 0), n_tenure - 1)
        u = uniform(k, worker_id[i])
        if u >= most[t]:
            continue
        p = owner_hazard if s == OWN_ACCOUNT else hazard[firm_ownership[f], t]
        if firm_unit[f] != unit[i] or (home_unit[i] >= 0 and home_unit[i] != unit[i]):
            p *= 1.0 + away_rise * min(t, 24) / 12.0
        if u < p:
            fate[i] = QUIT


@kernel
def owners_who_quit(rows: Array, fate: Array, status: Array, employer: Array, owned: Array) -> None:
    """Mark the businesses among the firms of `rows` whose owner quits as without one."""
    for r in range(rows.shape[0]):
        i = rows[r]
        if fate[i] == QUIT and status[i] == OWN_ACCOUNT:
            owned[employer[i]] = 0


@parallel_kernel
def busy_firms(
    alive: Array,
    ownership: Array,
    n_workers: Array,
    n_break: Array,
    owned: Array,
    n_layoff: Array,
    n_break_wanted: Array,
    n_recall: Array,
    busy: Array,
) -> None:
    """Mark firms whose staff must be looked at: those that close, change staff or lack an owner.

    Writes every element of int8[n_firms] `busy`.
    """
    for f in prange(alive.shape[0]):
        staff = n_workers[f] + n_break[f]
        moves = n_layoff[f] > 0 or n_break_wanted[f] > 0 or n_recall[f] > 0
        orphan = ownership[f] == HOUSEHOLD and owned[f] == 0 and n_workers[f] > 0
        busy[f] = 1 if staff > 0 and (alive[f] == 0 or moves or orphan) else 0


@kernel
def staff_index(
    rows: Array, employer: Array, busy: Array, n_workers: Array, n_break: Array
) -> tuple[Array, Array]:
    """Return the people of each busy firm, on the job or on a break.

    Parameters
    ----------
    rows : int32[...], all people of busy firms

    Returns
    -------
    start : int64[n_firms + 1]
    row : int32[start[-1]], rows of workers; those of firm f are row[start[f]:start[f+1]]
    """
    n_firms = busy.shape[0]
    start = np.zeros(n_firms + 1, dtype=np.int64)
    for f in range(n_firms):
        start[f + 1] = start[f] + (n_workers[f] + n_break[f] if busy[f] else 0)
    at = start[:-1].copy()
    row = np.empty(start[n_firms], dtype=np.int32)
    for r in range(rows.shape[0]):
        f = employer[rows[r]]
        row[at[f]] = rows[r]
        at[f] += 1
    return start, row


@kernel
def choose_owner(
    staff: Array, worker_id: Array, status: Array, tenure: Array, flags: Array, fate: Array
) -> bool:
    """Make the longest-serving of a household business its owner where none stays.

    Returns whether the business has an owner now.
    """
    heir = -1
    for j in range(staff.shape[0]):
        i = staff[j]
        if fate[i] == QUIT or flags[i] & RECALL:
            continue
        if status[i] == OWN_ACCOUNT:
            return True
        longer = heir < 0 or tenure[i] > tenure[heir]
        if longer or (tenure[i] == tenure[heir] and worker_id[i] < worker_id[heir]):
            heir = i
    if heir >= 0:
        status[heir] = OWN_ACCOUNT
    return bool(heir >= 0)


@kernel
def first_by_tenure(
    staff: Array,
    sign: float,
    resting: bool,
    n_chosen: int,
    worker_id: Array,
    status: Array,
    tenure: Array,
    flags: Array,
    fate: Array,
    k: np.uint64,
) -> Array:
    """Return the rows of those with the shortest tenure (sign 1) or the longest (sign -1).

    Among people of one firm without a fate: on a break where `resting`, else employees at work.
    Ties are broken by keyed lottery; there must be at least `n_chosen` of them.
    """
    n = 0
    rank = np.empty(staff.shape[0], dtype=np.float64)
    who = np.empty(staff.shape[0], dtype=np.int32)
    for j in range(staff.shape[0]):
        i = staff[j]
        on_break = flags[i] & RECALL != 0
        if on_break != resting or fate[i] != NOTHING:
            continue
        if resting or status[i] != OWN_ACCOUNT:
            rank[n] = sign * (tenure[i] + uniform(k, worker_id[i]))
            who[n] = i
            n += 1
    chosen = smallest_first(rank[:n], n_chosen)
    for j in range(n_chosen):
        chosen[j] = who[chosen[j]]
    return chosen


@parallel_kernel
def adjust_staff(
    start: Array,
    row: Array,
    worker_id: Array,
    status: Array,
    tenure: Array,
    flags: Array,
    fate: Array,
    n_layoff: Array,
    n_break_wanted: Array,
    n_recall: Array,
    alive: Array,
    ownership: Array,
    owned: Array,
    k: np.uint64,
) -> None:
    """Choose who is laid off, sent on a seasonal break, recalled or released from a break.

    Layoffs and breaks take the shortest tenure first, recalls the longest; ties by keyed lottery.
    Firms that close release everybody. A household business whose owner left goes to the one who
    has been there longest; owners are not laid off. Each firm touches only its own people.

    Parameters
    ----------
    n_layoff, n_break_wanted, n_recall : int32[n_firms]
        Layoffs are taken from those on a break first (they are released).
    start, row : people of the firms to be looked at, see `staff_index`
    alive : int8[n_firms], 0 where the firm closes this month
    owned : int8[n_firms]
        Written for the firms looked at: 1 where an owner works in a household business.
    fate : int8[n_workers]
        Written for the chosen: LAID_OFF, BREAK, RECALLED or RELEASED; QUIT is left alone.
    """
    for f in prange(n_layoff.shape[0]):
        n = start[f + 1] - start[f]
        if n == 0:
            continue
        if alive[f] == 0:
            for j in range(start[f], start[f + 1]):
                i = row[j]
                if fate[i] != QUIT:
                    fate[i] = RELEASED if flags[i] & RECALL else LAID_OFF
            continue
        if ownership[f] == HOUSEHOLD and owned[f] == 0:
            staff = row[start[f] : start[f + 1]]
            owned[f] = choose_owner(staff, worker_id, status, tenure, flags, fate)
        if n_layoff[f] == 0 and n_break_wanted[f] == 0 and n_recall[f] == 0:
            continue
        staff = row[start[f] : start[f + 1]]
        resting, working = 0, 0
        for j in range(n):
            if flags[staff[j]] & RECALL:
                resting += 1
            elif fate[staff[j]] != QUIT and status[staff[j]] != OWN_ACCOUNT:
                working += 1
        released = min(n_layoff[f], resting)
        out = min(n_layoff[f] - released, working)
        rest = min(n_break_wanted[f], working - out)
        back = min(n_recall[f], resting - released)
        if released > 0:
            chosen = first_by_tenure(
                staff, 1.0, True, released, worker_id, status, tenure, flags, fate, k
            )
            for j in range(released):
                fate[chosen[j]] = RELEASED
        if out + rest > 0:
            chosen = first_by_tenure(
                staff, 1.0, False, out + rest, worker_id, status, tenure, flags, fate, k
            )
            for j in range(out + rest):
                fate[chosen[j]] = LAID_OFF if j < out else BREAK
        if back > 0:
            chosen = first_by_tenure(
                staff, -1.0, True, back, worker_id, status, tenure, flags, fate, k
            )
            for j in range(back):
                fate[chosen[j]] = RECALLED


@kernel
def apply_fates(
    month: int,
    rows: Array,
    fate: Array,
    worker_id: Array,
    sex: Array,
    birth: Array,
    unit: Array,
    urban: Array,
    status: Array,
    employer: Array,
    last_firm: Array,
    wage: Array,
    reservation_wage: Array,
    tenure: Array,
    spell: Array,
    subsidy_months: Array,
    flags: Array,
    firm_id: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
    farm_income: Array,
    leave_men: float,
    leave_women: float,
    to_farm: float,
    season_search: float,
    reservation: float,
    k: np.uint64,
    separations: Array,
    layoffs: Array,
    breaks: Array,
    recalls: Array,
) -> None:
    """Carry the fates out and count them by unit of residence.

    Parameters
    ----------
    rows : int32[...], rows with a fate
    n_workers, n_break, n_subsidised, owned : columns of Firms
        Written for the firms of those who leave, rest or return.
    season_search : float, share of those on a break who look for other work (unemployed)
    reservation : float, reservation wage over last wage at the start of a spell
    separations, layoffs, breaks, recalls : int64[n_units], written by addition
        `separations` counts quits, layoffs and closures; releases from a break are not jobs ended.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        what = fate[i]
        sub = chain(k, worker_id[i])
        u = unit[i]
        f = employer[i]
        if what == RECALLED:
            flags[i] &= ~RECALL
            status[i] = EMPLOYEE
            spell[i] = 0
            n_break[f] -= 1
            n_workers[f] += 1
            recalls[u] += 1
            continue
        if what == BREAK:
            n_workers[f] -= 1
            n_break[f] += 1
            if subsidy_months[i] > 0:
                n_subsidised[f] -= 1
                subsidy_months[i] = 0
            flags[i] |= RECALL
            status[i] = UNEMPLOYED if unit_draw(sub, 13) < season_search else INACTIVE
            spell[i] = 0
            breaks[u] += 1
            continue
        last_firm[i] = firm_id[f]
        settled = owned[f]
        leave_firm(
            i, status, employer, flags, subsidy_months, n_workers, n_break, n_subsidised, owned
        )
        if what == QUIT:
            owned[f] = settled  # an owner who quits may have an heir already, see `adjust_staff`
        tenure[i] = 0
        reservation_wage[i] = reservation * wage[i]
        if what == RELEASED:
            flags[i] &= ~(RECALL | REGISTERED)
            wage[i] = 0.0
            continue
        flags[i] &= ~REGISTERED
        separations[u] += 1
        if what == LAID_OFF:
            layoffs[u] += 1
        spell[i] = 0
        age = month - birth[i]
        if what == LAID_OFF:
            status[i] = UNEMPLOYED
            if urban[i] == 0:
                status[i] = after_job(0, sex[i], age, sub, 0.0, 0.0, to_farm)
        else:
            status[i] = after_job(urban[i], sex[i], age, sub, leave_men, leave_women, to_farm)
        wage[i] = farm_income[u] if status[i] == FARM else 0.0


@kernel
def count_staff(
    status: Array,
    employer: Array,
    subsidy_months: Array,
    flags: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
) -> None:
    """Count each firm's people at work, on a break and with a subsidy, and whether an owner works.

    Writes every element. Months keep these counts up to date; this is for a new world.
    """
    n_workers[:] = 0
    n_break[:] = 0
    n_subsidised[:] = 0
    owned[:] = 0
    for i in range(employer.shape[0]):
        f = employer[i]
        if f < 0:
            continue
        if flags[i] & RECALL:
            n_break[f] += 1
        elif status[i] == EMPLOYEE or status[i] == OWN_ACCOUNT:
            n_workers[f] += 1
            if subsidy_months[i] > 0:
                n_subsidised[f] += 1
            if status[i] == OWN_ACCOUNT:
                owned[f] = 1
