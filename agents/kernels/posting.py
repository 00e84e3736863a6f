"""Vacancies become posts with an occupation, a wanted schooling and a wage."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import chain, mix, unit_draw
from agents.jit import kernel, parallel_kernel, prange


@kernel
def pick(cumulative: Array, u: float) -> int:
    """Return the index of the first entry of a cumulative distribution that exceeds u."""
    n = cumulative.shape[0]
    for j in range(n - 1):
        if u < cumulative[j]:
            return j
    return int(n - 1)


@kernel
def post_start(alive: Array, vacancies: Array) -> Array:
    """Return int64[n_firms + 1]: posts of firm f are start[f] .. start[f + 1] - 1."""
    start = np.zeros(vacancies.shape[0] + 1, dtype=np.int64)
    for f in range(vacancies.shape[0]):
        start[f + 1] = start[f] + (vacancies[f] if alive[f] == 1 else 0)
    return start


@parallel_kernel
def write_posts(
    start: Array,
    firm_id: Array,
    unit: Array,
    industry: Array,
    ownership: Array,
    rent: Array,
    open_months: Array,
    vacancy_pay: float,
    log_base: Array,
    unit_level: Array,
    market: Array,
    occupation_share: Array,
    schooling_share: Array,
    return_schooling: float,
    school_years: Array,
    k_occupation: np.uint64,
    k_schooling: np.uint64,
    post_firm: Array,
    post_market: Array,
    post_occupation: Array,
    post_schooling: Array,
    post_wage: Array,
    post_key: Array,
) -> None:
    """Write the attributes of every post; a firm's slot keeps them until it is filled.

    Parameters
    ----------
    open_months : int8[n_firms], months in a row that a place stayed open
    vacancy_pay : float, log points by which pay rises with each of the first twelve of them
    log_base : float64[22, 4], log yuan/month by industry × ownership, this month
    unit_level : float64[n_units], log relative pay of the unit
    market : float64[n_units, 7], log points added where labour is scarce
    occupation_share : float64[22, 7], cumulative
    schooling_share : float64[7, 8], cumulative schooling wanted by occupation
    school_years : float64[8], years of schooling behind each code
    post_* : arrays of length start[-1], written, every element
        `post_market` = unit × 7 + occupation; `post_wage` in log yuan/month; `post_key` uint64.
    """
    for f in prange(firm_id.shape[0]):
        for p in range(start[f], start[f + 1]):
            slot = p - start[f]
            u, j, o = unit[f], industry[f], ownership[f]
            occupation = pick(occupation_share[j], unit_draw(chain(k_occupation, firm_id[f]), slot))
            sub = chain(k_schooling, firm_id[f])
            schooling = pick(schooling_share[occupation], unit_draw(sub, slot))
            post_firm[p] = f
            post_occupation[p] = occupation
            post_schooling[p] = schooling
            post_market[p] = u * 7 + occupation
            post_key[p] = mix(sub + np.uint64(slot) + np.uint64(7919))
            post_wage[p] = (
                log_base[j, o]
                + unit_level[u]
                + market[u, occupation]
                + rent[f]
                + vacancy_pay * min(open_months[f], 12)
                + return_schooling * (school_years[schooling] - 11.0)
            )


@kernel
def index_markets(post_market: Array, n_markets: int) -> tuple[Array, Array]:
    """Return (start int64[n_markets + 1], post int32[n_posts]): the posts of each sub-market."""
    start = np.zeros(n_markets + 1, dtype=np.int64)
    for p in range(post_market.shape[0]):
        start[post_market[p] + 1] += 1
    for m in range(n_markets):
        start[m + 1] += start[m]
    at = start[:-1].copy()
    post = np.empty(post_market.shape[0], dtype=np.int32)
    for p in range(post_market.shape[0]):
        m = post_market[p]
        post[at[m]] = p
        at[m] += 1
    return start, post
