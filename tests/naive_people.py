"""Plain-Python twins of the kernels of persons: ageing to pay and statistics; see `naive`."""

from __future__ import annotations

import math
from fractions import Fraction

from naive import (
    EMPLOYED,
    JOB,
    MASK,
    bits,
    chunks,
    mix,
    normal,
    pick,
    single,
    uniform,
    unit_draw,
)  # fmt: skip
from naive_jobs import count_staff, enters
from naive_space import farm_chance, farm_value
from naive_wages import heavy_tail, least_of, raise_to_floor

from agents.codes import Flag, Industry, Ownership, Registration, Schooling, Sex, Status
from agents.kernels import ageing, programmes

# ---------------------------------------------------------------- ageing


def school_month(birth, draw):
    """Return the first June (or July) strictly after the month of the fifteenth birthday."""
    wanted = 5 if draw < 0.5 else 6
    return next(m for m in range(birth + 181, birth + 193) if m % 12 == wanted)


def retirement_chance(a, i, age, employed):
    """Return (probability, event)."""
    if a.insured[i] == 1:
        row = 0 if a.sex[i] == Sex.MALE else 1 if a.flags[i] & Flag.CADRE else 2
        limit = a.old_age[row][a.birth[i]]
        if age >= limit and not employed:
            return 1.0, ageing.RETIRES
        if age > limit:
            return a.retire_after, ageing.RETIRES
        if age == limit:
            f = a.employer[i]
            state = f >= 0 and a.firm_ownership[f] in (Ownership.STATE, Ownership.XPCC)
            return (a.retire_state if state else a.retire_private), ageing.RETIRES
        early = age >= limit - 36 and a.contribution[i] >= a.early_contribution
        return (a.retire_early if early else 0.0), ageing.RETIRES
    if age >= 60 * 12 and (employed or a.status[i] == Status.UNEMPLOYED):
        return (a.exit_60 if age < 70 * 12 else a.exit_70), ageing.GIVES_UP
    return 0.0, None


def age_one(a, i, who):
    s, age = a.status[i], a.month - a.birth[i]
    if s == Status.GONE:
        return ageing.STAYED
    dies = a.death_rate[a.sex[i]]
    if uniform(a.keys[0], who) < dies[min(age, len(dies) - 1)]:
        return ageing.DIED
    outsider = a.registration[i] == Registration.OTHER_PROVINCE and age >= 180
    leaves = a.departure_rate[a.sex[i]]
    if outsider and uniform(a.keys[1], who) < leaves[min(age, len(dies) - 1)]:
        return ageing.DEPARTED
    if uniform(a.keys[3], a.house_id[a.household[i]]) < a.reclassify_rate:
        a.urban[i] = 1
    a.spell[i] = min(a.spell[i] + 1, 1200)
    employed = s in EMPLOYED
    if employed:
        a.tenure[i] = min(a.tenure[i] + 1, 1200)
        a.contribution[i] += a.insured[i]
        if a.insured[i] and s != Status.EMPLOYEE and a.tenure[i] % 6 == 0:
            a.contribution_used[i] = min(a.contribution_used[i] + 1, 127)
    settles = employed and a.tenure[i] == a.settle_after and a.employer[i] >= 0
    stays = ageing.SETTLES if settles else ageing.STAYED
    if s == Status.MINOR:
        if age < 180:
            return ageing.STAYED
        a.status[i], a.spell[i] = Status.STUDENT, 0
        a.schooling[i] = max(a.schooling[i], Schooling.JUNIOR)
        a.school_exit[i] = school_month(a.birth[i], uniform(a.keys[4], who))
        return ageing.TURNS_15
    if s == Status.STUDENT and a.school_exit[i] <= a.month:
        return ageing.GRADUATES if a.schooling[i] >= Schooling.COLLEGE else ageing.LEAVES
    if a.month - a.school_exit[i] > 24:
        a.flags[i] &= ~Flag.GRADUATE
    if s == Status.INTERN:
        stays = ageing.INTERNS
    returns = s == Status.AWAY and a.flags[i] & Flag.LEFT
    if returns and a.spell[i] >= a.gone_after:
        return ageing.DEPARTED
    if returns and uniform(a.keys[5], who) < a.return_rate:
        stays = ageing.COMES_BACK
    if age < 45 * 12 or s == Status.RETIRED:
        return stays
    p, event = retirement_chance(a, i, age, employed)
    return event if p > 0.0 and uniform(a.keys[2], who) < p else stays


