"""Measure 19: the charts of the risk watch, when a reserve is released, and what it does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world
from hypothesis import given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from agents.codes import Flag, Half, Industry, Status
from agents.kernels.automation import spread_part
from scenarios.measures import RiskWatch
from scenarios.months import Month
from scenarios.parameters import Parameters
from scenarios.scenario import Paths
from sim.inputs import slump_part
from sim.response import (
    add_contacts,
    agreements,
    cost_fen,
    first_asked,
    monthly_reserve,
    released,
    reserve_places,
)
from sim.risk_watch import ABOVE, COUNT, FIRST_UNIT, SUM, WARNED, Layout, cumulate, deviate, rate
from sim.steps.set_policy import set_policy
from sim.world import World

P = Parameters.default()
CASES = YAML(typ="safe").load(
    (Path(__file__).parents[1] / "cases" / "risk_watch.yaml").read_text("utf-8")
)
ON = RiskWatch(contingency_budget=1000, response_trigger=0.5, response_pacing=12)


def chart(values: np.ndarray, noise: float = 1.0) -> np.ndarray:
    """Return the cumulative sum by month of a world with one figure in each cell."""
    layout = Layout.of(0)
    n = len(layout.cell)
    usual, series = np.full((12, n), np.nan), np.zeros((3, n))
    cells = np.tile([[1.0], [0.0], [0.0]], (1, layout.n_cells))
    out = []
    for month, value in enumerate(values):
        z = deviate(np.full(n, value), np.full(n, noise), usual[month % 12], series, P)
        cumulate(np.where(series[COUNT] > 12, z, np.nan), layout, cells, P)
        out.append(cells[SUM, 0])
    return np.array(out)


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_worked_cases(case: dict[str, Any]) -> None:
    g, a = case["given"], case["assumed"]
    part = spread_part(g["pace"], g["agree"], a["months_since_adoption"], np.uint64(5), 7)
    assert part * g["loss"] * g["places"] == pytest.approx(case["expect"]["displaced_places"])


def test_a_chart_is_silent_without_change_and_warns_after_a_lasting_rise() -> None:
    luck = np.random.default_rng(2).normal(size=96)
    season = 3.0 * np.sin(np.arange(96) / 12.0 * 2.0 * np.pi)
    calm = chart(season + luck)
    assert (calm < P["watch_limit"]).all()
    hit = season + luck + 3.0 * (np.arange(96) >= 72)
    warned = np.flatnonzero(chart(hit) >= P["watch_limit"])
    assert 72 <= warned[0] <= 77
    assert warned[-1] < 95  # what has become usual is no risk any more


def test_a_season_is_no_warning_and_a_wild_month_alone_neither() -> None:
    season = 50.0 * np.sin(np.arange(96) / 12.0 * 2.0 * np.pi)
    assert (chart(season)[24:] == 0.0).all()
    season[80] += 1000.0
    assert (chart(season) < P["watch_limit"]).all()


@given(st.integers(0, 500), st.integers(1, 500))
def test_the_error_of_a_rate_is_that_of_a_sample(part: int, rest: int) -> None:
    whole = float(part + rest)
    value, variance = rate(np.array([float(part)]), np.array([whole]), 1, 1.5)
    assert value[0] == pytest.approx(100.0 * part / whole, abs=0.051)
    share = (part + 1.0) / (whole + 2.0)
    assert variance[0] == pytest.approx(1.5e4 * share * (1.0 - share) / whole + 0.01 / 12.0)


def test_a_slump_falls_for_a_quarter_stays_and_recovers() -> None:
    parts = [slump_part(int(Month.of(2026, 12)) + n, P) for n in range(17)]
    expected = [0, 1 / 3, 2 / 3, *[1.0] * 10, 2 / 3, 1 / 3, 0, 0]
    assert parts == pytest.approx(expected)


def at(measure: RiskWatch | None, **changes: Any) -> World:
    """Return the small world with the levers of this month's policy written."""
    chosen = small_world.scenario(**changes)
    world = small_world.open_start(chosen if measure is None else chosen.with_measures(measure))
    world.begin_month()
    set_policy(world)
    return world


