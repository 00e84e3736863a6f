"""Rules: whom an offer concerns, as sets of codes and bounds that a kernel can judge.

`who(...)` writes a rule; `agents.kernels.rules.qualifies` judges it at the moment of an event.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from agents.codes import Flag, Industry, Label, Ownership, Schooling, Sex, Status, UnitTable

Codes = int | Iterable[int] | None
Bounds = tuple[int | None, int | None]

EVERYBODY = 0xFFFFFFFF
NO_LOW, NO_HIGH = -(2**31), 2**31 - 1
MOST_UNITS = 32  # a set of units is one uint32


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
                names = [
                    _code_name(field, c, zh, units) for c in range(MOST_UNITS) if admitted >> c & 1
                ]
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
            return f"对象:{';'.join(parts) or '所有人员'}。"
        text = "; ".join(parts)
        return "Everyone" + (" " + _relative(text) if text else "") + "."


def _relative(text: str) -> str:
    return text if text.startswith("who ") else "whose " + text


def label_of(codes: type[Label], code: int) -> Label:
    """Return the member of `codes` with that code."""
    return next(label for label in codes if label == code)


def _code_name(field: Field, code: int, zh: bool, units: UnitTable | None) -> str:
    if field.codes is None:
        if units is None:
            return str(code)
        return units.zh[code] if zh else units.en[code]
    label = label_of(field.codes, code)
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
    known = set(range(MOST_UNITS)) if field.codes is None else {int(c) for c in field.codes}
    if not listed or not known.issuperset(listed):
        raise ValueError(f"{field.name}: {listed} is empty or holds an unknown code")
    return sum(1 << int(c) for c in set(listed))
