"""Levers of the southern employment project."""

from __future__ import annotations

from agents.levers.table import Price, price


class SouthLevers:
    """Levers of the southern employment project."""

    grassroots_posts: Price = price(
        "posts/year, total of the unit's half",
        "rural posts of grass-roots programmes, for graduates; a unit's part is its share of the "
        "half's rural staff in schools, hospitals and government",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no post",
        confidence="derived",
    )
    textile_new_job: Price = price(
        "yuan a job",
        "paid over three years for a new job in textiles held by somebody of Xinjiang",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no subsidy",
        confidence="derived",
    )
    textile_freight: Price = price(
        "share of sales outside the region",
        "freight of textiles reimbursed",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no subsidy",
        confidence="derived",
    )
    textile_power: Price = price(
        "share of the power bill",
        "power of textile firms reimbursed",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no subsidy",
        confidence="derived",
    )
    northern_school_seats: Price = price(
        "seats/year, region's total",
        "vocational places in the north offered to pupils of the unit's half",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no seat",
        confidence="derived",
    )
    stem_share_south: Price = price(
        "% of tertiary seats",
        "science and engineering among tertiary seats of southern pupils; read in southern units",
        by=("unit",),
        no_policy=35.0,
        source="dials added by the model's designers (no_policy)",
        confidence="assumed",
    )
