"""The draws against published numbers, against plain Python, and against chance."""

from __future__ import annotations

import math
from collections import Counter

import naive
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from scipy.stats import chi2

from agents import draws
from agents.draws import Stream

SPLITMIX_1234567 = [
    6457827717110365317,
    3203168211198807973,
    9817491932198370423,
    4593380528125082431,
    16408922859458223821,
]
GOLDEN = 0x9E3779B97F4A7C15

seeds = st.integers(0, 2**31 - 1)
streams = st.sampled_from(list(Stream))
months = st.integers(0, 2000)
ids = st.integers(-(2**31), 2**31 - 1)


def test_the_finaliser_gives_the_published_numbers_of_splitmix64():
    states = [(1234567 + n * GOLDEN) % 2**64 for n in range(1, 6)]
    assert [int(draws.mix(np.uint64(z))) for z in states] == SPLITMIX_1234567
    assert [naive.mix(z) for z in states] == SPLITMIX_1234567


@given(seeds, streams, months, ids)
@example(0, Stream.INTEGERISE, 0, -1)
@example(2**31 - 1, Stream.TRAINING_END, 2000, -(2**31))
def test_key_bits_uniform_and_normal_equal_plain_python(seed, stream, month, who):
    k = draws.key(seed, int(stream), month)
    assert isinstance(k, np.uint64)
    assert int(k) == naive.key(seed, int(stream), month)
    plain = int(k)
    assert int(draws.bits(k, who)) == naive.bits(plain, who)
    assert int(draws.chain(k, who)) == naive.bits(plain, who)
    u = draws.uniform(k, who)
    assert u == naive.uniform(plain, who)
    assert 0.0 <= u < 1.0
    # log and cos may differ between libraries in the last bit; the uniforms behind them do not
    expected = naive.normal(plain, who)
    assert draws.normal(k, who) == pytest.approx(expected, rel=1e-12, abs=1e-14)


@given(seeds, st.integers(0, 10_000))
def test_arrays_give_the_same_numbers_one_by_one_in_any_order(seed, number):
    rng = np.random.default_rng(number)
    who = rng.choice(10**6, 20, replace=False).astype(np.int32)
    order = rng.permutation(20)
    k = draws.key(seed, int(Stream.QUIT), 1500)
    for many, one in (
        (draws.uniforms, draws.uniform),
        (draws.normals, draws.normal),
        (draws.bits_of, draws.bits),
    ):
        straight = many(k, who)
        np.testing.assert_array_equal(many(k, who[order]), straight[order])
        assert list(straight) == [one(k, int(i)) for i in who]


def test_no_two_ids_share_their_bits():
    k = draws.key(1, int(Stream.LOTTERY), 1512)
    found = draws.bits_of(k, np.arange(-5000, 5000, dtype=np.int32))
    assert len(np.unique(found)) == 10_000


def test_every_stream_has_its_own_number():
    numbers = [int(member) for member in Stream.__members__.values()]
    assert [n for n, times in Counter(numbers).items() if times > 1] == []
    assert len(Stream.__members__) == len(Stream)  # an alias would be counted here only once


def test_streams_months_and_seeds_have_different_keys():
    keys = {
        int(draws.key(seed, int(stream), month))
        for seed in range(5)
        for stream in Stream
        for month in range(1, 100)
    }
    assert len(keys) == 5 * len(Stream) * 99


def chi_square(u, cells):
    counts = np.bincount((u * cells).astype(int), minlength=cells)
    return float(((counts - len(u) / cells) ** 2 / (len(u) / cells)).sum())


N, CELLS = 100_000, 100
# False alarms: each statistic exceeds its limit with probability 1e-5; a test of 8 keys: 8e-5.
LIMIT = float(chi2.ppf(1.0 - 1e-5, CELLS - 1))


@pytest.mark.statistical
@pytest.mark.parametrize("stream", [Stream.QUIT, Stream.SEARCH, Stream.BIRTH, Stream.DEATH])
def test_uniform_numbers_fill_the_unit_interval_evenly(stream):
    """Statistic: chi-square of 100 cells, 100 000 consecutive ids. False alarms: 2e-5 a case."""
    who = np.arange(N, dtype=np.int32)
    for month in (0, 1512):
        assert chi_square(draws.uniforms(draws.key(7, int(stream), month), who), CELLS) < LIMIT


@pytest.mark.statistical
def test_two_streams_of_a_person_are_independent():
    """Statistic: chi-square of a 10 × 10 table of two streams' draws. False alarms: 1e-5."""
    who = np.arange(N, dtype=np.int32)
    u, v = (draws.uniforms(draws.key(7, int(s), 1512), who) for s in (Stream.QUIT, Stream.SEARCH))
    pairs = (np.floor(u * 10) + v) / 10.0
    assert chi_square(pairs, CELLS) < LIMIT


@pytest.mark.statistical
def test_two_months_of_a_person_are_independent():
    """Statistic: chi-square of a 10 × 10 table of two months' draws. False alarms: 1e-5."""
    who = np.arange(N, dtype=np.int32)
    u, v = (draws.uniforms(draws.key(7, int(Stream.QUIT), m), who) for m in (1512, 1513))
    assert chi_square((np.floor(u * 10) + v) / 10.0, CELLS) < LIMIT


@pytest.mark.statistical
def test_normal_numbers_are_normal():
    """Statistic: chi-square of 100 equally likely cells of the normal law. False alarms: 1e-5."""
    z = draws.normals(draws.key(7, int(Stream.WAGE_REVIEW), 1512), np.arange(N, dtype=np.int32))
    assert np.isfinite(z).all()
    u = np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in z])
    assert chi_square(u, CELLS) < LIMIT
