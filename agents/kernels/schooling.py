"""Who goes on to which school, in which field, and what graduates do when they are through.

Places in vocational and tertiary schools are limited: each candidate has one number that never
changes, and the cuts below which it is admitted are set so that the places are filled (`admit` in
`sim.steps.school`). A candidate more moves the cuts a little, and nobody else's number.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Destination, Flag, Schooling, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.ageing import GRADUATES, LEAVES
from agents.kernels.hiring import enter_urban_work
from agents.kernels.posting import pick

STUDENT, EMPLOYEE, INTERN = int(Status.STUDENT), int(Status.EMPLOYEE), int(Status.INTERN)
FARM, FLEXIBLE = int(Status.FARM), int(Status.FLEXIBLE)
UNEMPLOYED, INACTIVE, AWAY = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.AWAY)
JUNIOR, SENIOR = int(Schooling.JUNIOR), int(Schooling.SENIOR)
COLLEGE, BACHELOR = int(Schooling.COLLEGE), int(Schooling.BACHELOR)
GRADUATE, LEFT_REGION = int(Flag.GRADUATE), int(Flag.LEFT)
WORKS, STUDIES, WAITS = (
    int(Destination.EMPLOYED),
    int(Destination.STUDY),
    int(Destination.WAITING),
)
SEEKS, LEFT, IDLE, LOST = (
    int(Destination.UNEMPLOYED),
    int(Destination.AWAY),
    int(Destination.INACTIVE),
    int(Destination.LOST),
)
N_DESTINATIONS = len(Destination)
OLDEST_JUNIOR, OLDEST_SENIOR, OLDEST_STUDENT = 18 * 12, 22 * 12, 25 * 12
LONGEST_WAIT = 24  # months; further study takes at least as long
JUNE = 5  # month of the year, January = 0
CHUNKS = 64
VOCATIONAL_DRAW, FIELD_DRAW = 11, 20  # counters of a person's sub-key; levels are 1 to 7


@kernel
def next_level(
    schooling: int,
    urban: int,
    trained: int,
    sub: np.uint64,
    to_senior: Array,
    to_bachelor: Array,
    to_tertiary: Array,
) -> int:
    """Return the level that one who ends a school goes on to, or -1.

    Parameters
    ----------
    trained : int, 1 if the senior secondary school was vocational
    sub : uint64, sub-key of the person, the same in every month
    to_senior : float64[2], share going on after junior secondary, by rural/urban
    to_bachelor, to_tertiary : float64[2, 2], cuts by rural/urban and academic/vocational
    """
    u = unit_draw(sub, schooling)
    if schooling <= JUNIOR:
        return SENIOR if u < to_senior[urban] else -1
    if u < to_bachelor[urban, trained]:
        return BACHELOR
    return COLLEGE if u < to_tertiary[urban, trained] else -1


@kernel
def may_go_on(age: int, schooling: int) -> bool:
    """Return whether one who ends a school below college is young enough for the next one."""
    return age < (OLDEST_JUNIOR if schooling <= JUNIOR else OLDEST_SENIOR)


@kernel
def count_candidates(
    month: int,
    rows: Array,
    event: Array,
    worker_id: Array,
    birth: Array,
    urban: Array,
    schooling: Array,
    field: Array,
    to_senior: Array,
    k_school: np.uint64,
    seniors: Array,
) -> int:
    """Count those who end senior secondary school, and return how many go on to it.

    Parameters
    ----------
    rows : int32[...], event : int8[n_workers], see `ageing.age_workers`; LEAVES counts
    k_school : uint64, key of Stream.SCHOOL_EXIT without the month
    seniors : int64[2, 2]
        Written by addition: by rural/urban and academic/vocational.
    """
    going_on = 0
    for r in range(rows.shape[0]):
        i = rows[r]
        if event[i] != LEAVES or not may_go_on(month - birth[i], schooling[i]):
            continue
        if schooling[i] == SENIOR:
            seniors[urban[i], 1 if field[i] > 0 else 0] += 1
        elif unit_draw(chain(k_school, worker_id[i]), schooling[i]) < to_senior[urban[i]]:
            going_on += 1
    return going_on


@kernel
def leave_school(
    month: int,
    rows: Array,
    event: Array,
    worker_id: Array,
    unit: Array,
    birth: Array,
    urban: Array,
    schooling: Array,
    school_exit: Array,
    field: Array,
    status: Array,
    tenure: Array,
    spell: Array,
    to_senior: Array,
    vocational: float,
    to_bachelor: Array,
    to_tertiary: Array,
    field_share: Array,
    seek_share: float,
    farm_share: float,
    k_school: np.uint64,
    k_participate: np.uint64,
    left: Array,
) -> None:
    """Let those who end a school below college go on to the next one, or to work.

    Parameters
    ----------
    rows : int32[...], event : int8[n_workers], see `ageing.age_workers`; LEAVES counts
    to_senior, to_bachelor, to_tertiary : see `next_level`
    vocational : float, share of those who go on after junior secondary that gets a vocational place
    field_share : float64[n_units, 3, n_fields], cumulative
        Fields of vocational, college and bachelor places for pupils of a unit.
    seek_share : float, share of leavers who look for work (the rest stay inactive)
    farm_share : float, share of rural leavers who work on the farm
    left : int64[n_units, 2], written by addition
        Leavers who do not go on: of vocational schools, and all others.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if event[i] != LEAVES:
            continue
        who = worker_id[i]
        sub = chain(k_school, who)
        trained = 1 if schooling[i] == SENIOR and field[i] > 0 else 0
        level = next_level(
            schooling[i], urban[i], trained, sub, to_senior, to_bachelor, to_tertiary
        )
        if level > 0 and may_go_on(month - birth[i], schooling[i]):
            schooling[i] = level
            school_exit[i] = month + (48 if level == BACHELOR else 36)
            if level > SENIOR or unit_draw(sub, VOCATIONAL_DRAW) < vocational:
                if field[i] == 0:  # who has learnt a trade stays in its field
                    draw = unit_draw(sub, FIELD_DRAW + level)
                    field[i] = 1 + pick(field_share[unit[i], level - SENIOR], draw)
            continue
        left[unit[i], 1 - trained] += 1
        spell[i] = 0
        school_exit[i] = month
        u = uniform(k_participate, who)
        farm = farm_share if urban[i] == 0 else 0.0
        if u < farm:
            status[i] = FARM
            tenure[i] = 0
        elif u < farm + seek_share * (1.0 - farm):
            status[i] = UNEMPLOYED
        else:
            status[i] = INACTIVE


