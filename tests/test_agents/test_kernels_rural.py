"""Organised offers to rural workers, and northern schools, against plain Python."""

from __future__ import annotations

import math

import naive_rural as twins
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_UNITS,
    SCHOOL_YEARS,
    agree,
    arguments,
    cumulative,
    employ,
    equal,
    firms,
    one_key,
    order_free,
    people,
    posts,
    rules,
    run,
)
from naive_search import lay_out_posts

from agents.codes import Flag, Schooling, Status
from agents.kernels import northern, rural

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
COUNTRY = [Status.FARM, Status.INACTIVE, Status.UNEMPLOYED, Status.EMPLOYEE]
N_MARKETS = 7 * N_UNITS
PAY_RULE = np.array([0.02, -0.0003, -0.02, -0.06, 0.3])


def villagers(rng, n):
    w = people(rng, n, statuses=COUNTRY)
    w["urban"] = (rng.random(n) < 0.2).astype(np.int8)
    w["flags"][rng.random(n) < 0.5] |= Flag.FAMILY_FARM
    w["flags"][rng.random(n) < 0.3] |= Flag.POVERTY_LIFTED
    w["programme"] = (rng.random(n) < 0.1).astype(np.int8)
    w["wage"] = rng.uniform(0.0, 5000.0, n).astype(np.float32)
    w["household"] = rng.integers(0, n, n).astype(np.int32)
    return w, {
        "n_minors": rng.integers(0, 2, n).astype(np.int8),
        "care_load": rng.integers(0, 2, n).astype(np.int8),
    }


def call_case(rng, w, **changes):
    n = len(w["status"])
    facts = {
        "month": MONTH,
        "fate": (rng.random(n) < 0.1).astype(np.int8),
        "rate": rng.uniform(0.1, 0.6, (3, N_UNITS)),
        "k": one_key(rng),
        "mark": np.full(n, 99, np.int8),
    }
    return arguments(rural.call_rural, w, facts, changes)


@given(worlds)
def test_offers_are_drawn_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, _ = villagers(rng, world[1])
    case = call_case(rng, w)
    _, after = agree(rural.call_rural, twins.call_rural, case)
    order_free(rural.call_rural, case, [*w, "fate", "mark"], rng.permutation(world[1]))
    assert not after["mark"][(w["urban"] == 1) | (w["status"] == Status.EMPLOYEE)].any()


@given(
    st.sampled_from(list(Status)), st.integers(0, 1), st.integers(180, 730),
    st.sampled_from([0, Flag.RECALL, Flag.FAMILY_FARM]), st.integers(0, 1),
)  # fmt: skip
def test_who_is_eligible_is_the_plain_formula(status, urban, age, flags, programme):
    given_ = (int(status), urban, age, int(flags), programme)
    equal(rural.may_be_offered, twins.may_be_offered, *given_)


def test_more_offers_reach_the_same_persons_and_others():
    rng = np.random.default_rng(2)
    w, _ = villagers(rng, 400)
    few = call_case(rng, w, rate=np.full((3, N_UNITS), 0.2))
    _, before = run(rural.call_rural, few)
    _, after = run(rural.call_rural, few | {"rate": np.full((3, N_UNITS), 0.4)})
    assert (before["mark"] & ~after["mark"] == 0).all()
    assert (after["mark"] > 0).sum() > (before["mark"] > 0).sum() > 0


