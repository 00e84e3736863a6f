"""Slopes of many outcomes in many parameters from few runs: a balanced plan of two levels.

All parameters are moved at once, to a level below or above their value, by the rows of a
Plackett-Burman plan [1]_. Each row is run with its mirror image, which has every level swapped and
the same luck; half the difference of the two holds no effect of even order, so slopes are clean of
interactions of pairs. Columns of the plan are orthogonal, so every run tells of every parameter: a
slope has the standard error of a mean over all pairs, where moving one parameter at a time would
leave it that of a single pair.

References
----------
.. [1] Plackett, R. L. and Burman, J. P. (1946), The design of optimum multifactorial experiments,
   Biometrika 33(4). The matrix is Paley's (1933): quadratic residues of a prime.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isqrt

import numpy as np
import numpy.typing as npt

from scenarios.parameters import Parameter
from sim.leaning.table import ERRORS

Floats = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]
STEP = 0.1  # share of a parameter's bounds to either side
SPARE_PAIRS = 16  # pairs beyond the number of parameters, at least: they show the luck
CENTRAL = 0.9  # probability of all intervals
Z = 1.6448536269514722  # normal quantile of 0.95


def balanced_plan(n_parameters: int, spare: int = SPARE_PAIRS) -> Signs:
    """Return the levels of each row: -1 below, 1 above.

    Returns
    -------
    int8[n_rows, n_parameters]
        n_rows is the smallest order of Paley's kind that leaves `spare` rows over. Columns sum to
        0 and are orthogonal.

    >>> plan = balanced_plan(5, spare=3)
    >>> plan.shape, int(abs(plan.sum(axis=0)).max())
    ((8, 5), 0)
    """
    q = max(3, n_parameters + spare - 1)
    while q % 4 != 3 or any(q % d == 0 for d in range(2, isqrt(q) + 1)):
        q += 1
    residue = np.full(q, -1, np.int8)
    residue[[n * n % q for n in range(1, q)]] = 1
    core = residue[(np.arange(q)[:, None] - np.arange(q)[None, :]) % q]
    return np.vstack([core, np.ones(q, np.int8)])[:, :n_parameters]


@dataclass(frozen=True)
class Move:
    """A parameter and its two levels; `size` is the distance of its bounds."""

    symbol: str
    below: float
    above: float
    size: float


def move(parameter: Parameter, *, whole: bool = False, step: float = STEP) -> Move:
    """Return the two levels of a parameter: `step` of its bounds to either side of its value.

    A level beyond a bound is put on the bound. A parameter that the code reads as a whole number
    has its levels rounded outwards; a switch has its two positions.
    """
    low, high, value = parameter.low, parameter.high, parameter.value
    h = step * (high - low)
    below, above = value - h, value + h
    if parameter.unit == "switch":
        below, above = low, high
    elif whole:
        below, above = float(floor(below + 1e-9)), float(ceil(above - 1e-9))
    return Move(parameter.symbol, max(below, low), min(above, high), high - low)


@dataclass(frozen=True)
class Slopes:
    """What a screening found.

    Attributes
    ----------
    sensitivity : float64[n_parameters, n_outcomes], unit of the outcome
        How far the outcome goes when the parameter goes over the central 90 % of a uniform prior
        on its bounds, along the slope at its value; positive where it rises with it.
    standard_error : float64[n_parameters, n_outcomes], of the sensitivity
    luck : float64[n_outcomes], standard deviation of one run
    width : float64[n_outcomes]
        Width of the 90 % interval from all parameters (uniform, independent) and luck together.
    """

    sensitivity: Floats
    standard_error: Floats
    luck: Floats
    width: Floats

    @property
    def share(self) -> Floats:
        """Return float64[n_parameters, n_outcomes]: sensitivity over the interval's width."""
        size = np.abs(self.sensitivity)
        return np.divide(size, self.width, out=np.zeros_like(size), where=self.width > 0.0)


def slopes(
    plan: Signs,
    moves: Sequence[Move],
    above: Floats,
    below: Floats | None,
    unmoved: Floats,
    *,
    luck_scale: float = 1.0,
) -> Slopes:
    """Return sensitivities and intervals from the runs of a plan.

    Parameters
    ----------
    plan : int8[n_rows, n_parameters], see `balanced_plan`
    moves : sequence of Move, the plan's columns
    above, below : float64[n_rows, n_outcomes]
        Outcomes of each row, and of its mirror image with the same luck. Without mirror images
        (None) interactions of pairs disturb the slopes; the standard errors hold what they add.
    unmoved : float64[n_seeds, n_outcomes], runs with all parameters at their values, other luck
    luck_scale : float
        Variance of luck of the run that intervals are for, over that of these runs.

    Raises
    ------
    ValueError
        If there are no more rows than parameters, or fewer than two unmoved runs.
    """
    n_rows, n = plan.shape
    if n_rows <= n or len(unmoved) < 2:
        raise ValueError(f"{n_rows} pairs and {len(unmoved)} unmoved runs for {n} parameters")
    half = above - above.mean(axis=0) if below is None else 0.5 * (above - below)
    effect = plan.T.astype(np.float64) @ half / n_rows
    rest = half - plan @ effect
    free = n_rows - n - (below is None)
    error = np.sqrt((rest**2).sum(axis=0) / free / n_rows)
    size = np.array([m.size for m in moves])
    distance = np.array([m.above - m.below for m in moves])
    scale = np.divide(2.0 * size, distance, out=np.zeros(n), where=distance > 0.0)[:, None]
    # the square of an estimate is too large by the square of its error
    squares = scale**2 * (effect**2 - error**2) / 12.0
    # where luck outweighs the sum, what is clearly there stays: no share can pass 1
    clear = np.where(np.abs(effect) > ERRORS * error, squares, 0.0).sum(axis=0)
    spread = np.maximum(squares.sum(axis=0), clear)
    luck = unmoved.std(axis=0, ddof=1) * np.sqrt(luck_scale)
    return Slopes(
        sensitivity=CENTRAL * scale * effect,
        standard_error=CENTRAL * scale * error,
        luck=luck,
        width=2.0 * Z * np.sqrt(spread + luck**2),
    )
