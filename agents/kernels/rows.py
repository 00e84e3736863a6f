"""Rows of a table: which ones are marked, and how columns are gathered into a new order."""

from __future__ import annotations

import numpy as np

from agents.codes import Status
from agents.columns import Array
from agents.draws import mix
from agents.jit import kernel, parallel_kernel, prange

GONE = int(Status.GONE)
CHUNKS = 64  # fixed, so that nothing depends on the number of threads
LINE, WORDS = 64, 8  # bytes and words of a line of memory


@parallel_kernel
def rows_where(mark: Array) -> Array:
    """Return int32[n], the rows where an int8 mark is not zero, in rising order."""
    n = mark.shape[0]
    n_lines = n // LINE  # marks are few: a line of memory is looked at as a whole
    word = mark[: LINE * n_lines].view(np.uint64)
    found = np.zeros(n_lines, dtype=np.int8)
    first = np.zeros(CHUNKS + 2, dtype=np.int64)
    for c in prange(CHUNKS):
        total = 0
        for j in range(c * n_lines // CHUNKS, (c + 1) * n_lines // CHUNKS):
            some = np.uint64(0)
            for v in range(WORDS):
                some |= word[WORDS * j + v]
            if some != 0:
                marked = 0
                for i in range(LINE * j, LINE * (j + 1)):
                    marked += int(mark[i] != 0)
                found[j] = marked
                total += marked
        first[c + 1] = total
    for i in range(LINE * n_lines, n):
        first[CHUNKS + 1] += 1 if mark[i] != 0 else 0
    for c in range(CHUNKS + 1):
        first[c + 1] += first[c]
    rows = np.empty(first[CHUNKS + 1], dtype=np.int32)
    for c in prange(CHUNKS):
        at = first[c]
        for j in range(c * n_lines // CHUNKS, (c + 1) * n_lines // CHUNKS):
            if found[j] == 0:
                continue
            for v in range(WORDS * j, WORDS * (j + 1)):
                if word[v] == 0:
                    continue
                if at + 8 <= first[c + 1]:  # room to write before knowing: no branch to guess
                    for i in range(8 * v, 8 * v + 8):
                        rows[at] = i
                        at += int(mark[i] != 0)
                else:
                    for i in range(8 * v, 8 * v + 8):
                        if mark[i] != 0:
                            rows[at] = i
                            at += 1
    at = first[CHUNKS]
    for i in range(LINE * n_lines, n):
        if mark[i] != 0:
            rows[at] = i
            at += 1
    return rows


@parallel_kernel
def gather(source: Array, rows: Array, out: Array) -> None:
    """Write source[rows] into the first elements of `out`."""
    for j in prange(rows.shape[0]):
        out[j] = source[rows[j]]


@kernel
def sorted_rows(unit: Array, status: Array, n_units: int) -> Array:
    """Return int32[n], the rows in use sorted by unit, otherwise in their order."""
    end = np.zeros(n_units + 1, dtype=np.int64)
    for i in range(unit.shape[0]):
        if status[i] != GONE:
            end[unit[i] + 1] += 1
    for u in range(n_units):
        end[u + 1] += end[u]
    rows = np.empty(end[n_units], dtype=np.int32)
    for i in range(unit.shape[0]):
        if status[i] != GONE:
            rows[end[unit[i]]] = i
            end[unit[i]] += 1
    return rows


@kernel
def count_displaced(unit: Array, status: Array) -> int:
    """Return how many rows are free or come right behind a row of a later unit.

    Free rows between two rows do not part them. One person far from her neighbours counts once.
    """
    n, last = 0, 0
    for i in range(unit.shape[0]):
        if status[i] == GONE:
            n += 1
            continue
        if unit[i] < last:
            n += 1
        last = unit[i]
    return n


@parallel_kernel
def rename_rows(reference: Array, moved: Array) -> None:
    """Point references at rows' new numbers; -1 (none) stays."""
    for i in prange(reference.shape[0]):
        if reference[i] >= 0:
            reference[i] = moved[reference[i]]


@parallel_kernel
def mark_staff(employer: Array, busy: Array, mark: Array) -> None:
    """Mark all who belong to a busy firm.

    Parameters
    ----------
    employer : int32[n_workers], row of the firm, -1 for none
    busy : int8[n_firms]
    mark : int8[n_workers]
        Written, every element.
    """
    for i in prange(employer.shape[0]):
        mark[i] = busy[employer[i]] if employer[i] >= 0 else 0


@kernel
def mark_households(
    rows: Array, status: Array, household: Array, jobless: int, mark: Array
) -> None:
    """Mark the households of those of `rows` who are unemployed now.

    Parameters
    ----------
    rows : int32[...], rows of workers whose job ended this month
    status, household : columns of Workers
    jobless : int, code of the unemployed
    mark : int8[n_households]
        Written, every element: 1 where a member lost a job, else 0.
    """
    mark[:] = 0
    for r in range(rows.shape[0]):
        if status[rows[r]] == jobless:
            mark[household[rows[r]]] = 1


@kernel
def firm_hash(f: int) -> np.uint64:
    """Return the hash of a firm's row, for counting every firm's staff in one sum.

    The sum over persons of their firms' hashes equals the sum over firms of staff times hash
    (modulo 2**64) if, and but for one chance in 2**64 only if, every firm counts its own people.
    """
    return mix(np.uint64(f + 1))


@kernel
def firm_sum(count: Array) -> np.uint64:
    """Return the sum over firms of a count times the firm's hash, see `firm_hash`."""
    total = np.uint64(0)
    for f in range(count.shape[0]):
        if count[f] != 0:
            total += firm_hash(f) * np.uint64(count[f])
    return total


@kernel
def smallest_first(value: Array, k: int) -> Array:
    """Return int32[k], the rows of the k smallest of a float64 array, in rising order (a heap)."""
    n = value.shape[0]
    heap = np.empty(n, dtype=np.int32)
    out = np.empty(k, dtype=np.int32)
    for j in range(n):
        heap[j] = j
    n_built = n // 2
    for step in range(n_built + k):
        if step < n_built:
            at, end = n_built - 1 - step, n  # build the heap, smallest at the root
        else:
            at, end = 0, n - 1 - (step - n_built)  # take the smallest, let the last sink instead
            out[step - n_built] = heap[0]
            heap[0] = heap[end]
        while True:
            least = at
            for child in range(2 * at + 1, min(2 * at + 3, end)):
                if value[heap[child]] < value[heap[least]]:
                    least = child
            if least == at:
                break
            heap[at], heap[least] = heap[least], heap[at]
            at = least
    return out
