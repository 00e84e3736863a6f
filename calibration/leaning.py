"""Which projections lean on assumed parameters: the table that the report's marks come from.

    python -m calibration.leaning --fraction 1/500 --workers 2 --write

Every parameter of confidence `assumed` that code reads is moved, all at once by a balanced plan
(see `calibration.screening`), from the census of 2020 to 2030 in the baseline. A projection leans
on a parameter where its sensitivity is more than 10 % of the width of its own 90 % interval, and
more than three standard errors from zero. Finished runs are kept, so the command may be
interrupted and given again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import numpy.typing as npt

from agents.jit import cache_root
from calibration import leaning_runs
from calibration.screening import STEP, Move, Signs, Slopes, balanced_plan, move, slopes
from scenarios.load import load
from scenarios.parameters import Parameter, ParameterError, Parameters
from sim import odd
from sim.common_luck import fraction_word
from sim.leaning import table as leaning
from sim.projections import Projection
from sim.start import code_digest
from sim.warm import main as warm

Run = Callable[[Mapping[str, float], int], Mapping[Projection, float]]  # values, seed
LUCK_SEEDS = 12  # unmoved runs
REFERENCE = 100  # intervals hold the luck of a run at 1/100, the usual size
WHOLE = re.compile(r"""\bint\((?:\w+\.)*(?:p|parameters|values)\[["'](\w+)["']\]\)""")


@dataclass(frozen=True)
class Task:
    """One run: its name, the seed of its luck, and the parameters that are moved."""

    name: str
    seed: int
    values: tuple[tuple[str, float], ...]


def assumed(known: Parameters) -> list[Parameter]:
    """Return the parameters of confidence `assumed` that code reads, in the order of the files."""
    taken = {symbol for found in odd.used(known).values() for symbol in found}
    return [p for p in known.entries if p.confidence == "assumed" and p.symbol in taken]


def whole_numbers() -> frozenset[str]:
    """Return the parameters that code reads as whole numbers."""
    files = {file for files in odd.SOURCES.values() for file in files}
    return frozenset(
        symbol for file in files for symbol in WHOLE.findall((odd.ROOT / file).read_text("utf-8"))
    )


def tasks_of(
    moves: Sequence[Move], plan: Signs, n_seeds: int, *, one_sided: bool = False
) -> list[Task]:
    """Return all runs, those of one seed side by side: the process keeps what they share."""
    found = []
    sides = (("above", 1),) if one_sided else (("above", 1), ("below", -1))
    for row, signs in enumerate(plan):
        for side, sign in sides:
            values = tuple(
                (m.symbol, m.above if sign * x > 0 else m.below)
                for m, x in zip(moves, signs, strict=True)
            )
            found.append(Task(f"row-{row:04d}-{side}", 1 + row % n_seeds, values))
    found += [Task(f"unmoved-{seed:04d}", seed, ()) for seed in range(1, LUCK_SEEDS + 1)]
    return sorted(found, key=lambda t: (t.seed, t.name))


def done_runs(folder: Path, tasks: Sequence[Task]) -> dict[str, dict[Projection, float]]:
    """Return the projections of finished runs, by name."""
    return {
        task.name: {
            Projection(*key): value
            for *key, value in json.loads((folder / f"{task.name}.json").read_text("utf-8"))
        }
        for task in tasks
    }


def _run(task: Task, run: Run, folder: Path) -> str:
    """Do one run and put its projections into the folder, whole or not at all."""
    try:
        found = run(dict(task.values), task.seed)
    except Exception as error:
        error.add_note(f"in {task.name} of {folder}, seed {task.seed}")
        raise
    partial_file = folder / f"{task.name}.{os.getpid()}.partial"
    partial_file.write_text(json.dumps([[*key, value] for key, value in found.items()]), "utf-8")
    os.replace(partial_file, folder / f"{task.name}.json")
    return task.name


def run_all(tasks: Sequence[Task], run: Run, folder: Path, *, workers: int) -> None:
    """Do the runs that the folder does not hold yet, and say how long the rest will take."""
    folder.mkdir(parents=True, exist_ok=True)
    left = [task for task in tasks if not (folder / f"{task.name}.json").exists()]
    began, shown = time.monotonic(), 0.0
    for done, _ in enumerate(_finished(left, run, folder, workers), start=1):
        now = time.monotonic()
        if now - shown > 15.0 or done == len(left):
            minutes = (now - began) / done * (len(left) - done) / 60.0
            all_done = len(tasks) - len(left) + done
            print(f"{all_done} of {len(tasks)} runs, {minutes:.0f} min left", file=sys.stderr)
            shown = now


def _finished(left: Sequence[Task], run: Run, folder: Path, workers: int) -> Iterator[str]:
    if workers == 1:
        yield from (_run(task, run, folder) for task in left)
        return
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        waiting = [pool.submit(_run, task, run, folder) for task in left]
        try:
            for future in as_completed(waiting):
                yield future.result()
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


Floats = npt.NDArray[np.float64]


def outcomes(
    found: Mapping[str, Mapping[Projection, float]], n_rows: int, *, one_sided: bool = False
) -> tuple[list[Projection], Floats, Floats | None, Floats]:
    """Return the projections that every run has, and their values above, below and unmoved."""
    first = next(iter(found.values()))
    keys = [key for key in first if all(key in values for values in found.values())]

    def table(names: Sequence[str]) -> Floats:
        return np.array([[found[name][key] for key in keys] for name in names])

    rows = range(n_rows)
    unmoved = sorted(name for name in found if name.startswith("unmoved"))
    return (
        keys,
        table([f"row-{row:04d}-above" for row in rows]),
        None if one_sided else table([f"row-{row:04d}-below" for row in rows]),
        table(unmoved),
    )


def make_table(
    moves: Sequence[Move], keys: Sequence[Projection], found: Slopes, value: Floats
) -> dict[Projection, leaning.Cell]:
    """Return what each projection leans on, the largest share first."""
    share, clear = found.share, np.abs(found.sensitivity) > leaning.ERRORS * found.standard_error
    cells = {}
    for n, key in enumerate(keys):
        large = share[:, n] > leaning.LIMIT
        rows = np.flatnonzero(large & clear[:, n]).tolist()
        rows.sort(key=lambda j: -share[j, n])
        leans = tuple(
            leaning.Lean(
                moves[j].symbol, float(found.sensitivity[j, n]),
                float(found.standard_error[j, n]), float(share[j, n]),
            )
            for j in rows
        )  # fmt: skip
        cells[key] = leaning.Cell(
            float(value[n]), float(found.width[n]), float(found.luck[n]),
            int(np.count_nonzero(large & ~clear[:, n])), leans,
        )  # fmt: skip
    return cells


def identity(chosen: Sequence[Parameter], moves: Sequence[Move], given: argparse.Namespace) -> str:
    """Return a digest of everything that decides the runs."""
    facts = [code_digest(), Parameters.default().digest(), load(leaning_runs.SCENARIO).digest()]
    facts += [f"{m.symbol} {m.below.hex()} {m.above.hex()}" for m in moves]
    facts += [f"{p.symbol} {p.value.hex()}" for p in chosen]
    facts += [f"{given.fraction} {given.seeds} {given.months}"]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()[:16]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the command's words; a bad one is refused with a sentence."""
    parser = argparse.ArgumentParser(prog="python -m calibration.leaning", description=__doc__)
    parser.add_argument("--fraction", type=fraction_word, default=500)
    parser.add_argument("--seeds", type=int, default=4, help="seeds that the pairs are spread over")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument(
        "--one-sided", action="store_true",
        help="no mirror images: half the runs, but interactions of pairs disturb the slopes",
    )  # fmt: skip
    parser.add_argument("--parameters", nargs="+", help="some only, to try; not with --write")
    parser.add_argument("--months", type=int, default=60, help="fewer to try; not with --write")
    parser.add_argument("--out", type=Path, help="folder to write the table to")
    parser.add_argument("--write", action="store_true", help="put the table where the report reads")
    given = parser.parse_args(arguments)
    for name in ("seeds", "workers", "months"):
        if getattr(given, name) < 1:
            parser.error(f"--{name}: {getattr(given, name)} is not 1 or more")
    if given.write and (given.parameters or given.months != 60):
        parser.error("--write: the table is of all parameters and 60 months")
    try:
        chosen = assumed(Parameters.default())
        if given.parameters:
            by_symbol = {p.symbol: p for p in chosen}
            wrong = [symbol for symbol in given.parameters if symbol not in by_symbol]
            if wrong:
                parser.error(f"--parameters: {wrong[0]!r} is no assumed parameter that code reads")
            chosen = [by_symbol[symbol] for symbol in given.parameters]
    except ParameterError as error:
        parser.error(str(error))
    given.chosen = chosen
    return given


def main(arguments: Sequence[str], run: Run | None = None) -> int:
    """Do what is left of the runs, print the table's head, and write it where asked."""
    given = parse(arguments)
    whole = whole_numbers()
    moves = [move(p, whole=p.symbol in whole) for p in given.chosen]
    plan = balanced_plan(len(moves))
    tasks = tasks_of(moves, plan, given.seeds, one_sided=given.one_sided)
    folder = cache_root() / "leaning" / identity(given.chosen, moves, given)
    if run is None:
        warm([])
        run = partial(simulate, fraction=given.fraction, months=given.months)
    run_all(tasks, run, folder, workers=given.workers)
    runs = done_runs(folder, tasks)
    keys, above, below, unmoved = outcomes(runs, len(plan), one_sided=given.one_sided)
    found = slopes(
        plan, moves, above, below, unmoved, luck_scale=min(1.0, REFERENCE / given.fraction)
    )
    cells = make_table(moves, keys, found, unmoved.mean(axis=0))
    words = " ".join(["python -m calibration.leaning", *arguments])
    table = leaning.Table(cells, made(given, words, moves, len(tasks)))
    print(leaning.summary(table))
    if given.out is not None:
        leaning.write(table, given.out)
    if given.write:
        leaning.write(table)
        shutil.rmtree(folder)
    return 0


def simulate(
    values: Mapping[str, float], seed: int, *, fraction: int, months: int
) -> Mapping[Projection, float]:
    """Run one member; see `calibration.leaning_runs.simulate`."""
    return leaning_runs.simulate(values, seed=seed, fraction=fraction, months=months)


def made(
    given: argparse.Namespace, words: str, moves: Sequence[Move], n_runs: int
) -> dict[str, object]:
    """Return what the table says about itself."""
    scenario = load(leaning_runs.SCENARIO)
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "command": words,
        "scenario": {"name": scenario.name, "digest": scenario.digest()},
        "fraction": f"1/{given.fraction}",
        "luck_of": f"1/{min(given.fraction, REFERENCE)}",
        "seeds": given.seeds,
        "runs": n_runs,
        "step": STEP,
        "code_digest": code_digest(),
        "levels": {m.symbol: [m.below, m.above] for m in moves},
        "values": {p.symbol: p.value for p in Parameters.default().entries},
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
