from __future__ import annotations

import csv
import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents.codes import Registration, Schooling
from scenarios import make_tables, tables
from scenarios.months import Month

DATA = tables.DATA
NAMES = sorted(path.stem for path in DATA.glob("*.csv"))
FOLDERS = [Path(__file__).parents[3] / "shared" / "data"]


def write(folder: Path, name: str, rows: list[tuple[object, ...]]) -> None:
    with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(tables.LONG)
        writer.writerows(rows)


GOOD = ("XJ", "m", "a", 1.5, "persons", 2020, "a publication", "found")


@pytest.mark.parametrize("name", NAMES)
def test_every_row_has_a_publication_and_a_confidence(name: str) -> None:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["confidence"] in tables.CONFIDENCES, row
            assert len(row["source"]) > 6, row
            assert not re.search(r"https?:|www\.|\.(com|cn|org|net)\b|\.csv", row["source"]), row


def test_every_table_is_written_by_the_script() -> None:
    assert set(NAMES) == set(make_tables.LONG) | set(make_tables.WIDE)


@pytest.mark.parametrize(("base", "counties"), [(2010, 98), (2020, 106)])
def test_counties_sum_to_the_region_in_every_margin(base: int, counties: int) -> None:
    table = tables.LongTable(f"census_{base}")
    codes = {str(code) for code in tables.units(base).county_code}
    sums: dict[tuple[str, str], float] = {}
    region: dict[tuple[str, str], float] = {}
    for row in table.rows:
        key = row["margin"], row["category"]
        if row["place"] == "650000":
            region[key] = float(row["value"])
        else:
            assert row["place"] in codes
            sums[key] = sums.get(key, 0.0) + float(row["value"])
    assert len(codes) == counties
    assert sums == region


@pytest.mark.parametrize("base", [2010, 2020])
def test_census_margins_agree_with_each_other(base: int) -> None:
    census, unit_table = tables.census(base), tables.units(base)
    c = unit_table.n_counties
    people = census.population
    assert census.month == Month.of(base, 11)
    assert census.sex_age.shape == (c, 2, 19)
    assert census.schooling_sex.shape == (c, 2, 8)
    assert census.industry_sample.shape == (c, 19)
    assert census.occupation_sample.shape == (c, 7)
    np.testing.assert_array_equal(census.urban.sum(axis=1), people)
    np.testing.assert_array_equal(census.registration.sum(axis=1), people)
    np.testing.assert_array_equal(census.schooling_sex.sum(axis=2), census.sex_age.sum(axis=2))
    np.testing.assert_array_equal(
        census.industry_sample.sum(axis=1), census.occupation_sample.sum(axis=1)
    )
    for margin in (census.registration, census.schooling_sex, census.sex_age):
        assert margin.dtype == np.int64
        assert margin.min() >= 0
        assert not margin.flags.writeable
    employed = census.industry_sample.sum(axis=1)
    assert (employed < census.longform_16plus).all()
    # each county's own weight: the adults it counted over those it sampled
    adults = census.sex_age[:, :, 4:].sum(axis=(1, 2))
    assert ((adults / census.longform_16plus > 8) & (adults / census.longform_16plus < 19)).all()


def test_census_totals_are_the_published_ones() -> None:
    assert tables.census(2010).population.sum() == 21_815_815
    assert tables.census(2020).population.sum() == 25_852_345
    assert tables.census(2020).households.sum() == 8_351_642
    assert tables.census(2020).registration.sum(axis=0)[Registration.OTHER_PROVINCE] == 3_390_712
    assert tables.census(2020).not_working_sample is None
    not_working = tables.census(2010).not_working_sample
    assert not_working is not None
    assert not_working.shape == (98, 9)
    census = tables.census(2010)
    np.testing.assert_array_equal(
        not_working.sum(axis=1) + census.industry_sample.sum(axis=1), census.longform_16plus
    )
    assert census.schooling_sex[:, :, Schooling.PRESCHOOL].sum() == 0


def test_sixteen_units_and_their_halves() -> None:
    for base in (2010, 2020):
        unit_table = tables.units(base)
        assert unit_table.n_units == 16
        assert set(unit_table.county_unit) == set(range(16))
    cities = {
        name: tables.units().code[unit]
        for name, unit in zip(tables.units().county_name, tables.units().county_unit, strict=True)
    }
    assert cities["石河子市"] == "XPN"
    assert cities["阿拉尔市"] == "XPS"
    with pytest.raises(ValueError, match="2010 and 2020"):
        tables.units(2015)


