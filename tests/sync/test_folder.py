"""The folder as it is met in the world: flushed, pulled, full, read-only, full of other things."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.sites import no_links
from tests.sync.test_transport import STREAM, A, B, code
from workstation.sync.folder import MARKER, FolderTransport
from workstation.sync.transport import Key, Put, Shelf

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def folder(place: Path) -> FolderTransport:
    made = FolderTransport(place)
    made.who_am_i()
    return made


def segment_key(name: str = A) -> Key:
    return Key(Shelf.SEGMENTS, STREAM, name)


def shelf(place: Path) -> Path:
    return place / "streams" / STREAM


class Calls:
    """The order of what is asked of the disk, by file name."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        real_fsync, real_link, real_unlink = os.fsync, os.link, os.unlink

        def fsync(descriptor: int) -> None:
            name = Path(os.readlink(f"/proc/self/fd/{descriptor}")).name
            self.made.append(f"fsync {'beside' if name.startswith('.new-') else name}")
            real_fsync(descriptor)

        def link(source: Path, target: Path) -> None:
            self.made.append(f"link {Path(target).name}")
            real_link(source, target)

        def unlink(path: Path, **named: object) -> None:
            self.made.append("unlink beside")
            real_unlink(path, **named)

        monkeypatch.setattr(os, "fsync", fsync)
        monkeypatch.setattr(os, "link", link)
        monkeypatch.setattr(os, "unlink", unlink)


needs_proc = pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")


