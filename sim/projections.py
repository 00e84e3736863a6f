"""What a run projects: the figures of scorecard, summary and report, each with book, place, year.

The list is the same for every run, so that a table of sensitivities names figures a report prints.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pandas as pd

from agents.codes import Half
from sim.counting import ALL, BOOKS, PUBLISHED, TRUE
from sim.indicators import INDICATORS
from sim.statistics_office import REGION
from sim.targets import PLAN, PLAN_YEARS, targets

HALVES = tuple(half.code for half in Half)
LAST_YEAR = str(PLAN_YEARS[-1])
# indicator, book, places: charts of the report and tables of the summary, mean of the plan's years
HEADLINES: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("surveyed_unemployment", TRUE, HALVES),
    ("unemployment_with_discouraged", TRUE, (REGION,)),
    ("urban_new_jobs", PUBLISHED, (REGION,)),
    ("urban_new_jobs", TRUE, (REGION,)),
    ("urban_new_jobs_gross", PUBLISHED, (REGION,)),
    ("urban_new_jobs_without_xpcc", PUBLISHED, (REGION,)),
    ("urban_new_persons", TRUE, (REGION,)),
    ("urban_entries", TRUE, (REGION,)),
    ("urban_employed_change", TRUE, (REGION,)),
    ("primary_share", TRUE, (REGION,)),
    ("secondary_share", TRUE, (REGION,)),
    ("tertiary_share", TRUE, (REGION,)),
    ("employed", TRUE, (REGION, *HALVES)),
    ("mean_wage", TRUE, (REGION, *HALVES)),
    ("population", TRUE, (REGION, *HALVES)),
)
# the report's table of units, last year
UNIT_INDICATORS = (
    "population",
    "employed",
    "surveyed_unemployment",
    "labour_force_participation",
    "urban_share",
    "mean_wage",
)


class Projection(NamedTuple):
    """One figure of a run: a year's value at a place in a book, or `PLAN` for the plan's years."""

    indicator: str
    book: str
    place: str
    year: str


def indicators() -> tuple[str, ...]:
    """Return the names of all indicators that projections are made of."""
    names = [t.rule.key for t in targets()]
    names += [name for name, _, _ in HEADLINES]
    return tuple(dict.fromkeys([*names, *UNIT_INDICATORS]))


def projections(data: pd.DataFrame) -> dict[Projection, float]:
    """Return the figures of a run that covers the plan's years.

    Parameters
    ----------
    data : DataFrame
        The long form of `indicators.parquet`, with `indicators()` at least.

    Returns
    -------
    dict of Projection to float
        In units of the indicator. First the scorecard, as it is judged; then the mean of the
        plan's years of what charts and summary show; then the last year in each unit. What was
        not computed is left out.
    """
    found: dict[Projection, float | None] = {}
    data = data[data["group"] == ALL]
    for target in targets():
        for book in BOOKS:
            key, values = target.rule.key, {y: target.value(data, y, book) for y in PLAN_YEARS}
            for year, value in values.items():
                found[Projection(key, book, REGION, str(year))] = value
            found[Projection(key, book, REGION, PLAN)] = target.whole(values)
    yearly = _yearly(data)
    for name, book, places in HEADLINES:
        for place in places:
            years = [yearly(name, book, place, year) for year in PLAN_YEARS]
            found.setdefault(Projection(name, book, place, PLAN), float(np.mean(years)))
    for name in UNIT_INDICATORS:
        for place in sorted(data["place"].unique()):
            value = yearly(name, TRUE, place, PLAN_YEARS[-1])
            found.setdefault(Projection(name, TRUE, place, LAST_YEAR), value)
    return {key: v for key, v in found.items() if v is not None and np.isfinite(v)}


def _yearly(data: pd.DataFrame) -> Callable[[str, str, str, int], float]:
    """Return a function that gives a year's mean, or the total that the last month carries."""
    keys = ["indicator", "book", "place", data["month"] // 100]
    groups = data.groupby(keys, observed=True)["value"]
    means, lasts = groups.mean().to_dict(), groups.last().to_dict()

    def value(indicator: str, book: str, place: str, year: int) -> float:
        table = lasts if INDICATORS[indicator].yearly else means
        return float(table.get((indicator, book, place, year), np.nan))

    return value
