"""Persons certified as hard to employ: how many find work of any kind."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag
from agents.columns import Array
from sim.world import World


def count_placed(world: World, rows: Array) -> None:
    """Count those of `rows`, who had no work and have just found some, that are certified."""
    w, flows = world.population.workers, world.flows
    placed = rows[w.flags[rows] & Flag.HARDSHIP != 0]
    flows.hardship_placed += np.bincount(w.unit[placed], minlength=flows.n)
