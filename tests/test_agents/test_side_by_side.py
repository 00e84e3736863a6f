from threading import Barrier, get_ident

import numpy as np
import pytest

from agents import jit, side_by_side
from agents.side_by_side import in_threads, parts_of


def test_results_come_in_the_order_of_the_arguments():
    assert in_threads(lambda x, y: x * y, range(50), range(50)) == [x * x for x in range(50)]


def test_the_first_error_is_raised_as_in_a_loop():
    def fail(x):
        if x >= 3:
            raise ValueError(f"number {x}")
        return x

    with pytest.raises(ValueError, match="number 3"):
        in_threads(fail, range(9))


@pytest.mark.parametrize("n", [0, 1, side_by_side.PART, 2 * side_by_side.PART + 5])
def test_parts_cover_all_rows_once(n):
    rows = [np.arange(n)[part] for part in parts_of(n)]
    np.testing.assert_array_equal(np.concatenate([*rows, []]), np.arange(n))


@pytest.mark.parametrize("n", [1, 3])
def test_as_many_work_at_once_as_kernels_have_threads(monkeypatch, n):
    monkeypatch.setattr(side_by_side, "threads", lambda: n)
    all_there = Barrier(n, timeout=20)  # breaks unless n calls wait at the same time

    def work(_):
        all_there.wait()
        return get_ident()

    assert len(set(in_threads(work, range(4 * n)))) == n


def test_the_threads_of_kernels_are_those_that_were_set():
    before = jit.threads()
    try:
        jit.set_threads(1)
        assert side_by_side.threads() == 1
    finally:
        jit.set_threads(before)
    assert side_by_side.threads() == before
