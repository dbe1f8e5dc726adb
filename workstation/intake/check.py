"""What a case must hold beyond its types: dates, references, places inside texts and media."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from workstation.domain.policy import Pack
from workstation.intake.faults import BadLine, Doubts
from workstation.intake.wire import (
    WireCase,
    WireDecision,
    WireEvidence,
    WireFinding,
)

_TAG = re.compile(
    r"([A-Za-z]{2,3})(?:-[A-Za-z]{3})?(?:-([A-Za-z]{4}))?(?:-([A-Za-z]{2}|[0-9]{3}))?"
    r"(?:-(?:[0-9A-Za-z]{5,8}|[0-9][0-9A-Za-z]{3}))*(?:-[A-WY-Za-wy-z](?:-[0-9A-Za-z]{2,8})+)*"
)
_NO_LANGUAGE = frozenset({"und", "mul", "mis", "zxx"})


@dataclass(slots=True)
class Ground:
    """What the cases of one batch are held against, and what has been seen of them so far."""

    actions: frozenset[str]
    latest: datetime  # a later date lies in the future
    doubts: Doubts
    clauses: Mapping[str, frozenset[int]] | None = None  # versions by clause; None: no pack
    seen: set[str] = field(default_factory=set)
    tags: dict[str, str | None] = field(default_factory=dict)


def known_clauses(pack: Pack | None) -> Mapping[str, frozenset[int]] | None:
    """The versions of each clause of a pack."""
    if pack is None:
        return None
    found: dict[str, set[int]] = {}
    for clause in pack.clauses:
        found.setdefault(clause.clause, set()).add(clause.version)
    return {clause: frozenset(versions) for clause, versions in found.items()}


def check_case(case: WireCase, ground: Ground) -> None:
    """Hold a case against its batch.

    Raises BadLine `double_case`, `bad_date`, `in_future`, `double_part`, `double_medium`,
    `unknown_medium`, `bad_times`, `unknown_action`, `unknown_clause`, `unknown_version`,
    `unknown_part`, `bad_target`, `outside_text`, `bad_evidence`, `bad_box`.
    """
    if case.id in ground.seen:
        raise BadLine("id", "double_case")
    latest = ground.latest
    check_date(case.snapshot_at, latest, "snapshot_at")
    media = {medium.sha256 for medium in case.media}
    if len(media) != len(case.media):
        raise BadLine("media", "double_medium")
    lengths: dict[str, int] = {}
    for number, part in enumerate(case.parts):
        if part.id in lengths:
            raise BadLine(f"parts[{number}].id", "double_part")
        lengths[part.id] = len(part.text)
        if part.at is not None:
            check_date(part.at, latest, f"parts[{number}].at")
        if part.media is not None and part.media not in media:
            raise BadLine(f"parts[{number}].media", "unknown_medium")
        if part.t0 is not None or part.t1 is not None:
            _check_times(part.t0, part.t1, f"parts[{number}].t1")
    for number, earlier in enumerate(case.earlier):
        check_date(earlier.at, latest, f"earlier[{number}].at")
    if case.decision is not None:
        _check_decision(case.decision, ground, lengths, media)
    ground.seen.add(case.id)


def tidy_tag(tag: str, ground: Ground) -> str | None:
    """A language hint as BCP-47 spells it; None, with a notice, for what is no language tag.

    The case stays workable without a hint: its language is then found from its words.
    """
    if tag not in ground.tags:
        ground.tags[tag] = _tidied(tag)
    tidied = ground.tags[tag]
    if tidied is None and tag.casefold() not in _NO_LANGUAGE and tag:
        ground.doubts.add("intake.unknown_language", tag)
    return tidied


def _tidied(tag: str) -> str | None:
    found = _TAG.fullmatch(tag.replace("_", "-"))
    if found is None or found[1].lower() in _NO_LANGUAGE:
        return None
    language, *rest = tag.replace("_", "-").split("-")
    shaped = [language.lower()]
    for piece in rest:
        if piece == found[2]:
            shaped.append(piece.title())
        elif piece == found[3]:
            shaped.append(piece.upper())
        else:
            shaped.append(piece.lower())
    return "-".join(shaped)


def _check_decision(
    decision: WireDecision, ground: Ground, lengths: Mapping[str, int], media: set[str]
) -> None:
    check_date(decision.decided_at, ground.latest, "decision.decided_at")
    if decision.action not in ground.actions:
        raise BadLine("decision.action", "unknown_action")
    check_findings(decision.findings, ground, lengths, media, "decision.findings")


def check_findings(
    findings: Sequence[WireFinding],
    ground: Ground,
    lengths: Mapping[str, int],
    media: set[str],
    place: str,
) -> None:
    """Hold findings against the parts (their lengths) and media of their case."""
    for number, finding in enumerate(findings):
        _check_finding(finding, ground, lengths, media, f"{place}[{number}]")
    if sum(finding.primary for finding in findings) > 1:
        raise BadLine(place, "double_primary")


def _check_finding(
    finding: WireFinding, ground: Ground, lengths: Mapping[str, int], media: set[str], place: str
) -> None:
    if finding.action not in ground.actions:
        raise BadLine(f"{place}.action", "unknown_action")
    if ground.clauses is not None:
        versions = ground.clauses.get(finding.clause)
        if versions is None:
            raise BadLine(f"{place}.clause", "unknown_clause")
        if finding.version not in versions:
            raise BadLine(f"{place}.version", "unknown_version")
    target = finding.target
    if target.kind == "part" and target.ref not in lengths:
        raise BadLine(f"{place}.target.ref", "unknown_part")
    if target.kind == "media" and target.ref not in media:
        raise BadLine(f"{place}.target.ref", "unknown_medium")
    for number, evidence in enumerate(finding.evidence):
        _check_evidence(evidence, lengths, media, f"{place}.evidence[{number}]")


def _check_evidence(
    evidence: WireEvidence, lengths: Mapping[str, int], media: set[str], place: str
) -> None:
    if evidence.part is not None:
        if evidence.media is not None or evidence.box is not None or evidence.t0 is not None:
            raise BadLine(place, "bad_evidence")
        length = lengths.get(evidence.part)
        if length is None:
            raise BadLine(f"{place}.part", "unknown_part")
        if evidence.start is None or evidence.end is None:
            raise BadLine(place, "bad_evidence")
        if not evidence.start < evidence.end <= length:
            raise BadLine(f"{place}.end", "outside_text", length=length)
        return
    if evidence.media is None or (evidence.box is None) == (evidence.t0 is None):
        raise BadLine(place, "bad_evidence")
    if evidence.start is not None or evidence.end is not None:
        raise BadLine(place, "bad_evidence")
    if evidence.media not in media:
        raise BadLine(f"{place}.media", "unknown_medium")
    if evidence.box is not None:
        x, y, width, height = evidence.box
        # A little more than one is rounding, not a box outside the picture.
        if width <= 0 or height <= 0 or x + width > 1.0001 or y + height > 1.0001:
            raise BadLine(f"{place}.box", "bad_box")
    else:
        _check_times(evidence.t0, evidence.t1, f"{place}.t1")


def _check_times(t0: float | None, t1: float | None, place: str) -> None:
    if t0 is None or (t1 is not None and t1 < t0):
        raise BadLine(place, "bad_times")


def check_date(text: str, latest: datetime, place: str) -> None:
    """Refuse a date that there is not, or that lies in the future."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise BadLine(place, "bad_date") from None
    if moment > latest:
        raise BadLine(place, "in_future")
