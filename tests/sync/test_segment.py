"""The envelope: what was sealed opens again, and nothing else opens."""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from nacl.signing import SigningKey

from workstation.domain.canonical import canonical_json
from workstation.domain.event import Event, Kind, Text
from workstation.domain.ids import DeviceId, EventId, PersonId, StreamId
from workstation.fault import WorldFault
from workstation.sync import segment
from workstation.sync.segment import GENESIS, Envelope, open_segment, seal

SEED = bytes(range(32))
KEY = segment.public_key(SEED)
DEVICE = "0190a000-0000-7000-8000-000000000001"
STREAM = f"{DEVICE}.work"
AT = "2026-03-02T09:14:00+08:00"
SECRET = segment.stream_secret(SEED, STREAM)

Body = dict[str, Any]


def event(number: int, kind: str = "verdict", **fields: Any) -> Event:
    return Event(
        id=EventId(f"0190a000-0000-7000-8000-{number:012x}"),
        stream=StreamId(STREAM),
        number=number,
        kind=kind,
        at=AT,
        person=PersonId("mei"),
        device=DeviceId(DEVICE),
        **fields,
    )


INTRODUCED = event(0, Kind.INTRODUCED, body=segment.introduction("mei", DEVICE, "work", KEY))
FIRST = Envelope(STREAM, 1, GENESIS, "work", DEVICE, "mei", 0, AT, (3, "a" * 64))
NOTE = Text.of("ชุดนี้เป็นของปลอม", "0" * 32)
EVENTS = (INTRODUCED, event(1, body={"answer": {"action": "NONE"}}, texts={"note": NOTE}), event(2))


def sealed() -> bytes:
    return seal(FIRST, EVENTS, SEED, SECRET).data


def signed(body: bytes, seq: int = 1, seed: bytes = SEED, version: int = 1) -> bytes:
    """Whatever body, with a signature that holds."""
    header = struct.pack(
        ">6sHQI32s", segment.MAGIC, version, seq, len(body), segment.public_key(seed)
    )
    purpose = b"workstation segment\n"
    return header + SigningKey(seed).sign(purpose + header + body).signature + body


def body_of(data: bytes) -> Body:
    return json.loads(data[segment.HEADER_BYTES + 64 :])


def refused(data: bytes, key: bytes | None = KEY) -> str:
    with pytest.raises(WorldFault) as caught:
        open_segment(data, key)
    return caught.value.code


def test_what_was_sealed_opens_again_with_its_events() -> None:
    opened = open_segment(sealed(), None)
    assert opened.envelope == FIRST
    assert [e.entry() for e in opened.events] == [e.entry() for e in EVENTS]
    assert opened.key == KEY


def test_free_text_is_not_in_the_signed_bytes() -> None:
    assert "ปลอม".encode() not in sealed()
    assert open_segment(sealed(), None).events[1].texts["note"] == Text(NOTE.digest, "", None)


def test_every_single_flipped_bit_is_refused() -> None:
    data = sealed()
    accepted = []
    for place in range(len(data) * 8):
        mutated = bytearray(data)
        mutated[place // 8] ^= 1 << place % 8
        try:
            open_segment(bytes(mutated), None)
            accepted.append(place)
        except WorldFault:
            pass
    assert len(data) * 8 > 10_000
    assert accepted == []


def test_thousands_of_coarse_mutations_are_refused() -> None:
    data, chance, accepted = sealed(), random.Random(4), []
    for _ in range(4000):
        mutated = mutate(bytearray(data), chance)
        if mutated == data:
            continue
        try:
            open_segment(mutated, chance.choice((None, KEY)))
            accepted.append(mutated)
        except WorldFault:
            pass
    assert accepted == []


def mutate(data: bytearray, chance: random.Random) -> bytes:
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(data)) if data else 0
        match chance.randrange(6):
            case 0:
                data[at:] = b""
            case 1:
                data += chance.randbytes(chance.randint(1, 40))
            case 2:
                data[at:at] = chance.randbytes(chance.randint(1, 8))
            case 3:
                del data[at : at + chance.randint(1, 40)]
            case 4:
                data[at : at + 4] = chance.randbytes(len(data[at : at + 4]))
            case _:
                other = chance.randrange(len(data)) if data else 0
                data[at:at], data[other:other] = data[other : other + 9], data[at : at + 9]
    return bytes(data)


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_refused_with_a_fault_of_ours(data: bytes) -> None:
    assert refused(data, None).startswith("sync.segment_")
    assert refused(segment.MAGIC + data, None).startswith("sync.segment_")


def changed(name: str, value: object) -> Callable[[Body], None]:
    return lambda body: body.__setitem__(name, value)


def in_event(index: int, name: str, value: object) -> Callable[[Body], None]:
    return lambda body: body["events"][index].__setitem__(name, value)


def deep() -> object:
    value: object = []
    for _ in range(40):
        value = [value]
    return value