def test_shapes_and_ranges_of_the_drivers() -> None:
    rates = tables.age_sex_rates()
    for rate in (rates.death_rate, rates.participation_census, rates.student_share):
        assert rate.shape == (2, 19)
        assert ((rate >= 0) & (rate < 1)).all()
    assert (rates.death_rate[:, 0] > 4 * rates.death_rate[:, 1]).all()
    assert (rates.participation_annual >= rates.participation_census).all()
    np.testing.assert_allclose(tables.education_by_industry().sum(axis=2), 1)
    activity = tables.activity_by_education()
    assert ((activity.participation[:, 1:] > 0.3) & (activity.participation[:, 1:] < 0.95)).all()
    np.testing.assert_allclose(tables.seasonality().mean(axis=1), 1)
    season = tables.farm_season()
    assert (season[[0, 1, 10, 11]] == 0).all()
    assert ((season[2:10] > 0.7) & (season[2:10] <= 1)).all()
    km = tables.road_km()
    assert km.shape == (2, 16, 16)
    np.testing.assert_array_equal(km, km.transpose(0, 2, 1))
    assert (km[1] >= km[0]).all()
    assert (np.diagonal(km, axis1=1, axis2=2) == 30).all()
    wage = tables.wage_table()
    assert wage.shape == (22, 4)
    assert ((wage > 3000) & (wage < 20000)).all()
    industry = tables.industry_table()
    np.testing.assert_allclose(industry.manufacturing_share.sum(axis=1), 1)
    assert industry.employed_2020.sum() == pytest.approx(11.65e6, rel=1e-3)
    assert (industry.growth[0] <= industry.growth[2]).all()
    assert tables.providers().count.sum() == 785
    assert tables.recording_profile()[-1] == 1
    assert (np.diff(tables.recording_profile()) > 0).all()
    np.testing.assert_allclose(tables.skill_grades_start().share_of_employed.sum(), 1)
    for name in ("migration_flows", "fund_envelope", "farm_income"):
        ranges = getattr(tables, name)()
        assert ((ranges.low <= ranges.central) & (ranges.central <= ranges.high)).all()
    assert len(tables.target_rules()) == 8


def test_children_counted_in_2020_match_the_birth_rates_before_it() -> None:
    census = tables.census(2020)
    births = sum(
        tables.births_per_1000(year) * (21.82e6 + 0.403e6 * (year - 2010)) / 1000
        for year in range(2011, 2021)
    )
    children = census.sex_age[:, :, :3].sum()
    assert births == pytest.approx(children, rel=0.01)


def test_ai_paths_are_ordered_and_burst_joins_low_and_high() -> None:
    zero, low, central, high, burst = map(tables.ai_displacement, tables.AI_PATHS)
    assert (zero == 0).all()
    assert ((low <= central) & (central <= high)).all()
    np.testing.assert_array_equal(burst[:2], low[:2])
    assert (burst[2:] == high[-1]).all()
    with pytest.raises(ValueError, match="burst"):
        tables.ai_displacement("boom")


@given(
    group=st.integers(0, 2),
    birth=st.integers(Month.of(1955, 1), Month.of(1995, 12)),
)
@settings(deadline=None)
def test_retirement_age_rises_by_at_most_a_month_a_month(group: int, birth: int) -> None:
    rule = tables.retirement()
    age, next_age = rule.statutory_age(group, birth), rule.statutory_age(group, birth + 1)
    assert 0 <= next_age - age <= 1
    assert rule.old_age[group] <= age <= rule.old_age[group] + rule.largest_delay[group]


def test_retirement_ages_named_in_the_decision() -> None:
    rule = tables.retirement()
    last_old_and_first_full = (
        ((1964, 12), (1976, 9)),
        ((1974, 12), (1984, 11)),
        ((1969, 12), (1981, 9)),
    )
    for group, (last_old, first_last) in enumerate(last_old_and_first_full):
        old, most = rule.old_age[group], rule.largest_delay[group]
        assert rule.statutory_age(group, Month.of(*last_old)) == old
        assert rule.statutory_age(group, Month.of(*last_old) + 1) == old + 1
        assert rule.statutory_age(group, Month.of(*first_last)) == old + most
        assert rule.statutory_age(group, Month.of(*first_last) - 1) == old + most - 1


def test_minimum_wage_before_and_after_a_rise() -> None:
    wage = tables.minimum_wage()
    assert wage.at(Month.of(2025, 11))[0] == 1900
    assert wage.at(Month.of(2025, 12))[0] == 2070
    assert wage.at(Month.of(2010, 11))[0] == 1520


