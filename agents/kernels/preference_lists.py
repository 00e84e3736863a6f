"""What stands before the matching kernel: lists of preferences, checked and joined.

Every refusal is a `ValueError` that says what is wrong and in which list.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from agents.columns import Array
from agents.jit import kernel


@kernel
def first_repeat(start: Array, item: Array, n_items: int) -> int:
    """Return the first list that names an item twice, or -1."""
    seen = np.full(n_items, -1, dtype=np.int64)
    for i in range(start.shape[0] - 1):
        for e in range(start[i], start[i + 1]):
            if seen[item[e]] == i:
                return i
            seen[item[e]] = i
    return -1


@kernel
def score_mutual(
    start: Array, firm: Array, firm_start: Array, firm_worker: Array, score: Array, mutual: Array
) -> None:
    """Score each application by minus the worker's place in the firm's list; mark mutual ones."""
    n_firms = firm_start.shape[0] - 1
    first = np.zeros(n_firms + 1, dtype=np.int64)
    for e in range(firm.shape[0]):
        first[firm[e] + 1] += 1
    for f in range(n_firms):
        first[f + 1] += first[f]
    end = first[:-1].copy()
    edge = np.empty(firm.shape[0], dtype=np.int64)
    owner = np.empty(firm.shape[0], dtype=np.int32)
    n_workers = start.shape[0] - 1
    for i in range(n_workers):
        for e in range(start[i], start[i + 1]):
            edge[end[firm[e]]] = e
            owner[end[firm[e]]] = i
            end[firm[e]] += 1
    place = np.full(n_workers, -1, dtype=np.int64)
    for f in range(n_firms):
        for e in range(firm_start[f], firm_start[f + 1]):
            place[firm_worker[e]] = e - firm_start[f]
        for j in range(first[f], first[f + 1]):
            mutual[edge[j]] = place[owner[j]] >= 0
            score[edge[j]] = -float(place[owner[j]])
        for e in range(firm_start[f], firm_start[f + 1]):
            place[firm_worker[e]] = -1


def whole_numbers(values: Any, name: str) -> Array:
    """Return whole numbers as an array.

    Raises
    ------
    ValueError
        If they are not whole numbers.
    """
    array = np.asarray(values)
    if array.size == 0:
        return array.astype(np.int64)
    if array.dtype.kind not in "iu":
        what = str(array.dtype)
        if array.dtype.kind == "f" and np.isnan(array).any():
            what = f"NaN at {np.argwhere(np.isnan(array))[0].tolist()}"
        raise ValueError(f"{name} holds {what}; it takes whole numbers (int)")
    if array.dtype.kind == "u" and array.max() > np.iinfo(np.int64).max:
        raise ValueError(f"{name} holds {array.max()}, which is no index")
    return array


def preference_lists(prefs: Any, n_items: int, name: str) -> tuple[Array, Array, Array]:
    """Return lists as (start int64[n + 1], item int32, kept bool of the padded or joined input).

    Raises
    ------
    ValueError
        If an entry is no whole number, unknown or repeated.
    """
    if isinstance(prefs, np.ndarray):
        if prefs.ndim != 2:
            raise ValueError(
                f"{name} has {prefs.ndim} dimensions; give one row of ids an agent, padded with -1"
            )
        table = whole_numbers(prefs, name)
        kept = table >= 0
        if table.size and table.min() < -1:
            row = int(np.flatnonzero((table < -1).any(axis=1))[0])
            raise ValueError(f"{name}, list {row}: {table[row].min()} is no id (padding is -1)")
        length = kept.sum(axis=1)
        item = table[kept] if length.sum() < table.size else table.ravel()
    else:
        if not isinstance(prefs, Sequence) or isinstance(prefs, str):
            raise ValueError(f"{name} is {type(prefs).__name__}; give lists of ids or an int array")
        rows = []
        for i, row in enumerate(prefs):
            if np.ndim(row) != 1:
                raise ValueError(f"{name}, list {i}: {row!r} is no list of ids")
            rows.append(whole_numbers(row, f"{name}, list {i}"))
        length = np.array([len(row) for row in rows], dtype=np.int64)
        item = np.concatenate(rows) if rows else np.zeros(0, np.int64)
        kept = np.ones(len(item), dtype=np.bool_)
    start = np.zeros(len(length) + 1, dtype=np.int64)
    np.cumsum(length, out=start[1:])
    if item.size and (item.min() < 0 or item.max() >= n_items):
        wrong = np.flatnonzero((item < 0) | (item >= n_items))
        i = int(np.searchsorted(start, wrong[0], side="right")) - 1
        raise ValueError(
            f"{name}, list {i}: unknown id {item[wrong[0]]}; ids are 0 to {n_items - 1}"
        )
    item = np.ascontiguousarray(item, dtype=np.int32)
    repeated = first_repeat(start, item, n_items)
    if repeated >= 0:
        raise ValueError(f"{name}, list {repeated}: an id stands there twice")
    return start, item, kept


def capacities(capacity: Any) -> Array:
    """Return int32 capacities.

    Raises
    ------
    ValueError
        If one is negative or no whole number, or they are not one-dimensional.
    """
    places = whole_numbers(capacity, "capacity")
    if places.ndim != 1:
        raise ValueError(f"capacity has {places.ndim} dimensions; give one number a firm")
    if (places < 0).any():
        f = int(np.flatnonzero(places < 0)[0])
        raise ValueError(f"capacity of firm {f} is {places[f]}; it must be 0 or more")
    return np.minimum(places, np.iinfo(np.int32).max).astype(np.int32)


def ranks_of(rank: Any, kept: Array, start: Array) -> Array:
    """Return float64[start[-1]], ranks in the order of the joined lists.

    Raises
    ------
    ValueError
        If the shape is not that of `worker_prefs`, or a rank is NaN or no number.
    """
    if kept.ndim == 1:
        if not isinstance(rank, Sequence | np.ndarray) or any(np.ndim(row) != 1 for row in rank):
            raise ValueError("rank is no list of lists, as worker_prefs is")
        rows = list(rank)
        lengths = [len(row) for row in rows]
        wanted = np.diff(start).tolist()
        if lengths != wanted:
            if len(lengths) != len(wanted):
                raise ValueError(f"rank has {len(lengths)} lists, worker_prefs {len(wanted)}")
            i = next(i for i, n in enumerate(lengths) if n != wanted[i])
            raise ValueError(f"rank, list {i}: {lengths[i]} ranks for {wanted[i]} firms")
        rank = np.concatenate([np.asarray(row, dtype=np.float64) for row in rows] or [np.zeros(0)])
    values = np.asarray(rank)
    if values.size and values.dtype.kind not in "iuf":
        raise ValueError(f"rank holds {values.dtype}; it takes numbers")
    if values.shape != kept.shape:
        raise ValueError(f"rank has shape {values.shape}, worker_prefs {kept.shape}")
    flat = (values[kept] if kept.ndim == 1 or not kept.all() else values.ravel()).astype(np.float64)
    if np.isnan(flat).any():
        at = int(np.flatnonzero(np.isnan(flat))[0])
        i = int(np.searchsorted(start, at, side="right")) - 1
        raise ValueError(f"rank, list {i}: NaN at place {at - int(start[i])}")
    return flat
