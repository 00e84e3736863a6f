"""The twin's steps on persons: age and flexible work; see `sim.twin.model`."""

from __future__ import annotations

from bisect import bisect_right
from math import exp, log
from typing import TYPE_CHECKING

from agents.codes import Flag, Ownership, Registration, Schooling, Sex, Status
from agents.kernels.wages import heavy_tail
from sim.steps.school import further_study
from sim.twin.agents import Household, Person, pair_draw

if TYPE_CHECKING:
    from sim.twin.model import MesaTwin

GONE, MINOR, STUDENT = int(Status.GONE), int(Status.MINOR), int(Status.STUDENT)
EMPLOYEE, FLEXIBLE, FARM = int(Status.EMPLOYEE), int(Status.FLEXIBLE), int(Status.FARM)
INTERN, UNEMPLOYED = int(Status.INTERN), int(Status.UNEMPLOYED)
INACTIVE, RETIRED = int(Status.INACTIVE), int(Status.RETIRED)
AWAY = int(Status.AWAY)
JUNIOR, SENIOR = int(Schooling.JUNIOR), int(Schooling.SENIOR)
COLLEGE, BACHELOR = int(Schooling.COLLEGE), int(Schooling.BACHELOR)
MALE, FEMALE = int(Sex.MALE), int(Sex.FEMALE)
OUTSIDER, SAME_PROVINCE = int(Registration.OTHER_PROVINCE), int(Registration.SAME_PROVINCE)
STATE, XPCC = int(Ownership.STATE), int(Ownership.XPCC)
GRADUATE, CADRE, RECALL = int(Flag.GRADUATE), int(Flag.CADRE), int(Flag.RECALL)
HARDSHIP, REGISTERED = int(Flag.HARDSHIP), int(Flag.REGISTERED_JOB)
COUNTED, ENTERED = int(Flag.COUNTED), int(Flag.ENTERED)
ADULT, MAX_SPELL, WIDTH = 15 * 12, 1200, 12.0**0.5


def age(twin: MesaTwin) -> None:
    """Move everybody one month on; a death or retirement frees the job at once."""
    rnd, month, x, p = twin.random.random, twin.month, twin.inputs, twin.p
    rates, oldest = x["death_rate"], len(x["death_rate"][0]) - 1
    departures, settle_after = x["departures"], int(p["settle_months"])
    turning = p["reclassify"] / 12.0
    turns_urban = {h for h in twin.households if rnd() < turning}
    new_year = month % 12 == 0
    leavers = False
    for person in twin.people:
        years = month - person.birth
        if new_year:
            person.flags &= ~(COUNTED | ENTERED)
        if rnd() < rates[person.sex][years if years < oldest else oldest]:
            leave_region(twin, person, "deaths")
            leavers = True
            continue
        if (
            person.registration == OUTSIDER
            and years >= ADULT
            and rnd() < departures[person.sex][years if years < oldest else oldest]
        ):
            leave_region(twin, person, "departures")
            leavers = True
            continue
        if person.urban == 0 and person.household in turns_urban:
            person.urban = 1
        if person.spell < MAX_SPELL:
            person.spell += 1
        status = person.status
        if status == MINOR:
            if years >= ADULT:
                begin_secondary(twin, person)
            continue
        employed = EMPLOYEE <= status <= INTERN
        if employed:
            if person.tenure < MAX_SPELL:
                person.tenure += 1
            person.contribution += person.insured
            if person.tenure == settle_after and person.employer is not None:
                settle(twin, person)
        elif status == STUDENT and person.school_exit <= month:
            leave_level(twin, person, years)
            continue
        if person.flags & GRADUATE and month - person.school_exit > 24:
            person.flags &= ~GRADUATE
        if years >= 540 and status != RETIRED:
            grow_old(twin, person, years, employed)
    if leavers:
        twin.people = [person for person in twin.people if person.status != GONE]
    enter(twin)


def leave_region(twin: MesaTwin, person: Person, why: str) -> None:
    """Let a person die or depart."""
    flows, unit = twin.flows, person.unit
    flows[why][unit] += 1
    if why == "deaths" and person.flags & REGISTERED:
        flows["urban_attrition"][unit] += 1
    person.leave_firm()
    person.household.n_members -= 1
    if person.status == MINOR:
        person.household.n_minors -= 1
    person.status = GONE
    person.remove()


def begin_secondary(twin: MesaTwin, person: Person) -> None:
    """Make a child of fifteen a student until the June or July after the birthday."""
    person.status = STUDENT
    person.spell = 0
    person.schooling = max(person.schooling, JUNIOR)
    person.household.n_minors -= 1
    turned = person.birth + ADULT
    wait = ((5 if twin.random.random() < 0.5 else 6) - turned % 12) % 12
    person.school_exit = turned + (wait or 12)


