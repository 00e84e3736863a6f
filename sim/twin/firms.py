"""The twin's steps on firms: demand, separations, posts; see `sim.twin.model`.

The twin has no local multiplier: at the base path local income stays at its norm.
"""

from __future__ import annotations

from math import exp, floor, log, log2, sqrt
from typing import TYPE_CHECKING

from agents.codes import Flag, Industry, Ownership, Sex, Status
from sim.inputs import separation_rates
from sim.steps.set_demand import exit_law
from sim.twin.agents import Firm, Person, Post
from sim.twin.people import pick

if TYPE_CHECKING:
    from sim.twin.model import MesaTwin

EMPLOYEE, OWN_ACCOUNT = int(Status.EMPLOYEE), int(Status.OWN_ACCOUNT)
FARM, UNEMPLOYED, INACTIVE = int(Status.FARM), int(Status.UNEMPLOYED), int(Status.INACTIVE)
PRIVATE, HOUSEHOLD, FEMALE = int(Ownership.PRIVATE), int(Ownership.HOUSEHOLD), int(Sex.FEMALE)
RECALL, REGISTERED, FAMILY = int(Flag.RECALL), int(Flag.REGISTERED_JOB), int(Flag.FAMILY_FARM)
N_INDUSTRIES, N_OWNERS = len(Industry), len(Ownership)
DECEMBER_2025 = 125 * 12 + 11
N_OCCUPATIONS = 7


def set_demand(twin: MesaTwin) -> None:
    """Move demand, let firms enter, then let each firm plan its staff for the month."""
    demand = grow_market(twin)
    lost = displaced(twin)
    give_up_posts(twin)
    crowding = share_market(twin, demand, lost)
    p, x, month = twin.p, twin.inputs, twin.month
    rnd = twin.random.random
    season, peak = x["season"][month % 12], x["season_peak"]
    shock_ar, shock_sd = p["rho_rev"] ** (1.0 / 12.0), shock_spread(twin)
    leaving = separation_rates(p).tolist()
    wait = (p["c_fire"] + p["c_hire"]) / (1.0 - p["idle_value"])
    tolerance = [max(p["layoff_tolerance"], wait * rate) for rate in leaving]
    ahead_rate = [p["fill_months"] * rate for rate in leaving]
    elasticity = p["eta_ld"]
    young, top, least, power = exit_law(twin.parameters)
    exit_rate, peak_age, exits = x["exit_rate"], p["age_peak"], twin.flows["firm_exits"]
    for firm in twin.firms:
        firm.wanted = firm.layoff = firm.rest = firm.recall = 0
        if not firm.alive:
            continue
        years = (month - firm.founded) / 12.0
        firm.shock *= shock_ar
        firm.drift += p["growth_young"] / 12.0 * exp(-years / p["growth_years"])
        if rnd() < p["hit_rate"]:
            hit(twin, firm, years, shock_sd[firm.ownership])
        if years < peak_age:
            by_age = young + (top - young) * years / peak_age
        else:
            by_age = max(least, top * peak_age / years)
        size = firm.true_size if firm.true_size > 1.0 else 1.0
        if rnd() < exit_rate[firm.ownership] * by_age * size**-power / 12.0:
            firm.alive = False
            exits[firm.unit] += 1
            continue
        u, j = firm.unit, firm.industry
        firm.drift += crowding[u][j][firm.ownership]
        target = (
            firm.base * demand[u][j] / firm.base_demand * (1.0 - lost[j])
            * exp(firm.drift + firm.shock)
        )  # fmt: skip
        if firm.n_subsidised:
            target *= labour_cost(twin, firm) ** elasticity
        if firm.target > 0.0:
            firm.true_size *= target / firm.target
        firm.target = target
        capacity = int(target * peak[j] + firm.turn)
        now = min(int(target * season[j] + firm.turn), capacity)
        at_work, resting = len(firm.staff), len(firm.resting)
        spare = int(tolerance[firm.ownership] * capacity + 0.5)
        out = at_work + resting - capacity - spare
        ahead = min(int(ahead_rate[firm.ownership] * (at_work + resting)), spare)
        now, capacity = now + ahead, capacity + ahead
        if at_work + resting == 0 and firm.ownership == HOUSEHOLD:
            now = min(now, 1)
        if out > 0:
            firm.layoff = out
            released = min(resting, out)
            resting -= released
            at_work -= out - released
        if at_work > now:
            firm.rest = min(at_work - now, capacity - now)
        elif at_work < now:
            firm.recall = min(resting, now - at_work)
        firm.wanted = now


