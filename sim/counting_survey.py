"""How the survey's sampling error is counted."""

from __future__ import annotations

from agents.codes import Half
from sim.counting import ALL, FIRST_WORKING_AGE, PUBLISHED, Cells
from sim.statistics_office import Panel
from sim.survey import standard_error


def sampling_error(p: Panel) -> Cells:
    """Return the design-based standard error of the surveyed rate, in percentage points."""
    counts = p.sampled["survey"].astype(float)[..., FIRST_WORKING_AGE:, :2].sum(axis=(2, 3))
    counts[:, 1 + len(Half) :] = 0.0  # too few households in a unit to be published
    jobless, force = counts[..., 1], counts.sum(axis=-1)
    sums = p.sampled["sampling"].astype(float)
    error = standard_error(jobless, force, sums, p.asked[:, None])
    return {(ALL, PUBLISHED): 100.0 * error}
