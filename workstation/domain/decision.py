"""Findings, and the moderator's decision that is under audit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from msgspec import Struct

from workstation.domain.ids import DecisionId
from workstation.domain.taxonomy import Action


class TargetKind(StrEnum):
    """What an action is taken on."""

    ITEM = "item"
    PART = "part"
    MEDIA = "media"
    SELLER = "seller"


class Target(Struct, frozen=True):
    """The thing a finding is about; `ref` is a part id or a media sha256."""

    kind: TargetKind = TargetKind.ITEM
    ref: str | None = None


WHOLE_ITEM = Target()


class Evidence(Struct, frozen=True):
    """Where it shows: characters start…end of a part, or a box (1/10,000 of each side: x, y,
    width, height) or times (milliseconds) of a medium."""

    part: str | None = None
    start: int | None = None
    end: int | None = None
    media: str | None = None
    box: tuple[int, int, int, int] | None = None
    t0: int | None = None
    t1: int | None = None


class Finding(Struct, frozen=True):
    """One violation: a target, the clause version it breaks, what is to be done."""

    clause: str
    version: int
    action: str
    target: Target = WHOLE_ITEM
    evidence: tuple[Evidence, ...] = ()
    primary: bool = False


class Decision(Struct, frozen=True):
    """What a moderator (or a model) decided on a case."""

    id: DecisionId
    by: str
    vendor: str
    site: str
    decided_at: str
    action: str
    findings: tuple[Finding, ...] = ()
    handling_ms: int | None = None
    prior_points: int | None = None
    penalty: str | None = None
    penalty_set_by: str = "system"
    automated: bool = False
    note: str = ""

    @property
    def primary(self) -> Finding | None:
        """The finding marked primary, else the first."""
        return primary_of(self.findings)


def primary_of(findings: Iterable[Finding]) -> Finding | None:
    """The finding marked primary, else the first, else None."""
    held = tuple(findings)
    return next((finding for finding in held if finding.primary), held[0] if held else None)


def strongest_action(findings: Iterable[Finding], actions: Mapping[str, Action]) -> str | None:
    """The action of highest rank among the findings; a case's action (DESIGN, finding)."""
    held = [finding.action for finding in findings]
    return max(held, key=lambda action: actions[action].rank) if held else None
