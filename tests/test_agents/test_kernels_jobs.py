"""Kernels of firms and jobs against plain Python: from separation to pay."""

from __future__ import annotations

import math
from types import SimpleNamespace

import naive
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    MONTH,
    N_FIRMS,
    N_UNITS,
    SCHOOL_YEARS,
    agree,
    arguments,
    cumulative,
    firms,
    order_free,
    people,
    rules,
    run,
)

from agents.codes import Flag, Ownership, Status
from agents.kernels import demand, hiring, pay, posting, search, separation
from agents.kernels.rules import contribution_due

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
JOBS = [Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.UNEMPLOYED, Status.INACTIVE, Status.FARM]


def keys(rng, n):
    return rng.integers(0, 2**64, n, dtype=np.uint64)


def one_key(rng):
    return keys(rng, 1)[0]


def zeros(*names):
    return {name: np.zeros(N_UNITS, np.int64) for name in names}


# ---------------------------------------------------------------- separation


@pytest.mark.parametrize("rate", [0.005, 0.012, 0.02, 0.05, 0.1])
@pytest.mark.parametrize("ratio", [1.0, 2.0, 5.0, 8.0])
def test_tenure_hazards_end_jobs_at_the_given_rate_in_a_stationary_stock(rate, ratio):
    hazard = np.empty(480)
    separation.tenure_hazard(rate, ratio, 480, hazard)
    assert naive.stationary_rate(hazard.tolist()) == pytest.approx(rate, rel=1e-3)
    assert hazard[0] / hazard[23] == pytest.approx(ratio, rel=1e-9)
    assert (np.diff(hazard) <= 0.0).all()
    assert ((hazard > 0.0) & (hazard < 1.0)).all()


def quit_case(rng, w, f):
    return arguments(
        separation.quit_jobs,
        f,
        w,
        month=MONTH,
        hazard=rng.uniform(0.0, 0.9, (4, 30)),
        owner_hazard=0.3,
        industry_factor=rng.uniform(0.5, 1.5, 22),
        k=one_key(rng),
        fate=np.full(len(w["status"]), 99, np.int8),
    )


@given(worlds)
def test_jobs_are_quit_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    case = quit_case(rng, w, firms(rng))
    agree(separation.quit_jobs, naive.quit_jobs, case)
    order_free(separation.quit_jobs, case, [*w, "fate"], rng.permutation(world[1]))


