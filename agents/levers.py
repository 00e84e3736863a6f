"""Levers: this month's policy. Measures write them, kernels read them, and nobody else meets.

Two kinds. A `Price` concerns everybody in a place or an industry (a contribution rate, a demand
path): an array, never indexed by row. An `OfferTable` concerns only some: each row holds a rule
(`who`), what is offered, a claim code and the account that pays. Writing an offer evaluates
nothing; a kernel that touches a person at an event asks `agents.kernels.rules.qualifies`.

Every month starts at "no policy": prices at the value the insurance law gives everybody, tables
empty. Writes are `add`, `at_least`, `at_most`, `scale` and `offer`; their order cannot matter.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from agents.codes import Industry, Label, UnitTable
from agents.rules import MOST_UNITS, RANGES, SETS, Rule, who

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]

DECEMBER_2025 = (2025 - 1900) * 12 + 11  # months are counted from January 1900

__all__ = ["Account", "Claim", "Levers", "OfferTable", "Offers", "Price", "Rule", "who"]


class Claim(Label):
    """What is claimed of an account; codes are never reused."""

    CONTRIBUTION_SUBSIDY = 1, "contribution_subsidy", "社会保险补贴", "Contribution subsidy"


class Account(Label):
    """Who pays: the nine accounts of the ledger."""

    EMPLOYMENT_SUBSIDY = 1, "employment_subsidy", "就业补助资金", "Employment subsidy fund"
    UNEMPLOYMENT_INSURANCE = (
        2,
        "unemployment_insurance",
        "失业保险基金",
        "Unemployment insurance fund",
    )
    RURAL_BRIDGING = 3, "rural_bridging", "衔接推进乡村振兴补助资金", "Rural bridging fund"
    TRAINING_LEVY = 4, "training_levy", "企业职工教育经费", "Firms' training levy"
    CIVIL_AFFAIRS = 5, "civil_affairs", "民政救助资金", "Civil-affairs assistance"
    TREASURY = 6, "treasury", "财政", "Treasury"
    GUARANTEE_FUND = 7, "guarantee_fund", "创业担保基金", "Guarantee fund"
    BANKS = 8, "banks", "银行", "Banks"
    SERVICE_FEES = 9, "service_fees", "服务收费", "Service fees"


# --------------------------------------------------------------------------------------- offers


class Offers(NamedTuple):
    """The columns of an `OfferTable`, plain arrays for kernels, one element a row."""

    rule_bits: npt.NDArray[np.uint32]  # [n_rows, 8]
    rule_bounds: Ints  # [n_rows, 10]
    share: Floats  # 0 to 1
    months: Ints  # months to run
    take_up: Floats  # probability that an eligible event is claimed
    claim: Ints  # see Claim
    account: Ints  # see Account
    measure: Ints  # number of the measure, 1..20


class OfferTable:
    """This month's offers of one kind, one row an offer."""

    def __init__(self) -> None:
        self._rows: list[tuple[Any, ...]] = []

    def offer(
        self,
        rule: Rule,
        *,
        share: float,
        months: int,
        claim: Claim,
        account: Account,
        measure: int,
        take_up: float = 1.0,
    ) -> None:
        """Offer `share` for `months` months to whoever meets `rule`.

        Parameters
        ----------
        rule : Rule
        share : float, 0 to 1
            Part of the sum named by the table's unit (see `Levers.describe`).
        months : int
        claim : Claim
        account : Account
        measure : int
            Number of the measure that offers, 1..20.
        take_up : float, probability
            Chance that an eligible event is claimed at all.
        """
        self._rows.append(
            (int(measure), rule.bits, rule.bounds, float(share), int(months), float(take_up),
             int(claim), int(account))
        )  # fmt: skip

    def __len__(self) -> int:
        return len(self._rows)

    def clear(self) -> None:
        """Withdraw every offer."""
        self._rows.clear()

    def arrays(self) -> Offers:
        """Return the rows as arrays, sorted by measure, rule and terms, whoever wrote first."""
        rows = sorted(self._rows)
        n = len(rows)
        measure, bits, bounds, share, months, take_up, claim, account = (
            zip(*rows, strict=True) if rows else ((),) * 8
        )
        return Offers(
            np.array(bits, np.uint32).reshape(n, len(SETS) + 2),
            np.array(bounds, np.int32).reshape(n, 2 * len(RANGES)),
            np.array(share, np.float64),
            np.array(months, np.int32),
            np.array(take_up, np.float64),
            np.array(claim, np.int32),
            np.array(account, np.int32),
            np.array(measure, np.int32),
        )


