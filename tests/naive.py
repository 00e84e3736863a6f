"""Plain-Python twins of the kernels, written from their documentation; and worlds to run them on.

A twin takes one namespace: the kernel's arguments by name, arrays as nested lists. It changes the
lists in place, as the kernel changes its arrays. Whole numbers must agree exactly, floating-point
columns to the last bit or two, because exp, log and powers are not the same library function.
"""

from __future__ import annotations

import copy
import inspect
import math
from fractions import Fraction
from types import SimpleNamespace

import numpy as np

from agents.codes import Flag, Ownership, Registration, Schooling, Sex, Status
from agents.kernels import ageing, programmes, separation
from agents.state import Firms, Workers

MASK = (1 << 64) - 1
GOLDEN = 0x9E3779B97F4A7C15
EMPLOYED = range(Status.EMPLOYEE, Status.INTERN + 1)
JOB = (Status.EMPLOYEE, Status.OWN_ACCOUNT)
SCHOOL_YEARS = np.array([0.0, 0.0, 0.0, 6.0, 9.0, 12.0, 15.0, 16.0])


# ---------------------------------------------------------------- luck


def mix(z):
    z &= MASK
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9 & MASK
    z = (z ^ (z >> 27)) * 0x94D049BB133111EB & MASK
    return z ^ (z >> 31)


def share(z):
    return (z >> 11) / 2**53


def key(seed, stream, month):
    return mix(mix(seed * GOLDEN + stream) + month * GOLDEN)


def bits(k, who):
    return mix(mix(k + who * 0xD1342543DE82EF95) + GOLDEN)


def uniform(k, who):
    return share(bits(k, who))


def unit_draw(sub, counter):
    return share(mix(sub + counter))


def normal(k, who):
    sub = bits(k, who)
    u, v = 1.0 - share(mix(sub + 1)), share(mix(sub + 2))
    return math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * v)


def pick(cumulative, u):
    return next((j for j, c in enumerate(cumulative[:-1]) if u < c), len(cumulative) - 1)


def single(x):
    """Return x as a float32 column stores it."""
    return float(np.float32(x))


# ---------------------------------------------------------------- running and comparing


def names_of(kernel):
    return list(inspect.signature(kernel.py_func).parameters)


def arguments(kernel, *sources, **more):
    """Return the kernel's arguments by name, taken from the sources; later ones win."""
    known = {k: v for source in (*sources, more) for k, v in source.items()}
    return {name: copy.deepcopy(known[name]) for name in names_of(kernel)}


def plain(value):
    return value.tolist() if isinstance(value, (np.ndarray, np.generic)) else value


def run(kernel, case):
    """Run a kernel on a copy of its arguments; return (result, arguments afterwards)."""
    after = copy.deepcopy(case)
    return kernel(*[after[name] for name in names_of(kernel)]), after


def same(ours, theirs, name):
    """Assert that an array agrees with a twin's list."""
    theirs = np.array(theirs, dtype=ours.dtype).reshape(ours.shape)
    if ours.dtype.kind == "f":
        rtol = 2.4e-7 if ours.dtype == np.float32 else 1e-12
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=1e-300, err_msg=name)
    else:
        np.testing.assert_array_equal(ours, theirs, err_msg=name)


def agree(kernel, twin, case, until=None):
    """Assert that kernel and twin write the same; return the kernel's (result, arguments).

    `until` maps the name of an array to the number of elements that the kernel has to write.
    """
    result, after = run(kernel, case)
    a = SimpleNamespace(**{name: plain(copy.deepcopy(value)) for name, value in case.items()})
    expected = twin(a)
    if isinstance(result, tuple):
        for at, (ours, theirs) in enumerate(zip(result, expected, strict=True)):
            same(np.asarray(ours), theirs, f"result {at}")
    elif result is not None:
        assert result == expected
    for name, ours in after.items():
        if isinstance(ours, np.ndarray):
            n = (until or {}).get(name, len(ours))
            same(ours[:n], getattr(a, name)[:n], name)
    return result, after


def order_free(kernel, case, columns, order):
    """Assert that permuting the rows of `columns` permutes what is written there, no more."""
    _, straight = run(kernel, case)
    moved = {n: v[order] if n in columns else v for n, v in case.items()}
    _, permuted = run(kernel, moved)
    for name, value in straight.items():
        if isinstance(value, np.ndarray):
            wanted = value[order] if name in columns else value
            np.testing.assert_array_equal(permuted[name], wanted, err_msg=name)


# ---------------------------------------------------------------- worlds

MONTH, N_UNITS, N_FIRMS, N_INDUSTRIES = 1512, 3, 6, 22


def typed(table, columns):
    """Return the columns in the types that agents.state declares."""
    declared = table.columns()
    return {name: np.asarray(v).astype(declared[name].dtype) for name, v in columns.items()}


