"""How the south's share of the employment subsidy fund is counted, in its three meanings."""

from __future__ import annotations

import numpy as np

from agents.codes import Half
from sim.counting import ALL, BOOKS, Cells
from sim.statistics_office import Panel

PAID = "paid_by_unit"
BAYINGOLIN = "BAY"  # southern prefecture that is not one of the four


def south_fund_share(p: Panel) -> Cells:
    """Return the share of a year's payments of the fund that went to the south, at the region.

    Main definition: five prefectures, units of XPCC cities outside both; beside it four
    prefectures, and five with XPCC cities (in the whole too). The ledger is exact, so the books
    agree.
    """
    if PAID not in p.flows:
        return {}
    year = p.yearly(p.flows[PAID])[:, -p.units.n_units :]
    south = np.asarray(p.units.half) == Half.SOUTH
    outside = p.outside_xpcc > 0
    four = np.array([code != BAYINGOLIN for code in p.units.code])
    meanings = {
        ALL: (south & outside, outside),
        "south=four_prefectures": (south & outside & four, outside),
        "south=with_xpcc": (south, np.ones_like(south)),
    }
    cells: Cells = {}
    for group, (part, whole) in meanings.items():
        of, over = (year[:, units].sum(axis=1) for units in (part, whole))
        table = np.full((len(p.months), len(p.places)), np.nan)
        np.divide(100.0 * of, over, out=table[:, 0], where=over > 0)
        cells |= {(group, book): table for book in BOOKS}
    return cells
