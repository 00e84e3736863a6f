"""Benefits, welfare posts, allowance, arrears and start-ups against plain Python."""

from __future__ import annotations

import math

import naive_welfare as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_FIRMS,
    N_INDUSTRIES,
    N_UNITS,
    agree,
    arguments,
    employ,
    equal,
    firms,
    one_key,
    people,
    posts,
    run,
)

from agents.codes import Flag, Ownership, Status
from agents.kernels import (
    allowance,
    benefits,
    flexible,
    rights,
    separation,
    startups,
    welfare_posts,
)

worlds = st.tuples(st.integers(0, 10**6), st.integers(1, 60))
LOOPS = [
    (benefits, ("award_benefits", "ease_search", "run_down_benefits")),
    (welfare_posts, ("post_candidates", "take_posts", "leave_posts", "run_down_posts")),
    (allowance, ("add_incomes", "assess_households", "sum_allowances")),
    (rights, ("run_arrears", "staff_by_kind")),
    (flexible, ("buy_cover",)),
    (startups, ("think_of_founding", "empty_businesses", "place_founders")),
]


def counts(*names):
    return {name: np.zeros(N_UNITS, np.int64) for name in names}


def case_of(rng, n, kernel, **changes):
    """Return n persons, their firms and households, and what every kernel of this file asks."""
    idle = [
        Status.UNEMPLOYED,
        Status.FLEXIBLE,
        Status.INACTIVE,
        Status.RETIRED,
        Status.GONE,
        Status.WELFARE_POST,
    ]
    w = people(rng, n, statuses=[Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.FARM, *idle])
    f = firms(rng)
    f["ownership"][: N_FIRMS // 2] = f["firm_ownership"][: N_FIRMS // 2] = Ownership.HOUSEHOLD
    w["employer"][w["employer"] < 2] = -1  # two businesses without staff
    w["flags"][w["employer"] < 0] &= ~Flag.RECALL
    lost = np.isin(w["status"], [Status.EMPLOYEE, Status.OWN_ACCOUNT]) & (w["employer"] < 0)
    w["status"][lost] = Status.UNEMPLOYED
    employ(w, f)
    rows = np.flatnonzero(rng.random(n) < 0.7).astype(np.int32)
    n_houses = int(w["household"].max()) + 1
    empty = np.flatnonzero((f["n_workers"] == 0) & (f["n_break"] == 0))
    facts = {
        "month": MONTH,
        "rows": rows,
        "owner": rng.integers(0, 2, len(rows)).astype(np.int8),
        "fate": rng.choice([0, 0, 1, 2, 3, 4, 5], n).astype(np.int8),
        "contribution_used": rng.integers(0, 60, n).astype(np.int8),
        "benefit_months": rng.choice([0, 0, 1, 2, 20], n).astype(np.int8),
        "benefit": rng.uniform(1000.0, 2000.0, N_UNITS),
        "short": rng.choice([6.0, 12.0], N_UNITS),
        "middle": rng.choice([12.0, 18.0], N_UNITS),
        "long": rng.choice([18.0, 24.0], N_UNITS),
        "per_year": float(rng.choice([1.5, 3.0])),
        "contract_end": 0.5,
        "take_up": 0.6,
        "k": one_key(rng),
        "n_app": 3.0,
        "effort_by_spell": rng.uniform(0.4, 1.0, 41),
        "benefit_effort": rng.uniform(0.5, 1.1, N_UNITS),
        "lock_in": 0.5,
        "k_effort": one_key(rng),
        "applications": rng.integers(0, 9, n).astype(np.int8),
        "least_spell": 3,
        "pay": rng.uniform(1500.0, 3000.0, N_UNITS),
        "months": rng.choice([12.0, 36.0], N_UNITS),
        "registration_share": 0.6,
        "k_register": one_key(rng),
        "reservation": 0.9,
        "taper": rng.choice([0.0, 6.0, 12.0], N_UNITS),
        "farm_product": rng.uniform(800.0, 4000.0, N_UNITS),
        "other_income": 50.0,
        "pension_insured": 3500.0,
        "pension_resident": 220.0,
        "income": np.zeros(n_houses, np.int64),
        "disregarded": np.zeros(n_houses, np.int64),
        "demand": rng.uniform(0.5, 2.0, N_UNITS),
        "idea": 0.8, "prime": 36.0, "spread": 10.0, "slope": 0.5,
        "k_insured": one_key(rng),
        **counts("awards", "recipients", "exhausted", "separations"),
        "cost": rng.uniform(200.0, 1500.0, (3, N_UNITS)),
        "burden": 0.2,
        "wish": 0.5,
        **counts("entries", "persons", "registered", "begun", "covered"),
    }  # fmt: skip
    houses = {
        "house_id": (np.arange(n_houses) + 5000).astype(np.int32),
        "county": rng.integers(-1, 5, n_houses).astype(np.int16),
        "urban": rng.integers(0, 2, n_houses).astype(np.int8),
        "n_members": rng.integers(0, 6, n_houses).astype(np.int8),
        "income": rng.integers(0, 5000, n_houses),
        "disregarded": rng.choice([0, 0, 1000], n_houses),
        "poor": np.full((64, N_UNITS), 7, np.int64),
        "unit_of_county": rng.integers(0, N_UNITS, 5).astype(np.int8),
        "line_urban": rng.uniform(500.0, 900.0, N_UNITS),
        "line_rural": rng.uniform(300.0, 600.0, N_UNITS),
        "allowance": rng.choice([-1, 0, 300], n_houses).astype(np.int16),
        "out": np.full((64, N_UNITS, 4), 7, np.int64),
    }
    if kernel is allowance.sum_allowances:
        houses["county"] = np.maximum(houses["county"], 0).astype(np.int16)
    owed = {
        "pay": rng.uniform(3e3, 9e3, (N_INDUSTRIES, 4)),
        "level": rng.uniform(0.8, 1.2, N_UNITS),
        "start": rng.uniform(0.0, 0.6, (N_INDUSTRIES, 4)),
        "settle": 0.3,
        "inspection": rng.uniform(0.0, 0.3, N_UNITS),
        "deterred": rng.uniform(0.3, 1.0, N_UNITS),
        "part": 0.6,
        "recovered": 0.4,
        "arrears": rng.choice([0, 0, 123457, 10**9 + 1], N_FIRMS),
        "totals": np.full((64, N_UNITS, 4), 7, np.int64),
        "kind": rng.integers(0, 4, (N_INDUSTRIES, 4)).astype(np.int8),
        "out": np.full((64, N_UNITS, 4), 7, np.int64),
    }
    founders = rng.permutation(np.flatnonzero(np.isin(w["status"], [Status.UNEMPLOYED,
        Status.FLEXIBLE, Status.EMPLOYEE]) & (w["flags"] & Flag.RECALL == 0)))  # fmt: skip
    many = min(len(founders), len(empty))
    placed = {
        "rows": founders[:many].astype(np.int32),
        "firm": empty[:many].astype(np.int32),
        "income": rng.normal(8.0, 0.4, many),
    }
    of_firms = kernel.__name__ in ("run_arrears", "staff_by_kind", "empty_businesses")
    extra = [f, posts(rng, f)] if of_firms else [w]
    if kernel.__name__ in ("assess_households", "sum_allowances"):
        extra = [houses]
    if of_firms:
        extra.append(owed)
    if kernel is startups.place_founders:
        extra = [f, w, placed]
    return arguments(kernel, facts, *extra, {"firm_id": f["id"]}, changes)


@given(worlds)
@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in LOOPS for name in names]
)
def test_each_loop_equals_its_twin(module, name, world):
    kernel = getattr(module, name)
    case = case_of(np.random.default_rng(world[0]), world[1], kernel)
    agree(kernel, getattr(twins, name), case)


