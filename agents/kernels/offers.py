"""The one offer-accept rule of all programmes: what a person keeps, sees and answers.

An offer reaches a person at most once a month and programme. She compares it, as she perceives it,
with what she keeps by refusing; refusing changes nothing but a mark that tells repeat offers apart.
"""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, OfferEvent
from agents.columns import Array
from agents.draws import chain, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.search import log_offer

FIRST_JOB, LAST_JOB = int(FIRST_EMPLOYED), int(LAST_EMPLOYED)
WIDTH = 3.4641016  # of a uniform law with spread 1

REFUSED, ACCEPTED = 0, 1
OFFERS, REPEATS, REFUSALS = (
    int(OfferEvent.OFFERS),
    int(OfferEvent.REPEATS),
    int(OfferEvent.REFUSALS),
)
ACCEPTANCES, WORSE_OFF = int(OfferEvent.ACCEPTANCES), int(OfferEvent.WORSE_OFF)
WELFARE = int(OfferEvent.WELFARE)
MICRO = 1e6  # welfare is booked in millionths of a log point, so that sums are exact


@kernel
def outside_option(
    status: int,
    wage: float,
    spell: int,
    reservation_wage: float,
    log_usual: float,
    reservation_decline: float,
    benefit: float,
    farm_value: float,
    home_value: float,
) -> float:
    """Return the log value (yuan/month) of refusing: the best of all that a person keeps.

    At work (also on the farm) her pay; without work what she would hold out for (the lower of her
    reservation wage and what people like her usually accept, falling with the spell). Everybody
    keeps the benefit she draws, the farm where there is one, and the value of being at home.

    Parameters
    ----------
    log_usual : float, log yuan/month that somebody like her accepts at the start of a spell
    reservation_decline : float, log points a month of search, negative
    benefit, farm_value, home_value : float, yuan/month; 0 where she has no claim to it
    """
    if FIRST_JOB <= status <= LAST_JOB and wage > 0.0:
        best = np.log(wage)
    else:
        best = log_usual
        if reservation_wage > 0.0:
            best = min(best, np.log(reservation_wage))
        best += spell * reservation_decline
    kept = max(benefit, farm_value, home_value)
    if kept > 0.0:
        best = max(best, np.log(kept))
    return float(best)


