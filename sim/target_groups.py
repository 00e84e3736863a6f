"""Help for groups that measures name: certified persons who search long, veterans, the disabled."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from agents.claims import Claim
from agents.codes import Status
from agents.columns import Array
from agents.draws import Stream
from agents.kernels.target_groups import (
    add_contacts,
    disabled_among,
    favour_applicants,
    recognise_veterans,
)
from sim.claims import claim, expected, in_fen
from sim.world import Applications, World

Floats = npt.NDArray[np.float64]
PROMISED = 120  # months; a supported job is paid while it lasts, and few last ten years


def show_posts(world: World, applications: Array) -> None:
    """Let services show further posts to seekers of the groups; it may be more, never less.

    Parameters
    ----------
    applications : int8[n_workers], of this month; written by addition
    """
    w, p, lever = world.population.workers, world.parameters, world.levers
    rows = np.flatnonzero(applications).astype(np.int32)
    recognise_veterans(
        int(world.month), rows, w.id, w.sex, w.birth, p["veteran_share"],
        world.key(Stream.VETERAN, 0), w.flags,
    )  # fmt: skip
    graded, uplift = lever.graded_contacts.values, lever.group_uplift.values
    if not graded.any() and not uplift.any():
        return
    add_contacts(
        rows, w.id, w.unit, w.status, w.spell, w.flags, graded, uplift * p["n_app"],
        p["help_first_part"], p["disabled_share"], p["opt_in"], world.key(Stream.DISABLED, 0),
        world.key(Stream.OPT_IN, 0), world.key(Stream.GROUP_CONTACT), applications,
    )  # fmt: skip


def waived_steps(world: World) -> Any:
    """Return int64[n_units]: steps of schooling that posts do not ask of veterans."""
    return np.floor(world.levers.veteran_waiver.values + 0.5).astype(np.int64)


def favour(world: World, sent: Applications) -> None:
    """Let firms rank higher whom a subsidy or the rule of priority makes worth more to them."""
    w, posts, p = world.population.workers, world.population.posts, world.parameters
    supported = supported_pay(world)
    priority = np.where(world.levers.veteran_waiver.values > 0.0, p["veteran_priority"], 0.0)
    if not supported.any() and not priority.any():
        return
    favour_applicants(
        sent.rows, sent.start, sent.post, posts.market, world.post_wage, w.id, w.status, w.flags,
        supported, priority, p["k_cost"], p["disabled_share"], p["opt_in"],
        world.key(Stream.DISABLED, 0), world.key(Stream.OPT_IN, 0), sent.score,
    )  # fmt: skip


def supported_pay(world: World) -> Floats:
    """Return float64[n_units]: yuan a month that a firm expects for a disabled person's job."""
    lever = world.levers
    share = lever.take_up.values * expected(world, Claim.SUPPORTED_JOB)
    return np.asarray(lever.supported_job.values * share * world.price_level())


def claim_supported_jobs(world: World, hired: Array, was: Array) -> None:
    """Claim the subsidy of those of `hired` who are disabled and had no firm's job before.

    Parameters
    ----------
    hired : int32[n], rows of this month's hires; was : int8[n], their status before
    """
    w, p = world.population.workers, world.parameters
    rows = hired[(was != Status.EMPLOYEE) & (w.status[hired] == Status.EMPLOYEE)]
    rows = disabled_among(rows, w.id, w.flags, p["disabled_share"], world.key(Stream.DISABLED, 0))
    fen = in_fen(world, world.levers.supported_job.values)
    claim(world, Claim.SUPPORTED_JOB, rows, fen[w.unit[rows]], PROMISED)
