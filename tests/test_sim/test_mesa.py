"""The world as a Mesa model: collected, run in batches, and indifferent to the order of agents."""

from __future__ import annotations

import gc
import weakref

import mesa
import numpy as np
import pytest
import small_world
from mesa.datacollection import DataCollector

from agents.providers import TrainingProvider
from agents.service import EmploymentService
from scenarios.scenario import Scenario
from sim.mesa_model import LaborMarket
from sim.world import World


class Collected(LaborMarket):
    """A labour market that remembers its headline figures, as a user would write it."""

    def __init__(self, scenario: Scenario | str, seed: int = 1, fraction: int = 1000) -> None:
        super().__init__(scenario, seed=seed, fraction=fraction, collect=False)
        self.datacollector = DataCollector(
            model_reporters={
                "unemployment_rate": lambda model: model.unemployment_rate(),
                "employed": lambda model: model.employed(),
                "month": lambda model: str(model.world.month),
            },
            agent_reporters={"row": "row"},
        )

    def step(self) -> None:
        super().step()
        self.datacollector.collect(self)


@pytest.fixture
def model(start: World) -> LaborMarket:
    """Return a model around the start world."""
    return LaborMarket(start.scenario, seed=1, fraction=1000, world=start)


def test_a_data_collector_follows_three_months() -> None:
    small_world.folder()
    model = Collected(small_world.scenario(months=3))
    for _ in range(3):
        assert model.running
        model.step()
    assert not model.running, "the model stops after the scenario's last month"
    frame = model.datacollector.get_model_vars_dataframe()
    assert frame["month"].tolist() == ["2020-12", "2021-01", "2021-02"]
    assert frame["unemployment_rate"].between(0.02, 0.10).all()
    assert frame["employed"].between(8e6, 16e6).all(), "persons, scaled to the region"
    n = model.world.population.services.n + model.world.population.providers.n
    assert len(model.datacollector.get_agent_vars_dataframe()) == 3 * n


def test_a_batch_run_with_the_seed_as_a_parameter_gives_the_same_figures_twice() -> None:
    small_world.folder()
    rows = mesa.batch_run(
        Collected,
        parameters={"scenario": small_world.scenario(months=2), "seed": [1], "fraction": 1000},
        iterations=2,
        number_processes=1,
        data_collection_period=1,
        display_progress=False,
    )
    figures = {
        run: [
            (r["Step"], r["month"], r["unemployment_rate"], r["employed"])
            for r in rows
            if r["RunId"] == run
        ]
        for run in {r["RunId"] for r in rows}
    }
    assert len(figures) == 2
    one, two = figures.values()
    assert one == two


def test_the_model_collects_its_headline_figures(model: LaborMarket) -> None:
    model.datacollector.collect(model)
    said = model.datacollector.get_model_vars_dataframe().iloc[-1]
    assert said["month"] == 202011
    assert said["employed"] == model.employed()
    assert said["unemployment_rate"] == model.unemployment_rate()


def test_each_service_and_provider_is_an_agent_with_a_row_of_its_own(model: LaborMarket) -> None:
    population = model.world.population
    for kind, table in (
        (EmploymentService, population.services),
        (TrainingProvider, population.providers),
    ):
        rows = [agent.row for agent in model.agents_by_type[kind]]
        assert sorted(rows) == list(range(table.n))


@pytest.mark.parametrize("kind", [EmploymentService, TrainingProvider])
def test_agents_that_decide_in_reversed_order_decide_the_same_bits(
    start: World, kind: type[mesa.Agent]
) -> None:
    small_world.run_months(start, 3)
    rng = np.arange(start.flows.n * 7, dtype=np.float64).reshape(start.flows.n, 7)
    start.market.quarter[:] = rng  # a quarter in which every unit differs
    table = start.population.services if kind is EmploymentService else start.population.providers
    kept = {name: array.copy() for name, array in table.arrays().items()}
    outcomes = []
    for turn in (1, -1):
        for name, array in kept.items():
            getattr(table, name)[:] = array
        model = LaborMarket(start.scenario, seed=1, fraction=1000, world=start)
        agents = list(model.agents_by_type[kind])[::turn]
        for agent in agents:
            agent.decide()
        untouched = [name for name in kept if not name.startswith("next_")]
        assert all(np.array_equal(getattr(table, n), kept[n]) for n in untouched), (
            "to decide changes nothing that another agent may read"
        )
        for agent in agents:
            agent.commit()
        outcomes.append({name: array.copy() for name, array in table.arrays().items()})
    first, second = outcomes
    assert all(first[name].tobytes() == second[name].tobytes() for name in first)
    assert any(not np.array_equal(first[name], kept[name]) for name in first)


def test_a_model_that_nobody_holds_is_let_go() -> None:
    world = small_world.open_start(small_world.scenario())
    model = LaborMarket(world.scenario, seed=1, fraction=1000, world=world, collect=False)
    model.step()
    gone = weakref.ref(model)
    del model
    gc.collect()
    assert gone() is None, "a process of many runs would fill the memory"
