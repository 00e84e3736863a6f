"""Insurance of flexible workers: pension cover of their own, bought by choice."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel

FLEXIBLE = int(Status.FLEXIBLE)
GRADUATE, HARDSHIP = int(Flag.GRADUATE), int(Flag.HARDSHIP)
NOBODY, OF_GRADUATES, OF_HARDSHIP = 0, 1, 2  # rows of the cost of cover


@kernel
def buy_cover(
    rows: Array,
    worker_id: Array,
    unit: Array,
    status: Array,
    tenure: Array,
    wage: Array,
    flags: Array,
    insured: Array,
    cost: Array,
    burden: float,
    wish: float,
    k: np.uint64,
    begun: Array,
    covered: Array,
) -> None:
    """Let new flexible workers buy pension cover where income allows and they wish for it.

    Parameters
    ----------
    rows : int32[...], rows with a choice about flexible work
    cost : float64[3, n_units], yuan/month of cover on the lowest base
        What it costs herself: without subsidy, a graduate, a person certified as hard to employ.
    burden : float, largest share of income that cover may take
    wish : float, share who wish for it; fixed for a person
    insured : int8[n_workers], written: 1 for those who buy
    begun, covered : int64[n_units], written by addition: new flexible workers, and buyers
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        if status[i] != FLEXIBLE or tenure[i] > 0:
            continue
        u = unit[i]
        begun[u] += 1
        net = cost[NOBODY, u]
        if flags[i] & GRADUATE:
            net = min(net, cost[OF_GRADUATES, u])
        if flags[i] & HARDSHIP:
            net = min(net, cost[OF_HARDSHIP, u])
        if net <= burden * wage[i] and uniform(k, worker_id[i]) < wish:
            insured[i] = 1
            covered[u] += 1
