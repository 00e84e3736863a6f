"""What each measure does: the plan against the plan without it, same seeds.

`python -m calibration.measure_effects --fraction 1/100 --seeds 8 --workers 2 --write` runs the plan
and the plan without each measure and writes `sim/data/measure_effects.csv`: the change of the
measure's own indicators (those of `OWN`), of published new urban jobs, of people at work and of
what public accounts paid, each with a 90 % interval of the mean over pairs. The net share is the
change of people at work over that of the first own indicator, where this counts people or posts.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy import stats

from scenarios.load import load
from scenarios.measures import CATALOGUE
from sim import money
from sim.indicators import INDICATORS
from sim.measure_cards import EFFECTS
from sim.results import Results
from sim.runner import run

Floats = npt.NDArray[np.float64]
COLUMNS = (
    "measure", "figure", "label", "unit", "change", "half_width", "years", "pairs", "fraction",
)  # fmt: skip
MOST_YEARS = (2027, 2030)
# the yearly or monthly figures that a measure is meant to move: (indicator, place, group, book)
Figure = tuple[str, str, str, str]


def _true(*names: str, place: str = "XJ", group: str = "all") -> tuple[Figure, ...]:
    return tuple((name, place, group, "true") for name in names)


# what a measure is meant to move: (indicator, place, group, book); the first is what it counts
OWN: dict[str, tuple[Figure, ...]] = {
    "employment_first": _true("jobs", group="industry=E"),
    "hiring_support": _true("subsidised_workers", "staff_kept", "layoffs"),
    "southern_project": (
        *_true("textile_jobs", place="south"),
        *_true("northern_school_starts"),
        ("south_fund_share", "XJ", "all", "published"),
    ),
    "lifelong_training": (
        ("training", "XJ", "all", "published"),
        *_true("training_projects_year", "certificates_year"),
    ),
    "high_skilled_talent": (("high_skilled", "XJ", "all", "published"), *_true("mean_wage")),
    "education_planning": _true("training_completions_staff_year", "graduate_mismatch"),
    "market_services": _true("hr_placements"),
    "graduates_and_youth": (
        *_true("reserved_posts_filled"),
        ("graduate_placement", "XJ", "all", "published"),
        *_true("employed", group="age=16-24"),
    ),
    "rural_workers": _true(
        "organised_starts_near", "organised_starts_elsewhere", "organised_starts_outside"
    ),
    "hardship_groups": _true("hardship_placed", "relief_households"),
    "veterans_women_disabled": _true("labour_force_participation", group="sex=female"),
    "flexible_work": _true("part_time_starts", "flexible_cover"),
    "attract_people": _true("newcomer_hires", "college_arrivals"),
    "public_services": (
        *_true("service_hires"),
        ("posts_pooled", "XJ", "all", "published"),
        ("graduate_posts", "XJ", "all", "published"),
    ),
    "digital_services": _true("subsidised_workers"),
    "entrepreneurship": _true("founders", "distressed"),
    "labour_rights": _true("arrears_rate", "low_pay_share", "insured_hires", "weekly_hours"),
    "social_protection": _true("benefit_recipients", "allowance_kept"),
    "risk_watch": _true("paced_firms", "displaced_by_ai", "reserve_starts"),
    "joint_effort": (("training", "XJ", "all", "published"), *_true("subsidised_workers")),
}
ALL = (
    ("urban_new_jobs", "XJ", "all", "published"),
    ("employed", "XJ", "all", "true"),
    ("surveyed_unemployment", "XJ", "all", "true"),
    ("employed", "south", "all", "true"),
)
AT_WORK: Figure = ALL[1]
SPENT, NET = "money_spent", "net_share"


def figures(results: Results, wanted: list[Figure]) -> Floats:
    """Return the mean of each wanted figure over 2027-2030, and the money paid, million yuan."""
    data = results.data
    first, last = MOST_YEARS
    data = data[data["month"].between(first * 100 + 1, last * 100 + 12)]
    out = []
    for indicator, place, group, book in wanted:
        chosen = data[
            (data["indicator"] == indicator) & (data["place"] == place)
            & (data["group"] == group) & (data["book"] == book)
        ]  # fmt: skip
        out.append(float(chosen["value"].mean()) if len(chosen) else float("nan"))
    ledger = results.ledger
    years = range(first, last + 1)
    paid = money.public_cost(ledger, years) if ledger is not None else float("nan")
    return np.array([*out, paid])


def one(task: tuple[str | None, int, str, list[Figure]]) -> Floats:
    """Run the plan without a measure (None: whole) with a seed and return its figures."""
    off, seed, fraction, wanted = task
    plan = load("plan")
    results = run(plan.without(off) if off else plan, seed=seed, fraction=fraction, threads=1)
    return figures(results, wanted)


def rows(
    fraction: str, seeds: int, pool: Executor, names: list[str]
) -> Iterator[dict[str, str | int]]:
    """Yield one row a measure and figure."""
    wanted = [*ALL, *(w for name in names for w in OWN.get(name, ()))]
    wanted = list(dict.fromkeys(wanted))
    tasks = [(off, s, fraction, wanted) for off in (None, *names) for s in range(1, seeds + 1)]
    found = np.stack(list(pool.map(one, tasks))).reshape(len(names) + 1, seeds, -1)
    spread = stats.t.ppf(0.95, seeds - 1) / np.sqrt(seeds)
    for at, name in enumerate(names):
        change = found[0] - found[at + 1]
        mean, half = change.mean(axis=0), spread * change.std(axis=0, ddof=1)
        own = [*OWN.get(name, ()), *ALL]
        for figure in own:
            column = wanted.index(figure)
            yield row(name, figure, mean[column], half[column], seeds, fraction)
        paid = (SPENT, "XJ", "all", "true")
        yield row(name, paid, mean[-1], half[-1], seeds, fraction)
        counted, at_work = change[:, wanted.index(own[0])], change[:, wanted.index(AT_WORK)]
        yearly = {"persons": 1.0, "persons per year": 1.0, "posts per year": 1.0,
                  "persons per month": 12.0}.get(INDICATORS[own[0][0]].unit)  # fmt: skip
        if yearly is not None and abs(counted.mean()) > 0.0:
            share, error = net_share(at_work, yearly * counted)
            figure = (NET, "XJ", "all", "true")
            yield row(name, figure, share, spread * np.sqrt(seeds) * error, seeds, fraction)


def net_share(at_work: Floats, counted: Floats) -> tuple[float, float]:
    """Return the change of people at work over that of what is counted, and its standard error.

    Parameters
    ----------
    at_work, counted : float64[n_pairs], changes; the error is that of a ratio of means
    """
    ratio = float(at_work.mean() / counted.mean())
    left = at_work - ratio * counted
    return ratio, float(left.std(ddof=1) / np.sqrt(len(left)) / abs(counted.mean()))


def row(
    name: str,
    figure: Figure,
    mean: float,
    half: float,
    seeds: int,
    fraction: str,
) -> dict[str, str | int]:
    """Return one line of the table."""
    indicator, place, group, _ = figure
    label, unit = "paid by public accounts", "million yuan/year"
    if indicator == NET:
        label, unit = "people at work for each counted (first line)", "persons"
    elif indicator != SPENT:
        known = INDICATORS[indicator]
        label, unit = known.en, known.unit
    where = [w for w, usual in ((place, "XJ"), (group, "all")) if w != usual]
    if where:
        label += f" ({', '.join(where)})"
    return {
        "measure": name, "figure": "/".join(figure), "label": label, "unit": unit,
        "change": f"{mean:.4g}", "half_width": f"{half:.2g}",
        "years": f"{MOST_YEARS[0]}-{MOST_YEARS[1]}", "pairs": seeds, "fraction": fraction,
    }  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Measure and print; write the table with `--write`."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fraction", default="1/100")
    parser.add_argument("--seeds", type=int, default=8)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--only", nargs="*", choices=sorted(CATALOGUE), default=None)
    parser.add_argument("--write", action="store_true")
    given = parser.parse_args(arguments)
    names = given.only or [n for n in CATALOGUE if n in load("plan").measures]
    with ProcessPoolExecutor(given.workers) as pool:
        table = list(rows(given.fraction, given.seeds, pool, names))
    sys.stdout.write(pd.DataFrame(table)[list(COLUMNS[:6])].to_string(index=False) + "\n")
    if given.write:
        partial = Path(f"{EFFECTS}.partial")
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
            writer.writeheader()
            writer.writerows(table)
        partial.replace(EFFECTS)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