def people(rng, n, statuses=None):
    """Return n persons by column name, with `worker_id` for `id`."""
    status = rng.choice(statuses or [s for s in Status if s != Status.AWAY], n)
    age = rng.integers(15 * 12, 80 * 12, n)
    minor = status == Status.MINOR
    age[minor] = rng.integers(0, 15 * 12 + 2, minor.sum())
    student = status == Status.STUDENT
    age[student] = rng.integers(15 * 12, 25 * 12, student.sum())
    flags = rng.choice([0, 1, 4, 8, 16, 128, 256, 512, 128 | 256 | 512], n)
    rests = np.isin(status, [Status.UNEMPLOYED, Status.INACTIVE]) & (rng.random(n) < 0.3)
    flags[rests] |= int(Flag.RECALL)
    has_firm = np.isin(status, JOB) | rests
    worker_id = rng.choice(1_000_000, n, replace=False)
    worker_id[status == Status.GONE] = -1
    at_work = np.isin(status, EMPLOYED)
    w = typed(
        Workers,
        {
            "id": worker_id,
            "household": np.arange(n) // 3,
            "county": rng.integers(0, 5, n),
            "unit": rng.integers(0, N_UNITS, n),
            "urban": rng.integers(0, 2, n),
            "home_unit": rng.integers(-1, N_UNITS, n),
            "registration": rng.integers(0, 4, n),
            "sex": rng.integers(0, 2, n),
            "birth": MONTH - age,
            "schooling": np.where(minor, 0, rng.integers(1, 8, n)),
            "school_exit": np.where(student, MONTH + rng.integers(-3, 3, n), MONTH - 40),
            "occupation": rng.integers(-1, 7, n),
            "industry": rng.integers(-1, N_INDUSTRIES, n),
            "grade": rng.integers(0, 9, n),
            "skill": rng.normal(0.0, 0.3, n),
            "status": status,
            "employer": np.where(has_firm, rng.integers(0, N_FIRMS, n), -1),
            "last_firm": rng.integers(-1, 10, n),
            "insured": rng.integers(0, 2, n),
            "contribution": rng.integers(0, 400, n),
            "wage": np.where(at_work | rests, rng.uniform(1500.0, 15000.0, n), 0.0),
            "tenure": np.where(has_firm | at_work, rng.integers(0, 60, n), 0),
            "spell": rng.integers(0, 40, n),
            "reservation_wage": np.where(rng.random(n) < 0.3, 0.0, rng.uniform(1e3, 6e3, n)),
            "subsidy_months": np.where(rng.random(n) < 0.4, rng.integers(1, 36, n), 0),
            "subsidy_share": rng.choice([0.5, 0.8, 1.0], n),
            "programme": rng.integers(0, 2, n),
            "flags": flags,
        },
    )
    w["worker_id"] = w["id"]
    w["household_id"] = w["household"] + 5000
    return w


def firms(rng, n=N_FIRMS):
    """Return n firms by column name, and again with `firm_` before the name."""
    size = rng.integers(1, 40, n)
    f = typed(
        Firms,
        {
            "id": rng.choice(2000, n, replace=False) - 1000,
            "unit": rng.integers(0, N_UNITS, n),
            "urban": rng.integers(0, 2, n),
            "industry": rng.integers(0, N_INDUSTRIES, n),
            "ownership": rng.integers(0, 4, n),
            "alive": (rng.random(n) < 0.8).astype(int),
            "true_size": size,
            "base": size * rng.uniform(0.5, 1.5, n),
            "base_demand": rng.uniform(0.7, 1.3, n),
            "n_workers": rng.integers(0, 40, n),
            "n_break": rng.integers(0, 8, n),
            "open_months": rng.integers(0, 20, n),
            "target": rng.uniform(0.0, 40.0, n),
            "drift": rng.normal(0.0, 0.3, n),
            "shock": rng.normal(0.0, 0.1, n),
            "rent": rng.normal(0.0, 0.1, n),
            "founded": MONTH - rng.integers(0, 300, n),
            "insured_share": rng.random(n),
            "places": np.zeros(n),
        },
    )
    f["firm_size"], f["firm_insured"] = f["true_size"], f["insured_share"]
    return {**f, **{f"firm_{name}": v for name, v in f.items()}}


def rules(rng, n):
    """Return n random rules of an offer, as `agents.levers` writes them."""
    everybody, no_bound = 0xFFFFFFFF, 2**31 - 1
    sets = np.full((n, 8), everybody, np.uint32)
    sets[:, 6:] = 0
    sets[:, 0] = rng.choice([everybody, 1 << Status.UNEMPLOYED, 0b1111 << 5], n)
    sets[:, 2] = rng.choice([everybody, 0b11110000], n)
    sets[:, 3] = rng.choice([everybody, 0b011], n)
    sets[:, 6] = rng.choice([0, Flag.GRADUATE | Flag.HARDSHIP], n)
    sets[:, 7] = rng.choice([0, 0, Flag.GRADUATE], n)
    bounds = np.tile(np.array([0, no_bound], np.int32), (n, 5))
    bounds[:, 1] = rng.choice([35 * 12, 60 * 12, no_bound], n)
    bounds[:, 2] = rng.choice([0, 6], n)
    bounds[:, 9] = rng.choice([20, no_bound], n)
    return {
        "rule_bits": sets,
        "rule_bounds": bounds,
        "rule_share": rng.choice([0.5, 0.8, 1.0], n),
        "rule_months": rng.choice([6, 12, 36], n).astype(np.int32),
        "rule_take_up": rng.uniform(0.3, 1.0, n),
        "rule_value": rng.uniform(100.0, 900.0, n),
    }


def cumulative(rng, *shape):
    """Return random cumulative distributions over the last axis."""
    table = rng.random(shape).cumsum(axis=-1)
    return table / table[..., -1:]


def best_offer(a, who, firm_size):
    """Return the best rule for a person: most months times share; ties to the first; -1: none."""
    best = -1
    for r, (sets, bounds) in enumerate(zip(a.rule_bits, a.rule_bounds, strict=True)):
        codes = ("status", "sex", "schooling", "unit", "industry", "ownership")
        numbers = [who["age"], who["spell"], 0, who["grade"], firm_size]
        fits = (
            all(admitted >> who[c] & 1 for admitted, c in zip(sets, codes, strict=False))
            and (sets[6] == 0 or bool(who["flags"] & sets[6]))
            and not ~who["flags"] & sets[7]
            and all(bounds[2 * k] <= x < bounds[2 * k + 1] for k, x in enumerate(numbers))
        )
        worth = a.rule_share[r] * a.rule_months[r]
        if fits and worth > (0.0 if best < 0 else a.rule_share[best] * a.rule_months[best]):
            best = r
    return best


# ---------------------------------------------------------------- ageing


