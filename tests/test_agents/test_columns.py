"""Tables: what resizing, reordering and reading arrays keep and refuse; what may not be known."""

from __future__ import annotations

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents import state
from agents.columns import Table, column

TABLES = [t for t in vars(state).values() if isinstance(t, type) and issubclass(t, Table)]
TABLES = [t for t in TABLES if t is not Table]
# what no record of a person, household, firm, provider or service may hold
PROTECTED = re.compile(
    r"ethnic|nationalit|\brace\b|racial|religio|faith|mosque|language|mother.?tongue|uyghur|uighur|"
    r"\bhan\b|kazakh|\bhui\b|minority|民族|宗教|语言",
    re.IGNORECASE,
)


class Things(Table):
    """A table to try things on."""

    id = column("int32", "id", "permanent id", empty=-1)
    weight = column("float32", "kg", "how heavy")


def filled(n):
    table = Things(n)
    table.id[:] = np.arange(n) + 100
    table.weight[:] = np.arange(n) / 2
    return table


def test_a_new_table_holds_empty_rows_of_the_declared_types():
    table = Things(3)
    assert table.n == 3
    assert table.id.tolist() == [-1, -1, -1]
    assert table.weight.tolist() == [0.0, 0.0, 0.0]
    assert (table.id.dtype, table.weight.dtype) == (np.int32, np.float32)
    assert table.nbytes == 3 * 8


@given(st.integers(0, 20), st.integers(0, 20))
def test_resizing_keeps_rows_and_adds_empty_ones(before, after):
    table, kept = filled(before), min(before, after)
    table.resize(after)
    assert table.n == after
    assert table.id.tolist() == [100 + i for i in range(kept)] + [-1] * (after - kept)
    assert table.weight.dtype == np.float32
    assert len(table.weight) == after


@given(st.permutations(range(8)), st.integers(0, 8))
def test_reordering_moves_whole_rows(order, keep):
    table, rows = filled(8), np.array(order[:keep], dtype=np.int64)
    table.reorder(rows)
    assert table.n == keep
    assert table.id.tolist() == [100 + i for i in rows]
    assert table.weight.tolist() == [i / 2 for i in rows]
    assert table.weight.flags.c_contiguous


@pytest.mark.parametrize("kind", TABLES, ids=lambda t: t.__name__)
def test_arrays_and_back_give_the_same_table(kind):
    table = kind(4)
    again = kind.from_arrays(table.arrays())
    assert again.n == 4
    for name, array in table.arrays().items():
        assert getattr(again, name) is array


def test_a_missing_column_is_named():
    arrays = filled(2).arrays()
    del arrays["weight"]
    with pytest.raises(ValueError, match=r"Things: columns \['weight'\]"):
        Things.from_arrays(arrays)


def test_an_unknown_column_is_named():
    arrays = filled(2).arrays() | {"colour": np.zeros(2)}
    with pytest.raises(ValueError, match=r"Things: columns \['colour'\]"):
        Things.from_arrays(arrays)


def test_columns_of_different_length_are_refused():
    arrays = filled(2).arrays() | {"weight": np.zeros(3, np.float32)}
    with pytest.raises(ValueError, match="lengths"):
        Things.from_arrays(arrays)


def test_a_wrong_type_is_named():
    arrays = filled(2).arrays() | {"weight": np.zeros(2)}
    with pytest.raises(ValueError, match=r"Things\.weight: float64, not float32"):
        Things.from_arrays(arrays)


def test_a_subclass_keeps_its_own_columns_apart():
    assert list(Things.columns()) == ["id", "weight"]
    assert "weight" not in state.Workers.columns()
    changed = Things.columns()
    changed.clear()
    assert list(Things.columns()) == ["id", "weight"]


@pytest.mark.parametrize("kind", TABLES, ids=lambda t: t.__name__)
def test_every_column_says_its_unit_and_meaning(kind):
    records = kind.describe()
    assert [r["column"] for r in records] == list(kind.columns())
    for record in records:
        assert record["unit"], record
        assert record["meaning"], record


@pytest.mark.parametrize("kind", TABLES, ids=lambda t: t.__name__)
def test_no_column_records_ethnicity_religion_or_language(kind):
    for record in kind.describe():
        text = f"{record['column']} {record['meaning']}".replace("_", " ")
        assert not PROTECTED.search(text), record
