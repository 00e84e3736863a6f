"""How fast the engine is: `tianshan bench`, document `tianshan.bench/1`.

Every measurement is a process of its own (`sim.bench.child`); this module plans them, puts the
document together and prints it. Nothing heavy is imported here.

Times are wall clock, on whatever else the machine does: `machine` states the load, and each run
has the median month, `month_ms`, beside its `wall_s`. That is the months alone: imports,
compilation, building the population and bringing it to the start are in `setup_s`, and each
measured process warms up on a throwaway world first. `ratios` compare the engine with four things
measured in the same call:

mesa
    The month of `sim.twin.model` over the engine's, one thread, the same 1/1000 start world, both
    timed month by month in turn; medians. `references` has the same at 1/100 where that is run: a
    small world's month is mostly the cost of calling kernels.
copy
    The engine's month in the largest run over the time that one thread needs to copy the bytes of
    all columns of workers, households, firms and posts once.
starsim
    Time an agent and step of Starsim's SIS on a random network over the engine's time a row and
    month in the largest run; null where the package `starsim` is not installed.
threads
    One thread over all threads in the largest run; both must end in the same bits.

`references` says what each ratio is made of, `weak` (where asked for) what a row and month cost in
tiled worlds of up to 100 million rows.
"""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import subprocess
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

SCHEMA = "tianshan.bench/1"
DEFAULT_FRACTIONS, FULL_FRACTION, DEFAULT_MONTHS = (1000, 100), 1, 60
TWIN_FRACTION, TWIN_MONTHS = 1000, 12
LARGER_TWIN, LARGER_TWIN_MONTHS = 100, 4  # where calls no longer count in the engine's month
MOST_THREADS = 2  # as `tianshan run`
# the world that is tiled; a smaller one has sub-markets that are far from their usual size, and
# tiling keeps the shares that made them so, beyond what the slot tables of posts are made for
WEAK_FRACTION, WEAK_MONTHS = 100, 6
MOST_ROWS, MEMORY_SHARE = 100_000_000, 0.6
BYTES_A_ROW = 110  # peak of a tiled world: 88 measured, columns and scratch, and some room
STARSIM_AGENTS, STARSIM_STEPS = 100_000, 50
ROOT = Path(__file__).resolve().parents[2]

Document = dict[str, Any]
Say = Callable[[str], None]


class BenchError(RuntimeError):
    """A measurement failed; the message ends with what its process said last."""


def bench(
    fractions: Sequence[int] = DEFAULT_FRACTIONS,
    months: int = DEFAULT_MONTHS,
    *,
    weak: bool = False,
    rows: int | None = None,
    twin_months: int = TWIN_MONTHS,
    say: Say = lambda text: None,
) -> Document:
    """Measure and return the document.

    Parameters
    ----------
    fractions : sequence of int, k of each run of 1/k
    months : int, months of each run
    weak : bool
        Measure weak scaling on tiled worlds too.
    rows : int, optional
        Rows of the largest tiled world; default what fits into 60 % of memory, at most 100 million.
    twin_months : int, months of engine and twin
    say : callable, told what is measured next

    Raises
    ------
    BenchError
        If a measurement fails.
    """
    began_on = machine()
    sizes = sorted(set(fractions), reverse=True)
    n_threads = min(MOST_THREADS, cores())
    setups, layer = {}, ""
    needed = {*sizes, TWIN_FRACTION} | ({WEAK_FRACTION} if weak else set())
    for k in sorted(needed, reverse=True):
        say(f"start world 1/{k}")
        made = measure("prepare", fraction=k, threads=n_threads)
        setups[k], layer = made, made["layer"]
    runs, digests = [], {}
    for k in sizes:
        say(f"1/{k}, {months} months")
        run = measure("months", fraction=k, months=months, threads=n_threads)
        digests[k] = run.pop("digest")
        run["setup_s"] = setups[k]["setup_s"]
        run["setup"] = setups[k]["setup"]
        runs.append(run)
    largest = runs[-1]
    say(f"engine and Mesa twin, 1/{TWIN_FRACTION}, {twin_months} months")
    mesa = measure("mesa", fraction=TWIN_FRACTION, months=twin_months)
    larger = max(sizes[-1], LARGER_TWIN)
    mesa_larger: Document | None = None
    if larger < TWIN_FRACTION:
        say(f"engine and Mesa twin, 1/{larger}, {LARGER_TWIN_MONTHS} months")
        mesa_larger = measure("mesa", fraction=larger, months=LARGER_TWIN_MONTHS)
    say("memory copy")
    copy = measure("copy")
    copy["state_bytes"] = largest["state_bytes"]
    copy["copy_s"] = largest["state_bytes"] / copy["bytes_per_s"]
    copy["month_s"] = largest["wall_s"] / months
    references: dict[str, Any] = {
        "mesa": mesa,
        "mesa_larger": mesa_larger,
        "copy": copy,
        "starsim": compare_starsim(largest, say),
        "threads": compare_threads(sizes[-1], months, n_threads, digests[sizes[-1]], largest, say),
    }
    document: Document = {
        "schema": SCHEMA,
        "machine": {**began_on, "threading_layer": layer},
        "threads": n_threads,
        "runs": runs,
        "ratios": {
            "mesa": mesa["ratio"],
            "copy": copy["month_s"] / copy["copy_s"],
            "starsim": references["starsim"]["ratio"],
            "threads": references["threads"]["ratio"],
        },
        "references": references,
    }
    if weak:
        document["weak"] = weak_scaling(rows or most_rows(), n_threads, months, say)
    return document


