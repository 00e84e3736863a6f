"""Training seats: who is reached, what a seat is worth, the queue for it, and what it leaves.

A gain in usable skill is kept in whole steps (`gain_step` log points) beside `Workers.skill`: steps
that last (`certified_gain`) and steps that belong to the firm (`firm_gain`). Steps are lost one by
one at the fading rates, so no second skill column is needed.
"""

from __future__ import annotations

import numpy as np

from agents.codes import NO_CODE, Flag, Sex, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange

EMPLOYEE, FLEXIBLE, FARM = int(Status.EMPLOYEE), int(Status.FLEXIBLE), int(Status.FARM)
UNEMPLOYED, GONE = int(Status.UNEMPLOYED), int(Status.GONE)
INACTIVE, STUDENT = int(Status.INACTIVE), int(Status.STUDENT)
FEMALE, RECALL, GRADUATE = int(Sex.FEMALE), int(Flag.RECALL), int(Flag.GRADUATE)

SEAT, ASSESSMENT, LEAVER, STAFF_SEAT = 1, 2, 4, 8  # bits of `mark_learners`
TURNED_AWAY, WAITS, SEATED = 0, 1, 2
COMPLETED, DROPPED, CERTIFIED, RAISED = 1, 2, 4, 8  # bits of `end_courses`
PROJECT = 2  # `Enrolments.order` of a course that ends in an examination
MOST_STEPS = 127
LEARNERS = (1 << UNEMPLOYED) | (1 << FARM) | (1 << EMPLOYEE) | (1 << FLEXIBLE)
FIRST_GRADE = 2  # junior; a first certificate passes over the apprentice


@kernel
def steps_lost(steps: int, chance: float, draw: float) -> int:
    """Return how many of `steps` fade this month: their expected number, rounded by the draw."""
    return min(steps, int(steps * chance + draw))


@kernel
def may_learn(age: int, status: int, tenure: int) -> bool:
    """Return whether a seat may be offered: 16-59, at work or looking for it, not just hired."""
    if status != UNEMPLOYED and status != FARM and status != EMPLOYEE and status != FLEXIBLE:
        return False
    return 16 * 12 <= age < 60 * 12 and not (status == EMPLOYEE and tenure == 0)


@parallel_kernel
def mark_learners(
    month: int,
    year: int,
    worker_id: Array,
    unit: Array,
    birth: Array,
    school_exit: Array,
    status: Array,
    tenure: Array,
    spell: Array,
    skill: Array,
    grade: Array,
    grade_year: Array,
    programme: Array,
    flags: Array,
    certified_gain: Array,
    firm_gain: Array,
    rate: Array,
    staff_rate: Array,
    priority: float,
    reach: Array,
    years_at_grade: Array,
    leaving: int,
    fade_certified: float,
    fade_firm: float,
    gain_step: float,
    k_offer: np.uint64,
    k_assess: np.uint64,
    k_fade: np.uint64,
    mark: Array,
) -> None:
    """Let trained skill fade, and mark who may be offered a seat or an assessment this month.

    The one pass over all persons. Skill of the firm is lost at once with the job.

    Parameters
    ----------
    year : int, calendar year less 1950, as in `grade_year`
    rate : float64[n_units], chance to be reached of one who is not unemployed
    staff_rate : float64[n_units], chance of an employee to be reached by her firm's centre instead
    priority : float, odds of the unemployed over those of others
    reach : float64[9], chance to be invited to an assessment by present grade above junior
    years_at_grade : int64[9], years at the present grade before the next assessment
    leaving : int, 1 in the months in which school leavers get their certificates
    fade_certified, fade_firm : float, probability per month that a step is lost
    gain_step : float, log points a step
    mark : int8[n_workers]
        Written, every element: bits SEAT, ASSESSMENT, LEAVER, STAFF_SEAT.
    """
    for i in prange(worker_id.shape[0]):
        s = status[i]
        found = 0
        if certified_gain[i] | firm_gain[i] != 0 and s != GONE:
            sub = chain(k_fade, worker_id[i])
            lost = steps_lost(certified_gain[i], fade_certified, unit_draw(sub, 1))
            mine = steps_lost(firm_gain[i], fade_firm, unit_draw(sub, 2))
            stays = s == EMPLOYEE and tenure[i] > 0
            if not stays and flags[i] & RECALL == 0:
                mine = firm_gain[i]
            certified_gain[i] -= lost
            firm_gain[i] -= mine
            skill[i] -= gain_step * (lost + mine)
        if leaving == 1 and s != GONE:
            waits = s == STUDENT and spell[i] == 0 and flags[i] & GRADUATE != 0
            if waits or school_exit[i] == month:
                found = LEAVER
        if (LEARNERS >> s) & 1 == 1:
            odds = rate[unit[i]] * (priority if s == UNEMPLOYED else 1.0)
            draw = uniform(k_offer, worker_id[i])
            if draw < odds or (s == EMPLOYEE and draw < odds + staff_rate[unit[i]]):
                if programme[i] == 0 and may_learn(month - birth[i], s, tenure[i]):
                    found |= SEAT if draw < odds else STAFF_SEAT
            g = grade[i]
            if g > FIRST_GRADE and (s == EMPLOYEE or s == FLEXIBLE):
                if uniform(k_assess, worker_id[i]) < reach[g]:
                    if year - grade_year[i] >= years_at_grade[g] and month - birth[i] < 60 * 12:
                        found |= ASSESSMENT
        mark[i] = found