@given(worlds)
def test_the_staff_index_lists_everybody_of_each_firm(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    agree(
        separation.staff_index, naive.staff_index, {"employer": w["employer"], "n_firms": N_FIRMS}
    )


def staff_case(rng, w, **changes):
    start, row = separation.staff_index(w["employer"], N_FIRMS)
    at_work = (w["employer"] >= 0) & (w["flags"] & Flag.RECALL == 0)
    facts = {
        "start": start,
        "row": row,
        "fate": (at_work & (rng.random(len(at_work)) < 0.2)).astype(np.int8),  # QUIT or NOTHING
        "n_layoff": rng.integers(0, 4, N_FIRMS).astype(np.int32),
        "n_break_wanted": rng.integers(0, 4, N_FIRMS).astype(np.int32),
        "n_recall": rng.integers(0, 3, N_FIRMS).astype(np.int32),
        "alive": (rng.random(N_FIRMS) < 0.8).astype(np.int8),
        "household_business": rng.integers(0, 2, N_FIRMS).astype(np.int8),
        "k": one_key(rng),
    }
    return arguments(separation.adjust_staff, w, facts, changes)


def staffed(rng, n):
    """Return people who all belong to a firm, some of them on a break."""
    w = people(rng, n, statuses=[Status.EMPLOYEE, Status.EMPLOYEE, Status.OWN_ACCOUNT])
    rests = rng.random(n) < 0.3
    w["status"][rests] = rng.choice([Status.UNEMPLOYED, Status.INACTIVE], rests.sum())
    w["flags"][rests] |= Flag.RECALL
    w["tenure"] = rng.integers(0, 8, n).astype(np.int16)  # many ties
    return w


@given(worlds)
def test_staff_is_adjusted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    agree(separation.adjust_staff, naive.adjust_staff, staff_case(rng, staffed(rng, world[1])))


@given(worlds)
def test_adjusting_staff_does_not_depend_on_the_row(world):
    rng = np.random.default_rng(world[0])
    w = staffed(rng, world[1])
    case = staff_case(rng, w)
    order = rng.permutation(world[1])
    _, straight = run(separation.adjust_staff, case)
    moved = {n: v[order] if n in w or n == "fate" else v for n, v in case.items()}
    moved["start"], moved["row"] = separation.staff_index(w["employer"][order], N_FIRMS)
    _, permuted = run(separation.adjust_staff, moved)
    np.testing.assert_array_equal(permuted["fate"], straight["fate"][order])
    np.testing.assert_array_equal(permuted["status"], straight["status"][order])


def five_people(tenure, resting=(), owner=None, **wanted):
    """Return the fates and statuses of five people of one firm."""
    w = people(np.random.default_rng(1), 5, statuses=[Status.EMPLOYEE])
    w["employer"][:], w["flags"][:], w["tenure"][:] = 0, 0, tenure
    for i in resting:
        w["status"][i], w["flags"][i] = Status.UNEMPLOYED, Flag.RECALL
    if owner is not None:
        w["status"][owner] = Status.OWN_ACCOUNT
    plan = {
        name: np.zeros(N_FIRMS, np.int32) for name in ("n_layoff", "n_break_wanted", "n_recall")
    }
    for name, number in wanted.items():
        plan[name][0] = number
    case = staff_case(
        np.random.default_rng(2),
        w,
        fate=np.zeros(5, np.int8),
        alive=np.ones(N_FIRMS, np.int8),
        household_business=np.zeros(N_FIRMS, np.int8),
        **plan,
    )
    _, after = run(separation.adjust_staff, case)
    return after["fate"].tolist()


_, _, OUT, REST, BACK, FREE = range(6)


def test_last_in_is_first_out_in_a_firm_of_five():
    assert five_people([50, 3, 20, 1, 10], n_layoff=2) == [0, OUT, 0, OUT, 0]


def test_those_next_to_go_are_sent_on_a_break():
    fates = five_people([50, 3, 20, 1, 10], n_layoff=1, n_break_wanted=2)
    assert fates == [0, REST, 0, OUT, REST]


def test_layoffs_take_those_on_a_break_first():
    fates = five_people([50, 3, 20, 1, 10], resting=[2, 4], n_layoff=3)
    assert fates == [0, 0, FREE, OUT, FREE]


def test_the_longest_serving_are_recalled_first():
    assert five_people([50, 3, 20, 1, 10], resting=[1, 2, 4], n_recall=2) == [0, 0, BACK, 0, BACK]


def test_an_owner_is_not_laid_off():
    assert five_people([50, 3, 20, 0, 10], owner=3, n_layoff=2) == [0, OUT, 0, 0, OUT]


def owner_of(w, fate):
    """Return the row of the owner of the firm that all of w belong to, after `choose_owner`."""
    staff = np.arange(len(fate), dtype=np.int32)
    facts = arguments(separation.choose_owner, w, staff=staff, fate=np.array(fate, np.int8))
    _, after = agree(separation.choose_owner, naive.choose_owner, facts)
    return np.flatnonzero(after["status"] == Status.OWN_ACCOUNT).tolist()


def test_the_longest_serving_inherits_and_the_lower_id_among_equals():
    w = people(np.random.default_rng(1), 4, statuses=[Status.EMPLOYEE])
    w["flags"][:], w["tenure"][:], w["worker_id"][:] = 0, [9, 30, 30, 90], [4, 3, 2, 1]
    assert owner_of(w, [0, 0, 0, separation.QUIT]) == [2]
    w["status"][0] = Status.OWN_ACCOUNT
    assert owner_of(w, [0, 0, 0, 0]) == [0]


@given(worlds)
def test_fates_are_carried_out_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = staffed(rng, world[1])
    rests = (w["flags"] & Flag.RECALL) > 0
    working = rng.choice([separation.NOTHING, separation.QUIT, OUT, REST], world[1])
    resting = rng.choice([separation.NOTHING, BACK, FREE], world[1])
    case = arguments(
        separation.apply_fates,
        firms(rng),
        w,
        month=MONTH,
        fate=np.where(rests, resting, working).astype(np.int8),
        farm_income=rng.uniform(1e3, 3e3, N_UNITS),
        leave_men=0.2,
        leave_women=0.4,
        to_farm=0.4,
        season_search=0.5,
        reservation=0.8,
        k=one_key(rng),
        **zeros("separations", "layoffs", "breaks", "recalls"),
    )
    _, after = agree(separation.apply_fates, naive.apply_fates, case)
    ended = np.isin(case["fate"], [separation.QUIT, OUT, FREE])
    assert (after["employer"][ended] == -1).all()
    order_free(separation.apply_fates, case, [*w, "fate"], rng.permutation(world[1]))


@given(worlds)
def test_staff_is_counted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    out = {n: np.full(N_FIRMS, 9, np.int32) for n in ("n_workers", "n_break", "n_subsidised")}
    case = arguments(separation.count_staff, w, out)
    agree(separation.count_staff, naive.count_staff, case)
    order_free(separation.count_staff, case, list(w), rng.permutation(world[1]))


# ---------------------------------------------------------------- demand


def plan_case(rng, f, **changes):
    n = len(f["alive"])
    facts = {
        "month": MONTH,
        "cost": rng.uniform(0.8, 1.0, n),
        "demand": rng.uniform(0.7, 1.3, (N_UNITS, 22)),
        "season": rng.uniform(0.6, 1.0, 22),
        "season_peak": rng.uniform(1.0, 1.3, 22),
        "displaced": rng.uniform(0.0, 0.2, 22),
        "crowding": rng.uniform(-0.05, 0.0, (N_UNITS, 22, 4)),
        "exit_rate": rng.uniform(0.0, 0.6, 4),
        "exit_peak": 4.0,
        "walk_sd": 0.05,
        "shock_sd": 0.1,
        "shock_ar": 0.7,
        "elasticity": -0.4,
        "tolerance": 0.1,
        "k_walk": one_key(rng),
        "k_shock": one_key(rng),
        "k_exit": one_key(rng),
        "k_round": one_key(rng),
        **{
            name: np.full(n, 99, np.int32)
            for name in ("places", "n_layoff", "n_break_wanted", "n_recall", "wanted")
        },
    }
    return arguments(demand.plan_firms, f, facts, changes)


@given(worlds)
def test_firms_plan_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    case = plan_case(rng, f)
    _, after = agree(demand.plan_firms, naive.plan_firms, case)
    # a plan can be carried out with the staff that is there
    assert (after["n_recall"] <= after["n_break"]).all()
    assert (after["n_layoff"] <= after["n_workers"] + after["n_break"]).all()
    plans = ["places", "n_layoff", "n_break_wanted", "n_recall", "wanted", "cost"]
    order_free(demand.plan_firms, case, [*f, *plans], rng.permutation(world[1]))


@given(worlds)
def test_cells_add_up_the_targets_of_living_firms(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    case = arguments(demand.cell_capacity, f, out=np.full((N_UNITS, 22, 4), 7.0))
    _, after = run(demand.cell_capacity, case)
    assert after["out"].sum() == pytest.approx(f["target"][f["alive"] == 1].sum(dtype=np.float64))
    u, j, o = f["unit"][0], f["industry"][0], f["ownership"][0]
    mine = (f["unit"] == u) & (f["industry"] == j) & (f["ownership"] == o) & (f["alive"] == 1)
    assert after["out"][u, j, o] == pytest.approx(f["target"][mine].sum(dtype=np.float64))


@given(st.integers(0, 10**6), st.integers(0, 200))
def test_entrants_are_drawn_as_in_the_plain_loop(number, room):
    rng = np.random.default_rng(number)
    case = {
        "cell_gap": rng.normal(5.0, 20.0, 30),
        "entry_mean": np.where(rng.random(30) < 0.2, 0.0, rng.uniform(1.0, 8.0, 30)),
        "cap": rng.uniform(0.5, 30.0, 30),
        "speed": 0.5,
        "zeta": 1.06 + rng.random(),
        "key": one_key(rng),
        "cell_out": np.full(room, -1, np.int32),
        "slot_out": np.full(room, -1, np.int32),
        "size_out": np.full(room, -1.0),
    }
    n, after = agree(demand.draw_entrants, naive.draw_entrants, case)
    assert (after["size_out"][:n] >= 1.0).all()
    assert (after["size_out"][:n] <= np.maximum(case["cap"], 1.0)[after["cell_out"][:n]]).all()
    assert (after["cell_out"][n:] == -1).all()
    pairs = set(zip(after["cell_out"][:n].tolist(), after["slot_out"][:n].tolist(), strict=True))
    assert len(pairs) == n


def test_exits_peak_at_the_given_age_and_fall_with_size():
    ages = np.linspace(0.0, 40.0, 401)
    hazards = [demand.exit_hazard(x, 1.0, 0.1, 4.0) for x in ages]
    assert abs(ages[int(np.argmax(hazards))] - 4.0) <= 0.1
    large, small = (demand.exit_hazard(4.0, size, 0.1, 4.0) for size in (100.0, 10.0))
    assert large / small == pytest.approx(0.5, abs=0.01)


# ---------------------------------------------------------------- posts


def post_case(rng, f, start):
    n = int(start[-1])
    return arguments(
        posting.write_posts,
        f,
        start=start,
        vacancy_pay=0.01,
        log_base=rng.normal(8.5, 0.2, (22, 4)),
        unit_level=rng.normal(0.0, 0.1, N_UNITS),
        market=rng.normal(0.0, 0.1, (N_UNITS, 7)),
        occupation_share=cumulative(rng, 22, 7),
        schooling_share=cumulative(rng, 7, 8),
        return_schooling=0.08,
        school_years=SCHOOL_YEARS,
        k_occupation=one_key(rng),
        k_schooling=one_key(rng),
        post_firm=np.full(n, -1, np.int32),
        post_market=np.full(n, -1, np.int32),
        post_occupation=np.full(n, -1, np.int8),
        post_schooling=np.full(n, -1, np.int8),
        post_wage=np.full(n, np.nan),
        post_key=np.zeros(n, np.uint64),
    )


@given(worlds)
def test_posts_are_written_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    vacancies = rng.integers(0, 4, world[1]).astype(np.int32)
    start = posting.post_start(f["alive"], vacancies)
    assert start.tolist() == [0, *np.cumsum(vacancies * f["alive"]).tolist()]
    case = post_case(rng, f, start)
    _, after = agree(posting.write_posts, naive.write_posts, case)
    assert len(np.unique(after["post_key"])) == len(after["post_key"])
    markets = {"post_market": after["post_market"], "n_markets": 7 * N_UNITS}
    agree(posting.index_markets, naive.index_markets, markets)


def test_a_slot_keeps_its_post_when_other_places_open():
    rng = np.random.default_rng(3)
    f = firms(rng, 1)
    few, many = (np.array([0, n], np.int64) for n in (2, 5))
    state = rng.bit_generator.state
    _, before = run(posting.write_posts, post_case(rng, f, few))
    rng.bit_generator.state = state
    _, after = run(posting.write_posts, post_case(rng, f, many))
    for name in ("post_key", "post_occupation", "post_schooling", "post_wage"):
        np.testing.assert_array_equal(after[name][:2], before[name])


@given(st.integers(0, 10**6))
def test_picking_is_the_first_entry_beyond_the_draw(number):
    rng = np.random.default_rng(number)
    table = cumulative(rng, 7)
    for u in (0.0, rng.random(), table[2], np.nextafter(1.0, 0.0)):
        found = posting.pick(table, u)
        assert found == naive.pick(table.tolist(), u) == np.searchsorted(table[:-1], u, "right")


# ---------------------------------------------------------------- search


@given(st.floats(0.05, 12.0), st.floats(0.0, 1.0, exclude_max=True))
def test_numbers_of_applications_follow_the_law_of_poisson(mean, u):
    assert search.poisson(mean, u) == naive.poisson(mean, u)


def effort_case(rng, w, **changes):
    facts = {
        "month": MONTH,
        "n_app": 3.0,
        "on_the_job": 0.2,
        "flexible_search": 0.3,
        "effort_beside_work": 0.4,
        "young_factor": 1.6,
        "old_factor": 0.5,
        "reentry_old": 0.3,
        "farm_search": rng.uniform(0.1, 0.5, N_UNITS),
        "reentry_men": 0.4,
        "reentry_women": 0.3,
        "discourage": 0.2,
        "job_chance": rng.uniform(0.0, 0.4, N_UNITS),
        "chance_base": 0.2,
        "participation_elasticity": 0.5,
        "effort_decay": 0.95,
        "effort_floor": 0.3,
        "lock_in": 0.3,
        "k_search": one_key(rng),
        "k_effort": one_key(rng),
        "k_participate": one_key(rng),
        "k_discourage": one_key(rng),
        "applications": np.full(len(w["status"]), 99, np.int8),
    }
    return arguments(search.choose_effort, w, facts, changes)


@given(worlds)
def test_effort_is_chosen_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1])
    case = effort_case(rng, w)
    _, after = agree(search.choose_effort, naive.choose_effort, case)
    order_free(search.choose_effort, case, [*w, "applications"], rng.permutation(world[1]))
    rows, start = search.list_seekers(after["applications"])
    assert rows.tolist() == np.flatnonzero(after["applications"]).tolist()
    assert start.tolist() == [0, *np.cumsum(after["applications"][rows]).tolist()]


