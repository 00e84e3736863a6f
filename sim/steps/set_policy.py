"""Step 2: measures write this month's levers."""

from __future__ import annotations

from scenarios.measure import View
from sim.world import World


def set_policy(world: World) -> None:
    """Reset the levers to no policy and let every measure in force write them."""
    view = View(world.population.units, world.parameters)
    world.scenario.set_policy(view, world.levers, world.month)
