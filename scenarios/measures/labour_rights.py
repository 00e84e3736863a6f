"""Measure 17: protection of labour rights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

STATUTORY_WEEK = Levers.declared()["hours_limit"].no_policy


@dataclass(frozen=True, kw_only=True)
class LabourRights(Measure):
    """Raises the minimum wage year by year, and inspects firms.

    Source: opinion of 10 September 2025, article 17. Sub-items: adjustment of the minimum wage;
    contracts, insurance, hours and arrears under inspection. Who is inspected pays what it owes;
    fewer firms owe, go without contracts, leave staff uninsured or work beyond the longest week.
    Rates are assumed, and the plan names no higher ones. The tiers of the minimum wage are data;
    growth begins a year after the last published list. Outside the model: bargaining, false
    recruitment, discrimination.
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
    minimum_wage_growth: Given = dial(
        "% a year",
        5,
        bounds=(0, 15),
        rules_2025=5,
        plan=5,
        source="none located; nominal wages grew 5.3-5.6 % a year in 2023-2025",
        confidence="assumed",
        zh="最低工资标准年均增长",
        en="yearly rise of the nominal minimum wage",
    )
    max_weekly_hours: Given = dial(
        "hours a week",
        44,
        bounds=(40, 60),
        no_policy=STATUTORY_WEEK,
        rules_2025=44,
        plan=44,
        source="Labour Law, article 36",
        confidence="recalled",
        zh="周工时上限",
        en="longest week that inspection lets pass",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Set the rate of inspection, the growth of the minimum wage and the longest week."""
        for name, lever, usual in (
            ("inspection_rate", levers.inspection_rate, 0.0),
            ("minimum_wage_growth", levers.minimum_wage_growth, 0.0),
            ("max_weekly_hours", levers.hours_limit, STATUTORY_WEEK),
        ):
            moved = self.values(name, month, view.units) - usual
            if moved.any():
                lever.add(moved)
