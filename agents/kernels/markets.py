"""Sub-markets: which one a seeker visits, and which of its posts she meets there.

*Visits.* A seeker draws a sub-market from a proposal that is fixed for the whole run (alias tables
[1]_) and goes in with probability weight / bound; else she draws again. What changes from month to
month stands in the weights, so a change in one sub-market re-decides only the visits to it.

*Posts.* Each sub-market owns a sparse table of slots whose size is a power of two. A post's key
hashes to a slot; on a collision the smaller key stays and the other moves on, so the layout depends
on the set of posts only, never on the order in which they came [2]_. A seeker draws slots from her
own stream until one is occupied: every post is exactly as likely as every other, and a post more or
less re-routes only those who draw its slots.

References
----------
.. [1] Walker (1977), "An efficient method for generating discrete random variables", ACM TOMS 3(3);
   Vose (1991), IEEE Trans. Software Engineering 17(9), for the tables in linear time.
.. [2] Amble & Knuth (1974), "Ordered hash tables", The Computer Journal 17(2).
"""

from __future__ import annotations

import numpy as np

from agents.columns import Array
from agents.draws import mix
from agents.jit import inlined, kernel

MAX_LOAD_4 = 3  # quarters of a table that posts may fill
EMPTY = -1
MOST_SLOTS = 1 << 21  # of one table, so that a 64-bit number holds three draws
THIRD, ONE, SIX, S63 = np.uint64(21), np.uint64(1), np.uint64(6), np.uint64(63)
HALF, LOW_HALF, UNIT = np.uint64(32), np.uint64(0xFFFFFFFF), 1.0 / 4294967296.0
NOWHERE = -1
MAX_VISITS = 4096  # proposals after which a seeker gives up: all sub-markets have weight 0


@kernel
def alias_tables(first: Array, share: Array, keep: Array, other: Array) -> None:
    """Make one alias table a row of a sparse proposal.

    Parameters
    ----------
    first : int64[n_rows + 1]
        Row r is share[first[r]:first[r + 1]].
    share : float64[first[-1]], weights, not negative; every row has a positive one
    keep : float64[first[-1]]
        Written, every element: probability with which an entry drawn uniformly is kept.
    other : int32[first[-1]]
        Written, every element: the entry, counted within its row, that is taken otherwise.
    """
    for r in range(first.shape[0] - 1):
        a, n = first[r], first[r + 1] - first[r]
        total = share[a : a + n].sum()
        small = np.empty(n, dtype=np.int64)
        large = np.empty(n, dtype=np.int64)
        n_small, n_large = 0, 0
        for k in range(n):
            keep[a + k] = share[a + k] * n / total
            other[a + k] = k
            if keep[a + k] < 1.0:
                small[n_small] = k
                n_small += 1
            else:
                large[n_large] = k
                n_large += 1
        while n_small > 0 and n_large > 0:
            n_small -= 1
            k, big = small[n_small], large[n_large - 1]
            other[a + k] = big
            keep[a + big] -= 1.0 - keep[a + k]
            if keep[a + big] < 1.0:
                n_large -= 1
                small[n_small] = big
                n_small += 1
        for j in range(n_small):  # what rounding left over
            keep[a + small[j]] = 1.0
        for j in range(n_large):
            keep[a + large[j]] = 1.0


@inlined
def draw_market(
    row: int,
    first: Array,
    market: Array,
    keep: Array,
    other: Array,
    weight: Array,
    sub: np.uint64,
    trial: int,
) -> tuple[int, int]:
    """Draw the sub-market that a seeker visits: the row's proposal times the weights, exactly.

    Parameters
    ----------
    row : int, row of the proposal
    first, keep, other : see `alias_tables`
    market : int16 or int32[first[-1]], sub-market of each entry
    weight : float64[n_markets], probability of going in, 0 to 1
    sub : uint64, sub-key of the seeker
    trial : int, number of the first draw

    Returns
    -------
    int, int
        The sub-market (NOWHERE if the seeker was let in nowhere) and the number of the next draw.
    """
    a = first[row]
    n = first[row + 1] - a
    for _ in range(MAX_VISITS):
        z = mix(sub + np.uint64(trial))  # one number: its high half chooses, its low half knocks
        u = np.float64(z >> HALF) * UNIT * n
        k = np.int64(u)
        instead = np.int64(other[a + k])  # read at once: choosing costs less than guessing a branch
        k = k if u - k < keep[a + k] else instead
        m = int(market[a + k])
        goes_in = np.float64(z & LOW_HALF) * UNIT < weight[m]
        trial += 1
        if goes_in:
            return m, trial
    return NOWHERE, trial


