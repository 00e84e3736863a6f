"""What a run leaves behind: frames, a scorecard, figures, a report, and the folder they go to."""

from __future__ import annotations

import json
import os
import shutil
import tomllib
from collections.abc import Mapping, Sequence
from importlib import metadata as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from scenarios.months import Month
from scenarios.tables import recording_profile
from sim import long_form, money, targets
from sim.counting import ALL, BOOKS, PUBLISHED, TRUE
from sim.statistics_office import REGION, Panel, Tally

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from scenarios.scenario import Scenario

SCHEMA = "tianshan.run/1"
MANIFEST, DATA, LEDGER, SCORECARD, BESIDE, REPORT = (
    "manifest.json",
    "indicators.parquet",
    "ledger.parquet",
    "scorecard.csv",
    "scorecard_beside.csv",
    "report.html",
)
KEYS = ("month", "place", "group", "book", "indicator")


class OutFolderError(ValueError):
    """An output folder is refused; the message starts with the folder."""


def version() -> str:
    """Return the version of tianshan, of the checkout where it is not installed."""
    try:
        return installed.version("tianshan")
    except installed.PackageNotFoundError:
        project = Path(__file__).parents[1] / "pyproject.toml"
        return str(tomllib.loads(project.read_text("utf-8"))["project"]["version"])


def is_run(folder: Path) -> bool:
    """Return whether a folder holds the manifest of a tianshan run."""
    try:
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return isinstance(manifest, dict) and str(manifest.get("schema", "")).startswith("tianshan.")


def check_out(out: str | Path) -> Path:
    """Return the folder to write to.

    Raises
    ------
    OutFolderError
        If it exists, is not empty, and is not the folder of an earlier run.
    """
    folder = Path(out).expanduser().resolve()
    if folder.exists() and not folder.is_dir():
        raise OutFolderError(f"{out}: a file of that name is in the way; choose another --out")
    if folder.is_dir() and any(folder.iterdir()) and not is_run(folder):
        raise OutFolderError(
            f"{out}: the folder is not empty and holds no tianshan {MANIFEST}; choose another --out"
        )
    return folder


def partial(folder: Path) -> Path:
    """Return the folder in which a run works until it is done."""
    return folder.with_name(folder.name + ".partial")


def finish(folder: Path) -> None:
    """Put `DIR.partial` in the place of `DIR`, without its checkpoints."""
    work = partial(folder)
    for old in work.glob("checkpoint-*"):
        shutil.rmtree(old)
    if folder.exists():
        before = folder.with_name(f"{folder.name}.replaced-{os.getpid()}")
        folder.rename(before)
        work.rename(folder)
        shutil.rmtree(before)
    else:
        work.rename(folder)


