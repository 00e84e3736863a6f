"""Residuals of the books of people, posts and jobs: zero in every month and unit (S1, S2, S9)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Status
from agents.kernels.tabulate import AGE_LIMITS
from sim.facts.panel import OUT, Before, Ints, age_groups
from sim.world import World

N_AGES = len(AGE_LIMITS) + 1
FIRST_COUNTED = 2  # index of 16-24


def cells(unit: Ints, sex: Ints, age: Ints, state: Ints) -> Ints:
    """Return the cell of each row: unit × sex × age group × state, -1 where it is not counted."""
    code = ((unit.astype(np.int32) * 2 + sex) * N_AGES + age) * 3 + state
    return np.asarray(np.where(state == OUT, -1, code))


def tallied(persons: Ints) -> Ints:
    """Return the same cells from the statistical office's table of persons.

    Parameters
    ----------
    persons : int64[n_units, 2, 2, 8, 13], by unit, rural/urban, sex, age group, status
    """
    table = persons.sum(axis=1)
    employed = table[..., FIRST_EMPLOYED : LAST_EMPLOYED + 1].sum(axis=-1)
    unemployed = table[..., Status.UNEMPLOYED]
    outside = table.sum(axis=-1) - employed - unemployed
    outside -= table[..., Status.GONE] + table[..., Status.AWAY]
    out = np.stack([employed, unemployed, outside], axis=-1)
    out[:, :, :FIRST_COUNTED] = 0
    return np.asarray(out.ravel())


def people_residual(
    world: World, old: Ints, new: Ints, before: Before, state: Ints, age: Ints
) -> int:
    """Return by how many persons stocks and flows of a month fail to add up.

    Stocks are the office's; flows between states, cells and units, entries at working age and exits
    are those of the persons; births, arrivals, deaths and departures also against `Flows`.
    """
    w, n, flows = world.population.workers, world.n_workers, world.flows
    sex = w.sex[:n]
    first = np.full(n, -1, np.int64)
    first[: before.n] = cells(before.unit, sex[: before.n], age_groups(before.age), before.state)
    last = cells(w.unit[:n], sex, age_groups(age), state)
    moved = first != last
    size = len(old)
    out = np.bincount(first[moved & (first >= 0)], minlength=size)
    into = np.bincount(last[moved & (last >= 0)], minlength=size)
    residual = int(np.abs(new - old - into + out).sum())
    came = np.bincount(w.unit[before.n : n], minlength=flows.n)
    gone = (w.status[: before.n] == Status.GONE) & (before.status != Status.GONE)
    left = np.bincount(before.unit[gone], minlength=flows.n)
    residual += int(np.abs(came - flows.births - flows.arrivals).sum())
    return residual + int(np.abs(left - flows.deaths - flows.departures).sum())


def posts_by_unit(world: World) -> Ints:
    """Return int64[n_units]: open posts by unit of work, from the table of posts."""
    posts, f = world.population.posts, world.population.firms
    return np.asarray(np.bincount(f.unit[posts.firm], minlength=world.flows.n))


def jobs_residual(world: World, open_before: Ints, open_after: Ints) -> int:
    """Return by how many places the books of posts and of jobs fail to add up.

    V(t+1) = V(t) + posted - withdrawn (closures included) - filled, by unit, where filled is the
    number of hires and of founders; and the staff of every firm are the persons who name it as
    their employer.
    """
    w, f, flows = world.population.workers, world.population.firms, world.flows
    filled = flows.vacancies - flows.unfilled
    open_change = open_after - open_before - flows.posts + flows.withdrawn + filled
    residual = int(np.abs(open_change).sum()) + int(
        np.abs(filled - flows.hires - flows.founders).sum()
    )
    n = world.n_workers
    employer = w.employer[:n]
    at_work = (w.status[:n] >= FIRST_EMPLOYED) & (w.status[:n] <= LAST_EMPLOYED) & (employer >= 0)
    counted = np.bincount(employer[at_work], minlength=f.n)
    return residual + int(np.abs(counted - f.n_workers).sum())


def measures_out_of_order(persons: Ints, slack: npt.NDArray[np.int64]) -> int:
    """Return in how many units registered ≤ surveyed ≤ with discouraged fails, of urban residents.

    Full-count books: rates of one labour force, so that each adds persons to the one before.
    """
    town = persons[:, 1].sum(axis=1)[:, FIRST_COUNTED:].sum(axis=1)
    employed = town[:, FIRST_EMPLOYED : LAST_EMPLOYED + 1].sum(axis=1).astype(float)
    unemployed = town[:, Status.UNEMPLOYED].astype(float)
    registered, discouraged = slack[:, 0].astype(float), slack[:, 1].astype(float)
    rates = [
        number / np.maximum(employed + number, 1.0)
        for number in (registered, unemployed, unemployed + discouraged)
    ]
    return int(((rates[0] > rates[1]) | (rates[1] > rates[2])).sum())
