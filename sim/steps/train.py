"""Step 8: last month's courses end, this month's seats are offered."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.programmes import offer_training
from agents.kernels.rows import rows_where
from sim.world import World

OFFERED, ACCEPTED, COMPLETED, DROPPED = 1, 2, 4, 8


def train(world: World) -> None:
    """Offer the seats that providers have of their own; publicly paid places are not yet modelled.

    Seats are spread over all persons of working age by keyed lottery, so an offer is rare; who
    refuses loses nothing, and no later offer.
    """
    w, p, flows = world.population.workers, world.parameters, world.flows
    providers = world.population.providers
    courses = providers.seats * 365.0 / providers.course_days / 12.0
    places = np.bincount(providers.unit, weights=courses, minlength=flows.n) / world.fraction
    rate = np.minimum(places / np.maximum(world.market.trainable / (1 - p["drop_tr"]), 1.0), 1.0)
    outcome = world.scratch("training")
    offer_training(
        int(world.month), w.id, w.unit, w.birth, w.status, w.tenure, w.skill, w.programme,
        rate, p["q_tr"] * p["tr_w_gov"], p["train_gain_sd"], p["train_cost"], p["drop_tr"],
        world.key(Stream.TRAINING_OFFER), world.key(Stream.TRAINING_END), outcome,
    )  # fmt: skip
    touched = rows_where(outcome)
    what, unit = outcome[touched], w.unit[touched]

    def count(bit: int) -> np.ndarray:
        return np.bincount(unit[(what & bit) > 0], minlength=flows.n)

    offered, accepted = count(OFFERED), count(ACCEPTED)
    flows.offers += offered
    flows.refusals += offered - accepted
    flows.training_starts += accepted
    flows.training_completions += count(COMPLETED)
    flows.training_dropouts += count(DROPPED)
