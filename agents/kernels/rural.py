"""Organised offers to rural workers: who gets one, which open post it is, what it is worth."""

from __future__ import annotations

import numpy as np

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Status
from agents.columns import Array
from agents.draws import chain, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.farming import farm_value
from agents.kernels.markets import NOWHERE, draw_post, taken_slots
from agents.kernels.moving import separation_cost
from agents.kernels.posting import N_OCCUPATIONS, pick
from agents.kernels.requirements import meets
from agents.kernels.rules import best_offer
from agents.kernels.search import (
    FLAT,
    OTHER_PROVINCE,
    VETERAN,
    call_chance,
    firm_score,
    pair_luck,
    search_class,
)
from agents.kernels.wages import SPILL, personal_pay, raise_to_floor

FARM, UNEMPLOYED, INACTIVE = int(Status.FARM), int(Status.UNEMPLOYED), int(Status.INACTIVE)
AWAY = int(Status.AWAY)
FIRST_JOB, LAST_JOB = int(FIRST_EMPLOYED), int(LAST_EMPLOYED)
RECALL, FAMILY, LIFTED = int(Flag.RECALL), int(Flag.FAMILY_FARM), int(Flag.POVERTY_LIFTED)
ADULT, OLD = 16 * 12, 60 * 12
NEVER = -1  # occupation of one who never had one: a farmer looks for what she could do elsewhere
WIDTH = 3.4641016  # of a uniform law with spread 1
N_CHANNELS = 3  # near home, elsewhere in Xinjiang, other provinces
CHUNKS = 64
TRIAL = 1 << 16  # draws kept for one post that is looked at
LIFTED_ALL, LIFTED_AT_WORK, LIFTED_PAY = 0, 1, 2


@kernel
def may_be_offered(status: int, urban: int, age: int, flags: int, programme: int) -> bool:
    """Return whether a person is an eligible rural worker.

    A rural resident of 16-59 who farms, is out of the labour force but belongs to a family farm,
    or is unemployed; who waits for a recall or sits in a course is left alone.
    """
    if urban != 0 or age < ADULT or age >= OLD or programme > 0 or flags & RECALL:
        return False
    return bool(
        status == FARM or status == UNEMPLOYED or (status == INACTIVE and flags & FAMILY != 0)
    )


@parallel_kernel
def call_rural(
    month: int,
    worker_id: Array,
    unit: Array,
    urban: Array,
    birth: Array,
    status: Array,
    flags: Array,
    programme: Array,
    fate: Array,
    rate: Array,
    k: np.uint64,
    mark: Array,
) -> None:
    """Draw who is to get an offer this month, through each of the three channels.

    Parameters
    ----------
    fate : int8[n_workers], not 0 where a job ended or a move was made this month: no offer
    rate : float64[3, n_units], offers per eligible person: near home, elsewhere, other provinces
    k : uint64, key of Stream.RURAL_OFFER this month
    mark : int8[n_workers]
        Written, every element: bit c is set for an offer through channel c.
    """
    for i in prange(worker_id.shape[0]):
        mark[i] = 0
        age = month - birth[i]
        if fate[i] != 0 or not may_be_offered(status[i], urban[i], age, flags[i], programme[i]):
            continue
        sub = chain(k, worker_id[i])
        for c in range(N_CHANNELS):
            if unit_draw(sub, c) < rate[c, unit[i]]:
                mark[i] |= 1 << c


@kernel
def taste_to_stay(sub: np.uint64, mean: float, spread: float) -> float:
    """Return log points of pay that a person wants on top of the farm's worth to leave it.

    Logistic, the same for a person in every month: asking again does not change her mind.
    """
    u = unit_draw(sub, 0)
    return float(mean + spread * np.log((u + 1e-12) / (1.0 - u + 1e-12)))