def offer_case(rng, n, **changes):
    w, h = villagers(rng, n)
    f = firms(rng)
    employ(w, f)
    m = posts(rng, f, 6)
    count = np.bincount(m["post_market"], minlength=N_MARKETS)
    size = [4 << math.ceil(max(0.0, math.log2((k + 1) / 3.0))) for k in count]
    first_slot = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    slot = [0] * int(first_slot[-1])
    lay_out_posts(m["post_key"].tolist(), m["post_market"].tolist(), first_slot.tolist(), slot)
    n_posts = len(m["post_key"])
    rows = np.flatnonzero(w["status"] != Status.EMPLOYEE).astype(np.int32)
    facts = {
        "month": MONTH, "rows": rows, "away": int(rng.integers(0, 2)), "n_trials": 6,
        "job_share": cumulative(rng, 7 + 8 + 27, 7), "to_unit": cumulative(rng, N_UNITS, N_UNITS),
        "market_posts": count, "slot": np.array(slot, np.int32), "first_slot": first_slot,
        "post_wage": rng.normal(8.5, 0.2, n_posts),
        "post_least": rng.uniform(2000.0, 6000.0, n_posts),
        "post_bonus": rng.uniform(0.0, 400.0, n_posts).round(-2),
        "enough_schooling": 15.0, "school_years": SCHOOL_YEARS,
        "move_cost": rng.uniform(0.0, 0.3, (N_UNITS, N_UNITS)),
        "family_cost": rng.uniform(0.0, 0.3, N_UNITS),
        "mover_support": rng.uniform(0.0, 0.3, N_UNITS),
        "waiver": rng.integers(0, 3, N_UNITS),
        "suit_chance": rng.uniform(0.3, 1.0, (8, 8)), "misfit": rng.uniform(0.0, 0.3, (8, 8)),
        "call_back": np.exp(-rng.uniform(0.0, 0.1, (N_UNITS, 1)) * np.arange(13.0)),
        "contact": np.array([0.4, 1.2, 0.9, 0.1]),
        "grade_pay": np.sort(rng.uniform(0.0, 0.4, 9)), "pay_rule": PAY_RULE,
        "cost_weight": 0.5, "fit_sd": 0.3, "liked_experience": 0.01,
        "stay_mean": 0.8, "stay_spread": 0.4,
        **{name: one_key(rng) for name in ("k_post", "k_suit", "k_taste", "k_stay")},
        "out_post": np.full(len(rows), 99, np.int32),
        "out_value": np.full(len(rows), 9.0), "out_score": np.full(len(rows), 9.0),
    }  # fmt: skip
    columns = {name: v for name, v in f.items() if name.startswith("firm_")}
    case = arguments(rural.find_posts, w, h, columns, m, rules(rng, 3), facts, changes)
    return case, m["post_market"]


@given(worlds)
def test_posts_are_looked_for_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    case, market = offer_case(rng, world[1])
    _, after = agree(rural.find_posts, twins.find_posts, case)
    found = after["out_post"] >= 0
    post = after["out_post"][found]
    assert not case["post_asks"][post].any()
    here = market[post] // 7 == case["unit"][case["rows"][found]]
    assert (here != bool(case["away"])).all()


def test_support_raises_the_worth_of_posts_elsewhere_and_of_no_other():
    for away in (0, 1):
        rng = np.random.default_rng(7)
        case, _ = offer_case(rng, 60, away=away, mover_support=np.zeros(N_UNITS))
        _, without = run(rural.find_posts, case)
        _, with_it = run(rural.find_posts, case | {"mover_support": np.full(N_UNITS, 0.2)})
        found = without["out_post"] >= 0
        assert found.sum() > 5
        np.testing.assert_array_equal(without["out_post"], with_it["out_post"])
        gain = with_it["out_value"][found] - without["out_value"][found]
        np.testing.assert_allclose(gain, 0.2 * away, atol=1e-12)


def test_schooling_waived_for_veterans_opens_posts_to_them_in_offers_too():
    rng = np.random.default_rng(8)
    suit = np.triu(np.full((8, 8), 1.0))  # a post looks at nobody with less schooling
    case, _ = offer_case(rng, 60, away=0, suit_chance=suit, call_back=np.ones((N_UNITS, 13)))
    case["flags"][:] |= Flag.VETERAN
    _, strict = run(rural.find_posts, case | {"waiver": np.zeros(N_UNITS, np.int64)})
    _, eased = run(rural.find_posts, case | {"waiver": np.full(N_UNITS, 2)})
    assert np.all(eased["out_post"][strict["out_post"] >= 0] >= 0)
    assert (eased["out_post"] >= 0).sum() > (strict["out_post"] >= 0).sum()
    case["flags"][:] &= ~Flag.VETERAN
    _, others = run(rural.find_posts, case | {"waiver": np.full(N_UNITS, 2)})
    np.testing.assert_array_equal(others["out_post"], strict["out_post"])


