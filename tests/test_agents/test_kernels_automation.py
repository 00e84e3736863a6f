"""Kernels of automation against plain Python, and what they promise in numbers."""

from __future__ import annotations

import inspect
from types import SimpleNamespace

import naive
import naive_automation as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import MONTH, N_FIRMS, agree, arguments, employ, equal, keys, one_key, people

from agents.codes import Flag, Status
from agents.kernels import automation, requirements, separation

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))


def test_every_kernel_has_a_twin_of_the_same_name():
    kernels = {
        name
        for module in (automation, requirements)
        for name, thing in vars(module).items()
        if hasattr(thing, "py_func") and thing.py_func.__module__ == module.__name__
    }
    assert kernels
    assert kernels <= {n for n, t in vars(twins).items() if inspect.isfunction(t)}


def firms(rng, n):
    adopted = np.where(rng.random(n) < 0.4, MONTH - rng.integers(0, 30, n), 0)
    loss = rng.uniform(0.0, 0.1, 22).astype(np.float32).astype(np.float64)
    industry = rng.integers(0, 22, n).astype(np.int8)
    return {
        "firm_id": rng.choice(10**6, n, replace=False).astype(np.int32),
        "unit": rng.integers(0, 3, n).astype(np.int8),
        "industry": industry,
        "alive": (rng.random(n) < 0.9).astype(np.int8),
        "true_size": (rng.pareto(1.2, n) + 1.0).astype(np.float32),
        "founded": (MONTH - rng.integers(0, 9, n)).astype(np.int16),
        "target": rng.uniform(0.0, 300.0, n).astype(np.float32),
        "adopted": adopted.astype(np.int16),
        "displaced": np.where(adopted > 0, loss[industry], 0.0).astype(np.float32),
        "technology": rng.uniform(0.8, 1.1, n).astype(np.float32),
        "loss": loss,
    }


def adoption_case(rng, n, **changes):
    f = firms(rng, n)
    more = {
        "month": MONTH,
        "chance": rng.random((22, 12)) * (rng.random((22, 12)) < 0.8),
        "loss": f["loss"] + 0.05 * (rng.random(22) < 0.3),
        "gain": rng.uniform(1.0, 1.1, 22),
        "machines": rng.uniform(0.0, 0.1, 22),
        "machine_step": rng.uniform(0.0, 0.01, 22) * (rng.random(22) < 0.8),
        "reinstated": 0.5,
        "first_delay": 6,
        "last_delay": 24,
        "hire_share": 0.65,
        "pace": np.array([0.0, 12.0, 5.0]),
        "agree": np.array([0.5, 0.5, 1.0]),
        "keys": keys(rng, 8),
        "layoff": np.full((2, n), 9, np.int32),
        "not_hired": np.full((2, n), 9, np.int32),
        "new_tasks": np.full(n, 9, np.int32),
    }
    return arguments(automation.adopt_technology, f, more, changes)


@given(st.floats(0.0, 1e5))
def test_size_classes_double(size):
    equal(automation.size_class, twins.size_class, size)


@given(worlds)
def test_places_are_weighed_as_in_the_plain_sum(world):
    rng = np.random.default_rng(world[0])
    case = arguments(automation.weigh_firms, firms(rng, world[1]), out=np.full((5, 22, 12), 7))
    _, after = naive.run(automation.weigh_firms, case)
    plain = SimpleNamespace(**{name: naive.plain(value) for name, value in case.items()})
    twins.weigh_firms(plain)
    np.testing.assert_array_equal(after["out"].sum(axis=0), np.sum(plain.out, axis=0))


@given(worlds)
def test_a_month_of_displacement_is_settled_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    n = world[1]
    case = arguments(
        automation.settle_displacement, firms(rng, n),
        unit=rng.integers(0, 3, n).astype(np.int8),
        n_workers=rng.integers(0, 6, n).astype(np.int32),
        layoff=rng.integers(0, 4, (2, n)).astype(np.int32),
        not_hired=rng.integers(0, 4, (2, n)).astype(np.int32),
        new_tasks=rng.integers(0, 3, n).astype(np.int32),
        plain_layoff=rng.integers(0, 5, n).astype(np.int32),
        waiting=rng.integers(0, 3, n).astype(np.int16),
        **{k: np.zeros(3, np.int64) for k in ("machine_displaced", "tasks", "ai_staff")},
        **{"displaced": np.zeros(3, np.int64)},
    )  # fmt: skip
    _, after = agree(automation.settle_displacement, twins.settle_displacement, case)
    assert (after["layoff"].sum(axis=0)[case["alive"] == 1] <= case["n_workers"][
        case["alive"] == 1]).all()  # fmt: skip