def hit(twin: MesaTwin, firm: Firm, years: float, spread: float) -> None:
    """Let a firm's own demand jump: a fading part (Laplace) and a lasting one (normal)."""
    p, scale = twin.p, 1.0 / sqrt(twin.p["hit_rate"])
    size = max(firm.true_size, 1.0) / p["shock_size"]
    jump = twin.random.expovariate(sqrt(2.0)) * (1.0 if twin.random.random() < 0.5 else -1.0)
    firm.shock += scale * spread * size ** -p["shock_size_slope"] * jump
    sd = scale * p["firm_walk_sd"] / sqrt(1.0 + years / p["walk_years"])
    firm.drift += sd * twin.random.gauss(0.0, 1.0) - 0.5 * sd * sd


def shock_spread(twin: MesaTwin) -> list[float]:
    """Return the monthly spread of desired staff by ownership, in log points."""
    p = twin.p
    standing = p["sd_rev"] / sqrt(1.0 - p["rho_rev"] ** 2)
    monthly = p["staff_response"] * standing * sqrt(1.0 - p["rho_rev"] ** (1.0 / 6.0))
    return [
        monthly * part for part in (p["shock_state"], 1.0, p["shock_state"], p["shock_household"])
    ]


def give_up_posts(twin: MesaTwin) -> None:
    """Let firms make do without places that have long been open, each decided on its own."""
    p, closed = twin.p, False
    for firm in twin.firms:
        n = sum(
            twin.month - post.opened > p["vacancy_grace"]
            and twin.random.random() < p["vacancy_give_up"]
            for post in firm.posts
        )
        if n == 0:
            continue
        if not firm.staff and not firm.resting and firm.target < 2.0:
            firm.alive, closed = False, True
            twin.withdraw(firm, len(firm.posts))
            twin.flows["firm_exits"][firm.unit] += 1
        else:
            firm.drift += log(max(1.0 - n / max(firm.target, 1e-6), 0.5))
    if closed:
        twin.firms = [firm for firm in twin.firms if firm.alive]


def grow_market(twin: MesaTwin) -> list[list[float]]:
    """Move the log demand of every unit and industry; return its level."""
    x, p, year = twin.inputs, twin.p, 1900 + twin.month // 12
    growth = x["growth"]["2011" if year <= 2020 else "2021" if year <= 2025 else "2026"]
    policy, level = twin.prices["demand_growth"], twin.market["demand"]
    for u in range(twin.n_units):
        shift = 0.0
        if year > 2025:
            shift = x["unit_trend"][u] + p["demand_shift_2026"]
        elif year > 2020:
            shift = p["demand_shift_2021"]
        row = level[u]
        for j in range(N_INDUSTRIES):
            row[j] += (growth[j] + shift + policy[u][j] / 100.0) / 12.0
    return [[exp(value) for value in row] for row in level]


def displaced(twin: MesaTwin) -> list[float]:
    """Return the net share of places of each industry that is automated away by this month."""
    table, months = twin.inputs["technology"].gross.tolist(), twin.month - DECEMBER_2025
    if months <= 0:
        return [0.0] * N_INDUSTRIES
    at = min(months / 12.0, len(table) - 1.0)
    low = min(int(at), len(table) - 2)
    kept = 1.0 - twin.p["rho_new"]
    return [
        kept * (a + (at - low) * (b - a)) for a, b in zip(table[low], table[low + 1], strict=True)
    ]


def labour_cost(twin: MesaTwin, firm: Firm) -> float:
    """Return a firm's average labour cost over its level without subsidies."""
    low = twin.prices["contribution_floor"][firm.unit]
    rate = twin.prices["contribution_rate_employer"][firm.unit]
    wage: float = exp(twin.pay_level[firm.industry][firm.ownership])
    due = max(wage, low) * rate
    saved = due * firm.n_subsidised / max(len(firm.staff), 1)
    return float(1.0 - min(saved / (wage + due), 0.9))


def share_market(
    twin: MesaTwin, demand: list[list[float]], lost: list[float]
) -> list[list[list[float]]]:
    """Share unserved demand between entrants and firms; return what firms gain or lose."""
    capacity = [[[0.0] * N_OWNERS for _ in range(N_INDUSTRIES)] for _ in range(twin.n_units)]
    for firm in twin.firms:
        if firm.alive:
            capacity[firm.unit][firm.industry][firm.ownership] += firm.target
    base, p, speed = twin.structure["cell_base"], twin.p, twin.p["entry_speed"]
    loss = []
    for u in range(twin.n_units):
        cap = max(5.0, p["size_cap_share"] * twin.unit_places[u])
        rows = []
        for j in range(N_INDUSTRIES):
            row = [0.0] * N_OWNERS
            for o in range(N_OWNERS):
                wished, planned = base[u][j][o] * demand[u][j] * (1.0 - lost[j]), capacity[u][j][o]
                taken = p["founder_share"] if o == HOUSEHOLD else p["entrant_share"]
                new = 1.0 if planned <= 0.0 else taken
                if wished > planned:
                    room = speed * new * (wished - planned)
                    found_firms(twin, u, j, o, room, cap, demand[u][j])
                if planned > 0.0 and wished > 0.0:
                    mine = 1.0 - new if wished > planned else 1.0
                    row[o] = speed * mine * log(min(max(wished / planned, 1e-9), 2.0))
            rows.append(row)
        loss.append(rows)
    return loss


