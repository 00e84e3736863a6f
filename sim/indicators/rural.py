"""Indicators of organised offers to rural workers, of those lifted from poverty, of the south."""

from __future__ import annotations

from sim import counting as c
from sim.indicators.indicator import (
    MODEL,
    PER_MONTH,
    PER_YEAR,
    PERCENT,
    PERSONS,
    YUAN,
    Indicator,
    monthly,
    yearly,
)

RURAL: tuple[Indicator, ...] = (
    monthly("organised_starts_near", "经组织邀约就近就业", "Organised starts near home",
            "当月由邀约而在本单元开始的工作，按居住地计；不用于拟合。",
            "Job starts in the own unit that came of an organised offer, by residence; never "
            "fitted.", PER_MONTH, "placed_near"),
    monthly("organised_starts_elsewhere", "经组织邀约疆内跨地区就业",
            "Organised starts elsewhere in Xinjiang",
            "当月由邀约而在疆内其他单元开始的工作，按居住地计；不用于拟合。",
            "Job starts in another unit that came of an organised offer, by residence; never "
            "fitted.", PER_MONTH, "placed_elsewhere"),
    monthly("organised_starts_outside", "经组织邀约跨省就业", "Organised starts in other provinces",
            "当月接受邀约到外省工作的人，按来源地计；不用于拟合。",
            "Persons who accepted an organised offer of work in another province, by origin; never "
            "fitted.", PER_MONTH, "placed_outside"),
    Indicator(
        name="poverty_lifted_employed", zh="脱贫人口就业比例", en="Poverty-lifted persons at work",
        unit=PERCENT,
        definition_zh="16-59岁脱贫户成员中就业（含务农和在外省务工）的比重。",
        definition_en="Share of members aged 16-59 of households lifted from poverty who work, on "
        "the farm and in other provinces included.",
        source=MODEL, function=c.flow_ratio("lifted_at_work", "lifted_persons", 100.0),
    ),
    Indicator(
        name="poverty_lifted_pay", zh="脱贫人口务工收入", en="Pay of poverty-lifted persons",
        unit=YUAN,
        definition_zh="其中就业者的平均月收入，含务农收入。",
        definition_en="Mean monthly pay of those of them who work, farm income included.",
        source=MODEL, function=c.flow_ratio("lifted_pay", "lifted_at_work"),
    ),
    monthly("textile_jobs", "纺织服装业就业人员", "Textile jobs",
            "纺织服装企业的在岗人员，按工作地计。",
            "Persons at work in textile and apparel firms, by place of work.", PERSONS,
            "textile_staff"),
    yearly("northern_school_starts", "南疆学生入读北疆职业院校", "Southern pupils who go north",
           "全年接受北疆职业院校学位的南疆初中毕业生，按生源地计。",
           "Southern pupils who accepted a place in a northern vocational school in the year, by "
           "home unit.", PER_YEAR, "northern_starts"),
    Indicator(
        name="stem_share_graduates", zh="毕业生中理工科比例",
        en="Science and engineering among graduates", unit=PERCENT, yearly=True,
        definition_zh="全年高校毕业生中工学和理学的比重，按居住地计。",
        definition_en="Share of the year's college graduates in engineering and science, by "
        "residence.",
        source=MODEL, function=c.yearly_ratio("graduates_stem", "graduates", 100.0),
    ),
)  # fmt: skip
