"""Iterative proportional fitting and keyed rounding of small tables, one county at a time.

References
----------
.. [1] Deming & Stephan (1940), "On a least squares adjustment of a sampled frequency table".
"""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.kernels.fitting import fill_groups, round_each_row, scale_to_margins, switch_persons

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Array = npt.NDArray[Any]


class PopulationError(ValueError):
    """A population cannot be built; the message names the county and the margin."""


def _kept_sum(table: Array, axes: tuple[int, ...]) -> Array:
    """Sum over all axes but `axes`; the result broadcasts against the table."""
    others = tuple(a for a in range(table.ndim) if a not in axes)
    return np.asarray(table.sum(axis=others, keepdims=True))


def fit(
    seed: Array,
    margins: Sequence[tuple[tuple[int, ...], Array]],
    *,
    names: Sequence[str] = (),
    place: str = "table",
    tolerance: float = 1e-10,
    max_rounds: int = 20_000,
) -> Floats:
    """Scale a seed until its sums meet the margins; odds ratios and zeros of the seed stay.

    Parameters
    ----------
    seed : float64[...], non-negative odds; a zero is structural
    margins : sequence of (axes, target)
        Axes kept, ascending; the target's shape is the table's shape on these axes.
    names : one name a margin, for messages
    place : what the table describes, for messages
    tolerance : relative error of each margin cell at which fitting stops

    Returns
    -------
    float64[...], shape of the seed

    Raises
    ------
    PopulationError
        If margins have different totals, a positive margin meets zeros of the seed only, or the
        fit does not converge (margins that contradict the structural zeros).
    """
    table = np.array(seed, dtype=np.float64)
    labels = list(names) or [f"margin {i + 1}" for i in range(len(margins))]
    targets: list[Floats] = []
    run_cells: list[Ints] = []
    lengths, spreads = [], []
    total = float(np.sum(margins[0][1]))
    for label, (axes, values) in zip(labels, margins, strict=True):
        shape = [table.shape[a] if a in axes else 1 for a in range(table.ndim)]
        target = np.asarray(values, dtype=np.float64).reshape(shape)
        if abs(float(target.sum()) - total) > 1e-9 * max(total, 1.0):
            raise PopulationError(
                f"{place}: {label} sums to {float(target.sum()):.10g}, {labels[0]} to {total:.10g}"
            )
        missing = (target > 0) & (_kept_sum(table, axes) <= 0)
        if missing.any():
            where = tuple(int(i) for i in np.argwhere(missing)[0][list(axes)])
            raise PopulationError(
                f"{place}: {label}, category {where} holds "
                f"{float(target[missing].ravel()[0]):g} but the seed has only zeros there"
            )
        length, spread, run_cell = _runs(table.shape, axes, shape)
        run_cells.append(run_cell + sum(t.size for t in targets))
        targets.append(target.ravel())
        lengths.append(length)
        spreads.append(spread)
    worst, at = scale_to_margins(
        table.reshape(-1),
        np.cumsum([0, *(len(r) for r in run_cells)]),
        np.array(lengths),
        np.array(spreads),
        np.concatenate(run_cells),
        np.cumsum([0, *(len(t) for t in targets)]),
        np.concatenate(targets),
        tolerance,
        max_rounds,
    )
    if worst <= tolerance:
        return table
    raise PopulationError(
        f"{place}: {labels[at]} is missed by {worst:.2g} (relative) after {max_rounds} rounds; "
        "the margins contradict the zeros of the seed"
    )


def _runs(
    shape: tuple[int, ...], axes: tuple[int, ...], kept: Sequence[int]
) -> tuple[int, int, Ints]:
    """Cut a flat table into the runs of a margin, see `scale_to_margins`.

    Parameters
    ----------
    shape, axes : of the table; of the margin
    kept : the table's shape, 1 on all other axes

    Returns
    -------
    length of a run; 1 if it is spread over cells, 0 if it is summed; int64[runs], (first) cell
    """
    spread = len(shape) - 1 in axes
    tail = len(shape)
    while tail > 0 and (tail - 1 in axes) == spread:
        tail -= 1
    length = prod(shape[tail:])
    cell = np.broadcast_to(np.arange(prod(kept)).reshape(kept), shape).reshape(-1)
    return length, int(spread), np.ascontiguousarray(cell[::length])


def round_rows(expected: Array, offset: Array) -> Ints:
    """Round each row systematically; rows with whole totals keep them.

    Parameters
    ----------
    expected : float64[g, m]
    offset : float64[g], keyed uniforms in [0, 1)

    Returns
    -------
    int64[g, m], each within 1 of its expectation
    """
    values = np.ascontiguousarray(expected, dtype=np.float64)
    counts: Ints = np.empty(values.shape, dtype=np.int64)
    round_each_row(values, np.ascontiguousarray(offset, dtype=np.float64), counts)
    return counts


def round_vector(expected: Array, offset: float) -> Ints:
    """Round a vector systematically; a whole total is kept."""
    row: Ints = np.ravel(round_rows(np.asarray(expected)[None, :], np.array([offset])))
    return row


def repair(
    counts: Ints, expected: Array, target: Array, ties: Array, *, place: str, name: str
) -> None:
    """Switch single persons between columns until the column sums meet the target, in place.

    Each step moves one person of the row where rounding erred most in that direction; where no
    row holds both columns the move goes through other columns (shortest path).

    Parameters
    ----------
    counts : int64[g, m], changed; row sums stay
    expected : float64[g, m], cells that are zero never receive anybody
    target : int64[m], same sum as `counts`
    ties : float64[g], keyed uniforms that order equal rows

    Raises
    ------
    PopulationError
        If no path of switches leads from an excess column to a short one.
    """
    wanted = np.ascontiguousarray(expected, dtype=np.float64)
    order = 1e-6 * np.asarray(ties, dtype=np.float64)
    error = (counts.sum(axis=0) - np.asarray(target)).astype(np.int64)
    if not switch_persons(counts, wanted, error, order):
        raise PopulationError(f"{place}: {name} cannot be met exactly; off by {error.tolist()}")


def fill(wanted: Array, room: Array, liking: Array, axes: tuple[int, ...]) -> Floats:
    """Spread totals over the last axes of a table by liking, never above the room of a cell.

    Parameters
    ----------
    wanted : float64[...], one total a group; the table's shape without `axes`
    room, liking : float64[...], of one shape
    axes : the last axes of the table; together they are a group

    Returns
    -------
    float64[...], shape of `room`; a group gets its total, or all its room where that is less
    """
    if axes != tuple(range(room.ndim - len(axes), room.ndim)):
        raise ValueError(f"axes {axes} are not the last ones of a table of {room.ndim}")
    taken = np.empty(room.shape)
    fill_groups(
        np.asarray(wanted, dtype=np.float64).reshape(-1),
        np.ascontiguousarray(room, dtype=np.float64).reshape(-1),
        np.ascontiguousarray(liking, dtype=np.float64).reshape(-1),
        taken.reshape(-1),
    )
    return taken
