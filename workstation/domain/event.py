"""Events: every act of a person, once, in order; corrections are new events."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from workstation.domain.canonical import canonical_json, digest, text_digest
from workstation.domain.ids import DeviceId, EventId, PersonId, StreamId


class Kind(StrEnum):
    """Kinds this version writes; others are kept as they come, never refused."""

    INTRODUCED = "introduced"  # person, device and key; opens a stream
    OPENED = "opened"
    ANSWERED = "answered"  # the answer before the decision was shown
    VERDICT = "verdict"
    CORRECTED = "corrected"  # a verdict that supersedes an earlier one
    UNDONE = "undone"
    CANNOT_JUDGE = "cannot_judge"
    SKIPPED = "skipped"
    FLAGGED = "flagged"
    UNFLAGGED = "unflagged"
    NOTED = "noted"
    PROCESS_FAULT = "process_fault"
    SEALED = "sealed"
    LANGUAGE_SET = "language_set"
    MISLED = "misled"  # the translation misled me
    SUBMITTED = "submitted"
    UNSUBMITTED = "unsubmitted"  # taken back before a lead began
    REVIEW_BEGUN = "review_begun"  # a lead began on a submitted batch
    HANDED_BACK = "handed_back"  # the owner of a cannot-judge answers it
    TAKEN_OVER = "taken_over"  # the owner of a cannot-judge judges the case in their own task
    CONFIRMED = "confirmed"  # a language peer: the provisional verdict holds
    REFUTED = "refuted"  # a language peer: it does not
    SECOND_DRAWN = "second_drawn"  # a lead: these verdicts are looked at a second time
    SECOND_JUDGED = "second_judged"  # the second person: upheld, corrected, both defensible
    REMEDIATION_ASSIGNED = "remediation_assigned"
    REMEDIATION_CLOSED = "remediation_closed"
    REMEDIATION_REOPENED = "remediation_reopened"
    RENEWED = "renewed"  # after a fork: which streams of which device this device goes on with
    SAMPLE_DRAWN = "sample_drawn"  # a lead drew, or put reserves where something was gone
    LOT_JUDGED = "lot_judged"  # a lead accepted or refused a vendor's lot
    REQUESTED = "requested"  # somebody asked for an inspection
    # On `roster`: who is who, signed by leads.
    TEAM_BEGUN = "team_begun"
    PERSON_SET = "person_set"
    PERSON_LEFT = "person_left"
    INVITED = "invited"
    DEVICE_ENROLLED = "device_enrolled"
    DEVICE_REVOKED = "device_revoked"
    # On `device`: a device asks to be enrolled.
    JOINED = "joined"
    # On `batch-<batch>`: what a publisher says of a batch.
    PUBLISHED = "published"
    ASSIGNED = "assigned"
    TAKEN_BACK = "taken_back"
    CLOSED = "closed"
    FINALISED = "finalised"  # the verdicts may be told; what was open then is named
    REOPENED = "reopened"  # they may not after all
    RELEASED = "released"
    RETRACTED = "retracted"
    LOCKED = "locked"
    SESSION_OPENED = "session_opened"
    SESSION_REVEALED = "session_revealed"
    # On `policy` and `models`.
    PACK_PUBLISHED = "pack_published"
    PACKAGE_PUBLISHED = "package_published"
    # On `dispute`.
    DISPUTE_OPENED = "dispute_opened"
    DISPUTE_WITHDRAWN = "dispute_withdrawn"


class Audience(StrEnum):
    """Who may read a stream; `local` never leaves the machine. Besides these there is one for each
    session and each batch: `session_audience`, `batch_audience`."""

    WORK = "work"
    PRIVATE = "private"
    LOCAL = "local"
    DEVICE = "device"
    ROSTER = "roster"
    POLICY = "policy"
    MODELS = "models"
    DISPUTE = "dispute"


def session_audience(session: str) -> str:
    """The votes of a calibration session."""
    return f"cal-{session}"


def batch_audience(batch: str) -> str:
    """What the publisher says of a batch: whom it is for, and what became of it."""
    return f"batch-{batch}"


class Event(Struct, frozen=True):
    """One act. Order is (stream, number), never `at`.

    `body` holds codes, numbers and digests only; free text is in `texts` by name and stands in the
    body as the digest of salt and text, so that it can be erased and the chain still verifies.
    """

    id: EventId
    stream: StreamId
    number: int
    kind: str
    at: str
    person: PersonId
    device: DeviceId
    batch: str | None = None
    item: str | None = None
    task: str | None = None
    case: str | None = None
    supersedes: EventId | None = None
    body: Mapping[str, object] = field(default_factory=dict)
    texts: Mapping[str, Text] = field(default_factory=dict)

    def entry(self) -> dict[str, object]:
        """The signed and chained form: all but the erasable words, whose digests stay."""
        return {
            "id": self.id,
            "stream": self.stream,
            "number": self.number,
            "kind": self.kind,
            "at": self.at,
            "person": self.person,
            "device": self.device,
            "batch": self.batch,
            "item": self.item,
            "task": self.task,
            "case": self.case,
            "supersedes": self.supersedes,
            "body": dict(self.body),
            "texts": {name: text.digest for name, text in self.texts.items()},
        }

    def digest(self) -> str:
        """SHA-256 of the canonical entry."""
        return digest(canonical_json(self.entry()))


class Text(Struct, frozen=True):
    """Erasable words: after erasure `words` is None and `digest` remains."""

    digest: str
    salt: str
    words: str | None

    @classmethod
    def of(cls, words: str, salt: str) -> Text:
        """Words with a random salt, so that short notes cannot be guessed from the digest."""
        return cls(text_digest(salt + words), salt, words)

    def holds(self) -> bool:
        """Whether the words, if still there, are the ones the digest was made of."""
        return self.words is None or text_digest(self.salt + self.words) == self.digest
