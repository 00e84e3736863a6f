"""Kernels of training, grades and providers: against plain Python, and as queues."""

from __future__ import annotations

import math

import naive_training as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import MONTH, N_UNITS, agree, arguments, equal, one_key, order_free, people, run

from agents.codes import Status
from agents.kernels import grades, provision, training

worlds = st.tuples(st.integers(0, 10**6), st.integers(1, 60))
shares = st.floats(0.0, 1.0)
YEAR = 75
LEARNERS = [*twins.LEARNERS, Status.STUDENT, Status.INACTIVE, Status.RETIRED, Status.GONE]


def training_case(rng, n, **changes):
    """Return n persons, of whom some are on courses, and everything the kernels ask for."""
    w = people(rng, n, statuses=LEARNERS)
    rows = np.flatnonzero((rng.random(n) < 0.6) & (w["status"] != Status.GONE)).astype(np.int32)
    m = len(rows)

    def bit():
        return rng.integers(0, 2, m).astype(np.int8)

    facts = {
        "month": MONTH, "year": YEAR, "rows": rows, "worker": rows,
        "grade_year": rng.integers(YEAR - 9, YEAR + 1, n).astype(np.int8),
        "certified_gain": rng.choice([0, 1, 7, 126], n).astype(np.int8),
        "firm_gain": rng.choice([0, 1, 7, 120], n).astype(np.int8),
        "rate": rng.random(N_UNITS), "staff_rate": rng.random(N_UNITS), "priority": 3.0,
        "reach": rng.choice([0.0, 0.5], 9),
        "years_at_grade": np.array([0, 0, 3, 4, 4, 4, 127, 127, 127]), "leaving": 1,
        "fade_certified": 0.004, "fade_firm": 0.1, "gain_step": 0.002,
        "k_offer": one_key(rng), "k_assess": one_key(rng), "k_fade": one_key(rng),
        "mark": np.full(n, 99, np.int8),
        "days": rng.integers(5, 120, m).astype(np.int16),
        "price": rng.choice([0.0, 1800.0], m), "quality": rng.uniform(0.5, 1.5, m),
        "special": bit(), "paid_time": bit(), "staff": bit(),
        "order": rng.integers(0, 3, m).astype(np.int8),
        "outside": rng.normal(8.0, 0.4, m), "base": 0.02, "dose_general": 30.0,
        "dose_special": 120.0, "k_special": 1.6, "k_women": 1.2,
        "fade": np.array([0.004, 0.03]), "discount": 0.08 / 12.0, "time_idle": 0.1,
        "time_busy": 0.3, "value": np.zeros(m), "cost": 0.1,
        "began": MONTH - rng.integers(0, 4, m).astype(np.int16),
        "months": rng.integers(1, 4, m).astype(np.int8),
        "target": rng.integers(2, 4, m).astype(np.int8),
        "subject": rng.integers(0, 7, m).astype(np.int8),
        "drop_out": 0.3, "pay_share": 0.5, "graded": 0.7, "pass_rate": 0.7,
        "rise": np.array([0.0, 0.0, 0.0, 0.08, 0.07, 0.15, 0.0, 0.06, 0.05]), "k_end": one_key(rng),
        "k": one_key(rng),
        "outcome": np.full(m, 99, np.int8), "passed": np.full(m, 99, np.int8),
        "got": np.full(m, 99, np.int8), "senior_class": 0.3,
        "certified": np.array([0.4, 0.0, 1.0]), "longest": 9.0,
    }  # fmt: skip
    facts["began"] = facts["began"].astype(np.int16)
    w["programme"][rows] = 1
    return {**w, **facts, **changes}


LOOPS = [
    (training, "mark_learners"), (training, "value_seats"), (training, "end_courses"),
    (grades, "value_assessments"), (grades, "certify_leavers"), (grades, "start_grade_years"),
]  # fmt: skip


@given(worlds)
@pytest.mark.parametrize(("module", "name"), LOOPS, ids=lambda x: x if isinstance(x, str) else "")
def test_each_loop_equals_its_twin(module, name, world):
    seed, n = world
    kernel = getattr(module, name)
    case = arguments(kernel, training_case(np.random.default_rng(seed), n))
    if name == "value_assessments":
        case["grade"] = np.minimum(case["grade"], 7).astype(np.int8)
    agree(kernel, getattr(twins, name), case)


