"""Kernels of firms and jobs against plain Python: separation, demand, posts, hiring."""

from __future__ import annotations

from types import SimpleNamespace

import naive
import naive_jobs as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    BOOKS,
    MONTH,
    N_FIRMS,
    N_UNITS,
    SCHOOL_YEARS,
    agree,
    arguments,
    cumulative,
    employ,
    equal,
    firms,
    one_key,
    order_free,
    people,
    permuted,
    posts,
    rules,
    run,
)

from agents.codes import Flag, Ownership, Sex, Status
from agents.kernels import demand, hiring, posting, rows, separation

EXIT_LAW = np.array([0.6, 1.8, 0.5, 0.3])
worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
JOBS = [Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.UNEMPLOYED, Status.INACTIVE, Status.FARM]
PLANS = ("n_layoff", "n_break_wanted", "n_recall")


def zeros(*names):
    return {name: np.zeros(N_UNITS, np.int64) for name in names}


# ---------------------------------------------------------------- separation


@pytest.mark.parametrize("rate", [0.005, 0.012, 0.02, 0.05, 0.1])
@pytest.mark.parametrize("ratio", [1.0, 2.0, 5.0, 8.0])
@pytest.mark.parametrize("other", [0.0, 0.003, 0.02])
def test_tenure_hazards_end_jobs_at_the_given_rate_in_a_stationary_stock(rate, ratio, other):
    hazard = np.empty(480)
    separation.tenure_hazard(rate, other, ratio, 480, hazard)
    assert twins.stationary_rate(hazard.tolist(), other) == pytest.approx(rate, rel=1e-3)
    assert hazard[0] / hazard[23] == pytest.approx(ratio, rel=1e-9)
    assert (np.diff(hazard) <= 0.0).all()
    assert ((hazard > 0.0) & (hazard < 1.0)).all()


def test_a_flat_hazard_is_its_mean_and_a_falling_one_lies_lower_where_jobs_end_otherwise_too():
    flat, alone, beside = np.empty(480), np.empty(480), np.empty(480)
    separation.tenure_hazard(0.01, 0.02, 1.0, 480, flat)
    separation.tenure_hazard(0.01, 0.0, 5.0, 480, alone)
    separation.tenure_hazard(0.01, 0.02, 5.0, 480, beside)
    np.testing.assert_allclose(flat, 0.01, rtol=1e-9)
    assert (beside < alone).all()


@given(st.floats(0.005, 0.2), st.floats(0.0, 0.1), st.floats(1.0, 8.0), st.integers(24, 300))
def test_tenure_hazards_are_those_of_the_plain_search(rate, other, ratio, n_months):
    out = np.empty(n_months)
    separation.tenure_hazard(rate, other, ratio, n_months, out)
    case = {"mean_rate": rate, "other_rate": other, "ratio_24": ratio, "n_months": n_months}
    a = SimpleNamespace(**case, out=out.tolist())
    twins.tenure_hazard(a)
    np.testing.assert_allclose(out, a.out, rtol=1e-9)


@given(st.integers(0, 10**6), st.integers(0, 1), st.sampled_from(Sex), st.integers(180, 960))
def test_what_follows_a_job_is_the_plain_formula(number, urban, sex, age):
    rng = np.random.default_rng(number)
    equal(separation.after_job, twins.after_job, urban, int(sex), age, one_key(rng), *rng.random(3))


def quit_case(rng, w, f):
    return arguments(
        separation.quit_jobs,
        f,
        w,
        hazard=rng.uniform(0.0, 0.9, (4, 30)),
        owner_hazard=0.3,
        away_rise=0.2,
        k=one_key(rng),
        fate=np.full(len(w["status"]), 99, np.int8),
    )


@given(worlds)
def test_jobs_are_quit_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=JOBS)
    case = quit_case(rng, w, firms(rng))
    agree(separation.quit_jobs, twins.quit_jobs, case)
    order_free(separation.quit_jobs, case, [*w, "fate"], rng.permutation(world[1]))


