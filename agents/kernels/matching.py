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

from typing import Any

import numpy as np

from agents.columns import Array
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.preference_lists import (
    capacities,
    preference_lists,
    ranks_of,
    score_mutual,
)

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
    places = capacities(capacity)
    start, firm, kept = preference_lists(worker_prefs, len(places), "worker_prefs")
    n = len(start) - 1
    score = np.zeros(len(firm))
    mutual = np.ones(len(firm), dtype=np.bool_)
    if firm_prefs is not None:
        if rank is not None:
            raise ValueError("give firm_prefs or rank, not both")
        firm_start, firm_worker, _ = preference_lists(firm_prefs, n, "firm_prefs")
        if len(firm_start) - 1 != len(places):
            raise ValueError(f"firm_prefs has {len(firm_start) - 1} lists for {len(places)} firms")
        score_mutual(start, firm, firm_start, firm_worker, score, mutual)
    elif rank is None:
        raise ValueError("give firm_prefs, or rank in its place")
    else:
        score = -ranks_of(rank, kept, start)
    if not mutual.all():
        start = np.concatenate([[0], np.cumsum(mutual)])[start]
        firm, score = firm[mutual], score[mutual]
    key = np.arange(n, 0, -1).astype(np.uint64)
    held = np.empty(n, dtype=np.int32)
    match_graph(start, firm, score, key, places, WORKER if proposer == "worker" else FIRM, 0, held)
    return held
