"""What every test shares: no screen, no real home, no leftovers."""

from __future__ import annotations

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

from workstation.domain.ids import PersonId
from workstation.services import Opening, Services, open_services
from workstation.store.keys import Protection
from workstation.store.people import Person

ROOT = Path(__file__).resolve().parents[1]
DEMO = ROOT / "resources" / "demo" / "batch"
# A busy machine makes a slow first example of what is quick: no fault of the program's.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")

YOU = Person(PersonId("you"), "You", ("en", "ms"))


@pytest.fixture(scope="session")
def demo_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A closed store with the demo batch and the starter packages; tests copy it."""
    from workstation.cli.window import _bring_demo

    home = tmp_path_factory.mktemp("demo") / "home"
    services = open_services(Opening(home, Protection.FILE, person=YOU))
    assert services is not None
    _bring_demo(services)
    services.close()
    return home


def copy_home(source: Path, home: Path) -> Path:
    """A store's folder for one test; the packages are linked, nobody writes into them."""
    home.mkdir(parents=True)
    for entry in source.iterdir():
        if entry.name == "packages":
            shutil.copytree(entry, home / entry.name, copy_function=os.link)
        elif entry.is_dir():
            shutil.copytree(entry, home / entry.name)
        elif entry.name not in ("lock", "socket", "socket.key"):
            shutil.copy2(entry, home / entry.name)
    return home


@pytest.fixture
def home(demo_home: Path, tmp_path: Path) -> Path:
    """A copy of the demo store, for this test alone."""
    return copy_home(demo_home, tmp_path / "home")


@pytest.fixture
def open_desk(
    qtbot: Any, qtlog: Any, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Any]]:
    """`open_desk()` opens the window on the demo store, in front and on its first case.

    The engine is a stand-in that answers at once or when told; `real=True` starts the real one.
    Whatever was opened is closed again before its folder goes, no thread outlives the test, and Qt
    has complained of nothing.
    """
    from tests.desk import Desk, open_window, qt_complaints

    before = set(threading.enumerate())
    opened: list[Desk] = []

    def make(at: Path | None = None, *, real: bool = False, **more: Any) -> Desk:
        at = at or request.getfixturevalue("home")
        desk = open_window(qtbot, at, real=real, **more)
        opened.append(desk)
        return desk

    yield make
    for desk in opened:
        desk.close()
    left = [thread for thread in threading.enumerate() if thread not in before]
    for thread in left:
        thread.join(5)
    assert not [thread.name for thread in left if thread.is_alive()]
    assert not qt_complaints(qtlog)


@pytest.fixture
def open_store(tmp_path: Path) -> Iterator[Callable[..., Services]]:
    """Services without a window, closed afterwards."""
    opened: list[Services] = []

    def make(home: Path, person: Person = YOU) -> Services:
        services = open_services(Opening(home, Protection.FILE, person=person))
        assert services is not None
        opened.append(services)
        return services

    yield make
    for services in opened:
        services.close()


@pytest.fixture
def slow_writer() -> Callable[..., Any]:
    """`with slow_writer(desk):` nothing is committed before the block ends."""

    @contextmanager
    def hold(desk: Any) -> Iterator[None]:
        go_on, began = threading.Event(), threading.Event()

        def wait(_db: object) -> None:
            began.set()
            go_on.wait(20)

        held = desk.services.store.write(wait)
        began.wait(20)
        try:
            yield
        finally:
            go_on.set()
            held.result()

    return hold


@pytest.fixture(scope="session")
def cluster() -> Iterator[Any]:
    """One PostgreSQL for all tests of a run."""
    from tests.hub.hubs import Cluster

    made = Cluster()
    yield made
    made.stop()


@pytest.fixture(scope="session")
def hub(cluster: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """One served hub for all tests of a run; `hub.someone(role)` is somebody new."""
    from tests.hub.hubs import Hub

    made = Hub(tmp_path_factory.mktemp("hub") / "h", cluster.database())
    yield made
    made.close()


@pytest.fixture
def own_hub(tmp_path: Path) -> Iterator[tuple[Any, Any]]:
    """A cluster and a hub that a test may kill."""
    from tests.hub.hubs import Cluster, Hub

    held = Cluster()
    made = Hub(tmp_path / "h", held.database())
    yield held, made
    made.close()
    held.stop()
