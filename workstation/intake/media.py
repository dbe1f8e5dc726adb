"""Whether bytes are what a batch says they are, by their first few."""

from __future__ import annotations

from workstation.domain.formats import kind_of

__all__ = ["kind_of", "looks_like"]


def looks_like(data: bytes, kind: str) -> bool:
    """Whether bytes may be what a case says they are; containers hold sound or pictures alike."""
    found = kind_of(data)
    return found == kind or {found, kind} <= {"video", "audio"}
