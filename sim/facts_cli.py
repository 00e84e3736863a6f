"""The word `facts`: stylised facts on an ensemble, and the scoreboard."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

FAILED, REFUSED = 1, 2  # exit codes


def _size(text: str) -> str:
    """Check `1/k` before anything heavy is loaded."""
    whole, _, k = text.strip().partition("/")
    if whole != "1" or not (k.isascii() and k.isdecimal()) or not 1 <= int(k) <= 1000:
        raise typer.BadParameter("write 1/k with a whole k from 1 to 1000, for example 1/100")
    return f"1/{int(k)}"


def facts(
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False,
    fraction: Annotated[
        str, typer.Option(callback=_size, help="Size of the worlds, 1/k.")
    ] = "1/100",
    members: Annotated[int, typer.Option(min=1, help="Members of the ensemble, seeds 1, 2, …")] = 8,
    processes: Annotated[
        int, typer.Option(min=1, help="Members run side by side; never changes a result.")
    ] = 2,
    only: Annotated[str, typer.Option(metavar="S4,S7", help="Measure some facts only.")] = "",
    strict: Annotated[bool, typer.Option("--strict", help="Exit 1 if a fact fails.")] = False,
    record: Annotated[
        Path | None,
        typer.Option(metavar="FILE.md", help="Write the scoreboard with date and digest."),
    ] = None,
) -> None:
    """Compare an ensemble with what is known of labour markets; emergent facts are the score."""
    from sim.facts import FactNameError, scoreboard
    from sim.facts.board import table
    from sim.facts.fact import Verdict

    def say(done: int, total: int) -> None:
        if sys.stderr.isatty():
            typer.echo(f"… member {done} of {total}", err=True)

    try:
        found = scoreboard(
            k=int(fraction[2:]),
            members=members,
            processes=processes,
            only=only.split(",") if only else (),
            progress=say,
        )
    except FactNameError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(REFUSED) from error
    if record is not None:
        from datetime import date

        from sim.facts.board import record as write
        from sim.start import code_digest

        write(found, record, code_digest()[:16], date.today())
    if as_json:
        sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False) + "\n")
    else:
        typer.echo(table(found))
    if strict and any(row["verdict"] == Verdict.FAIL.value for row in found["facts"]):
        raise typer.Exit(FAILED)
