"""Birthdays, end of school years, retirement, deaths, departures, places that turn urban."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Ownership, Registration, Schooling, Sex, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel, parallel_kernel, prange

GONE, MINOR, STUDENT = int(Status.GONE), int(Status.MINOR), int(Status.STUDENT)
EMPLOYEE, OWN_ACCOUNT, FLEXIBLE = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
)
FARM, INTERN = int(Status.FARM), int(Status.INTERN)
UNEMPLOYED, INACTIVE, RETIRED = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.RETIRED)
AWAY = int(Status.AWAY)
JUNIOR, COLLEGE = int(Schooling.JUNIOR), int(Schooling.COLLEGE)
FEMALE = int(Sex.FEMALE)
OTHER_PROVINCE = int(Registration.OTHER_PROVINCE)
FAMILY_FARM = int(Flag.FAMILY_FARM)
GRADUATE, CADRE, RECALL = int(Flag.GRADUATE), int(Flag.CADRE), int(Flag.RECALL)
REGISTERED, LEFT = int(Flag.REGISTERED_JOB), int(Flag.LEFT)
STATE, XPCC, PRIVATE = int(Ownership.STATE), int(Ownership.XPCC), int(Ownership.PRIVATE)
ADULT = 15 * 12
GRADUATE_MONTHS = 24
MAX_SPELL = 1200
HALF_YEAR, MOST_HALF_YEARS = 6, 127  # unit and bound of `Workers.contribution_used`

# what `age_workers` reports about each row
STAYED, DIED, DEPARTED, RETIRES, GIVES_UP, TURNS_15, SETTLES = 0, 1, 2, 3, 4, 5, 6
LEAVES, GRADUATES, COMES_BACK, INTERNS = 7, 8, 9, 10


@kernel
def school_month(birth: int, draw: float) -> int:
    """Return the first June or July (by `draw`) after the fifteenth birthday."""
    turned = birth + ADULT
    wanted = 5 if draw < 0.5 else 6  # month of the year, January = 0
    wait = (wanted - turned % 12) % 12
    return turned + (wait if wait > 0 else 12)


@parallel_kernel
def age_workers(
    month: int,
    worker_id: Array,
    household: Array,
    sex: Array,
    birth: Array,
    urban: Array,
    registration: Array,
    schooling: Array,
    school_exit: Array,
    status: Array,
    employer: Array,
    insured: Array,
    contribution: Array,
    contribution_used: Array,
    tenure: Array,
    spell: Array,
    flags: Array,
    house_id: Array,
    firm_ownership: Array,
    death_rate: Array,
    old_age: Array,
    retire_state: float,
    retire_private: float,
    retire_after: float,
    retire_early: float,
    early_contribution: int,
    exit_60: float,
    exit_70: float,
    departure_rate: Array,
    return_rate: float,
    gone_after: int,
    reclassify_rate: float,
    settle_after: int,
    keys: Array,
    event: Array,
) -> None:
    """Move every person one month on; deaths, departures and retirements free the job at once.

    Parameters
    ----------
    month : int
        The month that begins, from January 1900.
    worker_id … flags : columns of Workers
        Written: urban, schooling, school_exit, status (of pupils), tenure, spell, contribution,
        contribution_used (months outside firms give no claim to unemployment benefit) and the
        flag GRADUATE. Who leaves is settled by `settle_events`.
    house_id : int32[n_households]
        Permanent household ids; a rural household turns urban as a whole.
    firm_ownership : int8[n_firms]
    death_rate : float64[2, months], probability per month by sex and age in months
    old_age : int16[3, n_birth_months], months; statutory retirement age of men, women cadres
        and other women by month of birth (column 0 = January 1900)
    retire_* : float, probability per month (see data table retirement_hazards)
    departure_rate : float64[2, months], probability per month by sex and age in months that one
        registered in another province leaves the region
    return_rate : float, probability per month that a graduate away comes back
    gone_after : int, months away after which a graduate belongs to her new province
    keys : uint64[6], keys of death, departure, retirement, reclassification, school, return
    event : int8[n_workers]
        Written, every element: STAYED, DIED, DEPARTED, RETIRES (with a pension), GIVES_UP (work in
        old age, without), TURNS_15, SETTLES (reaches `settle_after` months in a firm's job),
        LEAVES or GRADUATES (ends a school below college, or college and above; see `schooling`),
        COMES_BACK (a graduate away) or INTERNS (is in an internship).
    """
    oldest = death_rate.shape[1] - 1
    turns = np.empty(house_id.shape[0], dtype=np.int8)  # a byte is nearer at hand than an id
    for h in prange(house_id.shape[0]):
        turns[h] = uniform(keys[3], house_id[h]) < reclassify_rate
    for i in prange(worker_id.shape[0]):
        event[i] = STAYED
        s = status[i]
        if s == GONE:
            continue
        who = worker_id[i]
        age = month - birth[i]
        if uniform(keys[0], who) < death_rate[sex[i], min(age, oldest)]:
            event[i] = DIED
            continue
        if (
            registration[i] == OTHER_PROVINCE
            and age >= ADULT
            and uniform(keys[1], who) < departure_rate[sex[i], min(age, oldest)]
        ):
            event[i] = DEPARTED
            continue
        if urban[i] == 0 and turns[household[i]] == 1:
            urban[i] = 1
        spell[i] = min(spell[i] + 1, MAX_SPELL)
        if EMPLOYEE <= s <= INTERN:
            tenure[i] = min(tenure[i] + 1, MAX_SPELL)
            if tenure[i] == settle_after and employer[i] >= 0:
                event[i] = SETTLES
            if insured[i] == 1:
                contribution[i] += 1
                if s != EMPLOYEE and tenure[i] % HALF_YEAR == 0:
                    contribution_used[i] = min(contribution_used[i] + 1, MOST_HALF_YEARS)
        if s == MINOR:
            if age >= ADULT:
                status[i] = STUDENT
                schooling[i] = max(schooling[i], JUNIOR)
                school_exit[i] = school_month(birth[i], uniform(keys[4], who))
                spell[i] = 0
                event[i] = TURNS_15
            continue
        if s == STUDENT and school_exit[i] <= month:
            event[i] = GRADUATES if schooling[i] >= COLLEGE else LEAVES
            continue
        if flags[i] & GRADUATE and month - school_exit[i] > GRADUATE_MONTHS:
            flags[i] &= ~GRADUATE
        if s == INTERN:
            event[i] = INTERNS
        elif s == AWAY and flags[i] & LEFT != 0:
            if spell[i] >= gone_after:
                event[i] = DEPARTED
                continue
            if uniform(keys[5], who) < return_rate:
                event[i] = COMES_BACK
        if age < 45 * 12 or s == RETIRED:
            continue
        employed = EMPLOYEE <= s <= INTERN
        if insured[i] == 1:
            who_rule = 0
            if sex[i] == FEMALE:
                who_rule = 1 if flags[i] & CADRE else 2
            limit = old_age[who_rule, birth[i]]
            p = 0.0
            if age == limit:
                owner = firm_ownership[employer[i]] if employer[i] >= 0 else PRIVATE
                p = retire_state if owner == STATE or owner == XPCC else retire_private
            elif age > limit:
                p = retire_after
            elif age >= limit - 36 and contribution[i] >= early_contribution:
                p = retire_early
            if not employed and age >= limit:
                p = 1.0
            if p > 0.0 and uniform(keys[2], who) < p:
                event[i] = RETIRES
        elif age >= 60 * 12:
            p = exit_60 if age < 70 * 12 else exit_70
            if (employed or s == UNEMPLOYED) and uniform(keys[2], who) < p:
                event[i] = GIVES_UP


@parallel_kernel
def farm_season(
    worker_id: Array,
    status: Array,
    tenure: Array,
    spell: Array,
    wage: Array,
    unit: Array,
    flags: Array,
    share: Array,
    income: Array,
    k: np.uint64,
) -> None:
    """Let family farm workers take up or leave farm work with the season.

    Parameters
    ----------
    share : float64[n_units]
        Share of the seasonal pool at work this month; each person has a fixed keyed threshold, so
        the same persons come first in every spring.
    income : float64[n_units], yuan/month
        Marginal product of a family farm worker.
    k : uint64
        Key of Stream.SEASON_FARM without the month.
    """
    for i in prange(worker_id.shape[0]):
        if flags[i] & FAMILY_FARM == 0:
            continue
        at_work = uniform(k, worker_id[i]) < share[unit[i]]
        if at_work and status[i] == INACTIVE and flags[i] & RECALL == 0:
            status[i] = FARM
            tenure[i] = 0
            spell[i] = 0
            wage[i] = income[unit[i]]
        elif not at_work and status[i] == FARM:
            status[i] = INACTIVE
            tenure[i] = 0
            spell[i] = 0
            wage[i] = 0.0


@kernel
def leave_firm(
    i: int,
    status: Array,
    employer: Array,
    flags: Array,
    subsidy_months: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
) -> None:
    """Take person i off her firm's books; her status and flags are those of before she left."""
    f = employer[i]
    if f < 0:
        return
    if flags[i] & RECALL:
        n_break[f] -= 1
    else:
        n_workers[f] -= 1
        if subsidy_months[i] > 0:
            n_subsidised[f] -= 1
        if status[i] == OWN_ACCOUNT:
            owned[f] = 0
    employer[i] = -1
    subsidy_months[i] = 0


@kernel
def settle_events(
    rows: Array,
    event: Array,
    worker_id: Array,
    household: Array,
    unit: Array,
    status: Array,
    employer: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    subsidy_months: Array,
    flags: Array,
    n_members: Array,
    n_minors: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
    deaths: Array,
    departures: Array,
    retirements: Array,
    attrition: Array,
) -> None:
    """Carry out the month's exits, count them by unit, free the rows of the dead and departed.

    Parameters
    ----------
    rows : int32[...], rows with an event, see `age_workers`
    n_workers, n_break, n_subsidised, owned : columns of Firms
        Written for the firms of those who leave.
    deaths, departures, retirements, attrition : int64[n_units], written by addition
        Attrition counts registered urban workers who die or retire.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        e = event[i]
        if e == TURNS_15:
            n_minors[household[i]] -= 1
            continue
        if e >= SETTLES:  # carried out elsewhere
            continue
        u = unit[i]
        if flags[i] & REGISTERED and e != DEPARTED:
            attrition[u] += 1
        leave_firm(
            i, status, employer, flags, subsidy_months, n_workers, n_break, n_subsidised, owned
        )
        flags[i] &= ~(REGISTERED | RECALL)
        wage[i] = 0.0
        tenure[i] = 0
        spell[i] = 0
        if e == RETIRES or e == GIVES_UP:
            retirements[u] += 1
            status[i] = RETIRED if e == RETIRES else INACTIVE
            continue
        if e == DIED:
            deaths[u] += 1
        else:
            departures[u] += 1
        h = household[i]
        n_members[h] -= 1
        if status[i] == MINOR:
            n_minors[h] -= 1
        status[i] = GONE
        worker_id[i] = -1
        flags[i] = 0
