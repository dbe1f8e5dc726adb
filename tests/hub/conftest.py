"""A cluster and a hub that a test may kill; the shared ones stand in `tests/conftest.py`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.hubs import Cluster, Hub


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[tuple[Cluster, Hub]]:
    """A cluster and a hub that a test may kill."""
    held = Cluster()
    made = Hub(tmp_path / "h", held.database())
    yield held, made
    made.close()
    held.stop()