@given(st.sampled_from([0.0, 1.0, 12.0, 36.0]), st.floats(0.0, 1.0), st.integers(0, 40))
def test_parts_of_a_spread_displacement(pace, agree, age):
    key = one_key(np.random.default_rng(1))
    equal(automation.spread_part, twins.spread_part, pace, agree, age, key, 77)


def test_a_firm_that_agrees_ends_where_all_others_are_and_displaces_evenly_on_the_way():
    rng = np.random.default_rng(8)
    n = 4000
    one = np.ones(22)
    case = adoption_case(
        rng, n, chance=np.ones((22, 12)), loss=0.12 * one, gain=one, machines=0.0 * one,
        machine_step=0.0 * one, adopted=np.zeros(n, np.int16), displaced=np.zeros(n, np.float32),
        technology=np.ones(n, np.float32), alive=np.ones(n, np.int8),
        target=np.full(n, 100.0, np.float32), founded=np.zeros(n, np.int16),
        unit=np.ones(n, np.int8), agree=np.ones(3), reinstated=0.0,
    )  # fmt: skip
    lost = []
    for month in range(MONTH, MONTH + 14):
        case["month"] = month
        _, case = naive.run(automation.adopt_technology, case)
        lost.append((case["layoff"][0] + case["not_hired"][0]).sum() / n)
        case["target"] = (100.0 * case["technology"]).astype(np.float32)
    assert lost[:12] == pytest.approx([1.0] * 12, abs=0.06)  # 1 of 12 places a month
    assert lost[12:] == [0, 0]
    assert (case["displaced"] == np.float32(0.12)).all()
    assert (case["technology"] == np.float32(1.0 - np.float64(np.float32(0.12)))).all()


@given(worlds)
def test_firms_adopt_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    case = adoption_case(rng, world[1])
    agree(automation.adopt_technology, twins.adopt_technology, case)
    rows = [n for n in ("firm_id", "unit", "industry", "alive", "true_size", "founded", "target",
                        "adopted", "displaced", "technology", "new_tasks")]  # fmt: skip
    case["layoff"], case["not_hired"] = np.zeros((2, 2, world[1]), np.int32)
    order = rng.permutation(world[1])
    _, straight = naive.run(automation.adopt_technology, case)
    _, moved = naive.run(automation.adopt_technology, naive.permuted(case, rows, order))
    for name in rows:
        np.testing.assert_array_equal(moved[name], straight[name][order], err_msg=name)
    for name in ("layoff", "not_hired"):
        np.testing.assert_array_equal(moved[name], straight[name][:, order], err_msg=name)


def test_nothing_at_all_happens_on_the_path_zero():
    rng = np.random.default_rng(3)
    none = np.zeros(22)
    case = adoption_case(
        rng, 500, chance=np.zeros((22, 12)), machines=none, machine_step=none,
        adopted=np.zeros(500, np.int16), displaced=np.zeros(500, np.float32),
        technology=np.ones(500, np.float32),
    )  # fmt: skip
    _, after = naive.run(automation.adopt_technology, case)
    assert (after["technology"] == 1.0).all()
    assert not after["adopted"].any()
    for name in ("layoff", "not_hired", "new_tasks", "displaced"):
        assert not after[name].any(), name


def test_displacement_over_many_firms_is_share_of_adopters_times_loss_and_splits_as_asked():
    rng = np.random.default_rng(5)
    n = 40_000
    one = np.ones(22)
    case = adoption_case(
        rng, n, chance=np.full((22, 12), 0.3), loss=0.08 * one, machines=0.02 * one,
        machine_step=0.0 * one, adopted=np.zeros(n, np.int16), displaced=np.zeros(n, np.float32),
        technology=np.ones(n, np.float32), alive=np.ones(n, np.int8),
        target=np.full(n, 10.0, np.float32), founded=np.zeros(n, np.int16), pace=np.zeros(3),
    )  # fmt: skip
    _, after = naive.run(automation.adopt_technology, case)
    out, left = after["layoff"][0].sum(), after["not_hired"][0].sum()
    expected = 0.3 * 0.08 * 0.98 * 10.0 * n
    assert out + left == pytest.approx(expected, rel=0.04)  # 4 standard errors
    assert left / (out + left) == pytest.approx(0.65, abs=0.02)
    assert (after["technology"] == np.float32(0.98)).mean() == pytest.approx(0.7, abs=0.01)