def age_workers(a):
    a.event[:] = [age_one(a, i, who) for i, who in enumerate(a.worker_id)]


def farm_season(a):
    for i, who in enumerate(a.worker_id):
        if not a.flags[i] & Flag.FAMILY_FARM:
            continue
        if uniform(a.k, who) < a.share[a.unit[i]]:
            if a.status[i] == Status.INACTIVE and not a.flags[i] & Flag.RECALL:
                a.status[i], a.wage[i] = Status.FARM, a.income[a.unit[i]]
                a.tenure[i] = a.spell[i] = 0
        elif a.status[i] == Status.FARM:
            a.status[i], a.wage[i] = Status.INACTIVE, 0.0
            a.tenure[i] = a.spell[i] = 0


def settle_events(a):
    counts = {
        ageing.DIED: a.deaths,
        ageing.DEPARTED: a.departures,
        ageing.RETIRES: a.retirements,
        ageing.GIVES_UP: a.retirements,
    }
    for i in a.rows:
        e, h = a.event[i], a.household[i]
        if e == ageing.TURNS_15:
            a.n_minors[h] -= 1
            continue
        if e >= ageing.SETTLES:
            continue
        counts[e][a.unit[i]] += 1
        a.attrition[a.unit[i]] += bool(a.flags[i] & Flag.REGISTERED_JOB) and e != ageing.DEPARTED
        a.flags[i] &= ~(Flag.REGISTERED_JOB | Flag.RECALL)
        if a.employer[i] >= 0:
            a.employer[i], a.subsidy_months[i] = -1, 0
        a.wage[i], a.tenure[i], a.spell[i] = 0.0, 0, 0
        if e in (ageing.RETIRES, ageing.GIVES_UP):
            a.status[i] = Status.RETIRED if e == ageing.RETIRES else Status.INACTIVE
        else:
            a.n_members[h] -= 1
            a.n_minors[h] -= a.status[i] == Status.MINOR
            a.status[i], a.worker_id[i], a.flags[i] = Status.GONE, -1, 0
    count_staff(a)


# ---------------------------------------------------------------- entry


def realised(expected, k_slot, unit, fraction):
    """Return the first slot and the number of slots that a 1/fraction world realises."""
    many = len(slots(expected, k_slot, unit, fraction))
    return math.floor(uniform(k_slot, unit + 32) * fraction), many


def count_entrants(a):
    units = range(len(a.births))
    births = sum(len(slots(a.births[u], a.k_birth, u, a.fraction)) for u in units)
    drawn = sum(len(slots(a.graduates[u], a.k_graduate, u, a.fraction)) for u in units)
    arrivals = sum(len(slots(a.arrivals[u], a.k_arrival, u, a.fraction)) for u in units)
    return births + arrivals + drawn


def slots(expected, k, unit, fraction):
    """Return the slots of a unit's entrants that a 1/fraction world realises."""
    whole = math.floor(expected + uniform(k, unit))
    return range(math.floor(uniform(k, unit + 32) * fraction), whole, fraction)


