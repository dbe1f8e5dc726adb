"""What every place must do; each kind of place runs through the same tests."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.sites import KINDS, Site, open_site
from workstation.fault import WorldFault
from workstation.sync.transport import Key, Put, Shelf

STREAM = "0190a000-0000-7000-8000-000000000001.work"
A, B = "a" * 64, "b" * 64


@pytest.fixture(params=KINDS)
def site(request: pytest.FixtureRequest, place: Path) -> Iterator[Site]:
    with open_site(request, place) as made:
        yield made


def segment_key(site: Site, name: str = A) -> Key:
    return Key(Shelf.SEGMENTS, site.stream, name)


def heads(site: Site) -> tuple[dict[str, int], dict[str, int]]:
    """Of our own streams: a hub that is shared has others, too."""
    told = site.transport.heads()
    assert told.strays == ()
    own = (site.stream, site.other)
    return tuple(
        {name: count for name, count in shelf.items() if name in own and count}
        for shelf in (told.records, told.texts)
    )  # type: ignore[return-value]


def code(call: object, *given: object, **named: object) -> str:
    with pytest.raises(WorldFault) as caught:
        call(*given, **named)  # type: ignore[operator]
    return caught.value.code


def test_a_place_keeps_its_name(site: Site) -> None:
    name = site.transport.who_am_i().id
    assert site.again().who_am_i(expected=name).id == name
    assert site.transport.who_am_i(expected=name).id == name
    assert site.transport.who_am_i(expected="another").id == name


def test_what_is_put_is_given_back(site: Site) -> None:
    data = bytes(range(256)) * 5000
    assert site.transport.put_if_absent(segment_key(site), data) is Put.STORED
    assert site.transport.get(segment_key(site)) == data
    assert site.transport.get(segment_key(site), 10, 5) == data[10:15]
    assert site.transport.get(segment_key(site), len(data) - 3) == data[-3:]
    assert site.transport.get(segment_key(site), len(data) + 3, 5) == b""


def test_a_name_is_given_once(site: Site) -> None:
    assert site.transport.put_if_absent(segment_key(site), b"first") is Put.STORED
    assert site.transport.put_if_absent(segment_key(site), b"first") is Put.SAME
    for other in (b"other", b"firs", b""):
        assert site.transport.put_if_absent(segment_key(site), other) is Put.CONFLICT
    assert site.transport.get(segment_key(site)) == b"first"


def test_shelves_and_streams_are_apart(site: Site) -> None:
    site.transport.put_if_absent(segment_key(site, A), b"1")
    site.transport.put_if_absent(segment_key(site, B), b"22")
    site.transport.put_if_absent(Key(Shelf.TEXTS, site.stream, A), b"333")
    site.transport.put_if_absent(Key(Shelf.SEGMENTS, site.other, A), b"4444")
    assert site.transport.list(Shelf.SEGMENTS, site.stream).sizes == {A: 1, B: 2}
    assert site.transport.list(Shelf.TEXTS, site.stream).sizes == {A: 3}
    assert heads(site) == ({site.stream: 2, site.other: 1}, {site.stream: 1})


def test_an_unknown_stream_is_empty(site: Site) -> None:
    assert site.transport.list(Shelf.SEGMENTS, site.stream).sizes == {}
    assert heads(site) == ({}, {})
    assert code(site.transport.get, segment_key(site)) == "sync.not_there"


def test_of_many_writers_of_one_name_one_wins(site: Site) -> None:
    start = threading.Barrier(8)
    answers: dict[int, Put | str] = {}

    def put(n: int) -> None:
        start.wait()
        try:
            answers[n] = site.transport.put_if_absent(segment_key(site), bytes([65 + n]) * 50_000)
        except WorldFault as fault:
            answers[n] = fault.code

    threads = [threading.Thread(target=put, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [n for n, answer in answers.items() if answer is Put.STORED]
    assert len(winners) == 1
    assert site.transport.get(segment_key(site)) == bytes([65 + winners[0]]) * 50_000
    assert set(answers.values()) <= {Put.STORED, Put.CONFLICT, "sync.busy"}


@pytest.mark.parametrize("name", ["../x", "A" * 64, "a" * 63, ""])
def test_names_that_are_none_of_ours_never_reach_a_place(site: Site, name: str) -> None:
    with pytest.raises(ValueError, match=name or "^$"):
        site.transport.put_if_absent(segment_key(site, name), b"")
    with pytest.raises(ValueError, match=r"\.\."):
        site.transport.put_if_absent(Key(Shelf.SEGMENTS, "../../x.work", A), b"")


def test_a_mark_may_save_naming_what_is_known(site: Site) -> None:
    site.transport.put_if_absent(segment_key(site, A), b"1")
    first = site.transport.list(Shelf.SEGMENTS, site.stream)
    site.transport.put_if_absent(segment_key(site, B), b"22")
    later = site.transport.list(Shelf.SEGMENTS, site.stream, first.mark).sizes
    assert {**first.sizes, **later} == {A: 1, B: 2}
    assert B in later
    if first.mark is not None:
        assert A not in later
    for odd in ("", "x", "-1", "9" * 40):
        assert site.transport.list(Shelf.SEGMENTS, site.stream, odd).sizes.keys() <= {A, B}


def blob_of(data: bytes, site: Site) -> Key:
    return Key(Shelf.BLOBS, site.space, hashlib.sha256(data).hexdigest())


def test_a_file_of_any_size_is_kept_by_its_digest(site: Site, tmp_path: Path) -> None:
    data = bytes(range(256)) * 40_000 + b"end"  # more than a hub takes at once
    file = tmp_path / "file"
    file.write_bytes(data)
    key = blob_of(data, site)
    assert code(site.transport.get, key, 0, 5) == "sync.not_there"
    assert site.transport.put_if_absent(key, file) is Put.STORED
    assert site.transport.put_if_absent(key, file) is Put.SAME
    assert site.transport.put_if_absent(key, data) is Put.SAME
    assert site.transport.list(Shelf.BLOBS, site.space).sizes == {key.name: len(data)}
    assert site.transport.get(key) == data
    assert site.transport.get(key, 300, 5) == data[300:305]
    assert site.transport.get(key, len(data) - 3) == b"end"
    assert site.transport.get(key, len(data) - 3, 99) == b"end"
    assert site.transport.get(key, len(data), 5) == b""
    assert site.transport.get(key, 7, 0) == b""
    # Blobs are no streams.
    assert heads(site) == ({}, {})


def test_an_empty_file_is_a_file(site: Site) -> None:
    key = blob_of(b"", site)
    assert site.transport.put_if_absent(key, b"") is Put.STORED
    assert site.transport.get(key) == b""
    assert site.transport.list(Shelf.BLOBS, site.space).sizes == {key.name: 0}


def test_bytes_that_are_not_their_name_are_refused(site: Site, tmp_path: Path) -> None:
    key = blob_of(b"right", site)
    file = tmp_path / "file"
    file.write_bytes(b"wrong")
    for given in (b"wrong", file):
        assert code(site.transport.put_if_absent, key, given) == "sync.blob_differs"
    assert code(site.transport.get, key) == "sync.not_there"
    assert site.transport.put_if_absent(key, b"right") is Put.STORED


def test_a_source_that_is_gone_is_no_fault_of_the_place(site: Site, tmp_path: Path) -> None:
    key = blob_of(b"x", site)
    gone = tmp_path / "gone"
    assert code(site.transport.put_if_absent, key, gone) == "sync.source_unreadable"


@pytest.mark.parametrize("space", ["../x", "batch-1", "work", "policy/..", ""])
def test_spaces_that_are_none_of_ours_never_reach_a_place(site: Site, space: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011, the name itself is the message
        site.transport.put_if_absent(Key(Shelf.BLOBS, space, A), b"")