def found_firms(
    twin: MesaTwin, u: int, j: int, o: int, room: float, cap: float, demand: float
) -> None:
    """Let firms enter a cell that wants `room` more places."""
    rnd, p, s = twin.random.random, twin.p, twin.structure
    if s["cell_base"][u][j][o] <= 0.0:
        return
    mean = max(s["cell_size"][u][j][o] * p["entry_size"], 1.0)
    scale = max(0.5, mean * (p["entry_tail"] - 1.0) / p["entry_tail"])
    for _ in range(int(room / mean + rnd())):
        size = max(1.0, floor(scale * (1.0 - rnd()) ** (-1.0 / p["entry_tail"]) + 0.5))
        size = min(size, max(1.0, cap))
        urban = 1 if rnd() < s["urban_jobs"][u][j] else 0
        rent = p["rent_sd"] * twin.random.gauss(0.0, 1.0)
        share = s["insured_share"][o]
        firm = Firm(u, urban, j, o, size, size, demand, rent, twin.month, share, rnd())
        firm.evades = o in (PRIVATE, HOUSEHOLD) and rnd() < p["nc_mw"]
        twin.firms.append(firm)
        twin.flows["firm_entries"][u] += 1


def separate(twin: MesaTwin) -> None:
    """End jobs and turn the farm's season; who is separated searches from next month on."""
    rnd, p, hazards = twin.random.random, twin.p, twin.inputs["hazard"]
    owner_quits, last = p["owner_quits"], len(hazards[0]) - 1
    quits = []
    for firm in twin.firms:
        hazard, owner = hazards[firm.ownership], firm.owner
        for person in firm.staff:
            tenure = person.tenure
            chance = hazard[tenure if tenure < last else last]
            if rnd() < (owner_quits if person is owner else chance):
                quits.append(person)
    for person in quits:
        end_job(twin, person, laid_off=False)
    closed = False
    for firm in twin.firms:
        if not firm.alive:
            closed = True
            for person in list(firm.resting):
                release(twin, person)
            for person in list(firm.staff):
                end_job(twin, person, laid_off=True)
            continue
        if firm.ownership == HOUSEHOLD and firm.owner is None and firm.staff:
            firm.owner = max(firm.staff, key=lambda person: person.tenure)
            firm.owner.status = OWN_ACCOUNT
        if firm.layoff or firm.rest or firm.recall:
            adjust_staff(twin, firm)
    if closed:
        for firm in twin.firms:
            if not firm.alive:
                twin.withdraw(firm, len(firm.posts))
        twin.firms = [firm for firm in twin.firms if firm.alive]
    turn_season(twin)


def adjust_staff(twin: MesaTwin, firm: Firm) -> None:
    """Lay off and send on a break the shortest-serving, recall the longest-serving."""
    rnd = twin.random.random

    def by_tenure(people: list[Person]) -> list[Person]:
        ranked = sorted((person.tenure + rnd(), n) for n, person in enumerate(people))
        return [people[n] for _, n in ranked]

    away = by_tenure(list(firm.resting))
    released = min(firm.layoff, len(away))
    back = min(firm.recall, len(away) - released)
    for person in away[:released]:
        release(twin, person)
    for person in away[len(away) - back :]:
        del firm.resting[person]
        firm.staff[person] = None
        person.flags &= ~RECALL
        person.status, person.spell, person.moved = EMPLOYEE, 0, twin.month
        twin.flows["recalls"][person.unit] += 1
    if firm.layoff > released or firm.rest:
        working = by_tenure(
            [i for i in firm.staff if i is not firm.owner and i.moved != twin.month]
        )
        out = min(firm.layoff - released, len(working))
        for person in working[:out]:
            end_job(twin, person, laid_off=True)
        for person in working[out : out + firm.rest]:
            send_on_break(twin, person, firm)


