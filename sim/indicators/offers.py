"""Indicators of the offer book: offers of programmes and their answers."""

from __future__ import annotations

from agents.codes import OfferEvent
from sim.counting_offers import mean_gain, offer_event
from sim.indicators.indicator import OFFER_BOOK, PER_YEAR, PERCENT, Indicator

BY_OFFER = ("programme", "sex", "age_band", "residence")


def _offers(
    name: str, event: OfferEvent, zh: str, en: str, meaning_zh: str, meaning_en: str,
    unit: str = "offers per year", by: tuple[str, ...] = BY_OFFER,
) -> Indicator:  # fmt: skip
    return Indicator(
        name=name, zh=zh, en=en, unit=unit, definition_zh=meaning_zh, definition_en=meaning_en,
        source=OFFER_BOOK, by=by, yearly=True, function=offer_event(event),
    )  # fmt: skip


OFFERS: tuple[Indicator, ...] = (
    _offers("programme_offers", OfferEvent.OFFERS, "全年政策邀约", "Offers of programmes",
            "全年向劳动者发出的邀约，每个项目每人每月至多一次。",
            "Offers made to persons in the year, at most one a programme and month each."),
    _offers("programme_repeat_offers", OfferEvent.REPEATS, "拒绝后的再次邀约",
            "Repeat offers after refusal", "向曾拒绝同一项目的人再次发出的邀约。",
            "Offers to persons who had refused the same programme before."),
    _offers("programme_refusals", OfferEvent.REFUSALS, "全年拒绝", "Refusals of programmes",
            "全年被拒绝的邀约；拒绝不影响任何待遇和以后的邀约。",
            "Offers refused in the year; refusing costs no benefit and no later offer."),
    _offers("programme_acceptances", OfferEvent.ACCEPTANCES, "全年接受", "Acceptances",
            "全年被接受的邀约。", "Offers accepted in the year."),
    _offers("programme_worse_off", OfferEvent.WORSE_OFF, "接受后实际受损",
            "Accepted and truly worse off",
            "因误判而接受、按真实价值当时就不如拒绝的邀约。",
            "Accepted by error: at their true value worse than refusing, at once."),
    _offers("programme_exits", OfferEvent.EXITS, "提前退出", "Early exits from programmes",
            "全年提前退出项目的人次，退出没有代价。",
            "Exits before the end in the year, at no cost.", unit=PER_YEAR),
    _offers("programme_unfilled", OfferEvent.UNFILLED, "未用名额", "Places not taken",
            "全年提供而无人接受的名额。", "Places offered in the year that nobody took.",
            unit="places per year", by=("programme",)),
    Indicator(
        name="programme_gain", zh="接受者的平均福利变化", en="Mean welfare change of acceptances",
        unit=PERCENT,
        definition_zh="接受时真实价值与所放弃价值的对数差的平均数，折成百分比；事后福利另行计算。",
        definition_en="Mean log difference of the true value of what was accepted and of what was "
        "kept by refusing, in percent, when accepted; realised welfare is reported apart.",
        source=OFFER_BOOK, by=BY_OFFER, yearly=True, function=mean_gain,
    ),
)  # fmt: skip
