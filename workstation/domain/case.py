"""A case as it was captured, and its place in a batch."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from workstation.domain.ids import CaseId, ItemId

MINORS = "minors"
"""The harm tag of a case in which children are seen, addressed or at risk."""


class PartKind(StrEnum):
    """What a part of a case is."""

    TITLE = "title"
    DESCRIPTION = "description"
    ATTRIBUTE = "attribute"
    MESSAGE = "message"
    REVIEW = "review"
    TRANSCRIPT = "transcript"
    IMAGE_TEXT = "image_text"
    PROFILE = "profile"
    COMMENT = "comment"
    CAPTION = "caption"


class Part(Struct, frozen=True):
    """A text of a case: translated, searched and judged by itself. Times t0, t1 in milliseconds."""

    id: str
    kind: str
    text: str
    language: str | None = None
    speaker: str | None = None
    at: str | None = None
    t0: int | None = None
    t1: int | None = None
    media: str | None = None
    name: str | None = None


class Media(Struct, frozen=True):
    """A picture, video or sound of a case, named by the sha256 of its bytes."""

    sha256: str
    kind: str
    name: str
    required: bool = False
    alt: str = ""


class Exposure(Struct, frozen=True):
    """How far the content went. `value` is in hundredths of `currency`."""

    impressions: int | None = None
    orders: int | None = None
    value: int | None = None
    currency: str | None = None


class Earlier(Struct, frozen=True):
    """An earlier item of the same seller, in few words."""

    source_id: str
    at: str
    text: str


class Case(Struct, frozen=True):
    """Content under review; immutable once stored."""

    id: CaseId
    source_id: str
    content_type: str
    market: str
    category: str
    snapshot_at: str
    content_version: str = ""
    ship_to: tuple[str, ...] = ()
    seller: str | None = None
    exposure: Exposure = Exposure()
    harm_tags: tuple[str, ...] = ()
    facts: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    media: tuple[Media, ...] = ()
    earlier: tuple[Earlier, ...] = ()

    def part(self, part_id: str) -> Part | None:
        """The part of that id, if there is one."""
        return next((part for part in self.parts if part.id == part_id), None)


class Item(Struct, frozen=True):
    """A case's place in a batch; a cluster of duplicates is one unit."""

    id: ItemId
    batch: str
    case: CaseId
    position: int
    stratum: str | None = None
    inclusion_probability: str | None = None
    cluster: str | None = None
