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
    startup_loan_cap: Price = price(
        "yuan",
        "largest guaranteed loan of a founder",
        by=("unit",),
        no_policy=0.0,
        source="no policy guarantees none",
        confidence="derived",
    )
    startup_loan_term: Price = price(
        "months",
        "instalments of a guaranteed loan",
        by=("unit",),
        no_policy=36.0,
        source="national rule (policy instruments, row SU02)",
        confidence="found",
    )
    startup_loan_discount: Price = price(
        "share of the interest",
        "borne by the treasury",
        by=("unit",),
        no_policy=0.0,
        source="no policy bears none",
        confidence="derived",
    )
    incubator_places: Price = price(
        "places a year in the whole region",
        "advice to new founders; a unit has its share of the population of them",
        by=("unit",),
        no_policy=0.0,
        source="no policy advises none",
        confidence="derived",
    )
    incubator_award: Price = price(
        "yuan a year",
        "paid to the incubator while the advised business lives, in its first year",
        by=("unit",),
        no_policy=0.0,
        source="no policy pays none",
        confidence="derived",
    )
