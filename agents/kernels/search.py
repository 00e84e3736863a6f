"""Who looks for work, how hard and where; applications to distinct posts."""

from __future__ import annotations

import numpy as np

from agents.codes import FieldOfStudy, Flag, Registration, Schooling, Sex, Status
from agents.columns import Array
from agents.draws import bits, chain, mix, uniform, unit_draw
from agents.jit import inlined, kernel, parallel_kernel, prange
from agents.kernels.farming import farm_value
from agents.kernels.markets import NOWHERE, draw_market, draw_post, taken_slots
from agents.kernels.moving import perceived_pay, separation_cost
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.requirements import meets
from agents.kernels.rules import best_offer, may_qualify
from agents.kernels.wages import SPILL, personal_pay, raise_to_floor

EMPLOYEE, OWN_ACCOUNT, FLEXIBLE = (
    int(Status.EMPLOYEE),
    int(Status.OWN_ACCOUNT),
    int(Status.FLEXIBLE),
)
FARM, UNEMPLOYED, INACTIVE = int(Status.FARM), int(Status.UNEMPLOYED), int(Status.INACTIVE)
WELFARE_POST = int(Status.WELFARE_POST)
RECALL, FAMILY = int(Flag.RECALL), int(Flag.FAMILY_FARM)
VETERAN = int(Flag.VETERAN)
GRADUATE, SENIOR, N_FIELDS = int(Flag.GRADUATE), int(Schooling.SENIOR), len(FieldOfStudy) - 1
N_FIELD_ROWS = 3 * N_FIELDS  # vocational, college, bachelor
FEMALE, OTHER_PROVINCE = int(Sex.FEMALE), int(Registration.OTHER_PROVINCE)
MAX_APPLICATIONS = 16
NARROW = 64  # added to the schooling asked for where only graduates may apply
CHUNKS = 64
VISIT = 1 << 16  # draws kept for the visit of one application: more than MAX_VISITS needs
CHOICE = 1 << 40  # draws kept for one application's choice of a post
ADULT, OLD = 16 * 12, 60 * 12
WIDTH = 3.4641016  # of a uniform law with spread 1
FLAT = 12  # months after which a spell weighs no more
LOW_BITS, S11 = np.uint64(2047), np.uint64(11)
NO_OFFER, REFUSED, ACCEPTED = -1, 0, 1  # answers to a proposal, as in `offers`
# places in what contacts do
KNOWN, WITH, WITHOUT, LIKED = 0, 1, 2, 3


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
    household: Array,
    sex: Array,
    birth: Array,
    status: Array,
    unit: Array,
    tenure: Array,
    spell: Array,
    flags: Array,
    programme: Array,
    fate: Array,
    lost_job: Array,
    n_app: float,
    on_the_job: Array,
    flexible_search: float,
    farm_search: Array,
    effort_beside_work: float,
    young_factor: float,
    old_factor: float,
    reentry_old: float,
    reentry_men: float,
    reentry_women: float,
    small_children: Array,
    care_factor: Array,
    added_worker: float,
    discourage_by_spell: Array,
    discourage_old: float,
    chance_response: Array,
    effort_by_spell: Array,
    graduate_effort: float,
    graduate_months: int,
    lock_in: float,
    k_search: np.uint64,
    k_effort: np.uint64,
    k_participate: np.uint64,
    k_discourage: np.uint64,
    applications: Array,
) -> None:
    """Decide participation and draw each seeker's number of applications.

    Who was separated in this month searches from the next on.

    Parameters
    ----------
    fate : int8[n_workers], 0 where no job ended or paused this month (see `separation`)
    lost_job : int8[n_households], 1 where a member lost a job this month
    n_app : float, mean applications of one who searches with full effort, per month
    on_the_job : float64[n_months], share of employees who search, by months of tenure
    flexible_search : float, share of flexible workers and holders of welfare posts who search
    farm_search : float64[n_units], share of farm workers of 16-49 who search
    reentry_men, reentry_women : float, probability per month that an inactive person of 16-59
        begins to search, at the base job chance
    small_children : int8[n_households], children below three years
    care_factor : float64[n_units]
        Factor of re-entry of women with such children at home, by what their care costs.
    added_worker : float, factor of re-entry where another member of the household lost a job
    discourage_by_spell : float64[max spell + 1], probability per month of giving up search, at the
        base job chance; discourage_old : float, at least this from 60 years on
    chance_response : float64[n_units]
        Factor of re-entry by the published job chance; giving up is divided by it.
    effort_by_spell : float64[max spell + 1]
    graduate_effort : float, factor of graduates' effort in their first `graduate_months` of search
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
        if s < EMPLOYEE or s > INACTIVE or fate[i] != 0:
            continue
        who = worker_id[i]
        age = month - birth[i]
        if age < ADULT:
            continue
        effort = 0.0
        if s == UNEMPLOYED:
            p_stop = discourage_by_spell[spell[i]] / chance_response[unit[i]]
            if age > OLD:
                p_stop = max(p_stop, discourage_old)
            if flags[i] & RECALL == 0 and uniform(k_discourage, who) < p_stop:
                status[i] = INACTIVE
                spell[i] = 0
                continue
            effort = effort_by_spell[spell[i]]
            if flags[i] & GRADUATE and spell[i] < graduate_months:
                effort *= graduate_effort
        elif s == INACTIVE:
            if flags[i] & RECALL or age > OLD:
                continue
            p = reentry_women if sex[i] == FEMALE else reentry_men
            if age > 50 * 12:
                p *= reentry_old
            if flags[i] & FAMILY:
                p *= reentry_old
            p *= chance_response[unit[i]]
            u = uniform(k_participate, who)
            cheaper = care_factor[unit[i]]
            if sex[i] == FEMALE and cheaper != 1.0 and u < p * max(cheaper, 1.0) * added_worker:
                if small_children[household[i]] > 0:
                    p *= cheaper
            if u >= p and u < p * added_worker and lost_job[household[i]] != 0:
                p = u + 1.0  # the household is looked up only where it decides
            if u < p:
                effort = 1.0
                status[i] = UNEMPLOYED
                spell[i] = 0
        elif s == FARM:
            if age < 50 * 12 and uniform(k_search, who) < farm_search[unit[i]]:
                effort = effort_beside_work
        elif s == FLEXIBLE or s == WELFARE_POST:
            if age < OLD and uniform(k_search, who) < flexible_search:
                effort = effort_beside_work
        elif (s == EMPLOYEE or s == OWN_ACCOUNT) and age < 50 * 12:
            young = young_factor if age < 30 * 12 else 1.0 if age < 40 * 12 else old_factor
            t = min(max(tenure[i], 0), on_the_job.shape[0] - 1)
            if uniform(k_search, who) < on_the_job[t] * young:
                effort = effort_beside_work
        if effort <= 0.0:
            continue
        if programme[i] > 0:
            effort *= lock_in
        applications[i] = max(1, poisson(n_app * effort, uniform(k_effort, who)))


@kernel
def first_application(rows: Array, applications: Array) -> Array:
    """Return int64[n + 1]: where the applications of each seeker begin if she sends them all."""
    start = np.zeros(rows.shape[0] + 1, dtype=np.int64)
    for s in range(rows.shape[0]):
        start[s + 1] = start[s] + applications[rows[s]]
    return start


@kernel
def pair_luck(sub: np.uint64, post_key: np.uint64) -> tuple[float, float]:
    """Return two numbers in [0, 1) of a pair, the same in every month.

    They suit each other if the first lies below their chance; they know each other if the second
    does. It has 11 bits, those that the first leaves over.
    """
    z = mix(sub ^ post_key)
    return np.float64(z >> S11) / 9007199254740992.0, np.float64(z & LOW_BITS) / 2048.0


@kernel
def accepts(log_pay: float, log_floor: float) -> bool:
    """Return whether a seeker would take pay, net of moving, at her reservation wage (in logs)."""
    return log_pay >= log_floor


@kernel
def search_class(occupation: int, schooling: int, field: int, n_schooling: int) -> int:
    """Return a unit's row of the proposal: own occupation, else schooling, with field if known."""
    if 0 <= occupation < N_OCCUPATIONS:
        return occupation
    if field > 0 and schooling >= SENIOR:
        return N_OCCUPATIONS + n_schooling + (schooling - SENIOR) * N_FIELDS + field - 1
    return N_OCCUPATIONS + schooling


