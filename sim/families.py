"""Households with small children and households in need: what care costs, and who is relieved."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.family import count_small_children, relief_heads, working_carers
from sim.claims import claim, in_fen, promised
from sim.world import World

Floats = npt.NDArray[np.float64]
LEAST_COST = 0.1  # of the price of care; bounds the response where relief pays nearly all
RENEWED = 12  # months for which relief of childcare costs is promised at a time


def small_children(world: World) -> Array:
    """Return int8[n_households]: children below three years, counted anew each month."""
    w, h = world.population.workers, world.population.households
    out = np.empty(h.n, np.int8)
    count_small_children(int(world.month), w.birth, w.status, w.household, out)
    return out


def care_factor(world: World) -> Floats:
    """Return float64[n_units]: factor of re-entry of women with small children.

    The net price of care over that at the usual relief, to the power `care_response`: at the usual
    relief nothing changes, for the rates of re-entry were fitted with it.
    """
    p = world.parameters
    net = np.maximum(1.0 - world.levers.childcare_relief.values / p["care_price"], LEAST_COST)
    usual = 1.0 - p["usual_relief"] / p["care_price"]
    return np.asarray((net / usual) ** -p["care_response"])


def relieve_carers(world: World) -> None:
    """Claim relief of childcare costs for households in which a woman works off the farm."""
    w, lever = world.population.workers, world.levers
    yuan = lever.childcare_relief.values
    if not yuan.any():
        return
    small = small_children(world)
    rows = working_carers(
        int(world.month), w.id, w.sex, w.birth, w.status, w.household, small
    )  # fmt: skip
    rows = rows[~np.isin(rows, promised(world, Claim.CHILDCARE_RELIEF))]
    fen = in_fen(world, yuan)[w.unit[rows]] * small[w.household[rows]]
    claim(world, Claim.CHILDCARE_RELIEF, rows, fen, RENEWED)


def relieve_need(world: World) -> None:
    """Claim relief for households in need without the allowance, each once a year in its month."""
    w, h, lever = world.population.workers, world.population.households, world.levers
    yuan = lever.household_relief.values
    if not yuan.any():
        return
    rows = relief_heads(
        w.id, w.status, w.household, h.id, h.allowance, world.month.month - 1,
        world.key(Stream.RELIEF_MONTH, 0),
    )  # fmt: skip
    fen = in_fen(world, yuan)[w.unit[rows]]
    asks = claim(world, Claim.TEMPORARY_RELIEF, rows, fen)
    world.flows.relief_households += np.bincount(w.unit[rows[asks]], minlength=world.flows.n)
