"""Levers of rural workers: organised offers, and support for those who work away from home."""

from __future__ import annotations

from agents.levers.table import Price, price

_ADDED = "dials added by the model's designers (no_policy)"


class RuralLevers:
    """Levers of rural workers."""

    offers_near_home: Price = price(
        "offers per eligible rural worker and month",
        "offers of an open post in the own unit, local workshops among them",
        by=("unit",),
        no_policy=0.02,
        source=_ADDED,
        confidence="assumed",
    )
    offers_region: Price = price(
        "offers per eligible rural worker and month",
        "offers of an open post in another unit of Xinjiang",
        by=("unit",),
        no_policy=0.005,
        source=_ADDED,
        confidence="assumed",
    )
    offers_other_provinces: Price = price(
        "offers per eligible rural worker and month",
        "offers of work in another province",
        by=("unit",),
        no_policy=0.001,
        source=_ADDED,
        confidence="assumed",
    )
    transport_allowance: Price = price(
        "yuan a year",
        "paid to a rural person on her first start of work outside her unit in the year",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no allowance",
        confidence="derived",
    )
    broker_subsidy: Price = price(
        "yuan a placement",
        "paid to the broker whose offer led to a start of work",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no subsidy",
        confidence="derived",
    )
    housing_support: Price = price(
        "yuan a month",
        "paid to a rural person who works outside her unit",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no support",
        confidence="derived",
    )
    public_rental_places: Price = price(
        "places in the whole region",
        "public rental places let to movers; a unit's part is its share of those who come",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no place",
        confidence="derived",
    )
    school_places_for_migrants: Price = price(
        "share of applicants",
        "migrants' children who get a place in a public school, by unit of work",
        by=("unit",),
        no_policy=0.7,
        source=_ADDED,
        confidence="assumed",
    )