def age_band(months):
    starts = (0, 1, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 60, 65, 70, 75, 80, 85)
    return max(band for band, start in enumerate(starts) if months >= start * 12)


def first_exam(birth, draw):
    """Return the first June (or July) strictly after the month of the fifteenth birthday."""
    wanted = 5 if draw < 0.5 else 6
    return next(m for m in range(birth + 181, birth + 193) if m % 12 == wanted)


def after_school(a, i, who):
    """Return the level a leaver goes on to, None for work."""
    u = unit_draw(bits(a.keys[4], who), a.schooling[i])
    if a.schooling[i] <= Schooling.JUNIOR:
        return Schooling.SENIOR if u < a.to_senior[a.urban[i]] else None
    if a.schooling[i] == Schooling.SENIOR and u < a.to_tertiary[a.urban[i]]:
        return Schooling.BACHELOR if u < a.to_tertiary[a.urban[i]] * a.bachelor else 6
    return None


def leave_school(a, i, who):
    a.spell[i], a.school_exit[i] = 0, a.month
    u = uniform(a.keys[5], who)
    college = a.schooling[i] >= Schooling.COLLEGE
    if college:
        a.flags[i] |= Flag.GRADUATE
    if a.urban[i] == 0 and not college and u < a.farm_share:
        a.status[i], a.tenure[i] = Status.FARM, 0
    elif u < a.farm_share + a.seek_share * (1.0 - a.farm_share):
        a.status[i] = Status.UNEMPLOYED
    else:
        a.status[i] = Status.INACTIVE
    return ageing.LEFT_SCHOOL


def retirement_chance(a, i, age, employed):
    """Return (probability, status afterwards)."""
    if a.insured[i] == 1:
        row = 0 if a.sex[i] == Sex.MALE else 1 if a.flags[i] & Flag.CADRE else 2
        limit = a.old_age[row][a.birth[i]]
        if age >= limit and not employed:
            return 1.0, Status.RETIRED
        if age > limit:
            return a.retire_after, Status.RETIRED
        if age == limit:
            state = a.employer[i] >= 0 and a.state_firm[a.employer[i]]
            return (a.retire_state if state else a.retire_private), Status.RETIRED
        early = age >= limit - 36 and a.contribution[i] >= a.early_contribution
        return (a.retire_early if early else 0.0), Status.RETIRED
    if age >= 60 * 12 and (employed or a.status[i] == Status.UNEMPLOYED):
        return (a.exit_60 if age < 70 * 12 else a.exit_70), Status.INACTIVE
    return 0.0, None


def age_one(a, i, who):
    s, age = a.status[i], a.month - a.birth[i]
    if s == Status.GONE:
        return ageing.STAYED
    if uniform(a.keys[0], who) < a.death_rate[a.sex[i]][age_band(age)]:
        return ageing.DIED
    outsider = a.registration[i] == Registration.OTHER_PROVINCE and age >= 180
    if outsider and uniform(a.keys[1], who) < a.departure_rate:
        return ageing.DEPARTED
    if uniform(a.keys[3], a.household_id[i]) < a.reclassify_rate:
        a.urban[i] = 1
    a.spell[i] = min(a.spell[i] + 1, 1200)
    employed = s in EMPLOYED
    if employed:
        a.tenure[i] = min(a.tenure[i] + 1, 1200)
        a.contribution[i] += a.insured[i]
    if s == Status.MINOR:
        if age >= 180:
            a.status[i], a.spell[i] = Status.STUDENT, 0
            a.schooling[i] = max(a.schooling[i], Schooling.JUNIOR)
            a.school_exit[i] = first_exam(a.birth[i], uniform(a.keys[4], who))
        return ageing.STAYED
    if s == Status.STUDENT and a.school_exit[i] <= a.month:
        level = after_school(a, i, who)
        if level is None or age >= 264:
            return leave_school(a, i, who)
        a.schooling[i] = level
        a.school_exit[i] = a.month + (48 if level == Schooling.BACHELOR else 36)
        return ageing.STAYED
    if a.month - a.school_exit[i] > 24:
        a.flags[i] &= ~Flag.GRADUATE
    if age < 45 * 12 or s == Status.RETIRED:
        return ageing.STAYED
    p, then = retirement_chance(a, i, age, employed)
    if p > 0.0 and uniform(a.keys[2], who) < p:
        a.status[i], a.employer[i], a.tenure[i], a.spell[i] = then, -1, 0, 0
        a.flags[i] &= ~Flag.RECALL
        return ageing.RETIRES
    return ageing.STAYED


def age_workers(a):
    a.event[:] = [age_one(a, i, who) for i, who in enumerate(a.worker_id)]


def farm_season(a):
    for i, who in enumerate(a.worker_id):
        if not a.flags[i] & Flag.FAMILY_FARM:
            continue
        if uniform(a.k, who) < a.share:
            if a.status[i] == Status.INACTIVE and not a.flags[i] & Flag.RECALL:
                a.status[i], a.wage[i] = Status.FARM, a.income[a.unit[i]]
                a.tenure[i] = a.spell[i] = 0
        elif a.status[i] == Status.FARM:
            a.status[i], a.wage[i] = Status.INACTIVE, 0.0
            a.tenure[i] = a.spell[i] = 0


def settle_events(a):
    counts = {
        ageing.DIED: a.deaths,
        ageing.DEPARTED: a.departures,
        ageing.RETIRES: a.retirements,
    }
    for i, e in enumerate(a.event):
        if e not in counts:
            continue
        counts[e][a.unit[i]] += 1
        a.attrition[a.unit[i]] += bool(a.flags[i] & a.registered) and e != ageing.DEPARTED
        a.flags[i] &= ~a.registered
        if e != ageing.RETIRES:
            a.n_members[a.household[i]] -= 1
            a.n_minors[a.household[i]] -= a.month - a.birth[i] < 180
            a.status[i], a.worker_id[i], a.employer[i], a.flags[i] = Status.GONE, -1, -1, 0