def compare_starsim(largest: Document, say: Say) -> Document:
    """Return Starsim's time a step beside the engine's a month, or that it is not installed."""
    if importlib.util.find_spec("starsim") is None:
        return {"status": "not installed", "ratio": None}
    say("Starsim")
    try:
        found = measure("starsim", agents=STARSIM_AGENTS, steps=STARSIM_STEPS)
    except BenchError as error:  # an extra whose interface may move; it must not stop the rest
        return {"status": f"failed: {error}", "ratio": None}
    ratio = found["ns_per_agent_step"] / largest["ns_per_row_month"]
    return {"status": "measured", **found, "ratio": ratio}


def compare_threads(
    fraction: int, months: int, n_threads: int, digest: str, largest: Document, say: Say
) -> Document:
    """Return how much faster all threads are than one, after checking that both agree bit for bit.

    Raises
    ------
    BenchError
        If the two runs end in different states.
    """
    if n_threads == 1:
        return {"status": "one processor only", "ratio": None}
    say(f"1/{fraction} with 1 and {n_threads} threads")
    order = {"fraction": fraction, "months": months}
    one = measure("months", **order, threads=1, force=True)
    many = largest
    if largest["threads"] != n_threads:  # so small that a run takes one thread
        many = measure("months", **order, threads=n_threads, force=True)
        if many.pop("digest") != digest:
            raise BenchError(f"1/{fraction}: {n_threads} threads end in another state than one")
    if one["digest"] != digest:
        raise BenchError(f"1/{fraction}: one thread ends in another state than {n_threads}")
    return {
        "status": "same bits",
        "fraction": f"1/{fraction}",
        "one_thread_s": one["wall_s"],
        "threads_s": many["wall_s"],
        "one_thread_month_ms": one["month_ms"],
        "threads_month_ms": many["month_ms"],
        "ratio": one["wall_s"] / many["wall_s"],
    }


def weak_scaling(rows: int, n_threads: int, months: int, say: Say) -> list[Document]:
    """Measure tiled worlds of 1, 4, 16 … million rows, the last one of `rows`."""
    sizes, size = [], 1_000_000
    while size < rows:
        sizes.append(size)
        size *= 4
    found = []
    for n in [*sizes, rows]:
        say(f"tiled world, {n:,} rows")
        order = {"rows": n, "months": min(months, WEAK_MONTHS), "threads": n_threads}
        found.append(measure("weak", **order, fraction=WEAK_FRACTION))
    return found


def most_rows() -> int:
    """Return how many rows fit into 60 % of the memory that is free, at most 100 million."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    try:  # what the page cache holds is free too
        for line in Path("/proc/meminfo").read_text().splitlines():
            if line.startswith("MemAvailable:"):
                free = int(line.split()[1]) * 1024
    except OSError:
        pass
    return min(MOST_ROWS, int(MEMORY_SHARE * free / BYTES_A_ROW))


def measure(task: str, **order: Any) -> Document:
    """Let a fresh process do one task of `sim.bench.child`.

    Raises
    ------
    BenchError
        If it fails.
    """
    command = [sys.executable, "-m", "sim.bench.child", json.dumps({"task": task, **order})]
    path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH", "")]))
    environment = {**os.environ, "PYTHONPATH": path}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode != 0:
        ended = f"signal {-done.returncode}" if done.returncode < 0 else f"code {done.returncode}"
        said = (done.stderr.strip() or f"its process ended with {ended}").splitlines()[-1]
        raise BenchError(f"{task} {order}: {said}")
    found: Document = json.loads(done.stdout.strip().splitlines()[-1])
    return found


# ----------------------------------------------------------------------------------------- machine


def cores() -> int:
    """Return the processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def machine() -> Document:
    """Return what the figures were measured on."""
    return {
        "processor": processor(),
        "cores": cores(),
        "memory_gib": os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 2**30,
        "system": platform.platform(),
        "load": os.getloadavg()[0],
        "python": platform.python_version(),
        "numba": version("numba"),
        "numpy": version("numpy"),
    }