@kernel
def annuity(rate: float, months: float) -> float:
    """Return the present value of 1 a month for `months` months at a monthly rate."""
    if rate < 1e-9:
        return months
    return float((1.0 - np.exp(-rate * months)) / rate)


@kernel
def course_gain(
    base: float,
    quality: float,
    days: float,
    special: int,
    dose_general: float,
    dose_special: float,
    k_special: float,
    women: float,
) -> float:
    """Return the log points of usable skill that a completed course leaves.

    The dose grows with the days and is flat beyond `dose_general` days (`dose_special` for courses
    bound to a firm, which also gain `k_special` times as much); `base` is that of a full general
    dose.
    """
    cap = dose_special if special == 1 else dose_general
    gain = base * quality * min(days, cap) / dose_general
    return float(gain * women * (k_special if special == 1 else 1.0))


@kernel
def seat_value(
    outside: float, horizon: float, gain: float, cost: float, fade: float, discount: float
) -> float:
    """Return the log yuan/month of taking a seat: what she has, plus the gain less its cost.

    Parameters
    ----------
    outside : float, log yuan/month of going on without
    horizon : float, months to the age of 60
    gain : float, expected log points of pay, falling at `fade` a month
    cost : float, months of pay given up: price and time
    discount : float, per month
    """
    months = max(horizon, 1.0)
    worth = gain * annuity(discount + fade, months) - cost
    return float(outside + worth / annuity(discount, months))


