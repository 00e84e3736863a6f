"""The offer-accept rule against plain Python, and what it must never do."""

from __future__ import annotations

import math

import naive
import naive_offers as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import MONTH, N_UNITS, SCHOOL_YEARS, agree, arguments, equal, one_key, people, run

from agents.codes import OFFER_GROUPS, OfferEvent, Programme, Status
from agents.kernels import offers

worlds = st.tuples(st.integers(0, 10**6), st.integers(1, 60))
anything = st.floats(allow_nan=True, allow_infinity=True)


def offer_case(rng, n, **changes):
    """Return n persons of whom some are offered a programme."""
    w = people(rng, n, statuses=[Status.EMPLOYEE, Status.FARM, Status.UNEMPLOYED, Status.INACTIVE])
    rows = np.flatnonzero(rng.random(n) < 0.7).astype(np.int32)
    m = len(rows)
    facts = {
        "month": MONTH,
        "rows": rows,
        "programme": int(rng.integers(1, len(Programme))),
        "value": rng.normal(8.0, 0.5, m),
        "outside": rng.normal(8.0, 0.5, m),
        "distant": rng.integers(0, 2, m).astype(np.int8),
        "error_sd": 0.15,
        "bias": 0.05,
        "k": one_key(rng),
        "answer": rng.integers(0, 2, m).astype(np.int8),
        "benefit_months": rng.integers(0, 3, n).astype(np.int8),
        "care_load": rng.integers(0, 3, n).astype(np.int8),
        "usual_pay": rng.normal(8.0, 0.3, N_UNITS),
        "benefit": rng.uniform(500.0, 2000.0, N_UNITS),
        "farm_income": rng.uniform(300.0, 4000.0, N_UNITS),
        "home_value": 500.0,
        "school_years": SCHOOL_YEARS,
        "premium": 0.08,
        "experience_1": 0.02,
        "experience_2": -0.0004,
        "return_schooling": 0.07,
        "log_market_share": math.log(0.84),
        "reservation_decline": math.log(0.993),
        "out": np.zeros(m),
        "refused": rng.integers(0, 1 << 10, n).astype(np.int16),
        "book": np.zeros((N_UNITS, len(Programme), OFFER_GROUPS, len(OfferEvent)), np.int64),
        "event": int(OfferEvent.EXITS),
    }
    return {**w, **facts, **changes}


@given(worlds)
@pytest.mark.parametrize(
    "name", ["outside_options", "decide_offers", "book_offers", "book_persons"]
)
def test_each_loop_equals_its_twin(name, world):
    seed, n = world
    kernel = getattr(offers, name)
    case = arguments(kernel, offer_case(np.random.default_rng(seed), n))
    agree(kernel, getattr(twins, name), case)


@given(
    st.sampled_from([Status.EMPLOYEE, Status.FARM, Status.UNEMPLOYED, Status.STUDENT]),
    st.sampled_from([0.0, 1200.0, 5000.0]), st.integers(0, 40),
    st.sampled_from([0.0, 900.0, 6000.0]), st.floats(6.0, 9.0), st.sampled_from([0.0, 1800.0]),
    st.sampled_from([0.0, 500.0, 4000.0]), st.sampled_from([0.0, 500.0]),
)  # fmt: skip
def test_she_keeps_the_best_of_all_she_has(status, wage, spell, floor, usual, benefit, farm, home):
    values = (int(status), wage, spell, floor, usual, -0.007, benefit, farm, home)
    equal(offers.outside_option, twins.outside_option, *values)
    kept = offers.outside_option(*values)
    for having in (benefit, farm, home):
        assert having == 0.0 or kept >= math.log(having)
    if wage > 0.0 and status in naive.EMPLOYED:
        assert kept >= math.log(wage)


@given(anything, anything, st.integers(0, 1), anything, anything, st.integers(0, 2**63))
def test_no_parameter_makes_an_acceptance_below_the_outside_option(
    value, outside, distant, error_sd, bias, sub
):
    """Whatever error, bias or value, who accepts sees more than she keeps; a tie is a refusal."""
    seen = offers.perceived_value(value, distant, np.uint64(sub), 3, error_sd, bias)
    takes = offers.would_accept(seen, outside)
    assert not takes or seen > outside
    exact = offers.perceived_value(value, distant, np.uint64(sub), 3, 0.0, 0.0)
    if math.isfinite(value):
        assert exact == value
        assert offers.would_accept(exact, outside) == (value > outside)
        assert not offers.would_accept(exact, value)


@given(worlds, anything, anything)
def test_nobody_who_sees_clearly_accepts_less_than_she_keeps(world, error_sd, bias):
    seed, n = world
    case = offer_case(np.random.default_rng(seed), n, error_sd=error_sd, bias=bias)
    _, after = run(offers.decide_offers, arguments(offers.decide_offers, case))
    accepted = after["answer"] == offers.ACCEPTED
    exact = arguments(offers.decide_offers, case, error_sd=0.0, bias=0.0)
    _, clear = run(offers.decide_offers, exact)
    gains = case["value"] > case["outside"]
    np.testing.assert_array_equal(clear["answer"] == offers.ACCEPTED, gains)
    if math.isfinite(error_sd) and math.isfinite(bias):
        most = abs(error_sd) * offers.WIDTH / 2 + abs(bias)
        assert (case["value"] + most >= case["outside"])[accepted].all()
    else:
        assert len(accepted) == len(case["rows"])


@given(worlds)
def test_refusing_changes_nothing_but_the_mark_of_the_refusal(world):
    seed, n = world
    case = arguments(offers.book_offers, offer_case(np.random.default_rng(seed), n))
    _, after = run(offers.book_offers, case)
    for name, value in case.items():
        if isinstance(value, np.ndarray) and name not in ("refused", "book"):
            np.testing.assert_array_equal(value, after[name])
    bit = 1 << case["programme"]
    new = after["refused"] ^ case["refused"]
    assert set(np.unique(new)) <= {0, bit}
    said_no = case["rows"][case["answer"] == offers.REFUSED]
    assert (after["refused"][said_no] & bit == bit).all()
    by_event = after["book"].sum(axis=(0, 1, 2))
    assert by_event[OfferEvent.OFFERS] == len(case["rows"])
    answers = by_event[OfferEvent.REFUSALS] + by_event[OfferEvent.ACCEPTANCES]
    assert answers == len(case["rows"])


@given(st.integers(0, 1), st.integers(16 * 12, 80 * 12), st.integers(0, 1))
def test_groups_are_those_of_the_book(sex, age, urban):
    equal(offers.offer_group, twins.offer_group, sex, age, urban)
    assert 0 <= offers.offer_group(sex, age, urban) < OFFER_GROUPS


def test_values_as_seen_equal_the_twins():
    for distant in (0, 1):
        equal(offers.perceived_value, twins.perceived_value, 8.0, distant, 77, 3, 0.15, 0.05)
    equal(offers.would_accept, twins.would_accept, 8.0, 7.9)
