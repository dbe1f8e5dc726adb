"""A batch that came in before anybody gave a name belongs to whoever gives it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from workstation.domain.ids import PersonId, derived_id
from workstation.intake.importer import import_batch
from workstation.store import people, tasks
from workstation.store import store as stores
from workstation.store.keys import Protection
from workstation.store.people import Person

DEMO = Path(__file__).parents[2] / "resources" / "demo" / "batch"


def test_tasks_of_nobody_go_to_the_first_who_says_a_name(tmp_path: Path) -> None:
    store = stores.create(tmp_path / "home", Protection.FILE)
    try:
        report = import_batch(
            store, DEMO, people.UNNAMED, lambda: datetime.now().astimezone()
        )
        store.write(people.set_person, Person(PersonId("lee"), "Lee")).result()
        held = store.read(tasks.progress, report.batch, "lee").result()
        assert held.total == report.stored
        task = store.read(tasks.next_open, report.batch, "lee").result()
        assert task is not None
        assert task.id == derived_id(task.item, "lee", task.stage)
        assert store.read(tasks.progress, report.batch, people.UNNAMED).result().total == 0
        # A second person gets nothing of the first's.
        store.write(people.set_person, Person(PersonId("mei"), "Mei")).result()
        assert store.read(tasks.progress, report.batch, "lee").result().total == report.stored
    finally:
        store.close()