def processor() -> str:
    """Return the processor's model, as far as the system names it."""
    try:
        for line in Path("/proc/cpuinfo").read_text().splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    except OSError:
        pass
    return platform.processor() or platform.machine()


# ------------------------------------------------------------------------------------------- table


def table(document: Document) -> str:
    """Return the document as a text to be read."""
    m, r, ref = document["machine"], document["ratios"], document["references"]
    lines = [
        f"{m['processor']}, {m['cores']} cores, {m['memory_gib']:.1f} GiB; "
        f"Python {m['python']}, numba {m['numba']} ({m['threading_layer']}), numpy {m['numpy']}",
        f"Threads: {document['threads']}; load when the bench began: {m['load']:.1f}",
        "",
        f"{'size':>7} {'rows':>11} {'months':>6} {'threads':>7} {'wall s':>8} {'median ms':>9} "
        f"{'ns/row-month':>12} {'peak GiB':>8} {'setup s':>8}",
    ]
    lines += [
        f"{run['fraction']:>7} {run['rows']:>11,} {run['months']:>6} {run['threads']:>7} "
        f"{run['wall_s']:>8.2f} {run['month_ms']:>9.1f} "
        f"{run['ns_per_row_month']:>12.1f} {run['peak_gib']:>8.2f} {run['setup_s']:>8.1f}"
        for run in document["runs"]
    ]
    names = [run["fraction"] for run in document["runs"]]
    lines += ["", "Step, ms a month   " + "".join(f"{name:>10}" for name in names)]
    for step in document["runs"][0]["steps"]:
        shown = "".join(f"{run['steps'][step]:>10.2f}" for run in document["runs"])
        lines.append(f"  {step:<17}{shown}")
    lines += ["", "Setup, s           " + "".join(f"{name:>10}" for name in names)]
    for part in ("import_s", "compile_s", "build_s", "forward_s"):
        values = [run["setup"][part] for run in document["runs"]]
        shown = "".join(f"{'cached':>10}" if v is None else f"{v:>10.1f}" for v in values)
        lines.append(f"  {part.removesuffix('_s'):<17}{shown}")
    copy, threads = ref["copy"], ref["threads"]
    lines += [
        "",
        *(_mesa_line(found) for found in (ref["mesa"], ref["mesa_larger"]) if found is not None),
        f"Copy     {r['copy']:8.1f}  a month over copying its state once: "
        f"{copy['state_bytes'] / 2**20:.1f} MiB, one thread, {copy['bytes_per_s'] / 1e9:.1f} GB/s",
        _starsim_line(ref["starsim"]),
        f"Threads  {'-':>8}  {threads['status']}"
        if r["threads"] is None
        else f"Threads  {r['threads']:8.2f}  {threads['one_thread_s']:.2f} s with one, "
        f"{threads['threads_s']:.2f} s with {document['threads']}; {threads['status']}",
    ]
    if "weak" in document:
        lines += ["", f"{'tiled rows':>12} {'firms':>10} {'ns/row-month':>12} {'peak GiB':>8}"]
        lines += [
            f"{w['rows']:>12,} {w['firms']:>10,} {w['ns_per_row_month']:>12.1f} "
            f"{w['peak_gib']:>8.2f}"
            for w in document["weak"]
        ]
    return "\n".join(lines)


def _mesa_line(found: Document) -> str:
    twin, engine = (
        f"{found[f'{who}_ms']:.1f} ms ({found[f'{who}_ns_per_person_month']:.0f} ns a person)"
        for who in ("twin", "engine")
    )
    return (
        f"Mesa     {found['ratio']:8.1f}  the same month at {found['fraction']}, one thread: "
        f"plain Mesa {twin}, engine {engine}"
    )


def _starsim_line(found: Document) -> str:
    if found["ratio"] is None:
        return f"Starsim  {'-':>8}  {found['status']}"
    return (
        f"Starsim  {found['ratio']:8.1f}  SIS on a random network, "
        f"{found['ns_per_agent_step']:.0f} ns an agent and step, {found['agents']:,} agents"
    )
