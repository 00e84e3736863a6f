"""Claims: collected during the month; committed, then paid, in step `pay`.

A claim that is committed is a promise: it is paid month by month, first after the payment lag,
until its months are over or its holder no longer qualifies. Promises of earlier months and years
are served first. New claims are committed in keyed-lottery order while their line covers their
cost to the end of the fiscal year (and a year of what runs into the next); the rest is rejected,
or waits where the terms say so.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from agents.claims import BOUNDLESS, TERMS, TERMS_OF, Account, Claim, Terms
from agents.codes import Half
from agents.columns import Array
from agents.draws import Stream, bits_of, chain, uniforms
from agents.state import Firms, Promises, Workers
from sim.budgets import budget_lines, may_lend
from sim.ledger import Line, whole_fen
from sim.world import Claimed, World

Floats = npt.NDArray[np.float64]
MADE, COMMITTED, REJECTED, PAID = range(4)  # columns of the claim book
UNPAID = 0  # `starts` of a claim that is not committed yet


def claim(
    world: World, what: Claim, rows: Array, fen: npt.ArrayLike, months: npt.ArrayLike = 1
) -> Array:
    """Claim money for the holders in `rows`; it is committed and paid in step `pay`.

    Where the terms say so, only part of those entitled claim: the share of the lever `take_up`, by
    a lottery keyed by holder, claim and month.

    Parameters
    ----------
    rows : int32[n], rows of workers or, where the terms say so, of firms
    fen : int64[n] or int, due a month; claims of nothing are dropped
    months : int16[n] or int, to run

    Returns
    -------
    bool[n], True for those who claim
    """
    rows = np.asarray(rows, np.int32)
    terms, table = TERMS[what], holders(world, TERMS[what])
    fen = np.broadcast_to(np.asarray(fen, np.int64), rows.shape)
    months = np.broadcast_to(np.asarray(months, np.int16), rows.shape)
    claims = (fen > 0) & (months > 0)
    if terms.take_up:
        key = np.uint64(chain(world.key(Stream.TAKE_UP), int(what)))
        share = world.levers.take_up.values[table.unit[rows]]
        claims &= uniforms(key, table.id[rows]) < share
    if claims.any():
        world.claims.append(Claimed(what, rows[claims], fen[claims], months[claims]))
    return np.asarray(claims)


def in_fen(world: World, yuan: npt.ArrayLike) -> npt.NDArray[np.int64]:
    """Return whole fen of an amount in yuan of December 2025, at this world's prices."""
    return whole_fen(np.asarray(yuan, np.float64) * world.price_level())


def holders(world: World, terms: Terms) -> Workers | Firms:
    """Return the table in which a claim's holder has a row: workers or firms."""
    population = world.population
    return population.firms if terms.holder == "firm" else population.workers


def expected(world: World, what: Claim) -> Floats:
    """Return float64[n_units]: share of such claims committed, as published last quarter."""
    return np.asarray(world.market.accepted[int(what)][world.inputs.half])


def promised(world: World, what: Claim) -> Array:
    """Return int32[n]: rows of holders of a promise that runs, in the order of their ids."""
    p = world.population.promises
    return np.asarray(p.holder[(p.claim == what) & (p.starts != UNPAID)])


# -------------------------------------------------------------------------------- in step `pay`


def settle(world: World) -> None:
    """Let promises lapse, commit this month's claims, and pay what is due."""
    lapse(world)
    collect(world)
    p = world.population.promises
    served = [TERMS_OF[int(code)] for code in np.unique(p.claim)]
    lines = sorted({(terms.account, terms.budget) for terms in served})
    for account, budget in lines:
        codes = [int(c) for c, t in TERMS.items() if (t.account, t.budget) == (account, budget)]
        mine = np.flatnonzero(np.isin(p.claim, codes))
        if account in BOUNDLESS:
            commit_all(world, mine)
            pay_promises(world, mine, None)
        else:
            pair = budget_lines(world, account, budget)
            commit(world, mine, account, pair)
            pay_promises(world, mine, pair)
    p.reorder(np.flatnonzero(p.months > 0))


