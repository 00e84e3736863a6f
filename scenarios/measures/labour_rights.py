"""Measure 17: protection of labour rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class LabourRights(Measure):
    """Inspects firms: who is inspected pays what it owes, and fewer owe or go without contracts.

    Source: opinion of 10 September 2025, article 17; the rate is assumed, and the plan names no
    higher one.
    """

    number: ClassVar[int] = 17
    name: ClassVar[str] = "labour_rights"
    zh: ClassVar[str] = "劳动权益保障"
    en: ClassVar[str] = "Protection of labour rights"
    article: ClassVar[str] = "17"

    inspection_rate: Given = dial(
        "% of firms a year",
        5,
        bounds=(0, 50),
        rules_2025=5,
        plan=5,
        source="none located",
        confidence="assumed",
        zh="劳动监察抽查比例",
        en="firms inspected in a year",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Set the rate of inspection."""
        rate = self.values("inspection_rate", month, view.units)
        if rate.any():
            levers.inspection_rate.add(rate)
