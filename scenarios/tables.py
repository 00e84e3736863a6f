"""The figures a run starts from: `scenarios/data/*.csv` in, read-only arrays out.

Every table was written by `scenarios.make_tables` and carries a source and a confidence on each
row. Loaders read a table once and keep it; a missing or malformed table stops with file and line.
Arrays whose first axis is the county or the unit are in the order of `units(base)`.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import (
    AGE_BANDS,
    Industry,
    Occupation,
    Ownership,
    Registration,
    Schooling,
    Sex,
    UnitTable,
)
from scenarios.months import Month

DATA = Path(__file__).parent / "data"
CONFIDENCES = ("found", "recalled", "derived", "assumed")
LONG = ("place", "margin", "category", "value", "unit", "year", "source", "confidence")
UNIT_COLUMNS = (
    "unit", "code", "zh", "en", "half", "seat", "lat", "lon", "members", "source", "confidence",
)  # fmt: skip
COUNTY_COLUMNS = ("base", "code", "name", "unit", "source", "confidence")
HISTORY_COLUMNS = (
    "series", "first_year", "last_year", "month", "kind", "value", "unit", "use", "source",
    "confidence",
)  # fmt: skip
TARGET_COLUMNS = (
    "target", "zh", "en", "threshold", "sense", "unit", "kind", "book", "rule", "source",
    "confidence",
)  # fmt: skip
REGION = "XJ"
SECTIONS = tuple("ABCDEFGHIJKLMNOPQRS")

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class TableError(ValueError):
    """A table is missing or malformed; the message names file and line."""


def records(name: str, columns: Sequence[str], folder: Path = DATA) -> list[dict[str, str]]:
    """Read a CSV table as text, with the line number of each row under `line`.

    Raises
    ------
    TableError
        If the file is missing, has other columns, or a row without source or confidence.
    """
    path = folder / f"{name}.csv"
    if not path.exists():
        raise TableError(f"{path} is missing; python -m scenarios.make_tables writes it")
    rows = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        if tuple(reader.fieldnames or ()) != tuple(columns):
            raise TableError(f"{path}, line 1: columns {reader.fieldnames}, not {list(columns)}")
        for row in reader:
            if None in row or None in row.values():
                raise TableError(f"{path}, line {reader.line_num}: not {len(columns)} fields")
            if not row["source"].strip() or row["confidence"] not in CONFIDENCES:
                raise TableError(
                    f"{path}, line {reader.line_num}: every row needs a source and a confidence "
                    f"that is one of {', '.join(CONFIDENCES)}"
                )
            row["line"] = str(reader.line_num)
            rows.append(row)
    if not rows:
        raise TableError(f"{path}, line 2: the table has no rows")
    return rows


class LongTable:
    """A table of figures in long form, looked up by margin, category, place and year."""

    def __init__(self, name: str, folder: Path = DATA) -> None:
        self.path = folder / f"{name}.csv"
        self.rows = records(name, LONG, folder)
        self._figures: dict[tuple[str, str, str], dict[int, float]] = {}
        for row in self.rows:
            where = f"{self.path}, line {row['line']}"
            try:
                value, year = float(row["value"]), int(row["year"])
            except ValueError:
                message = f"value {row['value']!r} or year {row['year']!r} is not a number"
                raise TableError(f"{where}: {message}") from None
            if not np.isfinite(value):
                raise TableError(f"{where}: value {row['value']!r} is not a finite number")
            years = self._figures.setdefault((row["place"], row["margin"], row["category"]), {})
            if year in years:
                raise TableError(f"{where}: the figure stands twice")
            years[year] = value

    def years(self, margin: str, category: str = "all", *, place: str = REGION) -> dict[int, float]:
        """Return one figure by year.

        Raises
        ------
        TableError
            If the table has no such figure.
        """
        try:
            return self._figures[place, margin, category]
        except KeyError:
            raise TableError(
                f"{self.path}: no row with place {place!r}, margin {margin!r}, "
                f"category {category!r}"
            ) from None

    def value(
        self, margin: str, category: str = "all", *, place: str = REGION, year: int | None = None
    ) -> float:
        """Return one figure; without `year` the table must hold it for one year only."""
        years = self.years(margin, category, place=place)
        if year is None and len(years) == 1:
            return next(iter(years.values()))
        if year not in years:
            raise TableError(
                f"{self.path}: {place}, {margin}, {category} stands for the years "
                f"{sorted(years)}, not {year}"
            )
        return years[year]

    def vector(
        self,
        margin: str,
        categories: Iterable[str],
        *,
        place: str = REGION,
        year: int | None = None,
    ) -> Floats:
        """Return float64[n], one figure a category."""
        found = [self.value(margin, c, place=place, year=year) for c in categories]
        return np.array(found, dtype=np.float64)

    def grid(self, margin: str, places: Iterable[str], categories: Sequence[str]) -> Floats:
        """Return float64[p, n], one row a place."""
        return np.array([self.vector(margin, categories, place=place) for place in places])


@cache
def _long(name: str) -> LongTable:
    return LongTable(name)


def _frozen(values: Any, dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
    """Return a contiguous read-only array."""
    array = np.array(values, dtype=dtype, order="C")
    array.setflags(write=False)
    return array


def _by_sex(margin_of: Iterable[str]) -> list[list[str]]:
    """Return categories `male:x`, `female:x` for each x."""
    inner = list(margin_of)
    return [[f"{sex.code}:{x}" for x in inner] for sex in Sex]


# ----------------------------------------------------------------------------- units and census


@cache
def units(base: int = 2020) -> UnitTable:
    """Return the 16 units in the order of `units.csv` with the counties of one census.

    Parameters
    ----------
    base : int
        2010 (98 counties) or 2020 (106 counties).

    >>> units(2010).n_counties, units(2020).n_counties, units().code[0]
    (98, 106, 'URC')
    """
    rows = records("units", UNIT_COLUMNS)
    order = {row["unit"]: i for i, row in enumerate(rows)}
    county = [row for row in records("counties", COUNTY_COLUMNS) if row["base"] == str(base)]
    if not county:
        raise ValueError(f"there is no census of {base}; the bases are 2010 and 2020")
    for row in county:
        if row["unit"] not in order:
            raise TableError(f"{DATA / 'counties.csv'}, line {row['line']}: unit {row['unit']!r}")
    return UnitTable(
        code=tuple(order),
        zh=tuple(row["zh"] for row in rows),
        en=tuple(row["en"] for row in rows),
        half=tuple(0 if row["half"] == "north" else 1 for row in rows),
        county_code=tuple(int(row["code"]) for row in county),
        county_name=tuple(row["name"] for row in county),
        county_unit=tuple(order[row["unit"]] for row in county),
    )


@dataclass(frozen=True, eq=False)
class Census:
    """County margins of one census; the first axis is the county, in the order of `units(base)`.

    Full-count margins are persons. The `*_sample` margins are persons of the 10 % long form, which
    covers those of 16 and over: weight each county by its own count over `longform_16plus`, never
    by one factor.

    Attributes
    ----------
    month : Month
        November of the census year.
    sex_age : int64[c, 2, 19], persons
        By `Sex` and `AGE_BANDS`.
    urban : int64[c, 2], persons
        Rural, urban.
    registration : int64[c, 4], persons
        By `Registration`; LOCAL is the population less the three kinds registered elsewhere.
    schooling_sex : int64[c, 2, 8], persons
        By `Sex` and `Schooling`; TOO_YOUNG is the population less all stated schooling. The
        county figures cover ages 6 and over in both censuses; in 2010 PRESCHOOL is 0.
    households : int64[c], households
    in_households : int64[c], persons in family households
    occupation_sample : int64[c, 7], sampled persons
    industry_sample : int64[c, 19], sampled persons
        Sections A to S; the few persons of T stand in S.
    longform_16plus : int64[c], sampled persons
    not_working_sample : int64[c, 9], sampled persons, or None
        By `not_working_reasons`; 2010 only.
    not_working_reasons : tuple of str
    """

    month: Month
    sex_age: Ints
    urban: Ints
    registration: Ints
    schooling_sex: Ints
    households: Ints
    in_households: Ints
    occupation_sample: Ints
    industry_sample: Ints
    longform_16plus: Ints
    not_working_sample: Ints | None
    not_working_reasons: tuple[str, ...]

    @property
    def population(self) -> Ints:
        """Return int64[c], persons."""
        return np.asarray(self.sex_age.sum(axis=(1, 2)), dtype=np.int64)


NOT_WORKING_REASONS = (
    "student", "disabled", "graduated_not_yet_worked", "lost_job_employer_reason",
    "lost_job_own_reason", "land_requisitioned", "retired", "homemaker", "other",
)  # fmt: skip


@cache
def census(base: int) -> Census:
    """Return the county margins of the census of November 2010 or November 2020."""
    places = [str(code) for code in units(base).county_code]
    table = _long(f"census_{base}")

    def by_sex(margin: str, inner: Sequence[str]) -> Floats:
        return np.stack([table.grid(margin, places, part) for part in _by_sex(inner)], axis=1)

    sex_age = by_sex("sex_age", AGE_BANDS)
    levels = [s for s in Schooling if s != Schooling.TOO_YOUNG]
    if base == 2010:
        levels.remove(Schooling.PRESCHOOL)
    schooling = np.zeros((len(places), len(Sex), len(Schooling)))
    schooling[:, :, levels] = by_sex("schooling_sex", [s.code for s in levels])
    schooling[:, :, Schooling.TOO_YOUNG] = sex_age.sum(axis=2) - schooling.sum(axis=2)
    elsewhere = table.grid("registration", places, [r.code for r in Registration][1:])
    local = sex_age.sum(axis=(1, 2)) - elsewhere.sum(axis=1)
    industry = table.grid("industry_sample", places, [*SECTIONS, "T"])
    industry[:, -2] += industry[:, -1]
    reasons = NOT_WORKING_REASONS if base == 2010 else ()
    residence = table.grid("residence", places, ["rural", "urban"])
    result = Census(
        month=Month.of(base, 11),
        sex_age=_frozen(sex_age, np.int64),
        urban=_frozen(residence, np.int64),
        registration=_frozen(np.column_stack([local, elsewhere]), np.int64),
        schooling_sex=_frozen(schooling, np.int64),
        households=_frozen(table.grid("households", places, ["households"])[:, 0], np.int64),
        in_households=_frozen(table.grid("households", places, ["in_households"])[:, 0], np.int64),
        occupation_sample=_frozen(
            table.grid("occupation_sample", places, [o.code for o in Occupation]), np.int64
        ),
        industry_sample=_frozen(industry[:, :-1], np.int64),
        longform_16plus=_frozen(table.grid("longform_16plus", places, ["all"])[:, 0], np.int64),
        not_working_sample=(
            _frozen(table.grid("not_working_sample", places, reasons), np.int64)
            if reasons
            else None
        ),
        not_working_reasons=reasons,
    )
    if (result.urban.sum(axis=1) != result.population).any() or (schooling < 0).any():
        raise TableError(f"{table.path}: residence or schooling exceeds the population of a county")
    return result


# ------------------------------------------------------------------------- people and schooling


@dataclass(frozen=True, eq=False)
class AgeSexRates:
    """Rates by `Sex` and `AGE_BANDS`, all float64[2, 19].

    Attributes
    ----------
    death_rate : probability per year
    participation_census : share of the resident population, November
        Gives employment of 11.65 m in 2020; family farm workers at home in winter are outside.
    participation_annual : share of the resident population, annual average
        Gives employment of 13.56 m in 2020.
    unemployment_start : share of the labour force
    student_share : share of the resident population
    """

    death_rate: Floats
    participation_census: Floats
    participation_annual: Floats
    unemployment_start: Floats
    student_share: Floats


@cache
def age_sex_rates() -> AgeSexRates:
    """Return deaths, participation, unemployment and school attendance by sex and age."""
    table, bands = _long("age_sex"), _by_sex(AGE_BANDS)

    def rate(margin: str) -> Floats:
        return _frozen([table.vector(margin, part) for part in bands])

    return AgeSexRates(
        death_rate=rate("death_rate"),
        participation_census=rate("participation_census"),
        participation_annual=rate("participation_annual"),
        unemployment_start=rate("unemployment_start"),
        student_share=rate("student_share"),
    )


LEVELS = ("none", "primary", "junior", "senior", "college", "bachelor", "graduate")
LEVEL_CODE = (
    Schooling.NONE, Schooling.PRIMARY, Schooling.JUNIOR, Schooling.SENIOR, Schooling.COLLEGE,
    Schooling.BACHELOR, Schooling.BACHELOR,
)  # fmt: skip


def _by_schooling(figures: Floats) -> Floats:
    """Add figures[..., 7] by `LEVELS` into [..., 8] by `Schooling`."""
    result = np.zeros((*figures.shape[:-1], len(Schooling)))
    for k, code in enumerate(LEVEL_CODE):
        result[..., code] += figures[..., k]
    return result


@cache
def education_by_industry() -> Floats:
    """Return float64[2, 19, 8], share of each schooling among the employed of a section.

    First axis: 0 town (the survey's town table, for rural residents outside farming too), 1 city
    (for urban residents). Sections A to S; each row sums to 1. The city table lacks S, which holds
    the town shares. TOO_YOUNG and PRESCHOOL are 0. Seed odds for fitting, not levels: national,
    2005.
    """
    table = _long("education_by_industry")

    def counts(place: str, section: str) -> Floats:
        names = [f"{section}:{level}" for level in LEVELS]
        return table.vector("employed_sample", names, place=place)

    persons = [
        [counts("town" if section == "S" else place, section) for section in SECTIONS]
        for place in ("town", "city")
    ]
    figures = _by_schooling(np.array(persons))
    return _frozen(figures / figures.sum(axis=2, keepdims=True))


@dataclass(frozen=True, eq=False)
class ActivityByEducation:
    """Activity by `Sex` and `Schooling`, float64[2, 8]; national, 2010, long form, 16 and over.

    PRESCHOOL holds the figures of NONE; TOO_YOUNG is 0.

    Attributes
    ----------
    participation : labour force over population
    unemployment : unemployed over labour force
    """

    participation: Floats
    unemployment: Floats


@cache
def activity_by_education() -> ActivityByEducation:
    """Return participation and unemployment by sex and schooling; seed odds, not levels."""
    table, names = _long("activity_by_education"), _by_sex(LEVELS)

    def persons(margin: str) -> Floats:
        counts = [table.vector(margin, part, place="CN") for part in names]
        figures = _by_schooling(np.array(counts))
        figures[:, Schooling.PRESCHOOL] = figures[:, Schooling.NONE]
        return figures

    population, unemployed = persons("population_16plus"), persons("unemployed")
    force = persons("employed") + unemployed
    return ActivityByEducation(
        participation=_frozen(np.divide(force, population, where=population > 0, out=force * 0)),
        unemployment=_frozen(np.divide(unemployed, force, where=force > 0, out=force * 0)),
    )


@cache
def births_per_1000(year: int) -> float:
    """Return live births per 1000 residents in a year.

    Up to 2020 from the ages counted in the census of 2020, since published rates before 2016 give
    a third fewer children than that census holds at 5-9; then published, and assumed from 2023 on.
    Years outside 2011-2030 take the nearest.
    """
    return _nearest("birth_rate", year)


def _nearest(margin: str, year: int) -> float:
    years = _long("demography").years(margin)
    return years[min(years, key=lambda known: (abs(known - year), known))]


@dataclass(frozen=True, eq=False)
class EducationPipeline:
    """Cohorts and school leavers by year, 2026-2030.

    Attributes
    ----------
    years : int64[5]
    reach_16 : float64[5, 2], persons reaching 16 by `Half`
    college_graduates, vocational_graduates, other_leavers : float64[5], persons
    further_study_college, further_study_bachelor : float64[5], share of graduates who study on
    """

    years: Ints
    reach_16: Floats
    college_graduates: Floats
    vocational_graduates: Floats
    other_leavers: Floats
    further_study_college: Floats
    further_study_bachelor: Floats


@cache
def education_pipeline() -> EducationPipeline:
    """Return persons reaching 16 and leaving school from 2026 to 2030."""
    table, years = _long("education_pipeline"), range(2026, 2031)

    def by_year(margin: str, place: str = REGION) -> Floats:
        return _frozen([table.value(margin, place=place, year=year) for year in years])

    halves = [by_year("reach_16", half) for half in ("north", "south")]
    return EducationPipeline(
        years=_frozen(list(years), np.int64),
        reach_16=_frozen(np.column_stack(halves)),
        college_graduates=by_year("college_graduates"),
        vocational_graduates=by_year("vocational_graduates"),
        other_leavers=by_year("other_leavers"),
        further_study_college=by_year("further_study_college"),
        further_study_bachelor=by_year("further_study_bachelor"),
    )


FIRST_DELAYED_MONTH = Month.of(2025, 1)


@dataclass(frozen=True, eq=False)
class Retirement:
    """The retirement rule of insured urban employees, and hazards around the statutory age.

    Groups: 0 men, 1 women workers, 2 women cadres (managers, professionals and clerks of state
    units). Who reaches the old age before January 2025 retires at it; every `step` months of
    reaching it later delay by one month more, up to `largest_delay`.

    Attributes
    ----------
    old_age, step, largest_delay : int64[3], months
    exit_at_age_state, exit_at_age_private : probability in the month of the statutory age
    early_exit : probability per month in the `early_window` months before it
    early_window : int, months
    exit_after_age : probability per month of ending work continued after it
    exit_uninsured_60_69, exit_uninsured_70_plus : probability per month, farm and own account
    female_cadre_share : share of women among insured employees in group 2
    """

    old_age: Ints
    step: Ints
    largest_delay: Ints
    exit_at_age_state: float
    exit_at_age_private: float
    early_exit: float
    early_window: int
    exit_after_age: float
    exit_uninsured_60_69: float
    exit_uninsured_70_plus: float
    female_cadre_share: float

    def statutory_age(self, group: int, birth: int) -> int:
        """Return the statutory age in months of a group and a month of birth.

        Parameters
        ----------
        group : int
            0 men, 1 women workers, 2 women cadres.
        birth : int, months since January 1900

        >>> retirement().statutory_age(0, Month.of(1966, 6)) - 60 * 12
        5
        """
        old = int(self.old_age[group])
        late = birth + old - int(FIRST_DELAYED_MONTH)
        delay = late // int(self.step[group]) + 1 if late >= 0 else 0
        return old + min(delay, int(self.largest_delay[group]))


@cache
def retirement() -> Retirement:
    """Return the step rule of September 2024 and the exit hazards."""
    table, groups = _long("retirement"), ("male", "female_worker", "female_cadre")

    def months(margin: str) -> Ints:
        return _frozen(table.vector(margin, groups, place="CN"), np.int64)

    def hazard(name: str) -> float:
        return table.value("hazard", name)

    return Retirement(
        old_age=months("old_age"),
        step=months("step"),
        largest_delay=months("largest_delay"),
        exit_at_age_state=hazard("exit_at_age_state"),
        exit_at_age_private=hazard("exit_at_age_private"),
        early_exit=hazard("early_exit"),
        early_window=int(table.value("early_window", place="CN")),
        exit_after_age=hazard("exit_after_age"),
        exit_uninsured_60_69=hazard("exit_uninsured_60_69"),
        exit_uninsured_70_plus=hazard("exit_uninsured_70_plus"),
        female_cadre_share=hazard("female_cadre_share"),
    )


@dataclass(frozen=True, eq=False)
class Ranges:
    """Named figures with a low, a central and a high value; `ranges["name"]` is the central one.

    Attributes
    ----------
    name, unit : tuple of str
    low, central, high : float64[n]
    """

    name: tuple[str, ...]
    unit: tuple[str, ...]
    low: Floats
    central: Floats
    high: Floats

    def __getitem__(self, name: str) -> float:
        if name not in self.name:
            raise KeyError(f"no figure {name!r}; there are {', '.join(self.name)}")
        return float(self.central[self.name.index(name)])


def _ranges(table_name: str, place: str = REGION) -> Ranges:
    table = _long(table_name)
    unit = {
        row["category"]: row["unit"]
        for row in table.rows
        if row["place"] == place and row["margin"] == "central"
    }
    return Ranges(
        name=tuple(unit),
        unit=tuple(unit.values()),
        low=_frozen(table.vector("low", unit, place=place)),
        central=_frozen(table.vector("central", unit, place=place)),
        high=_frozen(table.vector("high", unit, place=place)),
    )


@cache
def migration_flows() -> Ranges:
    """Return flows over the regional border (persons a year), shares and elasticities.

    Names: net_arrivals_2021_2024, net_arrivals_2026_2030, arrivals, departures,
    arrivals_aged_20_44, arrivals_north, away_stock, own_county, elsewhere_in_xinjiang,
    other_provinces, distance_elasticity, income_elasticity.
    """
    return _ranges("migration")


# ---------------------------------------------------------------------- industries, roads, wages


@dataclass(frozen=True, eq=False)
class IndustryTable:
    """The 22 industries in the order of `agents.codes.Industry`; arrays float64[22].

    Attributes
    ----------
    growth : float64[3, 22], per year
        Employment trend 2026-2030: low, central, high.
    employed_2010, employed_2020 : persons, census November
        The ten-year change holds breaks in farming and public administration: no trend.
    employed_2025 : persons, annual average
    legal_share : share of workers in legal units; the rest in household businesses
    mean_size_legal, mean_size_household : persons a unit
    state_share : share of employment in state units
    manufacturing : tuple of int, the four parts of section C
    manufacturing_share : float64[2, 4]
        Share of each part in manufacturing: region, four southern prefectures.
    """

    growth: Floats
    employed_2010: Floats
    employed_2020: Floats
    employed_2025: Floats
    legal_share: Floats
    mean_size_legal: Floats
    mean_size_household: Floats
    state_share: Floats
    manufacturing: tuple[int, ...]
    manufacturing_share: Floats


INDUSTRIES = tuple(i.code for i in Industry)
MANUFACTURING = (
    Industry.C_TEXTILES, Industry.C_AGRO, Industry.C_ELECTRONICS, Industry.C_OTHER,
)  # fmt: skip
FOUR_SOUTHERN = ("AKS", "KIZ", "KAS", "HOT")


@cache
def industry_table() -> IndustryTable:
    """Return employment, growth and firm structure of the industries."""
    table = _long("industries")

    def figures(margin: str, year: int | None = None) -> Floats:
        return _frozen(table.vector(margin, INDUSTRIES, year=year))

    parts = [i.code for i in MANUFACTURING]
    return IndustryTable(
        growth=_frozen([figures(f"growth_{end}") for end in ("low", "central", "high")]),
        employed_2010=figures("employed_census", 2010),
        employed_2020=figures("employed_census", 2020),
        employed_2025=figures("employed_annual"),
        legal_share=figures("legal_share"),
        mean_size_legal=figures("mean_size_legal"),
        mean_size_household=figures("mean_size_household"),
        state_share=figures("state_share"),
        manufacturing=tuple(int(i) for i in MANUFACTURING),
        manufacturing_share=_frozen(table.grid("share_of_manufacturing", (REGION, "S4"), parts)),
    )


@cache
def seasonality() -> Floats:
    """Return float64[22, 12], labour demand index by industry and month, mean 1 over the year."""
    table = _long("seasons")
    index = np.array(
        [table.vector("demand_index", [f"{i}:{m}" for m in range(1, 13)]) for i in INDUSTRIES]
    )
    return _frozen(index / index.mean(axis=1, keepdims=True))


@cache
def farm_season() -> Floats:
    """Return float64[12], share of family farm workers who are at work, by month of the year."""
    return _frozen(_long("seasons").vector("farm_active", [str(m) for m in range(1, 13)]))


@cache
def road_km() -> Floats:
    """Return float64[2, 16, 16], kilometres by road between the seats: summer, winter.

    Symmetric; a unit's distance to itself is the typical way inside it.
    """
    table, code = _long("roads"), units().code
    km = np.zeros((2, len(code), len(code)))
    for s, season in enumerate(("summer", "winter")):
        for i, one in enumerate(code):
            for j, other in enumerate(code[:i]):
                km[s, i, j] = km[s, j, i] = table.value(season, one, place=other)
            km[s, i, i] = table.value("own")
    return _frozen(km)


@dataclass(frozen=True, eq=False)
class UnitFactors:
    """Pay, minimum-wage tiers and demand of each unit, in the order of `units()`.

    Attributes
    ----------
    wage_relative : float64[16], urban pay over the regional mean
    minimum_wage_tier_seat, minimum_wage_tier_other : int64[16], tier 1-4 of the seat and elsewhere
    trend_deviation : float64[16], per year, non-farm employment growth less the region's
    """

    wage_relative: Floats
    minimum_wage_tier_seat: Ints
    minimum_wage_tier_other: Ints
    trend_deviation: Floats


@cache
def unit_factors() -> UnitFactors:
    """Return the factors by unit."""
    table, code = _long("unit_factors"), units().code

    def figures(margin: str, dtype: npt.DTypeLike = np.float64) -> npt.NDArray[Any]:
        return _frozen(table.grid(margin, code, ["all"])[:, 0], dtype)

    return UnitFactors(
        wage_relative=figures("wage_relative"),
        minimum_wage_tier_seat=figures("minimum_wage_tier_seat", np.int64),
        minimum_wage_tier_other=figures("minimum_wage_tier_other", np.int64),
        trend_deviation=figures("trend_deviation"),
    )


@dataclass(frozen=True, eq=False)
class MinimumWage:
    """The monthly minimum wage by tier.

    Attributes
    ----------
    from_month : tuple of Month, when each list came into force
    wage : float64[n, 4], yuan a month by tier
    """

    from_month: tuple[Month, ...]
    wage: Floats

    def at(self, month: Month) -> Floats:
        """Return float64[4], yuan a month by tier; months before the first list take that list."""
        known = [k for k, start in enumerate(self.from_month) if start <= month]
        return np.asarray(self.wage[known[-1] if known else 0])


@cache
def minimum_wage() -> MinimumWage:
    """Return the minimum wages since 2013; the list of December 2025 is derived."""
    table = _long("minimum_wages")
    months = sorted(table.years("in_force_from").items())
    tiers = [table.vector("minimum_wage", "1234", year=year) for year, _ in months]
    return MinimumWage(
        from_month=tuple(Month.of(year, int(month)) for year, month in months),
        wage=_frozen(tiers),
    )


@cache
def wage_table() -> Floats:
    """Return float64[22, 4], mean gross wage by industry and `Ownership`, yuan/month, 2025.

    State and XPCC units: non-private units of Xinjiang by section in 2021. Private units: national
    relativities of 2021 scaled to Xinjiang's private total; section S, absent there, takes the
    total. Household businesses: private less the informal gap. All carried to 2025 by the growth of
    the non-private total to 2023 and of urban income after it. The parts of manufacturing differ by
    assumed ratios.
    """
    table = _long("wages")
    total = table.years("nonprivate", "total")
    growth = total[2023] / total[2021]
    for rate in table.years("growth").values():
        growth *= 1 + rate
    wage = np.zeros((len(Industry), len(Ownership)))
    regional = table.value("private", "total", year=2021)
    national = table.value("private", "total", place="CN")
    for i in Industry:
        section = i.code[0]
        ratio = table.value("relative_to_manufacturing", i.code) if i in MANUFACTURING else 1.0
        relative = table.value("private", section, place="CN") / national if section != "S" else 1.0
        wage[i, [Ownership.STATE, Ownership.XPCC]] = ratio * table.value("nonprivate", section)
        wage[i, Ownership.PRIVATE] = ratio * relative * regional
    wage[:, Ownership.HOUSEHOLD] = wage[:, Ownership.PRIVATE] * np.exp(table.value("household_gap"))
    return _frozen(wage * growth / 12)


# ----------------------------------------------------------------- programmes, money, statistics


@cache
def fund_envelope() -> Ranges:
    """Return the envelope of funds and items; yuan a year unless `unit` says otherwise."""
    return _ranges("funds")


@cache
def farm_income(place: str = REGION) -> Ranges:
    """Return farm income and product for `XJ`, `north` or `south`.

    Names: rural_income, business_share, care_value (XJ); average_product and marginal_product
    (halves, yuan a year a farm worker).
    """
    return _ranges("farm_income", place)


@dataclass(frozen=True)
class Hours:
    """Weekly hours of one kind of work.

    Attributes
    ----------
    mean, sd : float, hours a week
    """

    mean: float
    sd: float


@cache
def hours() -> dict[str, Hours]:
    """Return weekly hours by kind of work.

    Kinds: government, state_firm, private_firm, self_employed and farm in 2005, enterprise in 2025
    (sd 0: not published).
    """
    table = _long("hours")
    kinds = [row["category"] for row in table.rows if row["margin"] == "mean"]
    spread = {row["category"] for row in table.rows if row["margin"] == "sd"}
    return {
        kind: Hours(
            mean=table.value("mean", kind, place="CN"),
            sd=table.value("sd", kind, place="CN") if kind in spread else 0.0,
        )
        for kind in kinds
    }


@dataclass(frozen=True, eq=False)
class SkillGrades:
    """Skill grades 0 (none) to 8 (chief technician) at the start; float64[9].

    Attributes
    ----------
    share_of_employed : share, sums to 1
    share_of_production_and_service_workers : share, sums to 1
    annual_attempts : attempts a year an eligible worker
    """

    share_of_employed: Floats
    share_of_production_and_service_workers: Floats
    annual_attempts: Floats


@cache
def skill_grades_start() -> SkillGrades:
    """Return the distribution of skill grades and the attempts of the eligible."""
    table, grades = _long("skill_grades"), [str(g) for g in range(9)]
    employed = table.vector("share_of_employed", grades)
    workers = table.vector("share_of_production_and_service_workers", grades)
    return SkillGrades(
        share_of_employed=_frozen(employed / employed.sum()),
        share_of_production_and_service_workers=_frozen(workers / workers.sum()),
        annual_attempts=_frozen(table.vector("annual_attempts_of_eligible", grades)),
    )


@dataclass(frozen=True, eq=False)
class TrainingProviders:
    """Training providers by kind, k = 5.

    Attributes
    ----------
    kind : tuple of str
    count, count_south : int64[k], providers
    seats : float64[k], mean simultaneous seats a provider
    course_days : float64[k], mean length of a course
    annual_places : float64[k], places a year of all providers of the kind
    """

    kind: tuple[str, ...]
    count: Ints
    count_south: Ints
    seats: Floats
    course_days: Floats
    annual_places: Floats


@cache
def providers() -> TrainingProviders:
    """Return the number, seats and courses of training providers by kind."""
    table = _long("training_providers")
    kind = tuple(
        row["category"] for row in table.rows if (row["margin"], row["place"]) == ("count", REGION)
    )
    return TrainingProviders(
        kind=kind,
        count=_frozen(table.vector("count", kind), np.int64),
        count_south=_frozen(table.vector("count", kind, place="south"), np.int64),
        seats=_frozen(table.vector("seats", kind)),
        course_days=_frozen(table.vector("course_days", kind)),
        annual_places=_frozen(table.vector("annual_places", kind)),
    )


@cache
def recording_profile(series: str = "urban_new_jobs") -> Floats:
    """Return float64[12], cumulative share of a year's count published by each month's end.

    Straight lines between the months for which year-to-date figures are known. Series:
    urban_new_jobs, rural_transfer_trips. For the published book only.
    """
    table = _long("recording")
    known = {
        int(row["category"].split(":")[1]): float(row["value"])
        for row in table.rows
        if row["category"].startswith(f"{series}:")
    }
    if 12 not in known:
        raise TableError(f"{table.path}: no profile of {series!r} that reaches December")
    months = [0, *sorted(known)]
    return _frozen(np.interp(range(1, 13), months, [0.0, *(known[m] for m in months[1:])]))


@dataclass(frozen=True)
class TargetRule:
    """One target of the plan: when it is met, in which book, and what kind of number it is."""

    key: str
    zh: str
    en: str
    threshold: float
    sense: str
    unit: str
    kind: str
    book: str
    rule: str


@cache
def target_rules() -> tuple[TargetRule, ...]:
    """Return the plan's eight targets."""
    rows = records("target_rules", TARGET_COLUMNS)
    return tuple(
        TargetRule(
            row["target"], row["zh"], row["en"], float(row["threshold"]), row["sense"],
            row["unit"], row["kind"], row["book"], row["rule"],
        )
        for row in rows
    )  # fmt: skip


@dataclass(frozen=True)
class PublishedFigure:
    """One published outcome.

    `kind` is total (over the years), to date (January to `month`) or point. `use` is fit_or_score,
    or never: shown beside a run, neither fitted nor scored. `month` is 0 where a row has none.
    """

    series: str
    first_year: int
    last_year: int
    month: int
    kind: str
    value: float
    unit: str
    use: str
    source: str
    confidence: str


@cache
def history(series: str | None = None, *, use: str | None = None) -> tuple[PublishedFigure, ...]:
    """Return published outcomes 2014-2025, all or one series, all uses or one."""
    figures = [
        PublishedFigure(
            row["series"], int(row["first_year"]), int(row["last_year"]), int(row["month"] or 0),
            row["kind"], float(row["value"]), row["unit"], row["use"], row["source"],
            row["confidence"],
        )
        for row in records("history", HISTORY_COLUMNS)
    ]  # fmt: skip
    names = sorted({figure.series for figure in figures})
    if series is not None and series not in names:
        raise ValueError(f"no series {series!r}; there are {', '.join(names)}")
    return tuple(f for f in figures if series in (None, f.series) and use in (None, f.use))


# ----------------------------------------------------------------------------------- technology

AI_PATHS = ("zero", "low", "central", "high", "burst")
AI_YEARS = range(2026, 2031)


def _ai(margin: str, path: str) -> Floats:
    """Return float64[5, 22] of one AI margin by year and industry."""
    if path not in AI_PATHS:
        raise ValueError(f"no AI path {path!r}; the paths are {', '.join(AI_PATHS)}")
    table = _long("ai")
    if path == "zero":
        return _frozen(np.zeros((len(AI_YEARS), len(Industry))))

    def year_of(path: str, year: int) -> Floats:
        return table.vector(f"{margin}_{path}", [i.code[0] for i in Industry], year=year)

    if path == "burst":
        early = [year_of("low", year) for year in AI_YEARS if year <= 2027]
        late = year_of("high", AI_YEARS[-1])
        return _frozen([*early, *[late] * (len(AI_YEARS) - len(early))])
    return _frozen([year_of(path, year) for year in AI_YEARS])


@cache
def ai_displacement(path: str) -> Floats:
    """Return float64[5, 22], cumulative gross displacement by year 2026-2030 and industry.

    Share of the industry's jobs. Paths: zero, low, central, high, and `burst`, which is this
    project's own assumption: the low path to 2027, then from 2028 on what the high path reaches
    only in 2030. The four parts of manufacturing share the figures of section C.
    """
    return _ai("displacement", path)


@cache
def ai_adoption(path: str) -> Floats:
    """Return float64[5, 22], share of exposed tasks done with AI, by year and industry."""
    return _ai("adoption", path)


@cache
def ai_exposure() -> Floats:
    """Return float64[22], exposure score 0-1 by industry."""
    return _frozen(_long("ai").vector("exposure", [i.code[0] for i in Industry]))


@cache
def physical_automation(path: str) -> Floats:
    """Return float64[22], share of jobs a year that machines replace: low, central or high."""
    if path not in ("low", "central", "high"):
        raise ValueError(f"no path {path!r}; the paths are low, central, high")
    return _frozen(_long("ai").vector(f"physical_{path}", [i.code[0] for i in Industry]))
