"""Plain-Python twins of the kernels of search, and of the sub-markets they use; see `naive`."""

from __future__ import annotations

import math

from naive import JOB, best_offer, bits, mix, person, uniform, unit_draw
from naive_automation import meets
from naive_jobs import brings
from naive_space import farm_value, perceived_pay, separation_cost
from naive_wages import raise_to_floor

from agents.codes import Flag, Registration, Sex, Status

N_JOBS = 7  # occupations
VISITS = 4096  # doors at which a seeker knocks at most
VISIT, CHOICE = 1 << 16, 1 << 40  # draws kept for the visit and the choice of one application

# ---------------------------------------------------------------- effort


def poisson(mean, u):
    """Return the smallest number whose cumulative probability reaches u, at most 16."""
    total = 0.0
    for n in range(16):
        total += math.exp(-mean) * mean**n / math.factorial(n)
        if u <= total:
            return n
    return 16


def effort_of(a, i, who):
    """Return the search effort of a person; enter or leave unemployment where she decides to."""
    s, age, u = a.status[i], a.month - a.birth[i], a.unit[i]
    rests, farm = a.flags[i] & Flag.RECALL, a.flags[i] & Flag.FAMILY_FARM
    if age < 192 or a.fate[i] != 0:
        return 0.0
    if s == Status.UNEMPLOYED:
        p = a.discourage_by_spell[a.spell[i]] / a.chance_response[u]
        if age > 720:
            p = max(p, a.discourage_old)
        if not rests and uniform(a.k_discourage, who) < p:
            a.status[i], a.spell[i] = Status.INACTIVE, 0
            return 0.0
        new = a.flags[i] & Flag.GRADUATE and a.spell[i] < a.graduate_months
        return a.effort_by_spell[a.spell[i]] * (a.graduate_effort if new else 1.0)
    if s == Status.INACTIVE and not rests and age <= 720:
        p = a.reentry_women if a.sex[i] == Sex.FEMALE else a.reentry_men
        p *= a.reentry_old ** ((age > 600) + bool(farm)) * a.chance_response[u]
        if a.sex[i] == Sex.FEMALE and a.small_children[a.household[i]] > 0:
            p *= a.care_factor[u]
        if a.lost_job[a.household[i]] and a.added_worker > 1.0:
            p *= a.added_worker
        if uniform(a.k_participate, who) < p:
            a.status[i], a.spell[i] = Status.UNEMPLOYED, 0
            return 1.0
    looks = uniform(a.k_search, who)
    if s == Status.FARM and age < 600 and looks < a.farm_search[u]:
        return a.effort_beside_work
    if s in (Status.FLEXIBLE, Status.WELFARE_POST) and age < 720 and looks < a.flexible_search:
        return a.effort_beside_work
    factor = a.young_factor if age < 360 else 1.0 if age < 480 else a.old_factor
    month_of_job = min(a.tenure[i], len(a.on_the_job) - 1)
    if s in JOB and age < 600 and looks < a.on_the_job[month_of_job] * factor:
        return a.effort_beside_work
    return 0.0


def choose_effort(a):
    for i, who in enumerate(a.worker_id):
        effort = effort_of(a, i, who)
        if effort > 0.0 and a.programme[i] > 0:
            effort *= a.lock_in
        draw = uniform(a.k_effort, who)
        a.applications[i] = max(1, poisson(a.n_app * effort, draw)) if effort > 0.0 else 0


def first_application(a):
    return [sum(a.applications[i] for i in a.rows[:s]) for s in range(len(a.rows) + 1)]


# ---------------------------------------------------------------- visits and meetings


def draw_market(a, row, sub, trial):
    """Return the sub-market that lets a seeker in, None if no one does."""
    entries = list(
        zip(a.row_market, a.row_keep, a.row_other, strict=True)
    )[a.row_first[row] : a.row_first[row + 1]]  # fmt: skip
    for knock in range(VISITS):
        high, low = divmod(mix(sub + trial + knock), 2**32)
        x = high / 2**32 * len(entries)
        _, keep, other = entries[math.floor(x)]
        market = entries[math.floor(x) if x % 1.0 < keep else other][0]
        if low / 2**32 < a.weight[market]:
            return market
    return None


