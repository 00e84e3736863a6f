"""What stands beside the targets, and what new jobs owe to the share that is registered."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
import small_population as small

from scenarios.load import load
from scenarios.parameters import Parameters
from sim import registration
from sim.beside import COLUMNS, ITEMS, NEEDS_TWIN
from sim.indicators import INDICATORS
from sim.registration import triangular_above
from sim.results import Results
from sim.targets import PLAN


@pytest.fixture(scope="module")
def results() -> Results:
    """Five made-up years of the plan."""
    return Results.from_tallies(small.tallies(60, n=2500), load("baseline"), {"seed": 1})


def one(frame: pd.DataFrame, item: str, year: str = PLAN, group: str = "all") -> float:
    rows = frame[
        (frame["item"] == item) & (frame["year"] == year) & (frame["group"] == group)
        & (frame["place"] == "XJ")
    ]  # fmt: skip
    assert len(rows) == 1, (item, year, group, len(rows))
    return float(rows["value"].iloc[0])


def test_every_item_is_an_indicator_in_a_book_and_with_groups_that_it_has() -> None:
    for item in ITEMS:
        indicator = INDICATORS[item.indicator]
        assert item.book in indicator.books, item.indicator
        assert (item.how == "last") == indicator.yearly, item.indicator
        dimensions = {group.split("=")[0] for group in item.groups} - {"all"}
        assert dimensions <= set(indicator.by), item.indicator


def test_the_plans_row_is_the_mean_of_its_years(results: Results) -> None:
    frame = results.beside()
    assert list(frame.columns) == list(COLUMNS)
    assert not frame.duplicated(["item", "year", "place", "book", "group"]).any()
    years = [one(frame, "programme_offers", str(y)) for y in range(2026, 2031)]
    assert one(frame, "programme_offers") == pytest.approx(np.mean(years))
    paid = results.series("subsidy_paid").groupby(lambda month: month.year).sum()
    assert one(frame, "subsidy_paid", "2028") == pytest.approx(paid[2028])


def test_cost_of_a_counted_job_is_money_of_all_years_over_jobs_of_all_years(
    results: Results,
) -> None:
    frame = results.beside()
    fund = one(frame, "subsidy_paid", group="account=employment_subsidy")
    jobs = float(results.series("urban_new_jobs", book="published").mean())
    assert one(frame, "cost_per_counted_job") == pytest.approx(fund / jobs)


def test_what_needs_a_twin_world_is_empty_and_says_so(results: Results) -> None:
    frame = results.beside()
    waits = frame[frame["status"] == NEEDS_TWIN]
    assert set(waits["item"]) == {"cost_per_net_job", "realised_welfare"}
    assert waits["value"].isna().all()
    assert "needs twin worlds" in results.summary("en")
    assert "需要对照世界" in results.summary("zh")


def test_a_short_run_has_yearly_rows_and_no_mean_of_the_plan() -> None:
    results = Results.from_tallies(small.tallies(14, n=2500), load("baseline"), {"seed": 1})
    frame = results.beside()
    assert np.isfinite(one(frame, "programme_offers", "2026"))
    assert np.isnan(one(frame, "programme_offers"))
    assert np.isnan(one(frame, "cost_per_counted_job"))
    assert "probability" not in results.summary("en").split("Targets")[0]


def test_the_probability_integrates_the_prior_of_the_registration_share(
    results: Results,
) -> None:
    """The target is met where the share is at least what the run needs."""
    share, low, mode, high = registration.shares(results)
    assert share == Parameters.default()["reg_new"]
    draws = np.random.default_rng(1).triangular(low, mode, high, 200_000)
    for mean in (300e3, 400e3, 470e3, 600e3):
        met = (mean * draws / share >= 470e3).mean()
        # four standard errors of a share among 200,000 draws
        exact = triangular_above(share * 470e3 / mean, low, mode, high)
        assert exact == pytest.approx(met, abs=4.5e-3)


def test_the_needed_share_is_where_the_published_mean_meets_the_target(results: Results) -> None:
    share = registration.shares(results)[0]
    mean = registration.published_mean(results)
    assert mean * registration.needed(results) / share == pytest.approx(470e3)
    frame = results.beside()
    assert one(frame, "urban_new_jobs_probability") == registration.probability(results)
    for off, group in ((0.95, "reg_new=-5%"), (1.05, "reg_new=+5%")):
        assert one(frame, "urban_new_jobs_registration", group=group) == pytest.approx(off * mean)


@pytest.mark.parametrize("x", [0.0, 0.1, 0.35, 0.5, 0.52, 0.7, 0.86, 1.0])
def test_a_triangular_variable_is_above_its_low_and_never_above_its_high(x: float) -> None:
    above = triangular_above(x, 0.35, 0.52, 0.86)
    assert 0.0 <= above <= 1.0
    assert (above == 1.0) == (x <= 0.35)
    assert (above == 0.0) == (x >= 0.86)


def test_the_gap_between_books_is_printed_only_where_offices_add_something() -> None:
    honest, biased = (small.tallies(12, n=2500) for _ in range(2))
    for t in biased[1:]:
        object.__setattr__(t, "reporting_bias", np.full(3, 10.0))
    texts = [
        Results.from_tallies(t, load("baseline"), {"seed": 1}).summary("en")
        for t in (honest, biased)
    ]
    assert "Added by appraised offices" not in texts[0]
    assert "Added by appraised offices · Vocational training completed" in texts[1]
