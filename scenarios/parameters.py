"""Behavioural parameters: central values with bounds, source and confidence.

`parameters.yaml` holds what was published, `parameters_model.yaml` what this model assumes. Facts
under `validation` are for comparison with a run; `Parameters` refuses to hand them out, so no step
or kernel can read them.
"""

from __future__ import annotations

import difflib
import hashlib
import math
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cache
from pathlib import Path
from typing import Any, Self

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

FOLDER = Path(__file__).parent
FILES = (FOLDER / "parameters.yaml", FOLDER / "parameters_model.yaml")
CONFIDENCES = ("found", "recalled", "derived", "assumed")
VALIDATION = "validation"


class ParameterError(ValueError):
    """A parameter is unknown, out of bounds or badly written; the message says which and where."""


@dataclass(frozen=True)
class Parameter:
    """One parameter; `family` is the prior's, `low` and `high` bound what a user may set."""

    symbol: str
    value: float
    unit: str
    low: float
    high: float
    source: str
    confidence: str
    name: str = ""
    group: str = "model"
    family: str = "fixed"
    note: str = ""

    def check(self) -> str:
        """Return what is wrong with the entry, or an empty string."""
        if not all(map(math.isfinite, (self.value, self.low, self.high))):
            return "value, low and high must be finite numbers"
        if not self.low <= self.value <= self.high:
            return f"value {self.value:g} is outside its bounds {self.low:g} to {self.high:g}"
        if not self.source.strip():
            return "the source is empty"
        if self.confidence not in CONFIDENCES:
            return f"confidence {self.confidence!r} is not one of {', '.join(CONFIDENCES)}"
        return ""


KEYS = tuple(f.name for f in fields(Parameter) if f.name != "symbol")
REQUIRED = ("value", "unit", "low", "high", "source", "confidence")
NUMBERS = ("value", "low", "high")


def nearest(name: str, names: Iterable[str]) -> str:
    """Return the name most like a given one."""
    return max(names, key=lambda other: difflib.SequenceMatcher(None, name, other).ratio())


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _read(path: Path) -> tuple[dict[str, Parameter], dict[str, Parameter]]:
    """Return the parameters and the validation facts of one file."""
    try:
        document = YAML(typ="rt").load(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ParameterError(f"{path} is missing") from None
    except UnicodeDecodeError:
        raise ParameterError(f"{path} is not UTF-8 text") from None
    except MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ParameterError(f"{path}, line {line}: {error.problem}") from None
    if not isinstance(document, Mapping):
        raise ParameterError(f"{path}, line 1: not a mapping of parameter names")
    facts = document.get(VALIDATION, {})
    return (
        {
            symbol: _entry(path, document, symbol, entry)
            for symbol, entry in document.items()
            if symbol != VALIDATION
        },
        {symbol: _entry(path, facts, symbol, entry) for symbol, entry in facts.items()},
    )


def _entry(path: Path, parent: Any, symbol: str, entry: Any) -> Parameter:
    where = f"{path}, line {parent.lc.key(symbol)[0] + 1}: {symbol}"
    if not isinstance(entry, Mapping):
        raise ParameterError(f"{where} holds no mapping; it needs {', '.join(REQUIRED)}")
    for key in entry:
        if key not in KEYS:
            raise ParameterError(f"{where}: no key {key!r}; did you mean {nearest(key, KEYS)!r}?")
    missing = [key for key in REQUIRED if key not in entry]
    if missing:
        raise ParameterError(f"{where} lacks {', '.join(missing)}")
    for key in NUMBERS:
        if not _is_number(entry[key]):
            raise ParameterError(f"{where}: {key} {entry[key]!r} is not a number")
    plain: dict[str, Any] = {k: float(v) if k in NUMBERS else str(v) for k, v in entry.items()}
    plain["name"] = plain.get("name", symbol)
    parameter = Parameter(symbol=str(symbol), **plain)
    if wrong := parameter.check():
        raise ParameterError(f"{where}: {wrong}")
    return parameter


@dataclass(frozen=True)
class Parameters:
    """A frozen set of parameters, looked up by symbol.

    >>> p = Parameters.default()
    >>> p["n_app"], p.with_values({"n_app": 6})["n_app"]
    (8.0, 6.0)
    """

    entries: tuple[Parameter, ...]
    facts: frozenset[str] = frozenset()
    _by_symbol: dict[str, Parameter] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_symbol", {p.symbol: p for p in self.entries})

    @classmethod
    def default(cls) -> Self:
        """Return the central values of both files."""
        return cls.from_files(*FILES)

    @classmethod
    @cache
    def from_files(cls, *paths: Path) -> Self:
        """Return the parameters of some files.

        Raises
        ------
        ParameterError
            If a file is missing or malformed, or a name stands in two of them.
        """
        found: dict[str, Parameter] = {}
        facts: set[str] = set()
        for path in paths:
            parameters, validation = _read(path)
            for symbol in (*parameters, *validation):
                if symbol in found or symbol in facts or symbol in parameters.keys() & validation:
                    raise ParameterError(f"{path}: {symbol!r} stands in two places")
            found |= parameters
            facts |= set(validation)
        return cls(tuple(found.values()), frozenset(facts))

    def __getitem__(self, symbol: str) -> float:
        found = self._by_symbol.get(symbol)  # no fact stands there, see `from_files`
        return self._parameter(symbol).value if found is None else found.value

    def __contains__(self, symbol: object) -> bool:
        return symbol in self._by_symbol

    def __len__(self) -> int:
        return len(self.entries)

    def _parameter(self, symbol: str) -> Parameter:
        if symbol in self.facts:
            raise ParameterError(
                f"{symbol!r} is a published fact to compare a run with, not a parameter"
            )
        if symbol not in self._by_symbol:
            likely = nearest(symbol, self._by_symbol)
            raise ParameterError(f"no parameter {symbol!r}; did you mean {likely!r}?")
        return self._by_symbol[symbol]

    def with_values(self, values: Mapping[str, float]) -> Parameters:
        """Return a copy with other values.

        Raises
        ------
        ParameterError
            If a name is unknown or a validation fact, or a value is outside its bounds.
        """
        changed = {}
        for symbol, value in values.items():
            old = self._parameter(symbol)
            if not _is_number(value) or not old.low <= value <= old.high:
                raise ParameterError(
                    f"{symbol} = {value} is outside its bounds {old.low:g} to {old.high:g} "
                    f"({old.unit})"
                )
            changed[symbol] = replace(old, value=float(value))
        return Parameters(tuple(changed.get(p.symbol, p) for p in self.entries), self.facts)

    def describe(self) -> list[dict[str, Any]]:
        """Return one record a parameter: symbol, value, unit, bounds, source, confidence, ..."""
        return [asdict(p) for p in self.entries]

    def digest(self) -> str:
        """Return 64 hexadecimal digits that depend on names and values only, not on their order."""
        lines = sorted(f"{p.symbol}={p.value.hex()}" for p in self.entries)
        return hashlib.sha256("\n".join(lines).encode()).hexdigest()


@cache
def validation_facts() -> tuple[Parameter, ...]:
    """Return the published facts to compare a run with, in the order of the files."""
    return tuple(fact for path in FILES for fact in _read(path)[1].values())
