"""Local income moves services, output is the sum of demand, and firms keep their size law."""

from __future__ import annotations

import numpy as np
import pytest
import small_world

from agents.codes import Industry
from agents.kernels.growth import shake_firms
from scenarios.parameters import Parameters
from sim.local_income import LOCAL, local_demand, output, path_income, remember_income
from sim.steps.set_demand import monthly_persistence, separation_rates, shock_spread, tolerance


@pytest.fixture
def world():
    return small_world.run_short(small_world.scenario(), months=2)


def test_the_base_month_is_the_norm_so_that_nothing_moves_at_the_start(world):
    fresh = small_world.open_start(small_world.scenario())
    assert not local_demand(fresh).any()
    fresh.market.income_months[:] = 0.0
    remember_income(fresh)
    assert not local_demand(fresh).any()
    assert world.market.income_months[0] == 2.0


def test_only_local_services_follow_income_three_months_later(world):
    m, p = world.market, world.parameters
    m.income[:] = m.income_norm
    m.income[-1] += 0.1
    assert not local_demand(world).any()
    m.income[0] = m.income_norm + 0.1
    m.income[0, 3] = m.income_norm[3] - 9.0
    found = local_demand(world)
    others = [j for j in range(len(Industry)) if Industry(j) not in LOCAL]
    assert not found[:, others].any()
    assert found[0, int(Industry.H)] == pytest.approx(0.1 * p["lambda_loc"])
    assert found[3, int(Industry.H)] == pytest.approx(-p["local_bound"] * p["lambda_loc"])


def test_a_multiplier_of_one_is_refused(world):
    world.parameters = world.parameters.with_values({"lambda_loc": 0.6})
    assert np.isfinite(local_demand(world)).all()
    object.__setattr__(world, "parameters", {"lambda_loc": 1.0, "local_bound": 0.2})
    with pytest.raises(ValueError, match="below 1"):
        local_demand(world)


def test_a_policy_that_adds_demand_leaves_the_path_alone():
    worlds = [
        small_world.run_short(small_world.scenario(name), months=3) for name in ("baseline", "plan")
    ]
    one, other = (w.market for w in worlds)
    np.testing.assert_array_equal(one.path, other.path)
    np.testing.assert_array_equal(path_income(worlds[0]), path_income(worlds[1]))


def test_output_is_the_sum_of_demand_and_grows_with_output_a_worker(world):
    demand = np.exp(world.market.demand)
    now = output(world, demand)
    assert (now > 0).all()
    np.testing.assert_allclose(output(world, 2.0 * demand), 2.0 * now, rtol=1e-6)
    assert world.flows.output.sum() == pytest.approx(now.sum(), rel=0.02)
    year = world.parameters["g_y"]
    world.month = world.month + 12
    np.testing.assert_allclose(output(world, demand), np.exp(year) * now, rtol=1e-6)


def test_monthly_shocks_have_the_standing_spread_of_the_yearly_ones():
    p = Parameters.default()
    r, sd = monthly_persistence(p), shock_spread(p)[1] / p["staff_response"]
    assert r**12 == pytest.approx(p["rho_rev"])
    assert sd**2 / (1 - r**2) == pytest.approx(p["sd_rev"] ** 2 / (1 - p["rho_rev"] ** 2))


def test_tolerance_rises_with_the_costs_of_layoff_and_hire():
    p = Parameters.default()
    base = tolerance(p)
    assert (base >= p["layoff_tolerance"]).all()
    dear = tolerance(p.with_values({"c_fire": 1.5, "c_hire": 2.0}))
    assert (dear >= base).all()
    assert dear[1] > base[1]
    months = (p["c_fire"] + p["c_hire"]) / (1.0 - p["idle_value"])
    assert base[3] == pytest.approx(months * separation_rates(p)[3])


def ten_years(n=20_000):
    """Return sizes of firms before and after each of ten years of luck, without entry or exit."""
    p = Parameters.default()
    years = np.arange(721) / 12.0
    start = (0.5 * (1.0 - (np.arange(n) + 0.5) / n) ** -0.95).astype(np.float32)
    size, drift, shock = start.copy(), np.zeros(n, np.float32), np.zeros(n, np.float32)
    sizes = [start]
    for month in range(120):
        shake_firms(
            month, np.arange(n), np.ones(n, np.int8), np.ones(n, np.int8), size,
            np.full(n, -240, np.int16), drift, shock, p["hit_rate"], np.zeros(721),
            p["firm_walk_sd"] / np.sqrt(1.0 + years / p["walk_years"]), shock_spread(p),
            monthly_persistence(p), p["shock_size_slope"], p["shock_size"],
            np.uint64(11 + 2 * month), np.uint64(12 + 2 * month),
        )  # fmt: skip
        size = (start * np.exp(drift + shock)).astype(np.float32)
        if month % 12 == 11:
            sizes.append(size)
    return sizes


def test_growth_is_tent_shaped_and_leaves_the_size_law_in_place():
    """S16; a kurtosis of 3 is normal, 6 Laplace."""
    sizes = ten_years()
    growth = np.log(sizes[6] / sizes[5])
    z = (growth - growth.mean()) / growth.std()
    assert 4.5 < (z**4).mean() < 10.0
    grid = np.geomspace(5.0, 1000.0, 12)
    slopes = [
        np.polyfit(np.log(grid), np.log([(s >= g).sum() for g in grid]), 1)[0]
        for s in (sizes[0], sizes[-1])
    ]
    assert abs(slopes[1] - slopes[0]) < 0.1
