"""Who moves between homes: return to the home unit, and work outside Xinjiang.

Moves to a job elsewhere in the region come from search and matching (`search`, `hiring`); what such
a move costs, and how its pay is perceived, stands here too.
"""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Registration, Schooling, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.ageing import leave_firm
from agents.kernels.separation import after_job

EMPLOYEE, FLEXIBLE = int(Status.EMPLOYEE), int(Status.FLEXIBLE)
FARM, INTERN = int(Status.FARM), int(Status.INTERN)
WELFARE_POST, COLLEGE = int(Status.WELFARE_POST), int(Schooling.COLLEGE)
UNEMPLOYED, INACTIVE, AWAY = int(Status.UNEMPLOYED), int(Status.INACTIVE), int(Status.AWAY)
RECALL, REGISTERED = int(Flag.RECALL), int(Flag.REGISTERED_JOB)
RETURNED, TRAVELLED, LEFT = int(Flag.RETURNED), int(Flag.TRAVELLED), int(Flag.LEFT)
LOCAL, OTHER_PROVINCE = int(Registration.LOCAL), int(Registration.OTHER_PROVINCE)
ADULT, SETTLED, OLD = 18 * 12, 50 * 12, 60 * 12
WIDTH = 3.4641016  # of a uniform law with spread 1

# what `choose_moves` reports about each row
STAYS, RETURNS, GOES_OUT, COMES_HOME, SETS_OUT = 0, 1, 2, 3, 4


@kernel
def perceived_pay(pay: float, bias: float, sd: float, sub: np.uint64, post_key: np.uint64) -> float:
    """Return the log pay of a distant post as a seeker sees it.

    The error is that of the pair, the same in every month, so waiting teaches nothing.

    Parameters
    ----------
    pay : float, log yuan/month that the post would pay
    bias, sd : float, log points; mean and spread of the error
    sub : uint64, sub-key of the person under Stream.PERCEIVE without the month
    """
    return pay + bias + sd * WIDTH * (unit_draw(sub ^ post_key, 0) - 0.5)


@kernel
def separation_cost(n_minors: int, care_load: int, cost: float) -> float:
    """Return log points of utility lost by living apart: `cost` where someone is cared for."""
    return cost if n_minors > 0 or care_load > 0 else 0.0


@kernel
def goes_out(gain: float, sd: float, theta: float, sub: np.uint64) -> bool:
    """Return whether work in another province looks better than staying.

    Parameters
    ----------
    gain : float, log points: pay outside less the cost of leaving and the pay near home
    sd : float, log points, spread of the error in the perceived gain
    theta : float, shape of the law of tastes for places (logistic in logs, spread 1/theta)
    sub : uint64, sub-key of the person, the same in every month
    """
    error = sd * WIDTH * (unit_draw(sub, 1) - 0.5)
    u = unit_draw(sub, 2)
    taste = np.log((u + 1e-12) / (1.0 - u + 1e-12)) / theta
    return bool(gain + error + taste >= 0.0)


