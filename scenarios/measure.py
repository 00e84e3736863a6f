"""What a policy measure is: dials with units, a dose, months in force, and levers to write."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar, Protocol, cast

import numpy as np
import numpy.typing as npt

from agents.codes import UnitTable
from agents.levers import Levers
from scenarios.months import Month
from scenarios.settings import (
    HALVES,
    Dial,
    Given,
    Placed,
    Setting,
    SettingError,
    date_maps,
    effective,
    is_placed,
    plain,
    read_month,
    read_setting,
    resolve,
    shown,
)

__all__ = ["DOSE", "Given", "Measure", "SettingError", "View", "dial"]

Floats = npt.NDArray[np.float64]


class ParameterValues(Protocol):
    """Behavioural parameters by symbol."""

    def __getitem__(self, symbol: str, /) -> float: ...


@dataclass(frozen=True)
class View:
    """What a measure may look at: places and parameters, never a person's or firm's row."""

    units: UnitTable
    parameters: ParameterValues


# ---------------------------------------------------------------------------------------- dials


def dial(
    unit: str,
    value: float,
    *,
    bounds: tuple[float, float],
    rules_2025: float,
    plan: float,
    source: str,
    confidence: str,
    zh: str,
    en: str,
    no_policy: float = 0.0,
    whole: bool = False,
) -> Any:
    """Declare a dial of a `Measure`; see `Dial` for the fields."""
    for name, number in (("no_policy", no_policy), ("rules_2025", rules_2025), ("plan", plan)):
        if not bounds[0] <= number <= bounds[1]:
            raise ValueError(f"{name} {number} is outside the bounds {bounds}")
    made = Dial(unit, value, bounds, no_policy, rules_2025, plan, source, confidence, whole, zh, en)
    return dataclasses.field(default=value, metadata={"dial": made})


DOSE = Dial(
    unit="times",
    default=1.0,
    bounds=(0.0, 3.0),
    no_policy=0.0,
    rules_2025=1.0,
    plan=1.0,
    source="definition: every dial acts at no_policy + dose x (value - no_policy)",
    confidence="derived",
    whole=False,
    zh="力度",
    en="dose of the whole measure",
)


# ------------------------------------------------------------------------------------- measures


@dataclass(frozen=True, kw_only=True)
class Measure:
    """Base of all measures: a frozen record of dials that writes levers and nothing else.

    A dial holds a number, `{month: number}` (in force from that month on) or
    `{place: number or {month: number}}`, where a place is `north`, `south` or a unit's code and a
    unit beats its half. Dates and numbers are checked here; unit codes by `check_places`.

    Attributes
    ----------
    dose : 0 to 3
        Every dial acts at no_policy + dose x (value - no_policy), kept within its bounds.
    from_, until : Month or None
        First and last month in force; None leaves the side open.

    Raises
    ------
    SettingError
        If a dial's value is not acceptable.
    """

    number: ClassVar[int]
    name: ClassVar[str]
    zh: ClassVar[str]
    en: ClassVar[str]
    article: ClassVar[str]

    dose: Given = 1.0
    from_: Month | None = None
    until: Month | None = None

    def __post_init__(self) -> None:
        for key in ("from_", "until"):
            given = getattr(self, key)
            object.__setattr__(
                self, key, None if given is None else read_month(given, key.strip("_"))
            )
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise SettingError(f"until {self.until} is before from {self.from_}", "until")
        for name, spec in self.settable().items():
            try:
                setting = read_setting(getattr(self, name), spec)
            except SettingError as error:
                raise error.below(name) from None
            object.__setattr__(self, name, setting)
        if self.from_ is not None:
            self.check_dates(self.from_)

    @classmethod
    @cache
    def dials(cls) -> dict[str, Dial]:
        """Return the dials by name, in the order of the class; `dose` is not among them."""
        fields = dataclasses.fields(cls)
        return {f.name: f.metadata["dial"] for f in fields if "dial" in f.metadata}

    @classmethod
    def settable(cls) -> dict[str, Dial]:
        """Return `dose` and the dials by name."""
        return {"dose": DOSE} | cls.dials()

    def setting(self, name: str) -> Setting:
        """Return the value of `dose` or of a dial as checked."""
        return cast(Setting, getattr(self, name))

    def settings(self) -> dict[str, Setting]:
        """Return the value of `dose` and of every dial as checked."""
        return {name: self.setting(name) for name in self.settable()}

    def check_dates(self, start: Month) -> None:
        """Raise `SettingError` if a date map begins after the measure does.

        Parameters
        ----------
        start : Month
            First month in force of a measure without `from`: the scenario's start.
        """
        start = start if self.from_ is None else self.from_
        for name, setting in self.settings().items():
            for path, dated in date_maps(setting):
                if dated[0][0] > start:
                    raise SettingError(
                        f"the first date {dated[0][0]} is after {start}, when the measure starts; "
                        f"give a value from {start} on, or set from: {dated[0][0]}",
                        name,
                        *path,
                        str(dated[0][0]),
                        on_key=True,
                    )

    def check_places(self, units: UnitTable) -> None:
        """Raise `SettingError` if a place map names an unknown place or leaves one out."""
        half_of = {c: HALVES[h] for c, h in zip(units.code, units.half, strict=True)}
        for name, setting in self.settings().items():
            if not is_placed(setting):
                continue
            named = [place for place, _ in cast(Placed, setting)]
            for place in named:
                if place not in half_of and place not in HALVES:
                    known = ", ".join((*HALVES, *units.code))
                    raise SettingError(
                        f"no place {place!r}; places are {known}", name, place, on_key=True
                    )
            bare = [c for c, half in half_of.items() if c not in named and half not in named]
            if bare:
                halves = " and ".join(sorted({half_of[c] for c in bare}))
                raise SettingError(
                    f"no value for {', '.join(bare)}; add {halves}, which every unit there without "
                    "a value of its own takes",
                    name,
                )

    def active(self, month: int) -> bool:
        """Return whether the measure is in force in `month`."""
        begun = self.from_ is None or month >= self.from_
        return begun and (self.until is None or month <= self.until)

    def value(self, name: str, month: int, units: UnitTable, unit: int) -> float:
        """Return what a dial is worth in a month and unit, after dose, bounds and rounding.

        Parameters
        ----------
        name : str
            Name of the dial.
        month : int
            Counted from January 1900; outside the months in force the dial is at `no_policy`.
        units : UnitTable
        unit : int
            Index into `units`.
        """
        spec = self.dials()[name]
        code, half = units.code[unit], HALVES[units.half[unit]]
        dose = resolve(self.setting("dose"), month, code, half) if self.active(month) else 0.0
        return effective(spec, resolve(self.setting(name), month, code, half), dose)

    def values(self, name: str, month: int, units: UnitTable) -> Floats:
        """Return float64[n_units], the dial's `value` in every unit."""
        if not (is_placed(self.setting(name)) or is_placed(self.setting("dose"))):  # one for all
            return np.full(units.n_units, self.value(name, month, units, 0))
        return np.array([self.value(name, month, units, u) for u in range(units.n_units)])

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write this month's levers; where every dial is at `no_policy`, write nothing."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return what a scenario file would say: every dial, dose, from and until."""
        out: dict[str, Any] = {n: plain(s) for n, s in self.settings().items()}
        if self.from_ is not None:
            out["from"] = str(self.from_)
        if self.until is not None:
            out["until"] = str(self.until)
        return out

    def __str__(self) -> str:
        specs, settings = self.settable(), self.settings()
        words = [f"{n} {shown(s)} {specs[n].unit}" for n, s in settings.items()]
        words += [f"from {self.from_}"] if self.from_ is not None else []
        words += [f"until {self.until}"] if self.until is not None else []
        return f"{self.number} {self.name}: " + "; ".join(words)