# ---------------------------------------------------------------- separation


def stationary_rate(hazard):
    """Return jobs ended over jobs held in a stationary stock; the last hazard goes on for ever."""
    alive, stock, ended = 1.0, 0.0, 0.0
    for h in hazard:
        stock, ended, alive = stock + alive, ended + alive * h, alive * (1.0 - h)
    return (ended + alive) / (stock + alive / hazard[-1])


def quit_jobs(a):
    for i, who in enumerate(a.worker_id):
        a.fate[i] = separation.NOTHING
        f = a.employer[i]
        if a.status[i] not in JOB or f < 0:
            continue
        p = a.owner_hazard
        if a.status[i] == Status.EMPLOYEE:
            row = a.hazard[a.firm_ownership[f]]
            p = row[min(a.tenure[i], len(row) - 1)] * a.industry_factor[a.firm_industry[f]]
        if uniform(a.k, who) < p:
            a.fate[i] = separation.QUIT


def staff_index(a):
    staff = [[i for i, e in enumerate(a.employer) if e == f] for f in range(a.n_firms)]
    start = [sum(map(len, staff[:f])) for f in range(a.n_firms + 1)]
    return start, [i for rows in staff for i in rows]


def choose_owner(a):
    stay = [i for i in a.staff if a.fate[i] != separation.QUIT and not a.flags[i] & Flag.RECALL]
    if stay and all(a.status[i] != Status.OWN_ACCOUNT for i in stay):
        heir = min(stay, key=lambda i: (-a.tenure[i], a.worker_id[i]))
        a.status[heir] = Status.OWN_ACCOUNT


def adjust_staff(a):
    for f in range(len(a.alive)):
        staff = a.row[a.start[f] : a.start[f + 1]]
        resting = [i for i in staff if a.flags[i] & Flag.RECALL]
        if a.alive[f] == 0:
            for i in staff:
                if a.fate[i] != separation.QUIT:
                    rests = i in resting
                    a.fate[i] = separation.RELEASED if rests else separation.LAID_OFF
            continue
        if a.household_business[f] == 1:
            a.staff = staff
            choose_owner(a)

        def length(i):
            return a.tenure[i] + uniform(a.k, a.worker_id[i])

        resting.sort(key=length)
        working = [
            i
            for i in staff
            if i not in resting
            and a.fate[i] != separation.QUIT
            and a.status[i] != Status.OWN_ACCOUNT
        ]
        working.sort(key=length)
        released = resting[: a.n_layoff[f]]
        out = a.n_layoff[f] - len(released)
        kept = resting[len(released) :]
        recalled = kept[max(0, len(kept) - a.n_recall[f]) :]
        for chosen, what in (
            (released, separation.RELEASED),
            (working[:out], separation.LAID_OFF),
            (working[out : out + a.n_break_wanted[f]], separation.BREAK),
            (recalled, separation.RECALLED),
        ):
            for i in chosen:
                a.fate[i] = what


def after_job(a, i, sub, leave):
    if a.urban[i] == 0 and unit_draw(sub, 11) < a.to_farm:
        return Status.FARM
    if a.month - a.birth[i] >= 55 * 12:
        leave *= 2.0
    return Status.INACTIVE if unit_draw(sub, 12) < leave else Status.UNEMPLOYED


def apply_fates(a):
    for i, what in enumerate(a.fate):
        u, sub = a.unit[i], bits(a.k, a.worker_id[i])
        if what == separation.RECALLED:
            a.status[i], a.spell[i] = Status.EMPLOYEE, 0
            a.flags[i] &= ~Flag.RECALL
            a.recalls[u] += 1
        elif what == separation.BREAK:
            looks = unit_draw(sub, 13) < a.season_search
            a.status[i] = Status.UNEMPLOYED if looks else Status.INACTIVE
            a.flags[i] |= Flag.RECALL
            a.spell[i] = 0
            a.breaks[u] += 1
        elif what != separation.NOTHING:
            a.last_firm[i] = a.firm_id[a.employer[i]]
            a.employer[i], a.subsidy_months[i], a.tenure[i] = -1, 0, 0
            a.reservation_wage[i] = a.reservation * a.wage[i]
            a.flags[i] &= ~Flag.REGISTERED_JOB
            if what == separation.RELEASED:
                a.flags[i] &= ~Flag.RECALL
                a.wage[i] = 0.0
                if a.status[i] in JOB:
                    a.status[i] = Status.UNEMPLOYED
                continue
            a.separations[u] += 1
            a.layoffs[u] += what == separation.LAID_OFF
            a.spell[i] = 0
            leave = a.leave_women if a.sex[i] == Sex.FEMALE else a.leave_men
            a.status[i] = after_job(a, i, sub, 0.0 if what == separation.LAID_OFF else leave)
            a.wage[i] = a.farm_income[u] if a.status[i] == Status.FARM else 0.0


def count_staff(a):
    for f in range(len(a.n_workers)):
        staff = [i for i, e in enumerate(a.employer) if e == f]
        rests = [i for i in staff if a.flags[i] & Flag.RECALL]
        works = [i for i in staff if i not in rests and a.status[i] in JOB]
        a.n_break[f], a.n_workers[f] = len(rests), len(works)
        a.n_subsidised[f] = sum(a.subsidy_months[i] > 0 for i in works)


# ---------------------------------------------------------------- demand and posts


