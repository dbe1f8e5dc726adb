"""One run with one place: what it stands on, and what it has found out so far."""

from __future__ import annotations

from dataclasses import dataclass, field

from workstation.domain.roster import Roster
from workstation.store.cursors import Cursor
from workstation.store.store import Store
from workstation.sync.report import Problem, Received
from workstation.sync.transport import Heads, Transport


@dataclass(slots=True)
class Run:
    """`name` is the place's own. `cursors` are how its streams stood at the last run, `looked`
    those that were looked at in this one; whatever was not, stands as it did."""

    store: Store
    place: Transport
    name: str
    at: str
    own: str
    roster: Roster
    heads: Heads
    cursors: dict[str, Cursor]
    unsealed: bool = False  # cases were sealed or opened since: words may be due
    looked: dict[str, Cursor] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    received: list[Received] = field(default_factory=list)
    sealed: int = 0
    segments: int = 0
    events: int = 0
    texts: int = 0