ODD: dict[str, Callable[[Body], None]] = {
    "other stream": changed("stream", "0190a000-0000-7000-8000-000000000002.work"),
    "stream of another audience": changed("audience", "private"),
    "device that is no uuid": changed("device", "../../etc"),
    "seq that the header denies": changed("seq", 2),
    "seq as a bool": changed("seq", True),
    "negative first": changed("first", -1),
    "first that skips": changed("first", 1),
    "huge first": changed("first", 1 << 60),
    "prev of a first segment": changed("prev", "b" * 64),
    "prev that is no digest": changed("prev", "B" * 64),
    "instant without offset": changed("at", "2026-03-02T09:14:00"),
    "empty person": changed("person", ""),
    "very long person": changed("person", "p" * 201),
    "log of another shape": changed("log", {"seq": 1}),
    "log hash": changed("log", {"seq": 1, "hash": "z"}),
    "version inside": changed("version", 2),
    "no events": changed("events", []),
    "events of another shape": changed("events", {"0": {}}),
    "too many events": lambda body: body.update(events=body["events"] * 34),
    "extra field": changed("more", 1),
    "missing field": lambda body: body.pop("log") and None,
    "event of another stream": in_event(1, "stream", "x.work"),
    "event of another person": in_event(1, "person", "somebody"),
    "event of another device": in_event(1, "device", "x"),
    "event number repeated": in_event(1, "number", 0),
    "event number skipped": in_event(2, "number", 3),
    "event id": in_event(1, "id", "NOT-A-UUID"),
    "event kind": in_event(1, "kind", 7),
    "event at": in_event(1, "at", "yesterday"),
    "event body": in_event(1, "body", []),
    "event texts": in_event(1, "texts", {"note": "short"}),
    "event text twice": in_event(1, "texts", {"a": "a" * 64, "b": "a" * 64}),
    "event extra field": in_event(1, "more", 1),
    "NUL in a value": in_event(1, "body", {"a": "x\x00y"}),
    "NUL in a name": in_event(1, "body", {"x\x00y": 1}),
    "integer beyond 64 bits": in_event(1, "body", {"a": 10**30}),
    "deep nesting": in_event(1, "body", {"a": deep()}),
    "no introduction": in_event(0, "kind", "verdict"),
    "introduction twice": in_event(1, "kind", "introduced"),
    "introduction of another key": in_event(
        0, "body", segment.introduction("mei", DEVICE, "work", bytes(32))
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_signed_but_odd_is_refused(name: str) -> None:
    body = body_of(sealed())
    ODD[name](body)
    assert refused(signed(canonical_json(body))) == "sync.segment_odd"


RAW: dict[str, Callable[[bytes], bytes]] = {
    "space": lambda body: body.replace(b'":', b'": ', 1),
    "escaped letter": lambda body: body.replace(b"work", b"\\u0077ork"),
    "name twice": lambda body: body.replace(b'{"at"', b'{"at":"x","at"', 1),
    "float": lambda body: body.replace(b'"seq":1,', b'"seq":1.0,', 1),
    "NaN": lambda body: body.replace(b'"first":0', b'"first":NaN', 1),
    "lone surrogate": lambda body: body.replace(b'"NONE"', b'"\\ud800"', 1),
    "invalid UTF-8": lambda body: body.replace(b'"NONE"', b'"\xff\xfe"', 1),
    "not an object": lambda _: b"[]",
    "nothing": lambda _: b"",
    "nesting beyond the parser": lambda _: b"[" * 200_000,
    "integer of 5,000 digits": lambda body: body.replace(b'"first":0', b'"first":' + b"9" * 5000),
}


@pytest.mark.parametrize("name", RAW)
def test_signed_bytes_that_are_not_canonical_are_refused(name: str) -> None:
    body = RAW[name](sealed()[segment.HEADER_BYTES + 64 :])
    assert refused(signed(body)) == "sync.segment_odd"


def test_another_key_is_refused_even_when_it_introduces_itself() -> None:
    other = bytes(reversed(SEED))
    body = body_of(sealed())
    body["events"][0]["body"]["key"] = segment.public_key(other).hex()
    data = signed(canonical_json(body), seed=other)
    assert open_segment(data, None).key == segment.public_key(other)
    assert refused(data, KEY) == "sync.segment_key"


def test_a_later_segment_needs_a_known_key() -> None:
    later = replace(FIRST, seq=2, prev="c" * 64, first=3)
    data = seal(later, (event(3),), SEED, SECRET).data
    assert open_segment(data, KEY).envelope == later
    assert refused(data, None) == "sync.segment_unintroduced"


def test_unknown_kinds_are_kept_as_they_are() -> None:
    odd = event(1, "kind of the year 2030", body={"a": [1, None, True, {"b": "ß"}]})
    data = seal(FIRST, (INTRODUCED, odd), SEED, SECRET).data
    assert open_segment(data, None).events[1] == odd


def test_versions_and_lengths() -> None:
    data = sealed()
    assert refused(signed(data[116:], version=3)) == "sync.segment_newer"
    assert refused(b"") == "sync.segment_foreign"
    assert refused(data[:-1]) == "sync.segment_length"
    assert refused(data + b"\n") == "sync.segment_length"
    huge = struct.pack(">6sHQI32s", segment.MAGIC, 1, 1, 0xFFFFFFFF, KEY)
    assert refused(huge) == "sync.segment_too_long"
    assert segment.peek(data[: segment.HEADER_BYTES]) == 1


def test_what_readers_would_refuse_is_not_sealed() -> None:
    with pytest.raises(WorldFault, match="segment_odd"):
        seal(FIRST, (INTRODUCED, event(1, body={"a": "\x00"})), SEED, SECRET)


def test_record_names_follow_from_the_device_key_alone() -> None:
    one = segment.record_id(SECRET, 1)
    assert one == segment.record_id(segment.stream_secret(SEED, STREAM), 1)
    assert len({segment.record_id(SECRET, seq) for seq in range(1, 500)}) == 499
    assert one != segment.record_id(segment.stream_secret(bytes(32), STREAM), 1)
    assert len(one) == 64
