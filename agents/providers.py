"""A training provider: a Mesa agent that holds one row of `Providers`."""

from __future__ import annotations

from typing import Any, NamedTuple, Self

import mesa
import numpy as np

from agents.codes import Occupation
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.provision import decide_providers

TAUGHT = np.zeros(len(Occupation), np.int8)  # 1 where courses exist
TAUGHT[[Occupation.PROFESSIONALS, Occupation.CLERKS, Occupation.SERVICES,
        Occupation.AGRICULTURE, Occupation.PRODUCTION]] = 1  # fmt: skip


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
        decide_together(self.model, np.array([self.row]))

    def commit(self) -> None:
        """Take over what was decided."""
        commit_together(self.model, np.array([self.row]))


def decide_together(model: Any, rows: Array) -> None:
    """Let the providers in `rows` decide as each would alone."""
    t, known = model.world.population.providers, model.published
    decide_providers(
        rows, t.id, t.unit, t.staff, t.seats, t.price, known.full, known.seat_step,
        known.price_step, known.switch, known.shortage_weight, known.placement_weight, known.use,
        known.shortage, known.placement, TAUGHT, known.key, t.next_seats, t.next_price,
        t.next_subject,
    )  # fmt: skip


def commit_together(model: Any, rows: Array) -> None:
    """Let the providers in `rows` take over what they decided."""
    t = model.world.population.providers
    t.seats[rows] = t.next_seats[rows]
    t.price[rows] = t.next_price[rows]
    t.subject[rows] = t.next_subject[rows]
