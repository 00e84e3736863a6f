"""Kernels of rows against plain Python and numpy; and that no kernel is without a twin."""

from __future__ import annotations

import importlib
import pkgutil
from pathlib import Path

import naive
import naive_jobs as twins
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from naive import N_FIRMS, N_UNITS, agree, arguments, employ, firms, order_free, people, run

from agents import kernels
from agents.codes import Flag, Status
from agents.kernels import rows, separation

worlds = st.tuples(st.integers(0, 10**6), st.integers(8, 60))
# none, one, fewer rows than chunks, one a chunk and one more or less, many
sizes = st.sampled_from([0, 1, 2, 63, 64, 65, 127, 128, 129, 1000]) | st.integers(0, 300)
# matching and its checks, the population's start and the experiments are tested against packages
# and formulas instead, each in its own file
APART = {"matching", "preference_lists", "start", "synthesis", "homes", "fitting", "experiments",
         "mobility", "rules"}  # fmt: skip
MODULES = [
    importlib.import_module(f"agents.kernels.{m.name}")
    for m in pkgutil.iter_modules(kernels.__path__)
    if m.name not in APART
]
TWINS = [
    importlib.import_module(path.stem)
    for path in sorted(Path(naive.__file__).parent.glob("naive*.py"))
]


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.split(".")[-1])
def test_every_kernel_has_a_twin_of_the_same_name(module):
    kernels = {
        name
        for name, thing in vars(module).items()
        if hasattr(thing, "py_func") and thing.py_func.__module__ == module.__name__
    }
    with_twin = {name for twin in TWINS for name in vars(twin)}
    assert kernels
    assert kernels - with_twin == set()


# ---------------------------------------------------------------- rows


@given(st.integers(0, 10**6), sizes, st.sampled_from([0.0, 0.01, 0.5, 1.0]))
def test_marked_rows_are_those_of_numpy_whatever_the_size(number, n, share):
    """Marks are read eight at a time: sizes that are no multiple of eight leave some over."""
    rng = np.random.default_rng(number)
    mark = ((rng.random(n) < share) * rng.choice([-3, 1, 7], n)).astype(np.int8)
    found, _ = agree(rows.rows_where, twins.rows_where, {"mark": mark})
    assert found.dtype == np.int32
    np.testing.assert_array_equal(found, np.flatnonzero(mark))


@given(st.integers(0, 10**6), sizes, st.sampled_from([0.0, 0.5, 1.0]))
def test_the_staff_of_busy_firms_are_marked_as_by_numpy_whatever_the_size(number, n, share):
    rng = np.random.default_rng(number)
    employer = rng.integers(-1, 12, n).astype(np.int32)
    busy = (rng.random(12) < share).astype(np.int8)
    case = {"employer": employer, "busy": busy, "mark": np.full(n, 9, np.int8)}
    _, after = agree(rows.mark_staff, twins.mark_staff, case)
    mine = (employer >= 0) & (busy[employer] == 1)
    np.testing.assert_array_equal(after["mark"], mine)
    order_free(rows.mark_staff, case, ["employer", "mark"], rng.permutation(n))


@pytest.mark.parametrize("dtype", ["int8", "int16", "int32", "float32", "uint64"])
@pytest.mark.parametrize("n", [0, 1, 50])
def test_columns_are_gathered_as_numpy_takes_them(dtype, n):
    rng = np.random.default_rng(n)
    source = rng.integers(0, 100, 80).astype(dtype)
    out = np.zeros(60, dtype)
    chosen = rng.integers(0, 80, n).astype(np.int32)
    case = {"source": source, "rows": chosen, "out": out}
    _, after = agree(rows.gather, twins.gather, case)
    np.testing.assert_array_equal(after["out"][:n], source[chosen])
    assert not after["out"][n:].any()


@given(worlds)
def test_used_rows_are_sorted_by_unit_and_keep_their_order(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.GONE, Status.EMPLOYEE, Status.MINOR])
    found, _ = agree(
        rows.sorted_rows, twins.sorted_rows, arguments(rows.sorted_rows, w, n_units=N_UNITS)
    )
    assert len(found) == (w["status"] != Status.GONE).sum()
    assert (np.lexsort((found, w["unit"][found])) == np.arange(len(found))).all()


