"""What twins of kernels are made of, how they are compared, and worlds to run them on.

The twins themselves, written from the kernels' documentation, stand in `naive_jobs`,
`naive_people` and `naive_search`, one function of the same name a kernel. The twin of a loop takes
one namespace: the kernel's arguments by name, arrays as nested lists. It changes the lists in
place, as the kernel changes its arrays. The twin of a formula takes the kernel's arguments. Whole
numbers must agree exactly, floating-point ones to the last bit or two, because exp, log and powers
are not the same library function.
"""

from __future__ import annotations

import copy
import inspect
import math
from types import SimpleNamespace

import numpy as np

from agents.codes import Flag, Ownership, Status
from agents.state import Firms, Posts, Workers

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


def keys(rng, n):
    return rng.integers(0, 2**64, n, dtype=np.uint64)


def one_key(rng):
    return keys(rng, 1)[0]


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
    """Assert that an array agrees with a twin's list, a number with a twin's number."""
    ours = np.asarray(ours)
    theirs = np.array(theirs, dtype=ours.dtype).reshape(ours.shape)
    if ours.dtype.kind == "f":
        rtol = 2.4e-7 if ours.dtype == np.float32 else 1e-12
        np.testing.assert_allclose(ours, theirs, rtol=rtol, atol=1e-300, err_msg=name)
    else:
        np.testing.assert_array_equal(ours, theirs, err_msg=name)


def equal(kernel, twin, *values):
    """Assert that a formula and its twin return the same for the same arguments."""
    same(kernel(*values), twin(*map(plain, values)), f"{twin.__name__}{values}")


def agree(kernel, twin, case, until=None):
    """Assert that kernel and twin write and return the same; give back the kernel's.

    What it gives back is (result, arguments afterwards), as `run` does.
    `until` maps the name of an array to the number of elements that the kernel has to write.
    """
    result, after = run(kernel, case)
    a = SimpleNamespace(**{name: plain(copy.deepcopy(value)) for name, value in case.items()})
    expected = twin(a)
    assert (result is None) == (expected is None)
    if isinstance(result, tuple):
        for at, (ours, theirs) in enumerate(zip(result, expected, strict=True)):
            same(ours, theirs, f"result {at}")
    elif result is not None:
        same(result, expected, "result")
    for name, ours in after.items():
        if isinstance(ours, np.ndarray):
            n = (until or {}).get(name, len(ours))
            same(ours[:n], getattr(a, name)[:n], name)
    return result, after


def permuted(case, columns, order, rows=()):
    """Return a case whose rows stand in another order; the arrays `rows` go on naming the same."""
    new_row = np.argsort(order)
    moved = {n: v[order] if n in columns else v for n, v in case.items()}
    return moved | {n: new_row[case[n]].astype(case[n].dtype) for n in rows}


def order_free(kernel, case, columns, order, rows=()):
    """Assert that permuting the rows of `columns` permutes what is written there, no more.

    The arrays `rows` hold numbers of rows.
    """
    _, straight = run(kernel, case)
    _, moved = run(kernel, permuted(case, columns, order, rows))
    for name, value in straight.items():
        if isinstance(value, np.ndarray) and name not in rows:
            wanted = value[order] if name in columns else value
            np.testing.assert_array_equal(moved[name], wanted, err_msg=name)


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
    flags = rng.choice([0, 1, 4, 8, 16, 64, 128, 256, 512, 128 | 256 | 512], n)
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
            "field": np.arange(n) * 7 % 10,
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
            "contribution_used": rng.integers(0, 9, n),
        },
    )
    w["worker_id"] = w["id"]
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
            "target": rng.uniform(0.0, 40.0, n),
            "drift": rng.normal(0.0, 0.3, n),
            "shock": rng.normal(0.0, 0.1, n),
            "rent": rng.normal(0.0, 0.1, n),
            "founded": MONTH - rng.integers(0, 300, n),
            "insured_share": rng.random(n),
            "places": np.zeros(n),
            "advised": rng.integers(0, 2, n),
        },
    )
    f["firm_size"], f["firm_insured"] = f["true_size"], f["insured_share"]
    return {**f, **{f"firm_{name}": v for name, v in f.items()}}


BOOKS = ("n_workers", "n_break", "n_subsidised", "owned")


def employ(w, f):
    """Make people and firms agree: one owner at most in a household business; counted staff."""
    owned = set()
    for i in range(len(w["status"])):
        j, rests = w["employer"][i], w["flags"][i] & Flag.RECALL > 0
        at_work = w["status"][i] in JOB and j >= 0
        if at_work:
            owns = f["ownership"][j] == Ownership.HOUSEHOLD and j not in owned
            if w["status"][i] == Status.OWN_ACCOUNT and owns:
                owned.add(j)
            else:
                w["status"][i] = Status.EMPLOYEE
        if not at_work:
            w["subsidy_months"][i] = 0
        if not at_work and not rests:
            w["employer"][i] = -1
    n = len(f["id"])
    staff = (w["employer"] >= 0) & (w["flags"] & Flag.RECALL == 0)
    paid = staff & (w["subsidy_months"] > 0)
    for name, mine in (("n_workers", staff), ("n_break", (w["employer"] >= 0) & ~staff),
                       ("n_subsidised", paid)):  # fmt: skip
        f[name] = np.bincount(w["employer"][mine], minlength=n).astype(np.int32)
    f["owned"] = np.isin(np.arange(n), list(owned)).astype(np.int8)


def posts(rng, f, most=4):
    """Return open posts by column name with `post_` before: sorted by firm, the oldest first."""
    many = rng.integers(0, most + 1, len(f["id"]))
    firm = np.repeat(np.arange(len(many)), many)
    n = len(firm)
    opened = MONTH - rng.integers(0, 20, n)
    occupation = rng.integers(0, 7, n)
    columns = {
        "key": keys(rng, n),
        "firm": firm,
        "opened": opened[np.lexsort((opened, firm))],
        "market": 7 * f["unit"][firm] + occupation,
        "occupation": occupation,
        "schooling": rng.integers(1, 8, n),
        "grade": rng.choice([0, 0, 0, 3], n),
        "years": rng.choice([0, 0, 0, 4], n),
        "asks": np.arange(n) % 7 // 5,
    }
    return {f"post_{name}": v for name, v in typed(Posts, columns).items()}


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
        "rule_take_up": rng.uniform(0.3, 1.0, (n, N_UNITS)),
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


def chunks(n, many):
    """Return the ranges of rows of each of `many` chunks, as even as can be."""
    return [range(n * c // many, n * (c + 1) // many) for c in range(many)]
