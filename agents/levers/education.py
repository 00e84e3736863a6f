"""Levers of the joint planning of education, training and jobs."""

from __future__ import annotations

from agents.levers.table import Price, price


class EducationLevers:
    """Levers of the joint planning of education, training and jobs."""

    field_adjustment: Price = price(
        "share a year",
        "speed at which seats of schools move to fields with scarce jobs and good placement",
        by=("unit",),
        no_policy=0.0,
        source="without planning the mix of fields stays",
        confidence="derived",
    )
    firm_centres: Price = price(
        "share of seats",
        "further seats at training centres of firms, for their own staff",
        by=("unit",),
        no_policy=0.0,
        source="no support, no further seat",
        confidence="derived",
    )
    order_classes: Price = price(
        "share",
        "vocational leavers from classes run with a firm, who look for work in its trade",
        by=("unit",),
        no_policy=0.0,
        source="no class without the measure",
        confidence="derived",
    )
    school_expansion: Price = price(
        "share of places",
        "further places at vocational secondary schools",
        by=("unit",),
        no_policy=0.0,
        source="places of education.csv",
        confidence="derived",
    )
