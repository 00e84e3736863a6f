"""Measures 4, 5, 6 and 8 by hand, through the code that months run."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world as small
from ruamel.yaml import YAML

from agents.claims import Account, Budget, Claim
from agents.codes import NO_CODE, Flag, Industry, Occupation, Ownership, Schooling, Status
from agents.providers import TAUGHT
from agents.state import Enrolments
from scenarios import Scenario
from scenarios.measure import View
from scenarios.measures import (
    EducationPlanning,
    GraduatesAndYouth,
    HighSkilledTalent,
    JointEffort,
    LifelongTraining,
)
from scenarios.months import Month
from scenarios.tables_education import education
from sim.assessment import appoint, invite
from sim.budgets import budget_lines
from sim.field_planning import ORDER_CLASSES, move_seats, plan_schools, send_to_trades
from sim.grade_premiums import add_premium, premium_share, review_premiums
from sim.grants import claim_upgrades
from sim.seat_choice import draw_providers, listed, review_providers, without_repeats
from sim.steps.school import seats
from sim.training import PUBLIC, SELF_PAID, STAFF, make_places, offer_seats
from sim.training_money import carried, entitled, pay_courses, run_levy
from sim.world import World
from sim.youth import brings_grant, claim_hire_grants, claim_job_seeking, note_hires, support_search

CASES = Path(__file__).resolve().parents[1] / "cases"


def cases(name: str) -> list[Any]:
    found = YAML(typ="safe").load((CASES / f"{name}.yaml").read_text(encoding="utf-8"))
    return [pytest.param(case, id=case["case"]) for case in found]


@pytest.fixture(scope="module")
def opened() -> World:
    """Return a world of its own, whose rows every test puts as it needs them."""
    return small.run_short(small.scenario("no_policy"), months=1)


def policy(world: World, *measures: Any) -> None:
    """Let these measures alone write this month's levers; all who are entitled claim."""
    scenario = Scenario(name="by hand").with_measures(*measures)
    scenario.set_policy(View(world.population.units, world.parameters), world.levers, world.month)
    world.levers.take_up.at_least(1.0)
    world.claims = []
    world.market.accepted[:] = 1.0


def claimed(world: World, what: Claim, row: int | None = None) -> int:
    return sum(
        int(c.fen[(c.rows == row) if row is not None else slice(None)].sum())
        for c in world.claims
        if c.what == what
    )


def person(world: World, status: Status = Status.UNEMPLOYED, **changes: Any) -> int:
    """Return a row of somebody of the region's first unit, put as asked, with no job."""
    w = world.population.workers
    row = int(np.flatnonzero((w.status == Status.UNEMPLOYED) & (w.employer < 0))[0])
    given = {"flags": 0, "programme": 0, "employer": -1, "grade": 0, "hire_grant": 0} | changes
    w.status[row] = status
    for name, value in given.items():
        getattr(w, name)[row] = value
    return row


def firm(world: World, **changes: Any) -> int:
    """Return the row of a firm, put as asked."""
    f = world.population.firms
    row = int(np.flatnonzero(f.alive == 1)[0])
    f.levy[:] = 0
    for name, value in changes.items():
        getattr(f, name)[row] = value
    return row


# -------------------------------------------------------------------------- 4 lifelong training


@pytest.mark.parametrize("case", cases("lifelong_training"))
def test_worked_case_of_lifelong_training(case: dict[str, Any], opened: World) -> None:
    rules, assumed = case["given"], case["assumed"]
    learner = dict(assumed["learner"])
    policy(opened, LifelongTraining(dose=assumed.get("dose", 1), **rules))
    own = Ownership[learner.pop("ownership", "PRIVATE")]
    employer = firm(opened, ownership=own, levy=assumed["levy"])
    flags = sum(Flag[name] for name in learner.pop("flags", []))
    status = Status[learner.pop("status")]
    works = employer if status == Status.EMPLOYEE else -1
    row = person(opened, status, employer=works, flags=flags, **learner)
    e = Enrolments(1)
    e.worker[:], e.id[:], e.days[:] = row, opened.population.workers.id[row], assumed["days"]
    e.entitled[:] = entitled(opened, e.worker, e.channel)
    before = opened.ledger.balance["training_levy"]
    opened.ledger.receive("firms", "training_levy", 0, assumed["levy"])
    pay_courses(opened, e)
    paid = before + assumed["levy"] - opened.ledger.balance["training_levy"]
    assert assumed["levy"] - opened.population.firms.levy[employer] == paid
    opened.ledger.pay_out("training_levy", "firms", 0, assumed["levy"] - paid)
    assert {
        "levy": paid,
        "claim": claimed(opened, Claim.TRAINING_COURSE),
        "allowance": claimed(opened, Claim.TRAINING_ALLOWANCE),
    } == case["expect"]