def plan_one(a, f):
    """Return (places, layoffs, breaks, recalls, wanted) of a firm that goes on, else zeros."""
    who, u, j, o = a.firm_id[f], a.unit[f], a.industry[f], a.ownership[f]
    if a.alive[f] == 0:
        return 0, 0, 0, 0, 0
    years = (a.month - a.founded[f]) / 12.0
    young = years < a.exit_peak
    by_age = 0.6 + 1.2 * years / a.exit_peak if young else max(0.5, 1.8 * a.exit_peak / years)
    size = max(a.true_size[f], 1.0)
    if uniform(a.k_exit, who) < a.exit_rate[o] * by_age * size**-0.3 / 12.0:
        a.alive[f], a.target[f] = 0, 0.0
        return 0, 0, 0, 0, 0
    sd = a.walk_sd / math.sqrt(1.0 + years / 5.0)
    a.drift[f] = single(a.drift[f] + (sd * normal(a.k_walk, who) - 0.5 * sd * sd))
    a.drift[f] = single(a.drift[f] + a.crowding[u][j][o])
    sd = a.shock_sd * size**-0.1
    a.shock[f] = single(a.shock_ar * a.shock[f] + sd * normal(a.k_shock, who))
    growth = single(a.drift[f] + a.shock[f]) - 0.5 * sd * sd / (1.0 - a.shock_ar**2)
    a.target[f] = single(
        a.base[f] * a.demand[u][j] / a.base_demand[f]
        * math.exp(growth) * a.cost[f] ** a.elasticity * (1.0 - a.displaced[j])
    )  # fmt: skip
    turn = uniform(a.k_round, who)
    capacity = math.floor(a.target[f] * a.season_peak[j] + turn)
    now = min(math.floor(a.target[f] * a.season[j] + turn), capacity)
    spare = math.floor(a.tolerance * capacity + 0.5)
    layoffs = max(0, a.n_workers[f] + a.n_break[f] - capacity - spare)
    released = min(a.n_break[f], layoffs)
    at_work = a.n_workers[f] - (layoffs - released)
    resting = a.n_break[f] - released
    breaks = max(0, min(at_work - now, capacity - now))
    recalls = max(0, min(resting, now - at_work))
    staff = at_work + resting
    return max(capacity, staff), layoffs, breaks, recalls, now


def plan_firms(a):
    for f in range(len(a.firm_id)):
        a.places[f], a.n_layoff[f], a.n_break_wanted[f], a.n_recall[f], a.wanted[f] = plan_one(a, f)


def draw_entrants(a):
    out = []
    for c, gap in enumerate(a.cell_gap):
        mean = a.entry_mean[c]
        if gap <= 0.0 or mean <= 0.0:
            continue
        sub = bits(a.key, c)
        scale = max(0.5, mean * (a.zeta - 1.0) / a.zeta)
        for s in range(min(math.floor(gap * a.speed / mean + unit_draw(sub, 0)), 4096)):
            v = unit_draw(sub, s + 1)
            size = max(1.0, math.floor(scale * (1.0 - v) ** (-1.0 / a.zeta) + 0.5))
            out.append((c, s, min(size, max(1.0, a.cap[c]))))
    out = out[: len(a.size_out)]
    for n, entrant in enumerate(out):
        a.cell_out[n], a.slot_out[n], a.size_out[n] = entrant
    return len(out)


def write_posts(a):
    for f, who in enumerate(a.firm_id):
        u, j = a.unit[f], a.industry[f]
        for slot, p in enumerate(range(a.start[f], a.start[f + 1])):
            job = pick(a.occupation_share[j], unit_draw(bits(a.k_occupation, who), slot))
            sub = bits(a.k_schooling, who)
            level = pick(a.schooling_share[job], unit_draw(sub, slot))
            a.post_firm[p], a.post_occupation[p], a.post_schooling[p] = f, job, level
            a.post_market[p] = 7 * u + job
            a.post_key[p] = mix(sub + slot + 7919)
            a.post_wage[p] = math.fsum(
                [
                    a.log_base[j][a.ownership[f]],
                    a.unit_level[u],
                    a.market[u][job],
                    a.rent[f],
                    a.vacancy_pay * min(a.open_months[f], 12),
                    a.return_schooling * (a.school_years[level] - 11.0),
                ]
            )


def index_markets(a):
    posts = [[p for p, x in enumerate(a.post_market) if x == m] for m in range(a.n_markets)]
    start = [sum(map(len, posts[:m])) for m in range(a.n_markets + 1)]
    return start, [p for rows in posts for p in rows]


# ---------------------------------------------------------------- search, matching, hiring


def poisson(mean, u):
    """Return the smallest number whose cumulative probability reaches u, at most 16."""
    total = 0.0
    for n in range(16):
        total += math.exp(-mean) * mean**n / math.factorial(n)
        if u <= total:
            return n
    return 16


def effort_of(a, i, who):
    """Return the search effort of a person; enter or leave unemployment where she decides to."""
    s, age, u = a.status[i], a.month - a.birth[i], a.unit[i]
    rests, farm = a.flags[i] & Flag.RECALL, a.flags[i] & Flag.FAMILY_FARM
    chance = max(a.job_chance[u] / a.chance_base, 0.05)
    if age < 192:
        return 0.0
    if s == Status.UNEMPLOYED:
        p = a.discourage * min(a.spell[i], 12) / 6.0 * chance**-a.participation_elasticity
        if age > 720:
            p = max(p, 0.1)
        if not rests and uniform(a.k_discourage, who) < p:
            a.status[i], a.spell[i] = Status.INACTIVE, 0
            return 0.0
        return max(a.effort_floor, a.effort_decay ** a.spell[i])
    if s == Status.INACTIVE and not rests and age <= 720:
        p = a.reentry_women if a.sex[i] == Sex.FEMALE else a.reentry_men
        p *= a.reentry_old ** ((age > 600) + bool(farm))
        if uniform(a.k_participate, who) < p * chance**a.participation_elasticity:
            a.status[i], a.spell[i] = Status.UNEMPLOYED, 0
            return 1.0
    looks = uniform(a.k_search, who)
    if s == Status.FARM and age < 600 and looks < a.farm_search[u]:
        return a.effort_beside_work
    if s == Status.FLEXIBLE and age < 720 and looks < a.flexible_search:
        return a.effort_beside_work
    factor = a.young_factor if age < 360 else 1.0 if age < 480 else a.old_factor
    if s in JOB and age < 600 and looks < a.on_the_job * factor:
        return a.effort_beside_work
    return 0.0


