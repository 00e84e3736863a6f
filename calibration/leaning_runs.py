"""The runs behind the table of leaning projections: moved parameters from the census to 2030.

A member builds the population of November 2020 with its own parameters, lives through the years to
the eve of the plan, and then through the plan: a parameter may act at any time. Sampling the
counties takes longer than all months together and hardly depends on parameters, so each process
keeps the samples it made.
"""

from __future__ import annotations

import copy
import gc
import hashlib
import tempfile
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import fields
from pathlib import Path

import numpy as np

from agents.county_persons import CountySample
from agents.jit import set_threads
from agents.population import AFTER_SAMPLING, sample_counties
from agents.population_spec import PopulationSpec
from scenarios.load import load
from scenarios.parameters import Parameters
from scenarios.population import spec
from scenarios.tables import recording_profile
from sim.long_form import long_table
from sim.mesa_model import LaborMarket
from sim.projections import Projection, indicators, projections
from sim.runner import first_tally
from sim.start import base_world, history, open_world
from sim.statistics_office import Panel
from sim.world import save_state

SCENARIO = "baseline"
KEPT_SAMPLES = 2  # a sample holds a gigabyte and more
_samples: OrderedDict[str, list[CountySample]] = OrderedDict()


def sampling_digest(chosen: PopulationSpec, fraction: int, seed: int) -> str:
    """Return a digest of everything that the samples of the counties depend on."""
    h = hashlib.sha256(f"{fraction} {seed}".encode())
    for field in fields(chosen):
        if field.name not in AFTER_SAMPLING:
            value = getattr(chosen, field.name)
            h.update(field.name.encode())
            h.update(value.tobytes() if isinstance(value, np.ndarray) else repr(value).encode())
    return h.hexdigest()


def counties(chosen: PopulationSpec, fraction: int, seed: int) -> list[CountySample]:
    """Return the sampled counties, from memory where they were made before."""
    key = sampling_digest(chosen, fraction, seed)
    if key not in _samples:
        _samples[key] = sample_counties(chosen, fraction, seed)
        while len(_samples) > KEPT_SAMPLES:
            _samples.popitem(last=False)
    return copy.deepcopy(_samples[key])


def simulate(
    values: Mapping[str, float], *, seed: int, fraction: int, months: int | None = None
) -> dict[Projection, float]:
    """Run the baseline with other parameters from the census on and return what it projects.

    Parameters
    ----------
    values : mapping of parameter to value, inside its bounds
    seed : int
    fraction : int, k of a world of 1/k
    months : int, optional
        By default all of the scenario.
    """
    scenario = load(SCENARIO).with_(parameters=dict(values))
    if months is not None:
        scenario = scenario.with_(months=months)
    p = Parameters.default().with_values(scenario.parameters)
    sampled = counties(
        spec(scenario.base, parameters=p, base_variant=scenario.base_variant), fraction, seed
    )
    past = base_world(history(scenario), seed=seed, fraction=fraction, samples=sampled)
    set_threads(1)
    model = LaborMarket(past.scenario, seed=seed, fraction=fraction, world=past, collect=False)
    for _ in range(int(scenario.start) - 1 - int(past.month)):
        model.step()
    with tempfile.TemporaryDirectory() as folder:  # the start of a run, which changes inputs
        save_state(past, Path(folder) / "eve")
        world = open_world(scenario, Path(folder) / "eve", seed=seed, fraction=fraction)
    world.tallies.append(first_tally(world))
    model = LaborMarket(scenario, seed=seed, fraction=fraction, world=world, collect=False)
    for _ in range(scenario.months):
        model.step()
    found = projections(long_table(Panel(world.tallies, recording_profile()), indicators()))
    del past, world, model
    gc.collect()  # worlds hang in cycles
    return found
