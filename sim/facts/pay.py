"""Facts of pay: S7, S15, S27."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from sim.facts.estimators import dummies, least_squares
from sim.facts.fact import INF, Fact, Part, Role
from sim.facts.record import Record

Records = Mapping[str, Record]
U_MONTHS = 6  # over which local unemployment is averaged before a cross-section
LEAST_STAFF = 100  # sampled employees of a unit that is used


def wage_curve(records: Records) -> tuple[float, float]:
    """Return the elasticity of pay in local unemployment and its t, errors clustered by unit."""
    r = records["units"]
    stock, cells = r.table("stock"), []
    for year in r.years:
        at = year["month"] - r.first
        recent = stock[max(0, at - U_MONTHS + 1) : at + 1].sum(axis=0)
        u = recent[:, 1] / np.maximum(recent[:, 0] + recent[:, 1], 1.0)
        use = np.flatnonzero((u > 0.0) & (year["unit_staff"] >= LEAST_STAFF))
        month = np.full(len(use), year["month"])
        cells.append(
            np.column_stack([month, use, u[use], year["unit_wage"][use], year["unit_staff"][use]])
        )
    month, units, local, wage, staff = np.concatenate(cells).T if cells else np.zeros((5, 0))
    if len(np.unique(month)) < 3 or len(np.unique(units)) < 5:
        return float("nan"), float("nan")
    x = np.column_stack([np.log(local), dummies(units, drop=0), dummies(month)])
    line = least_squares(wage, x, weight=staff, cluster=units)
    return float(line.b[0]), float(line.t[0])


def distribution(records: Records) -> tuple[float, ...]:
    """Return skewness, distance from the normal law, tail exponent and Gini, mean of Decembers."""
    years = records["baseline"].decembers() or records["baseline"].years
    return tuple(
        float(np.mean([year[name] for year in years]))
        for name in ("skew", "distance", "hill", "gini")
    )


def schooling(records: Records) -> tuple[float, float, float]:
    """Return the return to a year of schooling, the migrants' less the locals', the curvature."""
    years = records["baseline"].decembers() or records["baseline"].years
    mean = {
        name: float(np.mean([year[name] for year in years]))
        for name in ("return_schooling", "return_local", "return_migrant", "curvature")
    }
    return (
        100.0 * mean["return_schooling"],
        100.0 * (mean["return_migrant"] - mean["return_local"]),
        10_000.0 * mean["curvature"],
    )


FACTS = (
    Fact(
        id="S7",
        name_en="Wage curve",
        name_zh="工资曲线",
        role=Role.FIT,
        type="Q",
        why="posted pay follows local tightness with a parameter (market_wage) whose source is "
        "this literature, and reviews pass on a part of it: the sign is put in, the size is a fit",
        statistic="log pay on log local unemployment of the last six months, 16 units × June and "
        "December with demand cycles of their own phase; schooling, experience, sex, industry and "
        "occupation controlled; unit and time effects; errors clustered by unit",
        source="Blanchflower & Oswald; Nijkamp & Poot 2005",
        parts=(Part("elasticity", (-0.15, -0.03)), Part("t of the elasticity", (-INF, -1.96))),
        measure=wage_curve,
        worlds=("units",),
        largest_k=100,
    ),
    Fact(
        id="S15",
        name_en="Lognormal pay with a Pareto tail",
        name_zh="工资分布",
        role=Role.FIT,
        type="Q",
        why="where the skill tail begins and how steep it is, and managers' pay, were chosen with "
        "the tail and the Gini in view; skewness and the middle follow from industries, units, "
        "firms' rents and who is hired",
        statistic="employees' pay: skewness of log pay between its 1 % and 99 % quantiles, largest "
        "distance of its distribution from a fitted normal law, Hill estimate of the top 2 %, "
        "Gini; mean of Decembers. The Gini aimed at, 0.39, is assumed",
        source="wage Gini of parameters_added.csv",
        parts=(
            Part("skewness of log pay", (-0.5, 0.5)),
            Part("distance from the normal law", (-INF, 0.05)),
            Part("Hill exponent of the top 2 %", (2.0, 5.0)),
            Part("Gini", (0.36, 0.42)),
        ),
        measure=distribution,
        worlds=("baseline",),
        largest_k=500,
    ),
    Fact(
        id="S27",
        name_en="Returns to schooling",
        name_zh="教育回报率",
        role=Role.INSERTED,
        type="Q",
        why="pay is written with the return r_school and the experience profile b_exp, b_exp2",
        statistic="Mincer regression on employees, percent a year of schooling; urban residents "
        "registered elsewhere less local ones; squared experience × 10⁴; mean of Decembers",
        source="Zhang, Zhao, Park & Song 2005",
        parts=(
            Part("return to schooling, % a year", (5.0, 12.0)),
            Part("migrants less locals, points", (-INF, 0.0)),
            Part("squared experience × 10⁴", (-INF, 0.0)),
        ),
        measure=schooling,
        worlds=("baseline",),
        largest_k=100,
    ),
)
