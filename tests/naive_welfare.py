"""Plain-Python twins of benefits, welfare posts, allowance, rights and start-ups; see `naive`."""

from __future__ import annotations

import math

from naive import EMPLOYED, bits, chunks, uniform, unit_draw
from naive_jobs import count_staff, enters
from naive_search import poisson

from agents.codes import Flag, Industry, Occupation, Ownership, Status
from agents.kernels import separation

MASK = (1 << 64) - 1

# ---------------------------------------------------------------- benefits


def benefit_term(contributed, short, middle, long, per_year):
    years = contributed // 12
    most = 0 if years < 1 else short if years < 5 else middle if years < 10 else long
    return int(min(most, per_year * years))


def award_benefits(a):
    for i, owned in zip(a.rows, a.owner, strict=True):
        u, sub = a.unit[i], bits(a.k, a.worker_id[i])
        against_will = a.fate[i] in (separation.LAID_OFF, separation.RELEASED) or (
            a.fate[i] == separation.QUIT and unit_draw(sub, 1) < a.contract_end
        )
        entitled = a.status[i] == Status.UNEMPLOYED and a.insured[i] == 1 and not owned
        term = benefit_term(
            a.contribution[i] - 6 * a.contribution_used[i],
            a.short[u], a.middle[u], a.long[u], a.per_year,
        )  # fmt: skip
        if not (entitled and against_will and term > 0 and unit_draw(sub, 2) < a.take_up):
            continue
        left = a.benefit_months[i]
        a.benefit_months[i] = max(left, min(term + left, int(a.long[u])))
        a.contribution_used[i] = min(127, math.ceil(a.contribution[i] / 6))
        a.reservation_wage[i] = max(a.reservation_wage[i], a.benefit[u])
        a.awards[u] += 1


def draws_benefit(a, i):
    return a.status[i] == Status.UNEMPLOYED and not a.flags[i] & Flag.RECALL


def ease_search(a):
    for i in a.rows:
        if draws_benefit(a, i) and a.applications[i] > 0:
            effort = a.effort_by_spell[a.spell[i]] * a.benefit_effort[a.unit[i]]
            effort *= a.lock_in if a.programme[i] > 0 else 1.0
            n = poisson(a.n_app * effort, uniform(a.k_effort, a.worker_id[i]))
            a.applications[i] = max(1, n)


def run_down_benefits(a):
    for i in a.rows:
        if draws_benefit(a, i) and a.fate[i] == 0:
            a.recipients[a.unit[i]] += 1
            a.benefit_months[i] -= 1
            a.exhausted[a.unit[i]] += a.benefit_months[i] == 0


# ---------------------------------------------------------------- public-welfare posts


def post_candidates(a):
    return [
        i
        for i in a.rows
        if draws_benefit(a, i) and a.spell[i] >= a.least_spell and a.flags[i] & Flag.HARDSHIP
    ]


def take_posts(a):
    for i in a.rows:
        u = a.unit[i]
        a.status[i], a.wage[i] = Status.WELFARE_POST, a.pay[u]
        a.tenure[i] = a.spell[i] = 0
        a.industry[i], a.occupation[i] = Industry.S, Occupation.SERVICES
        a.insured[i], a.subsidy_months[i] = 1, int(a.months[u])
        if a.urban[i]:
            enters(a, i, u)


def leave_posts(a):
    for i in a.rows:
        a.reservation_wage[i] = a.reservation * a.wage[i]
        a.status[i], a.wage[i] = Status.UNEMPLOYED, 0.0
        a.tenure[i] = a.spell[i] = a.subsidy_months[i] = 0
        a.flags[i] &= ~Flag.REGISTERED_JOB
        a.separations[a.unit[i]] += 1


def run_down_posts(a):
    for i in a.rows:
        a.wage[i] = a.pay[a.unit[i]]
        a.subsidy_months[i] -= 1


# ---------------------------------------------------------------- allowance


def earned(a, i):
    """Return what counts of a person's income."""
    s, u = a.status[i], a.unit[i]
    if s == Status.FARM or (s == Status.INACTIVE and a.flags[i] & Flag.FAMILY_FARM):
        return a.farm_product[u]
    if s in EMPLOYED:
        return a.wage[i] if a.tenure[i] >= a.taper[u] else 0
    if s == Status.RETIRED and a.insured[i] == 1:
        return a.pension_insured
    if s == Status.UNEMPLOYED and a.benefit_months[i] > 0:
        return a.benefit[u]
    return a.pension_resident if a.month - a.birth[i] >= 720 else 0


def add_incomes(a):
    for i, h in enumerate(a.household):
        if a.status[i] != Status.GONE and h >= 0:
            a.income[h] += int(earned(a, i))
            new = a.status[i] in EMPLOYED and a.status[i] != Status.FARM
            if new and a.tenure[i] < a.taper[a.unit[i]]:
                a.disregarded[h] += int(a.wage[i])


def assess_households(a):
    for c, rows in enumerate(chunks(len(a.house_id), len(a.poor))):
        a.poor[c] = [0] * len(a.poor[c])
        for h in rows:
            a.allowance[h] = 0
            if a.n_members[h] <= 0 or a.county[h] < 0:
                continue
            u = a.unit_of_county[a.county[h]]
            line = (a.line_urban if a.urban[h] == 1 else a.line_rural)[u]
            lacks = (line - a.other_income) * a.n_members[h] - a.income[h]
            if lacks >= 1:
                claims = uniform(a.k, a.house_id[h]) < a.take_up
                a.allowance[h] = min(int(lacks), 32767) if claims else -1
            if lacks - a.disregarded[h] >= 1:
                a.poor[c][u] += a.n_members[h]


