"""Scenario files: YAML in, `Scenario` out; a refusal is one sentence with file, line, column."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode
from ruamel.yaml.tokens import AliasToken, AnchorToken, TagToken

from scenarios.scenario import KEYS, Scenario
from scenarios.settings import SettingError, nearest

LIBRARY = Path(__file__).parent / "library"
MOST_BYTES = 1_000_000
MOST_LEVELS = 8
MOST_NESTING = 20

_TAG = "tag:yaml.org,2002:"


class ScenarioError(ValueError):
    """A scenario is refused; the message starts with the file (or `--set KEY=VALUE`) at fault."""


@dataclass(frozen=True)
class Place:
    """Where something stands: a file or an override; line and column count from 1."""

    source: str
    line: int = 0
    column: int = 0

    def error(self, message: str) -> ScenarioError:
        """Return the error that names this place."""
        text = " ".join(message.split())
        where = f", line {self.line}, column {self.column}" if self.line else ""
        return ScenarioError(f"{self.source}{where}: {text}")


@dataclass
class Entry:
    """A value of the merged tree with the place of its key and of itself."""

    value: Any  # a scalar, a list of plain values, or dict[str, Entry]
    key: Place
    at: Place

    def plain(self) -> Any:
        """Return the value without places."""
        if isinstance(self.value, dict):
            return {key: entry.plain() for key, entry in self.value.items()}
        return self.value


def library_names() -> list[str]:
    """Return the names of the scenarios that come with the package."""
    return sorted(path.stem for path in LIBRARY.glob("*.yaml"))


def load(name_or_path: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Read a scenario from the library or from a file.

    Parameters
    ----------
    name_or_path : str or Path
        A library name (`baseline`) or the path of a .yaml file.
    overrides : sequence of str
        `KEY=VALUE` as after `--set`, for example `measures.hiring_support.dose=2`, `months=12`.

    Raises
    ------
    ScenarioError
        If the scenario is refused: one sentence, first words the file name.
    OSError
        If the machine refuses to read a file that exists.

    >>> load("baseline", ["months=12"]).months
    12
    """
    path, shown = _find(name_or_path)
    tree = _chain(path, shown, ())
    for text in overrides:
        tree = _merge(tree, _override(text))
    try:
        return Scenario.from_settings(path.stem, tree.plain())
    except SettingError as error:
        raise _placed(tree, error) from None


def _placed(tree: Entry, error: SettingError) -> ScenarioError:
    """Return the error with the place of the last key of its path that the files mention."""
    entry, exact = tree, True
    for key in error.path:
        below = entry.value.get(key) if isinstance(entry.value, dict) else None
        if below is None:
            exact = False
            break
        entry = below
    # nothing written, or a whole mapping: its key says best where
    at_key = error.on_key or entry.value is None or isinstance(entry.value, dict) or not exact
    return (entry.key if at_key else entry.at).error(f"{'.'.join(error.path)}: {error.message}")


# ------------------------------------------------------------------------------------ which file


def _find(name_or_path: str | Path) -> tuple[Path, str]:
    shown = str(name_or_path)
    path = Path(shown)
    names = library_names()
    is_name = isinstance(name_or_path, str) and path.name == shown
    if is_name and path.suffix not in (".yaml", ".yml"):
        if shown in names:
            return LIBRARY / f"{shown}.yaml", f"{shown}.yaml"
        hint = nearest(shown, names)
        if Path(f"{shown}.yaml").is_file():
            hint = f" There is a file {shown}.yaml here: give its whole name."
        raise ScenarioError(f"{shown}: no such scenario in the library.{hint}")
    if not path.exists():
        close = get_close_matches(path.stem, names, n=1, cutoff=0.6)
        hint = f"; the library has {close[0]!r}" if close else f"; library: {', '.join(names)}"
        raise ScenarioError(f"{shown}: no such file{hint}")
    return path, shown


