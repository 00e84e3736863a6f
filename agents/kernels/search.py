"""Who looks for work, how hard and where; applications to posts."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Schooling, Sex, Status
from agents.columns import Array
from agents.draws import chain, mix, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.posting import pick
from agents.kernels.rules import best_offer

EMPLOYEE, OWN_ACCOUNT, FLEXIBLE = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
)
FARM, UNEMPLOYED, INACTIVE = int(Status.FARM), int(Status.UNEMPLOYED), int(Status.INACTIVE)
RECALL, FAMILY = int(Flag.RECALL), int(Flag.FAMILY_FARM)
FEMALE = int(Sex.FEMALE)
COLLEGE = int(Schooling.COLLEGE)
MAX_APPLICATIONS = 16
ADULT, OLD = 16 * 12, 60 * 12


@kernel
def poisson(mean: float, u: float) -> int:
    """Return a Poisson number by inversion of u, at most MAX_APPLICATIONS."""
    p = np.exp(-mean)
    total, n = p, 0
    while u > total and n < MAX_APPLICATIONS:
        n += 1
        p *= mean / n
        total += p
    return n


@parallel_kernel
def choose_effort(
    month: int,
    worker_id: Array,
    sex: Array,
    birth: Array,
    urban: Array,
    schooling: Array,
    status: Array,
    unit: Array,
    spell: Array,
    flags: Array,
    programme: Array,
    n_app: float,
    on_the_job: float,
    flexible_search: float,
    farm_search: Array,
    effort_beside_work: float,
    young_factor: float,
    old_factor: float,
    reentry_old: float,
    reentry_men: float,
    reentry_women: float,
    discourage: float,
    job_chance: Array,
    chance_base: float,
    participation_elasticity: float,
    effort_decay: float,
    effort_floor: float,
    lock_in: float,
    k_search: np.uint64,
    k_effort: np.uint64,
    k_participate: np.uint64,
    k_discourage: np.uint64,
    applications: Array,
) -> None:
    """Decide participation and draw each seeker's number of applications.

    Parameters
    ----------
    n_app : float, mean applications of one who searches with full effort, per month
    on_the_job, flexible_search : float, share of employees and of flexible workers who search
    farm_search : float64[n_units], share of farm workers of 16-49 who search
    reentry_men, reentry_women : float, probability per month that an inactive person of 16-59
        begins to search, at the base job chance
    discourage : float, probability per month of giving up search, at the base job chance
    job_chance : float64[n_units], hires over seekers, as last published
    participation_elasticity : float
        Elasticity of re-entry to the job chance; giving up has its negative.
    effort_decay, effort_floor : float, effort = max(floor, decay^spell)
    lock_in : float, effort multiplier in training
    effort_beside_work : float, effort of those who search beside work of any kind
    young_factor, old_factor : float, factors of `on_the_job` below 30 and from 40 years on
    reentry_old : float, factor of re-entry above 50 years, and of family farm workers
    applications : int8[n_workers]
        Written, every element: applications this month, 0 for those who do not search.
    """
    for i in prange(worker_id.shape[0]):
        applications[i] = 0
        s = status[i]
        if s < EMPLOYEE or s > INACTIVE:
            continue
        who = worker_id[i]
        age = month - birth[i]
        if age < ADULT:
            continue
        chance = max(job_chance[unit[i]] / chance_base, 0.05)
        effort = 0.0
        if s == UNEMPLOYED:
            p_stop = discourage * min(spell[i], 12) / 6.0 * chance**-participation_elasticity
            if age > OLD:
                p_stop = max(p_stop, 0.1)
            if flags[i] & RECALL == 0 and uniform(k_discourage, who) < p_stop:
                status[i] = INACTIVE
                spell[i] = 0
                continue
            effort = max(effort_floor, effort_decay ** spell[i])
        elif s == INACTIVE:
            if flags[i] & RECALL or age > OLD:
                continue
            p = reentry_women if sex[i] == FEMALE else reentry_men
            if age > 50 * 12:
                p *= reentry_old
            if flags[i] & FAMILY:
                p *= reentry_old
            if uniform(k_participate, who) < p * chance**participation_elasticity:
                effort = 1.0
                status[i] = UNEMPLOYED
                spell[i] = 0
        elif s == FARM:
            if age < 50 * 12 and uniform(k_search, who) < farm_search[unit[i]]:
                effort = effort_beside_work
        elif s == FLEXIBLE:
            if age < OLD and uniform(k_search, who) < flexible_search:
                effort = effort_beside_work
        elif (s == EMPLOYEE or s == OWN_ACCOUNT) and age < 50 * 12:
            young = young_factor if age < 30 * 12 else 1.0 if age < 40 * 12 else old_factor
            if uniform(k_search, who) < on_the_job * young:
                effort = effort_beside_work
        if effort <= 0.0:
            continue
        if programme[i] > 0:
            effort *= lock_in
        applications[i] = max(1, poisson(n_app * effort, uniform(k_effort, who)))


@kernel
def list_seekers(applications: Array) -> tuple[Array, Array]:
    """Return (rows int32[n], start int64[n + 1]) of those with at least one application."""
    n = 0
    for i in range(applications.shape[0]):
        if applications[i] > 0:
            n += 1
    rows = np.empty(n, dtype=np.int32)
    start = np.zeros(n + 1, dtype=np.int64)
    n = 0
    for i in range(applications.shape[0]):
        if applications[i] > 0:
            rows[n] = i
            start[n + 1] = start[n] + applications[i]
            n += 1
    return rows, start


@kernel
def log_offer(
    post_wage: float,
    skill: float,
    grade: int,
    premium: float,
    experience: float,
    experience_1: float,
    experience_2: float,
) -> float:
    """Return the log wage a post pays this person: the post's level plus what she brings."""
    return (
        post_wage
        + skill
        + premium * max(grade - 2, 0)
        + experience_1 * experience
        + experience_2 * experience * experience
    )


