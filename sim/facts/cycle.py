"""Facts of stocks, flows and cycles: S3, S4, S5, S6, S8."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.facts.estimators import correlation, least_squares, loop_area
from sim.facts.fact import INF, Fact, Part, Role
from sim.facts.panel import E, U
from sim.facts.record import Record

Records = Mapping[str, Record]
Floats = npt.NDArray[np.float64]
LEAST_FORCE = 300  # sampled persons in the labour force of a unit that is used
YEAR = 12


def steady_state(records: Records) -> tuple[float]:
    """Return u less s / (s + f) in percentage points, all from the frozen population.

    The separated search from the next month on, so u* = s / (s + f) without correction (1.3).
    """
    flow = records["frozen"].table("flow").sum(axis=(0, 1))
    stock = flow.sum(axis=1)
    if stock[U] == 0.0:
        return (float("nan"),)
    s, f = flow[E, U] / stock[E], flow[U, E] / stock[U]
    return (100.0 * float(stock[U] / (stock[E] + stock[U]) - s / (s + f)),)


def responses(records: Records, name: str, *, logs: bool) -> tuple[Floats, Floats]:
    """Return u and v of a shocked world less those of the baseline with the same luck and months.

    Trend, season and common luck drop out, so nothing need be filtered.
    """
    shocked, base = records[name], records["baseline"]
    at = shocked.first - base.first
    out = []
    for series in (Record.unemployment, Record.vacancy_rate):
        x, y = series(shocked), series(base)[at : at + len(shocked.stock)]
        if logs:
            x, y = (np.log(np.maximum(values, 1e-6)) for values in (x, y))
        out.append(x - y)
    return out[0], out[1]


def beveridge(records: Records) -> tuple[float, float]:
    """Return corr(log u, log v) under demand shocks, and by how much separations weaken it."""
    demand = correlation(*responses(records, "demand", logs=True))
    return demand, correlation(*responses(records, "separations", logs=True)) - demand


def loop(records: Records) -> tuple[float, float]:
    """Return the signed area over one demand cycle, u horizontal, in squared percentage points.

    The second number is 1 where the loop is counter-clockwise, else 0.
    """
    u, v = responses(records, "demand", logs=False)
    area = loop_area(100.0 * u, 100.0 * v)
    return area, float(area > 0.0)


def matching(records: Records) -> tuple[float, float, float, float]:
    """Return α_u, α_u + α_v, and the range of tightness of the cells used.

    Hires from unemployment on the unemployed at the month's begin and the places offered, by unit
    and month, in logs; weighted by hires, whose inverse is the variance of their log.
    """
    r = records["units"]
    flow = r.table("flow")
    u = flow[:, :, U, :].sum(axis=2)
    v, hires = r.table("posts_offered"), r.table("hires_ue")
    force = r.table("stock")[:, :, :2].sum(axis=2)
    use = (hires > 0) & (u > 0) & (v > 0) & (force >= LEAST_FORCE)
    if use.sum() < 30:
        return (float("nan"),) * 4
    log_u, log_v = np.log(u[use]), np.log(v[use])
    x = np.column_stack([np.ones(use.sum()), log_u, log_v])
    b = least_squares(np.log(hires[use]), x, weight=hires[use]).b
    low, high = np.quantile(v[use] / u[use], [0.05, 0.95])
    return float(b[1]), float(b[1] + b[2]), float(low), float(high)


def okun_coefficient(record: Record) -> float:
    """Return the slope of the yearly change of u on that of log output, pooled over units."""
    u, y = record.unit_unemployment(), np.log(np.maximum(record.table("output"), 1e-9))
    if len(u) <= YEAR:
        return float("nan")
    force = record.table("stock")[YEAR:, :, :2].sum(axis=2)
    use = force >= LEAST_FORCE
    if not use.any():
        return float("nan")
    du, dy = (u[YEAR:] - u[:-YEAR])[use], (y[YEAR:] - y[:-YEAR])[use]
    x = np.column_stack([np.ones(len(dy)), dy])
    return float(least_squares(du, x, weight=force[use]).b[1])


def okun(records: Records) -> tuple[float, float]:
    """Return Okun's coefficient, and by how much it is larger in size without the buffer."""
    with_buffer = okun_coefficient(records["units"])
    without = okun_coefficient(records["units_no_buffer"])
    return with_buffer, abs(without) - abs(with_buffer)


