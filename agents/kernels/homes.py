"""Kernels that put the persons of a county into households; one county at a time, serial."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import chain, mix, normal
from agents.jit import kernel

YEAR = 12
SCALE = 1.0 / 9007199254740992.0
PARTNER_AGE = 20 * YEAR
CHILD_LIMIT = 45 * YEAR  # older dependants join as parents, younger ones as children
GAP_LEAST, GAP_SPAN = 18 * YEAR, 27 * YEAR  # a parent is 18 to 45 years older
WINDOW = YEAR
MAX_MEMBERS, MAX_EVER = 10, 100
SINGLE_ACCEPTS = 0.3  # chance that a lone head is taken when drawn, against 1 for a couple
CARE_CHILD, CARE_ELDER = 6 * YEAR, 75 * YEAR
DIGIT, DIGITS = 11, 3  # of 32 bits
COARSE = 20  # low bits left out: eight classes to a doubling
FREE, PARTNERED, LONE_HEAD = 0, 1, 2


@kernel
def share_of(z: np.uint64) -> float:
    """Return a number in [0, 1) from 64 bits."""
    return np.float64(z >> np.uint64(11)) * SCALE


@kernel
def stable_order(values: Array) -> Array:
    """Return int32[n], the stable order of numbers that are not negative.

    A radix sort by the 32-bit form of the numbers, which hardly leaves anything to the insertion
    sort by the numbers themselves; five times as fast as a merge sort.
    """
    n = len(values)
    digits = values.astype(np.float32).view(np.uint32)
    order, other = np.arange(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    first = np.empty((1 << DIGIT) + 1, dtype=np.int64)
    for digit in range(DIGITS):
        shift, mask = np.uint32(digit * DIGIT), np.uint32((1 << DIGIT) - 1)
        first[:] = 0
        for i in range(n):
            first[((digits[i] >> shift) & mask) + 1] += 1
        for d in range(1 << DIGIT):
            first[d + 1] += first[d]
        for x in range(n):
            i = order[x]
            d = (digits[i] >> shift) & mask
            other[first[d]] = i
            first[d] += 1
        order, other = other, order
    for x in range(1, n):
        i, y = order[x], x
        while y > 0 and values[order[y - 1]] > values[i]:
            order[y] = order[y - 1]
            y -= 1
        order[y] = i
    return order


@kernel
def smallest(values: Array, n: int) -> Array:
    """Return int32[n], where the `n` smallest of numbers not negative stand, smallest first."""
    digits = values.astype(np.float32).view(np.uint32)
    count = np.zeros(1 << (32 - COARSE), dtype=np.int64)
    for i in range(len(values)):
        count[digits[i] >> np.uint32(COARSE)] += 1
    held, last = 0, 0
    while held + count[last] < n:
        held += count[last]
        last += 1
    held += count[last]
    among, value = np.empty(held, dtype=np.int32), np.empty(held)
    x = 0
    for i in range(len(values)):
        if digits[i] >> np.uint32(COARSE) <= last:
            among[x], value[x] = i, values[i]
            x += 1
    return among[stable_order(value)[:n]]


@kernel
def pair_couples(
    rows: Array, cell: Array, age: Array, k: np.uint64, first: int, sex_of: Array,
    schooling_of: Array, married_of: Array,
) -> tuple[Array, Array]:  # fmt: skip
    """Return int32[couples] twice, the places in `rows` of the husbands and of the wives.

    Partners are paired in the order of age (the wife's taken two years up) and schooling with
    keyed noise.

    Parameters
    ----------
    rows, cell, age, k, first, sex_of, schooling_of, married_of : see `form_households`
    """
    m = len(rows)
    n_men = n_women = 0
    men, women = np.empty(m, dtype=np.int32), np.empty(m, dtype=np.int32)
    order_men, order_women = np.empty(m), np.empty(m)
    for x in range(m):
        i = rows[x]
        if age[i] < PARTNER_AGE:
            continue
        sub, c = chain(k, first + i), cell[i]
        if share_of(sub) < married_of[c]:
            order = age[i] + 24.0 * normal(sub, 1) + 8.0 * schooling_of[c]
            if sex_of[c] == 0:
                men[n_men], order_men[n_men] = x, order
                n_men += 1
            else:
                women[n_women], order_women[n_women] = x, order + 24.0
                n_women += 1
    men = men[stable_order(order_men[:n_men])]
    women = women[stable_order(order_women[:n_women])]
    n = min(n_men, n_women)
    husband, wife = np.empty(n, dtype=np.int32), np.empty(n, dtype=np.int32)
    for c in range(n):  # evenly spaced picks leave the surplus of one sex single
        husband[c] = men[(2 * c + 1) * n_men // (2 * n)]
        wife[c] = women[(2 * c + 1) * n_women // (2 * n)]
    return husband, wife


@kernel
def choose_lone_heads(
    rows: Array, age: Array, state: Array, k: np.uint64, first: int, n: int
) -> Array:
    """Return int32[n], the places in `rows` of those who head a household without a partner.

    Parameters
    ----------
    rows, age, k, first : see `form_households`
    state : int8[m], by place in `rows`; who is not `FREE` comes last
    """
    score = np.full(len(rows), 1e18)
    for x in range(len(rows)):
        if state[x] != FREE:
            continue
        i = rows[x]
        years = age[i] // YEAR
        if years >= 60:
            weight = 3.0
        elif years >= 25:
            weight = 1.5
        elif years >= 18:
            weight = 0.5
        elif years >= 15:
            weight = 1e-3
        else:
            weight = 1e-7
        u = share_of(mix(chain(k, first + i) + np.uint64(7)))
        score[x] = (0.0 - np.log(1.0 - u)) / weight  # never -0.0, see `stable_order`
    return smallest(score, n)


@kernel
def pick_home(target: float, sub: np.uint64, first_at: Array, couple: Array, size: Array) -> int:
    """Return a home whose reference age is near `target`.

    Parameters
    ----------
    target : months
    sub : key of the trials
    first_at : int64[ages + 1], homes (sorted by reference age) below each age in months
    couple : bool[homes], headed by a couple;  size : int8[homes], members so far
    """
    n, last = len(size), len(first_at) - 1
    low = first_at[min(max(int(np.ceil(target - WINDOW)), 0), last)]
    high = first_at[min(max(int(np.ceil(target + WINDOW)), 0), last)]
    if high <= low:
        low = min(low, n - 1)
        high = low + 1
    width = high - low
    for trial in range(6):
        draw = mix(sub + np.uint64(trial))
        j = low + int(share_of(draw) * width)
        if size[j] < MAX_MEMBERS and (couple[j] or share_of(mix(draw)) < SINGLE_ACCEPTS):
            return j
    for limit in (MAX_MEMBERS, MAX_EVER):  # the nearest home with room
        for step in range(n):
            if low + step < n and size[low + step] < limit:
                return low + step
            if low - step >= 0 and size[low - step] < limit:
                return low - step
    return low


@kernel
def form_households(
    rows: Array,
    cell: Array,
    age: Array,
    k: np.uint64,
    first: int,
    n_homes: int,
    sex_of: Array,
    schooling_of: Array,
    married_of: Array,
    home: Array,
    head_reference: Array,
    base: int,
) -> None:
    """Put the persons in `rows` (one county, urban or rural) into exactly `n_homes` households.

    Couples head households, the eldest first; lone heads fill up; children, single adults and
    younger couples join heads 18 to 45 years older, elders join heads as much younger.

    Parameters
    ----------
    rows : int64[m], persons to place; at least `n_homes`
    cell : int16[n], demographic cell;  age : int16[n], months
    k, first : key of the draws; id of the first person of the county
    sex_of, schooling_of : int8[cells]
    married_of : float64[cells], share with a partner in the household
    home : int32[n]
        Written for `rows`: household number from `base` on.
    head_reference : int16[homes of the county]
        Written: reference age in months of each household.
    """
    m = len(rows)
    husband, wife = pair_couples(rows, cell, age, k, first, sex_of, schooling_of, married_of)
    n_couples = len(husband)
    n_head_couples = min(n_couples, n_homes)
    younger = n_couples - n_head_couples
    n_lone = n_homes - n_head_couples
    state = np.zeros(m, dtype=np.int8)
    for c in range(n_couples):
        state[husband[c]] = state[wife[c]] = PARTNERED
    head = np.empty(n_homes, dtype=np.int32)  # by place in rows: the wives, then the lone heads
    head[:n_head_couples] = wife[younger:]
    head[n_head_couples:] = choose_lone_heads(rows, age, state, k, first, n_lone)
    oldest = 0
    for h in range(n_homes):
        oldest = max(oldest, age[rows[head[h]]])
    first_at = np.zeros(oldest + 2, dtype=np.int64)
    for h in range(n_homes):
        first_at[age[rows[head[h]]] + 1] += 1
    for a in range(oldest + 1):
        first_at[a + 1] += first_at[a]
    next_free, by_age = first_at.copy(), np.empty(n_homes, dtype=np.int32)
    for h in range(n_homes):
        a = age[rows[head[h]]]
        by_age[next_free[a]] = h
        next_free[a] += 1
    couple, size = np.zeros(n_homes, dtype=np.bool_), np.ones(n_homes, dtype=np.int8)
    for h in range(n_homes):  # homes are numbered by reference age
        old = by_age[h]
        i = rows[head[old]]
        head_reference[base + h] = age[i]
        home[i] = base + h
        if old < n_head_couples:
            home[rows[husband[younger + old]]] = base + h
            couple[h] = True
            size[h] = 2
        else:
            state[head[old]] = LONE_HEAD
    for c in range(younger):  # younger couples live with the wife's elders
        i = rows[wife[c]]
        sub = chain(k, first + i)
        gap = GAP_LEAST + GAP_SPAN * share_of(mix(sub + np.uint64(11)))
        h = pick_home(age[i] + gap, mix(sub + np.uint64(12)), first_at, couple, size)
        home[i] = home[rows[husband[c]]] = base + h
        size[h] += 2
    for x in range(m):
        if state[x] != FREE:
            continue
        i = rows[x]
        sub = chain(k, first + i)
        u, v = share_of(mix(sub + np.uint64(11))), share_of(mix(sub + np.uint64(13)))
        gap = GAP_LEAST + GAP_SPAN * min(u, v)
        target = age[i] + gap if age[i] < CHILD_LIMIT else max(age[i] - gap, PARTNER_AGE)
        h = pick_home(target, mix(sub + np.uint64(12)), first_at, couple, size)
        home[i] = base + h
        size[h] += 1


@kernel
def describe_households(
    home: Array,
    cell: Array,
    age: Array,
    n_family: int,
    urban_of: Array,
    registration_of: Array,
    reference: Array,
    members: Array,
    minors: Array,
    care: Array,
    urban: Array,
    registration: Array,
) -> None:
    """Count members, members below 15 and the care load of each household of a county.

    Parameters
    ----------
    home : int32[n], household number, from `n_family` on of single persons in collective quarters
    cell : int16[n];  age : int16[n], months
    urban_of, registration_of : int8[cells]
    reference : int16[homes], months
        Written in collective quarters.
    members, minors, care : int8[homes]
        Written (start at 0).
    urban, registration : int8[homes]
        Written: residence of all members, registration of the last one.
    """
    for i in range(len(home)):
        h = home[i]
        members[h] += 1
        if age[i] < 15 * YEAR:
            minors[h] += 1
        if age[i] < CARE_CHILD or age[i] > CARE_ELDER:
            care[h] += 1
        urban[h], registration[h] = urban_of[cell[i]], registration_of[cell[i]]
        if h >= n_family:
            reference[h] = age[i]


@kernel
def group_persons(
    home: Array, rank: Array, members: Array, cell: Array, age: Array, start: Array,
    new_cell: Array, new_age: Array,
) -> None:  # fmt: skip
    """List persons by household in the order `rank`.

    Parameters
    ----------
    home : int32[n];  rank : int32[homes], place of each household
    members : int8[homes], in the order of places
    cell, age : int16[n]
    start : int64[homes + 1]
        Written: first person of each place.
    new_cell, new_age : int16[n]
        Written: `cell` and `age`, household by household.
    """
    start[0] = 0
    for h in range(len(rank)):
        start[h + 1] = start[h] + members[h]
    next_free = start[:-1].copy()
    for i in range(len(home)):
        h = rank[home[i]]
        at = next_free[h]
        new_cell[at], new_age[at] = cell[i], age[i]
        next_free[h] += 1
