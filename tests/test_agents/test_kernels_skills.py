"""Kernels of hire grants and of the training levy: against plain Python, and in fen."""

from __future__ import annotations

import naive_skills as twins
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from naive import N_UNITS, agree, arguments, equal, firms, order_free, people, run

from agents.codes import Industry, Ownership, Status
from agents.kernels import hire_grants, levy

worlds = st.tuples(st.integers(0, 10**6), st.integers(4, 60))


def work(seed, n):
    """Return persons and firms, each person with an employer or none."""
    rng = np.random.default_rng(seed)
    f = firms(rng, 8)
    w = people(rng, n, statuses=[Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.UNEMPLOYED])
    w["employer"] = rng.integers(-1, 8, n).astype(np.int32)
    return rng, w, f


@given(st.sampled_from(list(Industry)), st.sampled_from(list(Ownership)))
def test_which_employers_are_enterprises_equals_its_twin(industry, ownership):
    equal(hire_grants.is_enterprise, twins.is_enterprise, int(industry), int(ownership))


@given(worlds)
def test_grants_in_the_ranking_equal_their_twin(world):
    rng, _, f = work(*world)
    n = world[1]
    length = rng.integers(0, 5, n)
    start = np.concatenate([[0], np.cumsum(length)])
    case = arguments(
        hire_grants.add_hire_grants, {f"firm_{k}": v for k, v in f.items()},
        entitled=rng.integers(0, 2, n).astype(np.int8), brought=rng.normal(0.0, 0.3, n),
        start=start, post=rng.integers(0, 9, start[-1]).astype(np.int32),
        post_firm=rng.integers(0, 8, 9).astype(np.int32), post_wage=rng.normal(8.0, 0.3, 9),
        firm_insured=rng.random(8).astype(np.float32),
        amount=rng.choice([0.0, 1500.0], N_UNITS), cost_weight=0.15,
        score=rng.normal(0.0, 1.0, start[-1]),
    )  # fmt: skip
    _, after = agree(hire_grants.add_hire_grants, twins.add_hire_grants, case)
    assert (after["score"] >= case["score"]).all()
    for s in np.flatnonzero(case["entitled"] == 0):
        mine = slice(start[s], start[s + 1])
        np.testing.assert_array_equal(after["score"][mine], case["score"][mine])


@given(worlds, st.integers(1, 12))
def test_firms_set_aside_what_the_ledger_receives(world, months):
    rng, w, f = work(*world)
    case = arguments(
        levy.accrue_levy, w, f, rate=rng.choice([0.015, 0.025], N_UNITS), months=months,
        levy=rng.integers(0, 10**6, 8), accrued=np.zeros(N_UNITS, np.int64),
    )  # fmt: skip
    _, after = agree(levy.accrue_levy, twins.accrue_levy, case)
    assert (after["levy"] - case["levy"]).sum() == after["accrued"].sum()
    household = case["ownership"] == Ownership.HOUSEHOLD
    np.testing.assert_array_equal(after["levy"][household], case["levy"][household])
    order_free(levy.accrue_levy, case, ["status", "employer", "wage"], rng.permutation(world[1]))


@given(worlds)
def test_courses_are_paid_as_far_as_a_levy_reaches(world):
    rng, w, _ = work(*world)
    case = arguments(
        levy.spend_levy, employer=w["employer"], cost=rng.integers(0, 300_000, world[1]),
        levy=rng.choice([0, 100_000, 10**7], 8), paid=np.full(world[1], -1),
    )  # fmt: skip
    _, after = agree(levy.spend_levy, twins.spend_levy, case)
    assert after["paid"].sum() == (case["levy"] - after["levy"]).sum()
    assert ((after["paid"] >= 0) & (after["paid"] <= case["cost"])).all()
    assert (after["levy"] >= 0).all()


@given(worlds)
def test_closed_firms_give_their_levy_back(world):
    rng, _, f = work(*world)
    alive = rng.integers(0, 2, 8).astype(np.int8)
    case = arguments(
        levy.return_levy, f, alive=alive, levy=rng.integers(0, 10**6, 8),
        returned=np.zeros(N_UNITS, np.int64),
    )  # fmt: skip
    agree(levy.return_levy, twins.return_levy, case)
    _, after = run(levy.return_levy, case)
    assert after["levy"].sum() + after["returned"].sum() == case["levy"].sum()
    assert (after["levy"][alive == 0] == 0).all()