@given(st.integers(0, 10**6), sizes)
def test_references_are_renamed_and_nobody_stays_nobody(number, n):
    rng = np.random.default_rng(number)
    reference = rng.integers(-1, 20, n).astype(np.int32)
    case = {"reference": reference, "moved": rng.permutation(20).astype(np.int32)}
    _, after = agree(rows.rename_rows, twins.rename_rows, case)
    np.testing.assert_array_equal(after["reference"] < 0, reference < 0)


@pytest.mark.parametrize("dense", [False, True])
def test_every_mark_of_many_is_found_between_and_inside_the_parts_of_a_large_table(dense):
    """10 007 rows: each of the 64 parts holds many words of eight marks, the end seven more."""
    n = 10_007
    for first in range(0, n, 97):
        mark = np.full(n, int(dense), np.int8)
        mark[first : first + 9] = 1 - dense
        found, _ = run(rows.rows_where, {"mark": mark})
        np.testing.assert_array_equal(found, np.flatnonzero(mark))


@given(worlds)
def test_displaced_rows_are_counted_as_in_the_plain_search(world):
    rng = np.random.default_rng(world[0])
    w = people(rng, world[1], statuses=[Status.GONE, Status.EMPLOYEE, Status.MINOR])
    case = {"unit": w["unit"][: world[1] - 3], "status": w["status"]}  # rows not in use follow
    n, _ = agree(rows.count_displaced, twins.count_displaced, case)
    assert 0 <= n <= world[1] - 3
    order, _ = run(rows.sorted_rows, arguments(rows.sorted_rows, w, n_units=N_UNITS))
    assert rows.count_displaced(w["unit"][order], w["status"][order]) == 0


def test_one_person_in_a_strange_unit_is_one_displaced_row():
    """Once all rows behind a person who had moved to the last unit were counted."""
    unit, status = np.repeat([0, 1, 2], 50).astype(np.int8), np.full(150, Status.EMPLOYEE, np.int8)
    assert rows.count_displaced(unit, status) == 0
    unit[7] = 2
    assert rows.count_displaced(unit, status) == 1
    unit[120] = 0
    assert rows.count_displaced(unit, status) == 2
    status[[8, 30, 149]] = Status.GONE
    assert rows.count_displaced(unit, status) == 5


@given(st.integers(0, 10**6), st.integers(0, 200), st.floats(0.0, 1.0), st.booleans())
def test_the_smallest_come_first(number, n, share, ties):
    rng = np.random.default_rng(number)
    k = round(share * n)
    value = rng.integers(0, 5, n).astype(float) if ties else rng.normal(size=n)
    if ties:  # which of two equals comes first is not said
        order, _ = run(rows.smallest_first, {"value": value, "k": k})
        np.testing.assert_array_equal(value[order], np.sort(value)[:k])
        assert len(set(order.tolist())) == k
    else:
        agree(rows.smallest_first, twins.smallest_first, {"value": value, "k": k})


# ---------------------------------------------------------------- one count of all firms' staff


@given(worlds)
def test_the_sum_over_firms_tells_whether_every_firm_counts_its_own(world):
    rng = np.random.default_rng(world[0])
    f = firms(rng)
    agree(rows.firm_sum, twins.firm_sum, {"count": f["n_workers"]})
    assert rows.firm_hash(world[1]) == twins.firm_hash(world[1])
    swapped = f["n_workers"][np.roll(np.arange(N_FIRMS), 1)]  # as many people, in other firms
    if not np.array_equal(swapped, f["n_workers"]):
        assert rows.firm_sum(swapped) != rows.firm_sum(f["n_workers"])


@given(worlds)
def test_staff_is_counted_as_in_the_plain_loop(world):
    rng = np.random.default_rng(world[0])
    w, f = people(rng, world[1]), firms(rng)
    out = {n: np.full(N_FIRMS, 9, np.int32) for n in ("n_workers", "n_break", "n_subsidised")}
    case = arguments(separation.count_staff, w, out, owned=np.full(N_FIRMS, 9, np.int8))
    agree(separation.count_staff, twins.count_staff, case)
    order_free(separation.count_staff, case, list(w), rng.permutation(world[1]))
    employ(w, f)
    _, after = run(separation.count_staff, case | arguments(separation.count_staff, f, w))
    for name in ("n_workers", "n_break", "n_subsidised", "owned"):
        np.testing.assert_array_equal(after[name], f[name], err_msg=name)
    resting = (w["employer"] >= 0) & (w["flags"] & Flag.RECALL > 0)
    assert after["n_break"].sum() == resting.sum()
