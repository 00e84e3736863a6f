"""Plain-Python twins of schooling, recruitment and internships; see `naive`."""

from __future__ import annotations

import math

from naive import EMPLOYED, bits, chunks, pick, uniform, unit_draw
from naive_jobs import enters

from agents.codes import Destination, Flag, Industry, Ownership, Schooling, Status
from agents.kernels import ageing, internships

# ---------------------------------------------------------------- schooling


def next_level(schooling, urban, trained, sub, to_senior, to_bachelor, to_tertiary):
    """Return the level a leaver goes on to, -1 for work."""
    u = unit_draw(sub, schooling)
    if schooling < Schooling.SENIOR:
        return Schooling.SENIOR if u < to_senior[urban] else -1
    if u < to_bachelor[urban][trained]:
        return Schooling.BACHELOR
    return Schooling.COLLEGE if u < to_tertiary[urban][trained] else -1


def may_go_on(age, schooling):
    return age < 216 if schooling < Schooling.SENIOR else age < 264


def ended(a, what):
    return [i for i in a.rows if a.event[i] == what]


def count_candidates(a):
    leavers = ended(a, ageing.LEAVES)
    young = [i for i in leavers if may_go_on(a.month - a.birth[i], a.schooling[i])]
    for i in young:
        if a.schooling[i] == Schooling.SENIOR:
            a.seniors[a.urban[i]][a.field[i] > 0] += 1
    juniors = [i for i in young if a.schooling[i] != Schooling.SENIOR]
    return sum(
        unit_draw(bits(a.k_school, a.worker_id[i]), a.schooling[i]) < a.to_senior[a.urban[i]]
        for i in juniors
    )


def enrol(a, i, sub, level):
    """Give a pupil her next level and, if she has none yet and the place has one, a field."""
    a.schooling[i] = level
    a.school_exit[i] = a.month + {5: 36, 6: 36, 7: 48}[level]
    trade = level > Schooling.SENIOR or unit_draw(sub, 11) < a.vocational
    if trade and a.field[i] == 0:
        shares = a.field_share[a.unit[i]][level - 5]
        a.field[i] = 1 + pick(shares, unit_draw(sub, 20 + level))


def leave_school(a):
    for i in ended(a, ageing.LEAVES):
        sub = bits(a.k_school, a.worker_id[i])
        trained = int(a.schooling[i] == Schooling.SENIOR and a.field[i] > 0)
        cuts = (a.to_senior, a.to_bachelor, a.to_tertiary)
        level = next_level(a.schooling[i], a.urban[i], trained, sub, *cuts)
        if level > 0 and may_go_on(a.month - a.birth[i], a.schooling[i]):
            enrol(a, i, sub, level)
            continue
        a.left[a.unit[i]][1 - trained] += 1
        a.spell[i], a.school_exit[i] = 0, a.month
        u = uniform(a.k_participate, a.worker_id[i])
        farms = 0.0 if a.urban[i] else a.farm_share
        if u < farms:
            a.status[i], a.tenure[i] = Status.FARM, 0
        else:
            seeks = u < farms + a.seek_share * (1.0 - farms)
            a.status[i] = Status.UNEMPLOYED if seeks else Status.INACTIVE


def graduate_path(age, sub, study, leave, wait, start_up):
    chances = (study if age < 300 else 0.0, leave, wait, start_up)
    paths = (Destination.STUDY, Destination.AWAY, Destination.WAITING, Destination.EMPLOYED)
    taken = [p for n, p in enumerate(paths) if unit_draw(sub, n + 1) < chances[n]]
    return taken[0] if taken else Destination.UNEMPLOYED


def start_business(a, i, sub):
    a.status[i], a.tenure[i], a.insured[i] = Status.FLEXIBLE, 0, 0
    a.industry[i] = pick(a.industry_share, unit_draw(sub, 5))
    a.occupation[i] = int(a.occupation_of[a.industry[i]])
    a.wage[i] = math.exp(a.log_income[a.unit[i]] + a.skill_share * a.skill[i])
    if a.urban[i]:
        enters(a, i, a.unit[i])


def place_graduates(a):
    for i in ended(a, ageing.GRADUATES):
        since = a.spell[i]
        a.spell[i] = 0
        if a.flags[i] & Flag.GRADUATE and since < 24:
            a.status[i], a.school_exit[i] = Status.UNEMPLOYED, a.month - since
            continue
        a.flags[i] |= Flag.GRADUATE
        a.graduates[a.unit[i]] += 1
        level, who = a.schooling[i], a.worker_id[i]
        if a.field[i] == 0:
            draw = unit_draw(bits(a.k_school, who), 20 + level)
            a.field[i] = 1 + pick(a.field_share[level - 5], draw)
        sub = bits(a.k_path, who)
        shares = (a.study[level - 6], a.leave, a.wait, a.start_up)
        path = graduate_path(a.month - a.birth[i], sub, *shares)
        a.school_exit[i] = a.month
        if path == Destination.STUDY:
            a.schooling[i] = Schooling.BACHELOR
            a.school_exit[i] += 24 if level == Schooling.COLLEGE else 36
        elif path == Destination.WAITING:
            a.school_exit[i] = next(
                m for m in range(a.month + 1, a.month + 13) if m % 12 == a.exam_month
            )
        elif path == Destination.AWAY:
            a.status[i] = Status.AWAY
            a.flags[i] |= Flag.LEFT
        elif path == Destination.UNEMPLOYED:
            a.status[i] = Status.UNEMPLOYED
        else:
            start_business(a, i, sub)


