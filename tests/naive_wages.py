"""Plain-Python twins of the kernels of pay; see `naive`."""

from __future__ import annotations

import math

from naive import single, uniform

from agents.codes import Ownership, Registration

MASK = (1 << 64) - 1


def survivor(z):
    """Return the chance that a standard normal number exceeds z."""
    return 0.5 * math.erfc(z / math.sqrt(2.0))


def heavy_tail(z, sd, begins, index):
    if z <= begins:
        return sd * z
    return sd * begins - math.log(survivor(z) / survivor(begins)) / index


def personal_pay(skill, graded, experience, school_years, registration, jobless, rule):
    per_year, per_square, discount, scar, _ = rule
    parts = [skill, graded, per_year * experience, per_square * experience**2]
    if registration in (Registration.SAME_PROVINCE, Registration.OTHER_PROVINCE):
        parts.append(discount * max(0.0, school_years - 9.0))
    parts.append(scar * min(jobless / 12.0, 3.0))
    return math.fsum(parts)


def value_persons(a):
    for r, i in enumerate(a.rows):
        years = a.school_years[a.schooling[i]]
        experience = max(0.0, (a.month - a.birth[i]) / 12.0 - 6.0 - years)
        a.out[r] = personal_pay(
            a.skill[i], a.grade_pay[a.grade[i]], experience, years, a.registration[i], 0, a.rule
        )


def firm_pay(rent, shock, size, share, size_premium):
    return share * rent + share * shock + size_premium * math.log2(size if size > 1.0 else 1.0)


def complies(firm_id, ownership, evading, k):
    if ownership in (Ownership.STATE, Ownership.XPCC):
        return True
    return uniform(k, firm_id & MASK) >= evading


def raise_to_floor(pay, before, floor, spill):
    reached = floor - max(before, pay / 1.5)
    passed = spill * reached if reached > 0.0 else 0.0
    return max(floor, pay + passed)


def least_of(a, f, floor):
    """Return the minimum wage that firm f keeps: an evading one pays `depth` of it."""
    keeps = complies(a.firm_id[f], a.firm_ownership[f], a.evading, a.k_comply)
    return floor if keeps else a.depth * floor


def lift_start_pay(a):
    a.k_comply = a.k
    mine = [i for i, f in enumerate(a.employer) if f >= 0]
    lift, groups = {}, {}
    for i in mine:
        f = a.employer[i]
        years = a.school_years[a.schooling[i]]
        lift[i] = math.exp(
            (a.occupation_pay[a.occupation[i]] if a.occupation[i] >= 0 else a.occupation_pay[7])
            + firm_pay(a.rent[f], 0.0, a.true_size[f], a.share, a.size_premium)
            + personal_pay(0.0, a.grade_pay[a.grade[i]], 0.0, years, a.registration[i], 0, a.rule)
        )
        groups.setdefault((a.industry[i], a.firm_ownership[f]), []).append(i)
    for group in groups.values():
        before = math.fsum(a.wage[i] for i in group)
        scale = before / math.fsum(a.wage[i] * lift[i] for i in group)
        for i in group:
            f = a.employer[i]
            least = least_of(a, f, a.floor[a.firm_unit[f]])
            a.wage[i] = single(raise_to_floor(a.wage[i] * lift[i] * scale, 0.0, least, a.rule[4]))


def mark_households(a):
    hit = {a.household[i] for i in a.rows if a.status[i] == a.jobless}
    a.mark[:] = [int(h in hit) for h in range(len(a.mark))]
