"""Homes, distance and the farm against plain Python."""

from __future__ import annotations

import math

import naive
import naive_space as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_FIRMS,
    N_UNITS,
    agree,
    arguments,
    employ,
    equal,
    firms,
    one_key,
    order_free,
    people,
    run,
)

from agents.codes import Flag, Status
from agents.kernels import farming, moving, separation

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
N_COUNTIES = 5
GROWN = [s for s in Status if s not in (Status.GONE, Status.MINOR)]


def homes(rng, n):
    """Return households by column name; some units of the base have none."""
    edge = np.sort(rng.integers(0, n + 1, N_UNITS - 1))
    return {
        "house_county": rng.integers(0, N_COUNTIES, n).astype(np.int16),
        "house_urban": rng.integers(0, 2, n).astype(np.int8),
        "n_minors": (rng.integers(0, 3, n) * rng.integers(0, 2, n)).astype(np.int8),
        "care_load": rng.integers(0, 2, n).astype(np.int8),
        "n_members": rng.integers(1, 6, n).astype(np.int8),
        "county_unit": rng.integers(0, N_UNITS, N_COUNTIES).astype(np.int8),
        "base_household": np.concatenate([[0], edge, [n]]).astype(np.int64),
    }


def counts(*names):
    return {name: np.zeros(N_UNITS, np.int64) for name in names}


