"""The shipped table of cotton picked by hand; see `scenarios.make_farming` for its making."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from scenarios.tables import LongTable, units


def cotton_share() -> npt.NDArray[np.float64]:
    """Return float64[16]: each unit's share of the cotton that is picked by hand; sums to 1."""
    table = LongTable("cotton")
    share = np.array([table.value("hand_picked", place=unit) for unit in units().code])
    return np.asarray(share / share.sum())
