"""Run a scenario: start world, months, results; checkpoints and resume."""

from __future__ import annotations

import json
import pickle
import platform
import resource
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from agents.jit import set_threads
from scenarios.load import load
from scenarios.months import Month
from scenarios.scenario import Scenario
from sim.mesa_model import LaborMarket
from sim.results import Results, check_out, is_run, partial
from sim.start import code_digest, data_digest, open_world, start_world
from sim.statistics_office import Tally, tally
from sim.warm import compile_month, compiling_beside
from sim.world import World, save_state, state_digest

Progress = Callable[[Month, int, int], None]
DEFAULT_SEED, DEFAULT_FRACTION, DEFAULT_THREADS = 1, 100, 2
SERIAL_ROWS = 50_000  # below this many people a second thread costs more than it brings
KEPT_CHECKPOINTS = 2


class ResumeError(ValueError):
    """A run cannot be resumed; the message says why and starts with the folder."""


def run(
    scenario: Scenario | str | Path = "baseline",
    *,
    seed: int | None = None,
    fraction: int | str | None = None,
    months: int | None = None,
    threads: int | None = None,
    overrides: Sequence[str] = (),
    out: str | Path | None = None,
    progress: Progress | None = None,
    resume: bool = False,
    checkpoint_every: int = 12,
    lang: str = "zh",
) -> Results:
    """Run a scenario and return its results.

    Parameters
    ----------
    scenario : Scenario, library name or path of a scenario file
    seed : int, default the scenario's, else 1
    fraction : int k or "1/k", default the scenario's, else 1/100
    months : int, default the scenario's
    threads : int, default the scenario's, else 2; never changes a result
    overrides : sequence of "key=value", as `--set` on the command
    out : folder to save the results to; the run can be resumed from `out` + ".partial"
    progress : called with (month, months done, months in all), while the world is brought to the
        start and during the run
    resume : go on from the last checkpoint of an interrupted run
    checkpoint_every : months between checkpoints; 0 for none
    lang : "zh" or "en", language of figures and of the page when it opens

    Returns
    -------
    Results

    Raises
    ------
    scenarios.ScenarioError
        If the scenario is refused.
    sim.results.OutFolderError
        If `out` may not be written to.
    ResumeError
        If there is nothing to resume, or it belongs to another run.

    Examples
    --------
    >>> results = run("plan", fraction="1/1000", months=12)  # doctest: +SKIP
    >>> print(results.summary())  # doctest: +SKIP
    """
    chosen = scenario if isinstance(scenario, Scenario) else load(scenario, list(overrides))
    if months is not None:
        chosen = chosen.with_(months=months)
    seed = first_given(seed, chosen.seed, DEFAULT_SEED)
    k = first_given(read_fraction(fraction), chosen.fraction, DEFAULT_FRACTION)
    n_threads = first_given(threads, chosen.threads, DEFAULT_THREADS)
    identity = {
        "scenario": chosen.digest(),
        "seed": seed,
        "fraction": k,
        "data": data_digest(),
        "code": code_digest(),
    }
    folder = check_out(out) if out is not None else None
    if resume and folder is not None and is_run(folder) and not partial(folder).exists():
        return Results.load(folder)
    began = time.perf_counter()
    set_threads(n_threads)
    with compiling_beside():
        world = None
        if resume and folder is not None:
            world = open_checkpoint(folder, identity, chosen)
        if world is None:
            if folder is not None and partial(folder).exists():
                shutil.rmtree(partial(folder))
            world = start_world(chosen, seed=seed, fraction=k, progress=progress)
            world.tallies.append(first_tally(world))
        if world.population.workers.n < SERIAL_ROWS:
            set_threads(1)
        compile_month()
    model = LaborMarket(chosen, seed=seed, fraction=k, world=world, collect=False)
    ready = time.perf_counter()
    first_done = int(world.month) - int(chosen.start) + 1
    for done in range(first_done + 1, chosen.months + 1):
        model.step()
        if progress is not None:
            progress(world.month, done, chosen.months)
        last = done == chosen.months
        if folder is not None and checkpoint_every and done % checkpoint_every == 0 and not last:
            write_checkpoint(world, partial(folder), identity)
    set_threads(n_threads)
    finished = time.perf_counter()
    facts = {
        "seed": seed,
        "threads": n_threads,
        "data_digest": identity["data"],
        "code_digest": identity["code"],
        "state_digest": state_digest(world),
        "rows": {
            "workers": world.n_workers,
            "households": world.n_households,
            "firms": world.n_firms,
        },
        "timings": {
            "setup_s": round(ready - began, 3),
            "months_s": round(finished - ready, 3),
            "peak_gib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20, 3),
        },
        "machine": {"python": platform.python_version(), "processor": platform.machine()},
    }
    results = Results.from_tallies(world.tallies, chosen, facts)
    if folder is not None:
        results.save(folder, lang=lang)
    return results


