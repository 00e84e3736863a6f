"""The two kinds of levers, offers and prices, and how a lever is declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Claim
from agents.rules import RANGES, SETS, Rule

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]


# --------------------------------------------------------------------------------------- offers


class Offers(NamedTuple):
    """The columns of an `OfferTable`, plain arrays for kernels, one element a row."""

    rule_bits: npt.NDArray[np.uint32]  # [n_rows, 8]
    rule_bounds: Ints  # [n_rows, 10]
    share: Floats  # 0 to 1
    months: Ints  # months to run
    take_up: Floats  # probability that an eligible event is claimed
    claim: Ints  # see Claim
    account: Ints  # see Account
    measure: Ints  # number of the measure, 1..20


class OfferTable:
    """This month's offers of one kind, one row an offer."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def offer(
        self,
        rule: Rule,
        *,
        share: float,
        months: int,
        claim: Claim,
        account: Account,
        measure: int,
        take_up: float = 1.0,
    ) -> None:
        """Offer `share` for `months` months to whoever meets `rule`.

        Parameters
        ----------
        rule : Rule
        share : float, 0 to 1
            Part of the sum named by the table's unit (see `Levers.describe`).
        months : int
        claim : Claim
        account : Account
        measure : int
            Number of the measure that offers, 1..20.
        take_up : float, probability
            Chance that an eligible event is claimed at all.
        """
        self._rows.append(
            (int(measure), rule.bits, rule.bounds, float(share), int(months), float(take_up),
             int(claim), int(account))
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        """Withdraw every offer."""
        self._rows.clear()

    def arrays(self) -> Offers:
        """Return the rows as arrays, sorted by measure, rule and terms, whoever wrote first."""
        rows = sorted(self._rows)
        n = len(rows)
        measure, bits, bounds, share, months, take_up, claim, account = (
            zip(*rows, strict=True) if rows else ((),) * 8
        )
        return Offers(
            np.array(bits, np.uint32).reshape(n, len(SETS) + 2),
            np.array(bounds, np.int32).reshape(n, 2 * len(RANGES)),
            np.array(share, np.float64),
            np.array(months, np.int32),
            np.array(take_up, np.float64),
            np.array(claim, np.int32),
            np.array(account, np.int32),
            np.array(measure, np.int32),
        )


# --------------------------------------------------------------------------------------- prices


class Price:
    """A lever that concerns everybody of a unit or industry.

    `values` = no-policy value plus all `add`, times all `scale`, then at least the largest floor,
    then at most the smallest cap. Writes of one kind are summed (multiplied) in sorted order, so
    the bits do not depend on who wrote first.
    """

    def __init__(self, no_policy: Floats) -> None:
        self._no_policy = no_policy
        self.clear()

    def clear(self) -> None:
        """Return to "no policy"."""
        self._added: list[Floats] = []
        self._scaled: list[Floats] = []
        self._floors: list[Floats] = []
        self._caps: list[Floats] = []

    def add(self, amount: npt.ArrayLike) -> None:
        """Add an amount; anything that broadcasts to the lever's shape."""
        self._added.append(self._shaped(amount))

    def scale(self, factor: npt.ArrayLike) -> None:
        """Multiply by a factor."""
        self._scaled.append(self._shaped(factor))

    def at_least(self, floor: npt.ArrayLike) -> None:
        """Raise to a floor."""
        self._floors.append(self._shaped(floor))

    def at_most(self, cap: npt.ArrayLike) -> None:
        """Lower to a cap; where floor and cap cross, the cap holds."""
        self._caps.append(self._shaped(cap))

    def _shaped(self, given: npt.ArrayLike) -> Floats:
        return np.broadcast_to(np.array(given, np.float64), self._no_policy.shape)

    @property
    def values(self) -> Floats:
        """Return this month's values, a fresh array."""
        out = self._no_policy.copy()
        if self._added:
            out += _in_order(self._added).sum(axis=0)
        if self._scaled:
            out *= _in_order(self._scaled).prod(axis=0)
        for floor in self._floors:
            np.maximum(out, floor, out=out)
        for cap in self._caps:
            np.minimum(out, cap, out=out)
        return out


def _in_order(written: list[Floats]) -> Floats:
    """Return the writes one below the other, each column sorted; most levers have one writer."""
    if len(written) == 1:
        return written[0][None]
    return np.sort(np.stack(written), axis=0)


# --------------------------------------------------------------------------------------- levers


@dataclass(frozen=True)
class Declared:
    """What a lever is: unit, meaning, and for a price its no-policy value with its source.

    Attributes
    ----------
    by : tuple of "unit" and "industry"; empty for an offer table
    lapsed : float or None
        No-policy value after December 2025 where temporary rules are not renewed.
    """

    unit: str
    meaning: str
    by: tuple[str, ...] = ()
    no_policy: float = 0.0
    lapsed: float | None = None
    source: str = ""
    confidence: str = ""


def price(
    unit: str,
    meaning: str,
    *,
    by: tuple[str, ...],
    no_policy: float,
    source: str,
    confidence: str,
    lapsed: float | None = None,
) -> Any:
    """Declare a `Price` of `Levers`."""
    return cast(Any, Declared(unit, meaning, by, no_policy, lapsed, source, confidence))


def offers(unit: str, meaning: str) -> Any:
    """Declare an `OfferTable` of `Levers`."""
    return cast(Any, Declared(unit, meaning))
