"""The rules of the house that no other tool checks."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import state
from agents.columns import Table

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("agents", "scenarios", "sim", "calibration")
# results and .venv are made by dev.py; the rest is the layout of the design
FOLDERS = {*PACKAGES, "notebooks", "tests", "docs", "results", "build", "dist"}
HIDDEN_FOLDERS = {".ci", ".git", ".github", ".venv"}
FORBIDDEN_ATTRIBUTES = ("np.random", "numpy.random", "self.random", "model.random")
FORBIDDEN_NAMES = ("shuffle_do",)
TWIN = ROOT / "sim" / "twin"
TWIN_NAME = re.compile(r"^sim\.twin\b")
GROUP_MARKERS = re.compile(
    r"ethnic|minorit|minzu|nation(?!al_accounts)|uyghur|uighur|kazakh|\bhan\b|relig|muslim|islam|"
    r"langu|mandarin|putonghua|民族|宗教|语言|族裔"
)


def modules(*packages: str) -> list[Path]:
    """Return the Python files of packages."""
    return [path for package in packages for path in sorted((ROOT / package).rglob("*.py"))]


def dotted(node: ast.AST) -> str:
    """Return `a.b.c` for a chain of attributes on a name, else an empty string."""
    if isinstance(node, ast.Name):
        return node.id
    if isinstance(node, ast.Attribute):
        left = dotted(node.value)
        return f"{left}.{node.attr}" if left else node.attr
    return ""


def names_used(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and dotted name of all code (not comments or docstrings), imports included."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Attribute | ast.Name):
            yield node.lineno, dotted(node)
        elif isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def places(paths: list[Path], forbidden: re.Pattern[str]) -> list[str]:
    """Return `file:line name` of every use of a forbidden dotted name."""
    return sorted(
        {
            f"{path.relative_to(ROOT)}:{line} {name}"
            for path in paths
            for line, name in names_used(path)
            if forbidden.search(name)
        }
    )


def test_imports_go_one_way_only() -> None:
    """The contracts of pyproject.toml: layers, array-only kernels, independent measures."""
    command = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run([str(command), "--no-cache"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr


def test_luck_comes_only_from_keyed_draws() -> None:
    """But for the twin, a reference written as a Mesa modeller would; no run ever comes from it."""
    forbidden = [*(rf"^{re.escape(n)}\b" for n in FORBIDDEN_ATTRIBUTES), r"^random(\.|$)"]
    forbidden += [rf"\b{name}\b" for name in FORBIDDEN_NAMES]
    engine = [p for p in modules("agents", "scenarios", "sim") if TWIN not in p.parents]
    assert places(engine, re.compile("|".join(forbidden))) == []


def test_nothing_but_the_bench_uses_the_mesa_twin() -> None:
    users = {line.partition(":")[0] for line in places(modules(*PACKAGES), TWIN_NAME)}
    assert {user for user in users if not user.startswith("sim/twin/")} == {"sim/bench/child.py"}


def test_the_draw_rule_sees_what_it_forbids(tmp_path: Path) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(
        '"""np.random in a docstring is fine."""\n'
        "import random\nimport numpy as np\nx = np.random.default_rng(1)\n"
        "def f(self): self.agents.shuffle_do('step')\n"
    )
    seen = {name for _, name in names_used(planted)}
    assert {"random", "np.random", "self.agents.shuffle_do"} <= seen


def test_compiler_flags_stand_in_one_place() -> None:
    found = places(modules(*PACKAGES), re.compile(r"^numba\b|(^|\.)n?jit$"))
    assert {line.partition(":")[0] for line in found} == {"agents/jit.py"}


def test_kernels_never_ask_for_the_number_of_threads() -> None:
    """Totals go through a fixed number of chunks, else two thread counts give two results."""
    threads = re.compile(
        r"get_num_threads|get_thread_id|NUMBA_NUM_THREADS|cpu_count|threading_layer"
    )
    assert places(modules("agents/kernels"), threads) == []


def test_no_file_is_named_like_a_standard_module() -> None:
    standard = sys.stdlib_module_names
    found = [p for p in modules(*PACKAGES, "tests") if p.stem in standard and p.stem[0] != "_"]
    assert found == []


def test_no_module_is_a_drawer() -> None:
    assert [p for p in modules(*PACKAGES) if p.stem in {"utils", "helpers", "misc", "common"}] == []


def test_top_level_folders_are_the_ones_of_the_layout() -> None:
    folders = {path.name for path in ROOT.iterdir() if path.is_dir()}
    visible = {name for name in folders if name[0] not in "._" and not name.endswith(".egg-info")}
    assert visible <= FOLDERS
    assert {*PACKAGES, "notebooks", "tests", "docs"} <= visible
    hidden = {name for name in folders if name.startswith(".") and not name.endswith("_cache")}
    assert hidden <= HIDDEN_FOLDERS | {".hypothesis", ".idea", ".vscode", ".benchmarks"}


def test_tests_mirror_the_packages_without_shadowing_them() -> None:
    assert not {path.name for path in (ROOT / "tests").iterdir()} & set(PACKAGES)


TABLES = [t for t in vars(state).values() if isinstance(t, type) and issubclass(t, Table)]


@pytest.mark.parametrize("table", [t for t in TABLES if t is not Table], ids=lambda t: t.__name__)
def test_no_column_records_ethnicity_religion_or_language(table: type[Table]) -> None:
    marked = [
        record
        for record in table.describe()
        if GROUP_MARKERS.search(f"{record['column']} {record['meaning']}".lower())
    ]
    assert marked == []


def test_no_code_names_ethnicity_religion_or_language() -> None:
    text = (ROOT / "agents" / "codes.py").read_text(encoding="utf-8")
    code_names = [node.id for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Name)]
    labels = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 60
    ]
    assert [word for word in [*code_names, *labels] if GROUP_MARKERS.search(word.lower())] == []


def test_the_project_never_reads_the_shared_folder_at_run_time() -> None:
    """Tables are written once by a script of the project's own; only that script may look there."""
    readers = [
        path.relative_to(ROOT).as_posix()
        for path in modules(*PACKAGES)
        if re.search(r"[\"'/]shared\b", path.read_text(encoding="utf-8"))
    ]
    assert set(readers) <= {"scenarios/make_tables.py"}


def test_links_in_the_documents_lead_somewhere() -> None:
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    dead = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in pages
        for target in re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        if "://" not in target and not (page.parent / target).exists()
    ]
    assert dead == []


def test_the_readme_opens_with_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    opening = [line for line in lines if line and not line.startswith(("#", "```"))]
    assert opening[:2] == ["python3 dev.py run", "python3 dev.py test"]
