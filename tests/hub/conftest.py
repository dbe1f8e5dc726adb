"""One PostgreSQL and one served hub for all tests of a run."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hub.hubs import Cluster, Hub


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    made = Cluster()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def hub(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    made = Hub(tmp_path_factory.mktemp("hub") / "h", cluster.database())
    yield made
    made.close()


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[tuple[Cluster, Hub]]:
    """A cluster and a hub that a test may kill."""
    held = Cluster()
    made = Hub(tmp_path / "h", held.database())
    yield held, made
    made.close()
    held.stop()
