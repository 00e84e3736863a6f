"""Levers of employment services, private and public, and of what attracts people to the region."""

from __future__ import annotations

from agents.levers.table import Price, price

_ADDED = "measure_dials_added.csv"


class ServiceLevers:
    """Levers of employment services, private and public, and of what attracts people."""

    post_visibility: Price = price(
        "share",
        "by which a visit to a sub-market is likelier if all its posts are served by a human-"
        "resource firm; in proportion to the share of them that are",
        by=("unit",),
        no_policy=0.0,
        source="no policy supports none",
        confidence="derived",
    )
    placement_subsidy: Price = price(
        "yuan",
        "paid to a human-resource firm that places an unemployed person",
        by=("unit",),
        no_policy=0.0,
        source="no policy pays none",
        confidence="derived",
    )
    settlement_support: Price = price(
        "yuan",
        "one-off, to a young graduate from another province who takes her first job here",
        by=("unit",),
        no_policy=0.0,
        source=f"{_ADDED}, settlement_support",
        confidence="assumed",
    )
    equal_services: Price = price(
        "share",
        "chance of a seeker registered in another county to be served like a local one",
        by=("unit",),
        no_policy=0.8,
        source="none located",
        confidence="assumed",
    )
    pooled_share: Price = price(
        "share",
        "new vacancies that are on the unified list",
        by=("unit",),
        no_policy=0.3,
        source=f"{_ADDED}, pooled_share",
        confidence="derived",
    )
    repeat_postings: Price = price(
        "postings per post",
        "further times that a post of the list is posted; counted in the published figure only",
        by=("unit",),
        no_policy=0.3,
        source="measure_parameters.csv, duplicate_share",
        confidence="assumed",
    )
    service_contacts: Price = price(
        "contacts a month",
        "times that the service proposes a post of the list to a registered seeker",
        by=("unit",),
        no_policy=0.1,
        source=f"{_ADDED}, contacts_per_seeker",
        confidence="assumed",
    )
    gig_hubs: Price = price(
        "share",
        "people without a job who have a gig hub within reach",
        by=("unit",),
        no_policy=0.0,
        source="no policy runs none",
        confidence="derived",
    )
