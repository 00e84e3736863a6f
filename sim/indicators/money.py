"""Indicators of money, from the ledger."""

from __future__ import annotations

from sim import counting as c
from sim.counting import BOOKS
from sim.counting_fund import south_fund_share
from sim.indicators.indicator import LEDGER, PERCENT, YUAN, Indicator

MONEY: tuple[Indicator, ...] = (
    Indicator(
        name="subsidy_paid", zh="已支付资金", en="Money paid", unit=YUAN,
        definition_zh="台账当月支付的资金，按账户和南北疆计；只含已建模的措施。",
        definition_en="Paid by the ledger this month, by account and half; only of the measures "
        "modelled so far.",
        source=LEDGER, by=("account",), places="halves", function=c.money("paid"),
    ),
    Indicator(
        name="money_received", zh="已收缴资金", en="Money received", unit=YUAN,
        definition_zh="台账当月收到的缴费，按账户和南北疆计。",
        definition_en="Contributions that the ledger received this month, by account and half.",
        source=LEDGER, by=("account",), places="halves", function=c.money("received"),
    ),
    Indicator(
        name="money_unpaid", zh="应付未付资金", en="Money due and not paid", unit=YUAN,
        definition_zh="当月到期而预算不足以支付的资金。",
        definition_en="Due this month and not covered by the budget line.",
        source=LEDGER, by=("account",), places="halves", function=c.money("unpaid"),
    ),
    Indicator(
        name="south_fund_share", zh="南疆就业补助资金占比",
        en="Employment subsidy fund used in the south", unit=PERCENT,
        definition_zh="全年就业补助资金支出中用于南疆的比重，按资金实际使用地计。主口径：南疆五地州，兵团城市在分子分母之外；"
        "另列四地州口径和含兵团城市口径。两本账一致。",
        definition_en="Share of a year's payments of the employment subsidy fund that went to the "
        "south, by the unit of the recipient. Main meaning: five prefectures, XPCC cities outside "
        "both; four prefectures, and five with XPCC cities, beside. Both books agree.",
        source=LEDGER, by=("south",), books=BOOKS, places="region", yearly=True,
        function=south_fund_share,
    ),
    Indicator(
        name="ledger_south_share", zh="已支付资金的南疆占比", en="Share of money paid in the south",
        unit=PERCENT,
        definition_zh="台账全年支付中南疆所占比重；只含已建模的措施，不是规划目标“南疆就业补助资金占比”。",
        definition_en="The south's share of a year's ledger payments; only of the measures "
        "modelled so far, so it is not the plan's target on the employment subsidy fund.",
        source=LEDGER, by=("account",), places="region", yearly=True, function=c.south_paid,
    ),
)  # fmt: skip
