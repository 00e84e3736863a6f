"""Plain-Python twins of the kernels of rows, firms and jobs; see `naive`."""

from __future__ import annotations

import math
from itertools import pairwise

from naive import (
    JOB,
    MASK,
    best_offer,
    bits,
    mix,
    person,
    pick,
    single,
    uniform,
    unit_draw,
)
from naive_wages import complies, firm_pay, personal_pay, raise_to_floor

from agents.codes import Flag, Ownership, Registration, Sex, Status
from agents.kernels import ageing, separation

# ---------------------------------------------------------------- rows


def rows_where(a):
    return [i for i, marked in enumerate(a.mark) if marked]


def gather(a):
    a.out[: len(a.rows)] = [a.source[i] for i in a.rows]


def sorted_rows(a):
    used = [i for i, s in enumerate(a.status) if s != Status.GONE]
    return sorted(used, key=lambda i: a.unit[i])  # a stable sort


def rename_rows(a):
    a.reference[:] = [r if r < 0 else a.moved[r] for r in a.reference]


def count_displaced(a):
    used = [u for u, s in zip(a.unit, a.status, strict=False) if s != Status.GONE]
    falls = sum(later < before for before, later in pairwise(used))
    return len(a.unit) - len(used) + falls


def mark_staff(a):
    a.mark[:] = [a.busy[f] if f >= 0 else 0 for f in a.employer]


def firm_hash(f):
    return mix(f + 1)


def firm_sum(a):
    return sum(n * firm_hash(f) for f, n in enumerate(a.count)) & MASK


def smallest_first(a):
    return sorted(range(len(a.value)), key=lambda i: a.value[i])[: a.k]


# ---------------------------------------------------------------- the firms' books


def count_staff(a):
    for f in range(len(a.n_workers)):
        staff = [i for i, e in enumerate(a.employer) if e == f]
        rests = [i for i in staff if a.flags[i] & Flag.RECALL]
        works = [i for i in staff if i not in rests and a.status[i] in JOB]
        a.n_break[f], a.n_workers[f] = len(rests), len(works)
        a.n_subsidised[f] = sum(a.subsidy_months[i] > 0 for i in works)
        a.owned[f] = int(any(a.status[i] == Status.OWN_ACCOUNT for i in works))


def leave_firm(a):
    """Let person i go; then everybody is counted again, as in all twins that move staff."""
    if a.employer[a.i] >= 0:
        a.employer[a.i], a.subsidy_months[a.i] = -1, 0
    count_staff(a)


# ---------------------------------------------------------------- separation


def stationary_rate(hazard, other=0.0):
    """Return jobs ended by a hazard over jobs held in a stationary stock that ends otherwise too.

    The last hazard goes on for ever.
    """
    alive, stock, ended = 1.0, 0.0, 0.0
    for h in hazard:
        stock, ended = stock + alive, ended + alive * h
        alive *= (1.0 - h) * (1.0 - other)
    months = 1.0 / (1.0 - (1.0 - hazard[-1]) * (1.0 - other))  # that one who is left stays on
    return (ended + alive * months * hazard[-1]) / (stock + alive * months)


def tenure_hazard(a):
    """Search the level at which the hazard has its mean, in steps of equal ratio."""
    power = -math.log(a.ratio_24) / math.log(24.0)

    def hazards(level):
        return [min(1.0, level * (t + 1.0) ** power) for t in range(a.n_months)]

    low, high = 1e-9, 1.0
    for _ in range(200):
        middle = math.sqrt(low * high)
        enough = stationary_rate(hazards(middle), a.other_rate) >= a.mean_rate
        low, high = (low, middle) if enough else (middle, high)
    a.out[:] = hazards(low)


def after_job(urban, sex, age, sub, leave_men, leave_women, to_farm):
    if urban == 0 and unit_draw(sub, 11) < to_farm:
        return Status.FARM
    leave = leave_women if sex == Sex.FEMALE else leave_men
    if age >= 55 * 12:
        leave *= 2.0
    return Status.INACTIVE if unit_draw(sub, 12) < leave else Status.UNEMPLOYED


