"""Levers: this month's policy. Measures write them, kernels read them, and nobody else meets.

Two kinds. A `Price` concerns everybody in a place or an industry (a contribution rate, a demand
path): an array, never indexed by row. An `OfferTable` concerns only some: each row holds a rule
(`who`), what is offered, a claim code and the account that pays. Writing an offer evaluates
nothing; a kernel that touches a person at an event asks `agents.kernels.rules.qualifies`.

Every month starts at "no policy": prices at the value the insurance law gives everybody, tables
empty. Writes are `add`, `at_least`, `at_most`, `scale` and `offer`; their order cannot matter.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

import numpy as np
import numpy.typing as npt

from agents.codes import (
    Flag,
    Industry,
    Label,
    Ownership,
    Schooling,
    Sex,
    Status,
    UnitTable,
)

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int32]
Codes = int | Iterable[int] | None
Bounds = tuple[int | None, int | None]

EVERYBODY = 0xFFFFFFFF
NO_LOW, NO_HIGH = -(2**31), 2**31 - 1
DECEMBER_2025 = (2025 - 1900) * 12 + 11  # months are counted from January 1900


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


# ---------------------------------------------------------------------------------------- rules


class Field(NamedTuple):
    """One condition of a rule: its name, its labels, and the codes it may name."""

    name: str
    zh: str
    en: str
    codes: type[Label] | None = None


# the order is that of the constants in agents.kernels.rules; a test holds them equal
SETS = (
    Field("status", "状态", "status", Status),
    Field("sex", "性别", "sex", Sex),
    Field("schooling", "受教育程度", "schooling", Schooling),
    Field("unit", "地区", "unit"),
    Field("industry", "行业", "industry", Industry),
    Field("ownership", "所有制", "ownership", Ownership),
)
RANGES = (
    Field("age", "年龄(月)", "age in months"),
    Field("spell", "状态持续(月)", "months in the present status"),
    Field("tenure", "本岗工龄(月)", "months in the job"),
    Field("grade", "技能等级", "skill grade"),
    Field("firm_size", "单位人数", "size of the firm in persons"),
)
FLAG_LABELS = {
    Flag.FAMILY_FARM: ("家庭务农", "works on the family farm in season"),
    Flag.RECALL: ("季节性歇业", "is on a seasonal break"),
    Flag.GRADUATE: ("离校两年内高校毕业生", "left college within two years"),
    Flag.HARDSHIP: ("就业困难人员", "is certified as hard to employ"),
    Flag.CADRE: ("干部", "is cadre"),
    Flag.POVERTY_LIFTED: ("脱贫人口", "was lifted from poverty"),
    Flag.VETERAN: ("退役军人", "is a veteran"),
    Flag.REGISTERED_JOB: ("已登记岗位", "holds a registered job"),
    Flag.COUNTED: ("本年已计入", "was counted this year"),
    Flag.ENTERED: ("本年曾就业", "entered urban work this year"),
    Flag.DISPLACED: ("因技术替代失业", "lost the last job to automation"),
}


@dataclass(frozen=True)
class Rule:
    """Whom an offer concerns; made by `who`.

    Attributes
    ----------
    bits : eight uint32 values
        Sets of `SETS`, then the flags of which one is asked, then the flags all asked.
    bounds : ten int32 values
        Lowest admitted and first not admitted value of each of `RANGES`.
    """

    bits: tuple[int, ...]
    bounds: tuple[int, ...]

    def sentence(self, lang: str = "en", units: UnitTable | None = None) -> str:
        """Return the rule in words, in Chinese (`zh`) or English (`en`).

        >>> who(status=Status.UNEMPLOYED, spell=(12, None)).sentence("en")
        'Everyone whose status is Unemployed; months in the present status at least 12.'
        """
        zh = lang == "zh"
        parts = []
        for field, admitted in zip(SETS, self.bits, strict=False):
            if admitted != EVERYBODY:
                names = [_code_name(field, c, zh, units) for c in range(32) if admitted >> c & 1]
                word = "为" if zh else " is "
                parts.append(
                    (field.zh if zh else field.en) + word + ("或" if zh else " or ").join(names)
                )
        for bits, joint in (
            (self.bits[-2], "或" if zh else " or "),
            (self.bits[-1], "且" if zh else " and "),
        ):
            asked = [FLAG_LABELS[f][0 if zh else 1] for f in Flag if bits & f]
            if asked:
                parts.append(joint.join(asked) if zh else "who " + joint.join(asked))
        for k, field in enumerate(RANGES):
            low, high = self.bounds[2 * k : 2 * k + 2]
            limits = []
            if low != NO_LOW:
                limits.append(f"不低于{low}" if zh else f"at least {low}")
            if high != NO_HIGH:
                limits.append(f"低于{high}" if zh else f"below {high}")
            if limits:
                joint = "且" if zh else " and "
                parts.append((field.zh if zh else field.en + " ") + joint.join(limits))
        if zh:
            return ("所有" + ",".join(parts) + "的人员。") if parts else "所有人员。"
        text = "; ".join(parts)
        return "Everyone" + (" " + _relative(text) if text else "") + "."


def _relative(text: str) -> str:
    return text if text.startswith("who ") else "whose " + text


def _code_name(field: Field, code: int, zh: bool, units: UnitTable | None) -> str:
    if field.codes is None:
        if units is None:
            return str(code)
        return units.zh[code] if zh else units.en[code]
    label = field.codes(code)
    return label.zh if zh else label.en


def who(
    *,
    status: Codes = None,
    sex: Codes = None,
    schooling: Codes = None,
    unit: Codes = None,
    industry: Codes = None,
    ownership: Codes = None,
    flags_any: int = 0,
    flags_all: int = 0,
    age: Bounds = (None, None),
    spell: Bounds = (None, None),
    tenure: Bounds = (None, None),
    grade: Bounds = (None, None),
    firm_size: Bounds = (None, None),
) -> Rule:
    """Return the rule that admits whoever meets every condition given; none given: everybody.

    Parameters
    ----------
    status, sex, schooling, unit, industry, ownership : int or several
        Codes admitted; `unit` is an index into UnitTable. For an event with a firm, unit,
        industry, ownership and size are those of the workplace.
    flags_any, flags_all : int, bits of `Flag`
        One of these, or all of these, must be set.
    age, spell, tenure, grade, firm_size : (low, high)
        low <= value < high; None leaves a side open. Ages, spells and tenures in months.

    Raises
    ------
    ValueError
        If a code does not exist, a set is empty, or a range admits nothing.
    """
    given = {
        "status": status, "sex": sex, "schooling": schooling, "unit": unit,
        "industry": industry, "ownership": ownership,
    }  # fmt: skip
    ranges = {"age": age, "spell": spell, "tenure": tenure, "grade": grade, "firm_size": firm_size}
    bits = [_bit_set(field, given[field.name]) for field in SETS]
    bounds = []
    for field in RANGES:
        low, high = ranges[field.name]
        low = NO_LOW if low is None else int(low)
        high = NO_HIGH if high is None else int(high)
        if low >= high:
            raise ValueError(f"{field.name}: {low} to below {high} admits nobody")
        bounds += [low, high]
    return Rule((*bits, int(flags_any), int(flags_all)), tuple(bounds))


def _bit_set(field: Field, codes: Codes) -> int:
    if codes is None:
        return EVERYBODY
    listed = [codes] if isinstance(codes, int) else list(codes)
    known = set(range(32)) if field.codes is None else {int(c) for c in field.codes}
    if not listed or not known.issuperset(listed):
        raise ValueError(f"{field.name}: {listed} is empty or holds an unknown code")
    return sum(1 << int(c) for c in set(listed))


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

    def sentences(self, lang: str = "en", units: UnitTable | None = None) -> list[str]:
        """Return one sentence an offer, in the order of `arrays`."""
        return [_offer_sentence(row, lang, units) for row in sorted(self._rows)]


def _offer_sentence(row: tuple[Any, ...], lang: str, units: UnitTable | None) -> str:
    number, bits, bounds, share, months, take_up, claim, account = row
    rule = Rule(bits, bounds).sentence(lang, units)
    if lang == "zh":
        return (
            f"措施{number}:{Claim(claim).zh}{share:.0%},{months}个月,由{Account(account).zh}列支,"
            f"申领率{take_up:.0%}。{rule}"
        )
    return (
        f"Measure {number}: {Claim(claim).en}, {share:.0%} for {months} months, paid by "
        f"{Account(account).en}, claimed by {take_up:.0%}. {rule}"
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
            out += np.sort(np.stack(self._added), axis=0).sum(axis=0)
        if self._scaled:
            out *= np.sort(np.stack(self._scaled), axis=0).prod(axis=0)
        for floor in self._floors:
            np.maximum(out, floor, out=out)
        for cap in self._caps:
            np.minimum(out, cap, out=out)
        return out


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

    def __init__(self, units: UnitTable, *, renew_temporary: bool = True) -> None:
        if units.n_units > 32:
            raise ValueError(f"{units.n_units} units; a rule's set of units holds 32")
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
