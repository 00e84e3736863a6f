"""Measure 20: joint effort and money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

MILLION_A_YEAR = "million yuan a year"
PART = "% of the employment subsidy fund"


@dataclass(frozen=True, kw_only=True)
class JointEffort(Measure):
    """Sets what the funds hold, which line gets which part, and what appraisal adds to counts.

    Source: opinion of 10 September 2025, article 20: funds are pooled, work is appraised. Without
    this measure the employment subsidy fund and the bridging fund hold nothing. What no line holds
    is the reserve. The parts follow the central items of the fund's arithmetic (3.4 billion yuan).
    """

    number: ClassVar[int] = 20
    name: ClassVar[str] = "joint_effort"
    zh: ClassVar[str] = "协同推进和资金保障"
    en: ClassVar[str] = "Joint effort and money"
    article: ClassVar[str] = "20"

    central_transfer: Given = dial(
        MILLION_A_YEAR,
        2800,
        bounds=(0, 10000),
        rules_2025=2800,
        plan=2800,
        source="4.2 % of the central employment subsidies of 66.74 billion yuan in 2025",
        confidence="derived",
        zh="中央就业补助资金",
        en="central transfer to the employment subsidy fund",
    )
    regional_fund: Given = dial(
        MILLION_A_YEAR,
        600,
        bounds=(0, 4000),
        rules_2025=600,
        plan=600,
        source="535 million to March 2017, 200 million in the first half of 2019",
        confidence="assumed",
        zh="自治区和地州配套资金",
        en="regional and prefecture budgets for the fund",
    )
    bridging_fund: Given = dial(
        MILLION_A_YEAR,
        2000,
        bounds=(0, 6000),
        rules_2025=2000,
        plan=2000,
        source="3-8 % of the 38.8 billion yuan arranged in 2021",
        confidence="assumed",
        zh="衔接资金用于就业的部分",
        en="part of the rural bridging fund spent on work",
    )
    part_contributions: Given = dial(
        PART,
        11.5,
        bounds=(0, 100),
        rules_2025=11.5,
        plan=11.5,
        source="26,000 persons x 14,700 yuan",
        confidence="assumed",
        zh="就业补助资金用于社会保险补贴的比例",
        en="planned part of the fund for contribution subsidies",
    )
    part_training: Given = dial(
        PART,
        22.1,
        bounds=(0, 100),
        rules_2025=22.1,
        plan=30,
        source="2025: 45 % of 1.08 bn and 200,000 x 20 days x 65 yuan; plan: what 780,000 places "
        "cost beside the firms' levies, taken from the reserve",
        confidence="assumed",
        zh="就业补助资金用于职业培训的比例",
        en="planned part of the fund for training and allowances",
    )
    part_welfare_posts: Given = dial(
        PART,
        20.3,
        bounds=(0, 100),
        rules_2025=20.3,
        plan=20.3,
        source="20,000 posts x (12 x 1,650 + 14,700) yuan",
        confidence="assumed",
        zh="就业补助资金用于公益性岗位的比例",
        en="planned part of the fund for public-welfare posts",
    )
    part_flexible: Given = dial(
        PART,
        14.1,
        bounds=(0, 100),
        rules_2025=14.1,
        plan=14.1,
        source="60,000 persons x 8,004 yuan",
        confidence="assumed",
        zh="就业补助资金用于灵活就业社保补贴的比例",
        en="planned part of the fund for insurance of flexible workers",
    )
    part_internships: Given = dial(
        PART,
        2.4,
        bounds=(0, 100),
        rules_2025=2.4,
        plan=2.4,
        source="9,733 places x 0.55 x 9 months x 1,650 yuan",
        confidence="assumed",
        zh="就业补助资金用于就业见习的比例",
        en="planned part of the fund for internships",
    )
    part_other: Given = dial(
        PART,
        10.6,
        bounds=(0, 100),
        rules_2025=10.6,
        plan=10.6,
        source="arithmetic on the fund's published totals",
        confidence="assumed",
        zh="就业补助资金用于创业服务交通等的比例",
        en="planned part of the fund for start-up grants, services, brokers, transport",
    )
    reporting_bias: Given = dial(
        "% over the true count",
        0,
        bounds=(0, 100),
        rules_2025=0,
        plan=0,
        source="counts are appraised (article 20); no estimate located, so none is put in",
        confidence="assumed",
        zh="考核造成的统计偏差",
        en="what appraised offices add to administrative counts",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Fill the funds, plan their parts, and let counts be padded where that is asked for."""
        value = {name: self.values(name, month, view.units) for name in self.dials()}
        levers.subsidy_fund.add(value["central_transfer"] + value["regional_fund"])
        levers.bridging_fund.add(value["bridging_fund"])
        for name in value:
            if name.startswith("part_"):
                getattr(levers, name).add(value[name])
        levers.reporting_bias.add(value["reporting_bias"])
