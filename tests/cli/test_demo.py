"""`workstation demo`: the main batch by itself, and the small ones where they are asked for."""

from __future__ import annotations

from pathlib import Path

from workstation.cli.window import SMALL, _bring_demo
from workstation.services import Opening, open_services
from workstation.store import batches
from workstation.store.keys import Protection
from workstation.store.people import Person, PersonId


def test_the_small_batches_come_in_only_when_asked_for(tmp_path: Path) -> None:
    you = Person(PersonId("you"), "You", ("en",))
    services = open_services(Opening(tmp_path / "home", Protection.FILE, person=you))
    assert services is not None
    try:
        main = _bring_demo(services)
        assert [batch.id for batch in services.store.read(batches.ready, "you").result()] == [main]
        assert _bring_demo(services, SMALL) == main
        found = services.store.read(batches.ready, "you").result()
        assert {batch.kind for batch in found} == {"qa", "inspection", "consistency", "practice"}
    finally:
        services.close()


def test_a_store_of_an_earlier_demo_opens_as_it_was(tmp_path: Path) -> None:
    you = Person(PersonId("you"), "You", ("en",))
    services = open_services(Opening(tmp_path / "home", Protection.FILE, person=you))
    assert services is not None
    try:
        main = _bring_demo(services)
        services.store.write(
            lambda db: db.conn.execute("UPDATE batch SET manifest_digest = 'of an earlier version'")
        ).result()
        changed: set[str] = set()
        assert _bring_demo(services, changed=changed) == main
        assert changed == {main}
    finally:
        services.close()
