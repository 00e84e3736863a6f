"""Wage reviews, contributions and the price of claims, in whole fen."""

from __future__ import annotations

import numpy as np

from agents.codes import Status
from agents.columns import Array
from agents.draws import normal, uniform
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.rules import contribution_base, contribution_due
from agents.kernels.wages import REACH, complies, raise_to_floor

EMPLOYEE, OWN_ACCOUNT, FLEXIBLE, FARM = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
    int(Status.FARM),
)
CHUNKS = 64
WIDTH = 3.4641016  # of a uniform law with spread 1


@parallel_kernel
def review_wages(
    worker_id: Array,
    unit: Array,
    status: Array,
    tenure: Array,
    employer: Array,
    wage: Array,
    occupation: Array,
    firm_id: Array,
    firm_unit: Array,
    firm_ownership: Array,
    market_growth: Array,
    trend: float,
    flexible_growth: float,
    farm_growth: float,
    floor_before: Array,
    floor: Array,
    spill: float,
    evading: float,
    depth: float,
    rigid: float,
    noise_sd: float,
    k_review: np.uint64,
    k_noise: np.uint64,
    k_comply: np.uint64,
    income_sd: float,
    k_income: np.uint64,
    k_income_before: np.uint64,
) -> None:
    """Review employees' pay once a year, in the month of their start; update other incomes monthly.

    A review follows the trend and the change of the local market; a cut is not made with
    probability `rigid`. It leaves no employee below what her firm's floor is. A rise of the minimum
    wage moves the pay of all employees at once, see `wages.raise_to_floor`.

    Parameters
    ----------
    firm_id, firm_unit, firm_ownership : columns of Firms
    market_growth : float64[n_units, 7], log points over twelve months that reviews pass on
    trend : float, log points a year
    flexible_growth, farm_growth : float, factor of this month for flexible and farm work
    floor_before, floor : float64[n_units], minimum wage of last month and of this, yuan/month
    spill, evading, depth : see `wages.raise_to_floor` and `wages.lift_start_pay`
    income_sd : float, log points, monthly spread of flexible income around its level
    k_income, k_income_before : uint64, keys of Stream.FLEXIBLE_INCOME of this and the last month
    """
    low, rises = 0.0, False
    for v in range(floor.shape[0]):
        low = max(low, REACH * floor[v])
        rises = rises or floor[v] > floor_before[v]
    for i in prange(worker_id.shape[0]):
        s = status[i]
        if s == FARM:
            wage[i] *= farm_growth
        elif s == FLEXIBLE:
            swing = uniform(k_income, worker_id[i]) - 0.5
            if tenure[i] > 0:  # last month's swing ends
                swing -= uniform(k_income_before, worker_id[i]) - 0.5
            wage[i] *= flexible_growth * np.exp(income_sd * WIDTH * swing)
        elif s == EMPLOYEE or s == OWN_ACCOUNT:
            due = tenure[i] > 0 and tenure[i] % 12 == 0
            if not (due or rises):
                continue
            f = employer[i]
            bound = s == EMPLOYEE and f >= 0 and wage[i] < low
            least = 0.0
            if bound:
                u = firm_unit[f]
                part = 1.0 if complies(firm_id[f], firm_ownership[f], evading, k_comply) else depth
                least = part * floor[u]
                if rises and floor[u] > floor_before[u]:
                    wage[i] = raise_to_floor(wage[i], part * floor_before[u], least, spill)
            if due:
                job = occupation[i] if occupation[i] >= 0 else 6
                rise = trend + market_growth[unit[i], job]
                rise += noise_sd * normal(k_noise, worker_id[i])
                if rise < 0.0 and uniform(k_review, worker_id[i]) < rigid:
                    rise = 0.0
                wage[i] = max(wage[i] * np.exp(rise), least)


@parallel_kernel
def sum_contributions(
    unit: Array,
    status: Array,
    insured: Array,
    wage: Array,
    half: Array,
    floor: Array,
    ceiling: Array,
    rate: Array,
    compliance: float,
    own_rate: float,
    out: Array,
) -> None:
    """Sum a month's contributions of the insured in fixed chunks.

    Employees pay, and their firms; flexible workers and owners buy pension cover on the lowest
    base. Firms that do not comply report that base; each person counts at the mean of both kinds.

    Parameters
    ----------
    compliance : float, share of firms that report the whole base
    own_rate : float, share of the lowest base that flexible workers and owners pay
    floor, ceiling : float64[n_units], yuan/month
    rate : float64[n_kinds, n_units], share of the base, one row a kind of contribution
    half : int8[n_units]
    out : int64[64, 2, n_kinds + 1], fen; last what flexible workers and owners pay
        Written, every element.
    """
    n = unit.shape[0]
    for c in prange(CHUNKS):
        out[c, :, :] = 0
        for i in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            s = status[i]
            if insured[i] == 0 or (s != EMPLOYEE and s != FLEXIBLE and s != OWN_ACCOUNT):
                continue
            u = unit[i]
            if s != EMPLOYEE:
                out[c, half[u], rate.shape[0]] += contribution_due(floor[u], own_rate, 1.0)
            else:
                base = contribution_base(wage[i], floor[u], ceiling[u])
                base = floor[u] + compliance * (base - floor[u])
                for r in range(rate.shape[0]):
                    out[c, half[u], r] += contribution_due(base, rate[r, u], 1.0)


