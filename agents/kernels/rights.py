"""Wage arrears of firms: they begin, grow, are settled or are lost with the firm; whole fen."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import chain, unit_draw
from agents.jit import kernel, parallel_kernel, prange

CHUNKS = 64
INCURRED, SETTLED, LOST, STAFF_OWED = 0, 1, 2, 3
N_TOTALS = 4


@kernel
def unpaid_wages(n_workers: int, pay: float, part: float) -> int:
    """Return the fen that a firm of `n_workers` at mean pay (yuan/month) leaves unpaid a month."""
    return int(np.floor(n_workers * pay * part * 100.0 + 0.5))


@parallel_kernel
def run_arrears(
    firm_id: Array,
    unit: Array,
    industry: Array,
    ownership: Array,
    alive: Array,
    n_workers: Array,
    pay: Array,
    level: Array,
    start: Array,
    deterred: Array,
    settle: float,
    inspection: Array,
    part: float,
    recovered: float,
    k: np.uint64,
    arrears: Array,
    totals: Array,
) -> None:
    """Move every firm's debt of wages one month on.

    A firm that pays in full begins to owe with a probability by industry and ownership. One that
    owes settles everything with probability `settle`, or when it is inspected; else it leaves the
    same part of this month's wages unpaid again. A closing firm pays the share `recovered` of its
    debt, the rest is lost.

    Parameters
    ----------
    pay : float64[22, 4], mean yuan/month; level : float64[n_units], factor of the unit
    start : float64[22, 4], probability per month; deterred : float64[n_units], its factor
    inspection : float64[n_units], probability per month of being inspected
    part : float, share of a month's wages left unpaid
    arrears : int64[n_firms], fen owed
        Written.
    totals : int64[64, n_units, 5]
        Written, every element: fen incurred, settled and lost, staff of firms that owe, such firms.
    """
    n = firm_id.shape[0]
    for c in prange(CHUNKS):
        totals[c, :, :] = 0
        for f in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            owed = arrears[f]
            if owed == 0 and (alive[f] == 0 or n_workers[f] == 0):
                continue
            u = unit[f]
            line = totals[c, u]
            if alive[f] == 0:
                paid = int(np.floor(owed * recovered))
                line[SETTLED] += paid
                line[LOST] += owed - paid
                arrears[f] = 0
                continue
            sub = chain(k, firm_id[f])
            if owed > 0:
                if unit_draw(sub, 1) < settle or unit_draw(sub, 2) < inspection[u]:
                    line[SETTLED] += owed
                    arrears[f] = 0
                    continue
            elif unit_draw(sub, 3) >= start[industry[f], ownership[f]] * deterred[u]:
                continue
            more = unpaid_wages(n_workers[f], pay[industry[f], ownership[f]] * level[u], part)
            arrears[f] += more
            line[INCURRED] += more
            line[STAFF_OWED] += n_workers[f]


@parallel_kernel
def staff_by_kind(
    unit: Array, industry: Array, ownership: Array, n_workers: Array, kind: Array, out: Array
) -> None:
    """Count staff by unit and kind of employer in fixed chunks.

    Parameters
    ----------
    kind : int8[22, 4], kind of employer by industry and ownership
    out : int64[64, n_units, n_kinds]
        Written, every element.
    """
    n = unit.shape[0]
    for c in prange(CHUNKS):
        out[c, :, :] = 0
        for f in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            if n_workers[f] > 0:
                out[c, unit[f], kind[industry[f], ownership[f]]] += n_workers[f]
