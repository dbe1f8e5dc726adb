"""The envelope of a stream: header, signature, canonical JSON; refuses anything odd.

    header     magic, version, seq, length of the body, Ed25519 public key   (big-endian)
    signature  Ed25519 over header and body
    body       version 1: canonical JSON: where in which stream, whose, which events
               version 2: the same without the events, but how many and what the author is bound
               to; a line feed; the events in a sealed box (`workstation.sync.seal`)

The signature stands before the parser: bytes that nobody signed are never read as JSON. The
version follows from the audience: what must be sealed is refused where it is not, and the reverse.
"""

from __future__ import annotations

import hmac
import struct
from collections.abc import Sequence

from msgspec import Struct
from nacl.exceptions import BadSignatureError
from nacl.signing import SigningKey, VerifyKey

from workstation.domain.audience import is_sealed
from workstation.domain.canonical import digest
from workstation.domain.event import Event
from workstation.fault import WorldFault
from workstation.store.segments import StoredSegment
from workstation.sync import body
from workstation.sync.body import GENESIS, MAX_EVENTS, PLAIN, SEALED, Envelope, introduction
from workstation.sync.shape import Odd

__all__ = [
    "GENESIS",
    "MAX_EVENTS",
    "Envelope",
    "OpenedSegment",
    "introduction",
    "open_segment",
    "seal",
]

MAGIC = b"WSSEG\n"
MAX_BYTES = 4 * 1024 * 1024
"""No segment is longer; a packer stays far below (`workstation.sync.pack`)."""

_HEADER = struct.Struct(">6sHQI32s")
HEADER_BYTES = _HEADER.size
_SIGNATURE_BYTES = 64
_PURPOSE = b"workstation segment\n"  # a signature made for anything else does not fit


class OpenedSegment(Struct, frozen=True):
    """A segment that was signed by `key` and holds together in itself.

    `closed`: it is sealed, and nothing at hand opened it; `events` is empty then.
    """

    envelope: Envelope
    events: tuple[Event, ...]
    key: bytes
    data: bytes
    count: int
    commit: str | None = None

    @property
    def closed(self) -> bool:
        """Whether its events are still sealed."""
        return not self.events

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
            self.count,
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


def seal(
    envelope: Envelope,
    events: Sequence[Event],
    seed: bytes,
    secret: bytes,
    recipients: Sequence[str] = (),
) -> StoredSegment:
    """Sign events into a segment, sealed to the recipients where its audience wants that.

    What readers would refuse is refused here already: raises WorldFault `sync.segment_odd`,
    `sync.segment_too_long`.
    """
    signer = SigningKey(seed)
    key = bytes(signer.verify_key)
    plain = body.write_plain(envelope, events)
    try:
        held = body.read_plain(plain, envelope.seq, key)
    except Odd as odd:
        raise WorldFault("sync.segment_odd", seq=envelope.seq, reason=str(odd)) from None
    version = SEALED if is_sealed(envelope.audience) else PLAIN
    if version == SEALED:
        plain = body.write_sealed(envelope, events, secret, recipients)
    header = _HEADER.pack(MAGIC, version, envelope.seq, len(plain), key)
    _read_header(header)
    signature = signer.sign(_PURPOSE + header + plain).signature
    data = header + signature + plain
    opened = OpenedSegment(held.envelope, held.events or (), key, data, held.count)
    return opened.stored(record_id(secret, envelope.seq))


def peek(head: bytes) -> int:
    """The number a record claims, from its first `HEADER_BYTES`; not proven before it is opened.

    Raises WorldFault `sync.segment_foreign`, `sync.segment_newer`, `sync.segment_too_long`.
    """
    _, seq, _, _ = _read_header(head)
    return seq


def open_segment(
    data: bytes, known_key: bytes | None, identities: Sequence[str] = ()
) -> OpenedSegment:
    """Check a segment in itself; only the first of a stream may do without a known key.

    Raises WorldFault `sync.segment_foreign`, `sync.segment_newer`, `sync.segment_too_long`,
    `sync.segment_length`, `sync.segment_key`, `sync.segment_signature`, `sync.segment_odd`,
    `sync.segment_unintroduced`.
    """
    version, seq, length, key = _read_header(data)
    start = HEADER_BYTES + _SIGNATURE_BYTES
    if len(data) != start + length:
        raise WorldFault("sync.segment_length", wanted=start + length, found=len(data))
    if known_key is not None and key != known_key:
        raise WorldFault("sync.segment_key", seq=seq)
    header, signature, held = data[:HEADER_BYTES], data[HEADER_BYTES:start], data[start:]
    try:
        VerifyKey(key).verify(_PURPOSE + header + held, signature)
    except BadSignatureError:
        raise WorldFault("sync.segment_signature", seq=seq) from None
    try:
        if version == SEALED:
            read = body.read_sealed(held, seq, key, identities)
        else:
            read = body.read_plain(held, seq, key)
        if is_sealed(read.envelope.audience) != (version == SEALED):
            raise Odd("sealed" if version == SEALED else "not sealed")
    except Odd as odd:
        raise WorldFault("sync.segment_odd", seq=seq, reason=str(odd)) from None
    if known_key is None and seq != 1:
        raise WorldFault("sync.segment_unintroduced", seq=seq)
    return OpenedSegment(read.envelope, read.events or (), key, data, read.count, read.commit)


def _read_header(data: bytes) -> tuple[int, int, int, bytes]:
    if len(data) < HEADER_BYTES or data[: len(MAGIC)] != MAGIC:
        raise WorldFault("sync.segment_foreign", size=len(data))
    _, version, seq, length, key = _HEADER.unpack_from(data)
    if version not in (PLAIN, SEALED):
        raise WorldFault("sync.segment_newer", version=version)
    if HEADER_BYTES + _SIGNATURE_BYTES + length > MAX_BYTES:
        raise WorldFault("sync.segment_too_long", size=length, limit=MAX_BYTES)
    return version, seq, length, key
