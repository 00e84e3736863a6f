"""The command's words for the engine: run, check, describe, measures, report, verify, facts, bench.

Heavy imports stand inside the commands, so that `--help` is quick. Exit codes: 0 done, 2 the input
was refused; `calibration.cli` adds 3, the machine refused. 130 is an interruption.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from sim.facts_cli import facts
from sim.verify_cli import verify_app

REFUSED = 2

app = typer.Typer(
    name="tianshan",
    help="Tianshan: a microsimulation of the labour market of northern and southern Xinjiang.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
app.add_typer(verify_app)
app.command()(facts)


class Lang(StrEnum):
    """Languages of summaries, figures and the page when it opens."""

    ZH = "zh"
    EN = "en"


ScenarioName = Annotated[
    str, typer.Argument(metavar="SCENARIO", help="A library name or a .yaml file.")
]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="KEY=VALUE", help="Change one setting, as in the file; repeatable."
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


@contextmanager
def refusals() -> Iterator[None]:
    """Turn a refused input into one sentence on stderr and exit code 2."""
    from scenarios import ScenarioError
    from scenarios.parameters import ParameterError
    from scenarios.settings import SettingError

    try:
        yield
    except (ScenarioError, SettingError, ParameterError) as error:
        _refuse(error)
    except ValueError as error:
        # these live beside heavy imports; a run that raises them has loaded them already
        if type(error).__name__ not in ("OutFolderError", "ResumeError", "FullMarketError"):
            raise
        _refuse(error)


def _refuse(error: Exception) -> None:
    typer.echo(" ".join(str(error).split()), err=True)
    raise typer.Exit(REFUSED) from error


def _fraction(text: str | None) -> str | None:
    """Check `1/k` before anything heavy is loaded."""
    if text is None:
        return None
    # a bare number is refused: 2 might be meant as 2 % and would start half the region
    whole, _, k = text.strip().partition("/")
    if whole != "1" or not k.isdecimal() or not 1 <= int(k) <= 1000:
        raise typer.BadParameter("write 1/k with a whole k from 1 to 1000, for example 1/100")
    return f"1/{int(k)}"


@app.command()
def run(
    scenario: ScenarioName,
    fraction: Annotated[
        str | None,
        typer.Option(callback=_fraction, help="Size of the world, 1/k.  [default: 1/100]"),
    ] = None,
    months: Annotated[
        int | None, typer.Option(min=1, help="Months to simulate.  [default: 60]")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Seed of all luck.  [default: 1]")] = None,
    threads: Annotated[
        int | None,
        typer.Option(min=1, help="Threads; they never change a result.  [default: 2]"),
    ] = None,
    overrides: Overrides = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the results.  [default: results/SCENARIO]")
    ] = None,
    lang: Annotated[Lang, typer.Option(help="Language of summary, figures and page.")] = Lang.ZH,
    resume: Annotated[
        bool, typer.Option("--resume", help="Go on from the last checkpoint of this run.")
    ] = False,
    checkpoint_every: Annotated[
        int, typer.Option(min=0, help="Months between checkpoints; 0 for none.")
    ] = 12,
) -> None:
    """Run a scenario and write its results, figures and report."""
    with refusals():
        from scenarios import load

        chosen = load(scenario, overrides or [])
        if months is not None:
            chosen = chosen.with_(months=months)
        # checks the ranges only: seed and threads are no part of the policy or of its digest
        chosen.with_(**{k: v for k, v in (("seed", seed), ("threads", threads)) if v is not None})
        folder = out if out is not None else Path("results") / chosen.name

        from sim.progress import MonthBar
        from sim.results import check_out, is_run, partial
        from sim.runner import run as simulate

        target = check_out(folder)
        if resume and is_run(target) and not partial(target).exists():
            done = {"zh": "已经完成，无需继续", "en": "is finished; nothing to resume"}
            typer.echo(f"{folder} {done[lang]}")
            return
        with MonthBar(chosen.start, lang=lang) as bar:
            results = simulate(
                chosen,
                seed=seed,
                fraction=fraction,
                threads=threads,
                out=folder,
                progress=bar,
                resume=resume,
                checkpoint_every=checkpoint_every,
                lang=lang,
            )
        typer.echo(results.summary(lang))
        written = {"zh": "结果已写入", "en": "Results in"}
        typer.echo(f"{written[lang]} {folder}")


@app.command()
def check(scenario: ScenarioName, overrides: Overrides = None) -> None:
    """Check a scenario without running it, and print what it says."""
    with refusals():
        from scenarios import load

        typer.echo(str(load(scenario, overrides or [])))


@app.command()
def describe(as_json: AsJson = False) -> None:
    """List columns, dials, parameters, groups and indicators with units and meanings."""
    from sim.describe import description

    listed = description()
    if as_json:
        _print_json(listed)
        return
    from sim.describe import plain

    typer.echo(plain(listed))


@app.command()
def measures(as_json: AsJson = False) -> None:
    """List the policy measures with their dials."""
    from sim.describe import measure_catalogue

    catalogue = measure_catalogue()
    if as_json:
        _print_json(catalogue)
        return
    for measure in catalogue["measures"]:
        typer.echo(f"{measure['number']:>2}  {measure['name']}")
        for dial in measure["dials"]:
            low, high = dial["bounds"]
            typer.echo(
                f"      {dial['dial']}: {dial['default']:g} {dial['unit']} ({low:g} to {high:g}), "
                f"{dial['confidence']}: {dial['source']}"
            )


@app.command()
def report(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The folder of a finished run.")],
    lang: Annotated[
        Lang | None, typer.Option(help="Language of figures and page.  [default: the run's]")
    ] = None,
) -> None:
    """Write the report and the figures of a finished run again."""
    with refusals():
        from sim.results import REPORT, Results

        results = Results.load(folder)
        results.write_pages(folder, lang=lang or results.manifest.get("language", "zh"))
        typer.echo(str(folder / REPORT))


def _fractions(texts: list[str] | None) -> list[str] | None:
    return texts and [text for text in map(_fraction, texts) if text is not None]


@app.command()
def bench(
    as_json: AsJson = False,
    full: Annotated[bool, typer.Option("--full", help="Run the whole region, 1/1, too.")] = False,
    fraction: Annotated[
        list[str] | None,
        typer.Option(
            callback=_fractions, help="Size of a run, 1/k; repeatable.  [default: 1/1000, 1/100]"
        ),
    ] = None,
    months: Annotated[int, typer.Option(min=1, max=120, help="Months of each run.")] = 60,
    weak: Annotated[
        bool, typer.Option("--weak", help="Run tiled worlds of 1, 4, 16 … million rows too.")
    ] = False,
    rows: Annotated[
        int | None,
        typer.Option(
            min=300_000,
            max=100_000_000,
            help="Rows of the largest tiled world.  [default: what 60 % of memory holds]",
        ),
    ] = None,
) -> None:
    """Measure speed and memory, and compare with Mesa, a memory copy and threads."""
    from sim import bench as measured

    if rows is not None and not weak:
        raise typer.BadParameter("--rows is the size of tiled worlds; add --weak")
    given = [int(text.removeprefix("1/")) for text in fraction or []]
    sizes = given or list(measured.DEFAULT_FRACTIONS)
    try:
        document = measured.bench(
            [*sizes, measured.FULL_FRACTION] if full else sizes,
            months,
            weak=weak,
            rows=rows,
            say=lambda text: typer.echo(f"… {text}", err=True),
        )
    except measured.BenchError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    if as_json:
        _print_json(document)
    else:
        typer.echo(measured.table(document))


def _print_json(value: Any) -> None:
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")
