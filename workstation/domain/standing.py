"""Which of a person's acts on a task stand, and which of several verdicts counts.

Two devices of one person may judge the same task before they hear of each other. Both verdicts are
kept; the one that counts follows from (stream, number) alone, so every workstation chooses the
same, whatever came first and whatever the clocks say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Protocol, TypeVar

from workstation.domain.event import Kind

VERDICTS = (Kind.VERDICT, Kind.CORRECTED, Kind.CANNOT_JUDGE)


class Said(Protocol):
    """An event as far as it matters here."""

    @property
    def id(self) -> str: ...
    @property
    def stream(self) -> str: ...
    @property
    def number(self) -> int: ...
    @property
    def kind(self) -> str: ...
    @property
    def supersedes(self) -> str | None: ...
    @property
    def body(self) -> Mapping[str, Any]: ...


S = TypeVar("S", bound=Said)


def replaced(one: Said) -> Iterator[str]:
    """What an act takes the place of: the verdict it corrects, and its rivals (`beside`)."""
    if one.supersedes:
        yield one.supersedes
    beside = one.body.get("beside")
    if isinstance(beside, list):
        yield from (event for event in beside if isinstance(event, str))


def standing(said: Iterable[S]) -> list[S]:
    """Of one person's acts on a task those that nothing which stands has replaced or taken back."""
    every = list(said)
    undone = {one.supersedes for one in every if one.kind == Kind.UNDONE}
    live = [one for one in every if one.id not in undone and one.kind != Kind.UNDONE]
    gone = {event for one in live for event in replaced(one)}
    return [one for one in live if one.id not in gone]


def counting(said: Iterable[S]) -> S | None:
    """The verdict that counts: of those that stand the last by (stream, number)."""
    held = [one for one in standing(said) if one.kind in VERDICTS]
    return max(held, key=lambda one: (one.stream, one.number), default=None)