def quit_jobs(a):
    for i, who in enumerate(a.worker_id):
        a.fate[i] = separation.NOTHING
        f = a.employer[i]
        if a.status[i] not in JOB or f < 0:
            continue
        p = a.owner_hazard
        if a.status[i] == Status.EMPLOYEE:
            row = a.hazard[a.firm_ownership[f]]
            p = row[min(a.tenure[i], len(row) - 1)]
        here = a.unit[i]
        if a.firm_unit[f] != here or a.home_unit[i] not in (-1, here):
            p *= 1.0 + a.away_rise * min(a.tenure[i], 24, len(a.hazard[0]) - 1) / 12.0
        if uniform(a.k, who) < p:
            a.fate[i] = separation.QUIT


def owners_who_quit(a):
    owners = [i for i in a.rows if a.status[i] == Status.OWN_ACCOUNT]
    for f in {a.employer[i] for i in owners if a.fate[i] == separation.QUIT}:
        a.owned[f] = 0


def busy_firms(a):
    for f, alive in enumerate(a.alive):
        orphan = a.ownership[f] == Ownership.HOUSEHOLD and not a.owned[f] and a.n_workers[f]
        wishes = a.n_layoff[f] or a.n_break_wanted[f] or a.n_recall[f]
        has_staff = a.n_workers[f] or a.n_break[f]
        a.busy[f] = int(bool(has_staff and (not alive or wishes or orphan)))


def staff_index(a):
    staff = [[i for i in a.rows if a.employer[i] == f] for f in range(len(a.busy))]
    start = [sum(map(len, staff[:f])) for f in range(len(staff) + 1)]
    return start, [i for people in staff for i in people]


def choose_owner(a):
    stay = [i for i in a.staff if a.fate[i] != separation.QUIT and not a.flags[i] & Flag.RECALL]
    if stay and all(a.status[i] != Status.OWN_ACCOUNT for i in stay):
        heir = min(stay, key=lambda i: (-a.tenure[i], a.worker_id[i]))
        a.status[heir] = Status.OWN_ACCOUNT
    return bool(stay)


def first_by_tenure(a):
    """Return the shortest serving among those on a break or at work; longest where sign is -1."""

    def may(i):
        rests = bool(a.flags[i] & Flag.RECALL)
        owns = not rests and a.status[i] == Status.OWN_ACCOUNT
        return rests == a.resting and a.fate[i] == separation.NOTHING and not owns

    def length(i):
        return a.tenure[i] + uniform(a.k, a.worker_id[i])

    chosen = sorted(filter(may, a.staff), key=length, reverse=a.sign < 0)
    return chosen[: a.n_chosen]


def adjust_staff(a):
    for f in range(len(a.alive)):
        staff = a.row[a.start[f] : a.start[f + 1]]
        resting = [i for i in staff if a.flags[i] & Flag.RECALL]
        if a.alive[f] == 0:
            for i in staff:
                if a.fate[i] != separation.QUIT:
                    rests = i in resting
                    a.fate[i] = separation.RELEASED if rests else separation.LAID_OFF
            continue
        if staff and a.ownership[f] == Ownership.HOUSEHOLD:
            a.staff = staff
            a.owned[f] = int(choose_owner(a))

        def length(i):
            return a.tenure[i] + uniform(a.k, a.worker_id[i])

        resting.sort(key=length)
        working = [
            i
            for i in staff
            if i not in resting
            and a.fate[i] != separation.QUIT
            and a.status[i] != Status.OWN_ACCOUNT
        ]
        working.sort(key=length)
        released = resting[: a.n_layoff[f]]
        out = a.n_layoff[f] - len(released)
        kept = resting[len(released) :]
        recalled = kept[max(0, len(kept) - a.n_recall[f]) :]
        for chosen, what in (
            (released, separation.RELEASED),
            (working[:out], separation.LAID_OFF),
            (working[out : out + a.n_break_wanted[f]], separation.BREAK),
            (recalled, separation.RECALLED),
        ):
            for i in chosen:
                a.fate[i] = what


