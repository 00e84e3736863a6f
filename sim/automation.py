"""AI and machines in a month: who adopts, what firms plan for it, whom it displaces, which posts.

Called by the steps `set_demand`, `separate` and `post`; on the path `zero`, and before 2026,
nothing is touched.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.draws import Stream
from agents.kernels.automation import (
    N_CLASSES,
    adopt_technology,
    displace_staff,
    mark_displaced,
    settle_displacement,
    weigh_firms,
)
from agents.kernels.requirements import ask_requirements
from agents.state import Posts
from scenarios import tables_ai
from sim.inputs import cumulative, sum_by_group
from sim.response import agreements, support_pacing
from sim.world import World

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
CHUNKS = 64
STEPS = 60  # halvings when the hazard's level is sought: to the last bit


def active(world: World) -> bool:
    """Return whether technology may have changed anything by this month."""
    return world.inputs.technology.active and world.years_from_2025() > 0.0


def last_path_year() -> float:
    """Return the years after 2025 at which the paths end."""
    return float(tables_ai.last_year() - 2025)


def gross_share(world: World, months_back: int = 0) -> Floats:
    """Return float64[22]: places displaced by AI so far (linear in a year), some months ago."""
    table = world.inputs.technology.gross
    at = world.years_from_2025() - months_back / 12.0
    at = min(max(at, 0.0), len(table) - 1.0)
    low = min(int(at), len(table) - 2)
    return np.asarray(table[low] + (at - low) * (table[low + 1] - table[low]))


def machine_share(world: World, months_back: int = 0) -> Floats:
    """Return float64[22]: places replaced by machines so far, some months ago."""
    years = world.years_from_2025() - months_back / 12.0
    years = min(max(years, 0.0), last_path_year())
    return np.asarray(world.inputs.technology.machines * years)


def adoption_chance(share: Floats, weight: Ints, size: float) -> Floats:
    """Return float64[22, 12]: chance to have adopted by industry and size class.

    1 - (1 - share)^(level · 2^(size · class)), with the level at which adopters hold `share` of the
    industry's places.

    Parameters
    ----------
    share : float64[22], adopters' share of places
    weight : int64[22, 12], places by industry and size class
    size : float, elasticity of the hazard with respect to size
    """
    hazard = 2.0 ** (size * np.arange(N_CLASSES))
    places = weight / np.maximum(weight.sum(axis=1, keepdims=True), 1)
    stay = np.log(np.maximum(1.0 - share, 1e-300))[:, None]
    low, high = np.full((len(share), 1), 1.0 / hazard[-1]), np.ones((len(share), 1))
    for _ in range(STEPS):
        level = 0.5 * (low + high)
        mean = (places * -np.expm1(stay * level * hazard)).sum(axis=1, keepdims=True)
        over = mean > share[:, None]
        low, high = np.where(over, low, level), np.where(over, level, high)
    chance = -np.expm1(stay * low * hazard)
    chance[share <= 0.0] = 0.0
    chance[share >= 1.0] = 1.0
    return np.asarray(chance)


def adopt(world: World) -> None:
    """Let firms adopt; write each firm's technology factor and its plan for staff and posts."""
    if not active(world):
        return
    f, p, plan, t = world.population.firms, world.parameters, world.plan, world.inputs.technology
    parts = np.empty((CHUNKS, len(t.loss), N_CLASSES), np.int64)
    weigh_firms(f.industry, f.alive, f.true_size, f.target, f.technology, parts)
    gross, machines = gross_share(world), machine_share(world)
    loss = np.maximum(t.loss, gross)  # when all have adopted, they go on in step with the table
    share = np.divide(gross, loss, out=np.zeros_like(gross), where=loss > 0.0)
    streams = (
        (Stream.AI_ADOPTION, 0), (Stream.TASK_DELAY, 0), (Stream.AI_ROUNDING, None),
        (Stream.AI_SPLIT, None), (Stream.MACHINE_ROUNDING, None), (Stream.MACHINE_SPLIT, None),
        (Stream.TASK_ROUNDING, None), (Stream.PACING, 0),
    )  # fmt: skip
    adopt_technology(
        int(world.month), f.id, f.unit, f.industry, f.alive, f.true_size, f.founded, f.target,
        f.adopted, f.displaced, f.technology,
        adoption_chance(share, parts.sum(axis=0), p["ai_size"]), loss, t.gain,
        machines, machines - machine_share(world, 1),
        p["rho_new"], int(p["task_delay_first"]), int(p["task_delay_last"]), p["sh_hire"],
        *agreements(world),
        np.array([world.key(stream, month) for stream, month in streams], np.uint64),
        plan.displaced, plan.not_hired, plan.new_tasks,
    )  # fmt: skip
    support_pacing(world)


