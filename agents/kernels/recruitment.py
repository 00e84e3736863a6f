"""Posts that only graduates may take: which employers open them, and how many."""

from __future__ import annotations

import numpy as np

from agents.codes import Industry, Ownership, Recruitment
from agents.columns import Array
from agents.draws import chain, unit_draw
from agents.jit import kernel, parallel_kernel, prange

STATE, XPCC = int(Ownership.STATE), int(Ownership.XPCC)
FARMING = int(Industry.A)
OFFICES = (int(Industry.P), int(Industry.Q), int(Industry.S))  # schools, hospitals, government
PUBLIC, GRASSROOTS, STATE_FIRM = (
    int(Recruitment.PUBLIC),
    int(Recruitment.GRASSROOTS),
    int(Recruitment.STATE_FIRM),
)
N_KINDS = 3


@kernel
def recruits(kind: int, industry: int, ownership: int, urban: int) -> bool:
    """Return whether an employer takes part in a kind of recruitment.

    Public recruitment: schools, hospitals and government of the state and the XPCC. Grass-roots
    programmes: those of them in rural places. Extra intake: their firms in all other industries
    but farming.
    """
    if ownership != STATE and ownership != XPCC:
        return False
    office = industry == OFFICES[0] or industry == OFFICES[1] or industry == OFFICES[2]
    if kind == PUBLIC:
        return office
    if kind == GRASSROOTS:
        return office and urban == 0
    return not office and industry != FARMING


@kernel
def count_recruiters(
    unit: Array, industry: Array, ownership: Array, urban: Array, alive: Array,
    n_workers: Array, staff: Array,
) -> None:  # fmt: skip
    """Add up the staff of the employers of each kind.

    Parameters
    ----------
    unit … n_workers : columns of Firms
    staff : float64[3, n_units], persons, written by addition
    """
    for f in range(unit.shape[0]):
        if alive[f] == 0 or (ownership[f] != STATE and ownership[f] != XPCC):
            continue
        for kind in range(1, N_KINDS + 1):
            if recruits(kind, industry[f], ownership[f], urban[f]):
                staff[kind - 1, unit[f]] += n_workers[f]


@parallel_kernel
def reserve_posts(
    firm_id: Array,
    unit: Array,
    industry: Array,
    ownership: Array,
    urban: Array,
    alive: Array,
    n_workers: Array,
    rate: Array,
    k: np.uint64,
    quota: Array,
) -> None:
    """Write how many further posts each employer reserves for graduates this month.

    Parameters
    ----------
    rate : float64[3, n_units], posts per person of staff this month
    k : uint64, key of Stream.RECRUITMENT this month; rounds an employer's share up or down
    quota : int32[n_firms, 3]
        Written, every element.
    """
    for f in prange(firm_id.shape[0]):
        for kind in range(1, N_KINDS + 1):
            quota[f, kind - 1] = 0
        if alive[f] == 0 or (ownership[f] != STATE and ownership[f] != XPCC):
            continue
        sub = chain(k, firm_id[f])
        for kind in range(1, N_KINDS + 1):
            if recruits(kind, industry[f], ownership[f], urban[f]):
                share = rate[kind - 1, unit[f]] * n_workers[f]
                quota[f, kind - 1] = int(share + unit_draw(sub, kind))