def market(rng, w):
    """Return a month's posts and seekers: (posts by column, firms, rows, start)."""
    f = firms(rng)
    start = posting.post_start(np.ones(N_FIRMS, np.int8), rng.integers(1, 6, N_FIRMS))
    _, posts = run(posting.write_posts, post_case(rng, f, start))
    market_start, market_post = posting.index_markets(posts["post_market"], 7 * N_UNITS)
    seeks = np.flatnonzero(w["status"] >= Status.EMPLOYEE).astype(np.int32)
    counts = rng.integers(1, 17, len(seeks))
    first = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    posts = {n: v for n, v in posts.items() if n.startswith("post_")}
    return {
        **{n: v for n, v in f.items() if n.startswith("firm_") or n == "n_workers"},
        **posts,
        "market_start": market_start,
        "market_post": market_post,
        "rows": seeks,
        "start": first,
    }


def apply_case(rng, w, m, **changes):
    n = int(m["start"][-1])
    facts = {
        "month": MONTH,
        "destination": cumulative(rng, N_UNITS, N_UNITS),
        "move_cost": rng.uniform(0.0, 0.3, (N_UNITS, N_UNITS)),
        "occupation_move": cumulative(rng, 7, 7),
        "occupation_by_schooling": cumulative(rng, 8, 7),
        "school_years": SCHOOL_YEARS,
        "suit_base": 0.8,
        "suit_gap": 0.8,
        "suit_over": 0.6,
        "gain_on_the_job": 0.05,
        "market_pay": rng.normal(8.4, 0.1, N_UNITS),
        "log_market_share": math.log(0.8),
        "reservation_decline": 0.02,
        "premium": 0.03,
        "experience_1": 0.02,
        "experience_2": -0.0003,
        "return_schooling": 0.08,
        "score_schooling": 0.05,
        "stigma": 0.02,
        "cost_weight": 0.5,
        "taste_sd": 0.2,
        "k_unit": one_key(rng),
        "k_post": one_key(rng),
        "k_suit": one_key(rng),
        "k_taste": one_key(rng),
        "out_post": np.full(n, -1, np.int32),
        "out_score": np.zeros(n),
        "out_length": np.full(len(m["rows"]), -1, np.int64),
    }
    return arguments(search.apply_to_posts, w, m, rules(rng, 3), facts, changes)


