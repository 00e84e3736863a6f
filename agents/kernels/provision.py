"""What a training provider decides each quarter: how many seats, and what to teach."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.jit import kernel


@kernel
def next_seats(seats: float, use: float, full: float, step: float) -> float:
    """Return next quarter's seats: more where nearly all were used, fewer where under half.

    Parameters
    ----------
    use : float, share of seat time used last quarter, as published
    full : float, share above which seats are added
    step : float, share of the seats added or taken away
    """
    change = step if use > full else -step if use < 0.5 * full else 0.0
    return max(1.0, seats * (1.0 + change))


@kernel
def choose_subject(
    shortage: Array,
    placement: Array,
    taught: Array,
    weight_shortage: float,
    weight_placement: float,
    draw: float,
) -> int:
    """Return the occupation to teach, drawn with odds exp of shortage and placement.

    Parameters
    ----------
    shortage : float64[7], log of vacancies over seekers, as published
    placement : float64[7], share of completers in work three months on, as published
    taught : int8[7], 1 where courses exist
    draw : float, uniform
    """
    n = shortage.shape[0]
    odds = np.zeros(n)
    for o in range(n):
        if taught[o] == 1:
            odds[o] = np.exp(weight_shortage * shortage[o] + weight_placement * placement[o])
    total = odds.sum()
    reached, chosen = 0.0, 0
    for o in range(n):
        if odds[o] > 0.0:
            chosen = o
            reached += odds[o]
            if draw * total < reached:
                break
    return chosen
