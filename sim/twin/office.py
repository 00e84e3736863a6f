"""The twin's policy, money and statistics: set_policy, pay, record; see `sim.twin.model`."""

from __future__ import annotations

from bisect import bisect_right
from math import exp, log
from typing import TYPE_CHECKING

from agents.codes import FIRST_EMPLOYED, LAST_EMPLOYED, Flag, Status
from agents.kernels.wages import raise_to_floor
from scenarios.measure import View
from scenarios.months import Month
from sim.market import LEARNERS, OF_AGE
from sim.twin import training
from sim.twin.agents import Person

if TYPE_CHECKING:
    from sim.twin.model import MesaTwin

EMPLOYEE, OWN_ACCOUNT = int(Status.EMPLOYEE), int(Status.OWN_ACCOUNT)
FLEXIBLE, FARM = int(Status.FLEXIBLE), int(Status.FARM)
UNEMPLOYED, INACTIVE, AWAY = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.AWAY)
FIRST, LAST = int(FIRST_EMPLOYED), int(LAST_EMPLOYED)
RECALL = int(Flag.RECALL)
AGE_LIMITS = (180, 192, 300, 420, 540, 660, 780)  # months
N_AGES, N_STATUSES = len(AGE_LIMITS) + 1, len(Status)
PRICES = (
    "contribution_floor", "contribution_ceiling", "contribution_rate_employer",
    "contribution_rate_employee", "demand_growth", "training_places", "training_days",
    "assessment_places",
    "gig_hubs", "service_contacts",
    "subsidy_fund", "part_contributions", "south_fund_share",
)  # fmt: skip
OCTOBER = 10


def set_policy(twin: MesaTwin) -> None:
    """Let the scenario's measures write the levers, as in the engine; read them once."""
    levers = twin.levers
    twin.scenario.set_policy(View(twin.units, twin.parameters), levers, Month(twin.month))
    twin.prices = {name: getattr(levers, name).values.tolist() for name in PRICES}
    offers = levers.contribution_subsidy.arrays()
    columns = (offers.rule_bits, offers.rule_bounds, offers.share, offers.months, offers.take_up)
    twin.rules = [
        {"bits": bits, "bounds": bounds, "share": share, "months": months, "take_up": take_up,
         "worth": share * months}
        for bits, bounds, share, months, take_up in zip(
            *(column.tolist() for column in columns), strict=True
        )
    ]  # fmt: skip


class Fund:
    """The subsidy line of one half of the region in one fiscal year, in fen."""

    def __init__(self, year: int, envelope: int) -> None:
        self.year, self.envelope = year, envelope
        self.paid = self.committed = self.unpaid = 0

    def left(self) -> int:
        """Return what new claims may still commit."""
        return self.envelope - self.paid - self.committed

    def pay(self, due: int) -> int:
        """Pay what is due as far as the line reaches."""
        fen = min(due, self.envelope - self.paid)
        self.paid += fen
        self.unpaid += due - fen
        return fen


def pay(twin: MesaTwin) -> None:
    """Review wages, collect contributions, commit new claims and pay what runs."""
    review_wages(twin)
    collect_contributions(twin)
    year = 1900 + twin.month // 12
    for half, fund in enumerate(twin.funds):
        if fund.year != year:
            twin.funds[half] = Fund(year, envelope(twin, half))
    left = 11 - twin.month % 12
    twin.subsidised = [person for person in twin.subsidised if person.subsidy_months > 0]
    due, later = running(twin, left)
    for half, fund in enumerate(twin.funds):
        fund.committed = due[half] + later[half]
    commit_claims(twin, due, left)
    due, later = running(twin, left)
    for half, fund in enumerate(twin.funds):
        fund.committed = later[half]
        twin.balance["firms"] += (fen := fund.pay(due[half]))
        twin.balance["fund"] -= fen
    for person in twin.subsidised:
        twin.flows["subsidised"][person.unit] += 1
        person.subsidy_months -= 1
        if person.subsidy_months == 0 and person.employer is not None:
            person.employer.n_subsidised -= 1


def envelope(twin: MesaTwin, half: int) -> int:
    """Return the year's budget line of contribution subsidies of a half, in fen."""

    def mean(name: str, of: int) -> float:
        values = [v for v, h in zip(twin.prices[name], twin.half, strict=True) if h == of]
        return float(sum(values) / len(values))

    south = mean("south_fund_share", 1) / 100.0
    yuan = mean("subsidy_fund", half) * 1e6 * mean("part_contributions", half) / 100.0
    return int(yuan * (south if half == 1 else 1.0 - south) * 100 / twin.fraction)