FACTS = (
    Fact(
        id="S3",
        name_en="Unemployment is near s / (s + f)",
        name_zh="失业率接近 s/(s+f)",
        role=Role.EMERGENT,
        type="Q",
        why="no rule sets u from flows; but once the state is at rest accounting nearly forces it, "
        "so it is weak evidence: what can fail is the rest itself and the month's timing",
        statistic="u - s/(s+f), percentage points, over 24 months after 24 of settling; people, "
        "demand and participation frozen; s = EU/E and f = UE/U measured; the separated search "
        "from the next month on, so the formula needs no correction",
        source="Shimer 2012",
        parts=(Part("u - s/(s+f), pp", (-0.15, 0.15)),),
        measure=steady_state,
        worlds=("frozen",),
        largest_k=500,
    ),
    Fact(
        id="S4",
        name_en="Beveridge curve slopes down",
        name_zh="贝弗里奇曲线向下倾斜",
        role=Role.INSERTED,
        type="SH",
        why="partly put in: firms post the gap to a target that follows demand and lay off above "
        "it, so demand moves u and v apart by rule; that separations weaken it is not put in",
        statistic="corr(log u, log v) of the region over 48 months of a ±4 % demand sine, "
        "month-end stocks, less the baseline of the same seed; then the same under a ±30 % sine of "
        "the separation hazard, less the former",
        source="Shimer 2005",
        parts=(
            Part("corr(log u, log v), demand", (-INF, -0.7)),
            Part("corr under separations less corr under demand", (0.0, INF)),
        ),
        measure=beveridge,
        worlds=("baseline", "demand", "separations"),
        largest_k=500,
    ),
    Fact(
        id="S5",
        name_en="Beveridge loop runs counter-clockwise",
        name_zh="贝弗里奇环逆时针",
        role=Role.INSERTED,
        type="SH",
        why="partly put in: posts open in the month in which demand rises and are filled over "
        "later ones, so v leads u by the order of the month's steps",
        statistic="signed area of (u, v) over one 48-month demand sine of ±4 %, less the "
        "baseline of the same seed, squared percentage points; and whether it is "
        "positive in 90 % of members",
        source="del Rio-Chanona et al. 2021",
        parts=(
            Part("signed area, pp²", (0.0, INF)),
            Part("share of members counter-clockwise", (0.9, 1.0), share=True),
        ),
        measure=loop,
        worlds=("baseline", "demand"),
        largest_k=100,
    ),
    Fact(
        id="S6",
        name_en="Matching elasticities",
        name_zh="匹配函数弹性",
        role=Role.FIT,
        type="Q",
        why="the chance that a pair suits (suit_base) and, after the fit of levels, what people "
        "ask for (rw_market) were chosen with this fact in view; they set the tightness at which "
        "the elasticity is read",
        statistic="log hires from unemployment on log u and log v, 16 units × 48 months with "
        "demand cycles of their own phase; α_u varies with tightness, whose range is shown",
        source="Petrongolo & Pissarides 2001",
        parts=(
            Part("α_u", (0.3, 0.7)),
            Part("α_u + α_v", (0.9, 1.1)),
            Part("tightness, 5 % of cells (shown)", (-INF, INF)),
            Part("tightness, 95 % of cells (shown)", (-INF, INF)),
        ),
        measure=matching,
        worlds=("units",),
        largest_k=100,
    ),
    Fact(
        id="S8",
        name_en="Okun's coefficient, smaller with the informal buffer",
        name_zh="奥肯系数（非正规缓冲使其变小）",
        role=Role.EMERGENT,
        type="Q+SH",
        why="output moves demand for staff; how much of it reaches unemployment follows from "
        "posting, search, participation and the farm together",
        statistic="yearly change of u on that of log output, 16 units with demand cycles of their "
        "own phase, pooled; output is what is demanded of firms, in yuan of December 2025; buffer "
        "off: no flexible work met, nobody returns to the farm",
        source="Ball, Furceri, Leigh & Loungani",
        parts=(
            Part("coefficient", (-0.5, -0.05)),
            Part("size without buffer less size with it", (0.0, INF)),
        ),
        measure=okun,
        worlds=("units", "units_no_buffer"),
        largest_k=500,
    ),
)
