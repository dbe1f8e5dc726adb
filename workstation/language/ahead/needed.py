"""What of a text need not be translated any more, and which language its parts are in together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from workstation.domain.language import Detection
from workstation.language.ahead.memory import Memory
from workstation.language.ahead.rendered import CaseText
from workstation.language.detecting.detect import settle
from workstation.language.engine.options import OPTIONS
from workstation.language.packages.models import Package, stamp


def kept_already(
    memory: Memory, digests: Sequence[str], source: str, target: str, through: Sequence[Package]
) -> set[str]:
    """The sentences whose translation is kept from the packages and the options in use, or was put
    by a person."""
    name, version = stamp(through)
    return {
        digest
        for digest, maker in memory.makers(digests, source, target).items()
        if not maker[0].startswith("translate-") or maker == (name, version, OPTIONS)
    }


def settled(case: CaseText, languages: Mapping[str, Detection]) -> dict[str, Detection]:
    """The languages of a case's parts, short ones in doubt as the rest of it."""
    known = [part for part in case.parts if part.part_id in languages]
    texts = [part.text for part in known]
    found = settle(texts, [languages[part.part_id] for part in known])
    return {part.part_id: one for part, one in zip(known, found, strict=True)}
