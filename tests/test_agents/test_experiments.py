"""The drivers of experiments do what production kernels do one by one, and nothing else."""

from __future__ import annotations

import numpy as np

from agents.draws import bits_of, chain, key
from agents.kernels.experiments import judge_offers, judge_pairs, meet_posts, visit_markets
from agents.kernels.markets import (
    alias_tables,
    draw_market,
    lay_out_posts,
    table_sizes,
    taken_slots,
)
from agents.kernels.search import CHOICE, accepts, meet_post, pair_luck

WHO = np.array([3, 1_000_000, 17, 0, 2**31 - 1], np.int32)


def test_posts_are_met_as_in_the_search_of_the_month():
    k, n_posts, n_applications = key(1, 2, 3), 9, 4
    market, posts = np.zeros(n_posts, np.int16), np.array([n_posts])
    first = table_sizes(np.array([9.0]), 2.0, 4)
    slot = np.empty(first[-1], np.int32)
    assert lay_out_posts(bits_of(key(4, 5, 6), np.arange(n_posts)), market, first, slot) == -1
    out = np.full(len(WHO) * n_applications, -9, np.int32)
    meet_posts(WHO, n_applications, posts, slot, first, k, out)
    for i, who in enumerate(WHO):
        drawn, zeros = np.empty(n_applications, np.int64), np.zeros(n_applications, np.int64)
        for a in range(n_applications):
            drawn[a] = meet_post(
                0, a, drawn, zeros, posts, slot, taken_slots(slot), first,
                np.uint64(chain(k, who)), a * CHOICE,
            )  # fmt: skip
        assert out.reshape(len(WHO), -1)[i].tolist() == drawn.tolist()


def test_sub_markets_are_visited_as_in_the_search_of_the_month():
    k, first = key(1, 2, 3), np.array([0, 3, 6])
    share = np.array([1.0, 2.0, 3.0, 5.0, 0.0, 1.0])
    keep, other = np.empty(6), np.empty(6, np.int32)
    alias_tables(first, share, keep, other)
    market = np.array([0, 1, 2, 2, 1, 0], np.int16)
    weight = np.array([0.5, 1.0, 0.25])
    row = np.array([0, 1, 0, 1, 0], np.int32)
    out = np.full(len(WHO), -9, np.int32)
    visit_markets(WHO, row, first, market, keep, other, weight, k, out)
    expected = [
        draw_market(r, first, market, keep, other, weight, np.uint64(chain(k, who)), 0)[0]
        for r, who in zip(row, WHO, strict=True)
    ]
    assert out.tolist() == expected


def test_pairs_are_judged_as_in_the_search_of_the_month():
    k, name = key(1, 2, 0), bits_of(key(4, 5, 6), np.arange(7))
    out = np.zeros((len(WHO), 7), np.bool_)
    judge_pairs(WHO, name, 0.4, k, out)
    expected = [[pair_luck(np.uint64(chain(k, who)), p)[0] < 0.4 for p in name] for who in WHO]
    assert out.tolist() == expected
    assert 0 < out.sum() < out.size


def test_offers_are_judged_as_in_the_search_of_the_month():
    pay = np.array([-1.0, 0.0, 0.5, 0.5 - 1e-15, 2.0])
    out = np.zeros(5, np.bool_)
    judge_offers(pay, 0.5, out)
    assert out.tolist() == [accepts(p, 0.5) for p in pay] == [False, False, True, False, True]
