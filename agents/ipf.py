"""Iterative proportional fitting and keyed rounding of small tables (numpy, one county at a time).

References
----------
.. [1] Deming & Stephan (1940), "On a least squares adjustment of a sampled frequency table".
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

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
    steps = []
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
        steps.append((label, axes, target, np.maximum(target, 1e-300)))
    worst, at = np.inf, labels[0]
    for _ in range(max_rounds):
        worst = 0.0
        for label, axes, target, divisor in steps:
            have = _kept_sum(table, axes)
            error = float((np.abs(have - target) / np.where(target > 0, divisor, 1.0)).max())
            if error > worst:
                worst, at = error, label
            table *= np.divide(target, have, out=np.zeros_like(have), where=have > 0)
        if worst <= tolerance:
            return table
    raise PopulationError(
        f"{place}: {at} is missed by {worst:.2g} (relative) after {max_rounds} rounds; "
        "the margins contradict the zeros of the seed"
    )


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
    edges = np.cumsum(np.asarray(expected, dtype=np.float64), axis=1)
    whole = np.rint(edges[:, -1])
    near = np.abs(edges[:, -1] - whole) < 1e-6
    edges[near, -1] = whole[near]
    marks = np.floor(edges + np.asarray(offset)[:, None] + 1e-9 * near[:, None])
    counts: Ints = np.diff(marks, axis=1, prepend=0.0).astype(np.int64)
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
    order = 1e-6 * np.asarray(ties)
    error = counts.sum(axis=0) - np.asarray(target)
    while (error > 0).any():
        path = _path(counts, expected, error)
        if not path:
            raise PopulationError(f"{place}: {name} cannot be met exactly; off by {error.tolist()}")
        for a, b in pairwise(path):
            score = counts[:, a] - expected[:, a] + expected[:, b] - counts[:, b] + order
            score[(counts[:, a] == 0) | (expected[:, b] <= 0)] = -np.inf
            row = int(np.argmax(score))
            counts[row, a] -= 1
            counts[row, b] += 1
        error[path[0]] -= 1
        error[path[-1]] += 1


def _path(counts: Ints, expected: Array, error: Ints) -> list[int]:
    """Return the columns of the shortest chain of switches from an excess to a shortage."""
    m = counts.shape[1]
    start = int(np.argmax(error))
    previous = {start: -1}
    queue = [start]
    for a in queue:
        if error[a] < 0:
            path = [a]
            while previous[path[0]] >= 0:
                path.insert(0, previous[path[0]])
            return path
        holds = counts[:, a] > 0
        for b in range(m):
            if b not in previous and bool((holds & (expected[:, b] > 0)).any()):
                previous[b] = a
                queue.append(b)
    return []
