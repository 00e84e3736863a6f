"""Measure 10: help for hardship groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

STATUTORY_PAY = Levers.declared()["welfare_post_pay"].no_policy
STATUTORY_STAY = Levers.declared()["welfare_post_months"].no_policy
FULL_SHARE = Levers.declared()["welfare_post_share"].no_policy


@dataclass(frozen=True, kw_only=True)
class HardshipGroups(Measure):
    """Helps persons certified as hard to employ: graded help, posts as a last resort, relief.

    Source: opinion of 10 September 2025, article 10. Sub-items: graded services by length of
    search; public-welfare posts; temporary relief of households in need that draw no allowance. A
    post is offered after three months of search at the least; it may be refused and left at no
    cost, and relief depends on nothing that anybody does. Pay and stay are national rules. Released
    persons are among the certified and have no attribute of their own.
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
    post_subsidy_share: Given = dial(
        "% of the pay",
        100,
        bounds=(0, 100),
        no_policy=100,
        rules_2025=100,
        plan=100,
        source="policy instruments, row PW02: 50-100 % seen elsewhere; the host pays the rest",
        confidence="assumed",
        zh="公益性岗位补贴占报酬的比例",
        en="part of a post's pay that the fund bears",
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
    graded_contacts: Given = dial(
        "contacts a month",
        0.5,
        bounds=(0, 3),
        rules_2025=0.25,
        plan=0.5,
        source="services promise at least three openings in a case (recalled); one a quarter, and "
        "twice as many in the plan, are assumed",
        confidence="assumed",
        zh="对长期求职困难人员每月推介岗位",
        en="posts shown a month to a certified person after a year of search",
    )
    relief_amount: Given = dial(
        "yuan/household in need/yr",
        2500,
        bounds=(0, 6000),
        rules_2025=2000,
        plan=2500,
        source="5,013 yuan a person covered eight months and all kinds of assistance (row DB04)",
        confidence="assumed",
        zh="困难家庭临时救助",
        en="temporary relief of a household in need that draws no allowance",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Open posts, help and relief; move pay, share and stay where they are moved."""
        for name, lever, usual, scale in (
            ("welfare_posts_stock", levers.welfare_posts, 0.0, 1.0),
            ("post_pay", levers.welfare_post_pay, STATUTORY_PAY, 1.0),
            ("post_subsidy_share", levers.welfare_post_share, 100.0 * FULL_SHARE, 0.01),
            ("post_max_months", levers.welfare_post_months, STATUTORY_STAY, 1.0),
            ("graded_contacts", levers.graded_contacts, 0.0, 1.0),
            ("relief_amount", levers.household_relief, 0.0, 1.0),
        ):
            moved = self.values(name, month, view.units) - usual
            if moved.any():
                lever.add(scale * moved)
