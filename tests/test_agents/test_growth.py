"""How firms grow and give up posts, against plain Python and known answers."""

from __future__ import annotations

import naive_growth as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import MONTH, N_UNITS, agree, arguments, equal, firms, one_key, order_free, posts

from agents.kernels import growth

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))


@given(st.floats(0.0, 1.0, exclude_max=True))
def test_laplace_quantiles_are_the_plain_formula(u):
    equal(growth.laplace, twins.laplace, u)


def test_laplace_has_unit_variance_and_a_kurtosis_of_six():
    x = np.array([growth.laplace(u) for u in (np.arange(20_000) + 0.5) / 20_000])
    assert x.mean() == pytest.approx(0.0, abs=1e-9)
    assert (x**2).mean() == pytest.approx(1.0, rel=0.01)
    assert (x**4).mean() == pytest.approx(6.0, rel=0.05)


def shaken(rng, f, **changes):
    facts = {
        "month": MONTH,
        "hit_rate": 0.3,
        "growth": rng.uniform(0.0, 0.02, 120),
        "walk_sd": rng.uniform(0.01, 0.05, 120),
        "shock_sd": rng.uniform(0.0, 0.2, 4),
        "shock_ar": 0.9,
        "size_slope": 0.1,
        "size_ref": 20.0,
        "k_shock": one_key(rng),
        "k_walk": one_key(rng),
    }
    return arguments(growth.shake_firms, f, facts, changes)


@given(worlds)
def test_firms_are_shaken_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    case = shaken(rng, f)
    agree(growth.shake_firms, twins.shake_firms, case)
    order_free(growth.shake_firms, case, list(f), rng.permutation(world[1]))


def test_hits_keep_the_monthly_spread_whatever_their_rate():
    rng = np.random.default_rng(1)
    n = 40_000
    f = firms(rng, 8)
    f = {name: np.resize(values, n) for name, values in f.items()}
    f |= {"firm_id": np.arange(n, dtype=np.int32), "alive": np.ones(n, np.int8)}
    f |= {"true_size": np.full(n, 20.0, np.float32), "shock": np.zeros(n, np.float32)}
    for rate in (0.05, 1.0):
        case = shaken(rng, f, hit_rate=rate, shock_sd=np.full(4, 0.04))
        growth.shake_firms(**case)
        assert case["shock"].std() == pytest.approx(0.04, rel=0.05)
        assert (case["shock"] != 0.0).mean() == pytest.approx(rate, abs=0.01)


@given(worlds)
def test_posts_are_given_up_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng, world[1])
    f["n_workers"][::3] = 0
    f["n_break"][::3] = 0
    f["target"][::3] = rng.uniform(0.2, 3.0, len(f["target"][::3]))
    table = posts(rng, f)
    case = arguments(
        growth.give_up_posts, f,
        firm=table["post_firm"],
        opened=table["post_opened"],
        post_key=table["post_key"],
        firm_id=f["id"], project=rng.choice([0, 1], len(f["id"])).astype(np.int32),
        month=MONTH, grace=2.0, hazard=0.5, k=one_key(rng),
        given_up=np.zeros(N_UNITS, np.int64), exits=np.zeros(N_UNITS, np.int64),
    )  # fmt: skip
    _, after = agree(growth.give_up_posts, twins.give_up_posts, case)
    closed = (case["alive"] == 1) & (after["alive"] == 0)
    assert (case["n_workers"][closed] == 0).all()
    assert after["exits"].sum() == closed.sum() <= after["given_up"].sum()
    assert (after["drift"] <= case["drift"]).all()


def test_small_and_large_firms_give_up_the_same_part_of_what_is_long_open():
    rng = np.random.default_rng(1)
    n, large = 2000, 40
    f = firms(rng, n)
    f["alive"][:], f["n_workers"][:], f["n_break"][:] = 1, 10, 0
    size = np.where(np.arange(n) % 2, large, 4.0)
    f |= {"target": size.astype(np.float32), "drift": np.zeros(n, np.float32)}
    firm = np.repeat(np.arange(n, dtype=np.int32), (size / 4).astype(int))  # a quarter is open
    case = arguments(
        growth.give_up_posts, f, firm=firm, opened=np.full(len(firm), MONTH - 9, np.int32),
        post_key=rng.integers(0, 2**63, len(firm)).astype(np.uint64), firm_id=f["id"],
        project=np.zeros(n, np.int32), month=MONTH, grace=2.0, hazard=0.2, k=one_key(rng),
        given_up=np.zeros(N_UNITS, np.int64), exits=np.zeros(N_UNITS, np.int64),
    )  # fmt: skip
    growth.give_up_posts(**case)
    kept = np.exp(case["drift"].astype(float))
    for part in (kept[size == 4.0], kept[size == large]):
        assert part.mean() == pytest.approx(1.0 - 0.2 / 4.0, abs=0.012)
