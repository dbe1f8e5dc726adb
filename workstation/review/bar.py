"""The verdict bar as a state machine: one question at a time, every choice on a key.

It knows no window and no store. `Bar.press(key)` gives the next bar and, where something is to be
recorded, an effect; `Bar.question()` tells what to show. The steps stand in `bar_steps`.

    ACTION ─1─────────────────────────────► Commit
       │2,3,4
       ▼
    FAMILY ─digit─► CLAUSE ─digit─► READY ─Enter─► Commit
       │ Alt+1…5 ────────────────────▲ │+ a second violation: back to ACTION
       │0 → CANNOT ─digit─► CommitCannot
    F4 → FAULT ─digit─► CommitFault

    Commit ─ it differs ──────► (PENALTY ─digit─►) REVEALED ─Enter─► Conclude
           ─ a cluster ───────► SET ─Enter─► Conclude
           ─ an inspection ───► TACTICS ► CONTROL ► REACH ► ASKED … ─Enter─► Conclude
           ─ practice ────────► GOLD ─Enter─► the next case
"""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.decision import Evidence, Finding
from workstation.domain.inspection import Inspection
from workstation.domain.policy import ClauseVersion
from workstation.domain.taxonomy import ErrorCause, ReadIn
from workstation.domain.verdict import Answer, Error, Outcome
from workstation.review.bar_steps import answering, comparing, inspecting, leaving
from workstation.review.bar_steps.answering import target_of
from workstation.review.bar_values import (
    BACK,
    CODES,
    GAP,
    MINUS,
    NOTE,
    SEVERITY,
    UNFOLDED,
    Effect,
    Menu,
    Question,
    Step,
    WriteNote,
)

# Letters are aliases: on a Thai or Arabic keyboard they do not fire.
_ALIASES = {
    Step.REVEALED: {"E": CODES, "N": NOTE, "G": GAP},
    Step.CODES: {"S": SEVERITY, "N": NOTE},
    Step.SET: {"N": NOTE, "G": GAP},
    Step.REACH: {"N": NOTE},
    Step.CANNOT: {"N": NOTE},
    Step.FAULT: {"N": NOTE},
}