@given(worlds)
def test_leaving_and_staying_are_worth_what_the_plain_formula_says(world):
    rng = np.random.default_rng(world[0])
    w, h = villagers(rng, world[1])
    n = world[1]
    facts = {
        "rows": np.arange(n, dtype=np.int32), "pay": rng.normal(8.3, 0.2, N_UNITS),
        "skill_share": 0.5, "family_cost": 0.4, "theta": 2.7, "k_taste": one_key(rng),
        "farm_income": rng.uniform(800.0, 2500.0, N_UNITS), "care_value": 500.0,
        "out": rng.normal(8.0, 0.1, n),
    }  # fmt: skip
    case = arguments(rural.value_leaving, w, h, facts)
    agree(rural.value_leaving, twins.value_leaving, case)
    case = arguments(rural.keep_farm, w, h, facts)
    _, after = agree(rural.keep_farm, twins.keep_farm, case)
    searches = w["status"] == Status.UNEMPLOYED
    np.testing.assert_array_equal(after["out"][searches], facts["out"][searches])


@given(st.integers(0, 10**6), st.floats(0.0, 2.0), st.floats(0.1, 0.8))
def test_the_taste_to_stay_is_the_plain_formula(number, mean, spread):
    sub = one_key(np.random.default_rng(number))
    equal(rural.taste_to_stay, twins.taste_to_stay, sub, mean, spread)


@given(worlds)
def test_accepted_posts_stand_at_the_head_of_the_lists(world):
    rng = np.random.default_rng(world[0])
    n = world[1]
    rows = np.flatnonzero(rng.random(n) < 0.5).astype(np.int32)
    length = rng.integers(0, 4, len(rows))
    start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    offered = np.flatnonzero(rng.random(n) < 0.4).astype(np.int32)
    everybody = np.union1d(rows, offered)
    size = int(start[-1]) + len(offered)
    facts = {
        "rows": rows, "start": start,
        "post": rng.integers(0, 5, start[-1]).astype(np.int32), "score": rng.random(start[-1]),
        "offered": offered, "offered_post": rng.integers(0, 5, len(offered)).astype(np.int32),
        "offered_score": rng.random(len(offered)),
        "out_rows": np.full(len(everybody), -9, np.int32),
        "out_start": np.full(len(everybody) + 1, -9, np.int64),
        "out_post": np.full(size, -9, np.int32), "out_score": np.full(size, -9.0),
    }  # fmt: skip
    agree(rural.insert_offers, twins.insert_offers, arguments(rural.insert_offers, facts))
    known = facts | {
        "who": offered, "wanted": facts["offered_post"], "out": np.ones(len(offered), np.bool_),
    }  # fmt: skip
    agree(rural.already_lists, twins.already_lists, arguments(rural.already_lists, known))


@given(worlds)
def test_those_lifted_from_poverty_are_counted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, _ = villagers(rng, world[1])
    w["status"][rng.random(world[1]) < 0.2] = Status.AWAY
    facts = {"month": MONTH, "counts": np.zeros((rural.CHUNKS, N_UNITS, 3), np.int64)}
    case = arguments(rural.count_lifted, w, facts)
    _, after = agree(rural.count_lifted, twins.count_lifted, case)
    total = after["counts"].sum(axis=(0, 1))
    assert total[0] >= total[1]


@given(worlds)
def test_northern_schools_are_entered_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.STUDENT])
    w["schooling"][:] = rng.choice([Schooling.PRIMARY, Schooling.JUNIOR], world[1])
    rows = np.flatnonzero(rng.random(world[1]) < 0.6).astype(np.int32)
    facts = {
        "month": MONTH, "rows": rows, "to_senior": rng.random(2), "k_school": one_key(rng),
        "k_seat": one_key(rng), "to_unit": cumulative(rng, N_UNITS),
        "county_share": cumulative(rng, N_UNITS, 5), "field_share": cumulative(rng, 9),
        "county": rng.integers(0, 5, world[1]).astype(np.int16),
        "out": np.zeros(len(rows), np.bool_),
    }  # fmt: skip
    case = arguments(northern.goes_on_at_home, w, facts)
    agree(northern.goes_on_at_home, twins.goes_on_at_home, case)
    case = arguments(northern.begin_northern_school, w, facts)
    _, after = agree(northern.begin_northern_school, twins.begin_northern_school, case)
    assert (after["schooling"][rows] == Schooling.SENIOR).all()
    assert (after["field"][rows] > 0).all()