def apply_fates(a):
    for i in a.rows:
        what, u, sub = a.fate[i], a.unit[i], bits(a.k, a.worker_id[i])
        if what == separation.RECALLED:
            a.status[i], a.spell[i] = Status.EMPLOYEE, 0
            a.flags[i] &= ~Flag.RECALL
            a.recalls[u] += 1
        elif what == separation.BREAK:
            looks = unit_draw(sub, 13) < a.season_search
            a.status[i] = Status.UNEMPLOYED if looks else Status.INACTIVE
            a.flags[i] |= Flag.RECALL
            a.spell[i] = a.subsidy_months[i] = 0
            a.breaks[u] += 1
        else:
            a.last_firm[i] = a.firm_id[a.employer[i]]
            a.employer[i], a.subsidy_months[i], a.tenure[i] = -1, 0, 0
            a.reservation_wage[i] = a.reservation * a.wage[i]
            a.flags[i] &= ~(Flag.REGISTERED_JOB | Flag.RECALL)
            a.wage[i] = 0.0
            if what == separation.RELEASED:
                continue
            a.separations[u] += 1
            a.layoffs[u] += what == separation.LAID_OFF
            a.spell[i] = 0
            leave = (0.0, 0.0) if what == separation.LAID_OFF else (a.leave_men, a.leave_women)
            age = a.month - a.birth[i]
            a.status[i] = after_job(a.urban[i], a.sex[i], age, sub, *leave, a.to_farm)
            if a.status[i] == Status.FARM:
                a.wage[i] = a.farm_income[u]
    count_staff(a)


# ---------------------------------------------------------------- demand


def exit_hazard(age_years, size, mean_rate, peak, law):
    start, top, least, power = law
    if age_years < peak:
        by_age = start + (top - start) * age_years / peak
    else:
        by_age = max(least, top * peak / age_years)
    return mean_rate * by_age * max(size, 1.0) ** -power


def plan_one(a, f):
    """Return (places, layoffs, breaks, recalls, wanted) of a firm that goes on, else zeros."""
    who, u, j, o = a.firm_id[f], a.unit[f], a.industry[f], a.ownership[f]
    if a.alive[f] == 0:
        return 0, 0, 0, 0, 0
    years, size = (a.month - a.founded[f]) / 12.0, max(a.true_size[f], 1.0)
    closes = exit_hazard(years, size, a.exit_rate[o], a.exit_peak, a.exit_law) / 12.0
    closes *= a.loan_hazard if a.indebted[f] else 1.0
    closes *= a.advice if a.advised[f] else 1.0
    if uniform(a.k_exit, who) < closes:
        a.alive[f], a.target[f] = 0, 0.0
        return 0, 0, 0, 0, 0
    a.drift[f] = single(a.drift[f] + a.crowding[u][j][o])
    before, growth = a.target[f], a.drift[f] + a.shock[f]
    a.target[f] = single(
        a.base[f] * a.demand[u][j] / a.base_demand[f]
        * math.exp(growth) * a.cost[f] ** a.elasticity * a.technology[f]
    )  # fmt: skip
    if before > 0.0:
        a.true_size[f] = single(a.true_size[f] * single(a.target[f] / before))
    turn = uniform(a.k_round, who)
    capacity = math.floor(a.target[f] * a.season_peak[j] + turn)
    now = min(math.floor(a.target[f] * a.season[j] + turn), capacity)
    spare = math.floor(a.tolerance[o] * capacity + 0.5)
    layoffs = max(0, a.n_workers[f] + a.n_break[f] - capacity - a.project[f] - spare)
    staff = a.n_workers[f] + a.n_break[f]
    ahead = min(math.floor(a.ahead_rate[o] * staff), spare)
    now, capacity = now + ahead + a.project[f], capacity + ahead + a.project[f]
    if staff == 0 and o == Ownership.HOUSEHOLD:
        now = min(now, 1)
    released = min(a.n_break[f], layoffs)
    at_work = a.n_workers[f] - (layoffs - released)
    resting = a.n_break[f] - released
    breaks = max(0, min(at_work - now, capacity - now))
    recalls = max(0, min(resting, now - at_work))
    staff = at_work + resting
    return max(capacity, staff), layoffs, breaks, recalls, now


def plan_firms(a):
    for f in range(len(a.firm_id)):
        a.places[f], a.n_layoff[f], a.n_break_wanted[f], a.n_recall[f], a.wanted[f] = plan_one(a, f)