NOBODY = np.zeros(0, np.int32)  # whom the reserve of measure 19 pays for


def test_an_allowance_takes_nobody_away_from_a_course_and_brings_some() -> None:
    answers = []
    for daily in (0, 200):
        world = small.run_short(small.scenario("no_policy"), months=1)
        policy(world, LifelongTraining(daily_allowance=daily))
        w = world.population.workers
        rows = np.flatnonzero(w.status == Status.UNEMPLOYED).astype(np.int32)
        days = np.full((world.flows.n, 3), 20.0)
        e = offer_seats(world, rows, np.full(len(rows), PUBLIC, np.int8), days, NOBODY)
        assert (e.entitled == 1).all()
        answers.append(set(e.id))
    assert answers[0] < answers[1]


def test_public_places_are_those_that_their_line_carries(opened: World) -> None:
    places = np.full(opened.flows.n, 2.0)  # 384 000 a year
    policy(opened, LifelongTraining())
    assert carried(opened, places).sum() == 0.0, "without measure 20 there is no money"
    rich, poor = (JointEffort(central_transfer=c, regional_fund=0) for c in (10000, 100))
    line = Account.EMPLOYMENT_SUBSIDY, Budget.TRAINING
    for measure, all_of in ((rich, True), (poor, False)):
        opened.ledger.envelope.clear()
        policy(opened, LifelongTraining(), measure)
        lines = budget_lines(opened, *line)
        assert all(opened.ledger.uncommitted(half) > 0 for half in lines)
        got = carried(opened, places)
        assert (got == places).all() if all_of else 0.0 < got.sum() < places.sum()
    opened.ledger.envelope.clear()


def learners(world: World, n: int = 2000) -> np.ndarray:
    w = world.population.workers
    rows = np.flatnonzero((w.status >= Status.EMPLOYEE) & (w.status <= Status.FARM))
    return rows[:n].astype(np.int32)


def test_guided_places_go_to_listed_occupations_only(opened: World) -> None:
    rows = learners(opened)
    public, own = (np.full(len(rows), channel, np.int8) for channel in (PUBLIC, SELF_PAID))
    rng = np.random.default_rng(1)
    opened.market.shortage[:] = rng.normal(0.0, 1.0, opened.market.shortage.shape)
    t, unit = opened.population.providers, opened.population.workers.unit[rows]
    policy(opened, LifelongTraining(guidance_share=0, quality_review=0))
    usual = draw_providers(opened, rows, public)
    policy(opened, LifelongTraining(guidance_share=100, quality_review=0))
    steered = draw_providers(opened, rows, public)
    np.testing.assert_array_equal(draw_providers(opened, rows, own), usual)
    scarce = listed(opened)
    assert (scarce.sum(axis=1) == opened.parameters["catalogue_length"]).all()
    assert not scarce[:, TAUGHT == 0].any()
    hit = scarce[unit, t.subject[steered]]
    taught = np.array([scarce[u, t.subject[(t.unit == u) & (t.staff == 0)]].any() for u in unit])
    np.testing.assert_array_equal(hit, taught)
    assert hit.mean() > scarce[unit, t.subject[usual]].mean()


def test_a_review_moves_places_to_providers_that_place_their_learners(opened: World) -> None:
    t, rows = opened.population.providers, learners(opened)
    channel = np.full(len(rows), PUBLIC, np.int8)
    policy(opened, LifelongTraining(quality_review=100, guidance_share=0))
    before = draw_providers(opened, rows, channel)
    good = t.id % 2 == 0
    t.ended[:], t.placed[:] = 100, np.where(good, 90, 30)
    review_providers(opened)
    assert t.rating[good].min() > 1.0 > t.rating[~good].max()
    assert not t.ended.any()
    after = draw_providers(opened, rows, channel)
    assert good[after].mean() > good[before].mean() + 0.05
    policy(opened, LifelongTraining(quality_review=0, guidance_share=0))
    np.testing.assert_array_equal(draw_providers(opened, rows, channel), before)
    t.rating[:] = 1.0


