"""Deferred acceptance: stable, best for who proposes, blind to order; equal to another library."""

from __future__ import annotations

import json
import warnings

import naive
import naive_markets
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matching.games import HospitalResident, StableMarriage

from agents.jit import set_threads
from agents.kernels.matching import FIRM, WORKER, deferred_acceptance, match_graph

markets = st.tuples(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 25))
proposers = st.sampled_from([WORKER, FIRM])
SIDES = {WORKER: "worker", FIRM: "firm"}
OPTIMAL = {WORKER: "resident", FIRM: "hospital"}


# ------------------------------------------------------------------------------ worlds


def graph(rng, n_workers, n_posts, longest=8, most_places=4, ties=True):
    """Return the arguments of `match_graph` on a random application graph."""
    length = rng.integers(0, min(longest, n_posts) + 1, n_workers)
    start = np.concatenate([[0], np.cumsum(length)])
    post = [rng.choice(n_posts, k, replace=False) for k in length]
    size = int(start[-1])
    return {
        "start": start,
        "post": np.concatenate([*post, np.zeros(0)]).astype(np.int32),
        "score": rng.integers(0, 3, size).astype(float) if ties else rng.normal(size=size),
        "worker_key": rng.integers(0, 3 if ties else 2**64, n_workers, dtype=np.uint64),
        "capacity": rng.integers(0, most_places + 1, n_posts).astype(np.int32),
        "proposer": WORKER,
        "max_rounds": 0,
        "held": np.full(n_workers, -9, np.int32),
    }


def solve(case, **changes):
    """Return what `match_graph` holds in the end."""
    _, after = naive.run(match_graph, case | changes)
    return after["held"]


def wishes(case, i):
    """Return the posts on the list of worker i, best first."""
    return case["post"][case["start"][i] : case["start"][i + 1]].tolist()


def liking(case, i, p):
    """Return how much post p wants worker i; the larger is preferred."""
    at = case["start"][i] + wishes(case, i).index(p)
    return float(case["score"][at]), int(case["worker_key"][i]), -i


def blocking_pairs(case, held):
    """Return the pairs that both would rather have each other than what they have."""
    staff = {p: [i for i, q in enumerate(held) if q == p] for p in range(len(case["capacity"]))}
    found = []
    for i, mine in enumerate(held.tolist()):
        for p in wishes(case, i):
            if p == mine:
                break
            worst = min((liking(case, w, p) for w in staff[p]), default=None)
            room = len(staff[p]) < case["capacity"][p]
            if room or (worst is not None and liking(case, i, p) > worst):
                found.append((i, p))
    return found


def firm_lists(case):
    """Return each post's applicants, best first."""
    lists = [[] for _ in case["capacity"]]
    for i in range(len(case["held"])):
        for p in wishes(case, i):
            lists[p].append(i)
    return [
        sorted(a, key=lambda i, p=p: liking(case, i, p), reverse=True) for p, a in enumerate(lists)
    ]


def by_library(worker_lists, firm_lists_, capacity, proposer):
    """Return the answer of the `matching` package; it takes no empty lists or places."""
    mutual = [
        [f for f in wanted if capacity[f] > 0 and i in firm_lists_[f]]
        for i, wanted in enumerate(worker_lists)
    ]
    residents = {f"w{i}": [f"f{f}" for f in wanted] for i, wanted in enumerate(mutual) if wanted}
    hospitals = {}
    for f, listed in enumerate(firm_lists_):
        known = [f"w{i}" for i in listed if f in mutual[i]]
        if known:
            hospitals[f"f{f}"] = known
    held = np.full(len(worker_lists), -1)
    if not hospitals:
        return held
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the library warns of those left unmatched
        game = HospitalResident.create_from_dictionaries(
            residents, hospitals, {name: int(capacity[int(name[1:])]) for name in hospitals}
        )
        solved = game.solve(optimal=OPTIMAL[proposer])
    for hospital, staff in solved.items():
        for resident in staff:
            held[int(resident.name[1:])] = int(hospital.name[1:])
    return held


# ------------------------------------------------------------------------------ the kernel


@given(markets, st.booleans(), proposers, st.integers(0, 4))
def test_the_matching_is_that_of_its_twin_after_any_number_of_rounds(
    market, ties, proposer, max_rounds
):
    case = graph(np.random.default_rng(market[0]), *market[1:], ties=ties)
    case |= {"proposer": proposer, "max_rounds": max_rounds}
    naive.agree(match_graph, naive_markets.match_graph, case)


