"""Languages, sentences and their translations as plain values."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

UNKNOWN = "und"
"""BCP-47 for a language nobody could name."""


class DetectedBy(StrEnum):
    """How a part's language became known, strongest first."""

    OVERRIDE = "override"  # a person said so
    HINT = "hint"  # the batch said so, and the script does not contradict it
    SCRIPT = "script"  # only one configured language is written so
    DETECTOR = "detector"


class Detection(Struct, frozen=True):
    """The language of one text: BCP-47, confidence 0…1, and whether a person should look."""

    language: str
    confidence: float
    by: DetectedBy
    unsure: bool = False


class Sentence(Struct, frozen=True):
    """A piece of a part: `text == part.text[start:end]`, offsets in characters."""

    start: int
    end: int
    text: str


class Link(Struct, frozen=True, array_like=True):
    """A word of the original and its counterpart, in characters: `original[start:end]` became
    `translation[at:until]`. A word may have several links, or none where nothing is known."""

    start: int
    end: int
    at: int
    until: int


class Translation(Struct, frozen=True):
    """A sentence as one package put it.

    `digest` is of the source sentence; `score` the model's length-normalised log probability
    times 1000 as an integer, or None; `marks` name doubts (`numbers_lost`, `copied` …).
    `confidence` is the chance in thousandths that the translation can be relied on, None where
    nothing was measured; `lost` what of the original is not in it (`RM 45`, `@kedai`, `😂`), as the
    original writes it; `links` which words became which, ordered by the original.
    """

    digest: str
    source: str
    target: str
    package: str
    version: str
    options: str
    text: str
    score: int | None = None
    marks: tuple[str, ...] = ()
    confidence: int | None = None
    lost: tuple[str, ...] = ()
    links: tuple[Link, ...] = ()


class NoPackage(Struct, frozen=True):
    """Nothing installed translates this pair, not even over a third language."""

    source: str
    target: str


class Same(Struct, frozen=True):
    """Needs no translation: written in the reader's language, or holds no words."""

    language: str
