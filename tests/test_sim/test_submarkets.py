"""Slot tables of sub-markets: made for what is usual, and a clear word where that is not enough."""

from __future__ import annotations

import numpy as np
import pytest

from agents.codes import Ownership
from agents.draws import bits_of, key
from agents.kernels.markets import EMPTY
from agents.kernels.posting import N_OCCUPATIONS
from scenarios.parameters import Parameters
from sim.submarkets import FullMarketError, SubMarkets, usual_posts
from sim.world import World


def posts_of(world: World, m: int, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Return keys and sub-markets of n posts, all in sub-market m."""
    return bits_of(key(1, 2, 3), np.arange(n)), np.full(n, m, np.int16)


def test_a_full_table_is_named_with_its_posts_place_slots_and_the_parameter_to_raise(
    start: World,
) -> None:
    sub, units = start.submarkets, start.population.units
    unit, occupation = 2, 4
    m = unit * N_OCCUPATIONS + occupation
    size = int(sub.first_slot[m + 1] - sub.first_slot[m])
    fits = size * 3 // 4
    sub.lay_out(*posts_of(start, m, fits), units)
    assert np.count_nonzero(sub.slot != EMPTY) == fits
    with pytest.raises(FullMarketError) as error:
        sub.lay_out(*posts_of(start, m, fits + 1), units)
    assert str(error.value) == (
        f"{fits + 1} open posts of occupation {occupation} in {units.en[unit]} do not fit into "
        f"{size} slots (three quarters may be used); raise the parameter slots_per_post "
        "(least_slots where few posts are usual)"
    )


def slots(world: World, **changes: float) -> np.ndarray:
    """Return the size of each slot table under other parameters."""
    p = Parameters.default().with_values(changes)
    return np.diff(SubMarkets.of(world.structure, world.inputs, p).first_slot)


def test_the_parameters_that_the_error_names_make_room(start: World) -> None:
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
