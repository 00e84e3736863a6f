"""The model on a page: what happens in a month, in this order."""

from __future__ import annotations

from collections.abc import Callable

from sim.steps.age import age
from sim.steps.match import match
from sim.steps.pay import pay
from sim.steps.post import post
from sim.steps.record import record
from sim.steps.run_programmes import run_programmes
from sim.steps.search import search
from sim.steps.separate import separate
from sim.steps.set_demand import set_demand
from sim.steps.set_policy import set_policy
from sim.steps.train import train
from sim.world import World

MONTH: tuple[Callable[[World], None], ...] = (
    age,  # birthdays, school leaving, deaths, retirement, arrivals, places turning urban
    set_policy,  # each active measure writes this month's levers
    set_demand,  # demand by industry and unit; firms set their targets; entry and exit
    separate,  # quits, layoffs, seasonal breaks; the farm season and harvest; moves between homes
    post,  # open places become posts: what they ask and pay; hosts keep interns
    search,  # who searches, how hard, where; applications
    match,  # deferred acceptance; hires
    train,  # courses end, seats and assessments are offered
    run_programmes,  # internships, flexible work, welfare posts, start-ups
    pay,  # wages, arrears, contributions, benefits, allowances, claims; the ledger closes
    record,  # survey week; events become statistics
)


def step(world: World) -> None:
    """Let one month happen to the world."""
    world.begin_month()
    for process in MONTH:
        process(world)
