"""Kernels of pay, subsidies and statistics against plain Python."""

from __future__ import annotations

import naive_people as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_UNITS,
    agree,
    arguments,
    employ,
    equal,
    firms,
    keys,
    one_key,
    order_free,
    people,
    permuted,
    run,
)

from agents.codes import Status
from agents.draws import uniform
from agents.kernels import pay, tabulate, wages
from agents.kernels.rows import firm_sum
from agents.kernels.rules import contribution_due

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
JOBS = [Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.UNEMPLOYED, Status.INACTIVE, Status.FARM]

# ---------------------------------------------------------------- pay


def review_case(rng, w, **changes):
    f = firms(rng)
    facts = {
        "market_growth": rng.normal(0.0, 0.05, (N_UNITS, 7)),
        "trend": 0.0,
        "flexible_growth": 1.002,
        "farm_growth": 0.998,
        "floor_before": np.full(N_UNITS, 1900.0),
        "floor": np.full(N_UNITS, 1900.0),
        "spill": 0.3,
        "evading": 0.4,
        "depth": 0.7,
        "k_comply": one_key(rng),
        "rigid": 0.5,
        "noise_sd": 0.05,
        "k_review": one_key(rng),
        "k_noise": one_key(rng),
        "income_sd": 0.2,
        "k_income": one_key(rng),
        "k_income_before": one_key(rng),
    }
    return arguments(pay.review_wages, f, w, facts, changes)


@given(worlds)
def test_pay_is_reviewed_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[*JOBS, Status.FLEXIBLE])
    w["tenure"] = rng.choice([0, 5, 12, 24], world[1]).astype(np.int16)
    at_work = w["wage"] > 0.0
    w["wage"][at_work] = rng.uniform(1200.0, 3400.0, at_work.sum())  # near the minimum
    rises = rng.choice([0.0, 150.0], N_UNITS) if world[0] % 2 else np.zeros(N_UNITS)
    case = review_case(rng, w, floor=1900.0 + rises)
    _, after = agree(pay.review_wages, twins.review_wages, case)
    bound = (w["status"] == Status.EMPLOYEE) & (w["employer"] >= 0) & (w["tenure"] % 12 == 0)
    bound &= w["tenure"] > 0
    firm = w["employer"][bound]
    complies = [
        wages.complies(case["firm_id"][f], case["firm_ownership"][f], 0.4, case["k_comply"])
        for f in firm
    ]
    least = np.where(complies, 1.0, 0.7) * case["floor"][case["firm_unit"][firm]]
    assert (after["wage"][bound] >= least.astype(np.float32)).all()
    order_free(pay.review_wages, case, list(w), rng.permutation(world[1]))


def test_rigid_pay_is_never_cut():
    rng = np.random.default_rng(4)
    w = people(rng, 60, statuses=[Status.EMPLOYEE])
    w["tenure"][:] = 12
    case = review_case(rng, w, rigid=1.0, trend=-0.1)
    _, after = run(pay.review_wages, case)
    assert (after["wage"] >= case["wage"]).all()


def shares(rng):
    return {
        "half": np.array([0, 1, 1], np.int8),
        "floor": rng.uniform(4000.0, 4800.0, N_UNITS).round(2),
        "ceiling": rng.uniform(12000.0, 24000.0, N_UNITS).round(2),
    }


