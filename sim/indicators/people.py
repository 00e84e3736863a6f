"""Indicators of insurance, assistance, rights and start-ups."""

from __future__ import annotations

from agents.codes import Status
from sim.counting import ALL, LABOUR, TRUE, Cells, Count, flow_ratio, ratio_of
from sim.indicators.indicator import MODEL, PER_YEAR, PERCENT, PERSONS, Indicator, monthly, yearly
from sim.statistics_office import MIN_CELL, Floats, Panel

HOURS = "hours per week"


def _persons(p: Panel, statuses: list[int]) -> Floats:
    counted = p.count("persons")[..., statuses]
    return counted.sum(axis=tuple(range(2, counted.ndim)))  # type: ignore[no-any-return]


def over_persons(name: str, statuses: list[int] | None = None) -> Count:
    """Return a flow in percent of residents in `statuses`; None: of all residents."""

    def count(p: Panel) -> Cells:
        if name not in p.flows:
            return {}
        every = [int(s) for s in Status if s not in (Status.GONE, Status.AWAY)]
        base = _persons(p, every if statuses is None else statuses)
        return {(ALL, TRUE): 100.0 * ratio_of(p.flows[name], base, float(MIN_CELL * p.fraction))}

    return count


def insured_hires(p: Panel) -> Cells:
    """Return the share of hires that firms insure, in percent."""
    without = flow_ratio("uninsured_staff", "staff_counted", 100.0)(p)
    return {where: 100.0 - values for where, values in without.items()}


def survival(p: Panel) -> Cells:
    """Return the three-year survival of household businesses at a year's rate of exit."""
    if "young_failed" not in p.flows or "young_businesses" not in p.flows:
        return {}
    failed, there = p.yearly(p.flows["young_failed"]), p.yearly(p.flows["young_businesses"])
    exits = ratio_of(failed, there, float(MIN_CELL * p.fraction))
    return {(ALL, TRUE): 100.0 * (1.0 - exits) ** 36}


def _ratio(
    name: str,
    zh: str,
    en: str,
    meaning_zh: str,
    meaning_en: str,
    unit: str,
    function: Count,
    *,
    by_year: bool = False,
) -> Indicator:
    return Indicator(
        name=name, zh=zh, en=en, unit=unit, definition_zh=meaning_zh, definition_en=meaning_en,
        source=MODEL, function=function, yearly=by_year,
    )  # fmt: skip


