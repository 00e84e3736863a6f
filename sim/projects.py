"""Major projects: places that firms of a unit have while a project runs, and no longer.

A project is a demand for staff: its posts are opened by the firms that are given it, filled by
matching like all others, and may stay unfilled.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Industry, Ownership
from agents.draws import Stream, uniforms
from sim.world import World

CONSTRUCTION, OTHERS = 1, 2  # groups of industries, each with posts of its own


def run_projects(world: World) -> None:
    """End the projects whose months are over, and give new ones to firms by lot.

    The year's posts are spread evenly over its months, and over the region by the staff of the
    firms that may be given a project: those of the lever's industries with none running, but no
    household businesses. A project is a share of the firm's staff, in whole places (keyed).
    """
    f, flows = world.population.firms, world.flows
    over = np.flatnonzero((f.project > 0) & ((f.project_end <= int(world.month)) | (f.alive == 0)))
    f.project[over] = 0
    posts = world.levers.project_posts.values / 12.0 / world.fraction
    if posts.any():
        award(world, posts)
    running = np.flatnonzero(f.project)
    flows.project_places += _sum(world, running, f.project[running])


def award(world: World, posts: np.ndarray) -> None:
    """Give projects with, as a mean, `posts` places this month.

    Parameters
    ----------
    posts : float64[n_units, 22], region's total of construction, and of all others together
    """
    f, p = world.population.firms, world.parameters
    group = np.where(posts.any(axis=0), OTHERS, 0)
    group[Industry.E] = min(group[Industry.E], CONSTRUCTION)
    kind = group[f.industry]
    free = (kind > 0) & (f.alive == 1) & (f.ownership != Ownership.HOUSEHOLD) & (f.project == 0)
    rows = np.flatnonzero(free & (f.n_workers > 0))
    kind, unit = kind[rows], f.unit[rows]
    staff = np.bincount(kind, weights=f.n_workers[rows], minlength=OTHERS + 1)
    chance = posts[unit, f.industry[rows]] / staff[kind] / p["project_share"]
    given = uniforms(world.key(Stream.PROJECT_AWARD), f.id[rows]) < chance
    rows = rows[given]
    turn = uniforms(world.key(Stream.PROJECT_SIZE), f.id[rows])
    places = np.floor(p["project_share"] * f.n_workers[rows] + turn).astype(np.int32)
    f.project[rows] = places
    f.project_end[rows] = int(world.month) + int(p["project_months"])
    world.flows.project_opened += _sum(world, rows, places)


def count_unfilled(world: World) -> None:
    """Count project places without anybody: open posts of the firm, up to those of its project."""
    f, posts = world.population.firms, world.population.posts
    rows = np.flatnonzero(f.project)
    if len(rows):
        still_open = np.bincount(posts.firm, minlength=f.n)[rows]
        empty = np.minimum(still_open, f.project[rows])
        world.flows.project_unfilled += _sum(world, rows, empty)


def _sum(world: World, rows: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return int64[n_units]: places of the firms in `rows` by unit."""
    out = np.zeros(world.flows.n, np.int64)
    np.add.at(out, world.population.firms.unit[rows], places.astype(np.int64))
    return out
