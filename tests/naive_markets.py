"""Plain-Python twins of the kernels of sub-markets and of matching, from their documentation.

As in `naive`, a twin takes one namespace of the kernel's arguments with lists for arrays, writes
what the kernel writes and returns what it returns.
"""

from __future__ import annotations

from naive import mix

EMPTY = NOWHERE = -1
MAX_VISITS = 4096
FIRM = 1


# ---------------------------------------------------------------- sub-markets


def alias_tables(a):
    for begin, end in zip(a.first, a.first[1:], strict=False):
        n = end - begin
        total = sum(a.share[begin:end])
        chance = [a.share[k] * n / total for k in range(begin, end)]
        small = [k for k in range(n) if chance[k] < 1.0]
        large = [k for k in range(n) if chance[k] >= 1.0]
        alias = list(range(n))
        while small and large:
            k, big = small.pop(), large[-1]
            alias[k] = big
            chance[big] -= 1.0 - chance[k]
            if chance[big] < 1.0:
                small.append(large.pop())
        for k in (*small, *large):
            chance[k] = 1.0
        a.keep[begin:end], a.other[begin:end] = chance, alias


def draw_market(a):
    begin, n = a.first[a.row], a.first[a.row + 1] - a.first[a.row]
    trial = a.trial
    for _ in range(MAX_VISITS):
        high, low = divmod(mix(a.sub + trial), 2**32)
        place = high / 2**32 * n
        k = int(place)
        if place - k >= a.keep[begin + k]:
            k = a.other[begin + k]
        market = a.market[begin + k]
        let_in = low / 2**32 < a.weight[market]
        trial += 1
        if let_in:
            return market, trial
    return NOWHERE, trial


def table_sizes(a):
    first = [0]
    for usual in a.usual:
        size = 1
        while size < max(a.least, a.slots_per_post * usual):
            size *= 2
        first.append(first[-1] + size)
    return first


def lay_out_posts(a):
    """Insert the posts of a table by rising key: then none ever has to move."""
    n_markets = len(a.first) - 1
    for m in range(n_markets):
        if a.post_market.count(m) > 0.75 * (a.first[m + 1] - a.first[m]):
            return m
    a.slot[:] = [EMPTY] * len(a.slot)
    for p in sorted(range(len(a.post_key)), key=lambda p: a.post_key[p]):
        begin, end = a.first[a.post_market[p]], a.first[a.post_market[p] + 1]
        at = (a.post_key[p] >> 11) % (end - begin)
        while a.slot[begin + at] != EMPTY:
            at = (at + 1) % (end - begin)
        a.slot[begin + at] = p
    return -1


def taken_slots(a):
    """Write the slots as one long binary number, the first slot last; cut it into 64 digits."""
    digits = "".join("0" if p == EMPTY else "1" for p in reversed(a.slot))
    number = int(digits or "0", 2)
    return [number >> 64 * word & 2**64 - 1 for word in range(len(a.slot) // 64 + 1)]


def draw_post(a):
    trial = a.trial
    while True:
        z = mix(a.sub + trial)
        trial += 1
        for third in (z, z >> 21, z >> 42):
            p = a.slot[a.first + third % a.size]
            if p != EMPTY:
                return p, trial


# ---------------------------------------------------------------- matching


def match_graph(a):
    """Propose in rounds; everybody compares all who ask with whom she holds."""
    wishes = [a.post[b:e] for b, e in zip(a.start, a.start[1:], strict=False)]
    liking = {}
    for i, posts in enumerate(wishes):
        for at, p in enumerate(posts):
            liking[p, i] = (a.score[a.start[i] + at], a.worker_key[i], -i)
    rounds = a.max_rounds if a.max_rounds > 0 else 10**9
    propose = _firms if a.proposer == FIRM else _workers
    a.held[:] = propose(wishes, liking, a.capacity, rounds)


def _workers(wishes, liking, capacity, rounds):
    staff = {p: [] for p in range(len(capacity))}
    left = [list(posts) for posts in wishes]
    for _ in range(rounds):
        at_work = {i for held in staff.values() for i in held}
        asking = [i for i in range(len(wishes)) if i not in at_work and left[i]]
        if not asking:
            break
        for i in asking:
            staff[left[i].pop(0)].append(i)
        for p, applicants in staff.items():
            applicants.sort(key=lambda i, p=p: liking[p, i], reverse=True)
            del applicants[capacity[p] :]
    held = [-1] * len(wishes)
    for p, hired in staff.items():
        for i in hired:
            held[i] = p
    return held


def _firms(wishes, liking, capacity, rounds):
    n_posts = len(capacity)
    left = [
        sorted((i for q, i in liking if q == p), key=lambda i, p=p: liking[p, i], reverse=True)
        for p in range(n_posts)
    ]
    held = [-1] * len(wishes)
    for _ in range(rounds):
        offers = [[] for _ in wishes]
        for p in range(n_posts):
            free = capacity[p] - held.count(p)
            for i in left[p][:free]:
                offers[i].append(p)
            del left[p][:free]
        if not any(offers):
            break
        for i, posts in enumerate(offers):
            choice = [*posts, held[i]] if held[i] >= 0 else posts
            if choice:
                held[i] = min(choice, key=wishes[i].index)
    return held
