"""Internships: who may be asked, which firm hosts, when they end, and where the host has a post."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel
from agents.kernels.markets import draw_post, taken_slots
from agents.kernels.posting import N_OCCUPATIONS, pick
from agents.kernels.search import search_class

UNEMPLOYED, INTERN = int(Status.UNEMPLOYED), int(Status.INTERN)
GRADUATE, RECALL = int(Flag.GRADUATE), int(Flag.RECALL)
SHORTEST, LONGEST = 3, 12  # months, national rule
YOUNG = 25 * 12
NOWHERE = -1
BUCKETS = 1 << 16
GOES_ON, EXITS, ENDS = 0, 1, 2


@kernel
def young_jobless(month: int, rows: Array, birth: Array, status: Array, flags: Array) -> Array:
    """Return int32[m]: the unemployed of `rows` who are graduates or below 25, in the same order.

    Those on a seasonal break are left out: they wait for their firm.
    """
    out = np.empty(rows.shape[0], dtype=np.int32)
    n = 0
    for r in range(rows.shape[0]):
        i = rows[r]
        if status[i] != UNEMPLOYED or flags[i] & RECALL:
            continue
        if flags[i] & GRADUATE or month - birth[i] < YOUNG:
            out[n] = i
            n += 1
    return out[:n]


@kernel
def draw_hosts(
    rows: Array,
    worker_id: Array,
    unit: Array,
    schooling: Array,
    field: Array,
    occupation: Array,
    n_schooling: int,
    job_share: Array,
    market_posts: Array,
    slot: Array,
    first_slot: Array,
    post_firm: Array,
    k: np.uint64,
    host: Array,
) -> None:
    """Draw a firm of the own unit that offered a post this month, in a fitting occupation if any.

    Parameters
    ----------
    rows : int32[n], rows of persons
    n_schooling : int, levels of schooling
    job_share : float64[n_classes, 7]
        Cumulative: occupations that persons of a class look for, see `search.search_class`.
    market_posts : int64[n_markets], slot, first_slot : this month's posts, see `markets`
    post_firm : int32[n_posts], rows of firms
    k : uint64, key of Stream.INTERN_HOST this month
    host : int32[n]
        Written, every element: row of the firm, NOWHERE if the unit offered no post at all.
    """
    taken = taken_slots(slot)
    for r in range(rows.shape[0]):
        i = rows[r]
        sub = chain(k, worker_id[i])
        row = search_class(occupation[i], schooling[i], field[i], n_schooling)
        wanted = pick(job_share[row], unit_draw(sub, 0))
        host[r] = NOWHERE
        for step in range(N_OCCUPATIONS):
            m = unit[i] * N_OCCUPATIONS + (wanted + step) % N_OCCUPATIONS
            if market_posts[m] > 0:
                size = first_slot[m + 1] - first_slot[m]
                p, _ = draw_post(slot, taken, first_slot[m], size, sub, 1)
                host[r] = post_firm[p]
                break


@kernel
def end_internships(
    rows: Array, worker_id: Array, tenure: Array, leave: float, k_end: np.uint64,
    k_months: np.uint64, outcome: Array,
) -> None:  # fmt: skip
    """Decide which internships end this month: by free choice, or because their time is over.

    Parameters
    ----------
    rows : int32[n], rows of interns; tenure : months in the internship
    leave : float, probability per month of leaving before the end
    k_end, k_months : uint64, keys of Stream.INTERN_END this month and of Stream.INTERN_MONTHS
        without the month; an internship lasts 3 to 12 months, agreed at its start
    outcome : int8[n]
        Written, every element: GOES_ON, EXITS or ENDS.
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        who = worker_id[i]
        agreed = SHORTEST + int(uniform(k_months, who) * (LONGEST - SHORTEST + 1))
        outcome[r] = GOES_ON
        if tenure[i] >= agreed:
            outcome[r] = ENDS
        elif uniform(k_end, who) < leave:
            outcome[r] = EXITS


@kernel
def find_host_posts(
    host_id: Array, post_firm: Array, post_asks: Array, firm_id: Array, post: Array
) -> None:
    """Find for each intern an open post of her host that asks for nobody in particular.

    Parameters
    ----------
    host_id : int32[n], permanent ids of hosts, sorted; equal ones stand in the order of the interns
    post_firm, post_asks : columns of Posts, sorted by firm
    post : int64[n]
        Written, every element: a post, each for one intern only; -1 for none.
    """
    n = host_id.shape[0]
    may_host = np.zeros(BUCKETS, dtype=np.bool_)  # few firms are hosts: most posts end here
    for r in range(n):
        post[r] = -1
        may_host[host_id[r] & (BUCKETS - 1)] = True
    for p in range(post_firm.shape[0]):
        firm = firm_id[post_firm[p]]
        if post_asks[p] != 0 or not may_host[firm & (BUCKETS - 1)]:
            continue
        r = np.searchsorted(host_id, firm)
        while r < n and host_id[r] == firm:
            if post[r] < 0:
                post[r] = p
                break
            r += 1


@kernel
def begin_internships(
    rows: Array,
    host: Array,
    unit: Array,
    status: Array,
    industry: Array,
    last_firm: Array,
    insured: Array,
    wage: Array,
    tenure: Array,
    spell: Array,
    firm_id: Array,
    firm_industry: Array,
    pay: Array,
) -> None:
    """Make the persons in `rows` interns; the host's id is kept as the firm of the last job.

    An intern has no employer and stands in no firm's books: she is trained, not hired.

    Parameters
    ----------
    host : int32[n], row of firms
    pay : float64[n_units], yuan/month, allowance and top-up together
    """
    for r in range(rows.shape[0]):
        i = rows[r]
        status[i] = INTERN
        last_firm[i] = firm_id[host[r]]
        industry[i] = firm_industry[host[r]]
        insured[i] = 0
        wage[i] = pay[unit[i]]
        tenure[i] = 0
        spell[i] = 0


@kernel
def leave_internships(
    rows: Array, status: Array, last_firm: Array, wage: Array, tenure: Array, spell: Array
) -> None:
    """End the internships of `rows`: they search from now on, with nothing lost."""
    for r in range(rows.shape[0]):
        i = rows[r]
        status[i] = UNEMPLOYED
        last_firm[i] = -1
        wage[i] = 0.0
        tenure[i] = 0
        spell[i] = 0
