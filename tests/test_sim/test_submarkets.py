"""Slot tables of sub-markets: made for what is usual, and doubled where that is not enough."""

from __future__ import annotations

import numpy as np
import pytest

from agents.codes import Ownership
from agents.draws import bits_of, key
from agents.kernels.markets import EMPTY, MOST_SLOTS
from agents.kernels.posting import N_OCCUPATIONS
from scenarios.parameters import Parameters
from sim.submarkets import FullMarketError, SubMarkets, usual_posts
from sim.world import World


def posts_of(world: World, m: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return keys and sub-markets of n posts, all in sub-market m."""
    return bits_of(key(1, 2, 3), np.arange(n)), np.full(n, m, np.int16)


def test_a_table_that_posts_would_fill_is_doubled_for_the_month(start: World) -> None:
    sub, units = start.submarkets, start.population.units
    m = 2 * N_OCCUPATIONS + 4
    sub.lay_out(*posts_of(start, m, 0), units)
    usual = np.diff(sub.first_slot)
    fits = int(usual[m]) * 3 // 4
    for n, times in ((fits, 1), (fits + 1, 2), (2 * fits, 2), (2 * fits + 1, 4), (fits, 1)):
        sub.lay_out(*posts_of(start, m, n), units)
        size = np.diff(sub.first_slot)
        assert size[m] == times * usual[m], n
        assert np.array_equal(np.delete(size, m), np.delete(usual, m)), "others keep theirs"
        assert np.count_nonzero(sub.slot != EMPTY) == n


def test_more_posts_than_any_table_holds_are_refused_with_a_sentence(start: World) -> None:
    sub, units = start.submarkets, start.population.units
    n = MOST_SLOTS * 3 // 4 + 1
    with pytest.raises(FullMarketError) as error:
        sub.lay_out(*posts_of(start, 2 * N_OCCUPATIONS + 4, n), units)
    assert str(error.value) == (
        f"{n} open posts of occupation 4 in {units.en[2]} need {2 * MOST_SLOTS} slots; "
        f"a table has at most {MOST_SLOTS}: lower slots_per_post"
    )


def slots(world: World, **changes: float) -> np.ndarray:
    """Return the size of each slot table under other parameters."""
    p = Parameters.default().with_values(changes)
    sub = SubMarkets.of(world.structure, world.inputs, p)
    sub.lay_out(np.zeros(0, np.uint64), np.zeros(0, np.int16), world.population.units)
    return np.diff(sub.first_slot)


def test_tables_follow_the_parameters(start: World) -> None:
    """In a small world most tables are as small as `least_slots` lets them be."""
    known = slots(start, slots_per_post=4.0, least_slots=16)
    many = slots(start, slots_per_post=16.0, least_slots=16)
    large = known > 16
    assert large.any()
    assert (many[large] == 4 * known[large]).all()
    assert (slots(start, slots_per_post=4.0, least_slots=64) == np.maximum(known, 64)).all()


@pytest.mark.parametrize(
    ("parameter", "owners"),
    [
        ("usual_vacancies_public", [Ownership.STATE, Ownership.XPCC]),
        ("usual_vacancies_private", [Ownership.PRIVATE]),
        ("usual_vacancies_household", [Ownership.HOUSEHOLD]),
    ],
)
def test_usual_posts_are_a_share_of_the_places_of_each_kind_of_owner(
    start: World, parameter: str, owners: list[Ownership]
) -> None:
    usual = Parameters.default()
    more = usual.with_values({parameter: usual[parameter] + 0.01})
    added = usual_posts(start.structure, more) - usual_posts(start.structure, usual)
    places = start.structure.cell_base[:, :, owners].sum(axis=2)
    share = np.diff(start.structure.occupation_share, axis=1, prepend=0.0)
    for unit in range(len(added)):
        for job in range(N_OCCUPATIONS):
            wanted = 0.01 * (places[unit] * share[:, job]).sum()
            assert added[unit, job] == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_every_post_of_half_a_year_has_a_slot(half_year: World) -> None:
    posts, sub = half_year.population.posts, half_year.submarkets
    sub.lay_out(posts.key, posts.market, half_year.population.units)
    assert sorted(sub.slot[sub.slot != EMPTY].tolist()) == list(range(posts.n))
    least = half_year.parameters["least_slots"]
    assert np.diff(sub.first_slot).min() >= least