def send_on_break(twin: MesaTwin, person: Person, firm: Firm) -> None:
    """Send a person on a seasonal break; the firm may call again."""
    del firm.staff[person]
    firm.resting[person] = None
    if person.subsidy_months > 0:
        firm.n_subsidised -= 1
        person.subsidy_months = 0
    person.flags |= RECALL
    searches = twin.random.random() < twin.p["season_search"]
    person.status = UNEMPLOYED if searches else INACTIVE
    person.spell, person.moved = 0, twin.month
    twin.flows["breaks"][person.unit] += 1


def release(twin: MesaTwin, person: Person) -> None:
    """End the hope of one on a break to be called back."""
    person.last_firm = person.employer
    person.leave_firm()
    person.reservation_wage = twin.p["rw0"] * person.wage
    person.tenure, person.wage, person.moved = 0, 0.0, twin.month
    person.flags &= ~(RECALL | REGISTERED)


def end_job(twin: MesaTwin, person: Person, *, laid_off: bool) -> None:
    """End a job by quit, layoff or closure."""
    rnd, p, flows, unit = twin.random.random, twin.p, twin.flows, person.unit
    person.last_firm = person.employer
    person.leave_firm()
    person.reservation_wage = p["rw0"] * person.wage
    person.flags &= ~REGISTERED
    person.tenure = person.spell = 0
    person.moved = twin.month
    flows["separations"][unit] += 1
    person.status, person.wage = UNEMPLOYED, 0.0
    if laid_off:
        flows["layoffs"][unit] += 1
    if person.urban == 0 and rnd() < p["farm_after_job"]:
        person.status, person.wage = FARM, twin.farm_income()[unit]
    elif not laid_off:
        leave = p["leave_women" if person.sex == FEMALE else "leave_men"]
        if twin.month - person.birth >= 660:
            leave = min(1.0, 2.0 * leave)
        if rnd() < leave:
            person.status = INACTIVE


def turn_season(twin: MesaTwin) -> None:
    """Let family farm workers take up or leave farm work with the season."""
    demand = [row[0] for row in twin.market["demand"]]
    trend = exp(min(0.0, sum(demand) / len(demand)))
    share, income = twin.inputs["farm_share"][twin.month % 12] * trend, twin.farm_income()
    for person in twin.people:
        flags = person.flags
        if not flags & FAMILY:
            continue
        if person.season < share:
            if person.status == INACTIVE and not flags & RECALL:
                person.status, person.wage = FARM, income[person.unit]
                person.tenure = person.spell = 0
        elif person.status == FARM:
            person.status, person.wage = INACTIVE, 0.0
            person.tenure = person.spell = 0


def post(twin: MesaTwin) -> None:
    """Open the places that firms want to fill now; keep the oldest open ones, price them all."""
    rnd, bits, month = twin.random.random, twin.random.getrandbits, twin.month
    p, x, s, flows = twin.p, twin.inputs, twin.structure, twin.flows
    years, returns, rise = twin.school_years, p["r_school"], p["vacancy_pay"]
    heat = [[p["market_wage"] * value for value in row] for row in twin.market["heat"]]
    minimum = twin.minimum_wage()
    markets: list[list[list[Post]]] = [
        [[] for _ in range(N_OCCUPATIONS)] for _ in range(twin.n_units)
    ]
    twin.posts = markets
    for firm in twin.firms:
        vacancies = max(firm.wanted - len(firm.staff), 0)
        posts, u = firm.posts, firm.unit
        if len(posts) > vacancies:
            twin.withdraw(firm, len(posts) - vacancies)
        while len(posts) < vacancies:
            job = pick(s["occupation_share"][firm.industry], rnd())
            schooling = pick(s["schooling_share"][job], rnd())
            posts.append(Post(firm, month, job, schooling, bits(53)))
            flows["posts"][u] += 1
        if not posts:
            continue
        flows["vacancies"][u] += vacancies
        least = minimum[u] * (p["nc_depth"] if firm.evades else 1.0)
        level = (
            twin.pay_level[firm.industry][firm.ownership] + x["unit_level"][u]
            - p["posted_gap"] + p["phi_b"] * (firm.rent + firm.shock)
            + p["prem_size"] * log2(max(firm.true_size, 1.0))
            - s["firm_pay"][firm.industry][firm.ownership]
        )  # fmt: skip
        if firm.ownership == HOUSEHOLD and not firm.staff:
            level += p["founder_premium"]
        for place in posts:
            place.least = least
            place.pay = (
                level + heat[u][place.occupation] + twin.occupation_pay[place.occupation]
                + rise * min(month - place.opened, 12) + returns * (years[place.schooling] - 11.0)
            )  # fmt: skip
            markets[u][place.occupation].append(place)
