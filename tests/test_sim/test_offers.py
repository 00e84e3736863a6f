"""Offers of programmes in a world: one rule, one book."""

from __future__ import annotations

import numpy as np
import pytest
import small_world as small

from agents.codes import OfferEvent, Programme, Status
from sim.offers import (
    book_exits,
    book_unfilled,
    draw_lots,
    make_offers,
    outside_options,
)
from sim.world import World


@pytest.fixture(scope="module")
def world() -> World:
    return small.run_short(small.scenario(), months=1)


def jobless(world: World) -> np.ndarray:
    return np.flatnonzero(world.population.workers.status == Status.UNEMPLOYED).astype(np.int32)


def booked(world: World, programme: Programme) -> np.ndarray:
    return np.asarray(world.flows.book[:, int(programme)].sum(axis=(0, 1)))


def test_the_better_the_offer_the_more_accept_and_all_is_booked(world: World) -> None:
    rows = jobless(world)
    kept = outside_options(world, rows)
    assert np.isfinite(kept).all()
    before = booked(world, Programme.PLACEMENT)
    refused = world.population.workers.refused[rows] >> int(Programme.PLACEMENT) & 1
    poor = make_offers(world, Programme.PLACEMENT, rows, kept - 2.0)
    fair = make_offers(world, Programme.PLACEMENT, rows, kept)
    rich = make_offers(world, Programme.PLACEMENT, rows, kept + 2.0)
    assert not poor.any()
    assert rich.all()
    assert 0.3 < fair.mean() < 0.7
    assert (fair <= rich).all()
    new = booked(world, Programme.PLACEMENT) - before
    assert new[OfferEvent.OFFERS] == 3 * len(rows)
    assert new[OfferEvent.ACCEPTANCES] == fair.sum() + rich.sum()
    # all refused the first, some one before it
    assert new[OfferEvent.REPEATS] == 2 * len(rows) + refused.sum()
    assert new[OfferEvent.REFUSALS] == len(rows) + (~fair).sum()


def test_distant_offers_look_better_than_they_are(world: World) -> None:
    rows = jobless(world)
    kept = outside_options(world, rows)
    near = make_offers(world, Programme.ELSEWHERE, rows, kept)
    far = make_offers(
        world, Programme.ELSEWHERE, rows, kept, distant=np.ones(len(rows), np.int8)
    )  # fmt: skip
    assert (near <= far).all()
    assert far.sum() > near.sum()


def test_nobody_is_asked_twice(world: World) -> None:
    rows = jobless(world)[[0, 0, 1]]
    with pytest.raises(ValueError, match="Training seat: the rows of an offer must rise"):
        make_offers(world, Programme.TRAINING, rows, np.zeros(3))


def test_one_place_more_adds_one_person(world: World) -> None:
    rows = jobless(world)
    n_units = world.flows.n
    unit = world.population.workers.unit[rows]
    places = np.full(n_units, 2)
    chosen = draw_lots(world, Programme.TRAINING, rows, places)
    assert (np.diff(chosen) > 0).all()
    many = np.bincount(unit, minlength=n_units)
    lots = np.bincount(world.population.workers.unit[chosen], minlength=n_units)
    np.testing.assert_array_equal(lots, np.minimum(places, many))
    crowded = int(np.argmax(many))
    places[crowded] += 1
    more = draw_lots(world, Programme.TRAINING, rows, places)
    assert len(set(more) - set(chosen)) == 1
    assert set(chosen) <= set(more)
    np.testing.assert_array_equal(
        draw_lots(world, Programme.TRAINING, rows, np.full(n_units, 10**6)), rows
    )


def test_luck_in_one_programme_says_nothing_of_luck_in_another(world: World) -> None:
    rows = jobless(world)
    unit = world.population.workers.unit[rows]
    places = np.bincount(unit, minlength=world.flows.n) // 2
    seats, posts = (
        set(draw_lots(world, programme, rows, places).tolist())
        for programme in (Programme.TRAINING, Programme.WELFARE_POST)
    )
    share = places.sum() / len(rows)
    both = len(seats & posts) / places.sum()
    assert abs(both - share) < 4.0 * np.sqrt(share * (1.0 - share) / places.sum())


def test_exits_and_unfilled_places_are_booked(world: World) -> None:
    rows = jobless(world)[:5]
    before = booked(world, Programme.INTERNSHIP)
    book_exits(world, Programme.INTERNSHIP, rows)
    book_unfilled(world, Programme.INTERNSHIP, np.arange(world.flows.n))
    new = booked(world, Programme.INTERNSHIP) - before
    assert new[OfferEvent.EXITS] == 5
    assert new[OfferEvent.UNFILLED] == np.arange(world.flows.n).sum()
