"""Veterans, the disabled, long searchers, carers and households in need against plain Python."""

from __future__ import annotations

import naive_groups as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import MONTH, N_UNITS, agree, arguments, firms, one_key, people, posts, run

from agents.codes import Flag, Sex, Status
from agents.kernels import family, target_groups

worlds = st.tuples(st.integers(0, 10**6), st.integers(1, 60))
LOOPS = [
    (target_groups, ("recognise_veterans", "disabled_among", "add_contacts", "favour_applicants")),
    (family, ("count_small_children", "working_carers", "relief_heads")),
]


def case_of(rng, n, kernel, **changes):
    w = people(rng, n)
    young = rng.random(n) < 0.3
    w["status"][young], w["birth"][young] = Status.MINOR, MONTH - rng.integers(0, 60, n)[young]
    w["flags"][rng.random(n) < 0.3] |= int(Flag.HARDSHIP)
    market = posts(rng, firms(rng))
    rows = np.flatnonzero(rng.random(n) < 0.7).astype(np.int32)
    sent = rng.integers(0, 5, len(rows))
    n_houses = int(w["household"].max()) + 1
    n_posts = len(market["post_key"])
    facts = {
        "month": MONTH,
        "rows": rows,
        "share": 0.4,
        "k": one_key(rng),
        "graded": rng.choice([0.0, 0.7, 3.0], N_UNITS),
        "uplift": rng.choice([0.0, 0.4, 2.0], N_UNITS),
        "first_part": 0.5,
        "disabled_share": 0.5,
        "opt_in": 0.7,
        "k_disabled": one_key(rng), "k_opt_in": one_key(rng), "k_contact": one_key(rng),
        "applications": rng.integers(0, 17, n).astype(np.int8),
        "start": np.concatenate([[0], np.cumsum(sent)]).astype(np.int64),
        "post": rng.integers(0, n_posts, int(sent.sum())).astype(np.int32),
        "post_market": rng.integers(0, 7 * N_UNITS, n_posts).astype(np.int16),
        "post_wage": rng.normal(8.4, 0.3, n_posts),
        "supported": rng.uniform(0.0, 900.0, N_UNITS),
        "priority": rng.uniform(0.0, 0.2, N_UNITS),
        "cost_weight": 0.15,
        "score": rng.normal(0.0, 1.0, int(sent.sum())),
        "small": rng.integers(0, 3, n_houses).astype(np.int8),
        "house_id": (np.arange(n_houses) + 5000).astype(np.int32),
        "allowance": rng.choice([-1, 0, 300], n_houses).astype(np.int16),
        "turn": int(rng.integers(0, 12)),
    }  # fmt: skip
    return arguments(kernel, w, facts, changes)


@given(worlds)
@pytest.mark.parametrize(
    ("module", "name"), [(module, name) for module, names in LOOPS for name in names]
)
def test_each_loop_equals_its_twin(module, name, world):
    kernel = getattr(module, name)
    case = case_of(np.random.default_rng(world[0]), world[1], kernel)
    agree(kernel, getattr(twins, name), case)


def test_a_trait_is_the_same_in_every_month_and_only_of_the_certified():
    rng = np.random.default_rng(3)
    case = case_of(rng, 200, target_groups.disabled_among)
    found, _ = run(target_groups.disabled_among, case)
    again, _ = run(target_groups.disabled_among, case)
    assert found.tolist() == again.tolist() != []
    assert (case["flags"][found] & Flag.HARDSHIP != 0).all()
    other = case | {"flags": case["flags"] & ~int(Flag.HARDSHIP)}
    assert len(run(target_groups.disabled_among, other)[0]) == 0


def test_help_is_graded_by_the_months_of_search_and_never_takes_away():
    rng = np.random.default_rng(4)
    n, means = 4000, []
    for spell in (2, 6, 12):
        case = case_of(
            rng, n, target_groups.add_contacts, rows=np.arange(n, dtype=np.int32),
            worker_id=np.arange(n, dtype=np.int32), status=np.full(n, Status.UNEMPLOYED, np.int8),
            spell=np.full(n, spell, np.int16), flags=np.full(n, int(Flag.HARDSHIP), np.int16),
            graded=np.full(N_UNITS, 2.0), uplift=np.zeros(N_UNITS),
            applications=np.full(n, 5, np.int8),
        )  # fmt: skip
        _, after = run(target_groups.add_contacts, case)
        assert (after["applications"] >= 5).all()
        means.append(float(after["applications"].mean() - 5.0))
    assert means[0] == 0.0
    # standard error of a mean of Poisson numbers: sqrt(2 / 4000) = 0.022; four of them
    assert abs(means[1] - 1.0) < 0.09
    assert abs(means[2] - 2.0) < 0.09


def test_relief_reaches_each_uncovered_household_in_need_once_a_year():
    rng = np.random.default_rng(5)
    case = case_of(rng, 300, family.relief_heads)
    everybody = [run(family.relief_heads, case | {"turn": t})[0] for t in range(12)]
    rows = np.concatenate(everybody)
    houses = case["household"][rows]
    assert len(set(houses)) == len(houses)
    adult = ~np.isin(case["status"], [Status.GONE, Status.MINOR])
    members = np.unique(case["household"][adult & (case["household"] >= 0)])
    in_need = members[case["allowance"][members] == -1]
    assert sorted(houses) == sorted(in_need)


def test_only_one_woman_of_a_household_answers_for_its_children():
    rng = np.random.default_rng(6)
    case = case_of(rng, 300, family.working_carers, sex=np.full(300, Sex.FEMALE, np.int8))
    rows, _ = run(family.working_carers, case)
    houses = case["household"][rows]
    assert len(rows) > 0
    assert len(set(houses)) == len(houses)
    assert (case["small"][houses] > 0).all()
