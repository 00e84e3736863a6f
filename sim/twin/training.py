"""The twin's training seats and assessments; see `sim.twin.model`.

It leaves out what does not move a month's counts: that trained skill fades, that providers change
their subject, and the certificates of school leavers.
"""

from __future__ import annotations

from math import ceil, exp, floor
from typing import TYPE_CHECKING

from agents.codes import Sex, Status
from agents.kernels.grades import SENIOR
from sim.assessment import ROUNDS
from sim.training import LEAN, MONTH_DAYS, PUBLIC, SELF_PAID, STAFF
from sim.twin.agents import Person

if TYPE_CHECKING:
    from sim.twin.model import MesaTwin

EMPLOYEE, FLEXIBLE, FARM = int(Status.EMPLOYEE), int(Status.FLEXIBLE), int(Status.FARM)
UNEMPLOYED, FEMALE = int(Status.UNEMPLOYED), int(Sex.FEMALE)
MARGIN, SPARE, WIDTH = 1.2, 3.0, 12.0**0.5


class Course:
    """A seat that somebody waits for or sits on."""

    __slots__ = ("asked", "began", "channel", "days", "months", "order", "person", "provider")

    def __init__(self, person: Person, channel: int, provider: Provider, days: float) -> None:
        self.person, self.channel, self.provider = person, channel, provider
        self.days, self.months = days, max(1, round(days / MONTH_DAYS))
        self.asked = self.began = self.order = 0


class Provider:
    """A training provider of a unit."""

    def __init__(
        self, unit: int, seats: float, course_days: float, staff: int, quality: float, price: float
    ) -> None:
        self.unit, self.seats, self.course_days = unit, seats, course_days
        self.staff, self.quality, self.price = staff, quality, price


def train(twin: MesaTwin) -> None:
    """End courses, offer this month's seats and assessments; anybody may refuse."""
    twin.courses = [course for course in twin.courses if goes_on(twin, course)]
    free, lots = seats_and_lots(twin)
    nobody: list[list[list[Person]]] = [[[] for _ in range(twin.n_units)] for _ in range(3)]
    candidates, staff, invited = nobody
    mark(twin, lots, candidates, staff, invited)
    for u in range(twin.n_units):
        offer_seats(twin, u, lots[u], candidates[u], staff[u])
    fill(twin, free)
    hold_assessments(twin, invited)


def mark(
    twin: MesaTwin,
    lots: list[list[float]],
    candidates: list[list[Person]],
    staff: list[list[Person]],
    invited: list[list[Person]],
) -> None:
    """Find who may be offered a seat or an assessment, a few more than there are lots."""
    rnd, month, p, m = twin.random.random, twin.month, twin.p, twin.market
    able, own = m["trainable"], m["employees"]
    rate = [
        min(MARGIN * (n[PUBLIC] + n[SELF_PAID] + SPARE) / max(a, 1.0), 1.0)
        for n, a in zip(lots, able, strict=True)
    ]
    staff_rate = [
        min(MARGIN * (n[STAFF] + SPARE) / max(a, 1.0), 1.0) for n, a in zip(lots, own, strict=True)
    ]
    reach, wait = list(twin.reach), int(p["grade_wait"])
    reach[SENIOR - 1] = p["assess_reach"] if any(twin.prices["assessment_places"]) else 0.0
    year = month // 12 - 50
    waits = {course.person for course in twin.waiting}
    for person in twin.people:
        status = person.status
        if status < EMPLOYEE or status > UNEMPLOYED:
            continue
        if status not in (UNEMPLOYED, FARM, EMPLOYEE, FLEXIBLE):
            continue
        priority = p["train_priority"] if status == UNEMPLOYED else 1.0
        odds, draw = rate[person.unit] * priority, rnd()
        mine = status == EMPLOYEE and odds <= draw < odds + staff_rate[person.unit]
        if (draw < odds or mine) and not person.programme:
            years = month - person.birth
            fresh = status == EMPLOYEE and person.tenure == 0
            if 192 <= years < 720 and not fresh and person not in waits:
                (staff if mine else candidates)[person.unit].append(person)
        if SENIOR - 1 <= person.grade <= SENIOR + 1 and status in (EMPLOYEE, FLEXIBLE):
            if rnd() < reach[person.grade] and year - person.grade_year >= wait:
                if month - person.birth < 720:
                    invited[person.unit].append(person)


def goes_on(twin: MesaTwin, course: Course) -> bool:
    """End a course that is due or left early; return whether it goes on."""
    person, p, rnd, flows = course.person, twin.p, twin.random.random, twin.flows
    if person.status == Status.GONE:
        return False
    gone = person.status > Status.INACTIVE
    if gone or rnd() < 1.0 - (1.0 - p["drop_tr"]) ** (1.0 / course.months):
        flows["training_dropouts"][person.unit] += 1
        person.programme = 0
        return False
    if twin.month - course.began < course.months:
        return True
    person.programme = 0
    flows["training_completions"][person.unit] += 1
    gain = p["q_tr"] * p["tr_w_gov"] * relative_gain(twin, course)
    stayed = person.status == EMPLOYEE and person.tenure >= twin.month - course.began
    if course.channel == STAFF and not stayed:
        gain = 0.0
    person.skill += gain
    if person.status in (EMPLOYEE, FLEXIBLE):
        person.wage *= exp(p["train_pay_share"] * gain)
    return False


