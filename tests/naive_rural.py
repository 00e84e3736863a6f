"""Plain-Python twins of organised offers to rural workers and of northern schools; see `naive`."""

from __future__ import annotations

import math

from naive import best_offer, bits, person, pick, unit_draw
from naive_automation import meets
from naive_jobs import brings
from naive_markets import draw_post
from naive_search import call_chance, firm_score, pair_luck, search_class
from naive_space import farm_value, separation_cost
from naive_wages import raise_to_floor

from agents.codes import Flag, Registration, Schooling, Status

LOOSE = (Status.FARM, Status.UNEMPLOYED)


def may_be_offered(status, urban, age, flags, programme):
    waits = flags & Flag.RECALL or programme > 0
    family = status == Status.INACTIVE and flags & Flag.FAMILY_FARM
    return not urban and 192 <= age < 720 and not waits and bool(status in LOOSE or family)


def call_rural(a):
    for i, who in enumerate(a.worker_id):
        asked = may_be_offered(
            a.status[i], a.urban[i], a.month - a.birth[i], a.flags[i], a.programme[i]
        )
        a.mark[i] = 0
        if asked and a.fate[i] == 0:
            luck = [unit_draw(bits(a.k, who), c) for c in range(3)]
            a.mark[i] = sum(2**c for c in range(3) if luck[c] < a.rate[c][a.unit[i]])


def taste_to_stay(sub, mean, spread):
    u = unit_draw(sub, 0)
    return mean + spread * math.log((u + 1e-12) / (1.0 - u + 1e-12))


def suits(a, i, p, where):
    """Return whether a firm would look at person i for post p, and whether they know each other."""
    asked, has = a.post_schooling[p], a.schooling[i]
    luck, known = pair_luck(bits(a.k_suit, a.worker_id[i]), a.post_key[p])
    jobless = a.status[i] == Status.UNEMPLOYED
    veteran = a.flags[i] & Flag.VETERAN
    chance, referred = call_chance(
        asked, has, veteran, a.waiver[where], a.suit_chance,
        a.call_back[where][min(a.spell[i], 12) if jobless else 0],
        where == a.unit[i], known, a.contact,
    )  # fmt: skip
    years = a.school_years[has]
    qualified = meets(
        a.post_grade[p], a.post_years[p], a.grade[i], brings(a, i)[1], years, a.enough_schooling
    )
    return qualified and not a.post_asks[p] and luck < chance, referred


def judge(a, i, p, where, referred):
    """Return what a post is worth to person i, and her score."""
    brought, years = brings(a, i)
    f, h = a.post_firm[p], a.household[i]
    pay = math.exp(a.post_wage[p] + brought)
    pay = math.log(raise_to_floor(pay, 0.0, a.post_least[p], a.pay_rule[4]))
    value = pay
    if where != a.unit[i]:
        value -= a.move_cost[a.unit[i]][where]
        value -= separation_cost(a.n_minors[h], a.care_load[h], 1.0) * a.family_cost[where]
        value += a.mover_support[a.unit[i]]
    if a.status[i] != Status.UNEMPLOYED:
        value -= taste_to_stay(bits(a.k_stay, a.worker_id[i]), a.stay_mean, a.stay_spread)
    like = unit_draw(bits(a.k_taste, a.worker_id[i]) ^ a.post_key[p], 1)
    r = best_offer(a, person(a, i, f, where), a.firm_size[f])
    bonus = a.post_bonus[p] if a.registration[i] != Registration.OTHER_PROVINCE else 0.0
    return value, firm_score(
        a.skill[i] + a.liked_experience * years,
        a.misfit[a.post_schooling[p]][a.schooling[i]], a.fit_sd, like, referred, a.contact,
        a.cost_weight, a.firm_insured[f], a.rule_value[r] if r >= 0 else 0.0, bonus, pay,
    )  # fmt: skip