def choose_effort(a):
    for i, who in enumerate(a.worker_id):
        effort = effort_of(a, i, who)
        if effort > 0.0 and a.programme[i] > 0:
            effort *= a.lock_in
        draw = uniform(a.k_effort, who)
        a.applications[i] = max(1, poisson(a.n_app * effort, draw)) if effort > 0.0 else 0


def brings(a, i):
    """Return what a person adds to the log pay of any post, and her years of experience."""
    years = (a.month - a.birth[i]) / 12.0 - 6.0 - a.school_years[a.schooling[i]]
    years = max(0.0, years)
    graded = a.premium * max(a.grade[i] - 2, 0)
    return a.skill[i] + graded + a.experience_1 * years + a.experience_2 * years * years, years


def log_floor(a, i, brought):
    """Return the lowest log pay, net of moving, for which a seeker applies."""
    if a.status[i] != Status.UNEMPLOYED and a.wage[i] > 0.0:
        return math.log(a.wage[i] * (1.0 + a.gain_on_the_job))
    schooling = a.return_schooling * (a.school_years[a.schooling[i]] - 11.0)
    floor = a.market_pay[a.unit[i]] + schooling + brought + a.log_market_share
    if a.reservation_wage[i] > 0.0:
        floor = min(floor, math.log(a.reservation_wage[i]))
    return floor + a.spell[i] * math.log(1.0 - a.reservation_decline)


def trials(a, s):
    """Yield (post, unit of the post) of each application that seeker s may send."""
    i = a.rows[s]
    unit_key, post_key = (bits(k, a.worker_id[i]) for k in (a.k_unit, a.k_post))
    for trial in range(a.start[s + 1] - a.start[s]):
        where = pick(a.destination[a.unit[i]], unit_draw(unit_key, 2 * trial))
        worked = 0 <= a.occupation[i] < len(a.occupation_move)
        table, row = (
            (a.occupation_move, a.occupation[i])
            if worked
            else (a.occupation_by_schooling, a.schooling[i])
        )
        job = pick(table[row], unit_draw(unit_key, 2 * trial + 1))
        market = len(a.occupation_move) * where + job
        posts = a.market_post[a.market_start[market] : a.market_start[market + 1]]
        if posts:
            yield posts[math.floor(unit_draw(post_key, trial) * len(posts))], where


def apply_to_posts(a):
    for s, i in enumerate(a.rows):
        suit_key, taste_key = (bits(k, a.worker_id[i]) for k in (a.k_suit, a.k_taste))
        brought, years = brings(a, i)
        floor = log_floor(a, i, brought)
        wishes = {}
        for p, where in trials(a, s):
            gap = a.school_years[a.post_schooling[p]] - a.school_years[a.schooling[i]]
            chance = a.suit_base * (
                a.suit_gap**gap if gap > 0.0 else a.suit_over if gap < -4.0 else 1.0
            )
            suits = share(mix(suit_key ^ a.post_key[p])) < chance
            pay = a.post_wage[p] + brought
            net = pay - a.move_cost[a.unit[i]][where]
            f = a.post_firm[p]
            if f == a.employer[i] or not suits or net < floor or p in wishes:
                continue
            taste = share(mix(taste_key ^ a.post_key[p])) - 0.5
            score = a.skill[i] + 0.01 * years - a.score_schooling * abs(gap)
            if a.status[i] == Status.UNEMPLOYED:
                score -= a.stigma * min(a.spell[i], 12)
            if a.status[i] != Status.EMPLOYEE:
                r = best_offer(a, person(a, i, f, where), a.firm_size[f])
                if r >= 0:
                    extra = a.cost_weight * a.firm_insured[f] * a.rule_value[r]
                    score += extra / math.exp(pay)
            wishes[p] = (net + a.taste_sd * 3.4641016 * taste, score)
        ranked = sorted(wishes, key=lambda p, w=wishes: -w[p][0])
        a.out_length[s] = len(ranked)
        for n, p in enumerate(ranked, a.start[s]):
            a.out_post[n], a.out_score[n] = p, wishes[p][1]


def person(a, i, f, unit):
    """Return what a rule of an offer may ask of person i, hired by firm f in `unit`."""
    return {
        "status": a.status[i],
        "sex": a.sex[i],
        "schooling": a.schooling[i],
        "unit": unit,
        "industry": a.firm_industry[f],
        "ownership": a.firm_ownership[f],
        "flags": a.flags[i],
        "age": a.month - a.birth[i],
        "spell": a.spell[i],
        "grade": a.grade[i],
    }


def match_posts(a):
    """Let all free seekers propose at once, round by round, until nobody wants to."""
    n = len(a.first)
    at, held = [0] * n, {}
    while True:
        free = [s for s in range(n) if s not in held.values() and at[s] < a.length[s]]
        if not free:
            break
        offers = {}
        for s in free:
            offers.setdefault(a.post[a.first[s] + at[s]], []).append(s)
        for p, given in offers.items():
            rivals = given + ([held[p]] if p in held else [])
            held[p] = max(rivals, key=lambda s: (a.score[a.first[s] + at[s]], a.lottery[s]))
            for s in rivals:
                at[s] += s != held[p]
    holder = [held.get(p, -1) for p in range(a.n_posts)]
    return [at[s] if s in held.values() else -1 for s in range(n)], holder