def lists(case, after):
    """Return the posts and scores of each seeker's list by permanent id."""
    out = {}
    for s, i in enumerate(case["rows"]):
        where = slice(case["start"][s], case["start"][s] + after["out_length"][s])
        found = after["out_post"][where].tolist(), after["out_score"][where].tolist()
        out[int(case["worker_id"][i])] = found
    return out


@given(worlds)
def test_applications_are_sent_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[*JOBS, Status.UNEMPLOYED, Status.FLEXIBLE])
    m = market(rng, w)
    case = apply_case(rng, w, m)
    _, after = agree_lists(case)
    for posts, _ in lists(case, after).values():
        assert len(set(posts)) == len(posts)


def agree_lists(case):
    """Compare lists only: behind a list's length a kernel may leave scratch."""
    result, after = run(search.apply_to_posts, case)
    a = SimpleNamespace(**{n: naive.plain(v) for n, v in case.items()})
    naive.apply_to_posts(a)
    assert after["out_length"].tolist() == a.out_length
    for s, n in enumerate(a.out_length):
        where = slice(case["start"][s], case["start"][s] + n)
        naive.same(after["out_post"][where], a.out_post[where], "out_post")
        np.testing.assert_allclose(
            after["out_score"][where], a.out_score[where], rtol=1e-12, atol=1e-12
        )
    return result, after