# --------------------------------------------------------------------------------------- prices


class Price:
    """A lever that concerns everybody of a unit or industry.

    `values` = no-policy value plus all `add`, times all `scale`, then at least the largest floor,
    then at most the smallest cap. Writes of one kind are summed (multiplied) in sorted order, so
    the bits do not depend on who wrote first.
    """

    def __init__(self, no_policy: Floats) -> None:
        self._no_policy = no_policy
        self.clear()

    def clear(self) -> None:
        """Return to "no policy"."""
        self._added: list[Floats] = []
        self._scaled: list[Floats] = []
        self._floors: list[Floats] = []
        self._caps: list[Floats] = []

    def add(self, amount: npt.ArrayLike) -> None:
        """Add an amount; anything that broadcasts to the lever's shape."""
        self._added.append(self._shaped(amount))

    def scale(self, factor: npt.ArrayLike) -> None:
        """Multiply by a factor."""
        self._scaled.append(self._shaped(factor))

    def at_least(self, floor: npt.ArrayLike) -> None:
        """Raise to a floor."""
        self._floors.append(self._shaped(floor))

    def at_most(self, cap: npt.ArrayLike) -> None:
        """Lower to a cap; where floor and cap cross, the cap holds."""
        self._caps.append(self._shaped(cap))

    def _shaped(self, given: npt.ArrayLike) -> Floats:
        return np.broadcast_to(np.array(given, np.float64), self._no_policy.shape)

    @property
    def values(self) -> Floats:
        """Return this month's values, a fresh array."""
        out = self._no_policy.copy()
        if self._added:
            out += _in_order(self._added).sum(axis=0)
        if self._scaled:
            out *= _in_order(self._scaled).prod(axis=0)
        for floor in self._floors:
            np.maximum(out, floor, out=out)
        for cap in self._caps:
            np.minimum(out, cap, out=out)
        return out


def _in_order(written: list[Floats]) -> Floats:
    """Return the writes one below the other, each column sorted; most levers have one writer."""
    if len(written) == 1:
        return written[0][None]
    return np.sort(np.stack(written), axis=0)


# --------------------------------------------------------------------------------------- levers


@dataclass(frozen=True)
class Declared:
    """What a lever is: unit, meaning, and for a price its no-policy value with its source.

    Attributes
    ----------
    by : tuple of "unit" and "industry"; empty for an offer table
    lapsed : float or None
        No-policy value after December 2025 where temporary rules are not renewed.
    """

    unit: str
    meaning: str
    by: tuple[str, ...] = ()
    no_policy: float = 0.0
    lapsed: float | None = None
    source: str = ""
    confidence: str = ""


def price(
    unit: str,
    meaning: str,
    *,
    by: tuple[str, ...],
    no_policy: float,
    source: str,
    confidence: str,
    lapsed: float | None = None,
) -> Any:
    """Declare a `Price` of `Levers`."""
    return cast(Any, Declared(unit, meaning, by, no_policy, lapsed, source, confidence))


def offers(unit: str, meaning: str) -> Any:
    """Declare an `OfferTable` of `Levers`."""
    return cast(Any, Declared(unit, meaning))


_PROVINCE_TABLE = "province table of contribution bases, about 2024 (secondary source)"


