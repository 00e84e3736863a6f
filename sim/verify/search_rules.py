"""1.4 and 1.5: pairs that suit each other once and for all; the reservation wage."""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt
from typing import Any

import numpy as np

from agents.draws import Stream, bits_of, key, uniforms
from agents.kernels.experiments import judge_offers, judge_pairs
from agents.kernels.matching import WORKER, match_graph
from sim.verify.cases import SEED, Array, Case, Floats, none_of

SUITS = "agents.kernels.search.pair_luck"
ACCEPTS = "agents.kernels.search.accepts"


def count(claims: Any) -> int:
    """Return how many claims hold."""
    return int(np.count_nonzero(claims))


def suitable_pairs(workers: Array, posts: Array, chance: float) -> Array:
    """Return bool[n_workers, n_posts]: whether each pair suits, the same in every month."""
    suitable = np.empty((len(workers), len(posts)), np.bool_)
    name = bits_of(key(SEED, Stream.POST, 0), posts)
    judge_pairs(workers.astype(np.int32), name, chance, key(SEED, Stream.SUIT, 0), suitable)
    return suitable


def match_pairs(suitable: Array, month: int) -> Array:
    """Return int32[n_workers]: the post that holds each worker if all suitable pairs may match."""
    worker, post = np.nonzero(suitable)
    start = np.searchsorted(worker, np.arange(len(suitable) + 1))
    lottery = bits_of(key(SEED, Stream.LOTTERY, month), np.arange(len(suitable)))
    held = np.empty(len(suitable), np.int32)
    match_graph(
        start, post.astype(np.int32), np.zeros(len(post)), lottery,
        np.ones(suitable.shape[1], np.int32), WORKER, 0, held,
    )  # fmt: skip
    return held


def share_case(
    name: str, formula: str, kernel: str, exact: float, hits: int, n: int, scale: float = 1.0
) -> Case:
    """Return the case of `scale` times a share of independent trials."""
    p = exact / scale
    return Case(
        name, f"{formula}; binomial se", kernel, exact, scale * hits / n, n=n,
        se=float(scale * np.sqrt(p * (1.0 - p) / n)),
    )  # fmt: skip


# ------------------------------------------------------------------------------ 1.4


def stock_flow_cases() -> Iterator[Case]:
    """Yield the cases of stock-flow matching."""
    chance, n_old, n_new = 0.01, 150, 40_000
    old, new = np.arange(n_old), np.arange(1_000_000, 1_000_000 + n_new)
    exact = (1.0 - chance) ** n_old
    unmatched = count(~suitable_pairs(new, old, chance).any(axis=1))
    yield share_case(
        "1.4/new_worker", "unmatched (1-x)^V, V = 150 old vacancies, x = 0.01", SUITS, exact,
        unmatched, n_new,
    )  # fmt: skip
    unmatched = count(~suitable_pairs(old, new, chance).any(axis=0))
    yield share_case(
        "1.4/new_vacancy", "unmatched (1-x)^U, U = 150 old workers, x = 0.01", SUITS, exact,
        unmatched, n_new,
    )  # fmt: skip
    yield old_pairs_case(chance)
    yield old_worker_case(chance)


def old_pairs_case(chance: float) -> Case:
    """Return how many old pairs match in later months, after one month of matching."""
    workers, posts = np.arange(300), np.arange(5_000_000, 5_000_250)
    held = match_pairs(suitable_pairs(workers, posts, chance), 1)
    workers, posts = workers[held < 0], np.delete(posts, held[held >= 0])
    late = 0
    for month in range(2, 14):
        late += int(
            np.count_nonzero(match_pairs(suitable_pairs(workers, posts, chance), month) >= 0)
        )
    return none_of(
        "1.4/old_pairs", "old pairs that match in one of twelve later months",
        f"{SUITS}, agents.kernels.matching.match_graph", late, 12 * len(workers) * len(posts),
    )  # fmt: skip


