"""Measures 10, 11, 12, 16, 17, 18: worked cases by hand, stillness, what they must not do."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world as small
import yaml

from agents.claims import TERMS, Claim
from agents.codes import Flag, LoanKind, Status
from agents.draws import Stream, uniforms
from scenarios.measures import CATALOGUE
from scenarios.months import Month
from scenarios.parameters import Parameters
from sim import rights
from sim.families import care_factor, relieve_need
from sim.flexible import cover_cost, take_cover
from sim.loans import borrowers
from sim.startups import capital, lend_to, monthly_interest
from sim.steps.set_policy import adjust_minimum_wage, set_policy
from sim.target_groups import claim_supported_jobs
from sim.welfare_posts import hosts_pay, monthly_cost, willing_hosts
from sim.world import World

CASES = Path(__file__).resolve().parents[1] / "cases" / "people_measures.yaml"
MEASURES = (
    "hardship_groups",
    "veterans_women_disabled",
    "flexible_work",
    "entrepreneurship",
    "labour_rights",
    "social_protection",
)


def cases(kind: str) -> list[Any]:
    told = yaml.safe_load(CASES.read_text("utf-8"))
    return [pytest.param(c, id=c["case"]) for c in told if c["kind"] == kind]


def under(world: World, measure: str, case: dict[str, Any]) -> World:
    """Return the world with a measure's dials and parameters as the case gives them."""
    told = case["given"] | case["assumed"]
    made = CATALOGUE[measure]
    dials = {name: told[name] for name in made.dials() if name in told}
    known = Parameters.default()
    set_ = {name: float(told[name]) for name in told if name in known}
    world.scenario = world.scenario.with_measures(made(**dials))
    world.parameters = world.parameters.with_values(set_)
    set_policy(world)
    return world


def claimed(world: World, what: Claim) -> list[int]:
    return [int(fen) for c in world.claims if c.what == what for fen in c.fen]


@pytest.mark.parametrize("case", cases("welfare_post"))
def test_worked_case_of_a_post(start: World, case: dict[str, Any]) -> None:
    world, expect = under(start, "hardship_groups", case), case["expect"]
    wage = world.minimum_wage()
    world.market.floor_raise[:] = np.log(case["given"]["minimum_wage"] / wage)
    assert hosts_pay(world).tolist() == [expect["host"]] * world.flows.n
    assert monthly_cost(world)[0].tolist() == [expect["fund"]] * world.flows.n
    np.testing.assert_allclose(willing_hosts(world), expect["willing"], rtol=1e-12)


@pytest.mark.parametrize("case", cases("supported_job"))
def test_worked_case_of_a_supported_job(start: World, case: dict[str, Any]) -> None:
    world = under(start, "veterans_women_disabled", case)
    w, p = world.population.workers, world.parameters
    world.levers.take_up.at_least(1.0)
    staff = np.flatnonzero(w.status == Status.EMPLOYEE).astype(np.int32)
    w.flags[staff] &= ~int(Flag.HARDSHIP)
    disabled = uniforms(world.key(Stream.DISABLED, 0), w.id[staff]) < p["disabled_share"]
    hired = np.array([staff[disabled][0], staff[disabled][1], staff[~disabled][0]])
    w.flags[hired[[0, 2]]] |= int(Flag.HARDSHIP)  # one disabled; one not certified; one able
    before = np.full(3, Status.UNEMPLOYED, np.int8)
    claim_supported_jobs(world, hired.astype(np.int32), before)
    assert claimed(world, Claim.SUPPORTED_JOB) == [case["expect"]["fen"]]
    assert TERMS[Claim.SUPPORTED_JOB].payee == case["expect"]["to"]
    assert TERMS[Claim.SUPPORTED_JOB].lasts == (Status.EMPLOYEE,)
    world.claims.clear()
    claim_supported_jobs(world, hired[:1].astype(np.int32), np.array([Status.EMPLOYEE], np.int8))
    assert claimed(world, Claim.SUPPORTED_JOB) == []  # she moved from job to job


