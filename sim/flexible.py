"""Flexible work: its income, the subsidy of its own insurance, part-time and shared posts."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Flag, Programme, Status
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.kernels.flexible import NOBODY, OF_GRADUATES, OF_HARDSHIP, buy_cover
from agents.kernels.programmes import STAYS, TAKES_UP
from sim.claims import claim, expected
from sim.ledger import whole_fen
from sim.offers import book_unfilled, draw_lots, make_offers, outside_options
from sim.world import World

Floats = npt.NDArray[np.float64]


def flexible_income(world: World) -> Floats:
    """Return float64[n_units]: log yuan/month of flexible work; falls where many do it."""
    x, p, market = world.inputs, world.parameters, world.market
    crowd = np.log(np.maximum(market.flexible, 1e-4) / world.structure.flexible_base)
    return np.asarray(
        x.log_flexible + p["g_w"] * world.years_from_2025()
        + x.unit_level - p["flexible_crowding"] * crowd
    )  # fmt: skip


def meet_flexible(world: World) -> Floats:
    """Return float64[n_units]: chance of an opening for flexible work; hubs within reach help."""
    p, hubs = world.parameters, world.levers.gig_hubs.values
    return np.asarray(p["flexible_meet"] * (1.0 + p["gig_hub_effect"] * hubs))


# ------------------------------------------------------------------------- cover of their own


def cover_cost(world: World) -> Floats:
    """Return float64[3, n_units]: yuan/month that a flexible worker's cover costs herself.

    Rows as in `kernels.flexible`: nobody's, a graduate's, a certified person's. A subsidy counts as
    often as it is claimed and was committed last quarter.
    """
    lever = world.levers
    full = world.parameters["flexible_pension_rate"] * lever.contribution_floor.values
    back = lever.flexible_cover_share.values * lever.take_up.values
    back = back * expected(world, Claim.FLEXIBLE_COVER)
    cost = np.tile(full, (3, 1))
    for row, months in (
        (OF_GRADUATES, lever.flexible_months_graduate.values),
        (OF_HARDSHIP, lever.flexible_months_hardship.values),
    ):
        cost[row] = np.where(months > 0.0, full * (1.0 - back), cost[NOBODY])
    return cost


def take_cover(world: World, rows: Array) -> None:
    """Let new flexible workers among `rows` buy cover, and those entitled claim a part of it back.

    Parameters
    ----------
    rows : int32[n], rows with a choice about flexible work this month
    """
    w, p, flows, lever = world.population.workers, world.parameters, world.flows, world.levers
    buy_cover(
        rows, w.id, w.unit, w.status, w.tenure, w.wage, w.flags, w.insured, cover_cost(world),
        p["flexible_cover_burden"], p["flexible_cover"], world.key(Stream.FLEXIBLE_COVER, 0),
        flows.new_flexible, flows.covered_flexible,
    )  # fmt: skip
    if not lever.flexible_cover_share.values.any():
        return
    new = (w.status[rows] == Status.FLEXIBLE) & (w.tenure[rows] == 0) & (w.insured[rows] == 1)
    rows = rows[new]
    unit, flags = w.unit[rows], w.flags[rows]
    months = np.where(flags & Flag.GRADUATE, lever.flexible_months_graduate.values[unit], 0.0)
    hardship = np.where(flags & Flag.HARDSHIP, lever.flexible_months_hardship.values[unit], 0.0)
    paid = p["flexible_pension_rate"] * lever.contribution_floor.values
    fen = whole_fen(lever.flexible_cover_share.values * paid)[unit]
    claim(world, Claim.FLEXIBLE_COVER, rows, fen, np.maximum(months, hardship).astype(np.int16))


# --------------------------------------------------------------------- part-time, shared posts


def offer_part_time(world: World, choice: Array, income: Floats) -> Array:
    """Offer this month's part-time and shared posts by lot; return rows of those who accept.

    A post has `part_time_hours` of a full week and of flexible pay. The hours left are worth the
    share `b_leis` of what she keeps by refusing, so she asks for less than for a full week.

    Parameters
    ----------
    choice : int8[n_workers], see `programmes.choose_flexible`; written: TAKES_UP for who accepts
    income : float64[n_units], log yuan/month of flexible work
    """
    w, p, flows = world.population.workers, world.parameters, world.flows
    quota = world.levers.part_time_posts.values * world.share_of_region() / 12.0 / world.fraction
    if not quota.any():
        return np.empty(0, np.int32)
    turn = uniforms(world.key(Stream.PART_TIME_PLACE), np.arange(flows.n))
    places = np.floor(quota + turn).astype(np.int64)
    rows = world.current_applications().rows
    idle = (w.status[rows] == Status.UNEMPLOYED) & (w.flags[rows] & Flag.RECALL == 0)
    rows = rows[idle & (choice[rows] == STAYS)]
    asked = draw_lots(world, Programme.PART_TIME, rows, places)
    outside = outside_options(world, asked)
    hours = p["part_time_hours"]
    pay = np.exp(income[w.unit[asked]] + p["informal_skill"] * w.skill[asked])
    value = np.log(hours * pay + (1.0 - hours) * p["b_leis"] * np.exp(outside))
    taken = asked[make_offers(world, Programme.PART_TIME, asked, value, outside=outside)]
    choice[taken] = TAKES_UP
    filled = np.bincount(w.unit[taken], minlength=flows.n)
    book_unfilled(world, Programme.PART_TIME, places - filled)
    flows.part_time_starts += filled
    return np.asarray(taken)


def cut_hours(world: World, rows: Array) -> None:
    """Pay those who took a part-time post for its hours."""
    w = world.population.workers
    w.wage[rows] *= np.float32(world.parameters["part_time_hours"])