class Results:
    """The indicators of one run.

    Attributes
    ----------
    data : DataFrame
        The long form of `indicators.parquet`: month (YYYYMM), place, group, book, indicator, value.
    manifest : dict
        Scenario, seed, fraction, digests, timings and machine.
    facts : dict
        Definitions, labels of places, places below the minimum size; the Parquet metadata.
    ledger : DataFrame or None
        What the ledger moved, see `sim.money.frame`; None if the run kept none.
    """

    def __init__(
        self,
        data: pd.DataFrame,
        manifest: dict[str, Any],
        facts: Mapping[str, str],
        ledger: pd.DataFrame | None = None,
    ) -> None:
        self.data = data
        self.ledger = ledger
        self.manifest = manifest
        self.facts: dict[str, Any] = {name: json.loads(text) for name, text in facts.items()}

    @classmethod
    def from_tallies(
        cls, tallies: Sequence[Tally], scenario: Scenario, facts: Mapping[str, Any]
    ) -> Results:
        """Make results from a run's monthly counts.

        Parameters
        ----------
        tallies : sequence of Tally
            In order; one without flows at the front is the state before the first month.
        scenario : Scenario
        facts : mapping
            What the manifest shall say besides: seed, threads, data_digest, code_digest, rows,
            timings, machine.
        """
        panel = Panel(tallies, recording_profile())
        first, last = Month(panel.months[0]), Month(panel.months[-1])
        manifest = {
            "schema": SCHEMA,
            "version": version(),
            "scenario": {
                "name": scenario.name,
                "digest": scenario.digest(),
                "settings": scenario.to_dict(),
            },
            "fraction": f"1/{panel.fraction}",
            "base": scenario.base,
            "start": str(first),
            "end": str(last),
            "months": len(panel.months),
            **facts,
        }
        data, inside = long_form.long_table(panel), long_form.metadata(panel)
        return cls(data, manifest, inside, money.frame(tallies))

    # ------------------------------------------------------------------------------ what it says

    @property
    def name(self) -> str:
        """Return the scenario's name."""
        return str(self.manifest["scenario"]["name"])

    def title(self, lang: str = "en") -> str:
        """Return the scenario's title with what identifies the run."""
        m = self.manifest
        name = m["scenario"]["settings"]["title"].get(lang) or self.name
        seed = f"种子{m.get('seed')}" if lang == "zh" else f"seed {m.get('seed')}"
        return f"{name} · {m['fraction']} · {seed} · tianshan {m['version']}"

    @property
    def small_places(self) -> tuple[str, ...]:
        """Return the places below the minimum size, which are greyed."""
        return tuple(self.facts["below_minimum_size"])

    @property
    def complete_years(self) -> tuple[int, ...]:
        """Return the calendar years of which all twelve months were simulated."""
        months = np.unique(self.data["month"].to_numpy())
        years, n = np.unique(months // 100, return_counts=True)
        return tuple(int(year) for year, count in zip(years, n, strict=True) if count == 12)

    @property
    def indicators(self) -> dict[str, dict[str, Any]]:
        """Return the definition of every indicator that has values, by name."""
        found = set(self.data["indicator"].unique())
        return {r["indicator"]: r for r in self.facts["indicators"] if r["indicator"] in found}

    def __repr__(self) -> str:
        return (
            f"Results of {self.name}: {self.manifest['start']} to {self.manifest['end']}, "
            f"fraction {self.manifest['fraction']}, seed {self.manifest.get('seed')}, "
            f"{len(self.indicators)} indicators"
        )

    def series(
        self, indicator: str, *, place: str = REGION, group: str = ALL, book: str | None = None
    ) -> pd.Series:
        """Return one indicator as a series over months.

        Parameters
        ----------
        indicator, place, group : str
            As in `indicators.parquet`.
        book : str, optional
            `published` or `true`; by default the published one where there is one.

        Raises
        ------
        KeyError
            If the run has no such series; the message lists the indicators.
        """
        data = self.data
        chosen = data[
            (data["indicator"] == indicator) & (data["place"] == place) & (data["group"] == group)
        ]
        for wanted in (book,) if book else BOOKS:
            rows = chosen[chosen["book"] == wanted]
            if len(rows):
                months = [Month.of(m // 100, m % 100) for m in rows["month"].to_list()]
                index = pd.PeriodIndex([str(m) for m in months], freq="M", name="month")
                return pd.Series(rows["value"].to_numpy(), index=index, name=indicator)
        raise KeyError(
            f"no {indicator!r} for {place}, {group}, {book or 'any book'}; "
            f"indicators: {', '.join(sorted(self.indicators))}"
        )

    def place_label(self, place: str, lang: str = "en") -> str:
        """Return a place's label."""
        return next(str(p[lang]) for p in self.facts["places"] if p["place"] == place)

    def to_frame(self, indicator: str | None = None, *, lang: str = "en") -> pd.DataFrame:
        """Return the long form with labels in place of codes.

        Parameters
        ----------
        indicator : str, optional
            One indicator's name; by default all.
        lang : "en" or "zh"

        Returns
        -------
        DataFrame
            month (monthly Period), place, group, book, indicator (name), label, unit, value.
        """
        data = self.data if indicator is None else self.data[self.data["indicator"] == indicator]
        if indicator is not None and data.empty:
            raise KeyError(f"no {indicator!r}; indicators: {', '.join(sorted(self.indicators))}")
        known, unit = self.indicators, "unit_zh" if lang == "zh" else "unit"
        text = data["month"].astype(str)
        books = {"zh": {PUBLISHED: "发布", TRUE: "真实"}, "en": {PUBLISHED: PUBLISHED, TRUE: TRUE}}
        places = {p: self.place_label(p, lang) for p in data["place"].unique()}
        groups = {g: long_form.group_label(g, lang) for g in data["group"].unique()}
        frame = pd.DataFrame(
            {
                "month": pd.PeriodIndex(text.str[:4] + "-" + text.str[4:], freq="M"),
                "place": data["place"].astype(object).map(places),
                "group": data["group"].astype(object).map(groups),
                "book": data["book"].astype(object).map(books[lang]),
                "indicator": data["indicator"].astype(object),
                "label": data["indicator"].astype(object).map(lambda n: known[n][lang]),
                "unit": data["indicator"].astype(object).map(lambda n: known[n][unit]),
                "value": data["value"],
            }
        )
        return frame.reset_index(drop=True)

    def scorecard(self) -> pd.DataFrame:
        """Return the plan's eight targets at all places, judged; see `sim.targets.scorecard`."""
        places = tuple(p["place"] for p in self.facts["places"])
        return targets.scorecard(self.data, self.small_places, places)

    def beside(self) -> pd.DataFrame:
        """Return what stands beside the targets; see `sim.beside.beside`."""
        from sim.beside import beside

        return beside(self)

    def summary(self, lang: str = "en") -> str:
        """Return unemployment, new urban jobs and the scorecard as a text table."""
        from sim.summary import summary

        return summary(self, lang)

    def plot(
        self, indicator: str | None = None, *, ax: Axes | None = None, lang: str = "en"
    ) -> Axes:
        """Draw one indicator for the region (by default the unemployment path)."""
        from sim.plots import draw

        return draw(self, indicator, ax=ax, lang=lang)

    # -------------------------------------------------------------------------------- to a folder

    def save(self, path: str | Path, *, lang: str = "zh") -> Path:
        """Write the run's folder: indicators, scorecard, manifest, report and figures.

        Everything is written to `PATH.partial` and renamed at the end. A folder of an earlier run
        is replaced.

        Raises
        ------
        OutFolderError
            If `path` is not empty and no folder of an earlier run.
        """
        folder = check_out(path)
        work = partial(folder)
        work.mkdir(parents=True, exist_ok=True)
        self.write_parquet(work / DATA)
        if self.ledger is not None:
            write_ledger(self.ledger, work / LEDGER)
        (work / SCORECARD).write_text(targets.to_csv(self.scorecard()), "utf-8")
        (work / BESIDE).write_text(targets.to_csv(self.beside()), "utf-8")
        self.write_pages(work, lang=lang)
        manifest = {**self.manifest, "values": len(self.data), "language": lang}
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True)
        (work / MANIFEST).write_text(text + "\n", "utf-8")
        check_out(path)
        finish(folder)
        return folder

    def write_parquet(self, path: Path) -> None:
        """Write `indicators.parquet`: zstd, strings dictionary-coded, definitions inside."""
        frame = self.data
        strings = {
            name: pa.DictionaryArray.from_arrays(
                pa.array(frame[name].cat.codes.to_numpy().astype(np.int16)),
                pa.array(frame[name].cat.categories.astype(str).to_list(), pa.string()),
            )
            for name in KEYS[1:]
        }
        table = pa.table(
            {
                "month": pa.array(frame["month"].to_numpy(), pa.int32()),
                **strings,
                "value": pa.array(frame["value"].to_numpy(), pa.float64()),
            }
        )
        facts = {
            f"tianshan.{name}": json.dumps(value, ensure_ascii=False, sort_keys=True)
            for name, value in sorted(self.facts.items())
        }
        pq.write_table(table.replace_schema_metadata(facts), path, compression="zstd")

    def write_pages(self, folder: Path, *, lang: str = "zh") -> None:
        """Write `report.html` and `figures/*.png`."""
        from sim.plots import save_figures
        from sim.report import write_report

        save_figures(self, folder / "figures", lang=lang)
        write_report(self, folder / REPORT, lang=lang)

    @classmethod
    def load(cls, path: str | Path) -> Results:
        """Read a run's folder.

        Raises
        ------
        OutFolderError
            If the folder does not hold a finished run.
        """
        folder = Path(path).expanduser()
        if not is_run(folder) or not (folder / DATA).is_file():
            raise OutFolderError(f"{path}: no finished tianshan run ({MANIFEST}, {DATA}) here")
        manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
        try:
            table = pq.read_table(folder / DATA)
        except (OSError, pa.ArrowException) as error:
            raise OutFolderError(f"{path}/{DATA}: not a Parquet file that can be read") from error
        inside = {k.decode(): v.decode() for k, v in (table.schema.metadata or {}).items()}
        prefix = "tianshan."
        facts = {k.removeprefix(prefix): v for k, v in inside.items() if k.startswith(prefix)}
        frame = table.to_pandas()
        frame["month"] = frame["month"].astype(np.int32)
        path = folder / LEDGER
        ledger = pd.read_parquet(path) if path.is_file() else None
        return cls(frame[[*KEYS, "value"]], manifest, facts, ledger)


def write_ledger(ledger: pd.DataFrame, path: Path) -> None:
    """Write `ledger.parquet`: zstd, strings dictionary-coded; columns as in `sim.money.frame`."""
    table = pa.table(
        {
            name: pa.array(column).dictionary_encode() if column.dtype == object else column
            for name, column in ledger.items()
        }
    )
    pq.write_table(table, path, compression="zstd")