def review_wages(twin: MesaTwin) -> None:
    """Review employees' pay once a year, in the month of their start; move other incomes along."""
    rnd, normal, p, market = twin.random.random, twin.random.gauss, twin.p, twin.market
    farm, flexible = exp(p["farm_trend"] / 12.0), exp(p["g_w"] / 12.0)
    before = market["heat_year"][twin.month % 12]
    passed = p["market_wage"] * p["review_market"]
    half_rise = [
        [passed * (a - b) for a, b in zip(now, then, strict=True)]
        for now, then in zip(market["heat"], before, strict=True)
    ]
    before_floor, minimum = twin.market["floor"], twin.minimum_wage()
    rises = [new > old for new, old in zip(minimum, before_floor, strict=True)]
    twin.market["floor"] = minimum
    trend, spread, rigid = p["g_w"], p["review_sd"], p["rig_w"]
    for person in twin.people:
        status = person.status
        if status == EMPLOYEE or status == OWN_ACCOUNT:
            tenure, least, firm = person.tenure, 0.0, person.employer
            if status == EMPLOYEE and firm is not None:
                part, u = (p["nc_depth"] if firm.evades else 1.0), firm.unit
                least = part * minimum[u]
                if rises[u]:
                    person.wage = raise_to_floor(
                        person.wage, part * before_floor[u], least, p["sp_mw"]
                    )
            if tenure % 12 or not tenure:
                continue
            job = person.occupation if person.occupation >= 0 else 6
            rise = trend + half_rise[person.unit][job] + spread * normal(0.0, 1.0)
            if rise < 0.0 and rnd() < rigid:
                rise = 0.0
            person.wage = max(person.wage * exp(rise), least)
        elif status == FARM:
            person.wage *= farm
        elif status == FLEXIBLE:
            person.wage *= flexible


def collect_contributions(twin: MesaTwin) -> None:
    """Book this month's contributions of insured employees."""
    prices = twin.prices
    floor, ceiling = prices["contribution_floor"], prices["contribution_ceiling"]
    firms, workers = prices["contribution_rate_employer"], prices["contribution_rate_employee"]
    from_firms = from_workers = 0
    for person in twin.people:
        if person.status == EMPLOYEE and person.insured:
            u = person.unit
            base = min(max(person.wage, floor[u]), ceiling[u])
            from_firms += int(base * firms[u] * 100.0 + 0.5)
            from_workers += int(base * workers[u] * 100.0 + 0.5)
    balance = twin.balance
    balance["firms"] -= from_firms
    balance["workers"] -= from_workers
    balance["social_insurance"] += from_firms + from_workers


def monthly_subsidy(twin: MesaTwin, person: Person, share: float) -> int:
    """Return what a subsidy of a share of the employer's contributions costs a month, in fen."""
    u, prices = person.unit, twin.prices
    base = min(max(person.wage, prices["contribution_floor"][u]), prices["contribution_ceiling"][u])
    return int(base * prices["contribution_rate_employer"][u] * share * 100.0 + 0.5)


def running(twin: MesaTwin, months_left: int) -> tuple[list[int], list[int]]:
    """Return by half what running subsidies cost this month and in the rest of the year."""
    due, later = [0, 0], [0, 0]
    for person in twin.subsidised:
        half, fen = twin.half[person.unit], monthly_subsidy(twin, person, person.subsidy_share)
        due[half] += fen
        later[half] += fen * min(person.subsidy_months - 1, months_left)
    return due, later


def commit_claims(twin: MesaTwin, due: list[int], months_left: int) -> None:
    """Commit this month's claims in the order of a lottery while the money lasts."""
    claims = twin.claims
    if not claims:
        return
    twin.random.shuffle(claims)
    for half in (0, 1):
        fund, mine = twin.funds[half], []
        for person, r in claims:
            if twin.half[person.unit] == half:
                months = min(twin.rules[r]["months"], months_left + 1)
                mine.append(
                    (person, r, monthly_subsidy(twin, person, twin.rules[r]["share"]), months)
                )
        if half == 1 and twin.month % 12 + 1 >= OCTOBER:
            wanted = max(
                sum(fen * months for _, _, fen, months in mine) - fund.left(),
                12 * (sum(fen for _, _, fen, _ in mine) + due[1]) - fund.envelope,
            )
            lent = min(max(wanted, 0), max(twin.funds[0].left(), 0))
            twin.funds[0].envelope -= lent
            fund.envelope += lent
        left, room = fund.left(), fund.envelope - 12 * due[half]
        for person, r, fen, months in mine:
            twin.flows["claims"][person.unit] += 1
            if fen * months > left or 12 * fen > room:
                twin.flows["claims_rejected"][person.unit] += 1
                continue
            left -= fen * months
            room -= 12 * fen
            fund.committed += fen * months
            person.subsidy_months = twin.rules[r]["months"]
            person.subsidy_share = twin.rules[r]["share"]
            twin.subsidised.append(person)
            if person.employer is not None:
                person.employer.n_subsidised += 1


