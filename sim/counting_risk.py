"""How the risk watch is shown: warnings, published excess, and where the reserve is released."""

from __future__ import annotations

import numpy as np

from agents.codes import Industry
from sim.counting import AGES, ALL, PUBLISHED, SEXES, Cells, groups
from sim.risk_watch import FIRST_AGE, FIRST_UNIT, N_AGES
from sim.statistics_office import Floats, Panel


def _at(p: Panel, row: int) -> Floats | None:
    """Return float64[T, n_cells] of one row of the months' results, or None if not computed."""
    return None if p.watch is None else p.watch[:, row]


def warnings(p: Panel) -> Cells:
    """Return 1 where a chart warns: places, industries of the region, its sexes and ages."""
    found = _at(p, 0)
    if found is None:
        return {}
    n = len(p.places)
    cells = {(ALL, PUBLISHED): found[:, :n]}
    ages = AGES[FIRST_AGE : FIRST_AGE + N_AGES]
    codes = (("industry", tuple(i.code for i in Industry)), ("sex", SEXES), ("age", ages))
    first = n
    for dimension, names in codes:
        table = np.full((len(found), n, len(names)), np.nan)
        table[:, 0] = found[:, first : first + len(names)]
        cells |= groups(dimension, names, table, PUBLISHED)
        first += len(names)
    return cells


def above(p: Panel) -> Cells:
    """Return the published excess of unemployment over its usual rate, smoothed."""
    found = _at(p, 1)
    return {} if found is None else {(ALL, PUBLISHED): found[:, : len(p.places)]}


def released(p: Panel) -> Cells:
    """Return the percentage of a place's units whose reserve is released."""
    found = _at(p, 2)
    if found is None:
        return {}
    units = found[:, FIRST_UNIT : len(p.places)].T
    share = p.at_places(units) / p.at_places(np.ones_like(units))
    return {(ALL, PUBLISHED): 100.0 * share.T}
