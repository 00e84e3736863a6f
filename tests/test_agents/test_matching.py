"""Deferred acceptance: stable, best for seekers, blind to order; compared with another library."""

from __future__ import annotations

import warnings

import naive
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matching.games import HospitalResident, StableMarriage

from agents.kernels.matching import match_posts

markets = st.tuples(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 25))


def graph(rng, n_seekers, n_posts, longest=8, ties=True):
    """Return the arguments of `match_posts` on a random application graph."""
    length = rng.integers(0, min(longest, n_posts) + 1, n_seekers).astype(np.int64)
    gaps = rng.integers(0, 3, n_seekers)  # lists need not touch each other
    first = (np.cumsum(length + gaps) - length).astype(np.int64)
    size = int((first + length).max(initial=0))
    post = np.full(size, -1, np.int32)
    for s in range(n_seekers):
        post[first[s] : first[s] + length[s]] = rng.choice(n_posts, length[s], replace=False)
    score = rng.integers(0, 3, size).astype(float) if ties else rng.normal(size=size)
    return {
        "first": first,
        "length": length,
        "post": post,
        "score": score,
        "lottery": rng.integers(0, 2**64, n_seekers, dtype=np.uint64),
        "n_posts": n_posts,
    }


def wishes(case, s):
    """Return the posts on the list of seeker s, best first."""
    return case["post"][case["first"][s] : case["first"][s] + case["length"][s]].tolist()


def rank(case, s, p):
    """Return how much post p wants seeker s; the larger is preferred."""
    at = case["first"][s] + wishes(case, s).index(p)
    return float(case["score"][at]), int(case["lottery"][s])


def blocking_pairs(case, choice, holder):
    """Return the pairs that both would rather be matched with each other."""
    return [
        (s, p)
        for s in range(len(choice))
        for at, p in enumerate(wishes(case, s))
        if (choice[s] < 0 or at < choice[s])
        and (holder[p] < 0 or rank(case, s, p) > rank(case, holder[p], p))
    ]


def partners(case, choice):
    return {s: wishes(case, s)[c] for s, c in enumerate(choice.tolist()) if c >= 0}


@given(markets, st.booleans())
def test_the_matching_is_that_of_simultaneous_proposals(market, ties):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:], ties=ties)
    (choice, holder), _ = naive.agree(match_posts, naive.match_posts, case)
    found = partners(case, choice)
    assert {p: s for s, p in found.items()} == {
        p: s for p, s in enumerate(holder.tolist()) if s >= 0
    }


@given(markets, st.booleans())
def test_no_pair_would_rather_have_each_other(market, ties):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:], ties=ties)
    (choice, holder), _ = naive.run(match_posts, case)
    assert blocking_pairs(case, choice, holder) == []


def test_the_search_for_blocking_pairs_finds_one():
    case = {
        "first": np.array([0, 2]),
        "length": np.array([2, 2]),
        "post": np.array([0, 1, 0, 1], np.int32),
        "score": np.array([1.0, 1.0, 2.0, 2.0]),
        "lottery": np.array([5, 6], np.uint64),
        "n_posts": 2,
    }
    assert blocking_pairs(case, np.array([0, 1]), np.array([0, 1])) == [(1, 0)]
    (choice, holder), _ = naive.run(match_posts, case)
    assert (choice.tolist(), holder.tolist()) == ([1, 0], [1, 0])


@given(markets)
def test_the_order_of_seekers_does_not_matter(market):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:])
    order = rng.permutation(market[1])
    moved = case | {name: case[name][order] for name in ("first", "length", "lottery")}
    (choice, holder), _ = naive.run(match_posts, case)
    (choice_moved, holder_moved), _ = naive.run(match_posts, moved)
    np.testing.assert_array_equal(choice_moved, choice[order])
    held = np.where(holder_moved >= 0, order[holder_moved], -1)
    np.testing.assert_array_equal(held, holder)


@given(markets)
def test_the_numbers_of_posts_do_not_matter(market):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:])
    name = rng.permutation(market[2]).astype(np.int32)
    moved = case | {"post": np.where(case["post"] >= 0, name[case["post"]], -1).astype(np.int32)}
    (choice, holder), _ = naive.run(match_posts, case)
    (choice_moved, holder_moved), _ = naive.run(match_posts, moved)
    np.testing.assert_array_equal(choice_moved, choice)
    np.testing.assert_array_equal(holder_moved[name], holder)


@given(markets)
def test_the_library_matching_finds_the_same_hospitals_and_residents(market):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:])
    residents = {f"s{s}": [f"p{p}" for p in wishes(case, s)] for s in range(market[1])}
    residents = {s: posts for s, posts in residents.items() if posts}
    hospitals = {}
    for p in range(market[2]):
        applicants = [s for s in range(market[1]) if p in wishes(case, s)]
        applicants.sort(key=lambda s, p=p: rank(case, s, p), reverse=True)
        if applicants:
            hospitals[f"p{p}"] = [f"s{s}" for s in applicants]
    (choice, _), _ = naive.run(match_posts, case)
    if not hospitals:
        assert (choice == -1).all()
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of those left unmatched
        game = HospitalResident.create_from_dictionaries(
            residents, hospitals, dict.fromkeys(hospitals, 1)
        )
        solved = game.solve(optimal="resident")
    found = {r.name: h.name for h, held in solved.items() for r in held}
    assert found == {f"s{s}": f"p{p}" for s, p in partners(case, choice).items()}


@given(st.integers(0, 10**6), st.integers(1, 12))
def test_the_library_matching_finds_the_same_stable_marriages(number, n):
    rng = np.random.default_rng(number)
    case = graph(rng, n, n)
    lists = [rng.permutation(n) for _ in range(n)]
    case["length"][:] = n
    case["first"] = np.arange(n, dtype=np.int64) * n
    case["post"] = np.concatenate(lists).astype(np.int32)
    case["score"] = rng.integers(0, 4, n * n).astype(float)
    suitors = {f"s{s}": [f"p{p}" for p in wishes(case, s)] for s in range(n)}
    reviewers = {}
    for p in range(n):
        ranked = sorted(range(n), key=lambda s, p=p: rank(case, s, p), reverse=True)
        reviewers[f"p{p}"] = [f"s{s}" for s in ranked]
    solved = StableMarriage.create_from_dictionaries(suitors, reviewers).solve(optimal="suitor")
    (choice, _), _ = naive.run(match_posts, case)
    expected = {s.name: p.name for s, p in solved.items()}
    assert expected == {f"s{s}": f"p{p}" for s, p in partners(case, choice).items()}


def test_nobody_and_nothing_to_match():
    empty = np.zeros(0, np.int64)
    choice, holder = match_posts(
        empty, empty, np.zeros(0, np.int32), np.zeros(0), np.zeros(0, np.uint64), 3
    )
    assert choice.tolist() == []
    assert holder.tolist() == [-1, -1, -1]
