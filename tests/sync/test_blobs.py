"""Files of any size, out and in: gone on with at any byte, never taken for whole too early."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.sync.sites import no_links
from workstation.fault import WorldFault
from workstation.sync import blobs, folder_blobs
from workstation.sync.folder import FolderTransport
from workstation.sync.part import PIECE, Opened
from workstation.sync.transport import Key, Put, Shelf

SPACE = "batch-0190a000-0000-7000-8000-0000000000b1"
DATA = os.urandom(3 * PIECE + 12345)
NAME = hashlib.sha256(DATA).hexdigest()
KEY = blobs.blob(SPACE, NAME)
SECRET = b"k" * 32


@pytest.fixture(params=["links", "no links"])
def folder(
    request: pytest.FixtureRequest, place: Path, monkeypatch: pytest.MonkeyPatch
) -> FolderTransport:
    if request.param == "no links":
        monkeypatch.setattr(os, "link", no_links)
    made = FolderTransport(place)
    made.who_am_i()
    return made


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "source"
    path.write_bytes(DATA)
    return path


class Counted:
    """A place that counts what is asked of it, and may break off."""

    def __init__(self, place: FolderTransport, gets: int = 10**9) -> None:
        self.place, self.left, self.asked = place, gets, list[tuple[int, int | None]]()

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        if self.left == 0:
            raise WorldFault("sync.place_gone", path="")
        self.left -= 1
        self.asked.append((start, length))
        return self.place.get(key, start, length)


def code(call: Callable[..., object], *given: object, **named: object) -> str:
    with pytest.raises(WorldFault) as caught:
        call(*given, **named)
    return caught.value.code


def at(place: Path) -> Path:
    return place / "blobs" / NAME[:2] / NAME


def test_a_file_is_kept_under_its_digest(
    folder: FolderTransport, place: Path, source: Path
) -> None:
    assert folder.put_if_absent(KEY, source) is Put.STORED
    assert at(place).read_bytes() == DATA
    assert folder.put_if_absent(KEY, source) is Put.SAME
    assert folder.put_if_absent(blobs.blob("policy", NAME), DATA) is Put.SAME
    assert folder.get(KEY, PIECE, 7) == DATA[PIECE : PIECE + 7]
    assert folder.list(Shelf.BLOBS, SPACE).sizes == {NAME: len(DATA)}
    assert folder.heads().records == {}
    assert [file.name for file in at(place).parent.iterdir()] == [NAME]


@pytest.mark.parametrize("held", [0, 1, PIECE - 1, PIECE, 2 * PIECE + 5, len(DATA)])
def test_a_copy_that_was_cut_goes_on(
    folder: FolderTransport, place: Path, source: Path, held: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    at(place).parent.mkdir(parents=True)
    part = at(place).with_name(folder_blobs.part_of(NAME))
    part.write_bytes(DATA[:held])
    written: list[int] = []
    write = os.write
    monkeypatch.setattr(os, "write", lambda d, b: written.append(len(b)) or write(d, b))
    assert folder.put_if_absent(KEY, source) is Put.STORED
    assert at(place).read_bytes() == DATA
    assert sum(written) <= len(DATA) - held + PIECE
    assert not part.exists()


@pytest.mark.parametrize("left", [b"other bytes", DATA + b"more", b"", DATA[:PIECE] + b"x" * 99])
def test_what_somebody_left_under_the_name_of_a_half(
    folder: FolderTransport, place: Path, source: Path, left: bytes
) -> None:
    at(place).parent.mkdir(parents=True)
    at(place).with_name(folder_blobs.part_of(NAME)).write_bytes(left)
    assert folder.put_if_absent(KEY, source) is Put.STORED
    assert at(place).read_bytes() == DATA


def test_links_and_pipes_in_its_place(folder: FolderTransport, place: Path, source: Path) -> None:
    at(place).parent.mkdir(parents=True)
    part = at(place).with_name(folder_blobs.part_of(NAME))
    target = place / "target"
    target.write_text("somebody's")
    part.symlink_to(target)
    assert code(folder.put_if_absent, KEY, source) == "sync.not_a_file"
    part.unlink()
    os.mkfifo(part)
    assert code(folder.put_if_absent, KEY, source) == "sync.not_a_file"
    part.unlink()
    at(place).symlink_to(target)
    assert code(folder.put_if_absent, KEY, source) == "sync.not_a_file"
    assert target.read_text() == "somebody's"


def test_bytes_that_are_not_the_names(folder: FolderTransport, place: Path, source: Path) -> None:
    source.write_bytes(DATA[:-1] + b"?")
    assert code(folder.put_if_absent, KEY, source) == "sync.blob_differs"
    assert not at(place).exists()
    at(place).write_bytes(b"damaged")
    assert folder.put_if_absent(KEY, DATA) is Put.CONFLICT
    assert code(blobs.send, folder, KEY, DATA) == "sync.damaged_there"
    assert at(place).read_bytes() == b"damaged"
    assert code(folder.put_if_absent, KEY, source.with_name("gone")) == "sync.source_unreadable"


def test_spaces_that_are_none_never_reach_a_place(folder: FolderTransport) -> None:
    for space in ("batch-../..", "batch-x", "../policy", "roster", ""):
        with pytest.raises(ValueError, match=r".*"):
            folder.put_if_absent(Key(Shelf.BLOBS, space, NAME), DATA)


def test_what_is_retracted_is_gone(folder: FolderTransport, place: Path) -> None:
    folder.put_if_absent(KEY, DATA)
    blobs.forget(folder, KEY)
    blobs.forget(folder, KEY)
    assert not at(place).exists()
    with pytest.raises(ValueError, match="streams"):
        folder.forget(Key(Shelf.SEGMENTS, "0190a000-0000-7000-8000-000000000001.work", NAME))


@pytest.mark.parametrize("secret", [None, SECRET])
def test_a_fetch_goes_on_where_it_stopped(
    folder: FolderTransport, tmp_path: Path, secret: bytes | None
) -> None:
    folder.put_if_absent(KEY, DATA)
    target = tmp_path / "incoming" / NAME
    target.parent.mkdir()
    assert code(
        blobs.fetch, Counted(folder, 2), KEY, len(DATA), target, secret=secret
    ) == "sync.place_gone"
    again = Counted(folder)
    assert blobs.fetch(again, KEY, len(DATA), target, secret=secret) == len(DATA) - 2 * PIECE
    assert again.asked[0] == (2 * PIECE, PIECE)
    with Opened(target, secret) as file:
        assert file.read() == DATA
    assert (DATA[:64] in target.read_bytes()) == (secret is None)
    more = Counted(folder)
    assert blobs.fetch(more, KEY, len(DATA), target, secret=secret) == 0
    assert more.asked == []


@pytest.mark.parametrize("secret", [None, SECRET])
@pytest.mark.parametrize("cut", [0, 1, 40, PIECE, PIECE + 39, 2 * PIECE + 99, 3 * PIECE + 12300])
def test_a_half_that_was_cut_at_any_byte(
    folder: FolderTransport, tmp_path: Path, cut: int, secret: bytes | None
) -> None:
    folder.put_if_absent(KEY, DATA)
    target = tmp_path / NAME
    blobs.fetch(folder, KEY, len(DATA), target, secret=secret)
    half = target.with_name(f"{NAME}.part")
    half.write_bytes(target.read_bytes()[:cut])
    target.unlink()
    asked = blobs.fetch(folder, KEY, len(DATA), target, secret=secret)
    assert asked <= len(DATA) - cut + PIECE + 200
    with Opened(target, secret) as file:
        assert hashlib.sha256(file.read()).hexdigest() == NAME
    assert not half.exists()


@pytest.mark.parametrize("secret", [None, SECRET])
@pytest.mark.parametrize("left", [0, 1, 50, 90])
def test_a_small_one_that_a_power_cut_left_short_is_fetched_anew(
    folder: FolderTransport, tmp_path: Path, left: int, secret: bytes | None
) -> None:
    small = b"y" * 100
    key = Key(Shelf.BLOBS, KEY.stream, hashlib.sha256(small).hexdigest())
    folder.put_if_absent(key, small)
    target = tmp_path / key.name
    for asked in (100, 0):
        assert blobs.fetch(folder, key, 100, target, secret=secret) == asked
    target.write_bytes(target.read_bytes()[:left])
    assert blobs.fetch(folder, key, 100, target, secret=secret) == 100
    with Opened(target, secret) as file:
        assert file.read() == small


def test_a_half_that_is_damaged_is_fetched_anew_once(
    folder: FolderTransport, tmp_path: Path
) -> None:
    folder.put_if_absent(KEY, DATA)
    target = tmp_path / NAME
    target.with_name(f"{NAME}.part").write_bytes(b"\0" * PIECE)
    assert blobs.fetch(folder, KEY, len(DATA), target) == 2 * len(DATA) - PIECE
    assert target.read_bytes() == DATA


def test_places_that_lie(folder: FolderTransport, place: Path, tmp_path: Path) -> None:
    folder.put_if_absent(KEY, DATA)
    target = tmp_path / NAME
    assert code(blobs.fetch, folder, KEY, len(DATA) + 1, target) == "sync.blob_short"
    assert code(blobs.fetch, folder, KEY, len(DATA) - 1, target) == "sync.blob_differs"
    at(place).write_bytes(bytes(len(DATA)))
    assert code(blobs.fetch, folder, KEY, len(DATA), target) == "sync.blob_differs"
    assert not target.exists()


def test_a_fetch_can_be_stopped(folder: FolderTransport, tmp_path: Path) -> None:
    folder.put_if_absent(KEY, DATA)
    told: list[tuple[int, int]] = []
    fault = code(
        blobs.fetch, folder, KEY, len(DATA), tmp_path / NAME,
        lambda *at: told.append(at), lambda: len(told) == 2,
    )  # fmt: skip
    assert fault == "sync.stopped"
    assert told == [(PIECE, len(DATA)), (2 * PIECE, len(DATA))]
    assert blobs.fetch(folder, KEY, len(DATA), tmp_path / NAME) == len(DATA) - 2 * PIECE
