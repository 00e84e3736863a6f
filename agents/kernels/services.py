"""Employment services: which posts are on the list or served, and to whom one is proposed."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Ownership, Registration, Status
from agents.columns import Array
from agents.draws import chain, uniform, unit_draw
from agents.jit import kernel, parallel_kernel, prange
from agents.kernels.markets import NOWHERE, draw_market, draw_post, taken_slots
from agents.kernels.posting import N_OCCUPATIONS
from agents.kernels.search import CHUNKS, OLD, VISIT, search_row

UNEMPLOYED, PRIVATE = int(Status.UNEMPLOYED), int(Ownership.PRIVATE)
RECALL, GRADUATE = int(Flag.RECALL), int(Flag.GRADUATE)
SAME_COUNTY, OTHER_PROVINCE = int(Registration.SAME_COUNTY), int(Registration.OTHER_PROVINCE)


@parallel_kernel
def list_posts(
    post_key: Array,
    post_market: Array,
    post_firm: Array,
    post_asks: Array,
    post_wage: Array,
    ownership: Array,
    pooled_share: Array,
    repeat_postings: Array,
    served_share: float,
    response: float,
    fee: float,
    subsidy: Array,
    k_list: np.uint64,
    k_served: np.uint64,
    listed: Array,
    repeats: Array,
    served: Array,
) -> None:
    """Decide which posts are on the unified list, and which a human-resource firm serves.

    One draw a post, the same in every month: a larger share adds posts and takes none off. Posts
    reserved for graduates are always announced, each once. Private firms alone pay for services,
    and more often where a subsidy bears a part of the fee.

    Parameters
    ----------
    post_* : columns of Posts; post_wage : float64[n_posts], log yuan/month
    ownership : column of Firms
    pooled_share, repeat_postings : float64[n_units], by unit of the post
    served_share : float, share of private posts that are served without a subsidy
    response : float, relative rise of that share if the subsidy bears the whole fee
    fee : float, fee of a placement in months of pay
    subsidy : float64[n_units], yuan a placement that firms reckon with
    k_list, k_served : uint64, keys of Stream.POST_LIST and Stream.POST_SERVED without the month
    listed, served : int8[n_posts]
        Written, every element.
    repeats : int32[n_posts]
        Written, every element: further postings of a post on the list.
    """
    for p in prange(post_key.shape[0]):
        u = post_market[p] // N_OCCUPATIONS
        sub = k_list ^ post_key[p]
        listed[p], repeats[p], served[p] = 0, 0, 0
        if post_asks[p] != 0:
            listed[p] = 1
        elif unit_draw(sub, 0) < pooled_share[u]:
            listed[p] = 1
            repeats[p] = int(repeat_postings[u] + unit_draw(sub, 1))
        if ownership[post_firm[p]] == PRIVATE:
            borne = min(1.0, subsidy[u] / (fee * np.exp(post_wage[p])))
            if unit_draw(k_served ^ post_key[p], 0) < served_share * (1.0 + response * borne):
                served[p] = 1


@parallel_kernel
def propose_posts(
    month: int,
    rows: Array,
    worker_id: Array,
    unit: Array,
    birth: Array,
    schooling: Array,
    field: Array,
    occupation: Array,
    status: Array,
    flags: Array,
    registration: Array,
    row_first: Array,
    row_market: Array,
    row_keep: Array,
    row_other: Array,
    weight: Array,
    slot: Array,
    first_slot: Array,
    market_listed: Array,
    listed: Array,
    post_schooling: Array,
    post_asks: Array,
    n_schooling: int,
    register_share: float,
    equal_services: Array,
    contacts: Array,
    looks: int,
    k_use: np.uint64,
    k_contact: np.uint64,
    k_post: np.uint64,
    proposed: Array,
) -> None:
    """Let the service propose one post of the list to some of those who registered with it.

    The service looks where she would look herself, and proposes the first of up to `looks` posts
    that asks for no more schooling than she has and is open to her. Nothing that she once refused
    plays a part. All else is as with a post that she found: see `search.apply_to_posts`.

    Parameters
    ----------
    rows : int32[n_seekers]
    row_first, row_market, row_keep, row_other, weight : see `markets.draw_market`
    slot, first_slot : slot tables, see `markets.lay_out_posts`
    market_listed : int64[n_markets], posts of the list
    listed : int8[n_posts], see `list_posts`
    register_share : float, share of the unemployed below 60 who register with the service
    equal_services : float64[n_units], the same share of outsiders over that of locals
    contacts : float64[n_units], probability of a contact a month
    k_use : uint64, key of Stream.SERVICE_USE without the month
    k_contact, k_post : uint64, keys of Stream.SERVICE_CONTACT and Stream.SERVICE_POST this month
    proposed : int32[n_seekers]
        Written, every element: the post proposed, NOWHERE for none.
    """
    n = rows.shape[0]
    taken = taken_slots(slot)
    for c in prange(CHUNKS):
        for s in range(c * n // CHUNKS, (c + 1) * n // CHUNKS):
            proposed[s] = NOWHERE
            i = rows[s]
            who, u = worker_id[i], unit[i]
            if status[i] != UNEMPLOYED or flags[i] & RECALL or month - birth[i] >= OLD:
                continue
            share = register_share
            if registration[i] > SAME_COUNTY:
                share *= equal_services[u]
            if uniform(k_use, who) >= share or uniform(k_contact, who) >= contacts[u]:
                continue
            sub = chain(k_post, who)
            row = search_row(u, occupation[i], schooling[i], field[i], n_schooling)
            m, _ = draw_market(row, row_first, row_market, row_keep, row_other, weight, sub, 0)
            if m == NOWHERE or market_listed[m] == 0:
                continue
            size = first_slot[m + 1] - first_slot[m]
            looked, trial = 0, VISIT
            while looked < looks:
                p, trial = draw_post(slot, taken, first_slot[m], size, sub, trial)
                if listed[p] == 0:
                    continue
                looked += 1
                is_open = post_asks[p] == 0 or flags[i] & GRADUATE != 0
                if is_open and post_schooling[p] <= schooling[i]:
                    proposed[s] = p
                    break


@kernel
def count_rivals(
    rows: Array,
    held: Array,
    newcomer: Array,
    start: Array,
    post: Array,
    registration: Array,
    post_market: Array,
    rivals: Array,
) -> None:
    """Count the posts of newcomers for which a local who found no post had applied.

    Parameters
    ----------
    rows, held : int32[n_seekers], row of the seeker and the post that holds her, -1 for none
    newcomer : int8[n_seekers], 1 for a newcomer
    start, post : applications, see `matching.match_graph`
    registration : column of Workers; those from other provinces are no locals
    post_market : column of Posts
    rivals : int64[n_units], written by addition, by unit of the post
    """
    wanted = np.zeros(post_market.shape[0], dtype=np.bool_)
    for s in range(rows.shape[0]):
        if held[s] < 0 and registration[rows[s]] != OTHER_PROVINCE:
            for e in range(start[s], start[s + 1]):
                wanted[post[e]] = True
    for s in range(rows.shape[0]):
        if newcomer[s] != 0 and held[s] >= 0 and wanted[held[s]]:
            rivals[post_market[held[s]] // N_OCCUPATIONS] += 1
