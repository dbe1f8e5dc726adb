"""Streams of devices that have no store: events and signed segments made in bulk, for a hub that
has to be filled. They are what a desk's would be, and are read and verified like those.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Any

from benchmarks.hub_team import Plain, carried, now
from workstation.domain.event import Event, Kind
from workstation.domain.ids import DeviceId, EventId, PersonId, StreamId, derived_id, new_uuid7
from workstation.store.log import GENESIS as LOG
from workstation.store.segments import StoredSegment
from workstation.sync import segment
from workstation.sync.hub_answers import path_of
from workstation.sync.names import stream_name
from workstation.sync.segment import GENESIS, MAX_EVENTS, Envelope
from workstation.sync.transport import Key, Shelf

AUDIENCE = "work"
BATCH = "0195f000-0000-7000-8000-000000000002"


@dataclass
class Writer:
    """A device that writes verdicts of its own, one segment after the other."""

    person: str
    device: str = field(default_factory=new_uuid7)
    secret: str = field(default_factory=lambda: secrets.token_hex(32))
    seed: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    head: StoredSegment | None = None

    @property
    def stream(self) -> str:
        return stream_name(self.device, AUDIENCE)

    def write(self, verdicts: int) -> StoredSegment:
        """The next segment; the first also introduces the device."""
        before, at = self.head, now()
        first = before.first + before.events if before else 0
        events = [self._event(first + n, at) for n in range(verdicts)]
        if before is None:
            key = segment.public_key(self.seed)
            said = segment.introduction(self.person, self.device, AUDIENCE, key)
            events = [self._event(0, at, Kind.INTRODUCED, said)] + [
                self._event(1 + n, at) for n in range(min(verdicts, MAX_EVENTS - 1))
            ]
        envelope = Envelope(
            self.stream,
            before.seq + 1 if before else 1,
            before.digest if before else GENESIS,
            AUDIENCE,
            self.device,
            self.person,
            first,
            at,
            (0, LOG),
        )
        secret = segment.stream_secret(self.seed, self.stream)
        self.head = segment.seal(envelope, events, self.seed, secret)
        return self.head

    def put(self, address: str, number: int, verdicts: int = 1) -> None:
        """So many segments more, at the hub."""
        client = Plain(address, self.device, self.secret)
        for _ in range(number):
            made = self.write(verdicts)
            path = path_of(Key(Shelf.SEGMENTS, self.stream, made.record))
            client.put(path, carried(made.data))
        client.close()

    def _event(
        self, number: int, at: str, kind: str = Kind.VERDICT, body: dict[str, Any] | None = None
    ) -> Event:
        about: dict[str, Any] = {}
        if body is None:
            case = derived_id("bulk", self.device, str(number))
            about = {"batch": BATCH, "item": f"i-{case}", "task": f"t-{case}", "case": case}
        return Event(
            id=EventId(new_uuid7()),
            stream=StreamId(self.stream),
            number=number,
            kind=kind,
            at=at,
            person=PersonId(self.person),
            device=DeviceId(self.device),
            body=verdict_body() if body is None else body,
            **about,
        )


def verdict_body() -> dict[str, object]:
    """What a desk says of a decision that it would have made otherwise."""
    finding = {
        "clause": "1.2",
        "version": 1,
        "action": "REMOVE",
        "target": {"kind": "item", "ref": None},
        "evidence": [],
        "primary": True,
    }
    return {
        "answer": {
            "action": "REMOVE",
            "findings": [finding],
            "sure": True,
            "read_in": "original",
            "cannot": None,
        },
        "outcome": {
            "result": "differs",
            "match": "none",
            "severity": "major",
            "errors": [{"code": "FN.missed", "severity": "major"}],
        },
        "stage": "first",
        "active_ms": 4200,
    }
