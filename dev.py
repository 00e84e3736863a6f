#!/usr/bin/env python3
"""The project's commands: `python3 dev.py run`, `python3 dev.py test`; see `--help` for the rest.

Standard library only, so that a machine with nothing but Python can start here. Everything is
installed into `.venv` beside this file, from lock files with hashes, and only when they changed.
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "tianshan-stamp.json"
LOCKS = {"core": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}
BUILD_TOOLS = (
    "setuptools>=77\nwheel\n"  # hashes cannot cover an editable install, so it builds here
)
OLDEST_PYTHON = (3, 11)


class SetupError(Exception):
    """The machine lacks something; the message is one sentence that says what to do."""


# --- environment ---------------------------------------------------------------------------------


def tool(name: str) -> str:
    """Return the path of a command inside `.venv`."""
    folder, suffix = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return str(VENV / folder / (name + suffix))


def surroundings(**extra: str) -> dict[str, str]:
    """Return the environment of child processes: nothing from outside may shadow `.venv`."""
    kept = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME")}
    path = os.path.dirname(tool("python")) + os.pathsep + kept.get("PATH", os.defpath)
    return {**kept, "VIRTUAL_ENV": str(VENV), "PATH": path, **extra}


def call(command: Sequence[str], **extra: str) -> int:
    """Run a command in the repository root and return its exit code."""
    sys.stdout.flush()
    return subprocess.run(list(command), cwd=ROOT, env=surroundings(**extra)).returncode


def digest(kind: str) -> str:
    """Return the digest of everything that an installed environment depends on."""
    h = hashlib.sha256()
    for path in (LOCKS[kind], ROOT / "pyproject.toml"):
        h.update(path.read_bytes())
    h.update(f"{sys.version_info[:2]} {ROOT}".encode())
    return h.hexdigest()


def stamped(kind: str) -> bool:
    """Tell whether `.venv` already holds what the lock `kind` ("core" or "dev") asks for."""
    try:
        stamp = dict(json.loads(STAMP.read_text()))
    except (OSError, TypeError, ValueError):
        return False
    return Path(tool("python")).exists() and stamp.get(kind) == digest(kind)


def usable() -> bool:
    """Tell whether `.venv` was made here, by this Python version, and has pip."""
    try:
        settings = (VENV / "pyvenv.cfg").read_text()
        pip = Path(tool("pip")).read_bytes()
    except OSError:
        return False
    version = "{}.{}.".format(*sys.version_info[:2])
    made_here = os.name == "nt" or str(VENV).encode() in pip[:1000]  # a moved folder breaks scripts
    return made_here and any(
        line.partition("=")[2].strip().startswith(version)
        for line in settings.splitlines()
        if line.startswith("version")
    )


def make_venv() -> None:
    """Create an empty `.venv`; on Debian fetch the missing part of Python when allowed to."""
    have_venv = all(importlib.util.find_spec(m) for m in ("venv", "ensurepip"))
    if not have_venv:
        if not (hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get")):
            raise SetupError(
                "this Python cannot make environments; type `sudo apt-get install python3-venv` "
                "(or your system's equivalent) and repeat"
            )
        print("Installing python3-venv, which this Python lacks …", flush=True)
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        for words in (["update"], ["install", "-y", "python3-venv"]):
            if subprocess.run(["apt-get", "-qq", *words], env=quiet).returncode:
                raise SetupError(
                    "`apt-get install -y python3-venv` failed; repeat it by hand to see why"
                )
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        raise SetupError(f"`{sys.executable} -m venv {VENV}` failed; its message stands above")


def pip(*words: str) -> None:
    """Run pip inside `.venv`; raise if it fails."""
    if call([tool("python"), "-m", "pip", "--disable-pip-version-check", *words]):
        raise SetupError(
            "the installation failed (pip's message stands above); repeat when it is mended"
        )


def ensure(kind: str) -> bool:
    """Bring `.venv` to the lock `kind`; return False when nothing had to be done."""
    if stamped(kind):
        return False
    STAMP.unlink(missing_ok=True)  # a failed installation leaves the folder, without a stamp
    if not usable():
        make_venv()
    lock = LOCKS[kind]
    n_packages = sum("==" in line for line in lock.read_text().splitlines())
    print(f"Installing {lock.name} into .venv (up to {n_packages} packages) …", flush=True)
    pip("install", "-qq", "--require-hashes", "--no-deps", "-r", str(lock))
    pip("install", "-qq", "--no-deps", "--no-build-isolation", "-e", str(ROOT))
    # the dev lock holds every pin of the core lock, so it satisfies both
    kinds = ("core", "dev") if kind == "dev" else ("core",)
    STAMP.write_text(json.dumps({k: digest(k) for k in kinds}))
    return True


# --- words ---------------------------------------------------------------------------------------


def setup(extra: Sequence[str]) -> int:
    """Build the environment; `setup -- dev` with the tools for tests and notebooks."""
    kind = "dev" if "dev" in extra else "core"
    changed = ensure(kind)
    print("Compiling the kernels, unless they are …", flush=True)
    code = call([tool("python"), "-m", "sim.warm"])
    print("Environment ready." if changed else "Environment ready; nothing had changed.")
    return code


def run(extra: Sequence[str]) -> int:
    """Run the scenarios `baseline` and `plan` and print the plan's scorecard."""
    ensure("core")
    for scenario in ("baseline", "plan"):
        code = call([tool("tianshan"), "run", scenario, "--seed", "1", *extra])
        if code:
            return code
    return 0


