"""The one derivation table: from (decision, answer) to agreement, error codes and severity.

Rules and their order follow the taxonomy (sections 1, 3, 4, 5). Every figure uses this table.

Two readings of ours, where the taxonomy is silent:
- an answer on the whole item does not contradict a moderator who named a component: without
  pinned evidence the auditor has not spoken about the component (WS.target needs a pinned one);
- a primary that matches while a lesser finding is missing or superfluous is an agreement with
  `Match.PARTIAL`: the severest violation was found and acted upon.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from workstation.domain import ladder
from workstation.domain.batch import ExposureThreshold
from workstation.domain.case import Exposure
from workstation.domain.decision import Decision, Finding, TargetKind, primary_of
from workstation.domain.grace import without_grace
from workstation.domain.penalty import due_penalty, right_penalty
from workstation.domain.policy import ClauseVersion, Grace, Pack, Scope
from workstation.domain.taxonomy import (
    CANNOT,
    REMOVE,
    ROUTE,
    Action,
    CannotJudge,
    Code,
    ReadIn,
    Severity,
)

ACCOUNT_PENALTIES = frozenset({"suspend", "terminate", "funds_hold"})
"""Penalties that hit an account or its money: critical where the party was innocent."""


class Result(StrEnum):
    """How an answer stands to the decision."""

    AGREES = "agrees"
    DIFFERS = "differs"
    PENDING = "pending"  # the auditor cannot judge
    FOUND = "found"  # an inspection: there is no decision to compare with


class Match(StrEnum):
    """How the two sets of findings compare, once the primary has been compared."""

    EXACT = "exact"
    PARTIAL = "partial"
    NONE = "none"


class Answer(Struct, frozen=True):
    """What the auditor says is right; `action` is the strongest finding's."""

    action: str
    findings: tuple[Finding, ...] = ()
    cannot: CannotJudge | None = None
    sure: bool = True
    read_in: ReadIn = ReadIn.TRANSLATION
    penalty: str | None = None

    @property
    def primary(self) -> Finding | None:
        """The finding marked primary, else the first."""
        return primary_of(self.findings)


class Ground(Struct, frozen=True):
    """What the comparison stands on: the policy of the day, the action set, the reach.

    `vendor` is the decision's, set inside `derive`; `earlier` holds wordings that count instead of
    the day's because the vendor's grace lets it follow them.
    """

    actions: Mapping[str, Action]
    moment: datetime
    pack: Pack | None = None
    scope: Scope = Scope()
    exposure: Exposure = Exposure()
    threshold: ExposureThreshold = ExposureThreshold()
    minors: bool = False
    vendor: str | None = None
    earlier: Mapping[str, ClauseVersion] = field(default_factory=dict)

    def clause(self, clause: str) -> ClauseVersion | None:
        """The clause as it was in force at the decision, if it was."""
        if clause in self.earlier:
            return self.earlier[clause]
        return self.pack.at(clause, self.moment, self.scope) if self.pack else None

    def grace(self, clause: str) -> Grace | None:
        """The grace that the decision's vendor had on a clause at the decision."""
        if self.pack is None:
            return None
        return self.pack.in_grace(clause, self.vendor, self.moment, self.scope)

    @property
    def far_reaching(self) -> bool:
        """Whether the exposure lies above the batch's threshold, or minors are concerned."""
        return (
            self.minors
            or _above(self.exposure.orders, self.threshold.orders)
            or _above(self.exposure.impressions, self.threshold.impressions)
        )


class Error(Struct, frozen=True):
    """A derived code with its severity; `params` fill the sentence that explains it."""

    code: Code
    severity: Severity
    params: Mapping[str, object] = field(default_factory=dict)


class Outcome(Struct, frozen=True):
    """The comparison: result, errors (primary error first), match of the sets, what differs.

    `graced` is the clause whose grace excused a difference: the decision followed the wording
    before, or did not yet apply a new clause, and its vendor had time to change over.
    """

    result: Result
    errors: tuple[Error, ...] = ()
    match: Match = Match.EXACT
    missed: tuple[Finding, ...] = ()  # in the answer, not in the decision
    superfluous: tuple[Finding, ...] = ()  # in the decision, not in the answer
    graced: str | None = None

    @property
    def severity(self) -> Severity:
        """The severest error's."""
        return max((e.severity for e in self.errors), key=lambda s: s.rank, default=Severity.NONE)