def settle_plan(world: World) -> None:
    """Count what this month displaces; layoffs of automation take the place of plain ones."""
    if not active(world):
        return
    f, plan, flows = world.population.firms, world.plan, world.flows
    settle_displacement(
        f.unit, f.alive, f.n_workers, f.adopted, plan.displaced, plan.not_hired, plan.new_tasks,
        plan.layoff, f.new_tasks, flows.displaced, flows.machine_displaced, flows.new_tasks,
        flows.ai_staff,
    )  # fmt: skip
    flows.not_hired += flows.displaced + flows.machine_displaced  # less layoffs, in `separate`


def displace(world: World, start: np.ndarray, row: np.ndarray, fate: np.ndarray) -> np.ndarray:
    """Choose whom AI and machines displace this month; return rows of workers (-1: none left)."""
    w, f, plan = world.population.workers, world.population.firms, world.plan
    found = []
    for c, exposure, stream in (
        (0, world.inputs.technology.exposure, Stream.AI_DISPLACED),
        (1, world.inputs.technology.manual, Stream.MACHINE_DISPLACED),
    ):
        firms = np.flatnonzero(plan.displaced[c]).astype(np.int32)
        first = np.concatenate([[0], np.cumsum(plan.displaced[c][firms])]).astype(np.int64)
        chosen = np.empty(int(first[-1]), np.int32)
        if len(firms):
            displace_staff(
                firms, first, plan.displaced[c], start, row, w.id, w.status, w.occupation, w.flags,
                f.industry, exposure, world.key(stream), fate, chosen,
            )  # fmt: skip
        found.append(chosen)
    chosen = np.concatenate(found)
    laid_off = chosen[chosen >= 0]
    unit = f.unit[w.employer[laid_off]]
    out = np.bincount(unit, minlength=world.flows.n)
    world.flows.displaced_layoffs += out
    world.flows.not_hired -= out
    return np.asarray(laid_off)


def scar(world: World, rows: np.ndarray, fate: np.ndarray, chosen: np.ndarray) -> None:
    """Mark the displaced and lower their usable skill, after their jobs have ended."""
    w = world.population.workers
    mark_displaced(
        rows, fate, chosen, world.parameters["scar_disp"], w.skill, w.reservation_wage, w.flags
    )


def missing_posts(world: World) -> tuple[Floats, Floats]:
    """Return float64[22, 7] twice: posts not opened by industry and occupation: of AI, in all."""
    f, plan, t = world.population.firms, world.plan, world.inputs.technology
    staff = np.diff(world.structure.occupation_share, axis=1, prepend=0.0)
    parts: list[Floats] = []
    for c, weight in enumerate((t.exposure, t.manual)):
        mix = staff * weight
        places = sum_by_group(f.industry, plan.not_hired[c], len(mix)).astype(np.float64)[:, None]
        parts.append(mix / np.maximum(mix.sum(axis=1, keepdims=True), 1e-12) * places)
    return parts[0], parts[0] + parts[1]


def post_mix(world: World, opened: np.ndarray) -> tuple[Floats, Floats]:
    """Return the occupations of this month's new posts, and how many of them ask for experience.

    What is not opened is missing from the exposed occupations. Beginners bear it: for each post of
    theirs that is not opened, (1 - e) / e others ask for experience, e being their share in hires.

    Parameters
    ----------
    opened : int32[n_firms], posts that each firm opens

    Returns
    -------
    occupation : float64[22, 7], cumulative
    experienced : float64[22, 7], share of new posts that ask for experience
    """
    share = world.structure.occupation_share
    if not active(world):
        return share, np.zeros(share.shape)
    by_ai, missing = missing_posts(world)
    n = sum_by_group(world.population.firms.industry, opened, len(share))[:, None]
    less = missing.sum(axis=1, keepdims=True)
    staff = np.diff(share, axis=1, prepend=0.0)
    left = np.maximum(staff * (n + less) - missing, 0.0)
    touched = (less > 0.0) & (left.sum(axis=1, keepdims=True) > 0.0)
    mix = np.where(touched, cumulative(left), share)
    beginners = world.parameters["beginner_share"]
    posts = np.diff(mix, axis=1, prepend=0.0) * n
    asking = by_ai * (1.0 - beginners) / beginners
    experienced = np.divide(asking, posts, out=np.zeros_like(asking), where=posts > 0.0)
    return np.asarray(mix), np.asarray(np.minimum(experienced, 1.0))


def require(
    world: World, old: Posts, posts: Posts, first: np.ndarray, start: np.ndarray, share: Floats
) -> None:
    """Write what posts ask for beside schooling; `share` is the second result of `post_mix`."""
    if not active(world):
        return
    f, p = world.population.firms, world.parameters
    ask_requirements(
        first, start, f.industry, posts.occupation, posts.key, share, int(p["task_grade"]),
        int(p["entry_years"]), old.grade, old.years, f.new_tasks, posts.grade, posts.years,
    )  # fmt: skip
