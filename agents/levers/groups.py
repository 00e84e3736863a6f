"""Levers of help for certified persons, veterans, the disabled, parents and flexible workers."""

from __future__ import annotations

from agents.levers.table import Price, price


def _of_nobody(unit: str, meaning: str) -> Price:
    """Declare a price that is nothing without the measure."""
    return price(  # type: ignore[no-any-return]
        unit,
        meaning,
        by=("unit",),
        no_policy=0.0,
        source="no policy offers none",
        confidence="derived",
    )


class GroupLevers:
    """Levers of help for certified persons, veterans, the disabled, parents, flexible workers."""

    graded_contacts: Price = _of_nobody(
        "contacts a month",
        "posts shown to one certified as hard to employ who has searched for a year; a part from "
        "three months on",
    )
    household_relief: Price = _of_nobody(
        "yuan a year", "temporary relief of a household in need that draws no allowance"
    )
    group_uplift: Price = _of_nobody(
        "share of applications", "further posts shown to unemployed veterans and disabled persons"
    )
    supported_job: Price = _of_nobody(
        "yuan/month", "paid to the employer while a disabled person is employed"
    )
    childcare_relief: Price = _of_nobody(
        "yuan/month and child below three", "paid while a woman of the household works off the farm"
    )
    veteran_waiver: Price = _of_nobody(
        "steps of schooling", "what posts do not ask of veterans; with it they have priority"
    )
    flexible_cover_share: Price = _of_nobody(
        "share of the pension contribution",
        "paid back to flexible workers who are certified as hard to employ or recent graduates",
    )
    flexible_months_hardship: Price = _of_nobody("months", "longest such subsidy, if certified")
    flexible_months_graduate: Price = _of_nobody("months", "longest such subsidy of a graduate")
    part_time_posts: Price = _of_nobody(
        "posts a year in the whole region",
        "part-time and shared posts opened; a unit has its share of the population of them",
    )
