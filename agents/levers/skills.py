"""Levers of training, assessment and school certificates."""

from __future__ import annotations

from agents.levers.table import Price, price


class SkillLevers:
    """Levers of training, assessment and school certificates."""

    training_places: Price = price(
        "places a year in the whole region",
        "publicly paid training places; a unit gets its share by labour force and unemployed",
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
