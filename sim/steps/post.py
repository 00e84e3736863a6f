"""Step 5: open places become posts."""

from __future__ import annotations

import numpy as np

from agents.draws import Stream
from agents.kernels.posting import index_markets, post_start, write_posts
from sim.inputs import SCHOOL_YEARS
from sim.world import Posts, World


def post(world: World) -> None:
    """Offer the places a firm wants to fill now; the rest of its capacity stays idle."""
    f, x, s, p = world.population.firms, world.inputs, world.structure, world.parameters
    carried = f.vacancies.copy()
    f.vacancies[:] = np.maximum(world.plan.wanted - f.n_workers, 0)
    f.vacancies[f.alive == 0] = 0
    f.places[:] = np.maximum(f.places, f.n_workers + f.n_break + f.vacancies)
    f.places[f.alive == 0] = 0
    fresh = np.maximum(f.vacancies - carried, 0)
    new = np.flatnonzero(fresh)
    count = np.bincount(f.unit[new], weights=fresh[new], minlength=world.flows.n)
    world.flows.posts += count.astype(np.int64)
    start = post_start(f.alive, f.vacancies)
    n = int(start[-1])
    posts = Posts(
        start,
        np.empty(n, np.int32), np.empty(n, np.int32), np.empty(n, np.int8), np.empty(n, np.int8),
        np.empty(n, np.float64), np.empty(n, np.uint64),
    )  # fmt: skip
    write_posts(
        start, f.id, f.unit, f.industry, f.ownership, f.rent, f.open_months, p["vacancy_pay"],
        world.log_base(), x.unit_level, p["market_wage"] * world.market.heat,
        s.occupation_share, s.schooling_share, p["r_school"], SCHOOL_YEARS,
        world.key(Stream.POST_OCCUPATION, 0), world.key(Stream.POST_SCHOOLING, 0),
        posts.firm, posts.market, posts.occupation, posts.schooling, posts.wage, posts.key,
    )  # fmt: skip
    posts.index = index_markets(posts.market, world.flows.n * 7)
    world.flows.vacancies += np.bincount(f.unit[posts.firm], minlength=world.flows.n)
    world.posts = posts
