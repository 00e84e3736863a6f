"""Runs a world month by month and writes what the facts need into a `Record`."""

from __future__ import annotations

import numpy as np

from agents.codes import Flag, Industry, Status
from sim.facts import accounts
from sim.facts.panel import Before, E, Ints, Mask, N, Panel, U, labour_states
from sim.facts.record import (
    AGES,
    FIRM_AGES,
    FIRM_SIZES,
    MAX_SPELL,
    MAX_TENURE,
    SPELL_GROUPS,
    Record,
)
from sim.facts.twins import note_hiring, note_pay
from sim.facts.worlds import SETTINGS, alike, open_setting
from sim.facts.yearly import cross_section
from sim.mesa_model import LaborMarket
from sim.runner import first_tally
from sim.world import World

N_STRATA_OCCUPATIONS = 8  # seven occupations and none


def observe(name: str, seed: int, k: int, months: int | None = None) -> Record:
    """Run one setting of `SETTINGS` and return what was seen.

    Parameters
    ----------
    months : int, optional
        Fewer months than the setting's, for a quick look; all of them are observed.
    """
    setting = SETTINGS[name]
    total = setting.months if months is None else min(months, setting.months)
    skipped = setting.months - setting.observed if months is None else 0
    world = open_setting(name, seed, k)
    world.tallies.append(first_tally(world))
    model = LaborMarket(world.scenario, seed=seed, fraction=k, world=world, collect=False)
    watch = Watch(world, setting.sections)
    for done in range(total):
        if setting.drive is not None:
            setting.drive(world, done)
        watch.step(model, counted=done >= skipped)
    return watch.record


