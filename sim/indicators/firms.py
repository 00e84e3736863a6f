"""Indicators of support for firms: bank loans."""

from __future__ import annotations

import numpy as np

from agents.codes import LoanKind
from sim.counting import ALL, TRUE, Cells, Count
from sim.indicators.indicator import LEDGER, YUAN, Indicator, yearly
from sim.statistics_office import Panel

PER_YEAR = "loans per year"
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


FIRMS: tuple[Indicator, ...] = (
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
           "Loans that firms and founders took in the year.", PER_YEAR),
    yearly("loans_lost_year", "违约贷款笔数", "Loans lost",
           "全年因企业关闭或创业失败而损失的贷款笔数。",
           "Loans lost in the year because a firm closed or a founder gave up.", PER_YEAR),
)  # fmt: skip
