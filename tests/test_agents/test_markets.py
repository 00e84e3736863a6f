"""Sub-markets: the proposal is exact, every post is as likely as every other, few are re-routed."""

from __future__ import annotations

import naive
import naive_markets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import chi2

from agents.draws import bits_of, key
from agents.kernels.experiments import meet_posts, visit_markets
from agents.kernels.markets import (
    EMPTY,
    NOWHERE,
    alias_tables,
    draw_market,
    draw_post,
    lay_out_posts,
    table_sizes,
    taken_slots,
)

seeds = st.integers(0, 10**6)
FALSE_ALARM = 1e-6  # of each statistical test below, the seeds being fixed


def proposal(rng, n_rows, longest=12):
    """Return the arguments of `alias_tables`: rows of whole numbers, some of them zero."""
    length = rng.integers(1, longest, n_rows)
    first = np.concatenate([[0], np.cumsum(length)])
    share = rng.integers(0, 7, first[-1]).astype(float)
    share[first[:-1]] += 1.0
    return {
        "first": first,
        "share": share,
        "keep": np.full(first[-1], np.nan),
        "other": np.full(first[-1], -9, np.int32),
    }


def tables(rng, n_rows=4, n_markets=6, longest=12):
    """Return a proposal in the form that `draw_market` reads, and its shares."""
    _, case = naive.run(alias_tables, proposal(rng, n_rows, longest))
    share = case.pop("share")
    case["market"] = rng.integers(0, n_markets, len(share)).astype(np.int16)
    case["weight"] = rng.choice([0.0, 0.25, 0.5, 1.0], n_markets)
    return case, share


def layout(rng, n_markets=3, n_posts=20):
    """Return the arguments of `lay_out_posts`; tables are at most half full."""
    market = rng.integers(0, n_markets, n_posts).astype(np.int16)
    first = table_sizes(2.0 * np.bincount(market, minlength=n_markets), 1.0, 2)
    return {
        "post_key": rng.integers(0, 2**64, n_posts, dtype=np.uint64),
        "post_market": market,
        "first": first,
        "slot": np.full(first[-1], -9, np.int32),
    }


def assert_likely(counts, share):
    """Assert that counts follow shares: Pearson's chi-square, false alarm once in a million."""
    expected = counts.sum() * share / share.sum()
    assert counts[expected == 0].sum() == 0
    inside = expected > 0
    statistic = ((counts[inside] - expected[inside]) ** 2 / expected[inside]).sum()
    assert statistic < chi2.ppf(1.0 - FALSE_ALARM, max(inside.sum() - 1, 1))


# ------------------------------------------------------------------------------ visits


@given(seeds, st.integers(1, 6))
def test_alias_tables_are_those_of_their_twin(seed, n_rows):
    case = proposal(np.random.default_rng(seed), n_rows)
    naive.agree(alias_tables, naive_markets.alias_tables, case)


@given(seeds)
def test_alias_tables_reproduce_the_shares_exactly(seed):
    rng = np.random.default_rng(seed)
    case = proposal(rng, 3, longest=40)
    case["share"] *= rng.uniform(1e-3, 1e3)
    _, after = naive.run(alias_tables, case)
    for a, b in zip(after["first"], after["first"][1:], strict=False):
        n = b - a
        implied = after["keep"][a:b].copy()
        np.add.at(implied, after["other"][a:b], 1.0 - after["keep"][a:b])
        share = case["share"][a:b]
        np.testing.assert_allclose(implied / n, share / share.sum(), rtol=1e-12, atol=1e-15)
        assert (after["keep"][a:b] >= 0.0).all()
        assert (after["keep"][a:b] <= 1.0).all()


@given(seeds, st.integers(0, 3), st.integers(0, 1000))
def test_a_visit_is_that_of_its_twin(seed, row, trial):
    rng = np.random.default_rng(seed)
    case, _ = tables(rng)
    case["weight"][:] = np.maximum(case["weight"], 0.05)
    case |= {"row": row, "trial": trial, "sub": rng.integers(0, 2**64, dtype=np.uint64)}
    naive.agree(draw_market, naive_markets.draw_market, case)