def record(twin: MesaTwin) -> None:
    """Count the month, ask the survey's households, check, and remember."""
    draw_survey(twin)
    month, n = twin.month, twin.n_units
    persons = [0] * (n * 2 * 2 * N_AGES * N_STATUSES)
    survey = [0] * (n * 2 * N_AGES * 3)
    staff, wages = [0] * (n * 2 * 23), [0] * (n * 2 * 23)
    for person in twin.people:
        status, u, sex = person.status, person.unit, person.sex
        years = month - person.birth
        band = bisect_right(AGE_LIMITS, years)
        persons[(((u * 2 + person.urban) * 2 + sex) * N_AGES + band) * N_STATUSES + status] += 1
        if years < 192 or status == AWAY:
            continue
        if person.urban and person.household.in_survey:
            state = 0 if FIRST <= status <= LAST else 1 if status == UNEMPLOYED else 2
            survey[((u * 2 + sex) * N_AGES + band) * 3 + state] += 1
        if status == EMPLOYEE:
            place = u if person.employer is None else person.employer.unit
            cell = (place * 2 + sex) * 23 + person.industry
            staff[cell] += 1
            wages[cell] += int(person.wage * 100.0 + 0.5)
    twin.tables = {"persons": persons, "survey": survey, "staff": staff, "pay": wages}
    check(twin)
    remember(twin)


def draw_survey(twin: MesaTwin) -> None:
    """Renew half of the survey's places; each household that is drawn stays two months."""
    rnd, wave = twin.random.random, twin.month % 2
    urban = sum(1 for house in twin.households if house.urban and house.n_members > 0)
    share = min(1.0, twin.p["survey_households"] / urban) if urban else 0.0
    for house in twin.households:
        if house.wave == wave:
            house.in_survey = rnd() < share


def check(twin: MesaTwin) -> None:
    """Assert that people, jobs, posts and money are conserved.

    Raises
    ------
    AssertionError
        If anybody or anything is lost or counted twice.
    """
    flows = {name: sum(counts) for name, counts in twin.flows.items()}
    came = flows["births"] + flows["arrivals"] - flows["deaths"] - flows["departures"]
    if len(twin.people) != twin.n_people + came:
        raise AssertionError(f"{len(twin.people)} people, expected {twin.n_people + came}")
    twin.n_people = len(twin.people)
    working = sum(1 for person in twin.people if person.status in (EMPLOYEE, OWN_ACCOUNT)
                  and person.employer is not None)  # fmt: skip
    resting = sum(1 for person in twin.people if person.flags & RECALL)
    staff = sum(len(firm.staff) for firm in twin.firms)
    away = sum(len(firm.resting) for firm in twin.firms)
    if (staff, away) != (working, resting):
        raise AssertionError(f"firms count {staff} at work and {away} on a break; {working} work "
                             f"and {resting} wait")  # fmt: skip
    twin.n_posts += flows["posts"] - flows["withdrawn"] - flows["hires"]
    if twin.n_posts != sum(len(firm.posts) for firm in twin.firms):
        raise AssertionError("posts were lost")
    if sum(twin.balance.values()) != 0 or any(not 0 <= f.paid <= f.envelope for f in twin.funds):
        raise AssertionError("money was lost")


def remember(twin: MesaTwin) -> None:
    """Update tightness, flexible shares and the running quarter from this month's counts."""
    m, p, flows, persons = twin.market, twin.p, twin.flows, twin.tables["persons"]
    m["heat_year"][twin.month % 12] = [list(row) for row in m["heat"]]
    memory = p["market_memory"]
    size = 2 * N_AGES * N_STATUSES  # cells of one unit in the country or in town
    for u in range(twin.n_units):
        tightness = (flows["vacancies"][u] + 0.5) / (flows["seekers"][u] + 1.0)
        now = (1.0 - memory) * log(tightness / p["tightness_base"])
        m["heat"][u] = [memory * old + now for old in m["heat"][u]]
        by_place = [persons[a : a + size] for a in (2 * u * size, (2 * u + 1) * size)]
        town = [sum(by_place[1][s::N_STATUSES]) for s in range(N_STATUSES)]
        m["flexible"][u] = (town[FLEXIBLE] + 0.5) / (sum(town[FIRST : LAST + 1]) + 10.0)
        able = [0.0] * N_STATUSES
        for cells in by_place:
            for at, n in enumerate(cells):
                able[at % N_STATUSES] += n * OF_AGE[at // N_STATUSES % N_AGES]
        m["employees"][u] = able[Status.EMPLOYEE]
        m["trainable"][u] = sum(able[s] for s in LEARNERS)
        m["trainable"][u] += (p["train_priority"] - 1.0) * able[UNEMPLOYED]
        names = (
            "hires", "seekers", "vacancies", "claims", "claims_rejected",
        )  # fmt: skip
        for column, name in enumerate(names):
            m["quarter"][u][column] += flows[name][u]


def close_quarter(twin: MesaTwin) -> None:
    """Let services publish chances and providers move their seats, each from last quarter."""
    m, p = twin.market, twin.p
    training.publish(twin)
    quarter = m["quarter"]
    total = [sum(column) for column in zip(*quarter, strict=True)]
    region = total[0] / max(total[1], 1.0)
    chances = []
    for row in quarter:
        weight = row[1] / (row[1] + p["service_weight"] + 1e-9)
        chances.append(weight * row[0] / max(row[1], 1.0) + (1.0 - weight) * region)
    m["chance"] = chances
    if total[3] > 0:
        m["paid_ratio"] = 1.0 - total[4] / total[3]
    m["quarter"] = [[0.0] * 7 for _ in quarter]
