"""Offers of programmes: to whom they are made, what they answer, and the book that records it.

Every programme goes through `make_offers`: the same rule of acceptance against what the person
keeps by refusing (`agents.kernels.offers`), the same book.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import OfferEvent, Programme
from agents.columns import Array
from agents.draws import Stream, bits_of, chain
from agents.kernels.offers import ACCEPTED, book_offers, book_persons, decide_offers
from agents.kernels.offers import outside_options as fill_outside
from agents.kernels.wages import value_persons
from sim.inputs import SCHOOL_YEARS
from sim.pay_rules import grade_pay, occupation_pay, pay_rule
from sim.world import World

Floats = npt.NDArray[np.float64]


def make_offers(
    world: World,
    programme: Programme,
    rows: Array,
    value: Floats,
    *,
    distant: Array | None = None,
    outside: Floats | None = None,
) -> npt.NDArray[np.bool_]:
    """Offer a programme to the persons in `rows`, book their answers, and return who accepts.

    Parameters
    ----------
    rows : int32[n], rows of workers in rising order, so that nobody is asked twice in a month
    value : float64[n], log yuan/month of accepting, true
    distant : int8[n], 1 where the offer lies in another unit; None: nowhere
    outside : float64[n], log yuan/month of refusing; None: `outside_options`

    Returns
    -------
    bool[n], True where the offer is accepted

    Raises
    ------
    ValueError
        If a person would be asked twice.
    """
    w, p = world.population.workers, world.parameters
    if np.any(np.diff(rows) <= 0):
        raise ValueError(f"{programme.en}: the rows of an offer must rise; one offer a month each")
    value = np.asarray(value, np.float64)
    outside = outside_options(world, rows) if outside is None else outside
    away = np.zeros(len(rows), np.int8) if distant is None else distant
    answer = np.empty(len(rows), np.int8)
    decide_offers(
        rows, int(programme), value, outside, away, w.id, p["sd_perceive"], p["bias_perceive"],
        world.key(Stream.OFFER_ERROR), answer,
    )  # fmt: skip
    book_offers(
        int(world.month), rows, int(programme), value, outside, answer, w.unit, w.sex, w.birth,
        w.urban, w.refused, world.flows.book,
    )  # fmt: skip
    return np.asarray(answer == ACCEPTED)


def outside_options(world: World, rows: Array) -> Floats:
    """Return float64[n]: log yuan/month of what each person in `rows` keeps by refusing."""
    w, h, p = world.population.workers, world.population.households, world.parameters
    out = np.empty(len(rows))
    fill_outside(
        int(world.month), rows, w.status, w.wage, w.spell, w.reservation_wage, w.benefit_months,
        w.unit, w.urban, w.birth, w.schooling, w.skill, w.grade, w.household, h.care_load,
        world.usual_pay, world.unemployment_benefit(), world.farm_income(), world.home_value(),
        SCHOOL_YEARS, w.registration, w.occupation, occupation_pay(p), grade_pay(p), pay_rule(p),
        p["r_school"],
        float(np.log(p["rw_market"])), float(np.log(1.0 - p["drw"])), out,
    )  # fmt: skip
    return out


def brought(world: World, rows: Array) -> npt.NDArray[np.float64]:
    """Return float64[n]: log points that each person of `rows` adds to what a post pays."""
    w, p = world.population.workers, world.parameters
    out = np.empty(len(rows))
    value_persons(
        int(world.month), rows, w.birth, w.schooling, w.skill, w.grade, w.registration,
        SCHOOL_YEARS, grade_pay(p), pay_rule(p), out,
    )  # fmt: skip
    return out


def draw_lots(world: World, programme: Programme, rows: Array, places: Array) -> Array:
    """Return those of `rows` who get one of the offers of their unit, by keyed lottery.

    One place more adds one person and changes nobody else's luck. Luck in one programme says
    nothing of luck in another.

    Parameters
    ----------
    rows : int32[n], rows of workers in rising order
    places : int64[n_units], offers by unit of residence

    Returns
    -------
    int32[m], in rising order
    """
    w = world.population.workers
    unit = w.unit[rows]
    number = bits_of(np.uint64(chain(world.key(Stream.OFFER_LOTTERY), int(programme))), w.id[rows])
    key = (unit.astype(np.uint64) << np.uint64(56)) | (number >> np.uint64(8))
    order = np.argsort(key)
    if np.any(np.diff(key[order]) == 0):  # one chance in 2**56 a pair: the rest of the number
        order = np.lexsort((w.id[rows], number, unit))
    first = np.searchsorted(unit[order], np.arange(len(places)))
    rank = np.arange(len(rows)) - first[unit[order]]
    return np.asarray(rows[np.sort(order[rank < places[unit[order]]])])


def book_exits(world: World, programme: Programme, rows: Array) -> None:
    """Count the persons in `rows` as leaving a programme before its end; it costs them nothing."""
    w = world.population.workers
    book_persons(
        int(world.month), rows, int(programme), int(OfferEvent.EXITS), w.unit, w.sex, w.birth,
        w.urban, world.flows.book,
    )  # fmt: skip


def book_unfilled(world: World, programme: Programme, places: Array) -> None:
    """Count places that nobody took, int64[n_units]; they belong to no group (the first holds)."""
    world.flows.book[:, int(programme), 0, int(OfferEvent.UNFILLED)] += places
