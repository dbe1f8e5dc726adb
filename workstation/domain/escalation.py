"""Who owns a case that an auditor cannot judge, and by when they answer.

The hours are a promise to the person who waits, so they run on the clock and not in working time:
a live check while the listing is still up (4), a colleague who reads the language within a day
(24), specialists within a day (24), the publisher who has to fetch what is missing (48), the
policy owner who has to decide something that will bind others (72).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, timedelta
from enum import StrEnum

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.taxonomy import CannotJudge


class Owner(StrEnum):
    """The role that answers; who fills it is the roster's business, until then anyone's."""

    LANGUAGE_PEER = "language_peer"
    PUBLISHER = "publisher"
    LIVE_CHECK_DESK = "live_check_desk"
    POLICY_OWNER = "policy_owner"
    SPECIALISTS = "specialists"


class Question(StrEnum):
    """Where a question stands: `answered` came back with words, `taken` is judged by its owner,
    `settled` was judged by its asker after all, `withdrawn` was taken back."""

    OPEN = "open"
    ANSWERED = "answered"
    TAKEN = "taken"
    SETTLED = "settled"
    WITHDRAWN = "withdrawn"


class Route(Struct, frozen=True):
    """To whom a reason leads, and how many hours they have."""

    owner: Owner
    hours: int


ROUTES: Mapping[str, Route] = {
    CannotJudge.LANGUAGE: Route(Owner.LANGUAGE_PEER, 24),
    CannotJudge.MISSING_EVIDENCE: Route(Owner.PUBLISHER, 48),
    CannotJudge.LIVE_CHECK: Route(Owner.LIVE_CHECK_DESK, 4),
    CannotJudge.POLICY_UNCLEAR: Route(Owner.POLICY_OWNER, 72),
    CannotJudge.SPECIALIST: Route(Owner.SPECIALISTS, 24),
}
OTHERWISE = Route(Owner.PUBLISHER, 48)
"""For a reason that a later version may bring."""


def route(reason: str) -> Route:
    """To whom a reason leads."""
    return ROUTES.get(reason, OTHERWISE)


def due_at(reason: str, at: str) -> str:
    """When the answer is due, in UTC: such instants sort by time."""
    due = instant.parse(at).astimezone(UTC) + timedelta(hours=route(reason).hours)
    return instant.write(due)
