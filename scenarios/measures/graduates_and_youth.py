"""Measure 8: graduates and youth; reserved posts, internships, grants, counselling."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import DECEMBER_2025, Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL_RECRUITMENT = Levers.declared()["public_recruitment"].no_policy
MODELS_OWN = "none located; the order of size is a guess"
PRESS = "press report on Xinjiang internship posts, graduation season 2025"


@dataclass(frozen=True, kw_only=True)
class GraduatesAndYouth(Measure):
    """Reserves posts for graduates, pays internships and grants, and counsels the young.

    Source: opinion of 10 September 2025, article 8, asks for full staffing, stable recruitment,
    a one-off intake of state firms and internships, without numbers. Internship posts, allowance
    and the host's top-up are those of 2025; an internship lasts 3 to 12 months (national rule). The
    one-off grant to enterprises that hire the young is a national rule that lapsed at the end of
    2025; it goes on unless the switch `renew_temporary` is off. Relief of taxes is not modelled.
    """

    number: ClassVar[int] = 8
    name: ClassVar[str] = "graduates_and_youth"
    zh: ClassVar[str] = "高校毕业生等青年就业"
    en: ClassVar[str] = "Graduates and youth"
    article: ClassVar[str] = "8"

    public_recruitment: Given = dial(
        "posts a year",
        30000,
        bounds=(15000, 50000),
        no_policy=USUAL_RECRUITMENT,
        rules_2025=30000,
        plan=32000,
        source=MODELS_OWN,
        confidence="assumed",
        zh="面向毕业生的公开招录岗位",
        en="public recruitment open to graduates only",
    )
    soe_extra_intake: Given = dial(
        "posts a year",
        5000,
        bounds=(0, 15000),
        rules_2025=5000,
        plan=6000,
        source=MODELS_OWN,
        confidence="assumed",
        zh="国有企业增招岗位",
        en="extra intake of state firms",
    )
    internship_posts: Given = dial(
        "places a year",
        9733,
        bounds=(0, 60000),
        rules_2025=9733,
        plan=9733,
        source=PRESS,
        confidence="found",
        zh="就业见习岗位",
        en="internships posted",
    )
    internship_public_pay: Given = dial(
        "times the minimum wage",
        1.0,
        bounds=(0, 2),
        rules_2025=1.0,
        plan=1.0,
        source=PRESS,
        confidence="found",
        zh="见习补贴相当于最低工资的倍数",
        en="public allowance of an intern",
    )
    internship_host_pay: Given = dial(
        "times the minimum wage",
        0.5,
        bounds=(0, 2),
        rules_2025=0.5,
        plan=0.5,
        source=PRESS,
        confidence="found",
        zh="见习单位补助相当于最低工资的倍数",
        en="what the host adds",
    )

    one_off_hire_subsidy: Given = dial(
        "yuan per hire",
        1500,
        bounds=(0, 6000),
        rules_2025=1500,
        plan=1500,
        source="policy_instruments.csv OH04: graduates within two years and registered unemployed "
        "of 16-24, insured three months or more",
        confidence="found",
        zh="一次性扩岗补助",
        en="one-off grant to an enterprise for hiring a young person",
    )
    job_seeking_subsidy: Given = dial(
        "yuan per person",
        1500,
        bounds=(0, 6000),
        rules_2025=1500,
        plan=1500,
        source="policy_instruments.csv JS01: graduates of households in need; nationally 1000-3000",
        confidence="assumed",
        zh="一次性求职补贴",
        en="one-off grant to graduates in need who look for work",
    )
    youth_counselling: Given = dial(
        "% of those who look for work",
        80,
        bounds=(0, 100),
        rules_2025=50,
        plan=80,
        source="article 8: help for graduates in difficulty, stations at universities; no number",
        confidence="assumed",
        zh="接受职业指导和岗位推荐的青年比例",
        en="graduates and unemployed persons of 16-24 with a counsellor",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write volumes and amounts; each lever is touched only if its dial is moved."""
        temporary = levers.renew_temporary or month <= DECEMBER_2025
        for dial_name, lever, usual, scale in (
            ("public_recruitment", levers.public_recruitment, USUAL_RECRUITMENT, 1.0),
            ("soe_extra_intake", levers.state_firm_intake, 0.0, 1.0),
            ("internship_posts", levers.internship_posts, 0.0, 1.0),
            ("internship_public_pay", levers.internship_public_pay, 0.0, 1.0),
            ("internship_host_pay", levers.internship_host_pay, 0.0, 1.0),
            ("one_off_hire_subsidy", levers.hire_grant, 0.0, 1.0 if temporary else 0.0),
            ("job_seeking_subsidy", levers.job_seeking_grant, 0.0, 1.0),
            ("youth_counselling", levers.youth_counselling, 0.0, 0.01),
        ):
            value = scale * (self.values(dial_name, month, view.units) - usual)
            if value.any():
                lever.add(value)
