"""Evidence of a case as it is told to others: quotes with their surroundings, pictures by name."""

from __future__ import annotations

from collections.abc import Iterable

from workstation.domain.case import Case
from workstation.domain.decision import Evidence, Finding
from workstation.reports import error_pack as told
from workstation.reports.documents.values import Quote
from workstation.reports.terms import term
from workstation.store.remediation_rows import Entry

AROUND = 60
"""Characters told on either side of what is pinned."""
LONGEST_QUOTE = 600


def headline(case: Case, findings: Iterable[Finding]) -> Quote | None:
    """The first words of a case, by which it is known again; none where they are quoted anyway."""
    first = next((part for part in case.parts if part.text.strip()), None)
    quoted = {one.part for finding in findings for one in finding.evidence}
    if first is None or first.id in quoted:
        return None
    text = first.text if len(first.text) <= 200 else f"{first.text[:199].rstrip()}…"
    return Quote("", text, source=term(first.kind))


def proof(case: Case, clause: str, one: Evidence) -> told.Proof:
    """A piece of evidence: its words with some around them, or its picture's name and box."""
    if one.part is not None:
        return told.Proof(clause, part=one.part, quote=quote(case, one))
    name = next((media.name for media in case.media if media.sha256 == one.media), "")
    return told.Proof(clause, media=one.media, name=name, box=one.box, t0=one.t0, t1=one.t1)


def quote(case: Case, one: Evidence) -> Quote | None:
    """Pinned words with what stands around them; None where the part is not there."""
    part = next((part for part in case.parts if part.id == one.part), None)
    if part is None:
        return None
    start = min(max(0, one.start or 0), len(part.text))
    end = len(part.text) if one.end is None else min(max(start, one.end), len(part.text))
    pinned = part.text[start:end]
    if len(pinned) > LONGEST_QUOTE:
        pinned, end = f"{pinned[:LONGEST_QUOTE]}…", len(part.text)
    before, after = part.text[max(0, start - AROUND) : start], part.text[end : end + AROUND]
    return Quote(
        pinned,
        f"…{before}" if start > AROUND else before,
        f"{after}…" if end + AROUND < len(part.text) else after,
        " ".join(filter(None, (term(part.kind), part.name or ""))),
    )


def target(case: Case, entry: Entry) -> str:
    """What something is to be done to, in words."""
    kind, ref = entry.target_kind or "", entry.target_ref
    if kind == "media":
        name = next((media.name for media in case.media if media.sha256 == ref), "")
        return f"media {name or (ref or '')[:12]}"
    if kind == "part":
        part = next((part for part in case.parts if part.id == ref), None)
        return term(part.kind) if part is not None else "part"
    return {"item": "the whole item", "seller": "the seller"}.get(kind, kind)

