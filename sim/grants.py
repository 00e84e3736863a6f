"""Grants to persons: what they are worth spread over working life, and who is insured for them."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Status
from agents.columns import Array
from sim.claims import claim, expected, in_fen
from sim.world import World

Floats = npt.NDArray[np.float64]
RETIREMENT = 60 * 12
INSURED_MONTHS = 12  # of contributions before an upgrade grant (national rule)
JUNIOR, INTERMEDIATE, SENIOR = 2, 3, 4
UPGRADES = {
    INTERMEDIATE: (Claim.UPGRADE_INTERMEDIATE, "upgrade_grant_intermediate"),
    SENIOR: (Claim.UPGRADE_SENIOR, "upgrade_grant_senior"),
}


def spread(world: World, rows: Array, yuan: Floats, outside: Floats) -> Floats:
    """Return float64[n]: log yuan/month of one payment, spread evenly to the age of 60.

    As the price of a seat in `agents.kernels.training.seat_value`, with the sign turned.

    Parameters
    ----------
    outside : float64[n], log yuan/month of going on without
    """
    discount = world.parameters["train_discount"] / 12.0
    age = int(world.month) - world.population.workers.birth[rows].astype(np.int64)
    months = np.maximum(RETIREMENT - age, 1.0)
    annuity = (1.0 - np.exp(-discount * months)) / discount
    return np.asarray(yuan * world.price_level() / np.exp(outside) / annuity)


def insured_long(world: World, rows: Array) -> npt.NDArray[np.bool_]:
    """Return bool[n]: employees with a year of contributions, who may claim an upgrade grant."""
    w = world.population.workers
    at_work = (w.status[rows] == Status.EMPLOYEE) & (w.insured[rows] == 1)
    return np.asarray(at_work & (w.contribution[rows] >= INSURED_MONTHS))


def expected_upgrade(world: World, rows: Array, grade: int) -> Floats:
    """Return float64[n]: yuan that each reckons with once she has reached `grade`."""
    what, lever = UPGRADES[grade]
    amount = getattr(world.levers, lever).values
    reckoned = amount * expected(world, what) * world.levers.take_up.values
    return np.asarray(reckoned[world.population.workers.unit[rows]] * insured_long(world, rows))


def claim_upgrades(world: World, rows: Array, grade: int) -> None:
    """Let the insured of `rows`, who have just reached `grade`, claim the grant for it."""
    what, lever = UPGRADES[grade]
    rows = rows[insured_long(world, rows)]
    amount = in_fen(world, getattr(world.levers, lever).values)
    claim(world, what, rows, amount[world.population.workers.unit[rows]])