@pytest.mark.parametrize("case", cases("childcare"))
def test_worked_case_of_childcare(start: World, case: dict[str, Any]) -> None:
    world = under(start, "veterans_women_disabled", case)
    np.testing.assert_allclose(care_factor(world), case["expect"]["factor"], rtol=1e-9)


@pytest.mark.parametrize("case", cases("flexible_cover"))
def test_worked_case_of_flexible_cover(start: World, case: dict[str, Any]) -> None:
    world, expect = under(start, "flexible_work", case), case["expect"]
    world.market.accepted[int(Claim.FLEXIBLE_COVER)] = case["assumed"]["accepted"]
    world.levers.take_up.at_least(case["assumed"]["take_up"])
    world.levers.take_up.at_most(case["assumed"]["take_up"])
    assert world.levers.contribution_floor.values[0] == case["given"]["floor"]
    cost = cover_cost(world)
    np.testing.assert_allclose(cost[0], expect["full"], rtol=1e-12)
    np.testing.assert_allclose(cost[1:], expect["net"], rtol=1e-6)
    w = world.population.workers
    world.levers.take_up.at_least(1.0)
    world.levers.take_up._caps.clear()
    rows = np.flatnonzero(w.status == Status.FLEXIBLE).astype(np.int32)
    w.tenure[rows], w.insured[rows], w.flags[rows] = 0, 0, int(Flag.HARDSHIP)
    w.wage[rows] = 20000.0
    take_cover(world, rows)
    buyers = rows[w.insured[rows] == 1]
    assert 0 < len(buyers) < len(rows)  # not everybody wishes for it
    assert claimed(world, Claim.FLEXIBLE_COVER) == [expect["claim"]] * len(buyers)


@pytest.mark.parametrize("case", cases("startup_interest"))
def test_worked_case_of_a_founders_loan(start: World, case: dict[str, Any]) -> None:
    world = under(start, "entrepreneurship", case)
    w = world.population.workers
    rows = np.flatnonzero(w.status == Status.OWN_ACCOUNT)[:3].astype(np.int32)
    share = monthly_interest(world, rows) / capital(world, rows)
    np.testing.assert_allclose(share, case["expect"]["share_of_loan"], rtol=1e-12)
    lend_to(world, rows)
    assert sorted(borrowers(world, LoanKind.START_UP)) == sorted(rows)
    loans = world.population.loans
    np.testing.assert_array_equal(loans.months, 36)
    np.testing.assert_allclose(loans.discount, 0.5)


@pytest.mark.parametrize("case", cases("minimum_wage"))
def test_worked_case_of_the_minimum_wage(start: World, case: dict[str, Any]) -> None:
    world, expect = under(start, "labour_rights", case), case["expect"]
    year, month = (int(part) for part in str(case["assumed"]["month"]).split("-")[:2])
    last = Month.of(year, month)
    for now in range(int(world.month), int(last) + 1):
        world.month = Month(now)
        adjust_minimum_wage(world)
    first_tier = np.flatnonzero(world.inputs.tier == 0)[0]
    nominal = case["given"]["list"] * np.exp(world.market.floor_raise[first_tier])
    assert nominal == pytest.approx(expect["nominal"], rel=1e-9)
    assert world.minimum_wage()[first_tier] == pytest.approx(expect["real"], rel=1e-7)


@pytest.mark.parametrize("case", cases("inspection"))
def test_worked_case_of_inspection(start: World, case: dict[str, Any]) -> None:
    world, expect = under(start, "labour_rights", case), case["expect"]
    f = world.population.firms
    f.insured_share[:] = case["assumed"]["insured_share"]
    alive = f.alive == 1
    np.testing.assert_allclose(rights.insured_shares(world)[alive], expect["insured"], rtol=1e-6)


# ----------------------------------------------------------------------------------- properties