@given(worlds)
def test_applications_do_not_depend_on_the_row_or_the_order_of_seekers(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[*JOBS, Status.UNEMPLOYED, Status.FLEXIBLE])
    m = market(rng, w)
    case = apply_case(rng, w, m)
    order, again = rng.permutation(world[1]), rng.permutation(len(m["rows"]))
    new_row = np.argsort(order)
    counts = np.diff(m["start"])[again]
    moved = {n: v[order] if n in w and n != "start" else v for n, v in case.items()}
    moved["rows"] = new_row[m["rows"][again]].astype(np.int32)
    moved["start"] = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    _, straight = run(search.apply_to_posts, case)
    _, permuted = run(search.apply_to_posts, moved)
    assert lists(case, straight) == lists(moved, permuted)


def test_a_refused_pair_stays_refused_next_month():
    """Whether a post suits a person does not depend on the trial that led her there."""
    rng = np.random.default_rng(12)
    w = people(rng, 40, statuses=[Status.UNEMPLOYED])
    m = market(rng, w)
    easy = {"log_market_share": -99.0, "move_cost": np.zeros((N_UNITS, N_UNITS))}
    case = apply_case(rng, w, m, **easy)
    suits = [run(search.apply_to_posts, case | {"k_post": k, "k_unit": k}) for k in keys(rng, 60)]
    refused = [
        run(search.apply_to_posts, case | {"k_post": k, "k_unit": k, "suit_base": 0.4})
        for k in keys(rng, 60)
    ]

    def pairs(runs):
        return {
            (who, p) for _, after in runs for who, (posts, _) in lists(case, after).items()
            for p in posts
        }  # fmt: skip

    generous, strict = pairs(suits), pairs(refused)
    assert 0 < len(strict) < 0.75 * len(generous)


