"""Indicators of people, work, places of work and pay."""

from __future__ import annotations

from sim import counting as c
from sim.counting_pay import low_pay, median_wage, wage_gini
from sim.indicators.indicator import (
    CENSUS,
    DEMOGRAPHIC,
    LOW_PAY_SOURCE,
    MODEL,
    NBS,
    PERCENT,
    PERSONS,
    SECTORS,
    YUAN,
    Indicator,
)

STOCKS: tuple[Indicator, ...] = (
    Indicator(
        name="population", zh="常住人口", en="Resident population", unit=PERSONS,
        definition_zh="月末常住人口，不含在区外务工者。按受教育程度分组只含16岁及以上。",
        definition_en="Residents at the end of the month; those working outside Xinjiang are not "
        "counted. Groups by schooling hold persons of 16 and over only.",
        source=CENSUS, by=(*DEMOGRAPHIC, "status"), function=c.population,
    ),
    Indicator(
        name="away", zh="区外务工人员", en="Working outside Xinjiang", unit=PERSONS,
        definition_zh="家庭在新疆、在其他省份工作的人，按来源地计。",
        definition_en="Persons of Xinjiang households who work in another province, by origin.",
        source=MODEL, function=c.away,
    ),
    Indicator(
        name="employed", zh="就业人员", en="Employed", unit=PERSONS,
        definition_zh="16岁及以上常住人口中的雇员、个体经营者与雇主、灵活就业、务农、公益性岗位和见习人员，"
        "按居住地计。",
        definition_en="Residents of 16 and over who are wage employees, own-account workers or "
        "employers, flexible or farm workers, in public-welfare posts or interns; by residence.",
        source=NBS, by=(*DEMOGRAPHIC, "industry", "status"), function=c.employed,
    ),
    Indicator(
        name="unemployed", zh="失业人员", en="Unemployed", unit=PERSONS,
        definition_zh="16岁及以上常住人口中没有工作、正在找工作并能马上上岗的人；季节性停工而不找工作的人不计入。",
        definition_en="Residents of 16 and over without work, searching and available; those on a "
        "seasonal break who do not search are not counted.",
        source=NBS, by=DEMOGRAPHIC, function=c.in_state("unemployed"),
    ),
    Indicator(
        name="inactive", zh="非劳动力", en="Outside the labour force", unit=PERSONS,
        definition_zh="16岁及以上常住人口中既不就业也不失业的人，含在校学生和退休人员。",
        definition_en="Residents of 16 and over who are neither employed nor unemployed, students "
        "and pensioners included.",
        source=NBS, by=DEMOGRAPHIC, function=c.in_state("inactive"),
    ),
    Indicator(
        name="jobs", zh="按工作地的就业人员", en="Employed by place of work", unit=PERSONS,
        definition_zh="16岁及以上就业人员，按工作地计；务农计入农业和乡村工作地。",
        definition_en="Employed of 16 and over by place of work; farm work counts as agriculture "
        "and as a rural workplace.",
        source=MODEL, by=("industry", "workplace", "status"), function=c.jobs,
    ),
    Indicator(
        name="urban_employed", zh="城镇就业人员", en="Urban employment", unit=PERSONS,
        definition_zh="16岁及以上、工作地在城镇的就业人员。",
        definition_en="Employed of 16 and over whose place of work is in a town.",
        source=MODEL, function=c.urban_jobs,
    ),
    Indicator(
        name="primary_share", zh="第一产业就业比重", en="Primary share of employment", unit=PERCENT,
        definition_zh="A门类就业人员占全部就业人员的比重，按工作地计。",
        definition_en="Employed in section A over all employed, by place of work.",
        source=SECTORS, function=c.sector(1),
    ),
    Indicator(
        name="secondary_share", zh="第二产业就业比重", en="Secondary share of employment",
        unit=PERCENT,
        definition_zh="B至E门类就业人员占全部就业人员的比重，按工作地计。",
        definition_en="Employed in sections B-E over all employed, by place of work.",
        source=SECTORS, function=c.sector(2),
    ),
    Indicator(
        name="tertiary_share", zh="第三产业就业比重", en="Tertiary share of employment",
        unit=PERCENT,
        definition_zh="F至S门类就业人员占全部就业人员的比重，按工作地计。",
        definition_en="Employed in sections F-S over all employed, by place of work.",
        source=SECTORS, function=c.sector(3),
    ),
    Indicator(
        name="urban_share", zh="城镇化率", en="Urban share of the population", unit=PERCENT,
        definition_zh="城镇常住人口占常住人口的比重。",
        definition_en="Urban residents over residents.",
        source=CENSUS, function=c.urban_share,
    ),
    Indicator(
        name="mean_wage", zh="雇员平均月工资", en="Mean monthly wage of employees", unit=YUAN,
        definition_zh="16岁及以上雇员当月应发工资的平均数，按工作地计。",
        definition_en="Mean gross pay of wage employees of 16 and over, by place of work.",
        source=MODEL, by=("sex", "industry"), function=c.mean_wage,
    ),
    Indicator(
        name="median_wage", zh="雇员月工资中位数", en="Median monthly wage of employees", unit=YUAN,
        definition_zh="16岁及以上雇员当月应发工资的中位数，按工作地计。",
        definition_en="Median gross pay of wage employees of 16 and over, by place of work.",
        source=MODEL, by=("sex",), function=median_wage,
    ),
    Indicator(
        name="low_pay_share", zh="低工资雇员比重", en="Share of low-paid employees", unit=PERCENT,
        definition_zh="应发工资低于全区雇员中位数三分之二的雇员比重，按工作地计。",
        definition_en="Wage employees paid less than two thirds of the region's median, by place "
        "of work.",
        source=LOW_PAY_SOURCE, by=("sex",), function=low_pay,
    ),
    Indicator(
        name="wage_gini", zh="雇员工资基尼系数", en="Gini coefficient of wages", unit="ratio",
        definition_zh="16岁及以上雇员当月应发工资的基尼系数，按工作地计。",
        definition_en="Gini coefficient of gross pay of wage employees of 16 and over, by place of "
        "work.",
        source=MODEL, function=wage_gini,
    ),
)  # fmt: skip
