"""Levers: this month's policy. Measures write them, kernels read them, and nobody else meets.

Two kinds. A `Price` concerns everybody in a place or an industry (a contribution rate, a demand
path): an array, never indexed by row. An `OfferTable` concerns only some: each row holds a rule
(`who`), what is offered, a claim code and the account that pays. Writing an offer evaluates
nothing; a kernel that touches a person at an event asks `agents.kernels.rules.qualifies`.

Every month starts at "no policy": prices at the value the insurance law gives everybody, tables
empty. Writes are `add`, `at_least`, `at_most`, `scale` and `offer`; their order cannot matter.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Claim
from agents.codes import Industry, UnitTable
from agents.levers.education import EducationLevers
from agents.levers.firms import FirmLevers
from agents.levers.graduates import GraduateLevers
from agents.levers.groups import GroupLevers
from agents.levers.money import MoneyLevers
from agents.levers.people import PeopleLevers
from agents.levers.risk import RiskLevers
from agents.levers.rural import RuralLevers
from agents.levers.services import ServiceLevers
from agents.levers.skills import SkillLevers
from agents.levers.south import SouthLevers
from agents.levers.startups import StartupLevers
from agents.levers.table import Declared, Floats, Offers, OfferTable, Price
from agents.rules import MOST_UNITS, Rule, who

DECEMBER_2025 = (2025 - 1900) * 12 + 11  # months are counted from January 1900
TOPICS = (
    EducationLevers,
    FirmLevers,
    GraduateLevers,
    GroupLevers,
    MoneyLevers,
    PeopleLevers,
    RiskLevers,
    RuralLevers,
    ServiceLevers,
    SkillLevers,
    SouthLevers,
    StartupLevers,
)

__all__ = [
    "DECEMBER_2025", "Account", "Claim", "Declared", "Floats", "Levers", "OfferTable", "Offers",
    "Price", "Rule", "who",
]  # fmt: skip


class Levers(
    EducationLevers,
    FirmLevers,
    GraduateLevers,
    GroupLevers,
    MoneyLevers,
    PeopleLevers,
    RiskLevers,
    RuralLevers,
    ServiceLevers,
    SkillLevers,
    SouthLevers,
    StartupLevers,
):
    """This month's policy; attributes only, so a misspelt lever is an error.

    Each topic has a module of its own, which declares its levers.
    """

    def __init__(self, units: UnitTable, *, renew_temporary: bool = True) -> None:
        if units.n_units > MOST_UNITS:
            raise ValueError(f"{units.n_units} units; a rule's set of units holds {MOST_UNITS}")
        self.units = units
        self.renew_temporary = renew_temporary
        self._lapsed = False
        self._restart()

    @classmethod
    def declared(cls) -> dict[str, Declared]:
        """Return every lever's declaration by name."""
        return {n: d for kind in TOPICS for n, d in vars(kind).items() if isinstance(d, Declared)}

    @classmethod
    def describe(cls) -> list[dict[str, str | float | None]]:
        """Return one record a lever: name, kind, unit, meaning, no-policy value and its source."""
        return [
            {
                "lever": name,
                "kind": "price" if d.by else "offers",
                "unit": d.unit,
                "meaning": d.meaning,
                "by": " x ".join(d.by),
                "no_policy": d.no_policy if d.by else None,
                "source": d.source,
                "confidence": d.confidence,
            }
            for name, d in cls.declared().items()
        ]

    def reset(self, month: int) -> None:
        """Return every lever to "no policy" in `month` (counted from January 1900)."""
        lapsed = month > DECEMBER_2025 and not self.renew_temporary
        if lapsed != self._lapsed:
            self._lapsed = lapsed
            self._restart()
        for name in self.declared():
            getattr(self, name).clear()

    def _restart(self) -> None:
        sizes = {"unit": self.units.n_units, "industry": len(Industry)}
        for name, d in self.declared().items():
            shape = tuple(sizes[axis] for axis in d.by)
            value = d.lapsed if self._lapsed and d.lapsed is not None else d.no_policy
            setattr(self, name, Price(np.full(shape, value)) if d.by else OfferTable())

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything a kernel may read, by name: prices, and each table's columns."""
        out: dict[str, npt.NDArray[Any]] = {}
        for name in self.declared():
            lever = getattr(self, name)
            if isinstance(lever, Price):
                out[name] = lever.values
            else:
                columns = lever.arrays()._asdict()
                out |= {f"{name}.{column}": array for column, array in columns.items()}
        return out
