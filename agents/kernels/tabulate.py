"""One pass over all persons that fills every count table of the statistical office.

Only whole numbers are added (persons, fen), so the tables are the same bits for any number of
threads and any number of chunks.
"""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Industry, Registration, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.rows import firm_hash

GONE, AWAY = int(Status.GONE), int(Status.AWAY)
EMPLOYEE, FARM = int(Status.EMPLOYEE), int(Status.FARM)
UNEMPLOYED, INACTIVE = int(Status.UNEMPLOYED), int(Status.INACTIVE)
FIRST, LAST = int(FIRST_EMPLOYED), int(LAST_EMPLOYED)
FAMILY_FARM, RECALL = int(Flag.FAMILY_FARM), int(Flag.RECALL)
SAME_COUNTY = int(Registration.SAME_COUNTY)
AGRICULTURE = int(Industry.A)

N_STATUSES = len(Status)
N_EMPLOYED = LAST - FIRST + 1
N_INDUSTRIES = len(Industry) + 1  # the last slot: employed, industry not known
UNKNOWN_INDUSTRY = N_INDUSTRIES - 1
N_SCHOOLING = 8
AGE_LIMITS = (15, 16, 25, 35, 45, 55, 65)  # first year of age of the groups after the first
N_AGES = len(AGE_LIMITS) + 1
MIN_WORKING = 16  # years of age from which the labour force is counted
WORKING_YEARS = 60  # registers and the count of the discouraged end before this age
WAVES = 4  # rotation groups of the survey
LOWEST_PAY, PAY_STEPS, N_PAY_BANDS = 200.0, 50.0, 320  # yuan/month; bands a log point; bands
MARGINAL_MONTHS = 12  # after which one who gave up is no longer counted as discouraged

EMPLOYED_STATE, UNEMPLOYED_STATE, INACTIVE_STATE = 0, 1, 2


@kernel
def age_group(years: int) -> int:
    """Return the age group (0-14, 15, 16-24, 25-34, 35-44, 45-54, 55-64, 65+) of whole years."""
    group = 0
    for limit in AGE_LIMITS:
        if years >= limit:
            group += 1
    return group


@kernel
def labour_state(status: int) -> int:
    """Return 0 employed, 1 unemployed or 2 outside the labour force, for a resident of 16+."""
    if FIRST <= status <= LAST:
        return EMPLOYED_STATE
    return UNEMPLOYED_STATE if status == UNEMPLOYED else INACTIVE_STATE


