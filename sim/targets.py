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
    yearly : callable or None
        How a year's value is read from the indicator of the same name; None: not yet modelled.
    """

    rule: TargetRule
    yearly: Yearly | None

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

    def value(self, data: pd.DataFrame, year: int, book: str) -> float | None:
        """Return a complete year's value at the region, or None where nothing was computed.

        Parameters
        ----------
        data : DataFrame
            The long form of `indicators.parquet`.
        """
        if self.yearly is None:
            return None
        months = np.unique(data["month"].to_numpy())
        if int(np.count_nonzero(months // 100 == year)) < 12:
            return None
        chosen = data[
            (data["month"] // 100 == year)
            & (data["indicator"] == self.rule.key)
            & (data["place"] == REGION)
            & (data["group"] == ALL)
            & (data["book"] == book)
        ]
        return self.yearly(chosen["value"], book) if len(chosen) else None

    def whole(self, values: Mapping[int, float | None]) -> float | None:
        """Return the value that judges the plan: the mean of the years, or the worst year."""
        known = [v for v in values.values() if v is not None]
        if len(known) < len(PLAN_YEARS):
            return None
        if self.averaged:
            return float(np.mean(known))
        return min(known) if self.rule.sense == ">=" else max(known)


# not yet modelled: every target without a line here; a later step adds the line with the indicator
_COMPUTED: dict[str, Yearly] = {
    "urban_new_jobs": _last,
    "surveyed_unemployment": _mean,
    "training": _last,
    "high_skilled": _last,
    "graduate_placement": _last,
}


def targets() -> tuple[Target, ...]:
    """Return the eight targets in the order of `target_rules.csv`."""
    return tuple(Target(rule, _COMPUTED.get(rule.key)) for rule in target_rules())


def scorecard(data: pd.DataFrame, small_places: tuple[str, ...] = ()) -> pd.DataFrame:
    """Judge a run: five yearly rows and one of the plan for each target and book computed.

    Parameters
    ----------
    data : DataFrame
        The long form of `indicators.parquet`.
    small_places : tuple of str
        Places below the minimum size, of which nothing is shown.

    Returns
    -------
    DataFrame
        Columns of `scorecard.csv`; None or NaN where nothing was computed. The row of the plan
        holds the mean of the years where the rule averages, else the worst year. Only the book
        that the rule names is judged.
    """
    rows = []
    for target in targets():
        for book in BOOKS if target.yearly else (target.rule.book,):
            values = {y: target.value(data, y, book) for y in PLAN_YEARS}
            if REGION in small_places:
                values = dict.fromkeys(values)
            cells = [*((str(y), v) for y, v in values.items()), (PLAN, target.whole(values))]
            rows += [_row(target, year, book, value, small_places) for year, value in cells]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(
    target: Target, year: str, book: str, value: float | None, small_places: tuple[str, ...]
) -> dict[str, object]:
    rule = target.rule
    judged = value is not None and book == rule.book
    met = None
    if judged and value is not None:
        words = ("on_pace", "behind") if target.averaged and year != PLAN else ("yes", "no")
        met = words[0] if target.met(value) else words[1]
    status = NOT_YET if target.yearly is None else TOO_SMALL if REGION in small_places else OK
    return {
        "target": rule.key,
        "name_zh": rule.zh,
        "name_en": rule.en,
        "year": year,
        "place": REGION,
        "book": book,
        "value": np.nan if value is None else value,
        "unit": rule.unit,
        "threshold": rule.threshold,
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
    """Return `scorecard.csv`: empty cells, never zero, where nothing was computed."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for row in card.itertuples(index=False):
        writer.writerow([_cell(value) for value in row])
    return out.getvalue()


def _cell(value: object) -> str:
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return ""
    return format(value, ".12g") if isinstance(value, float) else str(value)
