"""The commands of dev.py, with every process replaced by a note of what would be run."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]
Calls = list[list[str]]


@pytest.fixture
def dev(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Return dev.py, loaded as if it stood in an otherwise empty project."""
    spec = importlib.util.spec_from_file_location("dev_under_test", ROOT / "dev.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "dev_under_test", module)
    spec.loader.exec_module(module)
    for name in ("requirements.lock", "requirements-dev.lock", "pyproject.toml"):
        (tmp_path / name).write_text(f"{name}==1\n")
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "01_first_run.ipynb").write_text("{}")
    module.ROOT = tmp_path
    module.VENV = tmp_path / ".venv"
    module.STAMP = module.VENV / "tianshan-stamp.json"
    module.LOCKS = {
        "core": tmp_path / "requirements.lock",
        "dev": tmp_path / "requirements-dev.lock",
    }
    return module


@pytest.fixture
def calls(dev: ModuleType, monkeypatch: pytest.MonkeyPatch) -> Calls:
    """Replace processes: `python -m venv` makes what it would make, the rest is only noted."""
    noted: Calls = []

    def make_venv() -> None:
        noted.append(["venv"])
        python, pip = Path(dev.tool("python")), Path(dev.tool("pip"))
        python.parent.mkdir(parents=True)
        python.write_text("")
        pip.write_text(f"#!{python}\n")
        version = ".".join(map(str, sys.version_info[:3]))
        (dev.VENV / "pyvenv.cfg").write_text(f"home = /usr/bin\nversion = {version}\n")

    def call(command: Sequence[str], **extra: str) -> int:
        noted.append([Path(command[0]).name, *command[1:], *(f"{k}={v}" for k, v in extra.items())])
        return 0

    monkeypatch.setattr(dev, "make_venv", make_venv)
    monkeypatch.setattr(dev, "call", call)
    return noted


def pip_calls(calls: Calls) -> Calls:
    return [command for command in calls if command[1:3] == ["-m", "pip"]]


# --- installing only when something changed ------------------------------------------------------


def test_first_call_installs_the_lock_with_hashes_then_the_project(
    dev: ModuleType, calls: Calls
) -> None:
    assert dev.ensure("core") is True
    locked, project = pip_calls(calls)
    assert {"--require-hashes", "--no-deps", str(dev.LOCKS["core"])} <= set(locked)
    assert {"--no-deps", "--no-build-isolation", "-e", str(dev.ROOT)} <= set(project)
    assert "--require-hashes" not in project
    assert not {"--upgrade", "-U", "--index-url"} & {*locked, *project}


def test_second_call_starts_no_process_at_all(dev: ModuleType, calls: Calls) -> None:
    dev.ensure("core")
    calls.clear()
    assert dev.ensure("core") is False
    assert calls == []


@pytest.mark.parametrize("name", ["requirements.lock", "pyproject.toml"])
def test_a_changed_lock_or_project_installs_again_into_the_same_folder(
    dev: ModuleType, calls: Calls, name: str
) -> None:
    dev.ensure("core")
    calls.clear()
    (dev.ROOT / name).write_text("other==2\n")
    assert dev.ensure("core") is True
    assert ["venv"] not in calls
    assert len(pip_calls(calls)) == 2


def test_the_dev_lock_serves_both_and_a_new_core_lock_asks_for_dev_again(
    dev: ModuleType, calls: Calls
) -> None:
    dev.ensure("dev")
    assert dev.stamped("core")
    dev.LOCKS["core"].write_text("other==2\n")
    dev.ensure("core")
    assert dev.stamped("core")
    assert not dev.stamped("dev")