PEOPLE: tuple[Indicator, ...] = (
    monthly("benefit_recipients", "领取失业保险金人员", "Recipients of unemployment benefit",
            "当月领取失业保险金的人。", "Persons paid unemployment benefit this month.",
            PERSONS),
    _ratio("benefit_share", "失业人员领取失业保险金比例", "Unemployed who draw benefit",
           "当月领取者与月末失业人员之比。",
           "Recipients of the month over the unemployed at its end.",
           PERCENT, over_persons("benefit_recipients", LABOUR["unemployed"])),
    yearly("benefit_awards", "新增失业保险金领取人", "New entitlements to unemployment benefit",
           "全年新获失业保险金的人次。", "Entitlements that were claimed in the year.",
           PER_YEAR),
    yearly("benefit_exhausted", "失业保险金期满", "Unemployment benefit exhausted",
           "全年领满期限的人次。", "Persons whose benefit ran out in the year.",
           PER_YEAR),
    monthly("welfare_posts", "公益性岗位在岗人员", "Holders of public-welfare posts",
            "月末在公益性岗位的人。", "Persons in public-welfare posts at the end of the month.",
            PERSONS),
    yearly("welfare_post_ends", "公益性岗位期满", "Welfare posts ended by the longest stay",
           "全年因期满离开公益性岗位的人次。",
           "Posts that ended in the year because the longest stay was over.",
           PER_YEAR),
    monthly("allowance_persons", "低保人员", "Persons with the household allowance",
            "当月领取低保家庭中的人。", "Persons in households paid the allowance.",
            PERSONS),
    _ratio("poverty_rate", "低于低保标准人口比例", "Persons below the allowance line",
           "最近一次核定时家庭人均收入（含全部工资，不含低保）低于低保标准的人口比例。",
           "Residents in households below the line at the last yearly assessment, with all income "
           "but the allowance itself.",
           PERCENT, over_persons("poor_persons")),
    _ratio("contract_share", "劳动合同签订率", "Staff with a written contract",
           "单位人员中签订书面合同者的比例，由所有制参数和监察推算。",
           "Of staff at work in firms, expected from ownership and inspection.",
           PERCENT, flow_ratio("contract_staff", "staff_counted", 100.0)),
    _ratio("arrears_rate", "欠薪涉及人员比例", "Staff of firms that owe wages",
           "当月欠薪单位的人员比例。", "Staff of firms in arrears this month over all staff.",
           PERCENT, flow_ratio("arrears_staff", "staff_counted", 100.0)),
    _ratio("weekly_hours", "周平均工时", "Weekly hours of staff",
           "单位人员周工时平均数，按单位类型的平均数。",
           "Mean weekly hours of staff, from the means of kinds of employers.",
           HOURS, flow_ratio("hours_worked", "staff_counted")),
    _ratio("hours_over_44", "周工时超过44小时比例", "Staff above 44 hours a week",
           "周工时超过44小时的人员比例。", "Staff who work more than 44 hours a week.",
           PERCENT, flow_ratio("staff_over_44", "staff_counted", 100.0)),
    _ratio("hours_over_49", "周工时49小时及以上比例", "Staff at 49 hours a week and more",
           "周工时49小时及以上的人员比例。", "Staff who work 49 hours a week and more.",
           PERCENT, flow_ratio("staff_over_49", "staff_counted", 100.0)),
    yearly("founders", "创业人员", "Founders of household businesses",
           "全年自主创办个体经营的人。", "Persons who took up a business of their own in the year.",
           PER_YEAR),
    yearly("founders_supported", "获扶持的创业人员", "Founders with a grant or loan",
           "全年获创业补贴或担保贷款的创业人员。",
           "Founders of the year who had a grant or a guaranteed loan.",
           PER_YEAR),
    _ratio("flexible_cover", "新灵活就业人员参保比例", "New flexible workers with pension cover",
           "当年新灵活就业人员中自行参加养老保险者的比例。",
           "Of those who took up flexible work this month, who bought pension cover.",
           PERCENT, flow_ratio("covered_flexible", "new_flexible", 100.0)),
    yearly("part_time_starts", "非全日制和共享用工入职", "Part-time and shared posts taken up",
           "全年接受非全日制或共享用工岗位的人。",
           "Persons who took up a part-time or shared post in the year.", PER_YEAR),
    yearly("hardship_placed", "就业困难人员实现就业", "Hardship persons placed",
           "全年经认定的就业困难人员由失业转为各类就业的人次。",
           "Moves in the year of certified persons from unemployment into work of any kind.",
           PER_YEAR),
    yearly("relief_households", "临时救助家庭", "Households with temporary relief",
           "全年申请临时救助的、低于低保标准而未领低保的家庭。",
           "Households in need without the allowance that claimed relief in the year.",
           "households per year"),
    yearly("allowance_kept", "就业后保留低保的家庭", "Allowance kept beside a new job",
           "六月核定时有成员新就业而仍领取低保的家庭。",
           "Households that draw the allowance at the assessment in June beside a new job.",
           "households per year"),
    _ratio("insured_hires", "新录用人员参保比例", "Insured share of hires",
           "按当月监察力度推算的单位录用人员参保比例，以在岗人员加权。",
           "Share of hires that firms insure at this month's inspection, weighted by staff.",
           PERCENT, insured_hires),
    _ratio("business_survival", "个体经营三年存续率", "Three-year survival of small businesses",
           "当年停业概率不变时，新个体经营三年后仍存续的比例。",
           "Share of new household businesses alive after three years at the year's rate of exit.",
           PERCENT, survival, by_year=True),
    monthly("distressed", "失去经营的创业贷款借款人", "Borrowers without their business",
            "仍欠创业担保贷款而已不再经营的人。",
            "Persons who owe a start-up loan and no longer run a business.", PERSONS),
    yearly("advised_founders", "获孵化服务的创业者", "Founders advised in incubators",
           "全年进入创业孵化载体的创业者。", "Founders of the year with a place in an incubator.",
           PER_YEAR),
)  # fmt: skip
