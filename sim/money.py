"""Where the money went: the ledger of a run as a table, and who paid whom in a year.

Every row is money that moved in a month: from whom, to whom, on which budget line. Summed over all
rows of a party, what came in less what went out is its balance, to the fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from agents.claims import Account, Budget
from agents.codes import Half
from scenarios.months import Month
from sim.statistics_office import FEN, Tally

COLUMNS = ("month", "kind", "giver", "taker", "half", "budget", "fen", "yuan")
PARTIES = {
    "households": ("居民家庭", "Households"),
    "firms": ("企业", "Firms"),
    "workers": ("职工", "Employees"),
    "social_insurance": ("社会保险基金", "Social insurance"),
    "providers": ("培训机构", "Training providers"),
    "brokers": ("劳务经纪和中介", "Brokers and agencies"),
    "improper": ("不符合条件者", "Not entitled"),
    "firm_arrears": ("企业欠薪", "Wages owed by firms"),
    "lost_wages": ("无法追回的工资", "Wages lost"),
}
INSIDE = ("opened", "returned")  # treasury and fund: planned, not spent
PUBLIC = tuple(
    account.code
    for account in (
        Account.EMPLOYMENT_SUBSIDY, Account.UNEMPLOYMENT_INSURANCE, Account.RURAL_BRIDGING,
        Account.CIVIL_AFFAIRS, Account.TREASURY, Account.GUARANTEE_FUND,
    )
)  # fmt: skip
WAGES = ("firm_arrears", "lost_wages")


def label(party: str) -> tuple[str, str]:
    """Return the Chinese and English name of an account or party."""
    for account in Account:
        if account.code == party:
            return account.zh, account.en
    return PARTIES.get(party, (party, party))


def frame(tallies: Sequence[Tally]) -> pd.DataFrame:
    """Return what the ledger moved, one row a month, kind, giver, taker, half and budget group.

    Returns
    -------
    DataFrame
        month (int32, YYYYMM), kind, giver, taker, half, budget (empty outside budget lines), fen
        (int64, of the simulated sample, exact) and yuan (float64, of the whole region).
    """
    rows: list[tuple[Any, ...]] = []
    for t in tallies:
        if t.flows is None:
            continue
        month = Month(t.month)
        for (kind, giver, taker, half, budget), fen in sorted(t.entries.items()):
            place = Half(half).code if half in tuple(Half) else ""  # type: ignore[call-arg]
            yuan = fen * t.fraction / FEN
            rows.append((month.code, kind, giver, taker, place, budget, fen, yuan))
    made = pd.DataFrame(rows, columns=list(COLUMNS))
    return made.astype({"month": np.int32, "fen": np.int64, "yuan": np.float64})


def spent(ledger: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Return million yuan a year by giver, taker, half and budget, mean of `years`.

    Movements between treasury and funds are planning, and arrears are owed, not spent: left out.
    """
    year = ledger["month"] // 100
    chosen = ledger[year.isin(years) & ~ledger["kind"].isin(INSIDE)]
    chosen = chosen[~chosen["giver"].isin(WAGES) & ~chosen["taker"].isin(WAGES)]
    by = ["giver", "taker", "half", "budget"]
    total = chosen.groupby(by, sort=True, observed=True)["yuan"].sum() / 1e6 / max(len(years), 1)
    return total[total > 0].reset_index(name="million")


def public_cost(ledger: pd.DataFrame, years: Sequence[int]) -> float:
    """Return million yuan a year that public accounts paid to others, mean of `years`.

    Contributions received, loans of banks, fees and firms' levies are no public cost.
    """
    chosen = ledger[(ledger["month"] // 100).isin(years) & ledger["giver"].isin(PUBLIC)]
    outside = chosen[~chosen["taker"].isin(PUBLIC)]
    return float(outside["yuan"].sum()) / 1e6 / max(len(years), 1)


def by_line(ledger: pd.DataFrame, years: Sequence[int]) -> pd.DataFrame:
    """Return million yuan a year planned and paid by account, budget group and half."""
    year = ledger["month"] // 100
    chosen = ledger[year.isin(years) & (ledger["budget"] != "")]
    opened, paid = (chosen[chosen["kind"] == kind] for kind in ("opened", "paid"))
    planned = opened.groupby(["taker", "budget", "half"], observed=True)["yuan"].sum()
    planned.index.names = ["account", "budget", "half"]
    used = paid.groupby(["giver", "budget", "half"], observed=True)["yuan"].sum()
    used.index.names = ["account", "budget", "half"]
    n = max(len(years), 1) * 1e6
    both = pd.concat({"planned": planned / n, "paid": used / n}, axis=1).fillna(0.0)
    return both.reset_index()


def budget_label(code: str) -> tuple[str, str]:
    """Return the Chinese and English name of a budget group."""
    for budget in Budget:
        if budget.code == code:
            return budget.zh, budget.en
    return ("", "")


def sankey(ledger: pd.DataFrame, years: Sequence[int], lang: str) -> dict[str, Any]:
    """Return nodes and links of the year's mean flows: fund, budget line in a half, receiver.

    Contributions and benefits as of right are many times the programmes; only what is paid on
    budget lines and from funds other than social insurance is drawn.
    """
    flows = spent(ledger, years)
    flows = flows[(flows["budget"] != "") | flows["giver"].isin(a.code for a in Account)]
    which = 0 if lang == "zh" else 1
    nodes: dict[tuple[str, str], int] = {}
    links: dict[tuple[int, int, str], float] = {}

    def node(layer: str, name: str) -> int:
        return nodes.setdefault((layer, name), len(nodes))

    for row in flows.to_dict("records"):
        half = row["half"] or Half.NORTH.code
        line = budget_label(row["budget"])[which] or (
            "其他支付" if which == 0 else "Other payments"
        )
        fund, group = node("fund", label(row["giver"])[which]), node("line", line)
        taker = node("taker", label(row["taker"])[which])
        for link in ((fund, group, half), (group, taker, half)):
            links[link] = links.get(link, 0.0) + row["million"]
    return {
        "labels": [name for _, name in nodes],
        "source": [a for a, _, _ in links],
        "target": [b for _, b, _ in links],
        "value": [round(v, 3) for v in links.values()],
        "half": [h for _, _, h in links],
    }
