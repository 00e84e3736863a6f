"""Levers of support of founders."""

from __future__ import annotations

from agents.levers.table import Price, price


class StartupLevers:
    """Levers of support of founders."""

    startup_grant: Price = price(
        "yuan",
        "one-off grant for founding a business",
        by=("unit",),
        no_policy=0.0,
        source="no policy pays none",
        confidence="derived",
    )
    startup_loans: Price = price(
        "loans a year in the whole region",
        "guaranteed loans for founders; a unit has its share of the population of them",
        by=("unit",),
        no_policy=0.0,
        source="no policy guarantees none",
        confidence="derived",
    )
