"""How much common luck helps: paired against independent seeds, measured on the full month.

Two scenarios with one seed share every draw that the policy does not touch, so the difference of
their results varies far less than that of two runs with seeds of their own. This module measures
how far that holds, year by year:

    python -m sim.common_luck --pairs 100 --fraction 1/100 --out FILE.csv
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from scenarios.load import load
from sim.runner import read_fraction, run

Floats = npt.NDArray[np.float64]
INDICATOR, BOOK = "surveyed_unemployment", "true"
# each changes one thing of the baseline from January 2026 on; the first three are of the size of a
# policy, the last two move the whole region
SHOCKS: Mapping[str, tuple[str, ...]] = {
    "plan": ("measures.employment_first.named_industry_demand=0.5",),
    "no_subsidy": ("measures.hiring_support=off",),
    "automation_low": ("paths.ai=low",),
    "automation_high": ("paths.ai=high",),
    "demand_high": ("paths.demand=high",),
}
DEFAULT_SHOCKS = ("plan", "no_subsidy", "automation_low")


def yearly_unemployment(overrides: Sequence[str], seed: int, k: int, months: int) -> list[float]:
    """Return the mean unemployment rate of each year, full count, percent."""
    data = run(
        load("baseline", list(overrides)), seed=seed, fraction=k, months=months, threads=1
    ).data
    rows = data[
        (data["indicator"] == INDICATOR)
        & (data["book"] == BOOK)
        & (data["place"] == "XJ")
        & (data["group"] == "all")
    ]
    rows = rows.sort_values("month").iloc[-months:]
    return [float(v) for v in rows.groupby(rows["month"] // 100)["value"].mean()]


def _member(task: tuple[int, int, int, tuple[str, ...]]) -> dict[str, list[float]]:
    """Run the baseline and the shocks with one seed."""
    seed, k, months, shocks = task
    chosen = {"baseline": (), **{name: SHOCKS[name] for name in shocks}}
    return {name: yearly_unemployment(change, seed, k, months) for name, change in chosen.items()}


def simulate(
    pairs: int,
    k: int,
    *,
    shocks: Sequence[str] = DEFAULT_SHOCKS,
    months: int = 60,
    base: int = 1,
    processes: int = 2,
) -> dict[str, Floats]:
    """Return float64[pairs, years] by scenario; seeds `base` … `base + pairs - 1`, one a pair."""
    tasks = [(base + r, k, months, tuple(shocks)) for r in range(pairs)]
    if processes == 1:
        members = [_member(task) for task in tasks]
    else:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
            members = list(pool.map(_member, tasks))
    return {name: np.array([member[name] for member in members]) for name in members[0]}


def variance_ratios(runs: Mapping[str, Floats], *, level: float = 0.90) -> pd.DataFrame:
    """Compare the variance of the difference between independent and common seeds.

    Parameters
    ----------
    runs : mapping of scenario to float64[pairs, years]
        Rows of all scenarios share their seed.
    level : float, of the F interval

    Returns
    -------
    DataFrame
        shock, year (from 1), effect (mean paired difference), sd_paired, sd_independent, ratio
        (independent over paired variance), low, high. The independent variance is that of baseline
        plus that of the shock, over the same seeds. The interval takes both variances as
        independent with pairs - 1 degrees of freedom each.
    """
    base = runs["baseline"]
    n = len(base)
    spread = stats.f.ppf(0.5 + level / 2.0, n - 1, n - 1)
    rows = []
    for shock, values in runs.items():
        if shock == "baseline":
            continue
        difference = values - base
        for year in range(base.shape[1]):
            paired = difference[:, year].var(ddof=1)
            independent = base[:, year].var(ddof=1) + values[:, year].var(ddof=1)
            ratio = independent / paired if paired > 0.0 else np.inf
            rows.append(
                {
                    "shock": shock,
                    "year": year + 1,
                    "pairs": n,
                    "effect": difference[:, year].mean(),
                    "sd_paired": np.sqrt(paired),
                    "sd_independent": np.sqrt(independent),
                    "ratio": ratio,
                    "low": ratio / spread,
                    "high": ratio * spread,
                }
            )
    return pd.DataFrame(rows)


def fraction_word(text: str) -> int | None:
    """Return k of "1/k" as a word of a command; argparse prints why it is refused."""
    try:
        return read_fraction(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m sim.common_luck", description=__doc__)
    parser.add_argument("--pairs", type=int, default=100)
    parser.add_argument("--fraction", type=fraction_word, default=100)
    parser.add_argument("--months", type=int, default=60)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--shocks", nargs="+", choices=SHOCKS, default=DEFAULT_SHOCKS)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if given.pairs < 2:
        parser.error("--pairs: a variance needs at least 2")
    runs = simulate(
        given.pairs, given.fraction, shocks=given.shocks, months=given.months,
        processes=given.processes,
    )  # fmt: skip
    table = variance_ratios(runs)
    print(table.to_string(index=False, float_format=lambda value: f"{value:.4g}"))
    if given.out is not None:
        table.to_csv(given.out, index=False, float_format="%.6g", lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
