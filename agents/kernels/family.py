"""Households as measures see them: small children, who answers for a household, who cares."""

from __future__ import annotations

import numpy as np

from agents.codes import Sex, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel
from agents.kernels.allowance import NOT_CLAIMED

GONE, MINOR = int(Status.GONE), int(Status.MINOR)
EMPLOYEE, OWN_ACCOUNT, FLEXIBLE = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
)
FEMALE = int(Sex.FEMALE)
UNCOVERED = NOT_CLAIMED
SMALL = 3 * 12  # months of age below which a child is small
CARER_FROM, CARER_TO = 18 * 12, 50 * 12


@kernel
def count_small_children(
    month: int, birth: Array, status: Array, household: Array, small: Array
) -> None:
    """Count the children below three years of each household.

    Parameters
    ----------
    small : int8[n_households]
        Written, every element.
    """
    small[:] = 0
    for i in range(birth.shape[0]):
        if month - birth[i] < SMALL and status[i] == MINOR and household[i] >= 0:
            small[household[i]] += 1


@kernel
def working_carers(
    month: int,
    worker_id: Array,
    sex: Array,
    birth: Array,
    status: Array,
    household: Array,
    small: Array,
) -> Array:
    """Return int32[n], rising: women at work off the farm with small children, one a household.

    The one with the lowest id.

    Parameters
    ----------
    small : int8[n_households], see `count_small_children`
    """
    first = np.full(small.shape[0], -1, dtype=np.int32)
    n = 0
    for i in range(worker_id.shape[0]):
        s = status[i]
        if s != EMPLOYEE and s != OWN_ACCOUNT and s != FLEXIBLE:
            continue
        if sex[i] != FEMALE or not CARER_FROM <= month - birth[i] < CARER_TO:
            continue
        h = household[i]
        if h < 0 or small[h] == 0:
            continue
        if first[h] < 0:
            n += 1
        if first[h] < 0 or worker_id[i] < worker_id[first[h]]:
            first[h] = i
    return named(first, n)


@kernel
def relief_heads(
    worker_id: Array,
    status: Array,
    household: Array,
    house_id: Array,
    allowance: Array,
    turn: int,
    k: np.uint64,
) -> Array:
    """Return int32[n], rising: who answers for each uncovered household whose turn this month is.

    The adult with the lowest id. Every household in need without the allowance has its turn once a
    year, in a month of its own.

    Parameters
    ----------
    allowance : int16[n_households], see `allowance.assess_households`
    turn : int, 0 to 11
    """
    first = np.full(house_id.shape[0], -1, dtype=np.int32)
    n = 0
    for i in range(worker_id.shape[0]):
        h = household[i]
        if h < 0 or status[i] == GONE or status[i] == MINOR or allowance[h] != UNCOVERED:
            continue
        if int(12.0 * uniform(k, house_id[h])) != turn:
            continue
        if first[h] < 0:
            n += 1
        if first[h] < 0 or worker_id[i] < worker_id[first[h]]:
            first[h] = i
    return named(first, n)


@kernel
def named(first: Array, n: int) -> Array:
    """Return the n entries of `first` that are not -1, in rising order."""
    out = np.empty(n, dtype=np.int32)
    at = 0
    for h in range(first.shape[0]):
        if first[h] >= 0:
            out[at] = first[h]
            at += 1
    out.sort()
    return out
