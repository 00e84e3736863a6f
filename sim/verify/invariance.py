"""1.10: what must not change the whole model, tried on a small world of the census of 2020."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import Any

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Status
from agents.draws import Stream, key, uniforms
from agents.jit import set_threads
from agents.levers import Price
from scenarios.load import load
from scenarios.measures import CATALOGUE, EmploymentFirst, HiringSupport
from scenarios.months import Month
from scenarios.scenario import Scenario
from sim.bench.weak import tile
from sim.mesa_model import LaborMarket
from sim.results import Results
from sim.runner import first_tally
from sim.start import start_world
from sim.verify.cases import SEED, Array, Case, Floats, none_of
from sim.world import World, differing_arrays, state_arrays

START, MONTHS, FRACTION, WORLD_SEED = "2020-12", 3, 1000, 1
DOUBLE_FRACTION, DOUBLE_RUNS = 500, 8
POLICY_FROM = Month.of(2021, 2)
WHOLE = "sim.month.MONTH"
MONEY = (
    "workers.wage", "workers.reservation_wage", "firms.arrears", "firms.levy", "providers.price",
    "providers.next_price",
)  # fmt: skip


class DearWorld(World):
    """A world in which everything costs k times as much."""

    factor = 1.0

    @classmethod
    def of(cls, world: World, factor: float) -> DearWorld:
        """Multiply all money of a world: pay, floors, farm incomes, budgets."""
        dear = cls(**{f.name: getattr(world, f.name) for f in fields(World)})
        dear.factor = factor
        w, x = dear.population.workers, dear.inputs
        w.wage *= np.float32(factor)
        w.reservation_wage *= np.float32(factor)
        dear.population.providers.price *= np.float32(factor)
        dear.population.providers.next_price *= np.float32(factor)
        dear.market.floor *= factor
        dear.inputs = replace(
            x, log_wage=x.log_wage + np.log(factor), log_flexible=x.log_flexible + np.log(factor),
            farm_income=x.farm_income * factor, care_value=x.care_value * factor,
            outside_pay=x.outside_pay * factor, harvest_pay=x.harvest_pay * factor,
        )  # fmt: skip
        for name in ("contribution_floor", "contribution_ceiling"):
            setattr(dear.levers, name, Price(getattr(dear.levers, name).values * factor))
        return dear

    def minimum_wage(self) -> Floats:
        """Return float64[n_units]: minimum wage, k times that of the tables."""
        return super().minimum_wage() * self.factor

    def price_level(self) -> float:
        """Return k: grants, budgets and the value of being at home cost k times as much too."""
        return self.factor


# ------------------------------------------------------------------------------ worlds


def short(name: str = "baseline") -> Scenario:
    """Return a library scenario that starts in the month after the census."""
    return load(name).with_(start=START, months=MONTHS)


def open_start(scenario: Scenario) -> World:
    """Return the world on the eve; made once, then read from the cache."""
    world = start_world(scenario, seed=WORLD_SEED, fraction=FRACTION)
    world.tallies.append(first_tally(world))
    return world


def run_months(world: World, months: int = MONTHS) -> World:
    """Let months happen, services and providers included."""
    model = LaborMarket(
        world.scenario, seed=world.seed, fraction=world.fraction, world=world, collect=False
    )
    for _ in range(months):
        model.step()
    return world


def indicators(world: World) -> Any:
    """Return the published table of all that was counted."""
    return Results.from_tallies(world.tallies, world.scenario, {}).data


def differing_indicators(one: World, other: World) -> tuple[int, int]:
    """Return how many published values differ in any bit, and of how many."""
    a, b = indicators(one), indicators(other)
    if a.shape != b.shape:
        return max(len(a), len(b)), max(len(a), len(b))
    same = (a == b) | (a.isna() & b.isna())
    return int((~same.all(axis=1)).sum()), len(a)


def shuffled(n: int, number: int) -> Array:
    """Return a keyed order of n rows."""
    return np.argsort(uniforms(key(SEED, Stream.SAMPLE, number), np.arange(n)))


def shuffle_rows(world: World) -> World:
    """Put persons and firms into another order of rows; everything else keeps its meaning."""
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    free = np.arange(world.n_workers, w.n)
    w.reorder(np.concatenate([shuffled(world.n_workers, 1), free]))
    order = np.concatenate([shuffled(world.n_firms, 2), np.arange(world.n_firms, f.n)])
    f.reorder(order)
    moved = np.empty(len(order), np.int32)
    moved[order] = np.arange(len(order), dtype=np.int32)
    w.employer[w.employer >= 0] = moved[w.employer[w.employer >= 0]]
    posts.firm[:] = moved[posts.firm]
    posts.reorder(np.argsort(posts.firm, kind="stable"))
    return world


# ------------------------------------------------------------------------------ cases


def invariance_cases() -> Iterator[Case]:
    """Yield all cases of 1.10."""
    plain = run_months(open_start(short()))
    wrong, n = differing_indicators(plain, run_months(shuffle_rows(open_start(short()))))
    yield none_of(
        "1.10/relabel", "published values that differ when persons and firms change rows", WHOLE,
        wrong, n,
    )  # fmt: skip
    yield from double_cases()
    yield from money_cases(plain)
    yield from dose_cases()
    yield policy_start_case()
    two = open_start(short())
    set_threads(2)
    try:
        run_months(two)
    finally:
        set_threads(1)
    yield none_of(
        "1.10/threads", "arrays of the world that differ between 1 and 2 threads", WHOLE,
        len(differing_arrays(plain, two)), len(state_arrays(plain)),
    )  # fmt: skip


def double_cases() -> Iterator[Case]:
    """Yield what happens to rates when there are twice as many persons, firms, posts and jobs."""
    scenario = short()
    luck = range(1, DOUBLE_RUNS + 1)
    found = {
        copies: np.array([rates(scenario, copies, seed) for seed in luck]) for copies in (1, 2)
    }
    for column, name in enumerate(("unemployment", "hires", "separations")):
        one, two = (found[copies][:, column] for copies in (1, 2))
        error = float(np.sqrt((one.var(ddof=1) + two.var(ddof=1)) / DOUBLE_RUNS))
        yield Case(
            f"1.10/double_world_{name}",
            f"change of a rate when the world is doubled; se from {DOUBLE_RUNS} runs of each",
            WHOLE, 0.0, float(two.mean() - one.mean()), n=2 * DOUBLE_RUNS, se=error,
        )  # fmt: skip


def rates(scenario: Scenario, copies: int, seed: int) -> tuple[float, float, float]:
    """Return unemployed over labour force, and hires and separations over jobs, after the run."""
    world = start_world(scenario, seed=WORLD_SEED, fraction=DOUBLE_FRACTION)
    if copies > 1:
        world = tile(world, copies)
    world.seed = seed
    world.tallies.append(first_tally(world))
    hires, ended = 0, 0
    for _ in range(MONTHS):
        run_months(world, 1)
        hires += int(world.flows.hires.sum())
        ended += int(world.flows.separations.sum())
    status = world.population.workers.status
    jobless = np.count_nonzero(status == Status.UNEMPLOYED)
    at_work = np.count_nonzero((status >= FIRST_EMPLOYED) & (status <= LAST_EMPLOYED))
    return jobless / (jobless + at_work), hires / at_work, ended / at_work


def money_cases(plain: World) -> Iterator[Case]:
    """Yield what happens to people, firms and posts when all money doubles."""
    dear = run_months(DearWorld.of(open_start(short()), 2.0))
    a, b = state_arrays(plain), state_arrays(dear)
    real = [
        name
        for name in a
        if name.split(".")[0] in ("workers", "firms", "posts") and name not in MONEY
    ]
    changed = sum(
        int(np.count_nonzero(a[name] != b[name]))
        if a[name].shape == b[name].shape
        else a[name].size
        for name in real
    )
    yield none_of(
        "1.10/money_real", "facts of persons, firms and posts, pay apart, that change when all "
        "money doubles", WHOLE, changed, sum(a[name].size for name in real),
    )  # fmt: skip
    one, two = (world.population.workers.wage.astype(np.float64) for world in (plain, dear))
    paid = (one > 0.0) & (two > 0.0) if one.shape == two.shape else np.zeros(0, np.bool_)
    worst = float(np.abs(two[paid] / one[paid] - 2.0).max(initial=0.0)) if paid.any() else 2.0
    yield Case(
        "1.10/money_pay", "largest deviation of pay from twice as much", WHOLE, 0.0, worst,
        n=int(paid.sum()), tolerance=1e-5,
    )  # fmt: skip


def dose_cases() -> Iterator[Case]:
    """Yield how many arrays change when a measure is there at dose zero, for every measure."""
    off = run_months(open_start(short("no_policy")))
    for name, measure in CATALOGUE.items():
        zero = run_months(open_start(short("no_policy").with_measures(measure(dose=0))))
        yield none_of(
            f"1.10/dose_zero_{name}",
            "arrays of the world that differ between dose 0 and off", WHOLE,
            len(differing_arrays(off, zero)), len(state_arrays(off)),
        )  # fmt: skip


def policy_start_case() -> Case:
    """Return how many arrays differ before a policy begins."""
    late = short("no_policy").with_measures(
        HiringSupport(from_=POLICY_FROM, si_subsidy_months_graduate=36),
        EmploymentFirst(from_=POLICY_FROM),
    )
    one, other = open_start(short("no_policy")), open_start(late)
    wrong = 0
    for _ in range(MONTHS - 1):
        run_months(one, 1)
        run_months(other, 1)
        wrong += len(differing_arrays(one, other))
    run_months(one, 1)
    run_months(other, 1)
    if not differing_arrays(one, other):
        raise RuntimeError("the policy of case 1.10/policy_start does nothing: choose another")
    return none_of(
        "1.10/policy_start", "arrays of the world that differ in months before the policy begins",
        WHOLE, wrong, (MONTHS - 1) * len(state_arrays(one)),
    )  # fmt: skip
