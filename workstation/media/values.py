"""What decoding gives: pixels, or one word why not."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

PIXELS = 40_000_000
"""What a header may claim."""

MEGABYTES = 64
"""What the bytes of a picture may take, and what the pixels made of them may."""


class Why(StrEnum):
    """Why there is no picture, or why something is not played."""

    MISSING = "missing"
    NOT_AN_IMAGE = "not_an_image"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    GAVE_UP = "gave_up"
    NOT_PLAYED = "not_played"
    NO_PLAYER = "no_player"
    VIDEO = "video"
    SOUND = "sound"
    FILE = "file"


class Decoded(Struct, frozen=True):
    """Pixels, four bytes each, red first; `full` is the upright picture's own size.

    `frames` counts the pictures of an animation, `at` is where this one begins and `lasts` how long
    it stands, both in milliseconds.
    """

    pixels: bytes = b""
    size: tuple[int, int] = (0, 0)
    full: tuple[int, int] = (0, 0)
    why: Why | None = None
    frames: int = 1
    at: int = 0
    lasts: int = 0
