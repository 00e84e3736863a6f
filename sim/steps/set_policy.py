"""Step 2: measures write this month's levers; the minimum wage is adjusted."""

from __future__ import annotations

import numpy as np

from scenarios import tables
from scenarios.measure import View
from sim.world import World


def set_policy(world: World) -> None:
    """Reset the levers to no policy and let every measure in force write them."""
    view = View(world.population.units, world.parameters)
    world.scenario.set_policy(view, world.levers, world.month)
    adjust_minimum_wage(world)


def adjust_minimum_wage(world: World) -> None:
    """Raise the nominal minimum wage by the lever's growth, a year after the last list and yearly.

    The published lists of the past stay as they are. A rise once made stays when the measure ends.
    """
    last = tables.minimum_wage().from_month[-1]
    if world.month > last and world.month.month == last.month:
        world.market.floor_raise += np.log1p(world.levers.minimum_wage_growth.values / 100.0)
