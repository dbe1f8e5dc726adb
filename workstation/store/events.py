"""Append-only events: one transaction holds the event, its log entry and its outbox row."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator, Mapping

from msgspec import Struct, field

from workstation.domain.event import Audience, Event, Kind, Text
from workstation.domain.ids import DeviceId, EventId, PersonId, StreamId, new_uuid7
from workstation.store import log, views
from workstation.store.driver import Database

COLUMNS = (
    "id, stream, number, kind, at, person, device, batch, item, task, [case], supersedes, body, "
    "texts"
)


class Act(Struct, frozen=True):
    """What somebody did, before it has a place in a stream. `words` are free text by name."""

    kind: str
    at: str
    person: PersonId
    device: DeviceId
    batch: str | None = None
    item: str | None = None
    task: str | None = None
    case: str | None = None
    supersedes: EventId | None = None
    body: Mapping[str, object] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
    audience: str = Audience.WORK


def stream_of(device: DeviceId, audience: str) -> StreamId:
    """The name of a device's stream for an audience."""
    return StreamId(f"{device}.{audience}")


def append(db: Database, act: Act) -> Event:
    """Give an act its place, keep it, chain it, queue it, and bring the views up to date."""
    stream = stream_of(act.device, act.audience)
    return _append(db, act, stream, last_number(db, stream) + 1)


def introduce(db: Database, act: Act) -> Event:
    """Append the act that opens a stream: number 0, before whatever was queued already."""
    return _append(db, act, stream_of(act.device, act.audience), 0)


def _append(db: Database, act: Act, stream: StreamId, number: int) -> Event:
    event = Event(
        id=EventId(new_uuid7()),
        stream=stream,
        number=number,
        kind=act.kind,
        at=act.at,
        person=act.person,
        device=act.device,
        batch=act.batch,
        item=act.item,
        task=act.task,
        case=act.case,
        supersedes=act.supersedes,
        body=act.body,
        texts={
            name: Text.of(words, secrets.token_hex(16))
            for name, words in act.words.items()
            if words
        },
    )
    lay(db, event)
    views.apply(db, event, own=True)
    return event


def lay(db: Database, event: Event) -> None:
    """Keep an own event, chain it and queue it; its views are the caller's."""
    log.add(db, "event", event.id, _insert(db, event), event.at)
    if event.stream != stream_of(event.device, Audience.LOCAL):
        db.conn.execute(
            "INSERT INTO outbox VALUES (?, ?, ?, ?)",
            [event.stream, event.number, event.id, event.at],
        )


def put_back(db: Database, event: Event) -> None:
    """Keep a received event whose views are made again afterwards."""
    _insert(db, event)


def receive(db: Database, events: Iterable[Event]) -> int:
    """Keep events of another device's verified segment; those known already are passed over.

    Unknown kinds are kept like any other. Returns how many were new.
    """
    new = 0
    for event in events:
        known = db.conn.execute("SELECT 1 FROM event WHERE id = ?", [event.id]).fetchone()
        if known is None:
            _insert(db, event)
            views.apply(db, event, own=False)
            new += 1
    return new


def last_number(db: Database, stream: str) -> int:
    """The number of the last event of a stream, 0 for an empty one."""
    row = db.conn.execute("SELECT max(number) FROM event WHERE stream = ?", [stream]).fetchone()
    return row[0] or 0


def other_author(db: Database, device: str, person: str) -> str | None:
    """Somebody else in whose name a device has written what leaves the machine."""
    row = db.conn.execute(
        "SELECT person FROM event WHERE device = ? AND person <> ? AND stream <> ? LIMIT 1",
        [device, person, f"{device}.{Audience.LOCAL}"],
    ).fetchone()
    return row[0] if row else None


def of_task(db: Database, task: str) -> list[Event]:
    """Every event on a task, in the order of its streams."""
    return list(_select(db, "WHERE task = ? ORDER BY stream, number", [task]))


def get(db: Database, event: str) -> Event | None:
    """The event of that id."""
    return next(_select(db, "WHERE id = ?", [event]), None)


def of_kinds(db: Database, kinds: Iterable[str]) -> list[Event]:
    """Every event of these kinds, in the order in which they came here."""
    # Written out, so that SQLite sees that a partial index holds them.
    names = ", ".join(f"'{Kind(kind).value}'" for kind in kinds)
    # By +rowid: in the order of the table itself it would rather look at every event.
    return list(_select(db, f"WHERE kind IN ({names}) ORDER BY +rowid", []))


def last_of(db: Database, stream: str, kinds: Iterable[str]) -> Event | None:
    """The last event of these kinds in a stream that nothing that still stands supersedes."""
    names = list(kinds)
    holes = ",".join("?" * len(names))
    return next(
        _select(
            db,
            f"WHERE stream = ? AND kind IN ({holes}) AND NOT EXISTS "
            "(SELECT 1 FROM event later WHERE later.supersedes = event.id AND NOT EXISTS "
            "(SELECT 1 FROM event undone WHERE undone.supersedes = later.id "
            "AND undone.kind = 'undone')) "
            "ORDER BY number DESC LIMIT 1",
            [stream, *names],
        ),
        None,
    )


def every(db: Database, *, void: bool = False) -> Iterator[tuple[Event, str]]:
    """Every event with the digest that was stored beside it; or every void one."""
    table = "void_event" if void else "event"
    stored = dict(db.conn.execute(f"SELECT id, digest FROM {table}"))
    for event in _select(db, "ORDER BY stream, number", [], table):
        yield event, stored[event.id]


