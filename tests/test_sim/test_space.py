"""Homes, distance and the farm in a small world: what must hold, month by month."""

from __future__ import annotations

import numpy as np
import pytest
import small_world

from agents.codes import Status
from scenarios.parameters import Parameters
from scenarios.tables_farming import cotton_share
from sim.mesa_model import LaborMarket
from sim.steps.moves import farm_need, pickers
from sim.submarkets import SubMarkets, family_cost, living_cost
from sim.world import World


@pytest.fixture(scope="module")
def year() -> list[tuple[int, dict[str, np.ndarray], dict[str, float]]]:
    """Return month of the year, flows and facts of each of twelve months."""
    world = small_world.open_start(small_world.scenario(months=12))
    model = LaborMarket(world.scenario, seed=1, fraction=small_world.FRACTION, world=world)
    seen = []
    for _ in range(12):
        model.step()
        w, h = world.population.workers, world.population.households
        living = w.status != Status.GONE
        facts = {
            "away": float((w.status == Status.AWAY).sum()),
            "harvest": float((w.harvest > 0).sum()),
            "with_employer": float(((w.status == Status.AWAY) & (w.employer >= 0)).sum()),
            "members": float(h.n_members[: world.n_households].sum()),
            "living": float(living.sum()),
        }
        flows = {name: a.copy() for name, a in world.flows.arrays().items()}
        seen.append((world.month.month, flows, facts))
    return seen


def test_people_in_other_provinces_change_by_those_who_go_and_come(year) -> None:
    """Deaths aside (at most two a month among some ninety)."""
    before = None
    for _, flows, facts in year:
        assert facts["with_employer"] == 0
        if before is not None:
            net = before + flows["went_out"].sum() - flows["came_home"].sum()
            assert net - 2 <= facts["away"] <= net
        before = facts["away"]
    assert before > 20


def test_harvest_work_is_done_in_autumn_only(year) -> None:
    for month, flows, facts in year:
        at_work = flows["harvesters"].sum()
        assert (at_work > 0) == (month in (9, 10))
        assert (facts["harvest"] > 0) == (month in (9, 10))
        assert flows["harvest_pay"].sum() == pytest.approx(5500 * at_work, abs=16)


def test_a_return_changes_no_household_but_two(year) -> None:
    """Members are residents and those away, whatever moves there were."""
    gaps = {facts["living"] - facts["members"] for _, _, facts in year}
    assert len(gaps) == 1


def test_some_return_and_some_leave_for_work_elsewhere(year) -> None:
    totals = {n: sum(f[n].sum() for _, f, _ in year) for n in year[0][1]}
    assert totals["returns"] > 0
    assert totals["starts_near"] > totals["starts_elsewhere"] > totals["went_out"] > 0
    assert totals["trip_persons"] <= totals["starts_elsewhere"] + totals["went_out"]


def test_school_places_and_public_housing_lower_the_cost_of_moving(start: World) -> None:
    p = Parameters.default()
    n = start.flows.n
    few, all_served = family_cost(np.full(n, 0.7), p), family_cost(np.ones(n), p)
    assert (few > 0).all()
    assert (all_served == 0).all()
    dear = living_cost(start.inputs, p)
    cheap = living_cost(start.inputs, p.with_values({"rental_served": 1.0}))
    assert (np.diag(dear) == 0).all()
    elsewhere = ~np.eye(n, dtype=bool)
    np.testing.assert_allclose((dear - cheap)[elsewhere], p["lodging"])


def test_distance_across_the_range_costs_more_in_winter(start: World) -> None:
    sub = SubMarkets.of(start.structure, start.inputs, Parameters.default())
    code = start.population.units.code
    ili, aksu, urumqi, changji = (code.index(c) for c in ("ILI", "AKS", "URC", "CHJ"))
    summer, winter = sub.move_cost
    assert winter[ili, aksu] > summer[ili, aksu] + 0.01
    assert winter[urumqi, changji] == summer[urumqi, changji]


def test_a_unit_with_too_many_hands_takes_in_fewer(start: World) -> None:
    start.market.farm_pull[:] = 1.0
    start.market.farm_pull[0] = 0.8
    need = farm_need(start)
    assert need[0] < 0.5
    assert (need[1:] == 1.0).all()


def test_machines_take_over_the_picking(start: World) -> None:
    now = pickers(start)
    start.month = start.month + 12 * 5
    assert 0 < pickers(start) < 0.5 * now
    assert cotton_share().sum() == pytest.approx(1.0)