def lay_out_posts(post_key, post_market, first, slot):
    """Lay posts out in the order of their keys, each in the next free slot of its table."""
    slot[:] = [-1] * len(slot)
    for p in sorted(range(len(post_key)), key=lambda p: post_key[p]):
        low, high = first[post_market[p] : post_market[p] + 2]
        at = (post_key[p] >> 11) % (high - low)
        while slot[low + at] >= 0:
            at = (at + 1) % (high - low)
        slot[low + at] = p


def search_class(occupation, schooling, field, n_schooling):
    """Return the place in a unit's list: occupations, schoolings, fields of the upper schools."""
    table = [("job", o) for o in range(N_JOBS)] + [("school", s) for s in range(n_schooling)]
    table += [("field", s, f) for s in (5, 6, 7) for f in range(1, 10)]
    if 0 <= occupation < N_JOBS:
        return table.index(("job", occupation))
    fits = field > 0 and schooling >= 5
    return table.index(("field", schooling, field) if fits else ("school", schooling))


def search_row(unit, occupation, schooling, field, n_schooling):
    """Return the row of the proposal: unit after unit, 42 rows each with eight schoolings."""
    place = search_class(occupation, schooling, field, n_schooling)
    return unit * (N_JOBS + n_schooling + 27) + place


def slots_drawn(a, m, sub, trial):
    """Yield the three slots of sub-market m that each number draws, one number after the other."""
    low, high = a.first_slot[m : m + 2]
    while True:
        z = mix(sub + trial)
        yield [low + (z >> 21 * third) % (high - low) for third in range(3)]
        trial += 1


def first_unmet(a, m, met, sub, trial):
    """Return (post not yet met or None, slots looked into); `met` maps posts to sub-markets."""
    looked = []
    if a.market_posts[m] > list(met.values()).count(m):
        for slots in slots_drawn(a, m, sub, trial):
            for slot in slots:  # no further than the first that is taken
                looked.append(slot)
                if a.slot[slot] >= 0:
                    break
            p = a.slot[looked[-1]]
            if p >= 0 and p not in met:
                return p, looked
    return None, looked


def meet_post(a):
    met = dict(zip(a.drawn[: a.n_drawn], a.drawn_market, strict=False))
    p, _ = first_unmet(a, a.m, met, a.sub, a.trial)
    return -1 if p is None else p


def meetings(a, s):
    """Return {post: sub-market} of the posts that seeker s meets, and the slots she looks into."""
    i = a.rows[s]
    sub_visit, sub_post = (bits(k, a.worker_id[i]) for k in (a.k_visit, a.k_post))
    of = (a.occupation[i], a.schooling[i], a.field[i])
    row = search_row(a.unit[i], *of, len(a.school_years))
    met, looked = {}, []
    for trial in range(a.first[s + 1] - a.first[s] - (a.proposed[s] >= 0)):
        m = draw_market(a, row, sub_visit, trial * VISIT)
        if m is not None:
            p, slots = first_unmet(a, m, met, sub_post, trial * CHOICE)
            met |= {} if p is None else {p: m}
            looked += slots
    return met, looked


# ---------------------------------------------------------------- applications


