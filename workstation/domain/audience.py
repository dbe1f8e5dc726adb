"""Which audiences leave the machine, and which of them only sealed."""

from __future__ import annotations

from workstation.domain.event import Audience

_PLAIN = frozenset(
    (
        Audience.WORK,
        Audience.DEVICE,
        Audience.ROSTER,
        Audience.POLICY,
        Audience.MODELS,
        Audience.DISPUTE,
    )
)
_SESSION = "cal-"
_BATCH = "batch-"


def is_sealed(audience: str) -> bool:
    """Whether what is said there may only leave sealed to its readers."""
    return audience == Audience.PRIVATE or audience.startswith(_SESSION)


def is_known(audience: str) -> bool:
    """Whether this version reads and sends streams of this audience; `local` is none."""
    return audience in _PLAIN or audience.startswith(_BATCH) or is_sealed(audience)


def session_of(audience: str) -> str | None:
    """The session whose votes stand there."""
    return audience.removeprefix(_SESSION) if audience.startswith(_SESSION) else None
