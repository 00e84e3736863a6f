"""One-off grants for hires: which enterprises draw them, and what they do to applications."""

from __future__ import annotations

import numpy as np

from agents.codes import Industry, Ownership
from agents.columns import Array
from agents.jit import kernel, parallel_kernel, prange

HOUSEHOLD, PRIVATE = int(Ownership.HOUSEHOLD), int(Ownership.PRIVATE)
OFFICES = (int(Industry.P), int(Industry.Q), int(Industry.S))  # schools, hospitals, government


@kernel
def is_enterprise(industry: int, ownership: int) -> bool:
    """Return whether an employer is an enterprise: no household business, school or office."""
    if ownership == HOUSEHOLD:
        return False
    office = industry == OFFICES[0] or industry == OFFICES[1] or industry == OFFICES[2]
    return ownership == PRIVATE or not office


@parallel_kernel
def add_hire_grants(
    entitled: Array,
    brought: Array,
    start: Array,
    post: Array,
    post_firm: Array,
    post_wage: Array,
    firm_unit: Array,
    firm_industry: Array,
    firm_ownership: Array,
    firm_insured: Array,
    amount: Array,
    cost_weight: float,
    score: Array,
) -> None:
    """Raise how firms rank applicants for whom they expect a one-off grant.

    The grant counts in months of the pay of the post, as far as the firm insures its staff.

    Parameters
    ----------
    entitled : int8[n_seekers], 1 where an enterprise may claim a grant for her
    brought : float64[n_seekers], log points that she adds to what a post pays
    start, post : see `search.join_lists`
    post_firm, post_wage : columns of Posts; firm_* : columns of Firms
    amount : float64[n_units], yuan that a firm of the unit expects
    cost_weight : float, score a month of pay
    score : float64[start[-1]], written by addition
    """
    for s in prange(entitled.shape[0]):
        if entitled[s] == 0:
            continue
        for a in range(start[s], start[s + 1]):
            f = post_firm[post[a]]
            if is_enterprise(firm_industry[f], firm_ownership[f]):
                months = amount[firm_unit[f]] / np.exp(post_wage[post[a]] + brought[s])
                score[a] += cost_weight * firm_insured[f] * months
