"""Rules of pay: the minimum wage, rents, the tail of skill, and what a long spell does."""

from __future__ import annotations

import math

import naive_wages as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_UNITS,
    SCHOOL_YEARS,
    agree,
    arguments,
    employ,
    equal,
    firms,
    one_key,
    people,
    run,
)

from agents.codes import Status
from agents.kernels import pay, rows, wages
from scenarios.parameters import Parameters
from sim.pay_rules import grade_pay, grade_rises, occupation_pay, pay_rule
from sim.steps.search import call_backs, contacts, effort_by_spell

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
yuan = st.floats(300.0, 9000.0)
minimum = st.floats(800.0, 4000.0)

# ---------------------------------------------------------------- the minimum wage


@given(yuan, minimum, minimum, st.floats(0.0, 0.5))
def test_pay_after_a_rise_is_the_plain_formula(w, before, floor, spill):
    equal(wages.raise_to_floor, twins.raise_to_floor, w, before, floor, spill)


@given(yuan, minimum, st.floats(0.0, 500.0), st.floats(0.0, 500.0), st.floats(0.0, 0.5))
def test_nobody_loses_by_a_rise_and_two_steps_are_one(w, before, one, two, spill):
    paid = wages.raise_to_floor(w, 0.0, before, spill)
    first = wages.raise_to_floor(paid, before, before + one, spill)
    second = wages.raise_to_floor(first, before + one, before + one + two, spill)
    assert w <= paid <= first <= second
    at_once = wages.raise_to_floor(w, 0.0, before + one + two, spill)
    assert second == pytest.approx(at_once, rel=1e-9)


@given(minimum, st.floats(0.0, 0.5))
def test_pay_rises_with_market_pay_and_stays_from_one_and_a_half_minimum_on(floor, spill):
    grid = np.linspace(0.2 * floor, 2.0 * floor, 2000)
    paid = np.array([wages.raise_to_floor(w, 0.0, floor, spill) for w in grid])
    steps = np.diff(paid)
    assert (steps >= -1e-9).all()
    assert steps.max() <= np.diff(grid).max() * (1.0 + 1e-6), "no jump"
    assert (paid[grid < floor * (1.0 - 1.5 * spill)] == floor).all(), "the spike"
    np.testing.assert_allclose(paid[grid >= 1.5 * floor], grid[grid >= 1.5 * floor])


def test_a_share_of_private_firms_evades_and_of_others_none():
    rng = np.random.default_rng(1)
    k = one_key(rng)
    kept = np.array([[wages.complies(i, o, 0.1, k) for i in range(4000)] for o in range(4)])
    assert kept[[0, 2]].all()
    assert 0.08 < 1.0 - kept[1].mean() < 0.12
    for i in range(50):
        equal(wages.complies, twins.complies, i - 25, 1, 0.5, k)


def test_a_rise_makes_a_spike_of_those_who_were_below():
    """Missing below the new floor over excess at and near it: between 0.8 and 1.2 (S26)."""
    rng = np.random.default_rng(2)
    market = np.exp(rng.normal(8.9, 0.65, 200_000))
    old = np.array([wages.raise_to_floor(w, 0.0, 1900.0, 0.3) for w in market])
    new = np.array([wages.raise_to_floor(w, 1900.0, 2090.0, 0.3) for w in old])
    missing = (old < 2090.0).sum() - (new < 2090.0).sum()
    near = 1.5 * 2090.0
    excess = ((new >= 2090.0) & (new < near)).sum() - ((old >= 2090.0) & (old < near)).sum()
    assert 0.8 < missing / excess < 1.2
    assert (new == 2090.0).mean() > 0.005


def test_employees_follow_a_rise_at_once_and_owners_do_not():
    rng = np.random.default_rng(3)
    w, f = people(rng, 60, statuses=[Status.EMPLOYEE, Status.OWN_ACCOUNT]), firms(rng)
    f["firm_ownership"][:] = 0
    w["tenure"][:], w["wage"][:] = 5, 1900.0
    more = {"floor_before": np.full(N_UNITS, 1900.0), "floor": np.full(N_UNITS, 2000.0)}
    facts = {
        "market_growth": np.zeros((N_UNITS, 7)), "trend": 0.0, "flexible_growth": 1.0,
        "farm_growth": 1.0, "spill": 0.3, "evading": 0.1, "depth": 0.7, "rigid": 0.5,
        "noise_sd": 0.0, "income_sd": 0.0,
        **{
            name: one_key(rng)
            for name in ("k_review", "k_noise", "k_comply", "k_income", "k_income_before")
        },
    }  # fmt: skip
    _, after = run(pay.review_wages, arguments(pay.review_wages, f, w, facts, more))
    employee = w["status"] == Status.EMPLOYEE
    assert (after["wage"][employee] == 2000.0).all()
    assert (after["wage"][~employee] == 1900.0).all()


# ---------------------------------------------------------------- parts of pay


