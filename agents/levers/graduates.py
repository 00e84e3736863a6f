"""Levers of posts and internships for graduates and the young."""

from __future__ import annotations

from agents.levers.table import Price, price


class GraduateLevers:
    """Levers of posts and internships for graduates and the young."""

    public_recruitment: Price = price(
        "posts/year, region's total",
        "posts of schools, hospitals and government open to graduates only; a unit's part is its "
        "share of their staff",
        by=("unit",),
        no_policy=25000.0,
        source="usual recruitment without the measure; none located",
        confidence="assumed",
    )
    state_firm_intake: Price = price(
        "posts/year, region's total",
        "posts of state firms outside farming, schools, hospitals and government for graduates",
        by=("unit",),
        no_policy=0.0,
        source="no extra intake without the measure",
        confidence="derived",
    )
    internship_posts: Price = price(
        "places/year, region's total",
        "internships of 3 to 12 months; a unit's part is its share of the young unemployed",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no place",
        confidence="derived",
    )
    internship_public_pay: Price = price(
        "times the minimum wage",
        "public allowance of an intern",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no allowance",
        confidence="derived",
    )
    internship_host_pay: Price = price(
        "times the minimum wage",
        "what the host adds to it",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no top-up",
        confidence="derived",
    )
    hire_grant: Price = price(
        "yuan per hire",
        "one-off grant to enterprises for a graduate of the last two years, or an unemployed "
        "person of 16-24, insured for three months",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no grant",
        confidence="derived",
    )
    job_seeking_grant: Price = price(
        "yuan per person",
        "one-off grant to graduates of households in need who look for work",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no grant",
        confidence="derived",
    )
    youth_counselling: Price = price(
        "share",
        "graduates and unemployed persons of 16-24 with a counsellor, who names them openings",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no counsellor",
        confidence="derived",
    )