def draw_entrants(a):
    out = []
    for c, gap in enumerate(a.cell_gap):
        mean = a.entry_mean[c]
        if gap <= 0.0 or mean <= 0.0:
            continue
        sub = bits(a.key, c)
        scale = max(0.5, mean * (a.zeta - 1.0) / a.zeta)
        for s in range(min(math.floor(gap * a.speed / mean + unit_draw(sub, 0)), 4096)):
            v = unit_draw(sub, s + 1)
            size = max(1.0, math.floor(scale * (1.0 - v) ** (-1.0 / a.zeta) + 0.5))
            out.append((c, s, min(size, max(1.0, a.cap[c]))))
    out = out[: len(a.size_out)]
    for n, entrant in enumerate(out):
        a.cell_out[n], a.slot_out[n], a.size_out[n] = entrant
    return len(out)


def cell_capacity(a):
    for u, cells in enumerate(a.out):
        for j, owners in enumerate(cells):
            for o in range(len(owners)):
                owners[o] = sum(
                    a.target[f]
                    for f, alive in enumerate(a.alive)
                    if alive and (a.unit[f], a.industry[f], a.ownership[f]) == (u, j, o)
                )


# ---------------------------------------------------------------- posts


def count_posts(a):
    return [sum(f < firm for f in a.firm) for firm in range(a.n_firms + 1)]


def plan_posts(a):
    for f, wanted in enumerate(a.vacancies):
        have = a.first[f + 1] - a.first[f]
        a.opened[f], a.closed[f] = max(wanted - have, 0), max(have - wanted, 0)
    a.start[:] = [sum(a.vacancies[:f]) for f in range(len(a.start))]


def new_post(a, f, number):
    """Return (key, month, occupation, schooling) of a firm's new post of this month."""
    key = mix(bits(a.k_post, a.firm_id[f]) + mix(a.month * 2**20 + number))
    job = pick(a.occupation_share[a.industry[f]], unit_draw(key, 1))
    return key, a.month, job, pick(a.schooling_share[job], unit_draw(key, 2)), 0


def renew_posts(a):
    columns = (a.old_key, a.old_opened, a.old_occupation, a.old_schooling, a.old_asks)
    known = list(zip(*columns, strict=True))
    table = []
    for f in range(len(a.firm_id)):
        wanted = a.start[f + 1] - a.start[f]
        mine = known[a.first[f] : a.first[f + 1]][:wanted]
        mine += [new_post(a, f, number) for number in range(wanted - len(mine))]
        kinds = [k + 1 for k in range(3) for _ in range(a.quota[f][k])]
        for n, (*rest, schooling, asks) in enumerate(mine):
            if asks == 0 and kinds:
                mine[n] = (*rest, max(schooling, 6), kinds.pop(0))
        table += [(f, 7 * a.unit[f] + post[2], *post) for post in mine]
    for p, post in enumerate(table):
        for column, value in zip(
            (a.firm, a.market, a.key, a.opened, a.occupation, a.schooling, a.asks), post,
            strict=True,
        ):  # fmt: skip
            column[p] = value


