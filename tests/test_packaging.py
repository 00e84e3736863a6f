"""One distribution, four packages; two lists of dependencies that must agree; locks with hashes."""

from __future__ import annotations

import importlib.metadata
import json
import os
import re
import subprocess
import sys
import sysconfig
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = {"agents", "scenarios", "sim", "calibration"}
SEVEN = {"numpy", "scipy", "mesa", "pandas", "matplotlib", "numba", "jupyter"}
CONDA_NAMES: dict[str, str] = {}  # conda name -> pip name, where they differ; the seven agree
BUILD_TOOLS = {"setuptools", "wheel"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def requirements(*extras: str) -> dict[str, Requirement]:
    """Return the direct requirements of pyproject.toml by canonical name."""
    optional = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for extra in extras for line in optional[extra])]
    return {canonicalize_name(r.name): r for r in map(Requirement, lines)}


def pins(lock: str) -> dict[str, tuple[str, list[str]]]:
    """Return version and hashes by canonical name, of packages that belong on this machine."""
    found: dict[str, tuple[str, list[str]]] = {}
    for block in (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ").splitlines():
        line, *hashes = block.split("--hash=")
        pinned = Requirement(line)
        if pinned.marker is None or pinned.marker.evaluate():
            version = str(pinned.specifier).removeprefix("==")
            found[canonicalize_name(pinned.name)] = (version, sorted(h.strip() for h in hashes))
    return found


# --- dependencies --------------------------------------------------------------------------------


def test_conda_and_pip_ask_for_the_same_ranges_of_the_seven_packages() -> None:
    environment = YAML(typ="safe").load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    lines = [line for line in environment["dependencies"] if isinstance(line, str)]
    conda = {}
    for line in lines:
        asked = Requirement(line)
        conda[CONDA_NAMES.get(asked.name, asked.name)] = asked.specifier
    pip = requirements("notebooks")
    assert set(conda) == SEVEN | {"python", "pip"}
    assert {name: conda[name] for name in SEVEN} == {name: pip[name].specifier for name in SEVEN}
    assert str(conda["python"]) == PROJECT["requires-python"]
    assert environment["dependencies"][-1] == {"pip": ["-e .[notebooks]"]}


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-dev.lock"])
def test_locks_have_hashes_and_name_no_host(lock: str) -> None:
    text = (ROOT / lock).read_text(encoding="utf-8")
    assert "://" not in text
    assert not re.search(
        r"--(index|extra-index|find-links|trusted-host)|\.(org|com|cn|net)\b", text
    )
    assert all(hashes for _, hashes in pins(lock).values())


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ()), ("requirements-dev.lock", ("notebooks", "dev"))],
)
def test_locks_satisfy_pyproject(lock: str, extras: tuple[str, ...]) -> None:
    pinned = pins(lock)
    assert pinned.keys() >= BUILD_TOOLS
    for name, asked in requirements(*extras).items():
        assert name in pinned, f"{name} is missing; run `python3 dev.py lock`"
        assert asked.specifier.contains(pinned[name][0]), f"{name}: run `python3 dev.py lock`"


def test_dev_lock_holds_every_pin_of_the_core_lock() -> None:
    core, dev = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: dev.get(name) for name in core} == core


def test_no_deep_learning_framework_is_pulled_in() -> None:
    assert not {"torch", "tensorflow", "jax"} & pins("requirements-dev.lock").keys()


# --- wheel ---------------------------------------------------------------------------------------


def build(folder: Path) -> Path:
    """Build the wheel into `folder` from a copy-free checkout, without any download."""
    command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "-q"]
    command += ["--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    base = folder / "build"  # setuptools would otherwise reuse stale files of ./build
    config = folder / "setup.cfg"
    config.write_text(f"[build]\nbuild_base={base}\n[egg_info]\negg_base={folder}\n")
    environment = {**os.environ, "DIST_EXTRA_CONFIG": str(config)}
    done = subprocess.run(
        [*command, str(ROOT)], env=environment, capture_output=True, text=True, cwd=folder
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = folder.glob("tianshan-*.whl")
    return wheel


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the wheel of this checkout, built once a session."""
    return build(tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="session")
def content(wheel: Path) -> set[str]:
    """Return the names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def test_wheel_holds_exactly_the_four_packages(content: set[str]) -> None:
    tops = {name.partition("/")[0] for name in content}
    assert {top for top in tops if not top.endswith(".dist-info")} == PACKAGES
    assert len(tops) == len(PACKAGES) + 1


def test_wheel_carries_code_data_and_types(content: set[str]) -> None:
    """Every file of the four folders arrives, so nothing that works here is missing there."""
    ignored = {"__pycache__", ".ipynb_checkpoints"}
    expected = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and not ignored & set(path.parts) and not path.name.startswith(".")
    }
    assert expected - content == set()
    assert {f"{package}/py.typed" for package in PACKAGES} <= content
    assert any(re.fullmatch(r"scenarios/library/[a-z_]+\.yaml", name) for name in content)
    assert any(re.fullmatch(r"scenarios/data/[a-z_0-9]+\.csv", name) for name in content)
    assert {"sim/data/leaning.csv", "sim/data/leaning_projections.csv"} <= content


def test_wheel_carries_the_licence_and_the_command(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        (entry,) = (name for name in names if name.endswith("entry_points.txt"))
        assert "tianshan = calibration.cli:main" in archive.read(entry).decode()
    assert any(name.endswith("licenses/LICENSE") for name in names)


def core_only(site: Path) -> None:
    """Link into `site` what the core lock names, and nothing else, from this environment.

    The fresh environment then holds exactly what `dev.py run` would install, without a download.
    """
    for name in pins("requirements.lock"):
        for file in importlib.metadata.distribution(name).files or ():
            top = file.parts[0]
            source = Path(str(file.locate())).parents[len(file.parts) - 1] / top
            if top not in ("..", "__pycache__") and source.exists() and not (site / top).exists():
                (site / top).symlink_to(source)


@pytest.mark.slow
@pytest.mark.wheel
def test_wheel_runs_in_a_fresh_environment_elsewhere(wheel: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    home = {"base": str(fresh), "platbase": str(fresh)}
    scheme = "venv" if "venv" in sysconfig.get_scheme_names() else None
    site = Path(sysconfig.get_path("purelib", *filter(None, [scheme]), vars=home))
    scripts = Path(sysconfig.get_path("scripts", *filter(None, [scheme]), vars=home))
    core_only(site)
    environment = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "VIRTUAL_ENV")}
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()

    def call(*command: str) -> str:
        done = subprocess.run(
            command, cwd=elsewhere, env=environment, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-4000:]
        return done.stdout

    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
    python = str(scripts / "python")
    call(*pip, "--python", python, "install", "-q", "--no-deps", "--no-index", str(wheel))
    assert call(python, "-c", "import sim; print(sim.__file__)").startswith(str(site))

    tianshan = str(scripts / "tianshan")
    assert len(json.loads(call(tianshan, "describe", "--json"))) > 0
    call(tianshan, "run", "plan", "--fraction", "1/1000", "--months", "2", "--out", "out")
    written = {path.name for path in (elsewhere / "out").iterdir()}
    assert {"manifest.json", "indicators.parquet", "scorecard.csv", "report.html"} <= written
    assert {path.name for path in elsewhere.iterdir()} == {"out"}
