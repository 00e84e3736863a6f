"""How the offer book is counted: offers of programmes and their answers, by programme and group."""

from __future__ import annotations

from agents.codes import OFFER_GROUPS, OfferEvent, Programme, Sex
from agents.kernels.offers import MICRO
from sim.counting import ALL, RESIDENCES, SEXES, TRUE, Cells, Count, groups, ratio_of
from sim.statistics_office import Floats, Ints, Panel

BANDS = ("16-24", "25-44", "45+")  # ages told apart in the offer book
PROGRAMMES = tuple(p.code for p in Programme if p is not Programme.NONE)


def _by_group(p: Panel, offers: Ints, event: OfferEvent) -> dict[str, Floats]:
    """Return a year's events: by `all`, and by programme, sex, age and residence (last axis)."""
    book = offers[..., int(event)].astype(float)  # month, place, programme, group
    cells = book.reshape(*book.shape[:-1], len(Sex), len(BANDS), OFFER_GROUPS // 6)
    tables = {
        ALL: cells.sum(axis=(2, 3, 4, 5)),
        "programme": cells.sum(axis=(3, 4, 5))[..., 1:],
        "sex": cells.sum(axis=(2, 4, 5)),
        "age_band": cells.sum(axis=(2, 3, 5)),
        "residence": cells.sum(axis=(2, 3, 4)),
    }
    return {name: p.yearly(table) for name, table in tables.items()}


def _cells(tables: dict[str, Floats]) -> Cells:
    names = {"programme": PROGRAMMES, "sex": SEXES, "age_band": BANDS, "residence": RESIDENCES}
    out: Cells = {(ALL, TRUE): tables[ALL]}
    for dimension, codes in names.items():
        if dimension in tables:
            out |= groups(dimension, codes, tables[dimension])
    return out


def offer_event(event: OfferEvent) -> Count:
    """Return a calendar year's events of the offer book; nothing where no programme is offered."""

    def count(p: Panel) -> Cells:
        if p.offers is None or not p.offers.any():
            return {}
        tables = {
            name: values * p.fraction for name, values in _by_group(p, p.offers, event).items()
        }
        if event is OfferEvent.UNFILLED:  # a place belongs to no group of persons
            tables = {name: tables[name] for name in (ALL, "programme")}
        return _cells(tables)

    return count


def mean_gain(p: Panel) -> Cells:
    """Return the mean welfare change of a year's acceptances, in percent of income kept."""
    if p.offers is None or not p.offers.any():
        return {}
    gain = _by_group(p, p.offers, OfferEvent.WELFARE)
    n = _by_group(p, p.offers, OfferEvent.ACCEPTANCES)
    return _cells({name: 100.0 * ratio_of(gain[name] / MICRO, n[name]) for name in gain})