def test_few_places_go_to_those_trained_in_the_same_year(opened: World) -> None:
    w, rows = opened.population.workers, learners(opened, 600)
    w.flags[rows] |= np.int16(Flag.TRAINED)
    channel = np.where(np.arange(len(rows)) % 3 == 0, SELF_PAID, PUBLIC).astype(np.int8)
    places = np.full(opened.flows.n, 10)
    policy(opened, LifelongTraining(repeat_share=30))
    keeps = without_repeats(opened, rows, channel, places)
    assert keeps[channel == SELF_PAID].all()
    public = np.bincount(w.unit[rows[keeps & (channel == PUBLIC)]], minlength=opened.flows.n)
    assert public.max() == 3
    policy(opened)
    assert without_repeats(opened, rows, channel, places).all()
    w.flags[rows] &= ~np.int16(Flag.TRAINED)


def test_firms_hold_what_the_ledger_holds_of_the_levy(opened: World) -> None:
    f, ledger = opened.population.firms, opened.ledger
    f.levy[:] = 0
    ledger.pay_out("training_levy", "firms", 0, ledger.balance["training_levy"])
    policy(opened)
    run_levy(opened)  # the months that a world begins with
    first = f.levy.sum()
    run_levy(opened)
    assert f.levy.sum() - first == pytest.approx(first / opened.parameters["levy_start"], rel=1e-3)
    assert (f.levy[f.ownership == Ownership.HOUSEHOLD] == 0).all()
    closed = int(np.argmax(f.levy))
    f.alive[closed] = 0
    run_levy(opened)
    assert f.levy[closed] == 0
    f.alive[closed] = 1


# ------------------------------------------------------------------------ 5 high-skilled talent


@pytest.mark.parametrize("case", cases("high_skilled_talent"))
def test_worked_case_of_high_skilled_talent(case: dict[str, Any], opened: World) -> None:
    assumed = case["assumed"]
    policy(opened, HighSkilledTalent(**({"premium_vector": 100} | case["given"])))
    employer = firm(opened, ownership=Ownership[assumed["ownership"]])
    kept = ("grade", "insured", "contribution", "wage")
    row = person(opened, Status.EMPLOYEE, employer=employer, **{k: assumed[k] for k in kept})
    rows = np.array([row], np.int32)
    claim_upgrades(opened, rows, assumed["grade"])
    add_premium(opened, rows, np.array([assumed["usual"]]))
    grants = sum(claimed(opened, c) for c in (Claim.UPGRADE_INTERMEDIATE, Claim.UPGRADE_SENIOR))
    assert grants == case["expect"]["claim"]
    wage = float(opened.population.workers.wage[row])
    assert round(wage, 2) == pytest.approx(case["expect"]["wage"], abs=0.005)


def test_a_grant_for_the_senior_grade_brings_people_to_the_assessment() -> None:
    answers = []
    for grant in (0, 6000):
        world = small.run_short(small.scenario("no_policy"), months=1)
        policy(world, HighSkilledTalent(upgrade_subsidy_L3=grant, premium_vector=100))
        w = world.population.workers
        rows = np.flatnonzero((w.status == Status.EMPLOYEE) & (w.employer >= 0)).astype(np.int32)
        w.grade[rows], w.insured[rows], w.contribution[rows] = 3, 1, 24
        answers.append(set(invite(world, rows).tolist()))
    assert answers[0] < answers[1]


def test_a_premium_that_ends_leaves_pay_as_it_was(opened: World) -> None:
    employer = firm(opened, ownership=Ownership.STATE)
    row = person(opened, Status.EMPLOYEE, employer=employer, grade=5, insured=1, wage=5000.0)
    opened.population.workers.tenure[row] = 24
    w, usual = opened.population.workers, opened.parameters["prem_tech"]
    opened.market.premium_year[:, 0], opened.market.premium_year[:, 1] = 1.0, 0.0
    policy(opened, HighSkilledTalent(premium_vector=200))
    review_premiums(opened)
    assert w.wage[row] > 5000.0 * np.exp(usual) - 1.0
    once = w.wage[row]
    review_premiums(opened)  # a year later, nothing has changed
    assert w.wage[row] == once
    policy(opened)
    review_premiums(opened)
    assert w.wage[row] == pytest.approx(5000.0, rel=1e-6)
    assert not premium_share(opened, np.array([row])).any()


