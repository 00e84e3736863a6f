"""How early the risk watch warns, and how often for nothing: measured on shock scenarios.

Each shock is run beside the baseline with the same seeds. A place *needs* a warning from the month
in which its true unemployment lies `--trigger` points above the baseline's; the lead is the number
of months from the warning, as readers have it two months later, to then (negative: late).

    python -m sim.risk_runs --seeds 4 --fraction 1/200 --out docs/risk_watch.csv
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from scenarios.load import load
from scenarios.months import Month
from sim.common_luck import fraction_word
from sim.counting import ALL, PUBLISHED, TRUE
from sim.runner import run

LAG = 2  # months until published figures are read
CALM = "baseline"
SHOCKS: Mapping[str, Month] = {"demand_slump": Month.of(2027, 1), "ai_burst": Month.of(2028, 1)}
REGION = ("XJ", ALL)


def series(data: pd.DataFrame, indicator: str, book: str) -> pd.DataFrame:
    """Return one column a (place, group), one row a month (from January 1900)."""
    rows = data[(data["indicator"] == indicator) & (data["book"] == book)]
    table = rows.pivot_table(
        index="month", columns=["place", "group"], values="value", observed=True
    )
    table.index = [int(Month.of(int(code) // 100, int(code) % 100)) for code in table.index]
    return table


def kind_of(place: str, group: str) -> str:
    """Return what a cell is: region, half, unit, industry or group."""
    if group != ALL:
        return "industry" if group.startswith("industry=") else "group"
    return {"XJ": "region", "north": "half", "south": "half"}.get(place, "unit")


def begins(warned: pd.DataFrame) -> pd.DataFrame:
    """Return True in the months in which a warning begins."""
    on = warned > 0.5
    return on & ~on.shift(1, fill_value=False)


def false_alarms(warned: pd.DataFrame) -> pd.DataFrame:
    """Return warnings that begin and months under warning, by kind of cell, a cell and year."""
    kind = [kind_of(*cell) for cell in warned.columns]
    years = len(warned) / 12.0
    return pd.DataFrame(
        {
            "warnings_a_year": begins(warned).sum().groupby(kind).mean() / years,
            "months_a_year": (warned > 0.5).sum().groupby(kind).mean() / years,
        }
    )


def first_month(mask: pd.Series, after: int) -> float:
    """Return the first month from `after` on in which `mask` holds, or NaN."""
    found = mask.index[mask.to_numpy() & (mask.index.to_numpy() >= after)]
    return float(found[0]) if len(found) else np.nan


def lead(
    warned: pd.DataFrame, true: pd.DataFrame, calm: pd.DataFrame, shock: Month, trigger: float
) -> pd.DataFrame:
    """Return by place: kind, month of need and of the warning's reading since the shock, lead."""
    rows = []
    for column in true.columns:
        place, group = str(column[0]), str(column[1])
        if group != ALL or (place, group) not in warned.columns:
            continue
        above = (true[place, group] - calm[place, group]).rolling(3, min_periods=1).mean()
        need = first_month(above >= trigger, int(shock))
        known = first_month(warned[place, group] > 0.5, int(shock)) + LAG
        rows.append((place, kind_of(place, group), need - shock, known - shock, need - known))
    return pd.DataFrame(rows, columns=["place", "kind", "need", "known", "lead"])


def measure(
    seeds: Sequence[int], k: int, *, trigger: float = 0.5, months: int = 48
) -> pd.DataFrame:
    """Return one row a scenario and kind of cell: alarms a year, share warned, mean lead.

    Parameters
    ----------
    seeds : sequence of int
    k : int, of worlds of 1/k
    trigger : float, percentage points of true unemployment above the baseline's
    months : int, length of the runs from January 2026
    """
    alarms, leads = [], []
    for seed in seeds:
        data = {
            name: run(load(name), seed=seed, fraction=k, months=months, threads=1).data
            for name in (CALM, *SHOCKS)
        }
        warned = {name: series(d, "risk_warning", PUBLISHED) for name, d in data.items()}
        true = {name: series(d, "surveyed_unemployment", TRUE) for name, d in data.items()}
        alarms.append(false_alarms(warned[CALM]))
        for name, shock in SHOCKS.items():
            found = lead(warned[name], true[name], true[CALM], shock, trigger)
            leads.append(found.assign(scenario=name, seed=seed))
    mean = pd.concat(alarms).groupby(level=0).mean()
    calm = mean.rename_axis("kind").reset_index().assign(scenario=CALM)
    return pd.concat([calm, summarised(pd.concat(leads))], ignore_index=True)


def summarised(leads: pd.DataFrame) -> pd.DataFrame:
    """Return by scenario and kind: places in need, share of them warned, median months."""
    need = leads[leads["need"].notna()]
    by = need.groupby(["scenario", "kind"])
    return pd.DataFrame(
        {
            "in_need": by.size(),
            "warned": by["known"].apply(lambda known: known.notna().mean()),
            "need_month": by["need"].median(),
            "known_month": by["known"].median(),
            "lead": by["lead"].median(),
        }
    ).reset_index()


def main(arguments: Sequence[str]) -> int:
    """Measure and print the table; write it where asked."""
    parser = argparse.ArgumentParser(prog="python -m sim.risk_runs", description=__doc__)
    parser.add_argument("--seeds", type=int, default=4)
    parser.add_argument("--fraction", type=fraction_word, default=200)
    parser.add_argument("--months", type=int, default=48)
    parser.add_argument("--trigger", type=float, default=0.5)
    parser.add_argument("--out", type=Path)
    given = parser.parse_args(arguments)
    if given.seeds < 1 or given.months < 36:
        parser.error("--seeds: at least 1; --months: at least 36, for the last shock is in 2028")
    table = measure(
        range(1, given.seeds + 1), given.fraction, trigger=given.trigger, months=given.months
    )
    print(table.to_string(index=False, float_format=lambda value: f"{value:.2f}"))
    if given.out is not None:
        table.to_csv(given.out, index=False, float_format="%.4g", lineterminator="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
