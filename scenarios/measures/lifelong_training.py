"""Measure 4: publicly paid places of lifelong vocational training, and what steers them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agents.levers import Levers
from scenarios.measure import Given, Measure, View, dial
from scenarios.months import Month

USUAL = {name: declared.no_policy for name, declared in Levers.declared().items()}
BY_ORDER = 15  # % of courses bound to posts without the measure: the parameter `order_share`


@dataclass(frozen=True, kw_only=True)
class LifelongTraining(Measure):
    """Pays for training places at the providers; anybody may refuse one, or leave a course.

    Source: opinion of 10 September 2025, article 4, asks for 600 000 person-times a year, projects
    of post, training, examination and service together, a list of what training is needed, and
    differentiated subsidies with a review of performance. Places are what is paid for; completions
    are fewer by unfilled places and dropout. Providers are paid for completions only. Training
    grounds and the plans of other departments are places and not modelled apart.
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
        no_policy=USUAL["training_days"],
        rules_2025=20,
        plan=20,
        source="measure_dials_added.csv",
        confidence="assumed",
        zh="公共培训课程天数",
        en="length of publicly paid courses",
    )

    unit_cost: Given = dial(
        "yuan per person-time",
        1800,
        bounds=(600, 6000),
        no_policy=USUAL["training_unit_cost"],
        rules_2025=1800,
        plan=1800,
        source="policy_instruments.csv TR11; table by occupation not found, range 600-6000",
        confidence="assumed",
        zh="补贴性培训人均成本",
        en="paid to a provider for a completed place of 20 days",
    )
    daily_allowance: Given = dial(
        "yuan/day",
        65,
        bounds=(0, 200),
        rules_2025=65,
        plan=65,
        source="policy_instruments.csv TR04: rural basic-skills training, about 2017",
        confidence="found",
        zh="培训期间生活补贴标准",
        en="allowance of the unemployed, the hard to employ and rural people on public places",
    )
    guidance_share: Given = dial(
        "% of public places",
        50,
        bounds=(0, 100),
        rules_2025=0,
        plan=50,
        source="article 4: list of training needed; no share named",
        confidence="assumed",
        zh="按需求指导目录安排的培训名额比例",
        en="public places steered to the published list of scarce occupations",
    )
    quality_review: Given = dial(
        "% a year",
        50,
        bounds=(0, 100),
        rules_2025=0,
        plan=50,
        source="article 4: review of performance of paid training; no number named",
        confidence="assumed",
        zh="绩效评估后名额向就业效果好的机构调整的速度",
        en="speed at which places follow the placement of a provider's completers",
    )
    repeat_share: Given = dial(
        "% of public places",
        30,
        bounds=(0, 100),
        no_policy=100,
        rules_2025=30,
        plan=30,
        source="measure_parameters.csv, repeat_share",
        confidence="assumed",
        zh="同一年内重复培训人员的名额上限",
        en="most places that may be offered to persons trained in the same year",
    )
    project_based_share: Given = dial(
        "% of public places",
        50,
        bounds=(BY_ORDER, 100),
        no_policy=BY_ORDER,
        rules_2025=BY_ORDER,
        plan=50,
        source="measure_parameters.csv, project_based_share; without the measure the parameter "
        "order_share",
        confidence="assumed",
        zh="四位一体项目化培训比例",
        en="places in projects of post, course, examination and service together",
    )
    levy_rate: Given = dial(
        "% of the wage bill",
        1.5,
        bounds=(1.5, 2.5),
        no_policy=100.0 * USUAL["training_levy"],
        rules_2025=1.5,
        plan=1.5,
        source="fund_envelope.csv: statutory 1.5-2.5 %; article 20 names the levy as a source",
        confidence="recalled",
        zh="企业职工教育经费提取比例",
        en="what firms set aside for training of their staff",
    )

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write what is paid and how places are steered; a lever is touched only if moved."""
        for name, lever, usual, scale in (
            ("training_places", levers.training_places, 0.0, 1.0),
            ("course_days", levers.training_days, USUAL["training_days"], 1.0),
            ("unit_cost", levers.training_unit_cost, USUAL["training_unit_cost"], 1.0),
            ("daily_allowance", levers.training_allowance, 0.0, 1.0),
            ("guidance_share", levers.training_guidance, 0.0, 0.01),
            ("quality_review", levers.training_review, 0.0, 0.01),
            ("repeat_share", levers.training_repeats, 100.0, 0.01),
            ("project_based_share", levers.project_courses, BY_ORDER, 0.01),
            ("levy_rate", levers.training_levy, 100.0 * USUAL["training_levy"], 0.01),
        ):
            value = self.values(name, month, view.units)
            if (value != usual).any():
                lever.add(scale * (value - usual))
