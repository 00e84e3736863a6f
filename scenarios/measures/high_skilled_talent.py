"""Measure 5: places to be assessed for the senior grade, and certificates of vocational schools."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month


@dataclass(frozen=True, kw_only=True)
class HighSkilledTalent(Measure):
    """Pays for assessments at senior level, and lets vocational pupils sit for a certificate.

    Source: opinion of 10 September 2025, article 5: 60 000 new high-skilled persons a year, that
    is first entries to the senior grade (level 3) and above.
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

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Pay for assessments, and let the share of pupils sit for certificates."""
        places = self.values("assessment_places", month, view.units)
        if places.any():
            levers.assessment_places.add(places)
        share = self.values("school_certificate_share", month, view.units)
        if share.any():
            levers.school_certificates.add(share / 100.0)
