"""Pay for a skill grade beyond the usual premium, in firms that follow the published pay of skills.

The usual premium stands in every firm's pay (`sim.pay_rules`). Where measure 5 scales it, firms
that insure their staff pay the difference to whom they hire, promote, or review: state firms and
the XPCC's, and the share of private firms that follows what is published.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Ownership, Status
from agents.columns import Array
from agents.draws import Stream, uniforms
from sim.pay_rules import grade_pay
from sim.world import World

Floats = npt.NDArray[np.float64]
LEVERS = ("grade_premium", "pay_information")


def now(world: World) -> Floats:
    """Return float64[2, n_units]: this month's premium (times the usual) and share that follows."""
    return np.stack([getattr(world.levers, name).values for name in LEVERS])


def premium_share(world: World, rows: Array, levers: Floats | None = None) -> Floats:
    """Return float64[n]: what the employer of each adds to the usual premium, as a share of it.

    Parameters
    ----------
    levers : float64[2, n_units], see `now`; None: those of this month
    """
    w, f = world.population.workers, world.population.firms
    premium, follow = now(world) if levers is None else levers
    out = np.zeros(len(rows))
    if (premium == 1.0).all():
        return out
    insured = (w.status[rows] == Status.EMPLOYEE) & (w.insured[rows] == 1) & (w.employer[rows] >= 0)
    who = np.flatnonzero(insured)
    firm = w.employer[rows[who]]
    unit, own = f.unit[firm], f.ownership[firm]
    draw = uniforms(world.key(Stream.PAY_INFORMATION, 0), f.id[firm])
    state = (own == Ownership.STATE) | (own == Ownership.XPCC)
    follows = state | ((own == Ownership.PRIVATE) & (draw < follow[unit]))
    out[who] = (premium[unit] - 1.0) * follows
    return out


def add_premium(world: World, rows: Array, usual: Floats, levers: Floats | None = None) -> None:
    """Raise the pay of `rows` by their employers' addition to a premium of `usual` log points."""
    w = world.population.workers
    more = premium_share(world, rows, levers) * usual
    paid = np.flatnonzero(more)
    w.wage[rows[paid]] *= np.exp(more[paid])


def pay_new_hires(world: World, rows: Array) -> None:
    """Let those hired this month be paid the premium of their grade as their firm pays it."""
    grade = world.population.workers.grade[rows]
    add_premium(world, rows, grade_pay(world.parameters)[grade])


def review_premiums(world: World) -> None:
    """Let yearly reviews follow the change of the premium since the last one, up or down."""
    w, m = world.population.workers, world.market
    fresh, before = now(world), m.premium_year[world.month.month - 1]
    if (fresh[0] != 1.0).any() or (before[0] != 1.0).any():
        due = (w.status == Status.EMPLOYEE) & (w.tenure > 0) & (w.tenure % 12 == 0) & (w.grade > 0)
        rows = np.flatnonzero(due).astype(np.int32)
        change = premium_share(world, rows) - premium_share(world, rows, before)
        more = change * grade_pay(world.parameters)[w.grade[rows]]
        moved = np.flatnonzero(more)
        w.wage[rows[moved]] *= np.exp(more[moved])
    m.premium_year[world.month.month - 1] = fresh