def first_given(*values: Any) -> Any:
    """Return the first value that is not None."""
    return next(value for value in values if value is not None)


def read_fraction(fraction: int | str | None) -> int | None:
    """Return k of `k`, "1/k" or None.

    Raises
    ------
    ValueError
        If it is neither, or k is not between 1 and 1000.
    """
    if fraction is None:
        return None
    text = str(fraction).strip().removeprefix("1/")
    if not text.isdecimal() or not 1 <= int(text) <= 1000:
        raise ValueError(f"fraction {fraction!r}: write 1/k with a whole k from 1 to 1000")
    return int(text)


def first_tally(world: World) -> Tally:
    """Return the count of the state before the first month."""
    p = world.parameters
    return tally(
        world.population, None, int(world.month), world.seed,
        survey_households=int(p["survey_households"]),
        register_unemployed=p["register_unemployed"],
    )  # fmt: skip


def write_checkpoint(world: World, work: Path, identity: dict[str, Any]) -> None:
    """Write `checkpoint-YYYYMM` and keep the last two."""
    work.mkdir(parents=True, exist_ok=True)
    folder = work / f"checkpoint-{world.month.code}"
    save_state(
        world,
        folder,
        extra={
            "tallies.pickle": pickle.dumps(world.tallies),
            "identity.json": json.dumps(identity, sort_keys=True).encode(),
        },
    )
    for old in sorted(work.glob("checkpoint-??????"))[:-KEPT_CHECKPOINTS]:
        shutil.rmtree(old)


def open_checkpoint(folder: Path, identity: dict[str, Any], scenario: Scenario) -> World:
    """Return the world of the last checkpoint that is whole.

    Raises
    ------
    ResumeError
        If there is none, or scenario, seed, fraction, data or code differ.
    """
    work = partial(folder)
    found = sorted(work.glob("checkpoint-??????"), reverse=True)
    if not found:
        raise ResumeError(f"{work}: no checkpoint to resume from; run without --resume")
    damage = ""
    for checkpoint in found:
        try:
            saved = json.loads((checkpoint / "identity.json").read_text("utf-8"))
            tallies = pickle.loads((checkpoint / "tallies.pickle").read_bytes())
            for what, value in identity.items():
                if saved.get(what) != value:
                    raise ResumeError(
                        f"{work}: the interrupted run had another {what}; "
                        "start over without --resume"
                    )
            world = open_world(
                scenario, checkpoint, seed=identity["seed"], fraction=identity["fraction"],
                verify=True,
            )  # fmt: skip
        except ResumeError:
            raise
        except (OSError, ValueError, EOFError, pickle.UnpicklingError) as error:
            damage = damage or f"{checkpoint.name} is damaged ({error})"
            continue
        world.tallies.extend(tallies)
        return world
    raise ResumeError(f"{work}: {damage}; start over without --resume")
