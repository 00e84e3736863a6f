"""Indicators of participation and unemployment, and the gaps between north and south."""

from __future__ import annotations

from sim import counting as c
from sim.counting import BOOKS, PUBLISHED
from sim.counting_survey import sampling_error
from sim.indicators.indicator import (
    DEMOGRAPHIC,
    DESIGN,
    MODEL,
    NBS,
    OFFICES,
    PERCENT,
    PERSONS,
    POINTS,
    POTENTIAL,
    SURVEY,
    Indicator,
)

UNEMPLOYMENT: tuple[Indicator, ...] = (
    Indicator(
        name="labour_force_participation", zh="劳动参与率", en="Labour force participation",
        unit=PERCENT,
        definition_zh="就业与失业人员之和占16岁及以上常住人口的比重。",
        definition_en="Employed and unemployed over residents of 16 and over.",
        source=NBS, by=DEMOGRAPHIC, function=c.participation,
    ),
    Indicator(
        name="employment_rate", zh="就业率", en="Employment rate", unit=PERCENT,
        definition_zh="就业人员占16岁及以上常住人口的比重。",
        definition_en="Employed over residents of 16 and over.",
        source=NBS, by=DEMOGRAPHIC, function=c.employment_rate,
    ),
    Indicator(
        name="surveyed_unemployment", zh="城镇调查失业率", en="Surveyed urban unemployment rate",
        unit=PERCENT,
        definition_zh="城镇16岁及以上常住人口中，失业人员占就业与失业人员之和的比重。发布口径：住户按2-10-2轮换（连访两月、停十月、"
        "次年同月再访两月）的抽样调查，保留一位小数，只发布全区和南北疆；真实口径：全部城镇住户。基期水平是拟合的，只有情景之间的差异是预测。",
        definition_en="Unemployed over employed and unemployed among urban residents of 16 and "
        "over. Published: a household survey in which households rotate 2-10-2 (asked two months "
        "running, at rest for ten, asked in the same two months of the next year), rounded to 0.1, "
        "for the region and its halves. True: all urban households. The base level is "
        "fitted; only differences between scenarios are predictions.",
        source=NBS, by=("sex", "age"), books=BOOKS, function=c.surveyed,
    ),
    Indicator(
        name="survey_sample", zh="调查样本中的劳动力", en="Labour force in the survey sample",
        unit="sampled persons",
        definition_zh="当月样本住户中16岁及以上的就业和失业人员数（未加权）。",
        definition_en="Employed and unemployed of 16 and over in the month's sample, unweighted.",
        source=SURVEY, books=(PUBLISHED,), function=c.survey_sample,
    ),
    Indicator(
        name="survey_standard_error", zh="调查失业率的抽样标准误",
        en="Standard error of the surveyed rate", unit=POINTS,
        definition_zh="当月城镇调查失业率（四舍五入前）的设计标准误：以住户为群，比率估计的线性化方差；只计抽样误差，"
        "不计情景和参数的不确定。",
        definition_en="Design-based standard error of the month's surveyed rate before rounding: "
        "linearised variance of a ratio with households as clusters. It holds sampling error only, "
        "not that of scenario and parameters.",
        source=DESIGN, books=(PUBLISHED,), places="halves", function=sampling_error,
    ),
    Indicator(
        name="registered_unemployment", zh="城镇登记失业率",
        en="Registered urban unemployment rate", unit=PERCENT,
        definition_zh="城镇登记失业人员占城镇就业与登记失业人员之和的比重，保留两位小数；登记失业人员是失业人员的一部分。",
        definition_en="Registered unemployed over urban employed and registered unemployed, "
        "rounded to 0.01; the registered are a subset of the unemployed.",
        source=OFFICES, books=(PUBLISHED,), function=c.registered_rate,
    ),
    Indicator(
        name="registered_unemployed", zh="城镇登记失业人员", en="Registered urban unemployed",
        unit=PERSONS,
        definition_zh="城镇16至59岁、户籍在本县、已登记的失业人员。",
        definition_en="Urban unemployed of 16-59 with registration in the county, who registered.",
        source=OFFICES, books=(PUBLISHED,), function=c.registered_persons,
    ),
    Indicator(
        name="unemployment_with_discouraged", zh="含沮丧者的城镇失业率",
        en="Urban unemployment with the discouraged", unit=PERCENT,
        definition_zh="失业人员与沮丧者之和占劳动力与沮丧者之和的比重，城镇常住人口。沮丧者：16至59岁非劳动力中，曾经工作且"
        "退出不超过12个月，或等待季节性复工的人，不含家庭季节务农者。",
        definition_en="Unemployed and discouraged over the labour force and the discouraged, urban "
        "residents. Discouraged: outside the labour force, 16-59, worked before and left at most "
        "12 months ago, or waiting for a seasonal recall; family farm workers are left out.",
        source=POTENTIAL, function=c.with_discouraged,
    ),
    Indicator(
        name="gap_urban_unemployment", zh="南北疆城镇失业率之差",
        en="Urban unemployment, south minus north", unit=POINTS,
        definition_zh="南疆减北疆，全部计数。", definition_en="South less north, full count.",
        source=MODEL, places="region", function=c.gap(c.surveyed, ratio=False),
    ),
    Indicator(
        name="gap_participation", zh="南北疆劳动参与率之差", en="Participation, south minus north",
        unit=POINTS,
        definition_zh="南疆减北疆，全部计数。", definition_en="South less north, full count.",
        source=MODEL, places="region", function=c.gap(c.participation, ratio=False),
    ),
    Indicator(
        name="gap_urban_share", zh="南北疆城镇化率之差", en="Urban share, south minus north",
        unit=POINTS,
        definition_zh="南疆减北疆，全部计数。", definition_en="South less north, full count.",
        source=MODEL, places="region", function=c.gap(c.urban_share, ratio=False),
    ),
    Indicator(
        name="gap_wage", zh="南疆平均工资相当于北疆的百分比", en="Mean wage, south over north",
        unit=PERCENT,
        definition_zh="南疆与北疆之比，全部计数。", definition_en="South over north, full count.",
        source=MODEL, places="region", function=c.gap(c.mean_wage, ratio=True),
    ),
)  # fmt: skip
