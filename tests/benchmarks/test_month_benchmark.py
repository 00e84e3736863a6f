"""Kernels of the month against the plain loops that specify them.

Ratios, never seconds: a machine under load slows both. `pytest tests/benchmarks -s` prints them;
with `--benchmark-disable` everything runs once, as plain tests.
"""

from __future__ import annotations

import copy
import importlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import naive
import numpy as np
import pytest

from agents.codes import Status
from agents.draws import key
from agents.jit import set_threads, threads
from agents.kernels import ageing, programmes

PEOPLE, UNITS = 20_000, naive.N_UNITS
LEAST_RATIO = 20.0  # about 500 on an idle machine
STATUSES = [Status.FARM, Status.INACTIVE, Status.UNEMPLOYED, Status.EMPLOYEE, Status.FLEXIBLE]


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Two threads on a busy machine wait for each other, and a small world never takes them."""
    usual = threads()
    set_threads(1)
    yield
    set_threads(usual)


def plain_loop(name: str) -> Callable[[SimpleNamespace], Any]:
    """Return a kernel's twin; they are spread over naive*.py by theme."""
    for path in sorted(Path(naive.__file__).parent.glob("naive*.py")):
        found = getattr(importlib.import_module(path.stem), name, None)
        if found is not None:
            return found  # type: ignore[no-any-return]
    raise LookupError(f"no plain loop {name} in tests/naive*.py")


def some_people() -> dict[str, Any]:
    rng = np.random.default_rng(1)
    w = naive.people(rng, PEOPLE, statuses=STATUSES)
    w["flags"] |= rng.integers(0, 2, PEOPLE).astype(np.int16)
    return dict(w)


def facts() -> dict[str, Any]:
    k = [key(1, 200 + n, 1512) for n in range(3)]
    return {
        "month": naive.MONTH, "share": np.full(UNITS, 0.4), "income": np.full(UNITS, 1500.0),
        "k": k[0], "log_income": np.full(UNITS, 8.0), "skill_share": 0.5,
        "meet": np.full(16, 0.3), "leave": 0.05,
        "to_farm": np.full(UNITS, 0.05), "care_load": np.zeros(PEOPLE, np.int8),
        "farm_product": np.full(UNITS, 1000.0), "care_value": 500.0, "farm_ratio": -1.4,
        "farm_power": 1.0,
        "reservation_decline": 0.02, "discount": 0.1, "certify": 0.2, "k_entry": k[0],
        "k_exit": k[1], "k_hardship": k[2], "choice": np.zeros(PEOPLE, np.int8),
    }  # fmt: skip


@pytest.mark.benchmark(group="kernels")
@pytest.mark.usefixtures("one_thread")
@pytest.mark.parametrize(
    "kernel",
    [ageing.farm_season, programmes.choose_flexible],
    ids=lambda kernel: kernel.__name__,
)
def test_a_kernel_is_many_times_faster_than_its_plain_loop(
    kernel: Callable[..., Any], benchmark: Any
) -> None:
    case = naive.arguments(kernel, some_people(), facts())
    ours = copy.deepcopy(case)
    kernel(*copy.deepcopy(case).values())  # compiles, or loads
    benchmark.pedantic(kernel, setup=lambda: (copy.deepcopy(tuple(case.values())), {}), rounds=20)
    seconds = []
    for _ in range(5):
        ours = copy.deepcopy(case)
        began = time.perf_counter()
        kernel(*ours.values())
        seconds.append(time.perf_counter() - began)
    lists = SimpleNamespace(**{name: naive.plain(copy.deepcopy(v)) for name, v in case.items()})
    began = time.perf_counter()
    plain_loop(kernel.__name__)(lists)
    ratio = (time.perf_counter() - began) / min(seconds)
    print(f"\n{kernel.__name__}: the plain loop takes {ratio:.0f} times as long")
    for name, array in ours.items():
        if isinstance(array, np.ndarray):
            naive.same(array, getattr(lists, name), name)
    assert ratio > LEAST_RATIO
