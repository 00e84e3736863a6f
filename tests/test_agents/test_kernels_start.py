"""Each kernel of the starting population equals its plain-Python twin."""

import naive_start as naive
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agents import county_homes, ipf
from agents.codes import Schooling
from agents.county_tables import CELLS, ROW_OF
from agents.draws import key
from agents.kernels import start
from agents.kernels.fitting import halved_sum, sum_run
from agents.kernels.homes import describe_households, group_persons
from agents.kernels.synthesis import (
    count_samples,
    give_work,
    lay_out_persons,
    persons_of_homes,
    tally,
)

worlds = settings(max_examples=25, deadline=None)
numbers = st.integers(0, 1_000_000)


def with_sums(table):
    return np.column_stack([table, table.sum(axis=1)])


def people(rng, n):
    """Return demographic cell and age in months of `n` persons."""
    cell = rng.integers(0, len(ROW_OF), n).astype(np.int16)
    first = np.array(county_starts())[CELLS["band"][cell]]
    return cell, (first * 12 + rng.integers(0, 12, n)).astype(np.int16)


def county_starts():
    return [0, 1, *range(5, 90, 5)]


# ---------------------------------------------------------------- tables


@pytest.mark.parametrize("n", [0, 1, 7, 8, 9, 20, 64, 127, 128, 256, 512])
def test_sums_have_the_bits_of_numpy(n):
    x = np.random.default_rng(n).uniform(0, 1, n + 3)
    if 0 < n <= 128:
        assert sum_run(x, 2, n) == np.sum(x[2 : n + 2])
    if n > 0:
        assert halved_sum(x, 2, n, np.empty(8)) == np.sum(x[2 : n + 2])


@worlds
@given(numbers)
def test_a_fitted_table_has_the_bits_of_a_fit_with_numpy(number):
    rng = np.random.default_rng(number)
    shape, kept = (
        ((2, 5, 2, 4, 8), [(0, 1), (0, 4), (2,), (3,)]),
        ((40, 20), [(0,), (1,)]),
        ((6, 8, 7), [(0, 1), (2,)]),
    )[number % 3]
    seed = rng.uniform(0.1, 1, shape) * (rng.uniform(size=shape) < 0.9)
    truth = seed * rng.gamma(2, 50, shape)
    margins = [
        (axes, truth.sum(axis=tuple(a for a in range(len(shape)) if a not in axes)))
        for axes in kept
    ]
    np.testing.assert_array_equal(ipf.fit(seed, margins), naive.fit(seed, margins))


@worlds
@given(numbers)
def test_rounding_and_repair_equal_their_twins(number):
    rng = np.random.default_rng(number)
    rows, columns = rng.integers(1, 30), rng.integers(2, 9)
    expected = rng.gamma(0.7, 3, (rows, columns)) * (rng.uniform(size=(rows, columns)) < 0.8)
    expected[:, 0] += 1.0
    expected *= (np.rint(expected.sum(axis=1)) / expected.sum(axis=1))[:, None]
    ties = rng.uniform(size=rows)
    ours, theirs = ipf.round_rows(expected, ties), naive.round_rows(expected, ties)
    np.testing.assert_array_equal(ours, theirs)
    target = ipf.round_vector(expected.sum(axis=0), 0.5)
    ipf.repair(ours, expected, target, ties, place="here", name="columns")
    naive.repair(theirs, expected, target, ties)
    np.testing.assert_array_equal(ours, theirs)


@worlds
@given(numbers)
def test_filling_equals_its_twin(number):
    rng = np.random.default_rng(number)
    shape, axes = (((2, 16, 8, 2), (2, 3)), ((2, 16, 8), (0, 1, 2)), ((2, 16, 8, 2), (0, 1, 2, 3)))[
        number % 3
    ]
    room, liking = rng.gamma(1, 50, shape), rng.gamma(1, 1, shape)
    wanted = np.asarray(room.sum(axis=axes) * rng.uniform(0, 1.2))
    ours = ipf.fill(wanted, room, liking, axes)
    np.testing.assert_array_equal(ours, naive.fill(wanted, room, liking, axes))


def test_filling_over_other_than_the_last_axes_stops():
    with pytest.raises(ValueError, match="not the last ones"):
        ipf.fill(np.ones(2), np.ones((2, 2)), np.ones((2, 2)), (0,))


# ---------------------------------------------------------------- persons and work


