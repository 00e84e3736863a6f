"""Firms' counts of their staff, kept up to date by events, equal a recount after every step."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from naive import (
    BOOKS,
    MONTH,
    N_FIRMS,
    N_UNITS,
    SCHOOL_YEARS,
    arguments,
    employ,
    firms,
    names_of,
    one_key,
    people,
    posts,
    rules,
    run,
)

from agents.codes import Flag, Ownership, Status
from agents.kernels import ageing, hiring, pay, programmes, rows, search, separation

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 80), st.integers(1, 4))
PLANS = ("n_layoff", "n_break_wanted", "n_recall")


def let(kernel, *sources, **more):
    """Run a kernel on the arrays themselves, so that the world changes."""
    known = {name: value for source in (*sources, more) for name, value in source.items()}
    return kernel(*[known[name] for name in names_of(kernel)])


def counts(*names):
    return {name: np.zeros(N_UNITS, np.int64) for name in names}


def some(rng, n, share, values):
    """Return int8[n]: one of the values for a share of the rows, else 0."""
    return np.where(rng.random(n) < share, rng.choice(values, n), 0).astype(np.int8)


def exits(rng, w, f):
    event = some(rng, len(w["status"]), 0.1, [ageing.DIED, ageing.DEPARTED, ageing.RETIRES,
                                              ageing.GIVES_UP, ageing.TURNS_15,
                                              ageing.SETTLES])  # fmt: skip
    event[w["status"] == Status.GONE] = ageing.STAYED
    houses = np.full(len(event), 9, np.int8)
    let(
        ageing.settle_events, f, w, rows=rows.rows_where(event), event=event,
        n_members=houses, n_minors=houses.copy(),
        **counts("deaths", "departures", "retirements", "attrition"),
    )  # fmt: skip


def separations(rng, w, f):
    n = len(w["status"])
    wanted = {name: some(rng, N_FIRMS, 0.5, [1, 2, 3]).astype(np.int32) for name in PLANS}
    f["alive"][rng.random(N_FIRMS) < 0.1] = 0
    fate, busy = np.empty(n, np.int8), np.empty(N_FIRMS, np.int8)
    mark = np.empty(n, np.int8)
    let(
        separation.quit_jobs, f, w, hazard=np.full((4, 3), 0.2), owner_hazard=0.3,
        away_rise=0.2,
        k=one_key(rng), fate=fate,
    )  # fmt: skip
    let(separation.owners_who_quit, f, w, rows=rows.rows_where(fate), fate=fate)
    let(separation.busy_firms, f, wanted, busy=busy)
    rows.mark_staff(w["employer"], busy, mark)
    start, row = let(separation.staff_index, f, w, rows=rows.rows_where(mark), busy=busy)
    let(separation.adjust_staff, f, w, wanted, start=start, row=row, fate=fate, k=one_key(rng))
    let(
        separation.apply_fates, f, w, month=MONTH, rows=rows.rows_where(fate), fate=fate,
        farm_income=np.full(N_UNITS, 2e3), leave_men=0.2, leave_women=0.4, to_farm=0.4,
        season_search=0.5, reservation=0.8, k=one_key(rng),
        **counts("separations", "layoffs", "breaks", "recalls"),
    )  # fmt: skip


def search_and_farm(rng, w, f):
    n = len(w["status"])
    let(
        ageing.farm_season,
        w,
        share=rng.random(N_UNITS),
        income=np.full(N_UNITS, 2e3),
        k=one_key(rng),
    )
    chances = {name: 0.4 for name in (
        "flexible_search", "effort_beside_work", "young_factor", "old_factor",
        "reentry_old", "reentry_men", "reentry_women", "lock_in",
        "graduate_effort",
    )}  # fmt: skip
    let(
        search.choose_effort, w, chances, month=MONTH, n_app=3.0, added_worker=1.5,
        on_the_job=np.full(480, 0.4),
        lost_job=np.ones(n, np.int8), small_children=np.ones(n, np.int8),
        care_factor=np.full(N_UNITS, 1.2),
        farm_search=np.full(N_UNITS, 0.4), chance_response=np.ones(N_UNITS),
        discourage_by_spell=np.full(1201, 0.3), discourage_old=0.3, graduate_months=6,
        effort_by_spell=np.ones(1201), fate=np.zeros(n, np.int8),
        k_search=one_key(rng), k_effort=one_key(rng), k_participate=one_key(rng),
        k_discourage=one_key(rng), applications=np.empty(n, np.int8),
    )  # fmt: skip


def hires(rng, w, f):
    """Hire at random, then accept every claim, as `sim.steps.pay` does."""
    m = posts(rng, f, most=3)
    keep = f["alive"][m["post_firm"]] == 1
    m = {name: column[keep] for name, column in m.items()}
    n_posts = len(m["post_key"])
    seeks = np.flatnonzero(
        (w["status"] >= Status.EMPLOYEE) & (w["status"] <= Status.INACTIVE)
    ).astype(np.int32)
    held = np.full(len(seeks), -1, np.int32)
    taken = rng.permutation(n_posts)[: len(seeks)]
    held[rng.permutation(len(seeks))[: len(taken)]] = taken
    if n_posts:
        held[w["employer"][seeks] == m["post_firm"][held]] = -1
    owner = let(hiring.first_owners, f, w, m, rows=seeks, held=held)
    claim_row, claim_rule = (np.empty(len(seeks), np.int32) for _ in range(2))
    offers = rules(rng, 3)
    n = let(
        hiring.hire_workers, f, w, m, offers, month=MONTH, rows=seeks, held=held,
        post_wage=np.full(n_posts, 8.0), post_least=np.full(n_posts, 2e3), first_owner=owner,
        school_years=SCHOOL_YEARS, grade_pay=np.zeros(9), pay_rule=np.zeros(5),
        registration_share=0.6,
        k_insured=one_key(rng), k_register=one_key(rng), k_take_up=one_key(rng),
        claim_row=claim_row, claim_rule=claim_rule,
        **counts("entries", "persons", "registered", "hires", "job_to_job"),
    )  # fmt: skip
    recount(w, f)
    accepted = claim_row[:n]
    w["subsidy_months"][accepted] = rng.integers(1, 4, n)
    np.add.at(f["n_subsidised"], w["employer"][accepted], 1)


def flexible(rng, w, f):
    n = len(w["status"])
    choice = np.zeros(n, np.int8)
    idle = (w["status"] == Status.UNEMPLOYED) & (w["flags"] & Flag.RECALL == 0)
    choice[idle] = some(rng, int(idle.sum()), 0.5, [programmes.TAKES_UP, programmes.BACK_TO_FARM])
    choice[w["status"] == Status.FLEXIBLE] = programmes.GIVES_UP
    let(
        programmes.apply_flexible, w, rows=rows.rows_where(choice), choice=choice,
        log_income=np.full(N_UNITS, 8.0), skill_share=0.5, farm_income=np.full(N_UNITS, 2e3),
        industry_share=np.linspace(0.0, 1.0, 22), occupation_of=np.zeros(22),
        registration_share=0.5, reservation=0.8, k_entry=one_key(rng), k_register=one_key(rng),
        **counts("entries", "persons", "registered", "separations"),
    )  # fmt: skip


def subsidies(rng, w, f):
    let(pay.run_down_subsidies, f, w, rows=rows.rows_where(w["subsidy_months"]))


def recount(w, f):
    """Assert that what firms count is what a recount finds."""
    _, counted = run(separation.count_staff, arguments(separation.count_staff, f, w))
    for name in BOOKS:
        np.testing.assert_array_equal(f[name], counted[name], err_msg=name)


@given(worlds)
def test_what_firms_count_equals_a_recount_after_every_step(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1]), firms(rng)
    f["ownership"][: N_FIRMS // 2] = Ownership.HOUSEHOLD
    f["alive"][:] = 1
    employ(w, f)
    for _ in range(world[2]):
        for step in (exits, separations, search_and_farm, hires, flexible, subsidies):
            step(rng, w, f)
            recount(w, f)
    business = (f["ownership"] == Ownership.HOUSEHOLD) & (f["n_workers"] > 0)
    owners = np.bincount(w["employer"][w["status"] == Status.OWN_ACCOUNT], minlength=N_FIRMS)
    assert (owners <= 1).all()
    assert (owners[~business] == 0).all()
