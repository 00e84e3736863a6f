"""Where cotton is picked by hand, by unit: judgement, to be replaced by a yearbook's figures."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

# Cotton output in per cent of the region, times the part of fields that machines do not reach:
# small plots of the south count about three times those of the north.
HAND_PICKED = {
    "URC": 0.0, "KRM": 0.5, "TUR": 1.0, "HAM": 1.0, "CHJ": 3.0, "BOR": 3.0, "BAY": 13.0,
    "AKS": 32.0, "KIZ": 1.0, "KAS": 22.0, "HOT": 2.5, "ILI": 0.5, "TAC": 4.5, "ALT": 0.0,
    "XPN": 4.0, "XPS": 12.0,
}  # fmt: skip
SOURCE = "judgement: cotton area by unit, weighted by the part picked by hand"


def cotton(row: Callable[..., Any]) -> list[Any]:
    """Return one row a unit, in per cent of the region's hand-picked cotton."""
    return [
        row(unit, "hand_picked", "all", share, "%", 2025, SOURCE, "assumed")
        for unit, share in HAND_PICKED.items()
    ]
