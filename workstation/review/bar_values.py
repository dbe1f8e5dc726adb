"""The words between the verdict bar and whoever shows it: steps, choices, effects, the menu."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

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


@dataclass(frozen=True, slots=True)
class Choice:
    """A key and what it means: `word` is a code the window has words for, `label` case data."""

    key: str
    word: str
    label: str = ""
    enabled: bool = True
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Question:
    """What the bar shows: which step, and the choices."""

    step: Step
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class CommitAnswer:
    """Record this answer."""

    answer: Answer


@dataclass(frozen=True, slots=True)
class Conclude:
    """Record the verdict: codes (None as derived) and the cause."""

    errors: tuple[Error, ...] | None
    cause: ErrorCause | None
    guideline_gap: bool


@dataclass(frozen=True, slots=True)
class CommitCannot:
    """Hand the case on."""

    why: CannotJudge


@dataclass(frozen=True, slots=True)
class CommitFault:
    """Fault the process of the case that was left."""

    code: Code


@dataclass(frozen=True, slots=True)
class WriteNote:
    """The person wants to type."""


@dataclass(frozen=True, slots=True)
class GoOn:
    """Show the next case."""


Effect = CommitAnswer | Conclude | CommitCannot | CommitFault | WriteNote | GoOn


@dataclass(frozen=True, slots=True)
class Menu:
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
