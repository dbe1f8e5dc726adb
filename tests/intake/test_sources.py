"""Folders and zips, whole and spoiled: what is read, what is refused, and how it is said."""

from __future__ import annotations

import json
import os
import stat
import struct
import warnings
import zipfile
from pathlib import Path

import pytest

from workstation.fault import WorldFault
from workstation.intake.interface import open_source
from workstation.words import sentence


def zipped(folder: Path, target: Path, top: str = "") -> Path:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                archive.write(path, top + path.relative_to(folder).as_posix())
    return target


def refused(desk, source: Path, code: str) -> WorldFault:
    with pytest.raises(WorldFault) as caught:
        desk.bring(source)
    assert caught.value.code == code
    assert "{" not in sentence(caught.value)
    assert desk.empty()
    return caught.value


@pytest.fixture
def folder(draft, tmp_path) -> Path:
    made = draft(4)
    made.add_medium(0)
    return made.write(tmp_path / "b")


@pytest.mark.parametrize("top", ["", "batch/"])
def test_a_zip_is_as_good_as_its_folder(desk, folder, tmp_path, top) -> None:
    target = zipped(folder, tmp_path / "b.zip", top)
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("__MACOSX/._batch.json", b"x")
    report = desk.bring(target)
    assert (report.stored, report.warnings) == (4, ())
    assert desk.bring(folder).already_there == 4


def test_the_manifest_itself_may_be_named(desk, folder) -> None:
    assert desk.bring(folder / "batch.json").stored == 4


