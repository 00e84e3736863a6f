"""Part of step 9: internships end, hosts keep whom they have a post for, new ones are offered."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Programme
from agents.columns import Array
from agents.draws import Stream, uniforms
from agents.kernels.internships import (
    ENDS,
    EXITS,
    NOWHERE,
    begin_internships,
    draw_hosts,
    end_internships,
    find_host_posts,
    leave_internships,
    young_jobless,
)
from agents.kernels.posting import N_OCCUPATIONS, price_posts
from agents.kernels.search import search_class
from sim.fields import jobs_by_class
from sim.inputs import SCHOOL_YEARS
from sim.offers import book_exits, book_unfilled, draw_lots, make_offers, outside_options
from sim.steps.match import close_posts, hire
from sim.steps.recruit import part_of_year
from sim.world import World

Floats = npt.NDArray[np.float64]
ROUNDS = 3  # times that a place which was refused is offered again, to others, in one month
REACH = 6.0  # persons whom the notice of a place reaches, for whom lots are then drawn


def run_internships(world: World) -> None:
    """End internships, let hosts and interns agree on a job, offer the month's new places."""
    end(world)
    offer(world)


def end(world: World) -> None:
    """Let interns leave whose time is over or who want to; some are kept by their host."""
    rows, flows = world.interns, world.flows
    if not len(rows):
        return
    w, p = world.population.workers, world.parameters
    outcome = np.empty(len(rows), np.int8)
    end_internships(
        rows, w.id, w.tenure, p["intern_exit"], world.key(Stream.INTERN_END),
        world.key(Stream.INTERN_MONTHS, 0), outcome,
    )  # fmt: skip
    over, left = rows[outcome == ENDS], rows[outcome == EXITS]
    flows.intern_ends += np.bincount(w.unit[over], minlength=flows.n)
    flows.intern_exits += np.bincount(w.unit[left], minlength=flows.n)
    book_exits(world, Programme.INTERNSHIP, left)
    host_id = w.last_firm[over]
    leave_internships(
        np.concatenate([over, left]), w.status, w.last_firm, w.wage, w.tenure, w.spell
    )
    keep_on(world, over, host_id)


def keep_on(world: World, over: Array, host_id: Array) -> None:
    """Let hosts offer an open post to those whose internship is over, at its posted pay.

    She takes it if it pays at least what she would hold out for elsewhere; she knows the firm, so
    there is no error in what she sees.
    """
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    p, x = world.parameters, world.inputs
    order = np.lexsort((w.id[over], host_id))
    over, host_id = over[order], host_id[order]
    post = np.empty(len(over), np.int64)
    find_host_posts(host_id, posts.firm, posts.asks, f.id, post)
    rows, post = over[post >= 0], post[post >= 0]
    if not len(rows):
        return
    firm, job = posts.firm[post], posts.occupation[post]
    level = np.empty(len(post))
    price_posts(
        int(world.month), firm, posts.opened[post], posts.market[post], posts.schooling[post],
        f.industry, f.ownership, f.rent, p["vacancy_pay"], world.log_base(), x.unit_level,
        (p["market_wage"] * world.market.heat).ravel(), p["r_school"], SCHOOL_YEARS, level,
    )  # fmt: skip
    years = SCHOOL_YEARS[w.schooling[rows]]
    experience = np.maximum((int(world.month) - w.birth[rows]) / 12.0 - 6.0 - years, 0.0)
    pay = level + w.skill[rows] + p["prem_grade"] * np.maximum(w.grade[rows] - 2, 0)
    pay += p["b_exp"] * experience + p["b_exp2"] / 100.0 * experience**2
    stays = pay >= outside_options(world, rows)
    rows, post, firm, job, level = (a[stays] for a in (rows, post, firm, job, level))
    if not len(rows):
        return
    held = np.arange(len(rows), dtype=np.int32)
    hire(world, rows, held, firm, job, level)
    world.flows.intern_converted += np.bincount(w.unit[rows], minlength=world.flows.n)
    world.flows.unfilled -= np.bincount(f.unit[firm], minlength=world.flows.n)
    close_posts(world, post)


def places(world: World) -> Array:
    """Return int64[n_units]: internships posted this month, by the young jobless of the units."""
    p, lever = world.parameters, world.levers
    part = part_of_year(world.month.month, p["intern_from"], p["intern_to"])
    return np.asarray(lever.internship_posts.values * part / world.fraction)


def offer(world: World) -> None:
    """Offer this month's places to young people without work; refusing costs nothing."""
    volume = places(world)
    if not volume.any():
        return
    w, f, flows = world.population.workers, world.population.firms, world.flows
    seekers = world.current_applications().rows
    rows = young_jobless(int(world.month), seekers, w.birth, w.status, w.flags)
    jobless = np.bincount(w.unit[rows], minlength=flows.n)
    share = jobless / max(len(rows), 1)
    luck = uniforms(world.key(Stream.INTERN_PLACES), np.arange(flows.n))
    free = np.floor(volume * share + luck).astype(np.int64)
    flows.intern_places += free
    pay = intern_pay(world)
    reached = np.minimum((REACH * free + REACH) / np.maximum(jobless, 1), 1.0)
    rows = rows[uniforms(world.key(Stream.INTERN_REACH), w.id[rows]) < reached[w.unit[rows]]]
    host = hosts(world, rows)
    rows, host = rows[host != NOWHERE], host[host != NOWHERE]
    for _ in range(ROUNDS):
        asked = draw_lots(world, Programme.INTERNSHIP, rows, free)
        if not len(asked):
            break
        value = np.log(np.maximum(pay[w.unit[asked]], 1.0)) + world.parameters["intern_prospect"]
        takes = make_offers(world, Programme.INTERNSHIP, asked, value)
        at = np.searchsorted(rows, asked)
        starts = asked[takes]
        begin_internships(
            starts, host[at[takes]], w.unit, w.status, w.industry, w.last_firm, w.insured, w.wage,
            w.tenure, w.spell, f.id, f.industry, pay,
        )  # fmt: skip
        begun = np.bincount(w.unit[starts], minlength=flows.n)
        flows.intern_starts += begun
        free -= begun
        others = np.ones(len(rows), np.bool_)
        others[at] = False
        rows, host = rows[others], host[others]
    book_unfilled(world, Programme.INTERNSHIP, free)


def intern_pay(world: World) -> Floats:
    """Return float64[n_units]: yuan/month of an intern, public allowance and host's top-up."""
    lever = world.levers
    times = lever.internship_public_pay.values + lever.internship_host_pay.values
    return np.asarray(times * world.minimum_wage())


def hosts(world: World, rows: Array) -> Array:
    """Return int32[n]: a firm of her unit that looks for people, for each person in `rows`."""
    w, s, n = world.population.workers, world.structure, world.flows.n
    job = jobs_by_class(
        world.inputs.occupation_move, s.occupation_by_schooling, world.parameters["match_voc"]
    )
    columns = (w.occupation[rows], w.schooling[rows], w.field[rows])
    n_levels = len(SCHOOL_YEARS)
    of = np.array(
        [search_class(*row, n_levels) for row in zip(*(c.tolist() for c in columns), strict=True)],
        np.int64,
    )
    host = np.empty(len(rows), np.int32)
    draw_hosts(
        rows, w.id, w.unit, of, job,
        np.bincount(world.met_market, minlength=n * N_OCCUPATIONS), world.submarkets.slot,
        world.submarkets.first_slot, world.met_firm, world.key(Stream.INTERN_HOST), host,
    )  # fmt: skip
    return host
