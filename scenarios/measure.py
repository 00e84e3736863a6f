"""What a policy measure is: dials with units, a dose, months in force, and levers to write."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, Self, cast

import numpy as np
import numpy.typing as npt

from agents.codes import Half, UnitTable
from agents.levers import Levers
from scenarios.months import Month

HALVES = tuple(h.code for h in Half)

Floats = npt.NDArray[np.float64]
Dated = tuple[tuple[Month, float], ...]  # value from a month on, months rising
Placed = tuple[tuple[str, float | Dated], ...]  # value of a half ("north") or a unit ("KAS")
Setting = float | Dated | Placed
# what a user may write for a dial: a number, {month: number}, {place: number or {month: number}}
Given = float | Mapping[Any, Any] | Dated | Placed


class SettingError(ValueError):
    """A setting is not acceptable.

    Attributes
    ----------
    path : tuple of str
        Keys that lead to the setting, outermost first; a loader turns them into line and column.
    on_key : bool
        True where the last key itself is at fault, not its value.
    """

    def __init__(self, message: str, *path: str, on_key: bool = False) -> None:
        super().__init__(message)
        self.message, self.path, self.on_key = message, path, on_key

    def __str__(self) -> str:
        return f"{'.'.join(self.path)}: {self.message}" if self.path else self.message

    def below(self, *path: str) -> Self:
        """Return the same error, found further down: `path` leads to where it was raised."""
        return type(self)(self.message, *path, *self.path, on_key=self.on_key)


class ParameterValues(Protocol):
    """Behavioural parameters by symbol."""

    def __getitem__(self, symbol: str, /) -> float: ...


@dataclass(frozen=True)
class View:
    """What a measure may look at: places and parameters, never a person's or firm's row."""

    units: UnitTable
    parameters: ParameterValues


# ---------------------------------------------------------------------------------------- dials


@dataclass(frozen=True)
class Dial:
    """One number a planner can set.

    Attributes
    ----------
    unit : str
    default : float
    bounds : (lowest, highest), both admitted
    no_policy : float
        Value in the world without the measure; dose 0 leads there.
    rules_2025, plan : float
        Values of the scenarios `baseline` and `plan`.
    source, confidence : str
    whole : bool
        True for counts: the effective value is rounded.
    zh, en : str
        What it is.
    """

    unit: str
    default: float
    bounds: tuple[float, float]
    no_policy: float
    rules_2025: float
    plan: float
    source: str
    confidence: str
    whole: bool
    zh: str
    en: str


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
            object.__setattr__(self, key, None if given is None else _month(given, key.strip("_")))
        if self.from_ is not None and self.until is not None and self.from_ > self.until:
            raise SettingError(f"until {self.until} is before from {self.from_}", "until")
        for name, spec in self.settable().items():
            try:
                setting = _setting(getattr(self, name), spec)
            except SettingError as error:
                raise error.below(name) from None
            object.__setattr__(self, name, setting)
        if self.from_ is not None:
            self.check_dates(self.from_)

    @classmethod
    def dials(cls) -> dict[str, Dial]:
        """Return the dials by name, in the order of the class; `dose` is not among them."""
        fields = dataclasses.fields(cls)
        return {f.name: f.metadata["dial"] for f in fields if "dial" in f.metadata}

    @classmethod
    def settable(cls) -> dict[str, Dial]:
        """Return `dose` and the dials by name."""
        return {"dose": DOSE} | cls.dials()

    def settings(self) -> dict[str, Setting]:
        """Return the value of `dose` and of every dial as checked."""
        return {name: getattr(self, name) for name in self.settable()}

    def check_dates(self, start: Month) -> None:
        """Raise `SettingError` if a date map begins after the measure does.

        Parameters
        ----------
        start : Month
            First month in force of a measure without `from`: the scenario's start.
        """
        start = start if self.from_ is None else self.from_
        for name, setting in self.settings().items():
            for path, dated in _date_maps(setting):
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
            if not _is_placed(setting):
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
        settings = self.settings()
        dose = _resolve(settings["dose"], month, code, half) if self.active(month) else 0.0
        return effective(spec, _resolve(settings[name], month, code, half), dose)

    def values(self, name: str, month: int, units: UnitTable) -> Floats:
        """Return float64[n_units], the dial's `value` in every unit."""
        return np.array([self.value(name, month, units, u) for u in range(units.n_units)])

    def apply(self, view: View, levers: Levers, month: Month) -> None:
        """Write this month's levers; where every dial is at `no_policy`, write nothing."""
        raise NotImplementedError

    def to_dict(self) -> dict[str, Any]:
        """Return what a scenario file would say: every dial, dose, from and until."""
        out: dict[str, Any] = {n: _plain(s) for n, s in self.settings().items()}
        if self.from_ is not None:
            out["from"] = str(self.from_)
        if self.until is not None:
            out["until"] = str(self.until)
        return out

    def __str__(self) -> str:
        specs, settings = self.settable(), self.settings()
        words = [f"{n} {_text(s)} {specs[n].unit}" for n, s in settings.items()]
        words += [f"from {self.from_}"] if self.from_ is not None else []
        words += [f"until {self.until}"] if self.until is not None else []
        return f"{self.number} {self.name}: " + "; ".join(words)


