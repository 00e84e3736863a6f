"""Yearly figures of two small runs, kept: what a change of the model changes is seen in the diff.

A figure that moves is no error; it is to be looked at. Refresh with

    TIANSHAN_REFRESH_GOLDEN=1 python -m pytest tests/golden

and read the difference of the tables before committing it.
"""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from scenarios.load import load
from sim.runner import run

HERE = Path(__file__).parent
HEADLINES = (
    "population", "employed", "unemployed", "surveyed_unemployment", "urban_new_jobs",
    "urban_new_jobs_gross", "urban_entries", "urban_employed", "tertiary_share", "mean_wage",
    "hires", "separations", "vacancies", "subsidy_claims", "subsidised_workers", "training",
    "high_skilled", "graduate_placement", "programme_offers", "programme_refusals",
    "programme_acceptances", "programme_exits", "displaced_by_ai", "away", "welfare_posts",
)  # fmt: skip
COLUMNS = ["year", "book", "indicator", "value"]
TOLERANCE = 1e-9  # relative; the last digits may differ between processors


def yearly(name: str) -> pd.DataFrame:
    """Return the yearly means of a scenario's headlines, region, all groups, seed 1, 1/1000."""
    data = run(load(name), seed=1, fraction=1000, months=12, threads=1).data
    chosen = data[
        (data["place"] == "XJ") & (data["group"] == "all") & data["indicator"].isin(HEADLINES)
    ]
    frame = chosen.assign(
        year=chosen["month"] // 100,
        book=chosen["book"].astype(str),
        indicator=chosen["indicator"].astype(str),
    )
    frame = frame[frame["year"] == 2026]
    means = frame.groupby(["year", "book", "indicator"], as_index=False)["value"].mean()
    return means.sort_values(["indicator", "book"], ignore_index=True)[COLUMNS]


@pytest.mark.slow
@pytest.mark.parametrize("name", ["baseline", "ai_high"])
def test_the_yearly_figures_are_those_that_were_kept(name: str) -> None:
    path = HERE / f"{name}.csv"
    found = yearly(name)
    assert set(found["indicator"]) == set(HEADLINES)
    if os.environ.get("TIANSHAN_REFRESH_GOLDEN") == "1":
        # repr digits, so that the file holds every bit
        found.to_csv(path, index=False, float_format="%.17g", lineterminator="\n")
    kept = pd.read_csv(path)
    assert kept[COLUMNS[:-1]].to_numpy().tolist() == found[COLUMNS[:-1]].to_numpy().tolist()
    np.testing.assert_allclose(found["value"], kept["value"], rtol=TOLERANCE, atol=0)
