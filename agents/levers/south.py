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
