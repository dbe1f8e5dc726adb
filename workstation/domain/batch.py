"""A batch: what was asked, of whom, drawn how, judged by which actions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct, field

from workstation.domain.ids import BatchId
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Action


class BatchKind(StrEnum):
    """Figures of one kind never enter another's."""

    QA = "qa"
    INSPECTION = "inspection"
    CONSISTENCY = "consistency"
    DISPUTE = "dispute"
    CALIBRATION = "calibration"
    PRACTICE = "practice"
    POOL = "pool"

    @property
    def has_moderator(self) -> bool:
        """Whether somebody's decision is judged: an inspection has none, practice judges nobody."""
        return self not in (BatchKind.INSPECTION, BatchKind.PRACTICE)


class Stage(StrEnum):
    """Why a person looks at an item."""

    FIRST = "first"
    SECOND = "second"
    REPEAT = "repeat"
    CONSENSUS = "consensus"
    VOTE = "vote"


AGAIN = (Stage.SECOND, Stage.REPEAT)
"""Stages that are blind whatever the batch is: what was said before must not be known."""


class TaskState(StrEnum):
    """Where a task stands; open and answered tasks are still to be done."""

    OPEN = "open"
    ANSWERED = "answered"  # blind answer committed, verdict to follow
    DECIDED = "decided"
    CANNOT = "cannot"
    SKIPPED = "skipped"
    SEALED = "sealed"


UNDECIDED = (TaskState.OPEN, TaskState.ANSWERED, TaskState.SKIPPED)


class AnswerForm(StrEnum):
    """How a question of the request is answered."""

    YES_NO = "yes_no"  # yes, no or unclear
    CHOICE = "choice"
    TEXT = "text"


class RequestQuestion(Struct, frozen=True):
    """What the request wants to know of every case; `choices` where it is answered by one."""

    id: str
    text: str
    answer: AnswerForm = AnswerForm.YES_NO
    choices: tuple[str, ...] = ()


def question_name(number: int) -> str:
    """The id of a question that is a plain text, by its place from 1."""
    return f"q{number}"


class Request(Struct, frozen=True):
    """Who asked for the audit, and why."""

    type: str = "proactive"
    asked_by: str = ""
    why: str = ""
    questions: tuple[RequestQuestion, ...] = ()


class ExposureThreshold(Struct, frozen=True):
    """Above either, a missed violation is one step more severe."""

    orders: int | None = None
    impressions: int | None = None


class Batch(Struct, frozen=True):
    """The immutable description of a batch."""

    id: BatchId
    title: str
    kind: BatchKind
    blind: bool
    created_at: str
    publisher: str
    manifest_digest: str
    due_at: str | None = None
    request: Request = Request()
    languages: tuple[str, ...] = ()
    residency: tuple[str, ...] = ()
    pack: str | None = None  # digest of the policy pack, the key of the store's pack table
    scorecard: Mapping[str, object] | None = None
    actions: tuple[Action, ...] = DEFAULT_ACTIONS
    exposure_threshold: ExposureThreshold = ExposureThreshold()
    design: Mapping[str, object] = field(default_factory=dict)

    @property
    def action_by_id(self) -> dict[str, Action]:
        """The action set by id."""
        return {action.id: action for action in self.actions}
