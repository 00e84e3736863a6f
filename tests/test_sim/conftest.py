"""One start world for all tests of the engine; see `small_world`."""

from __future__ import annotations

import pytest
import small_world

from sim.world import World


@pytest.fixture(scope="session")
def half_year() -> World:
    """Return the baseline six months after the census; read only."""
    return small_world.run_short(small_world.scenario())


@pytest.fixture
def start() -> World:
    """Return a fresh copy of the start world under the baseline."""
    return small_world.open_start(small_world.scenario())
