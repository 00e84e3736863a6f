"""One measurement of `tianshan bench` in a process of its own.

`python -m sim.bench.child '{"task": "months", …}'` prints one line of JSON. A fresh process makes
peak memory and the number of threads those of this measurement. Imports stand inside the functions,
because the time they take is measured.
"""

from __future__ import annotations

import json
import resource
import statistics
import sys
import time
from collections.abc import Callable
from typing import Any

WARM_UP_FRACTION = 1000
COPY_BYTES = 1 << 28  # of one array; several times the largest cache
COPIES = 9
clock = time.perf_counter


def main() -> None:
    """Do the task that the first argument describes and print what was measured."""
    order = json.loads(sys.argv[1])
    task = TASKS[order.pop("task")]
    found = task(**order)
    found["peak_gib"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20
    print(json.dumps(found))


# ------------------------------------------------------------------------------------- measurements


def prepare(fraction: int, threads: int) -> dict[str, Any]:
    """Make the start world of the baseline, or find it in the cache; say what that took."""
    began = clock()
    from agents.jit import CompileClock, set_threads, threading_layer
    from scenarios.load import load
    from sim import start

    compiling, imported = CompileClock(), clock() - began
    set_threads(threads)
    built = [0.0]
    base_world = start.base_world

    def timed_base(*args: Any, **kwargs: Any) -> Any:
        t = clock()
        world = base_world(*args, **kwargs)
        built[0] = clock() - t - compiling.seconds
        return world

    start.base_world = timed_base
    t = clock()
    scenario = load("baseline")
    world = start.start_world(scenario, seed=1, fraction=fraction)
    total = clock() - t
    cached = built[0] == 0.0
    run_months(world, 1)  # parallel kernels settle the threading layer
    parts = {
        "import_s": imported,
        "compile_s": compiling.seconds,
        "build_s": None if cached else built[0],
        "forward_s": None if cached else max(0.0, total - built[0] - compiling.seconds),
        "from_cache": cached,
    }
    return {
        "setup": parts,
        "setup_s": clock() - began,
        "layer": threading_layer(),
    }


def months(fraction: int, months: int, threads: int, force: bool = False) -> dict[str, Any]:
    """Run the baseline and time every step; `force` uses the threads even in a small world."""
    from agents.jit import set_threads
    from agents.jit import threads as threads_used
    from sim import runner
    from sim.world import state_digest

    warm_up(threads)
    world = start_world(fraction)
    small = world.population.workers.n < runner.SERIAL_ROWS and not force
    set_threads(1 if small else threads)
    seconds = time_steps()
    month_s = run_months(world, months)
    wall = sum(month_s)
    rows = world.n_workers
    return {
        "fraction": f"1/{fraction}",
        "rows": rows,
        "months": months,
        "threads": threads_used(),
        "wall_s": wall,
        "month_ms": 1e3 * statistics.median(month_s),
        "ns_per_row_month": 1e9 * wall / months / rows,
        "steps": {name: 1e3 * s / months for name, s in seconds.items()},
        "state_bytes": state_bytes(world),
        "digest": state_digest(world),
    }


def mesa(fraction: int, months: int) -> dict[str, Any]:
    """Time engine and twin month by month in turn, on one thread, from the same start world."""
    from agents.jit import set_threads
    from sim.mesa_model import LaborMarket
    from sim.twin.model import MesaTwin

    set_threads(1)
    warm_up(1)
    world = start_world(fraction)
    began = clock()
    twin = MesaTwin(world, seed=1)
    built = clock() - began
    engine = LaborMarket(world.scenario, seed=1, fraction=fraction, world=world, collect=False)
    times: dict[str, list[float]] = {"engine": [], "twin": []}
    for _ in range(months):
        for name, model in (("engine", engine), ("twin", twin)):
            t = clock()
            model.step()
            times[name].append(clock() - t)
    median = {name: statistics.median(each) for name, each in times.items()}
    persons = len(twin.people)
    return {
        "fraction": f"1/{fraction}",
        "persons": persons,
        "months": months,
        "ratio": median["twin"] / median["engine"],
        "engine_ms": 1e3 * median["engine"],
        "twin_ms": 1e3 * median["twin"],
        "engine_ns_per_person_month": 1e9 * median["engine"] / persons,
        "twin_ns_per_person_month": 1e9 * median["twin"] / persons,
        "twin_build_s": built,
        "twin_steps": {name: 1e3 * s / months for name, s in twin.seconds.items()},
    }


def copy() -> dict[str, Any]:
    """Measure how fast one thread copies memory: numpy's copyto between arrays beyond the cache."""
    import numpy as np

    source = np.ones(COPY_BYTES // 8)
    target = np.zeros(COPY_BYTES // 8)
    times = []
    for _ in range(COPIES):
        t = clock()
        np.copyto(target, source)
        times.append(clock() - t)
    return {"bytes_per_s": COPY_BYTES / statistics.median(times), "threads": 1}


def weak(rows: int, months: int, threads: int, fraction: int = WARM_UP_FRACTION) -> dict[str, Any]:
    """Run a world tiled to about `rows` persons; step `record` asserts conservation every month."""
    from agents.jit import set_threads
    from sim import runner
    from sim.bench.weak import tile

    warm_up(threads)
    small = start_world(fraction)
    began = clock()
    world = tile(small, max(1, round(rows / small.n_workers)))
    built, n = clock() - began, world.n_workers
    set_threads(1 if world.population.workers.n < runner.SERIAL_ROWS else threads)
    first = run_months(world, 1)[0]
    month_s = run_months(world, months)
    wall = sum(month_s)
    return {
        "rows": n,
        "firms": world.n_firms,
        "months": months,
        "first_month_s": first,
        "wall_s": wall,
        "ns_per_row_month": 1e9 * wall / months / n,
        "state_bytes": state_bytes(world),
        "setup_s": built,
        "conserved": True,
    }


def starsim(agents: int, steps: int) -> dict[str, Any]:
    """Time Starsim's SIS on a random network, through its public interface."""
    import starsim as ss  # type: ignore[import-not-found,unused-ignore]

    times = []
    for n_steps in (2, steps + 2):  # the difference leaves out what every run costs
        sim = ss.Sim(
            n_agents=agents, start=2000, stop=2000 + n_steps, dt=1.0, networks="random",
            diseases="sis", rand_seed=1, verbose=0,
        )  # fmt: skip
        sim.init()
        t = clock()
        sim.run()
        times.append(clock() - t)
    return {
        "agents": agents,
        "steps": steps,
        "ns_per_agent_step": 1e9 * max(times[1] - times[0], 0.0) / steps / agents,
        "version": str(ss.__version__),
    }


# ------------------------------------------------------------------------------------------ worlds


def start_world(fraction: int) -> Any:
    """Return the start world of the baseline from the cache, `prepare` has put it there."""
    from scenarios.load import load
    from sim import start

    return start.start_world(load("baseline"), seed=1, fraction=fraction)


def run_months(world: Any, months: int) -> list[float]:
    """Let months happen; return the seconds each one took."""
    from sim.mesa_model import LaborMarket

    model = LaborMarket(
        world.scenario, seed=world.seed, fraction=world.fraction, world=world, collect=False
    )
    seconds = []
    for _ in range(months):
        began = clock()
        model.step()
        seconds.append(clock() - began)
    return seconds


def warm_up(threads: int) -> None:
    """Load or compile every kernel in a throwaway world, January's sorting included."""
    from agents.jit import set_threads
    from sim import world as engine

    set_threads(threads)
    usual = engine.DISORDER
    engine.DISORDER = -1.0  # sort whether it pays or not
    run_months(start_world(WARM_UP_FRACTION), 3)
    engine.DISORDER = usual


def time_steps() -> dict[str, float]:
    """Time every step of the month from now on; return the seconds by name, which go on growing."""
    from sim import month

    seconds: dict[str, float] = {}

    def timed(process: Callable[[Any], None]) -> Callable[[Any], None]:
        name = process.__name__
        seconds[name] = 0.0

        def run(world: Any) -> None:
            began = clock()
            process(world)
            seconds[name] += clock() - began

        return run

    month.MONTH = tuple(timed(process) for process in month.MONTH)
    return seconds


def state_bytes(world: Any) -> int:
    """Return the bytes of all columns of Workers, Households, Firms and Posts."""
    p = world.population
    return sum(int(table.nbytes) for table in (p.workers, p.households, p.firms, p.posts))


TASKS: dict[str, Callable[..., dict[str, Any]]] = {
    task.__name__: task for task in (prepare, months, mesa, copy, weak, starsim)
}

if __name__ == "__main__":
    main()
