"""The batch format as typed values, straight from JSON.

The structs say what a field may hold by itself; what depends on other fields is `check.py`'s. The
JSON Schema files beside this module say the same for other people's programs, and a test holds
the two together. Fields we do not know are left out and counted (`decode.py`).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

MOST_COUNT = 2**53 - 1
MOST_TEXT = 200_000
MOST_PARTS = 200

# \Z, not $: a name with a line break at its end is not that name.
_UUID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\Z"
_SHA = r"^[0-9a-f]{64}\Z"
_INSTANT = (
    r"^(19[7-9][0-9]|2[01][0-9]{2})-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
    r"(Z|[+-][0-9]{2}:[0-9]{2})\Z"
)

Uuid = Annotated[str, Meta(pattern=_UUID)]
Sha256 = Annotated[str, Meta(pattern=_SHA)]
Instant = Annotated[str, Meta(pattern=_INSTANT)]
Market = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z")]
Name = Annotated[str, Meta(min_length=1, max_length=200)]
Short = Annotated[str, Meta(max_length=200)]
Long = Annotated[str, Meta(max_length=20_000)]
Count = Annotated[int, Meta(ge=0, le=MOST_COUNT)]
Rank = Annotated[int, Meta(ge=0, le=1000)]
Seconds = Annotated[float, Meta(ge=0, le=1e8)]
Fraction = Annotated[float, Meta(ge=0, le=1)]


class Wire(Struct, frozen=True, gc=False, forbid_unknown_fields=True):
    """What all of them share. Unknown fields stop the decoder, so that they can be counted."""


class WirePart(Wire):
    id: Name
    kind: Literal[
        "title", "description", "attribute", "message", "review", "transcript", "image_text",
        "profile", "comment", "caption",
    ]  # fmt: skip
    text: Annotated[str, Meta(max_length=MOST_TEXT)]
    language: Short | None = None
    speaker: Short | None = None
    at: Instant | None = None
    t0: Seconds | None = None
    t1: Seconds | None = None
    media: Sha256 | None = None
    name: Short | None = None


class WireMedia(Wire):
    sha256: Sha256
    kind: Literal["image", "video", "audio"]
    name: Short = ""
    required: bool = False
    alt: Long = ""


class WireExposure(Wire):
    impressions: Count | None = None
    orders: Count | None = None
    value: Annotated[float, Meta(ge=0, le=1e13)] | None = None
    currency: Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z")] | None = None


class WireEarlier(Wire):
    source_id: Name
    at: Instant
    text: Long = ""


class WireTarget(Wire):
    kind: Literal["item", "part", "media", "seller"] = "item"
    ref: Short | None = None


class WireEvidence(Wire):
    part: Name | None = None
    start: Count | None = None
    end: Count | None = None
    media: Sha256 | None = None
    box: tuple[Fraction, Fraction, Fraction, Fraction] | None = None
    t0: Seconds | None = None
    t1: Seconds | None = None


class WireFinding(Wire):
    clause: Name
    version: Annotated[int, Meta(ge=1, le=1_000_000)]
    action: Name
    target: WireTarget = WireTarget()
    evidence: Annotated[tuple[WireEvidence, ...], Meta(max_length=100)] = ()
    primary: bool = False


class WireDecision(Wire):
    by: Name
    vendor: Name
    decided_at: Instant
    action: Name
    id: Short | None = None  # the platform's name for it; ours follows from batch and case
    site: Short = ""
    handling_seconds: Seconds | None = None
    prior_points: Count | None = None
    penalty: Short | None = None
    penalty_set_by: Literal["system", "moderator"] = "system"
    automated: bool = False
    findings: Annotated[tuple[WireFinding, ...], Meta(max_length=50)] = ()
    note: Long = ""


class WireCase(Wire):
    """A line of cases.jsonl."""

    id: Uuid
    source_id: Name
    content_type: Literal["listing", "video", "review", "chat", "seller", "comment", "post", "live"]
    market: Market
    snapshot_at: Instant
    category: Short = ""
    content_version: Short = ""
    ship_to: Annotated[tuple[Market, ...], Meta(max_length=300)] = ()
    seller: Short | None = None
    exposure: WireExposure | None = None
    harm_tags: Annotated[tuple[Name, ...], Meta(max_length=50)] = ()
    facts: Annotated[dict[Name, Long], Meta(max_length=200)] = {}
    parts: Annotated[tuple[WirePart, ...], Meta(max_length=MOST_PARTS)] = ()
    media: Annotated[tuple[WireMedia, ...], Meta(max_length=100)] = ()
    stratum: Short | None = None
    inclusion_probability: Annotated[float, Meta(gt=0, le=1)] | None = None
    cluster: Short | None = None
    decision: WireDecision | None = None
    earlier: Annotated[tuple[WireEarlier, ...], Meta(max_length=100)] = ()


class WireGold(Wire):
    """A line of gold.jsonl: what is right on a case of a practice batch, and why."""

    batch: Uuid
    case: Uuid
    action: Name
    owner: Name
    at: Instant
    findings: Annotated[tuple[WireFinding, ...], Meta(max_length=50)] = ()
    why: Long = ""


class WireAction(Wire):
    id: Name
    label: Name
    key: Annotated[int, Meta(ge=0, le=9)]
    enforces: bool
    rank: Rank


class WireQuestion(Wire):
    """A question of the request; one that is a plain text means yes, no or unclear."""

    id: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,40}\Z")]
    text: Annotated[str, Meta(min_length=1, max_length=20_000)]
    answer: Literal["yes_no", "choice", "text"] = "yes_no"
    choices: Annotated[tuple[Name, ...], Meta(max_length=9)] = ()


class WireRequest(Wire):
    type: Literal["reactive", "proactive"] = "proactive"
    asked_by: Short = ""
    why: Long = ""
    questions: Annotated[tuple[Long | WireQuestion, ...], Meta(max_length=20)] = ()


class WirePackName(Wire):
    id: Name
    version: Name


class WireThreshold(Wire):
    orders: Count | None = None
    impressions: Count | None = None


class WireAssignment(Wire):
    person: Name
    stage: Literal["first", "second", "repeat", "consensus", "vote"] = "first"
    cases: tuple[Uuid, ...] | None = None


class WireManifest(Wire):
    """batch.json."""

    format: Literal["workstation-batch"]
    version: Annotated[int, Meta(ge=1)]
    id: Uuid
    title: Annotated[str, Meta(min_length=1, max_length=500)]
    kind: Literal["qa", "inspection", "consistency", "dispute", "calibration", "practice", "pool"]
    created_at: Instant
    publisher: Name
    files: dict[Annotated[str, Meta(max_length=500)], Sha256]
    blind: bool = False
    due_at: Instant | None = None
    request: WireRequest = WireRequest()
    languages: tuple[Short, ...] = ()
    residency: tuple[Market, ...] = ()
    policy_pack: WirePackName | None = None
    scorecard: dict[str, Any] | None = None
    actions: Annotated[tuple[WireAction, ...], Meta(max_length=10)] = ()
    exposure_threshold: WireThreshold | None = None
    design: dict[str, Any] | None = None
    assignments: tuple[WireAssignment, ...] = ()


INNER: dict[tuple[type, str], type] = {
    (WireCase, "exposure"): WireExposure,
    (WireCase, "parts"): WirePart,
    (WireCase, "media"): WireMedia,
    (WireCase, "decision"): WireDecision,
    (WireCase, "earlier"): WireEarlier,
    (WireDecision, "findings"): WireFinding,
    (WireFinding, "target"): WireTarget,
    (WireFinding, "evidence"): WireEvidence,
    (WireManifest, "request"): WireRequest,
    (WireRequest, "questions"): WireQuestion,
    (WireGold, "findings"): WireFinding,
    (WireManifest, "policy_pack"): WirePackName,
    (WireManifest, "actions"): WireAction,
    (WireManifest, "exposure_threshold"): WireThreshold,
    (WireManifest, "assignments"): WireAssignment,
}
"""Which struct stands in which field, so that unknown fields can be found at any depth."""
