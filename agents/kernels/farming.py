"""The family farm: what it is worth to a member, and harvest work as a second job of the season."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Status
from agents.columns import Array
from agents.draws import uniform
from agents.jit import kernel, parallel_kernel, prange

FARM, FLEXIBLE = int(Status.FARM), int(Status.FLEXIBLE)
INACTIVE = int(Status.INACTIVE)
RECALL, FAMILY = int(Flag.RECALL), int(Flag.FAMILY_FARM)
ADULT, OLD = 16 * 12, 60 * 12

# what `Workers.harvest` says about a person
NO_HARVEST, SECOND_JOB, CALLED_UP = 0, 1, 2


@kernel
def farm_value(product: float, care_load: int, care_value: float) -> float:
    """Return what a month on the family farm is worth to one member, in yuan.

    Parameters
    ----------
    product : float, yuan/month, marginal product of a farm worker in this month of the season
    care_load : int, children under 6 and elders over 75 in the household
    care_value : float, yuan/month, value of being at home where someone is cared for
    """
    return product + (care_value if care_load > 0 else 0.0)


@kernel
def farm_chance(
    base: float, value: float, log_floor: float, log_ratio: float, power: float
) -> float:
    """Return the probability that a rural person without a job goes back to the farm this month.

    It is `base` where the farm is worth the usual part exp(`log_ratio`) of what she asks for in
    pay, and moves with that part to the power `power`; at most twice `base`.

    Parameters
    ----------
    value : float, yuan/month, see `farm_value`
    log_floor : float, log yuan/month, her reservation wage now
    """
    part = np.exp(power * (np.log(max(value, 1.0)) - log_floor - log_ratio))
    return float(min(1.0, base * min(2.0, part)))


@parallel_kernel
def call_harvest(
    month: int,
    worker_id: Array,
    unit: Array,
    urban: Array,
    birth: Array,
    status: Array,
    tenure: Array,
    spell: Array,
    wage: Array,
    flags: Array,
    share: Array,
    income: Array,
    k: np.uint64,
    harvest: Array,
) -> None:
    """Let rural people of 16-59 take harvest work in the first month of the season.

    Who farms or works flexibly takes it as a second job; who is out of the labour force becomes a
    farm worker until the season ends (family members of the season have `farm_season`). Whoever
    does not want it is not among the takers: `share` is what growers still pick by hand, over those
    who may take it.

    Parameters
    ----------
    share : float64[n_units], probability of harvest work this year
    income : float64[n_units], yuan/month, marginal product of a family farm worker
    k : uint64, key of Stream.HARVEST with the year
    harvest : int8[n_workers]
        Written, every element: NO_HARVEST, SECOND_JOB or CALLED_UP.
    """
    for i in prange(worker_id.shape[0]):
        harvest[i] = NO_HARVEST
        s = status[i]
        if urban[i] != 0 or (s != FARM and s != FLEXIBLE and s != INACTIVE):
            continue
        age = month - birth[i]
        if age < ADULT or age >= OLD or flags[i] & RECALL:
            continue
        if s == INACTIVE and flags[i] & FAMILY:
            continue
        if uniform(k, worker_id[i]) >= share[unit[i]]:
            continue
        if s == INACTIVE:
            status[i] = FARM
            tenure[i] = 0
            spell[i] = 0
            wage[i] = income[unit[i]]
            harvest[i] = CALLED_UP
        else:
            harvest[i] = SECOND_JOB


@kernel
def keep_harvest(
    rows: Array,
    over: bool,
    unit: Array,
    status: Array,
    tenure: Array,
    spell: Array,
    wage: Array,
    flags: Array,
    harvest: Array,
    harvesters: Array,
    hired: Array,
) -> None:
    """Count this month's harvest workers, or send them home when the season is over.

    Who took another job, left or died meanwhile is no harvest worker any more.

    Parameters
    ----------
    rows : int32[...], rows with harvest work
    harvesters, hired : int64[n_units], written by addition; all, and those called up
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        s = status[i]
        if s != FARM and s != FLEXIBLE:
            harvest[i] = NO_HARVEST
        elif not over:
            harvesters[unit[i]] += 1
            if harvest[i] == CALLED_UP:
                hired[unit[i]] += 1
        else:
            if harvest[i] == CALLED_UP and s == FARM and flags[i] & FAMILY == 0:
                status[i] = INACTIVE
                tenure[i] = 0
                spell[i] = 0
                wage[i] = 0.0
            harvest[i] = NO_HARVEST