def leave_level(twin: MesaTwin, person: Person, years: int) -> None:
    """Let a student go on to the next level or leave school for good."""
    rnd, p, month = twin.random.random, twin.p, twin.month
    level = 0
    u = rnd()
    if person.schooling <= JUNIOR:
        if u < p["to_senior_urban" if person.urban else "to_senior_rural"]:
            level = SENIOR
    elif person.schooling == SENIOR:
        on = p["to_tertiary_urban" if person.urban else "to_tertiary_rural"]
        if u < on:
            level = BACHELOR if u < on * p["bachelor_share"] else COLLEGE
    if level and years < 22 * 12:
        person.schooling = level
        person.school_exit = month + (48 if level == BACHELOR else 36)
        return
    person.spell = 0
    person.school_exit = month
    if person.schooling >= COLLEGE:
        graduate(twin, person, years)
        return
    farm = p["farm_leavers"] if person.urban == 0 else 0.0
    u = rnd()
    if u < farm:
        person.status, person.tenure = FARM, 0
    elif u < farm + p["seek_leavers"] * (1.0 - farm):
        person.status = UNEMPLOYED
    else:
        person.status = INACTIVE


def graduate(twin: MesaTwin, person: Person, years: int) -> None:
    """Let a graduate study on, leave the region, wait for an examination, or work."""
    rnd, p, month = twin.random.random, twin.p, twin.month
    study = further_study(p)[person.schooling - COLLEGE]
    person.flags |= GRADUATE
    if years < 25 * 12 and rnd() < study:
        person.school_exit = month + (24 if person.schooling == COLLEGE else 36)
        person.schooling = BACHELOR
    elif rnd() < p["leave_g"]:
        person.status = AWAY
    elif rnd() < p["g_wait"]:
        person.school_exit = month + ((int(p["exam_month"]) - 1 - month % 12) % 12 or 12)
    elif rnd() < p["g_su"]:
        x = twin.inputs
        level = x["log_flexible"] + p["g_w"] * twin.years_from_2025() + x["unit_level"][person.unit]
        take_flexible_work(twin, person, level + p["informal_skill"] * person.skill)
    else:
        person.status = UNEMPLOYED


def grow_old(twin: MesaTwin, person: Person, years: int, employed: bool) -> None:
    """Let a person of 45 and over retire with a pension, or give up work without one."""
    x, status, chance, then = twin.inputs, person.status, 0.0, RETIRED
    retire = x["retire"]
    if person.insured:
        rule = 0 if person.sex == MALE else 1 if person.flags & CADRE else 2
        limit = x["old_age"][rule][person.birth]
        if years >= limit and not employed:
            chance = 1.0
        elif years == limit:
            firm = person.employer
            public = firm is not None and firm.ownership in (STATE, XPCC)
            chance = retire["state" if public else "private"]
        elif years > limit:
            chance = retire["after"]
        elif years >= limit - 36 and person.contribution >= retire["early_months"]:
            chance = retire["early"]
    elif years >= 720 and (employed or status == UNEMPLOYED):
        chance = retire["exit_60" if years < 840 else "exit_70"]
        then = INACTIVE
    if chance > 0.0 and twin.random.random() < chance:
        twin.flows["retirements"][person.unit] += 1
        if person.flags & REGISTERED:
            twin.flows["urban_attrition"][person.unit] += 1
        person.leave_firm()
        person.flags &= ~(REGISTERED | RECALL)
        person.status, person.wage, person.tenure, person.spell = then, 0.0, 0, 0


def settle(twin: MesaTwin, person: Person) -> None:
    """Make one who has worked elsewhere for six months a resident of the place of work."""
    firm, rnd = person.employer, twin.random.random
    if firm is None:
        return
    if firm.unit != person.unit:
        person.unit, person.urban = firm.unit, firm.urban
        person.county = pick(twin.structure["county_share"][firm.unit], rnd())
        if person.registration < SAME_PROVINCE:
            person.registration = SAME_PROVINCE
    elif person.urban == 0 and firm.urban and rnd() < twin.p["settle_share"]:
        person.urban = 1


