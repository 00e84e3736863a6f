"""The word `verify`: exact answers against the real kernels, and the published mobility model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

FAILED, REFUSED = 1, 2  # exit codes
SMALLEST = 10_000  # persons an agent may stand for

verify_app = typer.Typer(
    name="verify", help="Compare the kernels with what is known exactly.", rich_markup_mode=None
)


class Mode(StrEnum):
    """How the model is run."""

    MAP = "map"
    AGENTS = "agents"


class Shock(StrEnum):
    """What happens to demand."""

    CYCLE = "cycle"
    AUTOMATION = "automation"


class Moves(StrEnum):
    """Which network the unemployed apply along."""

    MOBILITY = "mobility"
    COMPLETE = "complete"


@verify_app.callback(invoke_without_command=True)
def verify(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
) -> None:
    """Run the cases with exact answers on the real kernels; exit 1 if one fails."""
    if context.invoked_subcommand is not None:
        return
    from sim.verify import verification

    def say(title: str, done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"… {title} ({done + 1} of {total})", err=True)

    found = verification(say)
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n")
    else:
        typer.echo(table(found))
    if not all(case["passed"] for case in found["cases"]):
        raise typer.Exit(FAILED)


def table(found: dict[str, Any]) -> str:
    """Return the cases as lines: id, formula, exact, simulated, se, z or tolerance, verdict."""
    lines = [("id", "formula", "exact", "simulated", "se", "z / tolerance", "")]
    for case in found["cases"]:
        tolerance = case["tolerance"]
        judged = f"z {case['z']:.2f}" if case["z"] is not None else f"± {tolerance or 0:.3g}"
        se = "" if case["se"] is None else f"{case['se']:.3g}"
        verdict = "passed" if case["passed"] else "FAILED"
        lines.append(
            (
                case["id"],
                case["formula"],
                f"{case['exact']:.7g}",
                f"{case['simulated']:.7g}",
                se,
                judged,
                verdict,
            )
        )
    width = [max(map(len, column)) for column in zip(*lines, strict=True)]
    rows = ["  ".join(f"{x:<{w}}" for x, w in zip(line, width, strict=True)) for line in lines]
    failed = sum(not case["passed"] for case in found["cases"])
    rows.append(f"{len(found['cases'])} cases, {failed} failed, {found['seconds']:.1f} s")
    return "\n".join(row.rstrip() for row in rows)


def _scale(text: str) -> str:
    """Check `1/k` before anything heavy is loaded."""
    whole, _, k = text.strip().partition("/")
    if whole != "1" or not (k.isascii() and k.isdecimal()) or not 1 <= int(k) <= SMALLEST:
        raise typer.BadParameter(
            f"write 1/k with a whole k from 1 to {SMALLEST}, for example 1/100"
        )
    return f"1/{int(k)}"


@contextmanager
def _refusals() -> Iterator[None]:
    from sim.mobility.files import NetworkError

    try:
        yield
    except NetworkError as error:
        typer.echo(" ".join(str(error).split()), err=True)
        raise typer.Exit(REFUSED) from error


@verify_app.command("occupational-mobility")
def occupational_mobility(
    data: Annotated[
        Path,
        typer.Option(metavar="DIR", help="Folder of mobility_edges.csv and occupations.csv."),
    ],
    mode: Annotated[Mode, typer.Option(help="Expected numbers, or one agent for k persons.")],
    out: Annotated[
        Path,
        typer.Option(
            metavar="FILE.csv",
            help="Series by step; FILE_by_occupation.csv beside it has persons by occupation.",
        ),
    ],
    scale: Annotated[
        str, typer.Option(callback=_scale, help="Size of the agents' world, 1/k; no part in a map.")
    ] = "1/100",
    shock: Annotated[Shock, typer.Option(help="Path of demand.")] = Shock.CYCLE,
    network: Annotated[
        Moves, typer.Option(help="The network of the file, or each occupation to each.")
    ] = Moves.MOBILITY,
    seed: Annotated[int, typer.Option(min=0, max=2**31 - 1, help="Seed of the agents' luck.")] = 1,
    threads: Annotated[int, typer.Option(min=1, help="Threads; they never change a result.")] = 1,
) -> None:
    """Run the mobility model of del Rio-Chanona et al. through the model's own kernels.

    Writes step, u, v, long_term_u for 600 steps of 6.75 weeks: u and long_term_u in percent of the
    labour force, v in percent of all jobs, filled and open.
    """
    with _refusals():
        from sim.mobility.files import (
            NetworkError,
            by_occupation_path,
            check_out,
            load_network,
            write_course,
        )

        check_out(out)
        loaded = load_network(data, automation=shock is Shock.AUTOMATION)
        if network is Moves.COMPLETE:
            loaded = loaded.complete()

        import numpy as np

        from agents.jit import set_threads
        from sim.mobility.agents import run_agents
        from sim.mobility.expected import run_map

        course = run_map(loaded, shock)
        if mode is Mode.AGENTS:
            set_threads(threads)
            expected = course
            try:
                course = run_agents(
                    loaded, shock, scale=int(scale[2:]), seed=seed, expected=expected
                )
            except ValueError as error:
                raise NetworkError(f"{data}: {error}") from error
            away = course.in_percent()[:, 0] - expected.in_percent()[:, 0]
            typer.echo(
                f"u of the agents at {scale} against the map: largest difference "
                f"{np.abs(away).max():.3f}, root mean square {np.sqrt((away**2).mean()):.3f}, "
                f"mean {away.mean():+.3f} percentage points"
            )
        write_course(course, out)
        typer.echo(f"{out} and {by_occupation_path(out).name}")
