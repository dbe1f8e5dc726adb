"""What bytes look like by their first few; nothing is decoded here."""

from __future__ import annotations

_STARTS = (
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"\x1aE\xdf\xa3", "video"),  # Matroska, WebM
    (b"OggS", "audio"),
    (b"fLaC", "audio"),
    (b"ID3", "audio"),
)
_BRANDS = {b"avif": "image", b"avis": "image", b"heic": "image", b"mif1": "image", b"M4A ": "audio"}
_RIFF = {b"WEBP": "image", b"AVI ": "video", b"WAVE": "audio"}


def kind_of(data: bytes) -> str | None:
    """`image`, `video` or `audio` by the magic bytes, None for anything else."""
    for start, kind in _STARTS:
        if data.startswith(start):
            return kind
    if data[:4] == b"RIFF":
        return _RIFF.get(data[8:12])
    if data[4:8] == b"ftyp":
        return _BRANDS.get(data[8:12], "video")
    if len(data) > 1 and data[0] == 0xFF and data[1] & 0xE0 == 0xE0:
        return "audio"  # MPEG audio, AAC
    return None


def looks_like(data: bytes, kind: str) -> bool:
    """Whether bytes may be what a case says they are; containers hold sound or pictures alike."""
    found = kind_of(data)
    return found == kind or {found, kind} <= {"video", "audio"}
