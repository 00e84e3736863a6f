"""Who was what before a month and after it: the rows of one world, compared by month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Status
from agents.kernels.tabulate import AGE_LIMITS, MIN_WORKING
from sim.world import World

Ints = npt.NDArray[np.signedinteger[Any]]
Mask = npt.NDArray[np.bool_]
E, U, N, OUT = 0, 1, 2, -1
COPIED = (
    "id", "status", "employer", "unit", "spell", "tenure", "wage", "flags", "occupation",
)  # fmt: skip


def labour_states(status: npt.NDArray[np.int8], age_months: Ints) -> Ints:
    """Return E, U, N or OUT (child, away, free row) by row, as the statistical office counts."""
    table = np.full(len(Status), N, np.int8)
    table[FIRST_EMPLOYED : LAST_EMPLOYED + 1] = E
    table[Status.UNEMPLOYED] = U
    table[[Status.GONE, Status.AWAY]] = OUT
    out = table[status]
    out[age_months < 12 * MIN_WORKING] = OUT
    return np.asarray(out)


def age_groups(age_months: Ints) -> Ints:
    """Return the age group of the statistical office by row."""
    limits = 12 * np.array(AGE_LIMITS)
    return np.asarray(np.searchsorted(limits, age_months, side="right").astype(np.int8))


@dataclass
class Before:
    """The rows in use at a month's begin; columns as in `Workers`."""

    n: int
    month: int
    id: npt.NDArray[np.int32]
    status: npt.NDArray[np.int8]
    employer: npt.NDArray[np.int32]
    unit: npt.NDArray[np.int8]
    spell: npt.NDArray[np.int16]
    tenure: npt.NDArray[np.int16]
    wage: npt.NDArray[np.float32]
    flags: npt.NDArray[np.int16]
    occupation: npt.NDArray[np.int8]
    state: Ints
    age: npt.NDArray[np.int16]

    @property
    def resting(self) -> Mask:
        """Return who is on a seasonal break."""
        return np.asarray((self.flags & Flag.RECALL) != 0)

    @property
    def staff(self) -> Mask:
        """Return who is at work for a firm."""
        return np.asarray((self.employer >= 0) & (self.state == E) & ~self.resting)


class Panel:
    """Steps a world's rows from month to month; what a job paid is kept until the next one.

    Rows are sorted before January's month begins, so that a row is one person within a month.
    """

    def __init__(self, world: World) -> None:
        self.world = world
        n = world.n_workers
        # pay of the job that ended, kept through unemployment: 0 unknown
        self.paid = np.zeros(n, np.float32)
        self.known = world.population.workers.id[:n].copy()

    def begin(self) -> Before:
        """Return the rows as they are before the next month."""
        world = self.world
        if (world.month + 1).month == 1:
            world.sort_rows()
        w, n = world.population.workers, world.n_workers
        self._follow(w.id[:n])
        copied = {name: getattr(w, name)[:n].copy() for name in COPIED}
        age = (int(world.month) - w.birth[:n]).astype(np.int16)
        state = labour_states(copied["status"], age)
        return Before(n=n, month=int(world.month), state=state, age=age, **copied)

    def _follow(self, ids: npt.NDArray[np.int32]) -> None:
        """Carry the memory over to the rows of now."""
        old, paid = self.known, self.paid
        same = len(ids) >= len(old) and bool(np.array_equal(ids[: len(old)], old))
        self.paid = np.zeros(len(ids), np.float32)
        if same:
            self.paid[: len(old)] = paid
        else:
            order = np.argsort(old)
            at = np.minimum(np.searchsorted(old[order], ids), len(old) - 1)
            found = (old[order][at] == ids) & (ids != -1)
            self.paid[found] = paid[order][at[found]]
        self.known = ids.copy()

    def remember(self, before: Before, state: Ints, employer: npt.NDArray[np.int32]) -> None:
        """Keep the pay of jobs that ended in unemployment; forget it once that is over."""
        ended = before.staff & (state == U) & (employer < 0)
        self.paid[ended] = before.wage[ended]
        self.paid[state != U] = 0.0
