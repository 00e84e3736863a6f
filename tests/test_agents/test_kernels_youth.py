"""Schooling, recruitment and internships against plain Python, and what they must never do."""

from __future__ import annotations

import math

import naive_search
import naive_youth as twins
import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_UNITS,
    agree,
    arguments,
    cumulative,
    equal,
    firms,
    keys,
    one_key,
    order_free,
    people,
    posts,
    run,
)

from agents.codes import Destination, Flag, Schooling, Status
from agents.draws import uniform
from agents.kernels import ageing, internships, recruitment, schooling, search

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
SUMMER = 2026 * 12 - 1900 * 12 + 6  # July 2026


def pupils(rng, n, what=(ageing.LEAVES, ageing.GRADUATES, ageing.STAYED)):
    """Return students of all levels with an event, and the rows that have one."""
    w = people(rng, n, statuses=[Status.STUDENT])
    w["schooling"] = rng.integers(3, 8, n).astype(np.int8)
    w["school_exit"][:] = SUMMER
    w["birth"][:] = SUMMER - rng.integers(15 * 12, 27 * 12, n)
    event = rng.choice(what, n).astype(np.int8)
    event[(event == ageing.GRADUATES) & (w["schooling"] < Schooling.COLLEGE)] = ageing.LEAVES
    event[(event == ageing.LEAVES) & (w["schooling"] >= Schooling.COLLEGE)] = ageing.GRADUATES
    return w, {"event": event, "rows": np.flatnonzero(event).astype(np.int32)}


def school_facts(rng, **changes):
    to_bachelor = rng.random((2, 2)) * [1.0, 0.0] * 0.4
    return {
        "month": SUMMER,
        "to_senior": rng.random(2),
        "vocational": 0.4,
        "to_bachelor": to_bachelor,
        "to_tertiary": to_bachelor + rng.random((2, 2)) * 0.5,
        "field_share": cumulative(rng, N_UNITS, 3, 9),
        "seek_share": 0.7,
        "farm_share": 0.3,
        "k_school": one_key(rng),
        "k_participate": one_key(rng),
        "left": np.zeros((N_UNITS, 2), np.int64),
        "seniors": np.zeros((2, 2), np.int64),
    } | changes


@given(worlds)
def test_schools_are_left_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, marks = pupils(rng, world[1])
    facts = school_facts(rng)
    case = arguments(schooling.count_candidates, w, marks, facts)
    agree(schooling.count_candidates, twins.count_candidates, case)
    case = arguments(schooling.leave_school, w, marks, facts)
    _, after = agree(schooling.leave_school, twins.leave_school, case)
    leavers = case["event"] == ageing.LEAVES
    goes_on = leavers & (after["status"] == Status.STUDENT)
    assert after["left"].sum() == (leavers & ~goes_on).sum()
    assert (after["schooling"][goes_on] > w["schooling"][goes_on]).all()
    tertiary = goes_on & (after["schooling"] >= Schooling.COLLEGE)
    assert (after["field"][tertiary] > 0).all()


@given(st.integers(0, 10**6), st.integers(1, 5), st.integers(0, 1), st.integers(0, 1))
def test_the_next_level_is_that_of_the_plain_formula(number, level, urban, trained):
    rng = np.random.default_rng(number)
    cuts = (rng.random(2), rng.random((2, 2)) * 0.5, rng.random((2, 2)))
    equal(schooling.next_level, twins.next_level, level, urban, trained, one_key(rng), *cuts)


@given(st.integers(180, 300), st.integers(1, 5))
def test_who_is_too_old_for_the_next_school_is_the_plain_formula(age, level):
    equal(schooling.may_go_on, twins.may_go_on, age, level)


def test_urban_leavers_seek_work_with_the_share_of_seekers_and_rural_ones_farm_first():
    rng = np.random.default_rng(11)
    w, _ = pupils(rng, 400)
    w["schooling"][:], w["field"][:] = Schooling.JUNIOR, 0
    w["birth"][:] = SUMMER - 23 * 12  # too old to go on
    marks = {"event": np.full(400, ageing.LEAVES, np.int8), "rows": np.arange(400, dtype=np.int32)}
    case = arguments(schooling.leave_school, w, marks, school_facts(rng, farm_share=0.5))
    _, after = run(schooling.leave_school, case)
    draw = np.array([uniform(case["k_participate"], who) for who in w["worker_id"]])
    farm = np.where(w["urban"] == 1, 0.0, 0.5)
    np.testing.assert_array_equal(after["status"] == Status.FARM, draw < farm)
    seeks = (draw >= farm) & (draw < farm + 0.7 * (1.0 - farm))
    np.testing.assert_array_equal(after["status"] == Status.UNEMPLOYED, seeks)


