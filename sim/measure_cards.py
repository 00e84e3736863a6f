"""Keep `docs/measures.md` equal to the code: `python -m sim.measure_cards` rewrites it.

One card a measure: what it is, its dials with their sources, the levers it writes, and what it did
in paired runs of the plan (`sim/data/measure_effects.csv`, made by `calibration.measure_effects`).
"""

from __future__ import annotations

import csv
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np

from agents.levers import Levers
from scenarios.measure import Measure, View
from scenarios.measures import CATALOGUE
from scenarios.months import Month
from scenarios.parameters import Parameters
from scenarios.tables import units

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "measures.md"
EFFECTS = ROOT / "sim" / "data" / "measure_effects.csv"
MONTH = Month.of(2026, 1)
HEAD = """\
# The twenty measures

Written by `python -m sim.measure_cards` from `scenarios/measures/`; a test keeps it current. Every
measure has the dial `dose` (0 to 3, default 1): a dial acts at no policy + dose × (value − no
policy), so `dose: 0` equals `off`. A measure writes levers and nothing else; every programme is an
offer that may be refused at no cost. *No policy*, *2025* and *plan* are the columns of the worlds
`no_policy`, `baseline` and `plan`.
"""


def doubled(measure: type[Measure]) -> Measure:
    """Return a measure with every dial as far from no policy as it goes, so that levers show."""
    far: dict[str, Any] = {}
    for name, spec in measure.dials().items():
        low, high = spec.bounds
        value = high if abs(high - spec.no_policy) >= abs(low - spec.no_policy) else low
        far[name] = round(value) if spec.whole else value
    return measure(**far)


def levers_written(measure: type[Measure]) -> list[str]:
    """Return the names of the levers that a measure writes, in the order of their declaration."""
    table, parameters = units(2020), Parameters.default()
    before, after = Levers(table), Levers(table)
    after.reset(MONTH)
    doubled(measure).apply(View(table, parameters), after, MONTH)
    one, two = before.arrays(), after.arrays()
    changed = {n.split(".")[0] for n in two if not np.array_equal(one[n], two[n])}
    return [name for name in Levers.declared() if name in changed]


def text_of(measure: type[Measure]) -> str:
    """Return a measure's docstring as one paragraph a paragraph."""
    paragraphs = re.split(r"\n\s*\n", (measure.__doc__ or "").strip())
    return "\n\n".join(" ".join(p.split()) for p in paragraphs)


def effects() -> dict[str, list[dict[str, str]]]:
    """Return the measured effects by measure; empty where none were measured."""
    if not EFFECTS.is_file():
        return {}
    found: dict[str, list[dict[str, str]]] = {}
    with EFFECTS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["measure"], []).append(row)
    return found


def card(name: str, measured: list[dict[str, str]]) -> str:
    """Return the card of one measure as Markdown."""
    measure = CATALOGUE[name]
    lines = [
        f"## {measure.number} {measure.en} · {measure.zh}",
        f"`{name}`, article {measure.article}. {text_of(measure)}",
        "| Dial | Unit | No policy | 2025 | Plan | Bounds | Confidence | Source |\n"
        "|---|---|---:|---:|---:|---|---|---|\n"
        + "\n".join(
            f"| `{dial}` {spec.en} | {spec.unit} | {spec.no_policy:g} | {spec.rules_2025:g} | "
            f"{spec.plan:g} | {spec.bounds[0]:g} to {spec.bounds[1]:g} | {spec.confidence} | "
            f"{spec.source.replace('|', '/')} |"
            for dial, spec in measure.dials().items()
        ),
        "Levers: " + ", ".join(f"`{lever}`" for lever in levers_written(measure)) + ".",
    ]
    if measured:
        rows = [
            f"| {row['label']} | {row['unit']} | {row['change']} | ± {row['half_width']} |"
            for row in measured
        ]
        lines.append(
            "Plan less the plan without this measure, mean a year of "
            f"{measured[0]['years']}, 90 % interval over {measured[0]['pairs']} pairs at "
            f"{measured[0]['fraction']}:\n\n| Figure | Unit | Change | |\n|---|---|---:|---:|\n"
            + "\n".join(rows)
        )
    return "\n\n".join(lines)


def page() -> str:
    """Return the whole page."""
    measured = effects()
    ordered = sorted(CATALOGUE, key=lambda name: CATALOGUE[name].number)
    return HEAD + "\n" + "\n\n".join(card(n, measured.get(n, [])) for n in ordered) + "\n"


if __name__ == "__main__":
    new = page()
    changed = not PAGE.is_file() or PAGE.read_text("utf-8") != new
    PAGE.write_text(new, "utf-8")
    sys.stdout.write(f"{PAGE.relative_to(ROOT)}: {'written' if changed else 'unchanged'}\n")