@parallel_kernel
def apply_to_posts(
    month: int,
    rows: Array,
    start: Array,
    worker_id: Array,
    unit: Array,
    urban: Array,
    birth: Array,
    sex: Array,
    schooling: Array,
    occupation: Array,
    skill: Array,
    grade: Array,
    status: Array,
    spell: Array,
    wage: Array,
    reservation_wage: Array,
    employer: Array,
    flags: Array,
    market_start: Array,
    market_post: Array,
    post_firm: Array,
    post_schooling: Array,
    post_wage: Array,
    post_key: Array,
    firm_industry: Array,
    firm_ownership: Array,
    firm_size: Array,
    firm_insured: Array,
    rule_bits: Array,
    rule_bounds: Array,
    rule_share: Array,
    rule_months: Array,
    rule_value: Array,
    destination: Array,
    move_cost: Array,
    occupation_move: Array,
    occupation_by_schooling: Array,
    school_years: Array,
    suit_base: float,
    suit_gap: float,
    suit_over: float,
    gain_on_the_job: float,
    market_pay: Array,
    log_market_share: float,
    reservation_decline: float,
    premium: float,
    experience_1: float,
    experience_2: float,
    return_schooling: float,
    score_schooling: float,
    stigma: float,
    cost_weight: float,
    taste_sd: float,
    k_unit: np.uint64,
    k_post: np.uint64,
    k_suit: np.uint64,
    k_taste: np.uint64,
    out_post: Array,
    out_score: Array,
    out_length: Array,
) -> None:
    """Send applications: choose sub-markets, then posts; keep the suitable and acceptable ones.

    A seeker draws a unit from the gravity weights of her unit, an occupation near her own, and a
    post uniformly among those of that sub-market; posts are distinct. Suitability of a pair is
    keyed without the month, so a refused pair stays refused. Posts below the reservation wage are
    not applied for: the lower of what she said at the start of the spell (a share of her last pay)
    and a share of what posts in her unit usually pay somebody like her, falling with the spell.
    Her list is sorted by utility, best first.

    Parameters
    ----------
    rows, start : seekers and their application counts, see `list_seekers`
    destination : float64[n_units, n_units], cumulative choice probabilities by unit of residence
    move_cost : float64[n_units, n_units], log points of utility lost by working there
    occupation_move : float64[7, 7], cumulative choice of an occupation by own occupation
    occupation_by_schooling : float64[8, 7], cumulative, for those who never worked
    market_pay : float64[n_units], mean log pay of posts for somebody of 11 years of schooling
    log_market_share : float, log of the share of usual pay below which nobody applies at first
    suit_base, suit_gap, suit_over : float
        Probability that a pair suits; factor per year of schooling short; factor when far above.
    rule_bits, rule_bounds, rule_share, rule_months : rules of the contribution subsidy
        See `agents.levers`.
    rule_value : float64[n_rules]
        Yuan a month that a firm expects for an eligible insured hire.
    out_post, out_score : int32, float64 [start[-1]]
        Written from start[s] on: the list of seeker s.
    out_length : int64[n_seekers]
        Written, every element: length of each list.
    """
    n_occupations = occupation_move.shape[0]
    for s in prange(rows.shape[0]):
        i = rows[s]
        who = worker_id[i]
        sub_unit = chain(k_unit, who)
        sub_post = chain(k_post, who)
        sub_suit = chain(k_suit, who)
        sub_taste = chain(k_taste, who)
        n = 0
        first = start[s]
        value = np.empty(MAX_APPLICATIONS + 1, dtype=np.float64)
        age_years = (month - birth[i]) / 12.0
        experience = max(0.0, age_years - 6.0 - school_years[schooling[i]])
        brought = log_offer(
            0.0, skill[i], grade[i], premium, experience, experience_1, experience_2
        )
        if status[i] == UNEMPLOYED or wage[i] <= 0.0:
            usual = market_pay[unit[i]] + return_schooling * (school_years[schooling[i]] - 11.0)
            log_floor = usual + brought + log_market_share
            if reservation_wage[i] > 0.0:
                log_floor = min(log_floor, np.log(reservation_wage[i]))
            log_floor += spell[i] * np.log(1.0 - reservation_decline)
        else:
            log_floor = np.log(wage[i] * (1.0 + gain_on_the_job))
        for a in range(start[s + 1] - start[s]):
            where = pick(destination[unit[i]], unit_draw(sub_unit, 2 * a))
            v = unit_draw(sub_unit, 2 * a + 1)
            if occupation[i] >= 0 and occupation[i] < n_occupations:
                job = pick(occupation_move[occupation[i]], v)
            else:
                job = pick(occupation_by_schooling[schooling[i]], v)
            m = where * n_occupations + job
            size = market_start[m + 1] - market_start[m]
            if size == 0:
                continue
            p = market_post[market_start[m] + int(unit_draw(sub_post, a) * size)]
            if post_firm[p] == employer[i]:
                continue
            seen = False
            for b in range(n):
                if out_post[first + b] == p:
                    seen = True
            if seen:
                continue
            gap = school_years[post_schooling[p]] - school_years[schooling[i]]
            chance = suit_base
            if gap > 0.0:
                chance *= suit_gap**gap
            elif gap < -4.0:
                chance *= suit_over
            if np.float64(mix(sub_suit ^ post_key[p]) >> np.uint64(11)) / 9007199254740992.0 >= (
                chance
            ):
                continue
            pay = post_wage[p] + brought
            net = pay - move_cost[unit[i], where]
            if net < log_floor:
                continue
            taste = np.float64(mix(sub_taste ^ post_key[p]) >> np.uint64(11)) / 9007199254740992.0
            utility = net + taste_sd * 3.4641016 * (taste - 0.5)
            score = (
                -score_schooling * abs(gap)
                + skill[i]
                + 0.01 * experience
                - stigma * min(spell[i], 12) * (1.0 if status[i] == UNEMPLOYED else 0.0)
            )
            if status[i] != EMPLOYEE:
                f = post_firm[p]
                r = best_offer(
                    rule_bits,
                    rule_bounds,
                    rule_share,
                    rule_months,
                    status[i],
                    sex[i],
                    schooling[i],
                    where,
                    firm_industry[f],
                    firm_ownership[f],
                    flags[i],
                    month - birth[i],
                    spell[i],
                    0,
                    grade[i],
                    firm_size[f],
                )
                if r >= 0:
                    score += cost_weight * firm_insured[f] * rule_value[r] / np.exp(pay)
            b = n  # insertion, best utility first
            while b > 0 and value[b - 1] < utility:
                value[b] = value[b - 1]
                out_post[first + b] = out_post[first + b - 1]
                out_score[first + b] = out_score[first + b - 1]
                b -= 1
            value[b] = utility
            out_post[first + b] = p
            out_score[first + b] = score
            n += 1
        out_length[s] = n
