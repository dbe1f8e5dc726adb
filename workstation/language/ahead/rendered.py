"""A case as the screen shows it: its sentences, each with what is known of its translation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from msgspec import Struct

from workstation.domain.language import (
    UNKNOWN,
    DetectedBy,
    Detection,
    NoPackage,
    Same,
    Sentence,
    Translation,
)
from workstation.language.codes import clean_tag, same_language
from workstation.language.cutting.segment import split
from workstation.language.packages.models import Package, route
from workstation.language.text import has_words, sentence_digest

Put = Translation | NoPackage | Same | None
"""What stands beside a sentence; None: still to come."""


class PartText(Struct, frozen=True):
    """A part's text, the batch's language hint, and what a person said its language is."""

    part_id: str
    text: str
    hint: str | None = None
    override: str | None = None


class CaseText(Struct, frozen=True):
    """What of a case is to be read."""

    case_id: str
    parts: tuple[PartText, ...]


class RenderedPart(Struct, frozen=True):
    """A part's sentences in order, and beside each its translation."""

    part_id: str
    detection: Detection | None
    sentences: tuple[Sentence, ...]
    translations: tuple[Put, ...]


class RenderedCase(Struct, frozen=True):
    """All parts of a case for one reader's language."""

    case_id: str
    target: str
    parts: tuple[RenderedPart, ...]

    @property
    def complete(self) -> bool:
        """Whether nothing is still to come."""
        return all(put is not None for part in self.parts for put in part.translations)


def render(
    case: CaseText,
    languages: Mapping[str, Detection],
    translations: Mapping[tuple[str, str], Translation],
    packages: Iterable[Package],
    target: str,
) -> RenderedCase:
    """The case with what there is: `languages` by part, `translations` by (source, digest)."""
    packages = list(packages)
    parts = []
    for part in case.parts:
        detection = known_language(part, languages)
        sentences = sentences_of(part, detection)
        puts = tuple(
            _put(sentence.text, detection, translations, packages, target) for sentence in sentences
        )
        parts.append(RenderedPart(part.part_id, detection, sentences, puts))
    return RenderedCase(case.case_id, target, tuple(parts))


def known_language(part: PartText, languages: Mapping[str, Detection]) -> Detection | None:
    """What a person said, else what was detected, else None."""
    if part.override:
        return Detection(clean_tag(part.override), 1.0, DetectedBy.OVERRIDE)
    return languages.get(part.part_id)


def sentences_of(part: PartText, detection: Detection | None) -> tuple[Sentence, ...]:
    """A part's sentences, cut by its language's rules, or the hint's before that is known."""
    return tuple(split(part.text, detection.language if detection else part.hint or UNKNOWN))


def wanted(
    case: CaseText, languages: Mapping[str, Detection], target: str
) -> dict[str, dict[str, str]]:
    """What has to be translated: by source language, sentences by their digest."""
    found: dict[str, dict[str, str]] = {}
    for part in case.parts:
        detection = known_language(part, languages)
        if detection is None or _needs_none(detection.language, target):
            continue
        for sentence in sentences_of(part, detection):
            if has_words(sentence.text):
                by_digest = found.setdefault(detection.language, {})
                by_digest[sentence_digest(sentence.text)] = sentence.text
    return found


def _put(
    sentence: str,
    detection: Detection | None,
    translations: Mapping[tuple[str, str], Translation],
    packages: list[Package],
    target: str,
) -> Put:
    if not has_words(sentence):
        return Same(detection.language if detection else UNKNOWN)
    if detection is None:
        return None
    source = detection.language
    if same_language(source, target):
        return Same(source)
    kept = translations.get((source, sentence_digest(sentence)))
    if kept is not None:
        return kept
    return None if route(packages, source, target) else NoPackage(source, target)


def _needs_none(source: str, target: str) -> bool:
    return source == UNKNOWN or same_language(source, target)
