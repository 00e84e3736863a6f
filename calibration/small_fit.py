"""A small fit of ten level parameters to moments up to December 2021; the calibration replaces it.

    python -m calibration.small_fit --fraction 1/100 --seeds 2 --write

Every evaluation runs the baseline from the census of November 2020 to December 2021 with the same
seeds, so differences between parameter values are not luck. Nothing corrects a run while it runs.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import least_squares

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Registration, Status
from agents.jit import set_threads
from scenarios.load import load
from scenarios.parameters import FILES, Parameters
from sim.common_luck import fraction_word
from sim.mesa_model import LaborMarket
from sim.results import Results
from sim.runner import first_tally
from sim.start import start_world
from sim.world import World

Floats = npt.NDArray[np.float64]
DATA = Path(__file__).parent / "data"
MOMENTS, LEVELS = DATA / "moments_2021.csv", DATA / "levels_2021.csv"
START, MONTHS = "2020-12", 13  # to December 2021
MONTH_DAYS = 30.4
PRIOR_WIDTH = 0.25  # standard deviation of a parameter's prior, as a share of its bounds


@dataclass(frozen=True)
class Moment:
    """A figure to fit, with its standard error and source."""

    name: str
    unit: str
    value: float
    standard_error: float
    definition: str
    source: str
    confidence: str


@dataclass(frozen=True)
class Fit:
    """What a fit found.

    Attributes
    ----------
    symbols : tuple of str, names of the parameters
    start, values, standard_errors : float64[n_parameters]
    moments : tuple of Moment
    before, after : float64[n_moments], simulated at the start and at the end
    """

    symbols: tuple[str, ...]
    start: Floats
    values: Floats
    standard_errors: Floats
    moments: tuple[Moment, ...]
    before: Floats
    after: Floats

    def summary(self) -> str:
        """Return both tables as text."""
        lines = ["moment                        target        se    before     after"]
        for m, b, a in zip(self.moments, self.before, self.after, strict=True):
            lines.append(f"{m.name:24s} {m.value:11.6g} {m.standard_error:9.4g} {b:9.6g} {a:9.6g}")
        lines.append("")
        lines.append("parameter                 start    fitted        se")
        lines.extend(
            f"{name:22s} {a:9.5g} {b:9.5g} {error:9.3g}"
            for name, a, b, error in zip(
                self.symbols, self.start, self.values, self.standard_errors, strict=True
            )
        )
        return "\n".join(lines)


def read_moments(path: Path = MOMENTS) -> tuple[Moment, ...]:
    """Return the moments of a file.

    Raises
    ------
    ValueError
        If a value is no number or a standard error is not positive; names file and line.
    """
    found = []
    with path.open(encoding="utf-8", newline="") as lines:
        for number, row in enumerate(csv.DictReader(lines), start=2):
            try:
                value, error = float(row["value"]), float(row["standard_error"])
            except ValueError:
                raise ValueError(f"{path}, line {number}: value or error is no number") from None
            if not error > 0.0:
                raise ValueError(f"{path}, line {number}: a standard error of {error} is not > 0")
            found.append(
                Moment(
                    row["moment"], row["unit"], value, error, row["definition"], row["source"],
                    row["confidence"],
                )
            )  # fmt: skip
    return tuple(found)


def read_priors(path: Path = LEVELS) -> dict[str, float]:
    """Return the centre of the prior of each parameter to be fitted.

    It does not move with the shipped value, so fits that follow each other do not walk.
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return {row["parameter"]: float(row["prior"]) for row in csv.DictReader(lines)}


# -------------------------------------------------------------------------------- simulation


def stock_registered_elsewhere(world: World) -> float:
    """Return residents registered in another county of the region, in persons."""
    w = world.population.workers
    here = (w.registration == Registration.SAME_PROVINCE) & (w.status != Status.GONE)
    return float(here.sum() * world.fraction)


def simulate(
    values: Mapping[str, float], *, seed: int, fraction: int, months: int = MONTHS
) -> dict[str, float]:
    """Run the baseline from the census and return the moments by name."""
    scenario = load("baseline").with_(start=START, months=months, parameters=dict(values))
    world = start_world(scenario, seed=seed, fraction=fraction)
    world.tallies.append(first_tally(world))
    set_threads(1)
    model = LaborMarket(scenario, seed=seed, fraction=fraction, world=world, collect=False)
    elsewhere, open_days = 0.0, []
    for month in range(months):
        model.step()
        if month == months - 13:
            elsewhere = stock_registered_elsewhere(world)
        flows = world.flows
        open_days.append(MONTH_DAYS * (flows.unfilled.sum() / max(flows.hires.sum(), 1) + 0.5))
    data = Results.from_tallies(world.tallies, scenario, {}).data
    data = data[(data["place"] == "XJ") & (data["group"] == "all")]

    def series(name: str, book: str = "true") -> Floats:
        rows = data[(data["indicator"] == name) & (data["book"] == book)].sort_values("month")
        return np.asarray(rows["value"].to_numpy(), dtype=np.float64)

    w = world.population.workers
    town = w.urban == 1
    at_work = town & (w.status >= FIRST_EMPLOYED) & (w.status <= LAST_EMPLOYED)
    pay = series("mean_wage")
    return {
        "surveyed_unemployment": float(series("surveyed_unemployment")[-12:].mean()),
        "urban_new_jobs": float(series("urban_new_jobs", "published")[-1]),
        "registered_unemployment": float(series("registered_unemployment", "published")[-1]),
        "primary_share": float(series("primary_share")[-12:].mean()),
        "secondary_share": float(series("secondary_share")[-12:].mean()),
        "employed": float(series("employed")[-12:].mean()),
        "flexible_share": float(100.0 * (town & (w.status == Status.FLEXIBLE)).sum())
        / float(at_work.sum()),
        "mean_wage_growth": float(100.0 * np.log(pay[-1] / pay[-13])),
        "moves": stock_registered_elsewhere(world) - elsewhere,
        "vacancy_duration": float(np.mean(open_days[-12:])),
    }


