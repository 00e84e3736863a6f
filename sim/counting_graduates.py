"""How graduates, reserved posts and internships are counted."""

from __future__ import annotations

import numpy as np

from agents.codes import Destination, Recruitment
from sim.counting import ALL, PUBLISHED, TRUE, Cells, Count, groups, ratio_of
from sim.statistics_office import MIN_CELL, Floats, Panel

DESTINATIONS = tuple(d.code for d in Destination)
RECRUITMENTS = tuple(r.code for r in Recruitment if r is not Recruitment.ANYBODY)
# counted as placed by the published definition: a contract once signed goes on counting, and who
# left has signed with an employer elsewhere
PLACED = (Destination.EMPLOYED, Destination.STUDY, Destination.AWAY, Destination.LOST)
COUNTED_MONTHS = (7, 11)  # August and December, January = 0


def _table(p: Panel) -> Floats | None:
    """Return float64[months, places, 7]: graduates of the year; NaN where they are not counted."""
    names = [f"graduates_{d}" for d in DESTINATIONS]
    if any(name not in p.flows for name in names):
        return None
    table = np.stack([p.flows[name] for name in names], axis=-1)
    table[~np.isin(p.months % 12, COUNTED_MONTHS)] = np.nan
    return table


def destinations(p: Panel) -> Cells:
    """Count the year's graduates at the end of August and of December, by destination."""
    table = _table(p)
    if table is None:
        return {}
    return {(ALL, TRUE): table.sum(axis=-1)} | groups("destination", DESTINATIONS, table)


def placed_graduates(p: Panel) -> Floats | None:
    """Return float64[months, places]: graduates placed at the end of December; NaN elsewhere."""
    table = _table(p)
    if table is None:
        return None
    table[p.months % 12 != 11] = np.nan
    return np.asarray(table[..., [int(d) for d in PLACED]].sum(axis=-1))


def placement(p: Panel) -> Cells:
    """Return the share of the year's graduates who are placed, at the end of December.

    The published book is as universities report it, for the region and its halves: a unit has no
    register of the graduates who live there.
    """
    table, placed = _table(p), placed_graduates(p)
    if table is None or placed is None:
        return {}
    table[p.months % 12 != 11] = np.nan
    work = table[..., int(Destination.EMPLOYED)]
    total = np.where(np.isnan(table), 0.0, table).sum(axis=-1)
    least = float(MIN_CELL * p.fraction)
    reported = ratio_of(np.minimum(p.reported(placed), total), total, least)
    reported[:, -p.units.n_units :] = np.nan
    return {
        (ALL, PUBLISHED): np.round(100.0 * reported, 2),
        (ALL, TRUE): 100.0 * ratio_of(work, total, least),
    }


def mismatch(p: Panel) -> Cells:
    """Return the share of the year's graduates in firms who work outside their field's trade."""
    names = ("graduates_mismatched", "graduates_in_jobs")
    if any(name not in p.flows for name in names):
        return {}
    outside, hired = (p.yearly(p.flows[name]) for name in names)
    return {(ALL, TRUE): 100.0 * ratio_of(outside, hired, float(MIN_CELL * p.fraction))}


def reserved(what: str) -> Count:
    """Return a year's posts reserved for graduates (`reserved` or `filled`), by kind."""

    def count(p: Panel) -> Cells:
        names = [f"{what}_{kind}" for kind in RECRUITMENTS]
        if any(name not in p.flows for name in names):
            return {}
        table = p.yearly(np.stack([p.flows[name] for name in names], axis=-1))
        return {(ALL, TRUE): table.sum(axis=-1)} | groups("recruitment", RECRUITMENTS, table)

    return count