def write_entrants(a):
    row, house = a.first_row, a.first_household
    for u in range(len(a.births)):
        for newborn, k, expected, base in (
            (True, a.k_birth, a.births[u], 32768),
            (False, a.k_arrival, a.arrivals[u], 0),
            (False, a.k_graduate, a.graduates[u], 16384),
        ):
            for slot in slots(expected, k, u, a.fraction):
                who = (1 << 26) + (a.months_since_base * 32 + u) * 65536 + base + slot
                sub = bits(k, who)
                male = unit_draw(sub, 2) < (a.birth_male if newborn else a.arrival_male)
                a.worker_id[row], a.unit[row] = who, u
                a.sex[row] = Sex.MALE if male else Sex.FEMALE
                far = math.sqrt(-2.0 * math.log(1.0 - unit_draw(sub, 6)))
                z = far * math.cos(2.0 * math.pi * unit_draw(sub, 9))
                a.skill[row] = heavy_tail(z, a.skill_sd, *a.skill_tail)
                if newborn:
                    first, last = a.base_household[u : u + 2]
                    h = first + math.floor(unit_draw(sub, 1) * (last - first))
                    a.birth[row], a.home_unit[row], a.registration[row] = a.month, u, 0
                    a.schooling[row], a.status[row] = Schooling.TOO_YOUNG, Status.MINOR
                    a.county[row], a.urban[row] = a.house_county[h], a.house_urban[h]
                    a.house_minors[h] += 1
                    a.n_births[u] += 1
                else:
                    h, house = house, house + 1
                    band = pick(a.arrival_age, unit_draw(sub, 1))
                    low, width = ((180, 60), (240, 300), (540, 180))[band]
                    a.birth[row] = a.month - low - math.floor(unit_draw(sub, 3) * width)
                    a.schooling[row] = pick(a.arrival_schooling, unit_draw(sub, 4))
                    seeks = unit_draw(sub, 5) < a.seek_share
                    a.status[row] = Status.UNEMPLOYED if seeks else Status.INACTIVE
                    if base == 16384:
                        below, college = a.arrival_schooling[5:7]
                        at = below + unit_draw(sub, 4) * (1.0 - below)
                        a.schooling[row] = Schooling.COLLEGE if at < college else Schooling.BACHELOR
                        a.birth[row] = a.month - 264 - math.floor(unit_draw(sub, 3) * 72)
                        a.school_exit[row], a.status[row] = a.month - 12, Status.UNEMPLOYED
                        a.flags[row] |= Flag.GRADUATE
                    a.n_college[u] += a.schooling[row] >= Schooling.COLLEGE
                    a.home_unit[row], a.registration[row] = -1, Registration.OTHER_PROVINCE
                    a.county[row] = pick(a.county_share[u], unit_draw(sub, 7))
                    a.urban[row] = int(unit_draw(sub, 8) < a.urban_share[u])
                    a.house_id[h], a.house_county[h] = who, a.county[row]
                    a.house_urban[h] = a.urban[row]
                    a.n_arrivals[u] += 1
                a.household[row] = h
                a.house_members[h] += 1
                row += 1
    return row, house


# ---------------------------------------------------------------- programmes and pay


def choose_flexible(a):
    for i, who in enumerate(a.worker_id):
        a.choice[i] = programmes.STAYS
        if a.status[i] == Status.FLEXIBLE and uniform(a.k_exit, who) < a.leave:
            a.choice[i] = programmes.GIVES_UP
        if a.status[i] != Status.UNEMPLOYED or a.flags[i] & Flag.RECALL:
            continue
        age, spell = a.month - a.birth[i], a.spell[i]
        older = age >= (480 if a.sex[i] == Sex.FEMALE else 600)
        long = spell >= 12 or (older and spell >= 3)
        if a.urban[i] == 1 and long and uniform(a.k_hardship, who) < a.certify:
            a.flags[i] |= Flag.HARDSHIP
        lowest = max(1.0, a.reservation_wage[i] * (1.0 - a.reservation_decline) ** spell)
        income = a.log_income[a.unit[i]] + a.skill_share * a.skill[i] - a.discount
        sub = bits(a.k_entry, who)
        asks = math.log(lowest) if a.reservation_wage[i] > 0.0 else a.log_income[a.unit[i]]
        farm = farm_value(a.farm_product[a.unit[i]], a.care_load[a.household[i]], a.care_value)
        back = farm_chance(a.to_farm[a.unit[i]], farm, asks, a.farm_ratio, a.farm_power)
        if unit_draw(sub, 1) < a.meet[a.unit[i]] and income >= math.log(lowest):
            a.choice[i] = programmes.TAKES_UP
        elif a.urban[i] == 0 and unit_draw(sub, 2) < back:
            a.choice[i] = programmes.BACK_TO_FARM


def apply_flexible(a):
    for i in a.rows:
        c, u = a.choice[i], a.unit[i]
        a.spell[i] = a.tenure[i] = 0
        if c == programmes.TAKES_UP:
            v = unit_draw(bits(a.k_entry, a.worker_id[i]), 3)
            a.industry[i] = pick(a.industry_share, v)
            a.occupation[i] = int(a.occupation_of[a.industry[i]])
            a.status[i], a.insured[i] = Status.FLEXIBLE, 0
            a.wage[i] = math.exp(a.log_income[u] + a.skill_share * a.skill[i])
            if a.urban[i] == 1:
                enters(a, i, u)
        elif c == programmes.GIVES_UP:
            a.reservation_wage[i] = a.reservation * a.wage[i]
            a.status[i], a.wage[i] = Status.UNEMPLOYED, 0.0
            a.flags[i] &= ~Flag.REGISTERED_JOB
            a.separations[u] += 1
        else:
            a.status[i], a.wage[i] = Status.FARM, a.farm_income[u]


