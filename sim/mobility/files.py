"""The files of the occupational-mobility benchmark: a network in, series out.

In: `occupations.csv` (columns `occ`, `employment`; for the automation shock `automation_prob`) and
`mobility_edges.csv` (`source`, `target`, `weight`). Other columns and the order of rows are free.

Out: `OUT.csv` with one row a step (`step,u,v,long_term_u`): persons out of work and long out of
work in percent of the labour force, open vacancies in percent of all jobs, filled and open; and
`OUT_by_occupation.csv` with one row a step and occupation (`step,occupation,e,u,v,long_term_u`) in
persons and vacancies of the full-size country, whatever the scale.
"""

from __future__ import annotations

import csv
import io
import math
import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from sim.mobility.expected import Course

Floats = npt.NDArray[np.float64]
OCCUPATIONS, EDGES = "occupations.csv", "mobility_edges.csv"
MOST_OCCUPATIONS = 32767  # agents carry theirs as int16
ROW_SUM_TOLERANCE = 1e-3  # weights are published rounded; a row further off 1 has lost an edge


class NetworkError(ValueError):
    """A network is refused; the message starts with the file at fault."""


@dataclass(frozen=True)
class Network:
    """Occupations and the moves between them, both in the order of the occupations' codes.

    Attributes
    ----------
    occupations : tuple of str, codes
    employment : float64[n_occupations], persons at the start
    automation : float64[n_occupations] or None, probability of automation
    first : int64[n_occupations + 1], row i is target[first[i]:first[i + 1]]
    target : int32[n_edges], share : float64[n_edges]
        Share of movers from i who turn to each target, where vacancies are equal.
    """

    occupations: tuple[str, ...]
    employment: Floats
    automation: Floats | None
    first: npt.NDArray[np.int64]
    target: npt.NDArray[np.int32]
    share: Floats

    def __repr__(self) -> str:
        return (
            f"Network({len(self.occupations)} occupations, {len(self.target)} weights, "
            f"{self.employment.sum():,.0f} employed)"
        )

    def complete(self) -> Network:
        """Return the same occupations, each reached from each with share 1/n."""
        n = len(self.occupations)
        return Network(
            self.occupations,
            self.employment,
            self.automation,
            np.arange(n + 1, dtype=np.int64) * n,
            np.tile(np.arange(n, dtype=np.int32), n),
            np.full(n * n, 1.0 / n),
        )


def load_network(folder: str | Path, *, automation: bool = False) -> Network:
    """Read a network from its two files.

    Parameters
    ----------
    folder : str or Path
    automation : bool
        Whether the column `automation_prob` is needed.

    Raises
    ------
    NetworkError
        If a file is refused: one sentence, first words the file name.
    """
    folder = Path(folder)
    employment: dict[str, float] = {}
    prob: dict[str, float] = {}
    path = folder / OCCUPATIONS
    wanted = ["occ", "employment", *(["automation_prob"] if automation else [])]
    for line, row in _rows(path, wanted):
        code = row["occ"]
        if not code or code in employment:
            what = f"occupation {code!r} stands there twice" if code else "the occupation is empty"
            raise NetworkError(f"{path}, line {line}: {what}")
        employment[code] = _number(path, line, "employment", row["employment"])
        if employment[code] == 0.0:
            raise NetworkError(
                f"{path}, line {line}: employment of {code} is 0; leave the occupation out"
            )
        if automation:
            prob[code] = _number(path, line, "automation_prob", row["automation_prob"], 1.0)
    if not employment:
        raise NetworkError(f"{path}: no occupations; one row each is needed")
    if len(employment) > MOST_OCCUPATIONS:
        raise NetworkError(f"{path}: {len(employment)} occupations; at most {MOST_OCCUPATIONS}")
    if automation and min(prob.values()) == 1.0:
        raise NetworkError(f"{path}: automation_prob is 1 everywhere; nobody would be left at work")
    codes = tuple(sorted(employment))
    first, target, share = _edges(folder / EDGES, {code: i for i, code in enumerate(codes)})
    return Network(
        codes,
        np.array([employment[c] for c in codes]),
        np.array([prob[c] for c in codes]) if automation else None,
        first,
        target,
        share,
    )


