"""The twin's steps of the market: search, matching, hires; see `sim.twin.model`."""

from __future__ import annotations

from itertools import accumulate
from math import exp, log
from typing import TYPE_CHECKING, Any

import numpy as np

from agents.codes import Flag, Ownership, Registration, Sex, Status
from agents.kernels.search import FLAT
from agents.kernels.wages import REACH, raise_to_floor
from sim.steps.search import call_backs, contacts, discouragement
from sim.twin.agents import Firm, Person, Post, Seeker, pair_draw
from sim.twin.people import WIDTH, enter_urban_work

if TYPE_CHECKING:
    from sim.twin.model import MesaTwin

EMPLOYEE, OWN_ACCOUNT = int(Status.EMPLOYEE), int(Status.OWN_ACCOUNT)
FLEXIBLE, FARM = int(Status.FLEXIBLE), int(Status.FARM)
UNEMPLOYED, INACTIVE = int(Status.UNEMPLOYED), int(Status.INACTIVE)
SAME_PROVINCE = int(Registration.SAME_PROVINCE)
HOUSEHOLD, FEMALE = int(Ownership.HOUSEHOLD), int(Sex.FEMALE)
RECALL, REGISTERED, FAMILY = int(Flag.RECALL), int(Flag.REGISTERED_JOB), int(Flag.FAMILY_FARM)
GRADUATE = int(Flag.GRADUATE)
N_OCCUPATIONS = 7
MAX_APPLICATIONS = 16
WINTER = (11, 12, 1, 2, 3, 4, 5)
EVERYBODY = 0xFFFFFFFF


def search(twin: MesaTwin) -> None:
    """Decide who searches; let each seeker visit sub-markets, meet posts and apply."""
    season = int(twin.month % 12 + 1 in WINTER)
    flows, lottery = twin.flows, twin.random.random
    where = visits(twin, season)
    view = View(twin, season)
    twin.seekers = []
    for person, n_visits in choose_seekers(twin):
        flows["seekers"][person.unit] += 1
        wishes = apply_to_posts(twin, person, n_visits, where[person.unit], view)
        flows["applications"][person.unit] += len(wishes)
        if wishes:
            twin.seekers.append(Seeker(person, wishes, lottery()))


def choose_seekers(twin: MesaTwin) -> list[tuple[Person, int]]:
    """Return who searches this month and how many visits each one makes."""
    rnd, month, p = twin.random.random, twin.month, twin.p
    beside, lock_in = p["effort_beside_work"], p["lock_in"]
    n_app = p["n_app"] - p["contacts_in_n_app"]
    contacts = [p["register_unemployed"] * each for each in twin.prices["service_contacts"]]
    on_job = [p["sh_ojs"] * share for share in twin.inputs["search_by_tenure"]]
    last, young, old = len(on_job) - 1, p["ojs_young"], p["ojs_old"]
    flexible, stops = p["flexible_search"], discouragement(twin.parameters).tolist()
    south, north = p["farm_search_south"], p["farm_search_north"]
    farm = [south if half == 1 else north for half in twin.half]
    response = [
        max(chance / p["chance_base"], 0.05) ** p["eps_part"] for chance in twin.market["chance"]
    ]
    decay, least = p["delta_dur"] ** p["effort_share"], p["effort_floor"]
    hit = {person.household for person in twin.people
           if person.moved == month and person.status == UNEMPLOYED}  # fmt: skip
    found = []
    for person in twin.people:
        status = person.status
        if status < EMPLOYEE or status > INACTIVE or person.moved == month:
            continue
        years = month - person.birth
        if years < 192:
            continue
        if status == EMPLOYEE or status == OWN_ACCOUNT:
            if years >= 600:
                continue
            share = on_job[person.tenure if person.tenure < last else last]
            if rnd() >= share * (young if years < 360 else 1.0 if years < 480 else old):
                continue
            effort = beside
        elif status == FARM:
            if years >= 600 or rnd() >= farm[person.unit]:
                continue
            effort = beside
        elif status == INACTIVE:
            if years > 720 or person.flags & RECALL:
                continue
            chance = p["reentry_women" if person.sex == FEMALE else "reentry_men"]
            if years > 600:
                chance *= p["reentry_old"]
            if person.flags & FAMILY:
                chance *= p["reentry_old"]
            if person.household in hit:
                chance *= p["added_worker"]
            if rnd() >= chance * response[person.unit]:
                continue
            person.status, person.spell, effort = UNEMPLOYED, 0, 1.0
        elif status == UNEMPLOYED:
            spell = person.spell
            if not person.flags & RECALL:
                stop = stops[spell] / response[person.unit]
                if years > 720:
                    stop = max(stop, p["discourage_old"])
                if rnd() < stop:
                    person.status, person.spell = INACTIVE, 0
                    continue
            effort = max(least, decay ** min(spell, FLAT))
            if person.flags & GRADUATE and spell < p["graduate_effort_months"]:
                effort *= p["graduate_effort"]
        elif status == FLEXIBLE:
            if years >= 720 or rnd() >= flexible:
                continue
            effort = beside
        else:
            continue
        if person.programme:
            effort *= lock_in
        n_visits = max(1, poisson(n_app * effort, rnd()))
        if person.status == UNEMPLOYED and years < 720 and rnd() < contacts[person.unit]:
            n_visits += 1  # a post that the service proposes
        found.append((person, n_visits))
    return found