@needs_proc
def test_bytes_are_flushed_before_the_name_and_the_name_before_the_answer(
    folder: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put_if_absent(segment_key(A), b"makes the folders")
    calls = Calls(monkeypatch)
    folder.put_if_absent(segment_key(B), b"data")
    assert calls.made == ["fsync beside", f"link {B}.seg", "unlink beside", f"fsync {STREAM}"] or (
        calls.made == ["fsync beside", f"link {B}.seg", f"fsync {STREAM}", "unlink beside"]
    )


@needs_proc
def test_new_folders_are_flushed_too(
    folder: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(monkeypatch)
    folder.put_if_absent(segment_key(), b"data")
    assert calls.made[:2] == ["fsync place", "fsync streams"]


@needs_proc
def test_equal_bytes_are_flushed_again_before_they_count(
    folder: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put_if_absent(segment_key(), b"data")  # perhaps cut before its flush
    calls = Calls(monkeypatch)
    assert folder.put_if_absent(segment_key(), b"data") is Put.SAME
    assert f"fsync {A}.seg" in calls.made
    assert f"fsync {STREAM}" in calls.made


@needs_proc
def test_without_links_the_name_is_flushed_as_well(
    folder: FolderTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = Calls(monkeypatch)
    monkeypatch.setattr(os, "link", no_links)
    folder.put_if_absent(segment_key(), b"data")
    assert [call for call in calls.made if not call.startswith("unlink")][-2:] == [
        f"fsync {A}.seg",
        f"fsync {STREAM}",
    ]


def test_a_write_cut_short_without_links_is_completed(
    folder: FolderTransport, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "link", no_links)
    folder.put_if_absent(segment_key(A), b"makes the folders")
    for cut in (b"", b"half"):
        (shelf(place) / f"{B}.seg").write_bytes(cut)
        assert folder.put_if_absent(segment_key(B), b"half and half") is Put.STORED
        assert folder.get(segment_key(B)) == b"half and half"
    (shelf(place) / f"{B}.seg").write_bytes(b"hall")
    assert folder.put_if_absent(segment_key(B), b"half and half") is Put.CONFLICT
    assert folder.get(segment_key(B)) == b"hall"


def test_what_killed_syncs_left_is_ignored_and_cleaned_when_old(place: Path) -> None:
    clock = [1_000_000.0]
    first = FolderTransport(place)
    first.who_am_i()
    first.put_if_absent(segment_key(A), b"data")
    leftover, foreign = shelf(place) / (".new-" + "0" * 16), shelf(place) / ".new-notes"
    for file in (leftover, foreign):
        file.write_bytes(b"half")
        os.utime(file, (clock[0], clock[0]))
    for hours, there in ((1, True), (25, False)):
        later = FolderTransport(place, now=lambda h=hours: clock[0] + h * 3600)
        assert later.list(Shelf.SEGMENTS, STREAM).sizes == {A: 4}
        assert later.list(Shelf.SEGMENTS, STREAM).strays == ()
        later.put_if_absent(segment_key(A), b"data")
        assert leftover.exists() is there
    assert foreign.exists()


def test_nothing_is_left_beside(folder: FolderTransport, place: Path) -> None:
    folder.put_if_absent(segment_key(), b"data")
    folder.put_if_absent(segment_key(), b"data")
    folder.put_if_absent(segment_key(), b"other")
    assert [file.name for file in shelf(place).iterdir()] == [f"{A}.seg"]


def test_a_new_folder_is_made_but_not_its_parents(tmp_path: Path) -> None:
    assert FolderTransport(tmp_path / "new").who_am_i().id
    assert (tmp_path / "new" / MARKER).is_file()
    assert code(FolderTransport(tmp_path / "a" / "b").who_am_i) == "sync.no_folder"
    assert not (tmp_path / "a").exists()


def test_a_path_that_is_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("text")
    assert code(FolderTransport(tmp_path / "file").who_am_i) == "sync.not_a_folder"
    assert code(FolderTransport(tmp_path / "file" / "below").who_am_i) == "sync.place_gone"


def test_a_pulled_stick_is_not_begun_anew(folder: FolderTransport, place: Path) -> None:
    name = folder.who_am_i().id
    for file in place.iterdir():
        file.unlink()  # what is left of a mount point
    assert code(folder.who_am_i, expected=name) == "sync.place_gone"
    assert code(folder.put_if_absent, segment_key(), b"data") == "sync.place_gone"
    place.rmdir()
    assert code(folder.who_am_i, expected=name) == "sync.place_gone"
    assert code(folder.put_if_absent, segment_key(), b"data") == "sync.place_gone"
    assert code(folder.heads) == "sync.place_gone"
    assert not place.exists()


@pytest.mark.parametrize(
    "held",
    [
        b"{",
        b"[]",
        b"\xff\xfe",
        b"null",
        b"[" * 4000,
        b'{"format":"other","version":1,"place":"0190a000-0000-7000-8000-000000000001"}',
        b'{"format":"workstation-sync","version":1,"place":"../.."}',
        b'{"format":"workstation-sync","version":"1","place":7}',
    ],
)
def test_a_damaged_marker_is_named(place: Path, held: bytes) -> None:
    (place / MARKER).write_bytes(held)
    assert code(FolderTransport(place).who_am_i) == "sync.marker_damaged"
    assert (place / MARKER).read_bytes() == held


def test_a_marker_of_a_newer_version_and_an_empty_one(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (place / MARKER).write_bytes(b'{"format":"workstation-sync","version":2,"place":""}')
    assert code(FolderTransport(place).who_am_i) == "sync.place_newer"
    (place / MARKER).write_bytes(b"")
    monkeypatch.setattr(os, "link", no_links)
    name = FolderTransport(place).who_am_i().id
    assert json.loads((place / MARKER).read_text())["place"] == name


def test_other_things_in_the_folder_are_told_apart(folder: FolderTransport, place: Path) -> None:
    folder.put_if_absent(segment_key(A), b"data")
    home = shelf(place)
    for name in ("notes.txt", "A" * 64 + ".seg", "b" * 64, "x\u202egnp.seg", "a'b\n.seg"):
        (home / name).write_text("text")
    (home / f"{'c' * 64}.seg").mkdir()
    (home / f"{'d' * 64}.seg").symlink_to("/etc/hostname")
    os.mkfifo(home / f"{'e' * 64}.seg")
    (home / ".DS_Store").write_text("")
    (home / "Thumbs.db").write_text("")
    (place / "streams" / "somebody's photos").mkdir()
    (place / "streams" / "0190a000-0000-7000-8000-00000000000f.work").symlink_to("/etc")
    listing = folder.list(Shelf.SEGMENTS, STREAM)
    assert listing.sizes == {A: 4}
    assert len(listing.strays) == 8
    assert not any("\n" in stray or "\u202e" in stray for stray in listing.strays)
    assert folder.heads().records == {STREAM: 1}
    assert len(folder.heads().strays) == 2


def test_links_pipes_and_huge_files_are_not_read(folder: FolderTransport, place: Path) -> None:
    folder.put_if_absent(segment_key(A), b"data")
    (shelf(place) / f"{B}.seg").symlink_to("/etc/hostname")
    os.mkfifo(shelf(place) / f"{'c' * 64}.seg")
    (shelf(place) / f"{'d' * 64}.seg").mkdir()
    with (shelf(place) / f"{'e' * 64}.seg").open("wb") as huge:
        huge.truncate(1 << 33)
    assert code(folder.get, segment_key(B)) == "sync.not_a_file"
    assert code(folder.get, segment_key("c" * 64)) == "sync.not_a_file"
    assert code(folder.get, segment_key("d" * 64)) == "sync.not_a_file"
    assert code(folder.get, segment_key("e" * 64)) == "sync.too_long"


def test_a_disk_that_fails_while_writing(
    folder: FolderTransport, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder.put_if_absent(segment_key(A), b"data")
    for error, wanted in (
        (errno.ENOSPC, "sync.full"),
        (errno.EDQUOT, "sync.full"),
        (errno.EROFS, "sync.read_only"),
        (errno.EIO, "sync.place_gone"),
        (errno.ENODEV, "sync.place_gone"),
        (errno.EINVAL, "sync.disk"),
    ):

        def write(_descriptor: int, _data: bytes, error: int = error) -> int:
            raise OSError(error, os.strerror(error))

        with monkeypatch.context() as patch:
            patch.setattr(os, "write", write)
            assert code(folder.put_if_absent, segment_key(B), b"data") == wanted
        assert [file.name for file in shelf(place).iterdir()] == [f"{A}.seg"]


def test_a_full_disk(tmp_path: Path) -> None:
    disk = tmp_path / "small"
    disk.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", disk], capture_output=True
    )
    if done.returncode:
        pytest.skip("may not mount here; the failing write above stands for it")
    try:
        folder = FolderTransport(disk)
        folder.who_am_i()
        assert folder.put_if_absent(segment_key(A), b"x" * 50_000) is Put.STORED
        assert code(folder.put_if_absent, segment_key(B), b"y" * 500_000) == "sync.full"
        assert folder.list(Shelf.SEGMENTS, STREAM).sizes == {A: 50_000}
        assert folder.put_if_absent(segment_key(B), b"y" * 50_000) is Put.STORED
    finally:
        subprocess.run(["umount", disk], check=True)


def as_ordinary_user(script: str, *given: str) -> str:
    """Run a script without root's right to write anywhere."""
    drop = "import os\nif os.geteuid() == 0:\n    os.setgid(65534); os.setuid(65534)\n"
    done = subprocess.run(
        # Read while still root: the environment may lie where others may not look.
        [sys.executable, "-c", PRELOAD + drop + textwrap.dedent(script), *given],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


PRELOAD = "import sys, fcntl\nfrom workstation.sync.folder import FolderTransport\n"


@pytest.fixture
def public_place() -> Iterator[Path]:
    """A folder that others may look into; tmp_path lets nobody in."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)
        for path in (Path(name), *Path(name).rglob("*")):
            path.chmod(0o755)


def test_a_read_only_folder_as_an_ordinary_user(public_place: Path) -> None:
    place = public_place
    folder = FolderTransport(place)
    folder.who_am_i()
    folder.put_if_absent(segment_key(A), b"data")
    for path in (place, *place.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    out = as_ordinary_user(
        """
        from workstation.fault import WorldFault
        from workstation.sync.transport import Key, Shelf
        place, stream = FolderTransport(sys.argv[1]), sys.argv[2]
        print(bool(place.who_am_i().id))
        print(place.get(Key(Shelf.SEGMENTS, stream, "a" * 64)))
        try:
            place.put_if_absent(Key(Shelf.SEGMENTS, stream, "b" * 64), b"data")
        except WorldFault as fault:
            print(fault.code)
        """,
        str(place),
        STREAM,
    )
    assert out.split("\n")[:3] == ["True", "b'data'", "sync.read_only"]
    assert [file.name for file in shelf(place).iterdir()] == [f"{A}.seg"]
