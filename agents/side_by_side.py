"""Work on independent parts, side by side in a few threads; the order of results is kept."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from agents.jit import threads

T = TypeVar("T")

PART = 1 << 19  # rows of a part: its columns stay in the cache from one kernel to the next


def in_threads(function: Callable[..., T], *arguments: Iterable[object]) -> list[T]:
    """Return `list(map(function, *arguments))`, side by side; kernels and numpy free the GIL.

    The function writes nothing that another call reads. The error of the first call that fails is
    raised, as in a loop.
    """
    with ThreadPoolExecutor(threads()) as pool:
        return list(pool.map(function, *arguments))


def parts_of(n: int) -> list[slice]:
    """Return slices that cut `n` rows into parts, the same whatever the number of threads."""
    return [slice(first, min(first + PART, n)) for first in range(0, n, PART)]
