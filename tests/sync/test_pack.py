"""The packer: out of the queue and into a segment, or not at all."""

from __future__ import annotations

import pytest

from tests.sync.conftest import AT, Desk
from workstation.domain.event import Audience
from workstation.fault import WorldFault
from workstation.store import segments
from workstation.sync import pack, segment


def packed(desk: Desk) -> list[segments.StoredSegment]:
    return pack.pack(desk.store, desk.stream, AT)


def queued(desk: Desk) -> int:
    return desk.sql("SELECT count(*) FROM outbox")[0][0]


def opened(desk: Desk) -> list[segment.OpenedSegment]:
    key = segment.public_key(desk.seed)
    return [segment.open_segment(held.data, key) for held in desk.segments()]


def test_a_hundred_events_a_segment_gapless_and_chained(desk: Desk) -> None:
    desk.verdicts(230)
    made = packed(desk)
    assert [(one.seq, one.first, one.events) for one in made] == [
        (1, 0, 100),
        (2, 100, 100),
        (3, 200, 31),  # 230 verdicts and the introduction
    ]
    assert [one.prev for one in made] == [segment.GENESIS, made[0].digest, made[1].digest]
    assert queued(desk) == 0
    assert desk.segments() == made
    numbers = [event.number for one in opened(desk) for event in one.events]
    assert numbers == list(range(231))


def test_the_first_segment_introduces_person_device_and_key(desk: Desk) -> None:
    desk.verdict(1)
    packed(desk)
    first = opened(desk)[0]
    assert first.events[0].kind == "introduced"
    assert first.events[0].body == {
        "person": desk.person,
        "device": desk.device,
        "audience": "work",
        "key": segment.public_key(desk.seed).hex(),
    }


def test_nothing_queued_makes_no_stream(desk: Desk) -> None:
    assert packed(desk) == []
    assert desk.store.read(segments.streams).result() == []


def test_a_segment_stays_below_its_size(desk: Desk) -> None:
    for n in range(12):
        desk.verdict(n)
        desk.act("bulky", body={"codes": "x" * 60_000})
    made = packed(desk)
    assert len(made) > 2
    assert max(len(one.data) for one in made) <= pack.PACKED_BYTES
    assert sum(one.events for one in made) == 25


def test_one_event_above_the_size_gets_a_segment_of_its_own(desk: Desk) -> None:
    desk.verdict(1)
    desk.act("bulky", body={"codes": "x" * 400_000})
    desk.verdict(2)
    assert [one.events for one in packed(desk)] == [2, 1, 1]


def test_an_event_above_the_hard_limit_is_named_and_stays(desk: Desk) -> None:
    desk.verdict(1)
    huge = desk.act("bulky", body={"codes": "x" * segment.MAX_BYTES})
    desk.verdict(2)
    with pytest.raises(WorldFault) as caught:
        packed(desk)
    assert caught.value.code == "sync.event_too_long"
    assert caught.value.params["event"] == huge.id
    assert [one.events for one in desk.segments()] == [2]
    assert queued(desk) == 2


def test_a_segment_holds_one_persons_events(desk: Desk) -> None:
    desk.verdict(1)
    desk.verdict(2, person="auditor-night")
    desk.verdict(3)
    packed(desk)
    assert [one.envelope.person for one in opened(desk)] == [
        desk.person,
        "auditor-night",
        desk.person,
    ]


def test_private_and_local_streams_stay_here(desk: Desk) -> None:
    desk.act("coaching", audience=Audience.PRIVATE, body={"a": 1})
    desk.act("opened", audience=Audience.LOCAL)
    desk.verdict(1)
    private = f"{desk.device}.private"
    assert desk.store.read(pack.to_pack).result() == [private, desk.stream]
    with pytest.raises(WorldFault, match="no_readers"):
        desk.store.write(pack.pack_next, private, AT).result()
    packed(desk)
    assert desk.sql("SELECT stream FROM outbox") == [(f"{desk.device}.private",)]


@pytest.mark.parametrize("step", ["add_stream", "add", "take_from_outbox"])
def test_what_fails_half_way_leaves_the_queue_as_it_was(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    desk.verdicts(3)
    real = getattr(segments, step)

    def broken(*given: object) -> None:
        real(*given)
        raise OSError(28, "no space")

    with monkeypatch.context() as patch:
        patch.setattr(segments, step, broken)
        with pytest.raises(OSError, match="no space"):
            packed(desk)
    assert (queued(desk), desk.segments(), len(desk.events())) == (3, [], 3)
    assert desk.store.read(segments.streams).result() == []
    assert [one.events for one in packed(desk)] == [4]


def test_the_log_head_travels_with_each_segment(desk: Desk) -> None:
    desk.verdicts(2)
    packed(desk)
    desk.verdict(3)
    packed(desk)
    heads = [one.envelope.log for one in opened(desk)]
    logged = dict(desk.sql("SELECT seq, hash FROM log"))
    assert [logged[seq] for seq, _ in heads] == [said for _, said in heads]
    assert [seq for seq, _ in heads] == [3, 5]
