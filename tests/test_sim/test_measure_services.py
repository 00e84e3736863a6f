"""Measures 7, 13, 14 and 15: worked cases by hand, and what a world of 1/1000 shows."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import small_world as small
from ruamel.yaml import YAML

from agents.claims import Claim
from agents.codes import OfferEvent, Ownership, Programme, Registration, Schooling, Status
from agents.draws import mix, unit_draw
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.services import list_posts
from agents.state import Posts
from scenarios.measure import Measure
from scenarios.measures import AttractPeople, DigitalServices, MarketServices, PublicServices
from sim import services
from sim.steps.set_policy import set_policy
from sim.world import Applications, World

CASES = Path(__file__).resolve().parents[1] / "cases" / "services.yaml"
MADE = (MarketServices, AttractPeople, PublicServices, DigitalServices)
OFF = tuple(made(dose=0) for made in MADE)


def of_kind(*kinds: str) -> Any:
    cases = [c for c in YAML(typ="safe").load(CASES.read_text("utf-8")) if c["kind"] in kinds]
    return pytest.mark.parametrize("case", cases, ids=lambda case: str(case["case"]))


def measures(given: dict[str, float]) -> list[Measure]:
    """Return the measures whose dials are given."""
    return [
        made(**{name: value for name, value in given.items() if name in made.dials()})
        for made in MADE
    ]


def under(given: dict[str, float]) -> World:
    """Return the start world with this month's levers written by the measures."""
    world = small.open_start(small.scenario().with_measures(*measures(given)))
    world.begin_month()
    set_policy(world)
    return world


def key_with(k: np.uint64, wanted: list[tuple[int, float]], within: float) -> np.uint64:
    """Return a post's key whose draws under key `k` lie near the numbers wanted."""
    for number in count():
        key = np.uint64(mix(np.uint64(number)))
        sub = np.uint64(k ^ key)
        if all(abs(unit_draw(sub, n) - number_wanted) < within for n, number_wanted in wanted):
            return key
    raise AssertionError("numbers never end")


@of_kind("list", "served")
def test_worked_case_of_a_post(case: dict[str, Any]) -> None:
    a, lever = case["assumed"], under(case["given"]).levers
    k_list, k_served = np.uint64(11), np.uint64(12)
    if case["kind"] == "list":
        key = key_with(k_list, [(0, a["draw"]), (1, a["repeat_draw"])], 0.02)
    else:
        key = key_with(k_served, [(0, a["draw"])], 0.005)
    listed, served = np.full(1, 9, np.int8), np.full(1, 9, np.int8)
    repeats = np.full(1, 9, np.int32)
    list_posts(
        np.array([key]), np.zeros(1, np.int16), np.zeros(1, np.int32),
        np.array([a.get("asks", 0)], np.int8), np.log([a.get("pay", 5000.0)]),
        np.array([Ownership.PRIVATE], np.int8), lever.pooled_share.values,
        lever.repeat_postings.values, a.get("hr_served", 0.1), a.get("hr_response", 1.0),
        a.get("fee", 0.3), lever.placement_subsidy.values, k_list, k_served, listed, repeats,
        served,
    )  # fmt: skip
    found = {"listed": int(listed[0]), "repeats": int(repeats[0]), "served": int(served[0])}
    assert {name: found[name] for name in case["expect"]} == case["expect"]


def hired_alone(world: World, a: dict[str, Any]) -> None:
    """Let one person be hired in the first post of a private firm, and settle it."""
    w, f, posts = world.population.workers, world.population.firms, Posts(1)
    world.population.posts = posts
    posts.firm[:] = np.flatnonzero((f.ownership == Ownership.PRIVATE) & (f.alive == 1))[0]
    posts.market[:] = f.unit[posts.firm] * N_OCCUPATIONS
    i = np.int32(np.flatnonzero(w.status == Status.UNEMPLOYED)[0])
    p = np.int32(0)
    w.status[i], w.registration[i] = Status[a["status"]], Registration[a["registration"]]
    w.schooling[i], w.birth[i] = Schooling[a["schooling"]], int(world.month) - 12 * a["years"]
    w.home_unit[i] = -1 if a["registration"] == "OTHER_PROVINCE" else w.unit[i]
    w.last_firm[i] = w.employer[i] = -1
    world.listed, world.served = np.zeros(posts.n, np.int8), np.zeros(posts.n, np.int8)
    world.served[p] = a["served"]
    world.proposed = np.full(1, -1, np.int32)
    sent_none = np.zeros(2, np.int64), np.empty(0, np.int32), np.empty(0), np.zeros(1, np.uint64)
    world.applications = Applications(np.array([i]), *sent_none)
    after = services.before_hires(world, np.array([i]), np.array([p]))
    w.employer[i], w.wage[i], w.status[i] = posts.firm[p], a["wage"], Status.EMPLOYEE
    after()


