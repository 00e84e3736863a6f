"""Indicators of the risk watch and of the response to displacement."""

from __future__ import annotations

from sim import counting_risk as cr
from sim.counting import PUBLISHED
from sim.indicators.indicator import (
    PER_MONTH,
    PERCENT,
    PERSONS,
    POINTS,
    WATCH,
    Indicator,
    monthly,
)

RISK: tuple[Indicator, ...] = (
    Indicator(
        name="risk_warning", zh="就业风险预警", en="Employment risk warning", unit="0 or 1",
        definition_zh="控制图累积和达到界限为1。依据发布数：调查失业率、登记失业率、岗位与求职者之比、登记裁员、"
        "城镇新增就业登记；行业依据裁员和在招岗位，人群依据调查失业率。使用者两个月后才看到。",
        definition_en="1 where the cumulative sum of the control chart reaches its limit. From "
        "published figures: surveyed and registered rate, vacancies over seekers, registered "
        "layoffs, registered new jobs; industries from layoffs and open posts, groups from the "
        "survey. A user has it two months later.",
        source=WATCH, by=("industry", "sex", "age"), books=(PUBLISHED,), function=cr.warnings,
    ),
    Indicator(
        name="risk_excess", zh="失业率超常幅度（发布）",
        en="Published unemployment above its usual rate",
        unit=POINTS,
        definition_zh="失业率高于当月常值的百分点，平滑后的值；地州按登记失业率的相对超出折算。",
        definition_en="Points above the usual rate of the calendar month, smoothed; of a unit by "
        "the relative excess of its registered rate.",
        source=WATCH, books=(PUBLISHED,), function=cr.above,
    ),
    Indicator(
        name="reserve_released", zh="动用应急储备的地州", en="Units whose reserve is released",
        unit=PERCENT,
        definition_zh="当月动用再培训应急储备的地州所占比重。",
        definition_en="Share of units whose reserve for retraining is released this month.",
        source=WATCH, books=(PUBLISHED,), function=cr.released,
    ),
    monthly("displaced_unemployed", "被自动化替代的失业人员", "Unemployed after displacement",
            "上一份工作因自动化结束的失业人员。", "Unemployed whose last job automation ended.",
            PERSONS),
    monthly("displaced_long", "被替代人员中的长期失业者", "Displaced and unemployed for long",
            "上一份工作因自动化结束、失业满12个月的人员。",
            "Unemployed for twelve months and longer whose last job automation ended.", PERSONS),
    monthly("displaced_trained", "被替代人员完成的培训", "Courses completed by the displaced",
            "上一份工作因自动化结束的人员当月完成的培训。",
            "Courses completed this month by persons whose last job automation ended.", PER_MONTH),
    monthly("reserve_places", "应急储备的培训名额", "Training places of the reserve",
            "当月由再培训应急储备支付的名额。", "Places that the reserve pays this month.",
            "places per month"),
    monthly("reserve_starts", "应急储备的开班人次", "Courses begun on the reserve",
            "当月用应急储备名额开始培训的人。", "Persons who begin a course on the reserve.",
            PER_MONTH),
    monthly("paced_firms", "同意分摊替代的企业", "Firms that agree to a pace",
            "当月采用人工智能并同意分月替代的企业（样本企业数乘以抽样倍数）。",
            "Firms that adopt AI this month and agree to spread displacement (rows times k).",
            "firms per month"),
)  # fmt: skip