@given(worlds)
def test_contributions_are_the_exact_sums(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    case = arguments(
        pay.sum_contributions,
        w,
        shares(rng),
        rate=rng.uniform(0.05, 0.3, (2, N_UNITS)).round(4),
        compliance=float(rng.choice([0.0, 0.25, 1.0])),
        own_rate=0.2,
        out=np.full((64, 2, 3), 9, np.int64),
    )
    _, after = agree(pay.sum_contributions, twins.sum_contributions, case)
    _, mixed = run(pay.sum_contributions, permuted(case, w, rng.permutation(world[1])))
    np.testing.assert_array_equal(mixed["out"].sum(axis=0), after["out"].sum(axis=0))


@given(worlds)
def test_contributions_of_firms_are_those_of_their_insured_staff(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=JOBS), firms(rng)
    employ(w, f)
    case = arguments(
        pay.firm_contributions,
        w,
        shares(rng),
        rate=0.01,
        compliance=float(rng.choice([0.0, 0.25, 1.0])),
        months=3,
        fen=np.full(len(f["id"]), 7, np.int64),
        staff_months=np.full(len(f["id"]), 2, np.int32),
    )
    _, after = agree(pay.firm_contributions, twins.firm_contributions, case)
    insured = (w["employer"] >= 0) & (w["insured"] == 1) & (w["status"] == Status.EMPLOYEE)
    assert (after["staff_months"] - 2).sum() == 3 * insured.sum()
    order_free(pay.firm_contributions, case, list(w), rng.permutation(world[1]))


@given(worlds, st.integers(0, 11))
def test_what_running_subsidies_cost_is_exact(world, months_left):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=JOBS), firms(rng)
    employ(w, f)
    case = arguments(
        pay.subsidy_due,
        w,
        shares(rng),
        rows=np.flatnonzero(w["subsidy_months"]).astype(np.int32),
        rate=rng.uniform(0.05, 0.3, N_UNITS).round(4),
        months_left=months_left,
        due=np.full(2, 9, np.int64),
        committed=np.full(2, 9, np.int64),
        persons=np.full(N_UNITS, 9, np.int64),
    )
    agree(pay.subsidy_due, twins.subsidy_due, case)
    order = rng.permutation(world[1])
    order_free(pay.subsidy_due, case, list(w), order, rows=["rows"])