def test_hours_are_those_of_the_table_at_the_usual_inspection() -> None:
    mean, spread = np.array([48.6, 52.0]), np.array([10.0, 14.0])
    usual = float(np.exp(-0.15))
    now, limit = np.full(3, usual), np.full(3, 44.0)
    np.testing.assert_allclose(
        rights.hours_under(limit, now, usual, mean, spread), np.tile(mean, (3, 1))
    )
    for most in (44.0, 49.0):
        np.testing.assert_allclose(
            rights.share_above(most, limit, now, usual, mean, spread),
            np.tile(rights.tail(most, mean, spread), (3, 1)),
        )


def test_hours_fall_with_inspection_and_with_the_limit() -> None:
    mean, spread, usual = np.array([48.6, 52.0]), np.array([10.0, 14.0]), float(np.exp(-0.15))

    def hours(limit: float, now: float) -> float:
        at = rights.hours_under(np.array([limit]), np.array([now]), usual, mean, spread)
        return float(at.mean())

    by_inspection = [hours(44.0, now) for now in (1.0, usual, 0.5, 0.2)]
    by_limit = [hours(limit, usual) for limit in (50.0, 44.0, 40.0)]
    assert by_inspection == sorted(by_inspection, reverse=True)
    assert by_limit == sorted(by_limit, reverse=True)


def test_the_mean_of_what_lies_above_is_that_of_a_sum() -> None:
    mean, spread = np.array([48.6]), np.array([10.0])
    grid = np.arange(44.0, 140.0, 0.001)
    above = np.array([rights.tail(h, mean, spread)[0] for h in grid[::100]])
    integral = float(np.trapezoid(above, grid[::100]))
    assert rights.excess(44.0, mean, spread)[0] == pytest.approx(integral, rel=1e-5)


def test_relief_depends_on_need_alone(start: World) -> None:
    set_policy(start)
    start.levers.take_up.at_least(1.0)
    w, h = start.population.workers, start.population.households
    h.allowance[:] = 0
    h.allowance[: h.n // 2] = np.where(h.n_members[: h.n // 2] > 0, -1, 0)
    relieve_need(start)
    before = [c.rows.tolist() for c in start.claims]
    start.claims.clear()
    w.refused[:] = 0x7FFF  # whoever has refused every programme
    relieve_need(start)
    assert [c.rows.tolist() for c in start.claims] == before != []
    rows = start.claims[0].rows
    assert (h.allowance[w.household[rows]] == -1).all()


@pytest.mark.parametrize("name", MEASURES)
def test_dose_zero_is_off_bit_for_bit(name: str) -> None:
    given = small.scenario("plan", months=7)
    dosed = given.with_measures(dataclasses.replace(given.measures[name], dose=0))
    off = small.run_short(given.without(name))
    assert small.differing(small.run_short(dosed), off) == []


@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_that_begins_later_leaves_earlier_months_alone(name: str) -> None:
    given = small.scenario("plan", months=3)
    later = dataclasses.replace(given.measures[name], dose={"2020-12": 0, "2021-03": 3})
    off = given.without(name)
    assert small.differing(small.run_short(given.with_measures(later)), small.run_short(off)) == []


def test_money_people_and_posts_are_conserved_at_strong_dials() -> None:
    given = small.scenario("plan", months=10)
    for name in MEASURES:
        given = given.with_measures(dataclasses.replace(given.measures[name], dose=3))
    world = small.run_short(given)  # step `record` asserts conservation every month
    assert sum(world.ledger.balance.values()) == 0
    flows = [t.flows for t in world.tallies if t.flows is not None]
    for name in ("part_time_starts", "hardship_placed", "relief_households", "advised_founders"):
        assert sum(int(f[name].sum()) for f in flows) > 0, name
    codes = set(world.population.promises.claim.tolist())
    assert {int(Claim.CHILDCARE_RELIEF), int(Claim.SUPPORTED_JOB)} <= codes