def relative_gain(twin: MesaTwin, course: Course) -> float:
    """Return the gain of a course over that of a full general dose."""
    p = twin.p
    special = course.channel == STAFF or course.order
    dose = min(course.days, p["dose_spec"] if special else p["dose_gen"]) / p["dose_gen"]
    women = p["k_women"] if course.person.sex == FEMALE else 1.0
    return float(course.provider.quality * dose * women * (p["k_firm"] if special else 1.0))


def rounded(twin: MesaTwin, amount: float) -> int:
    """Return an amount rounded up or down at random."""
    whole: int = floor(amount + twin.random.random())
    return whole


def seats_and_lots(twin: MesaTwin) -> tuple[list[list[int]], list[list[float]]]:
    """Return free seats and offers to make, both by unit and channel."""
    p, m, k, n = twin.p, twin.market, twin.fraction, twin.n_units
    time = [[0.0, 0.0] for _ in range(n)]
    long = [[0.0, 0.0] for _ in range(n)]
    for provider in twin.providers:
        time[provider.unit][provider.staff] += provider.seats
        long[provider.unit][provider.staff] += provider.seats * provider.course_days
    queue = [[0, 0, 0] for _ in range(n)]
    for course in twin.waiting:
        queue[course.person.unit][course.channel] += 1
    able = sum(m["trainable"])
    free, lots = [], []
    for u in range(n):
        days = [twin.prices["training_days"][u]]
        days += [a / b if b > 0 else 20.0 for a, b in zip(long[u], time[u], strict=True)]
        takes = [min(d / MONTH_DAYS, 1.0) for d in days]
        own = [p["seat_year"] * t / k for t in time[u]]
        for staff in (0, 1):
            m["seats"][u][2 * staff] += own[staff]
        yearly = twin.prices["training_places"][u] * m["trainable"][u] / max(able, 1.0)
        public = min(yearly / 12.0 / k, own[0] / takes[0])
        open_now = [public, max(own[0] - public * takes[0], 0.0) / takes[1], own[1] / takes[2]]
        seats = [rounded(twin, amount) for amount in open_now]
        free.append(seats)
        accept = max(m["seats_known"][u][0], 0.1)
        over = 1.0 + p["train_overbook"]
        wanted = [max(over * s - q, 0.0) / accept for s, q in zip(seats, queue[u], strict=True)]
        asking = p["train_enquiry"] / 12.0 * m["trainable"][u]
        wanted[SELF_PAID] = min(wanted[SELF_PAID], asking)
        lots.append(wanted)
    return free, lots


def offer_seats(
    twin: MesaTwin, u: int, wanted: list[float], candidates: list[Person], staff: list[Person]
) -> None:
    """Draw lots among a unit's candidates; who accepts joins the waiting list."""
    number = [rounded(twin, amount) for amount in wanted]
    general = number[PUBLIC] + number[SELF_PAID]
    twin.random.shuffle(candidates)
    chosen = candidates[:general]
    twin.random.shuffle(staff)
    share = number[PUBLIC] / max(general, 1)
    for person in chosen:
        offer_seat(twin, u, person, PUBLIC if twin.random.random() < share else SELF_PAID)
    for person in staff[: number[STAFF]]:
        offer_seat(twin, u, person, STAFF)


def offer_seat(twin: MesaTwin, u: int, person: Person, channel: int) -> None:
    """Offer a seat at a provider drawn by seats; acceptance is weighed as in `sim.training`."""
    p, rnd, flows = twin.p, twin.random.random, twin.flows
    there = [t for t in twin.providers if t.unit == u and t.staff == (channel == STAFF)]
    provider = twin.random.choices(there, [t.seats for t in there])[0]
    days = twin.prices["training_days"][u] if channel == PUBLIC else provider.course_days
    course = Course(person, channel, provider, days)
    course.order = int(channel != STAFF and rnd() < p["order_share"])
    fade = p["fade_ft"] if channel == STAFF else p["fade_vt"]
    gain = (1.0 - p["drop_tr"]) * p["q_tr"] * p["tr_w_gov"] * relative_gain(twin, course)
    time = p["train_time_idle"] if person.status == UNEMPLOYED else p["train_time_busy"]
    income = person.wage or person.reservation_wage or 2500.0
    cost = 0.0 if channel == STAFF else time * course.days / MONTH_DAYS
    cost += provider.price / income if channel == SELF_PAID else 0.0
    months, discount = max(720.0 - (twin.month - person.birth), 1.0), p["train_discount"] / 12.0
    worth = gain * annuity(discount + fade / 12.0, months) - cost
    flows["offers"][u] += 1
    twin.market["quarter"][u][5] += 1
    if worth / annuity(discount, months) + p["sd_perceive"] * WIDTH * (rnd() - 0.5) > 0.0:
        course.asked = twin.month
        twin.waiting.append(course)
    else:
        flows["refusals"][u] += 1
        twin.market["quarter"][u][6] += 1