@given(worlds)
def test_claims_cost_what_they_cost_once_they_run(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    rows = np.flatnonzero(rng.random(world[1]) < 0.5).astype(np.int32)
    case = arguments(
        pay.price_claims,
        w,
        shares(rng),
        rows=rows,
        share=rng.uniform(0.1, 1.0, len(rows)).round(3),
        rate=rng.uniform(0.05, 0.3, N_UNITS).round(4),
        monthly=np.full(len(rows), 9, np.int64),
    )
    _, after = agree(pay.price_claims, twins.price_claims, case)
    w["subsidy_share"][rows] = case["share"]  # float32 holds it to more than a millionth of a fen
    w["subsidy_months"][:] = 0
    w["subsidy_months"][rows] = 1
    due = arguments(
        pay.subsidy_due, w, case, months_left=1,
        due=np.zeros(2, np.int64), committed=np.zeros(2, np.int64),
        persons=np.zeros(N_UNITS, np.int64), half=np.array([0, 1, 1], np.int8),
    )  # fmt: skip
    _, run_on = run(pay.subsidy_due, due)
    assert run_on["due"].sum() == after["monthly"].sum()


@given(worlds, st.integers(0, 20_000), st.integers(0, 40_000))
def test_claims_are_accepted_in_their_turn_while_they_fit(world, left, room):
    rng = np.random.default_rng(world[0])
    n = world[1]
    case = {
        "order": rng.permutation(n)[: n - n // 4], "cost": rng.integers(0, 2000, n),
        "monthly": rng.integers(0, 300, n), "left": left, "room": room,
        "accepted": np.zeros(n, np.bool_),
    }  # fmt: skip
    spent, after = agree(pay.accept_claims, twins.accept_claims, case)
    assert spent == case["cost"][after["accepted"]].sum() <= left
    assert 12 * case["monthly"][after["accepted"]].sum() <= room


@pytest.mark.parametrize(
    ("wage", "floor", "ceiling", "rate", "part", "fen"),
    [
        (5000.0, 4000.0, 20000.0, 0.16, 1.0, 80_000),  # 5000 × 16 % = 800.00 yuan
        (3000.0, 4000.0, 20000.0, 0.16, 1.0, 64_000),  # the floor counts: 640.00
        (30000.0, 4000.0, 20000.0, 0.16, 1.0, 320_000),  # the ceiling counts: 3200.00
        (5000.0, 4000.0, 20000.0, 0.245, 0.8, 98_000),  # four fifths of 1225.00
        (4899.02, 4000.0, 20000.0, 0.25, 1.0, 122_476),  # 1224.755: halves go up
    ],
)
def test_contributions_have_the_known_amounts(wage, floor, ceiling, rate, part, fen):
    base = pay.contribution_base(wage, floor, ceiling)
    assert contribution_due(base, rate, part) == fen
    assert twins.due(wage, floor, ceiling, rate, part) == fen


def subsidised(**changes):
    """Return (due, committed) of one subsidised employee of 5000 yuan."""
    w = people(np.random.default_rng(1), 1, statuses=[Status.EMPLOYEE])
    known = {"unit": 0, "wage": 5000.0, "subsidy_months": 12, "subsidy_share": 0.8}
    for name, value in (known | changes).items():
        w[name][:] = value
    case = arguments(
        pay.subsidy_due,
        w,
        rows=np.zeros(1, np.int32),
        half=np.array([0, 1, 1], np.int8),
        floor=np.full(N_UNITS, 4000.0),
        ceiling=np.full(N_UNITS, 20000.0),
        rate=np.full(N_UNITS, 0.245),
        months_left=6,
        due=np.zeros(2, np.int64),
        committed=np.zeros(2, np.int64),
        persons=np.zeros(N_UNITS, np.int64),
    )
    _, after = run(pay.subsidy_due, case)
    assert after["due"][1] == after["committed"][1] == 0
    return int(after["due"][0]), int(after["committed"][0])


def test_a_subsidy_of_four_fifths_costs_980_yuan_a_month_and_is_committed_to_the_years_end():
    assert subsidised() == (98_000, 6 * 98_000)
    assert subsidised(subsidy_months=4) == (98_000, 3 * 98_000)


@given(worlds)
def test_a_subsidy_runs_down_month_by_month_and_then_leaves_its_firms_count(world):
    """The twin of `count_staff` agrees afterwards: nobody is counted whose subsidy has ended."""
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=JOBS), firms(rng)
    w["subsidy_months"] = np.minimum(w["subsidy_months"], 2)
    employ(w, f)
    rows = np.flatnonzero(w["subsidy_months"]).astype(np.int32)
    case = arguments(pay.run_down_subsidies, f, w, rows=rows)
    _, after = agree(pay.run_down_subsidies, twins.run_down_subsidies, case)
    w["subsidy_months"], counted = after["subsidy_months"], after["n_subsidised"]
    employ(w, f)
    np.testing.assert_array_equal(counted, f["n_subsidised"])
    order = rng.permutation(world[1])
    order_free(pay.run_down_subsidies, case, list(w), order, rows=["rows"])


# ---------------------------------------------------------------- statistics

CHUNKS, N_AGES, N_STATUSES = 5, tabulate.N_AGES, tabulate.N_STATUSES
SHAPES = {
    "persons": (2, 2, N_AGES, N_STATUSES),
    "schooled": (tabulate.N_SCHOOLING, N_STATUSES),
    "working": (tabulate.N_INDUSTRIES,),
    "jobs": (2, tabulate.N_INDUSTRIES, tabulate.N_EMPLOYED),
    "staff": (2, tabulate.N_INDUSTRIES),
    "pay": (2, tabulate.N_INDUSTRIES),
    "survey": (2, N_AGES, 3),
    "slack": (2,),
    "bands": (2, tabulate.N_PAY_BANDS),
}


@given(st.integers(0, 110))
def test_age_groups_are_those_of_the_plain_search(years):
    equal(tabulate.age_group, twins.age_group, years)


@pytest.mark.parametrize("status", [s for s in Status if s not in (Status.GONE, Status.AWAY)])
def test_every_status_is_in_work_unemployed_or_outside_the_labour_force(status):
    equal(tabulate.labour_state, twins.labour_state, int(status))


def survey_case(rng, n, share):
    return {
        "household_id": rng.choice(2**31 - 1, n, replace=False).astype(np.int32),
        "share": share,
        "k_group": one_key(rng),
        "waves": np.array(keys(rng, tabulate.WAVES), np.uint64),
        "surveyed": np.full(n, 9, np.int8),
    }


@given(st.integers(0, 10**6), st.integers(0, 200), st.floats(0.0, 1.0))
def test_households_are_surveyed_as_in_the_plain_loop(number, n, share):
    rng = np.random.default_rng(number)
    case = survey_case(rng, n, share)
    agree(tabulate.draw_survey, twins.draw_survey, case)
    order_free(tabulate.draw_survey, case, ["household_id", "surveyed"], rng.permutation(n))


def test_who_is_asked_stays_as_long_as_the_key_of_her_rotation_group():
    rng = np.random.default_rng(5)
    case = survey_case(rng, 4000, 0.3)
    renewed = case["waves"].copy()
    renewed[[1, 3]] = keys(rng, 2)
    now, later = (
        run(tabulate.draw_survey, case | {"waves": waves})[1]["surveyed"] == 1
        for waves in (case["waves"], renewed)
    )
    group = np.array([int(4 * uniform(case["k_group"], who)) for who in case["household_id"]])
    kept = np.isin(group, (0, 2))
    np.testing.assert_array_equal(now[kept], later[kept])
    assert (now[~kept] != later[~kept]).any()
    # 4,000 households, each group a quarter of them: four standard errors are 110
    assert np.abs(np.bincount(group) - 1000).max() < 110


@given(st.floats(0.0, 1e6, width=32))
def test_bands_of_pay_are_those_of_the_plain_formula(wage):
    equal(tabulate.pay_band, twins.pay_band, wage)


@given(st.integers(0, 10**6), st.integers(0, 60))
def test_answers_of_households_are_summed_as_in_the_plain_loop(number, n):
    rng = np.random.default_rng(number)
    last = rng.random(n) < 0.4
    last[-1:] = True
    case = {
        "rows": rng.permutation(n).astype(np.int32),
        "answers": rng.integers(1, 4, n).astype(np.int8),
        "unit": np.zeros(n, np.int8),
        "last": last,
        "sums": np.zeros((2, 4), np.int64),
    }
    _, after = agree(tabulate.sum_answers, twins.sum_answers, case)
    assert after["sums"][0, 0] == last.sum()


@given(st.integers(0, 10**6), st.sampled_from([0, 1, 4, 5, 6]) | st.integers(0, 200))
def test_urban_households_are_counted_as_in_the_plain_loop(number, n):
    rng = np.random.default_rng(number)
    case = {
        "urban": rng.integers(0, 2, n).astype(np.int8),
        "n_members": rng.integers(0, 3, n).astype(np.int8),
        "counted": np.full(CHUNKS, 9, np.int64),
    }
    _, after = agree(tabulate.count_urban_households, twins.count_urban_households, case)
    assert after["counted"].sum() == ((case["urban"] == 1) & (case["n_members"] > 0)).sum()


def tabulate_case(rng, w, f):
    n_houses = int(w["household"].max()) + 1
    facts = {
        "month": MONTH,
        "surveyed": rng.integers(0, 2, n_houses).astype(np.int8),
        "group_of_age": np.array([tabulate.age_group(m // 12) for m in range(70 * 12)], np.int8),
        "register_share": 0.5,
        "k_register": one_key(rng),
        "books": np.zeros((CHUNKS, 3), np.uint64),
        **{name: np.zeros((CHUNKS, N_UNITS, *shape), np.int64) for name, shape in SHAPES.items()},
        "answers": np.zeros(len(w["status"]), np.int8),
    }
    return arguments(tabulate.tabulate_workers, f, w, facts)


@given(worlds)
def test_the_tables_are_filled_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=list(Status)), firms(rng)
    employ(w, f)
    near = rng.random(world[1]) < 0.3  # at an age at which a group begins
    adult = w["status"] > Status.STUDENT
    first = 12 * rng.choice([15, 16, 25, 60, 65], world[1]) + rng.integers(-1, 2, world[1])
    w["birth"][near & adult] = (MONTH - first)[near & adult]
    case = tabulate_case(rng, w, f)
    _, after = agree(tabulate.tabulate_workers, twins.tabulate_workers, case)
    assert after["persons"].sum() == (w["status"] != Status.GONE).sum()
    assert after["working"].sum() == after["jobs"].sum()
    _, mixed = run(tabulate.tabulate_workers, permuted(case, w, rng.permutation(world[1])))
    for name in (*SHAPES, "books"):
        np.testing.assert_array_equal(mixed[name].sum(axis=0), after[name].sum(axis=0), name)
    counts = [f[name] for name in ("n_workers", "n_break", "n_subsidised")]
    assert after["books"].sum(axis=0).tolist() == [int(firm_sum(n)) for n in counts]
