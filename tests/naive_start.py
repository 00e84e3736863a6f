"""Plain-Python twins of the kernels that build the starting population (see `naive`)."""

from __future__ import annotations

import math
from bisect import bisect_left
from itertools import pairwise

import numpy as np
from naive import bits, mix, normal, share, uniform

from agents.codes import Flag, Status

YEAR = 12


# ---------------------------------------------------------------- tables


def fit(seed, margins, tolerance=1e-10, max_rounds=20_000):
    """Scale by numpy sums: the compiled fit gives the same bits."""
    table = np.array(seed, dtype=np.float64)
    for _ in range(max_rounds):
        worst = 0.0
        for axes, target in margins:
            others = tuple(a for a in range(table.ndim) if a not in axes)
            have = table.sum(axis=others, keepdims=True)
            wanted = np.asarray(target, dtype=np.float64).reshape(have.shape)
            error = np.abs(have - wanted) / np.where(wanted > 0, wanted, 1.0)
            worst = max(worst, float(error.max()))
            table *= np.divide(wanted, have, out=np.zeros_like(have), where=have > 0)
        if worst <= tolerance:
            break
    return table


def round_rows(expected, offset):
    edges = np.cumsum(expected, axis=1)
    whole = np.rint(edges[:, -1])
    near = np.abs(edges[:, -1] - whole) < 1e-6 * np.maximum(1.0, edges[:, -1])
    edges[near, -1] = whole[near]
    marks = np.floor(edges + offset[:, None] + 1e-9 * near[:, None])
    return np.diff(marks, axis=1, prepend=0.0).astype(np.int64)


def repair(counts, expected, target, ties):
    order = 1e-6 * ties
    error = counts.sum(axis=0) - target
    while (error > 0).any():
        path = chain_of_switches(counts, expected, error)
        for a, b in pairwise(path):
            score = counts[:, a] - expected[:, a] + expected[:, b] - counts[:, b] + order
            score[(counts[:, a] == 0) | (expected[:, b] <= 0)] = -np.inf
            row = int(np.argmax(score))
            counts[row, a] -= 1
            counts[row, b] += 1
        error[path[0]] -= 1
        error[path[-1]] += 1


def chain_of_switches(counts, expected, error):
    start = int(np.argmax(error))
    paths = {start: [start]}
    queue = [start]
    for a in queue:
        if error[a] < 0:
            return paths[a]
        for b in range(counts.shape[1]):
            if b not in paths and ((counts[:, a] > 0) & (expected[:, b] > 0)).any():
                paths[b] = [*paths[a], b]
                queue.append(b)
    raise AssertionError("no chain of switches")


def fill(wanted, room, liking, axes):
    low, high = np.zeros(np.shape(wanted)), np.full(np.shape(wanted), 1e6)
    for _ in range(60):
        s = np.sqrt(np.maximum(low, 1e-9) * high)
        taken = np.minimum(1.0, np.expand_dims(s, axes) * liking) * room
        over = taken.sum(axis=axes) > wanted
        high, low = np.where(over, s, high), np.where(over, low, s)
    taken = np.minimum(1.0, np.expand_dims(low, axes) * liking) * room
    return np.where(np.expand_dims(wanted > 0, axes), taken, 0.0)


# ---------------------------------------------------------------- persons and work


def labour_row(row, age):
    if row < 0 or age < 15 * YEAR:
        return -1
    return row - 16 if age < 16 * YEAR else row


def lay_out(k, first, count, band_of, start, years):
    persons = []
    for c, n in enumerate(count):
        for _ in range(n):
            b, u = band_of[c], uniform(k, first + len(persons))
            if b == len(start) - 1:
                u *= u
            persons.append((c, start[b] * YEAR + int(u * years[b] * YEAR)))
    return persons


def assign(rows, table, k, first):
    """Give the persons of each row the columns of a table, one table at a time."""
    left = [list(row) for row in table]
    result = []
    for i, row in enumerate(rows):
        if row < 0 or sum(left[row]) == 0:
            result.append(-1)
            continue
        pick = int(uniform(k, first + i) * sum(left[row]))
        column = 0
        while pick >= left[row][column]:
            pick -= left[row][column]
            column += 1
        left[row][column] -= 1
        result.append(column)
    return result


