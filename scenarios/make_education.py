"""The table `education.csv`: seats by year, fields of study, and occupations that fields lead to.

Called by `scenarios.make_tables`. Figures that are this project's own stand here with the reason.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

FOUND = "Xinjiang education department, by press"
PATH = "path assumed from 156,700 graduates in 2023 (Xinjiang education department)"
BETWEEN = "straight line between the years around it"
BEYOND = "the path of 2026-2030 goes on by as many a year"
FIRST, LAST = 2013, 2034

# shares of places by field: no figures of the region were located; the national mix of tertiary
# enrolment with more education, medicine and agriculture (assumed)
FIELDS: dict[str, tuple[float, float, float]] = {  # vocational, college, bachelor
    "engineering": (0.38, 0.32, 0.29),
    "science": (0.0, 0.02, 0.08),
    "agriculture": (0.09, 0.07, 0.09),
    "medicine": (0.09, 0.14, 0.11),
    "education": (0.08, 0.13, 0.12),
    "economics": (0.14, 0.17, 0.14),
    "humanities": (0.0, 0.05, 0.12),
    "arts": (0.05, 0.04, 0.05),
    "services": (0.17, 0.06, 0.0),
}
# census occupation groups in which a graduate of the field works in her trade (assumed)
RELATED: dict[str, tuple[str, ...]] = {
    "engineering": ("professionals", "production"),
    "science": ("professionals",),
    "agriculture": ("professionals", "agriculture"),
    "medicine": ("professionals",),
    "education": ("professionals",),
    "economics": ("professionals", "clerks", "services"),
    "humanities": ("professionals", "clerks"),
    "arts": ("professionals", "services"),
    "services": ("services",),
}


class Figure(NamedTuple):
    """One figure of the long table; columns as `scenarios.make_tables.Row`."""

    place: str
    margin: str
    category: str
    value: float
    unit: str
    year: int
    source: str
    confidence: str


def education(folder: Path) -> list[Any]:
    """Return graduates and vocational leavers by year, shares of fields, related occupations."""
    pipeline = pd.read_csv(folder / "education_pipeline.csv").set_index("year")
    known = {2013: (74000.0, "about the level of 2016 less its growth", "assumed")}
    published = pd.read_csv(folder / "demography.csv").query("indicator == 'college_graduates'")
    for _, line in published.iterrows():
        known[int(line["year"])] = (round(float(line["value"]) * 1e4), FOUND, line["confidence"])
    path = pipeline["region_college_graduates"]
    known |= {y: (float(path[y]), PATH, "assumed") for y in path.index.tolist()}
    trade = pipeline["secondary_vocational_and_technical_graduates"]
    note = "assumed from enrolment"
    trained = {y: (float(trade[y]), note, "assumed") for y in trade.index.tolist()}
    trained[FIRST] = (90000.0, "assumed from enrolment", "assumed")
    rows = []
    for margin, figures in (("college_graduates", known), ("vocational_graduates", trained)):
        slope = (figures[2030][0] - figures[2026][0]) / 4.0
        for year in range(FIRST, LAST + 1):
            if year in figures:
                value, source, confidence = figures[year]
            elif year > 2030:
                value, source = figures[2030][0] + slope * (year - 2030), BEYOND
                confidence = "assumed"
            else:
                a = max(y for y in figures if y < year)
                b = min(y for y in figures if y > year)
                weight = (year - a) / (b - a)
                value = round(figures[a][0] + weight * (figures[b][0] - figures[a][0]))
                source, confidence = BETWEEN, "derived"
            rows.append(Figure("XJ", margin, "all", value, "persons", year, source, confidence))
    mix = "national mix of fields with more education, medicine and agriculture; none located"
    for field, shares in FIELDS.items():
        for level, share in zip(("vocational", "college", "bachelor"), shares, strict=True):
            rows.append(Figure("XJ", f"field_{level}", field, share, "share", 2025, mix, "assumed"))
        for job in RELATED[field]:
            note = "census occupation groups read by hand"
            rows.append(Figure("XJ", f"related_{field}", job, 1.0, "0/1", 2025, note, "assumed"))
    return rows
