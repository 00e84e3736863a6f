"""A progress bar with the month and the time left; nothing where there is no terminal."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from scenarios.months import Month

WORDS = {
    "zh": ("推进到起点", "模拟"),
    "en": ("to the start", "simulating"),
}


class MonthBar:
    """Shows how far a run is; call it as the `progress` of `sim.runner.run`.

    Parameters
    ----------
    start : Month
        First month of the projection; months before it bring the world there.
    lang : "zh" or "en"

    Examples
    --------
    >>> with MonthBar(start) as bar:  # doctest: +SKIP
    ...     run("plan", progress=bar)
    """

    def __init__(self, start: Month, *, lang: str = "en") -> None:
        self.start = start
        self.words = WORDS[lang]
        self.bar: Progress | None = None
        self.tasks: dict[bool, TaskID] = {}

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

            self.bar = Progress(
                TextColumn("{task.description} {task.fields[month]}"),
                BarColumn(),
                TextColumn("{task.completed:.0f}/{task.total:.0f}"),
                TimeRemainingColumn(),
                console=Console(stderr=True),
                transient=True,
            )
            self.bar.start()
        return self

    def __call__(self, month: Month, done: int, total: int) -> None:
        """Show that `done` of `total` months are behind."""
        if self.bar is None:
            return
        projecting = month >= self.start
        if projecting not in self.tasks:
            for task in self.tasks.values():
                self.bar.remove_task(task)
            self.tasks = {
                projecting: self.bar.add_task(self.words[projecting], total=total, month="")
            }
        self.bar.update(self.tasks[projecting], completed=done, month=str(month))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.bar is not None:
            self.bar.stop()
