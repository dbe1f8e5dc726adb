"""What every place must do; each kind of place runs through the same tests."""

from __future__ import annotations

import errno
import os
import threading
from pathlib import Path

import pytest

from workstation.fault import WorldFault
from workstation.sync.folder import FolderTransport
from workstation.sync.transport import Key, Put, Shelf, Transport

STREAM = "0190a000-0000-7000-8000-000000000001.work"
OTHER = "0190a000-0000-7000-8000-000000000002.work"
A, B = "a" * 64, "b" * 64


def no_links(*_: object, **__: object) -> None:
    raise OSError(errno.EPERM, "this disk has no links")


@pytest.fixture(params=["folder", "folder without links"])
def transport(
    request: pytest.FixtureRequest, place: Path, monkeypatch: pytest.MonkeyPatch
) -> Transport:
    if request.param == "folder without links":
        monkeypatch.setattr(os, "link", no_links)
    made = FolderTransport(place)
    made.who_am_i()
    return made


def segment_key(name: str = A, stream: str = STREAM) -> Key:
    return Key(Shelf.SEGMENTS, stream, name)


def code(call: object, *given: object, **named: object) -> str:
    with pytest.raises(WorldFault) as caught:
        call(*given, **named)  # type: ignore[operator]
    return caught.value.code


def test_a_place_keeps_its_name(transport: Transport) -> None:
    name = transport.who_am_i().id
    assert transport.who_am_i(expected=name).id == name
    assert transport.who_am_i(expected="another").id == name


def test_what_is_put_is_given_back(transport: Transport) -> None:
    data = bytes(range(256)) * 5000
    assert transport.put_if_absent(segment_key(), data) is Put.STORED
    assert transport.get(segment_key()) == data
    assert transport.get(segment_key(), 10, 5) == data[10:15]
    assert transport.get(segment_key(), len(data) - 3) == data[-3:]
    assert transport.get(segment_key(), len(data) + 3, 5) == b""


def test_a_name_is_given_once(transport: Transport) -> None:
    assert transport.put_if_absent(segment_key(), b"first") is Put.STORED
    assert transport.put_if_absent(segment_key(), b"first") is Put.SAME
    for other in (b"other", b"firs", b""):
        assert transport.put_if_absent(segment_key(), other) is Put.CONFLICT
    assert transport.get(segment_key()) == b"first"


def test_shelves_and_streams_are_apart(transport: Transport) -> None:
    transport.put_if_absent(segment_key(A), b"1")
    transport.put_if_absent(segment_key(B), b"22")
    transport.put_if_absent(Key(Shelf.TEXTS, STREAM, A), b"333")
    transport.put_if_absent(segment_key(A, OTHER), b"4444")
    assert transport.list(Shelf.SEGMENTS, STREAM).sizes == {A: 1, B: 2}
    assert transport.list(Shelf.TEXTS, STREAM).sizes == {A: 3}
    assert transport.heads().records == {STREAM: 2, OTHER: 1}
    assert transport.heads().strays == ()


def test_an_unknown_stream_is_empty(transport: Transport) -> None:
    assert transport.list(Shelf.SEGMENTS, STREAM).sizes == {}
    assert transport.heads().records == {}
    assert code(transport.get, segment_key()) == "sync.not_there"


def test_of_many_writers_of_one_name_one_wins(transport: Transport) -> None:
    start = threading.Barrier(8)
    answers: dict[int, Put | str] = {}

    def put(n: int) -> None:
        start.wait()
        try:
            answers[n] = transport.put_if_absent(segment_key(), bytes([65 + n]) * 50_000)
        except WorldFault as fault:
            answers[n] = fault.code

    threads = [threading.Thread(target=put, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [n for n, answer in answers.items() if answer is Put.STORED]
    assert len(winners) == 1
    assert transport.get(segment_key()) == bytes([65 + winners[0]]) * 50_000
    assert set(answers.values()) <= {Put.STORED, Put.CONFLICT, "sync.busy"}


@pytest.mark.parametrize("name", ["../x", "A" * 64, "a" * 63, ""])
def test_names_that_are_none_of_ours_never_reach_a_place(transport: Transport, name: str) -> None:
    with pytest.raises(ValueError, match=name or "^$"):
        transport.put_if_absent(segment_key(name), b"")
    with pytest.raises(ValueError, match=r"\.\."):
        transport.put_if_absent(segment_key(A, "../../x.work"), b"")
