"""Answers and outcomes as the plain bodies of events, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workstation.domain.cluster import Member
from workstation.domain.decision import Evidence, Finding, Target, TargetKind
from workstation.domain.gold import AsGold
from workstation.domain.inspection import Inspection, Reach
from workstation.domain.taxonomy import (
    CannotJudge,
    Code,
    ControlGap,
    EvasionTag,
    ReadIn,
    Severity,
)
from workstation.domain.verdict import Answer, Error, Match, Outcome, Result


def answer_body(answer: Answer) -> dict[str, object]:
    """An answer as it stands in an event or a draft."""
    return {
        "action": answer.action,
        "findings": [finding_body(finding) for finding in answer.findings],
        "cannot": answer.cannot.value if answer.cannot else None,
        "sure": answer.sure,
        "read_in": answer.read_in.value,
        "penalty": answer.penalty,
    }


def answer_of(body: Mapping[str, Any]) -> Answer:
    """The answer of an event's or a draft's body."""
    cannot = body.get("cannot")
    return Answer(
        action=body["action"],
        findings=tuple(finding_of(found) for found in body.get("findings", ())),
        cannot=CannotJudge(cannot) if cannot else None,
        sure=body.get("sure", True),
        read_in=ReadIn(body.get("read_in", ReadIn.TRANSLATION)),
        penalty=body.get("penalty"),
    )


def finding_body(finding: Finding) -> dict[str, object]:
    """A finding as it stands in an answer."""
    return {
        "clause": finding.clause,
        "version": finding.version,
        "action": finding.action,
        "target": {"kind": finding.target.kind.value, "ref": finding.target.ref},
        "evidence": [_evidence_body(held) for held in finding.evidence],
        "primary": finding.primary,
    }


def finding_of(body: Mapping[str, Any]) -> Finding:
    """The finding of an answer's body."""
    return Finding(
        clause=body["clause"],
        version=body["version"],
        action=body["action"],
        target=Target(TargetKind(body["target"]["kind"]), body["target"]["ref"]),
        evidence=tuple(_evidence_of(held) for held in body.get("evidence", ())),
        primary=body.get("primary", False),
    )


def outcome_body(outcome: Outcome) -> dict[str, object]:
    """An outcome as it stands in an event."""
    return {
        "result": outcome.result.value,
        "match": outcome.match.value,
        "severity": outcome.severity.value,
        "errors": [
            {"code": e.code.value, "severity": e.severity.value, "params": dict(e.params)}
            for e in outcome.errors
        ],
        "missed": [finding_body(finding) for finding in outcome.missed],
        "superfluous": [finding_body(finding) for finding in outcome.superfluous],
        **({"graced": outcome.graced} if outcome.graced else {}),
    }


def outcome_of(body: Mapping[str, Any]) -> Outcome:
    """The outcome of an event's body."""
    return Outcome(
        Result(body["result"]),
        tuple(
            Error(Code(e["code"]), Severity(e["severity"]), e.get("params", {}))
            for e in body.get("errors", ())
        ),
        Match(body.get("match", Match.EXACT)),
        tuple(finding_of(found) for found in body.get("missed", ())),
        tuple(finding_of(found) for found in body.get("superfluous", ())),
        body.get("graced"),
    )


def inspection_body(inspection: Inspection) -> dict[str, object]:
    """What an inspection found, as codes and numbers; its free words travel apart (`answer_words`),
    so that they can be erased."""
    gap, reach = inspection.control_gap, inspection.reach
    return {
        "tactics": [tag.value for tag in inspection.tactics],
        "control_gap": gap.value if gap else None,
        "exposure": {
            "orders": reach.orders,
            "impressions": reach.impressions,
            "as_told": reach.as_told,
        }
        if reach
        else None,
        "answers": {**inspection.answers, **dict.fromkeys(inspection.words, IN_WORDS)},
    }


IN_WORDS = "words"
_WORDS = "answer."


def answer_words(inspection: Inspection) -> dict[str, str]:
    """The free words of an inspection by the name they have beside an event."""
    return {f"{_WORDS}{name}": said for name, said in inspection.words.items()}


def inspection_of(body: Mapping[str, Any], words: Mapping[str, str]) -> Inspection:
    """The inspection of an event's body and of the words beside it, as far as they are there."""
    gap, reach = body.get("control_gap"), body.get("exposure")
    said = body.get("answers", {})
    return Inspection(
        tactics=tuple(EvasionTag(tag) for tag in body.get("tactics", ())),
        control_gap=ControlGap(gap) if gap else None,
        reach=Reach(reach["orders"], reach["impressions"], reach["as_told"]) if reach else None,
        answers={name: one for name, one in said.items() if one != IN_WORDS},
        words={
            name: words[f"{_WORDS}{name}"]
            for name, one in said.items()
            if one == IN_WORDS and f"{_WORDS}{name}" in words
        },
    )


def member_body(member: Member) -> dict[str, object]:
    """A copy of a cluster as it stands in an event."""
    return {
        "item": member.item,
        "case": member.case,
        "action": member.action,
        "clause": member.clause,
        "outcome": outcome_body(member.outcome),
    }


def member_of(body: Mapping[str, Any]) -> Member:
    """The copy of an event's body."""
    return Member(
        body["item"], body["case"], body["action"], body["clause"], outcome_of(body["outcome"])
    )


def as_gold_body(held: AsGold) -> dict[str, object]:
    """How an answer stands to gold; gold itself never travels."""
    return {
        "same": held.same,
        "action": held.action,
        "clause": held.clause,
        "target": held.target,
    }


def as_gold_of(body: Mapping[str, Any]) -> AsGold:
    """How an answer stood to gold, from an event's body."""
    return AsGold(body["action"], body["clause"], body["target"])


def _evidence_body(held: Evidence) -> dict[str, object]:
    fields = {
        "part": held.part,
        "start": held.start,
        "end": held.end,
        "media": held.media,
        "box": list(held.box) if held.box else None,
        "t0": held.t0,
        "t1": held.t1,
    }
    return {name: value for name, value in fields.items() if value is not None}


def _evidence_of(body: Mapping[str, Any]) -> Evidence:
    box = body.get("box")
    return Evidence(**{**body, "box": tuple(box) if box else None})