def in_order(db: Database) -> Iterator[Event]:
    """Every event in the order in which it came here."""
    return _select(db, "ORDER BY rowid", [])


def range_of(db: Database, stream: str, first: int, count: int) -> list[Event]:
    """`count` events of a stream from number `first`."""
    return list(
        _select(
            db,
            "WHERE stream = ? AND number >= ? AND number < ? ORDER BY number",
            [stream, first, first + count],
        )
    )


def erase_text(db: Database, text_digest: str, at: str) -> None:
    """Forget words; their digest stays, so that every chain still verifies."""
    db.conn.execute("UPDATE event_text SET words = NULL WHERE digest = ?", [text_digest])
    log.add(db, "erased", text_digest, text_digest, at)


def keep_text(db: Database, text_digest: str, salt: str, words: str) -> bool:
    """Keep the words of a received event once they have come; False where they do not fit."""
    if not Text(text_digest, salt, words).holds():
        return False
    row = db.conn.execute(
        "SELECT event, name FROM event_text WHERE digest = ? AND words IS NULL", [text_digest]
    ).fetchone()
    if row is None:
        return False
    # Words may only be erased in place, so the row is laid anew.
    db.conn.execute("DELETE FROM event_text WHERE digest = ?", [text_digest])
    db.conn.execute(
        "INSERT INTO event_text VALUES (?, ?, ?, ?, ?)", [text_digest, *row, salt, words]
    )
    return True


def missing_texts(db: Database, stream: str) -> dict[str, str | None]:
    """Digests of words that have not come yet, with the case they are about; what was erased here
    is not missed."""
    return dict(
        db.conn.execute(
            "SELECT t.digest, e.[case] FROM event_text t INDEXED BY event_text_missing "
            "CROSS JOIN event e ON e.id = t.event "
            "WHERE e.stream = ? AND t.words IS NULL AND t.digest NOT IN "
            "(SELECT ref FROM log WHERE what = 'erased')",
            [stream],
        )
    )


def odd_row(db: Database) -> str | None:
    """The first event whose stored JSON is not what we write: changed by another hand."""
    rows = db.conn.execute("SELECT id, body, texts FROM event ORDER BY stream, number")
    for event, *held in rows:
        for text in held:
            try:
                written = _json(json.loads(text))
            except (ValueError, RecursionError):
                return event
            if written != text:
                return event
    return None


def count(db: Database) -> int:
    """How many events there are, of all streams."""
    return db.conn.execute("SELECT count(*) FROM event").fetchone()[0]


def logged(db: Database, what: str) -> set[str]:
    """What the device's log refers to under one heading: `event`, `segment`, `erased`."""
    return {row[0] for row in db.conn.execute("SELECT ref FROM log WHERE what = ?", [what])}


def logged_hash(db: Database, seq: int) -> str | None:
    """The hash of one entry of the log; of entry 0 the genesis."""
    if seq == 0:
        return log.GENESIS
    row = db.conn.execute("SELECT hash FROM log WHERE seq = ?", [seq]).fetchone()
    return row[0] if row else None


def text_rows(db: Database) -> dict[str, tuple[str, str, str, bool]]:
    """By digest: event, name, salt, and whether the words are there."""
    rows = db.conn.execute("SELECT digest, event, name, salt, words IS NOT NULL FROM event_text")
    return {digest: (event, name, salt, bool(there)) for digest, event, name, salt, there in rows}


def texts_of(db: Database, stream: str) -> set[str]:
    """Digests of all words that belong to a stream's events."""
    return {
        row[0]
        for row in db.conn.execute(
            "SELECT t.digest FROM event_text t JOIN event e ON e.id = t.event WHERE e.stream = ?",
            [stream],
        )
    }


def _insert(db: Database, event: Event) -> str:
    entry = event.entry()
    digest = event.digest()
    db.conn.execute(
        f"INSERT INTO event ({COLUMNS}, digest) VALUES ({','.join('?' * 15)})",
        [
            *(entry[name] for name in _ENTRY_ORDER),
            _json(entry["body"]),
            _json(entry["texts"]),
            digest,
        ],
    )
    db.conn.executemany(
        "INSERT OR IGNORE INTO event_text VALUES (?, ?, ?, ?, ?)",
        [
            [text.digest, event.id, name, text.salt, text.words]
            for name, text in event.texts.items()
        ],
    )
    return digest


_ENTRY_ORDER = (
    "id",
    "stream",
    "number",
    "kind",
    "at",
    "person",
    "device",
    "batch",
    "item",
    "task",
    "case",
    "supersedes",
)


def _select(
    db: Database, where: str, values: list[object], table: str = "event"
) -> Iterator[Event]:
    for row in db.conn.execute(f"SELECT {COLUMNS} FROM {table} {where}", values).fetchall():
        *place, body, texts = row
        yield Event(
            *place, body=json.loads(body), texts=_texts(db, row[0], json.loads(texts))
        )


def _texts(db: Database, event: str, digests: Mapping[str, str]) -> dict[str, Text]:
    if not digests:
        return {}
    held = {
        row[0]: Text(*row)
        for row in db.conn.execute(
            "SELECT digest, salt, words FROM event_text WHERE event = ?", [event]
        )
    }
    return {name: held.get(said) or Text(said, "", None) for name, said in digests.items()}


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
