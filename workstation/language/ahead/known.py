"""What can be said about the translations of a case beyond themselves: the words that their marks
mean, and how much their confidence was measured on. Reads files and loads the room of doubt: not
for the window's thread."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct

from workstation.domain.language import Translation
from workstation.language.ahead.rendered import RenderedCase
from workstation.language.packages.models import Package

MOST = 3
"""Words that are told of a mark."""


class Measured(Struct, frozen=True):
    """On how many sentences a package's confidence was measured, and of how many languages."""

    sentences: int
    languages: int = 1


class Known(Struct, frozen=True):
    """`words` by the sentence's digest and the mark, `measured` by package and version."""

    words: dict[tuple[str, str], tuple[str, ...]] = {}
    measured: dict[tuple[str, str], Measured] = {}


def known_of(case: RenderedCase, packages: Sequence[Package]) -> Known:
    """What is known of the translations of a case."""
    words: dict[tuple[str, str], tuple[str, ...]] = {}
    measured: dict[tuple[str, str], Measured | None] = {}
    for original, made in _translated(case):
        for mark in made.marks:
            if meant := _meant(mark, original, made):
                words[made.digest, mark] = tuple(dict.fromkeys(meant))[:MOST]
        by = made.package, made.version
        if made.confidence is not None and by not in measured:
            measured[by] = _measured(*by, packages)
    return Known(words, {by: found for by, found in measured.items() if found})


def _translated(case: RenderedCase) -> Iterator[tuple[str, Translation]]:
    for part in case.parts:
        for sentence, put in zip(part.sentences, part.translations, strict=True):
            if isinstance(put, Translation):
                yield sentence.text, put


def made_in(case: RenderedCase) -> Iterator[Translation]:
    """The translations of a case, in order."""
    return (made for _original, made in _translated(case))


def _meant(mark: str, original: str, made: Translation) -> list[str]:
    from workstation.language.doubt.marks import INVENTED, SLANG, UNTRANSLATED, WRONG_SCRIPT
    from workstation.language.doubt.slang import misread
    from workstation.language.doubt.words import left_over, made_up

    if mark == INVENTED:
        return made_up(original, made.text, made.target)
    if mark == UNTRANSLATED:
        return left_over(original, made.text, made.target)
    if mark == SLANG:
        return misread(original, made.text, made.source, made.target)
    return _foreign(made) if mark == WRONG_SCRIPT else []


def _foreign(made: Translation) -> list[str]:
    """The scripts that stand in a translation beside its own and Latin, most letters first."""
    from workstation.language.scripts import letters_by_script, written_in

    own = {written_in(made.target), "Latin"}
    counts = letters_by_script(made.text)
    return sorted((one for one in counts if counts[one] and one not in own), key=counts.get)[::-1]  # type: ignore[arg-type]


def _measured(name: str, version: str, packages: Sequence[Package]) -> Measured | None:
    """Of a chain, what its least measured package was on; None where one was not."""
    from workstation.language.doubt import calibration_of

    found = []
    for one in zip(name.split("+"), version.split("+"), strict=False):
        package = next((held for held in packages if (held.name, held.version) == one), None)
        digest = package.digest if package else ""
        held = calibration_of(*one, digest, package.path) if package and digest else None
        if held is None:
            return None
        found.append(Measured(held.sentences, held.languages))
    return min(found, key=lambda one: one.sentences, default=None)
