"""Public-welfare posts: the last resort of those who are hard to employ; nobody has to take one."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Industry, Occupation, Status
from agents.columns import Array
from agents.jit import kernel
from agents.kernels.hiring import enter_urban_work

UNEMPLOYED, WELFARE_POST = int(Status.UNEMPLOYED), int(Status.WELFARE_POST)
RECALL, HARDSHIP, REGISTERED = int(Flag.RECALL), int(Flag.HARDSHIP), int(Flag.REGISTERED_JOB)
SERVICES, PUBLIC = int(Occupation.SERVICES), int(Industry.S)


@kernel
def post_candidates(
    rows: Array, status: Array, spell: Array, flags: Array, least_spell: int
) -> Array:
    """Return int32[n]: seekers certified as hard to employ, without work for `least_spell` months.

    Parameters
    ----------
    rows : int32[...], rows of this month's seekers, in rising order
    """
    out = np.empty(rows.shape[0], dtype=np.int32)
    n = 0
    for r in range(rows.shape[0]):
        i = rows[r]
        if status[i] != UNEMPLOYED or flags[i] & RECALL or spell[i] < least_spell:
            continue
        if flags[i] & HARDSHIP:
            out[n] = i
            n += 1
    return out[:n].copy()


@kernel
def take_posts(
    rows: Array,
    worker_id: Array,
    unit: Array,
    urban: Array,
    status: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    industry: Array,
    occupation: Array,
    insured: Array,
    subsidy_months: Array,
    flags: Array,
    pay: Array,
    months: Array,
    registration_share: float,
    k_register: np.uint64,
    entries: Array,
    persons: Array,
    registered: Array,
) -> None:
    """Let those who accepted begin their post; in town it is an entry into urban work.

    Parameters
    ----------
    pay : float64[n_units], yuan/month; months : float64[n_units], longest stay
    subsidy_months : int8[n_workers]
        Written: months of the stay still to run.
    entries, persons, registered : int64[n_units], written by addition
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        u = unit[i]
        status[i] = WELFARE_POST
        wage[i] = pay[u]
        tenure[i] = 0
        spell[i] = 0
        industry[i] = PUBLIC
        occupation[i] = SERVICES
        insured[i] = 1
        subsidy_months[i] = int(months[u])
        if urban[i] == 1:
            enter_urban_work(
                i, u, worker_id[i], flags, registration_share, k_register,
                entries, persons, registered,
            )  # fmt: skip


@kernel
def leave_posts(
    rows: Array,
    unit: Array,
    status: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    reservation_wage: Array,
    subsidy_months: Array,
    flags: Array,
    reservation: float,
    separations: Array,
) -> None:
    """End posts: the stay is over, or she prefers what she has outside. She searches on.

    Parameters
    ----------
    reservation : float, reservation wage over last wage at the start of a spell
    separations : int64[n_units], written by addition
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        reservation_wage[i] = reservation * wage[i]
        status[i] = UNEMPLOYED
        wage[i] = 0.0
        tenure[i] = 0
        spell[i] = 0
        subsidy_months[i] = 0
        flags[i] &= ~REGISTERED
        separations[unit[i]] += 1


@kernel
def run_down_posts(
    rows: Array, unit: Array, wage: Array, subsidy_months: Array, pay: Array
) -> None:
    """Let a paid month pass for the holders in `rows`; pay follows the minimum wage.

    Parameters
    ----------
    pay : float64[n_units], yuan/month
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        wage[i] = pay[unit[i]]
        subsidy_months[i] -= 1
