"""The start of a run: a world built at a census base and run forward to the scenario's start.

The state on the eve of the start (December 2025 for most scenarios) is cached under the digest of
everything it depends on: base, fraction, seed, parameters, data and code.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

import numpy as np

from agents.county_persons import CountySample
from agents.draws import Stream
from agents.jit import cache_root, kernel_digest
from agents.kernels.grades import start_grade_years
from agents.kernels.wages import lift_start_pay
from agents.levers import Levers
from agents.population import build
from agents.state import Firms, Flows, Households, Population, Providers, Services, Workers
from scenarios import tables
from scenarios.load import load
from scenarios.months import Month
from scenarios.parameters import Parameters
from scenarios.population import spec
from scenarios.scenario import Scenario
from sim.inputs import SCHOOL_YEARS, make_inputs
from sim.ledger import Ledger
from sim.pay_rules import grade_pay, occupation_pay, pay_rule
from sim.steps.moves import send_out
from sim.structure import Structure
from sim.training import FIRST_YEAR, start_providers
from sim.world import Market, World, load_state, save_state, state_digest

Progress = Callable[[Month, int, int], None]
ROOT = Path(__file__).resolve().parent.parent
KEPT_WORLDS = 12
# beginnings of names of modules of `sim` that only read what happened or drive it from outside;
# all others, and all steps, decide a world's state
AFTER = (
    "bench", "charts", "cli", "common_luck", "counting", "describe", "facts", "fonts", "indicators",
    "leaning", "long_form", "measure_cards", "mobility", "money", "odd", "plots", "progress",
    "projections", "report", "results", "runner", "summary", "targets", "templates", "twin",
    "verify", "warm",
)  # fmt: skip


@cache
def code_digest() -> str:
    """Return the digest of all code and data that decide a world's state."""
    h = hashlib.sha256(kernel_digest().encode())
    engine = sorted(p for p in (ROOT / "sim").glob("*.py") if not p.stem.startswith(AFTER))
    engine += sorted((ROOT / "sim" / "steps").glob("*.py"))
    for package in ("agents", "scenarios"):
        engine += sorted(p for p in (ROOT / package).rglob("*") if p.suffix in (".py", ".csv"))
    for path in engine:
        h.update(str(path.relative_to(ROOT)).encode())
        h.update(path.read_bytes())
    return h.hexdigest()


@cache
def data_digest() -> str:
    """Return the digest of the data tables."""
    h = hashlib.sha256()
    for path in sorted((ROOT / "scenarios" / "data").glob("*.csv")):
        h.update(path.name.encode())
        h.update(path.read_bytes())
    return h.hexdigest()


def history(scenario: Scenario) -> Scenario:
    """Return what happened before the start: the rules of 2025, whatever comes later."""
    past = load("baseline").with_(
        base=scenario.base, base_variant=scenario.base_variant, parameters=scenario.parameters
    )
    return past.with_(name="history", start=Month.of(scenario.base, 11) + 1, months=1)


def eve_digest(scenario: Scenario, seed: int, fraction: int) -> str:
    """Return the digest under which the state on the eve of a start is cached."""
    text = f"{history(scenario).digest()} {scenario.start} {seed} {fraction} {code_digest()}"
    parameters = Parameters.default().with_values(scenario.parameters).digest()
    return hashlib.sha256(f"{text} {parameters}".encode()).hexdigest()[:24]


def base_world(
    scenario: Scenario, *, seed: int, fraction: int, samples: list[CountySample] | None = None
) -> World:
    """Build the world at the end of the census month, ready to run under the scenario.

    Parameters
    ----------
    samples : list of CountySample, optional
        Counties sampled before, to be used up; see `agents.population.build`.
    """
    p = Parameters.default().with_values(scenario.parameters)
    population = build(
        spec(scenario.base, parameters=p, base_variant=scenario.base_variant),
        fraction=fraction,
        seed=seed,
        samples=samples,
    )
    w, h, f = population.workers, population.households, population.firms
    years = (population.month - int(Month.of(2025, 12))) / 12.0
    w.wage *= np.float32(np.exp(p["g_w"] * years))  # built at the pay of December 2025
    w.reservation_wage *= np.float32(np.exp(p["g_w"] * years))
    structure = Structure.of(population, p)
    units = population.units
    unit_of_county = np.array(units.county_unit)
    order = np.lexsort((h.id, unit_of_county[h.county]))  # so that a place in it is an id's rank
    moved = np.empty(h.n, np.int32)
    moved[order] = np.arange(h.n, dtype=np.int32)
    h.reorder(order)
    w.household[:] = moved[w.household]
    first = np.searchsorted(unit_of_county[h.county], np.arange(units.n_units + 1))
    f.base_demand[:] = 1.0
    world = assemble(scenario, p, population, structure, seed, first.astype(np.int64))
    world.count_staff()
    lift_pay(world)
    start_grade_years(
        w.id, w.grade, world.month.year - FIRST_YEAR, p["grade_longest"],
        world.key(Stream.GRADE_YEAR, 0), w.grade_year,
    )  # fmt: skip
    start_providers(world)
    send_out(world)
    return world


