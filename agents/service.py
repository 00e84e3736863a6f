"""The public employment service of a unit: a Mesa agent that holds one row of `Services`."""

from __future__ import annotations

from typing import Any

import mesa


class EmploymentService(mesa.Agent):  # type: ignore[misc]
    """Publishes each quarter what seekers and firms of its unit may expect.

    Two phases, so that order cannot matter: `decide` reads last quarter's figures and writes its
    own `next_*`; `commit` makes them public. A small unit's figures lean on the region's.
    """

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def decide(self) -> None:
        """Write next quarter's published tightness and job chance from last quarter's counts."""
        world = self.model.world
        quarter, services = world.market.quarter, world.population.services
        hires, seekers, vacancies = quarter[self.row, :3]
        total = quarter[:, :3].sum(axis=0)
        weight = seekers / (seekers + world.parameters["service_weight"] + 1e-9)
        region_chance = total[0] / max(total[1], 1.0)
        region_tightness = total[2] / max(total[1], 1.0)
        chance = weight * hires / max(seekers, 1.0) + (1 - weight) * region_chance
        tightness = weight * vacancies / max(seekers, 1.0) + (1 - weight) * region_tightness
        services.next_job_chance[self.row] = chance
        services.next_tightness[self.row] = tightness

    def commit(self) -> None:
        """Publish what was decided."""
        services = self.model.world.population.services
        services.job_chance[self.row] = services.next_job_chance[self.row]
        services.tightness[self.row] = services.next_tightness[self.row]
