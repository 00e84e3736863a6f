"""Measure 16: support for start-ups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class Entrepreneurship(Measure):
    """Pays a one-off grant to founders and guarantees loans for those without means of their own.

    Source: opinion of 10 September 2025, article 16. Amount of the grant: range 2,000-10,000 yuan
    elsewhere; loans from the volume of 2020. Support is an offer; who starts without it may.
    """

    number: ClassVar[int] = 16
    name: ClassVar[str] = "entrepreneurship"
    zh: ClassVar[str] = "创业带动就业"
    en: ClassVar[str] = "Support for start-ups"
    article: ClassVar[str] = "16"

    startup_subsidy: Given = dial(
        "yuan",
        5000,
        bounds=(0, 20000),
        rules_2025=5000,
        plan=5000,
        source="policy instruments, row SU10: no amount for the region found; range 2,000-10,000",
        confidence="assumed",
        zh="一次性创业补贴",
        en="one-off grant to a founder",
    )
    startup_loans: Given = dial(
        "loans/yr",
        20000,
        bounds=(0, 80000),
        rules_2025=20000,
        plan=25000,
        source="2.53 billion yuan of loans in 2020 over a mean of 100,000-120,000",
        confidence="derived",
        zh="创业担保贷款笔数",
        en="guaranteed loans a year in the whole region",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Offer grants and loans."""
        grant, loans = (self.values(name, month, view.units) for name in self.dials())
        if grant.any():
            levers.startup_grant.add(grant)
        if loans.any():
            levers.startup_loans.add(loans)