def lift_pay(world: World) -> None:
    """Let occupation, grade, firm and minimum wage enter the pay of the start population."""
    w, f, p = world.population.workers, world.population.firms, world.parameters
    world.market.floor[:] = world.minimum_wage()
    lift_start_pay(
        w.employer, w.industry, w.occupation, w.schooling, w.registration, w.grade,
        f.unit, f.ownership, f.id, f.rent, f.true_size, occupation_pay(p), grade_pay(p),
        SCHOOL_YEARS, p["phi_b"], p["prem_size"], pay_rule(p), world.market.floor, p["nc_mw"],
        p["nc_depth"], world.key(Stream.COMPLIANCE, 0), w.wage,
    )  # fmt: skip


def assemble(
    scenario: Scenario,
    p: Parameters,
    population: Population,
    structure: Structure,
    seed: int,
    base_household: np.ndarray,
) -> World:
    """Return a world around a population."""
    units = population.units
    return World(
        scenario=scenario,
        parameters=p,
        inputs=make_inputs(
            units, p, ai=scenario.paths.ai, demand=scenario.paths.demand,
            base_variant=scenario.base_variant,
        ),
        seed=seed,
        month=Month(population.month),
        population=population,
        structure=structure,
        market=Market.start(structure, p["chance_base"]),
        ledger=Ledger(),
        levers=Levers(units, renew_temporary=scenario.switches.renew_temporary),
        flows=Flows(units.n_units),
        n_workers=population.workers.n,
        n_households=population.households.n,
        n_firms=population.firms.n,
        base_household=base_household,
    )  # fmt: skip


def start_world(
    scenario: Scenario, *, seed: int, fraction: int, progress: Progress | None = None
) -> World:
    """Return the world on the eve of the scenario's start, from the cache or run forward.

    Parameters
    ----------
    progress : callable, optional
        Called with (month, months done, months in all) while the world is run forward.
    """
    folder = cache_root() / "worlds" / eve_digest(scenario, seed, fraction)
    eve = Month(int(scenario.start) - 1)
    if not folder.exists():
        from sim.mesa_model import LaborMarket

        past = base_world(history(scenario), seed=seed, fraction=fraction)
        total = int(eve) - int(past.month)
        model = LaborMarket(past.scenario, seed=seed, fraction=fraction, world=past, collect=False)
        for done in range(total):
            model.step()
            if progress is not None:
                progress(past.month, done + 1, total)
        if not folder.exists():  # another process may have made it meanwhile: the same bits
            save_state(past, folder)
        forget_old_worlds(folder.parent)
    return open_world(scenario, folder, seed=seed, fraction=fraction)


class DamagedStateError(ValueError):
    """A saved state is not the one that was written."""


def open_world(
    scenario: Scenario, folder: Path, *, seed: int, fraction: int, verify: bool = False
) -> World:
    """Return the world saved in a folder, to go on under the scenario.

    Raises
    ------
    DamagedStateError
        If `verify` is set and a file is missing, unreadable or holds other bits than were saved.
    """
    p = Parameters.default().with_values(scenario.parameters)
    empty = Population(
        tables.units(scenario.base), Workers(0), Households(0), Firms(0), Providers(0), Services(0),
        fraction, 0,
    )  # fmt: skip
    world = assemble(scenario, p, empty, Structure.empty(), seed, np.zeros(1, np.int64))
    if not verify:
        load_state(world, folder)
        return world
    try:
        saved = load_state(world, folder)
    except (OSError, ValueError, KeyError, EOFError) as error:
        raise DamagedStateError(f"{folder}: cannot be read ({error})") from error
    if state_digest(world) != saved:
        raise DamagedStateError(f"{folder}: holds other bits than were saved")
    return world


def forget_old_worlds(folder: Path) -> None:
    """Keep the most recent start worlds only; they are large and can be made again."""
    worlds = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in worlds[KEPT_WORLDS:]:
        shutil.rmtree(old, ignore_errors=True)
