"""The verdict bar as a state machine: one question at a time, every choice on a key.

It knows no window and no store. `Bar.press(key)` gives the next bar and, where something is to be
recorded, an effect; `Bar.question()` tells what to show.

    ACTION ─1─────────────────────────────► Commit
       │2,3,4
       ▼
    FAMILY ─digit─► CLAUSE ─digit─► READY ─Enter─► Commit ─(differs)─► REVEALED ─Enter─► Conclude
       │ Alt+1…5 ────────────────────▲ │+ a second violation: back to ACTION
       │0 → CANNOT ─digit─► CommitCannot
    F4 → FAULT ─digit─► CommitFault
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.decision import WHOLE_ITEM, Evidence, Finding, Target, TargetKind
from workstation.domain.policy import ClauseVersion
from workstation.domain.taxonomy import (
    CANNOT,
    PROCESS_FAULTS,
    TECHNICAL,
    CannotJudge,
    Code,
    ErrorCause,
    ReadIn,
    Severity,
)
from workstation.domain.verdict import Answer, Error, Outcome
from workstation.review.bar_values import (
    BACK,
    CODES,
    ENTER,
    GAP,
    MINUS,
    NOTE,
    PLUS,
    SEVERITY,
    Choice,
    CommitAnswer,
    CommitCannot,
    CommitFault,
    Conclude,
    Effect,
    GoOn,
    Menu,
    Question,
    Step,
    WriteNote,
)

T = TypeVar("T")

# Letters are aliases: on a Thai or Arabic keyboard they do not fire.
_ALIASES = {
    Step.REVEALED: {"E": CODES, "N": NOTE, "G": GAP},
    Step.CODES: {"S": SEVERITY, "N": NOTE},
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

    def question(self, menu: Menu) -> Question:
        """The question of this step and its choices."""
        return Question(self.step, tuple(_CHOICES[self.step](self, menu)))

    def press(self, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
        """What a key does; a key without meaning here changes nothing."""
        key = _ALIASES.get(self.step, {}).get(key, key)
        if key == NOTE and self.step in _ALIASES:
            return self, WriteNote()
        if key == MINUS and self.step in (Step.ACTION, Step.FAMILY, Step.CLAUSE, Step.READY):
            return replace(self, sure=not self.sure), None
        if key == BACK:
            return self.back(), None
        return _PRESS[self.step](self, key, menu)

    def back(self) -> Bar:
        """One step back; nothing that was committed is touched."""
        if self.step is Step.CLAUSE:
            return replace(self, step=Step.FAMILY, family=None)
        if self.step is Step.READY:
            *kept, last = self.findings or (None,)
            if last is None:
                return replace(self, step=Step.ACTION, action="")
            return replace(
                self,
                step=Step.FAMILY,
                findings=tuple(f for f in kept if f is not None),
                action=last.action,
                evidence=last.evidence,
                family=None,
            )
        if self.step is Step.FAMILY or (self.step is Step.ACTION and self.findings):
            ready = bool(self.findings)
            return replace(self, step=Step.READY if ready else Step.ACTION, action="", family=None)
        if self.step is Step.CODES:
            return replace(self, step=Step.REVEALED)
        if self.step in (Step.CANNOT, Step.FAULT):
            return replace(self, step=Step.ACTION)
        if self.step in (Step.DONE, Step.REVEALED):
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
        return _with_finding(self, clause, menu)

    def answer(self, menu: Menu) -> Answer:
        """The answer as it stands; its action is the strongest finding's."""
        ranks = {action.id: action.rank for action in menu.actions}
        strongest = max((f.action for f in self.findings), key=lambda a: ranks[a])
        return Answer(
            strongest, mark_primary(self.findings, menu.clauses), None, self.sure, self.read_in
        )

    def pinned(self) -> tuple[Evidence, ...]:
        """All evidence pinned so far, for showing it in the text."""
        return tuple(e for f in self.findings for e in f.evidence) + self.evidence


def target_of(evidence: Sequence[Evidence]) -> Target:
    """The target that evidence sets: the one component it lies in, else the whole item."""
    targets = {
        Target(TargetKind.PART, held.part) if held.part else Target(TargetKind.MEDIA, held.media)
        for held in evidence
    }
    return targets.pop() if len(targets) == 1 else WHOLE_ITEM