def price_posts(a):
    for p, f in enumerate(a.firm):
        keeps = complies(a.firm_id[f], a.ownership[f], a.evading, a.k_comply)
        a.least[p] = a.floor[a.market[p] // 7] * (1.0 if keeps else a.depth)
        a.wage[p] = math.fsum(
            [
                a.log_base[a.industry[f]][a.ownership[f]],
                a.unit_level[a.market[p] // 7],
                a.heat[a.market[p]],
                a.occupation_pay[a.market[p] % 7],
                firm_pay(a.rent[f], a.shock[f], a.true_size[f], a.rent_share, a.size_premium),
                -a.centre[a.industry[f]][a.ownership[f]],
                a.vacancy_pay * min(a.month - a.opened[p], 12),
                a.return_schooling * (a.school_years[a.schooling[p]] - 11.0),
            ]
        )


# ---------------------------------------------------------------- hiring


def enter_urban_work(a):
    """Count an entry into urban work and register it by keyed draw."""
    entered, counted = (bool(a.flags[a.i] & flag) for flag in (Flag.ENTERED, Flag.COUNTED))
    registers = uniform(a.k_register, a.who) < a.share
    a.entries[a.u] += 1
    a.persons[a.u] += not entered
    a.registered[a.u] += registers and not counted
    a.flags[a.i] |= Flag.ENTERED | (Flag.REGISTERED_JOB | Flag.COUNTED if registers else 0)


def enters(a, i, u):
    a.i, a.u, a.who, a.share = i, u, a.worker_id[i], a.registration_share
    enter_urban_work(a)


def first_owners(a):
    hired = {}
    for i, p in zip(a.rows, a.held, strict=True):
        if p >= 0:
            hired.setdefault(a.post_firm[p], []).append(i)
    return [
        min(hired[f], key=lambda i: a.worker_id[i])
        if f in hired and owner == Ownership.HOUSEHOLD and a.n_workers[f] == 0
        else -1
        for f, owner in enumerate(a.ownership)
    ]


def brings(a, i):
    """Return what a person adds to the log pay of any post, and her years of experience."""
    schooled = a.school_years[a.schooling[i]]
    years = max(0.0, (a.month - a.birth[i]) / 12.0 - 6.0 - schooled)
    jobless = a.spell[i] if a.status[i] == Status.UNEMPLOYED else 0
    graded = a.grade_pay[a.grade[i]]
    brought = personal_pay(
        a.skill[i], graded, years, schooled, a.registration[i], jobless, a.pay_rule
    )
    return brought, years


def hire_workers(a):
    claims = []
    for i, p in zip(a.rows, a.held, strict=True):
        if p < 0:
            continue
        f, who, old = a.post_firm[p], a.worker_id[i], a.employer[i]
        u = a.firm_unit[f]
        rests = a.flags[i] & Flag.RECALL
        from_urban = not rests and (
            bool(a.firm_urban[old])
            if old >= 0
            else a.status[i] in (Status.FLEXIBLE, Status.WELFARE_POST)
        )
        returns = a.last_firm[i] == a.firm_id[f] and a.spell[i] <= 12
        if old >= 0:
            a.last_firm[i] = a.firm_id[old]
            a.job_to_job[u] += not rests
        a.hires[u] += 1
        a.flags[i] &= ~Flag.RECALL
        if not (from_urban and a.firm_urban[f]):
            a.flags[i] &= ~Flag.REGISTERED_JOB
        if a.firm_urban[f] and not from_urban and not returns:
            enters(a, i, u)
        before, log_pay = person(a, i, f, u), a.post_wage[p] + brings(a, i)[0]
        a.employer[i], a.occupation[i] = f, a.post_occupation[p]
        a.industry[i] = a.firm_industry[f]
        a.status[i] = Status.OWN_ACCOUNT if a.first_owner[f] == i else Status.EMPLOYEE
        a.wage[i] = math.exp(log_pay)
        if a.status[i] == Status.EMPLOYEE:
            a.wage[i] = raise_to_floor(a.wage[i], 0.0, a.post_least[p], a.pay_rule[4])
        firm_bits = a.firm_id[f] & MASK
        covered = unit_draw(bits(a.k_insured, who) ^ firm_bits, 1) < a.firm_insured[f]
        a.insured[i] = int(covered)
        a.tenure[i] = a.spell[i] = a.subsidy_months[i] = 0
        a.subsidy_share[i] = 0.0
        if covered and before["status"] != Status.EMPLOYEE:
            r = best_offer(a, before, a.firm_size[f])
            claimed = unit_draw(bits(a.k_take_up, who) ^ firm_bits, 1)
            if r >= 0 and claimed < a.rule_take_up[r][u]:
                claims.append((i, r))
    for n, claim in enumerate(claims):
        a.claim_row[n], a.claim_rule[n] = claim
    count_staff(a)
    return len(claims)


def settle_movers(a):
    for i in a.rows:
        if a.event[i] != ageing.SETTLES:
            continue
        f, sub = a.employer[i], bits(a.k, a.worker_id[i])
        if a.firm_unit[f] != a.unit[i]:
            a.unit[i], a.urban[i] = a.firm_unit[f], a.firm_urban[f]
            a.county[i] = pick(a.county_share[a.unit[i]], unit_draw(sub, 1))
            elsewhere = max(a.registration[i], Registration.SAME_PROVINCE)
            home = a.unit[i] == a.home_unit[i]
            if not home:
                a.registration[i] = elsewhere
            elif a.registration[i] == Registration.SAME_PROVINCE:
                a.registration[i] = Registration.LOCAL
        elif a.firm_urban[f] and unit_draw(sub, 2) < a.settle:
            a.urban[i] = 1
