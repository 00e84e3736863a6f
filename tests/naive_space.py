"""Plain-Python twins of the kernels of homes, distance and the farm; see `naive`."""

from __future__ import annotations

import math

from naive import bits, uniform, unit_draw
from naive_jobs import after_job, count_staff

from agents.codes import Flag, Registration, Status
from agents.kernels import farming, moving

LOOSE = (Status.FLEXIBLE, Status.FARM, Status.UNEMPLOYED, Status.INACTIVE)

# ---------------------------------------------------------------- the farm


def farm_value(product, care_load, care_value):
    return product + care_value * (care_load > 0)


def farm_chance(base, value, log_floor, log_ratio, power):
    usual = math.exp(log_floor + log_ratio)
    return min(1.0, base * min(2.0, (max(value, 1.0) / usual) ** power))


def call_harvest(a):
    for i, who in enumerate(a.worker_id):
        a.harvest[i] = farming.NO_HARVEST
        s, years = a.status[i], (a.month - a.birth[i]) / 12
        farms_anyway = s == Status.INACTIVE and a.flags[i] & Flag.FAMILY_FARM
        may = s in (Status.FARM, Status.FLEXIBLE, Status.INACTIVE) and a.urban[i] == 0
        if not may or not 16 <= years < 60 or a.flags[i] & Flag.RECALL or farms_anyway:
            continue
        if uniform(a.k, who) < a.share[a.unit[i]]:
            a.harvest[i] = farming.SECOND_JOB
            if s == Status.INACTIVE:
                a.harvest[i] = farming.CALLED_UP
                a.status[i], a.wage[i] = Status.FARM, a.income[a.unit[i]]
                a.tenure[i] = a.spell[i] = 0


def keep_harvest(a):
    for i in a.rows:
        still = a.status[i] in (Status.FARM, Status.FLEXIBLE)
        if still and not a.over:
            a.harvesters[a.unit[i]] += 1
            a.hired[a.unit[i]] += a.harvest[i] == farming.CALLED_UP
            continue
        called = a.harvest[i] == farming.CALLED_UP and a.status[i] == Status.FARM
        if still and called and not a.flags[i] & Flag.FAMILY_FARM:
            a.status[i], a.wage[i] = Status.INACTIVE, 0.0
            a.tenure[i] = a.spell[i] = 0
        a.harvest[i] = farming.NO_HARVEST


# ---------------------------------------------------------------- distance and homes


def perceived_pay(pay, bias, sd, sub, post_key):
    return pay + bias + sd * 3.4641016 * (unit_draw(sub ^ post_key, 0) - 0.5)


def separation_cost(n_minors, care_load, cost):
    return cost * (n_minors + care_load > 0)


def goes_out(gain, sd, theta, sub):
    u = unit_draw(sub, 2)
    taste = math.log((u + 1e-12) / (1.0 - u + 1e-12)) / theta
    return gain + sd * 3.4641016 * (unit_draw(sub, 1) - 0.5) + taste >= 0.0


def move_of(a, i, who):
    """Return what person i does this month."""
    s, u, h = a.status[i], a.unit[i], a.household[i]
    age = a.month - a.birth[i]
    cares = a.n_minors[h] + a.care_load[h] > 0
    if not a.due[a.birth[i] % 2048]:
        return moving.STAYS
    if s == Status.AWAY and a.flags[i] & Flag.LEFT:
        return moving.STAYS
    if s == Status.AWAY:
        p = a.return_outside * (a.return_family if cares else 1.0)
        p *= a.return_early if a.spell[i] < a.early_months else 1.0
        home = age >= 720 or uniform(a.k_return, who) < p
        return moving.COMES_HOME if home else moving.STAYS
    programme = s in (Status.WELFARE_POST, Status.INTERN)
    if programme or not Status.EMPLOYEE <= s <= Status.INACTIVE:
        return moving.STAYS
    if a.home_unit[i] not in (-1, u):
        behind = a.county_unit[a.house_county[h]] != u
        if a.n_minors[h] > 0 and not behind:
            return moving.STAYS
        p = a.return_rate * (a.return_behind[u] if behind else 1.0)
        if s == Status.UNEMPLOYED:
            p *= a.return_jobless
        elif behind and a.tenure[i] < a.early_months:
            p *= a.return_early
        return moving.RETURNS if uniform(a.k_return, who) < p else moving.STAYS
    waits = a.flags[i] & Flag.RECALL
    if a.urban[i] == 1 or s not in LOOSE or waits or not 216 <= age < 600:
        return moving.STAYS
    again = a.flags[i] & Flag.RETURNED > 0
    if uniform(a.k_meet, who) >= a.meet[u] + (a.repeat if again else 0.0):
        return moving.STAYS
    gain = a.gain[u] - (a.family_cost if cares else 0.0)
    if goes_out(gain, a.perceive_sd, a.theta, bits(a.k_taste, who)):
        return moving.GOES_OUT
    idle = s in (Status.FARM, Status.INACTIVE)
    return moving.SETS_OUT if again and idle else moving.STAYS