def sum_allowances(a):
    for c, rows in enumerate(chunks(len(a.allowance), len(a.out))):
        a.out[c] = [[0] * 4 for _ in a.out[c]]
        for h in rows:
            if a.n_members[h] > 0 and a.allowance[h] != 0:
                paid, n = max(a.allowance[h], 0), a.n_members[h]
                line = a.out[c][a.unit_of_county[a.county[h]]]
                for at, more in enumerate((paid, paid > 0, n * (paid > 0), n)):
                    line[at] += more


# ---------------------------------------------------------------- rights


def unpaid_wages(n_workers, pay, part):
    return math.floor(n_workers * pay * part * 100.0 + 0.5)


def run_arrears(a):
    for c, rows in enumerate(chunks(len(a.firm_id), len(a.totals))):
        a.totals[c] = [[0] * 4 for _ in a.totals[c]]
        for f in rows:
            u, j, o, owed = a.unit[f], a.industry[f], a.ownership[f], a.arrears[f]
            line = a.totals[c][u]
            sub = bits(a.k, a.firm_id[f])
            if owed > 0 and not a.alive[f]:
                paid = math.floor(owed * a.recovered)
                line[1] += paid
                line[2] += owed - paid
                a.arrears[f] = 0
            elif not a.alive[f] or (owed == 0 and a.n_workers[f] == 0):
                continue
            elif owed > 0 and (unit_draw(sub, 1) < a.settle or unit_draw(sub, 2) < a.inspection[u]):
                line[1] += owed
                a.arrears[f] = 0
            elif owed > 0 or unit_draw(sub, 3) < a.start[j][o] * a.deterred[u]:
                more = unpaid_wages(a.n_workers[f], a.pay[j][o] * a.level[u], a.part)
                a.arrears[f] += more
                line[0] += more
                line[3] += a.n_workers[f]


def staff_by_kind(a):
    for c, rows in enumerate(chunks(len(a.unit), len(a.out))):
        a.out[c] = [[0] * len(line) for line in a.out[c]]
        for f in rows:
            a.out[c][a.unit[f]][a.kind[a.industry[f]][a.ownership[f]]] += max(0, a.n_workers[f])


# ---------------------------------------------------------------- flexible work


def buy_cover(a):
    for i in a.rows:
        u = a.unit[i]
        if a.status[i] == Status.FLEXIBLE and a.tenure[i] == 0:
            a.begun[u] += 1
            groups = [0]
            groups += [1] if a.flags[i] & Flag.GRADUATE else []
            groups += [2] if a.flags[i] & Flag.HARDSHIP else []
            if (
                min(a.cost[g][u] for g in groups) <= a.burden * a.wage[i]
                and uniform(a.k, a.worker_id[i]) < a.wish
            ):
                a.insured[i] = 1
                a.covered[u] += 1


# ---------------------------------------------------------------- start-ups


def founding_chance(age_years, skill, demand, idea, prime, spread, slope):
    gap = (age_years - prime) / spread
    return min(1.0, idea * demand * math.exp(slope * min(skill, 2.0) - 0.5 * gap * gap))


def think_of_founding(a):
    out = []
    for i in a.rows:
        settled = a.status[i] in (Status.FLEXIBLE, Status.EMPLOYEE) and a.tenure[i] > 0
        if a.flags[i] & Flag.RECALL or not (settled or a.status[i] == Status.UNEMPLOYED):
            continue
        age, demand = (a.month - a.birth[i]) / 12.0, a.demand[a.unit[i]]
        chance = founding_chance(age, a.skill[i], demand, a.idea, a.prime, a.spread, a.slope)
        if uniform(a.k, a.worker_id[i]) < chance:
            out.append(i)
    return out


def empty_businesses(a):
    first = {f: p for p, f in reversed(list(enumerate(a.post_firm)))}
    return sorted(
        p
        for f, p in first.items()
        if a.ownership[f] == Ownership.HOUSEHOLD
        and a.alive[f] == 1
        and a.n_workers[f] == a.n_break[f] == 0
    )


def place_founders(a):
    for i, f, income in zip(a.rows, a.firm, a.income, strict=True):
        u, old = a.firm_unit[f], a.employer[i]
        from_urban = bool(a.firm_urban[old]) if old >= 0 else a.status[i] == Status.FLEXIBLE
        if old >= 0:
            a.last_firm[i] = a.firm_id[old]
        if not (from_urban and a.firm_urban[f]):
            a.flags[i] &= ~Flag.REGISTERED_JOB
        if a.firm_urban[f] and not from_urban:
            enters(a, i, u)
        a.employer[i], a.status[i] = f, Status.OWN_ACCOUNT
        a.industry[i], a.wage[i] = a.firm_industry[f], math.exp(income)
        pair = bits(a.k_insured, a.worker_id[i]) ^ (a.firm_id[f] & MASK)
        a.insured[i] = int(unit_draw(pair, 1) < a.firm_insured[f])
        a.tenure[i] = a.spell[i] = a.subsidy_months[i] = 0
    count_staff(a)
