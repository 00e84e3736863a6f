"""Measure 11: veterans, women and the disabled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class VeteransWomenDisabled(Measure):
    """Shows more posts to veterans and the disabled, pays for supported jobs and childcare.

    Source: opinion of 10 September 2025, article 11. Sub-items: fast-track services; easier terms
    of age and schooling for veterans, who have priority among equals; supported employment; better
    conditions of work for women. Members of a group get help if they say who they are. Not
    modelled: families of soldiers, start-up aid of women apart from measure 16.
    """

    number: ClassVar[int] = 11
    name: ClassVar[str] = "veterans_women_disabled"
    zh: ClassVar[str] = "退役军人、妇女和残疾人就业"
    en: ClassVar[str] = "Veterans, women, disabled"
    article: ClassVar[str] = "11"

    offer_uplift: Given = dial(
        "% of the applications a month",
        10,
        bounds=(0, 100),
        rules_2025=10,
        plan=10,
        source="none located; contacts a month that fast-track services add",
        confidence="assumed",
        zh="退役军人和残疾人增加的岗位推介",
        en="further posts shown to unemployed veterans and disabled persons",
    )
    supported_job_subsidy: Given = dial(
        "yuan/month",
        800,
        bounds=(0, 1700),
        rules_2025=600,
        plan=800,
        source="measure_dials_added.csv",
        confidence="assumed",
        zh="辅助性就业补贴",
        en="paid to the employer while a disabled person is employed",
    )
    childcare_cost_relief: Given = dial(
        "yuan/month per child under 3",
        400,
        bounds=(0, 1200),
        rules_2025=300,
        plan=400,
        source="size of the national child allowance since 2025: 3,600 yuan a year",
        confidence="recalled",
        zh="三岁以下婴幼儿照护费用减免",
        en="relief of childcare costs of working women",
    )
    veteran_requirement_waiver: Given = dial(
        "steps of schooling",
        1,
        bounds=(0, 2),
        rules_2025=1,
        plan=1,
        source="opinion, article 11: terms of age and schooling may be eased",
        confidence="found",
        whole=True,
        zh="招聘退役军人放宽的学历层次",
        en="steps of schooling that posts do not ask of veterans",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write the four levers where they are moved."""
        for name, lever, scale in (
            ("offer_uplift", levers.group_uplift, 0.01),
            ("supported_job_subsidy", levers.supported_job, 1.0),
            ("childcare_cost_relief", levers.childcare_relief, 1.0),
            ("veteran_requirement_waiver", levers.veteran_waiver, 1.0),
        ):
            value = self.values(name, month, view.units)
            if value.any():
                lever.add(scale * value)
