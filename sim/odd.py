"""Keep the parameter lists of `docs/odd.md` equal to the code: `python -m sim.odd` rewrites them.

A list belongs to a mechanism and stands between two marker lines. What it names is read from the
source files of the mechanism, so a parameter that a step begins to use appears by itself.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from scenarios.parameters import Parameter, Parameters

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "odd.md"
# mechanism -> the files that read its parameters
SOURCES: dict[str, tuple[str, ...]] = {
    "start": ("scenarios/population.py", "agents/population.py", "sim/start.py",
              "sim/structure.py"),
    "age": ("sim/steps/age.py",),
    "graduates": ("sim/steps/school.py", "sim/steps/recruit.py", "sim/steps/internships.py",
                  "sim/youth.py", "sim/field_planning.py"),
    "tables": ("sim/inputs.py",),
    "measures": ("scenarios/measures/hiring_support.py", "scenarios/measures/employment_first.py"),
    "set_demand": ("sim/steps/set_demand.py",),
    "automation": ("sim/automation.py", "sim/technology.py"),
    "support": ("sim/projects.py", "sim/retention.py", "sim/refunds.py"),
    "separate": ("sim/steps/separate.py",),
    "post": ("sim/steps/post.py",),
    "search": ("sim/steps/search.py", "sim/submarkets.py"),
    "services": ("sim/services.py",),
    "match": ("sim/steps/match.py",),
    "offers": ("sim/offers.py", "sim/world.py"),
    "train": ("sim/steps/train.py", "sim/training.py", "sim/assessment.py", "sim/seat_choice.py",
              "sim/training_money.py", "sim/grants.py"),
    "run_programmes": ("sim/steps/run_programmes.py", "sim/flexible.py"),
    "groups": ("sim/target_groups.py", "sim/families.py"),
    "pay": ("sim/steps/pay.py", "sim/world.py"),
    "benefits": ("sim/benefits.py",),
    "welfare_posts": ("sim/welfare_posts.py", "sim/budgets.py"),
    "startups": ("sim/startups.py",),
    "loans": ("sim/loans.py",),
    "rights": ("sim/rights.py",),
    "record": ("sim/steps/record.py", "sim/market.py", "sim/registration.py"),
    "risk_watch": ("sim/risk_watch.py",),
    "response": ("sim/response.py",),
    "moves": ("sim/steps/moves.py",),
    "rural": ("sim/rural.py",),
    "southern": ("sim/southern.py",),
    "agents": ("agents/service.py", "agents/providers.py"),
    "local_income": ("sim/local_income.py",),
    "wages": ("sim/pay_rules.py",),
}  # fmt: skip
UNUSED = "unused"
LOOKUP = re.compile(r"""(?:\bp|\bparameters|\bvalues)\[\s*["'](\w+)["']\s*\]""")
BLOCK = re.compile(
    r"(?P<begin><!-- parameters: (?P<name>\w+) -->\n).*?(?P<end><!-- end of parameters -->)", re.S
)


def symbols(files: tuple[str, ...], known: Parameters) -> list[str]:
    """Return the parameters that files read by name, in the order of their first use."""
    found: dict[str, None] = {}
    for file in files:
        for symbol in LOOKUP.findall((ROOT / file).read_text("utf-8")):
            if symbol in known:
                found[symbol] = None
    return list(found)


def used(known: Parameters) -> dict[str, list[str]]:
    """Return the parameters of each mechanism."""
    return {name: symbols(files, known) for name, files in SOURCES.items()}


def row(p: Parameter) -> str:
    """Return one line of a table."""
    meaning = p.name.replace("|", "/")
    bounds = f"{p.low:g} to {p.high:g}"
    return f"| `{p.symbol}` | {meaning} | {p.value:g} | {bounds} | {p.unit} | {p.confidence} |"


def block(name: str, known: Parameters) -> str:
    """Return the generated text of one marker.

    Raises
    ------
    KeyError
        If no mechanism has that name.
    """
    by_symbol = {p.symbol: p for p in known.entries}
    if name == UNUSED:
        taken = {symbol for found in used(known).values() for symbol in found}
        rest = [f"`{symbol}`" for symbol in by_symbol if symbol not in taken]
        return f"{len(rest)} of {len(by_symbol)}: {', '.join(rest)}.\n"
    rows = [row(by_symbol[symbol]) for symbol in symbols(SOURCES[name], known)]
    if not rows:
        return "No behavioural parameter.\n"
    head = "| Symbol | Meaning | Value | Bounds | Unit | Confidence |\n|---|---|---:|---|---|---|\n"
    return head + "\n".join(rows) + "\n"


def rewrite(text: str) -> str:
    """Return the page with every generated block brought up to date.

    Raises
    ------
    ValueError
        If a marker names no mechanism, or a mechanism has no marker.
    """
    known = Parameters.default()
    names = [match["name"] for match in BLOCK.finditer(text)]
    expected = {*SOURCES, UNUSED}
    if set(names) != expected or len(names) != len(expected):
        wrong = sorted(set(names) ^ expected) or sorted(n for n in names if names.count(n) > 1)
        raise ValueError(f"{PAGE}: markers and mechanisms differ: {', '.join(wrong)}")
    return BLOCK.sub(lambda m: m["begin"] + block(m["name"], known) + m["end"], text)


def main() -> int:
    """Rewrite the page; return 0."""
    text = PAGE.read_text("utf-8")
    fresh = rewrite(text)
    if fresh != text:
        PAGE.write_text(fresh, "utf-8")
        print(f"{PAGE}: rewritten")
    return 0


if __name__ == "__main__":
    sys.exit(main())
