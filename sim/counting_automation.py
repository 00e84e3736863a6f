"""How displacement is counted: by year, and how concentrated it is over the months of a run."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from sim.counting import ALL, TRUE, Cells, Count
from sim.statistics_office import MIN_CELL, Floats, Panel

YEAR = 12


def _displaced(p: Panel) -> Floats | None:
    """Return places displaced by AI and by machines each month, or None if not computed."""
    if "displaced" in p.flows and "machine_displaced" in p.flows:
        return p.flows["displaced"] + p.flows["machine_displaced"]
    return None


def cumulated(p: Panel) -> Cells:
    """Return places displaced since the first month of the run."""
    lost = _displaced(p)
    return {} if lost is None else {(ALL, TRUE): lost.cumsum(axis=0)}


def through_hiring(p: Panel) -> Cells:
    """Return the share of a year's displacement that came as hiring not done, in percent."""
    lost = _displaced(p)
    if lost is None or "not_hired" not in p.flows:
        return {}
    year, hiring = p.yearly(lost), p.yearly(p.flows["not_hired"])
    out = np.full_like(year, np.nan)
    np.divide(100.0 * hiring, year, out=out, where=year >= MIN_CELL * p.fraction)
    return {(ALL, TRUE): out}


def concentration(measure: str) -> Count:
    """Return how concentrated displacement is over the months of the run, in its last month.

    Parameters
    ----------
    measure : "year", "month" or "herfindahl"
        Share of the whole in its heaviest twelve months in a row, in its heaviest month (percent);
        or the sum of squared shares of months, times the number of months: 1 when even.
    """

    def count(p: Panel) -> Cells:
        lost = _displaced(p)
        if lost is None:
            return {}
        total, n = lost.sum(axis=0), len(lost)
        enough = total >= MIN_CELL * p.fraction
        whole = np.where(enough, total, 1.0)
        if measure == "year":
            window = min(YEAR, n)
            value = 100.0 * sliding_window_view(lost, window, axis=0).sum(axis=-1).max(axis=0)
            value = value / whole
        elif measure == "month":
            value = 100.0 * lost.max(axis=0) / whole
        else:
            value = n * ((lost / whole) ** 2).sum(axis=0)
        out = np.full_like(lost, np.nan)
        out[-1] = np.where(enough, value, np.nan)
        return {(ALL, TRUE): out}

    return count