def old_worker_case(chance: float) -> Case:
    """Return the hazard of old workers among U, who can match with new vacancies only.

    Vacancies come one at a time, twenty a month; a matched worker is replaced.
    """
    n_workers, n_arrivals, inflow = 50, 20_000, 20.0
    suitable = suitable_pairs(np.arange(n_workers), np.arange(n_arrivals) + 9_000_000, chance)
    arrival, worker = np.nonzero(suitable.T)
    start = np.searchsorted(arrival * n_workers + worker, np.arange(n_workers * n_arrivals + 1))
    lottery = bits_of(key(SEED, Stream.LOTTERY, 0), np.arange(n_workers * n_arrivals))
    held = np.empty(n_workers * n_arrivals, np.int32)
    match_graph(
        start, arrival.astype(np.int32), np.zeros(len(arrival)), lottery,
        np.ones(n_arrivals, np.int32), WORKER, 0, held,
    )  # fmt: skip
    exact = inflow * (1.0 - (1.0 - chance) ** n_workers) / n_workers
    return share_case(
        "1.4/old_worker", "hazard λ_v[1 - (1-x)^U]/U, U = 50, λ_v = 20 a month",
        f"{SUITS}, agents.kernels.matching.match_graph", exact, count(held >= 0),
        n_arrivals, inflow / n_workers,
    )  # fmt: skip


# ------------------------------------------------------------------------------ 1.5


def mccall_root(gain: float, benefit: float) -> float:
    """Return w* for offers uniform on [0, 1]; `gain` is k = λ/(r + δ).

    Examples
    --------
    >>> round(mccall_root(12.5, 0.0), 5)
    0.67208
    """
    return ((1.0 + gain) - sqrt(1.0 + 2.0 * gain * (1.0 - benefit))) / gain


def taken(log_pay: Floats, wage: float) -> Array:
    """Return which offers the model's seekers take at a reservation wage."""
    accepted = np.empty(len(log_pay), np.bool_)
    judge_offers(log_pay, log(wage), accepted)
    return accepted


def search_root(gain: float, benefit: float, n: int = 100_000) -> float:
    """Return the reservation wage at which waiting is worth what it costs, by bisection.

    What an offer adds is averaged over the midpoints of n equal parts of [0, 1], taken or not as
    the model's seekers would; the error of that sum is below n^-2.
    """
    pay = (np.arange(n) + 0.5) / n
    log_pay = np.log(pay)
    low, high = 1e-9, 1.0
    for _ in range(45):
        wage = 0.5 * (low + high)
        worth = benefit + gain * float(((pay - wage) * taken(log_pay, wage)).sum() / n)
        low, high = (wage, high) if worth > wage else (low, wage)
    return 0.5 * (low + high)


def reservation_cases() -> Iterator[Case]:
    """Yield the cases of McCall's reservation wage with uniform offers."""
    for offers, interest, ends, benefit in (
        (0.5, 0.01, 0.03, 0.0),
        (0.5, 0.01, 0.03, 0.4),
        (0.2, 0.02, 0.05, 0.3),
    ):
        gain = offers / (interest + ends)
        yield Case(
            f"1.5/root_offers{offers:g}_b{benefit:g}",
            "w* = [(1+k) - sqrt(1+2k(1-b))]/k, k = λ/(r+δ)", ACCEPTS, mccall_root(gain, benefit),
            search_root(gain, benefit), n=100_000, tolerance=1e-6,
        )  # fmt: skip
    offers, wage, n = 0.5, mccall_root(12.5, 0.0), 1_000_000
    who = np.arange(n)
    arrives = uniforms(key(SEED, Stream.SEARCH, 1), who) < offers
    pay = 1.0 - uniforms(key(SEED, Stream.SEARCH_ACCEPT, 1), who)
    accepted = count(arrives & taken(np.log(pay), wage))
    yield share_case(
        "1.5/hazard", "λ(1 - F(w*)), λ = 0.5, w* = 0.67208", ACCEPTS, offers * (1.0 - wage),
        accepted, n,
    )  # fmt: skip
