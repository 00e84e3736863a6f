"""Facts of spells and tenure: S10, S11, S12."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.facts.estimators import dummies, half_life, hazard, least_squares
from sim.facts.fact import INF, Fact, Part, Role
from sim.facts.record import Record

Records = Mapping[str, Record]
Floats = npt.NDArray[np.float64]


def exit_ratio(risk: Floats, ended: Floats, late: slice) -> float:
    """Return the exit hazard of some months of the spell over that of the first."""
    if risk[1] == 0 or ended[1] == 0 or risk[late].sum() == 0:
        return float("nan")
    return float((ended[late].sum() / risk[late].sum()) / (ended[1] / risk[1]))


def duration(records: Records) -> tuple[float, float, float, float]:
    """Return month 8 over month 1, late over later, tight less slack units, and a p-value."""
    r = records["baseline"]
    risk, ended = r.spell_risk.astype(float), r.spell_exit.astype(float)
    whole = risk.sum(axis=0), ended.sum(axis=0)
    rate = hazard(*(np.array([t[13:19].sum(), t[19:25].sum()]) for t in whole))
    u = r.table("stock")[:, :, 1].sum(axis=0)
    theta = r.table("posts_offered").sum(axis=0) / np.maximum(u, 1.0)
    order = np.argsort(theta)
    below = np.cumsum(u[order]) <= 0.5 * u.sum()
    slack, tight = order[below], order[~below]
    ratios = [
        exit_ratio(risk[units].sum(axis=0), ended[units].sum(axis=0), slice(7, 10))
        for units in (tight, slack)
    ]
    flat = float(rate[1] / rate[0]) if rate[0] > 0 else float("nan")
    return (
        exit_ratio(*whole, slice(8, 9)),
        flat,
        ratios[0] - ratios[1],
        records["equals"].log_rank.p_value(),
    )


def stock_flow(records: Records) -> tuple[float, float, float]:
    """Return t of the inflow less t of the stock of posts in hires of older spells, and both t."""
    r = records["units"]
    at_old, hires = r.table("at_old")[1:], r.table("hires_old")[1:]
    inflow, stock = r.table("posts_new")[1:], r.table("posts_open")[:-1]
    use = at_old >= 10
    if use.sum() < 60:
        return (float("nan"),) * 3
    month, unit = np.nonzero(use)
    x = np.column_stack(
        [inflow[use] / at_old[use], stock[use] / at_old[use], dummies(unit, drop=0), dummies(month)]
    )
    line = least_squares(hires[use] / at_old[use], x, weight=at_old[use], cluster=unit)
    return float(line.t[0] - line.t[1]), float(line.t[0]), float(line.t[1])


def tenure(records: Records) -> tuple[float, float, float]:
    """Return hazard in the first year over that from five years on, half-life, median tenure."""
    r = records["baseline"]
    risk, ended = r.tenure_risk.astype(float), r.tenure_end.astype(float)
    early = ended[:13].sum() / max(risk[:13].sum(), 1.0)
    late = ended[60:].sum() / max(risk[60:].sum(), 1.0)
    ratio = early / late if late > 0 else float("nan")
    years = r.decembers() or r.years
    median = float(np.mean([year["tenure_median"] for year in years])) / 12.0
    return float(ratio), half_life(hazard(risk, ended)), median


FACTS = (
    Fact(
        id="S10",
        name_en="Job finding falls with the spell",
        name_zh="失业持续期依赖",
        role=Role.INSERTED,
        type="SH",
        why="put in: effort and call-backs fall with the spell (delta_dur), more in tight markets "
        "(delta_theta), up to month 12; that nothing else makes it fall, so that it is flat among "
        "equals, is not put in",
        statistic="exit hazard to work by month of the spell, breaks left out: month 8 / month 1; "
        "months 19-24 / 13-18; (months 7-9)/(month 1) of units above median tightness less those "
        "below; p-value of a log-rank test by unit, occupation and month among persons made alike "
        "with effort, call-backs and refused pairs off",
        source="Kroft, Lange & Notowidigdo 2013",
        parts=(
            Part("hazard, month 8 / month 1", (0.4, 0.9)),
            Part("hazard, months 19-24 / 13-18", (0.9, 1.1)),
            Part("tight units less slack ones", (-INF, 0.0)),
            Part("p of a flat hazard among equals", (0.05, INF)),
        ),
        measure=duration,
        worlds=("baseline", "equals"),
        largest_k=100,
        members=8,
    ),
    Fact(
        id="S11",
        name_en="Older spells live on the inflow of vacancies",
        name_zh="存量—流量匹配特征",
        role=Role.EMERGENT,
        type="SH",
        why="a refused pair stays refused; that this shows in the regression of hires is not "
        "put in",
        statistic="job finding of spells above a month on new posts and on posts left over, both "
        "per searcher, 16 units × 48 months, unit and month effects, errors clustered by unit: t "
        "of the inflow less t of the stock",
        source="Coles & Petrongolo 2008",
        parts=(
            Part("t inflow less t stock", (0.0, INF)),
            Part("t of the inflow (shown)", (-INF, INF)),
            Part("t of the stock (shown)", (-INF, INF)),
        ),
        measure=stock_flow,
        worlds=("units",),
        largest_k=100,
    ),
    Fact(
        id="S12",
        name_en="Jobs end less often with tenure",
        name_zh="离职风险随任期下降",
        role=Role.INSERTED,
        type="SH",
        why="quits and search on the job fall with tenure by rule (h_tenure), layoffs are last in "
        "first out; quit_share was chosen with the length of new jobs in view",
        statistic="jobs at firms, all endings: hazard at tenure 0-12 months over that from 5 years "
        "on; months after which half of new jobs have ended; median tenure of employees, years",
        source="Farber 1994, 1999",
        parts=(
            Part("hazard, first year / from 5 years", (3.0, INF)),
            Part("half-life of new jobs, months", (-INF, 18.0)),
            Part("median tenure in progress, years", (3.0, INF)),
        ),
        measure=tenure,
        worlds=("baseline",),
        largest_k=500,
    ),
)
