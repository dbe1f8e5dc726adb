"""What a fork has made void: kept as it was, out of every stream, and re-issued under new names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.event import Audience, Event, Kind, Text
from workstation.domain.ids import DeviceId, EventId, new_uuid7
from workstation.store import events, segments
from workstation.store.driver import Database
from workstation.store.segments import StoredSegment

# A new device says these of itself anew; said by the old one they would be odd.
_NOT_AGAIN = frozenset((Kind.INTRODUCED, Kind.JOINED, Kind.RENEWED))
_NAMES = (("retraction", "event"), ("kept_pack", "event"), ("sealed_session", "event"))


class Voided(Struct, frozen=True):
    """What was taken out of the streams: events with their words in the order in which they came,
    and the name that each has from now on, where it has one."""

    events: tuple[Event, ...]
    became: Mapping[str, str]

    @property
    def words(self) -> dict[str, Text]:
        """Their words, by digest."""
        return {text.digest: text for event in self.events for text in event.texts.values()}


def take_segments(db: Database, stream: str, after: int) -> list[StoredSegment]:
    """Take the segments of a stream after a number out of it."""
    held = segments.of_stream(db, stream, after)
    db.conn.execute(
        "INSERT INTO void_segment SELECT stream, seq, record, digest, prev, first, events, at, "
        "bytes FROM segment WHERE stream = ? AND seq > ?",
        [stream, after],
    )
    db.conn.execute("DELETE FROM segment WHERE stream = ? AND seq > ?", [stream, after])
    return held


def take_events(db: Database, first: Mapping[str, int], known: frozenset[str]) -> Voided:
    """Take the events of streams from a number on out of them; `known` are told elsewhere under
    the names they have, so that they get no new one."""
    held = [
        event
        for event in events.in_order(db)
        if event.stream in first and event.number >= first[event.stream]
    ]
    became = {
        event.id: new_uuid7()
        for event in held
        if event.id not in known and event.kind not in _NOT_AGAIN
    }
    for event in held:
        db.conn.execute(
            f"INSERT INTO void_event SELECT {events.COLUMNS}, digest, ? FROM event WHERE id = ?",
            [became.get(event.id), event.id],
        )
        db.conn.execute("DELETE FROM event_text WHERE event = ?", [event.id])
        db.conn.execute("DELETE FROM event WHERE id = ?", [event.id])
    for stream in first:
        db.conn.execute("DELETE FROM outbox WHERE stream = ?", [stream])
        db.conn.execute("DELETE FROM shipment WHERE stream = ?", [stream])
    return Voided(tuple(held), became)


def issue_again(
    db: Database,
    voided: Voided,
    device: DeviceId,
    audience: Callable[[str], str],
    after: int = 0,
) -> int:
    """Give what was taken out its place in the device's own streams, each once; what refers to
    something that has a new name refers to that. Statements on the roster come after a turn. The
    views are left to `rebuild`."""
    count = 0
    for event in voided.events:
        name = voided.became.get(event.id)
        if name is None:
            continue
        stream = events.stream_of(device, audience(event.stream))
        again = replace(
            event,
            id=EventId(name),
            stream=stream,
            number=events.last_number(db, stream) + 1,
            device=device,
            supersedes=_mapped(event.supersedes, voided.became),
            body=_mapped(dict(event.body), voided.became),
        )
        turn = again.body.get("turn")
        if audience(event.stream) == Audience.ROSTER and isinstance(turn, int):
            after = max(turn, after + 1)
            again = replace(again, body={**again.body, "turn": after})
        events.lay(db, again)
        count += 1
    for table, column in _NAMES:
        db.conn.executemany(
            f"UPDATE {table} SET {column} = ? WHERE {column} = ?",
            [(new, old) for old, new in voided.became.items()],
        )
    return count


def _mapped(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, dict):
        return {names.get(key, key): _mapped(held, names) for key, held in value.items()}
    if isinstance(value, list):
        return [_mapped(held, names) for held in value]
    return value