def test_history_obeys_use() -> None:
    assert not [f for f in tables.history(use="fit_or_score") if "transfer" in f.series]
    year_2021 = [f.value for f in tables.history("urban_new_jobs") if f.first_year == 2021]
    assert year_2021 == [477400, 2392000]
    with pytest.raises(ValueError, match="urban_new_jobs"):
        tables.history("new_jobs")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({3: "many"}, "line 3: value 'many'"),
        ({3: "nan"}, "line 3: value 'nan'"),
        ({6: ""}, "line 3: every row needs a source"),
        ({7: "sure"}, "line 3: every row needs a source"),
        ({2: "a"}, "line 3: the figure stands twice"),
    ],
)
def test_malformed_rows_stop_with_file_and_line(
    tmp_path: Path, change: dict[int, str], said: str
) -> None:
    bad = [change.get(k, "b" if k == 2 else value) for k, value in enumerate(GOOD)]
    write(tmp_path, "t", [GOOD, tuple(bad)])
    with pytest.raises(tables.TableError, match=re.escape(f"t.csv, {said}")):
        tables.LongTable("t", tmp_path)


def test_missing_table_and_missing_figure_are_named(tmp_path: Path) -> None:
    with pytest.raises(tables.TableError, match=r"none\.csv is missing"):
        tables.LongTable("none", tmp_path)
    write(tmp_path, "t", [])
    with pytest.raises(tables.TableError, match="no rows"):
        tables.LongTable("t", tmp_path)
    write(tmp_path, "t", [GOOD])
    table = tables.LongTable("t", tmp_path)
    assert table.value("m", "a") == 1.5
    with pytest.raises(tables.TableError, match="category 'b'"):
        table.value("m", "b")
    with pytest.raises(tables.TableError, match="not 2021"):
        table.value("m", "a", year=2021)
    (tmp_path / "t.csv").write_text("place,value\nXJ,1\n", encoding="utf-8")
    with pytest.raises(tables.TableError, match="line 1: columns"):
        tables.LongTable("t", tmp_path)


def census_file(folder: Path, counties: int, error: int) -> None:
    """Write a census with random figures in the layout the script reads."""
    rng = np.random.default_rng(7)
    columns = list(make_tables.census_columns(2020))
    figures = rng.integers(0, 50, (counties, len(columns)))
    rows = {name: figures[:, k] for k, name in enumerate(columns)}
    ages = [c for c in columns if make_tables.census_columns(2020)[c][0] == "sex_age"]
    rows["pop"] = sum(rows[c] for c in ages)
    rows["pop_m"] = sum(rows[c] for c in ages if c.startswith("m_"))
    rows["pop_f"] = rows["pop"] - rows["pop_m"]
    for stem in ("occ", "ind"):
        rows[f"{stem}_total_10pct"] = sum(rows[c] for c in columns if c.startswith(f"{stem}_"))
    with (folder / "census_county_2020.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["code", "level", "county_zh", *rows])
        total = [int(v.sum()) for v in rows.values()]
        total[0] += error
        writer.writerow([650000, "region", "新疆", *total])
        for k in range(counties):
            writer.writerow([650101 + k, "county", f" 县{k}", *(int(v[k]) for v in rows.values())])


def test_script_reads_a_made_up_census_and_refuses_one_that_does_not_sum(tmp_path: Path) -> None:
    census_file(tmp_path, 106, error=0)
    table = make_tables.read_census(tmp_path, 2020)
    assert table.name.iloc[1] == "县0"
    rows = make_tables.census(tmp_path, 2020)
    assert len(rows) == 107 * len(make_tables.census_columns(2020))
    census_file(tmp_path, 106, error=1)
    with pytest.raises(ValueError, match="do not sum to the region"):
        make_tables.read_census(tmp_path, 2020)
    census_file(tmp_path, 105, error=0)
    with pytest.raises(ValueError, match="105 county rows"):
        make_tables.read_census(tmp_path, 2020)


def test_committed_tables_are_what_the_script_writes_from_the_published_figures() -> None:
    """Only where the figures stand beside the repository; the generated cases above always run."""
    for folder in FOLDERS:
        if folder.exists():
            assert make_tables.main([str(folder), "--check"]) == 0


def test_numbers_are_written_the_same_everywhere() -> None:
    assert make_tables.number(12631099.999999998) == "12631100"
    assert make_tables.number(0.1 + 0.2) == "0.3"
    assert make_tables.number(np.int64(5)) == "5"