def enter(twin: MesaTwin) -> None:
    """Add this month's births and arrivals from other provinces."""
    rnd, x, s, p, month = twin.random.random, twin.inputs, twin.structure, twin.p, twin.month
    per_head = x["births"][month // 12 - 110] / twin.fraction
    bits, normal = twin.random.getrandbits, twin.random.gauss
    law = p["sd_w"], p["skill_tail_begins"], p["skill_tail_index"]
    for u in range(twin.n_units):
        for _ in range(int(per_head * s["start_population"][u] + rnd())):
            homes = twin.homes[u]
            house = homes[int(rnd() * len(homes))]
            house.n_members += 1
            house.n_minors += 1
            sex = MALE if rnd() < x["birth_male"] else FEMALE
            skill = heavy_tail(normal(0.0, 1.0), *law)
            child = Person(
                twin, house, house.county, u, house.urban, u, 0, sex, month, 0, skill, MINOR,
                bits(53), rnd(),
            )  # fmt: skip
            twin.people.append(child)
            twin.flows["births"][u] += 1
        expected = x["arrivals"] * s["arrival_unit"][u] / twin.fraction
        for _ in range(int(expected + rnd())):
            low, years = ((15, 5), (20, 25), (45, 15))[pick(x["arrival_age"], rnd())]
            birth = month - 12 * low - int(rnd() * 12 * years)
            sex = MALE if rnd() < x["arrival_male"] else FEMALE
            county = pick(s["county_share"][u], rnd())
            urban = 1 if rnd() < s["urban_arrivals"][u] else 0
            schooling = pick(s["arrival_schooling"], rnd())
            status = UNEMPLOYED if rnd() < p["seek_leavers"] else INACTIVE
            skill = heavy_tail(normal(0.0, 1.0), *law)
            house = Household(county, urban, 1, 0, bits(1))
            twin.households.append(house)
            arrival = Person(
                twin, house, county, u, urban, -1, OUTSIDER, sex, birth, schooling, skill, status,
                bits(53), rnd(),
            )  # fmt: skip
            twin.people.append(arrival)
            twin.flows["arrivals"][u] += 1


def run_programmes(twin: MesaTwin) -> None:
    """Offer flexible work to those without a job; whoever refuses goes on searching."""
    rnd, month, p, x, s = twin.random.random, twin.month, twin.p, twin.inputs, twin.structure
    market, farm = twin.market, twin.farm_income()
    level = x["log_flexible"] + p["g_w"] * twin.years_from_2025()
    income = [
        level + x["unit_level"][u]
        - p["flexible_crowding"] * log(max(market["flexible"][u], 1e-4) / s["flexible_base"][u])
        for u in range(twin.n_units)
    ]  # fmt: skip
    leave, to_farm = p["flexible_leave"], p["unemployed_to_farm"]
    lift, hubs = p["gig_hub_effect"], twin.prices["gig_hubs"]
    meet = [p["flexible_meet"] * (1.0 + lift * hub) for hub in hubs]
    certify, keeps, discount = p["certify"], 1.0 - p["drw"], p["flexible_discount"]
    first_wage, informal = p["rw0"], p["informal_skill"]
    for person in twin.people:
        status = person.status
        if status == FLEXIBLE:
            if rnd() < leave:
                person.reservation_wage = first_wage * person.wage
                person.status, person.wage = UNEMPLOYED, 0.0
                person.spell = person.tenure = 0
                person.flags &= ~REGISTERED
                twin.flows["separations"][person.unit] += 1
            continue
        if status != UNEMPLOYED or person.flags & RECALL:
            continue
        spell, unit = person.spell, person.unit
        if person.urban and spell >= 3:
            old = 480 if person.sex == FEMALE else 600
            if (spell >= 12 or month - person.birth >= old) and rnd() < certify:
                person.flags |= HARDSHIP
        if rnd() < meet[unit]:
            pay = income[unit] + informal * person.skill
            if pay - discount >= log(max(1.0, person.reservation_wage * keeps**spell)):
                take_flexible_work(twin, person, pay)
                continue
        if person.urban == 0 and rnd() < to_farm:
            person.status, person.wage = FARM, farm[unit]
            person.spell = person.tenure = 0


def take_flexible_work(twin: MesaTwin, person: Person, log_pay: float) -> None:
    """Let a person take up flexible work in an industry of the start population."""
    s = twin.structure
    person.industry = pick(s["flexible_industry"], twin.random.random())
    person.occupation = int(s["flexible_occupation"][person.industry])
    person.status, person.insured, person.wage = FLEXIBLE, 0, exp(log_pay)
    person.spell = person.tenure = 0
    if person.urban:
        enter_urban_work(twin, person, person.unit)


def enter_urban_work(twin: MesaTwin, person: Person, unit: int) -> None:
    """Count an entry into urban work: all, persons of this year, and registered ones."""
    flows = twin.flows
    flows["urban_entries"][unit] += 1
    if not person.flags & ENTERED:
        person.flags |= ENTERED
        flows["urban_entry_persons"][unit] += 1
    if pair_draw(person.salt, twin.month // 12) < twin.p["reg_new"]:
        person.flags |= REGISTERED
        if not person.flags & COUNTED:
            person.flags |= COUNTED
            flows["urban_registered"][unit] += 1


def pick(cumulative: list[float], u: float) -> int:
    """Return the index that a uniform number picks from a cumulative distribution."""
    return min(bisect_right(cumulative, u), len(cumulative) - 1)
