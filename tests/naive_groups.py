"""Plain-Python twins of the kernels about groups and families; see `naive`."""

from __future__ import annotations

import math

from naive import uniform
from naive_search import poisson

from agents.codes import Flag, Sex, Status

AT_WORK = (Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.FLEXIBLE)


def is_disabled(worker_id, flags, share, k):
    return bool(flags & Flag.HARDSHIP) and uniform(k, worker_id) < share


def disabled(a, i):
    return is_disabled(a.worker_id[i], a.flags[i], a.disabled_share, a.k_disabled)


def recognise_veterans(a):
    for i in a.rows:
        grown = a.month - a.birth[i] >= 240 and a.sex[i] == Sex.MALE
        if grown and uniform(a.k, a.worker_id[i]) < a.share:
            a.flags[i] |= Flag.VETERAN


def disabled_among(a):
    return [i for i in a.rows if is_disabled(a.worker_id[i], a.flags[i], a.share, a.k)]


def asks_for_help(a, i):
    return a.status[i] == Status.UNEMPLOYED and uniform(a.k_opt_in, a.worker_id[i]) < a.opt_in


def add_contacts(a):
    for i in a.rows:
        rests = a.status[i] != Status.UNEMPLOYED or a.flags[i] & Flag.RECALL
        if rests or a.applications[i] == 0:
            continue
        mean, u = 0.0, a.unit[i]
        if a.flags[i] & Flag.HARDSHIP and a.spell[i] >= 3:
            mean += a.graded[u] * (a.first_part if a.spell[i] < 12 else 1.0)
        if asks_for_help(a, i) and (a.flags[i] & Flag.VETERAN or disabled(a, i)):
            mean += a.uplift[u]
        more = poisson(mean, uniform(a.k_contact, a.worker_id[i])) if mean > 0.0 else 0
        a.applications[i] = max(a.applications[i], min(16, a.applications[i] + more))


def favour_applicants(a):
    for s, i in enumerate(a.rows):
        if not asks_for_help(a, i):
            continue
        for at in range(a.start[s], a.start[s + 1]):
            p = a.post[at]
            where = a.post_market[p] // 7
            if disabled(a, i):
                a.score[at] += a.cost_weight * a.supported[where] / math.exp(a.post_wage[p])
            if a.flags[i] & Flag.VETERAN:
                a.score[at] += a.priority[where]


# ---------------------------------------------------------------- households


def count_small_children(a):
    for h in range(len(a.small)):
        a.small[h] = sum(
            a.household[i] == h and s == Status.MINOR and a.month - a.birth[i] < 36
            for i, s in enumerate(a.status)
        )


def first_of_each(a, members):
    """Return the member with the lowest id of each household, in rising order of rows."""
    first = {}
    for i in sorted(members, key=lambda i: a.worker_id[i]):
        first.setdefault(a.household[i], i)
    return sorted(first.values())


def working_carers(a):
    return first_of_each(a, [
        i for i, s in enumerate(a.status)
        if s in AT_WORK and a.sex[i] == Sex.FEMALE and 216 <= a.month - a.birth[i] < 600
        and a.household[i] >= 0 and a.small[a.household[i]] > 0
    ])  # fmt: skip


def relief_heads(a):
    return first_of_each(a, [
        i for i, s in enumerate(a.status)
        if a.household[i] >= 0 and s not in (Status.GONE, Status.MINOR)
        and a.allowance[a.household[i]] == -1
        and math.floor(12.0 * uniform(a.k, a.house_id[a.household[i]])) == a.turn
    ])  # fmt: skip