def poisson(mean: float, u: float) -> int:
    """Return a Poisson number by inversion, at most MAX_APPLICATIONS."""
    p = exp(-mean)
    total, n = p, 0
    while u > total and n < MAX_APPLICATIONS:
        n += 1
        p *= mean / n
        total += p
    return n


def visits(twin: MesaTwin, season: int) -> list[list[float]]:
    """Return by unit of residence the cumulative weights of the units that seekers visit."""
    p = twin.p
    bound = p["visit_bound"]
    weight = [
        min(max((max(chance, 1e-6) / p["chance_base"]) ** p["kappa_mig"], 1.0 / bound), bound)
        for chance in twin.market["chance"]
    ]
    return [
        list(accumulate(a * b for a, b in zip(row, weight, strict=True)))
        for row in twin.unit_share[season]
    ]


class View:
    """What every application of a month needs: fit by schooling, usual pay, subsidies."""

    def __init__(self, twin: MesaTwin, season: int) -> None:
        p, years = twin.p, twin.school_years
        self.move_cost = twin.move_cost[season]
        self.suit = [[self.chance(p, post - own) for own in years] for post in years]
        self.misfit = [[p["score_schooling"] * abs(post - own) for own in years] for post in years]
        total, count = [0.0] * twin.n_units, [0] * twin.n_units
        for firm in twin.firms:
            for post in firm.posts:
                total[firm.unit] += post.pay - p["r_school"] * (years[post.schooling] - 11.0)
                total[firm.unit] -= twin.occupation_pay[post.occupation]
                count[firm.unit] += 1
        region = sum(total) / max(sum(count), 1)
        self.usual = [(a + region) / (n + 1.0) for a, n in zip(total, count, strict=True)]
        floor = twin.prices["contribution_floor"]
        rate = twin.prices["contribution_rate_employer"]
        base = sum(floor) / len(floor) * sum(rate) / len(rate) * twin.market["paid_ratio"]
        heat = np.array([sum(row) / len(row) for row in twin.market["heat"]])
        self.call_back = call_backs(twin.parameters, heat).tolist()
        self.contact = contacts(twin.parameters).tolist()
        self.low_pay = [REACH * floor for floor in twin.minimum_wage()]
        self.value = [base * rule["share"] * rule["take_up"] for rule in twin.rules]

    @staticmethod
    def chance(p: dict[str, float], gap: float) -> float:
        """Return the chance that one who is `gap` years short of a post's schooling suits it."""
        if gap > 0.0:
            return float(p["suit_base"] * p["suit_gap"] ** gap)
        return p["suit_base"] * (p["suit_over"] if gap < -4.0 else 1.0)


