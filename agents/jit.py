"""The one place with compiler flags, and with the compiled code's cache.

numba's cache misses edits in files that a kernel calls into, so the cache folder's name is a digest
of all kernel text, the numba version and the processor. It is set before the first decorator.
"""

from __future__ import annotations

import hashlib
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, ParamSpec, TypeVar, cast

import numba
from numba.core import event

P = ParamSpec("P")
R = TypeVar("R")

_HERE = Path(__file__).parent


def cache_root() -> Path:
    """Return the user's cache folder for compiled code and starting worlds."""
    given = os.environ.get("TIANSHAN_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "tianshan"


def kernel_digest() -> str:
    """Return the digest of all kernel text, the numba version and the processor."""
    h = hashlib.sha256()
    for path in [
        *(_HERE / f"{n}.py" for n in ("jit", "draws", "codes")),
        *sorted((_HERE / "kernels").glob("*.py")),
    ]:
        h.update(path.name.encode())
        h.update(path.read_bytes())
    h.update(f"{numba.__version__} {platform.machine()} {platform.python_version()}".encode())
    return h.hexdigest()[:16]


# a waiting thread sleeps: spinning costs others their processor, and on a busy machine a month with
# two threads then takes ten times as long as with one; waking costs microseconds
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
numba.config.CACHE_DIR = str(cache_root() / "kernels" / kernel_digest())  # type: ignore[attr-defined]
numba.config.THREADING_LAYER_PRIORITY = ["omp", "tbb", "workqueue"]  # type: ignore[attr-defined]


def kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a serial kernel: cached, without the GIL, never with fastmath."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True)(function))


def inlined(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a small kernel into its callers: handing over many arrays costs more than it does."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True, forceinline=True)(function))


def parallel_kernel(function: Callable[P, R]) -> Callable[P, R]:
    """Compile a parallel kernel; each iteration of `prange` writes only its own row or chunk."""
    return cast(Callable[P, R], numba.njit(cache=True, nogil=True, parallel=True)(function))


prange: Any = numba.prange


def set_threads(n: int) -> None:
    """Use `n` threads in parallel kernels (at most the number numba started with)."""
    numba.set_num_threads(max(1, min(n, numba.config.NUMBA_NUM_THREADS)))  # type: ignore[attr-defined]


def threads() -> int:
    """Return how many threads parallel kernels use."""
    return int(numba.get_num_threads())


def threading_layer() -> str:
    """Return the threading layer, known once a parallel kernel has run."""
    return str(numba.threading_layer())  # type: ignore[attr-defined]


class CompileClock(event.Listener):
    """Runs while anything is compiled; what the cache holds is not compiled."""

    def __init__(self) -> None:
        self.seconds, self._depth, self._began = 0.0, 0, 0.0
        event.register("numba:compile", self)  # type: ignore[no-untyped-call]

    def on_start(self, event: Any) -> None:
        """Start, unless an outer compilation already runs."""
        if self._depth == 0:
            self._began = time.perf_counter()
        self._depth += 1

    def on_end(self, event: Any) -> None:
        """Stop with the outermost compilation."""
        self._depth -= 1
        if self._depth == 0:
            self.seconds += time.perf_counter() - self._began
