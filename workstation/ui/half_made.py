"""Half-made answers: kept at every key, found again after a crash or a look at another case."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

from msgspec import Struct

from workstation.domain.batch import TaskState
from workstation.domain.taxonomy import ReadIn
from workstation.review import bar_draft
from workstation.review.bar import Bar
from workstation.review.bar_values import ANSWERING, Step
from workstation.review.prepare import Prepared
from workstation.review.unfolding import fits, unfolded
from workstation.services import Services


class HalfMade(Struct, frozen=True):
    """Where somebody stood: the bar, the note, whether the translation misled."""

    bar: Bar
    note: str = ""
    misled: bool = False


class HalfMadeAnswers:
    """One a task. What is being written to the store already counts here."""

    def __init__(self, services: Services) -> None:
        """None yet."""
        self._services = services
        self._held: dict[str, dict[str, Any]] = {}  # until the case has its verdict
        self._kept: tuple[str, dict[str, Any]] | None = None

    def keep(self, task: str, half: HalfMade, media: tuple[str, ...]) -> Future[None] | None:
        """Keep where somebody stands; None where that is kept already."""
        if half.bar.step in (Step.WAITING, Step.DONE, Step.FAULT):
            return None
        body: dict[str, Any] = {
            **bar_draft.dump(half.bar),
            "note": half.note,
            "misled": half.misled,
            "media": list(media),
        }
        if self._kept == (task, body):
            return None
        self._kept = (task, body)
        # What is read while this is being written does not have it yet.
        self._held[task] = body
        return self._services.keep_draft(task, body)

    def forget(self, task: str) -> None:
        """The answer is committed."""
        self._held.pop(task, None)

    def of(self, prepared: Prepared, read: ReadIn) -> HalfMade:
        """Where somebody stands on a case that comes on the screen; `read` where they begin."""
        view = prepared.view
        held = self._of(prepared)
        draft = _bar_of(held)
        if view.verdict is not None:
            # What had been changed of a recorded answer is not taken for the answer.
            return HalfMade(Bar(step=Step.DONE, read_in=read, outcome=view.outcome))
        if view.outcome is not None and view.task.state == TaskState.ANSWERED.value:
            # A draft may hold no more than the words that were typed before the answer.
            blank = draft is None or draft == Bar(read_in=draft.read_in)
            again = draft is not None and not blank and draft.step in ANSWERING
            if draft is not None and (again or fits(draft, view)):
                bar = draft
            else:
                bar = unfolded(Bar(read_in=read), view)
        elif draft is not None and draft.step in ANSWERING:
            bar = draft
        else:
            bar = Bar(read_in=read)
        self._kept = (view.task.id, dict(held)) if held else None
        return HalfMade(bar, str(held.get("note") or ""), bool(held.get("misled", False)))

    def media_of(self, prepared: Prepared) -> tuple[str, ...]:
        """The media of a case that its half-made answer says were opened."""
        return tuple(str(sha256) for sha256 in self._of(prepared).get("media", ()))

    def _of(self, prepared: Prepared) -> Mapping[str, Any]:
        return self._held.get(prepared.view.task.id) or prepared.view.draft or {}


def _bar_of(held: Mapping[str, Any]) -> Bar | None:
    """The bar of a draft; None for none, or one that this version cannot read."""
    try:
        bar = bar_draft.load(held) if held else None
    except (KeyError, TypeError, ValueError, AttributeError):
        return None
    return None if bar is None or bar.step in (Step.DONE, Step.FAULT) else bar
