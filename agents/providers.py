"""A training provider: a Mesa agent that holds one row of `Providers`."""

from __future__ import annotations

from typing import Any

import mesa


class TrainingProvider(mesa.Agent):  # type: ignore[misc]
    """Opens or closes seats each quarter, following how many of its unit's offers were taken.

    `decide` writes only the provider's own `next_seats`; `commit` takes it over, so the order of
    providers cannot matter.
    """

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def decide(self) -> None:
        """Decide next quarter's seats from last quarter's acceptance in the unit."""
        world = self.model.world
        providers = world.population.providers
        step = world.parameters["provider_step"]
        full = world.parameters["provider_full"]
        taken = world.market.seat_use(int(providers.unit[self.row]))
        change = step if taken > full else -step if taken < 0.5 * full else 0.0
        providers.next_seats[self.row] = max(1.0, providers.seats[self.row] * (1.0 + change))

    def commit(self) -> None:
        """Take over the decided seats."""
        providers = self.model.world.population.providers
        providers.seats[self.row] = providers.next_seats[self.row]
