"""Seats of schools by year, fields of study and the occupations they lead to."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from agents.codes import FieldOfStudy, Occupation
from scenarios.tables import DATA

Floats = npt.NDArray[np.float64]
LEVELS = ("vocational", "college", "bachelor")


@dataclass(frozen=True, eq=False)
class Education:
    """Volumes and fields of vocational and tertiary schools.

    Attributes
    ----------
    first_year : int
    college_graduates, vocational_graduates : float64[years], persons from `first_year` on
    field_share : float64[3, 9], share of places by level (vocational, college, bachelor) and field
    related : float64[9, 7], 1 where an occupation is in the trade of the field
    """

    first_year: int
    college_graduates: Floats
    vocational_graduates: Floats
    field_share: Floats
    related: Floats

    def graduates(self, year: int) -> float:
        """Return graduates of college and above in a year; the ends of the table beyond it."""
        at = min(max(year - self.first_year, 0), len(self.college_graduates) - 1)
        return float(self.college_graduates[at])

    def trained(self, year: int) -> float:
        """Return graduates of vocational secondary schools in a year."""
        at = min(max(year - self.first_year, 0), len(self.vocational_graduates) - 1)
        return float(self.vocational_graduates[at])


@cache
def education() -> Education:
    """Return the table `education.csv`."""
    frame = pd.read_csv(DATA / "education.csv")
    by_margin = {str(name): part for name, part in frame.groupby("margin")}
    fields = [f for f in FieldOfStudy if f is not FieldOfStudy.NONE]
    share = np.zeros((len(LEVELS), len(fields)))
    for n, level in enumerate(LEVELS):
        values = by_margin[f"field_{level}"].set_index("category")["value"]
        share[n] = [values[f.code] for f in fields]
    related = np.zeros((len(fields), len(Occupation)))
    for n, field in enumerate(fields):
        jobs = set(by_margin[f"related_{field.code}"]["category"])
        related[n] = [job.code in jobs for job in Occupation]
    graduates = by_margin["college_graduates"].sort_values("year")
    trained = by_margin["vocational_graduates"].sort_values("year")
    return Education(
        int(graduates["year"].iloc[0]),
        graduates["value"].to_numpy(np.float64),
        trained["value"].to_numpy(np.float64),
        share / share.sum(axis=1, keepdims=True),
        related,
    )
