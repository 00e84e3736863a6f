"""A world tiled k times in memory: as many rows as one likes, for timing only.

The copies share the units, so they are one labour market with k times the people, households,
firms, posts and demand. Ids are new, so that every copy has its own luck. Entrants, training places
and money grow alike.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from agents.codes import Status
from agents.columns import Array
from agents.state import Firms, Flows, Households, Population, Posts, Providers, Services, Workers
from sim.ledger import Ledger
from sim.world import World

GOLDEN = 0x9E3779B97F4A7C15
FIRST_ENTRANT = 1 << 26  # ids of births and arrivals in the base month, see `kernels.entry`
IDS_A_MONTH = 1 << 21


def tile(world: World, k: int) -> World:
    """Return a world of k copies of `world`, people sorted by unit as a run keeps them.

    Parameters
    ----------
    world : World
        Any world between two months; it is read only.
    k : int

    Raises
    ------
    ValueError
        If the people would be numbered beyond the ids of the entrants to come.
    """
    firms, blocks = _layout(world)
    n = k * sum(len(rows) for rows in blocks)
    if n >= FIRST_ENTRANT + IDS_A_MONTH * (world.months_since_base + 1):
        raise ValueError(f"{n} rows are more than there are free ids before the next entrants'")
    old = world.population
    population = Population(
        units=old.units,
        workers=_workers(world, k, blocks, firms),
        households=_households(world, k),
        firms=_firms(world, k, firms),
        providers=Providers.from_arrays({c: a.copy() for c, a in old.providers.arrays().items()}),
        services=Services.from_arrays({c: a.copy() for c, a in old.services.arrays().items()}),
        fraction=max(1, world.fraction // k),
        month=old.month,
        posts=_posts(world, k, firms),
    )
    # real persons are `fraction` times rows; what one division cannot say, the totals must
    more = k * population.fraction / world.fraction
    population.providers.seats *= np.float32(more)
    structure = replace(
        world.structure,
        start_population=world.structure.start_population * more,
        cell_base=world.structure.cell_base * k,
        farm_hands=world.structure.farm_hands * k,
    )
    inputs = replace(
        world.inputs,
        arrivals=world.inputs.arrivals * more,
        budget_scale=world.inputs.budget_scale * more,
    )
    market = replace(
        world.market,
        **{name: array.copy() for name, array in world.market.arrays().items()},
    )
    market.trainable *= k
    market.employees *= k
    market.quarter *= k
    market.seats *= k
    market.completers *= k
    market.rural *= k
    market.poor *= k
    return World(
        scenario=world.scenario,
        parameters=world.parameters,
        inputs=inputs,
        seed=world.seed,
        month=world.month,
        population=population,
        structure=structure,
        market=market,
        ledger=_ledger(world, k),
        levers=world.levers,
        flows=Flows(world.flows.n),
        n_workers=n,
        n_households=k * world.n_households,
        n_firms=k * len(firms),
        base_household=world.base_household * k,
        people=None if world.people is None else world.people * k,
        n_posts=None if world.n_posts is None else world.n_posts * k,
    )


def _layout(world: World) -> tuple[Array, list[Array]]:
    """Return the rows of firms in use, and those of living people by unit."""
    w, f = world.population.workers, world.population.firms
    rows = np.flatnonzero(w.status != Status.GONE)
    unit = w.unit[rows]
    return np.flatnonzero(f.alive == 1), [rows[unit == u] for u in range(world.flows.n)]


def _tiled(table: Any, size: int, k: int, blocks: list[Array]) -> Any:
    """Return a table of `size` rows that holds every block of rows k times, block by block."""
    out = type(table)(0)
    for name, c in type(table).columns().items():
        column, fresh, at = getattr(table, name), np.empty(size, dtype=c.dtype), 0
        for block in blocks:
            for _ in range(k):
                fresh[at : at + len(block)] = column[block]
                at += len(block)
        fresh[at:] = c.empty
        setattr(out, name, fresh)
    out.n = size
    return out


def _workers(world: World, k: int, blocks: list[Array], firms: Array) -> Workers:
    w, f = world.population.workers, world.population.firms
    n = k * sum(len(block) for block in blocks)
    out: Workers = _tiled(w, n + world.spare(n), k, blocks)
    out.id[:n] = np.arange(n, dtype=np.int32)
    out.programme[:n] = 0  # courses that go on are left out
    number = np.full(f.n, -1, np.int32)  # of a firm among those in use
    number[firms] = np.arange(len(firms), dtype=np.int32)
    order = np.argsort(f.id[firms])
    ids = f.id[firms][order]
    first = np.searchsorted(world.base_household, np.arange(world.n_households), side="right") - 1
    home = np.minimum(first, world.flows.n - 1)
    base = world.base_household
    length = np.append(np.diff(base), world.n_households - base[-1])  # the last: arrivals' homes
    start = np.append(base[:-1], base[-1])
    group = np.where(np.arange(world.n_households) >= base[-1], world.flows.n, home)
    at = 0
    for block in blocks:
        employer = np.where(w.employer[block] >= 0, number[w.employer[block]], -1)
        found = np.searchsorted(ids, w.last_firm[block]).clip(max=len(ids) - 1)
        known = (ids[found] == w.last_firm[block]) & (w.last_firm[block] != -1)
        last = np.where(known, order[found], -1)
        house = w.household[block]
        g = group[house]
        for t in range(k):
            here = slice(at, at + len(block))
            out.employer[here] = np.where(employer >= 0, employer + t * len(firms), -1)
            out.last_firm[here] = np.where(last >= 0, last + t * len(firms), -1)
            out.household[here] = k * start[g] + t * length[g] + house - start[g]
            at += len(block)
    return out


def _households(world: World, k: int) -> Households:
    base, n = world.base_household, world.n_households
    edges = [*base.tolist(), n]
    blocks = [np.arange(a, b) for a, b in pairwise(edges)]
    out: Households = _tiled(world.population.households, k * n + world.spare(k * n), k, blocks)
    out.id[: k * n] = np.arange(k * n, dtype=np.int32)
    return out


def _firms(world: World, k: int, firms: Array) -> Firms:
    n = k * len(firms)
    out: Firms = _tiled(world.population.firms, n + world.spare(n), k, [firms])
    out.id[:n] = np.arange(n, dtype=np.int32)
    return out


def _posts(world: World, k: int, firms: Array) -> Posts:
    posts = world.population.posts
    out: Posts = _tiled(posts, k * posts.n, k, [np.arange(posts.n)])
    number = np.full(world.population.firms.n, -1, np.int32)
    number[firms] = np.arange(len(firms), dtype=np.int32)
    copy = np.repeat(np.arange(k), posts.n)
    out.firm[:] = np.tile(number[posts.firm], k) + copy * len(firms)
    out.key += copy.astype(np.uint64) * np.uint64(GOLDEN)
    return out


def _ledger(world: World, k: int) -> Ledger:
    """Return the ledger with every sum k times."""
    state = world.ledger.state()
    state["balance"] = {name: k * fen for name, fen in state["balance"].items()}
    state["lines"] = [[*line[:4], *(k * fen for fen in line[4:])] for line in state["lines"]]
    ledger = Ledger()
    ledger.restore(state)
    return ledger
