"""Kernels that fit small tables to margins and round them; sums go in numpy's order.

A last bit may decide where a person is rounded to, so `sum_run` and `halved_sum` add as
`numpy.sum` does. Plain loops throughout: whole-array operations take ten times longer to compile.
"""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.jit import kernel

UNROLLED, LONGEST_RUN = 8, 128  # of numpy's pairwise summation
BISECTIONS = 60
NOT_REACHED = -2


@kernel
def sum_run(x: Array, first: int, n: int) -> float:
    """Return the sum of `x[first : first + n]`, from 8 numbers on in eight interleaved sums."""
    total = 0.0
    whole = n - n % UNROLLED
    if whole > 0:
        a, b, c, d = x[first], x[first + 1], x[first + 2], x[first + 3]
        e, f, g, h = x[first + 4], x[first + 5], x[first + 6], x[first + 7]
        for i in range(first + UNROLLED, first + whole, UNROLLED):
            a += x[i]
            b += x[i + 1]
            c += x[i + 2]
            d += x[i + 3]
            e += x[i + 4]
            f += x[i + 5]
            g += x[i + 6]
            h += x[i + 7]
        total = ((a + b) + (c + d)) + ((e + f) + (g + h))
    for i in range(first + whole, first + n):
        total += x[i]
    return total