@worlds
@given(numbers)
def test_persons_are_laid_out_as_by_the_twin(number):
    rng = np.random.default_rng(number)
    count = rng.poisson(0.05, len(ROW_OF))
    start, years = np.array(county_starts()), np.array([1, 4, *[5] * 16, 15])
    k, n = key(number, 2, 0), int(count.sum())
    cell, age = np.empty((2, n), dtype=np.int16)
    by_row = np.zeros(512, dtype=np.int64)
    lay_out_persons(k, 70, count, CELLS["band"], ROW_OF, start, years, cell, age, by_row)
    persons = naive.lay_out(int(k), 70, count, CELLS["band"], start, years)
    assert list(zip(cell, age, strict=True)) == persons
    rows = [naive.labour_row(int(ROW_OF[c]), a) for c, a in persons]
    np.testing.assert_array_equal(by_row, np.bincount([r for r in rows if r >= 0], minlength=512))


@worlds
@given(numbers)
def test_work_is_given_as_table_after_table_would(number):
    rng = np.random.default_rng(number)
    n = 60
    cell, age = people(rng, n)
    rows = [naive.labour_row(int(ROW_OF[c]), a) for c, a in zip(cell, age, strict=True)]
    shapes = ((512, 20), (19, 22), (22, 5), (152, 7), (512, 6), (1, 22), (22, 5))
    # sparse tables, so that some rows run out of places
    tables = [rng.poisson(0.7, shape) for shape in shapes]
    keys = [key(number, s, 0) for s in range(7)]
    out = [np.empty(n, dtype=np.int8) for _ in range(5)] + [np.empty(n, dtype=np.int16)]
    give_work(
        np.array(keys, dtype=np.uint64), 40, cell, age, ROW_OF, CELLS["schooling"],
        *(with_sums(table) for table in tables), *out,
    )  # fmt: skip
    schooling = CELLS["schooling"][cell].tolist()
    theirs = naive.give_work([int(k) for k in keys], 40, rows, schooling, tables)
    assert [tuple(map(int, person)) for person in zip(*out, strict=True)] == theirs


@worlds
@given(numbers)
def test_counts_of_a_county_equal_plain_counts(number):
    rng = np.random.default_rng(number)
    cell, _ = people(rng, 80)
    section = rng.integers(-1, 19, 80).astype(np.int8)
    industry, own = rng.integers(1, 22, 80), rng.integers(-1, 5, 80)
    work = rng.integers(0, 7, 80)
    jobs, last = np.zeros((22, 5, 2), dtype=np.int64), np.zeros((8, 154), dtype=np.int64)
    columns = [x.astype(np.int8) for x in (industry, own, work)]
    tally(section, *columns, cell, CELLS["schooling"], CELLS["urban"], jobs, last)
    paid = np.flatnonzero((section >= 0) & (own >= 0))
    expected, expected_last = np.zeros_like(jobs), np.zeros_like(last)
    np.add.at(expected, (industry[paid], own[paid], CELLS["urban"][cell[paid]]), 1)
    np.add.at(expected_last, (CELLS["schooling"][cell[paid]], industry[paid] * 7 + work[paid]), 1)
    np.testing.assert_array_equal(jobs, expected)
    np.testing.assert_array_equal(last, expected_last)


@worlds
@given(numbers, st.integers(1, 9))
def test_samples_are_counted_and_listed_household_by_household(number, step):
    rng = np.random.default_rng(number)
    start = np.concatenate([[0], np.cumsum(rng.integers(1, 5, 20))])
    n = int(start[-1])
    cell, _ = people(rng, n)
    section = rng.integers(-1, 19, n).astype(np.int8)
    work = np.where(section >= 0, rng.integers(0, 7, n), -1).astype(np.int8)
    margins_of = rng.integers(0, 30, (len(ROW_OF), 4)).astype(np.int16)
    sample_of = np.full(step, -1, dtype=np.int16)
    offsets = np.flatnonzero(rng.uniform(size=step) < 0.7)
    sample_of[offsets] = np.arange(len(offsets))
    count = np.zeros((len(offsets), 60), dtype=np.int64)
    count_samples(start, cell, section, work, margins_of, 30, 50, sample_of, count)
    for sample, offset in enumerate(offsets):
        homes = range(offset, 20, step)
        who = [i for h in homes for i in range(start[h], start[h + 1])]
        rows, home = np.empty((2, n), dtype=np.int32)
        assert persons_of_homes(start, int(offset), step, rows, home) == len(who)
        np.testing.assert_array_equal(rows[: len(who)], who)
        np.testing.assert_array_equal(
            home[: len(who)],
            [x for x, h in enumerate(homes) for _ in range(start[h], start[h + 1])],
        )
        cells = [m for i in who for m in margins_of[cell[i]]]
        cells += [30 + section[i] for i in who if section[i] >= 0]
        cells += [50 + work[i] for i in who if section[i] >= 0]
        np.testing.assert_array_equal(count[sample], np.bincount(cells, minlength=60))


# ---------------------------------------------------------------- households


@worlds
@given(st.lists(st.floats(0, 1e18, allow_subnormal=False), max_size=60), st.booleans())
def test_the_radix_sort_is_stable_and_exact(values, close):
    x = np.array(values, dtype=np.float64)
    if close:  # equal in 32 bits, not in 64
        x = 700.0 + x / 1e25
    np.testing.assert_array_equal(county_homes.stable_order(x), np.argsort(x, kind="stable"))


