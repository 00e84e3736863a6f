"""How well a built population meets the census: one record a county and margin cell."""

from __future__ import annotations

from typing import TypedDict

import numpy as np

from agents.codes import AGE_BANDS, Industry, Occupation, Registration, Schooling, Sex, Status
from agents.columns import Array
from agents.county_persons import MARGIN_SIZES, MARGIN_START, census_cells, full_count_cells
from agents.population_spec import N_INDUSTRIES, N_SECTIONS, PopulationSpec
from agents.state import Population

FULL_COUNT = ("sex x age", "urban", "registration", "sex x schooling")
RELATIVE, SAMPLING = 0.005, 4.0
WORK = (Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.FLEXIBLE, Status.FARM)


class Margin(TypedDict):
    """One margin cell of one county; persons, census against built times k."""

    county: str
    margin: str
    category: str
    census: float
    built: float
    error: float
    tolerance: float
    ok: bool


def categories(spec: PopulationSpec) -> dict[str, list[str]]:
    """Return the category names of each margin, in the order of the cells."""
    sections = [list(Industry)[first].code[0] for first in spec.section_industries[:, 0]]
    return {
        "sex x age": [f"{s.code}:{a}" for s in Sex for a in AGE_BANDS],
        "urban": ["rural", "urban"],
        "registration": [r.code for r in Registration],
        "sex x schooling": [f"{s.code}:{x.code}" for s in Sex for x in Schooling],
        "industry": sections,
        "occupation": [o.code for o in Occupation],
    }


def built_cells(population: Population, spec: PopulationSpec) -> Array:
    """Return int64[c, 86], rows of workers in each margin cell of each county."""
    w = population.workers
    section_of = np.zeros(N_INDUSTRIES + 1, dtype=np.int8)
    section_of[:-1] = np.repeat(np.arange(N_SECTIONS), spec.section_industries[:, 1])
    n = int(MARGIN_START[-1])
    result = np.zeros((spec.units.n_counties, n), dtype=np.int64)
    starts = np.flatnonzero(np.diff(w.county, prepend=-1))
    for begin, end in zip(starts, [*starts[1:], w.n], strict=True):
        part = slice(int(begin), int(end))
        years = (population.month - w.birth[part]) // 12
        band = np.where(years < 1, 0, np.where(years < 5, 1, np.minimum(years // 5 + 1, 18)))
        persons = {
            "sex": w.sex[part],
            "band": band,
            "urban": w.urban[part],
            "registration": w.registration[part],
            "schooling": w.schooling[part],
        }
        works = np.isin(w.status[part], WORK)
        section, occupation = section_of[w.industry[part][works]], w.occupation[part][works]
        cells = np.concatenate(
            [
                full_count_cells(persons).ravel(), section + MARGIN_START[4],
                occupation + MARGIN_START[5],
            ]
        )  # fmt: skip
        result[w.county[begin]] += np.bincount(cells, minlength=n)
    return result


def margins(population: Population, spec: PopulationSpec) -> list[Margin]:
    """Compare every county margin of a population at its start with the census.

    Tolerance: 0.5 % of full-count cells, for long-form cells at least 2 sampling standard errors;
    at 1/k at least 4 sqrt(k x cell).

    Returns
    -------
    list of records, by county and margin: county, margin, category, census, built, error,
    tolerance, ok
    """
    built, k = built_cells(population, spec) * float(population.fraction), population.fraction
    names, records = categories(spec), []
    for c in range(spec.units.n_counties):
        census = census_cells(spec, c)
        for m, margin in enumerate(MARGIN_SIZES):
            for x, category in enumerate(names[margin]):
                cell = float(census[MARGIN_START[m] + x])
                count = float(built[c, MARGIN_START[m] + x])
                tolerance = RELATIVE * cell
                if margin not in FULL_COUNT:
                    factor = float(spec.factor[c])
                    sampled = max(cell / max(factor, 1.0), 1.0)
                    tolerance = max(tolerance, 2.0 * factor * sampled**0.5)
                if k > 1:
                    tolerance = max(tolerance, SAMPLING * (k * max(cell, 1.0)) ** 0.5)
                records.append(
                    Margin(
                        county=str(spec.units.county_code[c]), margin=margin, category=category,
                        census=cell, built=count, error=count - cell, tolerance=tolerance,
                        ok=abs(count - cell) <= tolerance,
                    )
                )  # fmt: skip
    return records
