import numpy as np
import pytest

from agents import side_by_side
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


def test_the_given_number_of_threads_is_kept_and_never_large(monkeypatch):
    monkeypatch.setenv("NUMBA_NUM_THREADS", "1")
    assert side_by_side.n_threads() == 1
    monkeypatch.setenv("NUMBA_NUM_THREADS", "64")
    assert side_by_side.n_threads() == side_by_side.MOST_THREADS
    monkeypatch.delenv("NUMBA_NUM_THREADS")
    assert side_by_side.n_threads() >= 1