@kernel
def halved_sum(x: Array, first: int, n: int, part: Array) -> float:
    """Return the sum of `x[first : first + n]`: sums of runs of 128, neighbours added in rounds.

    Parameters
    ----------
    part : float64[n / 128, rounded up]
        Scratch.
    """
    parts = 0
    for at in range(0, n, LONGEST_RUN):
        part[parts] = sum_run(x, first + at, min(LONGEST_RUN, n - at))
        parts += 1
    while parts > 1:
        for p in range(parts // 2):
            part[p] = part[2 * p] + part[2 * p + 1]
        if parts % 2 == 1:
            part[parts // 2] = part[parts - 1]
        parts = (parts + 1) // 2
    return float(part[0])


@kernel
def scale_to_margins(
    table: Array,
    run_start: Array,
    run_length: Array,
    spread: Array,
    run_cell: Array,
    cell_start: Array,
    target: Array,
    tolerance: float,
    max_rounds: int,
) -> tuple[float, int]:
    """Scale a table until its sums meet all margins, one margin after the other.

    A margin cuts the flat table into runs of equal length. Either a whole run belongs to one cell
    of the margin, or its numbers belong to as many cells that follow each other (`spread`).

    Parameters
    ----------
    table : float64[cells]
        Scaled in place.
    run_start : int64[margins + 1], first entry of each margin in `run_cell`
    run_length : int64[margins];  spread : int64[margins], 0 or 1
    run_cell : int64[runs of all margins], (first) cell of each run
    cell_start : int64[margins + 1], first entry of each margin in `target`
    target : float64[cells of all margins]
    tolerance : relative error of each margin cell at which scaling stops

    Returns
    -------
    worst relative error of the last round, and its margin
    """
    have, ratio = np.empty(len(target)), np.empty(len(target))
    worst, at = np.inf, 0
    for _ in range(max_rounds):
        worst = 0.0
        for m in range(len(run_length)):
            n, step = run_length[m], spread[m]
            for c in range(cell_start[m], cell_start[m + 1]):
                have[c] = 0.0
            place = 0
            for r in range(run_start[m], run_start[m + 1]):
                c = run_cell[r]
                if step:
                    for j in range(n):
                        have[c + j] += table[place + j]
                else:
                    have[c] += sum_run(table, place, n)
                place += n
            for c in range(cell_start[m], cell_start[m + 1]):
                divisor = max(target[c], 1e-300) if target[c] > 0.0 else 1.0
                error = abs(have[c] - target[c]) / divisor
                if error > worst:
                    worst, at = error, m
                ratio[c] = target[c] / have[c] if have[c] > 0.0 else 0.0
            place = 0
            for r in range(run_start[m], run_start[m + 1]):
                c = run_cell[r]
                for j in range(n):
                    table[place + j] *= ratio[c + step * j]
                place += n
        if worst <= tolerance:
            break
    return worst, at


@kernel
def round_each_row(expected: Array, offset: Array, counts: Array) -> None:
    """Round each row systematically; rows with whole totals keep them.

    Parameters
    ----------
    expected : float64[g, m];  offset : float64[g], keyed uniforms
    counts : int64[g, m]
        Written, every element: each within 1 of its expectation.
    """
    rows, columns = expected.shape
    for g in range(rows):
        total = 0.0
        for c in range(columns):
            total += expected[g, c]
        whole = np.rint(total)
        near = abs(total - whole) < 1e-6 * max(1.0, total)  # fits are that exact, not more
        nudge = 1e-9 if near else 0.0
        edge, before = 0.0, 0.0
        for c in range(columns):
            edge += expected[g, c]
            if near and c == columns - 1:
                edge = whole
            mark = np.floor(edge + offset[g] + nudge)
            counts[g, c] = int(mark - before)
            before = mark


@kernel
def switch_path(counts: Array, expected: Array, error: Array, path: Array, previous: Array) -> int:
    """Find the shortest chain of switches from the largest excess to a shortage.

    Parameters
    ----------
    counts : int64[g, m];  expected : float64[g, m];  error : int64[m]
    path : int64[m]
        Written: columns of the chain, as many as returned.
    previous : int64[m]
        Scratch.

    Returns
    -------
    number of columns in the chain, 0 if there is none
    """
    rows, columns = counts.shape
    start = 0
    for c in range(columns):
        previous[c] = NOT_REACHED
        if error[c] > error[start]:
            start = c
    previous[start] = -1
    path[0] = start  # until the end is found `path` is the queue of columns reached
    reached, at = 1, 0
    while at < reached:
        a = path[at]
        at += 1
        if error[a] < 0:
            n, b = 0, a
            while b >= 0:
                n, b = n + 1, previous[b]
            for x in range(n):
                path[n - 1 - x] = a
                a = previous[a]
            return n
        for b in range(columns):
            if previous[b] != NOT_REACHED:
                continue
            for g in range(rows):
                if counts[g, a] > 0 and expected[g, b] > 0.0:
                    previous[b] = a
                    path[reached] = b
                    reached += 1
                    break
    return 0


@kernel
def switch_persons(counts: Array, expected: Array, error: Array, order: Array) -> bool:
    """Switch single persons between columns until no column holds too many.

    Each step moves one person of the row where rounding erred most in that direction.

    Parameters
    ----------
    counts : int64[g, m]
        Changed; row sums stay.
    expected : float64[g, m], cells that are zero never receive anybody
    error : int64[m], persons too many in each column
        Changed.
    order : float64[g], decides between equal rows

    Returns
    -------
    False if no chain of switches leads from an excess to a shortage
    """
    rows, columns = counts.shape
    path, previous = np.empty(columns, dtype=np.int64), np.empty(columns, dtype=np.int64)
    while True:
        excess = 0
        for c in range(columns):
            excess = max(excess, error[c])
        if excess == 0:
            return True
        n = switch_path(counts, expected, error, path, previous)
        if n == 0:
            return False
        for x in range(n - 1):
            a, b = path[x], path[x + 1]
            best, row = -np.inf, 0
            for g in range(rows):
                if counts[g, a] == 0 or expected[g, b] <= 0.0:
                    continue
                score = counts[g, a] - expected[g, a] + expected[g, b] - counts[g, b] + order[g]
                if score > best:
                    best, row = score, g
            counts[row, a] -= 1
            counts[row, b] += 1
        error[path[0]] -= 1
        error[path[n - 1]] += 1


@kernel
def fill_groups(wanted: Array, room: Array, liking: Array, taken: Array) -> None:
    """Spread the total of each group over its cells by liking, never above the room of a cell.

    p = min(1, s x liking) of each cell's room, with s found by bisection so that the sum over the
    group is the wanted total, or all the room where that is less.

    Parameters
    ----------
    wanted : float64[g];  room, liking : float64[g * m], group by group
    taken : float64[g * m]
        Written, every element.
    """
    cells = len(room) // len(wanted)
    part = np.empty(cells // LONGEST_RUN + 1)
    for g in range(len(wanted)):
        first = g * cells
        low, high = 0.0, 1e6
        for _ in range(BISECTIONS):
            s = np.sqrt(max(low, 1e-9) * high)
            for c in range(first, first + cells):
                taken[c] = min(1.0, s * liking[c]) * room[c]
            if halved_sum(taken, first, cells, part) > wanted[g]:
                high = s
            else:
                low = s
        for c in range(first, first + cells):
            taken[c] = min(1.0, low * liking[c]) * room[c] if wanted[g] > 0.0 else 0.0