@parallel_kernel
def choose_moves(
    month: int,
    worker_id: Array,
    household: Array,
    unit: Array,
    home_unit: Array,
    urban: Array,
    birth: Array,
    status: Array,
    tenure: Array,
    spell: Array,
    flags: Array,
    house_county: Array,
    n_minors: Array,
    care_load: Array,
    county_unit: Array,
    due: Array,
    return_rate: float,
    return_family: float,
    return_behind: Array,
    return_jobless: float,
    return_early: float,
    early_months: int,
    return_outside: float,
    repeat: float,
    meet: Array,
    gain: Array,
    family_cost: float,
    perceive_sd: float,
    theta: float,
    k_return: np.uint64,
    k_meet: np.uint64,
    k_taste: np.uint64,
    mark: Array,
) -> None:
    """Decide who returns home, who leaves for another province and who sets out again.

    Everybody decides in some months of the year only, by the month of birth (`due`): one pass over
    all is then short. Who lives outside her home unit returns with a hazard that is higher where
    the household stayed behind, after a job was lost, and in the first years; who lives with minors
    has settled. Rural people of 18-49 without a job in a firm may meet work in another province,
    and go if it looks better (see `goes_out`); who was away before meets it, or begins to search,
    with `repeat`. Graduates who left come back by `ageing`; nobody leaves a programme's place.

    Parameters
    ----------
    worker_id … flags : columns of Workers
    house_county, n_minors, care_load : columns of Households
    county_unit : int8[n_counties], unit of each county
    due : int8[2048]
        1 for the months of birth (modulo 2048) of those who decide now.
    return_rate, return_outside : float, probability per decision, elsewhere in Xinjiang and outside
    return_family, return_jobless, return_early : float, factors
        The first outside Xinjiang, where the household cares for somebody.
    return_behind : float64[n_units], factor where the household stayed behind, by unit of residence
    early_months : int, months of tenure (or away) up to which `return_early` holds
    repeat : float, probability per decision that one who returned sets out again
    meet : float64[n_units], probability per decision of meeting work in another province
    gain : float64[n_units], log points, see `goes_out`
    family_cost : float, log points, see `separation_cost`
    mark : int8[n_workers]
        Written, every element: STAYS, RETURNS, GOES_OUT, COMES_HOME or SETS_OUT.
    """
    for i in prange(worker_id.shape[0]):
        mark[i] = STAYS
        if due[birth[i] & 2047] == 0:
            continue
        s = status[i]
        if s < EMPLOYEE or s > AWAY or s == WELFARE_POST or s == INTERN:
            continue
        u = unit[i]
        if s == AWAY:
            if flags[i] & LEFT != 0:
                continue
            h = household[i]
            p = return_outside
            if n_minors[h] > 0 or care_load[h] > 0:
                p *= return_family
            if spell[i] < early_months:
                p *= return_early
            if month - birth[i] >= OLD or uniform(k_return, worker_id[i]) < p:
                mark[i] = COMES_HOME
        elif home_unit[i] >= 0 and home_unit[i] != u:
            h = household[i]
            behind = county_unit[house_county[h]] != u
            if s > INACTIVE or (not behind and n_minors[h] > 0):
                continue
            p = return_rate * (return_behind[u] if behind else 1.0)
            if s == UNEMPLOYED:
                p *= return_jobless
            elif behind and tenure[i] < early_months:
                p *= return_early
            if uniform(k_return, worker_id[i]) < p:
                mark[i] = RETURNS
        elif urban[i] == 0 and (s == FLEXIBLE or s == FARM or s == UNEMPLOYED or s == INACTIVE):
            age = month - birth[i]
            if age < ADULT or age >= SETTLED or flags[i] & RECALL:
                continue
            was_away = flags[i] & RETURNED != 0
            p = meet[u]
            if was_away:
                p += repeat
            if uniform(k_meet, worker_id[i]) >= p:
                continue
            h = household[i]
            better = gain[u] - separation_cost(n_minors[h], care_load[h], family_cost)
            if goes_out(better, perceive_sd, theta, chain(k_taste, worker_id[i])):
                mark[i] = GOES_OUT
            elif was_away and s != UNEMPLOYED and s != FLEXIBLE:
                mark[i] = SETS_OUT


@kernel
def return_home(
    i: int,
    sub: np.uint64,
    county: Array,
    unit: Array,
    urban: Array,
    home_unit: Array,
    registration: Array,
    household: Array,
    house_county: Array,
    house_urban: Array,
    n_members: Array,
    base_household: Array,
    county_unit: Array,
) -> bool:
    """Move person i home: to the household she left, or into one of her home unit.

    Returns False, and changes nothing, where the home unit has no household.
    """
    h = household[i]
    if county_unit[house_county[h]] == unit[i]:
        home = home_unit[i]
        first, last = base_household[home], base_household[home + 1]
        if last <= first:
            return False
        n_members[h] -= 1
        h = first + int(unit_draw(sub, 1) * (last - first))
        household[i] = h
        n_members[h] += 1
    county[i] = house_county[h]
    unit[i] = county_unit[county[i]]
    urban[i] = house_urban[h]
    if registration[i] < OTHER_PROVINCE and unit[i] == home_unit[i]:
        registration[i] = LOCAL
    return True


