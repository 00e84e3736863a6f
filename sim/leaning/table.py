"""Which projections lean on assumed parameters, as `python -m calibration.leaning` found it.

A projection leans on a parameter of confidence `assumed` where its sensitivity (how far it goes
when the parameter goes over the central 90 % of a uniform prior on its bounds) is more than 10 % of
the width of its 90 % interval. That command writes the table.
"""

from __future__ import annotations

import csv
import json
import os
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sim.projections import Projection

FOLDER = Path(__file__).parents[1] / "data"
LEANS, PROJECTIONS, MADE = "leaning.csv", "leaning_projections.csv", "leaning.json"
LIMIT = 0.1  # share of the interval's width above which a projection leans on a parameter
ERRORS = 3.0  # standard errors that a sensitivity is from zero; hundreds are looked at each time
MARK = "†"
KEYS = Projection._fields
LEAN_COLUMNS = (*KEYS, "parameter", "sensitivity", "standard_error", "interval_width", "share")
CELL_COLUMNS = (*KEYS, "value", "interval_width", "luck", "leaning", "undecided")


class LeaningTableError(ValueError):
    """The table is missing or malformed; the message names the file."""


@dataclass(frozen=True)
class Lean:
    """A parameter that a projection leans on.

    Attributes
    ----------
    parameter : str, symbol
    sensitivity, standard_error : float, unit of the projection; positive where it rises with it
    share : float, size of the sensitivity over the width of the interval
    """

    parameter: str
    sensitivity: float
    standard_error: float
    share: float


@dataclass(frozen=True)
class Cell:
    """A projection: value, interval and luck in its unit, and what it leans on.

    Attributes
    ----------
    value : float, mean of the unmoved runs
    width : float, of the 90 % interval from all assumed parameters and luck
    luck : float, standard deviation of one run
    undecided : int, parameters above the limit that luck alone may have put there
    leans : tuple of Lean, largest share first
    """

    value: float
    width: float
    luck: float
    undecided: int
    leans: tuple[Lean, ...]


@dataclass(frozen=True)
class Table:
    """All projections that were looked at, and how the table was made."""

    cells: Mapping[Projection, Cell]
    made: Mapping[str, Any]

    def leans(self, *keys: Projection) -> tuple[Lean, ...]:
        """Return what any of some projections leans on, each parameter with its largest share."""
        found: dict[str, Lean] = {}
        for key in keys:
            for lean in self.cells[key].leans if key in self.cells else ():
                before = found.get(lean.parameter)
                if before is None or before.share < lean.share:
                    found[lean.parameter] = lean
        return tuple(sorted(found.values(), key=lambda lean: -lean.share))


def write(table: Table, folder: Path = FOLDER) -> None:
    """Write the three files of a table; each is whole or as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    leans = [
        [*key, x.parameter, *(f"{v:.4g}" for v in (x.sensitivity, x.standard_error, c.width)),
         f"{x.share:.3f}"]
        for key, c in table.cells.items() for x in c.leans
    ]  # fmt: skip
    cells = [
        [*key, f"{c.value:.6g}", f"{c.width:.4g}", f"{c.luck:.4g}", len(c.leans), c.undecided]
        for key, c in table.cells.items()
    ]
    for name, columns, rows in ((LEANS, LEAN_COLUMNS, leans), (PROJECTIONS, CELL_COLUMNS, cells)):
        part = folder / f"{name}.{os.getpid()}.partial"
        with part.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerows([columns, *rows])
        os.replace(part, folder / name)
    part = folder / f"{MADE}.{os.getpid()}.partial"
    part.write_text(json.dumps(table.made, ensure_ascii=False, indent=1) + "\n", "utf-8")
    os.replace(part, folder / MADE)


def _records(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            reader = csv.DictReader(file)
            rows = list(reader)
    except FileNotFoundError:
        raise LeaningTableError(
            f"{path} is missing; python -m calibration.leaning --write makes it"
        ) from None
    if tuple(reader.fieldnames or ()) != columns:
        raise LeaningTableError(f"{path}: columns {reader.fieldnames}, not {list(columns)}")
    return rows


@cache
def read(folder: Path = FOLDER) -> Table:
    """Return the table of a folder, by default the shipped one.

    Raises
    ------
    LeaningTableError
        If a file is missing or malformed.
    """
    leans: dict[Projection, list[Lean]] = {}
    try:
        for row in _records(folder / LEANS, LEAN_COLUMNS):
            numbers = (float(row[n]) for n in ("sensitivity", "standard_error", "share"))
            key = Projection(*(row[n] for n in KEYS))
            leans.setdefault(key, []).append(Lean(row["parameter"], *numbers))
        cells = {}
        for row in _records(folder / PROJECTIONS, CELL_COLUMNS):
            key = Projection(*(row[n] for n in KEYS))
            cells[key] = Cell(
                float(row["value"]), float(row["interval_width"]), float(row["luck"]),
                int(row["undecided"]), tuple(leans.pop(key, ())),
            )  # fmt: skip
        made = json.loads((folder / MADE).read_text("utf-8"))
    except LeaningTableError:
        raise
    except (OSError, ValueError, TypeError) as error:
        raise LeaningTableError(f"{folder}: not a table of leaning projections ({error})") from None
    if leans:
        raise LeaningTableError(f"{folder / LEANS}: {next(iter(leans))} is not in {PROJECTIONS}")
    return Table(cells, made)


def summary(table: Table, most: int = 12) -> str:
    """Return the parameters that most projections lean on, as text."""
    count = Counter(lean.parameter for cell in table.cells.values() for lean in cell.leans)
    marked = sum(bool(cell.leans) for cell in table.cells.values())
    undecided = sum(cell.undecided for cell in table.cells.values())
    lines = [
        f"{marked} of {len(table.cells)} projections lean on {len(count)} of "
        f"{len(table.made['levels'])} parameters; {undecided} pairs are undecided.",
        "parameter              projections  largest share",
    ]
    for symbol, n in count.most_common(most):
        largest = max(
            x.share for c in table.cells.values() for x in c.leans if x.parameter == symbol
        )
        lines.append(f"{symbol:22s} {n:11d}  {largest:13.2f}")
    return "\n".join(lines)