@given(markets, st.booleans(), proposers)
def test_no_pair_would_rather_have_each_other(market, ties, proposer):
    case = graph(np.random.default_rng(market[0]), *market[1:], ties=ties)
    held = solve(case, proposer=proposer)
    assert blocking_pairs(case, held) == []
    assert (np.bincount(held[held >= 0], minlength=market[2]) <= case["capacity"]).all()
    assert all(p < 0 or p in wishes(case, i) for i, p in enumerate(held.tolist()))


def test_the_search_for_blocking_pairs_finds_one():
    case = {
        "start": np.array([0, 2, 4]),
        "post": np.array([0, 1, 0, 1], np.int32),
        "score": np.array([1.0, 1.0, 2.0, 2.0]),
        "worker_key": np.array([5, 6], np.uint64),
        "capacity": np.array([1, 1], np.int32),
        "proposer": WORKER,
        "max_rounds": 0,
        "held": np.zeros(2, np.int32),
    }
    assert blocking_pairs(case, np.array([0, 1])) == [(1, 0)]
    assert blocking_pairs(case, np.array([-1, 0])) == [(0, 1)]
    assert solve(case).tolist() == [1, 0]


@given(markets, st.booleans())
def test_the_same_workers_and_places_are_matched_whoever_proposes(market, ties):
    """Rural hospitals: and a firm with a free place has the same staff."""
    case = graph(np.random.default_rng(market[0]), *market[1:], ties=ties)
    one, other = solve(case), solve(case, proposer=FIRM)
    np.testing.assert_array_equal(one >= 0, other >= 0)
    n_one, n_other = (np.bincount(h[h >= 0], minlength=market[2]) for h in (one, other))
    np.testing.assert_array_equal(n_one, n_other)
    for p in np.flatnonzero(n_one < case["capacity"]):
        np.testing.assert_array_equal(one == p, other == p)


@given(markets)
def test_each_side_does_at_least_as_well_when_it_proposes(market):
    case = graph(np.random.default_rng(market[0]), *market[1:])
    one, other = solve(case).tolist(), solve(case, proposer=FIRM).tolist()
    for i, (mine, theirs) in enumerate(zip(one, other, strict=True)):
        assert mine == theirs or wishes(case, i).index(mine) < wishes(case, i).index(theirs)
    for p in range(market[2]):
        likes = [
            sorted((liking(case, i, p) for i, q in enumerate(h) if q == p), reverse=True)
            for h in (other, one)
        ]
        assert all(a >= b for a, b in zip(*likes, strict=True))


@given(markets, proposers)
def test_ties_are_broken_by_the_key_and_then_by_the_row(market, proposer):
    case = graph(np.random.default_rng(market[0]), *market[1:])
    case["score"][:] = 1.0
    strict = case | {"worker_key": case["worker_key"] * np.uint64(1000)}
    strict["worker_key"] += np.arange(market[1], 0, -1).astype(np.uint64)
    np.testing.assert_array_equal(solve(case, proposer=proposer), solve(strict, proposer=proposer))


@given(markets, st.booleans(), proposers)
def test_the_order_of_workers_does_not_matter(market, ties, proposer):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:], ties=ties)
    case["worker_key"] = rng.permutation(market[1]).astype(np.uint64)
    order = rng.permutation(market[1])
    edges = [np.arange(case["start"][i], case["start"][i + 1]) for i in order]
    edge = np.concatenate(edges)
    moved = case | {
        "start": np.concatenate([[0], np.cumsum([len(e) for e in edges])]),
        "post": case["post"][edge],
        "score": case["score"][edge],
        "worker_key": case["worker_key"][order],
    }
    np.testing.assert_array_equal(
        solve(moved, proposer=proposer), solve(case, proposer=proposer)[order]
    )


@given(markets, proposers)
def test_the_numbers_of_posts_do_not_matter(market, proposer):
    rng = np.random.default_rng(market[0])
    case = graph(rng, *market[1:])
    name = rng.permutation(market[2]).astype(np.int32)
    moved = case | {"post": name[case["post"]], "capacity": np.empty_like(case["capacity"])}
    moved["capacity"][name] = case["capacity"]
    held = solve(case, proposer=proposer)
    wanted = np.where(held >= 0, name[held], -1)
    np.testing.assert_array_equal(solve(moved, proposer=proposer), wanted)


