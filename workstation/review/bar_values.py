"""The words between the verdict bar and whoever shows it: steps, choices, effects, the menu."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from workstation.domain.batch import BatchKind, RequestQuestion
from workstation.domain.case import Exposure
from workstation.domain.inspection import Inspection
from workstation.domain.policy import ClauseVersion, Family
from workstation.domain.taxonomy import Action, CannotJudge, Code, ErrorCause
from workstation.domain.verdict import Answer, Error


class Step(StrEnum):
    """Which question the bar asks."""

    ACTION = "action"
    FAMILY = "family"
    CLAUSE = "clause"
    READY = "ready"
    PENALTY = "penalty"  # the moderator set one: which was right?
    REVEALED = "revealed"
    CODES = "codes"
    SET = "set"  # the copies of a cluster and what was decided on them
    TACTICS = "tactics"
    CONTROL = "control"
    REACH = "reach"
    COUNT = "count"  # a number of the reach is being typed
    ASKED = "asked"  # a question of the request
    GOLD = "gold"
    CANNOT = "cannot"
    FAULT = "fault"
    WAITING = "waiting"  # an answer is being committed
    DONE = "done"  # the case has a verdict


# What belongs to the answer may be changed until the answer is committed.
ANSWERING = (Step.ACTION, Step.FAMILY, Step.CLAUSE, Step.READY, Step.CANNOT)
# The answer is committed, its verdict is not.
UNFOLDED = (
    *(Step.PENALTY, Step.REVEALED, Step.CODES, Step.SET),
    *(Step.TACTICS, Step.CONTROL, Step.REACH, Step.COUNT, Step.ASKED),
)

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
    """What the bar shows: which step, and the choices. `asked` is a question of the request,
    `typed` a number that is being typed."""

    step: Step
    choices: tuple[Choice, ...]
    asked: RequestQuestion | None = None
    typed: str = ""


class CommitAnswer(Struct, frozen=True):
    """Record this answer."""

    answer: Answer


class Conclude(Struct, frozen=True):
    """Record the verdict: codes (None as derived) and the cause; what an inspection found; the
    penalty that is right."""

    errors: tuple[Error, ...] | None
    cause: ErrorCause | None
    guideline_gap: bool
    inspection: Inspection | None = None
    penalty: str | None = None


class TakePenalty(Struct, frozen=True):
    """This penalty is right: what follows from it?"""

    penalty: str


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


Effect = CommitAnswer | Conclude | TakePenalty | CommitCannot | CommitFault | WriteNote | GoOn


class Menu(Struct, frozen=True):
    """What can be chosen on this case: actions, families, clauses in force, suggestions.

    `questions` are the request's, `exposure` what the batch tells of the reach, `penalties` the
    codes a seller may get, `ladder` the one that the policy gives for the answer.
    """

    actions: tuple[Action, ...]
    families: tuple[Family, ...] = ()
    clauses: tuple[ClauseVersion, ...] = ()
    suggested: tuple[ClauseVersion, ...] = ()
    kind: BatchKind = BatchKind.QA
    questions: tuple[RequestQuestion, ...] = ()
    exposure: Exposure = Exposure()
    penalties: tuple[str, ...] = ()
    ladder: str | None = None

    def of_family(self, digit: int) -> tuple[ClauseVersion, ...]:
        """The clauses of a family that are in force, in order."""
        return tuple(clause for clause in self.clauses if clause.family == digit)

    def action(self, key: str) -> Action | None:
        """The action on a digit."""
        return next((a for a in self.actions if str(a.key) == key), None)