def give_work(keys, first, rows, schooling, tables):
    """Return section, industry, ownership, occupation, status and flags of each person."""
    section, industry, ownership, occupation, idle, breaks, held = tables
    of_section = assign(rows, section, keys[0], first)
    at_home = [s == len(section[0]) - 1 for s in of_section]
    of_section = [-1 if home else s for s, home in zip(of_section, at_home, strict=True)]
    job = assign(of_section, industry, keys[1], first)
    own = assign(job, ownership, keys[2], first)
    level = [s * 8 + x if s >= 0 else -1 for s, x in zip(of_section, schooling, strict=True)]
    work = assign(level, occupation, keys[3], first)
    kind = assign(
        [r if h else -1 for r, h in zip(rows, at_home, strict=True)], idle, keys[4], first
    )
    rest = assign([0 if x == 4 else -1 for x in kind], breaks, keys[5], first)
    keeps = assign(rest, held, keys[6], first)
    persons = []
    for i, row in enumerate(rows):
        status = Status.MINOR if row < 0 else Status.INACTIVE
        if of_section[i] >= 0:
            status = Status.EMPLOYEE
            if job[i] == 0:
                status, own[i] = Status.FARM, -1
            elif own[i] == 4:
                status = Status.FLEXIBLE
        elif 0 <= kind[i] < 3:
            status = (Status.STUDENT, Status.UNEMPLOYED, Status.RETIRED)[kind[i]]
        flags = Flag.FAMILY_FARM if kind[i] == 3 else 0
        if keeps[i] >= 0:
            job[i], own[i], flags = rest[i], keeps[i], Flag.RECALL
        persons.append((of_section[i], job[i], own[i], work[i], int(status), int(flags)))
    return persons


# ---------------------------------------------------------------- households


def soonest(draw, rate, n):
    wait = [-math.log1p(-u) / r for u, r in zip(draw, rate, strict=True)]
    return sorted(sorted(range(len(wait)), key=lambda i: wait[i])[:n])


def head_weight(years):
    for least, weight in ((60, 3.0), (25, 1.5), (18, 0.5), (15, 1e-3)):
        if years >= least:
            return weight
    return 1e-7


def pick_home(target, sub, head_age, couple, size):
    n = len(head_age)
    low, high = bisect_left(head_age, target - YEAR), bisect_left(head_age, target + YEAR)
    if high <= low:
        low = min(low, n - 1)
        high = low + 1
    for trial in range(6):
        draw = mix(sub + trial)
        j = low + int(share(draw) * (high - low))
        if size[j] < 10 and (couple[j] or share(mix(draw)) < 0.3):
            return j
    for limit in (10, 100):
        for step in range(n):
            if low + step < n and size[low + step] < limit:
                return low + step
            if low - step >= 0 and size[low - step] < limit:
                return low - step
    return low


def form_households(rows, age, sex, schooling, married, k, first, n_homes):
    """Return the household of each person in `rows`, from 0, and the reference ages."""
    sub = {i: bits(k, first + i) for i in rows}
    partners = {0: [], 1: []}
    for i in rows:
        if age[i] >= 20 * YEAR and share(sub[i]) < married[i]:
            order = age[i] + 24.0 * normal(sub[i], 1) + 8.0 * schooling[i]
            partners[sex[i]].append((order, i))
    men, women = ([i for _, i in sorted(partners[s])] for s in (0, 1))
    n = min(len(men), len(women))
    couples = [
        (men[(2 * c + 1) * len(men) // (2 * n)], women[(2 * c + 1) * len(women) // (2 * n)])
        for c in range(n)
    ]
    paired = {i for couple in couples for i in couple}
    heads = [(wife, husband) for husband, wife in couples[max(n - n_homes, 0) :]]
    younger = couples[: max(n - n_homes, 0)]
    score = {
        i: 1e18
        if i in paired
        else -math.log(1.0 - share(mix(sub[i] + 7))) / head_weight(age[i] // YEAR)
        for i in rows
    }
    lone = sorted(rows, key=lambda i: score[i])[: n_homes - len(heads)]
    heads += [(i, -1) for i in lone]
    heads.sort(key=lambda pair: age[pair[0]])
    home, head_age = {}, [age[i] for i, _ in heads]
    for h, pair in enumerate(heads):
        home.update({i: h for i in pair if i >= 0})
    couple, size = [p >= 0 for _, p in heads], [1 + (p >= 0) for _, p in heads]
    for husband, wife in younger:
        gap = 216 + 324 * share(mix(sub[wife] + 11))
        h = pick_home(age[wife] + gap, mix(sub[wife] + 12), head_age, couple, size)
        home[husband] = home[wife] = h
        size[h] += 2
    for i in rows:
        if i in paired or i in lone:
            continue
        gap = 216 + 324 * min(share(mix(sub[i] + 11)), share(mix(sub[i] + 13)))
        target = age[i] + gap if age[i] < 45 * YEAR else max(age[i] - gap, 20 * YEAR)
        home[i] = pick_home(target, mix(sub[i] + 12), head_age, couple, size)
        size[home[i]] += 1
    return [home[i] for i in rows], head_age