@given(worlds)
def test_assessments_equal_their_twin(world):
    rng = np.random.default_rng(world[0])
    case = training_case(rng, world[1])
    case["grade"] = np.minimum(case["grade"], 5).astype(np.int8)
    agree(grades.assess, twins.assess, arguments(grades.assess, case))


@given(worlds)
def test_marks_do_not_depend_on_rows(world):
    rng = np.random.default_rng(world[0])
    kernel = training.mark_learners
    case = arguments(kernel, training_case(rng, world[1]))
    columns = [n for n, v in case.items() if getattr(v, "shape", None) == (world[1],)
               and n not in ("rate", "staff_rate", "reach", "years_at_grade")]  # fmt: skip
    order_free(kernel, case, columns, rng.permutation(world[1]))


@given(st.integers(0, 127), shares, shares)
def test_formulas_of_fading_equal_their_twins(steps, chance, draw):
    equal(training.steps_lost, twins.steps_lost, steps, chance, draw)


@given(st.sampled_from(list(Status)), st.integers(0, 900), st.integers(0, 2), st.integers(0, 8))
def test_whom_a_seat_may_reach_equals_its_twin(status, age, tenure, grade):
    equal(training.may_learn, twins.may_learn, age, int(status), tenure)
    equal(training.next_grade, twins.next_grade, grade)


@given(shares, st.floats(-50.0, 600.0), shares, shares, st.sampled_from([0.0, 1e-12, 0.01]))
def test_formulas_of_value_equal_their_twins(gain, horizon, cost, fade, discount):
    equal(training.annuity, twins.annuity, discount, abs(horizon))
    values = (8.0, horizon, gain, cost, fade, discount)
    equal(training.seat_value, twins.seat_value, *values)
    equal(grades.assessment_value, twins.assessment_value, 8.0, horizon, gain, cost, discount)


@given(shares, st.floats(1.0, 300.0), st.integers(0, 1))
def test_the_gain_of_a_course_equals_its_twin(quality, days, special):
    values = (0.02, quality, days, special, 30.0, 120.0, 1.6, 1.2)
    equal(training.course_gain, twins.course_gain, *values)


def test_the_dose_is_flat_beyond_thirty_days_and_a_hundred_and_twenty_at_a_firm():
    def gain(days, special):
        return training.course_gain(0.02, 1.0, days, special, 30.0, 120.0, 1.6, 1.0)

    assert gain(15.0, 0) == pytest.approx(0.01)
    assert gain(30.0, 0) == gain(90.0, 0) == pytest.approx(0.02)
    assert gain(60.0, 1) == pytest.approx(0.02 * 2 * 1.6)
    assert gain(120.0, 1) == gain(200.0, 1) == pytest.approx(0.02 * 4 * 1.6)


def test_a_seat_without_gain_or_cost_is_worth_going_on_without():
    assert training.seat_value(8.0, 240.0, 0.0, 0.0, 0.004, 0.006) == 8.0
    assert training.seat_value(8.0, 240.0, 0.02, 0.0, 0.0, 0.006) == pytest.approx(8.02)
    lasting, fading = (training.seat_value(8.0, 240.0, 0.02, 0.1, f, 0.006) for f in (0.0, 0.03))
    assert lasting > fading
    short, long = (training.seat_value(8.0, h, 0.02, 0.1, 0.004, 0.006) for h in (3.0, 300.0))
    assert short < 8.0 < long


def test_trained_skill_fades_at_its_rate_and_the_firms_goes_with_the_job():
    """Mean over 20 000 persons within five standard errors."""
    rng = np.random.default_rng(5)
    n = 20_000
    case = training_case(rng, n, fade_certified=0.02, rate=np.zeros(N_UNITS), leaving=0)
    case["status"][:] = rng.choice([Status.EMPLOYEE, Status.INACTIVE], n)
    case["worker_id"][:] = rng.permutation(n)
    case["tenure"][:] = 5
    case["flags"][:] = 0
    case["certified_gain"][:], case["firm_gain"][:] = 40, 20
    _, after = run(training.mark_learners, arguments(training.mark_learners, case))
    lost = 40 - after["certified_gain"].astype(float)
    assert abs(lost.mean() - 0.8) < 5 * lost.std() / math.sqrt(n)
    left = case["status"] == Status.INACTIVE
    assert (after["firm_gain"][left] == 0).all()
    mine = 20 - after["firm_gain"][~left].astype(float)
    assert abs(mine.mean() - 2.0) < 1e-9  # 20 steps at 0.1: always two
    fallen = case["skill"].astype(float) - after["skill"]
    steps = 60.0 - after["certified_gain"] - after["firm_gain"]
    np.testing.assert_allclose(fallen, 0.002 * steps, atol=1e-6)


