"""What a verdict opens to be put right: one rule, from the verdict's body.

It reads nothing but the body, so that the list can be made again from the events alone. What the
moderator did is known there only as far as the errors' parameters and the findings that differ tell
it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from workstation.domain.batch import BatchKind, Stage
from workstation.domain.remediation import Wanted, What
from workstation.domain.taxonomy import (
    CANNOT,
    DEFAULT_ACTIONS,
    EDIT,
    LIMIT,
    NONE,
    REMOVE,
    ROUTE,
    TECHNICAL,
    Code,
    Severity,
)
from workstation.domain.verdict import Result


def opened_by(body: Mapping[str, Any]) -> tuple[Wanted, ...]:
    """What a verdict opens: nothing for most, one entry a thing that is wrong for the others.

    Practice and calibration open nothing, nor do votes and repeated looks: they try the auditor,
    not the platform. A consistency verdict may hold `members`, each with an item, a case and an
    outcome of its own.
    """
    if body.get("kind", BatchKind.QA) in _NEVER or body.get("stage") in _NO_STAGE:
        return ()
    answer = body.get("answer") or {}
    if answer.get("action") in (None, CANNOT):
        return ()
    members = body.get("members")
    if not members:
        return _of_outcome(body, answer, body.get("outcome") or {})
    found: list[Wanted] = []
    for member in members:
        said = {**body, "derived": None, **member}
        found += (
            replace(
                one,
                item=member.get("item"),
                case=member.get("case"),
                done=one.done or member.get("action"),
            )
            for one in _of_outcome(said, member.get("answer") or answer, member["outcome"])
        )
    return tuple(found)


_NEVER = (BatchKind.PRACTICE, BatchKind.CALIBRATION, BatchKind.POOL)
_NO_STAGE = (Stage.VOTE, Stage.REPEAT)
_RANK = {action.id: action.rank for action in DEFAULT_ACTIONS}
_ACTS = {REMOVE: What.TAKE_DOWN, LIMIT: What.LIMIT, EDIT: What.SEND_BACK}
_PENALTIES = (Code.WS_PENALTY, Code.TE_LADDER)


def _of_outcome(
    body: Mapping[str, Any], answer: Mapping[str, Any], outcome: Mapping[str, Any]
) -> tuple[Wanted, ...]:
    if outcome.get("result") == Result.FOUND:
        return _take(answer.get("findings") or (), answer, _stake(body, outcome))
    found = _of_errors(_errors(body, outcome), answer, outcome)
    if found or not outcome.get("graced"):
        return found
    return _of_graced(_stake(body, outcome), answer, outcome)


def _errors(body: Mapping[str, Any], outcome: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    errors = list(outcome.get("errors") or ())
    derived = (body.get("derived") or {}).get("errors") or ()
    codes = [error.get("code") for error in errors]
    # A technical code in place of the derived one says that nobody erred, not that nothing is
    # wrong: the picture that did not load is still up.
    if codes and all(code in TECHNICAL for code in codes):
        errors += [error for error in derived if error.get("code") not in codes]
    return errors


def _of_errors(
    errors: Sequence[Mapping[str, Any]], answer: Mapping[str, Any], outcome: Mapping[str, Any]
) -> tuple[Wanted, ...]:
    by_code = {error.get("code"): error for error in errors}
    found: list[Wanted] = []
    for code in (Code.FP_NONE, Code.FP_SCOPE):
        if code in by_code and not found:
            found += _reinstate(by_code[code], outcome)
    for code, held in ((Code.FN_MISSED, answer), (Code.FN_PART, outcome)):
        if code in by_code and not found:
            findings = held.get("findings" if held is answer else "missed")
            severity = _severity(by_code[code])
            found += _take(findings or answer.get("findings") or (), answer, severity)
    if Code.WS_ACTION in by_code:
        other = _other_action(by_code[Code.WS_ACTION], answer)
        # With a severer violation missed it only tells what was done instead.
        found = [replace(one, done=other.done) for one in found] or [other]
    if Code.WS_TARGET in by_code:
        severity = _severity(by_code[Code.WS_TARGET])
        found.append(_on(answer, What.MOVE, str(answer["action"]), severity))
    if Code.WS_CLAUSE in by_code:
        found.append(_notice(by_code[Code.WS_CLAUSE], answer))
    route = by_code.get(Code.WS_ROUTE)
    if route is not None and not _params(route).get("needless", answer.get("action") != ROUTE):
        found.append(_on(answer, What.ROUTE, ROUTE, _severity(route)))
    lifted = any(one.what is What.REINSTATE for one in found)
    penalty = next((by_code[code] for code in _PENALTIES if code in by_code), None)
    if penalty is not None and not lifted:
        found.append(_penalty(penalty, answer))
    return tuple(found)


def _of_graced(
    severity: Severity, answer: Mapping[str, Any], outcome: Mapping[str, Any]
) -> tuple[Wanted, ...]:
    # Nobody's error while the vendor has time to change over; yet what stands there is wrong.
    if outcome.get("missed"):
        return _take(outcome["missed"], answer, severity)
    if outcome.get("superfluous"):
        return tuple(_reinstate({"severity": Severity.MINOR}, outcome))
    if not answer.get("findings"):
        return ()
    return (_on(answer, What.CHANGE, str(answer["action"]), severity),)


def _stake(body: Mapping[str, Any], outcome: Mapping[str, Any]) -> Severity:
    # Without an error the clause tells what is at stake; the desk writes it into the verdict.
    for said in (body.get("stake"), outcome.get("severity")):
        if said and said != Severity.NONE:
            return Severity(said)
    return Severity.MAJOR


def _severity(error: Mapping[str, Any]) -> Severity:
    said = Severity(error.get("severity") or Severity.MINOR)
    return Severity.MINOR if said is Severity.NONE else said


def _params(error: Mapping[str, Any]) -> Mapping[str, Any]:
    params = error.get("params")
    return params if isinstance(params, Mapping) else {}


def _take(
    findings: Sequence[Mapping[str, Any]], answer: Mapping[str, Any], severity: Severity
) -> tuple[Wanted, ...]:
    """The answer's action on each target it names; on one target the strongest."""
    action = str(answer.get("action"))
    if not findings:
        bare = Wanted(_ACTS.get(action, What.ACT), action, severity)
        return () if action in (NONE, ROUTE, CANNOT) else (bare,)
    primary_first = sorted(findings, key=lambda found: not found.get("primary"))
    kept: dict[object, Wanted] = {}
    for found in primary_first:
        action = str(found["action"])
        if action in (NONE, ROUTE, CANNOT):
            continue
        wanted = _found(found, _ACTS.get(action, What.ACT), action, severity)
        # How a batch's own actions compare is not known here: each stands for itself.
        place = (wanted.target_kind, wanted.target_ref, action if action not in _RANK else "")
        held = kept.get(place)
        if held is None or _RANK.get(action, 0) > _RANK.get(held.wanted, 0):
            kept[place] = wanted
    return tuple(kept.values())


