"""Measure 4: publicly paid places of lifelong vocational training."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL_DAYS = Levers.declared()["training_days"].no_policy


@dataclass(frozen=True, kw_only=True)
class LifelongTraining(Measure):
    """Pays for training places at the providers; anybody may refuse one, or leave a course.

    Source: opinion of 10 September 2025, article 4, asks for 600 000 person-times a year. Places
    are what is paid for; completions are fewer by unfilled places and dropout.
    """

    number: ClassVar[int] = 4
    name: ClassVar[str] = "lifelong_training"
    zh: ClassVar[str] = "终身职业技能培训"
    en: ClassVar[str] = "Lifelong skill training"
    article: ClassVar[str] = "4"

    training_places: Given = dial(
        "places/year",
        780000,
        bounds=(0, 1500000),
        no_policy=0,
        rules_2025=600000,
        plan=780000,
        source="measure_dials_added.csv: places offered, the count is completions; 600 000 "
        "completions need about 780 000 places (fill 0.90, completion 0.85)",
        confidence="derived",
        zh="全区全年由公共资金支付的培训名额",
        en="publicly paid training places a year in the whole region",
    )
    course_days: Given = dial(
        "days",
        20,
        bounds=(5, 90),
        no_policy=USUAL_DAYS,
        rules_2025=20,
        plan=20,
        source="measure_dials_added.csv",
        confidence="assumed",
        zh="公共培训课程天数",
        en="length of publicly paid courses",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Pay for the places, and set the length of their courses if it is moved."""
        places = self.values("training_places", month, view.units)
        if places.any():
            levers.training_places.add(places)
        days = self.values("course_days", month, view.units)
        if (days != USUAL_DAYS).any():
            levers.training_days.add(days - USUAL_DAYS)
