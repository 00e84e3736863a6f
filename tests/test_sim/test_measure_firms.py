"""Measures 1 and 2 in the engine: project posts, refunds, staff kept for them, covenants."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world
from ruamel.yaml import YAML

from agents.claims import Claim
from agents.codes import Industry, LoanKind, Ownership
from agents.draws import Stream, uniforms
from scenarios.measures.employment_first import NAMED_INDUSTRIES, EmploymentFirst
from scenarios.measures.hiring_support import HiringSupport
from scenarios.months import Month
from sim.claims import settle
from sim.loans import lend
from sim.projects import count_unfilled, run_projects
from sim.refunds import close_year, count_contributions
from sim.retention import retain
from sim.steps.set_policy import set_policy
from sim.world import Plan, World

CASES = Path(__file__).resolve().parents[1] / "cases"


def cases(name: str) -> list[dict[str, Any]]:
    return list(YAML(typ="safe").load((CASES / f"{name}.yaml").read_text("utf-8")))


def world_with(*measures: Any, month: str = "2021-01") -> World:
    """Return the start world in a month of a scenario with these measures alone."""
    world = small_world.open_start(small_world.scenario("no_policy").with_measures(*measures))
    world.month = Month.parse(month)
    set_policy(world)
    world.flows.clear()
    return world


def one_firm(world: World, size: float, staff: int, insured: float = 1.0) -> int:
    """Return the row of a private firm that claims refunds, made to this size."""
    f = world.population.firms
    knows = uniforms(world.key(Stream.REFUND_TAKE_UP, 0), f.id) < world.parameters["takeup_wg"]
    fits = knows & (f.ownership == Ownership.PRIVATE) & (f.alive == 1)
    row = int(np.flatnonzero(fits)[0])
    f.true_size[row], f.n_workers[row], f.insured_share[row] = size, staff, insured
    f.n_break[row], f.founded[row] = 0, int(world.month) - 60
    f.ui_paid[:], f.insured_months[:], f.laid_off[:], f.held[:] = 0, 0, 0, 0
    return row


@pytest.mark.parametrize("case", cases("refund"), ids=lambda case: str(case["case"]))
def test_worked_case_of_the_refund(case: dict[str, Any]) -> None:
    told = case["assumed"]
    world = world_with(HiringSupport(**case["given"]))
    f, row = world.population.firms, one_firm(world, told["size"], told["staff"])
    f.founded[row] = int(world.month) - told.get("age", 60)
    f.insured_months[row], f.laid_off[row] = told["insured_months"], told["laid_off"]
    f.ui_paid[row] = told["ui_paid"]
    close_year(world)
    claimed = sum(int(c.fen.sum()) for c in world.claims if c.what == Claim.STABILISATION_REFUND)
    assert claimed == case["expect"]["refund"]
    assert world.flows.refunds.sum() == world.flows.refunds_windfall.sum() == claimed
    assert not f.ui_paid.any(), "a new year begins"
    assert not f.laid_off.any()


def test_refunds_are_paid_by_the_unemployment_insurance_fund_and_windfall_is_told() -> None:
    world = world_with(HiringSupport())
    f, row = world.population.firms, one_firm(world, 200, 40)
    f.insured_months[row], f.ui_paid[row], f.held[row] = 480, 1000, 1
    world.ledger.receive("firms", "unemployment_insurance", 0, 10**9)
    close_year(world)
    assert world.flows.refunds.sum() == 600
    assert world.flows.refunds_windfall.sum() == 0
    for _ in range(int(world.levers.payment_lag.values.max()) + 1):
        settle(world)
        world.month = world.month + 1
    assert world.ledger.balance["unemployment_insurance"] == 10**9 - 600
    world.ledger.check()


def test_contributions_of_firms_are_counted_at_a_quarters_end() -> None:
    world = world_with(HiringSupport(), month="2021-02")
    count_contributions(world)
    assert not world.population.firms.ui_paid.any()
    world.month = world.month + 1
    count_contributions(world)
    w, f = world.population.workers, world.population.firms
    staff = np.bincount(w.employer[(w.employer >= 0) & (w.insured == 1)], minlength=f.n)
    assert np.all(f.insured_months <= 3 * staff)
    assert f.insured_months.sum() > 0
    assert np.all((f.ui_paid > 0) == (f.insured_months > 0))


@pytest.mark.parametrize("case", cases("retention"), ids=lambda case: str(case["case"]))
def test_worked_case_of_staff_kept(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    told = case["assumed"]
    monkeypatch.setattr(World, "log_base", lambda self: np.full((22, 4), np.log(5000.0)))
    world = world_with(
        HiringSupport(loan_volume=0, **case["given"]), month=f"2021-{told['month']:02d}"
    )
    f, row = world.population.firms, one_firm(world, 200, 40)
    f.laid_off[row] = 1
    if told["loan"]:
        rows = np.array([row], np.int32)
        lend(world, LoanKind.STABILISATION, rows, np.array([1000]), 12, 0.04)
    world.plan = Plan.empty(f.n)
    world.plan.layoff[row] = told["plans"]
    retain(world)
    kept = told["plans"] - case["expect"]["layoffs"]
    assert world.plan.layoff[row] == case["expect"]["layoffs"]
    assert world.flows.layoffs_planned.sum() == told["plans"]
    assert world.flows.kept.sum() == f.held[row] == kept


@pytest.mark.parametrize(("rate", "volume", "shock", "lends"), [
    (4.0, 12000, -0.5, True), (6.5, 12000, -0.5, False), (4.0, 0, -0.5, False),
    (4.0, 12000, 0.5, False),
])  # fmt: skip
def test_firms_in_a_slump_take_loans_that_are_worth_it(
    rate: float, volume: float, shock: float, lends: bool
) -> None:
    """40 persons of 200, 121,000 yuan each in truth; below the market's interest only."""
    world = world_with(HiringSupport(loan_volume=volume, loan_rate=rate))
    f, row = world.population.firms, one_firm(world, 200, 40)
    f.shock[row] = shock
    world.levers.loan_volume.scale(10.0)  # so that the lot falls on the only one who asks
    world.plan = Plan.empty(f.n)
    world.plan.layoff[row] = 3
    retain(world)
    loans = world.population.loans
    taken = loans.n == 1 and loans.holder[0] == row
    assert taken == lends
    if lends:
        assert loans.principal[0] == 121000 * 40 * 100
        assert loans.months[0] == 36
        assert world.plan.layoff[row] == 2, "5.5 % of 40 are two"