def pair_luck(sub, post_key):
    z = mix(sub ^ post_key)
    return (z // 2048) / 2**53, (z % 2048) / 2048


def accepts(log_pay, log_floor):
    return log_pay >= log_floor


def log_floor(a, i, brought):
    """Return the lowest log pay, net of moving, for which a seeker applies."""
    if a.status[i] != Status.UNEMPLOYED and a.wage[i] > 0.0:
        return math.log(a.wage[i] * (1.0 + a.gain_on_the_job))
    schooling = a.return_schooling * (a.school_years[a.schooling[i]] - 11.0)
    job = a.occupation[i] if a.occupation[i] in range(N_JOBS) else N_JOBS
    usual = a.market_pay[a.unit[i]] + schooling + a.occupation_pay[job]
    floor = usual + brought + a.log_market_share
    if a.reservation_wage[i] > 0.0:
        floor = min(floor, math.log(a.reservation_wage[i]))
    if a.flags[i] & Flag.GRADUATE:
        floor += a.log_graduate
    return floor + a.spell[i] * a.reservation_decline


def lowest(a, i, brought):
    """Return the same; a rural person asks for no less than the farm and home are worth."""
    floor, h = log_floor(a, i, brought), a.household[i]
    farm = farm_value(a.farm_product[a.unit[i]], a.care_load[h], a.care_value)
    return floor if a.urban[i] == 1 else max(floor, math.log(max(farm, 1.0)))


def call_chance(asked, has, veteran, waived, suit_chance, called_back, near, known, contact):
    can = min(asked, has + waived) if veteran and asked > has else has
    referred = bool(near and known < contact[0])
    chance = suit_chance[asked][can] * called_back
    return chance * (contact[1 if referred else 2] if near else 1.0), referred


def firm_score(liking, lost, fit_sd, like, referred, contact, weight, insured, subsidy, bonus, pay):
    score = liking - lost + fit_sd * 3.4641016 * (like - 0.5)
    score += contact[3] if referred else 0.0
    score += weight * insured * subsidy / math.exp(pay)
    return score + weight * bonus / math.exp(pay)


def wish(a, i, p, where, s=None):
    """Return (utility, score) of an application of person i for post p of a unit, None for none."""
    f = a.post_firm[p]
    if a.post_asks[p] and not a.flags[i] & Flag.GRADUATE:
        return None
    asked, has = a.post_schooling[p], a.schooling[i]
    brought, years = brings(a, i)
    pay = a.post_wage[p] + brought
    if pay < a.low_pay[where]:
        pay = math.log(raise_to_floor(math.exp(pay), 0.0, a.post_least[p], a.pay_rule[4]))
    worth = net = pay
    if where != a.unit[i]:
        sub, h = bits(a.k_perceive, a.worker_id[i]), a.household[i]
        net = perceived_pay(pay, a.perceive_bias, a.perceive_sd, sub, a.post_key[p])
        apart = separation_cost(a.n_minors[h], a.care_load[h], 1.0) * a.family_cost[where]
        support = a.mover_support[a.unit[i]] if a.urban[i] == 0 else 0.0
        net = net - a.move_cost[a.unit[i]][where] - apart + support
        worth = pay - a.move_cost[a.unit[i]][where] - apart + support
    luck, known = pair_luck(bits(a.k_suit, a.worker_id[i]), a.post_key[p])
    jobless = a.status[i] == Status.UNEMPLOYED
    chance, referred = call_chance(
        asked, has, a.flags[i] & Flag.VETERAN, a.waiver[where], a.suit_chance,
        a.call_back[where][min(a.spell[i], 12) if jobless else 0],
        where == a.unit[i], known, a.contact,
    )  # fmt: skip
    levels = a.school_years[has], a.enough_schooling
    if not meets(a.post_grade[p], a.post_years[p], a.grade[i], years, *levels):
        return None
    if f == a.employer[i] or luck >= chance:
        return None
    floor = lowest(a, i, brought)
    if s is not None and p == a.proposed[s]:
        a.answer[s], a.offered[s], a.kept[s] = int(accepts(net, floor)), worth, floor
    if not accepts(net, floor):
        return None
    sub = bits(a.k_taste, a.worker_id[i]) ^ a.post_key[p]
    taste, like = unit_draw(sub, 0) - 0.5, unit_draw(sub, 1)
    r = -1
    if a.status[i] != Status.EMPLOYEE:
        r = best_offer(a, person(a, i, f, where), a.firm_size[f])
    score = firm_score(
        a.skill[i] + a.liked_experience * years, a.misfit[asked][has], a.fit_sd, like, referred,
        a.contact, a.cost_weight, a.firm_insured[f], a.rule_value[r] if r >= 0 else 0.0,
        a.post_bonus[p] if a.registration[i] != Registration.OTHER_PROVINCE else 0.0, pay,
    )  # fmt: skip
    return net + a.taste_sd * 3.4641016 * taste, score


def apply_to_posts(a):
    for s, i in enumerate(a.rows):
        a.answer[s] = -1
        met = meetings(a, s)[0]
        if a.proposed[s] >= 0:
            met.setdefault(a.proposed[s], a.post_market[a.proposed[s]])
        wishes = {p: wish(a, i, p, m // N_JOBS, s) for p, m in met.items()}
        ranked = sorted((p for p, w in wishes.items() if w), key=lambda p, w=wishes: -w[p][0])
        a.out_length[s] = len(ranked)
        for n, p in enumerate(ranked, a.first[s]):
            a.out_post[n], a.out_score[n] = p, wishes[p][1]


def join_lists(a):
    a.lottery[:] = [bits(a.k_lottery, a.worker_id[i]) for i in a.rows]
    lists = [slice(f, f + n) for f, n in zip(a.first, a.length, strict=False)]
    a.out_post[:] = [p for mine in lists for p in a.post[mine]]
    a.out_score[:] = [x for mine in lists for x in a.score[mine]]
