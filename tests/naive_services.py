"""Plain-Python twins of the kernels of employment services; see `naive`."""

from __future__ import annotations

import math

from naive import bits, uniform, unit_draw
from naive_search import N_JOBS, VISIT, draw_market, search_row, slots_drawn

from agents.codes import Flag, Ownership, Registration, Status


def list_posts(a):
    for p, key in enumerate(a.post_key):
        u, reserved = a.post_market[p] // N_JOBS, a.post_asks[p] > 0
        chosen = unit_draw(a.k_list ^ key, 0) < a.pooled_share[u]
        a.listed[p] = int(reserved or chosen)
        again = math.floor(a.repeat_postings[u] + unit_draw(a.k_list ^ key, 1))
        a.repeats[p] = again if chosen and not reserved else 0
        borne = min(1.0, a.subsidy[u] / (a.fee * math.exp(a.post_wage[p])))
        share = a.served_share * (1.0 + a.response * borne)
        pays = a.ownership[a.post_firm[p]] == Ownership.PRIVATE
        a.served[p] = int(pays and unit_draw(a.k_served ^ key, 0) < share)


def posts_of_list(a, m, sub):
    """Yield posts of the list of sub-market m as the service comes across them."""
    for trial in range(VISIT, 1 << 30):
        slots = next(slots_drawn(a, m, sub, trial))
        met = [a.slot[slot] for slot in slots if a.slot[slot] >= 0]
        if met and a.listed[met[0]]:
            yield met[0]


def contacted(a, i):
    """Return whether the service turns to a person this month."""
    outsider = a.registration[i] in (Registration.SAME_PROVINCE, Registration.OTHER_PROVINCE)
    share = a.register_share * (a.equal_services[a.unit[i]] if outsider else 1.0)
    return (
        a.status[i] == Status.UNEMPLOYED
        and not a.flags[i] & Flag.RECALL
        and a.month - a.birth[i] < 720
        and uniform(a.k_use, a.worker_id[i]) < share
        and uniform(a.k_contact, a.worker_id[i]) < a.contacts[a.unit[i]]
    )


def propose_posts(a):
    for s, i in enumerate(a.rows):
        a.proposed[s] = -1
        if not contacted(a, i):
            continue
        sub = bits(a.k_post, a.worker_id[i])
        of = (a.occupation[i], a.schooling[i], a.field[i])
        m = draw_market(a, search_row(a.unit[i], *of, a.n_schooling), sub, 0)
        if m is None or a.market_listed[m] == 0:
            continue
        shown = posts_of_list(a, m, sub)
        for p in (next(shown) for _ in range(a.looks)):
            graduate = a.flags[i] & Flag.GRADUATE
            if a.post_schooling[p] <= a.schooling[i] and (graduate or not a.post_asks[p]):
                a.proposed[s] = p
                break


def count_rivals(a):
    empty_handed = {
        p
        for s, i in enumerate(a.rows)
        if a.held[s] < 0 and a.registration[i] != Registration.OTHER_PROVINCE
        for p in a.post[a.start[s] : a.start[s + 1]]
    }
    for s, p in enumerate(a.held):
        if a.newcomer[s] and p >= 0 and p in empty_handed:
            a.rivals[a.post_market[p] // N_JOBS] += 1
