"""The plan's eight targets: how each is judged, and the scorecard of a run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from scenarios.tables import TargetRule, target_rules
from sim.counting import ALL, BOOKS, PUBLISHED
from sim.statistics_office import REGION

PLAN_YEARS = (2026, 2027, 2028, 2029, 2030)
PLAN = f"{PLAN_YEARS[0]}-{PLAN_YEARS[-1]}"
COLUMNS = (
    "target", "name_zh", "name_en", "year", "place", "book", "value", "unit", "threshold", "sense",
    "kind", "met", "probability", "shortfall", "low90", "high90", "status",
)  # fmt: skip
OK, NOT_YET, TOO_SMALL = "ok", "not_yet_modelled", "below_minimum_size"
NOT_YET_ZH, NOT_YET_EN = "尚未建模", "not yet modelled"

# a year's value from the months of one indicator at the region, in one book
Yearly = Callable[[pd.Series, str], float]


def _last(months: pd.Series, book: str) -> float:
    """Return a yearly indicator's value, which the last month carries."""
    return float(months.iloc[-1])


def _mean(months: pd.Series, book: str) -> float:
    """Return the mean of twelve months, rounded to 0.1 where it is published."""
    mean = float(months.mean())
    return float(np.round(mean, 1)) if book == PUBLISHED else mean


@dataclass(frozen=True)
class Target:
    """One of the plan's eight numbers.

    Attributes
    ----------
    rule : TargetRule
        Names, threshold, sense, kind, book and wording, as in `target_rules.csv`.
    yearly : callable
        How a year's value is read from the indicator of the same name.
    """

    rule: TargetRule
    yearly: Yearly

    @property
    def averaged(self) -> bool:
        """Return whether the mean of the years is judged, not each year by itself."""
        return self.rule.rule.startswith("mean of the years")

    def met(self, value: float) -> bool:
        """Return whether a value is on the right side of the threshold."""
        return (
            value >= self.rule.threshold
            if self.rule.sense == ">="
            else value <= self.rule.threshold
        )

    def shortfall(self, value: float) -> float:
        """Return by how much a value misses the threshold; 0 where it is met."""
        miss = (
            self.rule.threshold - value if self.rule.sense == ">=" else value - self.rule.threshold
        )
        return max(0.0, miss)

    def value(self, data: pd.DataFrame, year: int, book: str, place: str = REGION) -> float | None:
        """Return a complete year's value at a place, or None where nothing was computed.

        Parameters
        ----------
        data : DataFrame
            The long form of `indicators.parquet`.
        """
        if year not in complete_years(data):
            return None
        chosen = data[
            (data["indicator"] == self.rule.key)
            & (data["place"] == place)
            & (data["group"] == ALL)
            & (data["book"] == book)
        ]
        return self.of_year(chosen, year, book)

    def of_year(self, chosen: pd.DataFrame, year: int, book: str) -> float | None:
        """Return a year's value from the rows of this target at one place, in one book."""
        months = chosen.loc[chosen["month"] // 100 == year, "value"]
        return self.yearly(months, book) if len(months) else None

    def whole(self, values: Mapping[int, float | None]) -> float | None:
        """Return the value that judges the plan: the mean of the years, or the worst year."""
        known = [v for v in values.values() if v is not None]
        if len(known) < len(PLAN_YEARS):
            return None
        if self.averaged:
            return float(np.mean(known))
        return min(known) if self.rule.sense == ">=" else max(known)


# every other target is a yearly indicator
MEANS = ("surveyed_unemployment",)
# not yet modelled where a run has no such indicator at all: no step keeps the unified list
AWAITED = ("graduate_posts", "posts_pooled")


def targets() -> tuple[Target, ...]:
    """Return the eight targets in the order of `target_rules.csv`."""
    return tuple(Target(rule, _mean if rule.key in MEANS else _last) for rule in target_rules())


def complete_years(data: pd.DataFrame) -> set[int]:
    """Return the calendar years of which all twelve months were simulated."""
    years, counts = np.unique(np.unique(data["month"].to_numpy()) // 100, return_counts=True)
    return {int(year) for year, months in zip(years, counts, strict=True) if months == 12}


def scorecard(
    data: pd.DataFrame, small_places: tuple[str, ...] = (), places: tuple[str, ...] = (REGION,)
) -> pd.DataFrame:
    """Judge a run: five yearly rows and one of the plan for each target, place and book computed.

    Parameters
    ----------
    data : DataFrame
        The long form of `indicators.parquet`.
    small_places : tuple of str
        Places below the minimum size, of which nothing is shown.
    places : tuple of str
        Region, halves and units, in the order of the rows. A place has rows for a target and book
        only where the indicator is counted there.

    Returns
    -------
    DataFrame
        Columns of `scorecard.csv`; None or NaN where nothing was computed. The row of the plan
        holds the mean of the years where the rule averages, else the worst year. Only the region
        is judged, in the book that the rule names: the plan sets no targets for its parts.
    """
    complete = complete_years(data)
    keys = ["indicator", "book", "place"]
    chosen = data[(data["group"] == ALL) & data["indicator"].isin([t.rule.key for t in targets()])]
    found = {key: rows for key, rows in chosen.groupby(keys, observed=True)}
    nothing = chosen.iloc[:0]
    rows = []
    for target in targets():
        key = target.rule.key
        modelled = key not in AWAITED or any(name == key for name, _, _ in found)
        for place in places:
            for book in BOOKS if modelled else (target.rule.book,):
                if place != REGION and (key, book, place) not in found:
                    continue
                part = found.get((key, book, place), nothing)
                values = {
                    y: target.of_year(part, y, book) if y in complete else None for y in PLAN_YEARS
                }
                status = OK if modelled else NOT_YET
                if modelled and place in small_places:
                    values, status = dict.fromkeys(values), TOO_SMALL
                cells = [*((str(y), v) for y, v in values.items()), (PLAN, target.whole(values))]
                rows += [_row(target, year, place, book, v, status) for year, v in cells]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    target: Target, year: str, place: str, book: str, value: float | None, status: str
) -> dict[str, object]:
    rule = target.rule
    met = None
    judged = value is not None and book == rule.book and place == REGION
    if judged and value is not None:
        words = ("on_pace", "behind") if target.averaged and year != PLAN else ("yes", "no")
        met = words[0] if target.met(value) else words[1]
    return {
        "target": rule.key,
        "name_zh": rule.zh,
        "name_en": rule.en,
        "year": year,
        "place": place,
        "book": book,
        "value": np.nan if value is None else value,
        "unit": rule.unit,
        "threshold": rule.threshold if place == REGION else np.nan,
        "sense": rule.sense,
        "kind": rule.kind,
        "met": met,
        "probability": np.nan,  # one run has no probability; an ensemble fills it
        "shortfall": target.shortfall(value) if judged and value is not None else np.nan,
        "low90": np.nan,
        "high90": np.nan,
        "status": status,
    }


def to_csv(card: pd.DataFrame) -> str:
    """Return a table as CSV: empty cells, never zero, where nothing was computed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(card.columns)
    for row in card.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return format(value, ".12g") if isinstance(value, float) else str(value)
