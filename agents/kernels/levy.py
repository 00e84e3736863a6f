"""The training levy: every firm sets a share of its wage bill aside for training of its staff."""

from __future__ import annotations

import numpy as np

from agents.codes import Ownership, Status
from agents.columns import Array
from agents.jit import kernel

EMPLOYEE, HOUSEHOLD = int(Status.EMPLOYEE), int(Ownership.HOUSEHOLD)


@kernel
def accrue_levy(
    status: Array,
    employer: Array,
    wage: Array,
    unit: Array,
    ownership: Array,
    rate: Array,
    months: int,
    levy: Array,
    accrued: Array,
) -> None:
    """Add a share of this month's pay of its staff to every firm's account, in whole fen.

    Household businesses set nothing aside; nobody is paid on a seasonal break.

    Parameters
    ----------
    status, employer, wage : columns of Workers; unit, ownership : columns of Firms
    rate : float64[n_units], share of the wage bill, by unit of the firm
    months : int, months of pay to count
    levy : int64[n_firms], fen; accrued : int64[n_units], fen
        Written by addition.
    """
    for i in range(status.shape[0]):
        if status[i] != EMPLOYEE or employer[i] < 0:
            continue
        f = employer[i]
        if ownership[f] == HOUSEHOLD:
            continue
        fen = months * int(np.floor(wage[i] * rate[unit[f]] * 100.0 + 0.5))
        levy[f] += fen
        accrued[unit[f]] += fen


@kernel
def spend_levy(employer: Array, cost: Array, levy: Array, paid: Array) -> None:
    """Pay courses from the accounts of the firms that employ the learners, as far as they reach.

    Parameters
    ----------
    employer : int32[n], rows of firms; -1 none; equal ones are served in their order
    cost : int64[n], fen
    levy : int64[n_firms], fen
        Written.
    paid : int64[n], fen
        Written, every element.
    """
    for e in range(employer.shape[0]):
        paid[e] = 0
        if employer[e] >= 0:
            paid[e] = min(cost[e], levy[employer[e]])
            levy[employer[e]] -= paid[e]


@kernel
def return_levy(alive: Array, unit: Array, levy: Array, returned: Array) -> None:
    """Give what closed firms have not spent back to their owners.

    Parameters
    ----------
    alive, unit : columns of Firms; levy : int64[n_firms], fen
        Written: 0 where the firm is closed.
    returned : int64[n_units], fen, written by addition
    """
    for f in range(alive.shape[0]):
        if alive[f] == 0 and levy[f] != 0:
            returned[unit[f]] += levy[f]
            levy[f] = 0