def mark_primary(
    findings: Sequence[Finding], clauses: Sequence[ClauseVersion]
) -> tuple[Finding, ...]:
    """Mark the finding of the severest clause; the first of equals (TAXONOMY 3)."""
    rank = {clause.clause: clause.severity.rank for clause in clauses}
    if not findings:
        return ()
    first = max(range(len(findings)), key=lambda i: (rank.get(findings[i].clause, 0), -i))
    return tuple(replace(f, primary=i == first) for i, f in enumerate(findings))


def _with_finding(bar: Bar, clause: ClauseVersion, menu: Menu) -> Bar:
    found = Finding(
        clause=clause.clause,
        version=clause.version,
        action=bar.action,
        target=target_of(bar.evidence) if bar.evidence else WHOLE_ITEM,
        evidence=bar.evidence,
    )
    findings = mark_primary((*bar.findings, found), menu.clauses)
    return replace(
        bar, step=Step.READY, findings=findings, action="", family=None, evidence=()
    )


def _digit(key: str) -> int | None:
    # A French keyboard has a key for "²", which Python calls a digit too.
    return int(key) if len(key) == 1 and key.isdecimal() else None


def _chosen(key: str, offered: Sequence[T]) -> T | None:
    digit = _digit(key)
    return offered[digit - 1] if digit and digit <= len(offered) else None


def _action_choices(bar: Bar, menu: Menu) -> list[Choice]:
    more = bool(bar.findings)
    return [
        Choice(str(a.key), f"action.{a.id}", a.label, enabled=not more or a.enforces)
        for a in sorted(menu.actions, key=lambda a: a.key or 10)
    ]


def _press_action(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    action = menu.action(key)
    if action is None or (bar.findings and not action.enforces):
        return bar, None
    if action.id == CANNOT:
        return replace(bar, step=Step.CANNOT), None
    if not action.enforces:
        given = Answer(action.id, (), None, bar.sure, bar.read_in)
        return replace(bar, step=Step.WAITING, action=action.id), CommitAnswer(given)
    if not menu.clauses:
        # Without a policy pack there is no clause to cite: the action stands alone.
        given = Answer(action.id, (), None, bar.sure, bar.read_in)
        return replace(bar, step=Step.WAITING, action=action.id), CommitAnswer(given)
    return replace(bar, step=Step.FAMILY, action=action.id), None


def _family_choices(bar: Bar, menu: Menu) -> list[Choice]:
    rows = [
        Choice(str(f.digit), "family", f.name, enabled=bool(menu.of_family(f.digit)))
        for f in sorted(menu.families, key=lambda f: f.digit or 10)
    ]
    suggested = [
        Choice(f"Alt+{n}", "clause", f"{c.clause} {c.title}")
        for n, c in enumerate(menu.suggested, 1)
    ]
    return [*suggested, *rows]


def _press_family(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    suggested = _chosen(key.removeprefix("Alt+"), menu.suggested) if key[:4] == "Alt+" else None
    if suggested is not None:
        return _with_finding(bar, suggested, menu), None
    digit = _digit(key)
    if digit is not None and menu.of_family(digit):
        return replace(bar, step=Step.CLAUSE, family=digit), None
    return bar, None


def _clause_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        Choice(c.digit, "clause", f"{c.clause} {c.title}")
        for c in menu.of_family(bar.family if bar.family is not None else -1)
    ]


def _press_clause(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    for clause in menu.of_family(bar.family if bar.family is not None else -1):
        if clause.digit == key:
            return _with_finding(bar, clause, menu), None
    return bar, None


def _ready_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        Choice(ENTER, "commit"),
        Choice(PLUS, "another"),
        Choice("F3", "evidence"),
        Choice(MINUS, "unsure", chosen=not bar.sure),
        Choice(BACK, "back"),
    ]


def _press_ready(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return replace(bar, step=Step.WAITING), CommitAnswer(bar.answer(menu))
    if key == PLUS:
        return replace(bar, step=Step.ACTION, action=""), None
    return bar, None


_CAUSES = tuple(ErrorCause)
_CANNOT = tuple(CannotJudge)


def _revealed_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(str(n), f"cause.{cause.value}", chosen=bar.cause is cause)
            for n, cause in enumerate(_CAUSES, 1)
        ),
        Choice(CODES, "codes", chosen=bar.errors is not None),
        Choice(NOTE, "note"),
        Choice(GAP, "guideline_gap", chosen=bar.guideline_gap),
        Choice(ENTER, "record"),
    ]