# ---------------------------------------------------------------- pay


def floor_of(a, i, due):
    """Raise an employee's pay with the minimum wage; return what a review leaves her at least."""
    f = a.employer[i]
    if a.status[i] != Status.EMPLOYEE or f < 0 or a.wage[i] >= 1.5 * max(a.floor):
        return 0.0
    rises = [new > old for new, old in zip(a.floor, a.floor_before, strict=True)]
    if not due and not any(rises):
        return 0.0
    before, least = (least_of(a, f, x[a.firm_unit[f]]) for x in (a.floor_before, a.floor))
    if rises[a.firm_unit[f]]:
        a.wage[i] = single(raise_to_floor(a.wage[i], before, least, a.spill))
    return least


def review_wages(a):
    least = {}
    for i, who in enumerate(a.worker_id):
        s, u = a.status[i], a.unit[i]
        if s == Status.FARM:
            a.wage[i] *= a.farm_growth
        elif s == Status.FLEXIBLE:
            swing = uniform(a.k_income, who) - 0.5
            swing -= (uniform(a.k_income_before, who) - 0.5) * (a.tenure[i] > 0)
            a.wage[i] *= a.flexible_growth * math.exp(a.income_sd * 3.4641016 * swing)
            continue
        due = s in JOB and a.tenure[i] > 0 and a.tenure[i] % 12 == 0
        least[i] = floor_of(a, i, due)
        if due:
            job = a.occupation[i] if a.occupation[i] >= 0 else 6
            rise = a.trend + a.market_growth[u][job] + a.noise_sd * normal(a.k_noise, who)
            if rise < 0.0 and uniform(a.k_review, who) < a.rigid:
                rise = 0.0
            a.wage[i] = max(a.wage[i] * math.exp(rise), least[i])


def due(wage, floor, ceiling, rate, part=1.0):
    """Return a contribution in fen, halves rounded up, in exact fractions."""
    fen = math.floor(min(max(wage, floor), ceiling) * 100 + 0.5)
    rate, part = (Fraction(math.floor(x * 10**6 + 0.5), 10**6) for x in (rate, part))
    return math.floor(fen * rate * part + Fraction(1, 2))


def sum_contributions(a):
    for c, rows in enumerate(chunks(len(a.unit), len(a.out))):
        a.out[c] = [[0] * (len(a.rate) + 1) for _ in range(2)]
        for i in rows:
            u = a.unit[i]
            if a.status[i] in (Status.FLEXIBLE, Status.OWN_ACCOUNT) and a.insured[i]:
                a.out[c][a.half[u]][-1] += due(a.floor[u], 0.0, math.inf, a.own_rate)
            if a.status[i] == Status.EMPLOYEE and a.insured[i] == 1:
                base = min(max(a.wage[i], a.floor[u]), a.ceiling[u])
                base = a.floor[u] + a.compliance * (base - a.floor[u])
                for r, rate in enumerate(a.rate):
                    a.out[c][a.half[u]][r] += due(base, 0.0, math.inf, rate[u])


def firm_contributions(a):
    for f in range(len(a.fen)):
        for i, employer in enumerate(a.employer):
            if employer == f and a.insured[i] == 1 and a.status[i] == Status.EMPLOYEE:
                low, high = a.floor[a.unit[i]], a.ceiling[a.unit[i]]
                base = low + a.compliance * (min(max(a.wage[i], low), high) - low)
                a.fen[f] += a.months * due(base, 0.0, math.inf, a.rate)
                a.staff_months[f] += a.months


def subsidy_due(a):
    a.due, a.committed, a.persons = [0, 0], [0, 0], [0] * len(a.persons)
    for i in a.rows:
        u = a.unit[i]
        fen = due(a.wage[i], a.floor[u], a.ceiling[u], a.rate[u], a.subsidy_share[i])
        a.due[a.half[u]] += fen
        a.committed[a.half[u]] += fen * min(a.subsidy_months[i] - 1, a.months_left)
        a.persons[u] += 1


def price_claims(a):
    for r, i in enumerate(a.rows):
        u = a.unit[i]
        a.monthly[r] = due(a.wage[i], a.floor[u], a.ceiling[u], a.rate[u], a.share[r])


