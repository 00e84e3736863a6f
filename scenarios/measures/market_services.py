"""Measure 7: human-resource firms; visibility of the posts they serve, subsidy a placement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class MarketServices(Measure):
    """Makes posts that human-resource firms serve easier to see, and pays a part of placements.

    Source: opinion of 10 September 2025, article 7: parks of human-resource services, specialised
    firms, associations, talent programmes; no numbers. The support is a visibility of posts served,
    never a number of matches. Employers pay the fee; it cannot be deducted from wages.
    """

    number: ClassVar[int] = 7
    name: ClassVar[str] = "market_services"
    zh: ClassVar[str] = "市场化就业服务"
    en: ClassVar[str] = "Market employment services"
    article: ClassVar[str] = "7"

    matching_efficiency_uplift: Given = dial(
        "%",
        5,
        bounds=(0, 50),
        rules_2025=5,
        plan=8,
        source="none located; read as visibility of the posts served",
        confidence="assumed",
        zh="人力资源机构服务岗位的可见度提升",
        en="by how much likelier a visit is where posts are served",
    )
    placement_subsidy: Given = dial(
        "yuan",
        300,
        bounds=(0, 2000),
        rules_2025=300,
        plan=300,
        source="policy instruments, row HB01: no amount for the region found; another city paid "
        "120 to 300",
        confidence="assumed",
        zh="职业介绍补贴",
        en="paid to the firm that places an unemployed person",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write visibility and subsidy."""
        lift, yuan = (self.values(name, month, view.units) for name in self.dials())
        if lift.any():
            levers.post_visibility.add(lift / 100.0)
        if yuan.any():
            levers.placement_subsidy.add(yuan)
