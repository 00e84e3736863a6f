"""Budget lines of programmes, opened at the start of a fiscal year with its envelope."""

from __future__ import annotations

from agents.levers import Account
from sim.ledger import Line
from sim.world import World


def open_budget(
    world: World, account: Account, measure: int, yuan: float, south: float | None = None
) -> list[Line]:
    """Return a measure's lines of this year (north, south), opened where they are new.

    Parameters
    ----------
    yuan : float
        Envelope of the year for the whole region, of all persons at 1/1.
    south : float, share of the south; None: the parameter `fund_share_south`
    """
    south = world.parameters["fund_share_south"] if south is None else south
    lines = []
    for half, share in ((0, 1.0 - south), (1, south)):
        line = Line(account.code, half, measure, world.month.year)
        if line not in world.ledger.envelope:
            world.ledger.open_line(
                line, int(round(yuan * 100) * share * world.price_level() / world.fraction)
            )
        lines.append(line)
    return lines