class Watch:
    """Steps one world and keeps its record."""

    def __init__(self, world: World, sections: frozenset[str] = frozenset()) -> None:
        self.world = world
        self.sections = sections
        self.record = Record(world.fraction, world.flows.n, first=int(world.month) + 1)
        self.record.road = np.asarray(world.inputs.road.mean(axis=0))
        self.panel = Panel(world)

    def step(self, model: LaborMarket, *, counted: bool = True) -> None:
        """Let one month happen and look at what it changed."""
        world = self.world
        before = self.panel.begin()
        f = world.population.firms
        alive = f.alive[: world.n_firms].copy()
        open_before = accounts.posts_by_unit(world)
        model.step()
        del world.tallies[:-2]
        w, n = world.population.workers, world.n_workers
        age = (int(world.month) - w.birth[:n]).astype(np.int16)
        state = labour_states(w.status[:n], age)
        if not counted:
            self.record.first = int(world.month) + 1
        else:
            self._books(before, state, age, open_before)
            self._flows(before, state)
            self._hires(before, state[: before.n])
            self._firms(alive)
            if "floor" in self.sections:
                note_pay(world, self.record)
            if "hiring" in self.sections:
                note_hiring(world, self.record)
            due = world.month.month in (6, 12) or len(self.record.stock) == 1
            if due and self.sections & {"pay", "firms"}:
                self.record.years.append(cross_section(world, self.sections))
        self.panel.remember(before, state[: before.n], w.employer[: before.n])

    def _books(self, before: Before, state: Ints, age: Ints, open_before: Ints) -> None:
        world, r = self.world, self.record
        old, new = (t.persons for t in world.tallies[-2:])
        open_after = accounts.posts_by_unit(world)
        r.residual_people.append(
            accounts.people_residual(
                world, accounts.tallied(old), accounts.tallied(new), before, state, age
            )
        )
        r.residual_jobs.append(accounts.jobs_residual(world, open_before, open_after))
        r.disorder.append(accounts.measures_out_of_order(new, world.tallies[-1].slack))
        flows, f = world.flows, world.population.firms
        r.posts_open.append(open_after)
        r.posts_new.append(flows.posts.copy())
        r.posts_offered.append(flows.vacancies.copy())
        r.jobs.append(np.bincount(f.unit[f.alive == 1], f.n_workers[f.alive == 1], r.n_units))
        r.output.append(flows.output.astype(np.float64))

    def _flows(self, before: Before, everyone: Ints) -> None:
        """Count states, flows between them, spells, tenures and moves of residence."""
        world, r = self.world, self.record
        w, n = world.population.workers, before.n
        state = everyone[:n]
        there = everyone >= 0
        code = w.unit[: world.n_workers][there].astype(np.int64) * 3 + everyone[there]
        r.stock.append(np.bincount(code, minlength=3 * r.n_units).reshape(-1, 3))
        both = (before.state >= 0) & (state >= 0)
        code = before.unit[both].astype(np.int64) * 9 + before.state[both] * 3 + state[both]
        r.flow.append(np.bincount(code, minlength=9 * r.n_units).reshape(-1, 3, 3))
        grown = both & (before.age < 60 * 12)
        moved = grown & (w.unit[:n] != before.unit)
        np.add.at(r.moves, (before.unit[moved], w.unit[:n][moved]), 1)
        heads = np.bincount(
            w.industry[: world.n_workers][(everyone == E) & (w.employer[: world.n_workers] >= 0)],
            minlength=len(Industry),
        )
        r.heads.append(heads)
        family = (w.flags[:n] & Flag.FAMILY_FARM) != 0
        at_work = family & (w.status[:n] == Status.FARM)
        r.farm.append(float(at_work.sum()) / max(float(family.sum()), 1.0))
        r.season_heads.append(world.inputs.season[world.month.month - 1].copy())
        r.season_farm.append(float(world.inputs.farm_share[world.month.month - 1]))
        self._spells(before, state)

    def _spells(self, before: Before, state: Ints) -> None:
        world, r = self.world, self.record
        n = before.n
        searching = (before.state == U) & ~before.resting & (state >= 0)
        found = searching & (state == E)
        month = np.minimum(before.spell.astype(np.int64) + 1, MAX_SPELL)
        np.add.at(r.spell_risk, (before.unit[searching], month[searching]), 1)
        np.add.at(r.spell_exit, (before.unit[found], month[found]), 1)
        hired = found & (world.population.workers.employer[:n] >= 0)
        old = searching & (before.spell >= 1)
        for counts, rows in ((r.hires_ue, hired), (r.hires_old, old & hired), (r.at_old, old)):
            counts.append(np.bincount(before.unit[rows], minlength=r.n_units))
        equal = alike(world)[:n]
        if equal.any():
            self._log_rank(before, searching & equal, found, month)
        staff = before.staff & (state >= 0)
        tenure = np.minimum(before.tenure[staff].astype(np.int64), MAX_TENURE)
        ended = world.population.workers.employer[:n][staff] != before.employer[staff]
        r.tenure_risk += np.bincount(tenure, minlength=MAX_TENURE + 1)
        r.tenure_end += np.bincount(tenure[ended], minlength=MAX_TENURE + 1)

    def _log_rank(self, before: Before, at_risk: Mask, found: Mask, month: Ints) -> None:
        n_groups = len(SPELL_GROUPS)
        stratum = before.unit.astype(np.int64) * N_STRATA_OCCUPATIONS + before.occupation + 1
        group = np.searchsorted(SPELL_GROUPS, month, side="right") - 1
        code = stratum * n_groups + group
        size = self.record.n_units * N_STRATA_OCCUPATIONS * n_groups
        tables = [
            np.bincount(code[rows], minlength=size).reshape(-1, n_groups).astype(float)
            for rows in (at_risk, at_risk & found)
        ]
        self.record.log_rank.add(*tables)

    def _hires(self, before: Before, state: Ints) -> None:
        """Count hires by origin, changes of employer by age, and what they pay."""
        w, r, n = self.world.population.workers, self.record, before.n
        employer, wage = w.employer[:n], w.wage[:n]
        band = np.searchsorted(12 * np.array(AGES), before.age, side="right") - 1
        banded = (band >= 0) & (band < len(AGES) - 1)
        new = (state == E) & (employer >= 0) & (employer != before.employer)
        moved = new & before.staff
        r.hires[0] += moved.sum()
        r.hires[1] += (new & (before.state == U)).sum()
        r.hires[2] += (new & (before.state == N)).sum()
        r.staff_age += np.bincount(band[banded & before.staff], minlength=len(AGES) - 1)
        r.moves_age += np.bincount(band[banded & moved], minlength=len(AGES) - 1)
        paid = self.panel.paid[:n]
        for total, rows, then in (
            (r.gain_ee, moved & (before.wage > 0), before.wage),
            (r.gain_eue, new & (before.state == U) & (paid > 0), paid),
        ):
            total += [float(np.log(wage[rows] / then[rows]).sum()), float(rows.sum())]

    def _firms(self, alive: Ints) -> None:
        """Count firm-months at risk and exits by age and size; rows keep their place in a month."""
        f, r, n = self.world.population.firms, self.record, len(alive)
        there = alive == 1
        years = (int(self.world.month) - f.founded[:n]) / 12.0
        age = np.searchsorted(FIRM_AGES, years, side="right") - 1
        size = np.searchsorted(FIRM_SIZES, f.true_size[:n], side="right") - 1
        for table, rows in ((r.firm_risk, there), (r.firm_exit, there & (f.alive[:n] == 0))):
            np.add.at(table, (age[rows], size[rows]), f.weight[:n][rows].astype(np.float64))