def graduation_facts(rng, **changes):
    return school_facts(rng) | {
        "field_share": cumulative(rng, 3, 9),
        "study": np.array([0.3, 0.4]),
        "leave": 0.3,
        "wait": 0.3,
        "start_up": 0.3,
        "exam_month": 2,
        "log_income": rng.normal(8.0, 0.2, N_UNITS),
        "skill_share": 0.5,
        "industry_share": cumulative(rng, 22),
        "occupation_of": rng.integers(0, 7, 22).astype(float),
        "registration_share": 0.5,
        "k_path": one_key(rng),
        "k_register": one_key(rng),
        **{n: np.zeros(N_UNITS, np.int64) for n in ("graduates", "entries", "persons")},
        "registered": np.zeros(N_UNITS, np.int64),
    } | changes  # fmt: skip


@given(worlds)
def test_graduates_are_placed_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, marks = pupils(rng, world[1])
    case = arguments(schooling.place_graduates, w, marks, graduation_facts(rng))
    _, after = agree(schooling.place_graduates, twins.place_graduates, case)
    done = marks["event"] == ageing.GRADUATES
    waited = done & (w["flags"] & Flag.GRADUATE > 0) & (w["spell"] < 24)
    assert after["graduates"].sum() == (done & ~waited).sum()
    assert (after["flags"][done] & Flag.GRADUATE > 0).all()
    assert (after["school_exit"][waited] == SUMMER - w["spell"][waited]).all()


@given(
    st.integers(0, 10**6), st.integers(250, 350), st.lists(st.floats(0, 1), min_size=4, max_size=4)
)
def test_the_path_of_a_graduate_is_the_plain_formula(number, age, shares):
    sub = one_key(np.random.default_rng(number))
    equal(schooling.graduate_path, twins.graduate_path, age, sub, *shares)


def test_who_waits_for_an_examination_searches_after_it_and_keeps_her_cohort():
    rng = np.random.default_rng(4)
    w, _ = pupils(rng, 50)
    w["schooling"][:], w["flags"][:] = Schooling.BACHELOR, 0
    marks = {"event": np.full(50, ageing.GRADUATES, np.int8), "rows": np.arange(50, dtype=np.int32)}
    everybody = {"study": np.zeros(2), "leave": 0.0, "wait": 1.0}
    facts = graduation_facts(rng, **everybody)
    case = arguments(schooling.place_graduates, w, marks, facts)
    _, after = run(schooling.place_graduates, case)
    assert (after["status"] == Status.STUDENT).all()
    march = SUMMER + 8
    assert (after["school_exit"] == march).all()
    later = {n: v for n, v in after.items() if n in w} | {"spell": np.full(50, 8, np.int16)}
    case = arguments(schooling.place_graduates, w | later, marks, facts | {"month": march})
    _, last = run(schooling.place_graduates, case)
    assert (last["status"] == Status.UNEMPLOYED).all()
    assert (last["school_exit"] == SUMMER).all()
    assert not last["graduates"].any()


@given(st.integers(0, 10**6), st.sampled_from([SUMMER + 1, SUMMER + 5]))
def test_graduates_are_counted_as_in_the_plain_loop(number, month):
    rng = np.random.default_rng(number)
    w = people(rng, 90, statuses=[s for s in Status if s not in (Status.GONE, Status.MINOR)])
    w["flags"] |= np.where(rng.random(90) < 0.7, int(Flag.GRADUATE), 0).astype(np.int16)
    w["spell"] = rng.integers(0, 12, 90).astype(np.int16)
    student = w["status"] == Status.STUDENT
    ahead = np.where(student, rng.choice([3, 22, 34], 90), -rng.integers(0, 9, 90))
    w["school_exit"] = (month + ahead).astype(np.int16)
    counts = np.zeros((schooling.CHUNKS, N_UNITS, len(Destination)), np.int64)
    case = arguments(schooling.count_destinations, w, month=month, counts=counts)
    agree(schooling.count_destinations, twins.count_destinations, case)


months = st.integers(1490, 1560)


@given(st.sampled_from(list(Status)), months, months, st.sampled_from([-1, 7, -20]))
def test_a_destination_is_the_plain_formula(status, leaves, graduated, last_firm):
    equal(schooling.destination, twins.destination, int(status), leaves, graduated, last_firm)


# ---------------------------------------------------------------- recruitment


@given(worlds)
def test_posts_are_reserved_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    f["industry"] = rng.choice([0, 3, 18, 19, 21], world[1]).astype(np.int8)
    case = arguments(recruitment.count_recruiters, f, staff=np.zeros((3, N_UNITS)))
    agree(recruitment.count_recruiters, twins.count_recruiters, case)
    facts = {
        "rate": rng.uniform(0.0, 0.1, (3, N_UNITS)),
        "k": one_key(rng),
        "quota": np.full((world[1], 3), 9, np.int32),
    }
    case = arguments(recruitment.reserve_posts, f, facts)
    agree(recruitment.reserve_posts, twins.reserve_posts, case)
    order_free(recruitment.reserve_posts, case, [*f, "quota"], rng.permutation(world[1]))