@given(st.integers(0, 500), st.floats(1, 60), st.floats(1, 60), st.floats(1, 60), st.floats(0, 9))
def test_the_term_of_benefit_equals_its_twin(contributed, short, middle, long, per_year):
    equal(benefits.benefit_term, twins.benefit_term, contributed, short, middle, long, per_year)


@given(st.floats(16, 70), st.floats(-1, 1), st.floats(0.1, 3.0))
def test_the_chance_of_founding_equals_its_twin(age, skill, demand):
    values = (age, skill, demand, 0.01, 36.0, 10.0, 0.5)
    equal(startups.founding_chance, twins.founding_chance, *values)


@given(st.integers(0, 5000), st.floats(0, 2e4), st.floats(0, 1))
def test_unpaid_wages_equal_their_twin(n, pay, part):
    equal(rights.unpaid_wages, twins.unpaid_wages, n, pay, part)


@pytest.mark.parametrize(
    ("contributed", "months"), [(11, 0), (12, 3), (59, 12), (60, 15), (119, 18), (130, 24)]
)
def test_the_law_gives_no_more_than_a_year_a_year_and_a_half_and_two_years(contributed, months):
    assert benefits.benefit_term(contributed, 12.0, 18.0, 24.0, 3.0) == months


@given(worlds)
def test_who_quits_draws_no_benefit_and_keeps_her_contributions(world):
    """Row UI13: involuntary ends only; refusing or quitting never uses contributions up."""
    rng = np.random.default_rng(world[0])
    case = case_of(rng, world[1], benefits.award_benefits, contract_end=0.0, take_up=1.0)
    case["fate"][:] = separation.QUIT
    _, after = run(benefits.award_benefits, case)
    for name in ("benefit_months", "contribution_used"):
        np.testing.assert_array_equal(after[name], case[name])