def lapse(world: World) -> None:
    """End the promises whose holder is gone or has left the statuses in which they last."""
    p = world.population.promises
    keep = np.ones(p.n, np.bool_)
    for code in np.unique(p.claim):
        terms = TERMS_OF[int(code)]
        mine = np.flatnonzero(p.claim == code)
        table, row = holders(world, terms), p.holder[mine]
        there = (row >= 0) & (table.id[row] == p.id[mine])
        if terms.holder == "firm":
            there &= world.population.firms.alive[row] == 1
        elif terms.lasts:
            there &= np.isin(world.population.workers.status[row], [int(s) for s in terms.lasts])
        keep[mine] = there
    if not keep.all():
        p.reorder(np.flatnonzero(keep))


def collect(world: World) -> None:
    """Put this month's claims behind the promises that run, in the order of claim code and id."""
    p, book = world.population.promises, world.flows.claim_book
    parts = [p]
    for what, rows, fen, months in world.claims:
        new, table = Promises(len(rows)), holders(world, TERMS[what])
        new.claim[:], new.holder[:], new.fen[:], new.months[:] = int(what), rows, fen, months
        new.id[:], new.unit[:] = table.id[rows], table.unit[rows]
        parts.append(new)
        made = np.bincount(new.unit, minlength=world.flows.n)
        book[:, int(what), MADE] += made
        for half in Half:
            world.market.claims[int(what), half, MADE] += made[world.inputs.half == half].sum()
    world.claims = []
    if len(parts) > 1:
        arrays = {c: np.concatenate([getattr(t, c) for t in parts]) for c in Promises.columns()}
        together = Promises.from_arrays(arrays)
        together.reorder(np.lexsort((together.starts, together.id, together.claim)))
        world.population.promises = together


def first_payment(world: World, rows: Array) -> Array:
    """Return int16[n]: month of the first payment of promises committed now."""
    lag = np.floor(world.levers.payment_lag.values + 0.5).astype(np.int16)
    starts = int(world.month) + lag[world.population.promises.unit[rows]]
    return starts.astype(np.int16)


def commit_all(world: World, mine: Array) -> None:
    """Commit every new claim on an account that has no lines."""
    p = world.population.promises
    new = mine[p.starts[mine] == UNPAID]
    p.starts[new] = first_payment(world, new)
    count(world, new, COMMITTED)


def this_year(world: World, starts: Array, months: Array) -> Array:
    """Return int64[n]: months of a promise that fall into this fiscal year from this month on."""
    now = int(world.month)
    first = np.maximum(starts, now)
    last = now + 12 - world.month.month  # December
    return np.asarray(np.clip(last - first + 1, 0, months), np.int64)


