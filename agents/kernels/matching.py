"""Deferred acceptance on an application graph: one kernel for the month, for proofs and for users.

Preferences are strict (score, then key, then row), so the worker-optimal stable matching is unique
and does not depend on the order of proposals [1]_. `match_graph` uses that freedom: it lets many
parts of the market propose at the same time, each part keeping to its own posts, and whoever turns
to a post of another part waits for the next, coarser division. One thread or many give the same
bits.

References
----------
.. [1] Gale & Shapley (1962), "College admissions and the stability of marriage".
.. [2] McVitie & Wilson (1971), "The stable marriage problem": the order of proposals is free.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from agents.columns import Array
from agents.jit import kernel, parallel_kernel, prange

WORKER, FIRM = 0, 1  # who proposes
PARTS = np.array([16, 4, 1], dtype=np.int64)  # divisions of the market, each finer one nested


@kernel
def prefers(score: float, key: np.uint64, row: int, score_2: float, key_2: Any, row_2: int) -> bool:
    """Return whether a post prefers the first of two applicants: score, larger key, lower row."""
    if score != score_2:
        return bool(score > score_2)
    if key != key_2:
        return bool(key > key_2)
    return row < row_2


@kernel
def _sink(held: Array, held_score: Array, worker_key: Array, first: int, size: int) -> None:
    """Restore a post's heap of held workers, worst at the root, after the root has changed."""
    at = 0
    while True:
        worst = at
        for child in (2 * at + 1, 2 * at + 2):
            if child < size:
                a, b = first + worst, first + child
                if prefers(
                    held_score[a], worker_key[held[a]], held[a],
                    held_score[b], worker_key[held[b]], held[b],
                ):  # fmt: skip
                    worst = child
        if worst == at:
            return
        a, b = first + at, first + worst
        held[a], held[b] = held[b], held[a]
        held_score[a], held_score[b] = held_score[b], held_score[a]
        at = worst


@kernel
def _rise(held: Array, held_score: Array, worker_key: Array, first: int, at: int) -> None:
    """Restore a post's heap after a worker was added at its end."""
    while at > 0:
        parent = (at - 1) // 2
        a, b = first + at, first + parent
        if not prefers(
            held_score[b], worker_key[held[b]], held[b], held_score[a], worker_key[held[a]], held[a]
        ):
            return
        held[a], held[b] = held[b], held[a]
        held_score[a], held_score[b] = held_score[b], held_score[a]
        at = parent


@kernel
def _ask(
    worker: int,
    score: float,
    p: int,
    place: Array,
    n_held: Array,
    held: Array,
    held_score: Array,
    worker_key: Array,
) -> int:
    """Let a worker ask post `p`; return whom the post turns away: her, another, or -1 (nobody)."""
    first = place[p]
    room = place[p + 1] - first
    n = n_held[p]
    if n < room:
        held[first + n] = worker
        held_score[first + n] = score
        n_held[p] = n + 1
        if n > 0:
            _rise(held, held_score, worker_key, first, n)
        return -1
    if room == 0:
        return worker
    out = held[first]
    if not prefers(score, worker_key[worker], worker, held_score[first], worker_key[out], out):
        return worker
    held[first] = worker
    held_score[first] = score
    if room > 1:
        _sink(held, held_score, worker_key, first, room)
    return int(out)