@parallel_kernel
def count_urban_households(urban: Array, n_members: Array, counted: Array) -> None:
    """Count households with members in towns.

    Parameters
    ----------
    urban, n_members : columns of Households
    counted : int64[n_chunks]
        Written, every element; the sum is the number of households.
    """
    n_chunks = counted.shape[0]
    n = urban.shape[0]
    for c in prange(n_chunks):
        total = 0
        for h in range(n * c // n_chunks, n * (c + 1) // n_chunks):
            if urban[h] == 1 and n_members[h] > 0:
                total += 1
        counted[c] = total


@parallel_kernel
def draw_survey(
    household_id: Array,
    share: float,
    k_group: np.uint64,
    waves: Array,
    surveyed: Array,
) -> None:
    """Draw which households are in this month's sample.

    A household belongs to one of four rotation groups for good. Its group's key of the month
    (`sim.survey.wave_keys`) says whether it is asked: in all months that share a key, or in none.

    Parameters
    ----------
    share : float, probability of being in the sample
    k_group : uint64, key of the rotation groups
    waves : uint64[4], this month's key of each group
    surveyed : int8[n_households]
        Written, every element.
    """
    for h in prange(household_id.shape[0]):
        who = household_id[h]
        group = int(WAVES * uniform(k_group, who))
        surveyed[h] = 1 if uniform(waves[group], who) < share else 0


@kernel
def pay_band(wage: float) -> int:
    """Return the band of a monthly wage in yuan: equal steps in logs, the first and last open."""
    if wage <= LOWEST_PAY:
        return 0
    return min(int(PAY_STEPS * np.log(wage / LOWEST_PAY)), N_PAY_BANDS - 1)


@parallel_kernel
def tabulate_workers(
    month: int,
    worker_id: Array,
    household: Array,
    unit: Array,
    urban: Array,
    registration: Array,
    sex: Array,
    birth: Array,
    schooling: Array,
    industry: Array,
    status: Array,
    employer: Array,
    subsidy_months: Array,
    wage: Array,
    spell: Array,
    flags: Array,
    surveyed: Array,
    firm_unit: Array,
    firm_urban: Array,
    group_of_age: Array,
    register_share: float,
    k_register: np.uint64,
    books: Array,
    answers: Array,
    persons: Array,
    schooled: Array,
    working: Array,
    jobs: Array,
    staff: Array,
    pay: Array,
    survey: Array,
    slack: Array,
    bands: Array,
) -> None:
    """Fill the count tables; every table has one slice a chunk, to be summed by the caller.

    Parameters
    ----------
    month : int
        The month whose end is counted, from January 1900.
    worker_id … flags : columns of Workers
    surveyed : int8[n_households], 1 where the household is in the sample if it lives in town
    firm_unit, firm_urban : columns `unit`, `urban` of Firms
    group_of_age : int8[months], see `age_group`; the last entry serves all older
    register_share : float, probability that an eligible unemployed person registers
    books : uint64[n_chunks, 3]
        Sums of firms' hashes over the people at work there, on a break, and with a subsidy; see
        `rows.firm_hash`. Written by addition.
    answers : int8[n_workers]
        Written for persons of 16 and over in sampled urban households: 1 employed, 2 unemployed,
        3 outside the labour force. All others stay as they are.
    persons : int64[n_chunks, n_units, 2, 2, 8, 13]
        Written by addition: persons by unit, rural/urban, sex, age group, status.
    schooled : int64[n_chunks, n_units, 8, 13]
        Residents of 16 and over by schooling and status.
    working : int64[n_chunks, n_units, 23]
        Employed of 16 and over by unit of residence and industry.
    jobs : int64[n_chunks, n_units, 2, 23, 6]
        The same persons by unit and rural/urban place of work, industry, status.
    staff, pay : int64[n_chunks, n_units, 2, 23]
        Wage employees of 16 and over by unit of work, sex, industry; their pay in fen.
    survey : int64[n_chunks, n_units, 2, 8, 3]
        Persons of 16 and over in sampled urban households by sex, age group, labour-force state.
    slack : int64[n_chunks, n_units, 2]
        Urban residents: registered unemployed; discouraged (see `sim.indicators`).
    bands : int64[n_chunks, n_units, 2, 320]
        Wage employees of 16 and over by unit of work, sex, band of pay (see `pay_band`).
    """
    n_chunks = persons.shape[0]
    n = worker_id.shape[0]
    oldest = group_of_age.shape[0] - 1
    for c in prange(n_chunks):
        for i in range(n * c // n_chunks, n * (c + 1) // n_chunks):
            s = status[i]
            if s == GONE:
                continue
            u, town, x = unit[i], urban[i], sex[i]
            if employer[i] >= 0:
                h = firm_hash(employer[i])
                if FIRST <= s <= LAST:
                    books[c, 0] += h
                    if subsidy_months[i] > 0:
                        books[c, 2] += h
                else:
                    books[c, 1] += h
            age = month - birth[i]
            a = group_of_age[min(age, oldest)]
            persons[c, u, town, x, a, s] += 1
            if age < 12 * MIN_WORKING or s == AWAY:
                continue
            schooled[c, u, schooling[i], s] += 1
            state = labour_state(s)
            if town == 1:
                if surveyed[household[i]] == 1:
                    survey[c, u, x, a, state] += 1
                    answers[i] = state + 1
                if age < 12 * WORKING_YEARS:
                    if s == UNEMPLOYED:
                        local = registration[i] <= SAME_COUNTY
                        if local and uniform(k_register, worker_id[i]) < register_share:
                            slack[c, u, 0] += 1
                    elif s == INACTIVE and flags[i] & FAMILY_FARM == 0:
                        left = industry[i] >= 0 and spell[i] <= MARGINAL_MONTHS
                        if left or flags[i] & RECALL:
                            slack[c, u, 1] += 1
            if state != EMPLOYED_STATE:
                continue
            g = industry[i]
            if s == FARM:
                g = AGRICULTURE
            elif g < 0:
                g = UNKNOWN_INDUSTRY
            working[c, u, g] += 1
            w, place = u, town
            if s == FARM:
                place = 0
            elif employer[i] >= 0:
                w, place = firm_unit[employer[i]], firm_urban[employer[i]]
            jobs[c, w, place, g, s - FIRST] += 1
            if s == EMPLOYEE:
                staff[c, w, x, g] += 1
                pay[c, w, x, g] += np.int64(np.rint(np.float64(wage[i]) * 100.0))
                bands[c, w, x, pay_band(np.float64(wage[i]))] += 1


@kernel
def sum_answers(rows: Array, answers: Array, unit: Array, last: Array, sums: Array) -> None:
    """Sum squares and products of sampled households' answers, for the survey's sampling error.

    Parameters
    ----------
    rows : int32[n], rows with an answer, those of a household one after the other
    answers : int8[n_workers], see `tabulate_workers`
    unit : column of Workers
    last : bool[n], True at the last row of a household
    sums : int64[n_units, 4]
        Written by addition: households asked, squares of their unemployed, unemployed times labour
        force, squares of their labour force.
    """
    force, jobless = 0, 0
    for j in range(rows.shape[0]):
        i = rows[j]
        force += 1 if answers[i] <= UNEMPLOYED_STATE + 1 else 0
        jobless += 1 if answers[i] == UNEMPLOYED_STATE + 1 else 0
        if last[j]:
            u = unit[i]
            sums[u, 0] += 1
            sums[u, 1] += jobless * jobless
            sums[u, 2] += jobless * force
            sums[u, 3] += force * force
            force, jobless = 0, 0
