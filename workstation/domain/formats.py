"""What bytes are by their first few; nothing is decoded here, and no name is believed."""

from __future__ import annotations

from enum import StrEnum


class Format(StrEnum):
    """A format of pictures, videos or sounds that the first bytes tell."""

    PNG = "png"
    JPEG = "jpeg"
    WEBP = "webp"
    GIF = "gif"
    AVIF = "avif"
    HEIC = "heic"
    WEBM = "webm"
    MP4 = "mp4"
    AVI = "avi"
    MP3 = "mp3"
    AAC = "aac"
    M4A = "m4a"
    OGG = "ogg"
    WAV = "wav"
    FLAC = "flac"


PICTURES = frozenset({Format.PNG, Format.JPEG, Format.WEBP, Format.GIF, Format.AVIF})
"""The pictures that are decoded."""

PLAYED = frozenset(
    {
        *(Format.WEBM, Format.MP4, Format.MP3, Format.AAC, Format.M4A),
        *(Format.OGG, Format.WAV, Format.FLAC),
    }
)
"""The videos and sounds that are played. What is missing here names other files, or is not known
well enough: a play list would send the player to an address."""

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", Format.PNG),
    (b"\xff\xd8\xff", Format.JPEG),
    (b"GIF87a", Format.GIF),
    (b"GIF89a", Format.GIF),
    (b"\x1aE\xdf\xa3", Format.WEBM),  # and every other Matroska
    (b"OggS", Format.OGG),
    (b"fLaC", Format.FLAC),
)
_BRANDS = {
    b"avif": Format.AVIF,
    b"avis": Format.AVIF,
    b"heic": Format.HEIC,
    b"heix": Format.HEIC,
    b"M4A ": Format.M4A,
    b"M4B ": Format.M4A,
}
_RIFF = {b"WEBP": Format.WEBP, b"AVI ": Format.AVI, b"WAVE": Format.WAV}
_KINDS = {
    **dict.fromkeys((*PICTURES, Format.HEIC), "image"),
    **dict.fromkeys((Format.WEBM, Format.MP4, Format.AVI), "video"),
    **dict.fromkeys(
        (Format.MP3, Format.AAC, Format.M4A, Format.OGG, Format.WAV, Format.FLAC), "audio"
    ),
}


def format_of(data: bytes) -> Format | None:
    """The format by the magic bytes; None for anything else."""
    for start, found in _STARTS:
        if data.startswith(start):
            return found
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _of_brand(data)
    if data[:3] == b"ID3":
        return _behind_tag(data)
    return _stream(data)


def kind_of(data: bytes) -> str | None:
    """`image`, `video` or `audio`; None for anything else."""
    found = format_of(data)
    return None if found is None else _KINDS[found]


def _of_brand(data: bytes) -> Format:
    found = _BRANDS.get(data[8:12])
    if found is None and data[8:12] in (b"mif1", b"msf1"):
        # A container of pictures: which ones the brands behind it say.
        others = {data[at : at + 4] for at in range(16, min(len(data), 64), 4)}
        return Format.AVIF if others & {b"avif", b"avis"} else Format.HEIC
    return found or Format.MP4


def _behind_tag(data: bytes) -> Format | None:
    """What stands behind an ID3 tag: a player skips the tag, and a play list may follow it."""
    if len(data) < 10 or any(byte & 0x80 for byte in data[6:10]):
        return None
    size = 0
    for byte in data[6:10]:
        size = size << 7 | byte
    start = 10 + size + (10 if data[5] & 0x10 else 0)
    rest = data[start : start + 4]
    return Format.FLAC if rest == b"fLaC" else _stream(rest)


def _stream(data: bytes) -> Format | None:
    if len(data) < 2 or data[0] != 0xFF or data[1] & 0xE0 != 0xE0:
        return None
    if data[1] & 0xF6 == 0xF0:
        return Format.AAC
    return Format.MP3 if data[1] & 0x06 else None