def test_nobody_enters_where_all_doors_are_closed():
    case, _ = tables(np.random.default_rng(1))
    case["weight"][:] = 0.0
    case |= {"row": 1, "trial": 5, "sub": np.uint64(77)}
    (market, _), _ = naive.run(draw_market, case)
    assert market == NOWHERE
    naive.agree(draw_market, naive_markets.draw_market, case)


@pytest.mark.parametrize("row", range(4))
def test_visits_follow_proposal_times_weight(row):
    case, share = tables(np.random.default_rng(8), longest=40)
    n = 200_000
    visited = np.empty(n, np.int32)
    visit_markets(
        np.arange(n, dtype=np.int32), np.full(n, row, np.int32), case["first"], case["market"],
        case["keep"], case["other"], case["weight"], key(3, 1, row), visited,
    )  # fmt: skip
    a, b = case["first"][row], case["first"][row + 1]
    wanted = np.bincount(case["market"][a:b], weights=share[a:b], minlength=6) * case["weight"]
    if not wanted.any():
        assert (visited == NOWHERE).all()
        return
    assert_likely(np.bincount(visited, minlength=6), wanted)


def test_a_change_of_one_weight_moves_only_visits_to_and_from_that_sub_market():
    """Who went elsewhere goes there still, unless the sub-market that opened takes her."""
    case, _ = tables(np.random.default_rng(8), n_markets=6)
    case["weight"][:] = 0.5
    n, visited = 20_000, []
    for weight in (0.5, 0.6):
        case["weight"][2] = weight
        out = np.empty(n, np.int32)
        visit_markets(
            np.arange(n, dtype=np.int32), np.zeros(n, np.int32), case["first"], case["market"],
            case["keep"], case["other"], case["weight"], key(3, 1, 9), out,
        )  # fmt: skip
        visited.append(out)
    moved = visited[0] != visited[1]
    assert moved.any()
    assert (visited[1][moved] == 2).all(), "a larger weight only draws visits in"


# ------------------------------------------------------------------------------ tables of slots


@given(seeds, st.integers(1, 9), st.sampled_from([1.0, 2.5, 4.0]), st.integers(1, 20))
def test_table_sizes_are_powers_of_two_that_hold_what_is_usual(seed, n, slots_per_post, least):
    usual = np.random.default_rng(seed).uniform(0.0, 50.0, n)
    case = {"usual": usual, "slots_per_post": slots_per_post, "least": least}
    first, _ = naive.run(table_sizes, case)
    size = np.diff(first)
    assert (np.log2(size) % 1 == 0).all()
    assert (size >= np.maximum(least, slots_per_post * usual)).all()
    expected = naive_markets.table_sizes(naive.SimpleNamespace(**{**case, "usual": usual.tolist()}))
    assert first.tolist() == expected


@given(seeds, st.integers(0, 60))
def test_a_layout_is_that_of_its_twin(seed, n_posts):
    case = layout(np.random.default_rng(seed), n_posts=n_posts)
    case["post_key"] >>= np.uint64(seed % 3 * 20)  # short keys collide
    case["post_key"] = np.unique(case["post_key"])[::-1].copy()
    case["post_market"] = case["post_market"][: len(case["post_key"])]
    naive.agree(lay_out_posts, naive_markets.lay_out_posts, case)


@given(seeds)
def test_a_layout_depends_on_the_set_of_posts_only(seed):
    rng = np.random.default_rng(seed)
    case = layout(rng, n_posts=40)
    order = rng.permutation(40)
    _, straight = naive.run(lay_out_posts, case)
    mixed = case | {name: case[name][order] for name in ("post_key", "post_market")}
    _, moved = naive.run(lay_out_posts, mixed)
    for one, other in zip(straight["slot"], moved["slot"], strict=True):
        assert (one == EMPTY) == (other == EMPTY)
        assert one == EMPTY or order[other] == one
    used = straight["slot"][straight["slot"] != EMPTY]
    assert sorted(used.tolist()) == list(range(40)), "every post has one slot"
    place = np.flatnonzero(straight["slot"] != EMPTY)
    table = np.searchsorted(case["first"], place, side="right") - 1
    np.testing.assert_array_equal(case["post_market"][used], table)