@kernel
def search_row(unit: int, occupation: int, schooling: int, field: int, n_schooling: int) -> int:
    """Return the row of the proposal, see `search_class`."""
    n_classes = N_OCCUPATIONS + n_schooling + N_FIELD_ROWS
    return unit * n_classes + search_class(occupation, schooling, field, n_schooling)


@inlined
def call_chance(
    asked: int,
    school: int,
    veteran: bool,
    waived: int,
    suit_chance: Array,
    called_back: float,
    near: bool,
    known: float,
    contact: Array,
) -> tuple[float, bool]:
    """Return the chance that a firm looks at a person, and whether somebody there knows her.

    A veteran counts as having up to `waived` steps of schooling more, where the post asks for them.
    """
    able = school
    if veteran and asked > school:
        able = min(asked, school + waived)
    chance = suit_chance[asked, able] * called_back
    referred = near and known < contact[KNOWN]
    if near:
        chance *= contact[WITH] if referred else contact[WITHOUT]
    return chance, referred


@inlined
def firm_score(
    liking: float,
    lost: float,
    fit_sd: float,
    like: float,
    referred: bool,
    contact: Array,
    cost_weight: float,
    insured: float,
    subsidy: float,
    bonus: float,
    pay: float,
) -> float:
    """Return how a firm ranks a person for a post that pays `pay` (log yuan a month).

    `liking` is what she brings, `lost` the misfit of her schooling, `like` her draw in [0, 1);
    `subsidy` (if insured) and `bonus` are what the firm expects in yuan a month, 0 for none.
    """
    score = liking - lost
    score += fit_sd * WIDTH * (like - 0.5)
    if referred:
        score += contact[LIKED]
    if subsidy > 0.0:
        score += cost_weight * insured * subsidy / np.exp(pay)
    if bonus > 0.0:
        score += cost_weight * bonus / np.exp(pay)
    return float(score)


