"""Measures 9 and 3: worked cases through the production code, and what must hold in any month."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world
import yaml

from agents.claims import Claim
from agents.codes import Flag, Half, Industry, Ownership, Programme, Schooling, Status
from scenarios.measure import View
from scenarios.measures import CATALOGUE
from sim.rural import family_costs, mover_yuan, offer_rates, rental_share
from sim.southern import claim_new_jobs, cost_saved, field_shares, textile_demand
from sim.steps.moves import support_trips
from sim.world import World

CASES = Path(__file__).resolve().parents[1] / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    """Return the worked cases of a measure."""
    return list(yaml.safe_load((CASES / f"{name}.yaml").read_text("utf-8")))


def set_levers(world: World, name: str, dials: dict[str, float]) -> None:
    """Write the levers of one measure alone; dials that are not given stand at no policy."""
    kind = CATALOGUE[name]
    off = {dial: spec.no_policy for dial, spec in kind.dials().items()}
    world.levers.reset(int(world.month))
    view = View(world.population.units, world.parameters)
    kind(**(off | dials)).apply(view, world.levers, world.month)


def claimed(world: World, what: Claim) -> list[int] | None:
    """Return [fen a month, months] of the one claim of this kind, None if there is none."""
    found = [c for c in world.claims if c[0] == what]
    assert len(found) <= 1
    return [int(found[0][2][0]), int(found[0][3][0])] if found else None


@pytest.mark.parametrize("case", cases("rural_workers"), ids=lambda c: c["case"])
def test_worked_case_of_rural_workers(start: World, case: dict[str, Any]) -> None:
    told = case["given"] | case["assumed"]
    set_levers(start, "rural_workers", case["given"])
    start.levers.take_up.at_least(told.get("take_up", 0.0))
    expect = case["expect"]
    for name in ("housing_months", "broker_response", "rental_years", "family_apart"):
        if name in told:
            assert start.parameters[name] == told[name], "the case was worked at this value"
    if "transport" in expect:
        support_trips(start, np.array([0], np.int32))
        assert claimed(start, Claim.TRANSPORT_ALLOWANCE) == expect["transport"]
        assert claimed(start, Claim.HOUSING_SUPPORT) == expect["housing"]
    if "reckoned" in expect:
        np.testing.assert_allclose(mover_yuan(start), expect["reckoned"])
    if "near_rate" in expect:
        np.testing.assert_allclose(offer_rates(start)[0], expect["near_rate"])
    if "rental_share" in expect:
        start.market.moved_in[0] = told["movers"] / start.fraction
        np.testing.assert_allclose(rental_share(start), expect["rental_share"])
    if "family_cost" in expect:
        np.testing.assert_allclose(family_costs(start), expect["family_cost"])


@pytest.mark.parametrize("case", cases("southern_project"), ids=lambda c: c["case"])
def test_worked_case_of_the_southern_project(start: World, case: dict[str, Any]) -> None:
    set_levers(start, "southern_project", case["given"])
    start.levers.take_up.at_least(1.0)
    expect, south = case["expect"], start.inputs.half == Half.SOUTH
    lever = start.levers
    if "saved" in expect:
        saved = cost_saved(start, lever.textile_freight.values, lever.textile_power.values)
        np.testing.assert_allclose(saved, np.where(south, expect["saved"], 0.0))
        moved = textile_demand(start)[:, Industry.C_TEXTILES]
        np.testing.assert_allclose(moved, np.where(south, expect["demand"], 0.0), atol=1e-5)
        assert np.count_nonzero(textile_demand(start)) in (0, south.sum())
    if "new_job" in expect:
        rows, firm = one_textile_hire(start)
        claim_new_jobs(start, rows, firm)
        assert claimed(start, Claim.TEXTILE_NEW_JOB) == expect["new_job"]
    if "floor" in expect:
        assert (lever.south_fund_share.values == expect["floor"]).all()
        share = np.diff(field_shares(start), axis=2, prepend=0.0)[:, 1:, :2].sum(axis=2)
        np.testing.assert_allclose(share[south], expect["stem"])
        assert (share[~south] < 0.40).all()


def one_textile_hire(world: World) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows of somebody of Xinjiang and of a young textile firm of the south."""
    f = world.population.firms
    firm = int(np.flatnonzero((f.alive == 1) & (f.ownership == Ownership.PRIVATE))[0])
    f.industry[firm], f.founded[firm] = Industry.C_TEXTILES, int(world.month)
    f.unit[firm] = int(np.flatnonzero(world.inputs.half == Half.SOUTH)[0])
    return np.array([0], np.int32), np.array([firm], np.int32)


def test_no_subsidy_for_an_old_job_or_in_the_north(start: World) -> None:
    set_levers(start, "southern_project", {"textile_new_job_subsidy": 5000})
    start.levers.take_up.at_least(1.0)
    rows, firm = one_textile_hire(start)
    f = start.population.firms
    f.founded[firm] = int(start.month) - 100
    f.base[firm] = f.n_workers[firm] + f.n_break[firm] + 1
    claim_new_jobs(start, rows, firm)
    assert claimed(start, Claim.TEXTILE_NEW_JOB) is None
    f.founded[firm] = int(start.month)
    f.unit[firm] = int(np.flatnonzero(start.inputs.half == Half.NORTH)[0])
    claim_new_jobs(start, rows, firm)
    assert claimed(start, Claim.TEXTILE_NEW_JOB) is None


def test_offers_are_answered_by_choice_and_jobs_are_conserved() -> None:
    """The conservation asserts of `record` hold while accepted offers become jobs."""
    world = small_world.open_start(small_world.scenario(months=3))
    placed = accepted = 0
    refused = {p: 0 for p in (Programme.NEAR_HOME, Programme.ELSEWHERE, Programme.OTHER_PROVINCE)}
    for _ in range(3):
        small_world.run_months(world, 1)
        flows, book = world.flows, world.flows.book.sum(axis=(0, 2))
        placed += int(flows.placed_near.sum() + flows.placed_elsewhere.sum())
        assert (flows.placed_near <= flows.starts_near).all()
        for p in refused:
            offers, _, refusals, taken = book[int(p), :4]
            assert offers == refusals + taken
            refused[p] += int(refusals)
        accepted += int(book[[Programme.NEAR_HOME, Programme.ELSEWHERE], 3].sum())
    assert all(n > 0 for n in refused.values())
    assert 0 < placed <= accepted


def test_southern_pupils_come_home_from_northern_schools() -> None:
    world = small_world.open_start(small_world.scenario(months=8))
    small_world.run_months(world, 8)  # to July 2021
    w, h, x = world.population.workers, world.population.households, world.inputs
    home = x.county_unit[h.county[w.household]]
    north = (x.half[w.unit] == Half.NORTH) & (x.half[home] == Half.SOUTH)
    pupils = np.flatnonzero((w.status == Status.STUDENT) & north & (w.field > 0))
    assert len(pupils) > 0
    assert (w.schooling[pupils] == Schooling.SENIOR).all()
    assert not (w.flags[pupils] & Flag.GRADUATE).any()
    w.school_exit[pupils] = int(world.month) + 1
    small_world.run_months(world, 1)
    alive = pupils[w.status[pupils] != Status.GONE]
    assert (w.unit[alive] == home[alive]).all()