@pytest.mark.parametrize(("n_posts", "answer"), [(12, -1), (13, 1)])
def test_a_table_holds_three_quarters_of_its_slots_and_says_where_there_are_more(n_posts, answer):
    first = np.array([0, 16, 32])
    slot = np.full(32, -9, np.int32)
    market = np.ones(n_posts, np.int16)
    name = bits_of(key(1, 2, 3), np.arange(n_posts))
    assert lay_out_posts(name, market, first, slot) == answer
    if answer < 0:
        assert np.count_nonzero(slot != EMPTY) == n_posts


# ------------------------------------------------------------------------------ meeting a post


@given(seeds, st.integers(0, 200))
def test_taken_slots_are_those_of_the_twin(seed, n):
    rng = np.random.default_rng(seed)
    slot = np.where(rng.random(n) < 0.2, rng.integers(0, 9, n), EMPTY).astype(np.int32)
    naive.agree(taken_slots, naive_markets.taken_slots, {"slot": slot})


@given(seeds, st.integers(0, 1000))
def test_a_drawn_post_is_that_of_its_twin(seed, trial):
    rng = np.random.default_rng(seed)
    _, case = naive.run(lay_out_posts, layout(rng))
    market = int(case["post_market"][0])
    size = case["first"][market + 1] - case["first"][market]
    given_ = {
        "slot": case["slot"],
        "taken": taken_slots(case["slot"]),
        "first": int(case["first"][market]),
        "size": int(size),
        "sub": rng.integers(0, 2**64, dtype=np.uint64),
        "trial": trial,
    }
    (p, _), _ = naive.agree(draw_post, naive_markets.draw_post, given_)
    assert case["post_market"][p] == market


def meet(post_key, first, n, seed, n_applications=1):
    """Return the posts that n workers meet in one table."""
    n_posts = len(post_key)
    slot = np.empty(first[-1], np.int32)
    market = np.zeros(n_posts, np.int16)
    assert lay_out_posts(post_key, market, first, slot) == -1
    post = np.empty(n * n_applications, np.int32)
    meet_posts(
        np.arange(n, dtype=np.int32), n_applications, np.array([n_posts]), slot, first,
        key(seed, 4, 5), post,
    )  # fmt: skip
    return post.reshape(n, n_applications)


@pytest.mark.parametrize(("n_posts", "n_slots"), [(24, 32), (24, 1024), (2, 8)])
def test_every_post_is_as_likely_as_every_other_however_full_the_table(n_posts, n_slots):
    name = bits_of(key(6, 7, 8), np.arange(n_posts))
    post = meet(name, np.array([0, n_slots]), 1_000_000, 9)
    assert_likely(np.bincount(post[:, 0], minlength=n_posts), np.ones(n_posts))


def test_the_applications_of_one_person_go_to_distinct_posts_all_equally_likely():
    name = bits_of(key(6, 7, 8), np.arange(10))
    post = meet(name, np.array([0, 32]), 100_000, 11, n_applications=3)
    assert all(len(set(row)) == 3 for row in post[:1000].tolist())
    for column in range(3):
        assert_likely(np.bincount(post[:, column], minlength=10), np.ones(10))
    pairs = post[:, 0] * 10 + post[:, 2]
    assert_likely(np.bincount(pairs, minlength=100), (1.0 - np.eye(10)).ravel())


def test_one_post_more_re_routes_about_one_worker_in_n():
    n_posts, n = 200, 20_000
    name = bits_of(key(6, 7, 8), np.arange(n_posts + 40))
    first = np.array([0, 1024])
    before = meet(name[:n_posts], first, n, 12)[:, 0]
    changed, to_new = [], []
    for extra in range(n_posts, n_posts + 40):
        after = meet(np.append(name[:n_posts], name[extra]), first, n, 12)[:, 0]
        changed.append(np.mean(after != before))
        to_new.append(np.mean(after == n_posts))
    assert 0.8 / n_posts < np.mean(to_new) < 1.2 / n_posts
    assert np.mean(changed) < 1.5 / n_posts, "few others are moved by a collision"
    assert np.median(changed) < 1.3 / n_posts
