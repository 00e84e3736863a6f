"""Training: seats and their queue, who is offered which course, and what is published of it.

A course belongs to a provider and a channel: a public place, a place that the learner pays for,
or a course of a firm's training centre for own staff. The seats of a unit's providers are one pool,
with one waiting list a channel; which provider teaches whom is drawn by seats.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from agents.codes import Occupation, Programme, Status
from agents.columns import Array
from agents.draws import Stream, bits_of, normals, uniforms
from agents.kernels.training import PROJECT, SEATED, TURNED_AWAY, admit, value_seats
from agents.providers import TAUGHT
from agents.state import Enrolments
from sim.grants import INTERMEDIATE, expected_upgrade, spread
from sim.offers import book_exits, book_unfilled, draw_lots, make_offers, outside_options
from sim.response import claim_places
from sim.seat_choice import draw_providers, review_providers, without_repeats
from sim.training_money import carried, entitled, expected_allowance
from sim.world import World

Floats = npt.NDArray[np.float64]

FIRST_YEAR = 1950  # `Workers.grade_year` counts from here
PUBLIC, SELF_PAID, STAFF = 0, 1, 2  # channels
N_CHANNELS = 3
SEAT_TIME, USED, STAFF_TIME, STAFF_USED, ASKED, REFUSED = range(6)  # columns of `Market.seats`
ACCEPT, USE, STAFF_USE, ASSESS_ACCEPT = range(4)  # columns of `Market.seats_known`
FIRM_CENTRE = 3  # kind, row of training_providers.csv
TARGETS = np.array([3, 3, 2, 3, 2], np.int8)  # grade that courses of each kind aim at (assumed)
MONTH_DAYS = 365.0 / 12.0
PLACED_AFTER = 3  # months after its end at which a course's completers are counted
LEAN = 20.0  # offers at which a unit's own acceptance weighs as much as the region's


def start_providers(world: World) -> None:
    """Give the providers of the start world a subject, a grade, a quality and a price."""
    t, p = world.population.providers, world.parameters
    key = world.key(Stream.PROVIDER_START, 0)
    t.staff[:] = t.kind == FIRM_CENTRE
    subjects = np.flatnonzero(TAUGHT)
    t.subject[:] = subjects[(uniforms(key, t.id) * len(subjects)).astype(np.int64)]
    t.next_subject[:] = t.subject
    t.target[:] = TARGETS[t.kind]
    sd = p["provider_quality_sd"]
    t.quality[:] = np.exp(sd * normals(key, t.id) - 0.5 * sd * sd)
    t.price[:] = t.next_price[:] = p["train_price"] * t.course_days / 20.0


# ------------------------------------------------------------------------------------- seats


@dataclass
class Seats:
    """Free seats and room to wait, int64[n_units, 3] by channel, and expected sizes as floats."""

    free: Array
    room: Array
    time: Floats  # [n_units, 2] seat months of this month, general and of firm centres
    days: Floats  # [n_units, 3] mean length of a course


def round_keyed(world: World, amount: Floats, salt: int) -> Array:
    """Return int64, amounts rounded up or down by a draw keyed by month and place in the array."""
    ids = np.arange(amount.size) + 1000 * salt
    draws = uniforms(world.key(Stream.TRAINING_PLACES), ids).reshape(amount.shape)
    return np.asarray(np.floor(amount + draws), np.int64)


def open_seats(world: World, running: Array, channel: Array, reserve: Array) -> Seats:
    """Return this month's free seats by unit and channel.

    Public places come first, as far as their budget line and seat time reach; the rest is for those
    who pay.

    Parameters
    ----------
    running : int64[m], pool (unit) of courses that go on from last month; channel : int8[m]
    reserve : int64[n_units], further public places, of the reserve of measure 19
    """
    t, p, m, n = world.population.providers, world.parameters, world.market, world.flows.n
    time = np.zeros((n, 2))
    mean_days = np.zeros((n, 2))
    for staff in (0, 1):
        mine = t.staff == staff
        seats = np.bincount(t.unit[mine], t.seats[mine], n)
        long = np.bincount(t.unit[mine], t.seats[mine] * t.course_days[mine], n)
        mean_days[:, staff] = np.where(seats > 0, long / np.maximum(seats, 1e-9), 20.0)
        time[:, staff] = p["seat_year"] * seats / world.fraction
    time[:, 1] *= 1.0 + world.levers.firm_centres.values
    busy = np.stack(
        [np.bincount(running[(channel == STAFF) == s], minlength=n) for s in (False, True)], axis=1
    )
    left = np.maximum(time - busy, 0.0)
    days = np.stack([world.levers.training_days.values, mean_days[:, 0], mean_days[:, 1]], axis=1)
    takes = np.minimum(days / MONTH_DAYS, 1.0)  # seat months of a start
    yearly = world.levers.training_places.values * m.trainable / max(m.trainable.sum(), 1.0)
    wanted = yearly / 12.0 / world.fraction
    public = carried(world, np.minimum(wanted, left[:, 0] / takes[:, 0]))
    public = np.minimum(public + reserve, left[:, 0] / takes[:, 0])
    own = np.maximum(left[:, 0] - public * takes[:, 0], 0.0) / takes[:, 1]
    free = np.stack([public, own, left[:, 1] / takes[:, 2]], axis=1)
    room = p["train_room"] * free
    return Seats(round_keyed(world, free, 1), round_keyed(world, room, 2), time, days)


def lots_wanted(world: World, seats: Seats, waiting: Array) -> Floats:
    """Return float64[n_units, 3]: offers to make by channel, so that about all seats are taken.

    To those who pay no more are made than people ask for a course.
    """
    p, m = world.parameters, world.market
    wanted = np.maximum((1.0 + p["train_overbook"]) * seats.free - waiting, 0.0)
    lots = wanted / np.maximum(m.seats_known[:, [ACCEPT]], 0.1)
    asking = p["train_enquiry"] / 12.0 * m.trainable
    lots[:, SELF_PAID] = np.minimum(lots[:, SELF_PAID], asking)
    return np.asarray(lots)


# ------------------------------------------------------------------------------------- offers


def reserve_lots(world: World, seats: Seats, reserve: Array, waiting: Array) -> Array:
    """Return int64[n_units]: offers to make so that the places of the reserve are taken."""
    places = np.minimum(reserve, seats.free[:, PUBLIC])
    wanted = np.maximum((1.0 + world.parameters["train_overbook"]) * places - waiting, 0.0)
    return round_keyed(world, wanted / np.maximum(world.market.seats_known[:, ACCEPT], 0.1), 4)


def make_places(world: World, general: Array, staff: Array, lots: Floats) -> tuple[Array, Array]:
    """Return rows of workers who are offered a seat, in rising order, and each one's channel.

    Parameters
    ----------
    general, staff : int32[...], rows marked for a seat, and for a seat of their firm's centre
    """
    w = world.population.workers
    number = round_keyed(world, lots, 3)
    offered = number[:, PUBLIC] + number[:, SELF_PAID]
    rows = draw_lots(world, Programme.TRAINING, general, offered)
    share = number[:, PUBLIC] / np.maximum(offered, 1)
    public = uniforms(world.key(Stream.TRAINING_QUEUE), w.id[rows]) < share[w.unit[rows]]
    channel = np.where(public, PUBLIC, SELF_PAID).astype(np.int8)
    keeps = without_repeats(world, rows, channel, number[:, PUBLIC])
    rows, channel = rows[keeps], channel[keeps]
    staff = staff[world.population.firms.levy[w.employer[staff]] > 0]  # a course is paid from it
    own = draw_lots(world, Programme.TRAINING, staff, number[:, STAFF])
    rows = np.concatenate([rows, own])
    channel = np.concatenate([channel, np.full(len(own), STAFF, np.int8)])
    order = np.argsort(rows)
    return rows[order], channel[order]


def with_first(first: Array, rows: Array, channel: Array) -> tuple[Array, Array]:
    """Return rows in rising order and channels, those of the reserve (`first`) among them."""
    if not len(first):
        return rows, channel
    rows = np.concatenate([rows, first])
    channel = np.concatenate([channel, np.full(len(first), PUBLIC, np.int8)])
    order = np.argsort(rows)
    return rows[order], channel[order]


def offer_seats(
    world: World, rows: Array, channel: Array, days: Floats, reserve: Array
) -> Enrolments:
    """Offer seats to the persons in `rows` and return the enrolments of those who accept.

    `reserve` holds the rows whose place the reserve of measure 19 pays.
    """
    w, t, p, n = world.population.workers, world.population.providers, world.parameters, len(rows)
    e = Enrolments(n)
    e.worker[:], e.id[:], e.channel[:] = rows, w.id[rows], channel
    e.provider[:] = draw_providers(world, rows, channel)
    unit = w.unit[rows]
    length = np.where(channel == PUBLIC, days[unit, PUBLIC], t.course_days[e.provider])
    e.days[:] = np.rint(length)
    e.months[:] = np.maximum(np.rint(length / MONTH_DAYS), 1)
    e.asked[:] = int(world.month)
    e.idle[:] = w.status[rows] == Status.UNEMPLOYED
    e.reserve[:] = np.isin(rows, reserve)
    e.order[:] = bound_to_posts(world, rows, channel, t.subject[e.provider])
    outside = outside_options(world, rows)
    special = ((e.order > 0) | (channel == STAFF)).astype(np.int8)
    price = np.where(channel == SELF_PAID, t.price[e.provider], 0.0).astype(np.float64)
    value = np.empty(n)
    yearly = np.array([p["fade_vt"], p["fade_ft"]])
    value_seats(
        int(world.month), rows, e.days, price, t.quality[e.provider].astype(np.float64), special,
        (channel == STAFF).astype(np.int8), outside, w.sex, w.birth, w.status,
        (1.0 - p["drop_tr"]) * p["q_tr"] * p["tr_w_gov"], p["dose_gen"], p["dose_spec"],
        p["k_firm"], p["k_women"], -np.log1p(-yearly) / 12.0, p["train_discount"] / 12.0,
        p["train_time_idle"], p["train_time_busy"], value,
    )  # fmt: skip
    e.entitled[:] = entitled(world, rows, channel)
    value += spread(world, rows, expected_grants(world, e), outside)
    accepted = make_offers(world, Programme.TRAINING, rows, value, outside=outside)
    e.reorder(np.flatnonzero(accepted))
    return e


def expected_grants(world: World, e: Enrolments) -> Floats:
    """Return float64[n]: yuan that persons reckon with when they take the seats of `e`.

    The daily allowance, and the grant for the intermediate grade of those whom the course may
    bring there.
    """
    w, t, p = world.population.workers, world.population.providers, world.parameters
    rows = e.worker
    yuan = e.entitled * expected_allowance(world, w.unit[rows], e.days)
    grade = w.grade[rows]
    may_rise = (
        (grade == INTERMEDIATE - 1)
        & (t.target[e.provider] >= INTERMEDIATE)
        & (world.month.year - FIRST_YEAR - w.grade_year[rows] >= p["grade_wait_junior"])
    )
    examined = np.where(e.order == PROJECT, 1.0, p["train_graded"])
    grant = may_rise * examined * p["pass_rate"] * expected_upgrade(world, rows, INTERMEDIATE)
    return np.asarray((1.0 - p["drop_tr"]) * (yuan + grant))


def bound_to_posts(world: World, rows: Array, channel: Array, subject: Array) -> Array:
    """Return int8[n], 1 where the course is bound to open posts of the unit and its subject.

    A share of the courses, and never more than there are posts. Of the public places a further
    share (2) are projects, which end in an examination for everybody.
    """
    w, n, k = world.population.workers, world.flows.n, len(Occupation)
    cell = w.unit[rows].astype(np.int64) * k + subject
    posts = np.bincount(world.population.posts.market, minlength=n * k)
    courses = np.bincount(cell, minlength=n * k)
    most = posts / np.maximum(courses, 1)
    usual = np.minimum(world.parameters["order_share"], most)[cell]
    project = np.where(channel == PUBLIC, world.levers.project_courses.values[w.unit[rows]], 0.0)
    draw = uniforms(world.key(Stream.TRAINING_ORDER), w.id[rows])
    order: Array = (draw < usual).astype(np.int8)
    order[(draw >= usual) & (draw < np.minimum(usual + project, most[cell]))] = PROJECT
    order[channel == STAFF] = 0
    return order


# ------------------------------------------------------------------------------------- queue


def seat_queue(world: World, e: Enrolments, seats: Seats) -> Array:
    """Seat those who wait, first come first served, and return int8: the answer to each.

    Parameters
    ----------
    e : Enrolments
        All who wait, those of this month included.
    """
    w = world.population.workers
    order = np.lexsort((e.id, bits_of(world.key(Stream.TRAINING_QUEUE, 0), e.id), e.asked))
    pool = (w.unit[e.worker].astype(np.int64) * N_CHANNELS + e.channel)[order]
    answer = np.empty(len(order), np.int8)
    admit(pool, seats.free.ravel(), seats.room.ravel(), answer)
    out = np.empty_like(answer)
    out[order] = answer
    return out


def let_go(world: World, e: Enrolments) -> Array:
    """Return bool: who leaves the waiting list by herself: hired, not of the age, or impatient."""
    w, month = world.population.workers, int(world.month)
    i = e.worker
    hired = (w.status[i] == Status.EMPLOYEE) & (w.tenure[i] == 0)
    beyond = (month - w.birth[i] >= 60 * 12) | (w.status[i] > Status.UNEMPLOYED)
    late = month - e.asked >= world.parameters["train_patience"]
    return np.asarray(hired | beyond | late)


def fill_seats(world: World, waiting: Enrolments, fresh: Enrolments, seats: Seats) -> Enrolments:
    """Put this month's acceptances behind those who wait, seat the queue, and count it.

    Returns
    -------
    Enrolments
        Those who sit now or wait on.
    """
    w, flows = world.population.workers, world.flows
    gone = let_go(world, waiting)
    book_exits(world, Programme.TRAINING, np.sort(waiting.worker[gone]))
    waiting.reorder(np.flatnonzero(~gone))
    e = joined(waiting, fresh)
    flows.training_places += seats.free[:, PUBLIC]
    answer = seat_queue(world, e, seats)
    unit = w.unit[e.worker]

    def count(mask: Array, weights: Array | None = None) -> Array:
        values = None if weights is None else weights[mask]
        return np.bincount(unit[mask], values, flows.n).astype(np.int64)

    seated = answer == SEATED
    waited = int(world.month) - e.asked
    flows.training_starts += count(seated)
    flows.training_starts_public += count(seated & (e.channel == PUBLIC))
    flows.training_waited += count(seated, waited)
    flows.training_turned_away += count(answer == TURNED_AWAY)
    book_unfilled(world, Programme.TRAINING, seats.free[:, PUBLIC])
    takes = np.minimum(e.days / MONTH_DAYS, 1.0)
    for staff, column in ((False, USED), (True, STAFF_USED)):
        mine = seated & ((e.channel == STAFF) == staff)
        world.market.seats[:, column] += np.bincount(unit[mine], takes[mine], flows.n)
    claim_places(world, e.worker[seated & (e.reserve == 1)])
    e.began[seated] = int(world.month)
    w.programme[e.worker[seated]] = int(Programme.TRAINING)
    e.reorder(np.flatnonzero(answer != TURNED_AWAY))
    flows.training_waiting += np.bincount(w.unit[e.worker[e.began == 0]], minlength=flows.n)
    return e


def joined(*parts: Enrolments) -> Enrolments:
    """Return the rows of several tables, one behind the other."""
    arrays = {
        name: np.concatenate([getattr(part, name) for part in parts])
        for name in Enrolments.columns()
    }
    return Enrolments.from_arrays(arrays)


# ------------------------------------------------------------------------------------- published


def publish_training(world: World) -> None:
    """Publish the quarter: acceptance, use of seats, placement of completers, and shortage."""
    m, n, k = world.market, world.flows.n, len(Occupation)
    asked, refused = m.quarter[:, 5], m.quarter[:, 6]
    m.seats_known[:, ACCEPT] = leaning(asked - refused, asked, 0.5)
    m.seats_known[:, ASSESS_ACCEPT] = leaning(
        m.seats[:, ASKED] - m.seats[:, REFUSED], m.seats[:, ASKED], 0.5
    )
    for column, used, time in ((USE, USED, SEAT_TIME), (STAFF_USE, STAFF_USED, STAFF_TIME)):
        m.seats_known[:, column] = leaning(m.seats[:, used], m.seats[:, time], 0.75)
    m.placement[:] = leaning(m.completers[:, :, 1], m.completers[:, :, 0], 0.5)
    vacancies = np.bincount(world.population.posts.market, minlength=n * k).reshape(n, k)
    seekers = seekers_by_occupation(world)
    level = (vacancies.sum() + 1.0) / (seekers.sum() + 1.0)
    m.shortage[:] = np.log((vacancies + 5.0 * level) / (seekers + 5.0) / level)
    m.seats[:] = 0.0
    m.completers[:] = 0.0
    if world.month.month == 12:
        review_providers(world)
    t = world.population.providers
    t.waiting[:] = 0
    e = world.population.enrolments
    if len(t.waiting) and e.n:
        t.waiting[:] = np.bincount(e.provider[e.began == 0], minlength=t.n)


def leaning(part: Floats, whole: Floats, default: float) -> Floats:
    """Return part over whole; where there is little of it, closer to the region's ratio."""
    region = part.sum() / whole.sum() if whole.sum() > 0 else default
    return np.asarray((part + LEAN * region) / (whole + LEAN))


def seekers_by_occupation(world: World) -> Floats:
    """Return float64[n_units, 7]: who sought this month and found nothing, by last occupation."""
    w, n, k = world.population.workers, world.flows.n, len(Occupation)
    if world.applications is None:
        return np.zeros((n, k))
    rows = world.applications.rows
    rows = rows[(w.status[rows] == Status.UNEMPLOYED) | (w.tenure[rows] > 0)]  # not yet hired
    job = w.occupation[rows]
    cell = w.unit[rows].astype(np.int64) * k + np.where(job < 0, Occupation.OTHER, job)
    return np.bincount(cell, minlength=n * k).reshape(n, k).astype(np.float64)
