"""AI and machines in the full month: paths, totals, who is hit, what posts ask."""

from __future__ import annotations

import numpy as np
import pytest
import small_world
from hypothesis import given
from hypothesis import strategies as st

from agents.codes import Flag, Occupation, Status
from agents.kernels.automation import N_CLASSES
from scenarios import tables, tables_ai
from scenarios.months import Month
from scenarios.parameters import Parameters
from scenarios.scenario import Paths
from sim.automation import adoption_chance, gross_share, machine_share, post_mix
from sim.steps.age import age
from sim.steps.post import post
from sim.steps.separate import separate
from sim.steps.set_demand import set_demand
from sim.steps.set_policy import set_policy
from sim.technology import bass, exposure_matrix, technology
from sim.world import World

DEFAULT = Parameters.default()


def world_in(month: Month, **changes: object) -> World:
    """Return the small start world with its calendar moved to the years of AI."""
    world = small_world.open_start(small_world.scenario(**changes))
    world.month = month
    return world


def automate(path: str, months: int = 3, **changes: object) -> World:
    """Run some months of 2028 on a path, as if nobody had adopted before."""
    world = world_in(Month.of(2027, 12), paths=Paths(ai=path), **changes)
    return small_world.run_months(world, months)


@pytest.fixture(scope="module")
def high() -> World:
    return automate("high")


def test_the_path_zero_displaces_nobody_and_leaves_every_factor_at_one() -> None:
    world = automate("zero", 2)
    f, flows, posts = world.population.firms, world.flows, world.population.posts
    assert not world.inputs.technology.active
    assert (f.technology == 1.0).all()
    assert not f.adopted.any()
    assert not posts.grade.any()
    assert not posts.years.any()
    assert not (world.population.workers.flags & int(Flag.DISPLACED)).any()
    for name in ("displaced", "machine_displaced", "displaced_layoffs", "not_hired", "new_tasks"):
        assert not getattr(flows, name).any(), name


def test_before_2026_no_path_changes_anything() -> None:
    one, other = (
        small_world.run_short(small_world.scenario(months=2, paths=Paths(ai=path)))
        for path in ("zero", "high")
    )
    assert small_world.fingerprint(one) == small_world.fingerprint(other)


def test_the_displaced_are_marked_scarred_and_come_from_exposed_work(high: World) -> None:
    w = high.population.workers
    marked = w.flags & int(Flag.DISPLACED) != 0
    assert marked.any()
    assert (w.occupation[marked] >= 0).all()
    shares = np.bincount(w.occupation[marked], minlength=7) / marked.sum()
    employee = w.status == Status.EMPLOYEE
    staff = np.bincount(w.occupation[employee], minlength=7) / employee.sum()
    assert shares[Occupation.CLERKS] > 1.5 * staff[Occupation.CLERKS]
    assert shares[Occupation.PRODUCTION] < 0.7 * staff[Occupation.PRODUCTION]


def test_layoffs_and_hiring_not_done_add_up_to_what_is_displaced() -> None:
    world = world_in(Month.of(2027, 12), paths=Paths(ai="high"))
    for _ in range(2):
        small_world.run_months(world, 1)
        flows = world.flows
        lost = flows.displaced + flows.machine_displaced
        np.testing.assert_array_equal(lost, flows.displaced_layoffs + flows.not_hired)
        assert (flows.not_hired >= 0).all()
        assert flows.displaced_layoffs.sum() <= flows.layoffs.sum()


def test_adopters_lose_what_the_table_says_in_expectation(high: World) -> None:
    """All that the table holds by now: nobody had adopted before; false alarm under 1 in 1e4."""
    f, t = high.population.firms, high.inputs.technology
    old = (f.alive == 1) & (f.founded < Month.of(2028, 1))
    places = np.where(old, f.target / f.technology, 0.0)
    gross = gross_share(high)[f.industry]
    expected, found = (places * gross).sum(), (places * f.displaced)[old].sum()
    loss = np.maximum(t.loss[f.industry], gross)
    spread = np.sqrt((places**2 * gross * np.maximum(loss - gross, 0.0)).sum())
    assert abs(found - expected) < 4 * spread


def posting(path: str) -> World:
    """Return a world in which this month's posts have just been opened."""
    world = world_in(Month.of(2027, 12), paths=Paths(ai=path))
    world.begin_month()
    for step in (age, set_policy, set_demand, separate, post):
        step(world)
    return world


