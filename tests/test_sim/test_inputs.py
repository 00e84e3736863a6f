"""The inputs of a run: tables in the form in which kernels read them."""

from __future__ import annotations

import numpy as np

from agents.codes import AGE_BAND_START
from sim.inputs import by_month_of_age
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
