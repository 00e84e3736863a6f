"""The Mesa model: the world that is run. `step()` is one month; there is no second engine."""

from __future__ import annotations

import mesa
import numpy as np

from agents.codes import Status
from agents.providers import Published, TrainingProvider, commit_together, decide_together
from agents.service import EmploymentService
from scenarios.load import load
from scenarios.scenario import Scenario
from sim.market import close_quarter
from sim.month import step
from sim.start import start_world
from sim.world import World


class LaborMarket(mesa.Model):  # type: ignore[misc]
    """The labour market of Xinjiang as a Mesa model.

    Workers, households and firms are arrays in `world.population`; training providers and public
    employment services are Mesa agents that hold a row each. Works with `DataCollector` and with
    `mesa.batch_run` (pass `seed` as a parameter).

    Parameters
    ----------
    scenario : Scenario or str
        A scenario, a library name or a path.
    seed : int
        All luck; Mesa's own generators are not used.
    fraction : int
        k of a world of 1/k.
    world : World, optional
        A world to go on with (a resumed run); otherwise the scenario's start world is made.
    collect : bool
        Keep a `DataCollector` with month, unemployment rate and employment, as `batch_run` needs.

    Examples
    --------
    >>> model = LaborMarket("baseline", seed=1, fraction=1000)  # doctest: +SKIP
    >>> model.step(); model.unemployment_rate()  # doctest: +SKIP
    """

    def __init__(
        self,
        scenario: Scenario | str = "baseline",
        seed: int = 1,
        fraction: int = 1000,
        world: World | None = None,
        collect: bool = True,
    ) -> None:
        super().__init__(rng=int(seed))
        chosen = load(scenario) if isinstance(scenario, str) else scenario
        self.world = world or start_world(chosen, seed=int(seed), fraction=int(fraction))
        population = self.world.population
        for row in range(population.services.n):
            EmploymentService(self, row)
        for row in range(population.providers.n):
            TrainingProvider(self, row)
        # Mesa counts agents' ids in a table of the class that would keep every model, and with it
        # its world, for the life of the process; all agents have theirs by now
        mesa.Agent._ids.pop(self, None)
        self.published = Published.of(self.world)
        self.datacollector = mesa.DataCollector(
            model_reporters={
                "month": lambda model: model.world.month.code,
                "unemployment_rate": LaborMarket.unemployment_rate,
                "employed": LaborMarket.employed,
            }
        )
        self.collect = collect

    def step(self) -> None:
        """Let one month happen; at a quarter's end services and providers decide, then commit."""
        step(self.world)
        if self.world.month.month % 3 == 0:
            self.published = Published.of(self.world)
            services = self.agents_by_type[EmploymentService]
            providers = np.arange(self.world.population.providers.n)  # too many to ask one by one
            services.do("decide")
            decide_together(self, providers)
            services.do("commit")
            commit_together(self, providers)
            close_quarter(self.world)
        if self.collect:
            self.datacollector.collect(self)
        if int(self.world.month) + 1 >= int(self.world.scenario.start) + self.world.scenario.months:
            self.running = False

    def unemployment_rate(self) -> float:
        """Return the unemployed share of urban residents in the labour force (full count)."""
        w = self.world.population.workers
        urban = w.urban == 1
        out = int(np.count_nonzero(urban & (w.status == Status.UNEMPLOYED)))
        at_work = urban & (w.status >= Status.EMPLOYEE) & (w.status <= Status.INTERN)
        return out / max(1, out + int(np.count_nonzero(at_work)))

    def employed(self) -> int:
        """Return persons at work, scaled to the whole region."""
        w = self.world.population.workers
        at_work = (w.status >= Status.EMPLOYEE) & (w.status <= Status.INTERN)
        return int(np.count_nonzero(at_work)) * self.world.fraction
