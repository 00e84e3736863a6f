"""Providers, seats, courses and grades in a world."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
import small_world as small

from agents.codes import OfferEvent, Programme, Status
from sim.mesa_model import LaborMarket
from sim.training import SELF_PAID, STAFF, Seats, leaning, open_seats, seekers_by_occupation
from sim.world import World


@pytest.fixture(scope="module")
def months() -> list[World]:
    return list(worlds("baseline", 5))


def worlds(name: str, n: int) -> Iterator[World]:
    """Yield the same world at the end of each of its first months."""
    world = small.open_start(small.scenario(name))
    model = LaborMarket(world.scenario, seed=world.seed, fraction=small.FRACTION, world=world)
    for _ in range(n):
        model.step()
        w, e = world.population.workers, world.population.enrolments
        running = (e.began > 0) & (e.ended == 0)
        assert len(set(e.id[e.ended == 0])) == np.count_nonzero(e.ended == 0), "one seat a person"
        np.testing.assert_array_equal(w.id[e.worker], e.id)
        on_course = np.flatnonzero(w.programme == Programme.TRAINING)
        gone = w.status[on_course] == Status.GONE
        assert set(on_course[~gone]) == set(e.worker[running])
        fresh = e.worker[running & (e.began == int(world.month))]
        hired = (w.status[fresh] == Status.EMPLOYEE) & (w.tenure[fresh] == 0)
        assert not hired.any(), "no seat for one hired this month"
        staff = e.worker[(e.channel == STAFF) & (e.asked == int(world.month))]
        assert (w.status[staff] == Status.EMPLOYEE).all()
        book = world.flows.book[:, Programme.TRAINING].sum(axis=(0, 1))
        assert book[OfferEvent.OFFERS] == book[OfferEvent.REFUSALS] + book[OfferEvent.ACCEPTANCES]
        flows = world.flows
        assert (flows.training_starts_public <= flows.training_places).all()
        yield world


def test_every_month_nobody_has_two_seats_and_no_place_is_filled_twice(
    months: list[World],
) -> None:
    flows = months[-1].flows
    assert flows.training_starts.sum() > 0
    assert flows.training_completions.sum() > 0
    assert flows.certificates.sum() > 0


def test_who_has_just_found_work_is_no_seeker_when_shortage_is_reckoned(
    months: list[World],
) -> None:
    world = months[-1]
    w, rows = world.population.workers, world.current_applications().rows
    hired = (w.status[rows] == Status.EMPLOYEE) & (w.tenure[rows] == 0)
    assert hired.any()
    seekers = seekers_by_occupation(world).sum()
    assert 0 < seekers <= len(rows) - hired.sum()


def test_without_policy_nobody_sits_on_a_public_place() -> None:
    for world in worlds("no_policy", 3):
        assert world.flows.training_places.sum() == world.flows.assessments.sum() == 0


def test_courses_that_go_on_use_their_seats(months: list[World]) -> None:
    world = months[-1]

    def seats(busy: int) -> Seats:
        pool = np.zeros(busy, np.int64)
        return open_seats(world, pool, np.full(busy, SELF_PAID, np.int8))

    free, half, none = (seats(n) for n in (0, 1, 10**4))
    assert (half.free <= free.free).all()
    assert none.free[0, 0] == none.free[0, 1] == 0
    np.testing.assert_array_equal(none.free[1:], free.free[1:])
    np.testing.assert_array_equal(none.time, free.time)


def test_a_unit_with_few_offers_leans_on_the_region() -> None:
    shown = leaning(np.array([0.0, 900.0]), np.array([0.0, 1000.0]), 0.5)
    assert shown[0] == pytest.approx(0.9)
    assert shown[1] == pytest.approx(0.9)
    assert leaning(np.zeros(2), np.zeros(2), 0.5).tolist() == [0.5, 0.5]


def test_the_order_of_providers_cannot_matter() -> None:
    digests = []
    for backwards in (False, True):
        world = small.run_short(small.scenario(), months=1)
        world.market.seats_known[:, 1] = np.linspace(0.3, 1.0, world.flows.n)
        model = LaborMarket(world.scenario, seed=1, fraction=small.FRACTION, world=world)
        kinds = model.agents_by_type
        agents = [a for kind, group in kinds.items() if "Training" in kind.__name__ for a in group]
        ordered = agents[::-1] if backwards else agents
        for agent in ordered:
            agent.decide()
        for agent in ordered:
            agent.commit()
        assert len(set(world.population.providers.subject)) > 1
        digests.append(small.fingerprint(world))
    assert digests[0] == digests[1]


def test_seats_and_price_follow_their_use() -> None:
    world = small.run_short(small.scenario(), months=1)
    t = world.population.providers
    model = LaborMarket(world.scenario, seed=1, fraction=small.FRACTION, world=world)
    for use, sign in ((1.0, 1), (0.7, 0), (0.1, -1)):
        world.market.seats_known[:, 1:3] = use
        seats, price = t.seats.copy(), t.price.copy()
        for phase in ("decide", "commit"):
            for kind, group in model.agents_by_type.items():
                if "Training" in kind.__name__:
                    group.do(phase)
        assert (np.sign(t.seats - seats) == sign).all()
        assert (np.sign(t.price - price) == sign).all()


def test_those_on_courses_keep_their_seats_when_rows_are_sorted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    world = small.run_short(small.scenario(), months=4)
    monkeypatch.setattr("sim.world.DISORDER", -1.0)
    before = world.population.workers.id[world.population.enrolments.worker].copy()
    world.sort_rows()
    w, e = world.population.workers, world.population.enrolments
    here = e.worker >= 0
    assert here.sum() > 0.9 * e.n
    np.testing.assert_array_equal(w.id[e.worker[here]], before[here])
