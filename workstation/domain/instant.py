"""Instants: ISO 8601 texts with an offset, as they came; compared as moments."""

from __future__ import annotations

from datetime import UTC, datetime

from workstation.fault import WorldFault


def parse(text: str) -> datetime:
    """The moment a text names.

    Raises WorldFault `instant.malformed` (not ISO 8601) or `instant.naive` (no offset).
    """
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError):
        raise WorldFault("instant.malformed", text=str(text)[:40]) from None
    if moment.tzinfo is None:
        raise WorldFault("instant.naive", text=text[:40])
    try:
        moment.astimezone(UTC)
    except OverflowError:  # at the edge of the calendar, where no other offset can tell it
        raise WorldFault("instant.malformed", text=text[:40]) from None
    return moment


def write(moment: datetime) -> str:
    """The text of a moment, in its own offset, to the millisecond."""
    return moment.isoformat(timespec="milliseconds")


def sort_key(text: str) -> str:
    """The moment in UTC as text that sorts by time, whatever offset it was written in."""
    return parse(text).astimezone(UTC).isoformat(timespec="milliseconds")