@pytest.mark.parametrize("proposer", [WORKER, FIRM])
def test_one_thread_two_threads_and_plain_python_give_the_same_bits(proposer):
    case = graph(np.random.default_rng(4), 5000, 700, longest=12, most_places=9)
    case["proposer"] = proposer
    held = []
    try:
        for threads in (1, 2):
            set_threads(threads)
            held.append(solve(case))
    finally:
        set_threads(1)
    serial = case["held"].copy()
    match_graph.py_func(*[serial if name == "held" else case[name] for name in case])
    np.testing.assert_array_equal(held[0], held[1])
    np.testing.assert_array_equal(held[0], serial)
    assert (held[0] >= 0).any()


def test_rounds_end_in_the_stable_matching_and_a_lost_offer_is_lost():
    case = graph(np.random.default_rng(5), 300, 100, most_places=2)
    for proposer in (WORKER, FIRM):
        end = solve(case, proposer=proposer)
        np.testing.assert_array_equal(solve(case, proposer=proposer, max_rounds=10_000), end)
        n = [np.count_nonzero(solve(case, proposer=proposer, max_rounds=r) >= 0) for r in (1, 2, 5)]
        assert n[0] <= n[1] <= n[2] <= np.count_nonzero(end >= 0)
        assert n[0] < np.count_nonzero(end >= 0)
    # two firms, one place each, both want worker 0 most: one round leaves worker 1 without an offer
    both = {
        "start": np.array([0, 2, 4]),
        "post": np.array([0, 1, 0, 1], np.int32),
        "score": np.array([2.0, 2.0, 1.0, 1.0]),
        "worker_key": np.array([1, 2], np.uint64),
        "capacity": np.array([1, 1], np.int32),
        "proposer": FIRM,
        "max_rounds": 1,
        "held": np.zeros(2, np.int32),
    }
    assert solve(both).tolist() == [0, -1]
    assert solve(both, max_rounds=2).tolist() == [0, 1]


@pytest.mark.parametrize("proposer", [WORKER, FIRM])
@pytest.mark.parametrize("max_rounds", [0, 1])
def test_nobody_nothing_and_no_places(proposer, max_rounds):
    rng = np.random.default_rng(1)
    for n_workers, n_posts in ((0, 3), (0, 0), (4, 0)):
        case = graph(rng, n_workers, n_posts) | {"proposer": proposer, "max_rounds": max_rounds}
        assert solve(case).tolist() == [-1] * n_workers
    closed = graph(rng, 6, 3, most_places=0) | {"proposer": proposer, "max_rounds": max_rounds}
    assert solve(closed).tolist() == [-1] * 6


# ------------------------------------------------------------------------------ other libraries


@given(markets, st.booleans(), proposers)
def test_the_library_matching_finds_the_same_hospitals_and_residents(market, ties, proposer):
    case = graph(np.random.default_rng(market[0]), *market[1:], ties=ties)
    lists = [wishes(case, i) for i in range(market[1])]
    expected = by_library(lists, firm_lists(case), case["capacity"], proposer)
    np.testing.assert_array_equal(solve(case, proposer=proposer), expected)
    door = deferred_acceptance(lists, firm_lists(case), case["capacity"], proposer=SIDES[proposer])
    np.testing.assert_array_equal(door, expected)


@given(st.integers(0, 10**6), st.integers(1, 12), proposers)
def test_the_library_matching_finds_the_same_stable_marriages(number, n, proposer):
    rng = np.random.default_rng(number)
    suitors, reviewers = (np.array([rng.permutation(n) for _ in range(n)]) for _ in range(2))
    solved = StableMarriage.create_from_dictionaries(
        {f"w{i}": [f"f{f}" for f in row] for i, row in enumerate(suitors)},
        {f"f{f}": [f"w{i}" for i in row] for f, row in enumerate(reviewers)},
    ).solve(optimal="suitor" if proposer == WORKER else "reviewer")
    expected = np.empty(n, int)
    for suitor, reviewer in solved.items():
        expected[int(suitor.name[1:])] = int(reviewer.name[1:])
    held = deferred_acceptance(suitors, reviewers, np.ones(n, int), proposer=SIDES[proposer])
    np.testing.assert_array_equal(held, expected)