class Bar(Struct, frozen=True):
    """Where an answer stands. Frozen: every key gives a new one."""

    step: Step = Step.ACTION
    action: str = ""  # of the finding being made
    family: int | None = None
    findings: tuple[Finding, ...] = ()
    evidence: tuple[Evidence, ...] = ()  # pinned, not yet part of a finding
    sure: bool = True
    read_in: ReadIn = ReadIn.TRANSLATION
    outcome: Outcome | None = None
    errors: tuple[Error, ...] | None = None
    cause: ErrorCause | None = None
    guideline_gap: bool = False
    penalty: str | None = None
    inspected: Inspection = Inspection()
    short: bool = False  # nothing is wrong: only the request's questions are asked
    place: int = 0  # of the request's question
    counted: str = ""  # which number of the reach is being typed
    typed: str = ""

    def question(self, menu: Menu) -> Question:
        """The question of this step and its choices."""
        asked = inspecting.question_at(self, menu) if self.step is Step.ASKED else None
        choices = tuple(_CHOICES[self.step](self, menu))
        return Question(self.step, choices, asked, self.typed)

    def press(self, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
        """What a key does; a key without meaning here changes nothing."""
        key = _ALIASES.get(self.step, {}).get(key, key)
        if key == NOTE and self._notes(menu):
            return self, WriteNote()
        if key == MINUS and self.step in (Step.ACTION, Step.FAMILY, Step.CLAUSE, Step.READY):
            return replace(self, sure=not self.sure), None
        if key == BACK:
            return self.back(), None
        return _PRESS[self.step](self, key, menu)

    def _notes(self, menu: Menu) -> bool:
        if self.step is Step.ASKED:
            return any(
                choice.key == NOTE
                for choice in inspecting.asked_choices(self, menu)
                if choice.word in ("note", "write")
            )
        return self.step in _ALIASES

    def back(self) -> Bar:
        """One step back; nothing that was committed is touched."""
        if self.step in (Step.ACTION, Step.FAMILY, Step.CLAUSE, Step.READY):
            return answering.back(self)
        if self.step is Step.CODES:
            return replace(self, step=Step.REVEALED)
        if self.step in (Step.CANNOT, Step.FAULT):
            return replace(self, step=Step.ACTION)
        earlier = inspecting.back(self)
        if earlier is not None:
            return earlier
        if self.step is Step.DONE or self.step in UNFOLDED:
            # Answer again: what was committed stays, the new answer is marked as after the reveal.
            return Bar(read_in=self.read_in)
        return self

    def pin(self, evidence: Evidence) -> Bar:
        """Add evidence; it sets the target of the finding being made, or of the last one made."""
        if self.step is Step.READY and self.findings:
            *kept, last = self.findings
            held = (*last.evidence, evidence)
            return replace(
                self,
                findings=(*kept, replace(last, evidence=held, target=target_of(held))),
            )
        if self.step in (Step.ACTION, Step.FAMILY, Step.CLAUSE):
            return replace(self, evidence=(*self.evidence, evidence))
        return self

    def unpin(self) -> Bar:
        """Take the last evidence away."""
        if self.step is Step.READY and self.findings:
            *kept, last = self.findings
            held = last.evidence[:-1]
            return replace(
                self, findings=(*kept, replace(last, evidence=held, target=target_of(held)))
            )
        return replace(self, evidence=self.evidence[:-1])

    def revealed(self, outcome: Outcome) -> Bar:
        """The answer is committed and differs: the bar unfolds."""
        return replace(self, step=Step.REVEALED, outcome=outcome, errors=None, cause=None)

    def choose_clause(self, clause: ClauseVersion, menu: Menu) -> Bar:
        """A clause was picked (digit, suggestion, search or mouse)."""
        if self.step not in (Step.FAMILY, Step.CLAUSE):
            return self
        return answering.with_finding(self, clause, menu)

    def answer(self, menu: Menu) -> Answer:
        """The answer as it stands; its action is the strongest finding's."""
        return answering.answer_of(self, menu)

    def pinned(self) -> tuple[Evidence, ...]:
        """All evidence pinned so far, for showing it in the text."""
        return tuple(e for f in self.findings for e in f.evidence) + self.evidence


_CHOICES = {
    Step.ACTION: answering.action_choices,
    Step.FAMILY: answering.family_choices,
    Step.CLAUSE: answering.clause_choices,
    Step.READY: answering.ready_choices,
    Step.PENALTY: comparing.penalty_choices,
    Step.REVEALED: comparing.revealed_choices,
    Step.CODES: comparing.codes_choices,
    Step.SET: comparing.set_choices,
    Step.TACTICS: inspecting.tactics_choices,
    Step.CONTROL: inspecting.control_choices,
    Step.REACH: inspecting.reach_choices,
    Step.COUNT: inspecting.count_choices,
    Step.ASKED: inspecting.asked_choices,
    Step.GOLD: leaving.gold_choices,
    Step.CANNOT: leaving.cannot_choices,
    Step.FAULT: leaving.fault_choices,
    Step.WAITING: leaving.nothing,
    Step.DONE: leaving.done_choices,
}
_PRESS = {
    Step.ACTION: answering.press_action,
    Step.FAMILY: answering.press_family,
    Step.CLAUSE: answering.press_clause,
    Step.READY: answering.press_ready,
    Step.PENALTY: comparing.press_penalty,
    Step.REVEALED: comparing.press_revealed,
    Step.CODES: comparing.press_codes,
    Step.SET: comparing.press_set,
    Step.TACTICS: inspecting.press_tactics,
    Step.CONTROL: inspecting.press_control,
    Step.REACH: inspecting.press_reach,
    Step.COUNT: inspecting.press_count,
    Step.ASKED: inspecting.press_asked,
    Step.GOLD: leaving.press_done,
    Step.CANNOT: leaving.press_cannot,
    Step.FAULT: leaving.press_fault,
    Step.WAITING: leaving.rest,
    Step.DONE: leaving.press_done,
}