# ---------------------------------------------------------------- hiring


def hire_case(rng, w, **changes):
    m = market(rng, w)
    n_seekers, n_posts = len(m["rows"]), len(m["post_firm"])
    # each seeker's list holds one post, at most one seeker a post
    post = np.full(n_seekers, -1, np.int32)
    taken = rng.permutation(n_posts)[: min(n_seekers, n_posts)]
    post[: len(taken)] = taken
    post = post[rng.permutation(n_seekers)]
    own = w["employer"][m["rows"]] == m["post_firm"][post]
    facts = {
        "month": MONTH,
        "first": np.arange(n_seekers + 1, dtype=np.int64),
        "post": post,
        "choice": np.where((post < 0) | own, -1, 0).astype(np.int32),
        "school_years": SCHOOL_YEARS,
        "premium": 0.03,
        "experience_1": 0.02,
        "experience_2": -0.0003,
        "registration_share": 0.6,
        "k_insured": one_key(rng),
        "k_register": one_key(rng),
        "k_take_up": one_key(rng),
        "claim_row": np.full(n_seekers, -1, np.int32),
        "claim_rule": np.full(n_seekers, -1, np.int32),
        **zeros("entries", "persons", "registered", "hires", "job_to_job"),
    }
    return arguments(hiring.hire_workers, m, w, rules(rng, 3), facts, changes)


def seekers(rng, n):
    w = people(rng, n, statuses=[*JOBS, Status.UNEMPLOYED, Status.FLEXIBLE])
    w["last_firm"] = rng.choice(np.arange(-1000, 1000), n).astype(np.int32)
    return w


@given(worlds)
def test_hires_are_made_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = seekers(rng, world[1])
    case = hire_case(rng, w)
    # some return to the firm of their last job
    rows, back = case["rows"], rng.random(len(case["rows"])) < 0.3
    firm = case["firm_id"][case["post_firm"][case["post"]]]
    case["last_firm"][rows[back]] = firm[back]
    n, after = agree(hiring.hire_workers, naive.hire_workers, case)
    assert after["hires"].sum() == (case["choice"] >= 0).sum()
    assert (after["persons"] <= after["entries"]).all()
    assert (after["claim_row"][n:] == -1).all()