@given(st.integers(1, 3), st.integers(0, 21), st.integers(0, 3), st.integers(0, 1))
def test_who_recruits_is_the_plain_formula(kind, industry, ownership, urban):
    equal(recruitment.recruits, twins.recruits, kind, industry, ownership, urban)


# ---------------------------------------------------------------- internships


@given(worlds)
def test_the_young_jobless_are_those_of_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.UNEMPLOYED, Status.EMPLOYEE])
    w["birth"][:] = MONTH - rng.integers(290, 310, world[1])
    rows = np.flatnonzero(rng.random(world[1]) < 0.7).astype(np.int32)
    case = arguments(internships.young_jobless, w, rows=rows, month=MONTH)
    agree(internships.young_jobless, twins.young_jobless, case)


@given(worlds)
def test_hosts_are_drawn_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1]), firms(rng)
    m = posts(rng, f, 2)
    count = np.bincount(m["post_market"], minlength=7 * N_UNITS)
    size = [4 << math.ceil(max(0.0, math.log2((c + 1) / 3.0))) for c in count]
    first = np.concatenate([[0], np.cumsum(size)]).astype(np.int64)
    slot = [0] * int(first[-1])
    naive_search.lay_out_posts(
        m["post_key"].tolist(), m["post_market"].tolist(), first.tolist(), slot
    )
    m |= {"first_slot": first, "slot": np.array(slot, np.int32), "market_posts": count}
    m["rows"] = np.flatnonzero(rng.random(world[1]) < 0.7).astype(np.int32)
    n = len(m["rows"])
    facts = {
        "n_schooling": 8,
        "job_share": cumulative(rng, 7 + 8 + search.N_FIELD_ROWS, 7),
        "k": one_key(rng),
        "host": np.full(n, 99, np.int32),
    }
    case = arguments(internships.draw_hosts, w, m, facts)
    _, after = agree(internships.draw_hosts, twins.draw_hosts, case)
    found = after["host"] >= 0
    posts_there = count.reshape(N_UNITS, 7).sum(axis=1)
    np.testing.assert_array_equal(found, posts_there[w["unit"][m["rows"]]] > 0)
    here = f["unit"][after["host"][found]]
    np.testing.assert_array_equal(here, w["unit"][m["rows"]][found])


@given(worlds)
def test_internships_begin_and_end_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1], statuses=[Status.INTERN, Status.UNEMPLOYED]), firms(rng)
    w["tenure"] = rng.integers(0, 14, world[1]).astype(np.int16)
    rows = np.flatnonzero(w["status"] == Status.INTERN).astype(np.int32)
    k_end, k_months = keys(rng, 2)
    facts = {"leave": 0.3, "k_end": k_end, "k_months": k_months}
    outcome = np.full(len(rows), 9, np.int8)
    case = arguments(internships.end_internships, w, facts, rows=rows, outcome=outcome)
    _, after = agree(internships.end_internships, twins.end_internships, case)
    tenure = w["tenure"][rows]
    assert (after["outcome"][tenure >= 12] == internships.ENDS).all()
    assert (after["outcome"][tenure < 3] != internships.ENDS).all()
    case = arguments(internships.leave_internships, w, rows=rows)
    agree(internships.leave_internships, twins.leave_internships, case)
    idle = np.flatnonzero(w["status"] == Status.UNEMPLOYED).astype(np.int32)
    pay = rng.uniform(2000.0, 3000.0, N_UNITS)
    host = rng.integers(0, 6, len(idle)).astype(np.int32)
    case = arguments(internships.begin_internships, f, w, rows=idle, host=host, pay=pay)
    agree(internships.begin_internships, twins.begin_internships, case)


@given(worlds)
def test_a_host_keeps_no_more_interns_than_it_has_open_posts(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng)
    hosts = np.sort(rng.choice([*f["id"], 77_000], world[1] // 4)).astype(np.int32)
    n_posts = int(rng.integers(0, 20))
    facts = {
        "host_id": hosts,
        "post_firm": np.sort(rng.integers(0, len(f["id"]), n_posts)).astype(np.int32),
        "post_asks": rng.integers(0, 2, n_posts).astype(np.int8),
        "firm_id": f["id"],
        "post": np.full(len(hosts), -9, np.int64),
    }
    _, after = agree(internships.find_host_posts, twins.find_host_posts, facts)
    taken = after["post"][after["post"] >= 0]
    assert len(np.unique(taken)) == len(taken)
    assert not facts["post_asks"][taken].any()
