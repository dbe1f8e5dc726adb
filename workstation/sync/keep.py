"""A checked segment comes into the store whole, with its events, or not at all."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec.structs import replace

from workstation.domain.event import Event, Text
from workstation.fault import WorldFault
from workstation.store import (
    closed,
    confirmations,
    escalations,
    events,
    second_looks,
    segments,
)
from workstation.store.driver import Database, OperationalError
from workstation.store.segments import StoredSegment, Stream
from workstation.sync.segment import OpenedSegment


def introduced(opened: OpenedSegment) -> Stream:
    """The stream that a first segment opens."""
    said = opened.envelope
    return Stream(
        id=said.stream,
        audience=said.audience,
        device=said.device,
        person=said.person,
        public_key=opened.key.hex(),
        own=False,
        introduced_at=said.at,
    )


def keep(
    db: Database,
    stream: Stream,
    record: str,
    opened: OpenedSegment,
    texts: Mapping[str, Text],
    ring: str,
) -> StoredSegment | None:
    """Keep a segment, None where it is here; one that nothing opens waits for a key.

    Raises WorldFault `sync.own_answer`, `sync.events_odd`, `sync.events_known`.
    """
    said = opened.envelope
    if segments.get(db, said.stream, said.seq) is not None:
        return None  # another sync of this store was quicker
    stored = opened.stored(record)
    segments.add_stream(db, stream)
    segments.add(db, stored)
    if opened.closed:
        closed.add(db, said.stream, said.seq, ring)
    else:
        receive(db, opened, texts)
    return stored


def receive(db: Database, opened: OpenedSegment, texts: Mapping[str, Text]) -> None:
    """Take in the events of a segment that is kept. Raises as `keep`."""
    said = opened.envelope
    held = [
        replace(event, texts={n: texts.get(t.digest, t) for n, t in event.texts.items()})
        for event in opened.events
    ]
    try:
        new = events.receive(db, held)
        # Looked at afterwards, since the verdict may be in this very segment.
        if any(_is_own_answer(db, event) for event in held):
            raise WorldFault("sync.own_answer", stream=said.stream, seq=said.seq)
    except (OperationalError, WorldFault):
        raise  # the disk, not the segment; or somebody who says it of their own
    except Exception as error:
        # Signed and whole, yet a body is not of the shape the views read; it may fail anyhow.
        kind = type(error).__name__
        raise WorldFault("sync.events_odd", stream=said.stream, seq=said.seq, kind=kind) from None
    if new != len(held):
        raise WorldFault("sync.events_known", stream=said.stream, seq=said.seq)


def _is_own_answer(db: Database, event: Event) -> bool:
    return any(of.is_own(db, event) for of in (confirmations, escalations, second_looks))
