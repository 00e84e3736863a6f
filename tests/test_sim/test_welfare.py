"""Insurance, assistance, welfare posts, start-ups and arrears in a world of 1/1000."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
import small_world as small

from agents.codes import OfferEvent, Ownership, Programme, Status
from sim.world import World

MEASURES = ("hardship_groups", "entrepreneurship", "labour_rights", "social_protection")


@pytest.fixture(scope="module")
def world() -> World:
    return small.run_short(small.scenario(), months=9)


def total(world: World, name: str) -> int:
    return sum(int(t.flows[name].sum()) for t in world.tallies if t.flows is not None)


def booked(world: World, programme: Programme) -> np.ndarray:
    books = [t.offers[:, int(programme)] for t in world.tallies if t.offers is not None]
    return np.asarray(sum(book.sum(axis=(0, 1)) for book in books))


def test_benefit_reaches_some_of_the_unemployed_from_the_month_after(world: World) -> None:
    w = world.population.workers
    assert total(world, "benefit_awards") > 0
    assert total(world, "benefit_recipients") > 0
    first = world.tallies[1].flows
    assert first is not None
    assert first["benefit_recipients"].sum() == 0  # nobody is paid in the month of the job's end
    assert w.benefit_months.max() <= 24
    used = w.contribution_used.astype(int)
    assert (6 * used <= w.contribution + 5).all()


def test_the_fund_never_falls_below_zero_and_money_is_conserved(world: World) -> None:
    balance = world.ledger.balance
    assert balance["unemployment_insurance"] > 0
    assert sum(balance.values()) == 0
    assert balance["firm_arrears"] == int(world.population.firms.arrears.sum()) > 0


def test_posts_stay_below_the_quota_and_are_taken_by_choice(world: World) -> None:
    w = world.population.workers
    holders = w.status == Status.WELFARE_POST
    quota = np.floor(20000 * world.share_of_region() / small.FRACTION + 0.5)
    assert (np.bincount(w.unit[holders], minlength=world.flows.n) <= quota).all()
    assert (w.employer[holders] == -1).all()
    assert ((w.subsidy_months[holders] > 0) & (w.subsidy_months[holders] <= 36)).all()
    book = booked(world, Programme.WELFARE_POST)
    assert book[OfferEvent.OFFERS] == book[OfferEvent.ACCEPTANCES] + book[OfferEvent.REFUSALS]
    assert book[OfferEvent.OFFERS] > 0
    assert holders.sum() <= book[OfferEvent.ACCEPTANCES]


def test_founders_own_household_businesses(world: World) -> None:
    assert total(world, "founders") >= total(world, "founders_supported") > 0
    w, f = world.population.workers, world.population.firms
    owners = (w.status == Status.OWN_ACCOUNT) & (w.employer >= 0)
    assert (f.ownership[w.employer[owners]] == Ownership.HOUSEHOLD).all()
    np.testing.assert_array_equal(np.unique(w.employer[owners]), np.flatnonzero(f.owned))


def test_allowances_are_assessed_in_june_and_paid(world: World) -> None:
    paid = [int(t.flows["allowance_households"].sum()) for t in world.tallies[1:] if t.flows]
    assert paid[0] == 0  # December 2020
    assert paid[-1] > 0  # August 2021
    assert total(world, "needy_persons") > total(world, "allowance_persons")


@pytest.mark.parametrize("name", MEASURES)
def test_dose_zero_is_off_bit_for_bit(name: str) -> None:
    given = small.scenario(months=7)
    dosed = given.with_measures(dataclasses.replace(given.measures[name], dose=0))
    off = small.run_short(given.without(name))
    assert small.differing(small.run_short(dosed), off) == []


def test_at_a_higher_ratio_benefit_is_higher_and_recipients_stay_no_shorter() -> None:
    given = small.scenario(months=5)
    high = dataclasses.replace(given.measures["social_protection"], ui_ratio=100)
    rich, poor = small.run_short(given.with_measures(high)), small.run_short(given)
    assert (rich.unemployment_benefit() > poor.unemployment_benefit()).all()
    assert total(rich, "benefit_recipients") >= total(poor, "benefit_recipients")
