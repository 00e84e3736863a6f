"""The worlds in which facts are measured: the baseline, and experiments on it.

An experiment opens the eve of the baseline's start and changes parameters, inputs or rows of that
world only; no kernel and no scenario is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from agents.codes import Schooling, Status
from scenarios.load import load
from scenarios.parameters import Parameters
from sim.facts.twins import raise_floor
from sim.start import start_world
from sim.technology import technology
from sim.world import World

TWIN_MONTHS = 24  # of the worlds that differ in one rule
CYCLE_MONTHS = 48  # length of the demand and separation cycles
DEMAND_SWING = 0.04  # log points, as in the toy check of S4
SEPARATION_SWING = 0.3  # log points of the separation hazard
NEVER = 30_000  # month or age that is never reached
ALIKE_YEARS = 30  # age that everybody is given in the world of equals

# parameters that keep the farm and flexible work from absorbing those without a job
NO_BUFFER = {"flexible_meet": 0.0, "unemployed_to_farm": 0.0, "farm_after_job": 0.0}
NO_PARTICIPATION = {
    "discourage": 0.0,
    "reentry_men": 0.0,
    "reentry_women": 0.0,
    "leave_men": 0.0,
    "leave_women": 0.0,
}
# nobody goes to work outside, comes back, stays away for good or returns home
NO_MOVES = {
    "meet_outside": 0.0,
    "return_outside": 0.0,
    "h_ret": 0.0,
    "h_rep": 0.0,
    "ret_g": 0.0,
    "gone_after": float(NEVER),
}
# duration dependence by effort, call-backs, refused pairs and falling claims off; persons equal
NO_DURATION = {
    "effort_share": 0.0,
    "delta_dur": 1.0,
    "delta_theta": 0.0,
    "w_scar_u": 0.0,
    "fit_sd": 0.0,
    "ref_suit": 1.0,
    "ref_score": 0.0,
    "drw": 0.0,
    "suit_base": 1.0,
    "suit_gap": 1.0,
    "suit_over": 1.0,
    "score_schooling": 0.0,
    "k_cost": 0.0,
    "r_school": 0.0,
    "rw_market": 1e-6,
}


@dataclass(frozen=True)
class Setting:
    """A world and what is done to it.

    Attributes
    ----------
    months : int, months to run
    observed : int, last months that count
    prepare : callable, changes the world once before its first month
    drive : callable (world, months done), changes the world before every month
    sections : frozenset of str
        Cross-sections wanted, "pay" and "firms", and monthly counts, "floor" and "hiring".
    overrides : tuple of str, dials set otherwise than in the baseline from its start on
    """

    months: int
    observed: int
    prepare: Callable[[World], None] | None = None
    drive: Callable[[World, int], None] | None = None
    sections: frozenset[str] = frozenset()
    overrides: tuple[str, ...] = ()


def open_setting(name: str, seed: int, k: int) -> World:
    """Return the world of a setting on the eve of January 2026."""
    scenario = load("baseline", SETTINGS[name].overrides)
    world = start_world(scenario, seed=seed, fraction=k)
    prepare = SETTINGS[name].prepare
    if prepare is not None:
        prepare(world)
    return world


def set_parameters(world: World, values: dict[str, float]) -> None:
    """Change parameters of one world, whatever their bounds: this is an experiment."""
    missing = set(values) - {entry.symbol for entry in world.parameters.entries}
    if missing:
        raise KeyError(f"no parameters {sorted(missing)}")
    entries = tuple(
        replace(entry, value=values.get(entry.symbol, entry.value))
        for entry in world.parameters.entries
    )
    world.parameters = Parameters(entries, world.parameters.facts)


def freeze_population(world: World) -> None:
    """Let nobody be born, die, move in or out, retire, leave school or turn to or from search.

    Demand and technology stand still too.
    """
    x = world.inputs
    world.inputs = replace(
        x,
        death_rate=np.zeros_like(x.death_rate),
        old_age=np.full_like(x.old_age, NEVER),
        retire=dict.fromkeys(x.retire, 0.0) | {"early_months": float(NEVER)},
        births=np.zeros_like(x.births),
        arrivals=0.0,
        departures=np.zeros_like(x.departures),
        growth={name: np.zeros_like(g) for name, g in x.growth.items()},
        unit_trend=np.zeros_like(x.unit_trend),
        technology=technology("zero", world.parameters),
    )
    still = {"reclassify": 0.0, "demand_shift_2026": 0.0}
    set_parameters(world, NO_PARTICIPATION | NO_MOVES | still)


def keep_pupils(world: World, done: int) -> None:
    """Keep everybody in school."""
    w = world.population.workers
    w.school_exit[w.status == Status.STUDENT] = NEVER


def wave(done: int, phase: float = 0.0) -> float:
    """Return how far a sine of length CYCLE_MONTHS moves in month `done`."""
    step = 2.0 * np.pi / CYCLE_MONTHS
    return float(np.sin(step * (done + 1) + phase) - np.sin(step * done + phase))


def swing_demand(world: World, done: int) -> None:
    """Move demand of the whole region along a sine."""
    world.market.demand += DEMAND_SWING * wave(done)


def swing_units(world: World, done: int) -> None:
    """Move demand of each unit along a sine of its own phase (spread evenly, in a fixed mix)."""
    n = len(world.market.demand)
    phase = 2.0 * np.pi * (np.arange(n) * 7 % n) / n
    world.market.demand += DEMAND_SWING * np.array([[wave(done, p)] for p in phase])


def swing_separations(world: World, done: int) -> None:
    """Move the separation hazard along a sine."""
    change = float(np.exp(SEPARATION_SWING * wave(done)))
    world.inputs = replace(world.inputs, hazard=np.minimum(world.inputs.hazard * change, 1.0))


def equalise(world: World) -> None:
    """Make all persons of 16-59 outside school alike, and switch duration dependence off."""
    w = world.population.workers
    age = int(world.month) - w.birth
    grown = (w.status >= Status.EMPLOYEE) & (w.status <= Status.INACTIVE)
    rows = np.flatnonzero(grown & (age >= 16 * 12) & (age < 60 * 12))
    w.birth[rows] = int(world.month) - 12 * ALIKE_YEARS
    w.schooling[rows] = Schooling.JUNIOR
    level_skills(world, 0)
    set_parameters(world, NO_DURATION | NO_BUFFER | {"discourage": 0.0})


def alike(world: World) -> npt.NDArray[np.bool_]:
    """Return bool[n_workers]: who was made alike by `equalise`."""
    start = int(world.scenario.start) - 1
    return np.asarray(world.population.workers.birth == start - 12 * ALIKE_YEARS)


def level_skills(world: World, done: int) -> None:
    """Give those who were made alike the same skill and grade, training or not."""
    w, rows = world.population.workers, alike(world)
    w.skill[rows] = 0.0
    w.grade[rows] = 0


SETTINGS: dict[str, Setting] = {
    "baseline": Setting(months=60, observed=60, sections=frozenset({"pay", "firms"})),
    "decade": Setting(months=121, observed=121, sections=frozenset({"firms"})),
    "frozen": Setting(
        months=48,
        observed=24,
        prepare=freeze_population,
        drive=keep_pupils,
        # their offers lead out of the unit and the region, support draws graduates to it
        overrides=(
            "measures.rural_workers.offers_region=0",
            "measures.rural_workers.offers_other_provinces=0",
            "measures.southern_project.northern_school_seats=0",
            "measures.attract_people=off",
        ),
    ),
    "demand": Setting(months=60, observed=CYCLE_MONTHS, drive=swing_demand),
    "separations": Setting(months=60, observed=CYCLE_MONTHS, drive=swing_separations),
    "units": Setting(
        months=60, observed=CYCLE_MONTHS, drive=swing_units, sections=frozenset({"pay"})
    ),
    "units_no_buffer": Setting(
        months=60,
        observed=CYCLE_MONTHS,
        prepare=lambda world: set_parameters(world, NO_BUFFER),
        drive=swing_units,
    ),
    # twins of each other, person by person alike on the eve
    "usual": Setting(months=TWIN_MONTHS, observed=18, sections=frozenset({"floor", "hiring"})),
    "higher_floor": Setting(
        months=TWIN_MONTHS, observed=18, prepare=raise_floor, sections=frozenset({"floor"})
    ),
    "no_subsidy": Setting(
        months=TWIN_MONTHS,
        observed=18,
        sections=frozenset({"hiring"}),
        overrides=("measures.hiring_support.si_subsidy_share_employer=0",),
    ),
    "equals": Setting(months=36, observed=24, prepare=equalise, drive=level_skills),
}
