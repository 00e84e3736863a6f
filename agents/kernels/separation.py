"""How jobs end: tenure hazards, layoffs last in first out, seasonal breaks and recalls."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Sex, Status
from agents.columns import Array
from agents.draws import chain, mix, uniform
from agents.jit import kernel, parallel_kernel, prange

EMPLOYEE, OWN_ACCOUNT = int(Status.EMPLOYEE), int(Status.OWN_ACCOUNT)
UNEMPLOYED, INACTIVE, FARM = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.FARM)
RECALL, REGISTERED = int(Flag.RECALL), int(Flag.REGISTERED_JOB)
FAMILY = int(Flag.FAMILY_FARM)
FEMALE = int(Sex.FEMALE)

NOTHING, QUIT, LAID_OFF, BREAK, RECALLED, RELEASED = 0, 1, 2, 3, 4, 5


@kernel
def tenure_hazard(mean_rate: float, ratio_24: float, n_months: int, out: Array) -> None:
    """Write separation hazards that fall with tenure and end jobs at a given mean rate.

    The hazard is proportional to (tenure + 1)^-a with a = ln(ratio) / ln(24), so month 1 is `ratio`
    times month 24; its level makes jobs last 1/mean_rate months on average, which is the mean
    monthly separation rate of a stationary stock.

    Parameters
    ----------
    mean_rate : float, probability per month in a stationary stock of jobs
    ratio_24 : float, hazard of the first month over that of month 24
    out : float64[n_months]
        Written: probability per month by completed months of tenure.
    """
    a = np.log(ratio_24) / np.log(24.0)
    low, high = 0.0, 1.0
    for _ in range(60):
        level = 0.5 * (low + high)
        alive, duration = 1.0, 0.0
        for t in range(n_months):
            duration += alive
            alive *= 1.0 - min(1.0, level * (t + 1.0) ** -a)
        tail = min(1.0, level * float(n_months) ** -a)
        duration += alive / max(tail, 1e-12)
        if duration > 1.0 / mean_rate:
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
    u = np.float64(mix(sub + np.uint64(11)) >> np.uint64(11)) / 9007199254740992.0
    if urban == 0 and u < to_farm:
        return FARM
    leave = leave_women if sex == FEMALE else leave_men
    if age >= 55 * 12:
        leave = min(1.0, 2.0 * leave)
    v = np.float64(mix(sub + np.uint64(12)) >> np.uint64(11)) / 9007199254740992.0
    return INACTIVE if v < leave else UNEMPLOYED


@parallel_kernel
def quit_jobs(
    month: int,
    worker_id: Array,
    sex: Array,
    birth: Array,
    urban: Array,
    status: Array,
    employer: Array,
    tenure: Array,
    flags: Array,
    firm_ownership: Array,
    firm_industry: Array,
    hazard: Array,
    owner_hazard: float,
    industry_factor: Array,
    k: np.uint64,
    fate: Array,
) -> None:
    """Draw which jobs end this month for reasons of the worker or the contract.

    Parameters
    ----------
    hazard : float64[4, n_months], probability per month by ownership and tenure
    owner_hazard : float, probability per month that an owner gives the business up
    industry_factor : float64[22], multiplier of the hazard (1 = none)
    fate : int8[n_workers]
        Written, every element: NOTHING or QUIT.
    """
    n_tenure = hazard.shape[1]
    for i in prange(worker_id.shape[0]):
        fate[i] = NOTHING
        s = status[i]
        f = employer[i]
        if (s != EMPLOYEE and s != OWN_ACCOUNT) or f < 0:
            continue
        t = min(max(tenure[i], 0), n_tenure - 1)
        if s == OWN_ACCOUNT:
            p = owner_hazard
        else:
            p = hazard[firm_ownership[f], t] * industry_factor[firm_industry[f]]
        if uniform(k, worker_id[i]) < p:
            fate[i] = QUIT


@kernel
def staff_index(employer: Array, n_firms: int) -> tuple[Array, Array]:
    """Return the rows of each firm's people, on the job or on a break.

    Returns
    -------
    start : int64[n_firms + 1]
    row : int32[start[-1]], rows of workers; those of firm f are row[start[f]:start[f+1]]
    """
    start = np.zeros(n_firms + 1, dtype=np.int64)
    for i in range(employer.shape[0]):
        if employer[i] >= 0:
            start[employer[i] + 1] += 1
    for f in range(n_firms):
        start[f + 1] += start[f]
    at = start[:-1].copy()
    row = np.empty(start[n_firms], dtype=np.int32)
    for i in range(employer.shape[0]):
        f = employer[i]
        if f >= 0:
            row[at[f]] = i
            at[f] += 1
    return start, row


@kernel
def choose_owner(
    staff: Array, worker_id: Array, status: Array, tenure: Array, flags: Array, fate: Array
) -> None:
    """Make the longest-serving of a household business its owner where none stays."""
    heir = -1
    for j in range(staff.shape[0]):
        i = staff[j]
        if fate[i] == QUIT or flags[i] & RECALL:
            continue
        if status[i] == OWN_ACCOUNT:
            return
        longer = heir < 0 or tenure[i] > tenure[heir]
        if longer or (tenure[i] == tenure[heir] and worker_id[i] < worker_id[heir]):
            heir = i
    if heir >= 0:
        status[heir] = OWN_ACCOUNT


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
    household_business: Array,
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
    alive, household_business : int8[n_firms]
        0 where the firm closes this month; 1 where an owner works in it.
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
        if household_business[f] == 1:
            choose_owner(row[start[f] : start[f + 1]], worker_id, status, tenure, flags, fate)
        if n_layoff[f] == 0 and n_break_wanted[f] == 0 and n_recall[f] == 0:
            continue
        rank = np.empty(n, dtype=np.float64)
        for j in range(n):
            i = row[start[f] + j]
            rank[j] = tenure[i] + uniform(k, worker_id[i])
        order = np.argsort(rank)
        out, rest, back = n_layoff[f], n_break_wanted[f], n_recall[f]
        for j in range(n):  # release those on a break first
            i = row[start[f] + order[j]]
            if flags[i] & RECALL and out > 0:
                fate[i] = RELEASED
                out -= 1
        for j in range(n):
            i = row[start[f] + order[j]]
            if flags[i] & RECALL or fate[i] == QUIT or status[i] == OWN_ACCOUNT:
                continue
            if out > 0:
                fate[i] = LAID_OFF
                out -= 1
            elif rest > 0:
                fate[i] = BREAK
                rest -= 1
        for j in range(n - 1, -1, -1):
            i = row[start[f] + order[j]]
            if flags[i] & RECALL and fate[i] == NOTHING and back > 0:
                fate[i] = RECALLED
                back -= 1


@kernel
def apply_fates(
    month: int,
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
    season_search : float, share of those on a break who look for other work (unemployed)
    reservation : float, reservation wage over last wage at the start of a spell
    separations, layoffs, breaks, recalls : int64[n_units], written by addition
        `separations` counts quits, layoffs and closures; releases from a break are not jobs ended.
    """
    for i in range(fate.shape[0]):
        what = fate[i]
        if what == NOTHING:
            continue
        sub = chain(k, worker_id[i])
        u = unit[i]
        if what == RECALLED:
            flags[i] &= ~RECALL
            status[i] = EMPLOYEE
            spell[i] = 0
            recalls[u] += 1
            continue
        if what == BREAK:
            flags[i] |= RECALL
            v = np.float64(mix(sub + np.uint64(13)) >> np.uint64(11)) / 9007199254740992.0
            status[i] = UNEMPLOYED if v < season_search else INACTIVE
            spell[i] = 0
            breaks[u] += 1
            continue
        f = employer[i]
        last_firm[i] = firm_id[f]
        employer[i] = -1
        subsidy_months[i] = 0
        tenure[i] = 0
        reservation_wage[i] = reservation * wage[i]
        if what == RELEASED:
            flags[i] &= ~(RECALL | REGISTERED)
            wage[i] = 0.0
            if status[i] == EMPLOYEE or status[i] == OWN_ACCOUNT:
                status[i] = UNEMPLOYED
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
) -> None:
    """Count each firm's people at work, on a break and with a subsidy; writes all elements."""
    n_workers[:] = 0
    n_break[:] = 0
    n_subsidised[:] = 0
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
