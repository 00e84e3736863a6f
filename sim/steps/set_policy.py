"""Step 2: measures write this month's levers; budgets say what can be committed."""

from __future__ import annotations

from sim.view import View
from sim.world import World


def set_policy(world: World) -> None:
    """Reset the levers to no policy and let every active measure write."""
    world.levers.reset(int(world.month))
    view = View(world)
    for measure in world.scenario.active(world.month):
        measure.apply(view, world.levers, world.month)
