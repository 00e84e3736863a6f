"""Measure 13: attract and keep people; settlement support, equal services."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

EQUAL = 100.0 * Levers.declared()["equal_services"].no_policy


@dataclass(frozen=True, kw_only=True)
class AttractPeople(Measure):
    """Supports young graduates from other provinces who take a job, and serves newcomers alike.

    Source: opinion of 10 September 2025, article 13: people from elsewhere have the same policies
    and services as local ones; more than 200,000 posts for graduates are pooled every year (an
    outcome of measure 14 and of vacancies, never a dial). Support comes in addition to what draws
    people anyhow; whom it displaces is counted.
    """

    number: ClassVar[int] = 13
    name: ClassVar[str] = "attract_people"
    zh: ClassVar[str] = "吸引疆外人员来疆就业"
    en: ClassVar[str] = "Attract and keep people"
    article: ClassVar[str] = "13"

    settlement_support: Given = dial(
        "yuan",
        8000,
        bounds=(0, 40000),
        rules_2025=5000,
        plan=8000,
        source="none located",
        confidence="assumed",
        zh="来疆高校毕业生一次性安置补助",
        en="one-off for a graduate from another province who is hired",
    )
    equal_services: Given = dial(
        "% of the service for locals",
        100,
        bounds=(0, 100),
        no_policy=EQUAL,
        rules_2025=90,
        plan=100,
        source="article 13 asks for equal services; the share without it is a guess",
        confidence="assumed",
        zh="外来人员享受同等就业服务的程度",
        en="service that outsiders get",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write support and equal services."""
        yuan, equal = (self.values(name, month, view.units) for name in self.dials())
        if yuan.any():
            levers.settlement_support.add(yuan)
        if (equal != EQUAL).any():
            levers.equal_services.add((equal - EQUAL) / 100.0)