def test_firms_appoint_insured_senior_technicians_only(opened: World) -> None:
    w = opened.population.workers
    rows = np.flatnonzero((w.status == Status.EMPLOYEE) & (w.employer >= 0))[:40]
    grade, insured = w.grade.copy(), w.insured.copy()
    w.grade[:] = 0
    w.grade[rows], w.grade_year[rows] = 6, opened.month.year - 1950 - 10
    w.insured[rows] = np.arange(40) % 2
    policy(opened, HighSkilledTalent(appointments=500))
    appoint(opened)
    assert not (w.grade > 6).any() or (w.insured[w.grade > 6] == 1).all()
    opened.levers.appointments.at_least(12.0 * opened.fraction * 1000.0)
    appoint(opened)
    up = np.flatnonzero(w.grade == 7)
    assert 0 < len(up) <= 20
    assert (w.insured[up] == 1).all()
    w.grade[:], w.insured[:] = grade, insured


# ------------------------------------------------------------------------- 6 education planning


@pytest.mark.parametrize("case", cases("education_planning"))
def test_worked_case_of_education_planning(case: dict[str, Any], opened: World) -> None:
    policy(opened, EducationPlanning(dose=case["assumed"].get("dose", 1), **case["given"]))
    m = opened.market
    share = m.field_share.copy()
    m.field_share[:], m.shortage[:] = 1.0 / 9.0, 0.0
    assert opened.parameters["field_placement"] == case["assumed"]["field_placement"]
    speed = float(opened.levers.field_adjustment.values.mean())
    move_seats(opened, np.array(case["assumed"]["placed"]), speed)
    for level in m.field_share:
        assert level[0] == pytest.approx(case["expect"]["first"], abs=1e-6)
        np.testing.assert_allclose(level[1:], case["expect"]["second"], atol=1e-6)
        assert level.sum() == pytest.approx(1.0)
    m.field_share[:] = share


def test_seats_move_to_the_field_whose_trade_is_scarce(opened: World) -> None:
    m, related = opened.market, education().related
    share = m.field_share.copy()
    m.shortage[:] = 0.0
    m.shortage[:, Occupation.PRODUCTION] = 1.0
    move_seats(opened, np.full(9, 0.5), 0.1)
    with_it = related[:, Occupation.PRODUCTION] > 0
    assert with_it.any()
    for before, after in zip(share, m.field_share, strict=True):
        taught = before > 0.0
        gained = after[taught] / before[taught]
        assert gained[with_it[taught]].min() > gained[~with_it[taught]].max()
        np.testing.assert_array_equal(after[~taught], 0.0)
    m.field_share[:], m.shortage[:] = share, 0.0


def test_schools_grow_and_order_classes_lead_to_trades(opened: World) -> None:
    month = opened.month
    opened.month = Month.of(month.year, 6)
    policy(opened)
    plan_schools(opened)
    usual = seats(opened)
    policy(opened, EducationPlanning(school_expansion=10, order_class_share=60))
    plan_schools(opened)
    more = seats(opened)
    assert more[0] == pytest.approx(1.1 * usual[0])
    assert more[1:] == usual[1:]
    assert (opened.market.school_plan[:, ORDER_CLASSES] == 0.6).all()
    w = opened.population.workers
    rows = np.flatnonzero(w.status == Status.UNEMPLOYED)[:200].astype(np.int32)
    w.occupation[rows], w.field[rows], w.schooling[rows] = NO_CODE, 1, Schooling.SENIOR
    w.school_exit[rows] = int(opened.month)
    send_to_trades(opened, rows)
    led = w.occupation[rows] != NO_CODE
    trade = education().related[0] > 0
    assert trade[w.occupation[rows[led]]].all()
    posts = np.bincount(opened.population.posts.market, minlength=7 * opened.flows.n)
    open_there = posts.reshape(-1, 7)[:, trade].sum(axis=1)[w.unit[rows]] > 0
    assert not led[~open_there].any()
    assert led[open_there].mean() == pytest.approx(0.6, abs=0.12)
    opened.month = month
    opened.market.school_plan[:] = 0.0


# ------------------------------------------------------------------------ 8 graduates and youth