def _task(task: tuple[dict[str, float], int, int]) -> dict[str, float]:
    values, seed, fraction = task
    return simulate(values, seed=seed, fraction=fraction)


def evaluate(
    points: Sequence[Mapping[str, float]],
    names: Sequence[str],
    *,
    seeds: Sequence[int],
    fraction: int,
    processes: int,
) -> Floats:
    """Return float64[n_points, n_moments]: means over the seeds, the same for every point."""
    tasks = [(dict(point), seed, fraction) for point in points for seed in seeds]
    if processes == 1:
        found = [_task(task) for task in tasks]
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(_task, tasks))
    table = np.array([[moments[name] for name in names] for moments in found])
    return np.asarray(table.reshape(len(points), len(seeds), len(names)).mean(axis=1))


# -------------------------------------------------------------------------------- fitting


def fit(
    moments: Sequence[Moment],
    priors: Mapping[str, float],
    parameters: Parameters,
    run: Callable[[Sequence[Mapping[str, float]], Sequence[str]], Floats],
    *,
    step: float = 0.04,
    max_rounds: int = 8,
) -> Fit:
    """Fit parameters by bounded least squares: errors in standard errors, priors beside them.

    Parameters
    ----------
    priors : mapping of the parameters to fit to the centres of their priors
    parameters : Parameters, where the search begins
    run : callable, (points, names) -> float64[n_points, n_moments], see `evaluate`
    step : float, step of the derivatives as a share of a parameter's bounds
    max_rounds : int, most evaluations of the derivatives
    """
    symbols = tuple(priors)
    entries = {e.symbol: e for e in parameters.entries}
    low = np.array([entries[s].low for s in symbols])
    high = np.array([entries[s].high for s in symbols])
    start = (np.array([parameters[s] for s in symbols]) - low) / (high - low)
    centre = (np.array([priors[s] for s in symbols]) - low) / (high - low)
    names = [m.name for m in moments]
    target = np.array([m.value for m in moments])
    error = np.array([m.standard_error for m in moments])
    known: dict[bytes, Floats] = {}

    def moments_at(points: Sequence[Floats]) -> list[Floats]:
        new = {x.tobytes(): x for x in points if x.tobytes() not in known}
        given = [dict(zip(symbols, low + x * (high - low), strict=True)) for x in new.values()]
        if given:
            known.update(zip(new, run(given, names), strict=True))
        return [known[x.tobytes()] for x in points]

    def residual(x: Floats) -> Floats:
        (found,) = moments_at([x])
        return np.concatenate([(found - target) / error, (x - centre) / PRIOR_WIDTH])

    def derivatives(x: Floats) -> Floats:
        signs = np.where(x + step <= 1.0, step, -step)
        points = [x + signs[j] * np.eye(len(x))[j] for j in range(len(x))]
        base, *moved = moments_at([x, *points])
        upper = np.array([(m - base) / signs[j] / error for j, m in enumerate(moved)]).T
        return np.vstack([upper, np.eye(len(x)) / PRIOR_WIDTH])

    inside = np.clip(start, 1e-6, 1.0 - 1e-6)
    found = least_squares(
        residual, inside, jac=derivatives, bounds=(0.0, 1.0), xtol=5e-3, max_nfev=max_rounds
    )
    spread = np.sqrt(np.diag(np.linalg.inv(found.jac.T @ found.jac))) * (high - low)
    before, after = moments_at([inside, found.x])
    return Fit(
        symbols, low + start * (high - low), low + found.x * (high - low), spread,
        tuple(moments), before, after,
    )  # fmt: skip


def write_values(values: Mapping[str, float], path: Path) -> list[str]:
    """Put values into a parameter file, leaving all else as it is; return the names found there."""
    text = path.read_text("utf-8")
    done = []
    for symbol, value in values.items():
        block = re.compile(rf"(^{symbol}:\n(?:  .*\n)*?  value: )(\S+)$", re.M)
        text, n = block.subn(rf"\g<1>{value:.4g}", text)
        if n:
            done.append(symbol)
    path.write_text(text, "utf-8")
    return done


def main(arguments: Sequence[str]) -> int:
    """Fit, print, and write the values where asked."""
    parser = argparse.ArgumentParser(prog="python -m calibration.small_fit", description=__doc__)
    parser.add_argument("--fraction", type=fraction_word, default=100)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=6)
    parser.add_argument("--write", action="store_true", help="put the values into the model's file")
    given = parser.parse_args(arguments)
    for name in ("seeds", "processes", "rounds"):
        if getattr(given, name) < 1:
            parser.error(f"--{name}: {getattr(given, name)} is not 1 or more")
    run = partial(
        evaluate, seeds=range(1, given.seeds + 1), fraction=given.fraction,
        processes=given.processes,
    )  # fmt: skip
    found = fit(read_moments(), read_priors(), Parameters.default(), run, max_rounds=given.rounds)
    print(found.summary())
    if given.write:
        values = dict(zip(found.symbols, map(float, found.values), strict=True))
        done = write_values(values, FILES[-1])
        for symbol in values.keys() - set(done):
            print(f"{symbol} stands in a generated file; set it to {values[symbol]:.4g} there")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