@kernel
def table_sizes(usual: Array, slots_per_post: float, least: int) -> Array:
    """Return int64[n_markets + 1]: first slot of each sub-market's table, the last entry their sum.

    Parameters
    ----------
    usual : float64[n_markets], posts usually open there
    slots_per_post : float, slots a usual post, rounded up to a power of two
    least : int, slots of the smallest table, rounded up too
    """
    first = np.zeros(usual.shape[0] + 1, dtype=np.int64)
    for m in range(usual.shape[0]):
        size = 1
        while size < least or size < slots_per_post * usual[m]:
            size *= 2
        first[m + 1] = first[m] + size
    return first


@kernel
def lay_out_posts(post_key: Array, post_market: Array, first: Array, slot: Array) -> int:
    """Put every post into its sub-market's table.

    Parameters
    ----------
    post_key : uint64[n_posts], distinct within a sub-market
    post_market : int16[n_posts]
    first : int64[n_markets + 1], see `table_sizes`
    slot : int32[first[-1]]
        Written, every element: the post in each slot, EMPTY for none.

    Returns
    -------
    int
        -1, or the first sub-market whose table is more than three quarters full; its posts are not
        all laid out then.
    """
    n_markets = first.shape[0] - 1
    count = np.zeros(n_markets, dtype=np.int64)
    for p in range(post_market.shape[0]):
        count[post_market[p]] += 1
    for m in range(n_markets):
        if 4 * count[m] > MAX_LOAD_4 * (first[m + 1] - first[m]):
            return m
    for s in range(slot.shape[0]):
        slot[s] = EMPTY
    for p in range(post_market.shape[0]):
        m = post_market[p]
        mask = first[m + 1] - first[m] - 1
        moving = p
        at = np.int64(post_key[p] >> np.uint64(11)) & mask
        while slot[first[m] + at] != EMPTY:
            other = slot[first[m] + at]
            if post_key[moving] < post_key[other]:
                slot[first[m] + at] = moving
                moving = other
            at = (at + 1) & mask
        slot[first[m] + at] = moving
    return -1


@kernel
def taken_slots(slot: Array) -> Array:
    """Return uint64[n_slots // 64 + 1]: one bit a slot, 1 where a post lies.

    Nine slots in ten are empty; their bits stay in a processor's cache where the table does not.
    """
    taken = np.zeros(slot.shape[0] // 64 + 1, dtype=np.uint64)
    for s in range(slot.shape[0]):
        if slot[s] != EMPTY:
            taken[s >> 6] |= ONE << np.uint64(s & 63)
    return taken


@inlined
def draw_post(
    slot: Array, taken: Array, first: int, size: int, sub: np.uint64, trial: int
) -> tuple[int, int]:
    """Draw slots until one is occupied; the table must hold a post.

    Parameters
    ----------
    slot : int32[...], see `lay_out_posts`; taken : uint64[...], see `taken_slots`
    first, size : int
        The sub-market's slots are slot[first : first + size]; size at most MOST_SLOTS.
    sub : uint64, sub-key of this application
    trial : int, number of the first draw

    Returns
    -------
    int, int
        The post and the number of the next draw.
    """
    begin, mask = np.uint64(first), np.uint64(size - 1)
    while True:
        z = mix(sub + np.uint64(trial))
        trial += 1
        for _ in range(3):  # each third of a number is a draw of its own
            at = begin + (z & mask)
            if (taken[at >> SIX] >> (at & S63)) & ONE:
                return int(slot[at]), trial
            z = z >> THIRD
