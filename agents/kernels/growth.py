"""How firms grow by luck and age, and how a firm that finds nobody makes do with fewer."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import bits, normal, unit_draw
from agents.jit import kernel, parallel_kernel, prange


@kernel
def laplace(u: float) -> float:
    """Return the quantile at `u` of the Laplace law with mean 0 and standard deviation 1."""
    v = u - 0.5
    tail = -np.log(max(1.0 - 2.0 * abs(v), 1e-16)) / np.sqrt(2.0)
    return float(tail if v >= 0.0 else -tail)


@parallel_kernel
def shake_firms(
    month: int,
    firm_id: Array,
    ownership: Array,
    alive: Array,
    true_size: Array,
    founded: Array,
    drift: Array,
    shock: Array,
    hit_rate: float,
    growth: Array,
    walk_sd: Array,
    shock_sd: Array,
    shock_ar: float,
    size_slope: float,
    size_ref: float,
    k_shock: np.uint64,
    k_walk: np.uint64,
) -> None:
    """Move each firm's own demand one month: few firms are hit, by much; all others fade or grow.

    shock ← shock_ar · shock, drift ← drift + growth(age); with probability `hit_rate` also
    shock ← shock + sd(size) / √hit_rate · Laplace and drift ← drift + sd(age) / √hit_rate · normal.
    Rare hits give the growth rates of a year a tent shape, and let a small firm's target rest
    between them.

    Parameters
    ----------
    hit_rate : float, probability per month
    growth : float64[n_months], log points a month by completed months of age
    walk_sd : float64[n_months], log points a month by age, spread of the lasting part
    shock_sd : float64[4], log points a month by ownership, for a firm of size `size_ref`
    shock_ar : float, coefficient per month
    size_slope : float, fall of ln spread with ln size
    drift, shock : float32[n_firms], log points
        Written for living firms.

    References
    ----------
    .. [1] Bottazzi & Secchi (2006), "Explaining the distribution of firm growth rates", RAND J.
    """
    scale = 1.0 / np.sqrt(hit_rate)
    last = growth.shape[0] - 1
    for f in prange(firm_id.shape[0]):
        if alive[f] == 0:
            continue
        age = min(max(month - founded[f], 0), last)
        shock[f] *= shock_ar
        drift[f] += growth[age]
        sub = bits(k_shock, firm_id[f])
        if unit_draw(sub, 1) >= hit_rate:
            continue
        sd = scale * shock_sd[ownership[f]] * (max(true_size[f], 1.0) / size_ref) ** -size_slope
        shock[f] += sd * laplace(unit_draw(sub, 2))
        sd = scale * walk_sd[age]
        drift[f] += sd * normal(k_walk, firm_id[f]) - 0.5 * sd * sd


@kernel
def give_up_posts(
    month: int,
    firm: Array,
    opened: Array,
    post_key: Array,
    firm_id: Array,
    unit: Array,
    alive: Array,
    n_workers: Array,
    n_break: Array,
    target: Array,
    drift: Array,
    project: Array,
    grace: float,
    hazard: float,
    k: np.uint64,
    given_up: Array,
    exits: Array,
) -> None:
    """Let firms make do without places that have long been open, each decided on its own.

    The places leave the firm's own market (drift), at most half of it a month, so that others may
    serve the demand. Small and large firms so give up the same part of what is long open. Who
    wanted to start with one place and finds nobody gives up the firm. Posts of a major project end
    with it and are not given up.

    Parameters
    ----------
    firm, opened, post_key : columns of Posts, sorted by firm
    grace : float, months that a post is open before its firm thinks of giving it up
    hazard : float, probability per month and post after that
    project : int32[n_firms], places of a major project
    alive, target, drift : columns of Firms
        Written for the firms that give up.
    given_up, exits : int64[n_units], written by addition
        Firms that give up a place, and those among them that close.
    """
    n_posts, p = firm.shape[0], 0
    while p < n_posts:
        f = firm[p]
        sub, n = bits(k, firm_id[f]), 0
        while p < n_posts and firm[p] == f:
            if month - opened[p] > grace and unit_draw(sub ^ post_key[p], 1) < hazard:
                n += 1
            p += 1
        n -= min(n, project[f])
        if alive[f] == 0 or n == 0:
            continue
        given_up[unit[f]] += 1
        if n_workers[f] + n_break[f] == 0 and target[f] < 2.0:
            alive[f] = 0
            target[f] = 0.0
            exits[unit[f]] += 1
        else:
            drift[f] += np.log(max(1.0 - n / max(target[f], 1e-6), 0.5))
