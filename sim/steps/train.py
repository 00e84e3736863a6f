"""Step 8: courses end, seats and assessments are offered, trained skill fades."""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Programme, Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels import training as kernels
from agents.kernels.rows import rows_where
from agents.kernels.training import (
    ASSESSMENT,
    LEAVER,
    SEAT,
    STAFF_SEAT,
    end_courses,
    mark_learners,
)
from agents.state import Enrolments
from sim.assessment import certify_school_leavers, hold_assessments, reach, years_at_grade
from sim.grade_premiums import add_premium
from sim.grants import INTERMEDIATE, claim_upgrades
from sim.offers import book_exits
from sim.pay_rules import grade_rises
from sim.response import first_asked, reserve_places
from sim.training import (
    FIRST_YEAR,
    PLACED_AFTER,
    PUBLIC,
    SEAT_TIME,
    SELF_PAID,
    STAFF,
    STAFF_TIME,
    STAFF_USED,
    USED,
    fill_seats,
    joined,
    lots_wanted,
    make_places,
    offer_seats,
    open_seats,
    reserve_lots,
    with_first,
)
from sim.training_money import pay_courses
from sim.world import World

MARGIN, SPARE = 1.2, 3.0  # persons marked over the lots to be drawn, and beyond


def train(world: World) -> None:
    """End courses, offer this month's seats and assessments; who refuses loses nothing."""
    w, flows, m = world.population.workers, world.flows, world.market
    running, waiting, done = parts(world)
    running, ended = finish(world, running)
    held = np.bincount(w.unit[waiting.worker[waiting.reserve == 1]], minlength=flows.n)
    reserve = reserve_places(world, held)
    flows.reserve_places += reserve
    where = w.unit[running.worker].astype(np.int64)
    seats = open_seats(world, where, running.channel, reserve)
    m.seats[:, SEAT_TIME] += seats.time[:, 0]
    m.seats[:, STAFF_TIME] += seats.time[:, 1]
    on = running.channel == STAFF  # courses that go on use their seats for the whole month
    m.seats[:, USED] += np.bincount(w.unit[running.worker[~on]], minlength=flows.n)
    m.seats[:, STAFF_USED] += np.bincount(w.unit[running.worker[on]], minlength=flows.n)
    queue = np.zeros(seats.free.shape, np.int64)
    np.add.at(queue, (w.unit[waiting.worker], waiting.channel), 1)
    lots = lots_wanted(world, seats, queue)
    vouchers = reserve_lots(world, seats, reserve, held)
    first = first_asked(world, vouchers, waiting.worker)
    asked = np.bincount(w.unit[first], minlength=flows.n)
    lots[:, PUBLIC] = np.maximum(lots[:, PUBLIC] - asked, 0.0)
    marked, what = mark(world, lots)
    free = ~np.isin(marked, np.concatenate([waiting.worker, first]))
    general, staff = (marked[free & ((what & bit) > 0)] for bit in (SEAT, STAFF_SEAT))
    fresh = offer_seats(world, *with_first(first, *make_places(world, general, staff, lots)),
                        seats.days, first)  # fmt: skip
    queue_now = fill_seats(world, waiting, fresh, seats)
    world.population.enrolments = joined(running, queue_now, placed(world, joined(done, ended)))
    hold_assessments(world, marked[(what & ASSESSMENT) > 0])
    certify_school_leavers(world, marked[(what & LEAVER) > 0])


def parts(world: World) -> tuple[Enrolments, Enrolments, Enrolments]:
    """Return the enrolments of those still here: on a course, waiting, and after it."""
    w, e = world.population.workers, world.population.enrolments
    here = (e.worker >= 0) & (w.status[e.worker] != Status.GONE) & (w.id[e.worker] == e.id)
    states = (
        here & (e.began > 0) & (e.ended == 0),
        here & (e.began == 0),
        here & (e.ended > 0),
    )
    out = []
    for state in states:
        part = Enrolments.from_arrays(dict(e.arrays()))
        part.reorder(np.flatnonzero(state))
        out.append(part)
    return out[0], out[1], out[2]


