"""Indicators of support for firms: major projects, refunds, staff kept, bank loans."""

from __future__ import annotations

import numpy as np

from agents.codes import LoanKind
from sim.counting import ALL, TRUE, Cells, Count
from sim.indicators.indicator import (
    LEDGER,
    MODEL,
    PER_MONTH,
    PERCENT,
    PERSONS,
    YUAN,
    Indicator,
    monthly,
    yearly,
)
from sim.statistics_office import Panel

LOANS = "loans per year"
STOCK = "yuan of December 2025"


def loans(what: str) -> Count:
    """Return the banks' yuan of one kind (lent, repaid, interest, lost, owed) by kind of loan."""

    def count(p: Panel) -> Cells:
        found = {k: p.money.get(("banks", f"{what}_{k.code}")) for k in LoanKind}
        tables = {k: values for k, values in found.items() if values is not None}
        if not tables:
            return {}
        cells = {(ALL, TRUE): np.sum(list(tables.values()), axis=0)}
        return cells | {(f"loan={k.code}", TRUE): values for k, values in tables.items()}

    return count


def _loans(
    what: str, zh: str, en: str, meaning_zh: str, meaning_en: str, unit: str = YUAN
) -> Indicator:
    return Indicator(
        name=f"loans_{what}", zh=zh, en=en, unit=unit, definition_zh=meaning_zh,
        definition_en=meaning_en, source=LEDGER, by=("loan",), places="halves",
        function=loans(what),
    )  # fmt: skip


def over_year(part: str, whole: str) -> Count:
    """Return a year's flow over another of the same year, in percent."""

    def count(p: Panel) -> Cells:
        if part not in p.flows or whole not in p.flows:
            return {}
        over, under = p.yearly(p.flows[part]), p.yearly(p.flows[whole])
        out = np.full_like(over, np.nan)
        np.divide(100.0 * over, under, out=out, where=under > 0.0)
        return {(ALL, TRUE): out}

    return count


def _share(
    name: str, zh: str, en: str, meaning_zh: str, meaning_en: str, part: str, whole: str
) -> Indicator:
    return Indicator(
        name=name, zh=zh, en=en, unit=PERCENT, definition_zh=meaning_zh, yearly=True,
        definition_en=meaning_en, source=MODEL, function=over_year(part, whole),
    )  # fmt: skip


FIRMS: tuple[Indicator, ...] = (
    monthly("project_places", "重大项目岗位", "Places of major projects",
            "当月在建重大项目的岗位，按工作地计。",
            "Places of major projects that run this month, by unit of work.", "places"),
    yearly("project_opened_year", "重大项目新增岗位", "Posts of major projects that began",
           "全年开工的重大项目的岗位。", "Places of major projects that began in the year.",
           "posts per year"),
    monthly("project_unfilled", "重大项目空缺岗位", "Project places without anybody",
            "月末承建企业仍空缺的岗位，不超过其项目岗位数。",
            "Open posts of firms with a project at the month's end, up to its places.", "places"),
    monthly("layoffs_planned", "计划裁员", "Layoffs that firms planned",
            "考虑稳岗返还和贷款之前企业当月计划裁减的人。",
            "Layoffs planned this month before the refund and loans were weighed.", PER_MONTH),
    monthly("staff_kept", "稳岗留用人员", "Staff kept for the refund or a loan",
            "当月计划裁减而因稳岗返还或贷款约束留用的人，逐月计。",
            "Planned layoffs not carried out for the refund or because a loan binds; counted in "
            "every month in which they are kept.", PERSONS, "kept"),
    yearly("refund_firms_year", "享受稳岗返还的单位", "Firms that claimed a refund",
           "年初申请上年稳岗返还的单位（样本行数乘以倍数）。",
           "Firms that claimed a refund of last year's contributions, sampled rows times k.",
           "firms per year", "refund_firms"),
    yearly("refund_refused_year", "超过裁员率上限的参保单位",
           "Insured firms above the layoff limit",
           "上年裁员率超过上限、不予返还的参保单位。",
           "Insured firms whose layoffs of last year were above the limit: no refund.",
           "firms per year", "refund_refused"),
    _share("refund_windfall", "稳岗返还中的无谓支出", "Windfall of refunds",
           "申请的返还资金中，上年并未因返还或贷款少裁一人的单位所占比重。",
           "Of the refund money claimed, the part of firms that kept nobody for it last year.",
           "refunds_windfall", "refunds"),
    _loans("lent", "当月发放贷款", "Loans granted", "银行当月发放的稳岗贷款和创业担保贷款本金。",
           "Principal that banks lent this month to firms and founders."),
    _loans("repaid", "当月偿还本金", "Principal repaid", "借款人当月偿还的本金。",
           "Principal that borrowers repaid this month."),
    _loans("interest", "当月支付利息", "Interest paid by borrowers",
           "借款人当月支付的利息，不含财政贴息。",
           "Interest that borrowers paid this month, without the part that the treasury bears."),
    _loans("lost", "当月贷款损失", "Principal lost", "借款人无法偿还的本金，含担保基金代偿部分。",
           "Principal that borrowers cannot repay, with what the guarantee fund pays."),
    _loans("owed", "贷款余额", "Loans outstanding", "月末尚未偿还的本金。",
           "Principal still to be repaid at the end of the month.", STOCK),
    yearly("loans_taken", "发放贷款笔数", "Loans taken", "全年企业和创业者获得的贷款笔数。",
           "Loans that firms and founders took in the year.", LOANS),
    yearly("loans_lost_year", "违约贷款笔数", "Loans lost",
           "全年因企业关闭或创业失败而损失的贷款笔数。",
           "Loans lost in the year because a firm closed or a founder gave up.", LOANS),
)  # fmt: skip
