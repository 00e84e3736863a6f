"""Measure 18: social protection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class SocialProtection(Measure):
    """Sets the level and the longest duration of unemployment benefit, and the household allowance.

    Source: opinion of 10 September 2025, article 18; level linked to the minimum wage since 2022
    (90 %, found for the lowest tier in August 2024).
    """

    number: ClassVar[int] = 18
    name: ClassVar[str] = "social_protection"
    zh: ClassVar[str] = "社会保障"
    en: ClassVar[str] = "Social protection"
    article: ClassVar[str] = "18"

    ui_ratio: Given = dial(
        "% of the minimum wage",
        90,
        bounds=(50, 100),
        no_policy=85,
        rules_2025=90,
        plan=90,
        source="90 %: reply of Alashankou city, August 2024; 85 %: region in 2018 (press report)",
        confidence="found",
        zh="失业保险金与最低工资之比",
        en="unemployment benefit over the minimum wage",
    )
    ui_months_1_5: Given = dial(
        "months",
        12,
        bounds=(0, 60),
        no_policy=12,
        rules_2025=12,
        plan=12,
        source="Social Insurance Law, article 46",
        confidence="recalled",
        whole=True,
        zh="缴费1至5年最长领取月数",
        en="longest benefit after one to five years",
    )
    ui_months_5_10: Given = dial(
        "months",
        18,
        bounds=(0, 60),
        no_policy=18,
        rules_2025=18,
        plan=18,
        source="Social Insurance Law, article 46",
        confidence="recalled",
        whole=True,
        zh="缴费5至10年最长领取月数",
        en="longest benefit after five to ten years",
    )
    ui_months_10_plus: Given = dial(
        "months",
        24,
        bounds=(0, 60),
        no_policy=24,
        rules_2025=24,
        plan=24,
        source="Social Insurance Law, article 46",
        confidence="recalled",
        whole=True,
        zh="缴费10年以上最长领取月数",
        en="longest benefit after ten years and more",
    )
    dibao_urban: Given = dial(
        "yuan a head and month",
        700,
        bounds=(0, 3000),
        no_policy=700,
        rules_2025=700,
        plan=700,
        source="policy instruments, row DB05",
        confidence="assumed",
        zh="城市低保标准",
        en="line of the urban allowance",
    )
    dibao_rural: Given = dial(
        "yuan a head and month",
        500,
        bounds=(0, 3000),
        no_policy=500,
        rules_2025=500,
        plan=500,
        source="policy instruments, row DB06",
        confidence="assumed",
        zh="农村低保标准",
        en="line of the rural allowance",
    )
    dibao_taper_months: Given = dial(
        "months",
        6,
        bounds=(0, 24),
        rules_2025=6,
        plan=12,
        source="national practice 6-12 months",
        confidence="recalled",
        whole=True,
        zh="就业后低保渐退期",
        en="months of kept allowance after a job start",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Move what differs from the law without policy."""
        for name, lever, scale in (
            ("ui_ratio", levers.benefit_ratio_change, 0.01),
            ("ui_months_1_5", levers.benefit_months_short, 1.0),
            ("ui_months_5_10", levers.benefit_months_middle, 1.0),
            ("ui_months_10_plus", levers.benefit_months_long, 1.0),
            ("dibao_urban", levers.allowance_line_urban, 1.0),
            ("dibao_rural", levers.allowance_line_rural, 1.0),
            ("dibao_taper_months", levers.allowance_taper, 1.0),
        ):
            moved = self.values(name, month, view.units) - self.dials()[name].no_policy
            if moved.any():
                lever.add(scale * moved)