def test_a_failed_installation_removes_the_stamp_and_keeps_the_folder(
    dev: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.ensure("core")
    dev.LOCKS["core"].write_text("other==2\n")
    monkeypatch.setattr(dev, "call", lambda *command, **extra: 1)
    with pytest.raises(dev.SetupError, match="installation failed"):
        dev.ensure("core")
    assert not dev.STAMP.exists()
    assert Path(dev.tool("pip")).exists()


def test_a_moved_folder_or_another_python_is_built_anew(dev: ModuleType, calls: Calls) -> None:
    dev.ensure("core")
    assert dev.usable()
    settings = dev.VENV / "pyvenv.cfg"
    right = settings.read_text()
    settings.write_text("home = /usr/bin\nversion = 3.1.4\n")
    assert not dev.usable()
    settings.write_text(right)
    Path(dev.tool("pip")).write_text("#!/somewhere/else/.venv/bin/python\n")
    assert not dev.usable()


@pytest.mark.parametrize("text", ["", "{", "[]", '{"core": 1}'])
def test_a_damaged_stamp_only_means_installing_again(
    dev: ModuleType, calls: Calls, text: str
) -> None:
    dev.ensure("core")
    dev.STAMP.write_text(text)
    assert not dev.stamped("core")


def test_without_venv_and_without_root_one_sentence_says_what_to_type(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1000, raising=False)
    assert dev.main(["setup"]) == 3
    sentence = capsys.readouterr().err
    assert "sudo apt-get install python3-venv" in sentence
    assert sentence.count("\n") == 1


def test_without_venv_root_fetches_it_first(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: Calls = []

    def process(command: list[str], **settings: object) -> subprocess.CompletedProcess[str]:
        noted.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(dev.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.subprocess, "run", process)
    dev.make_venv()
    assert [command[-1] for command in noted] == ["update", "python3-venv", str(dev.VENV)]


# --- words ---------------------------------------------------------------------------------------


def test_run_runs_baseline_and_plan_with_one_seed(dev: ModuleType, calls: Calls) -> None:
    assert dev.main(["run", "--", "--months", "3"]) == 0
    ran = [command for command in calls if command[0].startswith("tianshan")]
    assert [command[1:] for command in ran] == [
        ["run", scenario, "--seed", "1", "--months", "3"] for scenario in ("baseline", "plan")
    ]


def test_run_hands_on_the_exit_code_and_stops(
    dev: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    dev.ensure("core")
    ran: list[str] = []

    def refused(command: Sequence[str], **extra: str) -> int:
        ran.append(command[2])
        return 2

    monkeypatch.setattr(dev, "call", refused)
    assert dev.main(["run"]) == 2
    assert ran == ["baseline"]


def reporting(tests: int, failures: int, code: Callable[[list[str]], int]) -> Callable[..., int]:
    """Return a stand-in for `call` that writes pytest's report where it is asked for."""

    def call(command: list[str], **extra: str) -> int:
        for word in command:
            if word.startswith("--junitxml="):
                Path(word.partition("=")[2]).write_text(
                    f'<testsuites><testsuite tests="{tests}" failures="{failures}" errors="0" '
                    'skipped="1"/></testsuites>'
                )
        return code(command)

    return call


def test_test_says_how_many_tests_ran_over_all_phases(
    dev: ModuleType,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dev.ensure("dev")
    monkeypatch.setattr(dev, "call", reporting(6, 0, lambda command: 0))
    assert dev.main(["test"]) == 0
    counted = sum(phase.counted for phase in dev.phases(dev.ROOT))
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1] == f"{5 * counted} passed, 0 failed"
    headings = [line for line in lines if line.startswith("== ")]
    assert len(headings) == len(dev.phases(dev.ROOT)) + 1


def test_test_stops_at_the_first_failure(
    dev: ModuleType,
    calls: Calls,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    dev.ensure("dev")
    monkeypatch.setattr(dev, "call", reporting(6, 2, lambda command: int("pytest" in command)))
    assert dev.main(["test"]) == 1
    last = capsys.readouterr().out.splitlines()[-1]
    assert last == "3 passed, 2 failed; stopped at: Unit and property tests (exit code 1)"


def test_no_test_falls_between_the_phases(dev: ModuleType) -> None:
    commands = [phase.command for phase in dev.phases(ROOT) if phase.counted]
    marks = [words[words.index("-m", 2) + 1] for words in commands if "-m" in words[2:]]
    assert marks == ["not statistical and not wheel", "statistical", "wheel"]
    (books,) = (phase for phase in dev.phases(ROOT) if phase.smoke)
    assert {"--nbmake", "notebooks"} <= set(books.command)


def test_notebooks_are_written_as_html_under_results(dev: ModuleType, calls: Calls) -> None:
    assert dev.main(["notebooks"]) == 0
    last = calls[-1]
    assert {"nbconvert", "html", "--execute", "results/notebooks"} <= set(last)
    assert last[-1] == os.path.join("notebooks", "01_first_run.ipynb")


def test_lock_makes_both_locks_without_host_names(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    noted: Calls = []

    def process(command: list[str], **settings: object) -> subprocess.CompletedProcess[str]:
        noted.append(command)
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(dev.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(dev.subprocess, "run", process)
    assert dev.main(["lock"]) == 0
    core, full = noted
    for command in noted:
        assert {"--universal", "--generate-hashes", "--no-header", "--no-annotate"} <= set(command)
        assert not any("index" in word for word in command)
    assert core[core.index("-o") + 1] == "requirements.lock"
    assert full[full.index("-c") + 1] == "requirements.lock"


def test_lock_says_how_to_get_uv(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev.shutil, "which", lambda name: None)
    assert dev.main(["lock"]) == 3
    assert "dev.py setup -- dev" in capsys.readouterr().err


def test_an_unknown_word_is_refused_with_the_list(
    dev: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stop:
        dev.main(["install"])
    assert stop.value.code == 2
    assert "'setup', 'run', 'test', 'notebooks', 'lock'" in capsys.readouterr().err


def test_an_old_python_is_told_so(
    dev: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(dev, "OLDEST_PYTHON", (99, 0))
    assert dev.main(["run"]) == 3
    assert "Python 99.0 or newer is needed" in capsys.readouterr().out


def test_an_interrupt_ends_with_130(
    dev: ModuleType, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(kind: str) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(dev, "ensure", interrupted)
    assert dev.main(["run"]) == 130


def test_dev_needs_nothing_but_the_standard_library() -> None:
    tree = ast.parse((ROOT / "dev.py").read_text(encoding="utf-8"), feature_version=(3, 8))
    imported = {
        alias.name for n in ast.walk(tree) if isinstance(n, ast.Import) for alias in n.names
    }
    imported |= {n.module or "" for n in ast.walk(tree) if isinstance(n, ast.ImportFrom)}
    assert {name.partition(".")[0] for name in imported} <= set(sys.stdlib_module_names)


def test_continuous_integration_calls_dev_test() -> None:
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "exec python3 dev.py test" in script.read_text()


def test_stamp_is_plain_json(dev: ModuleType, calls: Calls) -> None:
    dev.ensure("core")
    assert set(json.loads(dev.STAMP.read_text())) == {"core"}
