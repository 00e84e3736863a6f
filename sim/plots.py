"""Figures with matplotlib: the report's charts as PNG, and one indicator on any axes."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.charts import BLUE, ORANGE, Chart, Line, charts
from sim.fonts import use_in_matplotlib
from sim.results import Results
from sim.text_table import width

if TYPE_CHECKING:
    from matplotlib.axes import Axes

WIDTH, HEIGHT, DPI = 9.0, 5.2, 110
HEADROOM = 0.25  # of the height, for the legend
LINE_STYLES = {"solid": "-", "dot": ":"}
LINE = 112  # columns of the sentence on one line


def _fonts(lang: str, text: str) -> list[str]:
    """Return the families to use; Latin text needs no Chinese font."""
    if lang != "zh":
        return ["DejaVu Sans"]
    return [use_in_matplotlib(text), "DejaVu Sans"]


def draw(
    results: Results, indicator: str | None = None, *, ax: Axes | None = None, lang: str = "en"
) -> Axes:
    """Draw one indicator for the region, both books where there are two.

    Parameters
    ----------
    results : Results
    indicator : str, optional
        A name of `indicators.parquet`; by default the unemployment path with its references.
    ax : Axes, optional
        Where to draw; a new figure by default.
    lang : "en" or "zh"

    Returns
    -------
    Axes
    """
    if indicator is None:
        made = charts(results)
        chart = next(c for c in made if c.key == "unemployment")
    else:
        chart = _plain(results, indicator)
    return _on_axes(chart, ax, lang)


def _plain(results: Results, name: str) -> Chart:
    known = results.indicators
    if name not in known:
        raise KeyError(f"no {name!r}; indicators: {', '.join(sorted(known))}")
    record = known[name]
    lines: list[Line] = []
    labels = {"published": ("发布", "Published"), "true": ("真实", "True")}
    for book, colour in zip(record["books"], (BLUE, ORANGE), strict=False):
        values = results.series(name, book=book)
        zh, en = labels[book]
        x, y = [str(m) for m in values.index], [float(v) for v in values]
        lines.append(Line({"zh": zh, "en": en}, x, y, colour, dash=len(lines) > 0))
    return Chart(
        name,
        {"zh": record["zh"], "en": record["en"]},
        {"zh": record["unit_zh"], "en": record["unit"]},
        {"zh": record["definition_zh"], "en": record["definition_en"]},
        lines,
    )


def _on_axes(chart: Chart, ax: Axes | None, lang: str) -> Axes:
    family = _fonts(lang, chart.title[lang] + chart.unit[lang] + chart.sentence[lang])
    if ax is None:
        import matplotlib.pyplot as plt

        ax = plt.subplots(figsize=(WIDTH, HEIGHT), layout="constrained")[1]
        ax.set_xlabel(_wrapped(chart, lang), fontsize=9, loc="left", fontfamily=family)
    _fill(ax, chart, lang, family)
    return ax


def _wrapped(chart: Chart, lang: str) -> str:
    """Break the sentence into lines of `LINE` columns; a Chinese character takes two."""
    lines = [""]
    for word in re.findall(r"[!-~–±]+ *|.", chart.sentence[lang]):
        closing = word in "，。；：）"  # never at the start of a line
        if width(lines[-1] + word.rstrip()) > LINE and not closing:
            lines.append("")
        lines[-1] += word
    return "\n".join(line.strip() for line in lines)


def _fill(ax: Axes, chart: Chart, lang: str, family: list[str]) -> None:
    x = chart.lines[0].x
    for level in chart.levels:
        if level.high is not None:
            ax.axhspan(level.low, level.high, color=level.colour, alpha=0.12, lw=0,
                       label=level.name[lang])  # fmt: skip
        else:
            ax.axhline(
                level.low,
                color=level.colour,
                lw=1.2,
                ls=LINE_STYLES[level.stroke],
                zorder=3,
                label=level.name[lang],
            )
    at = range(len(x))
    for n, line in enumerate(chart.lines):
        if chart.bars:
            width = 0.8 / len(chart.lines)
            place = [i + (n - (len(chart.lines) - 1) / 2) * width for i in at]
            ax.bar(place, line.y, width * 0.95, color=line.colour, label=line.name[lang])
            continue
        if line.low is not None and line.high is not None:
            ax.fill_between(at, line.low, line.high, color=line.colour, alpha=0.18, lw=0)
        ax.plot(at, line.y, color=line.colour, lw=1.8, ls="--" if line.dash else "-",
                label=line.name[lang], marker="o" if len(x) < 13 else None, ms=4)  # fmt: skip
    step = max(1, len(x) // 10) if len(x) <= 24 else 12
    first = next((i for i, m in enumerate(x) if m.endswith("-01")), 0) if step == 12 else 0
    ticks = list(range(first, len(x), step))
    ax.set_xticks(ticks, [x[i] for i in ticks])
    ax.tick_params(labelfontfamily=family)
    ax.set_ylabel(chart.unit[lang], fontfamily=family)
    ax.set_title(chart.title[lang], loc="left", fontsize=13, fontfamily=family)
    if chart.from_zero:
        ax.set_ylim(bottom=0)
    ax.grid(axis="y", alpha=0.25)
    ax.spines[["top", "right"]].set_visible(False)
    low, high = ax.get_ylim()
    ax.set_ylim(low, high + HEADROOM * (high - low))
    legend = ax.legend(fontsize=9, frameon=False, ncols=2, loc="upper right")
    for text in legend.get_texts():
        text.set_fontfamily(family)


def save_figures(results: Results, folder: Path, *, lang: str = "zh") -> list[Path]:
    """Write every chart as `KEY.png` with its sentence below; return the paths."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    made = charts(results)
    text = "".join(c.title[lang] + c.unit[lang] + c.sentence[lang] for c in made)
    title = results.title(lang)
    family = _fonts(lang, text + title)
    for chart in made:
        figure = Figure(figsize=(WIDTH, HEIGHT), dpi=DPI)
        FigureCanvasAgg(figure)
        ax = figure.add_axes((0.085, 0.24, 0.89, 0.66))
        _fill(ax, chart, lang, family)
        small: dict[str, Any] = {"fontsize": 9, "fontfamily": family}
        figure.text(0.085, 0.145, _wrapped(chart, lang), va="top", color="#333333", **small)
        figure.text(0.975, 0.015, title, ha="right", color="#777777", **small)
        path = folder / f"{chart.key}.png"
        # no program version or time in the file, so the same run gives the same bytes
        figure.savefig(path, dpi=DPI, metadata={"Software": None})
        paths.append(path)
    return paths
