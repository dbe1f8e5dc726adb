"""Every migration on data of the version before it, with a copy aside."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.review.two_desks import Join, exchange, join, question
from tests.store.demo import Auditor
from workstation.domain.taxonomy import CannotJudge
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import desk as acts
from workstation.review import handed_on
from workstation.review.desk import Shown
from workstation.store import connection, keys, log, migrations, people, verdicts
from workstation.store.driver import Migrations
from workstation.store.keys import Protection
from workstation.store.store import FILE, create, open_existing

__all__ = ["join"]
ALL = [migration.name for migration in migrations.migrations._migrations]


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Makes the program one that knows only so many migrations, or one more."""

    def pretend(count: int, more: bool = False) -> None:
        made = Migrations("workstation")
        made._migrations = [*full._migrations[:count]]
        if more:
            made._migrations = [*full._migrations]

            @made()
            def m999_later(db: Any) -> None:
                db.conn.execute("ALTER TABLE verdict ADD COLUMN later TEXT NOT NULL DEFAULT ''")

        monkeypatch.setattr(migrations, "migrations", made)

    full = migrations.migrations
    return pretend


@pytest.mark.parametrize("count", range(1, len(ALL)))
@pytest.mark.parametrize("protection", [Protection.FILE, Protection.PLAIN])
def test_from_every_earlier_version(
    tmp_path: Path, known: Any, count: int, protection: Protection
) -> None:
    known(count)
    store = create(tmp_path, protection)
    store.write(people.set_meta, "kept", "from before, in clear words").result()
    store.close()
    known(len(ALL))
    store = open_existing(tmp_path)
    assert store.read(people.get_meta, "kept").result() == "from before, in clear words"
    applied = "SELECT name FROM _sqlite_migrations ORDER BY rowid"
    named = [row[0] for row in store.read(lambda db: db.conn.execute(applied).fetchall()).result()]
    store.close()
    assert named == ALL
    (aside,) = tmp_path.glob(f"{FILE}.before-*")
    assert aside.name == f"{FILE}.before-{ALL[count]}"
    # The copy is the old store, as protected as the store is.
    assert (b"in clear words" in aside.read_bytes()) == (protection is Protection.PLAIN)
    seal = keys.read_seal(tmp_path)
    old = connection.open_reader(aside, keys.find_key(tmp_path, seal, None))
    try:
        assert people.get_meta(old, "kept") == "from before, in clear words"
        tables = [row[0] for row in old.conn.execute("SELECT name FROM sqlite_schema")]
        assert ("case_words" in tables) is (count >= 5)
    finally:
        old.conn.close()


def test_work_goes_through_a_later_migration(mei: Auditor, known: Any) -> None:
    tasks = mei.tasks()
    for task in tasks[:5]:
        mei.answer(task, Answer("NONE"))
    held, home = mei.sql("SELECT * FROM verdict"), mei.store.paths.home
    mei.store.close()
    known(0, more=True)
    store = open_existing(home)
    try:
        after = store.read(lambda db: db.conn.execute("SELECT * FROM verdict").fetchall()).result()
        assert [row[:-1] for row in after] == held
        assert store.read(log.check).result().fault is None
    finally:
        store.close()
    assert [path.name for path in home.glob("*.before-*")] == [f"{FILE}.before-m999_later"]


def test_what_an_earlier_version_only_kept_takes_effect(
    mei: Auditor, join: Join, tmp_path: Path
) -> None:
    rani = join("rani", ("th", "en"))
    asked, sealed = mei.tasks()[:2]
    mei.do(acts.cannot_judge, asked, CannotJudge.MISSING_EVIDENCE, "why?", Shown())
    exchange(tmp_path / "stick", mei, rani)
    rani.do(handed_on.hand_back, question(rani).event, "words")
    rani.do(acts.seal, sealed)
    exchange(tmp_path / "stick", mei, rani)
    views = ("escalation", "confirmation", "remediation", "submission", "task")
    held = [mei.sql(f"SELECT * FROM {view} ORDER BY 1, 2") for view in views]
    # As a version before m008 leaves them: it had no such tables, and knew no colleague's seal.
    mei.other_hand("DELETE FROM escalation")
    mei.other_hand("UPDATE task SET state = 'cannot' WHERE id = ?", asked)
    mei.other_hand("UPDATE task SET state = 'open' WHERE id = ?", sealed)
    mei.other_hand("DELETE FROM _sqlite_migrations WHERE name = 'm012_known_by_now'")
    home = mei.store.paths.home
    mei.store.close()
    mei.store = open_existing(home)
    try:
        assert [mei.sql(f"SELECT * FROM {view} ORDER BY 1, 2") for view in views] == held
        assert (mei.state(asked), mei.state(sealed)) == ("open", "sealed")
        assert mei.store.read(verdicts.check).result() is None
    finally:
        mei.store.close()


def test_a_store_of_a_newer_version(tmp_path: Path, known: Any) -> None:
    known(0, more=True)
    create(tmp_path, Protection.FILE).close()
    before = (tmp_path / FILE).read_bytes()
    known(len(ALL))
    with pytest.raises(WorldFault) as raised:
        open_existing(tmp_path)
    assert raised.value.code == "store.newer"
    assert raised.value.params["name"] == "m999_later"
    assert (tmp_path / FILE).read_bytes() == before


def test_no_room_for_the_copy(tmp_path: Path, known: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    create(tmp_path, Protection.FILE).close()
    known(0, more=True)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage._replace(free=1))
    with pytest.raises(WorldFault) as raised:
        open_existing(tmp_path)
    assert raised.value.code == "store.no_room"
    monkeypatch.undo()
    open_existing(tmp_path).close()


def test_a_migration_that_fails_leaves_the_old_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create(tmp_path, Protection.FILE).close()
    full, made = migrations.migrations, Migrations("workstation")
    made._migrations = [*full._migrations]

    @made()
    def m999_fails(db: Any) -> None:
        db.conn.execute("DROP TABLE draft")
        raise RuntimeError("half way")

    monkeypatch.setattr(migrations, "migrations", made)
    with pytest.raises(RuntimeError, match="half way"):
        open_existing(tmp_path)
    monkeypatch.undo()
    store = open_existing(tmp_path)
    store.read(lambda db: db.conn.execute("SELECT * FROM draft").fetchall()).result()
    store.close()


def test_nothing_pending_copies_nothing(mei: Auditor) -> None:
    assert list(mei.store.paths.home.glob("*.before-*")) == []