def test_refusal_or_no_offer_changes_nothing_about_a_person():
    rng = np.random.default_rng(8)
    case = arguments(training.mark_learners, training_case(rng, 200))
    case["certified_gain"][:] = case["firm_gain"][:] = 0
    case["rate"][:] = 0.9
    _, after = run(training.mark_learners, case)
    assert (after["mark"] & 1).sum() > 5
    for name in set(case) - {"mark"}:
        np.testing.assert_array_equal(after[name], case[name], err_msg=name)


def test_leaving_a_course_costs_nothing_but_the_course():
    rng = np.random.default_rng(9)
    case = arguments(training.end_courses, training_case(rng, 80, drop_out=1.0))
    _, after = run(training.end_courses, case)
    assert set(after["outcome"]) == {training.DROPPED}
    for name in set(case) - {"outcome", "programme"}:
        np.testing.assert_array_equal(after[name], case[name], err_msg=name)


def test_who_goes_away_or_retires_leaves_the_course():
    rng = np.random.default_rng(3)
    case = arguments(training.end_courses, training_case(rng, 80, drop_out=0.0))
    case["status"][case["worker"]] = rng.choice([Status.AWAY, Status.RETIRED], len(case["worker"]))
    _, after = run(training.end_courses, case)
    assert set(after["outcome"]) == {training.DROPPED}
    np.testing.assert_array_equal(after["skill"], case["skill"])


def test_what_a_firm_taught_is_worth_nothing_at_another():
    rng = np.random.default_rng(4)
    case = training_case(rng, 80, drop_out=0.0)
    rows = case["worker"]
    case["status"][rows], case["staff"][:] = Status.EMPLOYEE, 1
    case["began"][:], case["months"][:] = MONTH - 3, 3
    gained = {}
    for tenure in (2, 3):
        case["tenure"][rows] = tenure
        _, after = run(training.end_courses, arguments(training.end_courses, case))
        gained[tenure] = (after["firm_gain"] - case["firm_gain"])[rows].sum()
    assert gained[2] == 0
    assert gained[3] > 0


# ---------------------------------------------------------------- providers


@given(st.floats(1.0, 1e4), shares, shares, st.floats(0.0, 0.2))
def test_seats_follow_use_as_in_the_twin(seats, use, full, step):
    equal(provision.next_seats, twins.next_seats, seats, use, full, step)


@given(st.integers(0, 10**6), shares)
def test_subjects_are_chosen_as_in_the_twin(seed, draw):
    rng = np.random.default_rng(seed)
    case = (rng.normal(0, 1, 7), rng.random(7), rng.integers(0, 2, 7).astype(np.int8), 1.0, 2.0)
    equal(provision.choose_subject, twins.choose_subject, *case, draw)