def _parent(path: Path, shown: str, extends: Entry) -> tuple[Path, str]:
    """Return the file that `extends` names: the library's, or one beside `path`."""
    name = extends.value
    if not isinstance(name, str) or not name.strip():
        raise extends.at.error("extends: write a library name or a .yaml file of this folder")
    if "/" in name or "\\" in name or name.startswith("~") or ".." in name or ":" in name:
        raise extends.at.error(
            f"extends: {name!r} leads out of this file's folder; write a library name, or copy the "
            ".yaml file beside this one"
        )
    if not name.endswith((".yaml", ".yml")):
        if name in library_names():
            return LIBRARY / f"{name}.yaml", f"{name}.yaml"
        raise extends.at.error(
            f"extends: no scenario {name!r} in the library.{nearest(name, library_names())}"
        )
    parent = path.parent / name
    beside = sorted(p.name for p in path.parent.glob("*.y*ml") if p.name != path.name)
    if not parent.exists():
        hint = nearest(name, beside) if beside else " It holds no other .yaml file."
        raise extends.at.error(f"extends: no file {name!r} in this file's folder.{hint}")
    if parent.resolve().parent != path.parent.resolve():
        raise extends.at.error(f"extends: {name!r} is a link that leads out of this file's folder")
    folder = shown[: len(shown) - len(path.name)]
    return parent, folder + name


def _chain(path: Path, shown: str, below: tuple[Path, ...]) -> Entry:
    """Return the tree of a file merged over the files it extends."""
    tree = _read(path, shown)
    below = (*below, path.resolve())
    extends = tree.value.pop("extends", None)
    if extends is None:
        return tree
    parent, parent_shown = _parent(path, shown, extends)
    if parent.resolve() in below:
        raise extends.at.error(f"extends: {extends.value!r} leads back to itself")
    if len(below) > MOST_LEVELS:
        raise extends.at.error(f"extends: more than {MOST_LEVELS} files deep")
    above = _chain(parent, parent_shown, below)
    above.value.pop("asks", None)  # another scenario's question
    return _merge(above, tree)


def _merge(old: Entry, new: Entry) -> Entry:
    """Return `new` over `old`: mappings key by key, anything else replaces."""
    if not isinstance(old.value, dict) or not isinstance(new.value, dict):
        return new
    merged = dict(old.value)
    for key, entry in new.value.items():
        merged[key] = _merge(merged[key], entry) if key in merged else entry
    return Entry(merged, new.key, new.at)


# --------------------------------------------------------------------------------- reading text


def _read(path: Path, shown: str) -> Entry:
    place = Place(shown)
    if not path.is_file():
        raise place.error("is not a file; give the path of a .yaml file")
    with path.open("rb") as file:
        data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise place.error("is larger than 1 MB; a scenario file holds settings, not tables")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        column = len(before.rpartition(b"\n")[2].decode("utf-8", "replace")) + 1
        raise Place(shown, before.count(b"\n") + 1, column).error(
            f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8; save the file as UTF-8"
        ) from None
    tree = parse(text, shown)
    if tree is None:
        raise place.error("empty; write at least `extends: baseline`")
    if not isinstance(tree.value, dict):
        raise tree.at.error("not a mapping; write keys and values, for example `extends: baseline`")
    for key in tree.value:
        if key not in (*KEYS, "extends"):
            raise tree.value[key].key.error(f"no key {key!r}.{nearest(key, ('extends', *KEYS))}")
    return tree


def _override(text: str) -> Entry:
    """Return `a.b=VALUE` as the tree {a: {b: VALUE}}."""
    source = f"--set {text}"
    place = Place(source)
    dotted, equals, value = text.partition("=")
    keys = [key.strip() for key in dotted.split(".")]
    if not equals or not all(keys):
        raise place.error("write KEY=VALUE, for example measures.hiring_support.dose=2")
    if keys[0] not in KEYS:
        raise place.error(f"no key {keys[0]!r}.{nearest(keys[0], KEYS)}")
    entry = parse(value, source, lines=False)
    if entry is None:
        raise place.error("no value after the equals sign")
    for key in reversed(keys):
        entry = Entry({key: entry}, place, place)
    return entry


