"""Plain-Python twins of the kernels of training, grades and providers; see `naive`."""

from __future__ import annotations

import math

from naive import bits, single, uniform, unit_draw

from agents.codes import Flag, Schooling, Sex, Status

LEARNERS = (Status.UNEMPLOYED, Status.FARM, Status.EMPLOYEE, Status.FLEXIBLE)
PAID = (Status.EMPLOYEE, Status.FLEXIBLE)


def steps_lost(steps, chance, draw):
    return min(steps, math.floor(steps * chance + draw))


def may_learn(age, status, tenure):
    fresh = status == Status.EMPLOYEE and tenure == 0
    return status in LEARNERS and 192 <= age < 720 and not fresh


def mark_learners(a):
    for i, who in enumerate(a.worker_id):
        a.mark[i] = 0
        s, g = a.status[i], a.grade[i]
        if s == Status.GONE:
            continue
        sub = bits(a.k_fade, who)
        lasting = steps_lost(a.certified_gain[i], a.fade_certified, unit_draw(sub, 1))
        firms = steps_lost(a.firm_gain[i], a.fade_firm, unit_draw(sub, 2))
        holds = (s == Status.EMPLOYEE and a.tenure[i] > 0) or a.flags[i] & Flag.RECALL
        if not holds:
            firms = a.firm_gain[i]
        a.certified_gain[i] -= lasting
        a.firm_gain[i] -= firms
        if lasting + firms:
            a.skill[i] = single(a.skill[i] - a.gain_step * (lasting + firms))
        waits = s == Status.STUDENT and a.spell[i] == 0 and a.flags[i] & Flag.GRADUATE
        a.mark[i] += 4 * (a.leaving == 1 and bool(waits or a.school_exit[i] == a.month))
        if s not in LEARNERS:
            continue
        age = a.month - a.birth[i]
        odds = a.rate[a.unit[i]] * (a.priority if s == Status.UNEMPLOYED else 1.0)
        drawn = uniform(a.k_offer, who)
        bit = 1 if drawn < odds else 0
        if not bit and s == Status.EMPLOYEE and drawn < odds + a.staff_rate[a.unit[i]]:
            bit = 8
        a.mark[i] += bit * (a.programme[i] == 0 and may_learn(age, s, a.tenure[i]))
        served = a.year - a.grade_year[i] >= a.years_at_grade[g]
        if s in PAID and g > 2 and served and age < 720:
            a.mark[i] += 2 * (uniform(a.k_assess, who) < a.reach[g])


def annuity(rate, months):
    return months if rate < 1e-9 else (1.0 - math.exp(-rate * months)) / rate


def course_gain(base, quality, days, special, dose_general, dose_special, k_special, women):
    dose = min(days, dose_special if special else dose_general) / dose_general
    return base * quality * dose * women * (k_special if special else 1.0)


def seat_value(outside, horizon, gain, cost, fade, discount):
    months = max(horizon, 1.0)
    worth = gain * annuity(discount + fade, months) - cost
    return outside + worth / annuity(discount, months)


def value_seats(a):
    for r, i in enumerate(a.rows):
        women = a.k_women if a.sex[i] == Sex.FEMALE else 1.0
        gain = course_gain(
            a.base, a.quality[r], a.days[r], a.special[r], a.dose_general, a.dose_special,
            a.k_special, women,
        )  # fmt: skip
        time = a.time_idle if a.status[i] == Status.UNEMPLOYED else a.time_busy
        cost = a.price[r] / math.exp(a.outside[r])
        cost += 0.0 if a.paid_time[r] else time * a.days[r] * 12.0 / 365.0
        left = 720 - (a.month - a.birth[i])
        fade = a.fade[a.paid_time[r]]
        a.value[r] = seat_value(a.outside[r], left, gain, cost, fade, a.discount)


def admit(a):
    for j, p in enumerate(a.pool):
        a.answer[j] = 2 if a.free[p] > 0 else 1 if a.room[p] > 0 else 0
        a.free[p] -= a.answer[j] == 2
        a.room[p] -= a.answer[j] == 1


def next_grade(grade):
    return max(2, grade + 1)


