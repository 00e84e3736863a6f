"""One comparison of the model with an exact answer, and the ways to make one."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

LIMIT = 4.0  # standard errors
SEED = 20_260_101  # of all luck in this package
IMPOSSIBLE = 1e9  # added to a chi-square for every draw that has probability zero

Floats = npt.NDArray[np.float64]
Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Case:
    """An exact answer and what the model's kernels gave.

    A stochastic case has a standard error and passes within four of them; a deterministic one has
    a tolerance.

    Attributes
    ----------
    id : str, section of the specification and name
    formula : str, what the answer is, and where the standard error comes from
    kernel : str, dotted names of the production code that ran
    exact, simulated : float
    n : int, replications, draws or comparisons
    se : float or None, standard error of `simulated`
    tolerance : float or None, largest deviation allowed

    Raises
    ------
    ValueError
        If it has neither or both of `se` and `tolerance`, or a standard error that is no positive
        number.

    Examples
    --------
    >>> Case("0/coin", "p = 1/2", "none", exact=0.5, simulated=0.53, n=100, se=0.05).passed
    True
    >>> Case("0/coin", "p = 1/2", "none", exact=0.5, simulated=0.53, n=9999, se=0.005).passed
    False
    """

    id: str
    formula: str
    kernel: str
    exact: float
    simulated: float
    n: int
    se: float | None = None
    tolerance: float | None = None

    def __post_init__(self) -> None:
        if (self.se is None) == (self.tolerance is None):
            raise ValueError(f"{self.id}: give either a standard error or a tolerance")
        if self.se is not None and not (math.isfinite(self.se) and self.se > 0.0):
            raise ValueError(f"{self.id}: a standard error of {self.se} tells nothing")

    @property
    def z(self) -> float | None:
        """Return the deviation in standard errors, None for a deterministic case."""
        return None if self.se is None else (self.simulated - self.exact) / self.se

    @property
    def passed(self) -> bool:
        """Return whether the model gave the answer."""
        if self.tolerance is not None:
            return abs(self.simulated - self.exact) <= self.tolerance
        return abs(self.z or 0.0) < LIMIT

    def to_dict(self) -> dict[str, Any]:
        """Return the case as a row of the document."""
        return {
            "id": self.id,
            "formula": self.formula,
            "kernel": self.kernel,
            "exact": self.exact,
            "simulated": self.simulated,
            "se": self.se,
            "z": self.z,
            "tolerance": self.tolerance,
            "n": self.n,
            "passed": self.passed,
        }


@dataclass(frozen=True)
class Section:
    """Cases of one section of the specification."""

    id: str
    title: str
    cases: Callable[[], Iterator[Case]]


def from_sample(name: str, formula: str, kernel: str, exact: float, sample: Floats) -> Case:
    """Return the case of a mean, with the standard error of independent replications."""
    n = len(sample)
    return Case(
        name, f"{formula}; se from {n} replications", kernel, float(exact), float(sample.mean()),
        n=n, se=float(sample.std(ddof=1) / np.sqrt(n)),
    )  # fmt: skip


def from_variance(name: str, formula: str, kernel: str, exact: float, sample: Floats) -> Case:
    """Return the case of a variance; its standard error follows from the fourth moment."""
    n = len(sample)
    found = float(sample.var(ddof=1))
    fourth = float(((sample - sample.mean()) ** 4).mean())
    return Case(
        name, f"{formula}; se from the fourth moment of {n} replications", kernel, float(exact),
        found, n=n, se=float(np.sqrt((fourth - found**2) / n)),
    )  # fmt: skip


def from_counts(name: str, formula: str, kernel: str, counts: Array, share: Floats) -> Case:
    """Return the case of Pearson's chi-square against given shares: dof ± sqrt(2 dof).

    Cells of share zero are left out; whatever falls there makes the statistic huge.
    """
    n = int(counts.sum())
    inside = share > 0.0
    expected = n * share[inside] / share.sum()
    statistic = float(((counts[inside] - expected) ** 2 / expected).sum())
    statistic += IMPOSSIBLE * int(counts[~inside].sum())
    dof = int(inside.sum()) - 1
    return Case(
        name, f"{formula}; chi-square with {dof} degrees of freedom, variance 2·dof", kernel,
        float(dof), statistic, n=n, se=float(np.sqrt(2.0 * dof)),
    )  # fmt: skip


def from_batches(
    name: str, formula: str, kernel: str, exact: float, series: Floats, n_batches: int = 20
) -> Case:
    """Return the case of a mean over time, with the standard error of the means of long batches."""
    batches = np.array([part.mean() for part in np.array_split(series, n_batches)])
    return Case(
        name, f"{formula}; se from {n_batches} batches of months", kernel, float(exact),
        float(series.mean()), n=len(series), se=float(batches.std(ddof=1) / np.sqrt(n_batches)),
    )  # fmt: skip


def none_of(name: str, formula: str, kernel: str, violations: int, n: int) -> Case:
    """Return the case of something that must not happen in n comparisons."""
    return Case(name, formula, kernel, 0.0, float(violations), n=int(n), tolerance=0.0)