@pytest.mark.parametrize("case", cases("employment_first"), ids=lambda case: str(case["case"]))
def test_worked_case_of_project_posts(case: dict[str, Any]) -> None:
    told, expect = case["assumed"], case["expect"]
    world = world_with(
        EmploymentFirst(
            named_industry_demand=0, project_investment_scored=told["investment"],
            project_jobs_per_100m_yuan=told["per_100m"],
        )
    )  # fmt: skip
    p, f = world.parameters, world.population.firms
    assert (p["project_construction"], p["project_share"]) == (told["construction"], told["share"])
    posts = world.levers.project_posts.values
    assert np.all(posts[:, Industry.E] == expect["construction"])
    assert np.all(posts[:, list(NAMED_INDUSTRIES)] == expect["named"])
    assert np.all(posts[:, Industry.P] == 0)
    builders = (f.industry == Industry.E) & (f.ownership == Ownership.PRIVATE) & (f.alive == 1)
    row = int(np.flatnonzero(builders)[0])
    f.alive[:] = 0
    f.alive[row], f.n_workers[row] = 1, told["staff"]
    world.levers.project_posts.scale(1000.0)  # so that the only builder is given one
    run_projects(world)
    assert f.project[row] == expect["places"]
    assert world.flows.project_opened.sum() == expect["places"]
    world.levers.reset(int(world.month))
    months = 0
    while f.project[row]:
        months += 1
        world.month = world.month + 1
        run_projects(world)
    assert months == expect["running_months"]


def test_project_places_are_spread_by_staff_and_their_open_posts_are_told() -> None:
    """The mean of 60 months is the lever's volume within four standard errors."""
    world = world_with(EmploymentFirst(named_industry_demand=0, project_investment_scored=800))
    f, opened, start = world.population.firms, [], world.month
    for month in range(60):
        world.month = start + month
        world.flows.clear()
        f.project[:] = 0
        run_projects(world)
        opened.append(int(world.flows.project_opened.sum()))
        assert not np.any(f.project[f.ownership == Ownership.HOUSEHOLD])
        assert set(f.industry[f.project > 0].tolist()) <= {Industry.E, *NAMED_INDUSTRIES}
    mean, error = np.mean(opened), np.std(opened) / np.sqrt(60)
    assert abs(mean - 800 * 120 / 12 / 1000) < 4 * error
    f.project[:] = 0
    firm = world.population.posts.firm
    row = int(np.flatnonzero(f.alive)[0])
    f.project[row] = 7
    world.population.posts.firm = np.sort(np.append(firm, [row] * 3).astype(np.int32))
    world.flows.clear()
    count_unfilled(world)
    assert world.flows.project_unfilled.sum() == min(3 + int((firm == row).sum()), 7)
