"""What stands in a signed body: written in one form, and refused in any other."""

from __future__ import annotations

import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.audience import session_of
from workstation.domain.canonical import canonical_json
from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.sync import seal
from workstation.sync.names import is_device, is_digest, stream_name
from workstation.sync.shape import Odd, entry_of

PLAIN, SEALED = 1, 2
GENESIS = "0" * 64
MAX_EVENTS = 100
VOTE = 16 * 1024

_OUTER = frozenset(
    ("version", "stream", "seq", "prev", "audience", "device", "person", "first", "at", "log")
)
_PLAIN_FIELDS = _OUTER | {"events"}
_SEALED_FIELDS = _OUTER | {"count", "commit"}
_BESIDE = frozenset(("version", "log", "events", "count", "commit"))


class Envelope(Struct, frozen=True):
    """What a segment says beside its events. `log` is the author's log head when it was packed,
    kept outside so that a log made anew shows."""

    stream: str
    seq: int
    prev: str
    audience: str
    device: str
    person: str
    first: int
    at: str
    log: tuple[int, str]


class Held(Struct, frozen=True):
    """A body that was read; `events` is None where nothing at hand opens them."""

    envelope: Envelope
    events: tuple[Event, ...] | None
    count: int
    commit: str | None = None


def write_plain(envelope: Envelope, events: Sequence[Event]) -> bytes:
    """The body of version 1."""
    return canonical_json({**_outer(envelope, PLAIN), "events": [e.entry() for e in events]})


def write_sealed(
    envelope: Envelope, events: Sequence[Event], secret: bytes, recipients: Sequence[str]
) -> bytes:
    """The body of version 2, whose events only the recipients read."""
    inside = _inside(events)
    outer = {
        **_outer(envelope, SEALED),
        "count": len(events),
        "commit": commit_of(events, secret),
    }
    box = seal.seal(inside, recipients, least_of(envelope.audience))
    return canonical_json(outer) + b"\n" + box


def least_of(audience: str) -> int:
    """The shortest box: a session's are so large that one vote is as long as any other."""
    return VOTE if session_of(audience) is not None else seal.STEP


def commit_of(events: Sequence[Event], secret: bytes) -> str:
    """What the author binds themselves to before anybody can read it; they alone can show it."""
    return hmac.digest(secret, _inside(events), "sha256").hex()


def read_plain(body: bytes, seq: int, key: bytes) -> Held:
    """The body of version 1; raises `Odd`."""
    said = _parse(body)
    envelope = _envelope(said, _PLAIN_FIELDS, PLAIN, seq)
    events = _events(said["events"], envelope, key)
    return Held(envelope, events, len(events))


def read_sealed(body: bytes, seq: int, key: bytes, identities: Sequence[str]) -> Held:
    """The body of version 2; raises `Odd`."""
    outer, line, box = body.partition(b"\n")
    if not line:
        raise Odd("box")
    said = _parse(outer)
    envelope = _envelope(said, _SEALED_FIELDS, SEALED, seq)
    count, commit = said["count"], said["commit"]
    if type(count) is not int or not 1 <= count <= MAX_EVENTS:
        raise Odd("count")
    if not isinstance(commit, str) or not is_digest(commit):
        raise Odd("commit")
    inside = seal.unseal(box, identities)
    if inside is None:
        return Held(envelope, None, count, commit)
    events = _events(_parse(inside), envelope, key)
    if len(events) != count:
        raise Odd("count")
    return Held(envelope, events, count, commit)


def introduction(person: str, device: str, audience: str, key: bytes) -> dict[str, object]:
    """The body of the event that opens a stream."""
    return {"person": person, "device": device, "audience": audience, "key": key.hex()}


def _inside(events: Sequence[Event]) -> bytes:
    return canonical_json([event.entry() for event in events])


def _outer(envelope: Envelope, version: int) -> dict[str, object]:
    return {
        "version": version,
        "stream": envelope.stream,
        "seq": envelope.seq,
        "prev": envelope.prev,
        "audience": envelope.audience,
        "device": envelope.device,
        "person": envelope.person,
        "first": envelope.first,
        "at": envelope.at,
        "log": {"seq": envelope.log[0], "hash": envelope.log[1]},
    }


def _envelope(said: Any, fields: frozenset[str], version: int, seq: int) -> Envelope:
    if not isinstance(said, dict) or set(said) != fields:
        raise Odd("fields")
    log = said["log"]
    if not isinstance(log, dict) or set(log) != {"seq", "hash"}:
        raise Odd("log")
    envelope = Envelope(
        **{name: said[name] for name in fields - _BESIDE}, log=(log["seq"], log["hash"])
    )
    _check_envelope(envelope, said["version"], version, seq)
    return envelope


def _events(held: Any, envelope: Envelope, key: bytes) -> tuple[Event, ...]:
    if not isinstance(held, list) or not 1 <= len(held) <= MAX_EVENTS:
        raise Odd("events")
    events = tuple(entry_of(entry) for entry in held)
    for number, event in enumerate(events, envelope.first):
        if event.number != number:
            raise Odd("number")
        if (event.stream, event.device, event.person) != (
            envelope.stream,
            envelope.device,
            envelope.person,
        ):
            raise Odd("author")
    _check_introduction(envelope, events, key)
    return events


def _parse(body: bytes) -> Any:
    def refuse(_: str) -> None:
        raise Odd("number form")

    try:
        said = json.loads(body, parse_float=refuse, parse_constant=refuse)
        same = canonical_json(said) == body
    except (ValueError, TypeError, RecursionError):
        raise Odd("json") from None
    if not same:
        raise Odd("not canonical")
    return said


def _check_envelope(said: Envelope, version: object, wanted: int, seq: int) -> None:
    numbers = (version, said.seq, said.first, said.log[0])
    if any(type(number) is not int or not 0 <= number < 1 << 53 for number in numbers):
        raise Odd("numbers")
    if version != wanted or said.seq != seq or seq < 1:
        raise Odd("seq")
    texts = (said.stream, said.prev, said.audience, said.device, said.person, said.at, said.log[1])
    if any(not isinstance(text, str) or not 0 < len(text) <= 200 for text in texts):
        raise Odd("texts")
    if not is_device(said.device) or said.stream != stream_name(said.device, said.audience):
        raise Odd("stream")
    if not is_digest(said.prev) or not is_digest(said.log[1]):
        raise Odd("digest")
    if (seq == 1) != (said.prev == GENESIS) or (seq == 1) != (said.first == 0):
        raise Odd("first")
    try:
        instant.parse(said.at)
    except WorldFault:
        raise Odd("at") from None


def _check_introduction(said: Envelope, events: tuple[Event, ...], key: bytes) -> None:
    for event in events:
        if (event.kind == Kind.INTRODUCED) != (event.number == 0):
            raise Odd("introduction")
    if said.seq == 1:
        wanted: Mapping[str, object] = introduction(said.person, said.device, said.audience, key)
        if dict(events[0].body) != wanted:
            raise Odd("introduction")