@given(worlds)
def test_a_claim_can_use_the_same_contributions_only_once(world):
    rng = np.random.default_rng(world[0])
    case = case_of(rng, world[1], benefits.award_benefits, take_up=1.0)
    case["fate"][:] = separation.LAID_OFF
    case["contribution"] %= 700
    _, once = run(benefits.award_benefits, case)
    _, twice = run(benefits.award_benefits, {**once, "awards": np.zeros(N_UNITS, np.int64)})
    got = once["benefit_months"] != case["benefit_months"]
    assert not got.any() or twice["awards"].sum() == 0
    np.testing.assert_array_equal(twice["benefit_months"], once["benefit_months"])


@given(worlds)
def test_a_factor_of_one_leaves_search_as_it_was(world):
    rng = np.random.default_rng(world[0])
    case = case_of(rng, world[1], benefits.ease_search, benefit_effort=np.ones(N_UNITS))
    _, first = run(benefits.ease_search, case)
    _, second = run(benefits.ease_search, {**case, "applications": first["applications"]})
    np.testing.assert_array_equal(first["applications"], second["applications"])


@given(worlds)
def test_no_fen_of_arrears_is_lost_or_made(world):
    rng = np.random.default_rng(world[0])
    case = case_of(rng, world[1], rights.run_arrears)
    _, after = run(rights.run_arrears, case)
    incurred, settled, lost = (int(after["totals"][..., at].sum()) for at in range(3))
    assert int(case["arrears"].sum()) + incurred == int(after["arrears"].sum()) + settled + lost
    closed = case["alive"] == 0
    assert (after["arrears"][closed] == 0).all()


def test_a_household_gets_what_it_lacks_of_the_line():
    line = np.array([700.0])
    given_, poor = np.zeros(3, np.int16), np.zeros((64, 1), np.int64)
    allowance.assess_households(
        np.arange(3, dtype=np.int32), np.zeros(3, np.int16), np.array([1, 1, 0], np.int8),
        np.array([3, 2, 1], np.int8), np.array([1500, 1400, 100]), np.array([0, 0, 500]),
        np.zeros(1, np.int8),
        line, 500.0 / 700.0 * line, 0.0, 1.0, np.uint64(3), given_, poor,
    )  # fmt: skip
    assert poor.sum() == 3  # the third is poor only where the new job is disregarded
    assert given_.tolist() == [600, 0, 400]


def test_founding_is_likeliest_at_the_prime_and_rises_with_demand():
    at = [startups.founding_chance(a, 0.0, 1.0, 0.01, 36.0, 10.0, 0.5) for a in (20, 36, 60)]
    assert at[1] == max(at) == 0.01
    assert math.isclose(startups.founding_chance(36, 0.0, 2.0, 0.01, 36.0, 10.0, 0.5), 0.02)
