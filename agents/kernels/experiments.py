"""Drivers of experiments with known answers: a kernel of the month, called for many agents at once.

The month itself never runs them. Each is a bare loop around production kernels, so that what
`sim.verify` measures is the model's behaviour and not a copy of it.
"""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import chain
from agents.jit import kernel
from agents.kernels.markets import draw_market, taken_slots
from agents.kernels.search import CHOICE, accepts, meet_post, pair_luck


@kernel
def meet_posts(
    worker_id: Array,
    n_applications: int,
    market_posts: Array,
    slot: Array,
    first_slot: Array,
    k_post: np.uint64,
    post: Array,
) -> None:
    """Let everybody meet distinct posts of sub-market 0, each with her own luck.

    Parameters
    ----------
    market_posts, slot, first_slot : see `search.meet_post`
    post : int32[n_workers * n_applications]
        Written, every element: the posts that worker i meets, from i * n_applications on.
    """
    drawn = np.empty(n_applications, dtype=np.int64)
    drawn_market = np.zeros(n_applications, dtype=np.int64)
    taken = taken_slots(slot)
    for i in range(worker_id.shape[0]):
        sub = chain(k_post, worker_id[i])
        for a in range(n_applications):
            p = meet_post(
                0, a, drawn, drawn_market, market_posts, slot, taken, first_slot, sub, a * CHOICE
            )
            drawn[a] = p
            post[i * n_applications + a] = p


@kernel
def visit_markets(
    worker_id: Array,
    row: Array,
    first: Array,
    market: Array,
    keep: Array,
    other: Array,
    weight: Array,
    k_visit: np.uint64,
    visited: Array,
) -> None:
    """Let everybody visit one sub-market.

    Parameters
    ----------
    row : int32[n_workers], row of the proposal
    first, market, keep, other, weight : see `markets.draw_market`
    visited : int32[n_workers]
        Written, every element: the sub-market, NOWHERE for none.
    """
    for i in range(worker_id.shape[0]):
        sub = chain(k_visit, worker_id[i])
        visited[i], _ = draw_market(row[i], first, market, keep, other, weight, sub, 0)


@kernel
def judge_pairs(
    worker_id: Array, post_key: Array, chance: float, k_suit: np.uint64, suitable: Array
) -> None:
    """Judge whether each person and each post suit each other.

    Parameters
    ----------
    chance : float, probability that a pair suits
    k_suit : uint64, key of Stream.SUIT without the month
    suitable : bool[n_workers, n_posts]
        Written, every element.
    """
    for i in range(worker_id.shape[0]):
        sub = chain(k_suit, worker_id[i])
        for p in range(post_key.shape[0]):
            suitable[i, p] = pair_luck(sub, post_key[p])[0] < chance


@kernel
def judge_offers(log_pay: Array, log_floor: float, accepted: Array) -> None:
    """Judge which offers are taken at one reservation wage.

    Parameters
    ----------
    log_pay : float64[n_offers]
    log_floor : float, log of the reservation wage
    accepted : bool[n_offers]
        Written, every element.
    """
    for j in range(log_pay.shape[0]):
        accepted[j] = accepts(log_pay[j], log_floor)
