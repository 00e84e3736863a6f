"""Joint planning of education and jobs: fields of school seats, order classes, and the mismatch."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import NO_CODE, FieldOfStudy, Flag, Occupation, Schooling, Status
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.kernels.posting import N_OCCUPATIONS
from scenarios.tables_education import education
from sim.world import World

Floats = npt.NDArray[np.float64]
N_FIELDS = len(FieldOfStudy) - 1
DECEMBER = 12
SINCE_JUNE = 6  # months from graduation to the count in December
EXPANSION, ORDER_CLASSES = 0, 1  # columns of `Market.school_plan`
LEAN = 20.0  # graduates at which a field's own placement weighs as much as all fields'


def plan_schools(world: World) -> None:
    """Publish what schools plan from next month on; in December move seats between fields.

    Schools act at the beginning of a month, before that month's policy is known.
    """
    lever, m = world.levers, world.market
    m.school_plan[:, EXPANSION] = lever.school_expansion.values
    m.school_plan[:, ORDER_CLASSES] = lever.order_classes.values
    if world.month.month != DECEMBER:
        return
    placed = count_matches(world)
    speed = float(lever.field_adjustment.values @ world.share_of_region())
    if speed > 0.0:
        move_seats(world, placed, min(speed, 1.0))


def count_matches(world: World) -> Floats:
    """Count this year's graduates in firms, and those of them outside the trade of their field.

    Returns
    -------
    float64[9], share of a field's graduates in work in its trade; few lean on all fields
    """
    w, flows = world.population.workers, world.flows
    graduated = (w.school_exit > int(world.month) - SINCE_JUNE - 1) & (w.field > 0)
    searched = (w.status >= Status.EMPLOYEE) & (w.status <= Status.INACTIVE)
    rows = np.flatnonzero(((w.flags & Flag.GRADUATE) > 0) & graduated & searched)
    job, field = w.occupation[rows], w.field[rows].astype(np.int64) - 1
    hired = (w.status[rows] == Status.EMPLOYEE) & (job != NO_CODE)
    inside = hired & (education().related[field, np.maximum(job, 0)] > 0.0)
    unit = w.unit[rows]
    flows.graduates_in_jobs += np.bincount(unit[hired], minlength=flows.n)
    flows.graduates_mismatched += np.bincount(unit[hired & ~inside], minlength=flows.n)
    all_of, matched = (
        np.bincount(field[mask], minlength=N_FIELDS) for mask in (hired | ~hired, inside)
    )
    overall = matched.sum() / max(all_of.sum(), 1)
    return np.asarray((matched + LEAN * overall) / (all_of + LEAN))


def field_scarcity(world: World) -> Floats:
    """Return float64[9]: published log vacancies over seekers in the trade of each field."""
    shortage = world.share_of_region() @ world.market.shortage
    related = education().related
    return np.asarray(related @ shortage / np.maximum(related.sum(axis=1), 1.0))


def move_seats(world: World, placed: Floats, speed: float) -> None:
    """Move the seats of every level towards fields with scarce jobs and good placement.

    The mix that planners aim at is today's, with odds exp of scarcity and placement; a part
    `speed` of the way is gone each year. Who enters draws a field from the seats there are.
    """
    p, m = world.parameters, world.market
    pull = p["field_scarcity"] * field_scarcity(world) + p["field_placement"] * placed
    aim = m.field_share * np.exp(pull - pull.mean())
    aim /= aim.sum(axis=1, keepdims=True)
    m.field_share[:] += speed * (aim - m.field_share)


def send_to_trades(world: World, rows: Array) -> None:
    """Let leavers of order classes look for work in the trade that their class was run for.

    Parameters
    ----------
    rows : int32[n], who ended a school this month
    """
    w, share = world.population.workers, world.market.school_plan[:, ORDER_CLASSES]
    if not share.any():
        return
    fresh = (w.school_exit[rows] == int(world.month)) & (w.schooling[rows] == Schooling.SENIOR)
    idle = (w.status[rows] == Status.UNEMPLOYED) & (w.occupation[rows] == NO_CODE)
    rows = rows[fresh & idle & (w.field[rows] > 0)]
    key = world.key(Stream.ORDER_CLASS, 0)
    rows = rows[uniforms(key, w.id[rows]) < share[w.unit[rows]]]
    market = world.population.posts.market
    posts = np.bincount(market, minlength=world.flows.n * N_OCCUPATIONS)
    odds = posts.reshape(-1, N_OCCUPATIONS)[w.unit[rows]] * education().related[w.field[rows] - 1]
    reached = np.cumsum(odds, axis=1)
    rows, reached = rows[reached[:, -1] > 0.0], reached[reached[:, -1] > 0.0]
    luck = uniforms(world.key(Stream.ORDER_CLASS), w.id[rows]) * reached[:, -1]
    w.occupation[rows] = (reached <= luck[:, None]).sum(axis=1).clip(0, Occupation.OTHER)
