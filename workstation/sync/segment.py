"""The envelope of a stream: header, signature, canonical JSON; refuses anything odd.

    header     magic, version, seq, length of the body, Ed25519 public key   (big-endian)
    signature  Ed25519 over header and body
    body       canonical JSON: where in which stream, whose, which events

The signature stands before the parser: bytes that nobody signed are never read as JSON.
"""

from __future__ import annotations

import hmac
import json
import struct
from collections.abc import Sequence
from typing import Any

from msgspec import Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from workstation.domain import instant
from workstation.domain.canonical import canonical_json, digest
from workstation.domain.event import Event, Kind
from workstation.fault import WorldFault
from workstation.store.segments import StoredSegment
from workstation.sync.names import is_device, stream_name
from workstation.sync.shape import Odd, entry_of

VERSION = 1
MAGIC = b"WSSEG\n"
GENESIS = "0" * 64
MAX_EVENTS = 100
MAX_BYTES = 4 * 1024 * 1024
"""No segment is longer; a packer stays far below (`workstation.sync.pack`)."""

_HEADER = struct.Struct(">6sHQI32s")
HEADER_BYTES = _HEADER.size
_SIGNATURE_BYTES = 64
_PURPOSE = b"workstation segment\n"  # a signature made for anything else does not fit
_FIELDS = frozenset(
    ("version", "stream", "seq", "prev", "audience", "device", "person", "first", "at", "log")
) | {"events"}


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


class OpenedSegment(Struct, frozen=True):
    """A segment that was signed by `key` and holds together in itself."""

    envelope: Envelope
    events: tuple[Event, ...]
    key: bytes
    data: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of the exact bytes: the next segment's `prev`."""
        return digest(self.data)

    def stored(self, record: str) -> StoredSegment:
        """The form in which the store keeps it."""
        said = self.envelope
        return StoredSegment(
            said.stream,
            said.seq,
            record,
            self.digest,
            said.prev,
            said.first,
            len(self.events),
            said.at,
            self.data,
        )


def public_key(seed: bytes) -> bytes:
    """The Ed25519 public key of a device."""
    return bytes(SigningKey(seed).verify_key)


def stream_secret(seed: bytes, stream: str) -> bytes:
    """Follows from the device's key, so that a clone, or a device restored from any backup,
    names its records as the original does and collides with it."""
    return hmac.digest(seed, b"workstation stream secret\n" + stream.encode(), "sha256")


def record_id(secret: bytes, seq: int) -> str:
    """The name of a record: not to be guessed by anybody else."""
    return hmac.digest(secret, str(seq).encode(), "sha256").hex()


def seal(envelope: Envelope, events: Sequence[Event], seed: bytes, secret: bytes) -> StoredSegment:
    """Sign events into a segment.

    What readers would refuse is refused here already: raises WorldFault `sync.segment_odd`,
    `sync.segment_too_long`.
    """
    signer = SigningKey(seed)
    body = canonical_json(_body(envelope, events))
    key = bytes(signer.verify_key)
    header = _HEADER.pack(MAGIC, VERSION, envelope.seq, len(body), key)
    signature = signer.sign(_PURPOSE + header + body).signature
    opened = open_segment(header + signature + body, key)
    return opened.stored(record_id(secret, envelope.seq))


def peek(head: bytes) -> int:
    """The number a record claims, from its first `HEADER_BYTES`; not proven before it is opened.

    Raises WorldFault `sync.segment_foreign`, `sync.segment_newer`, `sync.segment_too_long`.
    """
    _, seq, _, _ = _read_header(head)
    return seq


