"""Start-ups: who thinks of founding a household business, and how founders take one up.

How many businesses there are is decided by demand (`demand.draw_entrants`); founders are the
persons who fill those without an owner.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Ownership, Status
from agents.columns import Array
from agents.draws import bits, uniform, unit_draw
from agents.jit import kernel
from agents.kernels.ageing import leave_firm
from agents.kernels.hiring import enter_urban_work

EMPLOYEE, OWN_ACCOUNT, FLEXIBLE = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
)
UNEMPLOYED = int(Status.UNEMPLOYED)
RECALL, REGISTERED = int(Flag.RECALL), int(Flag.REGISTERED_JOB)
MOST_SKILL = 2.0  # log points that raise the chance; bounds it, so that few draws need an exp
HOUSEHOLD = int(Ownership.HOUSEHOLD)


@kernel
def founding_chance(
    age_years: float, skill: float, demand: float, idea: float, prime: float, spread: float,
    slope: float,
) -> float:  # fmt: skip
    """Return the monthly chance of thinking of a business: bell in age, rising in skill, demand.

    Parameters
    ----------
    skill : float, log points
    demand : float, factor of the local market
    idea : float, probability per month at the best age, mean skill and demand of 1
    prime, spread : float, years; slope : float, log points per log point of skill
    """
    gap = (age_years - prime) / spread
    lift = slope * min(skill, MOST_SKILL)
    return float(min(1.0, idea * demand * np.exp(lift - 0.5 * gap * gap)))


@kernel
def think_of_founding(
    month: int,
    rows: Array,
    worker_id: Array,
    unit: Array,
    birth: Array,
    status: Array,
    tenure: Array,
    skill: Array,
    flags: Array,
    demand: Array,
    idea: float,
    prime: float,
    spread: float,
    slope: float,
    k: np.uint64,
) -> Array:
    """Return int32[n]: seekers who think of a business of their own this month.

    Among the unemployed, flexible workers and employees, but not one hired this month.

    Parameters
    ----------
    rows : int32[...], rows of this month's seekers, in rising order
    demand : float64[n_units], factor of the local market
    """
    out = np.empty(rows.shape[0], dtype=np.int32)
    n = 0
    most = idea * np.exp(slope * MOST_SKILL)
    for r in range(rows.shape[0]):
        i = rows[r]
        draw = uniform(k, worker_id[i])
        if draw >= most * demand[unit[i]]:  # nearly all
            continue
        s = status[i]
        if s != UNEMPLOYED and s != FLEXIBLE and s != EMPLOYEE:
            continue
        if flags[i] & RECALL or (s != UNEMPLOYED and tenure[i] == 0):
            continue
        age = (month - birth[i]) / 12.0
        chance = founding_chance(age, skill[i], demand[unit[i]], idea, prime, spread, slope)
        if draw < chance:
            out[n] = i
            n += 1
    return out[:n].copy()


@kernel
def empty_businesses(
    post_firm: Array, ownership: Array, alive: Array, n_workers: Array, n_break: Array
) -> Array:
    """Return int32[n]: one open post each of the household businesses without anybody.

    Parameters
    ----------
    post_firm : int32[n_posts], rows of firms, sorted
    """
    out = np.empty(post_firm.shape[0], dtype=np.int32)
    n, last = 0, -1
    for p in range(post_firm.shape[0]):
        f = post_firm[p]
        if f == last:
            continue
        last = f
        if ownership[f] == HOUSEHOLD and alive[f] == 1 and n_workers[f] == 0 and n_break[f] == 0:
            out[n] = p
            n += 1
    return out[:n].copy()


@kernel
def place_founders(
    rows: Array,
    firm: Array,
    income: Array,
    worker_id: Array,
    status: Array,
    employer: Array,
    last_firm: Array,
    industry: Array,
    insured: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    subsidy_months: Array,
    flags: Array,
    firm_id: Array,
    firm_unit: Array,
    firm_urban: Array,
    firm_industry: Array,
    firm_insured: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
    registration_share: float,
    k_insured: np.uint64,
    k_register: np.uint64,
    entries: Array,
    persons: Array,
    registered: Array,
) -> None:
    """Make each founder the owner of a business; in town it is an entry into urban work.

    Parameters
    ----------
    rows, firm : int32[n], founders and their businesses, each once
    income : float64[n], log yuan/month
    n_workers, n_break, n_subsidised, owned : columns of Firms, written
    entries, persons, registered : int64[n_units], written by addition
    """
    for r in range(rows.shape[0]):
        i, f = rows[r], firm[r]
        u, old = firm_unit[f], employer[i]
        in_urban_job = status[i] == FLEXIBLE  # holders of welfare posts do not found
        if old >= 0:
            last_firm[i] = firm_id[old]
            in_urban_job = firm_urban[old] == 1
            leave_firm(
                i, status, employer, flags, subsidy_months, n_workers, n_break, n_subsidised, owned
            )
        if not in_urban_job or firm_urban[f] == 0:
            flags[i] &= ~REGISTERED
        if firm_urban[f] == 1 and not in_urban_job:
            enter_urban_work(
                i, u, worker_id[i], flags, registration_share, k_register,
                entries, persons, registered,
            )  # fmt: skip
        employer[i] = f
        n_workers[f] += 1
        owned[f] = 1
        status[i] = OWN_ACCOUNT
        industry[i] = firm_industry[f]
        wage[i] = np.exp(income[r])
        pair = bits(k_insured, worker_id[i]) ^ np.uint64(firm_id[f])
        insured[i] = 1 if unit_draw(pair, 1) < firm_insured[f] else 0
        tenure[i] = 0
        spell[i] = 0
        subsidy_months[i] = 0
