"""Measure 19: a reserve that the risk watch releases, and agreements on displacement's pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL_TRIGGER = Levers.declared()["response_trigger"].no_policy


@dataclass(frozen=True, kw_only=True)
class RiskWatch(Measure):
    """Releases a reserve for retraining where unemployment is high, and offers firms a slower pace.

    Source: opinion of 10 September 2025, article 19, asks to monitor areas, groups, industries and
    firms, and to respond to AI so that displacement is not released all at once in a short time.
    The watch itself runs in every world; this measure is what is done with it. Monitoring is of
    published statistics; it restricts nobody, and both the seats and the agreements may be refused.
    """

    number: ClassVar[int] = 19
    name: ClassVar[str] = "risk_watch"
    zh: ClassVar[str] = "防范化解就业风险"
    en: ClassVar[str] = "Risk watch and response to AI"
    article: ClassVar[str] = "19"

    response_trigger: Given = dial(
        "percentage points above the usual rate",
        0.5,
        bounds=(0, 5),
        no_policy=USUAL_TRIGGER,
        rules_2025=0.5,
        plan=0.5,
        source="measure_parameters.csv",
        confidence="assumed",
        zh="动用储备的失业率超常幅度",
        en="published excess of unemployment that releases the reserve of a unit",
    )
    response_pacing: Given = dial(
        "months",
        12,
        bounds=(0, 36),
        no_policy=0,
        rules_2025=0,
        plan=12,
        source="measure_dials_added.csv: (19) avoid concentrated release",
        confidence="assumed",
        zh="同意的企业分摊人工智能替代的月数",
        en="months over which firms that agree spread what AI displaces",
    )
    contingency_budget: Given = dial(
        "million yuan/year",
        200,
        bounds=(0, 1000),
        no_policy=0,
        rules_2025=0,
        plan=200,
        source="measure_dials_added.csv",
        confidence="assumed",
        zh="全区再培训应急储备",
        en="reserve for retraining in the whole region",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Set the trigger, the reserve and the months; without a reserve nothing is offered."""
        reserve = self.values("contingency_budget", month, view.units)
        if not reserve.any():
            return
        levers.contingency_budget.add(reserve)
        trigger = self.values("response_trigger", month, view.units)
        if (trigger != USUAL_TRIGGER).any():
            levers.response_trigger.add(trigger - USUAL_TRIGGER)
        pacing = self.values("response_pacing", month, view.units)
        if pacing.any():
            levers.response_pacing.add(pacing)
