"""What stands beside the targets: money, cost, offers, pay, other definitions and meanings.

One row a year, place, book and group, as `scorecard_beside.csv`; the row of the plan holds the
mean of its years where all were simulated. What one run cannot know is empty and says why.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from agents.codes import Half
from sim import registration
from sim.counting import ALL, GROUPS, PUBLISHED, TRUE
from sim.indicators import INDICATORS
from sim.statistics_office import REGION
from sim.targets import OK, PLAN, PLAN_YEARS, TOO_SMALL, complete_years

if TYPE_CHECKING:
    from sim.results import Results

COLUMNS = (
    "item", "name_zh", "name_en", "year", "place", "book", "group", "value", "unit", "status",
)  # fmt: skip
NEEDS_TWIN = "needs_twin_worlds"
PLACES = (REGION, *(h.code for h in Half))
FUND = "account=employment_subsidy"
YUAN_YEAR, PER_JOB = "yuan of December 2025 per year", "yuan of December 2025 per counted job"
LEVELS = (5.0, 5.2, 5.5)  # percent, readings of "about 5.0"


Found = dict[tuple[str, ...], "pd.Series[float]"]  # indicator, place, book, group


@dataclass(frozen=True)
class Item:
    """An indicator that stands beside the targets, by year."""

    indicator: str
    book: str = TRUE
    how: str = "last"  # a yearly indicator; "sum" or "mean" of a monthly one
    groups: tuple[str, ...] = (ALL,)
    unit: str = ""


def _all(dimension: str) -> tuple[str, ...]:
    return tuple(f"{dimension}={code}" for code, _, _ in GROUPS[dimension])


# money, then offers, then pay, then other readings of the targets; later steps append
ITEMS: tuple[Item, ...] = (
    Item("subsidy_paid", how="sum", groups=(ALL, *_all("account")), unit=YUAN_YEAR),
    Item("money_unpaid", how="sum", unit=YUAN_YEAR),
    Item("programme_offers"),
    Item("programme_repeat_offers"),
    Item("programme_refusals"),
    Item("programme_acceptances"),
    Item("programme_unfilled"),
    Item("programme_exits"),
    Item("low_pay_share", how="mean"),
    Item("arrears_rate", how="mean"),
    Item("urban_new_jobs_gross", PUBLISHED),
    Item("urban_new_jobs_without_xpcc", PUBLISHED),
    Item("registered_unemployment", PUBLISHED, "mean"),
    Item("unemployment_with_discouraged", how="mean"),
    Item("survey_standard_error", PUBLISHED, "mean"),
    Item("training_starts_public_year"),
    Item("training_persons_year"),
    Item("south_fund_share", PUBLISHED, groups=(ALL, *_all("south"))),
    Item("reporting_gap", groups=_all("count")),
)


def beside(results: Results) -> pd.DataFrame:
    """Return what stands beside the targets of a run; columns as in `scorecard_beside.csv`."""
    data, keys = results.data, ["indicator", "place", "book", "group"]
    years = sorted(complete_years(data) & set(PLAN_YEARS))
    names = {i.indicator for i in ITEMS} | {"urban_new_jobs", "surveyed_unemployment"}
    chosen = data[data["indicator"].isin(names) & data["place"].isin(PLACES)]
    found: Found = {
        tuple(map(str, key)): pd.Series(rows["value"].to_numpy(), index=rows["month"].to_numpy())
        for key, rows in chosen.groupby(keys, observed=True)
    }
    rows = [row for item in ITEMS for row in _of_item(item, found, years)]
    rows += _cost(found, years)
    rows += _twin_worlds()
    rows += _readings(results, found, years)
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    small = frame["place"].isin(results.small_places)
    frame.loc[small, "value"] = np.nan
    frame.loc[small, "status"] = TOO_SMALL
    return frame


def _of_item(item: Item, found: Found, years: list[int]) -> Iterator[tuple[object, ...]]:
    indicator = INDICATORS[item.indicator]
    names = (item.indicator, indicator.zh, indicator.en)
    for place in PLACES:
        for group in item.groups:
            months = found.get((item.indicator, place, item.book, group))
            if months is not None:
                values = {y: _year(months, y, item.how) for y in years}
                unit = item.unit or indicator.unit
                yield from _rows(names, values, place, item.book, group, unit)


def _year(months: pd.Series[float], year: int, how: str) -> float:
    part = months[months.index // 100 == year]
    if part.empty:
        return float("nan")
    return float({"last": part.iloc[-1], "sum": part.sum(), "mean": part.mean()}[how])


def _rows(
    names: tuple[str, str, str], values: dict[int, float], place: str, book: str, group: str,
    unit: str,
) -> Iterator[tuple[object, ...]]:  # fmt: skip
    whole = np.mean([values.get(y, np.nan) for y in PLAN_YEARS])
    cells = [*((str(y), v) for y, v in values.items()), (PLAN, float(whole))]
    for year, value in cells:
        yield (*names, year, place, book, group, value, unit, OK)


def _cost(found: Found, years: list[int]) -> Iterator[tuple[object, ...]]:
    """Yield money of the employment subsidy fund over published new jobs, by place."""
    names = ("cost_per_counted_job", "每个发布的新增就业的资金", "Cost per counted new job")
    for place in PLACES:
        paid = found.get(("subsidy_paid", place, TRUE, FUND))
        jobs = found.get(("urban_new_jobs", place, PUBLISHED, ALL))
        if paid is None or jobs is None:
            continue
        money = {y: _year(paid, y, "sum") for y in years}
        count = {y: _year(jobs, y, "last") for y in years}
        values = {y: money[y] / count[y] if count[y] > 0 else np.nan for y in years}
        rows = list(_rows(names, values, place, PUBLISHED, ALL, PER_JOB))
        total = sum(count.values())
        if set(years) == set(PLAN_YEARS) and total > 0:  # of all years together, not their mean
            at = COLUMNS.index("value")
            rows[-1] = (*rows[-1][:at], sum(money.values()) / total, *rows[-1][at + 1 :])
        yield from rows


def _twin_worlds() -> Iterator[tuple[object, ...]]:
    """Yield what needs the same world without the measures; a run by itself cannot know it."""
    for names, unit in (
        (("cost_per_net_job", "每个净增就业的资金", "Cost per net new job"),
         "yuan of December 2025 per net job"),
        (("realised_welfare", "接受者12个月后的实际福利变化",
          "Realised welfare of acceptors after 12 months"), "percent"),
    ):  # fmt: skip
        yield (*names, PLAN, REGION, TRUE, ALL, np.nan, unit, NEEDS_TWIN)


def _readings(results: Results, found: Found, years: list[int]) -> Iterator[tuple[object, ...]]:
    """Yield other readings of two targets: "about 5.0", and the share of entries registered."""
    rate = found.get(("surveyed_unemployment", REGION, PUBLISHED, ALL))
    if rate is not None and set(years) == set(PLAN_YEARS):
        means = np.round([_year(rate, y, "mean") for y in years], 1)
        for level in LEVELS:
            names = (
                "unemployment_years_at_most", f"调查失业率不高于{level}%的年数",
                f"Years with surveyed unemployment at most {level} %",
            )  # fmt: skip
            met = float((means <= level).sum())
            yield (*names, PLAN, REGION, PUBLISHED, f"level={level}", met, "years", OK)
    mean = registration.published_mean(results)
    if np.isfinite(mean):
        for off in (-registration.ERROR, registration.ERROR):
            names = (
                "urban_new_jobs_registration", f"登记比例{off:+.0%}时的城镇新增就业",
                f"New urban employment with the registration share off by {off:+.0%}",
            )  # fmt: skip
            value, group = mean * (1.0 + off), f"reg_new={off:+.0%}"
            yield (*names, PLAN, REGION, PUBLISHED, group, value, "persons per year", OK)
        names = (
            "urban_new_jobs_probability", "城镇新增就业达标概率（对登记比例的先验积分）",
            "Probability that new urban employment is met, over the prior of registration",
        )  # fmt: skip
        chance = registration.probability(results)
        yield (*names, PLAN, REGION, PUBLISHED, ALL, chance, "probability", OK)