def end_courses(a):
    for e, i in enumerate(a.worker):
        sub = bits(a.k_end, a.worker_id[i])
        monthly = 1.0 - (1.0 - a.drop_out) ** (1.0 / a.months[e])
        away = a.status[i] in (Status.RETIRED, Status.AWAY)
        leaves = away or unit_draw(sub, 1) < monthly
        a.outcome[e] = 2 if leaves else int(a.month - a.began[e] >= a.months[e])
        if a.outcome[e]:
            a.programme[i] = 0
        if a.outcome[e] != 1:
            continue
        employee = a.status[i] == Status.EMPLOYEE
        gain = course_gain(
            a.base, a.quality[e], a.days[e], a.staff[e] or a.order[e], a.dose_general,
            a.dose_special, a.k_special, a.k_women if a.sex[i] == Sex.FEMALE else 1.0,
        )  # fmt: skip
        kept = a.firm_gain if a.staff[e] else a.certified_gain
        stayed = a.tenure[i] >= a.month - a.began[e]
        if a.staff[e] and not (employee and stayed):
            gain = 0.0
        steps = min(math.floor(gain / a.gain_step + unit_draw(sub, 2)), 127 - kept[i])
        kept[i] += steps
        a.skill[i] = single(a.skill[i] + steps * a.gain_step)
        lift = a.pay_share * steps * a.gain_step
        new_trade = a.occupation[i] == -1 or (a.order[e] and not employee)
        if new_trade and not a.staff[e]:
            a.occupation[i] = a.subject[e]
        if (a.order[e] == 2 or unit_draw(sub, 3) < a.graded) and unit_draw(sub, 4) < a.pass_rate:
            a.outcome[e] += 4
            g, above = a.grade[i], next_grade(a.grade[i])
            if above <= a.target[e] and a.year - a.grade_year[i] >= a.years_at_grade[g]:
                a.outcome[e] += 8
                a.grade[i], a.grade_year[i] = above, a.year
                lift += a.rise[above]
        if a.status[i] in PAID:
            a.wage[i] = single(a.wage[i] * math.exp(lift))


# ---------------------------------------------------------------- grades


def assessment_value(outside, horizon, lift, cost, discount):
    return outside + lift - cost / annuity(discount, max(horizon, 1.0))


def value_assessments(a):
    for r, i in enumerate(a.rows):
        lift = a.pass_rate * a.rise[a.grade[i] + 1]
        left = 720 - (a.month - a.birth[i])
        a.value[r] = assessment_value(a.outside[r], left, lift, a.cost, a.discount)


def assess(a):
    for r, i in enumerate(a.rows):
        a.passed[r] = 0
        if uniform(a.k, a.worker_id[i]) < a.pass_rate:
            a.grade[i] += 1
            a.grade_year[i], a.passed[r] = a.year, a.grade[i]
            if a.status[i] in PAID:
                a.wage[i] = single(a.wage[i] * math.exp(a.rise[a.grade[i]]))


def certify_leavers(a):
    for r, i in enumerate(a.rows):
        sub = bits(a.k, a.worker_id[i])
        trade = a.schooling[i] == Schooling.SENIOR and a.field[i] > 0
        got = 0
        if trade or a.schooling[i] == Schooling.COLLEGE:
            got = 3 * (unit_draw(sub, 3) < a.certified[a.unit[i]])
            got = 4 if unit_draw(sub, 2) < a.senior_class else got
        a.got[r] = got if got > a.grade[i] else 0
        if a.got[r]:
            a.grade[i], a.grade_year[i] = got, a.year


def start_grade_years(a):
    for i, who in enumerate(a.worker_id):
        ago = math.floor(uniform(a.k, who) * a.longest)
        a.grade_year[i] = a.year - ago if a.grade[i] > 0 else 0


# ---------------------------------------------------------------- providers


def next_seats(seats, use, full, step):
    change = step if use > full else -step if use < full / 2 else 0.0
    return max(1.0, seats * (1.0 + change))


def choose_subject(shortage, placement, taught, weight_shortage, weight_placement, draw):
    odds = [
        math.exp(weight_shortage * s + weight_placement * q) if t else 0.0
        for s, q, t in zip(shortage, placement, taught, strict=True)
    ]
    goal, reached = draw * sum(odds), 0.0
    for o, weight in enumerate(odds):
        reached += weight
        if weight and goal < reached:
            return o
    return max((o for o, t in enumerate(taught) if t), default=0)


def decide_providers(a):
    for i in a.rows:
        u = a.unit[i]
        used = a.use[u][2 if a.staff[i] else 1]
        a.next_seats_of[i] = single(next_seats(a.seats[i], used, a.full, a.seat_step))
        a.next_price[i] = single(next_seats(a.price[i], used, a.full, a.price_step))
        sub = bits(a.k, a.provider_id[i])
        if unit_draw(sub, 1) < a.switch:
            a.next_subject[i] = choose_subject(
                a.shortage[u], a.placement[u], a.taught, a.weight_shortage, a.weight_placement,
                unit_draw(sub, 2),
            )  # fmt: skip