def crowd(world, **changes):
    """Return persons, firms, households; half are loose or away, most of them adults."""
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=GROWN), firms(rng)
    employ(w, f)
    away = w["status"] == Status.AWAY
    w["wage"][away] = 4000.0
    w["flags"][rng.random(world[1]) < 0.3] |= Flag.RETURNED
    w["flags"][rng.random(world[1]) < 0.2] |= Flag.TRAVELLED
    w["flags"][away & (rng.random(world[1]) < 0.4)] |= Flag.LEFT
    w["harvest"] = np.zeros(world[1], np.int8)
    return rng, w | changes, f, homes(rng, world[1] // 3 + 1)


def move_case(rng, w, h, **changes):
    facts = {
        "month": MONTH,
        "due": (np.arange(2048) % 4 > 0).astype(np.int8),
        "return_rate": 0.2,
        "return_family": 2.0,
        "return_behind": rng.uniform(1.0, 3.0, N_UNITS),
        "return_jobless": 1.5,
        "return_early": 1.2,
        "early_months": 24,
        "return_outside": 0.3,
        "repeat": 0.4,
        "meet": rng.uniform(0.3, 0.8, N_UNITS),
        "gain": rng.normal(0.0, 0.3, N_UNITS),
        "family_cost": 0.3,
        "perceive_sd": 0.15,
        "theta": 2.7,
        "k_return": one_key(rng),
        "k_meet": one_key(rng),
        "k_taste": one_key(rng),
        "mark": np.full(len(w["status"]), 99, np.int8),
    }
    return arguments(moving.choose_moves, w, h, facts, changes)


@given(worlds)
def test_moves_are_chosen_as_in_the_plain_loop(world):
    rng, w, _, h = crowd(world)
    case = move_case(rng, w, h)
    agree(moving.choose_moves, twins.choose_moves, case)
    order_free(moving.choose_moves, case, [*w, "mark"], rng.permutation(world[1]))


def applied_case(rng, w, f, h, mark, **changes):
    facts = {
        "month": MONTH,
        "rows": np.flatnonzero(mark).astype(np.int32),
        "mark": mark,
        "fate": np.zeros(len(mark), np.int8),
        "farm_income": rng.uniform(500.0, 1500.0, N_UNITS),
        "leave_men": 0.2,
        "leave_women": 0.4,
        "to_farm": 0.4,
        "reservation": 0.9,
        "outside_pay": 5000.0,
        "skill_share": 0.5,
        "k_move": one_key(rng),
        **counts("returns", "separations", "went_out", "came_home", "trip_persons"),
    }
    return arguments(moving.apply_moves, f, w, h, facts, changes)


@given(worlds)
def test_moves_are_carried_out_as_in_the_plain_loop(world):
    rng, w, f, h = crowd(world)
    _, chosen = run(moving.choose_moves, move_case(rng, w, h))
    case = applied_case(rng, w, f, h, chosen["mark"])
    _, after = agree(moving.apply_moves, twins.apply_moves, case)
    assert after["n_members"].sum() == h["n_members"].sum(), "nobody lives in two households"
    moved = after["returns"].sum() + after["went_out"].sum() + after["came_home"].sum()
    assert moved <= len(case["rows"])
    again = dict(after)
    recounted = {n: again[n].copy() for n in ("n_workers", "n_break", "n_subsidised", "owned")}
    separation.count_staff(
        again["status"], again["employer"], again["subsidy_months"], again["flags"],
        *recounted.values(),
    )  # fmt: skip
    for name, value in recounted.items():
        np.testing.assert_array_equal(value, after[name], err_msg=name)


@given(worlds, st.booleans())
def test_one_person_returns_as_in_plain_python(world, behind):
    rng, w, _, h = crowd(world)
    case = arguments(moving.return_home, w, h, i=0, sub=one_key(rng))
    case["home_unit"][0] = rng.integers(0, N_UNITS)
    if not behind:
        case["unit"][0] = h["county_unit"][h["house_county"][w["household"][0]]]
    agree(moving.return_home, twins.return_home, case)


def test_a_mover_with_children_at_hand_stays_and_one_without_returns():
    rng, w, _, h = crowd((5, 30))
    w["status"][:], w["home_unit"][:], w["unit"][:] = Status.EMPLOYEE, 1, 0
    h["county_unit"][:] = 0
    sure = {"return_rate": 1.0, "due": np.ones(2048, np.int8)}
    h["n_minors"][:] = 1
    _, stay = run(moving.choose_moves, move_case(rng, w, h, **sure))
    assert (stay["mark"] == moving.STAYS).all()
    h["n_minors"][:] = 0
    _, go = run(moving.choose_moves, move_case(rng, w, h, **sure))
    assert (go["mark"] == moving.RETURNS).all()


def test_nobody_goes_out_where_it_does_not_pay():
    rng, w, _, h = crowd((6, 60))
    w["status"][:], w["home_unit"][:], w["urban"][:] = Status.FARM, w["unit"], 0
    sure = {"meet": np.ones(N_UNITS), "repeat": 0.0, "due": np.ones(2048, np.int8)}
    for gain, some in ((-99.0, False), (99.0, True)):
        case = move_case(rng, w, h, gain=np.full(N_UNITS, gain), **sure)
        _, after = run(moving.choose_moves, case)
        assert (after["mark"] == moving.GOES_OUT).any() == some


@given(worlds)
def test_some_are_away_at_the_start_as_in_the_plain_loop(world):
    rng, w, _, _ = crowd(world)
    w["home_unit"] = w["unit"].copy()
    facts = {
        "month": MONTH,
        "share": 0.5,
        "longest": 72,
        "outside_pay": 5000.0,
        "skill_share": 0.5,
        "k": one_key(rng),
    }
    case = arguments(moving.send_out_at_start, w, facts)
    n, after = agree(moving.send_out_at_start, twins.send_out_at_start, case)
    before = (w["status"] == Status.AWAY).sum()
    assert n == (after["status"] == Status.AWAY).sum() - before


@given(worlds)
def test_channels_are_counted_as_in_the_plain_loop(world):
    rng, w, f, _ = crowd(world)
    rows = rng.permutation(world[1])[: world[1] // 2].astype(np.int32)
    facts = {
        "rows": rows,
        "held": rng.integers(-1, 9, len(rows)).astype(np.int32),
        "post_firm": rng.integers(0, N_FIRMS, 9).astype(np.int32),
        **counts("near", "elsewhere", "trip_persons"),
    }
    case = arguments(moving.count_channels, f, w, facts)
    _, after = agree(moving.count_channels, twins.count_channels, case)
    assert after["trip_persons"].sum() <= after["elsewhere"].sum()


@given(st.integers(0, 10**6))
def test_formulas_are_those_of_plain_python(seed):
    rng = np.random.default_rng(seed)
    sub, post = one_key(rng), one_key(rng)
    gain, sd, theta = rng.normal(), rng.random(), rng.uniform(1.0, 4.0)
    n, care, value = rng.integers(0, 3), rng.integers(0, 3), rng.uniform(0.0, 3000.0)
    equal(moving.perceived_pay, twins.perceived_pay, 8.0, 0.05, sd, sub, post)
    equal(moving.separation_cost, twins.separation_cost, n, care, 0.4)
    equal(moving.goes_out, twins.goes_out, gain, sd, theta, sub)
    equal(farming.farm_value, twins.farm_value, value, care, 500.0)
    floor, ratio = rng.normal(8.0, 0.3), math.log(0.3)
    equal(farming.farm_chance, twins.farm_chance, 0.2, value, floor, ratio, rng.uniform(0, 3))


def test_the_error_of_a_pair_is_the_same_in_every_month_and_right_on_average():
    rng = np.random.default_rng(3)
    posts = naive.keys(rng, 20_000)
    sub = one_key(rng)
    seen = np.array([moving.perceived_pay(8.0, 0.05, 0.15, sub, k) for k in posts])
    assert seen.mean() == pytest.approx(8.05, abs=4 * 0.15 / math.sqrt(len(posts)))
    assert seen.std() == pytest.approx(0.15, rel=0.03)


# ---------------------------------------------------------------- harvest


def harvest_case(rng, w, **changes):
    facts = {
        "month": MONTH,
        "share": rng.uniform(0.3, 0.9, N_UNITS),
        "income": rng.uniform(500.0, 1500.0, N_UNITS),
        "k": one_key(rng),
        "harvest": np.full(len(w["status"]), 99, np.int8),
    }
    return arguments(farming.call_harvest, w, facts, changes)


@given(worlds)
def test_harvest_work_is_taken_as_in_the_plain_loop(world):
    rng, w, _, _ = crowd(world)
    case = harvest_case(rng, w, harvest=np.full(world[1], 99, np.int8))
    agree(farming.call_harvest, twins.call_harvest, case)
    order_free(farming.call_harvest, case, [*w, "harvest"], rng.permutation(world[1]))


@given(worlds, st.booleans())
def test_harvest_work_goes_on_and_ends_as_in_the_plain_loop(world, over):
    rng, w, _, _ = crowd(world)
    w["harvest"] = rng.integers(0, 3, world[1]).astype(np.int8)
    facts = {
        "rows": np.flatnonzero(w["harvest"]).astype(np.int32),
        "over": over,
        **counts("harvesters", "hired"),
    }
    case = arguments(farming.keep_harvest, w, facts)
    _, after = agree(farming.keep_harvest, twins.keep_harvest, case)
    assert not over or not after["harvest"].any()


def test_after_the_season_everybody_is_what_she_was():
    rng, w, _, _ = crowd((8, 60))
    w["wage"][w["status"] == Status.INACTIVE] = 0.0
    _, called = run(farming.call_harvest, harvest_case(rng, w))
    assert (called["status"] != w["status"]).any()
    rows = np.flatnonzero(called["harvest"]).astype(np.int32)
    end = arguments(
        farming.keep_harvest, w, called, rows=rows, over=True, **counts("harvesters", "hired")
    )
    _, after = run(farming.keep_harvest, end)
    np.testing.assert_array_equal(after["status"], w["status"])
    assert not after["harvest"].any()