class Phase(NamedTuple):
    """One heading of `dev.py test`: a command, and whether pytest counts its tests."""

    heading: str
    command: list[str]
    counted: bool = False
    smoke: bool = False


def phases(scratch: Path) -> list[Phase]:
    """List what `dev.py test` does, in order; `scratch` takes the warm-up's output."""
    pytest = [tool("python"), "-m", "pytest", "-q"]
    tiny = ["--fraction", "1/1000", "--months", "2", "--seed", "1", "--out", str(scratch / "warm")]
    return [
        Phase("Lint", [tool("ruff"), "check", "."]),
        Phase("Format", [tool("ruff"), "format", "--check", "."]),
        Phase("Types", [tool("mypy")]),
        Phase("Contracts", [tool("lint-imports")]),
        Phase("Compile kernels once (a tiny run)", [tool("tianshan"), "run", "baseline", *tiny]),
        Phase(
            "Unit and property tests",
            [
                *pytest,
                "--benchmark-disable",
                "-m",
                "not statistical and not wheel",
            ],
            counted=True,
        ),
        Phase("Statistical tests", [*pytest, "-m", "statistical"], counted=True),
        Phase(
            "Notebooks",
            [*pytest, "--nbmake", "--nbmake-timeout=1800", "notebooks"],
            counted=True,
            smoke=True,
        ),
        Phase("Wheel in a fresh environment", [*pytest, "-m", "wheel"], counted=True),
    ]


def counts(report: Path) -> tuple[int, int]:
    """Return passed and failed tests of a pytest report; (0, 0) where there is none."""
    try:
        suites = list(ElementTree.parse(report).getroot().iter("testsuite"))
    except (OSError, ElementTree.ParseError):
        return 0, 0
    total, skipped, failed = (
        sum(int(suite.get(key, "0")) for suite in suites for key in keys)
        for keys in (("tests",), ("skipped",), ("failures", "errors"))
    )
    return total - skipped - failed, failed


def check(extra: Sequence[str]) -> int:
    """Check everything: lint, types, contracts, tests, notebooks, wheel; first failure stops."""
    if extra:
        raise SetupError(
            "`dev.py test` takes no further words; call .venv/bin/pytest for a single test"
        )
    ensure("dev")
    passed = failed = 0
    stopped = ""
    with tempfile.TemporaryDirectory(prefix="tianshan-test-") as folder:
        for phase in phases(Path(folder)):
            print(f"\n== {phase.heading}", flush=True)
            report = Path(folder) / "report.xml"
            command = phase.command + ([f"--junitxml={report}"] if phase.counted else [])
            smoke = {"SIM_SMOKE": "1"} if phase.smoke else {}
            code = call(command, HYPOTHESIS_PROFILE="ci", **smoke)
            if phase.counted:
                more_passed, more_failed = counts(report)
                passed, failed = passed + more_passed, failed + more_failed
                report.unlink(missing_ok=True)
            if code:
                stopped = f"; stopped at: {phase.heading} (exit code {code})"
                break
    print(f"\n== All phases\n{passed} passed, {failed} failed{stopped}", flush=True)
    return 1 if stopped else 0


def notebooks(extra: Sequence[str]) -> int:
    """Execute all notebooks and write them as HTML into results/notebooks."""
    ensure("dev")
    books = [str(path.relative_to(ROOT)) for path in sorted(ROOT.glob("notebooks/*.ipynb"))]
    command = [tool("python"), "-m", "nbconvert", "--to", "html", "--execute"]
    return call([*command, "--output-dir", "results/notebooks", *extra, *books])


def lock(extra: Sequence[str]) -> int:
    """Resolve both locks anew, keeping pins that still fit; `lock -- --upgrade` renews them."""
    uv = tool("uv") if Path(tool("uv")).exists() else shutil.which("uv")
    if uv is None:
        raise SetupError(
            "locks are made with uv; type `python3 dev.py setup -- dev` first, or install uv"
        )
    common = (
        "--universal --fork-strategy fewest --generate-hashes --no-annotate --no-header".split()
    )
    common += ["--python-version", "3.11", "--quiet", *extra]
    core, dev = (str(LOCKS[kind].relative_to(ROOT)) for kind in ("core", "dev"))
    for words in (
        ["-o", core],
        ["-o", dev, "-c", core, "--extra", "notebooks", "--extra", "dev"],
    ):
        command = [uv, "pip", "compile", "pyproject.toml", "-", *common, *words]
        done = subprocess.run(command, cwd=ROOT, input=BUILD_TOOLS, text=True)
        if done.returncode:
            return done.returncode
    return 0


WORDS: dict[str, Callable[[Sequence[str]], int]] = {
    "setup": setup,
    "run": run,
    "test": check,
    "notebooks": notebooks,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Read the command line and do what it says; return the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        wanted = ".".join(map(str, OLDEST_PYTHON))
        print(f"dev.py: Python {wanted} or newer is needed, this is {sys.version.split()[0]}")
        return 3
    lines = [f"  {name:<10} {(word.__doc__ or '').splitlines()[0]}" for name, word in WORDS.items()]
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Words:\n" + "\n".join(lines),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("word", choices=WORDS, metavar="|".join(WORDS))
    parser.add_argument("extra", nargs="*", help="after `--`: handed on to the word's command")
    given = parser.parse_args(arguments)
    try:
        return WORDS[given.word](given.extra)
    except SetupError as sentence:
        print(f"dev.py: {sentence}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