def apply_to_posts(
    twin: MesaTwin, person: Person, n_visits: int, where: list[float], view: View
) -> list[tuple[float, float, Post]]:
    """Return the posts that suit and are acceptable, best first, as (utility, score, post)."""
    p, month, unit, schooling = twin.p, twin.month, person.unit, person.schooling
    choices, rnd, markets, salt = twin.random.choices, twin.random.random, twin.posts, person.salt
    status, searching = person.status, person.status == UNEMPLOYED
    years = month - person.birth
    experience = max(0.0, years / 12.0 - 6.0 - twin.school_years[schooling])
    brought = personal_pay(twin, person, experience)
    if searching or person.wage <= 0.0:
        usual = view.usual[unit] + p["r_school"] * (twin.school_years[schooling] - 11.0)
        usual += twin.occupation_pay[person.occupation if 0 <= person.occupation < 7 else 7]
        floor = usual + brought + twin.log_market_share
        if person.reservation_wage > 0.0:
            floor = min(floor, log(person.reservation_wage))
        if person.flags & GRADUATE:
            floor += twin.log_graduate
        floor += person.spell * twin.log_decline
    else:
        floor = log(person.wage * (1.0 + p["gain_on_the_job"]))
    liking = person.skill + p["score_experience"] * experience
    known, factor, other, liked = view.contact
    spell = min(person.spell, FLAT)
    occupation = person.occupation
    jobs = twin.job_share[occupation if 0 <= occupation < N_OCCUPATIONS else 7 + schooling]
    move_cost, employer, spread = view.move_cost[unit], person.employer, p["taste_sd"] * WIDTH
    met: list[Post] = []
    wishes = []
    units = choices(twin.all_units, cum_weights=where, k=n_visits)
    for u, job in zip(units, choices(twin.all_jobs, cum_weights=jobs, k=n_visits), strict=True):
        posts = markets[u][job]
        if not posts:
            continue
        post = posts[int(rnd() * len(posts))]
        if post in met:
            left = [other for other in posts if other not in met]
            if not left:
                continue
            post = left[int(rnd() * len(left))]
        met.append(post)
        chance, referred = view.suit[post.schooling][schooling], False
        if u == unit:
            referred = pair_draw(post.key + 1, salt) < known
            chance *= factor if referred else other
        if searching:
            chance *= view.call_back[u][spell]
        if pair_draw(salt, post.key) >= chance:
            continue
        firm = post.firm
        if firm is employer:
            continue
        pay = post.pay + brought
        if exp(pay) < view.low_pay[u]:
            pay = log(raise_to_floor(exp(pay), 0.0, post.least, p["sp_mw"]))
        net = pay - move_cost[u]
        if net < floor:
            continue
        score = liking - view.misfit[post.schooling][schooling] + liked * referred
        score += p["fit_sd"] * WIDTH * (pair_draw(post.key + 2, salt) - 0.5)
        if twin.rules and status != EMPLOYEE:
            rule = best_offer(twin.rules, person, status, u, firm, years, person.spell)
            if rule >= 0:
                value = view.value[rule] * firm.insured_share
                score += p["k_cost"] * value / exp(pay)
        utility = net + spread * (pair_draw(post.key, salt) - 0.5)
        wishes.append((utility, score, post))
    if len(wishes) > 1:
        wishes.sort(key=lambda wish: -wish[0])
    return wishes


def personal_pay(twin: MesaTwin, person: Person, experience: float) -> float:
    """Return the log points that a person adds to what a post pays."""
    p, pay = twin.p, person.skill + twin.grade_pay[person.grade]
    if person.registration >= SAME_PROVINCE:
        pay += p["d_school_mig"] * max(twin.school_years[person.schooling] - 9.0, 0.0)
    if person.status == UNEMPLOYED:
        pay += p["w_scar_u"] * min(person.spell, 36) / 12.0
    return float(pay + p["b_exp"] * experience + p["b_exp2"] / 100.0 * experience * experience)


