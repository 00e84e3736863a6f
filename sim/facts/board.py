"""The scoreboard as text: lines for the terminal, a page for the documentation."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from sim.facts.fact import Role, Verdict

GROUPS = {
    Role.EMERGENT: "Emergent: nobody put them in; these are the score",
    Role.FIT: "Fit: a parameter was chosen with the fact in view",
    Role.INSERTED: "Inserted: put in by a rule or an input, wholly or in part",
    Role.IDENTITY: "Identities: hold by accounting, at every size",
}
WORDS = {
    Verdict.PASS: "pass",
    Verdict.FAIL: "FAIL",
    Verdict.UNDECIDED: "undecided",
    Verdict.NOT_YET: "not yet",
}
EXPLAINED = "## Failures, and what explains them"
UNWRITTEN = "(not yet explained)"


def number(value: float | None) -> str:
    """Return a number in a few digits, a dash for none."""
    return "-" if value is None else f"{value:.4g}"


def band_text(band: list[float | None] | None) -> str:
    """Return a band as words: [a, b], ≥ a, ≤ b or nothing.

    Examples
    --------
    >>> band_text([0.3, 0.7]), band_text([None, -0.7]), band_text([0.0, 0.0])
    ('[0.3, 0.7]', '≤ -0.7', '0')
    """
    if band is None or band == [None, None]:
        return ""
    low, high = band
    if low is None:
        return f"≤ {number(high)}"
    if high is None:
        return f"≥ {number(low)}"
    return number(low) if low == high else f"[{number(low)}, {number(high)}]"


def part_rows(row: dict[str, Any]) -> list[tuple[str, ...]]:
    """Return (part, statistic, interval, band, verdict) of each part of a fact."""
    return [
        (
            part["name"],
            number(part["statistic"]),
            "" if part["interval"] is None else band_text(list(part["interval"])),
            band_text(part["band"]),
            WORDS[Verdict(part["verdict"])] if part["band"] != [None, None] else "",
        )
        for part in row["parts"]
    ]


def score_line(found: dict[str, Any]) -> str:
    """Return the score as one sentence."""
    s = found["score"]
    return (
        f"Score (emergent facts): {s['pass']} of {s['emergent']} pass, {s['fail']} fail, "
        f"{s['undecided']} undecided, {s['not_yet']} not yet computed"
    )


def table(found: dict[str, Any]) -> str:
    """Return the scoreboard as lines, roles apart, the emergent facts first."""
    lines = []
    width = max(len(p["name"]) for row in found["facts"] for p in row["parts"] or [{"name": ""}])
    for role, title in GROUPS.items():
        rows = [row for row in found["facts"] if row["role"] == role.value]
        lines += ["", title]
        for row in rows:
            verdict = WORDS[Verdict(row["verdict"])]
            lines.append(f"  {row['id']:<4}{row['name_en']} ({row['name_zh']}): {verdict}")
            for name, statistic, interval, band, judged in part_rows(row):
                text = f"{name:<{width}}  {statistic:>10}  {interval:<22}  {band:<16}  {judged}"
                lines.append(f"        {text}")
            if row["verdict"] in (Verdict.UNDECIDED.value, Verdict.NOT_YET.value):
                lines.append(f"        needs: {'; '.join(row['needs'])}")
        passed = sum(row["passed"] for row in rows)
        lines.append(f"  {passed} of {len(rows)} pass")
    lines += [
        "",
        f"{found['fraction']}, {found['members']} members, {found['seconds']:.0f} s; median, 90 % "
        "interval of the median, band",
        score_line(found),
    ]
    return "\n".join(line.rstrip() for line in lines).lstrip("\n")


def page(found: dict[str, Any], digest: str, day: date, kept: str = "") -> str:
    """Return the documentation page; `kept` is what stood under the explanations before."""
    lines = [
        "# Stylised facts",
        "",
        f"Written by `tianshan facts --fraction {found['fraction']} --members {found['members']} "
        f"--record docs/facts.md` on {day.isoformat()}; code and data {digest}. A fact passes when "
        "the median of the members lies in the band and the 90 % interval of the median (order "
        "statistics) is narrower than the band; with a one-sided band the interval must lie on its "
        "side. Otherwise it is undecided, which does not count as passed. Bands are those of the "
        "literature and are not tuned.",
        "",
        f"**{score_line(found)}.**",
    ]
    for role, title in GROUPS.items():
        lines += ["", f"## {title}", ""]
        lines += [
            "| fact | part | median | 90 % interval | band | verdict |",
            "|---|---|---:|---|---|---|",
        ]
        for row in (r for r in found["facts"] if r["role"] == role.value):
            whole = WORDS[Verdict(row["verdict"])]
            lines.append(f"| **{row['id']}** {row['name_en']} | | | | | **{whole}** |")
            lines += [f"| | {' | '.join(cells)} |" for cells in part_rows(row)]
        lines.append("")
        for row in (r for r in found["facts"] if r["role"] == role.value):
            lines.append(f"- {row['id']}: {row['definition']}. Why {row['role']}: {row['why']}.")
            if row["verdict"] in (Verdict.UNDECIDED.value, Verdict.NOT_YET.value):
                lines.append(f"  Needs: {'; '.join(row['needs'])}.")
    lines += ["", EXPLAINED, ""]
    if kept.strip():
        lines.append(kept.strip())
    else:
        failed = [r for r in found["facts"] if r["verdict"] == Verdict.FAIL.value]
        lines += [f"**{r['id']} {r['name_en']}.** {UNWRITTEN}\n" for r in failed]
    return "\n".join(lines).rstrip() + "\n"


def record(found: dict[str, Any], path: Path, digest: str, day: date) -> None:
    """Write the page; what stands under the heading of explanations is kept."""
    kept = ""
    if path.exists():
        _, _, kept = path.read_text("utf-8").partition(EXPLAINED)
    path.write_text(page(found, digest, day, kept), encoding="utf-8")