@given(worlds)
def test_hiring_does_not_depend_on_the_row_or_the_order_of_seekers(world):
    """A household business has staff already: who opens an empty one is tested elsewhere."""
    rng = np.random.default_rng(world[0])
    w = seekers(rng, world[1])
    case = hire_case(rng, w)
    case["n_workers"] = np.maximum(case["n_workers"], 1)
    order, again = rng.permutation(world[1]), rng.permutation(len(case["rows"]))
    moved = {n: v[order] if n in w and n != "n_workers" else v for n, v in case.items()}
    moved["rows"] = np.argsort(order)[case["rows"][again]].astype(np.int32)
    moved["post"], moved["choice"] = case["post"][again], case["choice"][again]
    n, straight = run(hiring.hire_workers, case)
    n_again, permuted = run(hiring.hire_workers, moved)
    for name in w.keys() & case.keys():
        np.testing.assert_array_equal(permuted[name], straight[name][order], err_msg=name)
    for name in ("n_workers", "entries", "persons", "registered", "hires", "job_to_job"):
        np.testing.assert_array_equal(permuted[name], straight[name], err_msg=name)

    def claims(n, after):
        who = after["worker_id"][after["claim_row"][:n]].tolist()
        return sorted(zip(who, after["claim_rule"][:n].tolist(), strict=True))

    assert claims(n, straight) == claims(n_again, permuted)


def hired(**changes):
    """Return what becomes of one person hired into an urban private post, certainly registered."""
    rng = np.random.default_rng(21)
    w = people(rng, 1, statuses=[changes.pop("status", Status.UNEMPLOYED)])
    known = {"flags": 0, "employer": -1, "last_firm": -1, "spell": 3}
    for name, value in (known | changes).items():
        w[name][:] = value
    case = hire_case(rng, w, registration_share=1.0)
    case["firm_urban"][:], case["firm_ownership"][:] = 1, Ownership.PRIVATE
    case["choice"][:] = 0
    _, after = run(hiring.hire_workers, case)
    return {name: int(after[name].sum()) for name in ("entries", "persons", "registered", "hires")}


def test_leaving_unemployment_for_an_urban_job_is_an_entry():
    assert hired() == {"entries": 1, "persons": 1, "registered": 1, "hires": 1}


def test_a_second_entry_in_a_year_is_not_a_second_person():
    again = hired(flags=Flag.ENTERED | Flag.COUNTED)
    assert again == {"entries": 1, "persons": 0, "registered": 0, "hires": 1}


def test_flexible_work_in_town_was_urban_work_already():
    assert hired(status=Status.FLEXIBLE)["entries"] == 0


# ---------------------------------------------------------------- pay


def review_case(rng, w, **changes):
    facts = {
        "market_growth": rng.normal(0.0, 0.05, (N_UNITS, 7)),
        "trend": 0.0,
        "own_growth": rng.normal(0.0, 0.01, N_UNITS),
        "farm_growth": 0.002,
        "minimum": np.full(N_UNITS, 1900.0),
        "rigid": 0.5,
        "noise_sd": 0.05,
        "k_review": one_key(rng),
        "k_noise": one_key(rng),
    }
    return arguments(pay.review_wages, w, facts, changes)


@given(worlds)
def test_pay_is_reviewed_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[*JOBS, Status.FLEXIBLE])
    w["tenure"] = rng.choice([0, 5, 12, 24], world[1]).astype(np.int16)
    at_work = w["wage"] > 0.0
    w["wage"][at_work] = rng.uniform(1800.0, 2100.0, at_work.sum())  # near the minimum
    case = review_case(rng, w)
    _, after = agree(pay.review_wages, naive.review_wages, case)
    reviewed = np.isin(w["status"], [Status.EMPLOYEE, Status.OWN_ACCOUNT])
    assert (after["wage"][reviewed & (case["wage"] >= 1900.0)] >= 1900.0).all()
    order_free(pay.review_wages, case, list(w), rng.permutation(world[1]))


def test_rigid_pay_is_never_cut():
    rng = np.random.default_rng(4)
    w = people(rng, 60, statuses=[Status.EMPLOYEE])
    w["tenure"][:] = 12
    case = review_case(rng, w, rigid=1.0, trend=-0.1)
    _, after = run(pay.review_wages, case)
    assert (after["wage"] >= case["wage"]).all()


