"""A training provider: a Mesa agent that holds one row of `Providers`."""

from __future__ import annotations

from typing import Any

import mesa
import numpy as np

from agents.codes import Occupation
from agents.draws import Stream, chain, unit_draw
from agents.kernels.provision import choose_subject, next_seats

TAUGHT = np.zeros(len(Occupation), np.int8)  # 1 where courses exist
TAUGHT[[Occupation.PROFESSIONALS, Occupation.CLERKS, Occupation.SERVICES,
        Occupation.AGRICULTURE, Occupation.PRODUCTION]] = 1  # fmt: skip
GENERAL_USE, STAFF_USE = 1, 2  # columns of `Market.seats_known`


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
        world, i = self.model.world, self.row
        t, p, market = world.population.providers, world.parameters, world.market
        unit = int(t.unit[i])
        use = float(market.seats_known[unit, STAFF_USE if t.staff[i] else GENERAL_USE])
        full = p["provider_full"]
        t.next_seats[i] = next_seats(float(t.seats[i]), use, full, p["provider_step"])
        t.next_price[i] = next_seats(float(t.price[i]), use, full, p["provider_price_step"])
        sub = np.uint64(chain(world.key(Stream.PROVIDER_SUBJECT), int(t.id[i])))
        if unit_draw(sub, 1) < p["provider_switch"]:
            t.next_subject[i] = choose_subject(
                market.shortage[unit], market.placement[unit], TAUGHT,
                p["provider_shortage"], p["provider_placement"], unit_draw(sub, 2),
            )  # fmt: skip

    def commit(self) -> None:
        """Take over what was decided."""
        t = self.model.world.population.providers
        t.seats[self.row] = t.next_seats[self.row]
        t.price[self.row] = t.next_price[self.row]
        t.subject[self.row] = t.next_subject[self.row]
