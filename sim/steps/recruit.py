"""Part of steps 5 and 7: posts that only graduates may take, opened, filled and withdrawn."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Half, Recruitment
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.recruitment import N_KINDS, count_recruiters, reserve_posts
from agents.state import Posts
from sim.world import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
KINDS = tuple(r for r in Recruitment if r is not Recruitment.ANYBODY)


def part_of_year(month: int, first: float, last: float) -> float:
    """Return a month's part of what is spread evenly over the months `first` to `last`."""
    months = [1 + (int(first) - 1 + m) % 12 for m in range((int(last) - int(first)) % 12 + 1)]
    return 1.0 / len(months) if month in months else 0.0


def recruitment(world: World) -> Array:
    """Return int32[n_firms, 3]: further posts that each employer reserves this month, by kind."""
    f, p, lever = world.population.firms, world.parameters, world.levers
    quota = np.zeros((f.n, N_KINDS), np.int32)
    part = part_of_year(world.month.month, p["recruit_from"], p["recruit_to"])
    volume = np.array(
        [
            lever.public_recruitment.values,
            lever.grassroots_posts.values,
            lever.state_firm_intake.values,
        ]
    )
    if part == 0.0 or not volume.any():
        return quota
    staff = np.zeros((N_KINDS, world.flows.n))
    count_recruiters(f.unit, f.industry, f.ownership, f.urban, f.alive, f.n_workers, staff)
    whole = np.repeat(staff.sum(axis=1, keepdims=True), world.flows.n, axis=1)
    for half in Half:  # grass-roots posts are given by half, the others for the region
        inside = world.inputs.half == half
        whole[1, inside] = staff[1, inside].sum()
    rate = volume * part / world.fraction / np.maximum(whole, 1.0)
    reserve_posts(
        f.id, f.unit, f.industry, f.ownership, f.urban, f.alive, f.n_workers, rate,
        world.key(Stream.RECRUITMENT), quota,
    )  # fmt: skip
    return quota


def further_posts(quota: Array) -> tuple[Array, Array, Array]:
    """Return (row of firms, kind from 0 on, posts) of every entry of a quota that is not zero."""
    at = np.flatnonzero(quota)
    return at // N_KINDS, at % N_KINDS, quota.ravel()[at]


def reserved_by_firm(posts: Posts, quota: Array) -> Array:
    """Return int32[n_firms]: posts reserved for graduates, open ones and further ones."""
    out = np.zeros(len(quota), np.int32)
    np.add.at(out, posts.firm[np.flatnonzero(posts.asks)], 1)
    firm, _, more = further_posts(quota)
    np.add.at(out, firm, more)
    return out


def by_kind_and_unit(world: World, firm: Array, asks: Array) -> Ints:
    """Return int64[3, n_units]: posts of these firms and kinds."""
    n = world.flows.n
    rows = np.flatnonzero(asks > 0)
    cell = (asks[rows].astype(np.int64) - 1) * n + world.population.firms.unit[firm[rows]]
    return np.bincount(cell, minlength=N_KINDS * n).reshape(N_KINDS, n)


def book_reserved(world: World, quota: Array, before: Posts, expired: Ints) -> None:
    """Count posts reserved this month, and reserved ones that were withdrawn unfilled."""
    flows, posts, f = world.flows, world.population.posts, world.population.firms
    firm, of_kind, posts_of = further_posts(quota)
    new = np.zeros((N_KINDS, flows.n), np.int64)
    np.add.at(new, (of_kind, f.unit[firm]), posts_of)
    for n, kind in enumerate(KINDS):
        getattr(flows, f"reserved_{kind.code}")[:] += new[n]
    was = by_kind_and_unit(world, before.firm, before.asks)
    now = by_kind_and_unit(world, posts.firm, posts.asks)
    flows.reserved_withdrawn += (was + new - now).sum(axis=0) + expired


def book_filled(world: World, firm: Array, asks: Array) -> None:
    """Count reserved posts that were filled, by unit of the post."""
    for kind, filled in zip(KINDS, by_kind_and_unit(world, firm, asks), strict=True):
        getattr(world.flows, f"filled_{kind.code}")[:] += filled