def derive(decision: Decision | None, answer: Answer, ground: Ground) -> Outcome:
    """Compare an answer with a decision; without a decision (inspection) there is no error."""
    if answer.action == CANNOT:
        return Outcome(Result.PENDING)
    if decision is None:
        return Outcome(Result.FOUND)
    ground = replace(ground, vendor=decision.vendor)
    errors = _errors(decision, answer, ground)
    errors, graced = without_grace(decision, answer, ground, errors, _errors)
    if not errors and graced is None:
        errors = _ladder(decision, answer, ground)
    missed, superfluous = _set_difference(decision, answer, ground)
    return Outcome(
        Result.DIFFERS if errors else Result.AGREES,
        errors,
        _match(decision, answer, missed, superfluous),
        missed,
        superfluous,
        graced,
    )


def _errors(decision: Decision, answer: Answer, ground: Ground) -> tuple[Error, ...]:
    enforced = ground.actions[decision.action].enforces
    right = ground.actions[answer.action].enforces
    if ROUTE in (decision.action, answer.action):
        return _route(decision, answer, ground)
    if not enforced and not right:
        return _penalty(decision, answer)
    if enforced and not right:
        return (_false_positive(decision, ground), *_penalty(decision, answer))
    if not enforced:
        return (_missed(answer, ground), *_penalty(decision, answer))
    return _wrong_selection(decision, answer, ground)


def _route(decision: Decision, answer: Answer, ground: Ground) -> tuple[Error, ...]:
    if decision.action == answer.action:
        return ()
    needless = decision.action == ROUTE
    # Key 5 asks for no clause; then the one that the moderator cited tells what was at stake.
    right = answer.primary or decision.primary
    clause = ground.clause(right.clause) if right else None
    # The specialists make the report: what never reached them was not reported.
    lost = not needless and clause is not None and clause.mandatory_report
    severity = Severity.CRITICAL if lost else Severity.MINOR
    return (Error(Code.WS_ROUTE, severity, {"needless": needless}),)


def _false_positive(decision: Decision, ground: Ground) -> Error:
    severity = Severity.MINOR
    if decision.action == REMOVE:
        severity = Severity.MAJOR
    if decision.penalty in ACCOUNT_PENALTIES or _hits_account(decision):
        severity = Severity.CRITICAL
    cited = decision.primary
    known = cited is not None and ground.pack is not None and ground.pack.versions(cited.clause)
    if cited is not None and known and ground.clause(cited.clause) is None:
        return Error(Code.FP_SCOPE, severity, {"clause": cited.clause})
    return Error(Code.FP_NONE, severity, {"action": decision.action})


def _hits_account(decision: Decision) -> bool:
    return any(f.target.kind is TargetKind.SELLER and f.action == REMOVE for f in decision.findings)


def _missed(answer: Answer, ground: Ground) -> Error:
    primary = answer.primary
    return Error(
        Code.FN_MISSED,
        _consequence(primary, ground),
        {"clause": primary.clause if primary else ""},
    )


def _wrong_selection(decision: Decision, answer: Answer, ground: Ground) -> tuple[Error, ...]:
    cited, right = decision.primary, answer.primary
    if cited is None or right is None:
        # An action without a finding: only the ladder can be compared.
        only = _action(decision.action, answer.action, right, ground)
        return (*only, *_penalty(decision, answer))
    errors: list[Error] = []
    if not _same_clause(cited.clause, right.clause, ground):
        errors.append(_clause(decision, answer, cited, right, ground))
    elif _other_target(cited, right):
        errors.append(Error(Code.WS_TARGET, Severity.MINOR, {"clause": right.clause}))
    errors += _action(cited.action, right.action, right, ground)
    return (*errors, *_penalty(decision, answer))