@worlds
@given(numbers)
def test_those_whose_time_comes_first_are_found_without_waiting_for_all(number):
    rng = np.random.default_rng(number)
    n = int(rng.integers(1, 80))
    cell, draw = rng.integers(0, 4, n).astype(np.int16), rng.uniform(size=n)
    rate = np.array([1e-6, 0.1, 1.0, 5.0])
    wanted = int(rng.integers(1, n + 1))
    found = county_homes._soonest(draw, rate, cell, wanted)
    np.testing.assert_array_equal(found, naive.soonest(draw, rate[cell], wanted))


@worlds
@given(numbers, st.sampled_from(["few", "usual", "many"]))
def test_households_are_formed_as_by_the_twin(number, homes):
    rng = np.random.default_rng(number)
    n = int(rng.integers(8, 120))
    cell, age = people(rng, n)
    rows = np.flatnonzero(rng.uniform(size=n) < 0.8)
    rows = rows if len(rows) else np.arange(n)
    # few homes: couples without one; many: lone heads of every age
    n_homes = max(1, len(rows) // {"few": 9, "usual": 3, "many": 2}[homes])
    married = rng.uniform(0.2, 0.9, len(ROW_OF)) if homes != "many" else np.full(len(ROW_OF), 0.1)
    home, k = np.full(n, -1, dtype=np.int32), key(number, 3, 0)
    reference = county_homes.form_households(rows, cell, age, k, 500, n_homes, married, home, 7)
    theirs, their_ages = naive.form_households(
        rows.tolist(), age.tolist(), CELLS["sex"][cell], CELLS["schooling"][cell].tolist(),
        married[cell], int(k), 500, n_homes,
    )  # fmt: skip
    np.testing.assert_array_equal(home[rows], np.array(theirs) + 7)
    np.testing.assert_array_equal(reference, their_ages)
    assert (np.delete(home, rows) == -1).all()


@worlds
@given(numbers)
def test_households_are_described_and_their_members_listed_together(number):
    rng = np.random.default_rng(number)
    n, n_homes, n_family = 60, 12, 9
    cell, age = people(rng, n)
    home = np.concatenate([np.arange(n_homes), rng.integers(0, n_family, n - n_homes)])
    home = rng.permutation(home).astype(np.int32)
    reference = np.full(n_homes, 300, dtype=np.int16)
    facts = np.zeros((5, n_homes), dtype=np.int8)
    describe_households(
        home, cell, age, n_family, CELLS["urban"], CELLS["registration"], reference, *facts
    )
    for h in range(n_homes):
        who = np.flatnonzero(home == h)
        care = ((age[who] < 72) | (age[who] > 900)).sum()
        last = who[-1]
        expected = (
            len(who), (age[who] < 180).sum(), care, CELLS["urban"][cell[last]],
            CELLS["registration"][cell[last]],
        )  # fmt: skip
        assert tuple(facts[:, h]) == expected
        assert reference[h] == (age[last] if h >= n_family else 300)
    rank = rng.permutation(n_homes).astype(np.int32)
    start, listed = np.zeros(n_homes + 1, dtype=np.int64), np.empty((2, n), dtype=np.int16)
    in_order = np.argsort(rank)
    group_persons(home, rank, facts[0][in_order], cell, age, start, *listed)
    who = np.concatenate([np.flatnonzero(home == h) for h in in_order])
    np.testing.assert_array_equal(listed, [cell[who], age[who]])
    np.testing.assert_array_equal(start, np.cumsum([0, *facts[0][in_order]]))


def test_pupils_of_the_start_leave_in_coming_summers_the_older_first():
    law = np.array([0.25, 0.5, 0.75, 1.0])
    november = 120 * 12 + 10
    draws = np.linspace(0.0, 1.0, 1001)[:-1]

    def years(age, schooling):
        months = [
            start.last_summer(november, age * 12, int(schooling), law, u, v)
            for u, v in zip(draws, np.tile([0.2, 0.8], 500), strict=True)
        ]
        assert {m % 12 for m in months} == {5, 6}
        return [1900 + m // 12 for m in months]

    for schooling, young, old in (
        (Schooling.SENIOR, 16, 19),
        (Schooling.COLLEGE, 18, 22),
        (Schooling.BACHELOR, 18, 22),
    ):
        assert set(years(old, schooling)) == {2021, 2022}
        assert set(years(young, schooling)) == {2023, 2024}
    assert set(years(15, Schooling.JUNIOR)) == {2021}
    late = years(17, Schooling.JUNIOR)
    assert [late.count(y) for y in (2021, 2022, 2023, 2024)] == [250] * 4
