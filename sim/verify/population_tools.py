"""1.9: iterative proportional fitting."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from agents.draws import Stream, key, normals, uniforms
from agents.ipf import fit
from sim.verify.cases import SEED, Case, Floats

FIT = "agents.ipf.fit"
Margins = Sequence[tuple[tuple[int, ...], Floats]]


def drawn_table(shape: tuple[int, ...], number: int) -> Floats:
    """Return a table of positive numbers that differ by a factor of about ten thousand."""
    cells = np.arange(int(np.prod(shape)))
    return np.asarray(np.exp(1.5 * normals(key(SEED, Stream.SAMPLE, number), cells)).reshape(shape))


def fitting_cases() -> Iterator[Case]:
    """Yield margins, odds ratios and minimum divergence of fitted tables."""
    seed, target = drawn_table((6, 9), 1), drawn_table((6, 9), 2)
    rows: Margins = [((0,), target.sum(axis=1)), ((1,), target.sum(axis=0))]
    yield from table_cases("two_margins", seed, rows)
    seed, target = drawn_table((4, 5, 3), 3), drawn_table((4, 5, 3), 4)
    pairs: Margins = [
        ((0, 1), target.sum(axis=2)),
        ((0, 2), target.sum(axis=1)),
        ((1, 2), target.sum(axis=0)),
    ]
    yield from table_cases("three_pairs", seed, pairs)


def table_cases(name: str, seed: Floats, margins: Margins) -> Iterator[Case]:
    """Yield the three cases of one table."""
    fitted = fit(seed, margins)
    worst = 0.0
    for axes, target in margins:
        others = tuple(a for a in range(seed.ndim) if a not in axes)
        worst = max(worst, float((np.abs(fitted.sum(axis=others) - target) / target).max()))
    yield Case(
        f"1.9/ipf_margins_{name}", "largest relative error of a margin", FIT, 0.0, worst,
        n=sum(target.size for _, target in margins), tolerance=1e-10,
    )  # fmt: skip
    ratio = np.log(fitted / seed)
    for axis in range(seed.ndim):  # differences along every axis: log odds ratios, of each order
        ratio = np.diff(ratio, axis=axis)
    yield Case(
        f"1.9/ipf_odds_ratios_{name}", "largest change of a log odds ratio of highest order", FIT,
        0.0, float(np.abs(ratio).max()), n=ratio.size, tolerance=1e-9,
    )  # fmt: skip
    yield Case(
        f"1.9/ipf_divergence_{name}",
        "tables with the same margins, drawn around the fit, with a smaller KL from the seed", FIT,
        0.0, float(smaller_divergences(seed, fitted, 1000)), n=1000, tolerance=0.0,
    )  # fmt: skip


def smaller_divergences(seed: Floats, fitted: Floats, n: int) -> int:
    """Count tables of equal margins that are closer to the seed than the fit.

    A table drawn around the fit differs from it by a swap between 2 x 2 (x 2) cells, which leaves
    every margin as it is, of 1 to 50 % of the largest one that keeps all cells positive.
    """
    draw = uniforms(key(SEED, Stream.INTEGERISE, 0), np.arange(n * (2 * seed.ndim + 2)))
    closest, smaller = divergence(fitted, seed), 0
    for u in draw.reshape(n, -1):
        swap = np.ones(())
        for axis, size in enumerate(seed.shape):
            one = int(u[2 * axis] * size)
            other = (one + 1 + int(u[2 * axis + 1] * (size - 1))) % size
            line = np.zeros(size)
            line[one], line[other] = 1.0, -1.0
            swap = swap[..., None] * line
        swap *= 1.0 if u[-1] < 0.5 else -1.0
        most = float(
            (fitted / np.where(swap < 0.0, -swap, np.inf)).min(where=swap < 0.0, initial=np.inf)
        )
        other_table = fitted + (0.01 + 0.49 * u[-2]) * most * swap
        smaller += divergence(other_table, seed) < closest
    return smaller


def divergence(table: Floats, seed: Floats) -> float:
    """Return the Kullback-Leibler divergence Σ t ln(t/seed), up to a constant of the total."""
    return float((table * np.log(table / seed)).sum())
