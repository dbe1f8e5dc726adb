"""What an inspection tells beyond the answer: tactics, control gap, reach, the request's questions.

An inspection has no moderator, so nothing here says who erred.
"""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from workstation.domain.taxonomy import ControlGap, EvasionTag

SAID = ("yes", "no", "unclear")
"""The answers to a yes/no question, in the order of their digits."""


class Reach(Struct, frozen=True):
    """How far it went: as the batch tells it, or as the auditor corrected it."""

    orders: int | None = None
    impressions: int | None = None
    as_told: bool = True


class Inspection(Struct, frozen=True):
    """What was found out. Of `answers` one is `yes`, `no`, `unclear`, or the number of a choice
    from 1; answers in free words are in `words`, so that they can be erased."""

    tactics: tuple[EvasionTag, ...] = ()
    control_gap: ControlGap | None = None
    reach: Reach | None = None
    answers: Mapping[str, str | int] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)