def destination(status, school_exit, graduated, last_firm):
    if status == Status.STUDENT:
        waits = school_exit - graduated < 24
        return Destination.WAITING if waits else Destination.STUDY
    if status in EMPLOYED:
        return Destination.EMPLOYED
    if status == Status.AWAY:
        return Destination.AWAY
    idle = status != Status.UNEMPLOYED
    never = Destination.INACTIVE if idle else Destination.UNEMPLOYED
    return never if last_firm == -1 else Destination.LOST


def count_destinations(a):
    for c, part in enumerate(chunks(len(a.status), len(a.counts))):
        for i in part:
            pupil = a.status[i] == Status.STUDENT
            graduated = a.month - a.spell[i] if pupil else a.school_exit[i]
            this_year = graduated >= a.month - a.month % 12 + 5
            if a.flags[i] & Flag.GRADUATE and this_year:
                kind = destination(a.status[i], a.school_exit[i], graduated, a.last_firm[i])
                a.counts[c][a.unit[i]][kind] += 1


# ---------------------------------------------------------------- recruitment


def recruits(kind, industry, ownership, urban):
    office = industry in (Industry.P, Industry.Q, Industry.S)
    takes = {1: office, 2: office and not urban, 3: not office and industry != Industry.A}
    return ownership in (Ownership.STATE, Ownership.XPCC) and takes[kind]


def count_recruiters(a):
    for f, staff in enumerate(a.n_workers):
        for kind in (1, 2, 3):
            if a.alive[f] and recruits(kind, a.industry[f], a.ownership[f], a.urban[f]):
                a.staff[kind - 1][a.unit[f]] += staff


def reserve_posts(a):
    for f, name in enumerate(a.firm_id):
        for kind in (1, 2, 3):
            takes = a.alive[f] and recruits(kind, a.industry[f], a.ownership[f], a.urban[f])
            mean = a.rate[kind - 1][a.unit[f]] * a.n_workers[f]
            draw = unit_draw(bits(a.k, name), kind)
            a.quota[f][kind - 1] = math.floor(mean + draw) if takes else 0


# ---------------------------------------------------------------- internships


def young_jobless(a):
    def fits(i):
        young = a.flags[i] & Flag.GRADUATE or a.month - a.birth[i] < 300
        return a.status[i] == Status.UNEMPLOYED and not a.flags[i] & Flag.RECALL and young

    return [i for i in a.rows if fits(i)]


def draw_hosts(a):
    from naive_search import search_class, slots_drawn

    for r, i in enumerate(a.rows):
        sub = bits(a.k, a.worker_id[i])
        row = search_class(a.occupation[i], a.schooling[i], a.field[i], a.n_schooling)
        wanted = pick(a.job_share[row], unit_draw(sub, 0))
        jobs = [7 * a.unit[i] + (wanted + step) % 7 for step in range(7)]
        there = [m for m in jobs if a.market_posts[m] > 0]
        a.host[r] = -1
        if there:
            drawn = (a.slot[s] for slots in slots_drawn(a, there[0], sub, 1) for s in slots)
            a.host[r] = a.post_firm[next(p for p in drawn if p >= 0)]


def end_internships(a):
    for r, i in enumerate(a.rows):
        who = a.worker_id[i]
        agreed = range(3, 13)[math.floor(10 * uniform(a.k_months, who))]
        left = internships.EXITS if uniform(a.k_end, who) < a.leave else internships.GOES_ON
        a.outcome[r] = internships.ENDS if a.tenure[i] >= agreed else left


def find_host_posts(a):
    taken = set()
    for r, host in enumerate(a.host_id):
        free = (
            p
            for p, f in enumerate(a.post_firm)
            if a.firm_id[f] == host and a.post_asks[p] == 0 and p not in taken
        )
        a.post[r] = next(free, -1)
        taken.add(a.post[r])


def begin_internships(a):
    for i, f in zip(a.rows, a.host, strict=True):
        a.status[i], a.insured[i], a.wage[i] = Status.INTERN, 0, a.pay[a.unit[i]]
        a.last_firm[i], a.industry[i] = a.firm_id[f], a.firm_industry[f]
        a.tenure[i] = a.spell[i] = 0


def leave_internships(a):
    for i in a.rows:
        a.status[i], a.last_firm[i], a.wage[i] = Status.UNEMPLOYED, -1, 0.0
        a.tenure[i] = a.spell[i] = 0