def _press_revealed(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return (
            replace(bar, step=Step.WAITING),
            Conclude(bar.errors, bar.cause, bar.guideline_gap),
        )
    cause = _chosen(key, _CAUSES)
    if cause is not None:
        return replace(bar, cause=None if bar.cause is cause else cause), None
    if key == GAP:
        return replace(bar, guideline_gap=not bar.guideline_gap), None
    if key == CODES:
        return replace(bar, step=Step.CODES), None
    return bar, None


def current_errors(bar: Bar) -> tuple[Error, ...]:
    """The codes as edited, else as derived."""
    if bar.errors is not None:
        return bar.errors
    return bar.outcome.errors if bar.outcome else ()


def _offered_codes(bar: Bar) -> tuple[Code, ...]:
    derived = [error.code for error in bar.outcome.errors] if bar.outcome else []
    return tuple(dict.fromkeys([*derived, *TECHNICAL]))[:7]


def _codes_choices(bar: Bar, menu: Menu) -> list[Choice]:
    held = {error.code for error in current_errors(bar)}
    return [
        *(
            Choice(str(n), f"code.{code.value}", code.value, chosen=code in held)
            for n, code in enumerate(_offered_codes(bar), 1)
        ),
        Choice(SEVERITY, "severity"),
        Choice(NOTE, "note"),
        Choice(ENTER, "done"),
    ]


def _press_codes(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    if key == ENTER:
        return replace(bar, step=Step.REVEALED), None
    errors = current_errors(bar)
    offered = _offered_codes(bar)
    code = _chosen(key, offered)
    if code is not None:
        if any(error.code is code for error in errors):
            return replace(bar, errors=tuple(e for e in errors if e.code is not code)), None
        return replace(bar, errors=(*errors, _as_derived(bar, code))), None
    if key == SEVERITY and errors:
        first, *rest = errors
        ladder = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)
        later = ladder[(first.severity.rank) % 3]
        return replace(bar, errors=(replace(first, severity=later), *rest)), None
    return bar, None


def _as_derived(bar: Bar, code: Code) -> Error:
    derived = bar.outcome.errors if bar.outcome else ()
    # A technical error costs the person nothing (TAXONOMY 5).
    return next((e for e in derived if e.code is code), Error(code, Severity.NONE))


def _cannot_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(Choice(str(n), f"cannot.{why.value}") for n, why in enumerate(_CANNOT, 1)),
        Choice(NOTE, "note"),
        Choice(BACK, "back"),
    ]


def _press_cannot(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    why = _chosen(key, _CANNOT)
    return (bar, None) if why is None else (replace(bar, step=Step.WAITING), CommitCannot(why))


def _fault_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [
        *(
            Choice(str(n), f"code.{code.value}", code.value)
            for n, code in enumerate(PROCESS_FAULTS, 1)
        ),
        Choice(NOTE, "note"),
        Choice(BACK, "back"),
    ]


def _press_fault(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    code = _chosen(key, PROCESS_FAULTS)
    return bar, None if code is None else CommitFault(code)


def _nothing(bar: Bar, menu: Menu) -> list[Choice]:
    return []


def _done_choices(bar: Bar, menu: Menu) -> list[Choice]:
    return [Choice(ENTER, "next"), Choice(BACK, "again"), Choice("F4", "fault")]


def _press_done(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    return (bar, GoOn()) if key == ENTER else (bar, None)


def _rest(bar: Bar, key: str, menu: Menu) -> tuple[Bar, Effect | None]:
    return bar, None


_CHOICES = {
    Step.ACTION: _action_choices,
    Step.FAMILY: _family_choices,
    Step.CLAUSE: _clause_choices,
    Step.READY: _ready_choices,
    Step.REVEALED: _revealed_choices,
    Step.CODES: _codes_choices,
    Step.CANNOT: _cannot_choices,
    Step.FAULT: _fault_choices,
    Step.WAITING: _nothing,
    Step.DONE: _done_choices,
}
_PRESS = {
    Step.ACTION: _press_action,
    Step.FAMILY: _press_family,
    Step.CLAUSE: _press_clause,
    Step.READY: _press_ready,
    Step.REVEALED: _press_revealed,
    Step.CODES: _press_codes,
    Step.CANNOT: _press_cannot,
    Step.FAULT: _press_fault,
    Step.WAITING: _rest,
    Step.DONE: _press_done,
}