def commit(world: World, mine: Array, account: Account, pair: tuple[Line, Line]) -> None:
    """Commit new claims of a pair of lines by keyed lottery, behind the promises that run."""
    p, ledger = world.population.promises, world.ledger
    starts = np.where(p.starts[mine] == UNPAID, first_payment(world, mine), p.starts[mine])
    here = this_year(world, starts, p.months[mine])
    cost = p.fen[mine] * here
    later = np.where(p.months[mine] > here, p.fen[mine] * np.minimum(p.months[mine] - here, 12), 0)
    monthly = -(-later // 12)  # of next year's envelope, rounded up
    new = p.starts[mine] == UNPAID
    half = world.inputs.half[p.unit[mine]]
    key = world.key(Stream.BUDGET_LOTTERY)
    luck = bits_of(key, p.id[mine])
    order = np.lexsort((p.claim[mine], p.id[mine], luck))
    accepted = np.zeros(len(mine), np.bool_)
    for h, line in enumerate(pair):
        runs = (half == h) & ~new
        ledger.recommit(line, int(cost[runs].sum()))
        turn = order[(half[order] == h) & new[order]]
        if not len(turn):
            continue
        giver = 1 - h
        if may_lend(world, account, giver):
            ledger.lend(pair[giver], line, int(cost[turn].sum()) - ledger.uncommitted(line))
        running = int(monthly[runs].sum())
        accepted |= ledger.commit(line, cost, monthly, running, turn)
    p.starts[mine[accepted]] = starts[accepted]
    count(world, mine[accepted], COMMITTED)
    rejected = mine[new & ~accepted]
    count(world, rejected, REJECTED)
    waits = [int(c) for c, t in TERMS.items() if t.waits]
    over = ~np.isin(p.claim[rejected], waits) | (world.month.month == 12)
    p.months[rejected[over]] = 0


def count(world: World, rows: Array, column: int) -> None:
    """Count claims by unit and code, and what services publish of them."""
    p = world.population.promises
    add_to_book(world, rows, column, np.ones(len(rows), np.int64))
    if column == COMMITTED:
        half = world.inputs.half[p.unit[rows]]
        for code in np.unique(p.claim[rows]):
            made = np.bincount(half[p.claim[rows] == code], minlength=2)
            world.market.claims[int(code), :, column] += made


def add_to_book(world: World, rows: Array, column: int, what: Array) -> None:
    """Add `what`, int64[n], of the promises in `rows` to a column of the claim book."""
    p = world.population.promises
    where = (p.unit[rows].astype(np.intp), p.claim[rows].astype(np.intp))
    np.add.at(world.flows.claim_book[:, :, column], where, what)


def pay_promises(world: World, mine: Array, pair: tuple[Line, Line] | None) -> None:
    """Pay a month of the promises that are due, payee by payee, and let it pass."""
    p = world.population.promises
    due = mine[(p.starts[mine] != UNPAID) & (p.starts[mine] <= int(world.month))]
    half = world.inputs.half[p.unit[due]]
    for code in np.unique(p.claim[due]):
        terms = TERMS_OF[int(code)]
        for h in (0, 1):
            rows = due[(p.claim[due] == code) & (half == h)]
            fen = int(p.fen[rows].sum())
            if pair is None:
                world.ledger.book(
                    terms.account.code,
                    terms.payee,
                    h,
                    fen,
                    terms.account.code,
                    terms.budget.code,
                )
            elif fen:
                rows = rows[np.cumsum(p.fen[rows]) <= world.ledger.payable(pair[h])]
                paid = int(p.fen[rows].sum())
                world.ledger.pay(pair[h], terms.payee, paid)
                world.ledger.owe(pair[h], fen - paid)
                if terms.take_up:
                    pay_improper(world, pair[h], paid)
            add_to_book(world, rows, PAID, p.fen[rows])
            if terms.account == Account.EMPLOYMENT_SUBSIDY:
                np.add.at(world.flows.paid_by_unit, p.unit[rows], p.fen[rows])
    p.months[due] -= 1
    if pair is not None:
        left = this_year(world, p.starts[mine], p.months[mine])
        after = p.fen[mine] * np.minimum(left, np.maximum(12 - world.month.month, 0))
        runs = p.starts[mine] != UNPAID
        for h, line in enumerate(pair):
            at = runs & (world.inputs.half[p.unit[mine]] == h)
            world.ledger.recommit(line, int(after[at].sum()))


def pay_improper(world: World, line: Line, paid: int) -> None:
    """Pay claimants who are not entitled, from what the line has not committed."""
    share = world.levers.improper_share.values[world.inputs.half == line.half].mean()
    fen = min(int(paid * share / (1.0 - share)), max(world.ledger.uncommitted(line), 0))
    world.ledger.pay(line, "improper", fen)


def publish(world: World) -> None:
    """Publish the quarter's share of claims that was committed, and begin to count anew."""
    m = world.market
    made = m.claims[:, :, MADE]
    m.accepted[:] = np.where(made > 0, np.minimum(m.claims[:, :, COMMITTED] / np.maximum(made, 1.0),
                                                  1.0), m.accepted)  # fmt: skip
    m.claims[:] = 0.0