def _clause(
    decision: Decision, answer: Answer, cited: Finding, right: Finding, ground: Ground
) -> Error:
    found_right = any(_same_clause(f.clause, right.clause, ground) for f in decision.findings)
    found_lesser = any(_same_clause(cited.clause, f.clause, ground) for f in answer.findings)
    told = {"clause": right.clause, "cited": cited.clause}
    if found_lesser and not found_right:
        return Error(Code.FN_PART, _consequence(right, ground), told)
    wanted, given = ground.clause(right.clause), ground.clause(cited.clause)
    lost = wanted is not None and wanted.mandatory_report
    lost = lost and not (given is not None and given.mandatory_report) and not found_right
    return Error(Code.WS_CLAUSE, Severity.CRITICAL if lost else Severity.MINOR, told)


def _action(
    done: str, wanted: str, right: Finding | None, ground: Ground
) -> tuple[Error, ...]:
    clause = ground.clause(right.clause) if right else None
    acceptable = {wanted, *(clause.acceptable_actions if clause else ())} & set(ground.actions)
    if done in acceptable:
        return ()
    rank = ground.actions[done].rank
    nearest = min((ground.actions[a].rank for a in acceptable), key=lambda r: abs(r - rank))
    steps = rank - nearest
    severity = Severity.MINOR if abs(steps) <= 1 else Severity.MAJOR
    return (Error(Code.WS_ACTION, severity, {"steps": steps, "done": done, "wanted": wanted}),)


def _penalty(decision: Decision, answer: Answer) -> tuple[Error, ...]:
    if answer.penalty is None or answer.penalty == (decision.penalty or "none"):
        return ()
    told = {"done": decision.penalty or "none", "wanted": answer.penalty}
    if decision.penalty_set_by != "moderator":
        # The system's ladder was wrong: never the moderator's error.
        return (Error(Code.TE_LADDER, Severity.NONE, told),)
    return (Error(Code.WS_PENALTY, Severity.MINOR, told),)


def _ladder(decision: Decision, answer: Answer, ground: Ground) -> tuple[Error, ...]:
    # The moderator is asked for the penalty by its own question; here it is the system's.
    if answer.penalty is not None or decision.penalty_set_by == "moderator":
        return ()
    right = right_penalty(decision, answer, ground)
    if right is None or ladder.same(decision.penalty, right):
        return ()
    due = due_penalty(decision, ground)
    if due is not None and ladder.same(decision.penalty, due):
        return ()  # the system went by what the moderator found: a lesser finding was missed
    told = {"done": decision.penalty or ladder.NO_PENALTY, "wanted": ladder.written(right)}
    return (Error(Code.TE_LADDER, Severity.NONE, told),)


def at_stake(answer: Answer, ground: Ground) -> Severity:
    """What the answer's violation costs where it stays up, whoever erred or nobody."""
    return _consequence(answer.primary, ground) if answer.findings else Severity.NONE


def _consequence(finding: Finding | None, ground: Ground) -> Severity:
    clause = ground.clause(finding.clause) if finding else None
    severity = clause.severity if clause else Severity.MINOR
    return severity.stepped_up() if ground.far_reaching else severity


def _same_clause(one: str, other: str, ground: Ground) -> bool:
    if one == other:
        return True
    first, second = ground.clause(one), ground.clause(other)
    # Either may say it, but what is not in force there is as good as nothing.
    if first is None or second is None:
        return False
    return other in first.equivalent or one in second.equivalent


def _other_target(cited: Finding, right: Finding) -> bool:
    return right.target.kind != TargetKind.ITEM and cited.target != right.target


def _set_difference(
    decision: Decision, answer: Answer, ground: Ground
) -> tuple[tuple[Finding, ...], tuple[Finding, ...]]:
    def held(finding: Finding, others: tuple[Finding, ...]) -> bool:
        return any(_same_clause(finding.clause, other.clause, ground) for other in others)

    return (
        tuple(f for f in answer.findings if not held(f, decision.findings)),
        tuple(f for f in decision.findings if not held(f, answer.findings)),
    )


def _match(
    decision: Decision,
    answer: Answer,
    missed: tuple[Finding, ...],
    superfluous: tuple[Finding, ...],
) -> Match:
    if not missed and not superfluous:
        return Match.EXACT
    shared = len(decision.findings) > len(superfluous) or len(answer.findings) > len(missed)
    return Match.PARTIAL if shared else Match.NONE


def _above(value: int | None, limit: int | None) -> bool:
    return value is not None and limit is not None and value > limit
