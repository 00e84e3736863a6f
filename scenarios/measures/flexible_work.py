"""Measure 12: flexible and platform work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class FlexibleWork(Measure):
    """Pays a part of flexible workers' own insurance, and opens part-time and shared posts.

    Source: opinion of 10 September 2025, article 12. Sub-items: contribution subsidy of persons
    certified as hard to employ and of graduates who newly work flexibly (national rule); temporary,
    shared and part-time posts. Who meets such a post may refuse it; the share of stable jobs is
    printed beside. The contribution rate of flexible workers is a rule of the insurance system and
    stands in the parameter `flexible_pension_rate`; platform work is flexible work here.
    """

    number: ClassVar[int] = 12
    name: ClassVar[str] = "flexible_work"
    zh: ClassVar[str] = "灵活就业和新就业形态"
    en: ClassVar[str] = "Flexible and platform work"
    article: ClassVar[str] = "12"

    flex_si_share: Given = dial(
        "% of the pension contribution",
        66.7,
        bounds=(0, 100),
        rules_2025=66.7,
        plan=66.7,
        source="national rule: at most two thirds of what was paid (policy instruments, FX01)",
        confidence="recalled",
        zh="灵活就业社会保险补贴比例",
        en="share of a flexible worker's contribution paid back",
    )
    flex_months_hardship: Given = dial(
        "months",
        36,
        bounds=(0, 60),
        rules_2025=36,
        plan=36,
        source="national rule (policy instruments, FX02)",
        confidence="recalled",
        whole=True,
        zh="困难人员灵活就业补贴期限",
        en="longest subsidy of a certified person",
    )
    flex_months_graduate: Given = dial(
        "months",
        24,
        bounds=(0, 60),
        rules_2025=24,
        plan=24,
        source="national rule (policy instruments, FX03)",
        confidence="recalled",
        whole=True,
        zh="高校毕业生灵活就业补贴期限",
        en="longest subsidy of a graduate",
    )
    part_time_and_shared_posts: Given = dial(
        "posts/yr opened",
        30000,
        bounds=(0, 100000),
        rules_2025=10000,
        plan=30000,
        source="measure_dials_added.csv",
        confidence="assumed",
        zh="非全日制和共享用工岗位",
        en="part-time and shared posts opened a year",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write the four levers where they are moved."""
        for name, lever, scale in (
            ("flex_si_share", levers.flexible_cover_share, 0.01),
            ("flex_months_hardship", levers.flexible_months_hardship, 1.0),
            ("flex_months_graduate", levers.flexible_months_graduate, 1.0),
            ("part_time_and_shared_posts", levers.part_time_posts, 1.0),
        ):
            value = self.values(name, month, view.units)
            if value.any():
                lever.add(scale * value)
