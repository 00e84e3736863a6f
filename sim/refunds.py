"""The job-stabilisation refund: contributions are counted by firm, and paid back once a year."""

from __future__ import annotations

import numpy as np

from agents.claims import Claim
from agents.columns import Array
from agents.kernels.pay import firm_contributions
from agents.kernels.separation import LAID_OFF
from sim.claims import claim
from sim.retention import limit, may_claim, refund_rate
from sim.world import World

QUARTER = 3  # months that a count of contributions stands for


def count_layoffs(world: World, rows: Array, fate: Array) -> None:
    """Count the insured among those laid off this month by firm, before their jobs end."""
    w, f = world.population.workers, world.population.firms
    out = rows[(fate[rows] == LAID_OFF) & (w.insured[rows] == 1)]
    np.add.at(f.laid_off, w.employer[out], 1)


def count_contributions(world: World) -> None:
    """Count, at a quarter's end, each firm's contributions to unemployment insurance."""
    if world.month.month % QUARTER:
        return
    w, f, lever, p = (
        world.population.workers,
        world.population.firms,
        world.levers,
        world.parameters,
    )
    firm_contributions(
        w.employer, w.status, w.insured, w.wage, w.unit, lever.contribution_floor.values,
        lever.contribution_ceiling.values, p["ui_rate"], p["comply_si"], QUARTER,
        f.ui_paid, f.insured_months,
    )  # fmt: skip


def close_year(world: World) -> None:
    """Claim, in January, the refund of last year's contributions; begin to count anew.

    Due to firms that laid off no larger share of their insured staff than the limit.
    """
    if world.month.month != 1:
        return
    f, flows = world.population.firms, world.flows
    rows = np.flatnonzero((f.ui_paid > 0) & (f.alive == 1)).astype(np.int32)
    rate = refund_rate(world, rows)
    rows, rate = rows[rate > 0.0], rate[rate > 0.0]
    heads = f.insured_months[rows] / 12.0
    within = f.laid_off[rows] <= limit(world, rows) * heads
    flows.refund_refused += np.bincount(f.unit[rows[~within]], minlength=flows.n)
    due = within & may_claim(world, rows)
    rows, rate = rows[due], rate[due]
    fen = np.floor(f.ui_paid[rows] * rate + 0.5).astype(np.int64)
    claim(world, Claim.STABILISATION_REFUND, rows, fen)
    flows.refund_firms += np.bincount(f.unit[rows], minlength=flows.n)
    np.add.at(flows.refunds, f.unit[rows], fen)
    windfall = f.held[rows] == 0
    np.add.at(flows.refunds_windfall, f.unit[rows[windfall]], fen[windfall])
    for column in (f.laid_off, f.held, f.ui_paid, f.insured_months):
        column[:] = 0