def annuity(rate: float, months: float) -> float:
    """Return the present value of 1 a month."""
    return (1.0 - exp(-rate * months)) / rate


def fill(twin: MesaTwin, free: list[list[int]]) -> None:
    """Seat those who wait, first come first served; the rest waits if there is room."""
    p, flows, kept = twin.p, twin.flows, []
    room = [[rounded(twin, p["train_room"] * s) for s in seats] for seats in free]
    for course in twin.waiting:
        person = course.person
        hired = person.status == EMPLOYEE and person.tenure == 0
        late = twin.month - course.asked >= p["train_patience"]
        beyond = twin.month - person.birth >= 720 or person.status > UNEMPLOYED
        if course.asked < twin.month and (hired or late or beyond or person.status < EMPLOYEE):
            continue
        u, channel = person.unit, course.channel
        if free[u][channel] > 0:
            free[u][channel] -= 1
            course.began = twin.month
            person.programme = 1
            twin.courses.append(course)
            flows["training_starts"][u] += 1
            staff = channel == STAFF
            twin.market["seats"][u][1 + 2 * staff] += min(course.days / MONTH_DAYS, 1.0)
        elif room[u][channel] > 0:
            room[u][channel] -= 1
            kept.append(course)
    twin.waiting = kept


def hold_assessments(twin: MesaTwin, invited: list[list[Person]]) -> None:
    """Invite those eligible as far as places go; above senior the firms' own appraisals."""
    m, able = twin.market, max(sum(twin.market["trainable"]), 1.0)
    for u, eligible in enumerate(invited):
        yearly = twin.prices["assessment_places"][u] * m["trainable"][u] / able
        left = rounded(twin, yearly / 12.0 / twin.fraction)
        twin.random.shuffle(eligible)
        first = [person for person in eligible if person.grade == SENIOR - 1]
        for person in eligible:
            if person.grade != SENIOR - 1 and accepts_assessment(twin, person):
                hold(twin, person)
        for _ in range(ROUNDS):
            lots = ceil(left / max(m["seats_known"][u][3], 0.1))
            asked, first = first[:lots], first[lots:]
            accepted = [person for person in asked if accepts_assessment(twin, person)]
            m["seats"][u][4] += len(asked)
            m["seats"][u][5] += len(asked) - len(accepted)
            for person in accepted[:left]:
                hold(twin, person)
            left -= min(left, len(accepted))


def accepts_assessment(twin: MesaTwin, person: Person) -> bool:
    """Offer an assessment of the next grade; return whether it is accepted."""
    p, flows = twin.p, twin.flows
    rise = twin.grade_rise[person.grade + 1]
    months = max(720.0 - (twin.month - person.birth), 1.0)
    worth = p["pass_rate"] * rise
    worth -= p["assess_cost"] / annuity(p["train_discount"] / 12.0, months)
    takes: bool = worth + p["sd_perceive"] * WIDTH * (twin.random.random() - 0.5) > 0.0
    flows["offers"][person.unit] += 1
    flows["refusals"][person.unit] += not takes
    return takes


def hold(twin: MesaTwin, person: Person) -> None:
    """Hold an assessment; who passes rises one grade, and her pay with it."""
    if twin.random.random() < twin.p["pass_rate"]:
        person.grade += 1
        person.grade_year = twin.month // 12 - 50
        person.wage *= exp(twin.grade_rise[person.grade])


def publish(twin: MesaTwin) -> None:
    """Publish acceptance and use of seats, and let providers move seats and price."""
    p, m = twin.p, twin.market
    full = p["provider_full"]
    for provider in twin.providers:
        use = m["seats_known"][provider.unit][1 + provider.staff]
        sign = 1.0 if use > full else -1.0 if use < 0.5 * full else 0.0
        provider.seats = max(1.0, provider.seats * (1.0 + sign * p["provider_step"]))
        provider.price *= 1.0 + sign * p["provider_price_step"]
    asked = [(row[5] - row[6], row[5]) for row in m["quarter"]]
    pairs = [asked, *([(s[b], s[a]) for s in m["seats"]] for a, b in ((0, 1), (2, 3)))]
    pairs.append([(s[4] - s[5], s[4]) for s in m["seats"]])
    for column, found in enumerate(pairs):
        whole = sum(b for _, b in found)
        region = sum(a for a, _ in found) / whole if whole > 0 else (0.75 if column % 3 else 0.5)
        for u, (part, of) in enumerate(found):
            m["seats_known"][u][column] = (part + LEAN * region) / (of + LEAN)
    m["seats"] = [[0.0] * 6 for _ in m["seats"]]