def finish(world: World, e: Enrolments) -> tuple[Enrolments, Enrolments]:
    """End the courses that are due or left early; return those that go on, and the completed."""
    w, t, p, flows = (
        world.population.workers, world.population.providers, world.parameters, world.flows,
    )  # fmt: skip
    outcome = np.empty(e.n, np.int8)
    end_courses(
        int(world.month), world.month.year - FIRST_YEAR, e.began, e.months, e.worker, e.days,
        t.quality[e.provider].astype(np.float64), t.target[e.provider], t.subject[e.provider],
        (e.channel == STAFF).astype(np.int8), e.order, w.id, w.sex, w.status, w.tenure,
        w.occupation, w.skill, w.wage, w.grade, w.grade_year, w.programme, w.certified_gain,
        w.firm_gain, p["q_tr"] * p["tr_w_gov"], p["drop_tr"], p["dose_gen"], p["dose_spec"],
        p["k_firm"], p["k_women"], p["gain_step"], p["train_pay_share"], p["train_graded"],
        p["pass_rate"], years_at_grade(world), grade_rises(p), world.key(Stream.TRAINING_END),
        outcome,
    )  # fmt: skip
    unit = w.unit[e.worker]

    def count(bit: int, mask: Array | bool = True) -> Array:
        return np.bincount(unit[((outcome & bit) > 0) & mask], minlength=flows.n)

    left = (outcome & kernels.DROPPED) > 0
    book_exits(world, Programme.TRAINING, np.sort(e.worker[left]))
    completed = (outcome & kernels.COMPLETED) > 0
    first = (w.flags[e.worker] & Flag.TRAINED) == 0
    flows.training_dropouts += count(kernels.DROPPED)
    flows.training_completions += count(kernels.COMPLETED)
    displaced = (w.flags[e.worker] & Flag.DISPLACED) > 0
    flows.displaced_trained += count(kernels.COMPLETED, displaced)
    flows.training_completions_public += count(kernels.COMPLETED, e.channel == PUBLIC)
    flows.training_completions_staff += count(kernels.COMPLETED, e.channel == STAFF)
    flows.training_projects += count(kernels.COMPLETED, e.order == kernels.PROJECT)
    flows.training_persons += count(kernels.COMPLETED, first)
    flows.certificates += count(kernels.CERTIFIED)
    flows.grade_rises += count(kernels.RAISED)
    w.flags[e.worker[completed]] |= np.int16(Flag.TRAINED)
    e.ended[completed] = int(world.month)
    risen = np.sort(e.worker[(outcome & kernels.RAISED) > 0])
    add_premium(world, risen, grade_rises(p)[w.grade[risen]])
    claim_upgrades(world, risen[w.grade[risen] == INTERMEDIATE], INTERMEDIATE)
    ended = Enrolments.from_arrays(dict(e.arrays()))
    ended.reorder(np.flatnonzero(completed))
    pay_courses(world, ended)
    e.reorder(np.flatnonzero(outcome == 0))
    return e, ended


def mark(world: World, lots: np.ndarray) -> tuple[Array, Array]:
    """Let trained skill fade; return the rows marked for a seat, an assessment or a certificate."""
    w, p, m = world.population.workers, world.parameters, world.market
    general = lots[:, PUBLIC] + lots[:, SELF_PAID]
    rate = np.minimum(MARGIN * (general + SPARE) / np.maximum(m.trainable, 1.0), 1.0)
    staff = np.minimum(MARGIN * (lots[:, STAFF] + SPARE) / np.maximum(m.employees, 1.0), 1.0)
    marks = world.scratch("training")
    mark_learners(
        int(world.month), world.month.year - FIRST_YEAR, w.id, w.unit, w.birth, w.school_exit,
        w.status, w.tenure, w.spell, w.skill, w.grade, w.grade_year, w.programme, w.flags,
        w.certified_gain, w.firm_gain, rate, staff, p["train_priority"], reach(world),
        years_at_grade(world), int(world.month.month in (6, 7)),
        1.0 - (1.0 - p["fade_vt"]) ** (1.0 / 12.0), 1.0 - (1.0 - p["fade_ft"]) ** (1.0 / 12.0),
        p["gain_step"], world.key(Stream.TRAINING_OFFER), world.key(Stream.ASSESSMENT_REACH),
        world.key(Stream.TRAINING_FADE), marks,
    )  # fmt: skip
    rows = rows_where(marks)
    return rows, marks[rows]


def placed(world: World, e: Enrolments) -> Enrolments:
    """Count who of the idle completers of a quarter ago is in work; return the later ones."""
    w, t, m = world.population.workers, world.population.providers, world.market
    due = int(world.month) - e.ended >= PLACED_AFTER
    idle = due & (e.idle == 1)
    i = e.worker[idle]
    at_work = (w.status[i] >= FIRST_EMPLOYED) & (w.status[i] <= LAST_EMPLOYED)
    where = (w.unit[i], t.subject[e.provider[idle]])
    np.add.at(m.completers, (*where, 0), 1)
    np.add.at(m.completers, (*where, 1), at_work)
    np.add.at(t.ended, e.provider[idle], 1)
    np.add.at(t.placed, e.provider[idle], at_work)
    e.reorder(np.flatnonzero(~due))
    return e