def _reinstate(error: Mapping[str, Any], outcome: Mapping[str, Any]) -> list[Wanted]:
    severity, done = _severity(error), _params(error).get("action")
    kept: dict[object, Wanted] = {}
    for found in outcome.get("superfluous") or ():
        wanted = _found(found, What.REINSTATE, NONE, severity)
        wanted = replace(wanted, done=str(found["action"]))
        kept.setdefault((wanted.target_kind, wanted.target_ref), wanted)
    if kept:
        return list(kept.values())
    clause = _params(error).get("clause")
    return [
        Wanted(
            What.REINSTATE,
            NONE,
            severity,
            clause=str(clause) if clause else None,
            done=str(done) if done else None,
        )
    ]


def _other_action(error: Mapping[str, Any], answer: Mapping[str, Any]) -> Wanted:
    params = _params(error)
    steps = params.get("steps")
    what = What.CHANGE
    if isinstance(steps, int) and steps:
        what = What.LOWER if steps > 0 else What.RAISE
    wanted = str(params.get("wanted") or answer["action"])
    done = params.get("done")
    return replace(
        _on(answer, what, wanted, _severity(error)), done=str(done) if done else None
    )


def _notice(error: Mapping[str, Any], answer: Mapping[str, Any]) -> Wanted:
    params = _params(error)
    right = _on(answer, What.NOTICE, "", _severity(error))
    clause = str(params.get("clause") or right.clause or "")
    cited = params.get("cited")
    return replace(right, wanted=clause, clause=clause, done=str(cited) if cited else None)


def _penalty(error: Mapping[str, Any], answer: Mapping[str, Any]) -> Wanted:
    params = _params(error)
    wanted = str(params.get("wanted") or answer.get("penalty") or "")
    done = params.get("done")
    held = _on(answer, What.PENALTY, wanted, _severity(error))
    seller = replace(held, target_kind="seller", target_ref=None)
    return replace(seller, done=str(done) if done else None)


def _on(answer: Mapping[str, Any], what: What, wanted: str, severity: Severity) -> Wanted:
    findings = answer.get("findings") or ()
    primary = next((f for f in findings if f.get("primary")), next(iter(findings), None))
    if primary is None:
        return Wanted(what, wanted, severity)
    return _found(primary, what, wanted, severity)


def _found(
    found: Mapping[str, Any], what: What, wanted: str, severity: Severity
) -> Wanted:
    target = found.get("target") or {}
    ref, version = target.get("ref"), found.get("version")
    return Wanted(
        what,
        wanted,
        severity,
        target_kind=str(target.get("kind") or "item"),
        target_ref=str(ref) if ref else None,
        clause=str(found["clause"]),
        version=version if isinstance(version, int) else None,
    )
