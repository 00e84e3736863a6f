"""Money: claims are collected, committed against budget lines, and paid, in whole fen.

A budget line is fund × half × measure group × fiscal year. Commitments of earlier months and years
are served first; new claims are committed in keyed-lottery order while the line's uncommitted
balance covers their cost to the end of the fiscal year; the rest is rejected. The north never draws
on the south's line; from October the south may draw on what the north has not committed.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from agents.codes import Half
from agents.columns import Array
from agents.kernels.pay import accept_claims

OCTOBER = 10
HOLD_BALANCE = ("unemployment_insurance", "training_levy")  # their lines only cap what they pay
HALVES = tuple(half.code for half in Half)


@dataclass(frozen=True)
class Line:
    """One budget line of a fiscal year."""

    account: str
    half: int
    budget: str
    year: int

    @property
    def name(self) -> str:
        """Return the line's name as written into results."""
        return f"{self.account}/{HALVES[self.half]}/{self.budget}/{self.year}"


def whole_fen(yuan: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return amounts in yuan as whole fen, halves up."""
    return np.floor(np.asarray(yuan, np.float64) * 100.0 + 0.5).astype(np.int64)


class Ledger:
    """Double entry in fen: every payment leaves one account and enters another.

    Attributes
    ----------
    balance : dict, account name -> fen
        Sums to zero at all times: envelopes come from `treasury`, subsidies go to `firms`.
    envelope, paid, committed : dict, line -> fen
        Of the current fiscal year. envelope = paid + committed + uncommitted, each never negative.
    month : dict, "account/half" -> fen paid this month
    entries : dict, (kind, giver, taker, half, budget) -> fen moved this month
    """

    def __init__(self) -> None:
        self.balance: dict[str, int] = defaultdict(int)
        self.envelope: dict[Line, int] = {}
        self.paid: dict[Line, int] = {}
        self.committed: dict[Line, int] = {}
        self.month: dict[str, int] = {}
        self.entries: dict[tuple[str, str, str, int, str], int] = {}

    def begin_month(self) -> None:
        """Start a month's list of payments."""
        self.month, self.entries = {}, {}

    def open_line(self, line: Line, fen: int) -> None:
        """Open a budget line for its fiscal year; what an older line left returns to the treasury.

        Raises
        ------
        ValueError
            If the amount is negative.
        """
        if fen < 0:
            raise ValueError(f"{line.name}: an envelope of {fen} fen is negative")
        same = [
            o
            for o in self.envelope
            if (o.account, o.half, o.budget) == (line.account, line.half, line.budget)
        ]
        own = line.account in HOLD_BALANCE
        for old in same:
            left = 0 if own else self.envelope[old] - self.paid[old]
            self._move(old.account, "treasury", left, "returned", old.half, old.budget)
            del self.envelope[old], self.paid[old], self.committed[old]
        self._move("treasury", line.account, 0 if own else fen, "opened", line.half, line.budget)
        self.envelope[line], self.paid[line], self.committed[line] = fen, 0, 0

    def uncommitted(self, line: Line) -> int:
        """Return what new claims may still commit."""
        return self.envelope[line] - self.paid[line] - self.committed[line]

    def recommit(self, line: Line, fen: int) -> None:
        """Set a line's commitments to the cost of the promises that still run."""
        self.committed[line] = fen

    def lend(self, giver: Line, taker: Line, fen: int) -> None:
        """Move uncommitted envelope from one half's line to the other's (same account)."""
        moved = min(max(fen, 0), max(self.uncommitted(giver), 0))
        self.envelope[giver] -= moved
        self.envelope[taker] += moved

    def commit(self, line: Line, cost: Array, monthly: Array, running: int, order: Array) -> Array:
        """Commit claims in `order` while the line covers them; return bool[n_claims], accepted.

        A claim must fit twice: its cost to the end of the fiscal year into what is uncommitted, and
        the yearly cost of everything that runs into the envelope, so that promises of several years
        can be served first from the next envelope.

        Parameters
        ----------
        cost : int64[n_claims], fen to the end of the fiscal year
        monthly : int64[n_claims], fen a month
        running : int, fen a month of the promises that already run
        order : int64[n_claims], keyed-lottery order
        """
        accepted = np.zeros(len(cost), dtype=np.bool_)
        left, room = self.uncommitted(line), self.envelope[line] - 12 * running
        self.committed[line] += int(accept_claims(order, cost, monthly, left, room, accepted))
        return accepted

    def pay(self, line: Line, to: str, due: int) -> int:
        """Pay what is due as far as the line reaches; return what was paid, in fen.

        What a line cannot pay (promises grew with pay, or people moved to the other half) is
        recorded as unpaid; no line is ever overdrawn.
        """
        fen = min(due, self.payable(line))
        self.paid[line] += fen
        self._move(line.account, to, fen, "paid", line.half, line.budget)
        self._record(line.account, line.half, fen)
        self.owe(line, due - fen)
        return fen

    def owe(self, line: Line, fen: int) -> None:
        """Record what was due on a line and is not paid."""
        if fen:
            self._record(f"{line.account}.unpaid", line.half, fen)

    def payable(self, line: Line) -> int:
        """Return what a line can still pay, in fen."""
        left = self.envelope[line] - self.paid[line]
        if line.account in HOLD_BALANCE:
            left = min(left, max(self.balance[line.account], 0))
        return left

    def receive(self, payer: str, account: str, half: int, fen: int) -> None:
        """Book a receipt (contributions) from outside the public accounts."""
        self._move(payer, account, fen, "received", half)
        self._record(f"{account}.received", half, fen)

    def pay_out(self, account: str, to: str, half: int, due: int, budget: str = "") -> int:
        """Pay what is due from an account that holds a balance (a fund), as far as it reaches.

        Returns what was paid, in fen; the rest is recorded as unpaid. The account stays at or above
        zero.
        """
        fen = min(due, max(self.balance[account], 0))
        self._move(account, to, fen, "paid", half, budget)
        self._record(account, half, fen)
        if due > fen:
            self._record(f"{account}.unpaid", half, due - fen)
        return fen

    def book(
        self, giver: str, taker: str, half: int, fen: int, name: str, budget: str = ""
    ) -> None:
        """Move fen between accounts outside the budget and record it as `name` ("account.kind")."""
        self._move(giver, taker, fen, name.partition(".")[2] or "paid", half, budget)
        self._record(name, half, fen)

    def note(self, name: str, half: int, fen: int) -> None:
        """Record an amount that moves nothing, as `name` ("account.kind"): a debt, a loss."""
        self._record(name, half, fen)

    def _move(
        self, giver: str, taker: str, fen: int, kind: str, half: int, budget: str = ""
    ) -> None:
        self.balance[giver] -= fen
        self.balance[taker] += fen
        if fen:
            entry = (kind, giver, taker, half, budget)
            self.entries[entry] = self.entries.get(entry, 0) + fen

    def _record(self, account: str, half: int, fen: int) -> None:
        name = f"{account}/{HALVES[half]}"
        self.month[name] = self.month.get(name, 0) + fen

    def check(self) -> None:
        """Assert conservation: balances sum to zero, no line overspent."""
        if sum(self.balance.values()) != 0:
            raise AssertionError(f"ledger: balances sum to {sum(self.balance.values())} fen, not 0")
        for line, envelope in self.envelope.items():
            if self.paid[line] < 0 or self.paid[line] > envelope:
                raise AssertionError(f"{line.name}: {self.paid[line]} fen paid of {envelope}")

    def state(self) -> dict[str, Any]:
        """Return what a later month depends on, as JSON values."""
        return {
            "balance": dict(self.balance),
            "lines": [
                [line.account, line.half, line.budget, line.year,
                 self.envelope[line], self.paid[line], self.committed[line]]
                for line in self.envelope
            ],
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Take over what `state` returned."""
        self.__init__()  # type: ignore[misc]
        self.balance.update(state["balance"])
        for account, half, budget, year, envelope, paid, committed in state["lines"]:
            line = Line(account, half, budget, year)
            self.envelope[line], self.paid[line] = envelope, paid
            self.committed[line] = committed