@given(markets, proposers)
def test_the_door_takes_truncated_and_one_sided_lists(market, proposer):
    """A pair counts only where each lists the other."""
    seed, n_workers, n_firms = market
    rng = np.random.default_rng(seed)
    lists = [
        rng.permutation(n_firms)[: rng.integers(0, n_firms + 1)].tolist() for _ in range(n_workers)
    ]
    firms = [
        rng.permutation(n_workers)[: rng.integers(0, n_workers + 1)].tolist()
        for _ in range(n_firms)
    ]
    capacity = rng.integers(0, 5, n_firms)
    expected = by_library(lists, firms, capacity, proposer)
    padded = np.full((n_workers, n_firms), -1)
    for i, row in enumerate(lists):
        padded[i, : len(row)] = row
    for given_ in (lists, padded, [np.array(row, int) for row in lists]):
        held = deferred_acceptance(given_, firms, capacity, proposer=SIDES[proposer])
        np.testing.assert_array_equal(held, expected)


@given(markets, proposers)
def test_ranks_say_the_same_as_lists(market, proposer):
    seed, n_workers, n_firms = market
    rng = np.random.default_rng(seed)
    lists = [
        rng.permutation(n_firms)[: rng.integers(0, n_firms + 1)].tolist() for _ in range(n_workers)
    ]
    order = np.array([rng.permutation(n_workers) for _ in range(n_firms)])
    place = np.argsort(order, axis=1)
    capacity = rng.integers(0, 5, n_firms)
    side = SIDES[proposer]
    expected = deferred_acceptance(lists, order, capacity, proposer=side)
    ragged = [[float(place[f, i]) for f in row] for i, row in enumerate(lists)]
    padded, ranks = np.full((n_workers, n_firms), -1), np.full((n_workers, n_firms), np.nan)
    for i, row in enumerate(lists):
        padded[i, : len(row)] = row
        ranks[i, : len(row)] = ragged[i]
    for wanted, rank in ((lists, ragged), (padded, ranks)):
        held = deferred_acceptance(wanted, None, capacity, proposer=side, rank=rank)
        np.testing.assert_array_equal(held, expected)


def test_tied_ranks_go_to_the_lower_id():
    held = deferred_acceptance([[0], [0], [0]], None, [2], rank=[[1.0], [0.0], [1.0]])
    assert held.tolist() == [0, 0, -1]


TINY = {
    "capacity": [1, 2],
    "worker_prefs": [[0, 1], [0, 1], [1, 0], [0]],
    "firm_prefs": [[2, 0, 1, 3], [0, 1, 2, 3]],
}
TINY_ANSWERS = {"worker": [0, 1, 1, -1], "firm": [1, 1, 0, -1]}  # by hand


@pytest.mark.parametrize("name", ["tiny", "small", "random_tastes"])
def test_published_instances_have_the_published_answers(name, published):
    def write(path):
        path.write_text(json.dumps(TINY))

    for path in published(f"stable_matching/{name}.json", write):
        instance = json.loads(path.read_text())
        answers = TINY_ANSWERS
        if (path.parent / "expected.json").exists():
            found = json.loads((path.parent / "expected.json").read_text())[name]
            answers = {side: found[f"{side}_optimal"]["assignment"] for side in TINY_ANSWERS}
        for side, answer in answers.items():
            held = deferred_acceptance(
                instance["worker_prefs"], instance["firm_prefs"], instance["capacity"],
                proposer=side,
            )  # fmt: skip
            assert held.tolist() == answer


def test_twenty_thousand_workers_and_six_hundred_firms():
    rng = np.random.default_rng(11)
    n, n_firms, length = 20_000, 600, 10
    wanted = np.argsort(rng.random((n, n_firms)), axis=1)[:, :length]
    rank = rng.random((n, length))
    capacity = rng.integers(0, 60, n_firms)
    held = {
        s: deferred_acceptance(wanted, None, capacity, proposer=s, rank=rank)
        for s in SIDES.values()
    }
    for found in held.values():
        staff = np.bincount(found[found >= 0], minlength=n_firms)
        assert (staff <= capacity).all()
        at = np.where(found >= 0, (wanted == found[:, None]).argmax(axis=1), length)
        assert ((found < 0) | (wanted == found[:, None]).any(axis=1)).all()
        worst = np.full(n_firms, -np.inf)
        matched = np.flatnonzero(found >= 0)
        np.maximum.at(worst, found[matched], rank[matched, at[matched]])
        worst[staff < capacity] = np.inf
        would = (np.arange(length) < at[:, None]) & (rank < worst[wanted])
        assert not would.any()
    np.testing.assert_array_equal(held["worker"] >= 0, held["firm"] >= 0)


# ------------------------------------------------------------------------------ refusals

