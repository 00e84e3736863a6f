"""The one calendar type: a month counted from January 1900."""

from __future__ import annotations

import re
from typing import Self

FIRST_YEAR = 1900


class Month(int):
    """A calendar month; an int, the number of months since January 1900, so `m + 1` is next month.

    >>> Month.parse("2026-01") + 11 == Month.parse("2026-12")
    True
    >>> str(Month.of(2020, 11)), Month.of(2020, 11).code
    ('2020-11', 202011)
    """

    @classmethod
    def of(cls, year: int, month: int) -> Self:
        """Return the month of a year and a month number 1..12."""
        return cls((year - FIRST_YEAR) * 12 + month - 1)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read `YYYY-MM`.

        Raises
        ------
        ValueError
            If the text is not a month between 1950-01 and 2150-12.
        """
        match = re.fullmatch(r"(\d{4})-(\d{2})", str(text).strip())
        if not match or not 1 <= int(match[2]) <= 12 or not 1950 <= int(match[1]) <= 2150:
            raise ValueError(f"{text!r} is not a month; write YYYY-MM, for example 2026-01")
        return cls.of(int(match[1]), int(match[2]))

    @property
    def year(self) -> int:
        """Return the calendar year."""
        return FIRST_YEAR + int(self) // 12

    @property
    def month(self) -> int:
        """Return the month of the year, 1..12."""
        return int(self) % 12 + 1

    @property
    def code(self) -> int:
        """Return the month as the number YYYYMM."""
        return self.year * 100 + self.month

    def __add__(self, other: int) -> Month:
        return Month(int(self) + int(other))

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.month:02d}"

    def __repr__(self) -> str:
        return f"Month({self!s})"
