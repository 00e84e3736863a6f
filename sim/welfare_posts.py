"""Public-welfare posts: offered as a last resort, paid from the employment subsidy fund."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import Account, Budget
from agents.codes import Programme, Status
from agents.columns import Array
from agents.kernels.rows import rows_where
from agents.kernels.rules import contribution_due
from agents.kernels.welfare_posts import leave_posts, post_candidates, run_down_posts, take_posts
from sim.budgets import budget_lines
from sim.hardship import count_placed
from sim.ledger import Line, whole_fen
from sim.offers import book_exits, book_unfilled, draw_lots, make_offers, outside_options
from sim.world import World

HOSTS = "firms.welfare_posts"
Ints = npt.NDArray[np.int64]


def holders(world: World) -> Array:
    """Return int32[n]: rows of the holders of posts, in rising order.

    A post uses the column of subsidised months; what one who retired leaves there is cleared.
    """
    w = world.population.workers
    rows = rows_where(w.subsidy_months)
    w.subsidy_months[rows[(w.status[rows] != Status.WELFARE_POST) & (w.employer[rows] < 0)]] = 0
    return np.asarray(rows[w.status[rows] == Status.WELFARE_POST])


def post_pay(world: World) -> npt.NDArray[np.float64]:
    """Return float64[n_units]: yuan a month of a post."""
    return np.asarray(world.levers.welfare_post_pay.values * world.minimum_wage())


def hosts_pay(world: World) -> Ints:
    """Return int64[n_units]: fen a month of a post's pay that its host bears."""
    share = 1.0 - world.levers.welfare_post_share.values
    return whole_fen(share * post_pay(world))


def willing_hosts(world: World) -> npt.NDArray[np.float64]:
    """Return float64[n_units]: share of posts for which a host is found at its part of the pay.

    What the work of a post is worth to its host lies evenly between nothing and the part
    `post_host_value` of the pay; a host takes the post if it is worth what it costs the host.
    """
    cost = 1.0 - world.levers.welfare_post_share.values
    return np.clip(1.0 - cost / world.parameters["post_host_value"], 0.0, 1.0)


def monthly_cost(world: World) -> tuple[Ints, Ints]:
    """Return int64[n_units] each, fen a month that a post costs the fund: pay, contributions."""
    lever = world.levers
    floor, rate = lever.contribution_floor.values, lever.contribution_rate_employer.values
    due = [contribution_due(b, r, 1.0) for b, r in zip(floor, rate, strict=True)]
    whole = whole_fen(post_pay(world))
    return whole - hosts_pay(world), np.array(due, np.int64)


def run_posts(world: World) -> None:
    """End posts, offer the free ones by lot, and put the month's cost down for payment."""
    w, p, flows = world.population.workers, world.parameters, world.flows
    now = holders(world)
    pay = post_pay(world)
    if not len(now) and not world.levers.welfare_posts.values.any():
        return
    over = w.subsidy_months[now] <= 1
    better = outside_options(world, now) > np.log(w.wage[now].astype(np.float64)) + 1e-6
    book_exits(world, Programme.WELFARE_POST, now[better & ~over])
    flows.welfare_post_ends += np.bincount(w.unit[now[over]], minlength=flows.n)
    leave_posts(
        now[over | better], w.unit, w.status, w.wage, w.tenure, w.spell, w.reservation_wage,
        w.subsidy_months, w.flags, p["rw0"], flows.separations,
    )  # fmt: skip
    now = now[~(over | better)]
    run_down_posts(now, w.unit, w.wage, w.subsidy_months, pay)
    staff = np.bincount(w.unit[now], minlength=flows.n)
    places = open_places(world, staff)
    rows = post_candidates(
        world.current_applications().rows, w.status, w.spell, w.flags, int(p["post_least_search"])
    )
    asked = draw_lots(world, Programme.WELFARE_POST, rows, places)
    taken = asked[make_offers(world, Programme.WELFARE_POST, asked, np.log(pay[w.unit[asked]]))]
    take_posts(
        taken, w.id, w.unit, w.urban, w.status, w.wage, w.tenure, w.spell, w.industry,
        w.occupation, w.insured, w.subsidy_months, w.flags, pay,
        world.levers.welfare_post_months.values, p["reg_new"], world.register_key(),
        flows.urban_entries, flows.urban_entry_persons, flows.urban_registered,
    )  # fmt: skip
    count_placed(world, taken)
    new = np.bincount(w.unit[taken], minlength=flows.n)
    book_unfilled(world, Programme.WELFARE_POST, places - new)
    flows.welfare_posts += staff + new
    put_down_costs(world, staff + new)


def post_lines(world: World) -> tuple[Line, Line]:
    """Return the year's lines of welfare posts."""
    return budget_lines(world, Account.EMPLOYMENT_SUBSIDY, Budget.WELFARE_POSTS)


def open_places(world: World, staff: Ints) -> Ints:
    """Return int64[n_units]: posts that may be offered: below the quota, and covered by money.

    A new post must be paid to the end of the fiscal year from what the posts that run leave, and
    all posts together for a year from a year's envelope.
    """
    quota = world.levers.welfare_posts.values * willing_hosts(world)
    quota = quota * world.share_of_region() / world.fraction
    places = np.maximum(np.floor(quota + 0.5).astype(np.int64) - staff, 0)
    cost = np.sum(monthly_cost(world), axis=0)
    left = 12 - world.month.month + 1
    for half, line in enumerate(post_lines(world)):
        here = np.flatnonzero(world.inputs.half == half)
        running = int((staff[here] * cost[here]).sum())
        world.ledger.recommit(line, running * left)
        dear = int(cost[here].max())
        spare = min(
            world.ledger.uncommitted(line) // (dear * left),
            (world.ledger.envelope[line] - 12 * running) // (12 * dear),
        )
        wished = int(places[here].sum())
        if wished > max(spare, 0):  # largest remainder, ties to the first unit
            exact = places[here] * max(spare, 0) / wished
            fewer = np.floor(exact).astype(np.int64)
            more = np.argsort(fewer - exact, kind="stable")[: max(spare, 0) - int(fewer.sum())]
            fewer[more] += 1
            places[here] = fewer
    return np.asarray(places)


def put_down_costs(world: World, staff: Ints) -> None:
    """Commit the posts' cost to the end of the year; put this month's down for step `pay`."""
    pay, contributions = monthly_cost(world)
    hosts = staff * hosts_pay(world)
    for half, line in enumerate(post_lines(world)):
        inside = world.inputs.half == half
        here = np.where(inside, staff, 0)
        wages, insurance = here * pay, here * contributions
        cost = int((wages + insurance).sum())
        world.ledger.book("firms", "households", half, int(hosts[inside].sum()), HOSTS)
        world.ledger.recommit(line, cost * (12 - world.month.month))
        world.dues += [(line, "households", wages), (line, "social_insurance", insurance)]
