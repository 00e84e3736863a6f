"""Kernels that give the persons of the starting world their histories, pay and flags.

Serial, though rows are independent: `agents.population` gives each thread a part of the rows, and a
serial kernel compiles in a third of the time.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Occupation, Ownership, Registration, Schooling, Status
from agents.columns import Array
from agents.draws import mix, normal, uniform
from agents.jit import kernel
from agents.kernels.synthesis import first_index, keyed_pick
from agents.kernels.wages import heavy_tail

MINOR, STUDENT, FARM = int(Status.MINOR), int(Status.STUDENT), int(Status.FARM)
UNEMPLOYED, INACTIVE, RETIRED = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.RETIRED)
EMPLOYEE, INTERN = int(Status.EMPLOYEE), int(Status.INTERN)
STATE, PRIVATE, XPCC = int(Ownership.STATE), int(Ownership.PRIVATE), int(Ownership.XPCC)
FLEXIBLE_COLUMN, HOUSEHOLD = len(Ownership), int(Ownership.HOUSEHOLD)
JUNIOR, SENIOR, COLLEGE = int(Schooling.JUNIOR), int(Schooling.SENIOR), int(Schooling.COLLEGE)
MANAGERS, PROFESSIONALS = int(Occupation.MANAGERS), int(Occupation.PROFESSIONALS)
CLERKS, SERVICES, PRODUCTION = (
    int(Occupation.CLERKS),
    int(Occupation.SERVICES),
    int(Occupation.PRODUCTION),
)
N_OCCUPATIONS = len(Occupation)
SAME_PROVINCE, OTHER_PROVINCE = int(Registration.SAME_PROVINCE), int(Registration.OTHER_PROVINCE)
GRADUATE, HARDSHIP, CADRE = int(Flag.GRADUATE), int(Flag.HARDSHIP), int(Flag.CADRE)
LIFTED, RECALL = int(Flag.POVERTY_LIFTED), int(Flag.RECALL)
WORK_AGE, YEAR, LONGEST = 16 * 12, 12, 1200


@kernel
def leaving_month(birth: int, schooling: int, u: float, v: float) -> int:
    """Return the June or July of leaving school: junior at 16, senior 18-19, college 21-22 ..."""
    if schooling <= JUNIOR:
        years = 16
    elif schooling == SENIOR:
        years = 18 if u < 0.5 else 19
    elif schooling == COLLEGE:
        years = 21 if u < 0.5 else 22
    else:
        years = 22 if u < 0.5 else 23
    june = (birth // YEAR + years) * YEAR + 5
    return june if v < 0.5 else june + 1


@kernel
def last_summer(month: int, age: int, schooling: int, law: Array, u: float, v: float) -> int:
    """Return the June or July in which a pupil of the start population ends her school.

    The older half of a school leaves before the younger; junior pupils of 15 in the next summer.
    (Ages within a five-year band are drawn apart from schooling, so typical ages would not do.)

    Parameters
    ----------
    law : float64[4], cumulative: first to fourth summer
    """
    if schooling <= JUNIOR:
        share = u if age >= 16 * YEAR else 0.0
    else:
        older = age >= (18 * YEAR if schooling == SENIOR else 20 * YEAR)
        share = 0.5 * u + (0.0 if older else 0.5)
    june = month // YEAR * YEAR + 5
    while june <= month:
        june += YEAR
    for summer in range(3):
        if share >= law[summer]:
            june += YEAR
    return june if v < 0.5 else june + 1


@kernel
def stationary_tenure(cumulative: Array, longest: int, u: float) -> int:
    """Return a tenure in months from the elapsed-duration law, cut at `longest`."""
    longest = min(longest, len(cumulative) - 1)
    value = u * cumulative[longest]
    low, high = 0, longest
    while low < high:
        middle = (low + high) // 2
        if cumulative[middle] <= value:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def start_histories(
    month: int,
    keys: Array,
    worker_id: Array,
    birth: Array,
    schooling: Array,
    status: Array,
    ownership: Array,
    tenure_law: Array,
    insured_share: Array,
    spell_mean: float,
    inactive_mean: float,
    past_insured: float,
    density: float,
    graduate_months: float,
    summers_left: Array,
    tenure: Array,
    spell: Array,
    insured: Array,
    contribution: Array,
    school_exit: Array,
    flags: Array,
) -> None:
    """Draw tenure, spell, insurance, contributions and the month of leaving school.

    Parameters
    ----------
    keys : uint64[4], of tenure, spell, insurance, school exit
    ownership : int8[n], `Ownership`, 4 flexible, -1 no job; also of those on a seasonal break
    tenure_law : float64[4, 721], cumulated survivor function of job durations by ownership
    insured_share : float64[5], by ownership, flexible last
    spell_mean, inactive_mean : months
    past_insured : share of the jobless who paid contributions before
    density : share of earlier working life with contributions
    summers_left : float64[8, 4], cumulative by schooling, see `last_summer`
    tenure, spell, insured, contribution, school_exit, flags
        Written for everybody; flags are added to.
    """
    for i in range(len(worker_id)):
        who, age, s, own = worker_id[i], month - birth[i], status[i], ownership[i]
        if s == MINOR:
            continue
        working_life = max(age - WORK_AGE, 0)
        u, w = uniform(keys[0], who), uniform(keys[1], who)
        t = 0
        if own >= 0:
            t = stationary_tenure(tenure_law[min(own, HOUSEHOLD)], working_life, u)
        elif s == FARM:
            t = int(working_life * u)
        tenure[i] = min(t, LONGEST)
        k_insured = keys[2]
        if own >= 0:
            insured[i] = uniform(k_insured, who) < insured_share[own]
        past = uniform(mix(k_insured + np.uint64(1)), who)
        if EMPLOYEE <= s <= INTERN:
            spell[i] = tenure[i]
        elif s == UNEMPLOYED:
            limit = np.log(1.0 - w) / np.log(1.0 - 1.0 / spell_mean)
            spell[i] = min(int(limit), working_life)
        elif s == STUDENT:
            spell[i] = min(max(age - 15 * YEAR, 0), 120)
        elif s == RETIRED:
            spell[i] = int(w * min(max(age - 50 * YEAR, 1), 240))
        elif flags[i] & RECALL:
            spell[i] = 1 + int(2.0 * w)
        else:
            spell[i] = min(int(-np.log(1.0 - w) * inactive_mean), working_life, LONGEST)
        if insured[i]:
            contribution[i] = tenure[i] + int((working_life - tenure[i]) * density * past)
        elif s == RETIRED:
            contribution[i] = 180 + int(max(min(working_life, 480) - 180, 0) * past)
        elif s == UNEMPLOYED and past < past_insured:
            contribution[i] = int((working_life - spell[i]) * density * past / past_insured)
        v = uniform(keys[3], who)
        second = uniform(mix(keys[3] + np.uint64(1)), who)
        if s == STUDENT:
            school_exit[i] = last_summer(
                month, age, schooling[i], summers_left[schooling[i]], v, second
            )
        elif schooling[i] >= COLLEGE and age < 27 * YEAR:
            leave = leaving_month(birth[i], schooling[i], v, second)
            while leave > month:
                leave -= YEAR
            if month - leave <= graduate_months:
                school_exit[i] = leave
                flags[i] |= GRADUATE


@kernel
def start_last_jobs(
    keys: Array,
    worker_id: Array,
    unit: Array,
    band: Array,
    schooling: Array,
    status: Array,
    never: Array,
    last_jobs: Array,
    industry: Array,
    occupation: Array,
) -> None:
    """Give those out of work the industry and occupation of a last job, or none.

    Parameters
    ----------
    keys : uint64[2], of having worked, of the job
    never : float64[19], share without a last job by age band
    last_jobs : float64[u, 8, 22 * 7], cumulated jobs by unit, schooling, industry x occupation
    industry, occupation : int8[n]
        Written for the unemployed, inactive and retired who have none.
    """
    for i in range(len(worker_id)):
        s = status[i]
        if occupation[i] >= 0 or (s != UNEMPLOYED and s != INACTIVE and s != RETIRED):
            continue
        law = last_jobs[unit[i], schooling[i]]
        if industry[i] >= 0:  # on a seasonal break: the industry is known
            first = industry[i] * N_OCCUPATIONS
            before = law[first - 1] if first > 0 else 0.0
            width = law[first + N_OCCUPATIONS - 1] - before
            occupation[i] = SERVICES
            if width > 0.0:
                value = before + (uniform(keys[1], worker_id[i]) + 1e-9) * width
                occupation[i] = min(first_index(law, value) - first, N_OCCUPATIONS - 1)
        elif uniform(keys[0], worker_id[i]) >= never[band[i]]:
            job = keyed_pick(keys[1], worker_id[i], law)
            if job >= 0:
                industry[i] = job // N_OCCUPATIONS
                occupation[i] = job % N_OCCUPATIONS


@kernel
def start_pay(
    month: int,
    keys: Array,
    worker_id: Array,
    birth: Array,
    unit: Array,
    schooling: Array,
    status: Array,
    industry: Array,
    occupation: Array,
    ownership: Array,
    log_wage: Array,
    log_unit: Array,
    farm_wage: Array,
    school_years: Array,
    returns: Array,
    skill_sd: float,
    skill_tail: Array,
    reservation_ratio: float,
    grade_law: Array,
    skill: Array,
    wage: Array,
    reservation_wage: Array,
    grade: Array,
) -> None:
    """Draw skill and grade, and set pay or the reservation wage.

    Parameters
    ----------
    keys : uint64[2], of skill, of grade
    log_wage : float64[23, 4], by industry and ownership, less the mean of all premia;
        last row: no last job
    log_unit, farm_wage : float64[u], log relative; yuan/month
    returns : float64[3], of a school year, a year of experience, its square
    skill_sd : float, skill_tail : float64[3], see `wages.heavy_tail`; last the log of mean skill
    grade_law : float64[2, 9], cumulated shares: other occupations; production and services
    skill, wage, reservation_wage : float32[n];  grade : int8[n]
        Written.
    """
    for i in range(len(worker_id)):
        s = status[i]
        if s == MINOR:
            continue
        who, u = worker_id[i], unit[i]
        own_skill = heavy_tail(normal(keys[0], who), skill_sd, skill_tail[0], skill_tail[1])
        skill[i] = own_skill
        years = school_years[schooling[i]]
        x = min(max((month - birth[i]) / YEAR - max(years, 9.0) - 6.0, 0.0), 45.0)
        premium = returns[0] * (years - 11.0) + returns[1] * x + returns[2] * x * x + own_skill
        if s == FARM:
            wage[i] = farm_wage[u] * np.exp(own_skill - skill_tail[2])
        elif EMPLOYEE <= s <= INTERN or ownership[i] >= 0:  # on a seasonal break too
            own = min(ownership[i], HOUSEHOLD)
            wage[i] = np.exp(log_wage[industry[i], own] + log_unit[u] + premium)
        elif s == UNEMPLOYED:
            expected = np.exp(log_wage[industry[i], PRIVATE] + log_unit[u] + premium)
            reservation_wage[i] = reservation_ratio * expected
        o = occupation[i]
        if o >= 0:
            group = 1 if o == SERVICES or o == PRODUCTION else 0
            grade[i] = keyed_pick(keys[1], who, grade_law[group])


@kernel
def start_flags(
    month: int,
    keys: Array,
    worker_id: Array,
    birth: Array,
    sex: Array,
    status: Array,
    occupation: Array,
    ownership: Array,
    registration: Array,
    unit: Array,
    spell: Array,
    lifted: Array,
    origin_weight: Array,
    hardship_chance: float,
    clerk_cadre: float,
    home_unit: Array,
    flags: Array,
) -> None:
    """Set flags and the unit of origin.

    Parameters
    ----------
    keys : uint64[3], of hardship, cadre, origin
    lifted : int8[n], 1 in a household lifted from poverty
    origin_weight : float64[u, u]
        Weights of where those registered elsewhere in the region come from, by unit of residence.
    home_unit : int8[n], flags : int16[n]
        Written; flags are added to.
    """
    n_units = len(origin_weight)
    total = np.zeros(n_units)
    for u in range(n_units):
        for h in range(n_units):
            total[u] += origin_weight[u, h] if h != u else 0.0
    for i in range(len(worker_id)):
        who, age = worker_id[i], (month - birth[i]) // YEAR
        home_unit[i] = unit[i]
        if registration[i] == OTHER_PROVINCE:
            home_unit[i] = -1
        elif registration[i] == SAME_PROVINCE and n_units > 1:
            left = uniform(keys[2], who) * total[unit[i]]
            for h in range(n_units):
                if h == unit[i]:
                    continue
                home_unit[i] = h
                left -= origin_weight[unit[i], h]
                if left < 0.0:
                    break
        if lifted[i] and 15 <= age < 65:
            flags[i] |= LIFTED
        if status[i] == UNEMPLOYED:
            old = age >= (50 if sex[i] == 0 else 40)
            if (spell[i] > 12 or old) and uniform(keys[0], who) < hardship_chance:
                flags[i] |= HARDSHIP
        o, own = occupation[i], ownership[i]
        if own == STATE or own == PRIVATE or own == XPCC:
            leads = o == MANAGERS or o == PROFESSIONALS
            clerk = o == CLERKS and own != PRIVATE and uniform(keys[1], who) < clerk_cadre
            if leads or clerk:
                flags[i] |= CADRE


@kernel
def firm_draws(k: np.uint64, ids: Array, sd: float, rent: Array) -> None:
    """Draw the rent of each firm, in log points above its market.

    Parameters
    ----------
    ids : int32[n]
    sd : log points
    rent : float32[n]
        Written.
    """
    for i in range(len(ids)):
        rent[i] = sd * normal(k, ids[i])
