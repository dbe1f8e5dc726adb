"""Sealed streams: only their readers read them, and nothing of a vote shows before the reveal."""

from __future__ import annotations

import random
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from nacl.signing import SigningKey

from tests.sync.conftest import AT, Desk, verdict_body
from tests.sync.teams import SESSION, open_session, reveal, team
from tests.sync.test_exchange import codes, entries, run, words
from tests.sync.test_segment import mutate
from workstation.domain.canonical import canonical_json
from workstation.domain.event import Audience, Event, Text, session_audience
from workstation.domain.ids import DeviceId, EventId, PersonId, StreamId
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.store import closed, sealing
from workstation.sync import body, seal, segment
from workstation.sync.folder import FolderTransport
from workstation.sync.segment import GENESIS, Envelope, open_segment
from workstation.sync.verify import verify

VOTES = session_audience(SESSION)
SEED = bytes(range(32))
DEVICE = "0190a000-0000-7000-8000-000000000001"
STREAM = f"{DEVICE}.private"
US = sealing.of_seed(SEED)
SECRET = segment.stream_secret(SEED, STREAM)
FIRST = Envelope(STREAM, 1, GENESIS, "private", DEVICE, "mei", 0, AT, (3, "a" * 64))


def event(number: int, kind: str = "coaching", **fields: Any) -> Event:
    made = Event(
        id=EventId(f"0190a000-0000-7000-8000-{number:012x}"),
        stream=StreamId(STREAM),
        number=number,
        kind=kind,
        at=AT,
        person=PersonId("mei"),
        device=DeviceId(DEVICE),
    )
    return replace(made, **fields)


INTRODUCED = event(
    0, "introduced", body=segment.introduction("mei", DEVICE, "private", segment.public_key(SEED))
)
EVENTS = (INTRODUCED, event(1, body={"said": "SECRETWORD"}), event(2))


def sealed() -> bytes:
    return segment.seal(FIRST, EVENTS, SEED, SECRET, [US.recipient]).data


def signed(said: dict[str, object] | None, box: bytes, version: int = 2) -> bytes:
    """Whatever is inside, with a signature that holds."""
    outer = {
        **{name: getattr(FIRST, name) for name in FIRST.__struct_fields__},
        "version": 2,
        "log": {"seq": 3, "hash": "a" * 64},
        "count": 3,
        "commit": "c" * 64,
        **(said or {}),
    }
    held = canonical_json(outer) + b"\n" + box
    key = segment.public_key(SEED)
    header = struct.pack(">6sHQI32s", segment.MAGIC, version, 1, len(held), key)
    signature = SigningKey(SEED).sign(b"workstation segment\n" + header + held).signature
    return header + signature + held


def inside(held: object) -> bytes:
    return seal.seal(canonical_json(held), [US.recipient])


def entries_of(held: tuple[Event, ...]) -> list[dict[str, object]]:
    return [one.entry() for one in held]


def refused(data: bytes) -> tuple[str, object]:
    with pytest.raises(WorldFault) as caught:
        open_segment(data, None, [US.identity])
    return caught.value.code, caught.value.params.get("reason")


def test_what_was_sealed_opens_for_its_readers_and_for_nobody_else() -> None:
    data = sealed()
    opened = open_segment(data, None, [US.identity])
    assert [e.entry() for e in opened.events] == entries_of(EVENTS)
    assert opened.commit == body.commit_of(EVENTS, SECRET)
    for others in ([], [sealing.new_session().identity]):
        shut = open_segment(data, None, others)
        assert (shut.closed, shut.count, shut.envelope) == (True, 3, FIRST)
    assert b"SECRETWORD" not in data
    assert b"coaching" not in data


def test_a_sealed_segment_of_our_own_making_is_what_is_written() -> None:
    """The hostile ones below differ from this one in one thing each."""
    assert open_segment(signed(None, inside(entries_of(EVENTS))), None, [US.identity]).count == 3


def test_thousands_of_mutated_sealed_segments_are_refused() -> None:
    data, chance, accepted = sealed(), random.Random(7), 0
    for _ in range(3000):
        mutated = mutate(bytearray(data), chance)
        if mutated == data:
            continue
        try:
            open_segment(mutated, chance.choice((None, segment.public_key(SEED))), [US.identity])
            accepted += 1
        except WorldFault:
            pass
    assert accepted == 0


