"""Facts of moves between jobs and places, and of the season: S13, S21, S29."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt

from sim.facts.estimators import hazard, least_squares, poisson_regression
from sim.facts.fact import INF, Fact, Part, Role
from sim.facts.record import Record

Records = Mapping[str, Record]
Floats = npt.NDArray[np.float64]
LEAST_MOVES = 200
YEAR = 12


def job_to_job(records: Records) -> tuple[float, float, float, float]:
    """Return the share of hires from other employers, its fall by age, and pay changes."""
    r = records["baseline"]
    share = r.hires[0] / max(int(r.hires.sum()), 1)
    rate = hazard(r.staff_age.astype(float), r.moves_age.astype(float))[:3]
    rising = float(np.max(rate[1:] / rate[:-1])) if np.all(rate > 0) else float("nan")
    gain = [total[0] / total[1] if total[1] else float("nan") for total in (r.gain_ee, r.gain_eue)]
    return float(share), rising, float(gain[0]), float(gain[0] - gain[1])


def gravity(records: Records) -> tuple[float, float, float, float]:
    """Return elasticities of moves in distance and both populations, and income for distance."""
    r = records["baseline"]
    off = ~np.eye(r.n_units, dtype=bool)
    flows = r.moves[off].astype(float)
    if flows.sum() < LEAST_MOVES:
        return (float("nan"),) * 4
    year = r.years[0]
    people, pay = (np.log(np.maximum(year[x], 1.0)) for x in ("unit_people", "unit_pay"))
    origin, destination = np.nonzero(off)
    x = np.column_stack(
        [
            np.ones(len(flows)),
            np.log(r.road[off]),
            people[origin],
            people[destination],
            pay[destination] - pay[origin],
        ]
    )
    b = poisson_regression(flows, x).b
    return float(b[1]), float(b[2]), float(b[3]), float(-b[1] / b[4])


def factors(table: Floats) -> Floats:
    """Return float64[12, ...]: mean log by calendar month of whole years, line removed."""
    months = len(table) // YEAR * YEAR
    logs = np.log(np.maximum(table[:months], 1e-9)).reshape(months, -1)
    t = np.column_stack([np.ones(months), np.arange(months)])
    logs = logs - t @ np.linalg.lstsq(t, logs, rcond=None)[0]
    by_month = logs.reshape(-1, YEAR, logs.shape[1]).mean(axis=0)
    return np.asarray(by_month - by_month.mean(axis=0))


def from_peak(month: int, wanted: Floats) -> int:
    """Return how many months lie between a month and the nearest of the peak's plateau."""
    plateau = np.flatnonzero(wanted >= wanted.max() - 0.05 * np.ptp(wanted))
    apart = np.abs(plateau - month)
    return int(np.minimum(apart, YEAR - apart).min())


def season(records: Records) -> tuple[float, float, float]:
    """Return amplitudes over those of the tables: family farm, staff; and the peak's distance.

    Amplitudes are slopes of the simulated on the tabulated seasonal factor; the peak is that of
    industries whose table swings by a tenth, in months, weighted by staff.
    """
    r = records["baseline"]
    if len(r.heads) < 2 * YEAR:
        return (float("nan"),) * 3
    months = len(r.heads) // YEAR * YEAR
    farm, table = (
        np.asarray(x[:months]).reshape(-1, YEAR).mean(0) for x in (r.farm, r.season_farm)
    )
    ones = np.ones(YEAR)
    farm_slope = least_squares(farm, np.column_stack([ones, table])).b[1]
    heads = r.table("heads")
    seen, wanted = factors(heads), factors(r.table("season_heads"))
    weight = heads.mean(axis=0)
    slope = (weight * (seen * wanted).sum(0)).sum() / (weight * (wanted**2).sum(0)).sum()
    swings = (np.ptp(wanted, axis=0) >= 0.1) & (weight > 0)
    apart = np.array(
        [from_peak(int(seen[:, j].argmax()), wanted[:, j]) for j in range(len(weight))]
    )
    distance = np.average(apart[swings], weights=weight[swings]) if swings.any() else float("nan")
    return float(farm_slope), float(slope), float(distance)


FACTS = (
    Fact(
        id="S13",
        name_en="Job-to-job moves",
        name_zh="在职转换",
        role=Role.FIT,
        type="Q+SH",
        why="the fall by age is chosen for this fact (ojs_young, ojs_old); people apply elsewhere "
        "only for more pay, so the sign of the gain is put in; the share is not",
        statistic="changes of employer over hires by firms from E, U and N, recalls and "
        "own-account work left out; largest ratio of the monthly rates of neighbouring age bands "
        "(16-24, 25-34, 35-44); mean log pay change; the same less that of moves "
        "through unemployment",
        source="Fallick & Fleischman",
        parts=(
            Part("EE share of hires", (0.2, 0.5)),
            Part("EE rate over that of the next younger band", (-INF, 1.0)),
            Part("pay change on EE, log points", (0.0, INF)),
            Part("less that on EUE", (0.0, INF)),
        ),
        measure=job_to_job,
        worlds=("baseline",),
        largest_k=500,
    ),
    Fact(
        id="S21",
        name_en="Gravity of migration",
        name_zh="迁移引力",
        role=Role.INSERTED,
        type="Q",
        why="distance (eps_dist) and income (kappa_mig) enter the choice of where to search with "
        "parameters set inside these bands; populations enter as masses",
        statistic="PPML of moves of residence between 16 units over 60 months, ages 16-59, on log "
        "road distance (mean of seasons), populations at start, log relative pay; trade-off = "
        "- distance / income elasticity",
        source="Zhang & Zhao 2013",
        parts=(
            Part("distance elasticity", (-1.6, -0.4)),
            Part("origin population elasticity", (0.6, 1.2)),
            Part("destination population elasticity", (0.6, 1.2)),
            Part("d ln income / d ln distance", (0.8, 2.2)),
        ),
        measure=gravity,
        worlds=("baseline",),
        largest_k=100,
    ),
    Fact(
        id="S29",
        name_en="Season of farm and other work",
        name_zh="农业与非农季节性",
        role=Role.INSERTED,
        type="Q",
        why="the farm calendar and the season of demand are inputs; what can fail is that firms "
        "and the farm follow them",
        statistic="share of family farm workers at work on the table's, by calendar month; staff "
        "by industry on the table of heads (after the share met by hours), slopes = amplitude "
        "ratios; mean distance from the peak (within 5 % of the swing) in industries that swing by "
        "a tenth",
        source="seasonality.csv (assumed)",
        parts=(
            Part("amplitude, family farm", (0.75, 1.25)),
            Part("amplitude, staff of firms", (0.75, 1.25)),
            Part("distance of peaks, months", (-INF, 1.0)),
        ),
        measure=season,
        worlds=("baseline",),
        largest_k=500,
    ),
)
