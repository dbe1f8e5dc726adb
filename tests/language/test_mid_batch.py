"""What happens around a batch while it is being translated: another package, a seal, a store that
cannot be written any more, a packages folder that goes away. Real store, real engine."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import demo_home, home
from workstation.fault import Fault
from workstation.language.packages.installing import install
from workstation.review import sealing
from workstation.services import Opening, Services, open_services
from workstation.store.keys import Protection

__all__ = ["demo_home", "home"]

WAIT = 120
MADE = "SELECT DISTINCT package, version FROM translation WHERE package = 'translate-ms_en'"


@pytest.fixture
def services(home: Path) -> Iterator[Services]:
    opened = open_services(Opening(home, Protection.FILE))
    assert opened is not None
    yield opened
    opened.close()


class Middle:
    """Does something once, when the first answer of the engine is there."""

    def __init__(self, services: Services, work: Callable[[], None]) -> None:
        self.sentences: list[str] = []
        self.work: Callable[[], None] | None = work
        self._translate = services.engine.translate
        services.engine.translate = self.translate  # type: ignore[method-assign]

    def translate(self, sentences: Any, *more: Any) -> Future[Any]:
        self.sentences.extend(sentences)
        future = self._translate(sentences, *more)
        if self.work is not None:
            future.result(WAIT)
            work, self.work = self.work, None
            work()
        return future


def ask(services: Services, question: str) -> list[Any]:
    return services.store.read(lambda db: db.conn.execute(question).fetchall()).result()


def translate(services: Services) -> list[Fault]:
    """All of the batch; the faults that were told."""
    faults: list[Fault] = []
    services.on_fault = faults.append
    [(batch,)] = ask(services, "SELECT id FROM batch")
    services.translating.whole(batch)
    assert services.ahead.wait_rest(WAIT)
    return faults


def is_through(services: Services) -> bool:
    standing = services.translating.standing()
    assert standing is not None
    return standing.done == standing.total


def newer(home: Path, place: Path) -> Path:
    """The Malay package as version 0.2."""
    shutil.copytree(home / "packages" / "translate-ms_en-0_1", place)
    (place / "installed.json").unlink()
    metadata = place / "metadata.json"
    said = json.loads(metadata.read_text("utf-8"))
    metadata.unlink()  # the files of a test's home are links
    metadata.write_text(json.dumps(said | {"package_version": "0.2"}), "utf-8")
    return place


def test_a_package_upgraded_in_the_middle_makes_all_anew(
    services: Services, home: Path, tmp_path: Path
) -> None:
    place = newer(home, tmp_path / "ms")

    def upgrade() -> None:
        install(place, home / "packages")

    middle = Middle(services, upgrade)
    assert translate(services) == []
    assert middle.work is None
    services.packages_changed()  # as whoever installs says it
    assert translate(services) == []
    assert is_through(services)
    malay = "SELECT digest FROM translation WHERE package = 'translate-ms_en' AND version = "
    older, now = (set(ask(services, f"{malay}'{one}'")) for one in ("0.1", "0.2"))
    assert now
    assert older <= now


def test_a_case_sealed_in_the_middle_is_left_out(services: Services) -> None:
    rows = ask(
        services,
        "SELECT t.id, i.[case], p.text FROM task t JOIN item i ON i.id = t.item "
        "JOIN part p ON p.[case] = i.[case] ORDER BY t.position DESC",
    )
    task, case, _ = rows[0]
    words = [text for _, of, text in rows if of == case]
    others = " ".join(text for _, of, text in rows if of != case)

    def seal() -> None:
        services.store.write(sealing.seal, services.desk, task).result()
        services.translating.forget(case)

    middle = Middle(services, seal)
    assert translate(services) == []
    assert middle.work is None
    told = [one for one in middle.sentences if any(one in text for text in words)]
    assert [one for one in told if one not in others] == []
    assert is_through(services)


def test_a_store_that_cannot_be_written_any_more_stops_it_with_its_reason(
    services: Services, home: Path
) -> None:
    def lock() -> None:
        services.store.write(lambda db: db.conn.execute("PRAGMA query_only=1")).result()

    middle = Middle(services, lock)
    faults = translate(services)
    assert middle.work is None
    assert [fault.code for fault in faults] == ["store.read_only"]
    assert not is_through(services)
    services.close()
    again = open_services(Opening(home, Protection.FILE))
    assert again is not None
    try:
        assert translate(again) == []
        assert is_through(again)
    finally:
        again.close()


def test_a_packages_folder_that_goes_away_is_named(
    services: Services, home: Path, tmp_path: Path
) -> None:
    packages, away = home / "packages", tmp_path / "away"
    middle = Middle(services, lambda: packages.rename(away))
    faults = translate(services)
    assert middle.work is None
    assert {fault.code for fault in faults} == {"language.packages_gone"}
    assert faults[0].params["folder"] == str(packages)
    away.rename(packages)
    assert translate(services) == []
    assert is_through(services)
