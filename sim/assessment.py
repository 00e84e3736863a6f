"""Skill assessments at senior level and above, and certificates of school leavers."""

from __future__ import annotations

import numpy as np

from agents.codes import Programme, Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.grades import SENIOR, assess, certify_leavers, value_assessments
from scenarios.tables import skill_grades_start
from sim.grade_premiums import add_premium, premium_share
from sim.grants import claim_upgrades, expected_upgrade, spread
from sim.offers import book_unfilled, draw_lots, make_offers, outside_options
from sim.pay_rules import grade_rises
from sim.training import ASKED, ASSESS_ACCEPT, FIRST_YEAR, REFUSED, round_keyed
from sim.world import World

LAST_ASSESSED = 5  # from technician to senior technician; above, firms appoint
CHIEF = 8  # no grade above
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
    add_premium(world, rows[passed > 0], grade_rises(p)[passed[passed > 0]])
    claim_upgrades(world, rows[passed == SENIOR], SENIOR)
    count_grades(world, rows, passed)
    appoint(world)


def invite(world: World, rows: Array) -> Array:
    """Offer an assessment to the persons in `rows`; return the rows of those who accept."""
    w, p = world.population.workers, world.parameters
    outside = outside_options(world, rows)
    value = np.empty(len(rows))
    value_assessments(
        int(world.month), rows, w.grade, w.birth, outside, p["pass_rate"], grade_rises(p),
        p["assess_cost"], p["train_discount"] / 12.0, value,
    )  # fmt: skip
    above = np.flatnonzero(w.grade[rows] == SENIOR - 1)
    grant = np.zeros(len(rows))
    grant[above] = p["pass_rate"] * expected_upgrade(world, rows[above], SENIOR)
    value += spread(world, rows, grant, outside)
    value += p["pass_rate"] * premium_share(world, rows) * grade_rises(p)[w.grade[rows] + 1]
    return np.asarray(rows[make_offers(world, Programme.ASSESSMENT, rows, value, outside=outside)])


def appoint(world: World) -> None:
    """Let firms appoint special-grade and chief technicians; who is asked may decline.

    Insured senior technicians, and special-grade technicians, of firms other than household
    businesses, after the usual years at their grade; a unit's part of the appointments is its
    share of them.
    """
    w, p, volume = world.population.workers, world.parameters, world.levers.appointments.values
    if not volume.any():
        return
    rows = np.flatnonzero((w.grade > LAST_ASSESSED) & (w.grade < CHIEF)).astype(np.int32)
    served = world.month.year - FIRST_YEAR - w.grade_year[rows] >= p["grade_wait"]
    at_work = (w.status[rows] == Status.EMPLOYEE) & (w.insured[rows] == 1)
    rows = rows[served & at_work & (w.employer[rows] >= 0)]
    here = np.bincount(w.unit[rows], minlength=world.flows.n)
    posts = volume * here / max(len(rows), 1) / 12.0 / world.fraction
    asked = draw_lots(world, Programme.ASSESSMENT, rows, round_keyed(world, posts, 5))
    outside = outside_options(world, asked)
    rise = grade_rises(p)[w.grade[asked] + 1] * (1.0 + premium_share(world, asked))
    takes = asked[make_offers(world, Programme.ASSESSMENT, asked, outside + rise, outside=outside)]
    w.grade[takes] += 1
    w.grade_year[takes] = world.month.year - FIRST_YEAR
    w.wage[takes] *= np.exp(grade_rises(p)[w.grade[takes]])
    add_premium(world, takes, grade_rises(p)[w.grade[takes]])
    world.flows.grade_rises += np.bincount(w.unit[takes], minlength=world.flows.n)


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
