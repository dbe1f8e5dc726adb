"""A checked case as the rows of the store, and the digest of its content.

The digest is the sha256 of the canonical JSON (`domain.canonical`) of the case's own fields as
they are stored, facts in the order of their names: what a case is worth in a batch (stratum,
decision) is not part of it, so that two batches may share a case. msgspec writes the same bytes
as `canonical_json` for a list, and many times faster; a test holds the two together.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

import msgspec

from workstation.domain.ids import derived_id
from workstation.intake.check import Ground, tidy_tag
from workstation.intake.wire import WireCase, WireDecision, WireEvidence

HEADLINE = 120

Row = tuple[object, ...]

_encode = msgspec.json.Encoder().encode


class CaseRows(NamedTuple):
    """A case ready to be stored; the item's rows follow once its place is known."""

    id: str
    digest: str
    case: Row
    parts: list[Row]
    media: list[Row]
    stratum: str | None
    inclusion_probability: str | None
    cluster: str | None
    decision: WireDecision | None
    line: int


class DecisionRows(NamedTuple):
    """A decision and its findings."""

    decision: Row
    findings: list[Row]


def case_rows(case: WireCase, line: int, ground: Ground) -> CaseRows:
    """The rows of a case that has passed `check_case`."""
    case_id = case.id
    language = headline = None
    parts: list[Row] = []
    for number, part in enumerate(case.parts):
        tag = tidy_tag(part.language, ground) if part.language is not None else None
        if headline is None and part.text and not part.text.isspace():
            headline = _headline(part.text)
        if number == 0:
            language = tag
        parts.append(
            (
                case_id, number, part.id, part.kind, part.text, tag, part.speaker, part.at,
                _ms(part.t0), _ms(part.t1), part.media, part.name,
            )
        )  # fmt: skip
    media: list[Row] = [
        (case_id, number, m.sha256, m.kind, m.name, int(m.required), m.alt)
        for number, m in enumerate(case.media)
    ]
    exposure = case.exposure
    impressions = orders = value = currency = None
    if exposure is not None:
        impressions, orders, currency = exposure.impressions, exposure.orders, exposure.currency
        value = None if exposure.value is None else round(exposure.value * 100)
    # Keys in the order of the alphabet, as canonical JSON has them.
    earlier = [{"at": e.at, "source_id": e.source_id, "text": e.text} for e in case.earlier]
    content = (
        case_id, case.source_id, case.content_type, case.market, case.category, case.seller,
        case.snapshot_at, case.content_version, impressions, orders, value, currency,
        case.ship_to, case.harm_tags, sorted(case.facts.items()), earlier, parts, media,
    )  # fmt: skip
    digest = sha256(_encode(content)).hexdigest()
    row = (
        case_id, case.source_id, case.content_type, case.market, case.category, case.seller,
        case.snapshot_at, case.content_version, language, headline or "", impressions, orders,
        value, currency, _text(case.ship_to), _text(case.harm_tags), _text(case.facts),
        _text(earlier), digest,
    )  # fmt: skip
    chance = case.inclusion_probability
    return CaseRows(
        case_id,
        digest,
        row,
        parts,
        media,
        case.stratum,
        None if chance is None else repr(chance).removesuffix(".0"),
        case.cluster,
        case.decision,
        line,
    )


def decision_rows(item: str, decision: WireDecision) -> DecisionRows:
    """The rows of a decision; its id follows from the item's, on every desk alike."""
    own = derived_id(item, "decision")
    handling = decision.handling_seconds
    row = (
        own, item, decision.by, decision.vendor, decision.site, decision.decided_at,
        decision.action, _ms(handling), decision.prior_points, decision.penalty,
        decision.penalty_set_by, int(decision.automated), decision.note,
    )  # fmt: skip
    findings: list[Row] = [
        (
            own, number, f.clause, f.version, f.action, f.target.kind, f.target.ref,
            _text([evidence_row(e) for e in f.evidence]), int(f.primary),
        )
        for number, f in enumerate(decision.findings)
    ]  # fmt: skip
    return DecisionRows(row, findings)


def evidence_row(evidence: WireEvidence) -> dict[str, object]:
    """Only what is there, under the names of `domain.decision.Evidence`, in whole numbers."""
    if evidence.part is not None:
        return {"part": evidence.part, "start": evidence.start, "end": evidence.end}
    if evidence.box is not None:
        box = [round(side * 10_000) for side in evidence.box]
        return {"media": evidence.media, "box": box}
    return {"media": evidence.media, "t0": _ms(evidence.t0), "t1": _ms(evidence.t1)}


def _ms(seconds: float | None) -> int | None:
    return None if seconds is None else round(seconds * 1000)


def _headline(text: str) -> str:
    # The first words are enough; a text may be long.
    return " ".join(text[: HEADLINE * 10].split() or text.split())[:HEADLINE]


def _text(value: object) -> str:
    return _encode(value).decode()