class Levers:
    """This month's policy; attributes only, so a misspelt lever is an error."""

    contribution_subsidy: OfferTable = offers(
        "share of the employer's pension, medical and unemployment contributions",
        "reimbursed for a new hire whose contributions are paid; judged at the hire",
    )
    contribution_floor: Price = price(
        "yuan/month",
        "lowest base of contributions",
        by=("unit",),
        no_policy=4999.0,
        source=f"60 % of the reference wage; {_PROVINCE_TABLE}",
        confidence="found",
    )
    contribution_ceiling: Price = price(
        "yuan/month",
        "highest base of contributions",
        by=("unit",),
        no_policy=24996.0,
        source=f"300 % of the reference wage; {_PROVINCE_TABLE}",
        confidence="found",
    )
    contribution_rate_employer: Price = price(
        "share of the base",
        "employer's pension (0.16), medical (0.08) and unemployment (0.005) contribution",
        by=("unit",),
        no_policy=0.245,
        lapsed=0.255,
        source="pension: national rule since 2019 (recalled); medical: assumed; unemployment: "
        "Xinjiang reduced rate to the end of 2025 (found), before it 1.5 % (recalled)",
        confidence="assumed",
    )
    contribution_rate_employee: Price = price(
        "share of the base",
        "employee's pension (0.08), medical (0.02) and unemployment (0.005) contribution",
        by=("unit",),
        no_policy=0.105,
        source="pension and medical: national rule (recalled); unemployment: Xinjiang rate (found)",
        confidence="recalled",
    )
    demand_growth: Price = price(
        "percentage points a year",
        "growth of demand on top of the industry's trend",
        by=("unit", "industry"),
        no_policy=0.0,
        source="no policy adds nothing",
        confidence="derived",
    )
    training_places: Price = price(
        "places a year in the whole region",
        "publicly paid training places; a unit gets its share by labour force and unemployed",
        by=("unit",),
        no_policy=0.0,
        source="measure_dials_added.csv, training_places",
        confidence="derived",
    )
    training_days: Price = price(
        "days",
        "length of publicly paid courses",
        by=("unit",),
        no_policy=20.0,
        source="measure_dials_added.csv, course_days",
        confidence="assumed",
    )
    assessment_places: Price = price(
        "places a year in the whole region",
        "assessments at senior level; a unit gets its share by labour force",
        by=("unit",),
        no_policy=0.0,
        source="measure_dials_added.csv, assessment_places",
        confidence="derived",
    )
    school_certificates: Price = price(
        "share",
        "vocational school leavers who leave with an intermediate certificate",
        by=("unit",),
        no_policy=0.0,
        source="measure_dials_added.csv, school_certificate_share",
        confidence="assumed",
    )

    public_recruitment: Price = price(
        "posts/year, region's total",
        "posts of schools, hospitals and government open to graduates only; a unit's part is its "
        "share of their staff",
        by=("unit",),
        no_policy=25000.0,
        source="usual recruitment without the measure; none located",
        confidence="assumed",
    )
    grassroots_posts: Price = price(
        "posts/year, total of the unit's half",
        "rural posts of grass-roots programmes, for graduates; a unit's part is its share of the "
        "half's rural staff in schools, hospitals and government",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no post",
        confidence="derived",
    )
    state_firm_intake: Price = price(
        "posts/year, region's total",
        "posts of state firms outside farming, schools, hospitals and government for graduates",
        by=("unit",),
        no_policy=0.0,
        source="no extra intake without the measure",
        confidence="derived",
    )
    internship_posts: Price = price(
        "places/year, region's total",
        "internships of 3 to 12 months; a unit's part is its share of the young unemployed",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no place",
        confidence="derived",
    )
    internship_public_pay: Price = price(
        "times the minimum wage",
        "public allowance of an intern",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no allowance",
        confidence="derived",
    )
    internship_host_pay: Price = price(
        "times the minimum wage",
        "what the host adds to it",
        by=("unit",),
        no_policy=0.0,
        source="no programme, no top-up",
        confidence="derived",
    )
    benefit_ratio_change: Price = price(
        "share of the minimum wage",
        "added to the level of unemployment benefit",
        by=("unit",),
        no_policy=0.0,
        source="no policy leaves the level at the parameter ui_level",
        confidence="derived",
    )
    benefit_months_short: Price = price(
        "months",
        "longest unemployment benefit after one to five years of contributions",
        by=("unit",),
        no_policy=12.0,
        source="Social Insurance Law, article 46",
        confidence="recalled",
    )
    benefit_months_middle: Price = price(
        "months",
        "longest unemployment benefit after five to ten years of contributions",
        by=("unit",),
        no_policy=18.0,
        source="Social Insurance Law, article 46",
        confidence="recalled",
    )
    benefit_months_long: Price = price(
        "months",
        "longest unemployment benefit after ten years of contributions and more",
        by=("unit",),
        no_policy=24.0,
        source="Social Insurance Law, article 46",
        confidence="recalled",
    )
    allowance_line_urban: Price = price(
        "yuan a head and month",
        "income below which an urban household is entitled to the allowance",
        by=("unit",),
        no_policy=700.0,
        source="policy instruments, row DB05",
        confidence="assumed",
    )
    allowance_line_rural: Price = price(
        "yuan a head and month",
        "income below which a rural household is entitled to the allowance",
        by=("unit",),
        no_policy=500.0,
        source="policy instruments, row DB06",
        confidence="assumed",
    )
    allowance_taper: Price = price(
        "months",
        "time after the start of a job in which its pay is disregarded for the allowance",
        by=("unit",),
        no_policy=0.0,
        source="no policy counts all pay",
        confidence="derived",
    )
    welfare_posts: Price = price(
        "posts in the whole region",
        "public-welfare posts in place; a unit has its share of the population of them",
        by=("unit",),
        no_policy=0.0,
        source="no policy has none",
        confidence="derived",
    )
    welfare_post_pay: Price = price(
        "times the minimum wage",
        "pay of a public-welfare post",
        by=("unit",),
        no_policy=1.0,
        source="national rule (policy instruments, row PW01)",
        confidence="recalled",
    )
    welfare_post_months: Price = price(
        "months",
        "longest stay in a public-welfare post",
        by=("unit",),
        no_policy=36.0,
        source="policy instruments, row PW03",
        confidence="found",
    )
    startup_grant: Price = price(
        "yuan",
        "one-off grant for founding a business",
        by=("unit",),
        no_policy=0.0,
        source="no policy pays none",
        confidence="derived",
    )
    startup_loans: Price = price(
        "loans a year in the whole region",
        "guaranteed loans for founders; a unit has its share of the population of them",
        by=("unit",),
        no_policy=0.0,
        source="no policy guarantees none",
        confidence="derived",
    )
    inspection_rate: Price = price(
        "% of firms a year",
        "firms inspected for arrears and contracts",
        by=("unit",),
        no_policy=0.0,
        source="no policy inspects none",
        confidence="derived",
    )

    def __init__(self, units: UnitTable, *, renew_temporary: bool = True) -> None:
        if units.n_units > MOST_UNITS:
            raise ValueError(f"{units.n_units} units; a rule's set of units holds {MOST_UNITS}")
        self.units = units
        self.renew_temporary = renew_temporary
        self._lapsed = False
        self._restart()

    @classmethod
    def declared(cls) -> dict[str, Declared]:
        """Return every lever's declaration by name."""
        return {n: d for n, d in vars(cls).items() if isinstance(d, Declared)}

    @classmethod
    def describe(cls) -> list[dict[str, str | float | None]]:
        """Return one record a lever: name, kind, unit, meaning, no-policy value and its source."""
        return [
            {
                "lever": name,
                "kind": "price" if d.by else "offers",
                "unit": d.unit,
                "meaning": d.meaning,
                "by": " x ".join(d.by),
                "no_policy": d.no_policy if d.by else None,
                "source": d.source,
                "confidence": d.confidence,
            }
            for name, d in cls.declared().items()
        ]

    def reset(self, month: int) -> None:
        """Return every lever to "no policy" in `month` (counted from January 1900)."""
        lapsed = month > DECEMBER_2025 and not self.renew_temporary
        if lapsed != self._lapsed:
            self._lapsed = lapsed
            self._restart()
        for name in self.declared():
            getattr(self, name).clear()

    def _restart(self) -> None:
        sizes = {"unit": self.units.n_units, "industry": len(Industry)}
        for name, d in self.declared().items():
            shape = tuple(sizes[axis] for axis in d.by)
            value = d.lapsed if self._lapsed and d.lapsed is not None else d.no_policy
            setattr(self, name, Price(np.full(shape, value)) if d.by else OfferTable())

    def arrays(self) -> dict[str, npt.NDArray[Any]]:
        """Return everything a kernel may read, by name: prices, and each table's columns."""
        out: dict[str, npt.NDArray[Any]] = {}
        for name in self.declared():
            lever = getattr(self, name)
            if isinstance(lever, Price):
                out[name] = lever.values
            else:
                columns = lever.arrays()._asdict()
                out |= {f"{name}.{column}": array for column, array in columns.items()}
        return out
