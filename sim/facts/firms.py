"""Facts of firms: S16, S18, S19."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import Industry
from sim.facts.estimators import dummies, least_squares
from sim.facts.fact import INF, Fact, Part, Role
from sim.facts.record import FIRM_AGES, Record

Records = Mapping[str, Record]
Floats = npt.NDArray[np.float64]
LEAST_FIRMS = 200  # sampled rows of a cell of S19
N_INDUSTRIES = len(Industry)


def size_law(records: Records) -> tuple[float, float]:
    """Return the rank-size exponent at the start, and how far it moves in ten years."""
    years = records["decade"].years
    return years[0]["zipf"], abs(years[-1]["zipf"] - years[0]["zipf"])


def pairs(record: Record) -> Iterator[tuple[dict[str, Any], dict[str, Any], Any, Any]]:
    """Yield Decembers that follow each other, and the rows of the firms that are in both."""
    years = record.decembers()
    for one, other in pairwise(years):
        _, first, second = np.intersect1d(
            one["firm_id"], other["firm_id"], assume_unique=True, return_indices=True
        )
        yield one, other, first, second


def young_and_small(records: Records) -> tuple[float, float, float, float]:
    """Return exit of old over young firms, of large over small, and growth by size.

    Growth of survivors over the mean of both years' people, on the log of that mean, weighted:
    the slope, and the share of it that is left once age is controlled for.
    """
    r = records["baseline"]
    risk, ended = r.firm_risk, r.firm_exit
    by_age = ended.sum(1) / np.maximum(risk.sum(1), 1e-9)
    by_size = ended.sum(0) / np.maximum(risk.sum(0), 1e-9)
    parts = []
    for one, other, i, j in pairs(r):
        before, after = (y["firm_people"][rows] for y, rows in ((one, i), (other, j)))
        mean = 0.5 * (before + after)
        use = mean > 0
        parts.append(
            np.column_stack(
                [
                    ((after - before)[use] / mean[use]),
                    np.log(mean[use]),
                    np.searchsorted(FIRM_AGES, one["firm_years"][i][use], side="right"),
                    one["firm_weight"][i][use],
                ]
            )
        )
    if not parts:
        return (float("nan"),) * 4
    growth, size, age, weight = np.concatenate(parts).T
    ones = np.ones(len(size))
    plain = least_squares(growth, np.column_stack([ones, size]), weight=weight).b[1]
    x = np.column_stack([size, dummies(age, drop=0)])
    given_age = least_squares(growth, x, weight=weight).b[0]
    ratios = [
        float(rate[-1] / rate[0]) if rate[0] > 0 else float("nan") for rate in (by_age, by_size)
    ]
    return ratios[0], ratios[1], float(plain), float(given_age / plain)


def job_flows(records: Records) -> tuple[float, float, float]:
    """Return the least of creation and destruction, the least excess, and the cells judged."""
    n_cells = records["baseline"].n_units * N_INDUSTRIES
    created, lost, jobs, rows = (np.zeros(n_cells) for _ in range(4))
    n_years = 0
    for one, other, i, j in pairs(records["baseline"]):
        n_years += 1
        before = one["firm_people"].astype(float)
        after_here = np.zeros(len(before))
        after_here[i] = other["firm_people"][j]
        new = np.ones(len(other["firm_id"]), bool)
        new[j] = False
        for year, change, who in (
            (one, after_here - before, np.ones(len(before), bool)),
            (other, other["firm_people"].astype(float), new),
        ):
            use = who & year["firm_private"]
            cell = (year["firm_unit"].astype(int) * N_INDUSTRIES + year["firm_industry"])[use]
            created += np.bincount(cell, np.maximum(change[use], 0.0), n_cells)
            lost += np.bincount(cell, np.maximum(-change[use], 0.0), n_cells)
        for year in (one, other):
            use = year["firm_private"]
            cell = (year["firm_unit"].astype(int) * N_INDUSTRIES + year["firm_industry"])[use]
            jobs += 0.5 * np.bincount(cell, year["firm_people"][use], n_cells)
            rows += 0.5 * np.bincount(cell, minlength=n_cells)
    judged = (rows >= LEAST_FIRMS * max(n_years, 1)) & (jobs > 0)
    if not judged.any():
        return (float("nan"),) * 2 + (0.0,)
    c, d = (100.0 * x[judged] / jobs[judged] for x in (created, lost))
    excess = (c + d) / np.maximum(np.abs(c - d), 1e-9)
    return float(np.minimum(c, d).min()), float(excess.min()), float(judged.sum())


FACTS = (
    Fact(
        id="S16",
        name_en="Firm sizes follow Zipf's law",
        name_zh="企业规模分布",
        role=Role.INSERTED,
        type="Q",
        why="sizes at the start and of entrants are drawn from a Pareto law (zeta); what can fail "
        "is that ten years keep it",
        statistic="rank-size exponent of true sizes (grown with the row's places) between 5 and "
        "staff/1000, weighted 1/π; its change over ten years",
        source="Axtell 2001",
        parts=(Part("exponent", (0.85, 1.25)), Part("change in ten years", (-INF, 0.1))),
        measure=size_law,
        worlds=("decade",),
        largest_k=100,
    ),
    Fact(
        id="S18",
        name_en="Young and small firms die and grow faster",
        name_zh="新小企业退出与成长更快",
        role=Role.INSERTED,
        type="SH",
        why="exit falls in age and size by rule (exit_hazard) and the random walk narrows with "
        "age, and young firms grow faster by rule (growth_young); that growth falls with size, and "
        "only through age, is not put in",
        statistic="monthly exits, weighted 1/π: firms of 12 years and more over those below 3; of "
        "100 persons and more over those below 5; yearly growth of survivors over mean people, on "
        "log mean people: slope, and the share of the slope left given age",
        source="Dunne, Roberts & Samuelson 1989; Haltiwanger et al. 2013",
        parts=(
            Part("exit, old / young", (-INF, 1.0)),
            Part("exit, large / small", (-INF, 1.0)),
            Part("growth on log size", (-INF, 0.0)),
            Part("share of it left given age", (-INF, 0.5)),
        ),
        measure=young_and_small,
        worlds=("baseline",),
        largest_k=100,
    ),
    Fact(
        id="S19",
        name_en="Jobs are created and destroyed at once",
        name_zh="岗位创造与消失并存",
        role=Role.FIT,
        type="SH",
        why="firms draw shocks of their own; how far staff follows (staff_response) and what "
        "entrants take (entrant_share) were chosen with job flows in view",
        statistic="private firms and household businesses, December to December with entry and "
        "exit, mean of years: least of creation and destruction over industry × unit cells with "
        "200 sampled firms or more, percent a year; least (creation + destruction) over the size "
        "of their difference",
        source="Davis & Haltiwanger",
        parts=(
            Part("least creation or destruction, %/year", (3.0, INF)),
            Part("least reallocation over net change", (2.0, INF)),
            Part("cells judged (shown)", (-INF, INF)),
        ),
        measure=job_flows,
        worlds=("baseline",),
        largest_k=100,
    ),
)
