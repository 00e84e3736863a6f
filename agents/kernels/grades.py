"""Skill grades: assessments of those at work, and certificates with which pupils leave school."""

from __future__ import annotations

import numpy as np

from agents.codes import Schooling, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange

EMPLOYEE, FLEXIBLE = int(Status.EMPLOYEE), int(Status.FLEXIBLE)
SENIOR_SCHOOL, COLLEGE = int(Schooling.SENIOR), int(Schooling.COLLEGE)
INTERMEDIATE, SENIOR = 3, 4  # grades L4, L3


@kernel
def assessment_value(
    outside: float, horizon: float, lift: float, cost: float, discount: float
) -> float:
    """Return the log yuan/month of an attempt: expected rise of pay less the time it takes."""
    months = max(horizon, 1.0)
    worth = months if discount < 1e-9 else (1.0 - np.exp(-discount * months)) / discount
    return float(outside + lift - cost / worth)


@parallel_kernel
def value_assessments(
    month: int,
    rows: Array,
    grade: Array,
    birth: Array,
    outside: Array,
    pass_rate: float,
    rise: Array,
    cost: float,
    discount: float,
    value: Array,
) -> None:
    """Write what an attempt at the next grade is worth, see `assessment_value`.

    Parameters
    ----------
    rise : float64[9], log points by which reaching each grade lifts pay
    cost : float, months of pay: time and fee
    value : float64[n], log yuan/month
        Written, every element.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        lift = pass_rate * rise[grade[i] + 1]
        horizon = 60 * 12 - (month - birth[i])
        value[r] = assessment_value(outside[r], horizon, lift, cost, discount)


@parallel_kernel
def assess(
    rows: Array,
    year: int,
    worker_id: Array,
    status: Array,
    wage: Array,
    grade: Array,
    grade_year: Array,
    pass_rate: float,
    rise: Array,
    k: np.uint64,
    passed: Array,
) -> None:
    """Hold the assessments of `rows`; who passes rises one grade, and her pay with it.

    Parameters
    ----------
    rows : int32[n], each person once
    rise : float64[9], log points by which reaching each grade lifts pay
    passed : int8[n]
        Written, every element: the grade reached, 0 where not passed.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        passed[r] = 0
        if uniform(k, worker_id[i]) < pass_rate:
            grade[i] += 1
            grade_year[i] = year
            passed[r] = grade[i]
            if status[i] == EMPLOYEE or status[i] == FLEXIBLE:
                wage[i] *= np.exp(rise[grade[i]])


@parallel_kernel
def certify_leavers(
    rows: Array,
    year: int,
    worker_id: Array,
    unit: Array,
    schooling: Array,
    field: Array,
    grade: Array,
    grade_year: Array,
    senior_class: float,
    certified: Array,
    k: np.uint64,
    got: Array,
) -> None:
    """Give vocational leavers the certificates that they sat for at school.

    Parameters
    ----------
    rows : int32[n], who left school this month, or waits for an examination after college
    field : int8[n_workers], a trade learnt at a vocational school; all of college have one
    senior_class : float, share of vocational leavers from senior classes (grade senior)
    certified : float64[n_units], share of the other vocational leavers with grade intermediate
    got : int8[n]
        Written, every element: the grade given, 0 none.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        got[r] = 0
        sub = chain(k, worker_id[i])
        level = schooling[i]
        if level != COLLEGE and (level != SENIOR_SCHOOL or field[i] == 0):
            continue
        if unit_draw(sub, 2) < senior_class:
            got[r] = SENIOR
        elif unit_draw(sub, 3) < certified[unit[i]]:
            got[r] = INTERMEDIATE
        if got[r] > grade[i]:
            grade[i] = got[r]
            grade_year[i] = year
        else:
            got[r] = 0


@parallel_kernel
def start_grade_years(
    worker_id: Array, grade: Array, year: int, longest: float, k: np.uint64, grade_year: Array
) -> None:
    """Draw the year of the present grade: evenly over the last `longest` years.

    Parameters
    ----------
    year : int, calendar year less 1950
    grade_year : int8[n_workers]
        Written, every element; 0 for those without a grade.
    """
    for i in prange(worker_id.shape[0]):
        grade_year[i] = 0
        if grade[i] > 0:
            grade_year[i] = year - int(uniform(k, worker_id[i]) * longest)
