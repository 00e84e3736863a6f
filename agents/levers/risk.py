"""Levers of the risk watch and of the response to displacement."""

from __future__ import annotations

from agents.levers.table import Price, price


class RiskLevers:
    """Levers of the risk watch and of the response to displacement."""

    response_trigger: Price = price(
        "percentage points above the usual rate",
        "published excess of unemployment from which the unit's reserve is released",
        by=("unit",),
        no_policy=0.5,
        source="measure_parameters.csv, response_trigger; without a reserve nothing is released",
        confidence="assumed",
    )
    response_pacing: Price = price(
        "months",
        "time over which firms that agree spread what they displace when they adopt AI",
        by=("unit",),
        no_policy=0.0,
        source="no policy offers no agreement",
        confidence="derived",
    )
    contingency_budget: Price = price(
        "million yuan a year in the whole region",
        "reserve for retraining; a unit has its share of the population of it",
        by=("unit",),
        no_policy=0.0,
        source="no policy keeps no reserve",
        confidence="derived",
    )
