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

from agents.codes import AGE_BANDS, Industry, Occupation, Registration, Schooling, Sex, UnitTable
from scenarios.months import Month

DATA = Path(__file__).parent / "data"
CONFIDENCES = ("found", "recalled", "derived", "assumed")
LONG = ("place", "margin", "category", "value", "unit", "year", "source", "confidence")
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
    columns = "unit code zh en half seat lat lon members source confidence".split()
    rows = records("units", columns)
    order = {row["unit"]: i for i, row in enumerate(rows)}
    county = [
        row
        for row in records("counties", "base code name unit source confidence".split())
        if row["base"] == str(base)
    ]
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
        county_code=tuple(row["code"] for row in county),
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
        By `Sex` and `Schooling`; TOO_YOUNG is the population less all stated schooling. The census
        asks from age 3 on in 2020 and from age 6 on in 2010, where PRESCHOOL is 0.
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
        return self.sex_age.sum(axis=(1, 2), dtype=np.int64)


NOT_WORKING_REASONS = (
    "student", "disabled", "graduated_not_yet_worked", "lost_job_employer_reason",
    "lost_job_own_reason", "land_requisitioned", "retired", "homemaker", "other",
)  # fmt: skip


@cache
def census(base: int) -> Census:
    """Return the county margins of the census of November 2010 or November 2020."""
    places = units(base).county_code
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
