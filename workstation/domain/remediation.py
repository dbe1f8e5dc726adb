"""What has to be put right on the platform: the values, the deadlines, the id of an entry."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from enum import StrEnum

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.ids import derived_id
from workstation.domain.taxonomy import Severity

OWNER = "enforcement"
"""Who puts it right until somebody else is named."""


class What(StrEnum):
    """What is to be done on the platform."""

    TAKE_DOWN = "take_down"
    LIMIT = "limit"
    SEND_BACK = "send_back"  # to the seller, to edit
    ACT = "act"  # an action of the batch's own
    REINSTATE = "reinstate"  # with it any penalty is lifted
    RAISE = "raise"
    LOWER = "lower"
    CHANGE = "change"  # another action, neither stronger nor weaker
    MOVE = "move"  # act on the right component, restore the wrong one
    NOTICE = "notice"  # the seller was told the wrong clause
    PENALTY = "penalty"
    ROUTE = "route"  # to the specialists


class State(StrEnum):
    """Where an entry stands."""

    WAITING = "waiting"  # the verdict is provisional: nobody acts on it yet
    OPEN = "open"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"  # the verdict that opened it does not stand


class ClosedAs(StrEnum):
    """How it ended."""

    DONE = "done"
    ALREADY_GONE = "already_gone"
    NOT_POSSIBLE = "not_possible"


HOURS: Mapping[Severity, int] = {
    Severity.CRITICAL: 24,
    Severity.MAJOR: 3 * 24,
    Severity.MINOR: 7 * 24,
    Severity.NONE: 7 * 24,
}
"""Time to put it right, from the verdict's moment (docs/decisions/0011-remediation.md)."""


class Wanted(Struct, frozen=True):
    """One thing to put right. `done` and `wanted` are action ids, clause ids for a notice, or
    penalties; `item` and `case` are set where it is another item than the verdict's own."""

    what: What
    wanted: str
    severity: Severity
    target_kind: str = "item"
    target_ref: str | None = None
    clause: str | None = None
    version: int | None = None
    done: str | None = None
    item: str | None = None
    case: str | None = None

    def entry_id(self, person: str, task: str) -> str:
        """The same for as long as one person's verdicts on a task want the same thing."""
        return derived_id(
            "remediation", person, task, self.item or "", self.what.value, self.target_kind,
            self.target_ref or "", self.wanted if self.what is What.ACT else "",
        )  # fmt: skip


def due(opened_at: str, severity: Severity) -> str:
    """The deadline, in the offset of the verdict."""
    return instant.write(instant.parse(opened_at) + timedelta(hours=HOURS[severity]))