@kernel
def graduate_path(
    age: int, sub: np.uint64, study: float, leave: float, wait: float, start_up: float
) -> int:
    """Return what a graduate does next: STUDIES, LEFT, WAITS, WORKS (for herself) or SEEKS.

    Each is a draw of its own, in this order, so a change of one leaves the draws of the others.
    """
    if age < OLDEST_STUDENT and unit_draw(sub, 1) < study:
        return STUDIES
    if unit_draw(sub, 2) < leave:
        return LEFT
    if unit_draw(sub, 3) < wait:
        return WAITS
    return WORKS if unit_draw(sub, 4) < start_up else SEEKS


@kernel
def place_graduates(
    month: int,
    rows: Array,
    event: Array,
    worker_id: Array,
    unit: Array,
    urban: Array,
    birth: Array,
    skill: Array,
    schooling: Array,
    school_exit: Array,
    field: Array,
    status: Array,
    occupation: Array,
    industry: Array,
    insured: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    flags: Array,
    field_share: Array,
    study: Array,
    leave: float,
    wait: float,
    start_up: float,
    exam_month: int,
    log_income: Array,
    skill_share: float,
    industry_share: Array,
    occupation_of: Array,
    registration_share: float,
    k_path: np.uint64,
    k_school: np.uint64,
    k_register: np.uint64,
    graduates: Array,
    entries: Array,
    persons: Array,
    registered: Array,
) -> None:
    """Let graduates study on, leave, wait for an examination, work for themselves, or search.

    Who waits stays in school (with the flag GRADUATE) until `exam_month` of the year after, then
    searches. Who leaves keeps her household. A business of one's own begins as flexible work.

    Parameters
    ----------
    rows : int32[...], event : int8[n_workers], see `ageing.age_workers`; GRADUATES counts
    field_share : float64[3, n_fields], cumulative, for those whose field is not known
        Fields of vocational, college and bachelor places.
    study : float64[2], share of college and of bachelor graduates who study on
    leave, wait, start_up : float, shares of those asked, see `graduate_path`
    exam_month : int, month of the year, January = 0
    log_income : float64[n_units], log yuan/month of flexible work, this month
    skill_share : float, part of own skill that shows in it
    industry_share, occupation_of : of flexible work, see `programmes.apply_flexible`
    k_path : uint64, key of Stream.GRADUATE_PATH this month
    graduates, entries, persons, registered : int64[n_units], written by addition
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if event[i] != GRADUATES:
            continue
        who, u = worker_id[i], unit[i]
        if flags[i] & GRADUATE and spell[i] < LONGEST_WAIT:  # waited: the examination is over
            school_exit[i] = month - spell[i]
            status[i] = UNEMPLOYED
            spell[i] = 0
            continue
        flags[i] |= GRADUATE
        graduates[u] += 1
        level = schooling[i]
        if field[i] == 0:
            draw = unit_draw(chain(k_school, who), FIELD_DRAW + level)
            field[i] = 1 + pick(field_share[level - SENIOR], draw)
        sub = chain(k_path, who)
        path = graduate_path(month - birth[i], sub, study[level - COLLEGE], leave, wait, start_up)
        spell[i] = 0
        school_exit[i] = month
        if path == STUDIES:
            schooling[i] = BACHELOR
            school_exit[i] = month + (24 if level == COLLEGE else 36)
        elif path == WAITS:
            ahead = (exam_month - month % 12) % 12
            school_exit[i] = month + (ahead if ahead > 0 else 12)
        elif path == LEFT:
            status[i] = AWAY
            flags[i] |= LEFT_REGION
        elif path == SEEKS:
            status[i] = UNEMPLOYED
        else:
            status[i] = FLEXIBLE
            tenure[i] = 0
            insured[i] = 0
            industry[i] = pick(industry_share, unit_draw(sub, 5))
            occupation[i] = int(occupation_of[industry[i]])
            wage[i] = np.exp(log_income[u] + skill_share * skill[i])
            if urban[i] == 1:
                enter_urban_work(
                    i, u, who, flags, registration_share, k_register, entries, persons, registered
                )


@kernel
def destination(status: int, school_exit: int, graduated: int, last_firm: int) -> int:
    """Return what one who graduated in month `graduated` does now, see `Destination`.

    `last_firm` tells whether one without work has had a firm's job, which pupils never have.
    """
    if status == STUDENT:
        return WAITS if school_exit - graduated < LONGEST_WAIT else STUDIES
    if EMPLOYEE <= status <= INTERN:
        return WORKS
    if status == AWAY:
        return LEFT
    if last_firm != -1:
        return LOST
    return SEEKS if status == UNEMPLOYED else IDLE


@parallel_kernel
def count_destinations(
    month: int,
    unit: Array,
    status: Array,
    school_exit: Array,
    spell: Array,
    last_firm: Array,
    flags: Array,
    counts: Array,
) -> None:
    """Count this year's graduates by destination; called in August and December.

    Parameters
    ----------
    unit … flags : columns of Workers
    counts : int64[CHUNKS, n_units, N_DESTINATIONS], written by addition
        By unit of residence (of origin for those who left) and destination.
    """
    n = status.shape[0]
    since_june = month % 12 - JUNE
    for c in prange(CHUNKS):
        for i in range(n * c // CHUNKS, n * (c + 1) // CHUNKS):
            if flags[i] & GRADUATE == 0:
                continue
            s = status[i]
            graduated = month - spell[i] if s == STUDENT else int(school_exit[i])
            if month - graduated > since_june:
                continue
            counts[c, unit[i], destination(s, school_exit[i], graduated, last_firm[i])] += 1
