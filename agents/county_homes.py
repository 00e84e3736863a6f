"""The households of one county at 1/1: who lives with whom, and in which order they are sampled."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.county_tables import CELLS
from agents.draws import Stream
from agents.kernels.homes import (
    describe_households,
    group_persons,
    join_homes,
    list_partners,
    radix_order,
    score_heads,
)
from agents.kernels.synthesis import uniforms
from agents.population_spec import N_REGISTRATIONS, PopulationSpec, keyed


def stable_order(values: Array) -> Array:
    """Return int32[n], the stable order of float64 numbers that are not negative."""
    order = np.arange(len(values), dtype=np.int32)
    digits = values.astype(np.float32).view(np.uint32)
    radix_order(values, digits, order, np.empty_like(order))
    return order


def place_persons(
    spec: PopulationSpec, c: int, cell: Array, age: Array, first: int, seed: int
) -> tuple[dict[str, Array], Array, Array, Array]:
    """Form the households of a county.

    Returns
    -------
    their facts, first persons, and cell and age of the persons household by household
    """
    n = len(cell)
    k = keyed(seed, Stream.HOUSEHOLD, 0)
    n_collective = n - int(spec.in_households[c])
    n_family = int(spec.households[c])
    home = np.full(n, -1, dtype=np.int32)
    if n_collective:
        odds = np.maximum(spec.collective_weight, 1e-6)[CELLS["band"]]
        draw = uniforms(keyed(seed, Stream.HOUSEHOLD, 1), first, n)
        home[_soonest(draw, odds, cell, n_collective)] = n_family + np.arange(n_collective)
    n_homes = n_family + n_collective
    reference = np.zeros(n_homes, dtype=np.int16)
    in_family, in_town = home < 0, CELLS["urban"].astype(bool)[cell]
    rural, urban = np.flatnonzero(in_family & ~in_town), np.flatnonzero(in_family & in_town)
    shrunk = len(rural) / spec.rural_size_ratio
    n_rural = round(n_family * shrunk / max(shrunk + len(urban), 1e-9))
    low, high = max(len(rural) > 0, n_family - len(urban)), n_family - (len(urban) > 0)
    n_rural = min(max(n_rural, low), max(high, low), len(rural))
    married = spec.married[CELLS["sex"], CELLS["band"]].astype(np.float64)
    base = 0
    for rows, n_part in ((rural, n_rural), (urban, n_family - n_rural)):
        if n_part:
            reference[base : base + n_part] = form_households(
                rows, cell, age, k, first, n_part, married, home, base
            )
        base += n_part
    names = ("members", "minors", "care", "urban", "registration")
    facts = {name: np.zeros(n_homes, dtype=np.int8) for name in names}
    describe_households(
        home, cell, age, n_family, CELLS["urban"], CELLS["registration"], reference,
        *facts.values(),
    )  # fmt: skip
    rank_key = facts["urban"].astype(np.uint16) * 2
    rank_key[n_family:] += 1
    for part, size in (
        (facts.pop("registration"), N_REGISTRATIONS),
        (np.minimum(reference // 60, 19), 20),
        (np.minimum(facts["minors"], 7), 8),
        (np.minimum(facts["members"], 15), 16),
    ):
        rank_key = rank_key * np.uint16(size) + part.astype(np.uint16)
    in_order = np.argsort(rank_key, kind="stable")  # 16 bits: a radix sort
    rank = np.empty(n_homes, dtype=np.int32)
    rank[in_order] = np.arange(n_homes, dtype=np.int32)
    facts = {name: values[in_order] for name, values in facts.items()}
    start = np.zeros(n_homes + 1, dtype=np.int64)
    new_cell, new_age = np.empty_like(cell), np.empty_like(age)
    group_persons(home, rank, facts["members"], cell, age, start, new_cell, new_age)
    return facts, start, new_cell, new_age


def _soonest(draw: Array, rate_of: Array, cell: Array, n: int) -> Array:
    """Return int64[n], ascending, the persons whose exponential waiting times end first.

    Parameters
    ----------
    draw : float64[...], uniforms in [0, 1)
    rate_of : float64[cells], rate of the waiting time of each demographic cell
    cell : int16[...]
    """
    rows, until = np.arange(0), n / np.bincount(cell, minlength=len(rate_of)).dot(rate_of)
    while len(rows) < n:  # logarithms only of those who may be among the first
        until *= 2.0
        rows = np.flatnonzero(draw < -np.expm1(-until * rate_of)[cell])
        wait = -np.log1p(-draw[rows]) / rate_of[cell[rows]]
        sure = wait < until * (1.0 - 1e-9)  # the two logarithms agree to the last bits only
        rows, wait = rows[sure], wait[sure]
    return np.asarray(rows[wait <= np.partition(wait, n - 1)[n - 1]][:n])


def form_households(
    rows: Array, cell: Array, age: Array, k: np.uint64, first: int, n_homes: int, married: Array,
    home: Array, base: int,
) -> Array:  # fmt: skip
    """Put the persons in `rows` (one county, urban or rural) into exactly `n_homes` households.

    Couples head households, the eldest first; lone heads fill up; everybody else joins a head of
    a fitting age.

    Parameters
    ----------
    rows : int64[m], persons to place; at least `n_homes`
    cell, age : int16[n], demographic cell; months
    k, first : key of the draws; id of the first person of the county
    married : float64[cells], share with a partner in the household
    home : int32[n]
        Written for `rows`: household number from `base` on.

    Returns
    -------
    int16[n_homes], reference age of each household in months: the wife's or lone head's
    """
    m = len(rows)
    husband, wife = _couples(rows, cell, age, k, first, married)
    taken = np.zeros(m, dtype=np.bool_)
    taken[husband] = taken[wife] = True
    younger = max(len(wife) - n_homes, 0)
    n_lone = n_homes - len(wife) + younger
    lone = _lone_heads(rows, age, taken, k, first, n_lone)
    taken[lone] = True
    head = np.concatenate([wife[younger:], lone])
    partner = np.concatenate([husband[younger:], np.full(n_lone, -1, dtype=np.int32)])
    reference = age[rows[head]]
    order = np.argsort(reference, kind="stable")  # 16 bits: a radix sort
    first_at = np.concatenate([[0], np.cumsum(np.bincount(reference))])
    join_homes(
        rows, age, taken, head[order], partner[order], husband[:younger], wife[:younger], k, first,
        first_at, np.empty(n_homes, dtype=np.int8), home, base,
    )  # fmt: skip
    return np.asarray(reference[order])


def _lone_heads(rows: Array, age: Array, taken: Array, k: np.uint64, first: int, n: int) -> Array:
    """Return int32[n], the places in `rows` of those who head a household on their own."""
    free, score = np.empty(len(rows), dtype=np.int32), np.empty(len(rows))
    n_free = score_heads(rows, age, taken, k, first, free, score)
    free, score = free[:n_free], score[:n_free]
    if n > n_free:  # more households than couples and singles: partners head a second one
        partners = np.flatnonzero(taken).astype(np.int32)
        return np.concatenate([free[stable_order(score)], partners[: n - n_free]])
    if 0 < n < n_free:
        among = score <= np.partition(score, n - 1)[n - 1]
        free, score = free[among], score[among]
    return np.asarray(free[stable_order(score)[:n]])


def _couples(
    rows: Array, cell: Array, age: Array, k: np.uint64, first: int, married: Array
) -> tuple[Array, Array]:
    """Return int32[couples] twice: the places in `rows` of the husbands and of the wives."""
    partner, order = np.empty(len(rows), dtype=np.int32), np.empty(len(rows))
    n_men, first_woman = list_partners(
        rows, cell, age, k, first, CELLS["sex"], CELLS["schooling"], married, partner, order
    )
    men = partner[:n_men][stable_order(order[:n_men])]
    # listed from the back: turned round, women stand in the order of their ids
    back = np.ascontiguousarray(order[first_woman:][::-1])
    women = partner[first_woman:][::-1][stable_order(back)]
    n = min(len(men), len(women))
    odd = 2 * np.arange(n) + 1  # evenly spaced picks leave the surplus of one sex single
    return men[odd * len(men) // max(2 * n, 1)], women[odd * len(women) // max(2 * n, 1)]
