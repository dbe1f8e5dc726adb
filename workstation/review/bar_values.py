"""The words between the verdict bar and whoever shows it: steps, choices, effects, the menu."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from workstation.domain.policy import ClauseVersion, Family
from workstation.domain.taxonomy import Action, CannotJudge, Code, ErrorCause
from workstation.domain.verdict import Answer, Error


class Step(StrEnum):
    """Which question the bar asks."""

    ACTION = "action"
    FAMILY = "family"
    CLAUSE = "clause"
    READY = "ready"
    REVEALED = "revealed"
    CODES = "codes"
    CANNOT = "cannot"
    FAULT = "fault"
    WAITING = "waiting"  # an answer is being committed
    DONE = "done"  # the case has a verdict


ENTER, BACK, PLUS, MINUS = "Enter", "Backspace", "+", "-"
NOTE, GAP, CODES, SEVERITY = "9", "0", "8", "8"


class Choice(Struct, frozen=True):
    """A key and what it means: `word` is a code the window has words for, `label` case data."""

    key: str
    word: str
    label: str = ""
    enabled: bool = True
    chosen: bool = False


class Question(Struct, frozen=True):
    """What the bar shows: which step, and the choices."""

    step: Step
    choices: tuple[Choice, ...]


class CommitAnswer(Struct, frozen=True):
    """Record this answer."""

    answer: Answer


class Conclude(Struct, frozen=True):
    """Record the verdict: codes (None as derived) and the cause."""

    errors: tuple[Error, ...] | None
    cause: ErrorCause | None
    guideline_gap: bool


class CommitCannot(Struct, frozen=True):
    """Hand the case on."""

    why: CannotJudge


class CommitFault(Struct, frozen=True):
    """Fault the process of the case that was left."""

    code: Code


class WriteNote(Struct, frozen=True):
    """The person wants to type."""


class GoOn(Struct, frozen=True):
    """Show the next case."""


Effect = CommitAnswer | Conclude | CommitCannot | CommitFault | WriteNote | GoOn


class Menu(Struct, frozen=True):
    """What can be chosen on this case: actions, families, clauses in force, suggestions."""

    actions: tuple[Action, ...]
    families: tuple[Family, ...] = ()
    clauses: tuple[ClauseVersion, ...] = ()
    suggested: tuple[ClauseVersion, ...] = ()

    def of_family(self, digit: int) -> tuple[ClauseVersion, ...]:
        """The clauses of a family that are in force, in order."""
        return tuple(clause for clause in self.clauses if clause.family == digit)

    def action(self, key: str) -> Action | None:
        """The action on a digit."""
        return next((a for a in self.actions if str(a.key) == key), None)