def test_beginners_bear_the_hiring_that_is_not_done() -> None:
    world, zero = posting("central"), posting("zero")
    posts, e = world.population.posts, DEFAULT["beginner_share"]
    missing = int(world.plan.not_hired[0].sum())
    asking = int((posts.years > 0).sum())
    assert 0 < asking <= missing * (1 - e) / e + 4 * np.sqrt(missing / e)
    share = [(w.population.posts.occupation == Occupation.CLERKS).mean() for w in (world, zero)]
    assert share[0] < share[1]


def test_the_mix_of_posts_is_the_staffs_less_what_is_missing() -> None:
    world = posting("central")
    f = world.population.firms
    opened = np.where(f.alive == 1, 1, 0).astype(np.int32)
    mix, experienced = post_mix(world, opened)
    before = np.diff(world.structure.occupation_share, axis=1, prepend=0.0)
    after = np.diff(mix, axis=1, prepend=0.0)
    np.testing.assert_allclose(mix[:, -1], 1.0)
    hit = np.unique(f.industry[world.plan.not_hired[0] > 0])
    assert (after[hit, Occupation.CLERKS] < before[hit, Occupation.CLERKS]).all()
    assert ((experienced >= 0.0) & (experienced <= 1.0)).all()
    still = np.setdiff1d(np.arange(22), f.industry[world.plan.not_hired.any(axis=0)])
    np.testing.assert_array_equal(mix[still], world.structure.occupation_share[still])


def test_new_tasks_come_after_the_delay_and_ask_for_a_grade() -> None:
    soon = {"task_delay_first": 3.0, "task_delay_last": 12.0}
    world = automate("high", 8, parameters=soon)
    assert world.flows.new_tasks.sum() > 0
    assert (world.population.posts.grade == DEFAULT["task_grade"]).any()


def test_a_months_plan_does_not_depend_on_the_order_of_firms() -> None:
    def plans(turned: bool) -> dict[int, tuple[float, int]]:
        world = world_in(Month.of(2028, 1), paths=Paths(ai="high"))
        f = world.population.firms
        if turned:
            f.reorder(np.arange(f.n)[::-1])
        world.flows.clear()
        set_policy(world)
        set_demand(world)
        n = world.n_firms
        f, p = world.population.firms, world.plan
        alive = f.alive == 1
        found = zip(f.id[alive], f.technology[alive], p.displaced.sum(axis=0)[alive], strict=True)
        assert n
        return {int(i): (float(x), int(d)) for i, x, d in found if i >= 0}

    assert plans(False) == plans(True)


# ----------------------------------------------------------------------------------- technology


@given(st.integers(0, 10**6), st.floats(0.0, 0.4))
def test_adopters_hold_the_asked_share_of_places_and_large_firms_come_first(
    number: int, size: float
) -> None:
    rng = np.random.default_rng(number)
    share = rng.random(22) * (rng.random(22) < 0.8)
    share[0] = 1.0
    weight = rng.integers(0, 10**9, (22, N_CLASSES))
    chance = adoption_chance(share, weight, size)
    places = weight / weight.sum(axis=1, keepdims=True)
    np.testing.assert_allclose((chance * places).sum(axis=1), share, atol=1e-9)
    assert (np.diff(chance, axis=1) >= 0.0).all()


def test_paths_end_where_the_table_ends_and_machines_follow_their_own() -> None:
    world = world_in(Month.of(2031, 6), paths=Paths(ai="central"))
    np.testing.assert_array_equal(gross_share(world), tables.ai_displacement("central")[-1])
    rate = tables_ai.machine_rate("central") * DEFAULT["machines_new"]
    np.testing.assert_allclose(machine_share(world), 5.0 * rate)
    assert not technology("zero", DEFAULT).machines.any()
    assert not technology("zero", DEFAULT).gross.any()


def test_the_formula_gives_what_the_table_was_made_of() -> None:
    """The table's figures of 2030 less what the same curve reaches by 2025."""
    formula = technology("central", DEFAULT.with_values({"ai_formula": 1.0}))
    table = technology("central", DEFAULT)
    before = bass(np.array([2.0, 7.0]), DEFAULT["p_ai"], DEFAULT["q_ai"])
    np.testing.assert_allclose(
        formula.gross[-1], table.gross[-1] * (1 - before[0] / before[1]), rtol=0.02
    )
    np.testing.assert_allclose(formula.loss, table.loss, rtol=0.03)


def test_exposure_is_an_average_whose_spread_a_parameter_opens() -> None:
    low, mean, high = (exposure_matrix(z) for z in (-1.0, 0.0, 1.0))
    assert mean.argmax(axis=1).tolist() == [Occupation.CLERKS] * 22
    assert (low <= high + 1e-9).sum() > 100
    assert not np.allclose(low, high)
