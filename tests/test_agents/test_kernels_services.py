"""Kernels of employment services against plain Python, and what they must never do."""

from __future__ import annotations

import naive_services as twins
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from naive import MONTH, N_UNITS, SCHOOL_YEARS, agree, arguments, one_key, people, run
from small_market import N_MARKETS, SEEKERS, market

from agents.codes import Flag, Ownership, Status
from agents.kernels import services

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))


def list_case(rng, m, **changes):
    n = len(m["post_key"])
    return arguments(
        services.list_posts,
        m,
        {
            "ownership": m["firm_ownership"],
            "pooled_share": rng.random(N_UNITS),
            "repeat_postings": rng.uniform(0.0, 2.0, N_UNITS),
            "served_share": 0.3,
            "response": 1.5,
            "fee": 0.3,
            "subsidy": rng.uniform(0.0, 3000.0, N_UNITS),
            "k_list": one_key(rng),
            "k_served": one_key(rng),
            "listed": np.full(n, 9, np.int8),
            "repeats": np.full(n, 9, np.int32),
            "served": np.full(n, 9, np.int8),
        },
        changes,
    )


def proposal_case(rng, w, m, **changes):
    n = len(m["post_key"])
    listed = (rng.random(n) < 0.6).astype(np.int8)
    return arguments(
        services.propose_posts,
        w,
        m,
        {
            "month": MONTH,
            "listed": listed,
            "market_listed": np.bincount(m["post_market"][listed == 1], minlength=N_MARKETS),
            "n_schooling": len(SCHOOL_YEARS),
            "register_share": 0.8,
            "equal_services": rng.uniform(0.2, 1.0, N_UNITS),
            "contacts": rng.uniform(0.3, 1.0, N_UNITS),
            "looks": 3,
            "k_use": one_key(rng),
            "k_contact": one_key(rng),
            "k_post": one_key(rng),
            "proposed": np.full(len(m["rows"]), 9, np.int32),
        },
        changes,
    )


def seekers_and_posts(number, n):
    rng = np.random.default_rng(number)
    w = people(rng, n, statuses=SEEKERS)
    return rng, w, market(rng, w)


# ---------------------------------------------------------------- the list


@given(worlds)
def test_the_list_is_that_of_the_plain_loop(world):
    rng, _, m = seekers_and_posts(*world)
    _, after = agree(services.list_posts, twins.list_posts, list_case(rng, m))
    assert set(after["listed"]) | set(after["served"]) <= {0, 1}
    assert (after["repeats"][after["listed"] == 0] == 0).all()


@given(worlds)
def test_a_larger_share_or_subsidy_adds_posts_and_takes_none_off(world):
    rng, _, m = seekers_and_posts(*world)
    case = list_case(rng, m)
    more = {
        "pooled_share": case["pooled_share"] + 0.2,
        "subsidy": case["subsidy"] + 500.0,
        "repeat_postings": case["repeat_postings"] + 0.5,
    }
    _, before = run(services.list_posts, case)
    _, after = run(services.list_posts, case | more)
    for name in ("listed", "served", "repeats"):
        assert (after[name] >= before[name]).all()


def test_shares_of_one_and_zero_list_all_and_none_but_reserved_posts():
    rng, _, m = seekers_and_posts(3, 60)
    for share in (0.0, 1.0):
        case = list_case(rng, m, pooled_share=np.full(N_UNITS, share), served_share=share)
        _, after = run(services.list_posts, case)
        private = m["firm_ownership"][m["post_firm"]] == Ownership.PRIVATE
        np.testing.assert_array_equal(after["listed"], (m["post_asks"] > 0) | (share > 0.5))
        np.testing.assert_array_equal(after["served"], private & (share > 0.5))


# ---------------------------------------------------------------- proposals


@given(worlds)
def test_posts_are_proposed_as_in_the_plain_loop(world):
    rng, w, m = seekers_and_posts(*world)
    case = proposal_case(rng, w, m)
    _, after = agree(services.propose_posts, twins.propose_posts, case)
    for i, p in zip(m["rows"], after["proposed"], strict=True):
        if p < 0:
            continue
        assert w["status"][i] == Status.UNEMPLOYED
        assert case["listed"][p] == 1
        assert m["post_schooling"][p] <= w["schooling"][i]
        assert m["post_asks"][p] == 0 or w["flags"][i] & Flag.GRADUATE


@given(worlds)
def test_more_contacts_leave_the_proposals_made_before_as_they_are(world):
    rng, w, m = seekers_and_posts(*world)
    case = proposal_case(rng, w, m)
    _, before = run(services.propose_posts, case)
    _, after = run(services.propose_posts, case | {"contacts": case["contacts"] + 0.3})
    made = before["proposed"] >= 0
    np.testing.assert_array_equal(after["proposed"][made], before["proposed"][made])
    _, none = run(services.propose_posts, case | {"contacts": np.zeros(N_UNITS)})
    assert (none["proposed"] == services.NOWHERE).all()


def test_a_refusal_of_before_changes_no_proposal():
    """What was refused is not among the arguments, so no proposal can depend on it."""
    assert not [name for name in services.propose_posts.py_func.__annotations__ if "refus" in name]


# ---------------------------------------------------------------- rivals


@given(worlds)
def test_rivals_are_counted_as_in_the_plain_loop(world):
    rng, w, m = seekers_and_posts(*world)
    n, n_posts = len(m["rows"]), len(m["post_key"])
    length = rng.integers(0, 4, n)
    case = arguments(
        services.count_rivals,
        w,
        m,
        held=np.where(rng.random(n) < 0.4, rng.integers(0, n_posts, n), -1).astype(np.int32),
        newcomer=rng.integers(0, 2, n).astype(np.int8),
        start=np.concatenate([[0], np.cumsum(length)]).astype(np.int64),
        post=rng.integers(0, n_posts, length.sum()).astype(np.int32),
        rivals=np.zeros(N_UNITS, np.int64),
    )
    _, after = agree(services.count_rivals, twins.count_rivals, case)
    came = case["newcomer"][case["held"] >= 0].sum()
    assert after["rivals"].sum() <= came