def enter_urban_work(a, i, u, registration_share):
    a.entries[u] += 1
    a.persons[u] += not a.flags[i] & Flag.ENTERED
    a.flags[i] |= Flag.ENTERED
    if uniform(a.k_register, a.worker_id[i]) < registration_share:
        a.registered[u] += not a.flags[i] & Flag.COUNTED
        a.flags[i] |= Flag.REGISTERED_JOB | Flag.COUNTED


def hire_workers(a):
    claims = []
    for s, i in enumerate(a.rows):
        if a.choice[s] < 0:
            continue
        p = a.post[a.first[s] + a.choice[s]]
        f, who, old = a.post_firm[p], a.worker_id[i], a.employer[i]
        u = a.firm_unit[f]
        rests = a.flags[i] & Flag.RECALL
        from_urban = not rests and (
            bool(a.firm_urban[old]) if old >= 0 else a.status[i] == Status.FLEXIBLE
        )
        returns = a.last_firm[i] == a.firm_id[f] and a.spell[i] <= 12
        if old >= 0:
            a.last_firm[i] = a.firm_id[old]
            a.job_to_job[u] += not rests
        a.hires[u] += 1
        a.flags[i] &= ~Flag.RECALL
        if not (from_urban and a.firm_urban[f]):
            a.flags[i] &= ~Flag.REGISTERED_JOB
        if a.firm_urban[f] and not from_urban and not returns:
            enter_urban_work(a, i, u, a.registration_share)
        before = person(a, i, f, u)
        owns = a.firm_ownership[f] == Ownership.HOUSEHOLD and a.n_workers[f] == 0
        a.n_workers[f] += 1
        a.employer[i], a.occupation[i] = f, a.post_occupation[p]
        a.industry[i] = a.firm_industry[f]
        a.status[i] = Status.OWN_ACCOUNT if owns else Status.EMPLOYEE
        a.wage[i] = math.exp(a.post_wage[p] + brings(a, i)[0])
        firm_bits = a.firm_id[f] & MASK
        covered = unit_draw(bits(a.k_insured, who) ^ firm_bits, 1) < a.firm_insured[f]
        a.insured[i] = int(covered)
        a.tenure[i] = a.spell[i] = a.subsidy_months[i] = 0
        a.subsidy_share[i] = 0.0
        if covered and before["status"] != Status.EMPLOYEE:
            r = best_offer(a, before, a.firm_size[f])
            claimed = unit_draw(bits(a.k_take_up, who) ^ firm_bits, 1)
            if r >= 0 and claimed < a.rule_take_up[r]:
                claims.append((i, r))
    for n, claim in enumerate(claims):
        a.claim_row[n], a.claim_rule[n] = claim
    return len(claims)


def settle_movers(a):
    for i, who in enumerate(a.worker_id):
        f = a.employer[i]
        if a.status[i] not in JOB or f < 0 or a.tenure[i] != a.after:
            continue
        sub = bits(a.k, who)
        if a.firm_unit[f] != a.unit[i]:
            a.unit[i], a.urban[i] = a.firm_unit[f], a.firm_urban[f]
            a.county[i] = pick(a.county_share[a.unit[i]], unit_draw(sub, 1))
            a.registration[i] = max(a.registration[i], Registration.SAME_PROVINCE)
        elif a.firm_urban[f] and unit_draw(sub, 2) < a.settle:
            a.urban[i] = 1


# ---------------------------------------------------------------- entry


def slots(expected, k, unit, fraction):
    """Return the slots of a unit's entrants that a 1/fraction world realises."""
    whole = math.floor(expected + uniform(k, unit))
    return range(math.floor(uniform(k, unit + 32) * fraction), whole, fraction)


def write_entrants(a):
    row, house = a.first_row, a.first_household
    for u in range(len(a.births)):
        for newborn, k, expected, base in (
            (True, a.k_birth, a.births[u], 32768),
            (False, a.k_arrival, a.arrivals[u], 0),
        ):
            for slot in slots(expected, k, u, a.fraction):
                who = (1 << 26) + (a.months_since_base * 32 + u) * 65536 + base + slot
                sub = bits(k, who)
                male = unit_draw(sub, 2) < (a.birth_male if newborn else a.arrival_male)
                a.worker_id[row], a.unit[row] = who, u
                a.sex[row] = Sex.MALE if male else Sex.FEMALE
                a.skill[row] = a.skill_sd * 3.4641016 * (unit_draw(sub, 6) - 0.5)
                if newborn:
                    first, last = a.base_household[u : u + 2]
                    h = first + math.floor(unit_draw(sub, 1) * (last - first))
                    a.birth[row], a.home_unit[row], a.registration[row] = a.month, u, 0
                    a.schooling[row], a.status[row] = Schooling.TOO_YOUNG, Status.MINOR
                    a.county[row], a.urban[row] = a.house_county[h], a.house_urban[h]
                    a.house_minors[h] += 1
                    a.n_births[u] += 1
                else:
                    h, house = house, house + 1
                    band = pick(a.arrival_age, unit_draw(sub, 1))
                    low, width = ((180, 60), (240, 300), (540, 180))[band]
                    a.birth[row] = a.month - low - math.floor(unit_draw(sub, 3) * width)
                    a.schooling[row] = pick(a.arrival_schooling, unit_draw(sub, 4))
                    seeks = unit_draw(sub, 5) < a.seek_share
                    a.status[row] = Status.UNEMPLOYED if seeks else Status.INACTIVE
                    a.home_unit[row], a.registration[row] = -1, Registration.OTHER_PROVINCE
                    a.county[row] = pick(a.county_share[u], unit_draw(sub, 7))
                    a.urban[row] = int(unit_draw(sub, 8) < a.urban_share[u])
                    a.house_id[h], a.house_county[h] = who, a.county[row]
                    a.house_urban[h] = a.urban[row]
                    a.n_arrivals[u] += 1
                a.household[row] = h
                a.house_members[h] += 1
                row += 1
    return row, house


# ---------------------------------------------------------------- programmes and pay


