"""Estimators that facts share: regressions, hazards, tails, loops."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
from scipy import stats

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]


class Line(NamedTuple):
    """Coefficients of a regression and their standard errors."""

    b: Floats
    se: Floats

    @property
    def t(self) -> Floats:
        """Return coefficients over standard errors."""
        return self.b / np.where(self.se > 0.0, self.se, np.nan)


def coefficients(y: Floats, x: Floats) -> Floats:
    """Return least-squares coefficients by the normal equations, for many rows and few columns."""
    scale = np.sqrt(np.maximum((x * x).mean(axis=0), 1e-300))
    xs = x / scale
    return np.asarray(np.linalg.lstsq(xs.T @ xs, xs.T @ y, rcond=1e-12)[0] / scale)


def least_squares(
    y: Floats, x: Floats, *, weight: Floats | None = None, cluster: npt.NDArray[Any] | None = None
) -> Line:
    """Return weighted least squares with errors robust to unequal variance, or to clusters.

    Parameters
    ----------
    y : float64[n]; x : float64[n, k], constant included
    weight : float64[n], optional
    cluster : [n], optional
        Rows of one number may be correlated.
    """
    w = np.ones(len(y)) if weight is None else weight
    root = np.sqrt(w)
    xw = x * root[:, None]
    inverse = np.linalg.pinv(xw.T @ xw)
    b = inverse @ (xw.T @ (y * root))
    score = x * (w * (y - x @ b))[:, None]
    if cluster is not None:
        groups, index = np.unique(cluster, return_inverse=True)
        summed = np.zeros((len(groups), x.shape[1]))
        np.add.at(summed, index, score)
        score = summed
    n = len(score)
    scale = n / max(n - 1, 1) if cluster is not None else n / max(n - x.shape[1], 1)
    spread = inverse @ (scale * score.T @ score) @ inverse
    return Line(b, np.sqrt(np.maximum(np.diag(spread), 0.0)))


def dummies(code: npt.ArrayLike, *, drop: int = 1) -> Floats:
    """Return one column a value of a code, the first `drop` left out."""
    values, index = np.unique(np.asarray(code), return_inverse=True)
    return np.eye(len(values))[index][:, drop:]


def poisson_regression(y: Floats, x: Floats, *, rounds: int = 100) -> Line:
    """Return the Poisson pseudo-maximum-likelihood estimate of E[y] = exp(x b), robust errors.

    Raises
    ------
    ValueError
        If it does not converge.
    """
    mean = y + y.mean() + 1e-9
    eta, b = np.log(mean), np.zeros(x.shape[1])
    for _ in range(rounds):
        target = eta + (y - mean) / mean
        xw = x * mean[:, None]
        new = np.linalg.lstsq(xw.T @ x, xw.T @ target, rcond=None)[0]
        done = np.max(np.abs(new - b)) < 1e-10
        b = new
        eta = np.clip(x @ b, -50.0, 50.0)
        mean = np.exp(eta)
        if done:
            inverse = np.linalg.pinv((x * mean[:, None]).T @ x)
            score = x * (y - mean)[:, None]
            spread = inverse @ (score.T @ score) @ inverse
            return Line(b, np.sqrt(np.maximum(np.diag(spread), 0.0)))
    raise ValueError("Poisson regression: no convergence")


def correlation(x: Floats, y: Floats) -> float:
    """Return the correlation of two series, NaN where one does not move."""
    if np.std(x) < 1e-12 or np.std(y) < 1e-12:
        return float("nan")
    return float(np.corrcoef(x, y)[0, 1])


def loop_area(x: Floats, y: Floats) -> float:
    """Return the signed area of a closed path, positive counter-clockwise.

    Examples
    --------
    >>> loop_area(np.array([0.0, 1.0, 1.0, 0.0]), np.array([0.0, 0.0, 1.0, 1.0]))
    1.0
    """
    return float(0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y))


def hill(values: Floats, share: float) -> float:
    """Return Hill's estimate of the tail exponent from the top `share` of positive values."""
    x = np.sort(values[values > 0.0])
    n = int(share * len(x))
    if n < 10:
        return float("nan")
    return float(1.0 / np.mean(np.log(x[-n:] / x[-n - 1])))


def gini(values: Floats) -> float:
    """Return the Gini index of non-negative values."""
    x = np.sort(values)
    n = len(x)
    if n == 0 or x.sum() <= 0.0:
        return float("nan")
    return float(2.0 * np.sum(np.arange(1, n + 1) * x) / (n * x.sum()) - (n + 1.0) / n)


def rank_size_slope(size: Floats, weight: Floats, low: float, high: float) -> float:
    """Return minus the slope of log Pr(size ≥ s) on log s, s whole, evenly spaced in logs."""
    if high <= low or not len(size):
        return float("nan")
    grid = np.unique(np.round(np.geomspace(low, high, 40)))
    order = np.argsort(size)
    above = weight[order][::-1].cumsum()[::-1]
    first = np.searchsorted(size[order], grid - 0.5)
    seen = first < len(size)
    if seen.sum() < 5:
        return float("nan")
    y = np.log(above[first[seen]] / above[0])
    return float(-np.polyfit(np.log(grid[seen]), y, 1)[0])


def hazard(at_risk: Floats, ended: Floats) -> Floats:
    """Return ended over at risk, NaN where nobody is at risk."""
    out = np.full(len(at_risk), np.nan)
    np.divide(ended, at_risk, out=out, where=at_risk > 0)
    return out


def half_life(rate: Floats) -> float:
    """Return the months after which half have ended, by linear interpolation of the survivors.

    Examples
    --------
    >>> half_life(np.array([0.25, 1 / 3, 0.5]))
    2.0
    """
    alive = np.concatenate([[1.0], np.cumprod(1.0 - np.nan_to_num(rate))])
    below = np.flatnonzero(alive <= 0.5)
    if not len(below):
        return float("inf")
    t = int(below[0])
    return float(t - 1 + (alive[t - 1] - 0.5) / (alive[t - 1] - alive[t]))


class LogRank:
    """Test whether exits depend on the spell, given the stratum and the month.

    Under a hazard that depends on stratum and month only, the exits of a spell group are
    multivariate hypergeometric; deviations are summed over months and strata.

    Parameters
    ----------
    n_groups : int, groups of spells
    """

    def __init__(self, n_groups: int) -> None:
        self.deviation = np.zeros(n_groups)
        self.spread = np.zeros((n_groups, n_groups))

    def add(self, at_risk: Floats, ended: Floats) -> None:
        """Add one month: float64[n_strata, n_groups] each."""
        n, d = at_risk.sum(axis=1), ended.sum(axis=1)
        use = (n > 1) & (d > 0)
        at_risk, ended, n, d = at_risk[use], ended[use], n[use], d[use]
        share = at_risk / n[:, None]
        self.deviation += (ended - share * d[:, None]).sum(axis=0)
        factor = d * (n - d) / (n - 1)
        self.spread += np.diag((share * factor[:, None]).sum(axis=0))
        self.spread -= (share * factor[:, None]).T @ share

    def p_value(self) -> float:
        """Return the probability of deviations as large under a flat hazard."""
        use = np.diag(self.spread) > 1e-9
        if use.sum() < 2:
            return float("nan")
        # the deviations sum to zero, so one group is left out
        keep = np.flatnonzero(use)[:-1]
        d, v = self.deviation[keep], self.spread[np.ix_(keep, keep)]
        return float(stats.chi2.sf(d @ np.linalg.solve(v, d), len(keep)))
