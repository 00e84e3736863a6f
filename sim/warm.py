"""Compile the kernels before they are needed.

`python -m sim.warm` fills the cache of compiled code (`dev.py setup` calls it). A run that finds
the cache cold starts `python -m sim.warm --beside`: a second process that compiles the steps of a
month from the last to the first on a world of nobody, while the run builds its population and then
works from the first step on. What one has compiled, the other reads from the cache.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from agents.jit import cache_root, kernel_digest
from agents.state import Firms, Households, Population, Providers, Services, Workers
from scenarios import tables
from scenarios.load import load
from scenarios.parameters import Parameters
from sim.month import MONTH
from sim.start import assemble, base_world, history
from sim.steps.set_policy import set_policy
from sim.structure import Structure
from sim.world import Applications, Plan, World

FREE_ROWS = 64


def marker() -> Path:
    """Return the file that says that the cache of this code is full."""
    return cache_root() / "kernels" / kernel_digest() / "warm"


def world_of_nobody() -> World:
    """Return a world whose rows are all free, of the types of any other world."""
    scenario, p = load("baseline"), Parameters.default()
    units = tables.units(scenario.base)
    population = Population(
        units,
        Workers(FREE_ROWS),
        Households(FREE_ROWS),
        Firms(FREE_ROWS),
        Providers(units.n_units),
        Services(units.n_units),
        fraction=1000,
        month=int(scenario.start) - 1,
    )
    population.workers.county[:] = population.workers.unit[:] = 0
    population.firms.unit[:] = population.firms.industry[:] = 0
    population.providers.unit[:] = population.services.unit[:] = np.arange(units.n_units)
    population.providers.course_days[:] = 30.0
    with np.errstate(all="ignore"):  # shares and means of nobody
        structure = Structure.of(population, p)
    structure.personal_pay[:] = 0.0
    structure.start_population[:] = 1.0
    nobody_at_home = np.zeros(units.n_units + 1, np.int64)
    nobody_at_home[1:] = np.arange(1, units.n_units + 1)  # one household a unit for newborns
    return assemble(scenario, p, population, structure, 0, nobody_at_home)


def compile_month(*, last_first: bool = False) -> None:
    """Let a month happen to a world of nobody, its steps in either order."""
    world = world_of_nobody()
    world.begin_month()
    set_policy(world)
    none, first = np.zeros(0, np.int32), np.zeros(1, np.int64)
    for step in reversed(MONTH) if last_first else MONTH:
        if world.applications is None:
            world.applications = Applications(
                none, first, none.copy(), np.zeros(0), np.zeros(0, np.uint64)
            )
        if len(world.plan.wanted) != world.population.firms.n:
            world.plan = Plan.empty(world.population.firms.n)
        step(world)
        world.people = world.n_posts = None  # steps out of order do not add up


@contextmanager
def compiling_beside() -> Iterator[None]:
    """Compile in a second process while this one runs, if nothing is compiled yet."""
    if marker().exists():
        yield
        return
    child = subprocess.Popen(
        [sys.executable, "-m", "sim.warm", "--beside"],
        cwd=Path(__file__).resolve().parent.parent,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
        marker().parent.mkdir(parents=True, exist_ok=True)
        marker().touch()
    finally:
        child.terminate()
        child.wait()


def main(arguments: Sequence[str]) -> int:
    """Compile the months, and what builds a population unless a run beside does."""
    if "--beside" in arguments:
        compile_month(last_first=True)
        return 0
    if not marker().exists():
        compile_month()
        base_world(history(load("baseline")), seed=0, fraction=1000)
        marker().touch()  # the folder is there: it holds what was compiled
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
