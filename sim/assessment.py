"""Skill assessments at senior level and above, and certificates of school leavers."""

from __future__ import annotations

import numpy as np

from agents.codes import Programme
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.grades import SENIOR, assess, certify_leavers, value_assessments
from scenarios.tables import skill_grades_start
from sim.offers import book_unfilled, draw_lots, make_offers, outside_options
from sim.pay_rules import grade_rises
from sim.training import ASKED, ASSESS_ACCEPT, FIRST_YEAR, REFUSED, round_keyed
from sim.world import World

LAST_ASSESSED = 5  # from technician to senior technician; above, firms appoint
NEVER = 127
ROUNDS = 3  # of invitations a month, each to others, while places are left


def reach(world: World) -> Array:
    """Return float64[9]: chance of one who is eligible to be invited this month, by grade.

    To senior: as many as the places need, drawn by lot. Above: the firms' own appraisals, at the
    attempts a year of the table.
    """
    out = skill_grades_start().annual_attempts / 12.0
    out[:SENIOR] = 0.0
    out[LAST_ASSESSED + 1 :] = 0.0
    if world.levers.assessment_places.values.any():
        out[SENIOR - 1] = world.parameters["assess_reach"]
    return np.asarray(out)


def years_at_grade(world: World) -> Array:
    """Return int64[9]: years at the present grade before the next one."""
    p = world.parameters
    junior, higher = int(p["grade_wait_junior"]), int(p["grade_wait"])
    return np.array([0, 0, junior, higher, higher, higher, NEVER, NEVER, NEVER])


def hold_assessments(world: World, candidates: Array) -> None:
    """Invite those marked until the places are taken, hold the assessments, and count."""
    w, p, flows, m = world.population.workers, world.parameters, world.flows, world.market
    able = m.trainable / max(m.trainable.sum(), 1.0)
    yearly = world.levers.assessment_places.values * able / 12.0 / world.fraction
    left = round_keyed(world, yearly, 4)
    first = candidates[w.grade[candidates] == SENIOR - 1]
    takers = [invite(world, np.setdiff1d(candidates, first, assume_unique=True))]
    for _ in range(ROUNDS):
        lots = np.ceil(left / np.maximum(m.seats_known[:, ASSESS_ACCEPT], 0.1)).astype(np.int64)
        invited = draw_lots(world, Programme.ASSESSMENT, first, lots)
        if not len(invited):
            break
        accepted = invite(world, invited)
        m.seats[:, ASKED] += np.bincount(w.unit[invited], minlength=flows.n)
        m.seats[:, REFUSED] += np.bincount(w.unit[invited], minlength=flows.n)
        m.seats[:, REFUSED] -= np.bincount(w.unit[accepted], minlength=flows.n)
        takers.append(draw_lots(world, Programme.ASSESSMENT, accepted, left))
        left -= np.bincount(w.unit[takers[-1]], minlength=flows.n)
        first = np.setdiff1d(first, invited, assume_unique=True)
    book_unfilled(world, Programme.ASSESSMENT, left)
    for rows in takers[1:]:
        flows.assessments += np.bincount(w.unit[rows], minlength=flows.n)
    rows = np.sort(np.concatenate(takers))
    passed = np.empty(len(rows), np.int8)
    assess(
        rows, world.month.year - FIRST_YEAR, w.id, w.status, w.wage, w.grade, w.grade_year,
        p["pass_rate"], grade_rises(p), world.key(Stream.ASSESSMENT), passed,
    )  # fmt: skip
    count_grades(world, rows, passed)


def invite(world: World, rows: Array) -> Array:
    """Offer an assessment to the persons in `rows`; return the rows of those who accept."""
    w, p = world.population.workers, world.parameters
    outside = outside_options(world, rows)
    value = np.empty(len(rows))
    value_assessments(
        int(world.month), rows, w.grade, w.birth, outside, p["pass_rate"], grade_rises(p),
        p["assess_cost"], p["train_discount"] / 12.0, value,
    )  # fmt: skip
    return np.asarray(rows[make_offers(world, Programme.ASSESSMENT, rows, value, outside=outside)])


def certify_school_leavers(world: World, rows: Array) -> None:
    """Give this month's vocational school leavers the certificates that they sat for."""
    w, p = world.population.workers, world.parameters
    if not len(rows):
        return
    got = np.empty(len(rows), np.int8)
    certify_leavers(
        rows, world.month.year - FIRST_YEAR, w.id, w.unit, w.schooling, w.field, w.grade,
        w.grade_year, p["senior_class"], world.levers.school_certificates.values,
        world.key(Stream.SCHOOL_CERTIFICATE, 0), got,
    )  # fmt: skip
    count_grades(world, rows, got)


def count_grades(world: World, rows: Array, reached: Array) -> None:
    """Count certificates, rises, and first entries to the senior grade (none can fall back)."""
    w, flows = world.population.workers, world.flows
    unit = w.unit[rows]
    some = np.bincount(unit[reached > 0], minlength=flows.n)
    flows.certificates += some
    flows.grade_rises += some
    flows.first_senior += np.bincount(unit[reached == SENIOR], minlength=flows.n)