def effective(spec: Dial, value: float, dose: float) -> float:
    """Return no_policy + dose x (value - no_policy), within the bounds, rounded if whole.

    Dose 0 gives `no_policy` and dose 1 the value, bit for bit.
    """
    if dose == 0:
        return float(spec.no_policy)
    moved = value if dose == 1 else spec.no_policy + dose * (value - spec.no_policy)
    moved = min(max(moved, spec.bounds[0]), spec.bounds[1])
    return float(math.floor(moved + 0.5)) if spec.whole else float(moved)


# ------------------------------------------------------------------------------ reading settings


def _month(given: object, *path: str, on_key: bool = False) -> Month:
    if isinstance(given, Month):
        return given
    try:
        return Month.parse(str(given))
    except ValueError as error:
        raise SettingError(str(error), *path, on_key=on_key) from None


def _looks_dated(key: object) -> bool:
    text = str(key)
    return isinstance(key, Month) or text[:1].isdigit()


def _setting(given: object, spec: Dial) -> Setting:
    if isinstance(given, tuple):
        given = dict(given)
    if not isinstance(given, Mapping):
        return _number(given, spec)
    if not given:
        raise SettingError("an empty map; give a number, or values by month or place")
    dated = [_looks_dated(key) for key in given]
    if any(dated) and not all(dated):
        odd = next(k for k, d in zip(given, dated, strict=True) if d != dated[0])
        raise SettingError(
            "months and places in one map; put the months inside the place, for example "
            "south: {2026-01: 1}",
            str(odd),
            on_key=True,
        )
    if dated[0]:
        return _dated(given, spec)
    placed: list[tuple[str, float | Dated]] = []
    for place, inner in given.items():
        try:
            value = _setting(inner, spec)
        except SettingError as error:
            raise error.below(str(place)) from None
        if _is_placed(value):
            raise SettingError("a place inside a place; give a number or months", str(place))
        placed.append((str(place), cast("float | Dated", value)))
    return tuple(sorted(placed))


def _dated(given: Mapping[Any, Any], spec: Dial) -> Dated:
    steps: dict[Month, float] = {}
    for key, inner in given.items():
        month = _month(key, str(key), on_key=True)
        if isinstance(inner, Mapping):
            raise SettingError(
                "places inside a month; put the months inside the place, for example "
                "south: {2026-01: 1}",
                str(key),
            )
        try:
            steps[month] = _number(inner, spec)
        except SettingError as error:
            raise error.below(str(key)) from None
    return tuple(sorted(steps.items()))


def _number(given: object, spec: Dial) -> float:
    kind = "a whole number" if spec.whole else "a number"
    if isinstance(given, bool) or not isinstance(given, int | float | np.number):
        raise SettingError(f"{given!r} is not {kind} in {spec.unit}; {_advice(given, spec)}")
    number = float(given)
    low, high = spec.bounds
    if not low <= number <= high:
        raise SettingError(f"{number:g} {spec.unit} is outside {low:g} to {high:g}")
    if spec.whole and number != math.floor(number):
        raise SettingError(f"{number:g} is not a whole number of {spec.unit}")
    return number


def _advice(given: object, spec: Dial) -> str:
    text = str(given).strip()
    digits = text.split()[0].rstrip("%") if text else ""
    try:
        float(digits)
    except ValueError:
        return f"write, for example, {spec.default:g}"
    return f"write the bare number in {spec.unit}, for example {digits}"


def _is_placed(setting: Setting) -> bool:
    return isinstance(setting, tuple) and isinstance(setting[0][0], str)


def _date_maps(setting: Setting) -> Iterator[tuple[tuple[str, ...], Dated]]:
    if _is_placed(setting):
        for place, inner in cast(Placed, setting):
            if isinstance(inner, tuple):
                yield (place,), inner
    elif isinstance(setting, tuple):
        yield (), cast(Dated, setting)


def _resolve(setting: Setting, month: int, code: str, half: str) -> float:
    if _is_placed(setting):
        by_place = dict(cast(Placed, setting))
        if code not in by_place and half not in by_place:
            raise SettingError(f"no value for unit {code}")
        setting = by_place[code] if code in by_place else by_place[half]
    if not isinstance(setting, tuple):
        return setting
    current = setting[0][1]  # also before the first date, where the measure's start forbids use
    for since, value in cast(Dated, setting):
        if month >= since:
            current = value
    return current


def _plain(setting: Setting) -> Any:
    if not isinstance(setting, tuple):
        return setting
    return {str(key): _plain(cast(Setting, value)) for key, value in setting}


def _text(setting: Setting) -> str:
    if not isinstance(setting, tuple):
        return f"{setting:g}"
    return "{" + ", ".join(f"{k}: {_text(cast(Setting, v))}" for k, v in setting) + "}"