@kernel
def _list_waiting(
    waiting: Array, start: Array, post: Array, at: Array, n_posts: int, n_parts: int
) -> tuple[Array, Array]:
    """List waiting workers by the part of the market that their next post belongs to.

    Returns (first int64[n_parts + 1], worker int32[first[-1]]).
    """
    first = np.zeros(n_parts + 1, dtype=np.int64)
    for i in range(waiting.shape[0]):
        if waiting[i]:
            first[int(post[start[i] + at[i]]) * n_parts // n_posts + 1] += 1
    for c in range(n_parts):
        first[c + 1] += first[c]
    end = first[:-1].copy()
    worker = np.empty(first[n_parts], dtype=np.int32)
    for i in range(waiting.shape[0]):
        if waiting[i]:
            c = int(post[start[i] + at[i]]) * n_parts // n_posts
            worker[end[c]] = i
            end[c] += 1
    return first, worker


@kernel
def _propose_in_part(
    workers: Array,
    part: int,
    n_parts: int,
    start: Array,
    post: Array,
    score: Array,
    worker_key: Array,
    place: Array,
    at: Array,
    waiting: Array,
    n_held: Array,
    held: Array,
    held_score: Array,
) -> None:
    """Let workers propose until each is held, out of posts, or turns to another part's post."""
    n_posts = n_held.shape[0]
    for w in range(workers.shape[0]):
        i = int(workers[w])
        waiting[i] = False
        while i >= 0:
            e = start[i] + at[i]
            if e >= start[i + 1]:
                break
            p = int(post[e])
            if p * n_parts // n_posts != part:
                waiting[i] = True
                break
            out = _ask(i, score[e], p, place, n_held, held, held_score, worker_key)
            if out >= 0:
                at[out] += 1
            i = out


@kernel
def _propose_in_rounds(
    max_rounds: int,
    start: Array,
    post: Array,
    score: Array,
    worker_key: Array,
    place: Array,
    at: Array,
    n_held: Array,
    held: Array,
    held_score: Array,
) -> None:
    """Let all free workers propose at once, `max_rounds` times."""
    free = np.empty(start.shape[0] - 1, dtype=np.int64)
    n_free = 0
    for i in range(start.shape[0] - 1):
        if start[i + 1] > start[i]:
            free[n_free] = i
            n_free += 1
    for _ in range(max_rounds):
        n_next = 0
        for w in range(n_free):  # those turned away fill the front of the list again
            i = free[w]
            e = start[i] + at[i]
            out = _ask(i, score[e], post[e], place, n_held, held, held_score, worker_key)
            if out >= 0:
                at[out] += 1
                if start[out] + at[out] < start[out + 1]:
                    free[n_next] = out
                    n_next += 1
        n_free = n_next


@kernel
def _sort_applicants(
    worker: Array, position: Array, value: Array, worker_key: Array, first: int, last: int
) -> None:
    """Sort a post's applicants in place, best first (heap sort)."""
    n = last - first
    for step in range(2 * n - 1):
        if step < n:
            top, end = n - 1 - step, n  # build the heap, worst at the root
        else:
            top, end = 0, 2 * n - 1 - step  # move the worst behind the rest
            a, b = first, first + end
            worker[a], worker[b] = worker[b], worker[a]
            position[a], position[b] = position[b], position[a]
            value[a], value[b] = value[b], value[a]
        at = top
        while True:
            worst = at
            for child in range(2 * at + 1, min(2 * at + 3, end)):
                a, b = first + worst, first + child
                if prefers(
                    value[a], worker_key[worker[a]], worker[a],
                    value[b], worker_key[worker[b]], worker[b],
                ):  # fmt: skip
                    worst = child
            if worst == at:
                break
            a, b = first + at, first + worst
            worker[a], worker[b] = worker[b], worker[a]
            position[a], position[b] = position[b], position[a]
            value[a], value[b] = value[b], value[a]
            at = worst


@kernel
def _order_applicants(
    start: Array, post: Array, score: Array, worker_key: Array, n_posts: int
) -> tuple[Array, Array, Array]:
    """Return each post's applicants, best first: (first, worker, position in the worker's list)."""
    first = np.zeros(n_posts + 1, dtype=np.int64)
    for e in range(start[-1]):
        first[post[e] + 1] += 1
    for p in range(n_posts):
        first[p + 1] += first[p]
    end = first[:-1].copy()
    worker = np.empty(first[n_posts], dtype=np.int32)
    position = np.empty(first[n_posts], dtype=np.int32)
    value = np.empty(first[n_posts], dtype=np.float64)
    for i in range(start.shape[0] - 1):
        for e in range(start[i], start[i + 1]):
            j = end[post[e]]
            worker[j], position[j], value[j] = i, e - start[i], score[e]
            end[post[e]] += 1
    for p in range(n_posts):
        _sort_applicants(worker, position, value, worker_key, first[p], first[p + 1])
    return first, worker, position


@kernel
def _firms_propose(
    start: Array,
    post: Array,
    score: Array,
    worker_key: Array,
    capacity: Array,
    max_rounds: int,
    at: Array,
    is_held: Array,
) -> None:
    """Let posts offer their free places to the best applicants they have not asked, in rounds.

    Writes `at` (position of the post that a worker holds) and `is_held`.
    """
    n_posts = capacity.shape[0]
    first, worker, position = _order_applicants(start, post, score, worker_key, n_posts)
    following = first[:-1].copy()
    free = np.empty(n_posts, dtype=np.int64)
    freed = np.empty(n_posts, dtype=np.int64)
    for p in range(n_posts):
        free[p] = capacity[p]
        freed[p] = 0
    done = 0
    asking = True
    while asking and (max_rounds <= 0 or done < max_rounds):
        asking = False
        done += 1
        for p in range(n_posts):
            last = min(following[p] + free[p], first[p + 1])
            while following[p] < last:
                i, k = worker[following[p]], position[following[p]]
                following[p] += 1
                free[p] -= 1
                asking = True
                if not is_held[i]:
                    is_held[i] = True
                    at[i] = k
                elif k < at[i]:
                    freed[post[start[i] + at[i]]] += 1
                    at[i] = k
                else:
                    freed[p] += 1
        for p in range(n_posts):
            free[p] += freed[p]
            freed[p] = 0


@parallel_kernel
def match_graph(
    start: Array,
    post: Array,
    score: Array,
    worker_key: Array,
    capacity: Array,
    proposer: int,
    max_rounds: int,
    held: Array,
) -> None:
    """Match workers to posts by deferred acceptance.

    Parameters
    ----------
    start : int64[n_workers + 1]
        Applications of worker i are `post[start[i]:start[i + 1]]`, best first, distinct.
    post : int32[start[-1]], index of a post
    score : float64[start[-1]], the post's liking for this applicant; higher is better, never NaN
    worker_key : uint64[n_workers], breaks ties: the larger wins, then the lower row
    capacity : int32[n_posts], places of each post
    proposer : WORKER (0) or FIRM (1)
    max_rounds : int
        Rounds of simultaneous proposals; 0 goes on to the end. One round with firms proposing is
        the market in which each post makes one offer a place and a lost offer is lost.
    held : int32[n_workers]
        Written, every element: the post that holds worker i, -1 for none.
    """
    n, n_posts = start.shape[0] - 1, capacity.shape[0]
    at = np.zeros(n, dtype=np.int32)
    if proposer == FIRM:
        is_held = np.zeros(n, dtype=np.bool_)
        _firms_propose(start, post, score, worker_key, capacity, max_rounds, at, is_held)
        for i in range(n):
            held[i] = post[start[i] + at[i]] if is_held[i] else -1
        return
    place = np.zeros(n_posts + 1, dtype=np.int64)
    for e in range(start[n]):  # no post needs more places than it has applicants
        place[post[e] + 1] += 1
    for p in range(n_posts):
        place[p + 1] = place[p] + min(place[p + 1], np.int64(capacity[p]))
    holder = np.full(place[n_posts], -1, dtype=np.int32)
    held_score = np.zeros(place[n_posts], dtype=np.float64)
    n_held = np.zeros(n_posts, dtype=np.int32)
    if max_rounds > 0:
        _propose_in_rounds(
            max_rounds, start, post, score, worker_key, place, at, n_held, holder, held_score
        )
    else:
        waiting = np.empty(n, dtype=np.bool_)
        for i in range(n):
            waiting[i] = start[i + 1] > start[i]
        for level in range(PARTS.shape[0]):
            n_parts = PARTS[level]
            first, worker = _list_waiting(waiting, start, post, at, n_posts, n_parts)
            for c in prange(n_parts):
                _propose_in_part(
                    worker[first[c] : first[c + 1]], c, n_parts, start, post, score, worker_key,
                    place, at, waiting, n_held, holder, held_score,
                )  # fmt: skip
    for i in range(n):
        held[i] = -1
    for p in range(n_posts):
        for j in range(place[p], place[p] + n_held[p]):
            held[holder[j]] = p


# --------------------------------------------------------------------------------- the public door


@kernel
def _first_repeat(start: Array, item: Array, n_items: int) -> int:
    """Return the first list that names an item twice, or -1."""
    seen = np.full(n_items, -1, dtype=np.int64)
    for i in range(start.shape[0] - 1):
        for e in range(start[i], start[i + 1]):
            if seen[item[e]] == i:
                return i
            seen[item[e]] = i
    return -1


@kernel
def _score_mutual(
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


def _whole(values: Any, name: str) -> Array:
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


def _preference_lists(prefs: Any, n_items: int, name: str) -> tuple[Array, Array, Array]:
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
        table = _whole(prefs, name)
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
            rows.append(_whole(row, f"{name}, list {i}"))
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
    repeated = _first_repeat(start, item, n_items)
    if repeated >= 0:
        raise ValueError(f"{name}, list {repeated}: an id stands there twice")
    return start, item, kept


def _capacities(capacity: Any) -> Array:
    """Return int32 capacities.

    Raises
    ------
    ValueError
        If one is negative or no whole number, or they are not one-dimensional.
    """
    places = _whole(capacity, "capacity")
    if places.ndim != 1:
        raise ValueError(f"capacity has {places.ndim} dimensions; give one number a firm")
    if (places < 0).any():
        f = int(np.flatnonzero(places < 0)[0])
        raise ValueError(f"capacity of firm {f} is {places[f]}; it must be 0 or more")
    return np.minimum(places, np.iinfo(np.int32).max).astype(np.int32)


def deferred_acceptance(
    worker_prefs: Any,
    firm_prefs: Any,
    capacity: Any,
    *,
    proposer: str = "worker",
    rank: Any = None,
) -> Array:
    """Return the stable matching that is best for the proposing side.

    Only pairs that list each other can be matched. Runs `match_graph`, the kernel of the month.

    Parameters
    ----------
    worker_prefs : lists of firm ids, best first, or int[n_workers, longest] padded with -1
    firm_prefs : lists of worker ids, best first, or the same as an array; None with `rank`
    capacity : int[n_firms], places of each firm
    proposer : "worker" or "firm"
    rank : float[n_workers, longest], optional
        In place of `firm_prefs`: rank of worker i at firm `worker_prefs[i, k]`, smaller is better;
        ties go to the lower worker id. Ragged where `worker_prefs` is.

    Returns
    -------
    int32[n_workers]
        The worker's firm, or -1.

    Raises
    ------
    ValueError
        For wrong shapes, negative capacities, repeated or unknown ids, or NaN.

    Examples
    --------
    >>> deferred_acceptance([[0, 1], [0]], [[1, 0], [0]], [1, 1]).tolist()
    [1, 0]
    """
    if proposer not in ("worker", "firm"):
        raise ValueError(f"proposer is {proposer!r}; it is 'worker' or 'firm'")
    places = _capacities(capacity)
    start, firm, kept = _preference_lists(worker_prefs, len(places), "worker_prefs")
    n = len(start) - 1
    score = np.zeros(len(firm))
    mutual = np.ones(len(firm), dtype=np.bool_)
    if firm_prefs is not None:
        if rank is not None:
            raise ValueError("give firm_prefs or rank, not both")
        firm_start, firm_worker, _ = _preference_lists(firm_prefs, n, "firm_prefs")
        if len(firm_start) - 1 != len(places):
            raise ValueError(f"firm_prefs has {len(firm_start) - 1} lists for {len(places)} firms")
        _score_mutual(start, firm, firm_start, firm_worker, score, mutual)
    elif rank is None:
        raise ValueError("give firm_prefs, or rank in its place")
    else:
        score = -_ranks(rank, kept, start)
    if not mutual.all():
        start = np.concatenate([[0], np.cumsum(mutual)])[start]
        firm, score = firm[mutual], score[mutual]
    key = np.arange(n, 0, -1).astype(np.uint64)
    held = np.empty(n, dtype=np.int32)
    match_graph(start, firm, score, key, places, WORKER if proposer == "worker" else FIRM, 0, held)
    return held


def _ranks(rank: Any, kept: Array, start: Array) -> Array:
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
