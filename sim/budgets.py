"""Budget lines: what each fund sets aside for a group of measures, by half and fiscal year."""

from __future__ import annotations

import numpy as np

from agents.claims import Account, Budget
from agents.codes import Half
from scenarios import tables
from sim.ledger import OCTOBER, Line
from sim.world import World

NORTH, SOUTH = int(Half.NORTH), int(Half.SOUTH)
PARTS = {
    Budget.CONTRIBUTIONS: "part_contributions",
    Budget.TRAINING: "part_training",
    Budget.WELFARE_POSTS: "part_welfare_posts",
    Budget.FLEXIBLE: "part_flexible",
    Budget.INTERNSHIPS: "part_internships",
    Budget.OTHER: "part_other",
}
FROM_TABLE = {
    Budget.REFUNDS: "ui_refunds",
    Budget.UPGRADES: "ui_training",
    Budget.ASSISTANCE: "civil_assistance",
}
MILLION = 1e6


def envelope(world: World, account: Account, budget: Budget, half: int) -> float:
    """Return a line's envelope of a fiscal year in yuan, for the whole region at 1/1.

    The employment subsidy fund is split by the planned parts of measure 20 and by the south's
    share; what no line holds is the reserve. Other funds are split by population.
    """
    lever, here = world.levers, world.inputs.half == half
    if account == Account.EMPLOYMENT_SUBSIDY:
        fund = lever.subsidy_fund.values[here].mean() * MILLION
        south = lever.south_fund_share.values[world.inputs.half == SOUTH].mean() / 100.0
        part = {b: getattr(lever, name).values[here].mean() / 100.0 for b, name in PARTS.items()}
        left = max(1.0 - sum(part.values()), 0.0)
        return float(fund * part.get(budget, left) * (south if half == SOUTH else 1.0 - south))
    people = float(world.share_of_region()[here].sum())
    if account == Account.RURAL_BRIDGING:
        return float(lever.bridging_fund.values[here].mean() * MILLION * people)
    return float(tables.fund_envelope()[FROM_TABLE[budget]] * people)


def budget_lines(world: World, account: Account, budget: Budget) -> tuple[Line, Line]:
    """Return the lines of this fiscal year (north, south), opened where they are new."""
    lines = []
    for half in (NORTH, SOUTH):
        line = Line(account.code, half, budget.code, world.month.year)
        if line not in world.ledger.envelope:
            yuan = envelope(world, account, budget, half) * world.price_level()
            fen = int(yuan * 100 * world.inputs.budget_scale / world.fraction)
            world.ledger.open_line(line, fen)
        lines.append(line)
    return lines[0], lines[1]


def may_lend(world: World, account: Account, giver: int) -> bool:
    """Return whether a half's line may help out the other's.

    The north never draws on the south's line of the employment subsidy fund; from October the south
    draws on what the north has not committed. Lines of other funds help each other.
    """
    if account == Account.EMPLOYMENT_SUBSIDY:
        return giver == NORTH and world.month.month >= OCTOBER
    return True


def pay_by_unit(world: World, line: Line, to: str, due: np.ndarray) -> None:
    """Pay what is due in the units of a line's half, as far as the line reaches.

    Parameters
    ----------
    due : int64[n_units], fen
    """
    paid = world.ledger.pay(line, to, int(due.sum()))
    if line.account == Account.EMPLOYMENT_SUBSIDY.code:
        world.flows.paid_by_unit += share_out(paid, due)


def share_out(fen: int, due: np.ndarray) -> np.ndarray:
    """Return int64[n]: `fen` in proportion to what is due, to the fen.

    Largest remainders, ties to the first.

    >>> share_out(10, np.array([10, 0, 20]))
    array([3, 0, 7])
    """
    total = int(due.sum())
    if fen == total:
        return np.asarray(due, np.int64)
    whole = [fen * int(part) for part in due]  # whole numbers of any size
    out = np.array([part // total for part in whole], np.int64)
    rest = sorted(range(len(whole)), key=lambda n: (-(whole[n] % total), n))
    out[rest[: fen - int(out.sum())]] += 1
    return out


def rows_by_half(world: World, unit: np.ndarray, fen: np.ndarray) -> tuple[int, int]:
    """Return the sums of int64[n] over the rows in the north and in the south."""
    south = world.inputs.half[unit] == SOUTH
    return int(fen[~south].sum()), int(fen[south].sum())


def by_half(world: World, values: np.ndarray) -> tuple[int, int]:
    """Return the sums of int64[n_units] over the north and over the south."""
    return rows_by_half(world, np.arange(len(values)), values)
