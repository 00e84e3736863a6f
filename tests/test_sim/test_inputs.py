"""The inputs of a run: tables in the form in which kernels read them."""

from __future__ import annotations

import numpy as np

from agents.codes import AGE_BAND_START
from scenarios.parameters import Parameters
from sim.inputs import by_month_of_age, hazards, search_by_tenure, separation_rates
from sim.world import World


def test_values_of_age_bands_hold_from_the_first_month_of_a_band_to_the_last() -> None:
    by_band = np.arange(2.0 * len(AGE_BAND_START)).reshape(2, -1)
    by_month = by_month_of_age(by_band)
    for years in range(100):
        band = sum(start <= years for start in AGE_BAND_START) - 1
        for month in (12 * years, 12 * years + 11):
            np.testing.assert_array_equal(by_month[:, month], by_band[:, band])
    assert by_month.shape == (2, 1200)


def test_the_world_dies_by_month_of_age(start: World) -> None:
    rate = start.inputs.death_rate
    assert rate.shape == (2, 1200)
    assert ((rate > 0.0) & (rate < 0.1)).all()


def mean_in_stock(values: np.ndarray, ends: np.ndarray) -> float:
    """Return the mean of values by tenure in a stationary stock that ends at `ends` a month."""
    last = 20_000  # months, long after everybody has gone
    tenure = np.minimum(np.arange(last), len(values) - 1)
    there = np.concatenate([[1.0], np.cumprod(1.0 - ends[tenure])[:-1]])
    return float((there * values[tenure]).sum() / there.sum())


def test_all_separations_together_have_the_rate_of_the_source() -> None:
    p = Parameters.default()
    for quits, rate in zip(hazards(p), separation_rates(p), strict=True):
        others = (1.0 - p["quit_share"]) * rate
        ends = 1.0 - (1.0 - quits) * (1.0 - others - 1.0 / (12.0 * p["working_years"]))
        np.testing.assert_allclose(mean_in_stock(quits + others, ends), rate, rtol=1e-6)


def test_search_by_tenure_falls_and_has_mean_one_in_private_firms() -> None:
    p = Parameters.default()
    search = search_by_tenure(p)
    np.testing.assert_allclose(search[0] / search[23], p["h_tenure"], rtol=1e-9)
    assert (np.diff(search) < 0.0).all()
    leaves = p["s_priv"] * search
    ends = 1.0 - (1.0 - leaves) * (1.0 - 1.0 / (12.0 * p["working_years"]))
    np.testing.assert_allclose(mean_in_stock(search, ends), 1.0, rtol=1e-6)
