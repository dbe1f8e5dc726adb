"""Writer and reader: transactions, snapshots, order, and the end."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from tests.store.demo import Auditor
from workstation.domain.policy import Pack
from workstation.fault import BugFault, WorldFault
from workstation.store import batches, drafts, people, policies
from workstation.store.driver import DatabaseError
from workstation.store.executor import Worker
from workstation.store.keys import Protection
from workstation.store.store import create
from workstation.store.transaction import immediate


def fails(db: Any) -> None:
    people.set_meta(db, "a", "half")
    raise RuntimeError("cut")


def test_a_write_is_whole_or_not_at_all(mei: Auditor) -> None:
    with pytest.raises(RuntimeError):
        mei.store.write(fails).result()
    assert mei.store.read(people.get_meta, "a").result() is None
    mei.store.write(people.set_meta, "a", "whole").result()
    assert mei.store.read(people.get_meta, "a").result() == "whole"


def test_inside_a_transaction_it_is_a_savepoint(mei: Auditor) -> None:
    def work(db: Any) -> None:
        people.set_meta(db, "outer", "1")
        with pytest.raises(RuntimeError), immediate(db):
            fails(db)
        with immediate(db):
            people.set_meta(db, "inner", "1")

    mei.store.write(work).result()
    told = [mei.store.read(people.get_meta, name).result() for name in ("outer", "a", "inner")]
    assert told == ["1", None, "1"]


def test_our_own_mistakes_stay_our_own(mei: Auditor) -> None:
    for wrong in ("SELECT * FROM no_such", "INSERT INTO meta VALUES ('store', 'x')"):
        with pytest.raises(DatabaseError):
            mei.store.write(lambda db, wrong=wrong: db.conn.execute(wrong)).result()
    with pytest.raises(DatabaseError):
        mei.sql("SELECT * FROM no_such")
    assert mei.sql("SELECT 1") == [(1,)]


def test_a_damaged_text_is_never_quoted(mei: Auditor) -> None:
    """SQLite's binding quotes what it cannot read, which may be a case's words."""
    for secret in ("secret words", "the disk is full", "readonly and locked"):
        with pytest.raises(WorldFault) as raised:
            mei.sql("SELECT CAST(? AS TEXT)", secret.encode() + b"\xff")
        assert raised.value.code == "store.damaged"
        assert secret not in f"{raised.value!r} {raised.value.__cause__!r}"


def test_a_read_sees_one_moment(mei: Auditor) -> None:
    """Else a case's state could be from before a verdict and its history from after."""
    reading, written = threading.Event(), threading.Event()

    def read(db: Any) -> tuple[str | None, str | None]:
        first = people.get_meta(db, "a")
        reading.set()
        assert written.wait(20)
        return first, people.get_meta(db, "a")

    looked = mei.store.read(read)
    assert reading.wait(20)
    mei.store.write(people.set_meta, "a", "new").result()
    written.set()
    assert looked.result() == (None, None)
    assert mei.store.read(people.get_meta, "a").result() == "new"


def test_a_long_read_holds_up_no_write(mei: Auditor) -> None:
    go = threading.Event()
    looked = mei.store.read(lambda db: go.wait(20))
    mei.store.write(people.set_meta, "a", "1").result(20)
    assert not looked.done()
    go.set()
    assert looked.result() is True


def test_work_is_done_in_order(mei: Auditor) -> None:
    done: list[int] = []
    futures = [mei.store.write(lambda db, n=n: done.append(n)) for n in range(50)]
    futures[-1].result()
    assert done == [*range(50)]


def test_what_has_not_begun_can_be_cancelled(mei: Auditor) -> None:
    go = threading.Event()
    first = mei.store.write(lambda db: go.wait(20))
    second = mei.store.write(people.set_meta, "a", "1")
    assert second.cancel()
    go.set()
    first.result()
    assert mei.store.read(people.get_meta, "a").result() is None


def test_closing_finishes_what_was_asked(tmp_path: Path) -> None:
    store = create(tmp_path, Protection.FILE)
    futures = [store.write(people.set_meta, f"a{n}", "1") for n in range(20)]
    store.close()
    assert all(future.done() and future.exception() is None for future in futures)
    store.close()
    with pytest.raises(BugFault) as raised:
        store.write(people.set_meta, "b", "1")
    assert raised.value.code == "store.worker_closed"
    with pytest.raises(BugFault):
        store.read(people.get_meta, "b")
    assert [path.name for path in tmp_path.glob("store.db-*")] == []


