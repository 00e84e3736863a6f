"""Parts of pay: what a person brings, what a firm adds, and the minimum wage."""

from __future__ import annotations

from math import erfc

import numpy as np

from agents.codes import Ownership, Registration
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel

PRIVATE, HOUSEHOLD = int(Ownership.PRIVATE), int(Ownership.HOUSEHOLD)
SAME_PROVINCE = int(Registration.SAME_PROVINCE)
COMPULSORY = 9.0  # years of schooling that everybody has a right to
REACH = 1.5  # minimum wages up to which a rise spills over
SCAR_MONTHS = 36  # of unemployment, beyond which pay falls no further
ROOT_HALF = 0.7071067811865476
# places in a pay rule
EXPERIENCE, EXPERIENCE_2, MIGRANT, SCAR, SPILL = 0, 1, 2, 3, 4


@kernel
def heavy_tail(z: float, sd: float, begins: float, index: float) -> float:
    """Return log skill for a standard normal number: normal, with a Pareto tail from `begins` on.

    Beyond that score the survivor function of skill falls with the power `index`; quantiles stay
    where they are, so the law is continuous and nobody changes rank.
    """
    if z <= begins:
        return sd * z
    beyond = erfc(begins * ROOT_HALF) / erfc(z * ROOT_HALF)
    return float(sd * begins + np.log(beyond) / index)


@kernel
def personal_pay(
    skill: float,
    graded: float,
    experience: float,
    school_years: float,
    registration: int,
    jobless: int,
    rule: Array,
) -> float:
    """Return the log points that a person adds to what a post pays.

    Parameters
    ----------
    skill, graded : float, log points of usable skill and of the skill grade
    experience, school_years : float, years
    registration : int, see `Registration`; who is registered in another county earns less of her
        schooling beyond the compulsory
    jobless : int, months of unemployment before the hire, 0 for others
    rule : float64[5]
        Log points a year of experience, of its square, a migrant's year of schooling, a year of
        unemployment; last the spillover of the minimum wage, not read here.
    """
    pay = skill + graded + (rule[EXPERIENCE] + rule[EXPERIENCE_2] * experience) * experience
    if registration >= SAME_PROVINCE:
        pay += rule[MIGRANT] * max(school_years - COMPULSORY, 0.0)
    return float(pay + rule[SCAR] * min(jobless, SCAR_MONTHS) / 12.0)


@kernel
def value_persons(
    month: int,
    rows: Array,
    birth: Array,
    schooling: Array,
    skill: Array,
    grade: Array,
    registration: Array,
    school_years: Array,
    grade_pay: Array,
    rule: Array,
    out: Array,
) -> None:
    """Write what each person of `rows` adds to what a post pays, see `personal_pay`; no scar.

    Parameters
    ----------
    school_years : float64[8], grade_pay : float64[9], rule : float64[5]
    out : float64[n], log points
        Written, every element.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        years = school_years[schooling[i]]
        experience = max(0.0, (month - birth[i]) / 12.0 - 6.0 - years)
        out[r] = personal_pay(
            skill[i], grade_pay[grade[i]], experience, years, registration[i], 0, rule
        )


@kernel
def firm_pay(rent: float, shock: float, size: float, share: float, size_premium: float) -> float:
    """Return the log points that a firm pays above its market, before centring.

    Parameters
    ----------
    rent, shock : float, log points of productivity above the market: lasting, and this month's
    size : float, persons
    share : float, workers' share of rents
    size_premium : float, log points a doubling of size
    """
    return float(share * rent + share * shock + size_premium * np.log2(max(size, 1.0)))


@kernel
def complies(firm_id: int, ownership: int, evading: float, k: np.uint64) -> bool:
    """Return whether a firm keeps the minimum wage: all but a share of private ones, for good."""
    private = ownership == PRIVATE or ownership == HOUSEHOLD
    return not (private and uniform(k, firm_id) < evading)


@kernel
def raise_to_floor(pay: float, before: float, floor: float, spill: float) -> float:
    """Return pay after the minimum wage rose from `before` to `floor` (0: there was none).

    Nobody is left below the floor. Of a rise, the share `spill` goes to all who earn up to 1.5
    times the old minimum; above, it fades out at 1.5 times the new one. The result is continuous
    and rises in `pay` and in `floor`; steps of a rise add up to the whole; nobody loses.
    """
    return max(floor, pay + spill * max(0.0, floor - max(before, pay / REACH)))


@kernel
def lift_start_pay(
    employer: Array,
    industry: Array,
    occupation: Array,
    schooling: Array,
    registration: Array,
    grade: Array,
    firm_unit: Array,
    firm_ownership: Array,
    firm_id: Array,
    rent: Array,
    true_size: Array,
    occupation_pay: Array,
    grade_pay: Array,
    school_years: Array,
    share: float,
    size_premium: float,
    rule: Array,
    floor: Array,
    evading: float,
    depth: float,
    k: np.uint64,
    wage: Array,
) -> None:
    """Put occupation, grade and firm into the starting pay of all who belong to a firm.

    The mean of each industry × ownership stays; then the minimum wage binds.

    Parameters
    ----------
    occupation_pay : float64[8], log points, last entry of those without an occupation
    grade_pay : float64[9], log points; floor : float64[n_units], yuan/month
    evading : float, share of private firms that evade the minimum wage
    depth : float, share of the minimum wage below which they do not pay either
    wage : float32[n_workers], yuan/month, written for all with an employer
    """
    plain = np.zeros((22, 4))
    lifted = np.zeros((22, 4))
    for turn in range(2):
        for i in range(employer.shape[0]):
            f = employer[i]
            if f < 0:
                continue
            j, o = industry[i], firm_ownership[f]
            job = occupation[i] if occupation[i] >= 0 else 7
            years = school_years[schooling[i]]
            lift = occupation_pay[job] + firm_pay(rent[f], 0.0, true_size[f], share, size_premium)
            lift += personal_pay(0.0, grade_pay[grade[i]], 0.0, years, registration[i], 0, rule)
            if turn == 0:
                plain[j, o] += wage[i]
                lifted[j, o] += wage[i] * np.exp(lift)
            else:
                least = floor[firm_unit[f]]
                if not complies(firm_id[f], o, evading, k):
                    least *= depth
                pay = wage[i] * np.exp(lift) * plain[j, o] / lifted[j, o]
                wage[i] = raise_to_floor(pay, 0.0, least, rule[SPILL])