def staffed(rng, n):
    """Return people who all belong to a firm, some of them on a break, and their firms."""
    w = people(rng, n, statuses=[Status.EMPLOYEE, Status.EMPLOYEE, Status.OWN_ACCOUNT])
    f = firms(rng)
    f["ownership"][: N_FIRMS // 2] = Ownership.HOUSEHOLD
    rests = rng.random(n) < 0.3
    w["status"][rests] = rng.choice([Status.UNEMPLOYED, Status.INACTIVE], rests.sum())
    w["flags"][rests] |= Flag.RECALL
    w["tenure"] = rng.integers(0, 8, n).astype(np.int16)  # many ties
    employ(w, f)
    return w, f


def plans(rng):
    wanted = {name: rng.integers(0, 4, N_FIRMS).astype(np.int32) for name in PLANS}
    idle = rng.random(N_FIRMS) < 0.3
    for number in wanted.values():
        number[idle] = 0
    return wanted


def fates(rng, w):
    """Return fates as `quit_jobs` draws them: some of those at work quit."""
    at_work = (w["employer"] >= 0) & (w["flags"] & Flag.RECALL == 0)
    quits = at_work & (rng.random(len(at_work)) < 0.2)
    return np.where(quits, separation.QUIT, separation.NOTHING).astype(np.int8)


@given(worlds)
def test_owners_who_quit_leave_a_business_without_one(world):
    rng = np.random.default_rng(world[0])
    w, f = staffed(rng, world[1])
    fate = fates(rng, w)
    quits = np.flatnonzero(fate).astype(np.int32)
    case = arguments(separation.owners_who_quit, f, w, rows=quits, fate=fate)
    _, after = agree(separation.owners_who_quit, twins.owners_who_quit, case)
    stays = (w["status"] == Status.OWN_ACCOUNT) & (fate == separation.NOTHING)
    np.testing.assert_array_equal(np.flatnonzero(after["owned"]), np.unique(w["employer"][stays]))
    order = rng.permutation(world[1])
    order_free(separation.owners_who_quit, case, [*w, "fate"], order, rows=["rows"])


@given(worlds)
def test_busy_firms_are_those_of_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1]) | {"owned": rng.integers(0, 2, world[1]).astype(np.int8)}
    for name in ("n_workers", "n_break"):
        f[name] *= rng.integers(0, 2, world[1]).astype(np.int32)
    wanted = {name: rng.integers(0, 2, world[1]).astype(np.int32) for name in PLANS}
    busy = np.full(world[1], 9, np.int8)
    case = arguments(separation.busy_firms, f, wanted, busy=busy)
    agree(separation.busy_firms, twins.busy_firms, case)
    columns = [*f, *wanted, "busy"]
    order_free(separation.busy_firms, case, columns, rng.permutation(world[1]))


def staff_of(w, busy):
    """Return the rows of all who belong to a busy firm."""
    mark = np.full(len(w["employer"]), 9, np.int8)
    rows.mark_staff(w["employer"], busy, mark)
    return rows.rows_where(mark)


def index_case(rng, w, f):
    busy = (rng.random(N_FIRMS) < 0.6).astype(np.int8)
    return arguments(separation.staff_index, f, w, rows=staff_of(w, busy), busy=busy)


@given(worlds)
def test_the_staff_index_lists_everybody_of_each_busy_firm(world):
    rng = np.random.default_rng(world[0])
    w, f = staffed(rng, world[1])
    case = index_case(rng, w, f)
    (start, row), _ = agree(separation.staff_index, twins.staff_index, case)
    listed = np.isin(np.arange(world[1]), row)
    np.testing.assert_array_equal(listed, case["busy"][w["employer"]] == 1)
    assert len(row) == listed.sum() == start[-1]


def staff_case(rng, w, f, **changes):
    everybody = np.ones(N_FIRMS, np.int8)
    start, row = separation.staff_index(
        staff_of(w, everybody), w["employer"], everybody, f["n_workers"], f["n_break"]
    )
    fate = fates(rng, w)
    owned = f["owned"].copy()
    separation.owners_who_quit(
        np.flatnonzero(fate).astype(np.int32), fate, w["status"], w["employer"], owned
    )
    facts = {"start": start, "row": row, "fate": fate, "owned": owned, "k": one_key(rng)}
    return arguments(separation.adjust_staff, f, w, plans(rng), facts, changes)