@parallel_kernel
def find_posts(
    month: int,
    rows: Array,
    away: int,
    n_trials: int,
    worker_id: Array,
    unit: Array,
    birth: Array,
    sex: Array,
    schooling: Array,
    field: Array,
    skill: Array,
    grade: Array,
    status: Array,
    spell: Array,
    flags: Array,
    registration: Array,
    household: Array,
    n_minors: Array,
    care_load: Array,
    job_share: Array,
    to_unit: Array,
    market_posts: Array,
    slot: Array,
    first_slot: Array,
    post_key: Array,
    post_firm: Array,
    post_schooling: Array,
    post_grade: Array,
    post_years: Array,
    enough_schooling: float,
    post_asks: Array,
    post_wage: Array,
    post_least: Array,
    firm_industry: Array,
    firm_ownership: Array,
    firm_size: Array,
    firm_insured: Array,
    rule_bits: Array,
    rule_bounds: Array,
    rule_share: Array,
    rule_months: Array,
    rule_value: Array,
    post_bonus: Array,
    move_cost: Array,
    family_cost: Array,
    mover_support: Array,
    school_years: Array,
    suit_chance: Array,
    misfit: Array,
    waiver: Array,
    call_back: Array,
    contact: Array,
    grade_pay: Array,
    pay_rule: Array,
    cost_weight: float,
    fit_sd: float,
    liked_experience: float,
    stay_mean: float,
    stay_spread: float,
    k_post: np.uint64,
    k_suit: np.uint64,
    k_taste: np.uint64,
    k_stay: np.uint64,
    out_post: Array,
    out_value: Array,
    out_score: Array,
) -> None:
    """Look for an open post that suits each person, and say what it is worth to her and the firm.

    The service draws posts of an occupation that people of her schooling usually have, and offers
    the first whose firm would look at her, as it would at her own application (`apply_to_posts`).

    Parameters
    ----------
    rows : int32[n], rows of persons
    away : int, 0 for posts in the own unit, 1 for posts in other units
    n_trials : int, posts looked at for one person
    job_share : float64[n_classes, 7], cumulative, see `internships.draw_hosts`
    to_unit : float64[n_units, n_units], cumulative: unit of the post by unit of residence
    stay_mean, stay_spread : float, see `taste_to_stay`; nothing for the unemployed
    k_post : uint64, key of Stream.RURAL_POST this month and channel
    waiver : int64[n_units], steps of schooling not asked of veterans, see `search.call_chance`
    k_suit, k_taste : uint64, keys of the pair, see `apply_to_posts`
    k_stay : uint64, key of Stream.STAY_TASTE without the month
    out_post : int32[n]
        Written, every element: the post, NOWHERE if none was found.
    out_value, out_score : float64[n]
        Written where a post was found: log yuan/month of accepting, net of moving, living apart
        and leaving the farm, with support; the firm's score, see `apply_to_posts`.
    """
    taken = taken_slots(slot)
    for r in prange(rows.shape[0]):
        i = rows[r]
        out_post[r] = NOWHERE
        out_value[r] = 0.0
        out_score[r] = 0.0
        who, u, school = worker_id[i], unit[i], schooling[i]
        sub, sub_suit = chain(k_post, who), chain(k_suit, who)
        months = min(spell[i], FLAT) if status[i] == UNEMPLOYED else 0
        own_years = school_years[school]
        experience = max(0.0, (month - birth[i]) / 12.0 - 6.0 - own_years)
        wanted = job_share[search_class(NEVER, school, field[i], school_years.shape[0])]
        for t in range(n_trials):
            first = t * TRIAL
            where = u
            if away != 0:
                where = pick(to_unit[u], unit_draw(sub, first))
            m = where * N_OCCUPATIONS + pick(wanted, unit_draw(sub, first + 1))
            if market_posts[m] == 0 or (away != 0 and where == u):
                continue
            size = first_slot[m + 1] - first_slot[m]
            p, _ = draw_post(slot, taken, first_slot[m], size, sub, first + 2)
            if post_asks[p] != 0 or not meets(
                post_grade[p], post_years[p], grade[i], experience, own_years, enough_schooling
            ):
                continue
            level = post_schooling[p]
            luck, known = pair_luck(sub_suit, post_key[p])
            chance, referred = call_chance(
                level, school, flags[i] & VETERAN != 0, waiver[where], suit_chance,
                call_back[where, months], where == u, known, contact,
            )  # fmt: skip
            if luck >= chance:
                continue
            f = post_firm[p]
            pay = post_wage[p] + personal_pay(
                skill[i], grade_pay[grade[i]], experience, own_years, registration[i],
                spell[i] if status[i] == UNEMPLOYED else 0, pay_rule,
            )  # fmt: skip
            pay = np.log(raise_to_floor(np.exp(pay), 0.0, post_least[p], pay_rule[SPILL]))
            value = pay
            if where != u:
                h = household[i]
                value -= move_cost[u, where]
                value -= separation_cost(n_minors[h], care_load[h], family_cost[where])
                value += mover_support[u]
            if status[i] != UNEMPLOYED:
                value -= taste_to_stay(chain(k_stay, who), stay_mean, stay_spread)
            best = best_offer(
                rule_bits, rule_bounds, rule_share, rule_months, status[i], sex[i], school, where,
                firm_industry[f], firm_ownership[f], flags[i], month - birth[i], spell[i], 0,
                grade[i], firm_size[f],
            )  # fmt: skip
            out_post[r] = p
            out_value[r] = value
            out_score[r] = firm_score(
                skill[i] + liked_experience * experience, misfit[level, school], fit_sd,
                unit_draw(chain(k_taste, who) ^ post_key[p], 1), referred, contact, cost_weight,
                firm_insured[f], rule_value[best] if best >= 0 else 0.0,
                post_bonus[p] if registration[i] != OTHER_PROVINCE else 0.0, pay,
            )  # fmt: skip
            break


