"""Small worlds of seekers, firms, posts and sub-markets for tests of search and services."""

from __future__ import annotations

import math

import naive_search as twins
import numpy as np
from naive import N_UNITS, employ, firms, posts

from agents.codes import Status
from agents.kernels import search

JOBS = [Status.EMPLOYEE, Status.OWN_ACCOUNT, Status.UNEMPLOYED, Status.INACTIVE, Status.FARM]
SEEKERS = [*JOBS, Status.UNEMPLOYED, Status.FLEXIBLE]
N_MARKETS, N_ROWS = 7 * N_UNITS, 42 * N_UNITS


def lay_out(m):
    """Return slot tables with the posts laid out in them, and the number of posts a sub-market."""
    count = np.bincount(m["post_market"], minlength=N_MARKETS)
    slot = [0] * int(m["first_slot"][-1])
    twins.lay_out_posts(
        *(m[name].tolist() for name in ("post_key", "post_market", "first_slot")), slot
    )
    return {"slot": np.array(slot, np.int32), "market_posts": count}


def market(rng, w, most=6, width=4):
    """Return firms, their open posts, sub-markets and seekers.

    Each seeker's proposal has `width` sub-markets, so that many applications meet few posts.
    """
    f = firms(rng)
    employ(w, f)
    m = posts(rng, f, most)
    count = np.bincount(m["post_market"], minlength=N_MARKETS)
    size = [4 << math.ceil(max(0.0, math.log2((n + 1) / 3.0))) for n in count]
    seeks = np.flatnonzero(w["status"] >= Status.EMPLOYEE).astype(np.int32)
    sent = rng.integers(1, search.MAX_APPLICATIONS + 1, len(seeks))
    entries = N_ROWS * width
    m |= {
        "post_wage": rng.normal(8.5, 0.2, len(m["post_key"])),
        "post_least": rng.uniform(2000.0, 6000.0, len(m["post_key"])),
        "post_bonus": m["post_key"] % 5 * 100.0,
        "row_first": np.arange(N_ROWS + 1, dtype=np.int64) * width,
        "row_market": rng.integers(0, N_MARKETS, entries).astype(np.int16),
        "row_keep": rng.random(entries),
        "row_other": rng.integers(0, width, entries).astype(np.int32),
        "weight": rng.uniform(0.2, 1.0, N_MARKETS) * (rng.random(N_MARKETS) < 0.9),
        "first_slot": np.concatenate([[0], np.cumsum(size)]).astype(np.int64),
        "rows": seeks,
        "first": np.concatenate([[0], np.cumsum(sent)]).astype(np.int64),
    }
    m |= lay_out(m)
    return {**{n: v for n, v in f.items() if n.startswith("firm_")}, **m}
