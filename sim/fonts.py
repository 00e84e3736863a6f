"""Chinese glyphs without system fonts: one Regular instance of Noto Sans CJK SC, made once.

The variable font comes from an installed package (OFL-1.1). The instance lies in the user's cache;
the report embeds only the glyphs that it uses.
"""

from __future__ import annotations

import io
import os
import tempfile
from functools import cache
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path

from agents.jit import cache_root

PACKAGE, COLLECTION = "manimgx_fonts_cjk", "NotoSansCJK-VF.otf.ttc"
FAMILY = "Noto Sans CJK SC"
REGULAR = 400


class FontError(RuntimeError):
    """The font package is missing or is not what is expected."""


def regular_font() -> Path:
    """Return the path of the Regular instance; the first call of a user makes it (some seconds).

    Two processes may make it at once: each writes a file of its own and renames it.

    Raises
    ------
    FontError
        If the font package is not installed or holds no simplified Chinese face.
    """
    spec = find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise FontError(f"the package {PACKAGE.replace('_', '-')} is not installed")
    version = metadata.version(PACKAGE.replace("_", "-"))
    path = cache_root() / "fonts" / f"NotoSansCJKsc-Regular-{version}.otf"
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_instance(Path(spec.origin).parent / COLLECTION, path)
    return path


def _write_instance(collection: Path, path: Path) -> None:
    from fontTools import subset
    from fontTools.ttLib import TTCollection
    from fontTools.varLib.instancer import instantiateVariableFont

    if not collection.exists():
        raise FontError(f"{collection} is missing; reinstall {PACKAGE.replace('_', '-')}")
    faces = TTCollection(str(collection), lazy=True)
    face = next((f for f in faces if f["name"].getDebugName(1).startswith(FAMILY)), None)
    if face is None:
        raise FontError(f"{collection} holds no face {FAMILY!r}")
    # the whole collection has 65 000 glyphs; the national standard's characters are enough
    subsetter = subset.Subsetter(subset.Options(name_IDs=["*"], notdef_outline=True))
    subsetter.populate(unicodes=_characters())
    subsetter.subset(face)
    instance = instantiateVariableFont(face, {"wght": REGULAR}, inplace=True)
    for record in instance["name"].names:
        if record.nameID in (1, 16):
            record.string = FAMILY
        elif record.nameID in (2, 17):
            record.string = "Regular"
    instance["OS/2"].usWeightClass = REGULAR
    with tempfile.NamedTemporaryFile(dir=path.parent, suffix=".otf", delete=False) as file:
        instance.save(file)
    os.replace(file.name, path)


def _characters() -> set[int]:
    """Return the code points of GB 2312, Latin-1, general punctuation, arrows and operators."""
    found = {*range(0x20, 0x250), *range(0x2000, 0x2070), *range(0x2190, 0x2300)}
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            found.update(map(ord, bytes([row, cell]).decode("gb2312", errors="ignore")))
    return found


def subset_woff2(text: str) -> bytes:
    """Return a woff2 font with the glyphs of `text` only."""
    from fontTools import subset
    from fontTools.ttLib import TTFont

    options = subset.Options(
        flavor="woff2", desubroutinize=True, layout_features=[], notdef_outline=True
    )
    options.drop_tables += ["DSIG", "BASE"]
    font = TTFont(str(regular_font()), lazy=True, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(text=text)
    subsetter.subset(font)
    font.flavor = "woff2"
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()


@cache
def use_in_matplotlib() -> str:
    """Make the font known to matplotlib and return its family name."""
    from matplotlib import font_manager

    path = str(regular_font())
    font_manager.fontManager.addfont(path)
    return font_manager.FontProperties(fname=path).get_name()
