"""Step 5: open places become posts, which stay open until they are filled or withdrawn."""

from __future__ import annotations

import numpy as np

from agents.codes import Ownership
from agents.draws import Stream
from agents.kernels.posting import count_posts, plan_posts, price_posts, renew_posts
from agents.state import Posts
from sim.automation import post_mix, require
from sim.inputs import SCHOOL_YEARS, sum_by_group
from sim.pay_rules import occupation_pay
from sim.services import open_list
from sim.steps.internships import keep_interns
from sim.steps.recruit import book_reserved, recruitment, reserved_by_firm
from sim.world import World


def post(world: World) -> None:
    """Offer the places a firm wants to fill now; the rest of its capacity stays idle.

    Who comes to a household business without anybody runs it, and keeps the profit.
    """
    f, x, s, p = world.population.firms, world.inputs, world.structure, world.parameters
    flows, month = world.flows, int(world.month)
    expired = expire(world)
    old, quota = world.population.posts, recruitment(world)
    alive = f.alive == 1
    reserved = reserved_by_firm(old, quota)
    f.vacancies[:] = np.where(alive, np.maximum(world.plan.wanted - f.n_workers, reserved), 0)
    f.places[:] = np.where(alive, np.maximum(f.places, f.n_workers + f.n_break + f.vacancies), 0)
    first = count_posts(old.firm, f.n)
    start = np.empty(f.n + 1, np.int64)
    opened, closed = np.empty(f.n, np.int32), np.empty(f.n, np.int32)
    plan_posts(f.vacancies, first, start, opened, closed)
    posts = Posts(int(start[-1]))
    occupation_share, experienced = post_mix(world, opened)
    renew_posts(
        month, first, start, f.id, f.unit, f.industry, occupation_share, s.schooling_share,
        world.key(Stream.POST, 0), old.key, old.opened, old.occupation, old.schooling,
        old.asks, quota,
        posts.key, posts.firm, posts.opened, posts.market, posts.occupation, posts.schooling,
        posts.asks,
    )  # fmt: skip
    require(world, old, posts, first, start, experienced)
    world.population.posts = posts
    book_reserved(world, quota, old, expired)
    world.post_wage, world.post_least = np.empty(posts.n), np.empty(posts.n)
    price_posts(
        month, posts.firm, posts.opened, posts.market, posts.schooling, f.id, f.industry,
        f.ownership, f.rent, f.shock, f.true_size, p["vacancy_pay"],
        world.log_base() - p["posted_gap"],
        x.unit_level, (p["market_wage"] * world.market.heat).ravel(), p["r_school"], SCHOOL_YEARS,
        occupation_pay(p), p["phi_b"], p["prem_size"], s.firm_pay, world.minimum_wage(),
        p["nc_mw"], p["nc_depth"], world.key(Stream.COMPLIANCE, 0),
        world.post_wage, world.post_least,
    )  # fmt: skip
    founder = (f.ownership[posts.firm] == Ownership.HOUSEHOLD) & (f.n_workers[posts.firm] == 0)
    world.post_wage += p["founder_premium"] * founder
    for count, places in ((flows.posts, opened), (flows.withdrawn, closed)):
        count += sum_by_group(f.unit, places, flows.n)
    flows.vacancies += sum_by_group(f.unit, f.vacancies, flows.n)
    open_list(world)
    keep_interns(world)


def expire(world: World) -> np.ndarray:
    """Withdraw the posts reserved for graduates in the year before; return int64[n_units]."""
    posts, flows = world.population.posts, world.flows
    expired = np.zeros(flows.n, np.int64)
    if world.month.month == 1:
        unit = world.population.firms.unit[posts.firm[posts.asks > 0]]
        expired += np.bincount(unit, minlength=flows.n)
        flows.withdrawn += expired
        posts.reorder(np.flatnonzero(posts.asks == 0))
    return expired
