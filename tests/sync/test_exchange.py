"""Two desks exchange through one folder, and nothing in that folder is believed."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace

from tests.sync.conftest import AT, Desk, verdict_body
from workstation.domain.event import Audience
from workstation.fault import WorldFault
from workstation.store import events
from workstation.sync import segment
from workstation.sync.folder import FolderTransport
from workstation.sync.report import SyncReport
from workstation.sync.sync import sync, waiting


def run(desk: Desk, place: Path) -> SyncReport:
    return sync(desk.store, FolderTransport(place))


def codes(report: SyncReport) -> list[str]:
    return [problem.code for problem in report.problems]


def entries(desk: Desk, stream: str) -> list[dict[str, object]]:
    return [event.entry() for event in desk.events(stream)]


def files(place: Path, desk: Desk, shelf: str = "streams") -> list[Path]:
    return sorted((place / shelf / desk.stream).glob("*.*"))


def segment_file(place: Path, desk: Desk, seq: int) -> Path:
    secret = segment.stream_secret(desk.seed, desk.stream)
    return place / "streams" / desk.stream / f"{segment.record_id(secret, seq)}.seg"


def snapshot(place: Path) -> dict[str, str]:
    return {
        str(file.relative_to(place)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in place.rglob("*")
        if file.is_file()
    }


def words(desk: Desk, stream: str) -> list[str | None]:
    return [t.words for event in desk.events(stream) for t in event.texts.values()]


def test_two_desks_exchange_what_they_did(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdicts(130, "สินค้าปลอม")
    lead.verdicts(3)
    first = run(desk, place)
    assert (first.sent_segments, first.sent_events, first.sent_texts) == (2, 131, 130)
    assert first.problems == ()
    report = run(lead, place)
    assert (report.sent_events, report.received_segments, report.received_events) == (4, 2, 131)
    (author,) = report.received
    assert (author.person, author.device, author.texts) == (desk.person, desk.device, 130)
    assert run(desk, place).received_events == 4
    for stream in (desk.stream, lead.stream):
        assert entries(desk, stream) == entries(lead, stream)
    assert words(lead, desk.stream) == [f"สินค้าปลอม {n}" for n in range(130)]
    assert lead.sql("SELECT count(*), count(DISTINCT person) FROM verdict") == [(133, 2)]


def test_a_second_run_does_nothing(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdicts(5, "note")
    run(desk, place)
    run(lead, place)
    before = snapshot(place)
    for one in (desk, lead, desk):
        report = run(one, place)
        assert (report.sent_segments, report.sent_events, report.sent_texts) == (0, 0, 0)
        assert (report.received, report.problems, report.waiting.events) == ((), (), 0)
    assert snapshot(place) == before


def test_what_waits_is_counted(desk: Desk, place: Path) -> None:
    assert waiting(desk.store, FolderTransport(place)).events == 0
    desk.verdicts(4)
    desk.act("coaching", audience=Audience.PRIVATE)
    desk.act("opened", audience=Audience.LOCAL)
    told = waiting(desk.store, FolderTransport(place))
    assert (told.events, told.oldest_at) == (4, AT)
    assert run(desk, place).waiting.events == 0
    # Another place has had nothing yet.
    assert run(desk, place.with_name("other")).sent_events == 5


def test_nothing_private_or_local_is_in_the_folder(desk: Desk, lead: Desk, place: Path) -> None:
    desk.act("coaching", audience=Audience.PRIVATE, words={"note": "between us"})
    desk.act("opened", audience=Audience.LOCAL)
    desk.verdict(1)
    run(desk, place)
    assert [folder.name for folder in (place / "streams").iterdir()] == [desk.stream]
    assert not (place / "texts").exists()
    run(lead, place)
    assert [event.kind for event in lead.events(desk.stream)] == ["introduced", "verdict"]


def test_of_a_sealed_case_only_codes_travel(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdict(1, "quotes what must not leave")
    desk.verdict(2, "may travel")
    desk.act("sealed", task="task-1", case="case-1")
    report = run(desk, place)
    assert (report.sent_events, report.sent_texts, report.problems) == (4, 1, ())
    everything = b"".join(file.read_bytes() for file in place.rglob("*") if file.is_file())
    assert b"must not leave" not in everything
    run(lead, place)
    assert words(lead, desk.stream) == [None, "may travel"]


def test_words_that_come_later_are_filled_in(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdicts(3, "note")
    run(desk, place)
    late = files(place, desk, "texts")
    for file in late[:2]:
        file.rename(place / file.name)
    assert run(lead, place).received_texts == 1
    for file in late[:2]:
        (place / file.name).rename(file)
    again = run(lead, place)
    assert (again.received_events, again.received_texts) == (0, 2)
    assert words(lead, desk.stream) == ["note 0", "note 1", "note 2"]
    assert run(lead, place).received == ()


def test_erased_words_do_not_come_back(desk: Desk, lead: Desk, place: Path) -> None:
    event = desk.verdict(1, "a name that must go")
    run(desk, place)
    run(lead, place)
    said = event.texts["note"].digest
    for one in (desk, lead):
        one.store.write(events.erase_text, said, AT).result()
    assert (run(lead, place).received, run(desk, place).sent_texts) == ((), 0)
    assert words(lead, desk.stream) == words(desk, desk.stream) == [None]


def test_false_words_are_refused(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdicts(4, "note")
    run(desk, place)
    one, two, three, _ = files(place, desk, "texts")
    salt = one.read_bytes()[:33]
    one.write_bytes(salt + b"other words")
    two.write_bytes(b"\xff\xfe\x00")
    three.write_bytes(b"x" * (1 << 21))
    report = run(lead, place)
    assert (report.received_events, report.received_texts) == (5, 1)
    assert sorted(codes(report)) == ["sync.text_odd", "sync.text_odd", "sync.too_long"]


def test_words_that_cannot_travel_hold_nothing_up(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdict(1, "a\x00b")
    desk.verdict(2, "x" * (1 << 20))
    desk.verdict(3, "fine")
    report = run(desk, place)
    assert (report.sent_events, report.sent_texts) == (4, 1)
    assert sorted(codes(report)) == ["sync.text_odd", "sync.text_too_long"]
    assert codes(run(desk, place)) == []
    run(lead, place)
    assert words(lead, desk.stream) == [None, None, "fine"]


def test_a_stream_of_segments_arrives_in_order_and_in_parts(
    desk: Desk, lead: Desk, place: Path
) -> None:
    for n in range(6):
        desk.verdict(n)
        run(desk, place)
        if n % 2:
            run(lead, place)
    assert entries(lead, desk.stream) == entries(desk, desk.stream)
    assert [one.seq for one in lead.segments(desk.stream)] == [1, 2, 3, 4, 5, 6]
    assert [one.data for one in lead.segments(desk.stream)] == [one.data for one in desk.segments()]


def four_segments(desk: Desk, place: Path) -> None:
    for n in range(4):
        desk.verdict(n)
        run(desk, place)


def test_a_gap_stops_one_stream_and_no_other(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    four_segments(desk, place)
    other = new_desk("omar")
    other.verdict(1)
    run(other, place)
    missing = segment_file(place, desk, 2)
    missing.rename(place / "aside")
    report = run(lead, place)
    (problem,) = report.problems
    assert (problem.code, problem.stream, problem.fault.params["seq"]) == (
        "sync.gap",
        desk.stream,
        2,
    )
    assert len(lead.segments(desk.stream)) == 1
    assert entries(lead, other.stream) == entries(other, other.stream)
    (place / "aside").rename(missing)
    assert (run(lead, place).received_segments, codes(run(lead, place))) == (3, [])


def test_what_a_folder_lost_is_sent_again(desk: Desk, lead: Desk, place: Path) -> None:
    four_segments(desk, place)
    segment_file(place, desk, 3).unlink()
    assert codes(run(lead, place)) == ["sync.gap"]
    assert run(desk, place).sent_segments == 1
    assert run(lead, place).received_segments == 2


@pytest.mark.parametrize(
    ("damage", "code"),
    [
        (lambda data: data[:-7], "sync.segment_length"),
        (lambda data: data[:20], "sync.segment_foreign"),
        (lambda data: b"", "sync.segment_foreign"),
        (lambda data: data[:300] + b"!" + data[301:], "sync.segment_signature"),
        (lambda data: b"PK\x03\x04" + data, "sync.segment_foreign"),
        (lambda data: data + bytes(5 << 20), "sync.too_long"),
    ],
)
def test_a_damaged_segment_is_named_and_the_stream_waits(
    desk: Desk, lead: Desk, place: Path, damage: Callable[[bytes], bytes], code: str
) -> None:
    four_segments(desk, place)
    file = segment_file(place, desk, 3)
    whole = file.read_bytes()
    file.write_bytes(damage(whole))
    report = run(lead, place)
    assert codes(report)[0] == code
    assert report.problems[0].file == file.stem
    assert len(lead.segments(desk.stream)) == 2
    file.write_bytes(whole)
    assert (run(lead, place).received_segments, codes(run(lead, place))) == (2, [])


def test_rubbish_in_the_folder_is_named_and_holds_nothing_up(
    desk: Desk, lead: Desk, place: Path
) -> None:
    desk.verdicts(3, "note")
    run(desk, place)
    home = place / "streams" / desk.stream
    (home / "holiday.jpg").write_bytes(b"\xff\xd8")
    (home / f"{'0' * 64}.seg").write_bytes(b"rubbish")
    (home / f"{'1' * 64}.seg").symlink_to("/etc/hostname")
    (place / "streams" / "not a stream").mkdir()
    alien = place / "streams" / "0190a000-0000-7000-8000-00000000000f.work"
    alien.mkdir()
    (alien / f"{'2' * 64}.seg").write_bytes(b"rubbish")
    later = place / "streams" / "0190a000-0000-7000-8000-00000000000e.later-17"
    later.mkdir()
    report = run(lead, place)
    assert (report.received_events, report.received_texts) == (4, 3)
    assert sorted(codes(report)) == [
        "sync.audience",
        "sync.segment_foreign",
        "sync.segment_foreign",
        "sync.stray",
        "sync.stray",
        "sync.stray",
    ]


def test_a_folder_full_of_rubbish_does_not_flood_the_report(
    desk: Desk, lead: Desk, place: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    for n in range(200):
        (place / "streams" / desk.stream / f"{n:064x}.seg").write_bytes(b"x")
    report = run(lead, place)
    assert report.received_events == 2
    assert len(report.problems) <= 25


def test_copies_under_other_names_are_told_and_not_doubled(
    desk: Desk, lead: Desk, place: Path
) -> None:
    four_segments(desk, place)
    shutil.copy(segment_file(place, desk, 2), place / "streams" / desk.stream / f"{'0' * 64}.seg")
    run(lead, place)
    assert entries(lead, desk.stream) == entries(desk, desk.stream)
    assert codes(run(lead, place)) == ["sync.stray"]


def forged(desk: Desk, seed: bytes, seq: int, prev: str, first: int) -> bytes:
    """What somebody with another key, or with the key twice, would write."""
    event = replace(
        desk.events()[1], id=f"0190a000-0000-7000-8000-{seq:012x}", number=first, texts={}
    )
    envelope = segment.Envelope(
        desk.stream, seq, prev, "work", desk.device, desk.person, first, AT, (9, "9" * 64)
    )
    secret = segment.stream_secret(seed, desk.stream)
    return segment.seal(envelope, (event,), seed, secret).data


def test_a_segment_of_another_key_does_not_enter_a_stream(
    desk: Desk, lead: Desk, place: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    run(lead, place)
    head = desk.segments()[-1]
    data = forged(desk, bytes(32), 2, head.digest, 2)
    (place / "streams" / desk.stream / f"{'0' * 64}.seg").write_bytes(data)
    assert codes(run(lead, place)) == ["sync.segment_key", "sync.held"]
    desk.verdict(2)
    run(desk, place)
    report = run(lead, place)
    assert (report.received_segments, codes(report)) == (1, ["sync.segment_key"])


def test_a_segment_that_does_not_follow_is_refused(desk: Desk, lead: Desk, place: Path) -> None:
    desk.verdict(1)
    run(desk, place)
    head = desk.segments()[-1]
    for prev, first in (("0" * 63 + "1", 2), (head.digest, 1), (head.digest, 7)):
        segment_file(place, desk, 2).write_bytes(forged(desk, desk.seed, 2, prev, first))
        assert codes(run(lead, place)) == ["sync.chain"]
    assert len(lead.segments(desk.stream)) == 1


def test_two_heads_of_one_stream_are_an_alarm_for_the_reader(
    desk: Desk, lead: Desk, place: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    head = desk.segments()[-1]
    desk.verdict(2)
    run(desk, place)
    twin = place / "streams" / desk.stream / f"{'0' * 64}.seg"
    twin.write_bytes(forged(desk, desk.seed, 2, head.digest, 2))
    assert codes(run(lead, place)) == ["sync.fork_seen"]
    assert len(lead.segments(desk.stream)) == 1
    twin.rename(place / "aside")
    run(lead, place)
    (place / "aside").rename(twin)
    assert codes(run(lead, place)) == ["sync.fork_seen"]
    assert len(lead.segments(desk.stream)) == 2


def test_a_segment_in_the_folder_of_another_stream(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    other = new_desk("omar")
    elsewhere = place / "streams" / other.stream
    elsewhere.mkdir()
    shutil.copy(segment_file(place, desk, 1), elsewhere)
    report = run(lead, place)
    assert sorted(codes(report)) == ["sync.held", "sync.segment_elsewhere"]
    assert [one.device for one in report.received] == [desk.device]


def test_events_of_a_shape_nobody_can_show_wait(
    desk: Desk, lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    device, other = desk.device, new_desk("omar")
    other.verdict(1)
    run(other, place)
    desk.verdict(1)
    run(desk, place)
    body = verdict_body(active_ms=["not", "a", "number"])
    event = replace(
        desk.events()[1], id="0190a000-0000-7000-8000-00000000000a", number=2, body=body, texts={}
    )
    head = desk.segments()[-1]
    envelope = segment.Envelope(
        desk.stream, 2, head.digest, "work", device, desk.person, 2, AT, (9, "9" * 64)
    )
    secret = segment.stream_secret(desk.seed, desk.stream)
    data = segment.seal(envelope, (event,), desk.seed, secret).data
    segment_file(place, desk, 2).write_bytes(data)
    report = run(lead, place)
    assert codes(report) == ["sync.events_odd"]
    assert report.received_segments == 2
    assert len(lead.events(desk.stream)) == 2


def test_an_event_cannot_take_the_place_of_another_streams(
    desk: Desk, lead: Desk, place: Path
) -> None:
    theirs = lead.verdict(7)
    desk.verdict(1)
    run(desk, place)
    head = desk.segments()[-1]
    event = replace(desk.events()[1], id=theirs.id, number=2, texts={})
    envelope = segment.Envelope(
        desk.stream, 2, head.digest, "work", desk.device, desk.person, 2, AT, (9, "9" * 64)
    )
    secret = segment.stream_secret(desk.seed, desk.stream)
    segment_file(place, desk, 2).write_bytes(
        segment.seal(envelope, (event,), desk.seed, secret).data
    )
    assert codes(run(lead, place)) == ["sync.events_known"]
    assert len(lead.events(desk.stream)) == 2


def test_unknown_kinds_are_kept_and_passed_over(desk: Desk, lead: Desk, place: Path) -> None:
    desk.act("remediation_closed", body={"codes": ["R.7"]}, words={"why": "done"})
    assert run(desk, place).problems == ()
    assert run(lead, place).problems == ()
    assert entries(lead, desk.stream) == entries(desk, desk.stream)


def test_a_correction_counts_whichever_of_two_devices_is_read_first(
    lead: Desk, new_desk: Callable[[str], Desk], place: Path
) -> None:
    """The stream that corrects is read before the stream that is corrected, or after."""
    one, two = new_desk("mei"), new_desk("mei-laptop")
    for writer, corrector, n in ((one, two, 1), (two, one, 2)):
        wrong = writer.verdict(n, person="mei")
        corrector.act(
            "corrected", person="mei", supersedes=wrong.id, body=verdict_body(), case=f"case-{n}"
        )
    for desk in (one, two):
        run(desk, place)
    run(lead, place)
    rows = lead.sql("SELECT superseded_by IS NOT NULL, count(*) FROM verdict GROUP BY 1")
    assert sorted(rows) == [(0, 2), (1, 2)]


def test_a_stick_that_is_pulled_and_plugged_in_again(
    desk: Desk, lead: Desk, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.verdict(1)
    run(desk, place)
    desk.verdicts(3)
    place.rename(tmp_path / "pulled")
    for begun in (False, True):
        if begun:
            place.mkdir()  # the mount point alone
        with pytest.raises(WorldFault) as caught:
            run(desk, place)
        assert caught.value.code == "sync.place_gone"
    assert list(place.iterdir()) == []
    place.rmdir()
    (tmp_path / "pulled").rename(tmp_path / "elsewhere")
    # Mounted under another name it is the same place.
    assert run(desk, tmp_path / "elsewhere").sent_segments == 1
    assert run(lead, tmp_path / "elsewhere").received_events == 5


def test_a_copy_of_a_folder_gets_what_it_lacks(
    desk: Desk, lead: Desk, place: Path, tmp_path: Path
) -> None:
    desk.verdict(1)
    run(desk, place)
    shutil.copytree(place, tmp_path / "copy")
    desk.verdict(2)
    run(desk, place)
    assert run(desk, tmp_path / "copy").sent_segments == 1
    assert run(lead, tmp_path / "copy").received_events == 3


def test_a_read_only_folder_can_be_read_and_says_what_is_not_sent(
    desk: Desk, lead: Desk, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.verdict(1)
    run(desk, place)
    lead.verdict(2)
    import errno
    import os

    def write(*_: object) -> int:
        raise OSError(errno.EROFS, "read-only")

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write)
        report = run(lead, place)
    assert codes(report) == ["sync.read_only"]
    assert (report.received_events, report.sent_events, report.waiting.events) == (2, 0, 2)
    assert run(lead, place).sent_events == 2