@pytest.mark.parametrize("case", cases("graduates_and_youth"))
def test_worked_case_of_graduates_and_youth(case: dict[str, Any], opened: World) -> None:
    rules, assumed = dict(case["given"]), case["assumed"]
    months = rules.pop("months")
    policy(opened, GraduatesAndYouth(dose=assumed.get("dose", 1), **rules))
    employer = firm(
        opened, ownership=Ownership[assumed["ownership"]], industry=Industry[assumed["industry"]]
    )
    row = person(
        opened, Status[assumed["was"]], flags=sum(Flag[name] for name in assumed["flags"]),
        birth=int(opened.month) - 12 * assumed["age"],
    )  # fmt: skip
    w, rows = opened.population.workers, np.array([row], np.int32)
    w.hire_grant[:] = 0
    entitled_before = brings_grant(opened, rows)
    w.status[row], w.employer[row] = Status.EMPLOYEE, employer
    w.insured[row], w.tenure[row] = assumed["insured"], months
    note_hires(opened, rows, entitled_before)
    claim_hire_grants(opened)
    assert claimed(opened, Claim.HIRE_GRANT) == case["expect"]["claim"]
    opened.claims = []
    claim_hire_grants(opened)
    assert claimed(opened, Claim.HIRE_GRANT) == 0, "one hire, one grant"


def test_the_right_to_a_grant_ends_with_the_job(opened: World) -> None:
    policy(opened, GraduatesAndYouth())
    row = person(opened, Status.UNEMPLOYED, hire_grant=1, tenure=5)
    claim_hire_grants(opened)
    assert claimed(opened, Claim.HIRE_GRANT, row) == 0
    assert opened.population.workers.hire_grant[row] == 0


def test_graduates_in_need_claim_a_grant_in_the_month_of_graduation(opened: World) -> None:
    month, h = opened.month, opened.population.households
    opened.month = Month.of(month.year, 6)
    policy(opened, GraduatesAndYouth())
    facts = {"flags": int(Flag.GRADUATE), "school_exit": int(opened.month)}
    row = person(opened, Status.UNEMPLOYED, **facts)
    home = opened.population.workers.household[row]
    h.allowance[home], h.poverty_lifted[home] = 300, 0
    claim_job_seeking(opened)
    assert claimed(opened, Claim.JOB_SEEKING_GRANT, row) == 150000
    h.allowance[home], opened.claims = 0, []
    claim_job_seeking(opened)
    assert claimed(opened, Claim.JOB_SEEKING_GRANT, row) == 0
    opened.month = month


@pytest.mark.parametrize(("share", "sign"), [(0, -1), (50, 0), (100, 1)])
def test_counselled_young_people_apply_more(opened: World, share: int, sign: int) -> None:
    policy(opened, GraduatesAndYouth(youth_counselling=share, job_seeking_subsidy=0))
    w = opened.population.workers
    w.flags[:] &= ~np.int16(Flag.RECALL)
    young = (w.status == Status.UNEMPLOYED) & (int(opened.month) - w.birth < 25 * 12)
    old = (w.status == Status.UNEMPLOYED) & ~young & ((w.flags & Flag.GRADUATE) == 0)
    applications = np.where(young | old, 8, 0).astype(np.int8)
    support_search(opened, applications)
    assert (applications[old] == 8).all()
    change = applications[young].mean() / 8.0 - 1.0
    assert change * sign > 0.05 if sign else abs(change) < 0.03


def test_the_grant_for_hires_lapses_where_temporary_rules_do() -> None:
    for renewed in (True, False):
        world = small.open_start(small.scenario("no_policy"))
        world.levers.renew_temporary = renewed
        for month, due in ((Month.of(2025, 12), True), (Month.of(2026, 1), renewed)):
            world.month = month
            policy(world, GraduatesAndYouth())
            assert bool(world.levers.hire_grant.values.any()) == due


def test_staff_of_a_firm_without_levy_are_offered_no_course(opened: World) -> None:
    w, f = opened.population.workers, opened.population.firms
    rows = np.flatnonzero((w.status == Status.EMPLOYEE) & (w.employer >= 0))[:500].astype(np.int32)
    lots = np.zeros((opened.flows.n, 3))
    lots[:, STAFF] = 5.0
    policy(opened)
    none = np.empty(0, np.int32)
    f.levy[:] = 0
    assert not len(make_places(opened, none, rows, lots)[0])
    f.levy[w.employer[rows[::2]]] = 1
    chosen, channel = make_places(opened, none, rows, lots)
    assert len(chosen)
    assert (channel == STAFF).all()
    assert (f.levy[w.employer[chosen]] > 0).all()
    f.levy[:] = 0