def open_segment(data: bytes, known_key: bytes | None) -> OpenedSegment:
    """Check a segment in itself; only the first of a stream may do without a known key.

    Raises WorldFault `sync.segment_foreign`, `sync.segment_newer`, `sync.segment_too_long`,
    `sync.segment_length`, `sync.segment_key`, `sync.segment_signature`, `sync.segment_odd`,
    `sync.segment_unintroduced`.
    """
    _, seq, length, key = _read_header(data)
    start = HEADER_BYTES + _SIGNATURE_BYTES
    if len(data) != start + length:
        raise WorldFault("sync.segment_length", wanted=start + length, found=len(data))
    if known_key is not None and key != known_key:
        raise WorldFault("sync.segment_key", seq=seq)
    header, signature, body = data[:HEADER_BYTES], data[HEADER_BYTES:start], data[start:]
    try:
        VerifyKey(key).verify(_PURPOSE + header + body, signature)
    except BadSignatureError:
        raise WorldFault("sync.segment_signature", seq=seq) from None
    try:
        opened = _read_body(body, seq, key, data)
    except Odd as odd:
        raise WorldFault("sync.segment_odd", seq=seq, reason=str(odd)) from None
    if known_key is None and seq != 1:
        raise WorldFault("sync.segment_unintroduced", seq=seq)
    return opened


def _read_header(data: bytes) -> tuple[int, int, int, bytes]:
    if len(data) < HEADER_BYTES or data[: len(MAGIC)] != MAGIC:
        raise WorldFault("sync.segment_foreign", size=len(data))
    _, version, seq, length, key = _HEADER.unpack_from(data)
    if version != VERSION:
        raise WorldFault("sync.segment_newer", version=version)
    if HEADER_BYTES + _SIGNATURE_BYTES + length > MAX_BYTES:
        raise WorldFault("sync.segment_too_long", size=length, limit=MAX_BYTES)
    return version, seq, length, key


def _body(envelope: Envelope, events: Sequence[Event]) -> dict[str, object]:
    return {
        "version": VERSION,
        "stream": envelope.stream,
        "seq": envelope.seq,
        "prev": envelope.prev,
        "audience": envelope.audience,
        "device": envelope.device,
        "person": envelope.person,
        "first": envelope.first,
        "at": envelope.at,
        "log": {"seq": envelope.log[0], "hash": envelope.log[1]},
        "events": [event.entry() for event in events],
    }


def _read_body(body: bytes, seq: int, key: bytes, data: bytes) -> OpenedSegment:
    said = _parse(body)
    if not isinstance(said, dict) or set(said) != _FIELDS:
        raise Odd("fields")
    log = said["log"]
    if not isinstance(log, dict) or set(log) != {"seq", "hash"}:
        raise Odd("log")
    envelope = Envelope(
        **{name: said[name] for name in _FIELDS - {"version", "log", "events"}},
        log=(log["seq"], log["hash"]),
    )
    _check_envelope(envelope, said["version"], seq)
    held = said["events"]
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
    return OpenedSegment(envelope, events, key, data)


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


def _check_envelope(said: Envelope, version: object, seq: int) -> None:
    numbers = (version, said.seq, said.first, said.log[0])
    if any(type(number) is not int or not 0 <= number < 1 << 53 for number in numbers):
        raise Odd("numbers")
    if version != VERSION or said.seq != seq or seq < 1:
        raise Odd("seq")
    texts = (said.stream, said.prev, said.audience, said.device, said.person, said.at, said.log[1])
    if any(not isinstance(text, str) or not 0 < len(text) <= 200 for text in texts):
        raise Odd("texts")
    if not is_device(said.device) or said.stream != stream_name(said.device, said.audience):
        raise Odd("stream")
    if not _is_digest(said.prev) or not _is_digest(said.log[1]):
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
        wanted = introduction(said.person, said.device, said.audience, key)
        if dict(events[0].body) != wanted:
            raise Odd("introduction")


def introduction(person: str, device: str, audience: str, key: bytes) -> dict[str, object]:
    """The body of the event that opens a stream."""
    return {"person": person, "device": device, "audience": audience, "key": key.hex()}


def _is_digest(text: str) -> bool:
    return len(text) == 64 and all(sign in "0123456789abcdef" for sign in text)
