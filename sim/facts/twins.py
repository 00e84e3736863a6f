"""What is counted in pairs of worlds that differ in one rule: jobs by pay, and who is at work."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.codes import Flag, Ownership, Status
from sim.facts.panel import E, labour_states
from sim.facts.record import PAY_STEP, PAY_STEPS, Record
from sim.world import World

Floats = npt.NDArray[np.float64]
RISE = 0.1  # of the minimum wage in the world with a higher one
ROUNDING = 1e-4  # minimum wages; pay is stored in single precision


class HigherFloor(World):
    """A world whose minimum wage is higher by the share RISE, in all units and for good.

    What the law ties to it (unemployment benefit, pay of welfare posts and internships) rises too.
    """

    def minimum_wage(self) -> Floats:
        """Return float64[n_units]: minimum wage, yuan/month."""
        return (1.0 + RISE) * super().minimum_wage()


def raise_floor(world: World) -> None:
    """Make the minimum wage of one world higher from its next month on."""
    world.__class__ = HigherFloor


def usual_floor(world: World) -> Floats:
    """Return float64[n_units]: the minimum wage without the rise, yuan/month."""
    return World.minimum_wage(world)


def note_pay(world: World, record: Record) -> None:
    """Count employees of private firms and household businesses by pay over the usual floor."""
    w, f, n = world.population.workers, world.population.firms, world.n_workers
    rows = np.flatnonzero((w.status[:n] == Status.EMPLOYEE) & (w.employer[:n] >= 0))
    ownership = f.ownership[w.employer[rows]]
    private = (ownership == Ownership.PRIVATE) | (ownership == Ownership.HOUSEHOLD)
    rows = rows[private & ((w.flags[rows] & Flag.RECALL) == 0)]
    pay = w.wage[rows].astype(np.float64)
    place = f.unit[w.employer[rows]]
    step = ((pay / usual_floor(world)[place] + ROUNDING) / PAY_STEP).astype(np.int64)
    record.pay_jobs.append(np.bincount(np.minimum(step, PAY_STEPS), minlength=PAY_STEPS + 1))
    kaitz = world.minimum_wage()[place] / np.median(pay) if len(rows) else np.array([np.nan])
    record.kaitz.append(float(kaitz.mean()))


def note_hiring(world: World, record: Record) -> None:
    """Count new and running contribution subsidies, and persons at work in and out of its groups.

    The groups are those of measure 2, as certified in that month: persons with employment hardship
    and recent graduates, whoever employs them.
    """
    w, n, flows = world.population.workers, world.n_workers, world.flows
    age = (int(world.month) - w.birth[:n]).astype(np.int16)
    working = labour_states(w.status[:n], age) == E
    eligible = (w.flags[:n] & (Flag.HARDSHIP | Flag.GRADUATE)) != 0
    record.subsidised.append(int(flows.subsidised.sum()))
    record.subsidy_hires.append(int((flows.claims - flows.claims_rejected).sum()))
    record.at_work.append(
        np.array([(working & eligible).sum(), (working & ~eligible).sum()], np.int64)
    )