@parallel_kernel
def value_leaving(
    rows: Array,
    worker_id: Array,
    household: Array,
    n_minors: Array,
    care_load: Array,
    unit: Array,
    skill: Array,
    pay: Array,
    skill_share: float,
    family_cost: float,
    theta: float,
    k_taste: np.uint64,
    out: Array,
) -> None:
    """Write what work in another province is worth to each person, with her own taste for it.

    Parameters
    ----------
    rows : int32[n], rows of persons
    pay : float64[n_units], log yuan/month of one of mean skill, net of the cost of leaving
    skill_share, family_cost, theta : float, see `moving.goes_out` and `moving.choose_moves`
    k_taste : uint64, key of Stream.TASTE_OUTSIDE without the month
    out : float64[n], log yuan/month
        Written, every element.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        h = household[i]
        u = unit_draw(chain(k_taste, worker_id[i]), 2)
        taste = np.log((u + 1e-12) / (1.0 - u + 1e-12)) / theta
        apart = separation_cost(n_minors[h], care_load[h], family_cost)
        out[r] = pay[unit[i]] + skill_share * skill[i] + taste - apart


@parallel_kernel
def keep_farm(
    rows: Array,
    status: Array,
    unit: Array,
    household: Array,
    care_load: Array,
    farm_income: Array,
    care_value: float,
    out: Array,
) -> None:
    """Write what the farm and care are worth to those of `rows` who do not search.

    Parameters
    ----------
    farm_income : float64[n_units], yuan/month, yearly mean; care_value : see `farming.farm_value`
    out : float64[n], log yuan/month
        Written for all but the unemployed.
    """
    for r in prange(rows.shape[0]):
        i = rows[r]
        if status[i] != UNEMPLOYED:
            value = farm_value(farm_income[unit[i]], care_load[household[i]], care_value)
            out[r] = np.log(max(value, 1.0))


@kernel
def insert_offers(
    rows: Array,
    start: Array,
    post: Array,
    score: Array,
    offered: Array,
    offered_post: Array,
    offered_score: Array,
    out_rows: Array,
    out_start: Array,
    out_post: Array,
    out_score: Array,
) -> None:
    """Put accepted posts at the head of the lists of those who accepted them.

    Parameters
    ----------
    rows : int32[n], rising; start, post, score : lists, see `sim.world.Applications`
    offered : int32[k], rising; offered_post, offered_score : int32[k], float64[k]
    out_rows, out_start, out_post, out_score : lists of all in `rows` or `offered`
        Written, every element.
    """
    s, o, at = 0, 0, 0
    out_start[0] = 0
    for n in range(out_rows.shape[0]):
        i = rows[s] if s < rows.shape[0] else 2147483647
        if o < offered.shape[0] and offered[o] <= i:
            mine = offered[o] == i
            i = offered[o]
            out_post[at] = offered_post[o]
            out_score[at] = offered_score[o]
            at += 1
            o += 1
        else:
            mine = True
        if mine:
            for b in range(start[s], start[s + 1]):
                out_post[at] = post[b]
                out_score[at] = score[b]
                at += 1
            s += 1
        out_rows[n] = i
        out_start[n + 1] = at


@kernel
def already_lists(
    rows: Array, start: Array, post: Array, who: Array, wanted: Array, out: Array
) -> None:
    """Write whether each person of `who` (rising) has applied for the post `wanted` herself.

    Parameters
    ----------
    rows, start, post : see `insert_offers`
    who, wanted : int32[k]; out : bool[k]
        Written, every element.
    """
    s = 0
    for k in range(who.shape[0]):
        out[k] = False
        while s < rows.shape[0] and rows[s] < who[k]:
            s += 1
        if s < rows.shape[0] and rows[s] == who[k]:
            for b in range(start[s], start[s + 1]):
                if post[b] == wanted[k]:
                    out[k] = True


@parallel_kernel
def count_lifted(
    month: int, birth: Array, unit: Array, status: Array, flags: Array, wage: Array, counts: Array
) -> None:
    """Count persons of 16-59 lifted from poverty, those at work (also away), and what they earn.

    Parameters
    ----------
    counts : int64[CHUNKS, n_units, 3], written by addition
        Persons, persons at work, and their pay in whole yuan a month.
    """
    n = status.shape[0]
    for c in prange(CHUNKS):
        for i in range(n * c // CHUNKS, n * (c + 1) // CHUNKS):
            if flags[i] & LIFTED == 0 or status[i] == 0:
                continue
            age = month - birth[i]
            if age < ADULT or age >= OLD:
                continue
            line = counts[c, unit[i]]
            line[LIFTED_ALL] += 1
            if FIRST_JOB <= status[i] <= LAST_JOB or status[i] == AWAY:
                line[LIFTED_AT_WORK] += 1
                line[LIFTED_PAY] += int(wage[i] + 0.5)
