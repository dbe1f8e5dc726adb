"""What translating ahead needs of others: a memory that keeps, an engine that translates, and the
rest of a batch a few cases at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from workstation.domain.language import Detection, NoPackage, Translation
from workstation.language.ahead.rendered import CaseText


class Memory(Protocol):
    """Where languages and translations are kept. Called from Ahead's thread, and from `show`'s."""

    def language_of(self, case_id: str) -> Mapping[str, Detection]:
        """What was detected in a case, by part; empty where nothing was."""

    def keep_languages(self, by_case: Mapping[str, Mapping[str, Detection]]) -> None:
        """Keeps what was detected in each case; told again, the later holds."""

    def find(self, digests: Sequence[str], source: str, target: str) -> dict[str, Translation]:
        """The latest translation kept of each sentence, by digest; unknown ones are absent."""

    def makers(
        self, digests: Sequence[str], source: str, target: str
    ) -> Mapping[str, tuple[str, str, str]]:
        """Package, version and options of what `find` finds, at a fraction of its cost."""

    def keep(self, translations: Sequence[Translation]) -> None:
        """Keeps translations; told again, nothing is doubled."""


class Translator(Protocol):
    """What Ahead needs of an engine."""

    packages: Path

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future[list[Detection]]: ...

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future[list[Translation] | NoPackage]: ...


class Coming(Struct, frozen=True):
    """A case of the rest of a batch, at its place, with what is known of its languages."""

    position: int
    case: CaseText
    languages: Mapping[str, Detection]


class Rest(Protocol):
    """The cases of a batch that are still to be judged, in the order of work."""

    total: int
    """How many there were when it began."""
    done: int
    """How many of them an earlier run has been through."""
    after: int
    """The place up to which that run had come."""

    def read(self, after: int, limit: int) -> Sequence[Coming]:
        """The cases that follow a place; none at the end."""

    def keep_place(self, position: int) -> None:
        """Everything up to this place is translated: the next run goes on from there."""
