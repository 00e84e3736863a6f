"""Part of steps 5 and 9: hosts keep interns if they have a post; internships end and begin."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Budget
from agents.codes import NO_FIRM, Programme, Status
from agents.columns import Array
from agents.draws import Stream, bits_of, uniforms
from agents.kernels.internships import (
    ENDS,
    EXITS,
    NOWHERE,
    SHORTEST,
    begin_internships,
    draw_hosts,
    end_internships,
    find_host_posts,
    leave_internships,
    young_jobless,
)
from agents.kernels.posting import N_OCCUPATIONS
from sim.budgets import budget_lines
from sim.fields import jobs_by_class
from sim.inputs import SCHOOL_YEARS
from sim.ledger import whole_fen
from sim.offers import (
    book_exits,
    book_unfilled,
    brought,
    draw_lots,
    make_offers,
    outside_options,
)
from sim.steps.match import close_posts, hire
from sim.steps.recruit import part_of_year
from sim.steps.search import usual_pay
from sim.world import World

Floats = npt.NDArray[np.float64]
ROUNDS = 3  # times that a place which was refused is offered again, to others, in one month
REACH = 6.0  # persons whom the notice of a place reaches, for whom lots are then drawn


def run_internships(world: World) -> None:
    """End internships, then offer the month's new places."""
    end(world)
    offer(world)
    pay_interns(world)


def end(world: World) -> None:
    """Let interns leave whose time is over or who want to."""
    w, p, flows = world.population.workers, world.parameters, world.flows
    rows = world.interns
    rows = rows[w.status[rows] == Status.INTERN]  # without those whom their host has kept
    if not len(rows):
        return
    outcome = np.empty(len(rows), np.int8)
    end_internships(
        rows, w.id, w.tenure, p["intern_exit"], world.key(Stream.INTERN_END),
        world.key(Stream.INTERN_MONTHS, 0), outcome,
    )  # fmt: skip
    over, left = rows[outcome == ENDS], rows[outcome == EXITS]
    flows.intern_ends += np.bincount(w.unit[over], minlength=flows.n)
    flows.intern_exits += np.bincount(w.unit[left], minlength=flows.n)
    book_exits(world, Programme.INTERNSHIP, left)
    gone = np.concatenate([over, left])
    leave_internships(gone, w.status, w.last_firm, w.wage, w.tenure, w.spell)


def keep_interns(world: World) -> None:
    """Let hosts offer an open post to interns of three months or more, before others apply.

    An intern takes it if it pays no less than the internship, and no less than what she would hold
    out for if she searched; she knows the firm, so there is no error in what she sees.
    """
    w, f, posts = world.population.workers, world.population.firms, world.population.posts
    rows = world.interns[w.tenure[world.interns] >= SHORTEST]
    lot = bits_of(world.key(Stream.INTERN_KEPT), w.id[rows])
    rows = rows[np.lexsort((lot, w.last_firm[rows]))]
    post = np.empty(len(rows), np.int64)
    find_host_posts(w.last_firm[rows], posts.firm, posts.asks, f.id, post)
    rows, post = rows[post >= 0], post[post >= 0]
    if not len(rows):
        return
    world.usual_pay = usual_pay(world)
    w.status[rows] = Status.UNEMPLOYED  # what she keeps is judged as if she searched
    asks = np.maximum(outside_options(world, rows), np.log(np.maximum(w.wage[rows], 1.0)))
    stays = world.post_wage[post] + brought(world, rows) >= asks
    w.status[rows] = Status.INTERN
    rows, post = rows[stays], post[stays]
    w.last_firm[rows] = NO_FIRM  # so that the job counts as a new one, not as a return
    hire(
        world, rows, np.arange(len(rows), dtype=np.int32), posts.firm[post],
        posts.occupation[post], world.post_wage[post], world.post_least[post],
    )  # fmt: skip
    world.scratch("fate")[rows] = 1  # she has just begun: `search` passes her over
    world.flows.intern_converted += np.bincount(w.unit[rows], minlength=world.flows.n)
    world.post_wage = np.delete(world.post_wage, post)
    world.post_least = np.delete(world.post_least, post)
    world.listed, world.served = np.delete(world.listed, post), np.delete(world.served, post)
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
        world.interns = np.concatenate([world.interns, starts])
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


def pay_interns(world: World) -> None:
    """Put the month's public allowances down for payment, and book what hosts add."""
    w, lever, ledger = world.population.workers, world.levers, world.ledger
    unit = w.unit[world.interns[w.status[world.interns] == Status.INTERN]]
    persons = np.bincount(unit, minlength=world.flows.n)
    lines = budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.INTERNSHIPS)
    for half, line in enumerate(lines):
        here = persons * (world.inputs.half == half)
        public, host = (
            here * whole_fen(times.values * world.minimum_wage())
            for times in (lever.internship_public_pay, lever.internship_host_pay)
        )
        world.dues.append((line, "households", public))
        ledger.book("firms", "households", half, int(host.sum()), "firms.interns")


def intern_pay(world: World) -> Floats:
    """Return float64[n_units]: yuan/month of an intern, public allowance and host's top-up."""
    lever = world.levers
    times = lever.internship_public_pay.values + lever.internship_host_pay.values
    return np.asarray(times * world.minimum_wage())


def hosts(world: World, rows: Array) -> Array:
    """Return int32[n]: a firm of her unit that looks for people, for each person in `rows`."""
    w, s = world.population.workers, world.structure
    job = jobs_by_class(
        world.inputs.occupation_move, s.occupation_by_schooling, world.parameters["match_voc"]
    )
    host = np.empty(len(rows), np.int32)
    draw_hosts(
        rows, w.id, w.unit, w.schooling, w.field, w.occupation, len(SCHOOL_YEARS), job,
        np.bincount(world.met_market, minlength=world.flows.n * N_OCCUPATIONS),
        world.submarkets.slot, world.submarkets.first_slot, world.met_firm,
        world.key(Stream.INTERN_HOST), host,
    )  # fmt: skip
    return host