GOOD = {"worker_prefs": [[0, 1], [1]], "firm_prefs": [[0], [1, 0]], "capacity": [1, 1]}
RANKED = GOOD | {"firm_prefs": None}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"worker_prefs": [[0, 2], [1]]}, "worker_prefs, list 0: unknown id 2; ids are 0 to 1"),
        ({"worker_prefs": [[], [0, -1]]}, "worker_prefs, list 1: unknown id -1"),
        ({"worker_prefs": [[0, 1], [1, 1]]}, "worker_prefs, list 1: an id stands there twice"),
        ({"worker_prefs": [[0, 1], [1.0]]}, "worker_prefs, list 1 holds float64"),
        ({"worker_prefs": [[0, 1], [np.nan]]}, r"worker_prefs, list 1 holds NaN at \[0\]"),
        ({"worker_prefs": [[0, 1], 1]}, "worker_prefs, list 1: 1 is no list of ids"),
        ({"worker_prefs": [[0, 1], ["a"]]}, "worker_prefs, list 1 holds <U1"),
        ({"worker_prefs": "01"}, "worker_prefs is str"),
        ({"worker_prefs": {0: [0]}}, "worker_prefs is dict"),
        ({"worker_prefs": np.array([0, 1])}, "worker_prefs has 1 dimensions"),
        ({"worker_prefs": np.array([[0, 1], [1, -2]])}, "worker_prefs, list 1: -2 is no id"),
        ({"worker_prefs": np.array([[0, 1], [1, 5]])}, "worker_prefs, list 1: unknown id 5"),
        ({"worker_prefs": np.array([[0, 1], [1, np.nan]])}, r"worker_prefs holds NaN at \[1, 1\]"),
        ({"worker_prefs": np.array([[0, 0], [1, -1]])}, "worker_prefs, list 0: an id stands"),
        ({"firm_prefs": [[0], [1, 2]]}, "firm_prefs, list 1: unknown id 2; ids are 0 to 1"),
        ({"firm_prefs": [[0, 0], [1]]}, "firm_prefs, list 0: an id stands there twice"),
        ({"firm_prefs": [[0]]}, "firm_prefs has 1 lists for 2 firms"),
        ({"capacity": [1, -1]}, "capacity of firm 1 is -1"),
        ({"capacity": [1, np.nan]}, r"capacity holds NaN at \[1\]"),
        ({"capacity": [1.5, 1.0]}, "capacity holds float64"),
        ({"capacity": [[1, 1]]}, "capacity has 2 dimensions"),
        ({"capacity": 3}, "capacity has 0 dimensions"),
        ({"capacity": [1]}, "worker_prefs, list 0: unknown id 1; ids are 0 to 0"),
        ({"proposer": "post"}, "proposer is 'post'"),
        ({"firm_prefs": None}, "give firm_prefs, or rank"),
        ({"rank": [[1, 2], [1]]}, "give firm_prefs or rank, not both"),
    ],
)
def test_the_door_says_what_is_wrong_and_where(changes, message):
    case = GOOD | changes
    more = {name: case[name] for name in ("proposer", "rank") if name in case}
    with pytest.raises(ValueError, match=message):
        deferred_acceptance(case["worker_prefs"], case["firm_prefs"], case["capacity"], **more)


@pytest.mark.parametrize(
    ("rank", "message"),
    [
        ([[1.0, np.nan], [1.0]], "rank, list 0: NaN at place 1"),
        ([[1.0, 2.0], [np.nan]], "rank, list 1: NaN at place 0"),
        ([[1.0, 2.0]], "rank has 1 lists, worker_prefs 2"),
        ([[1.0, 2.0], [1.0, 2.0]], "rank, list 1: 2 ranks for 1 firms"),
        ([1.0, 2.0], "rank is no list of lists"),
        (5, "rank is no list of lists"),
    ],
)
def test_the_door_refuses_wrong_ranks(rank, message):
    with pytest.raises(ValueError, match=message):
        deferred_acceptance(RANKED["worker_prefs"], None, RANKED["capacity"], rank=rank)


def test_the_door_refuses_ranks_of_another_shape():
    padded = np.array([[0, 1], [1, -1]])
    with pytest.raises(ValueError, match=r"rank has shape \(2, 3\), worker_prefs \(2, 2\)"):
        deferred_acceptance(padded, None, [1, 1], rank=np.zeros((2, 3)))
    with pytest.raises(ValueError, match="rank, list 0: NaN at place 1"):
        deferred_acceptance(padded, None, [1, 1], rank=np.array([[1.0, np.nan], [2.0, 0.0]]))
    with pytest.raises(ValueError, match="rank holds <U1"):
        deferred_acceptance(padded, None, [1, 1], rank=np.array([["a", "b"], ["c", "d"]]))