def _edges(
    path: Path, index: dict[str, int]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int32], Floats]:
    weight: dict[tuple[int, int], float] = {}
    first_line: dict[int, int] = {}
    for line, row in _rows(path, ["source", "target", "weight"]):
        ends = []
        for end in ("source", "target"):
            if row[end] not in index:
                close = get_close_matches(row[end], index, n=1, cutoff=0.0)[0]
                raise NetworkError(
                    f"{path}, line {line}: no occupation {row[end]!r} in {OCCUPATIONS}; "
                    f"the nearest is {close!r}"
                )
            ends.append(index[row[end]])
        i, j = ends
        if (i, j) in weight:
            raise NetworkError(
                f"{path}, line {line}: the move from {row['source']} to {row['target']} "
                "stands there twice"
            )
        weight[i, j] = _number(path, line, "weight", row["weight"])
        first_line.setdefault(i, line)
    by_source: list[list[tuple[int, float]]] = [[] for _ in index]
    for (i, j), w in sorted(weight.items()):
        if w > 0.0:
            by_source[i].append((j, w))
    for code, i in index.items():
        if i not in first_line:
            raise NetworkError(
                f"{path}: no weights for source {code!r}; every occupation needs some"
            )
        total = math.fsum(w for _, w in by_source[i])
        if abs(total - 1.0) > ROW_SUM_TOLERANCE:
            raise NetworkError(
                f"{path}, line {first_line[i]}: the weights of source {code!r} sum to {total:.6g}; "
                f"they must sum to 1 (within {ROW_SUM_TOLERANCE:g})"
            )
    return (
        np.cumsum([0, *map(len, by_source)], dtype=np.int64),
        np.array([j for row_of in by_source for j, _ in row_of], dtype=np.int32),
        np.array([w for row_of in by_source for _, w in row_of]),
    )


def _rows(path: Path, wanted: list[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield line number and the wanted fields of every row that is not empty."""
    if not path.parent.is_dir():
        raise NetworkError(f"{path.parent}: no such folder")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (FileNotFoundError, IsADirectoryError):
        beside = sorted(p.name for p in path.parent.glob("*.csv") if p.is_file())
        there = f"the folder has {', '.join(beside[:5])}" if beside else "the folder has no .csv"
        raise NetworkError(f"{path}: no such file; {there}") from None
    except UnicodeDecodeError:
        raise NetworkError(f"{path}: not a text in UTF-8; save it as CSV in UTF-8") from None
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        header = [name.strip() for name in next(reader, [])]
        for name in wanted:
            if name not in header:
                close = get_close_matches(name, header, n=1)
                hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(header)}"
                raise NetworkError(
                    f"{path}, line 1: no column {name!r}; " + (hint if header else "it is empty")
                )
        place = {name: header.index(name) for name in wanted}
        for row in reader:
            if not any(field.strip() for field in row):
                continue
            if len(row) != len(header):
                raise NetworkError(
                    f"{path}, line {reader.line_num}: {len(row)} fields; "
                    f"the header has {len(header)}"
                )
            yield reader.line_num, {name: row[at].strip() for name, at in place.items()}
    except csv.Error as error:
        raise NetworkError(f"{path}, line {reader.line_num}: no CSV ({error})") from None


def _number(path: Path, line: int, name: str, text: str, most: float = math.inf) -> float:
    """Return a finite number from 0 to `most`."""
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not (math.isfinite(value) and 0.0 <= value <= most):
        bounds = "of 0 or more" if most == math.inf else f"from 0 to {most:g}"
        raise NetworkError(
            f"{path}, line {line}: {name} is {text!r}; it takes a finite number {bounds}"
        )
    return value


def by_occupation_path(out: Path) -> Path:
    """Return where the series by occupation go: `out_by_occupation.csv` beside `out.csv`."""
    return out.with_name(f"{out.stem}_by_occupation{out.suffix}")


def check_out(out: Path) -> Path:
    """Return `out` if series can go there.

    Raises
    ------
    NetworkError
        If it, or the file by occupation, is a folder.
    """
    for path in (out, by_occupation_path(out)):
        if path.is_dir():
            raise NetworkError(f"{path}: is a folder; name a file, for example {path}/out.csv")
    return out


def write_course(course: Course, out: Path) -> None:
    """Write the series of the whole and by occupation; each file appears whole or not at all."""
    total = course.in_percent()
    lines = ["step,u,v,long_term_u"]
    lines += [f"{t},{u:.6f},{v:.6f},{w:.6f}" for t, (u, v, w) in enumerate(total.tolist())]
    detail = ["step,occupation,e,u,v,long_term_u"]
    stocks = np.stack([course.e, course.u, course.v, course.long_term_u], axis=2)
    for t, of_step in enumerate(stocks):
        detail += [
            f"{t},{code},{e:.1f},{u:.1f},{v:.1f},{w:.1f}"
            for code, (e, u, v, w) in zip(course.occupations, of_step.tolist(), strict=True)
        ]
    out.parent.mkdir(parents=True, exist_ok=True)
    for path, text in ((by_occupation_path(out), detail), (out, lines)):
        _replace(path, "\n".join(text) + "\n")


def _replace(path: Path, text: str) -> None:
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        try:
            file.write(text)
            file.flush()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise
    umask = os.umask(0)
    os.umask(umask)
    os.chmod(path, 0o666 & ~umask)  # temporary files are private; results are as others