def test_a_zip_cut_off_anywhere_is_refused(desk, folder, tmp_path) -> None:
    whole = zipped(folder, tmp_path / "b.zip").read_bytes()
    for share in range(1, 20):
        (tmp_path / "cut.zip").write_bytes(whole[: len(whole) * share // 20])
        refused(desk, tmp_path / "cut.zip", "intake.zip_damaged")


def test_flipped_bytes_in_a_zip_are_noticed(desk, folder, tmp_path) -> None:
    whole = bytearray(zipped(folder, tmp_path / "b.zip").read_bytes())
    entries = zipfile.ZipFile(tmp_path / "b.zip").infolist()
    for entry in entries:
        spoiled = bytearray(whole)
        spoiled[entry.header_offset + 30 + len(entry.filename) + entry.compress_size // 2] ^= 0xFF
        (tmp_path / "s.zip").write_bytes(spoiled)
        with pytest.raises(WorldFault, match=r"zip_damaged|wrong_hash"):
            desk.bring(tmp_path / "s.zip")
        assert desk.empty()


@pytest.mark.parametrize(
    "name",
    ["../evil", "/etc/evil", "a/../../evil", "C:/evil", "..\\evil", "a//b", "./a", "nul\0l", "a\n"],
)
def test_entries_that_would_land_elsewhere_are_refused(desk, folder, tmp_path, name) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    placeholder = "Z" * len(name.encode())
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(placeholder, b"x")
    # zipfile would tidy the name: it is put in afterwards, twice.
    data = target.read_bytes().replace(placeholder.encode(), name.encode())
    target.write_bytes(data)
    refused(desk, target, "intake.zip_unsafe")
    assert not (tmp_path / "evil").exists()


def test_an_entry_that_stands_twice_is_refused(desk, folder, tmp_path) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    with zipfile.ZipFile(target, "a") as archive, warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # zipfile says that the name stands twice
        archive.writestr("CASES.jsonl", b"x")
    refused(desk, target, "intake.zip_unsafe")


def test_a_link_in_a_zip_is_refused(desk, folder, tmp_path) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    link = zipfile.ZipInfo("link")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(desk, target, "intake.zip_unsafe")


def test_a_bomb_is_refused_unread(desk, folder, tmp_path) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    with (
        zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive,
        archive.open("media/bomb.png", "w") as entry,
    ):
        for _ in range(64):
            entry.write(bytes(1 << 20))
    refused(desk, target, "intake.zip_bomb")


def test_many_small_entries_that_share_the_ratio_are_refused(desk, folder, tmp_path) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(10):
            archive.writestr(f"media/{number}.png", bytes(10 << 20))
    refused(desk, target, "intake.zip_bomb")


def test_a_size_that_lies_ends_at_what_was_said(desk, folder, tmp_path) -> None:
    """An entry that unpacks to more than its directory claims is never unpacked further."""
    target = zipped(folder, tmp_path / "b.zip")
    entry = zipfile.ZipFile(target).getinfo("cases.jsonl")
    data = target.read_bytes().replace(
        struct.pack("<I", entry.file_size), struct.pack("<I", entry.file_size // 2)
    )
    target.write_bytes(data)
    refused(desk, target, "intake.zip_damaged")


def test_a_locked_zip_is_refused(desk, folder, tmp_path) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    data = bytearray(target.read_bytes())
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            data[at + place] |= 1
    target.write_bytes(data)
    refused(desk, target, "intake.zip_encrypted")


def test_an_odd_packing_method_is_refused(desk, folder, tmp_path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_BZIP2) as archive:
        archive.write(folder / "batch.json", "batch.json")
    refused(desk, tmp_path / "b.zip", "intake.zip_method")


def test_a_link_out_of_a_folder_is_refused(desk, folder, tmp_path) -> None:
    (tmp_path / "secret").write_text("x")
    (folder / "media" / "link.png").symlink_to(tmp_path / "secret")
    assert refused(desk, folder, "intake.link_outside").params == {"file": "media/link.png"}
    (folder / "media" / "link.png").unlink()
    (folder / "elsewhere").symlink_to(tmp_path, target_is_directory=True)
    refused(desk, folder, "intake.link_outside")


def test_a_link_inside_a_folder_is_followed(desk, folder) -> None:
    (folder / "cases.jsonl").rename(folder / "real")
    (folder / "cases.jsonl").symlink_to("real")
    report = desk.bring(folder)
    assert (report.stored, [n.code for n in report.warnings]) == (4, ["intake.unlisted"])


def test_a_pipe_is_no_file(desk, folder) -> None:
    (folder / "cases.jsonl").unlink()
    os.mkfifo(folder / "cases.jsonl")
    refused(desk, folder, "intake.file_missing")


@pytest.mark.parametrize("name", ["cases.jsonl", "policies/1.1.v1.md", "policies/pack.json"])
def test_a_wrong_hash_names_the_file(desk, folder, name) -> None:
    with (folder / name).open("ab") as file:
        file.write(b"\n")
    assert refused(desk, folder, "intake.wrong_hash").params == {"file": name}


def test_a_missing_file_is_named(desk, folder) -> None:
    (folder / "policies" / "1.1.v1.md").unlink()
    assert refused(desk, folder, "intake.file_missing").params == {"file": "policies/1.1.v1.md"}


def test_what_is_not_listed_is_left_out_with_a_notice(desk, folder) -> None:
    (folder / "notes.txt").write_text("hello")
    (folder / "policies" / "9.9.v1.md").write_text("not a clause")
    report = desk.bring(folder)
    assert [(n.code, n.params["names"]) for n in report.warnings] == [
        ("intake.unlisted", "notes.txt, policies/9.9.v1.md")
    ]


def edit(folder: Path, **fields: object) -> Path:
    manifest = json.loads((folder / "batch.json").read_text("utf-8")) | fields
    (folder / "batch.json").write_text(json.dumps(manifest), "utf-8")
    return folder


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"format": "other"}, "intake.other_format", None),
        ({"version": 2}, "intake.version_newer", None),
        ({"id": "B-1"}, "intake.manifest", "id"),
        ({"kind": "exam"}, "intake.manifest", "kind"),
        ({"created_at": "2026-02-30T00:00:00Z"}, "intake.manifest", "created_at"),
        ({"due_at": "soon"}, "intake.manifest", "due_at"),
        ({"title": "a\0b"}, "intake.manifest", "title"),
        ({"actions": [{"id": "X", "label": "x", "key": 12}]}, "intake.manifest", "actions[0].key"),
        (
            {"actions": [{"id": "X", "label": "x", "key": 1, "enforces": True, "rank": 1}] * 2},
            "intake.manifest",
            "actions",
        ),
        ({"files": {"../x": "0" * 64}}, "intake.unsafe_name", None),
        ({"files": {}}, "intake.not_listed", None),
        ({"files": {"cases.jsonl": "short"}}, "intake.manifest", "files[...]"),
    ],
)
def test_a_bad_manifest_is_refused_with_the_field(desk, folder, fields, code, field) -> None:
    fault = refused(desk, edit(folder, **fields), code)
    assert fault.params.get("field") == field


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "intake.manifest_empty"),
        (b"\xef\xbb\xbf \n", "intake.manifest_empty"),
        (b"{", "intake.manifest"),
        (b"\xff\xfe{}", "intake.manifest"),
        (b"[" * 100_000, "intake.manifest"),
    ],
)
def test_a_broken_manifest_is_refused(desk, folder, data, code) -> None:
    (folder / "batch.json").write_bytes(data)
    refused(desk, folder, code)


def test_a_byte_order_mark_is_no_part_of_the_manifest(desk, folder) -> None:
    text = (folder / "batch.json").read_bytes()
    (folder / "batch.json").write_bytes(b"\xef\xbb\xbf" + text)
    assert desk.bring(folder).stored == 4
    assert desk.sql("SELECT manifest FROM batch") == [(text.decode(),)]


def test_empty_sources(desk, tmp_path, draft) -> None:
    refused(desk, tmp_path / "nothing", "intake.missing")
    (tmp_path / "empty.zip").touch()
    refused(desk, tmp_path / "empty.zip", "intake.empty")
    (tmp_path / "text.zip").write_text("no zip at all")
    refused(desk, tmp_path / "text.zip", "intake.unknown_format")
    (tmp_path / "folder").mkdir()
    refused(desk, tmp_path / "folder", "intake.no_manifest")
    refused(desk, draft(0).write(tmp_path / "b"), "intake.no_cases")


def test_both_readers_show_the_same(folder, tmp_path) -> None:
    target = zipped(folder, tmp_path / "b.zip")
    with open_source(folder) as one, open_source(target) as other:
        assert one.names() == other.names()
        for name in one.names():
            with one.open(name) as here, other.open(name) as there:
                assert here.read() == there.read()
        for reader in (one, other):
            with pytest.raises(WorldFault, match=r"intake\.file_missing"):
                reader.open("nothing")
