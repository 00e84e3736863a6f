"""Levers of training, assessment, skill grades and certificates."""

from __future__ import annotations

from agents.levers.table import Price, price


class SkillLevers:
    """Levers of training, assessment, skill grades and certificates."""

    training_places: Price = price(
        "places a year in the whole region",
        "publicly paid training places, as far as their budget line carries them; a unit gets its "
        "share by labour force and unemployed",
        by=("unit",),
        no_policy=0.0,
        source="measure_dials_added.csv, training_places",
        confidence="derived",
    )
    training_days: Price = price(
        "days",
        "length of publicly paid courses",
        by=("unit",),
        no_policy=20.0,
        source="measure_dials_added.csv, course_days",
        confidence="assumed",
    )
    training_unit_cost: Price = price(
        "yuan per person-time",
        "what a provider is paid for a completed public place of 20 days",
        by=("unit",),
        no_policy=1800.0,
        source="policy_instruments.csv TR11; a price, not an effort: without places nothing is due",
        confidence="assumed",
    )
    training_allowance: Price = price(
        "yuan/day",
        "allowance on public places for the unemployed, the hard to employ and rural people",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no allowance",
        confidence="derived",
    )
    training_guidance: Price = price(
        "share",
        "public places that go to courses of the published list of scarce occupations",
        by=("unit",),
        no_policy=0.0,
        source="no list, no guidance",
        confidence="derived",
    )
    training_review: Price = price(
        "share a year",
        "speed at which public places follow the placement of a provider's completers",
        by=("unit",),
        no_policy=0.0,
        source="no review, no consequence",
        confidence="derived",
    )
    training_repeats: Price = price(
        "share",
        "most of the public places that may be offered to persons trained in the same year",
        by=("unit",),
        no_policy=1.0,
        source="no rule, no limit",
        confidence="derived",
    )
    project_courses: Price = price(
        "share",
        "public places, beyond the parameter `order_share`, in projects of post, course and "
        "examination together",
        by=("unit",),
        no_policy=0.0,
        source="no project without the measure",
        confidence="derived",
    )
    training_levy: Price = price(
        "share of the wage bill",
        "what firms set aside for training of their staff",
        by=("unit",),
        no_policy=0.015,
        source="statutory 1.5-2.5 % of wages; fund_envelope.csv, enterprise training levy",
        confidence="recalled",
    )
    assessment_places: Price = price(
        "places a year in the whole region",
        "assessments at senior level; a unit gets its share by labour force",
        by=("unit",),
        no_policy=0.0,
        source="measure_dials_added.csv, assessment_places",
        confidence="derived",
    )
    school_certificates: Price = price(
        "share",
        "vocational school leavers who leave with an intermediate certificate",
        by=("unit",),
        no_policy=0.0,
        source="measure_dials_added.csv, school_certificate_share",
        confidence="assumed",
    )
    upgrade_grant_intermediate: Price = price(
        "yuan per certificate",
        "grant to insured persons who reach the intermediate grade",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no grant",
        confidence="derived",
    )
    upgrade_grant_senior: Price = price(
        "yuan per certificate",
        "grant to insured persons who reach the senior grade",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no grant",
        confidence="derived",
    )
    grade_premium: Price = price(
        "times the usual premium",
        "what firms that follow the published pay of skills add to pay for a skill grade",
        by=("unit",),
        no_policy=1.0,
        source="definition: the parameters prem_grade and prem_tech hold",
        confidence="derived",
    )
    pay_information: Price = price(
        "share",
        "private firms that follow the published pay of skills; state firms always do",
        by=("unit",),
        no_policy=0.0,
        source="nothing published, nothing followed",
        confidence="derived",
    )
    appointments: Price = price(
        "persons a year in the whole region",
        "special-grade and chief technicians whom firms appoint; a unit's part is its share of "
        "those eligible",
        by=("unit",),
        no_policy=0.0,
        source="no scheme, no appointment",
        confidence="derived",
    )
