"""The occupational-mobility model with one agent for k persons, on the kernels of the month.

Jobs end and vacancies open by one independent draw a job, so their numbers are binomial with the
rule's expectation, as in the published model. Search is `markets.draw_market` and
`markets.draw_post`, hiring is `matching.match_graph` with equal scores and a keyed lottery. The
distance to the map falls as N^(-1/2); at small scales there is a bias besides, because an
occupation of a few persons lives through shortages that its average does not show.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from agents import draws
from agents.columns import Array
from agents.draws import Stream
from agents.kernels import markets, mobility
from agents.kernels.matching import WORKER, match_graph
from sim.mobility.expected import (
    Course,
    Rules,
    empty_course,
    plan,
    run_map,
    target_demand,
)
from sim.mobility.files import Floats, Network

MOST_AGENTS = 2**31 - 1  # rows are int32
SLOTS_PER_POST = 2.0  # of the map's largest number of vacancies: a table is then at most half full
FEWEST_SLOTS = 64
OCCUPATION_SHIFT = 32  # an id is the occupation at the start and a number within it


def run_agents(
    network: Network,
    shock: str,
    *,
    scale: int,
    seed: int = 1,
    rules: Rules | None = None,
    expected: Course | None = None,
    progress: Callable[[int], None] | None = None,
) -> Course:
    """Return the course of persons, one agent for `scale` of them.

    Parameters
    ----------
    network : Network
    shock : "cycle" or "automation"
    scale : int, persons that an agent stands for
    seed : int, of all luck
    rules : Rules, optional
    expected : Course, optional
        The map's course, if known. It says how many vacancies to reckon with, nothing else.
    progress : callable, optional
        Told the number of each step that is done.

    Raises
    ------
    ValueError
        If there would be nobody, or more persons than rows can be numbered.
    """
    rules = rules or Rules()
    expected = expected or run_map(network, shock, rules)
    demand = target_demand(network, shock, rules) / scale
    size = network.employment / scale
    if size.sum() * (1.0 + rules.delta_u) > MOST_AGENTS:
        raise ValueError(
            f"scale 1/{scale} makes {size.sum():.3g} agents; rows end at {MOST_AGENTS}"
        )
    persons = _Persons.start(network, rules, scale, seed)
    if len(persons.id) == 0:
        raise ValueError(f"scale 1/{scale} leaves nobody: {size.sum():.3g} agents would be at work")
    vacancies = _Vacancies(network, np.maximum(expected.v.max(axis=0) / scale, 1.0))
    vacancies.open_at_start(_rounded(rules.delta_v * size, seed, 2), seed)
    course = empty_course(network, rules)
    for t in range(rules.n_steps):
        if t > 0:
            _step(rules, demand[t], persons, vacancies, seed, t)
        persons.count(rules.long_term_from)
        course.e[t], course.u[t] = persons.employed * scale, persons.unemployed * scale
        course.v[t], course.long_term_u[t] = vacancies.number * scale, persons.long_term * scale
        if progress is not None:
            progress(t)
    return course


def _step(
    rules: Rules, demand: Floats, persons: _Persons, vacancies: _Vacancies, seed: int, t: int
) -> None:
    """Let one step happen; everything sees the stocks of its start."""
    e, v = persons.employed.astype(np.float64), vacancies.number.astype(np.float64)
    separations, openings = plan(rules, e, v, demand)
    of_jobs = np.maximum(e, 1.0)
    mobility.draw_events(
        persons.id,
        persons.occupation,
        persons.spell,
        separations / of_jobs,
        openings / of_jobs,
        draws.key(seed, Stream.MOBILITY_SEPARATION, t),
        draws.key(seed, Stream.MOBILITY_OPENING, t),
        persons.event,
    )
    rows = persons.rows[: persons.n_seekers]
    post = vacancies.choose(rows, persons, seed, t)
    applies = post >= 0
    start = np.concatenate([[0], np.cumsum(applies)]).astype(np.int64)
    held = np.empty(len(rows), dtype=np.int32)
    lottery = draws.bits_of(draws.key(seed, Stream.MOBILITY_LOTTERY, t), persons.id[rows])
    capacity = np.ones(len(vacancies.key), dtype=np.int32)
    match_graph(start, post[applies], np.zeros(start[-1]), lottery, capacity, WORKER, 0, held)
    filled = np.empty(len(capacity), dtype=np.bool_)
    mobility.settle_persons(
        rows, held, vacancies.occupation, persons.event, persons.occupation, persons.spell, filled
    )
    vacancies.renew(filled, persons, draws.key(seed, Stream.MOBILITY_POST_KEY, t))


class _Persons:
    """All persons, one a row, and how many there are of each kind in each occupation."""

    def __init__(self, person_id: Array, occupation: Array, spell: Array, n: int) -> None:
        self.id, self.occupation, self.spell = person_id, occupation, spell
        self.event = np.empty(len(person_id), dtype=np.int8)
        self.rows = np.empty(len(person_id), dtype=np.int32)
        self.n_seekers = 0
        self.employed, self.unemployed, self.long_term = (np.zeros(n, np.int64) for _ in range(3))

    @classmethod
    def start(cls, network: Network, rules: Rules, scale: int, seed: int) -> _Persons:
        n = len(network.occupations)
        size = network.employment / scale
        employed = _rounded(size, seed, 0)
        each = employed + _rounded(rules.delta_u * size, seed, 1)
        occupation = np.repeat(np.arange(n), each)
        number = np.arange(each.sum()) - np.repeat(np.cumsum(each) - each, each)
        at_work = number < employed[occupation]
        return cls(
            (occupation << OCCUPATION_SHIFT) + number,
            occupation.astype(np.int16),
            np.where(at_work, mobility.EMPLOYED, mobility.UNDATED).astype(np.int16),
            n,
        )

    def count(self, long_from: int) -> None:
        """Count persons and list those without work."""
        self.n_seekers = mobility.take_stock(
            self.occupation,
            self.spell,
            long_from,
            self.employed,
            self.unemployed,
            self.long_term,
            self.rows,
        )


class _Vacancies:
    """Open vacancies, and how seekers find them."""

    def __init__(self, network: Network, most: Floats) -> None:
        n = len(network.occupations)
        self.first, self.target, self.most = network.first, network.target, most
        # occupations differ by size far more than in how near they are to their most vacancies:
        # with `most` in the proposal and v / most in the weights the product is still v_j A_ij, and
        # a seeker is let in after about two draws instead of hundreds
        self.share = network.share * most[network.target]
        self.keep = np.empty(len(self.share))
        self.other = np.empty(len(self.share), dtype=np.int32)
        markets.alias_tables(self.first, self.share, self.keep, self.other)
        self.first_slot = markets.table_sizes(most, SLOTS_PER_POST, FEWEST_SLOTS)
        self.slot = np.empty(self.first_slot[-1], dtype=np.int32)
        self.key, self.occupation = np.zeros(0, np.uint64), np.zeros(0, np.int16)
        self.number = np.zeros(n, dtype=np.int64)

    def open_at_start(self, number: Array, seed: int) -> None:
        occupation = np.repeat(np.arange(len(number)), number)
        within = np.arange(number.sum()) - np.repeat(np.cumsum(number) - number, number)
        key = draws.key(seed, Stream.MOBILITY_POST_KEY, 0)
        self.key = draws.bits_of(key, (occupation << OCCUPATION_SHIFT) + within)
        self.occupation = occupation.astype(np.int16)
        self.number = number

    def choose(self, rows: Array, persons: _Persons, seed: int, t: int) -> Array:
        """Return int32[n_seekers]: the vacancy that each seeker applies for, or -1."""
        while (
            full := markets.lay_out_posts(self.key, self.occupation, self.first_slot, self.slot)
        ) >= 0:
            more = self.first_slot[full + 1] - self.first_slot[full]
            self.first_slot[full + 1 :] += more  # as large again
            self.slot = np.empty(self.first_slot[-1], dtype=np.int32)
        level = self.number / self.most
        open_entry = (self.number > 0)[self.target]
        post = np.empty(len(rows), dtype=np.int32)
        mobility.apply_once(
            rows,
            persons.id,
            persons.occupation,
            self.first,
            self.target,
            self.share,
            self.keep,
            self.other,
            level / max(level.max(), np.finfo(np.float64).tiny),
            np.logical_or.reduceat(open_entry, self.first[:-1]),
            self.first_slot,
            self.slot,
            draws.key(seed, Stream.MOBILITY_OCCUPATION, t),
            draws.key(seed, Stream.MOBILITY_POST, t),
            post,
        )
        return post

    def renew(self, filled: Array, persons: _Persons, k_key: np.uint64) -> None:
        """Take filled vacancies away and add those that open."""
        opened = np.flatnonzero(persons.event & mobility.OPENS)
        n = len(filled) - int(filled.sum()) + len(opened)
        key, occupation = np.empty(n, np.uint64), np.empty(n, np.int16)
        mobility.renew_posts(
            self.key, self.occupation, filled, persons.event, persons.id, persons.occupation, k_key,
            key, occupation,
        )  # fmt: skip
        self.key, self.occupation = key, occupation
        self.number = np.bincount(occupation, minlength=len(self.number))


def _rounded(expected: Floats, seed: int, stock: int) -> Array:
    """Return whole numbers whose expectation over seeds is `expected`; each occupation's own luck.

    Rounding to the nearest would close small occupations in every seed, or in none.
    """
    key = draws.key(seed, Stream.MOBILITY_ROUNDING, stock)
    whole = np.floor(expected)
    up: Array = draws.uniforms(key, np.arange(len(expected))) < expected - whole
    rounded: Array = (whole + up).astype(np.int64)
    return rounded