@inlined
def meet_post(
    m: int,
    n_drawn: int,
    drawn: Array,
    drawn_market: Array,
    market_posts: Array,
    slot: Array,
    taken: Array,
    first_slot: Array,
    sub: np.uint64,
    trial: int,
) -> int:
    """Return a post of sub-market m that is not among the first `n_drawn` of `drawn`, or -1.

    `drawn_market` holds the sub-markets of the posts in `drawn`; `market_posts` counts posts;
    `taken` marks the slots that are, see `markets.taken_slots`.
    """
    left = int(market_posts[m])
    if left <= n_drawn:  # else some are left, wherever the others lie
        for b in range(n_drawn):
            if drawn_market[b] == m:
                left -= 1
        if left <= 0:
            return -1
    size = first_slot[m + 1] - first_slot[m]
    while True:
        p, trial = draw_post(slot, taken, first_slot[m], size, sub, trial)
        known = False
        for b in range(n_drawn):
            if drawn[b] == p:
                known = True
        if not known:
            return int(p)


@parallel_kernel
def apply_to_posts(
    month: int,
    rows: Array,
    first: Array,
    worker_id: Array,
    unit: Array,
    birth: Array,
    sex: Array,
    schooling: Array,
    field: Array,
    occupation: Array,
    skill: Array,
    grade: Array,
    status: Array,
    spell: Array,
    wage: Array,
    reservation_wage: Array,
    employer: Array,
    flags: Array,
    registration: Array,
    row_first: Array,
    row_market: Array,
    row_keep: Array,
    row_other: Array,
    weight: Array,
    market_posts: Array,
    slot: Array,
    first_slot: Array,
    post_key: Array,
    post_market: Array,
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
    school_years: Array,
    suit_chance: Array,
    misfit: Array,
    waiver: Array,
    call_back: Array,
    contact: Array,
    gain_on_the_job: float,
    market_pay: Array,
    log_market_share: float,
    log_graduate: float,
    reservation_decline: float,
    occupation_pay: Array,
    grade_pay: Array,
    pay_rule: Array,
    low_pay: Array,
    return_schooling: float,
    cost_weight: float,
    taste_sd: float,
    fit_sd: float,
    liked_experience: float,
    household: Array,
    urban: Array,
    n_minors: Array,
    care_load: Array,
    family_cost: Array,
    mover_support: Array,
    farm_product: Array,
    care_value: float,
    perceive_bias: float,
    perceive_sd: float,
    k_perceive: np.uint64,
    k_visit: np.uint64,
    k_post: np.uint64,
    k_suit: np.uint64,
    k_taste: np.uint64,
    proposed: Array,
    out_post: Array,
    out_score: Array,
    out_length: Array,
    answer: Array,
    offered: Array,
    kept: Array,
) -> None:
    """Send applications: visit sub-markets, meet posts; keep the suitable and acceptable ones.

    Each application visits a sub-market (see `markets`), and meets one of its posts that this
    person has not met this month. Suitability of a pair is keyed without the month, so a refused
    pair stays refused; it is likelier where she knows somebody in the firm, and less likely the
    longer she is unemployed, for firms call back fewer. Posts below the reservation wage are not
    applied for: the lower of what she said at the start of the spell (a share of her last pay) and
    a share of what posts in her unit usually pay somebody like her, falling with the spell; a rural
    person asks for no less than the farm and being at home are worth. Pay in another unit is seen
    with an error, and living apart from those one cares for costs utility. Her list is sorted by
    utility, best first. Posts that ask for a graduate are met by others, but not open to them.

    Parameters
    ----------
    rows : int32[n_seekers], first : int64[n_seekers + 1], see `first_application`
    row_first, row_market, row_keep, row_other : proposal, rows as in `search_row`
    weight : float64[n_markets], probability that a visit goes in
    market_posts : int64[n_markets], open posts
    slot, first_slot : slot tables, see `markets.lay_out_posts`
    post_* : columns of Posts; post_wage from `posting.price_posts`
    enough_schooling : float, years that stand in for a grade, see `requirements.meets`
    rule_bits, rule_bounds, rule_share, rule_months : rules of the contribution subsidy
        See `agents.levers`.
    rule_value : float64[n_rules]
        Yuan a month that a firm expects for an eligible insured hire.
    post_bonus : float64[n_posts], yuan a month it expects for a hire who is not of another
        province
    move_cost : float64[n_units, n_units], log points of utility lost by working there
    suit_chance, misfit : float64[8, 8]
        By schooling of post and person: probability that a pair suits; loss of score.
    waiver : int64[n_units], steps of schooling that posts of a unit do not ask of veterans
    call_back : float64[n_units, 13], share of suitable unemployed whom firms of a unit look at, by
        months of unemployment, first 1, last of a year and more; never rises along a row
    contact : float64[4]
        Share of posts in her own unit where she knows somebody; factors of suitability there and
        at the unit's other posts; score that a referral adds.
    market_pay : float64[n_units], mean log pay of posts for somebody of 11 years of schooling and
        an occupation of mean pay
    occupation_pay : float64[8], grade_pay : float64[9], log points; last occupation: none
    pay_rule : float64[5], see `wages.personal_pay`
    low_pay : float64[n_units], log pay from which the minimum wage moves nobody's pay
    fit_sd : float, spread of how much a firm likes one more than others do
    liked_experience : float, score that a year of experience adds
    log_market_share : float, log of the share of usual pay below which nobody applies at first
    log_graduate : float, log points by which graduates without a job hold out for more
    reservation_decline : float, log points a month of search, negative
    household, urban : columns of Workers; n_minors, care_load : columns of Households
    family_cost : float64[n_units], log points lost by working there away from one's family
    mover_support : float64[n_units], log points that support adds to the pay of rural people who
        leave a unit
    farm_product : float64[n_units], yuan/month, this month, see `farming.farm_value`
    perceive_bias, perceive_sd : float, log points, see `moving.perceived_pay`
    out_post, out_score : int32, float64 [first[-1]]
        Written from first[s] on: the list of seeker s.
    proposed : int32[n_seekers], post that the service proposed, -1 for none
        Judged like one she met; it takes the last of the places that `first` gives her.
    out_length : int64[n_seekers]
        Written, every element: length of each list.
    answer : int8[n_seekers]
        Written, every element: ACCEPTED (she applies) or REFUSED where the post proposed suits her,
        NO_OFFER elsewhere.
    offered, kept : float64[n_seekers], log yuan/month
        Written where there is an answer: true worth of the post proposed, and what she holds out
        for.
    """
    n_schooling = school_years.shape[0]
    n = rows.shape[0]
    taken = taken_slots(slot)
    asked = np.empty(post_key.shape[0], dtype=np.int8)
    for p in range(post_key.shape[0]):
        asked[p] = post_schooling[p] + (NARROW if post_asks[p] != 0 else 0)
    for c in prange(CHUNKS):
        value = np.empty(MAX_APPLICATIONS + 1, dtype=np.float64)
        drawn = np.empty(MAX_APPLICATIONS + 1, dtype=np.int64)
        drawn_market = np.empty(MAX_APPLICATIONS + 1, dtype=np.int64)
        for s in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            i = rows[s]
            who, u = worker_id[i], unit[i]
            sub_visit, sub_post, sub_suit = (
                chain(k_visit, who),
                chain(k_post, who),
                chain(k_suit, who),
            )
            searching = status[i] == UNEMPLOYED
            months = min(spell[i], FLAT) if searching else 0
            school = schooling[i]
            brought, log_floor, liking, experience = 0.0, 0.0, 0.0, 0.0
            sub_perceive = np.uint64(0)
            veteran = flags[i] & VETERAN != 0
            prepared, eligible = False, -1  # what a person asks and brings is found when needed
            row = search_row(u, occupation[i], school, field[i], n_schooling)
            length, n_drawn = 0, 0
            proposal = proposed[s]
            answer[s] = NO_OFFER
            visits = first[s + 1] - first[s] - (1 if proposal >= 0 else 0)
            for a in range(visits):
                m, _ = draw_market(
                    row, row_first, row_market, row_keep, row_other, weight, sub_visit, a * VISIT
                )
                if m == NOWHERE:
                    continue
                p = meet_post(
                    m, n_drawn, drawn, drawn_market, market_posts, slot, taken, first_slot,
                    sub_post, a * CHOICE,
                )  # fmt: skip
                if p < 0:
                    continue
                drawn[n_drawn], drawn_market[n_drawn] = p, m
                n_drawn += 1
            if proposal >= 0:
                is_met = False
                for b in range(n_drawn):
                    if drawn[b] == proposal:
                        is_met = True
                if not is_met:
                    drawn[n_drawn], drawn_market[n_drawn] = proposal, post_market[proposal]
                    n_drawn += 1
            # judged when all are met: the reads for one pair do not wait for another's
            for a in range(n_drawn):
                p, m = drawn[a], drawn_market[a]
                level = asked[p]
                if level >= NARROW:
                    if flags[i] & GRADUATE == 0:
                        continue
                    level -= NARROW
                luck, known = pair_luck(sub_suit, post_key[p])
                where = m // N_OCCUPATIONS
                chance, referred = call_chance(
                    level, school, veteran, waiver[where], suit_chance, call_back[where, months],
                    where == u, known, contact,
                )  # fmt: skip
                if luck >= chance:
                    continue
                f = post_firm[p]
                if f == employer[i]:
                    continue
                if not prepared:
                    prepared = True
                    own_years = school_years[school]
                    experience = max(0.0, (month - birth[i]) / 12.0 - 6.0 - own_years)
                    brought = personal_pay(
                        skill[i], grade_pay[grade[i]], experience, own_years, registration[i],
                        spell[i] if searching else 0, pay_rule,
                    )  # fmt: skip
                    liking = skill[i] + liked_experience * experience
                    if searching or wage[i] <= 0.0:
                        job = occupation[i]
                        job = job if 0 <= job < N_OCCUPATIONS else N_OCCUPATIONS
                        usual = market_pay[u] + return_schooling * (own_years - 11.0)
                        log_floor = usual + occupation_pay[job] + brought + log_market_share
                        if reservation_wage[i] > 0.0:
                            log_floor = min(log_floor, np.log(reservation_wage[i]))
                        if flags[i] & GRADUATE:
                            log_floor += log_graduate
                        log_floor += spell[i] * reservation_decline
                    else:
                        log_floor = np.log(wage[i] * (1.0 + gain_on_the_job))
                    if urban[i] == 0:
                        at_home = farm_value(farm_product[u], care_load[household[i]], care_value)
                        log_floor = max(log_floor, np.log(max(at_home, 1.0)))
                    sub_perceive = chain(k_perceive, who)
                if not meets(
                    post_grade[p], post_years[p], grade[i], experience,
                    school_years[school], enough_schooling,
                ):  # fmt: skip
                    continue
                pay = post_wage[p] + brought
                if pay < low_pay[where]:
                    pay = np.log(raise_to_floor(np.exp(pay), 0.0, post_least[p], pay_rule[SPILL]))
                net, worth = pay, pay
                if where != u:
                    seen = perceived_pay(pay, perceive_bias, perceive_sd, sub_perceive, post_key[p])
                    h = household[i]
                    apart = separation_cost(n_minors[h], care_load[h], family_cost[where])
                    net = seen - move_cost[u, where] - apart
                    worth = pay - move_cost[u, where] - apart
                    if urban[i] == 0:
                        net += mover_support[u]
                        worth += mover_support[u]
                if p == proposal:
                    answer[s] = ACCEPTED if accepts(net, log_floor) else REFUSED
                    offered[s], kept[s] = worth, log_floor
                if not accepts(net, log_floor):
                    continue
                sub_taste = chain(k_taste, who) ^ post_key[p]
                utility = net + taste_sd * WIDTH * (unit_draw(sub_taste, 0) - 0.5)
                if eligible < 0:
                    may = status[i] != EMPLOYEE and may_qualify(
                        rule_bits, rule_bounds, status[i], sex[i], school, flags[i],
                        month - birth[i], spell[i], 0, grade[i],
                    )  # fmt: skip
                    eligible = 1 if may else 0
                subsidy = 0.0
                if eligible == 1:
                    r = best_offer(
                        rule_bits, rule_bounds, rule_share, rule_months, status[i], sex[i],
                        school, where, firm_industry[f], firm_ownership[f], flags[i],
                        month - birth[i], spell[i], 0, grade[i], firm_size[f],
                    )  # fmt: skip
                    if r >= 0:
                        subsidy = rule_value[r]
                score = firm_score(
                    liking, misfit[level, school], fit_sd, unit_draw(sub_taste, 1), referred,
                    contact, cost_weight, firm_insured[f], subsidy,
                    post_bonus[p] if registration[i] != OTHER_PROVINCE else 0.0, pay,
                )  # fmt: skip
                b = length  # insertion, best utility first
                at = first[s]
                while b > 0 and value[b - 1] < utility:
                    value[b] = value[b - 1]
                    out_post[at + b] = out_post[at + b - 1]
                    out_score[at + b] = out_score[at + b - 1]
                    b -= 1
                value[b] = utility
                out_post[at + b] = p
                out_score[at + b] = score
                length += 1
            out_length[s] = length


@parallel_kernel
def join_lists(
    rows: Array,
    worker_id: Array,
    first: Array,
    length: Array,
    post: Array,
    score: Array,
    k_lottery: np.uint64,
    start: Array,
    out_post: Array,
    out_score: Array,
    lottery: Array,
) -> None:
    """Close the gaps between the seekers' lists and draw their lottery numbers.

    Parameters
    ----------
    first, length, post, score : as `apply_to_posts` wrote them
    start : int64[n_seekers + 1], cumulative lengths
    out_post, out_score : int32, float64 [start[-1]]; lottery : uint64[n_seekers]
        Written, every element.
    """
    for s in prange(rows.shape[0]):
        for j in range(length[s]):
            out_post[start[s] + j] = post[first[s] + j]
            out_score[start[s] + j] = score[first[s] + j]
        lottery[s] = bits(k_lottery, worker_id[rows[s]])
