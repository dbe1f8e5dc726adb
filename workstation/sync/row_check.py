"""Whether the rows of events, words, queue and shipments stand as segments and log say.

`packed` tells for each stream the number of the first event that no segment holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from workstation.domain.event import Audience
from workstation.store import (
    closed,
    confirmations,
    escalations,
    events,
    people,
    second_looks,
    segments,
)
from workstation.store.driver import Database
from workstation.store.log import Break
from workstation.sync.names import audience_of, device_of


def check_events(db: Database, packed: dict[str, int]) -> Iterator[Break]:
    """Every event is in a segment, or waits here and is ours; ours are in our log."""
    device = people.device(db).id
    logged = events.logged(db, "event")
    shut = closed.ranges(db)
    numbers: dict[str, int] = {}
    for event, _ in events.every(db):
        own = device_of(event.stream) == device
        if own != (event.device == device):
            yield Break("event", event.id, "device")
        if any(of.is_own(db, event) for of in (confirmations, escalations, second_looks)):
            yield Break("event", event.id, "own_answer")
        if own and event.id not in logged:
            yield Break("event", event.id, "not_logged")
        if not own and event.number >= packed.get(event.stream, 0):
            yield Break("event", event.id, "unsigned")
        expected = numbers.get(event.stream, 0 if event.stream in packed else 1)
        expected = _after(shut.get(event.stream, ()), expected)
        if event.number != expected:
            yield Break("event", event.id, "number")
        numbers[event.stream] = event.number + 1
    for stream, number in packed.items():
        if _after(shut.get(stream, ()), numbers.get(stream, 0)) < number:
            yield Break("event", f"{stream}/{number - 1}", "missing")


def _after(shut: Sequence[tuple[int, int]], number: int) -> int:
    """The next number that is here: what nothing opens yet is passed over."""
    for first, end in shut:
        if first == number:
            number = end
    return number


def check_texts(db: Database) -> Iterator[Break]:
    """Words are only ever gone because they were erased, or have not come yet."""
    device = people.device(db).id
    erased = events.logged(db, "erased")
    held = events.text_rows(db)
    # Others may name the same words, out of malice or after a fork: they stand with the first.
    places = {digest: (owner, name) for digest, (owner, name, _, _) in held.items()}
    elsewhere: dict[str, str] = {}
    for event, _ in events.every(db):
        for name, text in event.texts.items():
            ref = f"{event.id}/{name}"
            if text.digest not in places:
                yield Break("event_text", ref, "missing")
            elif places[text.digest] != (event.id, name):
                elsewhere[text.digest] = ref
            else:
                _, _, salt, there = held.pop(text.digest)
                own = event.device == device
                if not there and text.digest not in erased and (own or salt):
                    yield Break("event_text", ref, "words_gone")
    for digest in held:
        if digest in elsewhere:
            yield Break("event_text", elsewhere[digest], "place")
        else:
            yield Break("event_text", digest, "without_event")


def check_outbox(db: Database, packed: dict[str, int]) -> Iterator[Break]:
    """The queue holds exactly the own events that no segment holds."""
    device = people.device(db).id
    queued = {(stream, number): event for stream, number, event in segments.outbox_rows(db)}
    for event, _ in events.every(db):
        if device_of(event.stream) != device or audience_of(event.stream) == Audience.LOCAL:
            continue
        if event.number < packed.get(event.stream, 0):
            continue
        said = queued.pop((event.stream, event.number), None)
        if said != event.id:
            yield Break("outbox", f"{event.stream}/{event.number}", "missing")
    for stream, number in queued:
        yield Break("outbox", f"{stream}/{number}", "without_event")


def check_shipments(db: Database) -> Iterator[Break]:
    own = {stream.id for stream in segments.streams(db) if stream.own}
    seqs = {stream: {seq for seq, _ in segments.places(db, stream)} for stream in own}
    for mark in segments.shipments(db):
        ref = f"{mark.stream}/{mark.seq}"
        if mark.seq not in seqs.get(mark.stream, ()):
            yield Break("shipment", ref, "without_segment")
        if mark.state not in ("sent", "parked", "fork"):
            yield Break("shipment", ref, "state")
