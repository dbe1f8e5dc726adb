"""What bytes are is told by the first few, and by nothing else."""

from __future__ import annotations

import pytest

from tests.media.made import animation, picture, video
from workstation.domain.formats import PICTURES, PLAYED, Format, format_of, kind_of
from workstation.intake.media import looks_like


@pytest.mark.parametrize("name", ["PNG", "JPEG", "WEBP", "GIF", "AVIF"])
def test_pictures(name: str) -> None:
    data = picture(name)
    assert format_of(data) is Format(name.lower())
    assert format_of(data) in PICTURES
    assert looks_like(data, "image")
    assert not looks_like(data, "video")


@pytest.mark.parametrize(
    ("container", "codec", "sound", "found", "kind"),
    [
        ("webm", "libvpx", "libopus", Format.WEBM, "video"),
        ("mp4", "libx264", "aac", Format.MP4, "video"),
        ("ogg", "", "libopus", Format.OGG, "audio"),
        ("wav", "", "pcm_s16le", Format.WAV, "audio"),
        ("mp3", "", "libmp3lame", Format.MP3, "audio"),
        ("flac", "", "flac", Format.FLAC, "audio"),
        ("adts", "", "aac", Format.AAC, "audio"),
    ],
)
def test_videos_and_sounds(
    container: str, codec: str, sound: str, found: Format, kind: str
) -> None:
    data = video(container, codec, sound, frames=5)
    assert format_of(data) is found
    assert found in PLAYED
    assert kind_of(data) == kind
    assert looks_like(data, "audio")  # containers hold sound or pictures alike
    assert not looks_like(data, "image")


def test_an_animation_is_a_picture() -> None:
    assert kind_of(animation(2)) == "image"


ID3 = b"ID3\x04\x00\x00\x00\x00\x00\x0a" + b"\x00" * 10


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"hello, I am a picture",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"#EXTM3U\nhttp://example.invalid/one.ts\n",
        # A player skips the tag, and would then read the list and fetch what it names.
        ID3 + b"#EXTM3U\nhttp://example.invalid/one.ts\n",
        b"ID3\x04\x00\x00\xff\xff\xff\xff" + b"\xff\xfb\x90\x00",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"BM" + b"\x00" * 80,
    ],
)
def test_what_is_not_on_the_list_is_nothing(data: bytes) -> None:
    assert format_of(data) is None


def test_a_sound_behind_a_tag_is_one() -> None:
    assert format_of(ID3 + b"\xff\xfb\x90\x00") is Format.MP3
    assert format_of(ID3 + b"fLaC") is Format.FLAC


def test_a_container_of_pictures_says_which_by_its_brands() -> None:
    other = b"\x00\x00\x00\x20ftypmif1\x00\x00\x00\x00mif1"
    assert format_of(other + b"avifmiaf") is Format.AVIF
    assert format_of(other + b"heicmiaf") is Format.HEIC
    assert Format.HEIC not in PICTURES
