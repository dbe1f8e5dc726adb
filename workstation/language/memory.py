"""What translating ahead needs of others: a memory that keeps, an engine that translates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import Protocol

from workstation.domain.language import Detection, NoPackage, Translation


class Memory(Protocol):
    """Where languages and translations are kept. Called from Ahead's thread, and from `show`'s."""

    def language_of(self, case_id: str) -> Mapping[str, Detection]:
        """What was detected in a case, by part; empty where nothing was."""

    def keep_languages(self, case_id: str, languages: Mapping[str, Detection]) -> None:
        """Keeps what was detected; told again, the later holds."""

    def find(self, digests: Sequence[str], source: str, target: str) -> dict[str, Translation]:
        """The latest translation kept of each sentence, by digest; unknown ones are absent."""

    def keep(self, translations: Sequence[Translation]) -> None:
        """Keeps translations; told again, nothing is doubled."""


class Translating(Protocol):
    """What Ahead needs of an engine."""

    packages: Path

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future[list[Detection]]: ...

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future[list[Translation] | NoPackage]: ...
