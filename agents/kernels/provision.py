"""What a training provider decides each quarter: how many seats, and what to teach."""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import chain, unit_draw
from agents.jit import kernel

GENERAL_USE, STAFF_USE = 1, 2  # columns of `Market.seats_known`


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


@kernel
def decide_providers(
    rows: Array,
    provider_id: Array,
    unit: Array,
    staff: Array,
    seats: Array,
    price: Array,
    full: float,
    seat_step: float,
    price_step: float,
    switch: float,
    weight_shortage: float,
    weight_placement: float,
    use: Array,
    shortage: Array,
    placement: Array,
    taught: Array,
    k: np.uint64,
    next_seats_of: Array,
    next_price: Array,
    next_subject: Array,
) -> None:
    """Decide seats, price and subject of providers for the next quarter, see `TrainingProvider`.

    Parameters
    ----------
    rows : int64[n], rows of the providers that decide
    provider_id, unit, staff, seats, price : columns of Providers
    full : float, share of use above which seats and price rise; seat_step, price_step : float
    switch : float, probability of choosing a subject anew
    use : float64[n_units, n_columns], see `Market.seats_known`
    shortage, placement : float64[n_units, 7]; taught : int8[7], see `choose_subject`
    next_seats_of, next_price, next_subject : columns of Providers
        Written for `rows`; the subject only of those who choose anew.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        u = unit[i]
        used = use[u, STAFF_USE if staff[i] != 0 else GENERAL_USE]
        next_seats_of[i] = next_seats(np.float64(seats[i]), used, full, seat_step)
        next_price[i] = next_seats(np.float64(price[i]), used, full, price_step)
        sub = chain(k, provider_id[i])
        if unit_draw(sub, 1) < switch:
            next_subject[i] = choose_subject(
                shortage[u], placement[u], taught, weight_shortage, weight_placement,
                unit_draw(sub, 2),
            )  # fmt: skip