@given(worlds)
def test_providers_decide_as_in_the_twin(world):
    rng = np.random.default_rng(world[0])
    n = world[1] + 1
    case = {
        "rows": rng.permutation(n)[: n // 2 + 1], "provider_id": rng.integers(0, 10**6, n),
        "unit": rng.integers(0, 3, n), "staff": rng.integers(0, 2, n).astype(np.int8),
        "seats": rng.uniform(1, 500, n).astype(np.float32),
        "price": rng.uniform(1, 3000, n).astype(np.float32),
        "full": 0.9, "seat_step": 0.05, "price_step": 0.02, "switch": 0.5,
        "weight_shortage": 1.0, "weight_placement": 2.0, "use": rng.random((3, 4)),
        "shortage": rng.normal(0, 1, (3, 7)), "placement": rng.random((3, 7)),
        "taught": rng.integers(0, 2, 7).astype(np.int8), "k": one_key(rng),
        "next_seats_of": np.full(n, -1, np.float32), "next_price": np.full(n, -1, np.float32),
        "next_subject": np.full(n, -1, np.int8),
    }  # fmt: skip
    agree(provision.decide_providers, twins.decide_providers, case)


def test_scarce_occupations_are_taught_more_and_untaught_ones_never():
    scarce = np.array([3.0, 0.0, 0.0, 1.5, 0.0, 0.0, 3.0])
    taught = np.array([0, 1, 1, 1, 1, 1, 0], np.int8)
    chosen = [
        provision.choose_subject(scarce, np.zeros(7), taught, 1.0, 1.0, (d + 0.5) / 1000)
        for d in range(1000)
    ]
    share = np.bincount(chosen, minlength=7) / 1000
    assert share[0] == share[6] == 0.0
    assert share[3] == pytest.approx(math.exp(1.5) / (4 + math.exp(1.5)), abs=0.002)


# ---------------------------------------------------------------- queues


@given(st.integers(0, 10**6), st.integers(0, 80))
def test_the_queue_equals_its_twin(seed, n):
    rng = np.random.default_rng(seed)
    case = {
        "pool": rng.integers(0, 6, n),
        "free": rng.integers(0, 8, 6),
        "room": rng.integers(0, 4, 6),
        "answer": np.full(n, 99, np.int8),
    }
    agree(training.admit, twins.admit, case)


def erlang_b(servers, load):
    blocked = 1.0
    for c in range(1, servers + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(servers, load):
    b = erlang_b(servers, load)
    return b / (1.0 - load / servers * (1.0 - b))


class Providers:
    """Many like providers with seats and a waiting list, served by `admit` in short steps."""

    def __init__(self, servers, room, n_pools, step, seed):
        self.rng = np.random.default_rng(seed)
        self.servers, self.room, self.n, self.step = servers, room, n_pools, step
        self.ends = np.full((n_pools, servers), -1.0)
        self.queue = [[] for _ in range(n_pools)]
        self.asked = self.refused = self.seated = 0
        self.waited = 0.0

    def run(self, until, rate, length, warm):
        now = 0.0
        while now < until:
            now += self.step
            self.ends[self.ends <= now + 1e-9] = -1.0
            came = self.rng.poisson(rate * self.step, self.n)
            for p in np.flatnonzero(came):
                self.queue[p] += [(now, True)] * int(came[p])
            pools = [p for p in range(self.n) if self.queue[p]]
            if not pools:
                continue
            line = [(p, at, new) for p in pools for at, new in self.queue[p]]
            pool = np.array([p for p, *_ in line])
            answer = np.zeros(len(line), np.int8)
            free = (self.ends < 0).sum(axis=1)
            training.admit(pool, free, np.full(self.n, self.room), answer)
            for p in pools:
                self.queue[p] = []
            for (p, at, new), what in zip(line, answer, strict=True):
                counts = now > warm
                self.asked += counts and new
                self.refused += counts and what == training.TURNED_AWAY
                if what == training.SEATED:
                    seat = int(np.argmin(self.ends[p]))
                    self.ends[p, seat] = now + length(self.rng)
                    self.seated += counts
                    self.waited += (now - at) * counts
                elif what == training.WAITS:
                    self.queue[p].append((at, False))


def test_a_provider_without_waiting_list_loses_as_erlang_b_says():
    """Fixed course lengths: the loss formula does not depend on their law. About five errors."""
    system = Providers(servers=4, room=0, n_pools=120, step=0.02, seed=1)
    system.run(until=40.0, rate=3.0, length=lambda rng: 1.0, warm=5.0)
    lost = system.refused / system.asked
    expected = erlang_b(4, 3.0)
    assert expected == pytest.approx(0.2061, abs=1e-4)
    assert abs(lost - expected) < 0.02


def test_a_provider_with_a_waiting_list_delays_as_erlang_c_says():
    """M/M/c: mean wait = C / (c mu - lambda); about 20 000 starts, correlated: wide margin."""
    system = Providers(servers=3, room=10**6, n_pools=150, step=0.02, seed=2)
    system.run(until=70.0, rate=2.1, length=lambda rng: rng.exponential(1.0), warm=10.0)
    wait = system.waited / system.seated
    expected = erlang_c(3, 2.1) / (3 - 2.1)
    assert system.refused == 0
    assert abs(wait / expected - 1.0) < 0.12


def test_one_seat_with_courses_of_fixed_length_delays_as_pollaczek_and_khinchine_say():
    """M/D/1: mean wait = rho / (2 (1 - rho)) course lengths."""
    system = Providers(servers=1, room=10**6, n_pools=150, step=0.02, seed=3)
    system.run(until=90.0, rate=0.6, length=lambda rng: 1.0, warm=10.0)
    assert abs(system.waited / system.seated / 0.75 - 1.0) < 0.12