@of_kind("claim")
def test_worked_case_of_a_placement(case: dict[str, Any]) -> None:
    world = under(case["given"] | {"takeup_digital": 100})
    hired_alone(world, case["assumed"])
    expect = dict(case["expect"])
    received = {k: v for k, v in world.ledger.month.items() if "service_fees.received" in k}
    assert sum(received.values()) == expect.pop("fee")
    assert world.ledger.balance["service_fees"] == 0
    made = {Claim(what).name: int(fen.sum()) for what, _, fen, _ in world.claims}
    assert made == {name: fen for name, fen in expect.items() if fen}


@of_kind("drawn")
def test_worked_case_of_arrivals(case: dict[str, Any]) -> None:
    world, a = under(case["given"]), case["assumed"]
    services.reckon(world)
    drawn = services.drawn_by(world, world.market.support)
    x, s, p = world.inputs, world.structure, world.parameters
    college = x.arrivals * s.arrival_unit * (1.0 - s.arrival_schooling[Schooling.COLLEGE - 1])
    pay = 12.0 * p["graduate_pay"] * np.exp(x.unit_level + p["g_w"] * world.years_from_2025())
    assert (p["in_migration_elasticity"], 12.0 * p["graduate_pay"]) == (
        a["elasticity"],
        a["year_pay"],
    )
    scaled = drawn * (a["college_arrivals"] / college) * (pay / a["year_pay"])
    assert scaled == pytest.approx(np.full(len(drawn), case["expect"]["drawn"]), rel=1e-12)


@of_kind("take_up")
def test_worked_case_of_take_up(case: dict[str, Any]) -> None:
    world = under(case["given"])
    shares = services.claimed_share(world, world.levers.contribution_subsidy.arrays())
    assert world.parameters["takeup_hs"] == case["assumed"]["takeup_hs"]
    assert len(shares)
    np.testing.assert_allclose(shares, case["expect"]["share"], rtol=1e-12)


# ---------------------------------------------------------------- a world of 1/1000


@pytest.fixture(scope="module")
def worlds() -> tuple[World, World]:
    """Return half a year with the four measures off, and with all of them strong."""
    strong = (
        MarketServices(placement_subsidy=2000),
        AttractPeople(settlement_support=40000, equal_services=100),
        PublicServices(pooled_share=1.0, contacts_per_seeker=1.0, gig_hubs=100),
        DigitalServices(takeup_digital=100, payment_lag=0),
    )
    off, on = (small.scenario().with_measures(*made) for made in (OFF, strong))
    return small.run_short(off), small.run_short(on)


def total(world: World, name: str) -> int:
    return sum(int(t.flows[name].sum()) for t in world.tallies if t.flows is not None)


def test_what_the_measures_write_shows_in_what_they_do(worlds: tuple[World, World]) -> None:
    off, on = worlds
    for name in (
        "posts_pooled_distinct", "graduate_posts_pooled_distinct", "service_proposals",
        "service_hires", "hr_placements", "college_arrivals", "claims",
    ):  # fmt: skip
        assert total(on, name) > total(off, name), name


def test_counts_of_the_list_add_up(worlds: tuple[World, World]) -> None:
    for world in worlds:
        distinct, again = (
            total(world, "posts_pooled_distinct"),
            total(world, "posts_pooled_duplicates"),
        )
        assert total(world, "posts_pooled") == distinct + again
        assert distinct >= total(world, "graduate_posts_pooled_distinct")
        assert total(world, "posts_pooled_filled") <= total(world, "hires")
    all_listed = total(worlds[1], "posts") + total(worlds[1], "reserved_public")
    assert total(worlds[1], "posts_pooled_distinct") >= 0.9 * all_listed


def test_every_proposal_that_suits_is_an_offer_that_may_be_refused(
    worlds: tuple[World, World],
) -> None:
    for world in worlds:
        books = [t.offers for t in world.tallies if t.offers is not None]
        events = sum(b[:, int(Programme.PLACEMENT)].sum(axis=(0, 1)) for b in books)
        offers, hires = events[OfferEvent.OFFERS], total(world, "service_hires")
        assert offers == events[OfferEvent.ACCEPTANCES] + events[OfferEvent.REFUSALS]
        assert hires <= events[OfferEvent.ACCEPTANCES] <= offers
        assert 0 < offers <= total(world, "service_proposals")


def test_newcomers_rivals_are_among_their_posts(worlds: tuple[World, World]) -> None:
    for world in worlds:
        assert 0 < total(world, "newcomer_rivals") <= total(world, "newcomer_hires")


def test_measures_of_services_begin_and_end_with_their_months() -> None:
    """Until April 2021 nothing moves; what ended leaves no lever and no promise behind."""
    late = small.scenario().with_measures(
        PublicServices(pooled_share=1.0, contacts_per_seeker=1.0, from_="2021-04"),
        AttractPeople(settlement_support=40000, from_="2021-04", until="2021-05"),
    )
    never = small.scenario().with_measures(PublicServices(dose=0), AttractPeople(dose=0))
    a, b = small.open_start(late), small.open_start(never)
    for _ in range(4):  # December to March
        small.run_months(a, 1)
        small.run_months(b, 1)
    assert small.fingerprint(a) == small.fingerprint(b)
    small.run_months(a, 3)
    assert a.levers.settlement_support.values.max() == 0.0
    assert a.market.support.max() == 0.0
