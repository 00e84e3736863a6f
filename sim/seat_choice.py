"""At which provider a seat is offered: by seats, the list of scarce occupations, and the review."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Flag, Programme
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.providers import TAUGHT
from sim.offers import draw_lots
from sim.world import World

Floats = npt.NDArray[np.float64]
PUBLIC, STAFF = 0, 2  # channels, see `sim.training`
LEAN = 20.0  # completers at which a provider's own placement weighs as much as the region's


def draw_providers(world: World, rows: Array, channel: Array) -> Array:
    """Return int16[n]: the provider that each person would learn at, drawn by seats in the unit.

    Public places are steered: a share goes to courses in listed occupations where somebody teaches
    them, and under review a provider counts with its rating.
    """
    t, w, lever = world.population.providers, world.population.workers, world.levers
    out = np.full(len(rows), -1, np.int16)
    draw = uniforms(world.key(Stream.TRAINING_COURSE), w.id[rows])
    unit, public = w.unit[rows], channel == PUBLIC
    reviewed = lever.training_review.values > 0.0
    weight = np.where(reviewed[t.unit], t.seats * t.rating, t.seats)
    guided = public & (
        uniforms(world.key(Stream.TRAINING_GUIDANCE), w.id[rows])
        < lever.training_guidance.values[unit]
    )
    staff = t.staff == 1
    pick(world, out, unit, draw, np.flatnonzero(staff), t.seats, channel == STAFF)
    pick(world, out, unit, draw, np.flatnonzero(~staff), t.seats, (channel != STAFF) & ~public)
    pick(world, out, unit, draw, np.flatnonzero(~staff), weight, public)
    scarce = listed(world)[t.unit, t.subject]
    pick(world, out, unit, draw, np.flatnonzero(~staff & scarce), weight, guided)
    return out


def pick(
    world: World, out: Array, unit: Array, draw: Floats, mine: Array, weight: Array, asked: Array
) -> None:
    """Draw one of the providers `mine` of her unit for those `asked`; leave it where there is none.

    Parameters
    ----------
    out : int16[n], written; unit : int8[n]; draw : float64[n], uniform
    mine : int64[m], rows of providers; weight : float[n_providers]; asked : bool[n]
    """
    t = world.population.providers
    mine = mine[np.lexsort((t.id[mine], t.unit[mine]))]
    reached = np.concatenate([[0.0], np.cumsum(weight[mine], dtype=np.float64)])
    first = np.searchsorted(t.unit[mine], np.arange(world.flows.n + 1))
    who = np.flatnonzero(asked)
    who = who[first[unit[who] + 1] > first[unit[who]]]
    low, high = (reached[first[unit[who] + s]] for s in (0, 1))
    at = np.searchsorted(reached, low + draw[who] * (high - low), side="right") - 1
    out[who] = mine[np.minimum(at, first[unit[who] + 1] - 1)]


def listed(world: World) -> npt.NDArray[np.bool_]:
    """Return bool[n_units, 7]: occupations on each unit's list, the scarcest that are taught."""
    length = int(world.parameters["catalogue_length"])
    shortage = np.where(TAUGHT == 1, world.market.shortage, -np.inf)
    rank = np.argsort(np.argsort(-shortage, axis=1, kind="stable"), axis=1, kind="stable")
    return np.asarray((rank < length) & (TAUGHT == 1))


def without_repeats(world: World, rows: Array, channel: Array, places: Array) -> Array:
    """Return bool[n]: who keeps her offer when few public places may go to the newly trained.

    Parameters
    ----------
    places : int64[n_units], public places offered
    """
    w, keep = world.population.workers, np.ones(len(rows), np.bool_)
    share = world.levers.training_repeats.values
    if (share >= 1.0).all():
        return keep
    again = np.flatnonzero((channel == PUBLIC) & ((w.flags[rows] & Flag.TRAINED) > 0))
    most = np.floor(share * places + 1e-9).astype(np.int64)
    kept = draw_lots(world, Programme.TRAINING, rows[again], most)
    keep[again] = np.isin(rows[again], kept)
    return keep


def review_providers(world: World) -> None:
    """At the year's end, move ratings towards the placement of each provider's completers.

    A provider with few completers is judged closer to the region's.
    """
    t, speed = world.population.providers, world.levers.training_review.values
    region = t.placed.sum() / max(t.ended.sum(), 1)
    if speed.any() and region > 0.0:
        relative = (t.placed + LEAN * region) / (t.ended + LEAN) / region
        t.rating += (speed[t.unit] * (relative - t.rating)).astype(np.float32)
    t.ended[:] = 0
    t.placed[:] = 0
