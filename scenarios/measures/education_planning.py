"""Measure 6: schools, training and jobs are planned together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

NO_NUMBER = "article 6 asks for it and names no number"


@dataclass(frozen=True, kw_only=True)
class EducationPlanning(Measure):
    """Moves seats of schools to fields with scarce jobs, and lets firms take part in teaching.

    Source: opinion of 10 September 2025, article 6: courses follow what the market asks for and the
    placement of graduates; lead firms set up training centres; vocational schools and private
    training grow. Seats move, nobody is sent to them: everybody chooses among the fields there are.
    """

    number: ClassVar[int] = 6
    name: ClassVar[str] = "education_planning"
    zh: ClassVar[str] = "教育、培训和就业统筹"
    en: ClassVar[str] = "Joint planning of education, training and jobs"
    article: ClassVar[str] = "6"

    field_adjustment_speed: Given = dial(
        "% of the gap a year",
        10,
        bounds=(0, 50),
        rules_2025=0,
        plan=10,
        source="measure_parameters.csv, field_adjustment_speed 0.1 a year",
        confidence="assumed",
        zh="专业设置向供需适配调整的速度",
        en="speed at which seats move to fields with scarce jobs and good placement",
    )
    firm_centre_seats: Given = dial(
        "% more seats",
        20,
        bounds=(0, 200),
        rules_2025=0,
        plan=20,
        source=NO_NUMBER,
        confidence="assumed",
        zh="企业培训中心新增席位比例",
        en="further seats at training centres of firms",
    )
    order_class_share: Given = dial(
        "% of vocational leavers",
        15,
        bounds=(0, 60),
        rules_2025=0,
        plan=15,
        source=NO_NUMBER,
        confidence="assumed",
        zh="中等职业学校订单班比例",
        en="vocational leavers from classes run with a firm",
    )
    school_expansion: Given = dial(
        "% more places",
        5,
        bounds=(0, 50),
        rules_2025=0,
        plan=5,
        source=NO_NUMBER,
        confidence="assumed",
        zh="中等职业学校扩招比例",
        en="further places at vocational secondary schools",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write the shares; a lever is touched only if its dial is moved."""
        for name, lever in (
            ("field_adjustment_speed", levers.field_adjustment),
            ("firm_centre_seats", levers.firm_centres),
            ("order_class_share", levers.order_classes),
            ("school_expansion", levers.school_expansion),
        ):
            value = self.values(name, month, view.units)
            if value.any():
                lever.add(value / 100.0)