def choose_flexible(a):
    for i, who in enumerate(a.worker_id):
        a.choice[i] = programmes.STAYS
        if a.status[i] == Status.FLEXIBLE and uniform(a.k_exit, who) < a.leave:
            a.choice[i] = programmes.GIVES_UP
        if a.status[i] != Status.UNEMPLOYED or a.flags[i] & Flag.RECALL:
            continue
        age, spell = a.month - a.birth[i], a.spell[i]
        older = age >= (480 if a.sex[i] == Sex.FEMALE else 600)
        long = spell >= 12 or (older and spell >= 3)
        if a.urban[i] == 1 and long and uniform(a.k_hardship, who) < a.certify:
            a.flags[i] |= Flag.HARDSHIP
        lowest = max(1.0, a.reservation_wage[i] * (1.0 - a.reservation_decline) ** spell)
        income = a.log_income[a.unit[i]] + 0.5 * a.skill[i] - a.discount
        sub = bits(a.k_entry, who)
        if unit_draw(sub, 1) < a.meet and income >= math.log(lowest):
            a.choice[i] = programmes.TAKES_UP
        elif a.urban[i] == 0 and unit_draw(sub, 2) < a.to_farm:
            a.choice[i] = programmes.BACK_TO_FARM


def apply_flexible(a):
    for i, c in enumerate(a.choice):
        if c == programmes.STAYS:
            continue
        u = a.unit[i]
        a.spell[i] = a.tenure[i] = 0
        if c == programmes.TAKES_UP:
            v = unit_draw(bits(a.k_entry, a.worker_id[i]), 3)
            a.industry[i] = pick(a.industry_share, v)
            a.occupation[i] = int(a.occupation_of[a.industry[i]])
            a.status[i], a.insured[i] = Status.FLEXIBLE, 0
            a.wage[i] = math.exp(a.log_income[u] + 0.5 * a.skill[i])
            if a.urban[i] == 1:
                enter_urban_work(a, i, u, a.registration_share)
        elif c == programmes.GIVES_UP:
            a.reservation_wage[i] = a.reservation * a.wage[i]
            a.status[i], a.wage[i] = Status.UNEMPLOYED, 0.0
            a.flags[i] &= ~Flag.REGISTERED_JOB
            a.separations[u] += 1
        else:
            a.status[i], a.wage[i] = Status.FARM, a.farm_income[u]


def offer_training(a):
    may = (Status.UNEMPLOYED, Status.FARM, Status.EMPLOYEE, Status.FLEXIBLE)
    for i, who in enumerate(a.worker_id):
        a.outcome[i] = 0
        if a.programme[i] == 1:
            a.programme[i] = 0
            drops = uniform(a.k_end, who) < a.drop_out
            a.outcome[i] = 8 if drops else 4
            a.skill[i] += 0.0 if drops else a.gain
            continue
        s, age = a.status[i], a.month - a.birth[i]
        fresh = s == Status.EMPLOYEE and a.tenure[i] == 0
        if s not in may or not 192 <= age < 720 or fresh:
            continue
        sub = bits(a.k_offer, who)
        if unit_draw(sub, 1) < a.offer_rate[a.unit[i]]:
            seen = min(1.0, (720 - age) / 240.0) * a.gain
            seen += a.gain_sd * 3.4641016 * (unit_draw(sub, 2) - 0.5)
            accepts = seen > a.cost * (0.5 if s == Status.UNEMPLOYED else 1.0)
            a.outcome[i] = 3 if accepts else 1
            a.programme[i] = int(accepts)


def review_wages(a):
    for i, who in enumerate(a.worker_id):
        s, u = a.status[i], a.unit[i]
        if s == Status.FARM:
            a.wage[i] *= math.exp(a.farm_growth)
        elif s == Status.FLEXIBLE:
            a.wage[i] *= math.exp(a.own_growth[u])
        elif s in JOB and a.tenure[i] > 0 and a.tenure[i] % 12 == 0:
            job = a.occupation[i] if a.occupation[i] >= 0 else 6
            rise = a.trend + 0.5 * a.market_growth[u][job] + a.noise_sd * normal(a.k_noise, who)
            if rise < 0.0 and uniform(a.k_review, who) < a.rigid:
                rise = 0.0
            before, after = a.wage[i], single(a.wage[i] * math.exp(rise))
            a.wage[i] = a.minimum[u] if after < a.minimum[u] <= before else after


def due(wage, floor, ceiling, rate, part=1.0):
    """Return a contribution in fen, halves rounded up, in exact fractions."""
    fen = math.floor(min(max(wage, floor), ceiling) * 100 + 0.5)
    rate, part = (Fraction(math.floor(x * 10**6 + 0.5), 10**6) for x in (rate, part))
    return math.floor(fen * rate * part + Fraction(1, 2))


def contributions(a):
    """Return the sums of `sum_contributions` by half and kind, without its chunks."""
    out = [[0] * len(a.rate) for _ in range(2)]
    for i, u in enumerate(a.unit):
        if a.status[i] == Status.EMPLOYEE and a.insured[i] == 1:
            for r, rate in enumerate(a.rate):
                out[a.half[u]][r] += due(a.wage[i], a.floor[u], a.ceiling[u], rate[u])
    return out


def subsidy_due(a):
    a.due, a.committed, a.persons = [0, 0], [0, 0], [0] * len(a.persons)
    for i, u in enumerate(a.unit):
        if a.status[i] not in JOB:
            a.subsidy_months[i] = 0
        if a.subsidy_months[i] > 0:
            fen = due(a.wage[i], a.floor[u], a.ceiling[u], a.rate[u], a.subsidy_share[i])
            a.due[a.half[u]] += fen
            a.committed[a.half[u]] += fen * min(a.subsidy_months[i] - 1, a.months_left)
            a.persons[u] += 1