@parallel_kernel
def value_seats(
    month: int,
    rows: Array,
    days: Array,
    price: Array,
    quality: Array,
    special: Array,
    paid_time: Array,
    outside: Array,
    sex: Array,
    birth: Array,
    status: Array,
    base: float,
    dose_general: float,
    dose_special: float,
    k_special: float,
    k_women: float,
    fade: Array,
    discount: float,
    time_idle: float,
    time_busy: float,
    value: Array,
) -> None:
    """Write what each offered seat is truly worth to the person, see `seat_value`.

    Parameters
    ----------
    days : int16[n], length of the course; price : float64[n], yuan that she pays
    quality : float64[n], of the provider, mean about 1
    special, paid_time : int8[n], 1 where bound to a firm; 1 where the employer pays the time
    outside : float64[n], log yuan/month
    base : float, log points of a full general dose, dropout and pass-through taken off
    fade : float64[2], per month: of what lasts, of what belongs to the firm
    time_idle, time_busy : float, share of a day's income that a course day costs the unemployed,
        and those with work
    value : float64[n], log yuan/month
        Written, every element.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        women = k_women if sex[i] == FEMALE else 1.0
        gain = course_gain(
            base, quality[r], days[r], special[r], dose_general, dose_special, k_special, women
        )
        time = 0.0 if paid_time[r] == 1 else time_idle if status[i] == UNEMPLOYED else time_busy
        cost = price[r] / np.exp(outside[r]) + time * days[r] * 12.0 / 365.0
        horizon = 60 * 12 - (month - birth[i])
        value[r] = seat_value(
            outside[r], horizon, gain, cost, fade[1] if paid_time[r] == 1 else fade[0], discount
        )


@kernel
def admit(pool: Array, free: Array, room: Array, answer: Array) -> None:
    """Seat a queue, first come first served; who finds no seat waits if there is room, or leaves.

    Parameters
    ----------
    pool : int64[n], whose seats each wants, in the order of the queue
    free, room : int64[n_pools], free seats, and places to wait left
        Written: what remains.
    answer : int8[n]
        Written, every element: SEATED, WAITS or TURNED_AWAY.
    """
    for j in range(pool.shape[0]):
        p = pool[j]
        if free[p] > 0:
            free[p] -= 1
            answer[j] = SEATED
        elif room[p] > 0:
            room[p] -= 1
            answer[j] = WAITS
        else:
            answer[j] = TURNED_AWAY


@kernel
def next_grade(grade: int) -> int:
    """Return the grade that a certificate gives: junior at first, then one step up."""
    return FIRST_GRADE if grade < FIRST_GRADE else grade + 1


@parallel_kernel
def end_courses(
    month: int,
    year: int,
    began: Array,
    months: Array,
    worker: Array,
    days: Array,
    quality: Array,
    target: Array,
    subject: Array,
    staff: Array,
    order: Array,
    worker_id: Array,
    sex: Array,
    status: Array,
    tenure: Array,
    occupation: Array,
    skill: Array,
    wage: Array,
    grade: Array,
    grade_year: Array,
    programme: Array,
    certified_gain: Array,
    firm_gain: Array,
    base: float,
    drop_out: float,
    dose_general: float,
    dose_special: float,
    k_special: float,
    k_women: float,
    gain_step: float,
    pay_share: float,
    graded: float,
    pass_rate: float,
    years_at_grade: Array,
    rise: Array,
    k_end: np.uint64,
    outcome: Array,
) -> None:
    """End the courses that are due, and those left early; write what they leave.

    Who retires or works in another province leaves the course; who has left the firm that teaches
    her learns nothing of use elsewhere.

    Parameters
    ----------
    began, months : int16[n], int8[n], month of the first lesson and length; each person once
    worker : int32[n], rows of workers
    target, subject : int8[n], grade aimed at and occupation taught
    staff, order : int8[n], 1 for own staff of a firm; see `Enrolments.order`
    base : float, log points of a full general dose, pass-through included
    drop_out : float, probability over the whole course
    pay_share : float, share of the gain that shows in present pay at once
    graded, pass_rate : float, share of courses (of projects: all) that end in an examination;
        chance to pass
    rise : float64[9], log points by which reaching each grade lifts pay
    outcome : int8[n]
        Written, every element: 0 goes on, DROPPED, or COMPLETED with CERTIFIED and RAISED.
    """
    for e in prange(worker.shape[0]):
        i = worker[e]
        sub = chain(k_end, worker_id[i])
        outcome[e] = 0
        gone = status[i] > INACTIVE
        if gone or unit_draw(sub, 1) < 1.0 - (1.0 - drop_out) ** (1.0 / months[e]):
            outcome[e] = DROPPED
            programme[i] = 0
            continue
        if month - began[e] < months[e]:
            continue
        outcome[e] = COMPLETED
        programme[i] = 0
        special = 1 if staff[e] == 1 or order[e] > 0 else 0
        women = k_women if sex[i] == FEMALE else 1.0
        gain = course_gain(
            base, quality[e], days[e], special, dose_general, dose_special, k_special, women
        )
        if staff[e] == 1 and (status[i] != EMPLOYEE or tenure[i] < month - began[e]):
            gain = 0.0
        had = firm_gain[i] if staff[e] == 1 else certified_gain[i]
        steps = min(int(gain / gain_step + unit_draw(sub, 2)), MOST_STEPS - had)
        if staff[e] == 1:
            firm_gain[i] += steps
        else:
            certified_gain[i] += steps
        skill[i] += steps * gain_step
        lift = pay_share * steps * gain_step
        if staff[e] == 0 and (occupation[i] == NO_CODE or (order[e] > 0 and status[i] != EMPLOYEE)):
            occupation[i] = subject[e]
        examined = order[e] == PROJECT or unit_draw(sub, 3) < graded
        if examined and unit_draw(sub, 4) < pass_rate:
            outcome[e] |= CERTIFIED
            g = grade[i]
            if next_grade(g) <= target[e] and year - grade_year[i] >= years_at_grade[g]:
                outcome[e] |= RAISED
                grade[i] = next_grade(g)
                grade_year[i] = year
                lift += rise[grade[i]]
        if status[i] == EMPLOYEE or status[i] == FLEXIBLE:
            wage[i] *= np.exp(lift)