@given(worlds, st.sampled_from([1.0, -1.0]), st.booleans(), st.floats(0.0, 1.0))
def test_those_of_shortest_or_longest_tenure_are_chosen_as_in_the_plain_sort(
    world, sign, resting, share
):
    rng = np.random.default_rng(world[0])
    w, _ = staffed(rng, world[1])
    staff = rng.permutation(world[1])[: world[1] // 2].astype(np.int32)
    fate = fates(rng, w)
    rests = w["flags"][staff] & Flag.RECALL > 0
    working = ~rests & (fate[staff] == 0) & (w["status"][staff] != Status.OWN_ACCOUNT)
    among = staff[rests if resting else working]
    case = arguments(
        separation.first_by_tenure, w, staff=staff, sign=sign, resting=resting,
        n_chosen=round(share * len(among)), fate=fate, k=one_key(rng),
    )  # fmt: skip
    chosen, _ = agree(separation.first_by_tenure, twins.first_by_tenure, case)
    assert set(chosen.tolist()) <= set(among.tolist())
    left = w["tenure"][np.setdiff1d(among, chosen)]
    if len(chosen) and len(left):
        assert (sign * w["tenure"][chosen]).max() <= (sign * left).min(), "ties go by lottery"
    again = case | {"staff": rng.permutation(staff)}
    assert run(separation.first_by_tenure, again)[0].tolist() == chosen.tolist()


@given(worlds)
def test_staff_is_adjusted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = staffed(rng, world[1])
    case = staff_case(rng, w, f)
    agree(separation.adjust_staff, twins.adjust_staff, case)


@given(worlds)
def test_adjusting_staff_does_not_depend_on_the_row(world):
    rng = np.random.default_rng(world[0])
    w, f = staffed(rng, world[1])
    case = staff_case(rng, w, f)
    order = rng.permutation(world[1])
    _, straight = run(separation.adjust_staff, case)
    moved = permuted(case, [*w, "fate"], order, rows=["row"])
    for j in range(N_FIRMS):  # staff stand in the index in the order of their rows
        moved["row"][moved["start"][j] : moved["start"][j + 1]].sort()
    _, mixed = run(separation.adjust_staff, moved)
    for name in ("fate", "status"):
        np.testing.assert_array_equal(mixed[name], straight[name][order], err_msg=name)
    np.testing.assert_array_equal(mixed["owned"], straight["owned"])


@given(worlds)
def test_firms_that_are_not_busy_need_not_be_looked_at(world):
    rng = np.random.default_rng(world[0])
    w, f = staffed(rng, world[1])
    case = staff_case(rng, w, f)
    busy = np.full(N_FIRMS, 9, np.int8)
    _, found = run(separation.busy_firms, arguments(separation.busy_firms, f, case, busy=busy))
    start, row = separation.staff_index(
        staff_of(w, found["busy"]), w["employer"], found["busy"], f["n_workers"], f["n_break"]
    )
    _, everybody = run(separation.adjust_staff, case)
    _, busy_only = run(separation.adjust_staff, case | {"start": start, "row": row})
    for name in ("fate", "status", "owned"):
        np.testing.assert_array_equal(busy_only[name], everybody[name], err_msg=name)


def five_people(tenure, resting=(), owner=None, **wanted):
    """Return the fates of five people of one firm."""
    rng = np.random.default_rng(1)
    w, f = people(rng, 5, statuses=[Status.EMPLOYEE]), firms(rng)
    w["employer"][:], w["flags"][:], w["tenure"][:] = 0, 0, tenure
    for i in resting:
        w["status"][i], w["flags"][i] = Status.UNEMPLOYED, Flag.RECALL
    f["ownership"][0] = Ownership.PRIVATE
    if owner is not None:
        w["status"][owner], f["ownership"][0] = Status.OWN_ACCOUNT, Ownership.HOUSEHOLD
    employ(w, f)
    plan = {name: np.zeros(N_FIRMS, np.int32) for name in PLANS}
    for name, number in wanted.items():
        plan[name][0] = number
    f["alive"][:] = 1
    nobody_quits = {"fate": np.zeros(5, np.int8), "owned": f["owned"]}
    case = staff_case(rng, w, f, **nobody_quits, **plan)
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
    _, after = agree(separation.choose_owner, twins.choose_owner, facts)
    return np.flatnonzero(after["status"] == Status.OWN_ACCOUNT).tolist()


def test_the_longest_serving_inherits_and_the_lower_id_among_equals():
    w = people(np.random.default_rng(1), 4, statuses=[Status.EMPLOYEE])
    w["flags"][:], w["tenure"][:], w["worker_id"][:] = 0, [9, 30, 30, 90], [4, 3, 2, 1]
    assert owner_of(w, [0, 0, 0, separation.QUIT]) == [2]
    w["status"][0] = Status.OWN_ACCOUNT
    assert owner_of(w, [0, 0, 0, 0]) == [0]


@given(worlds)
def test_an_owner_is_chosen_as_in_the_plain_search(world):
    rng = np.random.default_rng(world[0])
    w, _ = staffed(rng, world[1])
    j = int(rng.integers(N_FIRMS))
    staff = np.flatnonzero(w["employer"] == j).astype(np.int32)
    case = arguments(separation.choose_owner, w, staff=staff, fate=fates(rng, w))
    agree(separation.choose_owner, twins.choose_owner, case)
    order = rng.permutation(world[1])
    order_free(separation.choose_owner, case, [*w, "fate"], order, rows=["staff"])


def fate_case(rng, w, f, **changes):
    """Return a case in which every firm's fates were decided as `adjust_staff` decides them."""
    _, decided = run(separation.adjust_staff, staff_case(rng, w, f, **changes))
    return arguments(
        separation.apply_fates,
        f,
        w,
        decided,
        month=MONTH,
        rows=np.flatnonzero(decided["fate"]).astype(np.int32),
        farm_income=rng.uniform(1e3, 3e3, N_UNITS),
        leave_men=0.2,
        leave_women=0.4,
        to_farm=0.4,
        season_search=0.5,
        reservation=0.8,
        k=one_key(rng),
        **zeros("separations", "layoffs", "breaks", "recalls"),
    )


@given(worlds)
def test_fates_are_carried_out_as_in_the_plain_loop(world):
    """The twin counts everybody again, so this too: what the kernel adds up equals a recount."""
    rng = np.random.default_rng(world[0])
    w, f = staffed(rng, world[1])
    case = fate_case(rng, w, f)
    _, after = agree(separation.apply_fates, twins.apply_fates, case)
    ended = np.isin(case["fate"], [separation.QUIT, OUT, FREE])
    assert (after["employer"][ended] == -1).all()
    order = rng.permutation(world[1])
    order_free(separation.apply_fates, case, [*w, "fate"], order, rows=["rows"])


def test_a_business_whose_owner_quits_is_owned_by_the_heir():
    """The owner's leaving once struck out the heir, who had been entered before."""
    rng = np.random.default_rng(1)
    w, f = people(rng, 3, statuses=[Status.EMPLOYEE]), firms(rng)
    w["employer"][:], w["flags"][:], w["tenure"][:] = 0, 0, [4, 9, 7]
    w["status"][1] = Status.OWN_ACCOUNT
    f["ownership"][0], f["alive"][0] = Ownership.HOUSEHOLD, 1
    employ(w, f)
    stays = {name: np.zeros(N_FIRMS, np.int32) for name in PLANS}
    fate = np.array([separation.NOTHING, separation.QUIT, separation.NOTHING], np.int8)
    quits = np.array([1], np.int32)
    separation.owners_who_quit(quits, fate, w["status"], w["employer"], f["owned"])
    assert f["owned"][0] == 0
    _, after = run(
        separation.apply_fates, fate_case(rng, w, f, fate=fate, owned=f["owned"], **stays)
    )
    assert after["employer"].tolist() == [0, -1, 0]
    assert after["status"][2] == Status.OWN_ACCOUNT
    assert after["owned"][0] == 1
    assert after["n_workers"][0] == 2


# ---------------------------------------------------------------- demand


def plan_case(rng, f, **changes):
    n = len(f["alive"])
    facts = {
        "month": MONTH,
        "cost": rng.uniform(0.8, 1.0, n),
        "demand": rng.uniform(0.7, 1.3, (N_UNITS, 22)),
        "season": rng.uniform(0.6, 1.0, 22),
        "season_peak": rng.uniform(1.0, 1.3, 22),
        "technology": rng.uniform(0.8, 1.05, n).astype(np.float32),
        "crowding": rng.uniform(-0.05, 0.0, (N_UNITS, 22, 4)),
        "exit_rate": rng.uniform(0.0, 0.6, 4),
        "exit_peak": 4.0,
        "exit_law": EXIT_LAW,
        "elasticity": -0.4,
        "tolerance": rng.uniform(0.0, 0.3, 4),
        "ahead_rate": rng.uniform(0.0, 0.5, 4),
        "project": rng.choice([0, 0, 3], n).astype(np.int32),
        "indebted": rng.choice([0, 1], n).astype(np.int8),
        "loan_hazard": 0.5,
        "advice": 0.7,
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
    _, after = agree(demand.plan_firms, twins.plan_firms, case)
    # a plan can be carried out with the staff that is there
    assert (after["n_recall"] <= after["n_break"]).all()
    assert (after["n_layoff"] <= after["n_workers"] + after["n_break"]).all()
    plans = ["places", "n_layoff", "n_break_wanted", "n_recall", "wanted", "cost", "technology"]
    plans += ["project", "indebted"]
    order_free(demand.plan_firms, case, [*f, *plans], rng.permutation(world[1]))


@given(worlds)
def test_cells_add_up_the_targets_of_living_firms(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    case = arguments(demand.cell_capacity, f, out=np.full((N_UNITS, 22, 4), 7.0))
    _, after = agree(demand.cell_capacity, twins.cell_capacity, case)
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
    n, after = agree(demand.draw_entrants, twins.draw_entrants, case)
    assert (after["size_out"][:n] >= 1.0).all()
    assert (after["size_out"][:n] <= np.maximum(case["cap"], 1.0)[after["cell_out"][:n]]).all()
    assert (after["cell_out"][n:] == -1).all()
    pairs = set(zip(after["cell_out"][:n].tolist(), after["slot_out"][:n].tolist(), strict=True))
    assert len(pairs) == n


@given(st.floats(0.0, 60.0), st.floats(0.0, 1e4), st.floats(0.0, 0.5), st.floats(0.5, 20.0))
def test_the_hazard_of_closing_is_the_plain_formula(years, size, rate, peak):
    equal(demand.exit_hazard, twins.exit_hazard, years, size, rate, peak, EXIT_LAW)


def test_exits_peak_at_the_given_age_and_fall_with_size():
    ages = np.linspace(0.0, 40.0, 401)
    hazards = [demand.exit_hazard(x, 1.0, 0.1, 4.0, EXIT_LAW) for x in ages]
    assert abs(ages[int(np.argmax(hazards))] - 4.0) <= 0.1
    large, small = (demand.exit_hazard(4.0, size, 0.1, 4.0, EXIT_LAW) for size in (100.0, 10.0))
    assert large / small == pytest.approx(0.5, abs=0.01)


# ---------------------------------------------------------------- posts


@given(worlds)
def test_open_posts_are_counted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    firm = posts(rng, firms(rng, world[1]))["post_firm"]
    first, _ = agree(posting.count_posts, twins.count_posts, {"firm": firm, "n_firms": world[1]})
    np.testing.assert_array_equal(np.diff(first), np.bincount(firm, minlength=world[1]))


def opening_case(first, vacancies):
    n = len(vacancies)
    return {
        "vacancies": vacancies.astype(np.int32),
        "first": first,
        "start": np.full(n + 1, -9, np.int64),
        "opened": np.full(n, -9, np.int32),
        "closed": np.full(n, -9, np.int32),
    }


@given(worlds)
def test_posts_to_open_and_to_withdraw_are_those_of_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    first = np.concatenate([[0], np.cumsum(rng.integers(0, 5, world[1]))])
    case = opening_case(first, rng.integers(0, 5, world[1]))
    _, after = agree(posting.plan_posts, twins.plan_posts, case)
    np.testing.assert_array_equal(
        np.diff(after["start"]), np.diff(first) + after["opened"] - after["closed"]
    )
    assert not (after["opened"] * after["closed"]).any()


POST = ("key", "firm", "opened", "market", "occupation", "schooling", "asks")


def renewal_case(rng, f, old, vacancies, **changes):
    first = posting.count_posts(old["post_firm"], len(f["id"]))
    _, plan = run(posting.plan_posts, opening_case(first, vacancies))
    n = int(plan["start"][-1])
    facts = {
        "month": MONTH,
        "first": first,
        "start": plan["start"],
        "occupation_share": cumulative(rng, 22, 7),
        "schooling_share": cumulative(rng, 7, 8),
        "k_post": one_key(rng),
        "quota": np.zeros((len(f["id"]), 3), np.int32),
        **{f"old_{name}": old[f"post_{name}"] for name in POST},
        **{name: np.full(n, 99, old[f"post_{name}"].dtype) for name in POST},
    }
    return arguments(posting.renew_posts, f, facts, changes)


@given(worlds)
def test_posts_are_renewed_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    quota = rng.integers(0, 2, (world[1], 3)).astype(np.int32)
    case = renewal_case(rng, f, posts(rng, f), rng.integers(0, 5, world[1]), quota=quota)
    _, after = agree(posting.renew_posts, twins.renew_posts, case)
    assert len(np.unique(after["key"])) == len(after["key"]), "a name names one post"
    assert (np.diff(after["firm"]) >= 0).all()
    same_firm = np.diff(after["firm"]) == 0
    assert (np.diff(after["opened"])[same_firm] >= 0).all(), "the oldest stand first"


def named(f, after):
    """Return posts by key: the firm's id and everything that a post is, but the firm's row."""
    firm = f["id"][after["firm"]].tolist()
    rest = (after[name].tolist() for name in ("opened", "market", "occupation", "schooling"))
    return dict(zip(after["key"].tolist(), zip(firm, *rest, strict=True), strict=True))


@given(worlds)
def test_posts_do_not_depend_on_the_rows_of_firms(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    empty = posts(rng, f, most=0)
    vacancies = rng.integers(0, 5, world[1])
    case = renewal_case(rng, f, empty, vacancies)
    order = rng.permutation(world[1])
    g = {name: column[order] for name, column in f.items()}
    moved = renewal_case(rng, g, empty, vacancies[order])
    for name in ("occupation_share", "schooling_share", "k_post"):
        moved[name] = case[name]
    _, straight = run(posting.renew_posts, case)
    _, mixed = run(posting.renew_posts, moved)
    assert named(f, straight) == named(g, mixed)


@given(worlds)
def test_a_post_more_or_less_leaves_all_others_as_they_are(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    old = posts(rng, f)
    vacancies = rng.integers(0, 5, world[1])
    more = vacancies.copy()
    more[rng.integers(world[1])] += 1
    state = rng.bit_generator.state
    _, before = run(posting.renew_posts, renewal_case(rng, f, old, vacancies))
    rng.bit_generator.state = state
    _, after = run(posting.renew_posts, renewal_case(rng, f, old, more))
    few, many = named(f, before), named(f, after)
    assert few.items() <= many.items()
    assert len(many) == len(few) + 1


def test_a_firm_withdraws_its_youngest_posts():
    rng = np.random.default_rng(3)
    f = firms(rng, 1)
    old = posts(rng, f) | {
        "post_firm": np.zeros(3, np.int32),
        "post_key": np.array([7, 8, 9], np.uint64),
        "post_opened": np.array([MONTH - 9, MONTH - 2, MONTH - 1], np.int16),
        "post_occupation": np.zeros(3, np.int8),
        "post_schooling": np.zeros(3, np.int8),
        "post_asks": np.zeros(3, np.int8),
    }
    _, after = run(posting.renew_posts, renewal_case(rng, f, old, np.array([2])))
    assert after["key"].tolist() == [7, 8]
    assert after["opened"].tolist() == [MONTH - 9, MONTH - 2]


@given(worlds)
def test_posts_are_priced_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    open_posts = posts(rng, f)
    n = len(open_posts["post_key"])
    case = arguments(
        posting.price_posts,
        f,
        {name: open_posts[f"post_{name}"] for name in POST},
        month=MONTH,
        vacancy_pay=0.01,
        log_base=rng.normal(8.5, 0.2, (22, 4)),
        unit_level=rng.normal(0.0, 0.1, N_UNITS),
        heat=rng.normal(0.0, 0.1, 7 * N_UNITS),
        return_schooling=0.08,
        school_years=SCHOOL_YEARS,
        occupation_pay=rng.normal(0.0, 0.1, 8),
        rent_share=0.3,
        size_premium=0.02,
        centre=rng.normal(0.0, 0.05, (22, 4)),
        floor=rng.uniform(1500.0, 2500.0, N_UNITS),
        evading=0.4,
        depth=0.7,
        k_comply=one_key(rng),
        wage=np.full(n, np.nan),
        least=np.full(n, np.nan),
    )
    _, after = agree(posting.price_posts, twins.price_posts, case)
    assert np.isfinite(after["wage"]).all()
    columns = ["firm", "opened", "market", "schooling", "wage", "least"]
    order_free(posting.price_posts, case, columns, rng.permutation(n))


@given(st.integers(0, 10**6))
def test_picking_is_the_first_entry_beyond_the_draw(number):
    rng = np.random.default_rng(number)
    table = cumulative(rng, 7)
    for u in (0.0, rng.random(), table[2], np.nextafter(1.0, 0.0)):
        equal(posting.pick, naive.pick, table, u)
        assert posting.pick(table, u) == np.searchsorted(table[:-1], u, "right")


# ---------------------------------------------------------------- hiring


def matched(rng, w, f):
    """Return open posts, seekers and the post that holds each, -1 for none."""
    open_posts = posts(rng, f, most=8)
    n_posts = len(open_posts["post_key"])
    seeks = np.flatnonzero(w["status"] >= Status.EMPLOYEE).astype(np.int32)
    held = np.full(len(seeks), -1, np.int32)
    taken = rng.permutation(n_posts)[: len(seeks)]
    held[rng.permutation(len(seeks))[: len(taken)]] = taken
    if n_posts:
        own = w["employer"][seeks] == open_posts["post_firm"][held]
        held[own] = -1  # nobody applies to her own firm
    wage = {"post_wage": rng.normal(8.5, 0.2, n_posts)}
    wage["post_least"] = rng.uniform(2000.0, 8000.0, n_posts)
    return {**open_posts, **wage, "rows": seeks, "held": held}


def hire_case(rng, w, f, **changes):
    m = matched(rng, w, f)
    n_seekers = len(m["rows"])
    facts = {
        "month": MONTH,
        "first_owner": hiring.first_owners(
            m["rows"], m["held"], m["post_firm"], w["worker_id"], f["ownership"], f["n_workers"]
        ),
        "school_years": SCHOOL_YEARS,
        "grade_pay": np.sort(rng.uniform(0.0, 0.4, 9)),
        "pay_rule": np.array([0.02, -0.0003, -0.02, -0.06, 0.3]),
        "registration_share": 0.6,
        "k_insured": one_key(rng),
        "k_register": one_key(rng),
        "k_take_up": one_key(rng),
        "claim_row": np.full(n_seekers, -1, np.int32),
        "claim_rule": np.full(n_seekers, -1, np.int32),
        **zeros("entries", "persons", "registered", "hires", "job_to_job"),
    }
    return arguments(hiring.hire_workers, f, m, w, rules(rng, 3), facts, changes)


def seekers(rng, n):
    """Return people, many without a job, and their firms, many of them without staff."""
    idle = [Status.UNEMPLOYED, Status.FLEXIBLE, Status.FARM]
    w, f = people(rng, n, statuses=[*JOBS, *idle]), firms(rng)
    f["ownership"][: N_FIRMS // 2] = f["firm_ownership"][: N_FIRMS // 2] = Ownership.HOUSEHOLD
    w["employer"][w["employer"] < 2] = -1  # two businesses without staff
    w["flags"][w["employer"] < 0] &= ~Flag.RECALL
    lost = np.isin(w["status"], [Status.EMPLOYEE, Status.OWN_ACCOUNT]) & (w["employer"] < 0)
    w["status"][lost] = Status.UNEMPLOYED
    w["last_firm"] = rng.choice(np.arange(-1000, 1000), n).astype(np.int32)
    employ(w, f)
    return w, f


@given(worlds, st.integers(0, 9))
def test_an_entry_into_urban_work_is_counted_as_in_the_plain_formula(world, i):
    rng = np.random.default_rng(world[0])
    w = people(rng, 10)
    case = arguments(
        hiring.enter_urban_work, w, i=i, u=int(w["unit"][i]), who=int(w["worker_id"][i]),
        share=rng.random(), k_register=one_key(rng), **zeros("entries", "persons", "registered"),
    )  # fmt: skip
    agree(hiring.enter_urban_work, twins.enter_urban_work, case)


@given(worlds)
def test_first_owners_are_those_of_the_plain_search(world):
    rng = np.random.default_rng(world[0])
    w, f = seekers(rng, world[1])
    case = arguments(hiring.first_owners, f, w, matched(rng, w, f))
    owner, _ = agree(hiring.first_owners, twins.first_owners, case)
    order, again = rng.permutation(world[1]), rng.permutation(len(case["rows"]))
    moved = permuted(case, ["worker_id"], order, rows=["rows"])
    moved["rows"], moved["held"] = moved["rows"][again], moved["held"][again]
    mixed, _ = run(hiring.first_owners, moved)
    np.testing.assert_array_equal(
        np.where(mixed < 0, -1, order[mixed]), owner, err_msg="rows of the same persons"
    )


def test_of_several_hired_at_once_by_a_new_household_business_the_lowest_id_owns_it():
    """Once it was the first row."""
    rng = np.random.default_rng(3)
    w, f = people(rng, 3, statuses=[Status.UNEMPLOYED]), firms(rng, 1)
    w["employer"][:], w["flags"][:], w["worker_id"][:] = -1, 0, [30, 10, 20]
    f["ownership"][:] = f["firm_ownership"][:] = Ownership.HOUSEHOLD
    employ(w, f)
    case = hire_case(rng, w, f)
    n = 3
    case |= {
        "rows": np.arange(n, dtype=np.int32),
        "held": np.arange(n, dtype=np.int32),
        "post_firm": np.zeros(n, np.int32),
        "post_occupation": np.zeros(n, np.int8),
        "post_wage": np.full(n, 8.5),
        "post_least": np.full(n, 2000.0),
    }
    case["first_owner"] = hiring.first_owners(
        case["rows"], case["held"], case["post_firm"], w["worker_id"], f["ownership"],
        f["n_workers"],
    )  # fmt: skip
    _, after = agree(hiring.hire_workers, twins.hire_workers, case)
    assert after["status"].tolist() == [Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.EMPLOYEE]
    assert after["owned"].tolist() == [1]
    assert after["n_workers"].tolist() == [3]


@given(worlds)
def test_hires_are_made_as_in_the_plain_loop(world):
    """The twin counts everybody again, so this too: what the kernel adds up equals a recount."""
    rng = np.random.default_rng(world[0])
    w, f = seekers(rng, world[1])
    case = hire_case(rng, w, f)
    # some return to the firm of their last job
    back = (case["held"] >= 0) & (rng.random(len(case["rows"])) < 0.3)
    firm = case["firm_id"][case["post_firm"][case["held"][back]]]
    case["last_firm"][case["rows"][back]] = firm
    n, after = agree(hiring.hire_workers, twins.hire_workers, case)
    assert after["hires"].sum() == (case["held"] >= 0).sum()
    assert (after["persons"] <= after["entries"]).all()
    assert (after["claim_row"][n:] == -1).all()


@given(worlds)
def test_hiring_does_not_depend_on_the_row_or_the_order_of_seekers(world):
    rng = np.random.default_rng(world[0])
    w, f = seekers(rng, world[1])
    case = hire_case(rng, w, f)
    order, again = rng.permutation(world[1]), rng.permutation(len(case["rows"]))
    moved = permuted(case, w, order, rows=["rows"])
    moved["rows"], moved["held"] = moved["rows"][again], case["held"][again]
    moved["first_owner"] = hiring.first_owners(
        moved["rows"], moved["held"], moved["post_firm"], moved["worker_id"], f["ownership"],
        f["n_workers"],
    )  # fmt: skip
    n, straight = run(hiring.hire_workers, case)
    n_again, mixed = run(hiring.hire_workers, moved)
    for name in w.keys() & case.keys():
        np.testing.assert_array_equal(mixed[name], straight[name][order], err_msg=name)
    for name in (*BOOKS, "entries", "persons", "registered", "hires", "job_to_job"):
        np.testing.assert_array_equal(mixed[name], straight[name], err_msg=name)

    def claims(n, after):
        who = after["worker_id"][after["claim_row"][:n]].tolist()
        return sorted(zip(who, after["claim_rule"][:n].tolist(), strict=True))

    assert claims(n, straight) == claims(n_again, mixed)


def hired(urban=1, share=1.0, back=False, **changes):
    """Return what becomes of one person hired into an urban private post, certainly registered.

    `back`: the post is at the firm of her last job.
    """
    rng = np.random.default_rng(21)
    w = people(rng, 1, statuses=[changes.pop("status", Status.UNEMPLOYED)])
    f = firms(rng)
    known = {"flags": 0, "employer": -1, "last_firm": -1, "spell": 3}
    for name, value in (known | changes).items():
        w[name][:] = value
    employ(w, f)
    f["firm_urban"][:], f["firm_ownership"][:] = urban, Ownership.PRIVATE
    case = hire_case(rng, w, f, registration_share=share)
    case["held"][:] = 0
    if back:
        case["last_firm"][:] = case["firm_id"][case["post_firm"][0]]
    _, after = run(hiring.hire_workers, case)
    return {name: int(after[name].sum()) for name in ("entries", "persons", "registered", "hires")}


def test_leaving_unemployment_for_an_urban_job_is_an_entry():
    assert hired() == {"entries": 1, "persons": 1, "registered": 1, "hires": 1}


def test_a_second_entry_in_a_year_is_not_a_second_person():
    again = hired(flags=Flag.ENTERED | Flag.COUNTED)
    assert again == {"entries": 1, "persons": 0, "registered": 0, "hires": 1}


NO_ENTRY = {"entries": 0, "persons": 0, "registered": 0, "hires": 1}


def test_a_move_from_job_to_job_is_no_new_employment():
    assert hired(status=Status.EMPLOYEE, employer=N_FIRMS - 1) == NO_ENTRY


def test_a_return_to_the_same_firm_within_the_year_is_no_new_employment():
    assert hired(back=True, spell=12) == NO_ENTRY
    assert hired(back=True, spell=13)["registered"] == 1


def test_a_job_in_the_country_is_no_urban_employment():
    assert hired(urban=0) == NO_ENTRY


def test_an_entry_that_is_not_registered_is_an_entry_and_a_person_all_the_same():
    assert hired(share=0.0) == {"entries": 1, "persons": 1, "registered": 0, "hires": 1}


def test_one_counted_before_is_not_counted_again_though_she_is_registered():
    assert hired(flags=Flag.COUNTED) == {"entries": 1, "persons": 1, "registered": 0, "hires": 1}


def test_flexible_work_in_town_was_urban_work_already():
    assert hired(status=Status.FLEXIBLE)["entries"] == 0
