"""Addresses of places: which kind they are, what is refused, and what lets us in."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.sync.s3_standin import S3
from workstation.fault import WorldFault
from workstation.store.access import Access, access, forget_access, plain_address, set_access
from workstation.sync.folder import FolderTransport
from workstation.sync.hub_place import HubPlace
from workstation.sync.places import kind_of, needs_access, open_place
from workstation.sync.s3_place import S3Place
from workstation.words import sentence

ACCESS = Access("0190a000-0000-7000-8000-000000000001", "5ec7e7" * 10)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("/mnt/stick", "folder"),
        ("relative/folder", "folder"),
        ("C:\\Sync", "folder"),
        ("C:/Sync", "folder"),
        ("\\\\server\\share", "folder"),
        ("~/sync", "folder"),
        ("文件夹", "folder"),
        ("https://hub.example.org", "hub"),
        ("HTTPS://Hub.Example.org:8443/audits/", "hub"),
        ("http://127.0.0.1:8888", "hub"),
        ("http://localhost:8888", "hub"),
        ("http://[::1]:8888", "hub"),
        ("s3://bucket", "s3"),
        ("s3://my-bucket.eu/audits/team_1", "s3"),
    ],
)
def test_what_kind_of_place_an_address_names(address: str, kind: str) -> None:
    assert kind_of(address) == kind
    assert needs_access(address) == (kind != "folder")


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "sync.address_odd"),
        ("   ", "sync.address_odd"),
        ("a\nb", "sync.address_odd"),
        ("a\x00b", "sync.address_odd"),
        ("/mnt/\u202efolder", "sync.address_odd"),
        ("https://", "sync.address_odd"),
        ("https:///path", "sync.address_odd"),
        ("https:hub", "sync.address_odd"),
        ("https://hub:port", "sync.address_odd"),
        ("https://hub:99999", "sync.address_odd"),
        ("https://hub.example.org/?x=1", "sync.address_odd"),
        ("https://hub.example.org/#x", "sync.address_odd"),
        ("https://hub .example.org", "sync.address_odd"),
        ("https://hüb.example.org", "sync.address_odd"),
        ("https://[::1", "sync.address_odd"),
        ("http://hub.example.org", "sync.address_plain"),
        ("http://10.0.0.8:8888", "sync.address_plain"),
        ("http://localhost.evil.org", "sync.address_plain"),
        ("https://me:hunter2@hub.example.org", "sync.address_secret"),
        ("s3://key:hunter2@bucket", "sync.address_secret"),
        ("ftp://host/x", "sync.address_scheme"),
        ("smb://server/share", "sync.address_scheme"),
        ("file:///mnt/stick", "sync.address_scheme"),
        ("javascript:alert(1)", "sync.address_scheme"),
        ("s3:bucket", "sync.address_odd"),
        ("s3://", "sync.address_odd"),
        ("s3://B", "sync.address_odd"),
        ("s3://bucket/../other", "sync.address_odd"),
        ("s3://bucket/a b", "sync.address_odd"),
        ("s3://bucket?x", "sync.address_odd"),
        ("https://" + "x" * 5000 + " ", "sync.address_odd"),
    ],
)
def test_odd_addresses_are_told_in_words(address: str, code: str) -> None:
    with pytest.raises(WorldFault) as caught:
        open_place(address, ACCESS)
    assert caught.value.code == code
    told = sentence(caught.value)
    assert told.isprintable()
    assert len(told) < 400
    assert "hunter2" not in told


def test_a_folder_may_be_called_like_an_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "audit:march").mkdir()
    assert kind_of("audit:march") == "folder"


def test_places_are_opened_by_their_address(tmp_path: Path) -> None:
    assert isinstance(open_place(str(tmp_path)), FolderTransport)
    hub = open_place("HTTPS://Hub.Example.org/Audits/", ACCESS)
    assert isinstance(hub, HubPlace)
    assert hub.address == "https://hub.example.org/Audits"
    assert isinstance(open_place("s3://bucket/x", ACCESS), S3Place)
    with pytest.raises(WorldFault, match="hub_no_access"):
        open_place("https://hub.example.org")


def test_what_lets_us_in_is_kept_by_address(desk: Any) -> None:
    def stored(*given: Any) -> Any:
        return desk.store.write(*given).result()

    stored(set_access, "https://Hub.example.org/", ACCESS)
    assert stored(access, "HTTPS://hub.example.org") == ACCESS
    assert stored(access, "https://hub.example.org/other") is None
    other = Access("key", "secret", "-----BEGIN …", "http://x", "eu")
    stored(set_access, "https://hub.example.org", other)
    assert stored(access, "https://hub.example.org") == other
    stored(forget_access, "https://hub.example.org")
    assert stored(access, "https://hub.example.org") is None


def test_a_secret_is_not_shown() -> None:
    assert "5ec7e7" not in f"{ACCESS!r} {ACCESS}"


def test_one_spelling() -> None:
    assert plain_address("HTTPS://Hub:443/A/") == "https://hub:443/A"
    assert plain_address("/mnt/Stick/") == "/mnt/Stick/"


@pytest.fixture
def bucket() -> Any:
    server = S3()
    yield server
    server.close()


def _open(server: S3) -> S3Place:
    given = Access("key", "secret", endpoint=server.address, region="eu-central-1")
    made = open_place("s3://audits", given)
    assert isinstance(made, S3Place)
    return made


@pytest.mark.parametrize("how", ["careless", "honest"])
def test_a_bucket_that_cannot_create_is_refused(bucket: S3, how: str) -> None:
    setattr(bucket, how, True)
    with pytest.raises(WorldFault, match="bucket_unsafe"):
        _open(bucket).who_am_i()


def test_a_bucket_that_does_not_let_us_in(bucket: S3) -> None:
    bucket.refuse = True
    with pytest.raises(WorldFault, match="bucket_refused"):
        _open(bucket).who_am_i()


def test_a_bucket_that_was_emptied_is_not_begun_anew(bucket: S3) -> None:
    name = _open(bucket).who_am_i().id
    bucket.held.clear()
    with pytest.raises(WorldFault, match="place_gone"):
        _open(bucket).who_am_i(expected=name)
    assert bucket.held == {}


@pytest.mark.parametrize(
    ("marker", "code"),
    [
        (b"{}", "sync.marker_damaged"),
        (b"\xff", "sync.marker_damaged"),
        (b"[" * 4000, "sync.marker_damaged"),
        (b'{"version": 1, "place": "../x"}', "sync.marker_damaged"),
        (b'{"version": 99, "place": "x"}', "sync.place_newer"),
    ],
)
def test_a_bucket_with_an_odd_marker(bucket: S3, marker: bytes, code: str) -> None:
    bucket.held["audits/workstation-sync.json"] = marker
    with pytest.raises(WorldFault) as caught:
        _open(bucket).who_am_i()
    assert caught.value.code == code


def test_strangers_things_in_a_bucket_are_strays(bucket: S3) -> None:
    place = _open(bucket)
    place.who_am_i()
    bucket.held["audits/streams/notes.txt"] = b"x"
    bucket.held["audits/streams/a/b/c.seg"] = b"x"
    told = place.heads()
    assert told.records == {}
    assert len(told.strays) == 2