@parallel_kernel
def outside_options(
    month: int,
    rows: Array,
    status: Array,
    wage: Array,
    spell: Array,
    reservation_wage: Array,
    benefit_months: Array,
    unit: Array,
    urban: Array,
    birth: Array,
    schooling: Array,
    skill: Array,
    grade: Array,
    household: Array,
    care_load: Array,
    usual_pay: Array,
    benefit: Array,
    farm_income: Array,
    home_value: float,
    school_years: Array,
    premium: float,
    experience_1: float,
    experience_2: float,
    return_schooling: float,
    log_market_share: float,
    reservation_decline: float,
    out: Array,
) -> None:
    """Write what each person keeps by refusing an offer, see `outside_option`.

    Parameters
    ----------
    rows : int32[n], rows of persons
    care_load : int8[n_households], a person of a household with some has the home value
    usual_pay : float64[n_units], mean log pay of posts for somebody of 11 years of schooling
    benefit : float64[n_units], yuan/month of unemployment benefit
    farm_income : float64[n_units], yuan/month of family farm work, for rural residents
    home_value : float, yuan/month of being at home for one with children or elders to care for
    log_market_share : float, log of the share of usual pay below which nobody applies at first
    out : float64[n], log yuan/month
        Written, every element.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        u = unit[i]
        years = school_years[schooling[i]]
        experience = max(0.0, (month - birth[i]) / 12.0 - 6.0 - years)
        level = usual_pay[u] + return_schooling * (years - 11.0) + log_market_share
        usual = log_offer(
            level, skill[i], grade[i], premium, experience, experience_1, experience_2
        )
        out[r] = outside_option(
            status[i],
            np.float64(wage[i]),
            spell[i],
            np.float64(reservation_wage[i]),
            usual,
            reservation_decline,
            benefit[u] if benefit_months[i] > 0 else 0.0,
            farm_income[u] if urban[i] == 0 else 0.0,
            home_value if care_load[household[i]] > 0 else 0.0,
        )


@kernel
def perceived_value(
    value: float, distant: int, sub: np.uint64, programme: int, error_sd: float, bias: float
) -> float:
    """Return what an offer seems to be worth: its true value with an error, too rosy if distant.

    Parameters
    ----------
    value : float, log yuan/month of accepting
    distant : int, 1 if the offer lies in another unit
    sub : uint64, chain of the key of Stream.OFFER_ERROR and the person's id
    error_sd, bias : float, log points
    """
    error = error_sd * WIDTH * (unit_draw(sub, programme) - 0.5)
    return float(value + error + bias * distant)


@kernel
def would_accept(perceived: float, outside: float) -> bool:
    """Return whether an offer is accepted: only if it seems better than what she keeps."""
    return perceived > outside


@parallel_kernel
def decide_offers(
    rows: Array,
    programme: int,
    value: Array,
    outside: Array,
    distant: Array,
    worker_id: Array,
    error_sd: float,
    bias: float,
    k: np.uint64,
    answer: Array,
) -> None:
    """Let everybody who got an offer answer it.

    Parameters
    ----------
    rows : int32[n], rows of the persons, each once
    value, outside : float64[n], log yuan/month of accepting and of refusing, both true
    distant : int8[n], 1 where the offer lies in another unit
    k : uint64, key of Stream.OFFER_ERROR this month
    answer : int8[n]
        Written, every element: ACCEPTED or REFUSED.
    """
    for r in prange(rows.shape[0]):
        sub = chain(k, worker_id[rows[r]])
        seen = perceived_value(value[r], distant[r], sub, programme, error_sd, bias)
        answer[r] = ACCEPTED if would_accept(seen, outside[r]) else REFUSED


@kernel
def offer_group(sex: int, age: int, urban: int) -> int:
    """Return the group of the offer book that a person of this sex, age and residence is in."""
    band = 0 if age < 25 * 12 else 1 if age < 45 * 12 else 2
    return (sex * 3 + band) * 2 + urban


@kernel
def book_offers(
    month: int,
    rows: Array,
    programme: int,
    value: Array,
    outside: Array,
    answer: Array,
    unit: Array,
    sex: Array,
    birth: Array,
    urban: Array,
    refused: Array,
    book: Array,
) -> None:
    """Count offers and answers by unit of residence and group, and remember who refused.

    Parameters
    ----------
    value, outside : float64[n], see `decide_offers`; their difference is the welfare change
    refused : int16[n_workers], bit p set where she has refused programme p before
        Written.
    book : int64[n_units, n_programmes, groups, events], written by addition
        Offers, repeat offers after refusal, refusals, acceptances, acceptances that are truly
        worse than refusing, and the sum of welfare changes in millionths of a log point.
    """
    bit = 1 << programme
    for r in range(rows.shape[0]):
        i = rows[r]
        line = book[unit[i], programme, offer_group(sex[i], month - birth[i], urban[i])]
        line[OFFERS] += 1
        if refused[i] & bit:
            line[REPEATS] += 1
        if answer[r] == ACCEPTED:
            gain = value[r] - outside[r]
            line[ACCEPTANCES] += 1
            line[WELFARE] += int(np.floor(gain * MICRO + 0.5))
            if gain < 0.0:
                line[WORSE_OFF] += 1
        else:
            line[REFUSALS] += 1
            refused[i] |= bit


@kernel
def book_persons(
    month: int,
    rows: Array,
    programme: int,
    event: int,
    unit: Array,
    sex: Array,
    birth: Array,
    urban: Array,
    book: Array,
) -> None:
    """Count an event (an exit from a programme) of the persons in `rows` in the offer book."""
    for r in range(rows.shape[0]):
        i = rows[r]
        book[unit[i], programme, offer_group(sex[i], month - birth[i], urban[i]), event] += 1
