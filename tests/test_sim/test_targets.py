from __future__ import annotations

import csv
import io

import numpy as np
import pandas as pd
import pytest

from scenarios.tables import target_rules
from sim.targets import COLUMNS, PLAN, PLAN_YEARS, scorecard, targets, to_csv

KEYS = ("month", "place", "group", "book", "indicator", "value")


def made_up(
    jobs: dict[int, float], unemployment: dict[int, float], months: int = 12
) -> pd.DataFrame:
    rows: list[tuple[object, ...]] = []
    for year in jobs:
        for m in range(1, months + 1):
            wave = 0.3 if m % 2 else -0.3
            for book in ("published", "true"):
                rate = unemployment[year] + wave + (0.04 if book == "true" else 0.0)
                rows.append((year * 100 + m, "XJ", "all", book, "surveyed_unemployment", rate))
        last = year * 100 + months
        rows.append((last, "XJ", "all", "published", "urban_new_jobs", jobs[year]))
        rows.append((last, "XJ", "all", "true", "urban_new_jobs", 2.5 * jobs[year]))
        rows.append((last, "north", "all", "published", "urban_new_jobs", 1.0))
        rows.append((last, "XJ", "sex=male", "published", "urban_new_jobs", 2.0))
    return pd.DataFrame(rows, columns=list(KEYS))


JOBS = dict(zip(PLAN_YEARS, (460e3, 470e3, 480e3, 475e3, 471e3), strict=True))
RATES = dict(zip(PLAN_YEARS, (5.0, 5.2, 4.8, 5.1, 5.2), strict=True))


def rows_of(card: pd.DataFrame, target: str, book: str = "published") -> pd.DataFrame:
    return card[(card["target"] == target) & (card["book"] == book)].set_index("year")


def test_there_are_eight_targets_with_the_names_of_the_rules() -> None:
    assert [t.rule.key for t in targets()] == [r.key for r in target_rules()]
    assert len(targets()) == 8


def test_an_averaged_target_is_judged_by_the_mean_and_paced_by_year() -> None:
    rows = rows_of(scorecard(made_up(JOBS, RATES)), "urban_new_jobs")
    years = [str(y) for y in PLAN_YEARS]
    assert list(rows.loc[years, "met"]) == ["behind", "on_pace", "on_pace", "on_pace", "on_pace"]
    assert rows.loc["2026", "shortfall"] == 10e3
    assert rows.loc[PLAN, "value"] == pytest.approx(471.2e3)
    assert rows.loc[PLAN, "met"] == "yes"
    assert rows.loc[PLAN, "shortfall"] == 0.0


def test_unemployment_is_judged_every_year_by_the_worst_rounded_mean() -> None:
    rows = rows_of(scorecard(made_up(JOBS, RATES)), "surveyed_unemployment")
    assert set(rows["met"]) == {"yes"}
    assert rows.loc[PLAN, "value"] == 5.2
    worse = rows_of(scorecard(made_up(JOBS, RATES | {2028: 5.26})), "surveyed_unemployment")
    assert worse.loc["2028", "value"] == 5.3
    assert worse.loc["2028", "met"] == "no"
    assert worse.loc[PLAN, "met"] == "no"
    assert worse.loc[PLAN, "shortfall"] == pytest.approx(0.1)


def test_rounding_decides_at_the_threshold() -> None:
    # 5.24 is published as 5.2, so it is met
    rows = rows_of(scorecard(made_up(JOBS, RATES | {2026: 5.24})), "surveyed_unemployment")
    assert rows.loc["2026", "met"] == "yes"


def test_the_true_book_is_shown_and_not_judged() -> None:
    card = scorecard(made_up(JOBS, RATES))
    for target in ("urban_new_jobs", "surveyed_unemployment"):
        rows = rows_of(card, target, "true")
        assert rows["value"].notna().all()
        assert rows["met"].isna().all()
        assert rows["shortfall"].isna().all()


def test_what_is_not_modelled_is_empty_and_never_zero() -> None:
    card = scorecard(made_up(JOBS, RATES))
    missing = card[card["status"] == "not_yet_modelled"]
    assert set(missing["target"]) == {"graduate_posts", "posts_pooled"}
    assert len(missing) == 2 * 6
    for row in csv.DictReader(io.StringIO(to_csv(missing))):
        for empty in ("value", "met", "probability", "shortfall", "low90", "high90"):
            assert row[empty] == "", (row["target"], empty)
        assert row["threshold"]
        assert row["kind"]


def test_incomplete_years_and_plans_are_not_judged() -> None:
    two = {y: JOBS[y] for y in (2026, 2027)}
    rows = rows_of(scorecard(made_up(two, RATES)), "urban_new_jobs")
    assert rows.loc[["2026", "2027"], "value"].notna().all()
    assert rows.loc[["2028", PLAN], "value"].isna().all()
    assert rows.loc[["2028", PLAN], "met"].isna().all()
    half = rows_of(scorecard(made_up(two, RATES, months=7)), "urban_new_jobs")
    assert half["value"].isna().all()


def test_a_region_below_the_minimum_size_shows_nothing() -> None:
    card = scorecard(made_up(JOBS, RATES), small_places=("XJ",))
    assert card["value"].isna().all()
    computed = card[card["target"].isin(["urban_new_jobs", "surveyed_unemployment"])]
    assert set(computed["status"]) == {"below_minimum_size"}


