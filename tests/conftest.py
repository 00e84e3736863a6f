"""What all tests share: hypothesis profiles and the door to published tables."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"  # beside the repository, wherever pytest was started
CASES = ROOT / "tests" / "cases"

Make = Callable[[Path], object]
Published = Callable[..., list[Path]]

# no deadline: the first call of a kernel compiles it
settings.register_profile(
    "dev", deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "ci",
    deadline=None,
    max_examples=60,
    derandomize=True,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci" if "CI" in os.environ else "dev"))


@pytest.fixture
def published(tmp_path: Path) -> Published:
    """Return `published(name, make)`: the files on which a test of a published table runs.

    The generated case always comes first: written by `make(path)`, or else read from
    tests/cases/`name`. The published table itself follows where it lies beside the repository.
    Nothing is ever skipped, so the counts of a test run show what ran.
    """

    def files(name: str, make: Make | None = None) -> list[Path]:
        if make is None:
            generated = CASES / name
            if not generated.exists():
                raise FileNotFoundError(f"no generated case {generated}; write it or pass `make`")
        else:
            generated = tmp_path / name
            generated.parent.mkdir(parents=True, exist_ok=True)
            make(generated)
        return [generated, *(path for path in [SHARED / name] if path.exists())]

    return files
