"""Kernels that turn county tables into persons and households; one county at a time, serial."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import bits, chain, mix, normal, uniform
from agents.jit import kernel

YEAR = 12
SCALE = 1.0 / 9007199254740992.0
ADULT, PARTNER_AGE = 18 * YEAR, 20 * YEAR
CHILD_LIMIT = 45 * YEAR  # older dependants join as parents, younger ones as children
GAP_LEAST, GAP_SPAN = 18 * YEAR, 27 * YEAR  # a parent is 18 to 45 years older
WINDOW = YEAR
MAX_MEMBERS, MAX_EVER = 10, 100
SINGLE_ACCEPTS = 0.3  # chance that a lone head is taken when drawn, against 1 for a couple
CARE_CHILD, CARE_ELDER = 6 * YEAR, 75 * YEAR


@kernel
def uniforms(k: np.uint64, first: int, n: int) -> Array:
    """Return float64[n], the keyed uniforms of the ids `first` ... `first + n - 1`."""
    result = np.empty(n, dtype=np.float64)
    for i in range(n):
        result[i] = uniform(k, first + i)
    return result


@kernel
def draw_ages(k: np.uint64, first: int, band: Array, start: Array, years: Array) -> Array:
    """Return int16[n], ages in months, uniform inside the band (the open band thins out with age).

    Parameters
    ----------
    band : int8[n], census age band
    start, years : int64[19], first year and width of each band
    """
    n = len(band)
    result = np.empty(n, dtype=np.int16)
    last = len(start) - 1
    for i in range(n):
        b = band[i]
        u = uniform(k, first + i)
        if b == last:
            u = u * u
        result[i] = start[b] * YEAR + int(u * years[b] * YEAR)
    return result


@kernel
def assign(row: Array, remaining: Array, k: np.uint64, first: int) -> Array:
    """Give each person a column of its row so that every cell is met exactly.

    Sampling without replacement: a person takes a column with the chance of its remaining places.

    Parameters
    ----------
    row : int16[n], row of `remaining`; -1 takes no part
    remaining : int64[rows, columns], persons to assign; used up
    k, first : key of the draws; id of the first person

    Returns
    -------
    int8[n], column or -1 (no row, or the row has no places left)
    """
    n, columns = len(row), remaining.shape[1]
    left = np.zeros(len(remaining), dtype=np.int64)
    for r in range(len(remaining)):
        for c in range(columns):
            left[r] += remaining[r, c]
    result = np.full(n, -1, dtype=np.int8)
    for i in range(n):
        r = row[i]
        if r < 0 or left[r] == 0:
            continue
        pick = int(uniform(k, first + i) * left[r])
        c = 0
        while pick >= remaining[r, c]:
            pick -= remaining[r, c]
            c += 1
        remaining[r, c] -= 1
        left[r] -= 1
        result[i] = c
    return result


@kernel
def first_index(sorted_values: Array, value: float) -> int:
    """Return the first index whose value is not below `value`."""
    low, high = 0, len(sorted_values)
    while low < high:
        middle = (low + high) // 2
        if sorted_values[middle] < value:
            low = middle + 1
        else:
            high = middle
    return low


@kernel
def _pick_home(target: float, sub: np.uint64, head_age: Array, couple: Array, size: Array) -> int:
    """Return a home whose reference age is near `target`, in sorted `head_age`."""
    n = len(head_age)
    low = first_index(head_age, target - WINDOW)
    high = first_index(head_age, target + WINDOW)
    if high <= low:
        low = min(low, n - 1)
        high = low + 1
    width = high - low
    for trial in range(6):
        draw = mix(sub + np.uint64(trial))
        j = low + int(np.float64(draw >> np.uint64(11)) * SCALE * width)
        if size[j] < MAX_MEMBERS and (
            couple[j] or np.float64(mix(draw) >> np.uint64(11)) * SCALE < SINGLE_ACCEPTS
        ):
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
    age: Array,
    sex: Array,
    band: Array,
    schooling: Array,
    k: np.uint64,
    first: int,
    n_homes: int,
    married: Array,
    home: Array,
    head_reference: Array,
    base: int,
) -> None:
    """Put the persons in `rows` (one county, urban or rural) into exactly `n_homes` households.

    Partners are paired in the order of age (the wife's taken two years up) and schooling with
    keyed noise; couples head households, the eldest first; lone heads fill up; children, single
    adults and younger couples join heads 18 to 45 years older, elders join heads as much younger.

    Parameters
    ----------
    rows : int64[m], persons to place; at least `n_homes`
    age : int16[n], months;  sex, band, schooling : int8[n]
    k, first : key of the draws; id of the first person of the county
    married : float64[2, 19], share with a partner in the household
    home : int32[n]
        Written for `rows`: household number from `base` on.
    head_reference : int16[homes of the county]
        Written: reference age in months of each household.
    """
    m = len(rows)
    state = np.zeros(m, dtype=np.int8)  # 1 partnered, 2 lone head
    n_men = n_women = 0
    men, women = np.empty(m, dtype=np.int64), np.empty(m, dtype=np.int64)
    order_men, order_women = np.empty(m, dtype=np.float64), np.empty(m, dtype=np.float64)
    for x in range(m):
        i = rows[x]
        if age[i] < PARTNER_AGE:
            continue
        sub = chain(k, first + i)
        if np.float64(sub >> np.uint64(11)) * SCALE < married[sex[i], band[i]]:
            order = age[i] + 24.0 * normal(sub, 1) + 8.0 * schooling[i]
            if sex[i] == 0:
                men[n_men], order_men[n_men] = x, order
                n_men += 1
            else:
                women[n_women], order_women[n_women] = x, order + 24.0
                n_women += 1
    men = men[:n_men][np.argsort(order_men[:n_men], kind="mergesort")]
    women = women[:n_women][np.argsort(order_women[:n_women], kind="mergesort")]
    n_couples = min(n_men, n_women)
    husband, wife = np.empty(n_couples, dtype=np.int64), np.empty(n_couples, dtype=np.int64)
    for c in range(n_couples):  # evenly spaced picks leave the surplus of one sex single
        husband[c] = men[(2 * c + 1) * n_men // (2 * n_couples)]
        wife[c] = women[(2 * c + 1) * n_women // (2 * n_couples)]
        state[husband[c]] = state[wife[c]] = 1
    n_head_couples = min(n_couples, n_homes)
    n_lone = n_homes - n_head_couples
    score = np.full(m, 1e18)
    for x in range(m):
        if state[x] == 0:
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
            u = np.float64(mix(chain(k, first + i) + np.uint64(7)) >> np.uint64(11)) * SCALE
            score[x] = -np.log(1.0 - u) / weight
    lone = np.argsort(score, kind="mergesort")[:n_lone]
    reference = np.empty(n_homes, dtype=np.float64)
    member_a, member_b = np.empty(n_homes, dtype=np.int64), np.full(n_homes, -1, dtype=np.int64)
    for h in range(n_head_couples):
        c = n_couples - n_head_couples + h
        member_a[h], member_b[h] = husband[c], wife[c]
        reference[h] = age[rows[wife[c]]]
    for h in range(n_lone):
        x = lone[h]
        state[x] = 2
        member_a[n_head_couples + h] = x
        reference[n_head_couples + h] = age[rows[x]]
    order_homes = np.argsort(reference, kind="mergesort")
    head_age = reference[order_homes]
    couple = np.zeros(n_homes, dtype=np.bool_)
    size = np.zeros(n_homes, dtype=np.int64)
    for h in range(n_homes):
        old = order_homes[h]
        head_reference[base + h] = int(head_age[h])
        home[rows[member_a[old]]] = base + h
        size[h] = 1
        if member_b[old] >= 0:
            home[rows[member_b[old]]] = base + h
            couple[h] = True
            size[h] = 2
    for c in range(n_couples - n_head_couples):  # younger couples live with the wife's elders
        sub = chain(k, first + rows[wife[c]])
        gap = GAP_LEAST + GAP_SPAN * np.float64(mix(sub + np.uint64(11)) >> np.uint64(11)) * SCALE
        h = _pick_home(age[rows[wife[c]]] + gap, mix(sub + np.uint64(12)), head_age, couple, size)
        home[rows[husband[c]]] = home[rows[wife[c]]] = base + h
        size[h] += 2
    for x in range(m):
        if state[x] != 0:
            continue
        i = rows[x]
        sub = chain(k, first + i)
        u = np.float64(mix(sub + np.uint64(11)) >> np.uint64(11)) * SCALE
        v = np.float64(mix(sub + np.uint64(13)) >> np.uint64(11)) * SCALE
        gap = GAP_LEAST + GAP_SPAN * min(u, v)
        target = age[i] + gap if age[i] < CHILD_LIMIT else max(age[i] - gap, PARTNER_AGE)
        h = _pick_home(target, mix(sub + np.uint64(12)), head_age, couple, size)
        home[i] = base + h
        size[h] += 1


@kernel
def household_facts(home: Array, age: Array, members: Array, minors: Array, care: Array) -> None:
    """Count members, members below 15 and the care load of each household of a county.

    Parameters
    ----------
    home : int32[n], household number;  age : int16[n], months
    members, minors, care : int8[homes]
        Written (start at 0).
    """
    for i in range(len(home)):
        h = home[i]
        members[h] += 1
        if age[i] < 15 * YEAR:
            minors[h] += 1
        if age[i] < CARE_CHILD or age[i] > CARE_ELDER:
            care[h] += 1


@kernel
def group_persons(home: Array, rank: Array, start: Array, order: Array) -> None:
    """List persons by household in the order `rank`.

    Parameters
    ----------
    home : int32[n];  rank : int32[homes], place of each household
    start : int64[homes + 1]
        Written: first person of each place.
    order : int64[n]
        Written: persons, household by household.
    """
    for i in range(len(home)):
        start[rank[home[i]] + 1] += 1
    for h in range(len(rank)):
        start[h + 1] += start[h]
    next_free = start[:-1].copy()
    for i in range(len(home)):
        h = rank[home[i]]
        order[next_free[h]] = i
        next_free[h] += 1


@kernel
def sample_error(start: Array, cell: Array, census: Array, offset: int, step: int) -> float:
    """Return the worst |k count - cell| / sqrt(k cell) over margin cells of one systematic sample.

    Parameters
    ----------
    start : int64[homes + 1], first person of each household
    cell : int16[n, 6], margin cells of each person; -1 none
    census : float64[cells]
    offset, step : households `offset`, `offset + step`, ... are in the sample
    """
    count = np.zeros(len(census), dtype=np.int64)
    for h in range(offset, len(start) - 1, step):
        for i in range(start[h], start[h + 1]):
            for d in range(cell.shape[1]):
                if cell[i, d] >= 0:
                    count[cell[i, d]] += 1
    worst = 0.0
    for c in range(len(census)):
        if census[c] > 0.0:
            error = abs(step * count[c] - census[c]) / np.sqrt(step * census[c])
            worst = max(worst, error)
    return worst


@kernel
def tally(
    rows: Array,
    industry: Array,
    ownership: Array,
    occupation: Array,
    schooling: Array,
    urban: Array,
    jobs: Array,
    last_jobs: Array,
) -> None:
    """Add the employed `rows` of a county to the counts of its unit.

    Parameters
    ----------
    industry, ownership, occupation, schooling, urban : int8[n]
    jobs : int64[22, 5, 2], by industry, ownership (4: flexible), residence; added to
    last_jobs : int64[8, 22 * 7], non-farm jobs by schooling, industry and occupation; added to
    """
    n_occupations = 7
    for x in range(len(rows)):
        i = rows[x]
        jobs[industry[i], ownership[i], urban[i]] += 1
        if industry[i] > 0:
            last_jobs[schooling[i], industry[i] * n_occupations + occupation[i]] += 1


@kernel
def keyed_pick(k: np.uint64, who: int, cumulative: Array) -> int:
    """Return the index whose share holds the keyed uniform of `who`; -1 if all shares are 0."""
    total = cumulative[-1]
    if total <= 0:
        return -1
    return first_index(cumulative, uniform(k, who) * total + 1e-12 * total)


@kernel
def offset_of(k: np.uint64, county: int, trial: int, step: int) -> int:
    """Return candidate number `trial` of the sampling offset of a county."""
    return int(bits(chain(k, county), trial) % np.uint64(step))
