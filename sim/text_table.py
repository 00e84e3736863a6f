"""Tables for a terminal, in which a Chinese character takes two columns."""

from __future__ import annotations

import unicodedata


def width(text: str) -> int:
    """Return how many columns a terminal needs; a Chinese character takes two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def table(rows: list[list[str]], right: tuple[int, ...] = ()) -> str:
    """Lay rows out in columns; the columns numbered in `right` are aligned to the right."""
    widths = [max(width(row[n]) for row in rows) for n in range(len(rows[0]))]

    def cell(text: str, n: int) -> str:
        space = " " * (widths[n] - width(text))
        return space + text if n in right else text + space

    return "\n".join("  ".join(cell(t, n) for n, t in enumerate(row)).rstrip() for row in rows)
