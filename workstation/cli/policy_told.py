"""A pack's clauses, ladders and precedents as plain values for --json, and as lines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from workstation.domain.ladder import Ladder, ladder_for
from workstation.domain.policy import ClauseVersion, Pack, Scope
from workstation.domain.precedent import Precedent, precedents_of


def around(
    pack: Pack, found: ClauseVersion, moment: datetime, scope: Scope
) -> dict[str, list[Any]]:
    """What counts beside a clause: rulings, equivalents, precedents, its row of the ladder."""
    row = found.ladder_row
    ladder = ladder_for(pack.ladders, row, moment, scope.market) if row else None
    return {
        "beside": [short_of(one) for one in pack.beside(found.clause, moment, scope)],
        "equivalent": list(pack.equivalents(found.clause, moment, scope)),
        "precedents": [
            precedent_of(one.precedent) | {"stale": one.stale}
            for one in precedents_of(pack, found.clause, moment, scope.market)
        ],
        "ladder": ladder_of(ladder, row)["steps"] if ladder else [],
    }


def around_lines(told: dict[str, list[Any]]) -> list[str]:
    """The same as lines."""
    lines = [
        f"beside: {one['clause']} {one['title']}  v{one['version']}, {one['kind']}, "
        f"from {one['from']} until {one['until'] or 'further notice'}"
        for one in told["beside"]
    ]
    if told["equivalent"]:
        lines.append(f"equivalent: {', '.join(told['equivalent'])}")
    if told["ladder"]:
        lines.append(f"ladder: {steps(told['ladder'])}")
    return ["", *lines, *(precedent_line(one) for one in told["precedents"])]


def clause_of(version: ClauseVersion) -> dict[str, Any]:
    """A version with all its fields and its words."""
    return {
        **short_of(version),
        "categories": list(version.categories),
        "content_types": list(version.content_types),
        "acceptable_actions": list(version.acceptable_actions),
        "mandatory_report": version.mandatory_report,
        "ladder_row": version.ladder_row or None,
        "equivalent": list(version.equivalent),
        "keywords": list(version.keywords),
        "grace": dict(version.grace),
        "body": version.body.strip(),
    }


def short_of(version: ClauseVersion) -> dict[str, Any]:
    """A version without its rules and words."""
    return {
        "clause": version.clause,
        "version": version.version,
        "title": version.title,
        "kind": version.kind.value,
        "severity": version.severity.value,
        "from": version.since,
        "until": version.until,
        "markets": list(version.markets),
    }


def ladder_of(one: Ladder, row: str | None = None) -> dict[str, Any]:
    """A ladder, or one row of it."""
    rows = {
        name: [
            {"prior": step.prior, "penalty": step.penalty, "points": step.points}
            for step in sorted(steps, key=lambda step: step.prior)
        ]
        for name, steps in one.rows.items()
    }
    head = {"id": one.id, "from": one.since, "until": one.until, "markets": list(one.markets)}
    return {**head, "steps": rows[row]} if row else {**head, "rows": rows}


def precedent_of(one: Precedent) -> dict[str, Any]:
    """A precedent with all its fields."""
    return {name: getattr(one, name) for name in one.__struct_fields__} | {
        "kind": one.kind.value,
        "languages": list(one.languages),
    }


def precedent_line(one: dict[str, Any]) -> str:
    """A precedent as a line."""
    stale = " (stale)" if one.get("stale") else ""
    where = f", {one['market']}" if one["market"] else ""
    return f"{one['kind']} {one['at'][:10]}{where}{stale}: {one['clause']} {one['action']}: " + (
        one["words"]
    )


def steps(steps: list[dict[str, Any]]) -> str:
    """Steps as a line."""
    return "; ".join(
        f"from {step['prior']}: {step['penalty']}"
        + (f" +{step['points']}" if step["points"] else "")
        for step in steps
    )


def title(pack: Pack, clause: str) -> str:
    """The newest title of a clause."""
    return pack.versions(clause)[-1].title


def change(was: object, now: object) -> str:
    """What became of a field: both values, of a list what came and went."""
    if isinstance(was, list) and isinstance(now, list):
        gone = [f"-{one}" for one in was if one not in now]
        return ", ".join([*gone, *(f"+{one}" for one in now if one not in was)]) or "order"
    return f"{_said(was)} → {_said(now)}"


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {one}" for name, one in sorted(value.items())) or "none"
    return "none" if value is None else str(value)
