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


@kernel
def share_of(z: np.uint64) -> float:
    """Return a number in [0, 1) from 64 bits."""
    return np.float64(z >> np.uint64(11)) * SCALE


@kernel
def radix_order(values: Array, digits: Array, order: Array, other: Array) -> None:
    """Write the stable order of numbers that are not negative.

    A radix sort by the 32-bit form of the numbers leaves next to nothing to the insertion sort by
    the numbers themselves; ten times as fast as a merge sort.

    Parameters
    ----------
    values : float64[n];  digits : uint32[n], bits of their float32 form
    order : int32[n]
        Written: 0 ... n - 1 on entry.
    other : int32[n]
        Scratch.
    """
    n = len(values)
    mask = np.uint32((1 << DIGIT) - 1)
    free = np.empty((1 << DIGIT) + 1, dtype=np.int64)
    for digit in range(DIGITS):
        shift = np.uint32(digit * DIGIT)
        for d in range(len(free)):
            free[d] = 0
        for i in range(n):
            free[((digits[i] >> shift) & mask) + 1] += 1
        for d in range(1 << DIGIT):
            free[d + 1] += free[d]
        for x in range(n):
            d = (digits[order[x]] >> shift) & mask
            other[free[d]] = order[x]
            free[d] += 1
        for x in range(n):
            order[x] = other[x]
    for x in range(1, n):
        i, y = order[x], x
        while y > 0 and values[order[y - 1]] > values[i]:
            order[y] = order[y - 1]
            y -= 1
        order[y] = i


@kernel
def list_partners(
    rows: Array,
    cell: Array,
    age: Array,
    k: np.uint64,
    first: int,
    sex_of: Array,
    schooling_of: Array,
    married_of: Array,
    partner: Array,
    order: Array,
) -> tuple[int, int]:
    """List the persons with a partner in the household and what they are paired by.

    Parameters
    ----------
    rows : int64[m], persons
    cell : int16[n], demographic cell;  age : int16[n], months
    k, first : key of the draws; id of the first person of the county
    sex_of, schooling_of : int8[cells]
    married_of : float64[cells], share with a partner in the household
    partner : int32[m];  order : float64[m], months
        Written: places in `rows`, men from the front and women from the back; their order in age
        (the women's taken two years up) and schooling with keyed noise.

    Returns
    -------
    number of men and first place of the women
    """
    men, women = 0, len(rows)
    for x in range(len(rows)):
        i = rows[x]
        if age[i] < PARTNER_AGE:
            continue
        sub, c = chain(k, first + i), cell[i]
        if share_of(sub) >= married_of[c]:
            continue
        by = age[i] + 24.0 * normal(sub, 1) + 8.0 * schooling_of[c]
        if sex_of[c] == 0:
            partner[men], order[men] = x, by
            men += 1
        else:
            women -= 1
            partner[women], order[women] = x, by + 24.0
    return men, women


@kernel
def score_heads(
    rows: Array, age: Array, taken: Array, k: np.uint64, first: int, free: Array, score: Array
) -> int:
    """Score those without a partner; the lowest scores head a household on their own.

    Parameters
    ----------
    rows, age, k, first : see `list_partners`
    taken : bool[m], by place in `rows`, has a partner
    free : int32[m];  score : float64[m]
        Written, as many as returned: place in `rows`; exponential draw over a weight by age.
    """
    n = 0
    for x in range(len(rows)):
        if taken[x]:
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
        # never -0.0: `radix_order` reads the sign
        free[n], score[n] = x, (0.0 - np.log(1.0 - u)) / weight
        n += 1
    return n


@kernel
def pick_home(target: float, sub: np.uint64, first_at: Array, partner: Array, size: Array) -> int:
    """Return a home whose reference age is near `target`.

    Parameters
    ----------
    target : months
    sub : key of the trials
    first_at : int64[ages + 1], homes (sorted by reference age) below each age in months
    partner : int32[homes], -1 of lone heads;  size : int8[homes], members so far
    """
    n, last = len(size), len(first_at) - 1
    low = int(first_at[min(max(int(np.ceil(target - WINDOW)), 0), last)])
    high = int(first_at[min(max(int(np.ceil(target + WINDOW)), 0), last)])
    if high <= low:
        low = min(low, n - 1)
        high = low + 1
    width = high - low
    for trial in range(6):
        draw = mix(sub + np.uint64(trial))
        j = low + int(share_of(draw) * width)
        if size[j] < MAX_MEMBERS and (partner[j] >= 0 or share_of(mix(draw)) < SINGLE_ACCEPTS):
            return j
    for limit in (MAX_MEMBERS, MAX_EVER):  # the nearest home with room
        for step in range(n):
            if low + step < n and size[low + step] < limit:
                return low + step
            if low - step >= 0 and size[low - step] < limit:
                return low - step
    return low


@kernel
def join_homes(
    rows: Array,
    age: Array,
    taken: Array,
    head: Array,
    partner: Array,
    husband: Array,
    wife: Array,
    k: np.uint64,
    first: int,
    first_at: Array,
    size: Array,
    home: Array,
    base: int,
) -> None:
    """Seat the heads of households, and all others in homes of heads of a fitting age.

    Children, single adults and younger couples join heads 18 to 45 years older, elders join heads
    as much younger.

    Parameters
    ----------
    rows, age, k, first : see `list_partners`
    taken : bool[m], by place in `rows`, heads a household or has a partner
    head, partner : int32[homes], places in `rows` by reference age; partner -1 of lone heads
    husband, wife : int32[c], places in `rows` of the couples that head no household
    first_at : see `pick_home`
    size : int8[homes]
        Written, every element: members.
    home : int32[n]
        Written for `rows`: household number from `base` on.
    """
    for h in range(len(head)):
        home[rows[head[h]]] = base + h
        size[h] = 1
        if partner[h] >= 0:
            home[rows[partner[h]]] = base + h
            size[h] = 2
    for c in range(len(wife)):
        i = rows[wife[c]]
        sub = chain(k, first + i)
        gap = GAP_LEAST + GAP_SPAN * share_of(mix(sub + np.uint64(11)))
        h = pick_home(age[i] + gap, mix(sub + np.uint64(12)), first_at, partner, size)
        home[i] = home[rows[husband[c]]] = base + h
        size[h] += 2
    for x in range(len(rows)):
        if taken[x]:
            continue
        i = rows[x]
        sub = chain(k, first + i)
        u, v = share_of(mix(sub + np.uint64(11))), share_of(mix(sub + np.uint64(13)))
        gap = GAP_LEAST + GAP_SPAN * min(u, v)
        target = age[i] + gap if age[i] < CHILD_LIMIT else max(age[i] - gap, PARTNER_AGE)
        h = pick_home(target, mix(sub + np.uint64(12)), first_at, partner, size)
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
    start : int64[homes + 1], first person of each place
        Written, except the first, which is 0.
    new_cell, new_age : int16[n]
        Written: `cell` and `age`, household by household.
    """
    for h in range(len(rank)):  # until the persons are listed, start[h + 1] is the next free place
        start[h + 1] = start[h] + members[h - 1] if h > 0 else 0
    for i in range(len(home)):
        h = rank[home[i]]
        at = start[h + 1]
        new_cell[at], new_age[at] = cell[i], age[i]
        start[h + 1] += 1
