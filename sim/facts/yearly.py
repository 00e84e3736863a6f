"""Cross-sections of persons and firms, taken twice a year and reduced to a few numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import stats

from agents.codes import Ownership, Registration, Sex, Status
from sim.facts.estimators import coefficients, dummies, gini, hill, rank_size_slope
from sim.facts.panel import E, labour_states
from sim.inputs import SCHOOL_YEARS
from sim.world import World

Floats = npt.NDArray[np.float64]
Columns = dict[str, npt.NDArray[Any]]
MOST_PERSONS = 200_000  # rows of a regression on persons; larger worlds take every n-th
BODY = (0.01, 0.99)  # quantiles within which log pay is compared with a normal law
TOP = 0.02
PERSONS_OVER_LARGEST = 1000  # S16: sizes up to the number of staff over this


def cross_section(world: World, sections: frozenset[str]) -> dict[str, Any]:
    """Return the month's cross-section: "pay" of persons, "firms" with their sizes."""
    found: dict[str, Any] = {"month": int(world.month)}
    if "pay" in sections:
        found |= wages(world)
    if "firms" in sections:
        found |= firms(world)
    return found


def wages(world: World) -> dict[str, Any]:
    """Return the pay regressions, the shape of pay and mean residuals by unit."""
    w, n = world.population.workers, world.n_workers
    age = (int(world.month) - w.birth[:n]).astype(np.int16)
    working = (labour_states(w.status[:n], age) == E) & (w.wage[:n] > 0.0)
    rows = np.flatnonzero(working & (w.status[:n] == Status.EMPLOYEE))
    rows = rows[:: max(1, len(rows) // MOST_PERSONS)]
    years = SCHOOL_YEARS[w.schooling[rows]]
    experience = np.maximum(age[rows] / 12.0 - 6.0 - years, 0.0)
    log_wage = np.log(w.wage[rows].astype(np.float64))
    own = np.column_stack([np.ones(len(rows)), years, experience, experience**2])
    female = (w.sex[rows] == Sex.FEMALE)[:, None]
    f = world.population.firms
    # pay is set where the job is, and unemployment there is the local one
    place = f.unit[w.employer[rows]]
    x = np.column_stack([own, female])
    everyone = coefficients(log_wage, x)
    migrant = (w.registration[rows] != Registration.LOCAL) & (w.urban[rows] == 1)
    local = (w.registration[rows] == Registration.LOCAL) & (w.urban[rows] == 1)
    returns = [
        float(coefficients(log_wage[g], x[g])[1]) if g.sum() > 50 else np.nan
        for g in (local, migrant)
    ]
    controlled = np.column_stack(
        [x, dummies(w.industry[rows]), dummies(w.occupation[rows]), dummies(place)]
    )
    beta = coefficients(log_wage, controlled)
    n_own = controlled.shape[1] - (len(np.unique(place)) - 1)
    residual = log_wage - controlled[:, :n_own] @ beta[:n_own]
    n_units = world.flows.n
    count = np.bincount(place, minlength=n_units).astype(float)
    mean = np.bincount(place, residual, n_units) / np.maximum(count, 1.0)
    pay = np.bincount(place, np.exp(log_wage), n_units) / np.maximum(count, 1.0)
    people = np.bincount(w.unit[:n][age >= 16 * 12], minlength=n_units)
    return {
        "return_schooling": float(everyone[1]),
        "curvature": float(everyone[3]),
        "return_local": returns[0],
        "return_migrant": returns[1],
        "unit_wage": mean,
        "unit_pay": pay,
        "unit_staff": count,
        "unit_people": people,
        "tenure_median": float(np.median(w.tenure[rows])) if len(rows) else np.nan,
        **shape_of_pay(log_wage),
        "gini": gini(np.exp(log_wage)),
    }


def shape_of_pay(log_wage: Floats) -> dict[str, float]:
    """Return skewness and distance from a normal law of the body, and the tail exponent."""
    if len(log_wage) < 50:
        return {"skew": np.nan, "distance": np.nan, "hill": np.nan}
    low, high = np.quantile(log_wage, BODY)
    body = log_wage[(log_wage >= low) & (log_wage <= high)]
    distance = stats.kstest(log_wage, "norm", args=(log_wage.mean(), log_wage.std())).statistic
    return {
        "skew": float(stats.skew(body)),
        "distance": float(distance),
        "hill": hill(np.exp(log_wage), TOP),
    }


def firms(world: World) -> dict[str, Any]:
    """Return every living firm's id, cell, people, age, weight and true size of now.

    The true size of entry or start grows as the places of the firm's row do.
    """
    f, n = world.population.firms, world.n_firms
    rows = np.flatnonzero((f.alive[:n] == 1) & (f.base[:n] > 0.0))
    grown = f.target[rows].astype(np.float64) / f.base[rows]
    size = f.true_size[rows] * grown
    weight = f.weight[rows].astype(np.float64)
    staff = float(f.n_workers[rows].sum()) * world.fraction
    private = (f.ownership[rows] == Ownership.PRIVATE) | (f.ownership[rows] == Ownership.HOUSEHOLD)
    return {
        "firm_id": f.id[rows].copy(),
        "firm_unit": f.unit[rows].copy(),
        "firm_industry": f.industry[rows].copy(),
        "firm_private": private,
        "firm_people": (f.n_workers[rows] + f.n_break[rows]).astype(np.int32),
        "firm_size": size.astype(np.float32),
        "firm_years": ((int(world.month) - f.founded[rows]) / 12.0).astype(np.float32),
        "firm_weight": weight.astype(np.float32),
        "zipf": rank_size_slope(size, weight, 5.0, staff / PERSONS_OVER_LARGEST),
    }
