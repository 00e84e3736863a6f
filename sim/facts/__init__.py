"""Stylised facts: what must be seen in an ensemble of runs, and what `tianshan facts` prints.

>>> from sim.facts import scoreboard
>>> found = scoreboard(k=1000, members=2)  # doctest: +SKIP
>>> len(found["facts"])  # doctest: +SKIP
24
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from multiprocessing import get_context
from typing import Any

from sim.facts import books, cycle, firms, moves, pay, programmes, spells
from sim.facts.fact import Fact, Role, Verdict, score

__all__ = ["FACTS", "MEMBERS", "FactNameError", "choose", "emergent_score", "scoreboard"]

SCHEMA = "tianshan.facts/1"
MEMBERS, FRACTION, BASE = 8, 100, 1

FACTS: tuple[Fact, ...] = tuple(
    sorted(
        (
            fact
            for module in (books, cycle, pay, spells, moves, firms, programmes)
            for fact in module.FACTS
        ),
        key=lambda fact: int(fact.id[1:]),
    )
)
BY_ID = {fact.id: fact for fact in FACTS}

Progress = Callable[[int, int], None]
Values = dict[str, tuple[float, ...]]


class FactNameError(ValueError):
    """There is no such fact; the message lists all."""


def choose(names: Sequence[str]) -> tuple[Fact, ...]:
    """Return facts by id, all for no names.

    Raises
    ------
    FactNameError
        If a name is none of the ids.

    Examples
    --------
    >>> [fact.id for fact in choose(["S7", "s4"])]
    ['S4', 'S7']
    """
    wanted = {name.strip().upper() for name in names if name.strip()}
    unknown = sorted(wanted - set(BY_ID))
    if unknown:
        raise FactNameError(f"--only: no fact {', '.join(unknown)}; there are {', '.join(BY_ID)}")
    return tuple(fact for fact in FACTS if fact.id in wanted or not wanted)


def measure_member(task: tuple[int, int, tuple[str, ...], int | None]) -> Values:
    """Return the numbers of one member (one seed) by fact; runs one world after the other."""
    from agents.jit import set_threads
    from sim.facts.observer import observe

    seed, k, ids, months = task
    set_threads(1)
    facts = [BY_ID[name] for name in ids]
    records = {
        world: observe(world, seed, k, months)
        for world in dict.fromkeys(world for fact in facts for world in fact.worlds)
    }
    return {
        fact.id: tuple(float(v) for v in fact.measure(records))
        for fact in facts
        if fact.measure is not None
    }


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let processes started inside do linear algebra on one thread each; more would only wait."""
    name = "OPENBLAS_NUM_THREADS"
    before = os.environ.get(name)
    os.environ[name] = "1"
    try:
        yield
    finally:
        if before is None:
            del os.environ[name]
        else:
            os.environ[name] = before


def scoreboard(
    *,
    k: int = FRACTION,
    members: int = MEMBERS,
    base: int = BASE,
    processes: int = 2,
    only: Sequence[str] = (),
    months: int | None = None,
    progress: Progress | None = None,
) -> dict[str, Any]:
    """Measure the facts on an ensemble and judge them.

    Parameters
    ----------
    k : int, of the fraction 1/k
    members : int, seeds base … base + members - 1
    processes : int, members run side by side; never changes a result
    only : ids of facts to measure; the rest are listed as not yet measured
    months : int, optional
        Cut every world short, for a quick look at the identities.
    progress : callable, optional
        Called with (members done, members in all).

    Returns
    -------
    dict
        The document `tianshan.facts/1`: schema, fraction, members, seconds, facts, score.

    Raises
    ------
    FactNameError
        If `only` names no fact.
    """
    began = time.perf_counter()
    chosen = choose(only)
    ids = tuple(fact.id for fact in chosen if fact.measure is not None)
    tasks = [(base + r, k, ids, months) for r in range(members)]
    found: list[Values] = []

    def take(values: Values) -> None:
        found.append(values)
        if progress is not None:
            progress(len(found), members)

    if processes == 1 or members == 1:
        for task in tasks:
            take(measure_member(task))
    else:
        with (
            one_blas_thread(),
            ProcessPoolExecutor(min(processes, members), mp_context=get_context("spawn")) as pool,
        ):
            for values in pool.map(measure_member, tasks):
                take(values)
    rows = []
    for fact in FACTS:
        if fact.id in ids or fact.measure is None:
            rows.append(score(fact, [m[fact.id] for m in found if fact.id in m], k))
        else:
            row = score(fact, [], k)
            rows.append(row | {"verdict": Verdict.UNDECIDED.value, "needs": ["not asked for"]})
    return {
        "schema": SCHEMA,
        "fraction": f"1/{k}",
        "members": members,
        "seeds": [base, base + members - 1],
        "seconds": round(time.perf_counter() - began, 1),
        "facts": rows,
        "score": emergent_score(rows),
    }


def emergent_score(rows: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Return how many emergent facts pass, fail, are undecided or not yet computed: the score."""
    emergent = [row for row in rows if row["role"] == Role.EMERGENT.value]
    counts = {v.value: sum(row["verdict"] == v.value for row in emergent) for v in Verdict}
    return {"emergent": len(emergent), **counts}