def staffed(rng, n):
    """Return people of firms, the firms that lay off, and an index of their staff."""
    w = people(rng, n, [Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.UNEMPLOYED])
    f = naive.firms(rng)
    employ(w, f)
    firm = w["employer"]
    rows = np.flatnonzero(firm >= 0)
    order = rows[np.argsort(firm[rows], kind="stable")]
    size = np.bincount(firm[rows], minlength=N_FIRMS)
    out = rng.integers(0, 4, N_FIRMS).astype(np.int32)
    chosen_firms = np.flatnonzero(out).astype(np.int32)
    return w | {
        "firms": chosen_firms,
        "first": np.concatenate([[0], np.cumsum(out[chosen_firms])]).astype(np.int64),
        "n_out": out,
        "start": np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        "row": order.astype(np.int32),
        "firm_industry": rng.integers(0, 22, N_FIRMS).astype(np.int8),
        "exposure": rng.random((22, 7)) * (rng.random((22, 7)) < 0.7),
        "k": one_key(rng),
        "fate": rng.choice([0, 0, 0, 1, 3], n).astype(np.int8),
        "chosen": np.full(int(out.sum()), 99, np.int32),
    }


@given(worlds)
def test_the_displaced_are_chosen_as_in_the_plain_race(world):
    rng = np.random.default_rng(world[0])
    case = arguments(automation.displace_staff, staffed(rng, world[1]))
    _, after = agree(automation.displace_staff, twins.displace_staff, case)
    chosen = after["chosen"][after["chosen"] >= 0]
    assert len(set(chosen.tolist())) == len(chosen)
    assert (case["status"][chosen] == Status.EMPLOYEE).all()
    assert (case["fate"][chosen] == separation.NOTHING).all()


def test_occupations_are_hit_in_proportion_to_their_exposure():
    rng = np.random.default_rng(1)
    n = 30_000
    exposure = np.zeros((22, 7))
    exposure[:, :3] = 1.0, 2.0, 5.0
    case = arguments(
        automation.displace_staff,
        staffed(rng, 8),
        worker_id=np.arange(n, dtype=np.int32), status=np.full(n, Status.EMPLOYEE, np.int8),
        occupation=(np.arange(n) % 4).astype(np.int8), flags=np.zeros(n, np.int16),
        fate=np.zeros(n, np.int8), row=np.arange(n, dtype=np.int32),
        start=np.array([0, n], np.int64), firms=np.zeros(1, np.int32),
        first=np.array([0, 800], np.int64), n_out=np.array([800], np.int32),
        chosen=np.zeros(800, np.int32), exposure=exposure,
    )  # fmt: skip
    _, after = naive.run(automation.displace_staff, case)
    hit = np.bincount(after["chosen"] % 4, minlength=4) / 800
    np.testing.assert_allclose(hit, [0.125, 0.25, 0.625, 0.0], atol=0.06)  # 3.5 standard errors


@given(worlds)
def test_marks_and_scars_are_those_of_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1])
    w["flags"] |= np.where(rng.random(world[1]) < 0.3, int(Flag.DISPLACED), 0).astype(np.int16)
    fate = rng.integers(0, 6, world[1]).astype(np.int8)
    out = np.flatnonzero((fate == separation.LAID_OFF) & (rng.random(world[1]) < 0.5))
    case = arguments(
        automation.mark_displaced, w, fate=fate, scar=-0.15,
        rows=np.flatnonzero(fate).astype(np.int32),
        chosen=np.concatenate([out, [-1]]).astype(np.int32),
    )  # fmt: skip
    _, after = agree(automation.mark_displaced, twins.mark_displaced, case)
    lost = after["skill"] - case["skill"]
    assert np.count_nonzero(lost) == len(out)
    assert (after["flags"][out] & int(Flag.DISPLACED) != 0).all()


@given(worlds)
def test_requirements_are_asked_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    n = world[1]
    old, new = rng.integers(0, 4, n), rng.integers(0, 4, n)
    first, start = (np.concatenate([[0], np.cumsum(x)]).astype(np.int64) for x in (old, new))
    total = int(new.sum())
    case = arguments(
        requirements.ask_requirements,
        first=first, start=start, industry=rng.integers(0, 22, n).astype(np.int8),
        occupation=rng.integers(0, 7, total).astype(np.int8), key=keys(rng, total),
        experienced=rng.random((22, 7)), task_grade=3, entry_years=4,
        old_grade=rng.choice([0, 3], old.sum()).astype(np.int8),
        old_years=rng.choice([0, 4], old.sum()).astype(np.int8),
        new_tasks=rng.integers(0, 3, n).astype(np.int16),
        grade=np.full(total, 9, np.int8), years=np.full(total, 9, np.int8),
    )  # fmt: skip
    _, after = agree(requirements.ask_requirements, twins.ask_requirements, case)
    asked = int((after["grade"] > 0).sum() - (case["old_grade"] > 0).sum())
    assert asked <= case["new_tasks"].sum(), "a new task asks once"


@given(st.integers(0, 8), st.integers(0, 5), st.integers(0, 8), st.floats(0, 40), st.floats(0, 16))
def test_a_post_without_requirements_is_open_to_everybody(asked, years, grade, experience, school):
    equal(requirements.meets, twins.meets, asked, years, grade, experience, school, 15.0)
    assert requirements.meets(0, 0, grade, experience, school, 99.0)
