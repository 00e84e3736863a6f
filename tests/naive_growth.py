"""Plain-Python twins of the kernels of firms' growth; see `naive`."""

from __future__ import annotations

import math

from naive import bits, normal, single, unit_draw


def laplace(u):
    """Return the quantile of the Laplace law with mean 0 and standard deviation 1."""
    tail = -math.log(max(1.0 - 2.0 * abs(u - 0.5), 1e-16)) / math.sqrt(2.0)
    return tail if u >= 0.5 else -tail


def shake_firms(a):
    for f, who in enumerate(a.firm_id):
        if a.alive[f] == 0:
            continue
        age = min(max(a.month - a.founded[f], 0), len(a.growth) - 1)
        a.shock[f] = single(a.shock[f] * a.shock_ar)
        a.drift[f] = single(a.drift[f] + a.growth[age])
        sub = bits(a.k_shock, who)
        if unit_draw(sub, 1) < a.hit_rate:
            sd = a.shock_sd[a.ownership[f]] * (max(a.true_size[f], 1.0) / a.size_ref) ** (
                -a.size_slope
            )
            jump = sd / math.sqrt(a.hit_rate) * laplace(unit_draw(sub, 2))
            a.shock[f] = single(a.shock[f] + jump)
            sd = a.walk_sd[age] / math.sqrt(a.hit_rate)
            a.drift[f] = single(a.drift[f] + (sd * normal(a.k_walk, who) - 0.5 * sd * sd))


def give_up_posts(a):
    given_up = dict.fromkeys(a.firm, 0)
    for f, opened, key in zip(a.firm, a.opened, a.post_key, strict=True):
        luck = unit_draw(bits(a.k, a.firm_id[f]) ^ key, 1)
        given_up[f] += a.month - opened > a.grace and luck < a.hazard
    for f, posts in given_up.items():
        n = max(posts - a.project[f], 0)
        if a.alive[f] == 0 or n == 0:
            continue
        a.given_up[a.unit[f]] += 1
        if a.n_workers[f] == a.n_break[f] == 0 and a.target[f] < 2.0:
            a.alive[f], a.target[f] = 0, 0.0
            a.exits[a.unit[f]] += 1
        else:
            left = max(a.target[f] - n, 0.5 * a.target[f]) / max(a.target[f], 1e-6)
            a.drift[f] = single(a.drift[f] + math.log(max(left, 0.5)))