@kernel
def firm_contributions(
    employer: Array,
    status: Array,
    insured: Array,
    wage: Array,
    unit: Array,
    floor: Array,
    ceiling: Array,
    rate: float,
    compliance: float,
    months: int,
    fen: Array,
    staff_months: Array,
) -> None:
    """Add each firm's insured staff and its unemployment-insurance contributions of some months.

    The base is that of `sum_contributions`: the mean of firms that comply and of those that do not.

    Parameters
    ----------
    employer, status, insured, wage, unit : columns of Workers
    floor, ceiling : float64[n_units], yuan/month
    rate : float, share of the base that employer and employee pay together
    compliance : float, share of firms that report the whole base
    months : int, that this month stands for
    fen : int64[n_firms]; staff_months : int32[n_firms]
        Written by addition.
    """
    for i in range(employer.shape[0]):
        f = employer[i]
        if f < 0 or insured[i] == 0 or status[i] != EMPLOYEE:
            continue
        u = unit[i]
        base = contribution_base(np.float64(wage[i]), floor[u], ceiling[u])
        base = floor[u] + compliance * (base - floor[u])
        fen[f] += months * contribution_due(base, rate, 1.0)
        staff_months[f] += months


@kernel
def subsidy_due(
    rows: Array,
    unit: Array,
    wage: Array,
    subsidy_months: Array,
    subsidy_share: Array,
    half: Array,
    floor: Array,
    ceiling: Array,
    rate: Array,
    months_left: int,
    due: Array,
    committed: Array,
    persons: Array,
) -> None:
    """Sum what running subsidies cost this month and until the fiscal year's end, by half.

    Parameters
    ----------
    rows : int32[...], rows of subsidised employees
    floor, ceiling, rate : float64[n_units]
    months_left : int, months of the fiscal year after this one
    due, committed : int64[2], fen; persons : int64[n_units]
        Written, every element.
    """
    due[:] = 0
    committed[:] = 0
    persons[:] = 0
    for r in range(rows.shape[0]):
        i = rows[r]
        u = unit[i]
        base = contribution_base(wage[i], floor[u], ceiling[u])
        amount = contribution_due(base, rate[u], subsidy_share[i])
        due[half[u]] += amount
        committed[half[u]] += amount * min(subsidy_months[i] - 1, months_left)
        persons[u] += 1


@kernel
def price_claims(
    rows: Array,
    share: Array,
    unit: Array,
    wage: Array,
    floor: Array,
    ceiling: Array,
    rate: Array,
    monthly: Array,
) -> None:
    """Price a month of the subsidies that the employees in `rows` claim.

    Parameters
    ----------
    rows : int32[n]; share : float64[n], share of contributions reimbursed
    floor, ceiling, rate : float64[n_units]
    monthly : int64[n], fen a month
        Written, every element.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        u = unit[i]
        base = contribution_base(np.float64(wage[i]), floor[u], ceiling[u])
        monthly[r] = contribution_due(base, rate[u], share[r])


@kernel
def accept_claims(
    order: Array, cost: Array, monthly: Array, left: int, room: int, accepted: Array
) -> int:
    """Accept claims in `order` while their cost and their yearly cost fit; return fen committed.

    Parameters
    ----------
    order : int64[n], rows of claims
    cost, monthly : int64[n_claims], fen to the end of the fiscal year, fen a month
    left, room : int, fen that may be committed, and fen a year that the envelope can bear
    accepted : bool[n_claims]
        Written: True for claims that fit both.
    """
    committed = 0
    for j in range(order.shape[0]):
        c = order[j]
        if committed + cost[c] <= left and 12 * monthly[c] <= room:
            accepted[c] = True
            committed += cost[c]
            room -= 12 * monthly[c]
    return committed


@kernel
def run_down_subsidies(
    rows: Array, employer: Array, subsidy_months: Array, n_subsidised: Array
) -> None:
    """Let a paid month pass on the subsidies of `rows`; ended ones leave their firm's count."""
    for r in range(rows.shape[0]):
        i = rows[r]
        subsidy_months[i] -= 1
        if subsidy_months[i] == 0:
            n_subsidised[employer[i]] -= 1
