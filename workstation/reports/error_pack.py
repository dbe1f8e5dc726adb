"""What a vendor gets of a batch: the errors with reasons, clauses and evidence, as values.

No note of an auditor is in it, and no name: whoever judged stands under a name of this pack alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from workstation.reports.documents.values import Picture, Quote


class Error(Struct, frozen=True):
    """A code, what it costs, and the sentence that says why."""

    code: str
    severity: str
    words: str


class Said(Struct, frozen=True):
    """An action with the clause it was based on: label, clause and version, if any."""

    action: str
    clause: str | None = None
    version: int | None = None


class Proof(Struct, frozen=True):
    """Where it shows: words of a part, a box in a picture, or times of a medium."""

    clause: str
    part: str | None = None
    quote: Quote | None = None
    media: str | None = None
    name: str = ""
    box: tuple[int, int, int, int] | None = None
    t0: int | None = None
    t1: int | None = None
    picture: Picture | None = None


class PutRight(Struct, frozen=True):
    """What is to be done on the platform, until when, and how it stands."""

    entry: str
    words: str
    target: str
    due_at: str
    state: str


class Case(Struct, frozen=True):
    """A decision that was wrong. `verdict` is what a dispute names."""

    number: int
    verdict: str
    case: str
    source_id: str
    market: str
    category: str
    content_type: str
    language: str
    decided_at: str
    decided_by: str
    site: str
    automated: bool
    done: Said
    right: tuple[Said, ...]
    severity: str
    errors: tuple[Error, ...]
    cause: str | None
    read_in: str
    auditor: str
    judged_on: str
    headline: Quote | None
    proofs: tuple[Proof, ...]
    put_right: tuple[PutRight, ...]
    harm_tags: tuple[str, ...] = ()


class Wording(Struct, frozen=True):
    """A clause as it read on the day of the decision."""

    clause: str
    version: int
    title: str
    kind: str
    since: str
    until: str | None
    severity: str
    body: str


class Restatement(Struct, frozen=True):
    """A verdict that changed after the lock."""

    source_id: str
    how: str
    at: str
    before: str
    after: str
    auditor: str


class ErrorPack(Struct, frozen=True):
    """All of it. `left_out` counts what is not in it, by reason; of `sealed` cases only the
    reference is told. Machines' decisions are in no share with people's: `automated` counts those
    that are judged beside it."""

    batch: str
    title: str
    vendor: str
    state: str
    made_at: str
    judged: int
    right: int
    interval: tuple[float, float] | None
    cases: tuple[Case, ...]
    wordings: tuple[Wording, ...]
    left_out: Mapping[str, int]
    sealed: tuple[str, ...] = ()
    lock: tuple[str, str] | None = None
    restated: tuple[Restatement, ...] = ()
    automated: int = 0