def choose_moves(a):
    a.mark[:] = [move_of(a, i, who) for i, who in enumerate(a.worker_id)]


def return_home(a):
    i, h = a.i, a.household[a.i]
    if a.county_unit[a.house_county[h]] == a.unit[i]:
        homes = range(*a.base_household[a.home_unit[i] : a.home_unit[i] + 2])
        if not homes:
            return False
        a.n_members[h] -= 1
        h = homes[int(unit_draw(a.sub, 1) * len(homes))]
        a.household[i] = h
        a.n_members[h] += 1
    a.county[i], a.urban[i] = a.house_county[h], a.house_urban[h]
    a.unit[i] = a.county_unit[a.county[i]]
    if a.registration[i] != Registration.OTHER_PROVINCE and a.unit[i] == a.home_unit[i]:
        a.registration[i] = Registration.LOCAL
    return True


def apply_moves(a):
    for i in a.rows:
        what, s, u = a.mark[i], a.status[i], a.unit[i]
        a.i, a.sub = i, bits(a.k_move, a.worker_id[i])
        if what == moving.RETURNS and not return_home(a):
            continue
        worked = s not in LOOSE[1:] and s != Status.AWAY
        a.fate[i], a.spell[i], a.tenure[i] = 1, 0, 0
        if worked:
            a.reservation_wage[i] = a.reservation * a.wage[i]
        elif s != Status.UNEMPLOYED:
            a.reservation_wage[i] = 0.0
        if a.employer[i] >= 0:
            a.separations[u] += not a.flags[i] & Flag.RECALL
            a.last_firm[i] = a.firm_id[a.employer[i]]
            a.employer[i], a.subsidy_months[i] = -1, 0
        a.flags[i] &= ~(Flag.RECALL | Flag.REGISTERED_JOB)
        a.wage[i] = 0.0
        if what == moving.GOES_OUT:
            a.went_out[u] += 1
            a.trip_persons[u] += not a.flags[i] & Flag.TRAVELLED
            a.flags[i] |= Flag.TRAVELLED
            a.status[i], a.insured[i], a.programme[i] = Status.AWAY, 0, 0
            a.wage[i] = a.outside_pay * math.exp(a.skill_share * a.skill[i])
        elif what == moving.SETS_OUT:
            a.status[i] = Status.UNEMPLOYED
        else:
            a.flags[i] |= Flag.RETURNED
            (a.returns if what == moving.RETURNS else a.came_home)[u] += 1
            if worked or s == Status.AWAY:
                age = a.month - a.birth[i]
                fall_back = (a.leave_men, a.leave_women, a.to_farm)
                a.status[i] = after_job(a.urban[i], a.sex[i], age, a.sub, *fall_back)
            if a.status[i] == Status.FARM:
                a.wage[i] = a.farm_income[a.unit[i]]
    count_staff(a)


def send_out_at_start(a):
    n = 0
    for i, who in enumerate(a.worker_id):
        idle = a.status[i] in (Status.FARM, Status.INACTIVE) and not a.flags[i] & Flag.RECALL
        at_home = a.urban[i] == 0 and a.home_unit[i] == a.unit[i]
        sub = bits(a.k, who)
        if idle and at_home and 216 <= a.month - a.birth[i] < 600 and unit_draw(sub, 1) < a.share:
            a.status[i], a.tenure[i] = Status.AWAY, 0
            a.spell[i] = int(unit_draw(sub, 2) * a.longest)
            a.wage[i] = a.outside_pay * math.exp(a.skill_share * a.skill[i])
            n += 1
    return n


def count_channels(a):
    for i, p in zip(a.rows, a.held, strict=True):
        f, u = (a.post_firm[p] if p >= 0 else -1), a.unit[i]
        if a.urban[i] == 1 or f < 0 or a.firm_industry[f] == 0:
            continue
        near = a.firm_unit[f] == u
        (a.near if near else a.elsewhere)[u] += 1
        if not near:
            a.trip_persons[u] += not a.flags[i] & Flag.TRAVELLED
            a.flags[i] |= Flag.TRAVELLED