def shares(rng):
    return {
        "half": np.array([0, 1, 1], np.int8),
        "floor": rng.uniform(4000.0, 4800.0, N_UNITS).round(2),
        "ceiling": rng.uniform(12000.0, 24000.0, N_UNITS).round(2),
    }


@given(worlds)
def test_contributions_are_the_exact_sums(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    case = arguments(
        pay.sum_contributions,
        w,
        shares(rng),
        rate=rng.uniform(0.05, 0.3, (2, N_UNITS)).round(4),
        out=np.full((64, 2, 2), 9, np.int64),
    )
    _, after = run(pay.sum_contributions, case)
    a = SimpleNamespace(**{name: naive.plain(v) for name, v in case.items()})
    assert after["out"].sum(axis=0).tolist() == naive.contributions(a)
    order = rng.permutation(world[1])
    moved = {n: v[order] if n in w else v for n, v in case.items()}
    _, permuted = run(pay.sum_contributions, moved)
    np.testing.assert_array_equal(permuted["out"].sum(axis=0), after["out"].sum(axis=0))


@given(worlds, st.integers(0, 11))
def test_what_running_subsidies_cost_is_exact(world, months_left):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    case = arguments(
        pay.subsidy_due,
        w,
        shares(rng),
        rate=rng.uniform(0.05, 0.3, N_UNITS).round(4),
        months_left=months_left,
        due=np.full(2, 9, np.int64),
        committed=np.full(2, 9, np.int64),
        persons=np.full(N_UNITS, 9, np.int64),
    )
    agree(pay.subsidy_due, naive.subsidy_due, case)
    order_free(pay.subsidy_due, case, list(w), rng.permutation(world[1]))


@pytest.mark.parametrize(
    ("wage", "floor", "ceiling", "rate", "part", "fen"),
    [
        (5000.0, 4000.0, 20000.0, 0.16, 1.0, 80_000),  # 5000 × 16 % = 800.00 yuan
        (3000.0, 4000.0, 20000.0, 0.16, 1.0, 64_000),  # the floor counts: 640.00
        (30000.0, 4000.0, 20000.0, 0.16, 1.0, 320_000),  # the ceiling counts: 3200.00
        (5000.0, 4000.0, 20000.0, 0.245, 0.8, 98_000),  # four fifths of 1225.00
        (4899.02, 4000.0, 20000.0, 0.25, 1.0, 122_476),  # 1224.755: halves go up
    ],
)
def test_contributions_have_the_known_amounts(wage, floor, ceiling, rate, part, fen):
    base = pay.contribution_base(wage, floor, ceiling)
    assert contribution_due(base, rate, part) == fen
    assert naive.due(wage, floor, ceiling, rate, part) == fen


def subsidised(**changes):
    """Return (due, committed, months after) of one subsidised employee of 5000 yuan."""
    w = people(np.random.default_rng(1), 1, statuses=[Status.EMPLOYEE])
    known = {"unit": 0, "wage": 5000.0, "subsidy_months": 12, "subsidy_share": 0.8}
    for name, value in (known | changes).items():
        w[name][:] = value
    case = arguments(
        pay.subsidy_due,
        w,
        half=np.array([0, 1, 1], np.int8),
        floor=np.full(N_UNITS, 4000.0),
        ceiling=np.full(N_UNITS, 20000.0),
        rate=np.full(N_UNITS, 0.245),
        months_left=6,
        due=np.zeros(2, np.int64),
        committed=np.zeros(2, np.int64),
        persons=np.zeros(N_UNITS, np.int64),
    )
    _, after = run(pay.subsidy_due, case)
    assert after["due"][1] == after["committed"][1] == 0
    return int(after["due"][0]), int(after["committed"][0]), int(after["subsidy_months"][0])


def test_a_subsidy_of_four_fifths_costs_980_yuan_a_month_and_is_committed_to_the_years_end():
    assert subsidised() == (98_000, 6 * 98_000, 12)
    assert subsidised(subsidy_months=4) == (98_000, 3 * 98_000, 4)
    assert subsidised(status=Status.UNEMPLOYED) == (0, 0, 0)


def test_a_subsidy_runs_down_month_by_month():
    months = np.array([0, 1, 36], np.int8)
    pay.run_down_subsidies(months)
    assert months.tolist() == [0, 0, 35]
