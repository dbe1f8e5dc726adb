"""What another hand changed is found, and named."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.sync.conftest import AT, Desk
from tests.sync.teams import team
from tests.sync.test_exchange import run, segment_file
from workstation.domain.event import Audience
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.store import events
from workstation.store.log import Break
from workstation.store.store import open_existing
from workstation.sync import pack
from workstation.sync.folder import FolderTransport
from workstation.sync.renew import renew
from workstation.sync.transport import Heads
from workstation.sync.verify import Verified, verify


@pytest.fixture
def pair(desk: Desk, lead: Desk, place: Path) -> tuple[Desk, Desk]:
    """Two desks that have exchanged; one has an event that is not sent yet."""
    desk.verdicts(3, "note")
    desk.act("corrected", supersedes=desk.events()[0].id, words={"note": "corrected"})
    desk.act("submitted")
    desk.act("opened", audience=Audience.LOCAL)
    lead.verdicts(2, "note")
    run(desk, place)
    run(lead, place)
    run(desk, place)
    desk.verdict(9)
    run(desk, place)
    desk.verdict(10)
    return desk, lead


def found(desk: Desk, place: Path | None = None) -> Verified:
    return verify(desk.store, FolderTransport(place) if place else None)


def test_what_nobody_changed_is_whole(pair: tuple[Desk, Desk], place: Path) -> None:
    for desk in pair:
        done = found(desk, place)
        assert done.fault is None, done
        assert (done.streams, done.ok) == (2, True)
    done = found(pair[0], place)
    assert (done.segments, done.events, done.files) == (3, 12, 3 + 6)


def test_an_empty_store_is_whole(empty_home: Path, tmp_path: Path) -> None:
    shutil.copytree(empty_home, tmp_path / "home")
    store = open_existing(tmp_path / "home")
    assert verify(store).ok  # not even a device has been named
    store.close()


def test_erased_and_late_words_are_no_fault(pair: tuple[Desk, Desk], place: Path) -> None:
    desk, lead = pair
    for one in pair:
        said = one.events()[1].texts["note"].digest
        one.store.write(events.erase_text, said, AT).result()
        assert found(one).ok
    for file in (place / "texts" / desk.stream).iterdir():
        file.unlink()  # retracted there
    assert found(lead, place).ok


OWN = "(SELECT id FROM stream WHERE own)"
OTHER = "(SELECT id FROM stream WHERE NOT own)"

DOCTORED: dict[str, tuple[str, str]] = {
    # statement, table that must be named
    "event body": (
        "UPDATE event SET body = replace(body, 'REMOVE', 'NONE') WHERE number = 1",
        "event",
    ),
    "event body with its digest's column": (
        "UPDATE event SET body = replace(body, 'REMOVE', 'NONE'), digest = "
        "'0' || substr(digest, 2) WHERE number = 2",
        "event",
    ),
    "event space in the body": (
        "UPDATE event SET body = body || ' ' WHERE number = 2",
        "event",
    ),
    "event body that is no JSON": ("UPDATE event SET body = '{' WHERE number = 2", "event"),
    "event at": ("UPDATE event SET at = '2030-01-01T00:00:00+00:00' WHERE number = 2", "event"),
    "event person": ("UPDATE event SET person = 'x' WHERE number = 2", "event"),
    "event digest": ("UPDATE event SET digest = 'x' WHERE number = 3", "event"),
    "event number": (
        f"UPDATE event SET number = 99 WHERE number = 2 AND stream = {OTHER}",
        "event",
    ),
    "event gone": (f"DELETE FROM event WHERE number = 2 AND stream = {OTHER}", "event"),
    "own event gone": (f"DELETE FROM event WHERE number = 2 AND stream = {OWN}", "event"),
    "event slipped in": (
        "INSERT INTO event SELECT '0190a000-0000-7000-8000-000000000009', stream, 77, kind, at, "
        f"person, device, batch, item, task, [case], supersedes, body, texts, digest FROM event "
        f"WHERE number = 2 AND stream = {OWN}",
        "event",
    ),
    "words": (
        "UPDATE event_text SET words = words || '!' WHERE rowid_of = 1",
        "event_text",
    ),
    "salt": ("UPDATE event_text SET salt = 'x' WHERE words IS NOT NULL", "event_text"),
    "words gone unlogged": ("UPDATE event_text SET words = NULL", "event_text"),
    "text row gone": ("DELETE FROM event_text", "event_text"),
    "text row of another event": ("UPDATE event_text SET name = 'other'", "event_text"),
    "text row slipped in": (
        "INSERT INTO event_text VALUES ('d', 'e', 'note', '', NULL)",
        "event_text",
    ),
    "log digest": ("UPDATE log SET digest = 'x' WHERE seq = 2", "log"),
    "log prev": ("UPDATE log SET prev = 'x' WHERE seq = 3", "log"),
    "log hash": ("UPDATE log SET hash = 'x' WHERE seq = 3", "log"),
    "log at": ("UPDATE log SET at = 'x' WHERE seq = 3", "log"),
    "log entry gone": ("DELETE FROM log WHERE seq = 2", "log"),
    "log cut": ("DELETE FROM log WHERE seq > 5", "log"),
    "segment byte": (
        "UPDATE segment SET bytes = "
        "CAST(substr(bytes, 1, 200) || x'00' || substr(bytes, 202) AS BLOB) "
        "WHERE seq = 1",
        "segment",
    ),
    "segment digest": ("UPDATE segment SET digest = 'x' WHERE seq = 1", "segment"),
    "segment prev": ("UPDATE segment SET prev = 'x' WHERE seq = 2", "segment"),
    "segment first": ("UPDATE segment SET first = 7 WHERE seq = 2", "segment"),
    "segment events": ("UPDATE segment SET events = 7 WHERE seq = 2", "segment"),
    "segment at": ("UPDATE segment SET at = 'x' WHERE seq = 1", "segment"),
    "segment record": (
        f"UPDATE segment SET record = 'x' WHERE seq = 2 AND stream = {OWN}",
        "segment",
    ),
    "segment gone": (f"DELETE FROM segment WHERE seq = 1 AND stream = {OWN}", "segment"),
    "stream key": (f"UPDATE stream SET public_key = 'ab' WHERE id = {OTHER}", "stream"),
    "own stream key": (f"UPDATE stream SET public_key = 'ab' WHERE id = {OWN}", "stream"),
    "stream person": (f"UPDATE stream SET person = 'boss' WHERE id = {OTHER}", "stream"),
    "stream device": (f"UPDATE stream SET device = 'x' WHERE id = {OTHER}", "stream"),
    "stream audience": (f"UPDATE stream SET audience = 'x' WHERE id = {OTHER}", "stream"),
    "stream date": (f"UPDATE stream SET introduced_at = 'x' WHERE id = {OWN}", "stream"),
    "stream secret": (f"UPDATE stream SET secret = 'ab' WHERE id = {OWN}", "stream"),
    "stream made own": (f"UPDATE stream SET own = 1 WHERE id = {OTHER}", "stream"),
    "stream slipped in": (
        "INSERT INTO stream VALUES ('x.work', 'work', 'x', 'x', 'x', 0, NULL, 'x')",
        "stream",
    ),
    "device key": (
        "UPDATE meta SET value = replace(value, substr(value, -12, 4), '0000') "
        "WHERE name = 'device'",
        "stream",
    ),
    "outbox emptied": ("DELETE FROM outbox", "outbox"),
    "outbox event": ("UPDATE outbox SET event = 'x'", "outbox"),
    "outbox twice": (
        f"INSERT INTO outbox SELECT stream, number, id, at FROM event WHERE number = 1 "
        f"AND stream = {OWN}",
        "outbox",
    ),
    "shipment of nothing": (
        "INSERT INTO shipment VALUES ('p', 'x.work', 1, 'sent', '', '')",
        "shipment",
    ),
    "shipment state": ("UPDATE shipment SET state = 'lost'", "shipment"),
    "verdict action": ("UPDATE verdict SET action = 'NONE' WHERE number = 2", "verdict"),
    "verdict severity": ("UPDATE verdict SET severity = 'minor' WHERE number = 2", "verdict"),
    "verdict codes": ("UPDATE verdict SET codes = '[]' WHERE number = 2", "verdict"),
    "verdict gone": ("DELETE FROM verdict WHERE number = 2", "verdict"),
    "verdict set aside": ("UPDATE verdict SET superseded_by = 'x' WHERE number = 2", "verdict"),
    "verdict brought back": ("UPDATE verdict SET superseded_by = NULL", "verdict"),
    "verdict slipped in": (
        "INSERT INTO verdict SELECT 'x', * FROM (SELECT task, batch, item, [case], person, device, "
        "stream, number, at, stage, result, action, clause, severity, codes, match, read_in, "
        "sure, misled, active_ms, provisional, superseded_by, kind, graced FROM verdict LIMIT 1)",
        "verdict",
    ),
    "finding clause": ("UPDATE finding SET clause = '9.9'", "finding"),
    "finding gone": ("DELETE FROM finding", "finding"),
    "submission gone": ("DELETE FROM submission", "submission"),
    "submission at": ("UPDATE submission SET at = 'x'", "submission"),
}


@pytest.mark.parametrize("name", DOCTORED)
def test_a_doctored_row_is_named(pair: tuple[Desk, Desk], name: str) -> None:
    desk, _ = pair
    statement, table = DOCTORED[name]
    statement = statement.replace(
        "rowid_of = 1", "digest = (SELECT min(digest) FROM event_text WHERE words IS NOT NULL)"
    )
    desk.sql(statement)
    assert desk.sql("SELECT changes()") != [(0,)], "the statement changed nothing"
    fault = found(desk).fault
    assert fault is not None
    assert fault.where == table, fault


def test_a_log_made_anew_no_longer_holds_the_heads_that_left(pair: tuple[Desk, Desk]) -> None:
    """The whole chain, made again by somebody who owns the file, without one erasure."""
    desk, _ = pair
    desk.store.write(_make_log_anew).result()
    fault = found(desk).fault
    assert fault is not None
    assert (fault.where, fault.reason) == ("log", "anchor")


def _make_log_anew(db: Any) -> None:
    from workstation.store import log

    entries = db.conn.execute("SELECT what, ref, digest, at FROM log ORDER BY seq").fetchall()
    db.conn.execute("DROP TRIGGER log_no_DELETE".lower())
    db.conn.execute("DELETE FROM log")
    log.add(db, "erased", "x", "x", AT)
    for entry in entries:
        log.add(db, *entry)


def alter(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[-3] ^= 1
    file.write_bytes(data)


IN_FOLDER: dict[str, tuple[Callable[[Desk, Path], object], str]] = {
    "byte": (lambda desk, place: alter(segment_file(place, desk, 1)), "differs"),
    "cut": (lambda desk, place: segment_file(place, desk, 2).write_bytes(b"x"), "differs"),
    "gone": (lambda desk, place: segment_file(place, desk, 2).unlink(), "missing"),
    "ahead": (lambda desk, place: segment_file(place, desk, 3).write_bytes(b"x"), "ahead"),
    "words": (
        lambda desk, place: alter(next((place / "texts" / desk.stream).iterdir())),
        "differs",
    ),
}


@pytest.mark.parametrize("name", IN_FOLDER)
def test_a_changed_file_in_the_folder_is_named(
    pair: tuple[Desk, Desk], place: Path, name: str
) -> None:
    desk, _ = pair
    change, reason = IN_FOLDER[name]
    change(desk, place)
    assert found(desk).ok
    fault = found(desk, place).fault
    assert fault is not None
    assert (fault.where, fault.reason) == ("place", reason)
    assert desk.stream in fault.ref


def test_a_place_that_is_gone_is_the_worlds_fault(pair: tuple[Desk, Desk], place: Path) -> None:
    with pytest.raises(WorldFault) as caught:
        found(pair[0], place / "elsewhere")
    assert caught.value.code == "sync.place_gone"
    assert not (place / "elsewhere").exists()


def test_counts_of_both_ends_are_compared(desk: Desk, lead: Desk, place: Path) -> None:
    for n in range(3):
        desk.verdict(n)
        run(desk, place)
    run(lead, place)
    desk.verdict(4)
    run(desk, place)
    desk.verdict(5)
    desk.store.write(pack.pack_next, desk.stream, AT).result()
    folder = FolderTransport(place)
    # Neither is a fault: one has not read, the other not sent yet.
    for one, here, there in ((lead, 3, 4), (desk, 5, 4)):
        found = verify(one.store, folder)
        assert (found.ok, [(c.here, c.there) for c in found.counts]) == (True, [(here, there)])
    files = sorted((place / "streams" / desk.stream).iterdir(), key=lambda f: f.stat().st_mtime_ns)
    for file in files[-2:]:
        file.unlink()
    found = verify(lead.store, folder)
    assert found.fault == Break("place", desk.stream, "fewer")
    found = verify(desk.store, folder)
    assert found.fault == Break("place", f"{desk.stream}/3", "missing")


def test_heads_that_promise_more_than_the_list_are_named(
    desk: Desk, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.verdict(1)
    run(desk, place)
    monkeypatch.setattr(FolderTransport, "heads", lambda self: Heads({desk.stream: 2}))
    found = verify(desk.store, FolderTransport(place))
    assert found.fault == Break("place", desk.stream, "count")


def test_void_rows_are_held_by_the_log(
    desk: Desk, place: Path, tmp_path: Path, open_desk: Callable[[str], Desk]
) -> None:
    desk.verdict(1)
    run(desk, place)
    desk.store.close()
    shutil.copytree(desk.home, tmp_path / "copy")
    desk, copy = open_desk(desk.home.name), open_desk("copy")
    desk.verdict(2)
    run(desk, place)
    copy.verdict(3)
    run(copy, tmp_path / "other")
    run(copy, place)
    renew(copy.store, FolderTransport(place))
    assert verify(copy.store).ok
    (event,) = copy.sql("SELECT id FROM void_event WHERE kind = 'verdict'")[0]
    copy.sql("UPDATE void_event SET person = 'somebody' WHERE id = ?", event)
    assert verify(copy.store).fault == Break("void_event", event, "digest")
    copy.sql("DELETE FROM void_event WHERE id = ?", event)
    assert verify(copy.store).fault == Break("event", event, "missing")


def test_the_author_is_bound_to_what_was_sealed(desk: Desk, lead: Desk, place: Path) -> None:
    team(lead, (desk, Role.AUDITOR))
    run(lead, place)
    run(desk, place)
    desk.act("coaching", audience=Audience.PRIVATE, body={"said": 1})
    run(desk, place)
    assert verify(desk.store, FolderTransport(place)).ok
    stream = f"{desk.device}.private"
    desk.sql("INSERT INTO closed_segment VALUES (?, 1, 'x')", stream)
    assert verify(desk.store).fault == Break("segment", f"{stream}/1", "sealed")
