"""Measure 10: help for hardship groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

STATUTORY_PAY = Levers.declared()["welfare_post_pay"].no_policy
STATUTORY_STAY = Levers.declared()["welfare_post_months"].no_policy


@dataclass(frozen=True, kw_only=True)
class HardshipGroups(Measure):
    """Opens public-welfare posts to persons certified as hard to employ, as a last resort.

    Source: opinion of 10 September 2025, article 10. A post is offered after three months of search
    at the least; it may be refused and left at no cost. Pay and stay are national rules.
    """

    number: ClassVar[int] = 10
    name: ClassVar[str] = "hardship_groups"
    zh: ClassVar[str] = "困难群体就业帮扶"
    en: ClassVar[str] = "Help for hardship groups"
    article: ClassVar[str] = "10"

    welfare_posts_stock: Given = dial(
        "posts",
        20000,
        bounds=(0, 60000),
        rules_2025=20000,
        plan=20000,
        source="fund envelope: what 690 million yuan a year can carry; no stock is published",
        confidence="assumed",
        zh="公益性岗位存量",
        en="public-welfare posts in the whole region",
    )
    post_pay: Given = dial(
        "times the minimum wage",
        1.0,
        bounds=(0.5, 2),
        no_policy=1.0,
        rules_2025=1.0,
        plan=1.0,
        source="national rule: not below the local minimum wage (policy instruments, row PW01)",
        confidence="recalled",
        zh="公益性岗位报酬与最低工资之比",
        en="pay of a post over the minimum wage",
    )
    post_max_months: Given = dial(
        "months",
        36,
        bounds=(1, 60),
        no_policy=36,
        rules_2025=36,
        plan=36,
        source="replies of county offices in other regions (policy instruments, row PW03)",
        confidence="found",
        whole=True,
        zh="公益性岗位最长期限",
        en="longest stay in a post",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Open the posts, and move pay and stay where they are moved."""
        posts, pay, stay = (self.values(name, month, view.units) for name in self.dials())
        if posts.any():
            levers.welfare_posts.add(posts)
        if (pay != STATUTORY_PAY).any():
            levers.welfare_post_pay.add(pay - STATUTORY_PAY)
        if (stay != STATUTORY_STAY).any():
            levers.welfare_post_months.add(stay - STATUTORY_STAY)