def find_posts(a):
    for n, i in enumerate(a.rows):
        a.out_post[n], a.out_value[n], a.out_score[n] = -1, 0.0, 0.0
        wanted = a.job_share[search_class(-1, a.schooling[i], a.field[i], len(a.school_years))]
        sub = bits(a.k_post, a.worker_id[i])
        for t in range(a.n_trials):
            where = a.unit[i]
            if a.away:
                where = pick(a.to_unit[where], unit_draw(sub, t * 65536))
            m = where * 7 + pick(wanted, unit_draw(sub, t * 65536 + 1))
            if a.market_posts[m] == 0 or (a.away and where == a.unit[i]):
                continue
            a.first, a.size = a.first_slot[m], a.first_slot[m + 1] - a.first_slot[m]
            a.sub, a.trial = sub, t * 65536 + 2
            p, _ = draw_post(a)
            fits, referred = suits(a, i, p, where)
            if fits:
                a.out_post[n] = p
                a.out_value[n], a.out_score[n] = judge(a, i, p, where, referred)
                break


def value_leaving(a):
    for n, i in enumerate(a.rows):
        h, u = a.household[i], unit_draw(bits(a.k_taste, a.worker_id[i]), 2)
        taste = math.log((u + 1e-12) / (1.0 - u + 1e-12)) / a.theta
        apart = separation_cost(a.n_minors[h], a.care_load[h], a.family_cost)
        a.out[n] = a.pay[a.unit[i]] + a.skill_share * a.skill[i] + taste - apart


def keep_farm(a):
    for n, i in enumerate(a.rows):
        if a.status[i] != Status.UNEMPLOYED:
            worth = farm_value(a.farm_income[a.unit[i]], a.care_load[a.household[i]], a.care_value)
            a.out[n] = math.log(max(worth, 1.0))


def insert_offers(a):
    own = {
        i: list(zip(a.post[b:e], a.score[b:e], strict=True))
        for i, b, e in zip(a.rows, a.start, a.start[1:], strict=False)
    }
    heads = zip(a.offered_post, a.offered_score, strict=True)
    first = {i: [pair] for i, pair in zip(a.offered, heads, strict=True)}
    a.out_rows[:] = sorted(own.keys() | first.keys())
    lists = [first.get(i, []) + own.get(i, []) for i in a.out_rows]
    a.out_start[:] = [sum(map(len, lists[:n])) for n in range(len(lists) + 1)]
    a.out_post[:] = [p for mine in lists for p, _ in mine]
    a.out_score[:] = [x for mine in lists for _, x in mine]


def already_lists(a):
    own = {i: a.post[b:e] for i, b, e in zip(a.rows, a.start, a.start[1:], strict=False)}
    a.out[:] = [p in own.get(i, []) for i, p in zip(a.who, a.wanted, strict=True)]


def count_lifted(a):
    n, chunks = len(a.status), len(a.counts)
    for i in range(n):
        grown = 192 <= a.month - a.birth[i] < 720 and a.status[i] != Status.GONE
        if not grown or not a.flags[i] & Flag.POVERTY_LIFTED:
            continue
        chunk = next(c for c in range(chunks) if n * c // chunks <= i < n * (c + 1) // chunks)
        line = a.counts[chunk][a.unit[i]]
        line[0] += 1
        if Status.EMPLOYEE <= a.status[i] <= Status.INTERN or a.status[i] == Status.AWAY:
            line[1] += 1
            line[2] += int(a.wage[i] + 0.5)


def goes_on_at_home(a):
    draws = [unit_draw(bits(a.k_school, a.worker_id[i]), a.schooling[i]) for i in a.rows]
    a.out[:] = [u < a.to_senior[a.urban[i]] for u, i in zip(draws, a.rows, strict=True)]


def begin_northern_school(a):
    for i in a.rows:
        sub = bits(a.k_seat, a.worker_id[i])
        a.unit[i] = pick(a.to_unit, unit_draw(sub, 1))
        a.county[i] = pick(a.county_share[a.unit[i]], unit_draw(sub, 2))
        a.urban[i], a.schooling[i] = 1, Schooling.SENIOR
        a.school_exit[i] = a.month + 36
        draw = unit_draw(bits(a.k_school, a.worker_id[i]), 20 + Schooling.SENIOR)
        a.field[i] = 1 + pick(a.field_share, draw)
