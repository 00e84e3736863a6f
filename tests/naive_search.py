"""Plain-Python twins of the kernels of search, and of the sub-markets they use; see `naive`."""

from __future__ import annotations

import math

from naive import JOB, best_offer, bits, mix, person, uniform, unit_draw
from naive_jobs import brings

from agents.codes import Flag, Sex, Status

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
        p = a.discourage * min(a.spell[i], 12) / 6.0 / a.chance_response[u]
        if age > 720:
            p = max(p, 0.1)
        if not rests and uniform(a.k_discourage, who) < p:
            a.status[i], a.spell[i] = Status.INACTIVE, 0
            return 0.0
        return a.effort_by_spell[a.spell[i]]
    if s == Status.INACTIVE and not rests and age <= 720:
        p = a.reentry_women if a.sex[i] == Sex.FEMALE else a.reentry_men
        p *= a.reentry_old ** ((age > 600) + bool(farm))
        if uniform(a.k_participate, who) < p * a.chance_response[u]:
            a.status[i], a.spell[i] = Status.UNEMPLOYED, 0
            return 1.0
            return 1.0
    looks = uniform(a.k_search, who)
    if s == Status.FARM and age < 600 and looks < a.farm_search[u]:
        return a.effort_beside_work
    if s in (Status.FLEXIBLE, Status.WELFARE_POST) and age < 720 and looks < a.flexible_search:
        return a.effort_beside_work
    factor = a.young_factor if age < 360 else 1.0 if age < 480 else a.old_factor
    if s in JOB and age < 600 and looks < a.on_the_job * factor:
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
        x = unit_draw(sub, trial + 2 * knock) * len(entries)
        _, keep, other = entries[math.floor(x)]
        market = entries[math.floor(x) if x % 1.0 < keep else other][0]
        if unit_draw(sub, trial + 2 * knock + 1) < a.weight[market]:
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


def search_row(unit, occupation, schooling, n_schooling):
    """Return the row of the proposal: of every unit first all occupations, then all schoolings."""
    group = occupation if 0 <= occupation < N_JOBS else N_JOBS + schooling
    return unit * (N_JOBS + n_schooling) + group


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
    row = search_row(a.unit[i], a.occupation[i], a.schooling[i], len(a.school_years))
    met, looked = {}, []
    for trial in range(a.first[s + 1] - a.first[s]):
        m = draw_market(a, row, sub_visit, trial * VISIT)
        if m is not None:
            p, slots = first_unmet(a, m, met, sub_post, trial * CHOICE)
            met |= {} if p is None else {p: m}
            looked += slots
    return met, looked


# ---------------------------------------------------------------- applications


def log_offer(post_wage, skill, grade, premium, experience, experience_1, experience_2):
    steps = max(grade - 2, 0)
    learnt = experience_1 * experience + experience_2 * experience**2
    return post_wage + skill + premium * steps + learnt


def suits(sub, post_key, chance):
    return unit_draw(sub ^ post_key, 0) < chance


def accepts(log_pay, log_floor):
    return log_pay >= log_floor


def log_floor(a, i, brought):
    """Return the lowest log pay, net of moving, for which a seeker applies."""
    if a.status[i] != Status.UNEMPLOYED and a.wage[i] > 0.0:
        return math.log(a.wage[i] * (1.0 + a.gain_on_the_job))
    schooling = a.return_schooling * (a.school_years[a.schooling[i]] - 11.0)
    floor = a.market_pay[a.unit[i]] + schooling + brought + a.log_market_share
    if a.reservation_wage[i] > 0.0:
        floor = min(floor, math.log(a.reservation_wage[i]))
    return floor + a.spell[i] * a.reservation_decline


def wish(a, i, p, where):
    """Return (utility, score) of an application of person i for post p of a unit, None for none."""
    f = a.post_firm[p]
    asked, has = a.post_schooling[p], a.schooling[i]
    brought, years = brings(a, i)
    pay = a.post_wage[p] + brought
    net = pay - a.move_cost[a.unit[i]][where]
    suit = suits(bits(a.k_suit, a.worker_id[i]), a.post_key[p], a.suit_chance[asked][has])
    if f == a.employer[i] or not suit or not accepts(net, log_floor(a, i, brought)):
        return None
    taste = unit_draw(bits(a.k_taste, a.worker_id[i]) ^ a.post_key[p], 0) - 0.5
    score = a.skill[i] + 0.01 * years - a.misfit[asked][has]
    if a.status[i] == Status.UNEMPLOYED:
        score -= a.stigma * min(a.spell[i], 12)
    if a.status[i] != Status.EMPLOYEE:
        r = best_offer(a, person(a, i, f, where), a.firm_size[f])
        if r >= 0:
            score += a.cost_weight * a.firm_insured[f] * a.rule_value[r] / math.exp(pay)
    return net + a.taste_sd * 3.4641016 * taste, score


def apply_to_posts(a):
    for s, i in enumerate(a.rows):
        wishes = {p: wish(a, i, p, m // N_JOBS) for p, m in meetings(a, s)[0].items()}
        ranked = sorted((p for p, w in wishes.items() if w), key=lambda p, w=wishes: -w[p][0])
        a.out_length[s] = len(ranked)
        for n, p in enumerate(ranked, a.first[s]):
            a.out_post[n], a.out_score[n] = p, wishes[p][1]


def join_lists(a):
    a.lottery[:] = [bits(a.k_lottery, a.worker_id[i]) for i in a.rows]
    lists = [slice(f, f + n) for f, n in zip(a.first, a.length, strict=False)]
    a.out_post[:] = [p for mine in lists for p in a.post[mine]]
    a.out_score[:] = [x for mine in lists for x in a.score[mine]]
