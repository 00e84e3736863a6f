"""Chinese glyphs without system fonts: one Regular instance of Noto Sans CJK SC, made once.

The variable font comes from an installed package (OFL-1.1). The instance lies in the user's cache;
the report embeds only the glyphs that it uses.
"""

from __future__ import annotations

import io
import os
import tempfile
from collections.abc import Callable
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from agents.jit import cache_root

PACKAGE, DISTRIBUTION = "manimgx_fonts_cjk", "manimgx-fonts-cjk"
COLLECTION = "NotoSansCJK-VF.otf.ttc"
FAMILY = "Noto Sans CJK SC"
REGULAR = 400


class FontError(RuntimeError):
    """The font package is missing or is not what is expected."""


def regular_font(text: str = "") -> Path:
    """Return the path of the Regular instance, with the glyphs of `text` and of all labels.

    The first call of a user makes it (some seconds), and so does a text with characters that it
    lacks. Two processes may make it at once: each writes a file of its own and renames it.

    Raises
    ------
    FontError
        If the font package is not installed or holds no simplified Chinese face.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FontError(f"the package {DISTRIBUTION} is not installed")
    name = f"NotoSansCJKsc-Regular-{metadata.version(DISTRIBUTION)}.otf"
    path = cache_root() / "fonts" / name
    wanted = {ord(c) for c in text} | _label_characters()
    held = _held(path)
    if not held.issuperset(wanted):
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_instance(Path(spec.origin).parent / COLLECTION, path, held | wanted)
    return path


@cache
def _label_characters() -> frozenset[int]:
    """Return Latin-1, punctuation, and the code points of all labels in the project's sources."""
    found = {
        *range(0x20, 0x7F),
        *range(0xA0, 0x100),
        *range(0x2010, 0x2028),
        0x2212,
        0x2264,
        0x2265,
    }
    root = Path(__file__).parents[1]
    for pattern in ("sim/**/*.py", "sim/templates/*", "agents/*.py", "scenarios/**/*.py",
                    "scenarios/library/*.yaml", "scenarios/data/units.csv",
                    "scenarios/data/target_rules.csv"):  # fmt: skip
        for path in root.glob(pattern):
            found.update(map(ord, path.read_text("utf-8")))
    return frozenset(c for c in found if c >= 0x20)


def _held(path: Path) -> frozenset[int]:
    """Return the code points asked for when the instance was made; none if there is none."""
    try:
        return frozenset(map(ord, path.with_suffix(".txt").read_text("utf-8")))
    except OSError:
        return frozenset()


def _write_instance(collection: Path, path: Path, characters: frozenset[int]) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTCollection
    from fontTools.varLib.instancer import instantiateVariableFont

    if not collection.exists():
        raise FontError(f"{collection} is missing; reinstall {DISTRIBUTION}")
    with TTCollection(str(collection), lazy=True) as faces:
        face = next((f for f in faces if f["name"].getDebugName(1).startswith(FAMILY)), None)
        if face is None:
            raise FontError(f"{collection} holds no face {FAMILY!r}")
        # the whole face has 65 000 glyphs and takes minutes; what is shown needs about a thousand
        options = subset.Options(name_IDs=["*"], notdef_outline=True, layout_features=[])
        options.drop_tables += ["GSUB", "GPOS", "BASE", "vhea", "vmtx", "VORG", "VVAR"]
        subsetter = subset.Subsetter(options)
        subsetter.populate(unicodes=characters)
        subsetter.subset(face)
        instance = instantiateVariableFont(face, {"wght": REGULAR}, inplace=True)
        for record in instance["name"].names:
            if record.nameID in (1, 16):
                record.string = FAMILY
            elif record.nameID in (2, 17):
                record.string = "Regular"
        instance["OS/2"].usWeightClass = REGULAR
        _replace(path, lambda file: instance.save(file))
    text = "".join(map(chr, sorted(characters)))
    _replace(path.with_suffix(".txt"), lambda file: file.write(text.encode()))


def _replace(path: Path, write: Callable[[IO[bytes]], object]) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        write(file)
    os.replace(file.name, path)


def subset_woff2(text: str) -> bytes:
    """Return a woff2 font with the glyphs of `text` only."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff2", desubroutinize=True, layout_features=[], notdef_outline=True
    )
    options.drop_tables += ["DSIG", "BASE"]
    out = io.BytesIO()
    with TTFont(str(regular_font(text)), lazy=True, recalcTimestamp=False) as font:
        subsetter = subset.Subsetter(options)
        subsetter.populate(text=text)
        subsetter.subset(font)
        font.flavor = "woff2"
        font.save(out)
    return out.getvalue()


@cache
def use_in_matplotlib(text: str = "") -> str:
    """Make the font, with the glyphs of `text`, known to matplotlib; return its family name."""
    from matplotlib import font_manager

    path = str(regular_font(text))
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()