def accept_claims(a):
    spent, yearly = 0, 0
    for c in a.order:
        more = 12 * a.monthly[c]
        a.accepted[c] = spent + a.cost[c] <= a.left and yearly + more <= a.room
        spent += a.accepted[c] * a.cost[c]
        yearly += a.accepted[c] * more
    return spent


def run_down_subsidies(a):
    for i in a.rows:
        a.subsidy_months[i] -= 1
        a.n_subsidised[a.employer[i]] -= a.subsidy_months[i] == 0


# ---------------------------------------------------------------- statistics


def age_group(years):
    first = (0, 15, 16, 25, 35, 45, 55, 65)
    return max(group for group, start in enumerate(first) if years >= start)


def labour_state(status):
    return 0 if status in EMPLOYED else 1 if status == Status.UNEMPLOYED else 2


def count_urban_households(a):
    for c, rows in enumerate(chunks(len(a.urban), len(a.counted))):
        a.counted[c] = sum(a.urban[h] == 1 and a.n_members[h] > 0 for h in rows)


def draw_survey(a):
    for h, who in enumerate(a.household_id):
        k = a.waves[math.floor(4 * uniform(a.k_group, who))]
        a.surveyed[h] = int(uniform(k, who) < a.share)


def pay_band(wage):
    return max(0, min(319, math.floor(50 * math.log(wage / 200.0)))) if wage > 0 else 0


def sum_answers(a):
    of_household = []
    for i, last in zip(a.rows, a.last, strict=True):
        of_household.append(a.answers[i])
        if last:
            jobless = of_household.count(2)
            force = jobless + of_household.count(1)
            for n, more in enumerate((1, jobless**2, jobless * force, force**2)):
                a.sums[a.unit[i]][n] += more
            of_household = []


def tabulate_workers(a):
    for c, rows in enumerate(chunks(len(a.status), len(a.persons))):
        for i in rows:
            if a.status[i] != Status.GONE:
                tabulate_one(a, c, i)
        staff = [i for i in rows if a.employer[i] >= 0]
        work = [i for i in staff if a.status[i] in EMPLOYED]
        rest = [i for i in staff if i not in work]
        paid = [i for i in work if a.subsidy_months[i] > 0]
        for kind, who in enumerate((work, rest, paid)):
            a.books[c][kind] = sum(mix(a.employer[i] + 1) for i in who) & MASK


def tabulate_one(a, c, i):
    """Count one person in the tables of chunk c."""
    s, u, x, town = a.status[i], a.unit[i], a.sex[i], a.urban[i]
    years = (a.month - a.birth[i]) // 12
    a.persons[c][u][town][x][age_group(years)][s] += 1
    if years < 16 or s == Status.AWAY:
        return
    a.schooled[c][u][a.schooling[i]][s] += 1
    state = labour_state(s)
    if town and a.surveyed[a.household[i]]:
        a.survey[c][u][x][age_group(years)][state] += 1
        a.answers[i] = state + 1
    if town and years < 60 and s == Status.UNEMPLOYED:
        local = a.registration[i] in (Registration.LOCAL, Registration.SAME_COUNTY)
        registers = uniform(a.k_register, a.worker_id[i]) < a.register_share
        a.slack[c][u][0] += local and registers
    if town and years < 60 and s == Status.INACTIVE and not a.flags[i] & Flag.FAMILY_FARM:
        waits = bool(a.flags[i] & Flag.RECALL)
        a.slack[c][u][1] += waits or (a.industry[i] >= 0 and a.spell[i] <= 12)
    if state == 0:
        tabulate_job(a, c, i)


def tabulate_job(a, c, i):
    """Count one person at work by place of residence and by place of work."""
    s, u, f = a.status[i], a.unit[i], a.employer[i]
    industry = a.industry[i] if a.industry[i] >= 0 else len(Industry)
    w, place = (a.firm_unit[f], a.firm_urban[f]) if f >= 0 else (u, a.urban[i])
    if s == Status.FARM:
        industry, w, place = Industry.A, u, 0
    a.working[c][u][industry] += 1
    a.jobs[c][w][place][industry][s - Status.EMPLOYEE] += 1
    if s == Status.EMPLOYEE:
        a.staff[c][w][a.sex[i]][industry] += 1
        a.pay[c][w][a.sex[i]][industry] += round(a.wage[i] * 100.0)
        a.bands[c][w][a.sex[i]][pay_band(float(a.wage[i]))] += 1