def test_thousands_of_mutated_boxes_under_a_good_signature_are_refused() -> None:
    """The author's own key signs what is inside the box: the box holds by itself."""
    box, chance, accepted = inside(entries_of(EVENTS)), random.Random(8), 0
    for _ in range(3000):
        mutated = mutate(bytearray(box), chance)
        if mutated == box:
            continue
        try:
            opened = open_segment(signed(None, mutated), None, [US.identity])
            # A changed recipient's line makes it somebody else's; nothing is read of it.
            accepted += not opened.closed
        except WorldFault:
            pass
    assert accepted == 0


def claimed(size: int) -> bytes:
    return struct.pack(">I", size) + inside(entries_of(EVENTS))[4:]


def with_padding() -> bytes:
    box = bytearray(inside(entries_of(EVENTS)))
    box[-1] = 7
    return bytes(box)


def with_inner_padding() -> bytes:
    held = canonical_json(entries_of(EVENTS))
    import pyrage
    from pyrage import x25519

    content = (struct.pack(">I", len(held)) + held).ljust(3000, b"\x01")
    age = pyrage.encrypt(content, [x25519.Recipient.from_str(US.recipient)])
    return (struct.pack(">I", len(age)) + age).ljust(4096, b"\0")


def of_many(count: int) -> bytes:
    stanza = "-> X25519 " + "A" * 43 + "\n" + "B" * 43 + "\n"
    age = ("age-encryption.org/v1\n" + stanza * count + "--- " + "C" * 43 + "\n").encode()
    size = -(-(len(age) + 4) // 4096) * 4096
    return (struct.pack(">I", len(age)) + age).ljust(size, b"\0")


def other_author() -> list[dict[str, object]]:
    return entries_of((INTRODUCED, event(1, person=PersonId("somebody")), event(2)))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "fewer events than said": (lambda: signed(None, inside(entries_of(EVENTS[:2]))), "count"),
    "a count of none": (lambda: signed({"count": 0}, inside(entries_of(EVENTS))), "count"),
    "a huge count": (lambda: signed({"count": 1 << 40}, inside(entries_of(EVENTS))), "count"),
    "a count that is true": (lambda: signed({"count": True}, inside(entries_of(EVENTS))), "count"),
    "no digest to be bound by": (lambda: signed({"commit": "x"}, inside([])), "commit"),
    "another author inside": (lambda: signed(None, inside(other_author())), "author"),
    "another stream inside": (
        lambda: signed(None, inside(entries_of((replace(INTRODUCED, stream=StreamId("x")),) * 3))),
        "author",
    ),
    "no introduction": (
        lambda: signed(None, inside(entries_of((event(0), event(1), event(2))))),
        "introduction",
    ),
    "no list": (lambda: signed(None, inside({"events": []})), "events"),
    "no JSON": (lambda: signed(None, seal.seal(b"\xff\xfe", [US.recipient])), "json"),
    "spaces": (lambda: signed(None, seal.seal(b"[ ]", [US.recipient])), "not canonical"),
    "padding that is not zero": (lambda: signed(None, with_padding()), "padding"),
    "padding inside that is not zero": (lambda: signed(None, with_inner_padding()), "padding"),
    "a length between the steps": (
        lambda: signed(None, inside(entries_of(EVENTS)) + b"\0"),
        "padding",
    ),
    "an age file of 1 GB": (lambda: signed(None, claimed(1 << 30)), "padding"),
    "an age file of 4 GB": (lambda: signed(None, claimed(0xFFFFFFFF)), "padding"),
    "no age file": (lambda: signed(None, bytes(4096)), "age file"),
    "no box": (lambda: signed(None, b""), "padding"),
    "thousands of recipients": (lambda: signed(None, of_many(20_000)), "recipients"),
    "events beside the box": (lambda: signed({"events": []}, inside([])), "fields"),
    "sealed words on work": (
        lambda: signed(
            {"audience": "work", "stream": f"{DEVICE}.work"},
            seal.seal(b"x", [sealing.new_session().recipient]),
        ),
        "sealed",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_signed_but_hostile_boxes_are_refused(name: str) -> None:
    make, reason = HOSTILE[name]
    assert refused(make()) == ("sync.segment_odd", reason)


def test_plain_events_on_a_stream_that_must_be_sealed_are_refused() -> None:
    plain = body.write_plain(FIRST, EVENTS)
    key = segment.public_key(SEED)
    header = struct.pack(">6sHQI32s", segment.MAGIC, 1, 1, len(plain), key)
    signature = SigningKey(SEED).sign(b"workstation segment\n" + header + plain).signature
    assert refused(header + signature + plain) == ("sync.segment_odd", "not sealed")


def test_lengths_tell_steps_alone() -> None:
    lengths = {
        len(seal.seal(b"x" * size, [US.recipient])) for size in (0, 1, 500, 2500) for _ in range(9)
    }
    assert lengths == {4096}


# Between desks


def bytes_of(place: Path) -> bytes:
    return b"".join(file.read_bytes() for file in sorted(place.rglob("*")) if file.is_file())


def coach(desk: Desk, words: str = "between us") -> Event:
    return desk.act("coaching", audience=Audience.PRIVATE, words={"note": words})


def test_private_notes_reach_their_lead_and_nobody_else(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    other = new_desk("omar")
    team(lead, (desk, Role.AUDITOR), (other, Role.AUDITOR))
    run(lead, place)
    coach(desk)
    report = run(desk, place)
    assert (report.problems, report.waiting.events) == ((), 0)
    stream = f"{desk.device}.private"
    assert codes(run(lead, place)) == codes(run(other, place)) == []
    assert entries(lead, stream) == entries(desk, stream)
    assert words(lead, stream) == ["between us"]
    assert entries(other, stream) == []
    assert other.store.read(closed.of_stream, stream).result() == {1}
    assert b"between us" not in bytes_of(place)
    assert b"coaching" not in bytes_of(place)
    for one in (desk, lead, other):
        assert verify(one.store, FolderTransport(place)).ok, verify(one.store)
    assert run(other, place).received == ()


def test_without_readers_private_notes_wait_and_are_told(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    coach(desk)
    assert codes(run(desk, place)) == []  # where there is no team nobody is missed
    team(lead, (new_desk("omar"), Role.AUDITOR))
    from workstation.store import roster

    desk.store.write(roster.pin, lead.store.read(roster.pinned).result()).result()
    run(lead, place)
    report = run(desk, place)
    assert codes(report) == ["sync.no_readers"]
    assert not (place / "streams" / f"{desk.device}.private").exists()


def vote(desk: Desk, action: str, note: str = "") -> None:
    body = verdict_body()
    body["answer"] = {**body["answer"], "action": action}  # type: ignore[dict-item]
    desk.act("verdict", audience=VOTES, task="t-1", case="case-1", item="item-1", body=body,
             words={"rationale": note})  # fmt: skip


@pytest.fixture
def session(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> tuple[dict[str, Desk], sealing.Sealing]:
    """A lead and a trainer open a session for two auditors, who know of it."""
    desks = {"mei": desk, "lead": lead}
    for name in ("trainer", "omar"):
        desks[name] = new_desk(name)
    team(
        lead,
        (desk, Role.AUDITOR),
        (desks["omar"], Role.AUDITOR),
        (desks["trainer"], Role.TRAINER),
    )
    made = open_session(lead, [lead, desks["trainer"]], [desk, desks["omar"]])
    for one in desks.values():
        run(lead, place)
        run(one, place)
    return desks, made


def test_votes_are_read_by_facilitators_alone_until_the_reveal(
    session: tuple[dict[str, Desk], sealing.Sealing], place: Path
) -> None:
    desks, made = session
    vote(desks["mei"], "REMOVE", "because of the brand")
    vote(desks["omar"], "NONE")
    for name in ("mei", "omar"):
        assert codes(run(desks[name], place)) == []
    everything = bytes_of(place)
    assert b"because of the brand" not in everything
    streams = [f"{desks[name].device}.{VOTES}" for name in ("mei", "omar")]
    for name in ("lead", "trainer"):
        run(desks[name], place)
        assert entries(desks[name], streams[0]) == entries(desks["mei"], streams[0])
        assert words(desks[name], streams[0]) == ["because of the brand"]
    run(desks["omar"], place)
    assert entries(desks["omar"], streams[0]) == []
    assert desks["omar"].sql("SELECT count(*) FROM verdict") == [(1,)]
    assert verify(desks["omar"].store, FolderTransport(place)).ok

    reveal(desks["lead"], made)
    run(desks["lead"], place)
    report = run(desks["omar"], place)
    assert entries(desks["omar"], streams[0]) == entries(desks["mei"], streams[0])
    assert words(desks["omar"], streams[0]) == ["because of the brand"]
    assert report.received_events >= 2
    assert desks["omar"].sql("SELECT count(*) FROM verdict") == [(2,)]
    for one in desks.values():
        found = verify(one.store, FolderTransport(place))
        assert found.ok, found


def sealed_size(file: Path) -> int:
    """Of a segment what follows the plain fields: names of persons are of different lengths."""
    data = file.read_bytes()
    return len(data[116:].partition(b"\n")[2]) if file.suffix == ".seg" else len(data)


def test_two_votes_cannot_be_told_apart_by_bytes_names_or_sizes(
    session: tuple[dict[str, Desk], sealing.Sealing], place: Path
) -> None:
    desks, _ = session
    before = {file for file in place.rglob("*") if file.is_file()}
    vote(desks["mei"], "REMOVE", "a long rationale, " * 100)
    vote(desks["omar"], "NONE")
    shapes = []
    for name in ("mei", "omar"):
        run(desks[name], place)
        new = {file for file in place.rglob("*") if file.is_file()} - before
        before |= new
        of_votes = [file for file in new if VOTES in file.parent.name]
        shapes.append(sorted((file.suffix, sealed_size(file)) for file in of_votes))
        said = b"".join(file.read_bytes() for file in of_votes)
        for told in (b"REMOVE", b"NONE", b"rationale", b"verdict", b"case-1"):
            assert told not in said
    # The segment, and as many words as acts whether somebody wrote any.
    assert shapes[0] == shapes[1]
    assert [suffix for suffix, _ in shapes[0]] == [".seg", ".txt", ".txt"]
    sizes = {size for suffix, size in shapes[0] if suffix == ".txt"}
    assert len(sizes) == 1


def test_a_session_with_one_facilitator_is_none(
    desk: Desk, lead: Desk, place: Path
) -> None:
    team(lead, (desk, Role.AUDITOR))
    with pytest.raises(WorldFault, match="few_facilitators"):
        open_session(lead, [lead], [desk])
    made = sealing.new_session()
    lead.act("session_opened", audience="batch-0190a000-0000-7000-8000-0000000000b1",
             body={"session": SESSION, "facilitators": [lead.person, lead.person],
                   "recipient": made.recipient})  # fmt: skip
    run(lead, place)
    run(desk, place)
    vote(desk, "NONE")
    assert codes(run(desk, place)) == ["sync.no_session"]


def test_an_auditor_opens_no_session(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    omar = new_desk("omar")
    team(lead, (desk, Role.AUDITOR), (omar, Role.AUDITOR))
    run(lead, place)
    open_session(omar, [omar, desk], [desk])
    run(omar, place)
    run(desk, place)
    vote(desk, "NONE")
    assert codes(run(desk, place)) == ["sync.no_session"]


def test_words_of_a_sealed_stream_are_sent_again_after_a_lost_answer(
    desk: Desk, lead: Desk, place: Path
) -> None:
    team(lead, (desk, Role.AUDITOR))
    run(lead, place)
    coach(desk)
    run(desk, place)
    stream = f"{desk.device}.private"
    desk.sql("DELETE FROM shipment")
    (file,) = (place / "streams" / stream).iterdir()
    file.unlink()
    report = run(desk, place)
    assert (codes(report), report.sent_segments) == ([], 1)


def test_kept_words_hold_their_digest() -> None:
    text = Text.of("note", "0" * 32)
    from workstation.sync import blob

    box = blob.write_sealed(text, [US.recipient], 4096)
    assert blob.read_sealed(text.digest, box, [US.identity]) == text
    for bad in (b"", box[:-1], box[:4096][::-1], bytes(4096)):
        with pytest.raises(WorldFault, match="text_odd"):
            blob.read_sealed(text.digest, bad, [US.identity])
    other = blob.write_sealed(Text.of("other", "1" * 32), [US.recipient], 4096)
    with pytest.raises(WorldFault, match="text_odd"):
        blob.read_sealed(text.digest, other, [US.identity])