def parse(text: str, source: str, *, lines: bool = True) -> Entry | None:
    """Return the tree of a YAML text, or None if it says nothing.

    Parameters
    ----------
    text : str
    source : str
        Name of the file in errors.
    lines : bool
        False for a text without lines of its own, such as an override.

    Raises
    ------
    ScenarioError
        If the text is not YAML, uses anchors, aliases, tags or merge keys, or repeats a key.
    """

    def place(mark: Any) -> Place:
        return Place(source, mark.line + 1, mark.column + 1) if lines and mark else Place(source)

    odd = re.search(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", text)
    if odd:
        before = text[: odd.start()]
        at = Place(source, before.count("\n") + 1, len(before) - before.rfind("\n"))
        raise (at if lines else Place(source)).error(f"control character U+{ord(odd[0]):04X}")
    yaml = YAML(typ="rt", pure=True)
    try:
        depth = 0
        for token in yaml.scan(text):
            if isinstance(token, AnchorToken | AliasToken):
                mark = "&" if isinstance(token, AnchorToken) else "*"
                raise place(token.start_mark).error(
                    f"anchors and aliases are not used here ({mark}{token.value}); "
                    "write the value out, or quote the text"
                )
            if isinstance(token, TagToken):
                raise place(token.start_mark).error("tags (!) are not used here; quote the text")
            name = type(token).__name__
            depth += name.endswith("StartToken") and name not in _ONCE
            depth -= name.endswith("EndToken") and name not in _ONCE
            if depth > MOST_NESTING:
                raise place(token.start_mark).error(f"nested more than {MOST_NESTING} deep")
        root = YAML(typ="rt", pure=True).compose(text)
    except MarkedYAMLError as error:
        where = place(error.problem_mark or error.context_mark)
        what = "; ".join(str(p) for p in (error.context, error.problem) if p)
        raise where.error(f"not valid YAML: {what}") from None
    except YAMLError as error:
        raise Place(source).error(f"not valid YAML: {error}") from None
    if root is None or (root.tag == f"{_TAG}null" and not root.value):
        return None
    if lines and isinstance(root, MappingNode) and not root.value:
        return None
    return _entry(root, place(root.start_mark), place)


_ONCE = ("StreamStartToken", "StreamEndToken", "DocumentStartToken", "DocumentEndToken")


def _entry(node: Node, key: Place, place: Any) -> Entry:
    at = place(node.start_mark)
    if isinstance(node, ScalarNode):
        return Entry(_scalar(node, at), key, at)
    if not isinstance(node, MappingNode):
        return Entry([_entry(item, at, place).plain() for item in node.value], key, at)
    tree: dict[str, Entry] = {}
    for key_node, value_node in node.value:
        where = place(key_node.start_mark)
        if not isinstance(key_node, ScalarNode):
            raise where.error("a key must be plain text")
        name = str(key_node.value)
        if key_node.tag == f"{_TAG}merge":
            raise where.error("merge keys (<<) are not used here; use `extends`")
        if name in tree:
            first = tree[name].key
            raise where.error(f"key {name!r} stands twice, first in line {first.line}")
        tree[name] = _entry(value_node, where, place)
    return Entry(tree, key, at)


def _scalar(node: ScalarNode, at: Place) -> Any:
    text = str(node.value)
    kind = str(node.tag).removeprefix(_TAG)
    if kind == "null":
        return None
    if kind == "bool":
        return text.lower() == "true"
    digits = text.replace("_", "").lower()
    try:
        if kind == "int":
            return int(digits, 0 if re.match("[-+]?0[box]", digits) else 10)
        if kind == "float":
            return float(re.sub(r"\.(inf|nan)$", r"\1", digits))
    except ValueError:
        raise at.error(f"{text[:40]!r} is not a number") from None
    return text
