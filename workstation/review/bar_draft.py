"""A half-made answer as a plain dict, kept at every key so that a crash costs none."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workstation.domain.decision import Evidence, Finding
from workstation.domain.taxonomy import ErrorCause, ReadIn
from workstation.domain.verdict import Error, Outcome, Result
from workstation.review import encode
from workstation.review.bar import Bar
from workstation.review.bar_steps.inspecting import COUNTED
from workstation.review.bar_values import UNFOLDED, Step


def dump(bar: Bar) -> dict[str, Any]:
    """The bar as JSON can hold it."""
    return {
        "step": bar.step.value,
        "action": bar.action,
        "family": bar.family,
        "findings": [encode.finding_body(finding) for finding in bar.findings],
        "evidence": _evidence_body(bar.evidence),
        "sure": bar.sure,
        "read_in": bar.read_in.value,
        "outcome": encode.outcome_body(bar.outcome) if bar.outcome else None,
        "errors": _errors_body(bar.errors),
        "cause": bar.cause.value if bar.cause else None,
        "guideline_gap": bar.guideline_gap,
        "penalty": bar.penalty,
        "inspected": encode.inspection_body(bar.inspected),
        "words": encode.answer_words(bar.inspected),
        "short": bar.short,
        "place": bar.place,
        "counted": bar.counted,
        "typed": bar.typed,
    }


def load(held: Mapping[str, Any]) -> Bar:
    """The bar of a draft; a step that waited for the store, or lacks what it stands on, asks its
    question again. A draft that another version wrote in another shape counts as none."""
    try:
        return _load(held)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Bar()


def _load(held: Mapping[str, Any]) -> Bar:
    step = Step(held["step"])
    if step is Step.WAITING:
        step = Step.REVEALED if held.get("outcome") else Step.READY
    if step in UNFOLDED and not held.get("outcome"):
        step = Step.ACTION
    if step is Step.COUNT and held.get("counted") not in COUNTED:
        step = Step.REACH
    if step is Step.CLAUSE and held.get("family") is None:
        step = Step.FAMILY
    if step is Step.FAMILY and not held.get("action"):
        step = Step.ACTION
    if step is Step.READY and not held.get("findings"):
        step = Step.ACTION
    errors = held.get("errors")
    return Bar(
        step=step,
        action=held.get("action", ""),
        family=held.get("family"),
        findings=tuple(encode.finding_of(f) for f in held.get("findings", ())),
        evidence=_evidence_of(held.get("evidence", ())),
        sure=held.get("sure", True),
        read_in=ReadIn(held.get("read_in", ReadIn.TRANSLATION)),
        outcome=encode.outcome_of(held["outcome"]) if held.get("outcome") else None,
        errors=_errors_of(errors) if errors is not None else None,
        cause=ErrorCause(held["cause"]) if held.get("cause") else None,
        guideline_gap=held.get("guideline_gap", False),
        penalty=held.get("penalty"),
        inspected=encode.inspection_of(held.get("inspected", {}), held.get("words", {})),
        short=held.get("short", False),
        place=int(held.get("place", 0)),
        counted=str(held.get("counted", "")),
        typed=str(held.get("typed", "")),
    )


def _evidence_body(evidence: tuple[Evidence, ...]) -> object:
    return encode.finding_body(Finding("", 0, "", evidence=evidence))["evidence"]


def _evidence_of(held: Any) -> tuple[Evidence, ...]:
    target = {"kind": "item", "ref": None}
    return encode.finding_of(
        {"clause": "", "version": 0, "action": "", "target": target, "evidence": held}
    ).evidence


def _errors_body(errors: tuple[Error, ...] | None) -> object:
    if errors is None:
        return None
    return encode.outcome_body(Outcome(Result.DIFFERS, errors))["errors"]


def _errors_of(held: Any) -> tuple[Error, ...]:
    return encode.outcome_of({"result": Result.DIFFERS, "errors": held}).errors
