"""Slopes from a balanced plan: exact where they must be, with an honest error where luck is in."""

from __future__ import annotations

import numpy as np
import pytest

from calibration.screening import STEP, Move, Z, balanced_plan, move, slopes
from scenarios.parameters import Parameter


def parameter(value: float, low: float, high: float, unit: str = "share") -> Parameter:
    return Parameter("x", value, unit, low, high, "made up", "assumed")


@pytest.mark.parametrize("n", [1, 2, 7, 23, 244, 260])
def test_columns_of_the_plan_are_balanced_and_orthogonal(n: int) -> None:
    plan = balanced_plan(n).astype(int)
    rows = len(plan)
    assert rows >= n + 16
    assert rows < 1.2 * n + 24
    np.testing.assert_array_equal(plan.T @ plan, rows * np.eye(n, dtype=int))
    assert not plan.sum(axis=0).any()


@pytest.mark.parametrize(
    ("given", "whole", "below", "above"),
    [
        (parameter(0.5, 0.0, 1.0), False, 0.4, 0.6),
        (parameter(0.05, 0.0, 1.0), False, 0.0, 0.15),  # clipped below
        (parameter(1.0, 0.0, 1.0), False, 0.9, 1.0),  # at its bound: one side only
        (parameter(6.0, 3.0, 12.0), True, 5.0, 7.0),  # rounded outwards
        (parameter(12.0, 1.0, 12.0), True, 10.0, 12.0),
        (parameter(0.0, 0.0, 1.0, "switch"), False, 0.0, 1.0),
    ],
)
def test_levels_are_a_tenth_of_the_bounds_to_either_side(given, whole, below, above) -> None:
    found = move(given, whole=whole)
    assert (found.below, found.above) == pytest.approx((below, above))
    assert found.size == given.high - given.low
    assert STEP == 0.1


def runs(plan, moves, model, noise=0.0, seed=0):
    """Run a function of all parameters on a plan and its mirror image, and at the centre."""
    rng = np.random.default_rng(seed)
    low = np.array([m.below for m in moves])
    high = np.array([m.above for m in moves])

    def side(sign):
        x = np.where(sign * plan > 0, high, low)
        clean = np.array([model(row) for row in x])[:, None]
        return clean + noise * rng.standard_normal(clean.shape)

    centre = np.full((30, 1), model(0.5 * (low + high)))
    return side(1), side(-1), centre + noise * rng.standard_normal(centre.shape)


MOVES = [
    Move("a", 0.4, 0.6, 1.0),
    Move("b", 5.0, 7.0, 20.0),
    Move("c", 0.9, 1.0, 1.0),
    Move("d", 0.1, 0.2, 0.5),
]
SLOPE = np.array([2.0, -0.3, 4.0, 0.0])


def test_slopes_of_a_linear_model_are_exact() -> None:
    plan = balanced_plan(4)
    found = slopes(plan, MOVES, *runs(plan, MOVES, lambda x: 3.0 + float(SLOPE @ x)))
    sizes = np.array([m.size for m in MOVES])
    np.testing.assert_allclose(found.sensitivity[:, 0], 0.9 * sizes * SLOPE, atol=1e-12)
    np.testing.assert_allclose(found.standard_error, 0.0, atol=1e-12)
    sd = np.sqrt(((sizes * SLOPE) ** 2).sum() / 12.0)
    np.testing.assert_allclose(found.width, 2.0 * Z * sd)
    np.testing.assert_allclose(found.share[:, 0], np.abs(found.sensitivity[:, 0]) / found.width)


def test_curves_and_interactions_of_pairs_do_not_disturb_the_slope() -> None:
    def model(x):
        return float(SLOPE @ x) + 30.0 * (x[0] - 0.5) * (x[1] - 6.0) + 50.0 * (x[0] - 0.5) ** 2

    plan = balanced_plan(4)
    found = slopes(plan, MOVES, *runs(plan, MOVES, model))
    wanted = 0.9 * np.array([m.size for m in MOVES]) * SLOPE
    np.testing.assert_allclose(found.sensitivity[:, 0], wanted, atol=1e-10)


def test_without_mirror_images_slopes_of_a_linear_model_stay_exact() -> None:
    plan = balanced_plan(4)
    above, _, unmoved = runs(plan, MOVES, lambda x: 3.0 + float(SLOPE @ x))
    found = slopes(plan, MOVES, above, None, unmoved)
    wanted = 0.9 * np.array([m.size for m in MOVES]) * SLOPE
    np.testing.assert_allclose(found.sensitivity[:, 0], wanted, atol=1e-10)
    pairs = runs(plan, MOVES, lambda x: 300.0 * (x[0] - 0.5) * (x[1] - 6.0))
    assert slopes(plan, MOVES, pairs[0], None, pairs[2]).standard_error.min() > 1.0
    np.testing.assert_allclose(slopes(plan, MOVES, *pairs).sensitivity, 0.0, atol=1e-9)


def test_a_parameter_alone_spans_nearly_the_whole_interval() -> None:
    """0.9 of the bounds against 2 × 1.645 / √12 of them: the share of a lone parameter is 0.95."""
    plan = balanced_plan(1)
    found = slopes(plan, MOVES[:1], *runs(plan, MOVES[:1], lambda x: 2.0 * float(x[0])))
    assert found.share[0, 0] == pytest.approx(0.9 * np.sqrt(12.0) / (2.0 * Z))


@pytest.mark.statistical
def test_standard_errors_cover_and_luck_does_not_widen_the_spread() -> None:
    """400 repetitions; |z| > 1.96 has a chance near 5 %, so 2 to 9 % of 1600; false alarm < 1e-6.

    The width squared, an average over repetitions, is that of the truth within 4 of its errors.
    """
    plan, noise, z, square = balanced_plan(4), 0.5, [], []
    sizes = np.array([m.size for m in MOVES])
    for seed in range(400):
        sides = runs(plan, MOVES, lambda x: float(SLOPE @ x), noise, seed)
        found = slopes(plan, MOVES, *sides)
        z.extend((found.sensitivity[:, 0] - 0.9 * sizes * SLOPE) / found.standard_error[:, 0])
        square.append((found.width[0] / (2.0 * Z)) ** 2)
    assert 0.02 < np.mean(np.abs(z) > 1.96) < 0.09
    truth = ((sizes * SLOPE) ** 2).sum() / 12.0 + noise**2
    assert abs(np.mean(square) - truth) < 4.0 * np.std(square) / np.sqrt(len(square))


def test_luck_of_a_larger_run_is_smaller() -> None:
    plan = balanced_plan(4)
    sides = runs(plan, MOVES, lambda x: float(SLOPE @ x), 2.0)
    whole, fifth = (slopes(plan, MOVES, *sides, luck_scale=s) for s in (1.0, 0.2))
    np.testing.assert_allclose(fifth.luck, np.sqrt(0.2) * whole.luck)
    assert fifth.width < whole.width
    np.testing.assert_array_equal(fifth.sensitivity, whole.sensitivity)


def test_too_few_runs_are_refused() -> None:
    plan = balanced_plan(4)
    above, below, unmoved = runs(plan, MOVES, lambda x: 0.0)
    with pytest.raises(ValueError, match="4 pairs and 30 unmoved runs for 4 parameters"):
        slopes(plan[:4], MOVES, above[:4], below[:4], unmoved)
    with pytest.raises(ValueError, match="1 unmoved runs"):
        slopes(plan, MOVES, above, below, unmoved[:1])