@given(st.floats(-4.0, 6.0), st.floats(1.0, 3.0), st.floats(2.0, 5.0))
def test_skill_has_the_plain_law(z, begins, index):
    ours = wages.heavy_tail(z, 0.5, begins, index)
    assert ours == pytest.approx(twins.heavy_tail(z, 0.5, begins, index), rel=1e-9, abs=1e-12)
    assert wages.heavy_tail(z + 0.01, 0.5, begins, index) > ours


def test_the_tail_of_skill_is_a_pareto_law_of_its_index():
    z = np.random.default_rng(4).normal(size=400_000)
    skill = np.exp([wages.heavy_tail(x, 0.5, 2.05, 3.0) for x in z])
    top = np.sort(skill)[-8000:]
    assert 1.0 / np.log(top / top[0]).mean() == pytest.approx(3.0, rel=0.06)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.floats(0.0, 900.0))
def test_what_a_firm_adds_is_the_plain_formula(rent, shock, size):
    equal(wages.firm_pay, twins.firm_pay, rent, shock, size, 0.3, 0.02)


@given(worlds)
def test_what_persons_bring_is_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    case = arguments(
        wages.value_persons, people(rng, world[1]), month=MONTH, out=np.full(world[1], 9.0),
        rows=rng.permutation(world[1]).astype(np.int32), school_years=SCHOOL_YEARS,
        grade_pay=np.sort(rng.uniform(0.0, 0.4, 9)),
        rule=np.array([0.02, -0.0004, -0.02, -0.06, 0.3]),
    )  # fmt: skip
    agree(wages.value_persons, twins.value_persons, case)


def test_a_grade_lifts_pay_by_what_the_next_hire_with_it_earns_more():
    p = Parameters.default()
    np.testing.assert_allclose(np.cumsum(grade_rises(p)), grade_pay(p), atol=1e-12)
    assert grade_rises(p)[6] == 0.0, "technicians and senior technicians have one premium"


def test_technicians_earn_more_than_seniors_and_no_grade_less_than_one_below():
    p = Parameters.default()
    paid = grade_pay(p)
    assert (np.diff(paid) >= 0.0).all()
    assert paid[5] - paid[4] == pytest.approx(p["prem_tech"])
    assert paid[4] - paid[2] == pytest.approx(2.0 * p["prem_grade"])
    assert len(occupation_pay(p)) == 8
    assert len(pay_rule(p)) == 5


@given(worlds)
def test_starting_pay_is_lifted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1]), firms(rng)
    employ(w, f)
    w["industry"] = np.maximum(w["industry"], 0)
    case = arguments(
        wages.lift_start_pay, f, w,
        occupation_pay=rng.normal(0.0, 0.2, 8), grade_pay=np.sort(rng.uniform(0.0, 0.4, 9)),
        school_years=SCHOOL_YEARS, share=0.3, size_premium=0.02,
        rule=np.array([0.02, -0.0004, -0.02, -0.06, 0.3]), floor=rng.uniform(1e3, 3e3, N_UNITS),
        evading=0.3, depth=0.7, k=one_key(rng),
    )  # fmt: skip
    agree(wages.lift_start_pay, twins.lift_start_pay, case)
    case["floor"][:] = 0.0
    _, free = run(wages.lift_start_pay, case)
    mine = w["employer"] >= 0
    np.testing.assert_allclose(
        free["wage"][mine].sum(dtype=float), case["wage"][mine].sum(dtype=float), rtol=1e-5
    )


# ---------------------------------------------------------------- spells, contacts, households


def test_duration_dependence_is_delta_dur_in_all_and_flat_after_a_year():
    p = Parameters.default()
    effort, seen = effort_by_spell(p), call_backs(p, np.zeros(2))[0]
    months = np.arange(13)
    np.testing.assert_allclose(effort[months] * seen, p["delta_dur"] ** months, rtol=1e-12)
    assert (effort[12:] == effort[12]).all()


def test_a_long_spell_weighs_more_where_labour_is_scarce_and_never_helps():
    p = Parameters.default()
    slack, usual, tight = call_backs(p, np.array([-9.0, 0.0, 0.7]))
    assert (tight[1:] < usual[1:]).all()
    assert (slack >= usual).all()
    assert (slack <= 1.0).all()
    assert np.allclose(np.diff(np.log(tight)), math.log(tight[1]))


def test_contacts_leave_the_mean_chance_and_bring_about_half_of_hires():
    p = Parameters.default()
    known, factor, other, _ = contacts(p)
    assert known * factor + (1.0 - known) * other == pytest.approx(1.0)
    assert known * factor == pytest.approx(p["sh_ref"])


@given(worlds)
def test_households_that_lost_a_job_are_marked_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1])
    chosen = np.flatnonzero(rng.random(world[1]) < 0.4).astype(np.int32)
    n = int(w["household"].max()) + 1
    case = {
        "rows": chosen, "status": w["status"], "household": w["household"],
        "jobless": int(Status.UNEMPLOYED), "mark": np.full(n, 7, np.int8),
    }  # fmt: skip
    agree(rows.mark_households, twins.mark_households, case)
