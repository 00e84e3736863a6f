"""Plain twins of the kernels of automation and requirements, from their documentation."""

from __future__ import annotations

import math

from naive import single, uniform, unit_draw

from agents.codes import Flag, Status


def size_class(size):
    return min(11, max(0, math.floor(math.log2(size)))) if size >= 1.0 else 0


def weigh_firms(a):
    for j in range(22):
        for k in range(12):
            for part in a.out:
                part[j][k] = 0
            a.out[0][j][k] = sum(
                math.floor(t / x * 1024)
                for i, live, size, t, x in zip(
                    a.industry, a.alive, a.true_size, a.target, a.technology, strict=True
                )
                if live and i == j and size_class(size) == k
            )


def spread_part(pace, agree, age, key, firm):
    agrees = pace > 0 and uniform(key, firm) < agree
    return min(1.0, (age + 1) / pace) if agrees else 1.0


def adopt_technology(a):
    for f, who in enumerate(a.firm_id):
        for out in (*a.layoff, *a.not_hired, a.new_tasks):
            out[f] = 0
        if a.alive[f]:
            adopt_one(a, f, who)


def adopt_one(a, f, who):
    j, places, before = a.industry[f], a.target[f] / a.technology[f], a.displaced[f]
    number = uniform(a.keys[0], who)
    if not a.adopted[f] and number < a.chance[j][size_class(a.true_size[f])]:
        a.adopted[f] = a.month
    kept, new, old = 1.0 - a.machines[j], 0.0, 0.0
    a.technology[f] = single((1.0 - before) * kept)
    if a.adopted[f]:
        u = a.unit[f]
        part = spread_part(a.pace[u], a.agree[u], a.month - a.adopted[f], a.keys[7], who)
        gain = a.gain[j]
        if part < 1.0 and before < a.loss[j]:
            a.displaced[f] = single(max(before, part * a.loss[j]))
            gain = 1.0 + (gain - 1.0) * (a.displaced[f] / a.loss[j])
        else:
            a.displaced[f] = single(a.loss[j])
        choices = a.last_delay - a.first_delay + 1
        due = a.adopted[f] + a.first_delay + math.floor(uniform(a.keys[1], who) * choices)
        new = a.reinstated * a.displaced[f] * (a.month >= due)
        old = a.reinstated * before * (a.month > due)
        a.technology[f] = single((1.0 - a.displaced[f] + new) * kept * gain)
    if a.founded[f] == a.month:
        return
    shares = (a.displaced[f] - before) * kept, a.machine_step[j] * (1.0 - a.displaced[f])
    for c, share in enumerate(shares):
        if share > 0.0:
            n = math.floor(share * places + uniform(a.keys[2 + 2 * c], who))
            stays = 1.0 - a.hire_share
            a.layoff[c][f] = math.floor(n * stays + uniform(a.keys[3 + 2 * c], who))
            a.not_hired[c][f] = n - a.layoff[c][f]
    if new > old:
        a.new_tasks[f] = math.floor((new - old) * kept * places + uniform(a.keys[6], who))


def settle_displacement(a):
    for f, u in enumerate(a.unit):
        if not a.alive[f]:
            a.new_tasks[f] = a.layoff[0][f] = a.layoff[1][f] = 0
            a.not_hired[0][f] = a.not_hired[1][f] = 0
        lost = [a.layoff[c][f] + a.not_hired[c][f] for c in (0, 1)]
        a.layoff[0][f] = min(a.layoff[0][f], a.n_workers[f])
        a.layoff[1][f] = min(a.layoff[1][f], a.n_workers[f] - a.layoff[0][f])
        out = [a.layoff[c][f] for c in (0, 1)]
        for c in (0, 1):
            a.not_hired[c][f] = lost[c] - out[c]
        if a.alive[f]:
            a.plain_layoff[f] = max(0, a.plain_layoff[f] - sum(out))
        a.waiting[f] += a.new_tasks[f]
        a.tasks[u] += a.new_tasks[f]
        a.displaced[u] += lost[0]
        a.machine_displaced[u] += lost[1]
        a.ai_staff[u] += a.n_workers[f] if a.alive[f] and a.adopted[f] else 0


def displace_staff(a):
    a.chosen[:] = [-1] * len(a.chosen)
    for q, f in enumerate(a.firms):
        ranked = []
        for i in a.row[a.start[f] : a.start[f + 1]]:
            at_work = a.status[i] == Status.EMPLOYEE and not a.flags[i] & Flag.RECALL
            o = a.occupation[i]
            rate = a.exposure[a.firm_industry[f]][o] if 0 <= o < 7 else 0.0
            if at_work and a.fate[i] == 0 and rate > 0.0:
                ranked.append((-math.log(1.0 - uniform(a.k, a.worker_id[i])) / rate, i))
        for s, (_, i) in enumerate(sorted(ranked)[: a.n_out[f]]):
            a.chosen[a.first[q] + s] = i
            a.fate[i] = 2


def mark_displaced(a):
    for i in a.rows:
        if a.fate[i] in (1, 2, 5):
            a.flags[i] &= ~Flag.DISPLACED
    for i in a.chosen:
        if i >= 0:
            a.flags[i] |= Flag.DISPLACED
            a.skill[i] = single(a.skill[i] + a.scar)
            a.reservation_wage[i] = single(a.reservation_wage[i] * math.exp(a.scar))


def ask_requirements(a):
    for f, j in enumerate(a.industry):
        kept = range(a.first[f], a.first[f + 1])
        for s, p in enumerate(range(a.start[f], a.start[f + 1])):
            if s < len(kept):
                a.grade[p], a.years[p] = a.old_grade[kept[s]], a.old_years[kept[s]]
                continue
            a.grade[p] = a.task_grade if a.new_tasks[f] else 0
            asks = unit_draw(a.key[p], 3) < a.experienced[j][a.occupation[p]]
            a.years[p] = a.entry_years if asks and not a.new_tasks[f] else 0
            a.new_tasks[f] = max(0, a.new_tasks[f] - 1)


def meets(grade_asked, years_asked, grade, experience, schooling_years, enough):
    if grade < grade_asked and schooling_years < enough:
        return False
    return experience >= years_asked
