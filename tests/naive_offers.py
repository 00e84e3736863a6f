"""Plain-Python twins of the offer-accept kernels; see `naive`."""

from __future__ import annotations

import math

from naive import EMPLOYED, bits, unit_draw
from naive_jobs import brings

from agents.codes import OfferEvent

WIDTH = 3.4641016


def outside_option(
    status, wage, spell, reservation_wage, log_usual, decline, benefit, farm_value, home_value
):
    if status in EMPLOYED and wage > 0.0:
        keeps = [math.log(wage)]
    else:
        floors = [log_usual] + ([math.log(reservation_wage)] if reservation_wage > 0.0 else [])
        keeps = [min(floors) + spell * decline]
    keeps += [math.log(v) for v in (benefit, farm_value, home_value) if v > 0.0]
    return max(keeps)


def outside_options(a):
    for r, i in enumerate(a.rows):
        u = a.unit[i]
        schooled = a.return_schooling * (a.school_years[a.schooling[i]] - 11.0)
        usual = a.usual_pay[u] + schooled + a.log_market_share + brings(a, i)[0]
        a.out[r] = outside_option(
            a.status[i], a.wage[i], a.spell[i], a.reservation_wage[i], usual,
            a.reservation_decline,
            a.benefit[u] * (a.benefit_months[i] > 0),
            a.farm_income[u] * (a.urban[i] == 0),
            a.home_value * (a.care_load[a.household[i]] > 0),
        )  # fmt: skip


def perceived_value(value, distant, sub, programme, error_sd, bias):
    return value + error_sd * WIDTH * (unit_draw(sub, programme) - 0.5) + bias * distant


def would_accept(perceived, outside):
    return perceived > outside


def decide_offers(a):
    for r, i in enumerate(a.rows):
        sub = bits(a.k, a.worker_id[i])
        seen = perceived_value(a.value[r], a.distant[r], sub, a.programme, a.error_sd, a.bias)
        a.answer[r] = int(seen > a.outside[r])


def offer_group(sex, age, urban):
    return 6 * sex + 2 * (age >= 300) + 2 * (age >= 540) + urban


def book_offers(a):
    for r, i in enumerate(a.rows):
        group = offer_group(a.sex[i], a.month - a.birth[i], a.urban[i])
        line = a.book[a.unit[i]][a.programme][group]
        line[OfferEvent.OFFERS] += 1
        line[OfferEvent.REPEATS] += a.refused[i] >> a.programme & 1
        if a.answer[r]:
            gain = a.value[r] - a.outside[r]
            line[OfferEvent.ACCEPTANCES] += 1
            line[OfferEvent.WORSE_OFF] += gain < 0
            line[OfferEvent.WELFARE] += math.floor(gain * 1e6 + 0.5)
        else:
            line[OfferEvent.REFUSALS] += 1
            a.refused[i] |= 1 << a.programme


def book_persons(a):
    for i in a.rows:
        group = offer_group(a.sex[i], a.month - a.birth[i], a.urban[i])
        a.book[a.unit[i]][a.programme][group][a.event] += 1