def test_nothing_is_asked_that_nobody_will_answer(mei: Auditor) -> None:
    """Whoever asks while another closes gets an answer or a refusal, never an endless wait."""
    for _ in range(60):
        worker = Worker("w", lambda: _Nothing())  # type: ignore[arg-type,return-value]
        asked: list[Future[int]] = []

        def ask(worker: Worker = worker, asked: list[Future[int]] = asked) -> None:
            try:
                while True:
                    asked.append(worker.submit(lambda db: 1))
            except BugFault:
                pass

        asking = threading.Thread(target=ask)
        asking.start()
        worker.close()
        asking.join(20)
        assert not asking.is_alive()
        assert all(future.done() for future in asked)


class _Nothing:
    conn: Any = None

    def __init__(self) -> None:
        self.conn = self

    def close(self) -> None:
        pass


def test_opening_that_fails_says_why() -> None:
    def fail() -> Any:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        Worker("w", fail)


def test_packs_are_read_once_and_still_belong_to_their_store(mei: Auditor, tmp_path: Path) -> None:
    digest = mei.sql("SELECT digest FROM pack")[0][0]
    pack = mei.store.read(policies.load_pack, digest).result()
    assert mei.store.read(policies.load_pack, digest).result() is pack
    assert policies.with_digest(pack) == pack
    other = create(tmp_path / "other", Protection.FILE)
    try:
        with pytest.raises(Exception, match=r"policy\.unknown_pack"):
            other.read(policies.load_pack, digest).result()
    finally:
        other.close()


def test_a_doctored_pack_is_not_kept_as_the_real_one(mei: Auditor, monkeypatch: Any) -> None:
    monkeypatch.setattr(policies, "_known", {})
    digest = mei.sql("SELECT digest FROM pack")[0][0]
    mei.other_hand("UPDATE pack SET title = 'other'")
    for _ in range(2):
        assert mei.store.read(policies.load_pack, digest).result().title == "other"
    assert policies._known == {}


def test_the_digest_of_a_pack_is_that_of_its_content(mei: Auditor) -> None:
    pack = mei.store.read(policies.load_pack, mei.sql("SELECT digest FROM pack")[0][0]).result()
    assert isinstance(pack, Pack)
    assert mei.store.read(policies.damaged_pack).result() is None
    pack.in_force(mei.clock.at)
    assert policies.with_digest(pack).digest == pack.digest


def test_only_so_many_packs_are_kept(mei: Auditor, monkeypatch: Any) -> None:
    monkeypatch.setattr(policies, "_MOST_KNOWN", 1)
    monkeypatch.setattr(policies, "_known", {"older": None})
    digest = mei.sql("SELECT digest FROM pack")[0][0]
    mei.store.read(policies.load_pack, digest).result()
    assert [*policies._known] == [digest]


def test_a_batch_is_read_once(mei: Auditor, monkeypatch: Any) -> None:
    monkeypatch.setattr(batches, "_known", {})
    name = mei.sql("SELECT id FROM batch")[0][0]
    batch = mei.store.read(batches.get, name).result()
    assert mei.store.read(batches.get, name).result() is batch
    assert (batch.kind, batch.blind, len(batch.languages)) == ("qa", True, 15)
    mei.other_hand("UPDATE batch SET manifest = replace(manifest, 'lead-1', 'x'), title = 'other'")
    for _ in range(2):
        assert mei.store.read(batches.get, name).result().title == "other"
    assert len(batches._known) == 1, "what does not fit its digest is not kept"
    mei.other_hand("UPDATE batch SET ready = 0")
    assert mei.store.read(batches.get, name).result() is None


def test_drafts(mei: Auditor) -> None:
    body = {"note": "half a character \ud83d and NUL \0", "step": "action", "deep": [1, None]}
    mei.store.write(drafts.keep, "t", body, "now").result()
    assert mei.store.read(drafts.get, "t").result() == body
    mei.store.write(drafts.keep, "t", {"step": "ready"}, "later").result()
    assert mei.store.read(drafts.get, "t").result() == {"step": "ready"}
    mei.store.write(drafts.drop, "t").result()
    assert mei.store.read(drafts.get, "t").result() is None


def test_people(mei: Auditor) -> None:
    assert mei.store.read(people.person).result() == mei.person
    assert mei.store.write(people.device).result() == mei.device
    assert len(mei.device.seed) == 32
