"""Columns of state tables: declared once with type, unit and meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Self, cast

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Column:
    """One column of a state table: its type, unit, meaning and value in a free row."""

    dtype: np.dtype[Any]
    unit: str
    meaning: str
    empty: float


def column(dtype: str, unit: str, meaning: str, *, empty: float = 0) -> Any:
    """Declare a column of a `Table`; `empty` is what a free row holds."""
    return cast(Any, Column(np.dtype(dtype), unit, meaning, empty))


class Table:
    """Base of all state tables: one numpy array a declared column, all of one length.

    Subclasses declare columns as class attributes with `column(...)`. Rows are slots: nothing may
    depend on a row's number. Arrays are replaced only by `resize` and `reorder`.
    """

    _columns: dict[str, Column]

    def __init_subclass__(cls) -> None:
        declared = {n: c for n, c in vars(cls).items() if isinstance(c, Column)}
        cls._columns = {**getattr(cls, "_columns", {}), **declared}

    def __init__(self, n_rows: int) -> None:
        self.n = n_rows
        for name, c in self._columns.items():
            setattr(self, name, np.full(n_rows, c.empty, dtype=c.dtype))

    @classmethod
    def columns(cls) -> dict[str, Column]:
        """Return the declared columns by name."""
        return dict(cls._columns)

    @classmethod
    def describe(cls) -> list[dict[str, str]]:
        """Return one record a column: table, column, type, unit and meaning."""
        return [
            {
                "table": cls.__name__.lower(),
                "column": name,
                "type": str(c.dtype),
                "unit": c.unit,
                "meaning": c.meaning,
            }
            for name, c in cls._columns.items()
        ]

    def arrays(self) -> dict[str, Array]:
        """Return the live arrays by column name."""
        return {name: getattr(self, name) for name in self._columns}

    @classmethod
    def from_arrays(cls, arrays: dict[str, Array]) -> Self:
        """Build a table around arrays that carry every declared column.

        Raises
        ------
        ValueError
            If a column is missing or has another type or length than declared.
        """
        table = cls(0)
        lengths = {len(a) for a in arrays.values()}
        if len(lengths) != 1 or set(arrays) != set(cls._columns):
            missing = sorted(set(cls._columns) ^ set(arrays))
            raise ValueError(f"{cls.__name__}: columns {missing} or lengths {lengths} do not fit")
        for name, c in cls._columns.items():
            if arrays[name].dtype != c.dtype:
                raise ValueError(f"{cls.__name__}.{name}: {arrays[name].dtype}, not {c.dtype}")
            setattr(table, name, arrays[name])
        table.n = lengths.pop()
        return table

    def resize(self, n_rows: int) -> None:
        """Change the number of rows; new rows are empty, dropped rows are lost."""
        kept = min(self.n, n_rows)
        for name, c in self._columns.items():
            fresh = np.full(n_rows, c.empty, dtype=c.dtype)
            fresh[:kept] = getattr(self, name)[:kept]
            setattr(self, name, fresh)
        self.n = n_rows

    def reorder(self, rows: Array) -> None:
        """Keep only `rows`, in that order."""
        for name in self._columns:
            setattr(self, name, np.ascontiguousarray(getattr(self, name)[rows]))
        self.n = len(rows)

    @property
    def nbytes(self) -> int:
        """Return the memory of all columns in bytes."""
        return int(sum(a.nbytes for a in self.arrays().values()))