@kernel
def apply_moves(
    month: int,
    rows: Array,
    mark: Array,
    fate: Array,
    worker_id: Array,
    household: Array,
    county: Array,
    unit: Array,
    urban: Array,
    home_unit: Array,
    registration: Array,
    sex: Array,
    birth: Array,
    skill: Array,
    status: Array,
    employer: Array,
    last_firm: Array,
    insured: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    reservation_wage: Array,
    subsidy_months: Array,
    programme: Array,
    flags: Array,
    house_county: Array,
    house_urban: Array,
    n_members: Array,
    base_household: Array,
    county_unit: Array,
    firm_id: Array,
    n_workers: Array,
    n_break: Array,
    n_subsidised: Array,
    owned: Array,
    farm_income: Array,
    leave_men: float,
    leave_women: float,
    to_farm: float,
    reservation: float,
    outside_pay: float,
    skill_share: float,
    k_move: np.uint64,
    returns: Array,
    separations: Array,
    went_out: Array,
    came_home: Array,
    trip_persons: Array,
) -> None:
    """Carry out the moves of `choose_moves` and count them; nobody who moved searches this month.

    Parameters
    ----------
    rows : int32[...], rows with a mark
    fate : int8[n_workers], written for those who moved: 1, so that `choose_effort` passes them over
    base_household : int64[n_units + 1], households of each unit at the base
    n_workers, n_break, n_subsidised, owned : columns of Firms, written for those who leave a job
    outside_pay : float, yuan/month of one of mean skill in another province
    skill_share : float, part of own skill that shows in it
    returns, separations, went_out, came_home, trip_persons : int64[n_units], written by addition
        By unit of residence before the return, of the job's holder, and of origin.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        what, s = mark[i], status[i]
        sub = chain(k_move, worker_id[i])
        u = unit[i]
        if what == RETURNS and not return_home(
            i, sub, county, unit, urban, home_unit, registration, household, house_county,
            house_urban, n_members, base_household, county_unit,
        ):  # fmt: skip
            continue
        fate[i] = 1
        spell[i] = 0
        tenure[i] = 0
        had_job = EMPLOYEE <= s <= INTERN and s != FARM
        if had_job:
            reservation_wage[i] = reservation * wage[i]
        elif s != UNEMPLOYED:
            reservation_wage[i] = 0.0
        if employer[i] >= 0:
            separations[u] += 0 if flags[i] & RECALL else 1
            last_firm[i] = firm_id[employer[i]]
            leave_firm(
                i, status, employer, flags, subsidy_months, n_workers, n_break, n_subsidised, owned
            )
        flags[i] &= ~(RECALL | REGISTERED)
        wage[i] = 0.0
        if what == GOES_OUT:
            went_out[u] += 1
            if flags[i] & TRAVELLED == 0:
                flags[i] |= TRAVELLED
                trip_persons[u] += 1
            status[i] = AWAY
            insured[i] = 0
            programme[i] = 0
            wage[i] = outside_pay * np.exp(skill_share * skill[i])
            continue
        if what == SETS_OUT:
            status[i] = UNEMPLOYED
            continue
        flags[i] |= RETURNED
        if what == RETURNS:
            returns[u] += 1
        else:
            came_home[u] += 1
        if had_job or s == AWAY:
            status[i] = after_job(
                urban[i], sex[i], month - birth[i], sub, leave_men, leave_women, to_farm
            )
        if status[i] == FARM:
            wage[i] = farm_income[unit[i]]


@kernel
def send_out_at_start(
    month: int,
    worker_id: Array,
    unit: Array,
    home_unit: Array,
    urban: Array,
    birth: Array,
    status: Array,
    skill: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    flags: Array,
    share: float,
    longest: int,
    outside_pay: float,
    skill_share: float,
    k: np.uint64,
) -> int:
    """Let a share of the rural people of 18-49 on the farm or out of work be away at the start.

    Parameters
    ----------
    share : float, probability; the draw is keyed, so a small world's people are those of a large
    longest : int, months; the time away is spread evenly up to it
    k : uint64, key of Stream.OUT_START

    Returns
    -------
    int
        How many are away.
    """
    n = 0
    for i in range(worker_id.shape[0]):
        s, age = status[i], month - birth[i]
        if urban[i] != 0 or (s != FARM and s != INACTIVE) or home_unit[i] != unit[i]:
            continue
        if age < ADULT or age >= SETTLED or flags[i] & RECALL:
            continue
        sub = chain(k, worker_id[i])
        if unit_draw(sub, 1) >= share:
            continue
        status[i] = AWAY
        tenure[i] = 0
        spell[i] = int(unit_draw(sub, 2) * longest)
        wage[i] = outside_pay * np.exp(skill_share * skill[i])
        n += 1
    return n


@kernel
def count_channels(
    rows: Array,
    held: Array,
    post_firm: Array,
    unit: Array,
    urban: Array,
    flags: Array,
    firm_unit: Array,
    firm_industry: Array,
    near: Array,
    elsewhere: Array,
    trip_persons: Array,
) -> None:
    """Count job starts of rural people off the farm, in the own unit and elsewhere in Xinjiang.

    Called before the hires are carried out. By unit of residence.

    Parameters
    ----------
    rows, held : int32[n_seekers], row of the seeker and the post that holds her, -1 for none
    near, elsewhere : int64[n_units], written by addition: starts of work
    trip_persons : int64[n_units], written by addition
        Persons who start to work outside their unit for the first time in the year; TRAVELLED marks
        them.
    """
    for s in range(rows.shape[0]):
        i = rows[s]
        if held[s] < 0 or urban[i] != 0:
            continue
        f = post_firm[held[s]]
        if firm_industry[f] == 0:
            continue
        u = unit[i]
        if firm_unit[f] == u:
            near[u] += 1
            continue
        elsewhere[u] += 1
        if flags[i] & TRAVELLED == 0:
            flags[i] |= TRAVELLED
            trip_persons[u] += 1
