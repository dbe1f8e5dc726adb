"""Languages, sentences and their translations as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

UNKNOWN = "und"
"""BCP-47 for a language nobody could name."""


class DetectedBy(StrEnum):
    """How a part's language became known, strongest first."""

    OVERRIDE = "override"  # a person said so
    HINT = "hint"  # the batch said so, and the script does not contradict it
    SCRIPT = "script"  # only one configured language is written so
    DETECTOR = "detector"


@dataclass(frozen=True, slots=True)
class Detection:
    """The language of one text: BCP-47, confidence 0…1, and whether a person should look."""

    language: str
    confidence: float
    by: DetectedBy
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Sentence:
    """A piece of a part: `text == part.text[start:end]`, offsets in characters."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Translation:
    """A sentence as one package put it.

    `digest` is of the source sentence; `score` the model's length-normalised log probability
    times 1000 as an integer, or None; `marks` name doubts (`numbers_lost`, `copied` …).
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


@dataclass(frozen=True, slots=True)
class NoPackage:
    """Nothing installed translates this pair, not even over a third language."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Same:
    """Needs no translation: written in the reader's language, or holds no words."""

    language: str
