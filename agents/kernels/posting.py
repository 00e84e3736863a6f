"""Vacancies become posts that stay open: opened, withdrawn, filled; what they ask and pay."""

from __future__ import annotations

import numpy as np

from agents.codes import Schooling
from agents.columns import Array
from agents.draws import chain, mix, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.wages import complies, firm_pay

N_OCCUPATIONS = 7
COLLEGE = int(Schooling.COLLEGE)
SLOTS = 1 << 20  # most posts that a firm opens in one month


@kernel
def pick(cumulative: Array, u: float) -> int:
    """Return the index of the first entry of a cumulative distribution that exceeds u."""
    n = cumulative.shape[0]
    for j in range(n - 1):
        if u < cumulative[j]:
            return j
    return int(n - 1)


@kernel
def count_posts(firm: Array, n_firms: int) -> Array:
    """Return int64[n_firms + 1]: open posts of firm f are first[f] .. first[f + 1] - 1.

    `firm` is the column of Posts, sorted.
    """
    first = np.zeros(n_firms + 1, dtype=np.int64)
    for p in range(firm.shape[0]):
        first[firm[p] + 1] += 1
    for f in range(n_firms):
        first[f + 1] += first[f]
    return first


@kernel
def plan_posts(vacancies: Array, first: Array, start: Array, opened: Array, closed: Array) -> None:
    """Compare the posts that firms want open with those that are.

    Parameters
    ----------
    vacancies : int32[n_firms], posts wanted; 0 where a firm closed
    first : int64[n_firms + 1], open posts, see `count_posts`
    start : int64[n_firms + 1], opened, closed : int32[n_firms]
        Written, every element: posts after the change; posts to open and to withdraw.
    """
    start[0] = 0
    for f in range(vacancies.shape[0]):
        start[f + 1] = start[f] + vacancies[f]
        change = vacancies[f] - (first[f + 1] - first[f])
        opened[f] = max(change, 0)
        closed[f] = max(-change, 0)


@parallel_kernel
def renew_posts(
    month: int,
    first: Array,
    start: Array,
    firm_id: Array,
    unit: Array,
    industry: Array,
    occupation_share: Array,
    schooling_share: Array,
    k_post: np.uint64,
    old_key: Array,
    old_opened: Array,
    old_occupation: Array,
    old_schooling: Array,
    old_asks: Array,
    quota: Array,
    key: Array,
    firm: Array,
    opened: Array,
    market: Array,
    occupation: Array,
    schooling: Array,
    asks: Array,
) -> None:
    """Keep each firm's oldest posts, withdraw the youngest it wants no longer, open new ones.

    A post is named by firm, opening month and number; its key comes from that name alone and draws
    what the post asks for, so a post more leaves all others as they are. A firm that recruits
    graduates reserves its oldest posts for them, and asks for college there.

    Parameters
    ----------
    first, start : int64[n_firms + 1], posts before and after, see `plan_posts`
    unit, industry : columns of Firms
    occupation_share : float64[22, 7], cumulative
    schooling_share : float64[7, 8], cumulative schooling wanted by occupation
    k_post : uint64, key of Stream.POST without the month
    quota : int32[n_firms, 3], further posts to reserve by kind, see `Recruitment`
    old_* : columns of Posts before, sorted by firm, then age, oldest first
    key … schooling : arrays of length start[-1]
        Written, every element, in the same order.
    """
    for f in prange(firm_id.shape[0]):
        n_old = first[f + 1] - first[f]
        to_reserve = quota[f, 0] + quota[f, 1] + quota[f, 2]
        for j in range(start[f + 1] - start[f]):
            p = start[f] + j
            firm[p] = f
            if j < n_old:
                q = first[f] + j
                key[p], opened[p] = old_key[q], old_opened[q]
                occupation[p], schooling[p] = old_occupation[q], old_schooling[q]
                asks[p] = old_asks[q]
            else:
                asks[p] = 0
                name = np.uint64(month) * np.uint64(SLOTS) + np.uint64(j - n_old)
                sub = mix(chain(k_post, firm_id[f]) + mix(name))
                job = pick(occupation_share[industry[f]], unit_draw(sub, 1))
                key[p], opened[p] = sub, month
                occupation[p] = job
                schooling[p] = pick(schooling_share[job], unit_draw(sub, 2))
            if to_reserve > 0 and asks[p] == 0:
                asks[p] = 3 if to_reserve <= quota[f, 2] else 2
                if to_reserve > quota[f, 1] + quota[f, 2]:
                    asks[p] = 1
                schooling[p] = max(schooling[p], COLLEGE)
                to_reserve -= 1
            market[p] = unit[f] * N_OCCUPATIONS + occupation[p]


@parallel_kernel
def price_posts(
    month: int,
    firm: Array,
    opened: Array,
    market: Array,
    schooling: Array,
    firm_id: Array,
    industry: Array,
    ownership: Array,
    rent: Array,
    shock: Array,
    true_size: Array,
    vacancy_pay: float,
    log_base: Array,
    unit_level: Array,
    heat: Array,
    return_schooling: float,
    school_years: Array,
    occupation_pay: Array,
    rent_share: float,
    size_premium: float,
    centre: Array,
    floor: Array,
    evading: float,
    depth: float,
    k_comply: np.uint64,
    wage: Array,
    least: Array,
) -> None:
    """Write what each post pays this month, before what the person brings.

    Parameters
    ----------
    firm, opened, market, schooling : columns of Posts
    firm_id, industry, ownership, rent, shock, true_size : columns of Firms
    vacancy_pay : float, log points by which pay rises with each of the first twelve months open
    log_base : float64[22, 4], log yuan/month by industry × ownership, this month
    unit_level : float64[n_units], log relative pay of the unit
    heat : float64[n_units * 7], log points added where labour is scarce
    school_years : float64[8], years of schooling behind each code
    occupation_pay : float64[8], log points by occupation
    rent_share, size_premium : see `wages.firm_pay`
    centre : float64[22, 4], log of what firms of a cell pay above their market on average
    floor : float64[n_units], minimum wage, yuan/month
    evading, depth, k_comply : see `wages.lift_start_pay`; the key has no month
    wage : float64[n_posts], log yuan/month
    least : float64[n_posts], yuan/month, below which the firm pays nobody
        Written, every element.
    """
    for p in prange(firm.shape[0]):
        f = firm[p]
        u, j, o = market[p] // N_OCCUPATIONS, industry[f], ownership[f]
        above = firm_pay(rent[f], shock[f], true_size[f], rent_share, size_premium)
        least[p] = floor[u]
        if not complies(firm_id[f], o, evading, k_comply):
            least[p] *= depth
        wage[p] = (
            log_base[j, o]
            + unit_level[u]
            + heat[market[p]]
            + occupation_pay[market[p] % N_OCCUPATIONS]
            + above
            - centre[j, o]
            + vacancy_pay * min(month - opened[p], 12)
            + return_schooling * (school_years[schooling[p]] - 11.0)
        )