def test_a_trigger_needs_a_warning_and_an_excess_known_for_two_months() -> None:
    world = at(ON)
    known = world.market.watch_known
    unit = 5
    assert not released(world).any()
    known[1, :, FIRST_UNIT + unit] = 1.0  # the newest month is not published yet
    assert not released(world).any()
    known[0, ABOVE, FIRST_UNIT + unit] = 0.6
    assert not released(world).any()  # above, but within what chance does
    known[0, WARNED, FIRST_UNIT + unit] = 1.0
    assert np.flatnonzero(released(world)).tolist() == [unit]
    known[0, WARNED] = 0.0
    known[0, WARNED, 1 + world.inputs.half[unit]] = 1.0  # the half's chart will do
    assert np.flatnonzero(released(world)).tolist() == [unit]
    known[0, ABOVE, FIRST_UNIT + unit] = 0.4
    assert not released(world).any()
    world = at(None)
    world.market.watch_known[:] = 9.0
    assert not released(world).any()
    assert agreements(world)[0].tolist() == [0.0] * world.flows.n


def test_places_are_a_twelfth_of_the_reserve_and_never_more_than_the_line_has() -> None:
    world = at(ON)
    world.market.watch_known[:] = 9.0
    none = np.zeros(world.flows.n, np.int64)
    places = reserve_places(world, none)
    wished = monthly_reserve(world).sum() / cost_fen(world)
    assert wished == pytest.approx(1e9 / 12 / 3100 / small_world.FRACTION)
    assert 0 <= places.sum() <= wished + world.flows.n
    full = np.full(world.flows.n, 10**6)
    assert reserve_places(world, full).sum() <= world.flows.n  # only what rounding adds to nothing


def test_the_displaced_are_asked_first_then_people_of_industries_that_warn() -> None:
    world = at(ON)
    w, n = world.population.workers, world.flows.n
    layout = Layout.of(n)
    unemployed = np.flatnonzero((w.status == Status.UNEMPLOYED) & (w.programme == 0))
    age = int(world.month) - w.birth[unemployed]
    who = unemployed[(age > 200) & (age < 700)][:3]
    w.flags[who] |= np.int16(Flag.DISPLACED)
    offers = np.full(n, 2, np.int64)
    asked = first_asked(world, offers, np.zeros(0, np.int32))
    assert set(asked) <= set(who)
    assert len(asked) == sum(min(2, k) for k in np.bincount(w.unit[who]))
    world.market.watch_known[0, WARNED, layout.n_places + int(Industry.F)] = 1.0
    more = first_asked(world, offers, np.zeros(0, np.int32))
    assert set(asked) <= set(more)
    others = np.setdiff1d(more, who)
    assert len(others)
    assert (w.industry[others] == Industry.F).all()
    assert len(first_asked(world, offers, more)) + len(more) >= len(more)
    assert not np.intersect1d(first_asked(world, offers, more), more).size


def test_contacts_are_for_displaced_seekers_of_released_units_only() -> None:
    world = at(ON)
    w = world.population.workers
    seekers = np.flatnonzero(w.status == Status.UNEMPLOYED)
    w.flags[seekers[::2]] |= np.int16(Flag.DISPLACED)
    applications = np.zeros(w.n, np.int8)
    applications[seekers] = 3
    add_contacts(world, applications)
    assert (applications[seekers] == 3).all()
    world.market.watch_known[:] = 9.0
    add_contacts(world, applications)
    assert (applications[seekers[::2]] == 4).all()
    assert (applications[seekers[1::2]] == 3).all()


def test_a_layout_names_every_unit_industry_and_group_once() -> None:
    layout = Layout.of(16)
    assert layout.n_places == 1 + len(Half) + 16
    assert layout.n_cells == layout.n_places + len(Industry) + 7
    assert set(layout.cell) == set(range(layout.n_cells))


@pytest.mark.parametrize("dose", [0])
def test_zero_dose_is_off_and_a_measure_to_come_changes_nothing_yet(dose: float) -> None:
    off, zero, later = (
        small_world.run_short(chosen, 2)
        for chosen in (
            small_world.scenario(paths=Paths(ai="high")),
            small_world.scenario(paths=Paths(ai="high")).with_measures(RiskWatch(dose=dose)),
            small_world.scenario(paths=Paths(ai="high")).with_measures(RiskWatch(from_="2027-01")),
        )
    )
    assert small_world.fingerprint(off) == small_world.fingerprint(zero)
    assert small_world.fingerprint(off) == small_world.fingerprint(later)