def test_the_csv_has_the_agreed_columns_and_six_rows_a_target_and_book() -> None:
    text = to_csv(scorecard(made_up(JOBS, RATES)))
    rows = list(csv.DictReader(io.StringIO(text)))
    assert text.splitlines()[0] == ",".join(COLUMNS)
    assert len(rows) == (6 * 2 + 2) * 6
    assert {r["sense"] for r in rows} == {">=", "<="}
    assert {r["place"] for r in rows} == {"XJ"}
    assert {r["met"] for r in rows} <= {"yes", "no", "on_pace", "behind", ""}
    rules = {r.key: r for r in target_rules()}
    for row in rows:
        assert row["kind"] == rules[row["target"]].kind
        assert float(row["threshold"]) == rules[row["target"]].threshold
    first = rows[0]
    assert (first["target"], first["year"], first["book"]) == (
        "urban_new_jobs", "2026", "published",
    )  # fmt: skip
    assert first["value"] == "460000"


def everywhere(data: pd.DataFrame) -> pd.DataFrame:
    """Return the same figures at the region, a half and a unit; the survey knows no units."""
    parts = [data[(data["place"] == "XJ") & (data["group"] == "all")]]
    for place in ("north", "URC"):
        part = parts[0].assign(place=place)
        if place == "URC":
            survey = (part["indicator"] == "surveyed_unemployment") & (part["book"] == "published")
            part = part[~survey]
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def test_parts_of_the_region_have_rows_where_something_is_counted_and_are_not_judged() -> None:
    places = ("XJ", "north", "south", "URC")
    card = scorecard(everywhere(made_up(JOBS, RATES)), places=places)
    found = {
        place: set(zip(rows["target"], rows["book"], strict=True))
        for place, rows in card.groupby("place")
    }
    jobs = {("urban_new_jobs", "published"), ("urban_new_jobs", "true")}
    rate = {("surveyed_unemployment", "published"), ("surveyed_unemployment", "true")}
    assert found["north"] == jobs | rate
    assert found["URC"] == jobs | {("surveyed_unemployment", "true")}
    assert "south" not in found
    assert len(found["XJ"]) == 6 * 2 + 2
    parts = card[card["place"] != "XJ"]
    assert parts["value"].notna().all()
    assert parts[["met", "threshold", "shortfall"]].isna().all().all()
    whole = card[card["place"] == "XJ"]
    pd.testing.assert_frame_equal(
        whole.reset_index(drop=True), scorecard(made_up(JOBS, RATES)), check_dtype=False
    )


def test_a_small_part_is_greyed_and_the_region_is_not() -> None:
    places = ("XJ", "north", "URC")
    card = scorecard(everywhere(made_up(JOBS, RATES)), ("URC",), places)
    unit = card[card["place"] == "URC"]
    assert set(unit["status"]) == {"below_minimum_size"}
    assert unit["value"].isna().all()
    assert card[card["place"] == "north"]["value"].notna().all()


def filled(**values: dict[int, float]) -> pd.DataFrame:
    """Return made-up figures of further yearly targets, in both books."""
    rows: list[tuple[object, ...]] = [
        (year * 100 + 12, "XJ", "all", book, name, value)
        for name, of in values.items()
        for year, value in of.items()
        for book in ("published", "true")
    ]
    return pd.concat([made_up(JOBS, RATES), pd.DataFrame(rows, columns=list(KEYS))])


def years(*values: float) -> dict[int, float]:
    return dict(zip(PLAN_YEARS, values, strict=True))


def test_what_must_hold_every_year_or_cohort_fails_with_its_worst() -> None:
    card = scorecard(
        filled(
            south_fund_share=years(60, 55, 50, 49.9, 70),
            graduate_placement=years(90, 91, 92, 93, 94),
            graduate_posts=years(200_000, 250_000, 260_000, 199_999, 300_000),
        )
    )
    south = rows_of(card, "south_fund_share")
    assert list(south["met"]) == ["yes", "yes", "yes", "no", "yes", "no"]
    assert south.loc[PLAN, "value"] == 49.9
    assert south.loc[PLAN, "shortfall"] == pytest.approx(0.1)
    assert set(rows_of(card, "graduate_placement")["met"]) == {"yes"}
    posts = rows_of(card, "graduate_posts")
    assert posts.loc[PLAN, "met"] == "no"
    assert posts.loc["2029", "shortfall"] == 1.0
    assert set(posts["status"]) == {"ok"}


def test_one_good_year_carries_an_averaged_target() -> None:
    card = scorecard(
        filled(
            training=years(500_000, 500_000, 500_000, 500_000, 1_000_000),
            high_skilled=years(59_000, 60_000, 60_000, 60_000, 60_999),
            posts_pooled=years(1e6, 1e6, 1e6, 1e6, 0.99e6),
        )
    )
    assert list(rows_of(card, "training")["met"]) == ["behind"] * 4 + ["on_pace", "yes"]
    assert rows_of(card, "high_skilled").loc[PLAN, "met"] == "no"
    assert rows_of(card, "high_skilled").loc[PLAN, "value"] == pytest.approx(59_999.8)
    assert rows_of(card, "posts_pooled").loc[PLAN, "met"] == "no"


def test_met_agrees_with_value_and_threshold() -> None:
    card = scorecard(made_up(JOBS, RATES | {2027: 5.9}))
    for row in card[card["met"].notna()].to_dict("records"):
        good = row["value"] >= row["threshold"] if row["sense"] == ">=" else (
            row["value"] <= row["threshold"]
        )  # fmt: skip
        assert (row["met"] in ("yes", "on_pace")) == good
        assert (row["shortfall"] == 0) == good
        assert np.isnan(row["probability"])