def best_offer(
    rules: list[dict[str, Any]],
    person: Person,
    status: int,
    unit: int,
    firm: Firm,
    years: int,
    spell: int,
) -> int:
    """Return the number of the subsidy worth most for which a hire would qualify, or -1."""
    best, worth = -1, 0.0
    codes = (status, person.sex, person.schooling, unit, firm.industry, firm.ownership)
    numbers = (years, spell, 0, person.grade, firm.true_size)
    flags = person.flags
    for r, rule in enumerate(rules):
        bits, bounds = rule["bits"], rule["bounds"]
        if (
            rule["worth"] > worth
            and all(admitted >> code & 1 for admitted, code in zip(bits, codes, strict=False))
            and (not bits[6] or flags & bits[6])
            and flags & bits[7] == bits[7]
            and all(bounds[2 * k] <= n < bounds[2 * k + 1] for k, n in enumerate(numbers))
        ):
            best, worth = r, rule["worth"]
    return best


def match(twin: MesaTwin) -> None:
    """Let seekers propose to posts until nobody moves; then matches become jobs."""
    for first in twin.seekers:
        seeker: Seeker | None = first
        while seeker is not None:
            wishes, at, lottery = seeker.wishes, seeker.at, seeker.lottery
            turned_away: Seeker | None = None
            while at < len(wishes):
                _, score, post = wishes[at]
                holder = post.holder
                if holder is None or (score, lottery) > (post.liking, post.lottery):
                    turned_away = holder
                    post.holder, post.liking, post.lottery = seeker, score, lottery
                    break
                at += 1
            seeker.at = at
            if turned_away is not None:
                turned_away.at += 1
            seeker = turned_away
    hire(twin)


def hire(twin: MesaTwin) -> None:
    """Turn held posts into jobs; note the claims of subsidies."""
    matched = [
        (seeker.person, seeker.wishes[seeker.at][2])
        for seeker in twin.seekers
        if seeker.at < len(seeker.wishes)
    ]
    owner: dict[Firm, Person] = {}
    for person, post in matched:
        if post.firm.ownership == HOUSEHOLD and not post.firm.staff:
            owner.setdefault(post.firm, person)
    twin.claims = []
    for person, post in matched:
        hire_one(twin, person, post, owner.get(post.firm) is person)
    twin.seekers = []
    for firm in twin.firms:
        twin.flows["unfilled"][firm.unit] += len(firm.posts)


def hire_one(twin: MesaTwin, person: Person, post: Post, owns: bool) -> None:
    """Let a person start in a post."""
    rnd, p, flows, firm, old = twin.random.random, twin.p, twin.flows, post.firm, person.employer
    unit = firm.unit
    firm.posts.remove(post)
    in_urban_job = person.status == FLEXIBLE and not person.flags & RECALL
    returns = person.last_firm is firm and person.spell <= 12
    if old is not None:
        person.last_firm = old
        if not person.flags & RECALL:
            flows["job_to_job"][unit] += 1
            in_urban_job = old.urban == 1
        person.leave_firm()
    flows["hires"][unit] += 1
    was, was_spell = person.status, person.spell
    years = twin.month - person.birth
    experience = max(0.0, years / 12.0 - 6.0 - twin.school_years[person.schooling])
    brought = personal_pay(twin, person, experience)
    person.flags &= ~RECALL
    if not in_urban_job or not firm.urban:
        person.flags &= ~REGISTERED
    if firm.urban and not in_urban_job and not returns:
        enter_urban_work(twin, person, unit)
    person.employer = firm
    firm.staff[person] = None
    person.occupation, person.industry = post.occupation, firm.industry
    person.status = EMPLOYEE
    if owns:
        person.status, firm.owner = OWN_ACCOUNT, person
    person.wage = exp(post.pay + brought)
    if not owns:
        person.wage = raise_to_floor(person.wage, 0.0, post.least, p["sp_mw"])
    person.insured = 1 if rnd() < firm.insured_share else 0
    person.tenure = person.spell = person.subsidy_months = 0
    person.subsidy_share = 0.0
    if person.insured and was != EMPLOYEE:
        rule = best_offer(twin.rules, person, was, unit, firm, years, was_spell)
        if rule >= 0 and rnd() < twin.rules[rule]["take_up"]:
            twin.claims.append((person, rule))
