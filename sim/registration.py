"""What the published count of new urban jobs owes to the share of entries that is registered.

That share, `reg_new`, is a nuisance: it was fitted to one published number and no source gives it.
It is the chance that an entry is registered, at the base and ever after, so entries and attrition
of registered workers both scale with it, and so does the published count.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from scenarios.parameters import Parameters
from sim.counting import PUBLISHED
from sim.statistics_office import REGION
from sim.targets import PLAN, targets

if TYPE_CHECKING:
    from sim.results import Results

TARGET = "urban_new_jobs"
ERROR = 0.05  # share by which `reg_new` may easily be off; the plan's margin is smaller


def triangular_above(x: float, low: float, mode: float, high: float) -> float:
    """Return the probability that a triangular variable is at least `x`.

    >>> triangular_above(0.0, 0.0, 0.5, 1.0), triangular_above(0.75, 0.0, 0.5, 1.0)
    (1.0, 0.125)
    """
    if x <= low:
        return 1.0
    if x >= high:
        return 0.0
    if x <= mode:
        return 1.0 - (x - low) ** 2 / ((high - low) * (mode - low))
    return (high - x) ** 2 / ((high - low) * (high - mode))


def shares(results: Results) -> tuple[float, float, float, float]:
    """Return (share of the run; low, mode and high of its prior)."""
    settings = results.manifest["scenario"]["settings"]
    p = Parameters.default().with_values(dict(settings.get("parameters") or {}))
    prior = next(entry for entry in p.entries if entry.symbol == "reg_new")
    return p["reg_new"], prior.low, p["reg_new_prior"], prior.high


def published_mean(results: Results) -> float:
    """Return the published mean of the plan's years; NaN where not all were simulated."""
    card = results.scorecard()
    row = card[
        (card["target"] == TARGET) & (card["year"] == PLAN) & (card["place"] == REGION)
        & (card["book"] == PUBLISHED)
    ]  # fmt: skip
    return float(row["value"].iloc[0])


def probability(results: Results) -> float:
    """Return the probability that the target is met over the prior of `reg_new`, given the run."""
    mean = published_mean(results)
    if not np.isfinite(mean) or mean <= 0.0:
        return float("nan")
    share, low, mode, high = shares(results)
    threshold = next(t.rule.threshold for t in targets() if t.rule.key == TARGET)
    return triangular_above(share * threshold / mean, low, mode, high)


def needed(results: Results) -> float:
    """Return the share of entries registered at which the target is just met, given the run."""
    threshold = next(t.rule.threshold for t in targets() if t.rule.key == TARGET)
    return shares(results)[0] * threshold / published_mean(results)
