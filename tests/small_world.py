"""The census base at 1/1000 as a start world, made once and opened as often as a test likes.

A scenario that starts in the month after the census needs no run forward, so building the
population is all that a first test run waits for; later ones find it in the cache of worlds.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pandas as pd

from agents.jit import cache_root
from scenarios.load import load
from scenarios.scenario import Scenario
from sim.mesa_model import LaborMarket
from sim.results import Results
from sim.runner import first_tally
from sim.start import eve_digest, open_world, start_world
from sim.world import World, differing_arrays, state_arrays, state_digest

START, FRACTION, SEED = "2020-12", 1000, 1


def scenario(name: str | Path = "baseline", months: int = 6, **changes: Any) -> Scenario:
    """Return a library scenario that starts in the month after the census."""
    given = load(name)
    # a measure that begins later than the new start keeps its own dates
    return given.with_(start=START, months=months, **changes)


def folder() -> Path:
    """Return the folder of the start world, which is made where it is missing."""
    chosen = scenario()
    found = cache_root() / "worlds" / eve_digest(chosen, SEED, FRACTION)
    if not found.exists():
        start_world(chosen, seed=SEED, fraction=FRACTION)
    return found


def open_start(chosen: Scenario, seed: int = SEED) -> World:
    """Return a fresh copy of the start world; `seed` is the luck of the months that follow."""
    world = open_world(chosen, folder(), seed=seed, fraction=FRACTION)
    world.tallies.append(first_tally(world))
    return world


def run_months(world: World, months: int) -> World:
    """Let months happen to a world, services and providers included."""
    model = LaborMarket(world.scenario, seed=world.seed, fraction=FRACTION, world=world)
    for _ in range(months):
        model.step()
    return world


def run_short(chosen: Scenario, months: int | None = None, seed: int = SEED) -> World:
    """Open the start world under a scenario and run it."""
    return run_months(open_start(chosen, seed), months or chosen.months)


def arrays(world: World, leave_out: Iterable[str] = ()) -> dict[str, Any]:
    """Return every array that a later month depends on, by name."""
    return {name: a for name, a in state_arrays(world).items() if name not in set(leave_out)}


def fingerprint(world: World) -> str:
    """Return a digest of every bit of a world's state."""
    return state_digest(world)


def differing(one: World, other: World) -> list[str]:
    """Return the names of the arrays in which two worlds differ in any bit."""
    return differing_arrays(one, other)


def frame(world: World) -> pd.DataFrame:
    """Return the long form of everything that was counted."""
    return Results.from_tallies(world.tallies, world.scenario, {}).data
