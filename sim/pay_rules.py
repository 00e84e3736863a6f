"""What parameters say about pay, as arrays that kernels read."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
import numpy.typing as npt

from agents.codes import Registration
from agents.kernels.wages import COMPULSORY
from scenarios.parameters import Parameters

Floats = npt.NDArray[np.float64]
JUNIOR, SENIOR, TECHNICIAN, SENIOR_TECHNICIAN, N_GRADES = 2, 4, 5, 6, 9


def grade_pay(p: Parameters) -> Floats:
    """Return float64[9], log points that a skill grade adds to pay.

    One premium a grade from junior to senior; technicians and senior technicians earn another above
    seniors; one more for each of the two grades above them.
    """
    return _pay_by_grade(p["prem_grade"], p["prem_tech"]).copy()


@lru_cache(maxsize=4)  # asked for many times a month
def _pay_by_grade(premium: float, technician: float) -> Floats:
    grade = np.arange(N_GRADES)
    steps = np.clip(grade, JUNIOR, SENIOR) - JUNIOR + np.maximum(grade - SENIOR_TECHNICIAN, 0)
    return np.asarray(premium * steps + technician * (grade >= TECHNICIAN))


def grade_rises(p: Parameters) -> Floats:
    """Return float64[9], log points by which reaching each grade lifts pay; 0 at the lowest."""
    return np.diff(grade_pay(p), prepend=0.0)


def occupation_pay(p: Parameters) -> Floats:
    """Return float64[8], log points by `Occupation` beyond schooling; last those without one."""
    return np.array(
        [
            p["occupation_pay_managers"],
            p["occupation_pay_professionals"],
            p["occupation_pay_clerks"],
            p["occupation_pay_services"],
            p["occupation_pay_agriculture"],
            p["occupation_pay_production"],
            p["occupation_pay_other"],
            0.0,
        ]
    )


def pay_rule(p: Parameters) -> Floats:
    """Return float64[5], see `agents.kernels.wages.personal_pay`."""
    return np.array([p["b_exp"], p["b_exp2"] / 100.0, p["d_school_mig"], p["w_scar_u"], p["sp_mw"]])


def migrant_discount(
    p: Parameters, school_years: Floats, registration: npt.NDArray[np.int8]
) -> Floats:
    """Return float64[n], log points that migrants lose of the return to their schooling."""
    beyond = np.maximum(school_years - COMPULSORY, 0.0)
    return np.asarray(p["d_school_mig"] * beyond * (registration >= Registration.SAME_PROVINCE))
