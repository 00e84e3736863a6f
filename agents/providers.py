"""A training provider: a Mesa agent that holds one row of `Providers`."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import mesa
import numpy as np

from agents.codes import Occupation
from agents.columns import Array
from agents.draws import Stream, chain, unit_draw
from agents.kernels.provision import choose_subject, next_seats

TAUGHT = np.zeros(len(Occupation), np.int8)  # 1 where courses exist
TAUGHT[[Occupation.PROFESSIONALS, Occupation.CLERKS, Occupation.SERVICES,
        Occupation.AGRICULTURE, Occupation.PRODUCTION]] = 1  # fmt: skip
GENERAL_USE, STAFF_USE = 1, 2  # columns of `Market.seats_known`


class Published(NamedTuple):
    """What all providers read in a quarter: parameters, published figures, the key of their luck.

    Attributes
    ----------
    full, seat_step, price_step, switch, shortage_weight, placement_weight : float, parameters
    use : float64[n_units, n_columns], see `Market.seats_known`
    shortage, placement : float64[n_units, 7]
    key : uint64
    """

    full: float
    seat_step: float
    price_step: float
    switch: float
    shortage_weight: float
    placement_weight: float
    use: Array
    shortage: Array
    placement: Array
    key: np.uint64

    @classmethod
    def of(cls, world: Any) -> Self:
        """Return what stands in the world at a quarter's end."""
        p, market = world.parameters, world.market
        return cls(
            p["provider_full"], p["provider_step"], p["provider_price_step"], p["provider_switch"],
            p["provider_shortage"], p["provider_placement"],
            market.seats_known, market.shortage, market.placement,
            world.key(Stream.PROVIDER_SUBJECT),
        )  # fmt: skip


class TrainingProvider(mesa.Agent):  # type: ignore[misc]
    """Decides each quarter how many seats to keep, what to teach and what to ask for it.

    Seats and price follow the use of seats, the subject follows shortage and the placement of
    completers, all of the unit and as published a quarter ago. `decide` writes only the provider's
    own `next_*`; `commit` takes them over, so the order of providers cannot matter.
    """

    def __init__(self, model: Any, row: int) -> None:
        super().__init__(model)
        self.row = row

    def decide(self) -> None:
        """Decide next quarter's seats, price and subject from last quarter's published figures."""
        t, i, known = self.model.world.population.providers, self.row, self.model.published
        unit = t.unit[i]
        use = known.use[unit, STAFF_USE if t.staff[i] else GENERAL_USE]
        t.next_seats[i] = next_seats(float(t.seats[i]), use, known.full, known.seat_step)
        t.next_price[i] = next_seats(float(t.price[i]), use, known.full, known.price_step)
        sub = np.uint64(chain(known.key, int(t.id[i])))
        if unit_draw(sub, 1) < known.switch:
            t.next_subject[i] = choose_subject(
                known.shortage[unit], known.placement[unit], TAUGHT,
                known.shortage_weight, known.placement_weight, unit_draw(sub, 2),
            )  # fmt: skip

    def commit(self) -> None:
        """Take over what was decided."""
        t = self.model.world.population.providers
        t.seats[self.row] = t.next_seats[self.row]
        t.price[self.row] = t.next_price[self.row]
        t.subject[self.row] = t.next_subject[self.row]
