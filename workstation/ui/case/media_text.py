"""The words that belong to a medium: text in an image, lines of a transcript, with translations."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.case import Case, Part, PartKind
from workstation.domain.language import NoPackage, Same, Translation
from workstation.language.ahead.rendered import RenderedPart
from workstation.review.prepare import Prepared
from workstation.ui.case.images import is_played


class Line(Struct, frozen=True):
    """A part's words; `other` is their translation, None where it is still to come. `same` says
    that none is needed, `none` that there is no package for it."""

    part: str
    text: str
    language: str = "und"
    other: str | None = None
    target: str = "en"
    same: bool = False
    none: bool = False
    speaker: str = ""
    t0: int | None = None
    t1: int | None = None


def lines_of(prepared: Prepared) -> dict[str, tuple[Line, ...]]:
    """The lines of each medium, by its sha256, in the order of their times."""
    case, rendered = prepared.view.case, prepared.rendered
    by_part = {part.part_id: part for part in rendered.parts}
    found: dict[str, list[Line]] = {}
    for part in case.parts:
        medium = _medium_of(part, case)
        if medium:
            found.setdefault(medium, []).append(_line(part, by_part, rendered.target))
    return {
        medium: tuple(sorted(lines, key=lambda line: line.t0 or 0))
        for medium, lines in found.items()
    }


def line_at(lines: tuple[Line, ...], ms: int) -> int | None:
    """Which line is being said."""
    found = None
    for number, line in enumerate(lines):
        if line.t0 is None or line.t0 > ms:
            continue
        following = lines[number + 1].t0 if number + 1 < len(lines) else None
        end = line.t1 if line.t1 is not None else following
        if end is None or ms < end:
            found = number
    return found


def _medium_of(part: Part, case: Case) -> str | None:
    if part.media:
        return part.media
    if part.kind != PartKind.TRANSCRIPT:
        return None
    # A transcript that names no medium belongs to the only one that is played.
    played = [one.sha256 for one in case.media if is_played(one.kind)]
    return played[0] if len(played) == 1 else None


def _line(part: Part, by_part: Mapping[str, RenderedPart], target: str) -> Line:
    held = by_part.get(part.id)
    detected = held.detection.language if held and held.detection else part.language
    line = Line(
        part.id,
        part.text,
        detected or "und",
        None,
        target,
        speaker=part.speaker or "",
        t0=part.t0,
        t1=part.t1,
    )
    if held is None or any(put is None for put in held.translations):
        return line
    puts = held.translations
    if all(isinstance(put, Same) for put in puts):
        return replace(line, same=True)
    if any(isinstance(put, NoPackage) for put in puts):
        return replace(line, none=True)
    words = [
        put.text if isinstance(put, Translation) else sentence.text
        for put, sentence in zip(puts, held.sentences, strict=True)
    ]
    return replace(line, other=" ".join(words))
