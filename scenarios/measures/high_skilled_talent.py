"""Measure 5: assessments, school certificates, grants and pay for grades, appointments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class HighSkilledTalent(Measure):
    """Pays for assessments at senior level, rewards certificates, and lets pay follow the grade.

    Source: opinion of 10 September 2025, article 5: 60 000 new high-skilled persons a year, that
    is first entries to the senior grade (level 3) and above; firms appoint special-grade and chief
    technicians; schooling and grade certificates together; published pay of skills, which firms are
    guided to follow. Contests, studios and the recognition of grades as titles have no mechanism
    of their own.
    """

    number: ClassVar[int] = 5
    name: ClassVar[str] = "high_skilled_talent"
    zh: ClassVar[str] = "高技能人才与八级工制度"
    en: ClassVar[str] = "High-skilled talent and the eight grades"
    article: ClassVar[str] = "5"

    assessment_places: Given = dial(
        "places/year",
        95000,
        bounds=(0, 200000),
        no_policy=0,
        rules_2025=75000,
        plan=95000,
        source="measure_dials_added.csv (from skill_grade_flow_check.csv)",
        confidence="derived",
        zh="全区全年高级工评价名额",
        en="assessment places at senior level a year in the whole region",
    )
    school_certificate_share: Given = dial(
        "% of vocational school leavers",
        40,
        bounds=(0, 80),
        no_policy=0,
        rules_2025=25,
        plan=40,
        source="measure_dials_added.csv: schooling certificate plus grade certificates",
        confidence="assumed",
        zh="职业院校毕业生取得中级工及以上证书的比例",
        en="vocational school leavers with an intermediate certificate",
    )

    upgrade_subsidy_L3: Given = dial(  # noqa: N815
        "yuan per certificate",
        2000,
        bounds=(0, 6000),
        rules_2025=2000,
        plan=2000,
        source="policy_instruments.csv TR03 (insured a year or more)",
        confidence="found",
        zh="高级工技能提升补贴",
        en="grant to insured persons who reach the senior grade",
    )
    upgrade_subsidy_L4: Given = dial(  # noqa: N815
        "yuan per certificate",
        1500,
        bounds=(0, 6000),
        rules_2025=1500,
        plan=1500,
        source="policy_instruments.csv TR02 (insured a year or more)",
        confidence="found",
        zh="中级工技能提升补贴",
        en="grant to insured persons who reach the intermediate grade",
    )
    premium_vector: Given = dial(
        "% of the usual premiums",
        110,
        bounds=(50, 200),
        no_policy=100,
        rules_2025=100,
        plan=110,
        source="measure_parameters.csv, premium_vector, as one scale: article 5 asks firms to "
        "raise the pay of skilled workers and names no number",
        confidence="assumed",
        zh="技能等级工资加成相当于现行的比例",
        en="pay for a skill grade in firms that follow the published pay of skills",
    )
    pay_information: Given = dial(
        "% of private firms",
        50,
        bounds=(0, 100),
        rules_2025=20,
        plan=50,
        source="article 5: pay of skilled workers is published; none located on its effect",
        confidence="assumed",
        zh="参照技能人才薪酬价位的民营企业比例",
        en="private firms that follow the published pay of skills",
    )
    appointments: Given = dial(
        "persons/year",
        40,
        bounds=(0, 500),
        rules_2025=20,
        plan=40,
        source="policy_instruments.csv EL10: 6,000 in China 2021-25, times 1.8 %, over five years",
        confidence="derived",
        zh="特级技师、首席技师评聘人数",
        en="special-grade and chief technicians appointed a year in the whole region",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write places, grants and the pay of grades; a lever is touched only if moved."""
        for name, lever, usual, scale in (
            ("assessment_places", levers.assessment_places, 0.0, 1.0),
            ("school_certificate_share", levers.school_certificates, 0.0, 0.01),
            ("upgrade_subsidy_L3", levers.upgrade_grant_senior, 0.0, 1.0),
            ("upgrade_subsidy_L4", levers.upgrade_grant_intermediate, 0.0, 1.0),
            ("premium_vector", levers.grade_premium, 100.0, 0.01),
            ("pay_information", levers.pay_information, 0.0, 0.01),
            ("appointments", levers.appointments, 0.0, 1.0),
        ):
            value = self.values(name, month, view.units)
            if (value != usual).any():
                lever.add(scale * (value - usual))
