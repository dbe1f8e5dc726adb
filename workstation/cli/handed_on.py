"""`handed-on`, `peers`, `sealed`: what waits for somebody else."""

from __future__ import annotations

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.review import handed_on as questions
from workstation.review import peers as confirming
from workstation.review.handed_on import HandedOn
from workstation.services import Services
from workstation.store import seals


def handed_on(arguments: Arguments, services: Services, out: Out) -> int:
    """The questions to owners, what is due first at the front, and how many there are of each."""
    found = services.store.read(questions.listed, services.desk).result()
    rows = [row for row in found.rows if _wanted(row, arguments)]
    value = {
        "cases": [_question(row) for row in rows],
        "counts": questions.counts(rows),
        "held_back": found.held_back,
    }
    lines = [
        f"{_state(row):<9} {row.due_at[:16]}Z  {row.reason:<16} {row.owner:<16} "
        f"{row.source_id}  {', '.join(row.languages)}  by {row.person}"
        for row in rows
    ]
    lines = lines or ["No case was handed on."]
    out.report(value, lines + _held_back(found.held_back))
    return 0


def peers(arguments: Arguments, services: Services, out: Out) -> int:
    """What waits for the languages that this person reads."""
    found = services.store.read(confirming.queue, services.desk).result()
    value = {
        "reads": list(services.desk.person.reads),
        "provisional": [
            {name: getattr(one, name) for name in one.__struct_fields__}
            for one in found.provisional
        ],
        "questions": [_question(row) for row in found.questions],
        "held_back": found.held_back,
    }
    lines = [
        f"overturn  {one.source_id}  {', '.join(one.languages)}  {one.action} {one.clause}  "
        f"by {one.person}"
        for one in found.provisional
    ]
    lines += [
        f"question  {row.source_id}  {', '.join(row.languages)}  by {row.person}"
        for row in found.questions
    ]
    lines = lines or ["Nothing waits for a language that you read."]
    out.report(value, lines + _held_back(found.held_back))
    return 0


def sealed(arguments: Arguments, services: Services, out: Out) -> int:
    """The references, and nothing else, of what was sealed here or elsewhere."""
    if arguments.responsible is not None:
        services.set_preference("responsible", arguments.responsible)
    found = services.store.read(seals.references).result()
    responsible = services.preferences["responsible"]
    value = {
        "responsible": responsible,
        "sealed": [{name: getattr(one, name) for name in one.__struct_fields__} for one in found],
    }
    lines = [
        f"{one.source_id}  case {one.case}  sealed by {one.person} at {one.at}"
        + (f"  ({one.reason})" if one.reason else "")
        + ("" if one.sent else "  not sent yet")
        for one in found
    ] or ["No case is sealed."]
    if responsible:
        lines.append(f"To be told: {responsible}")
    else:
        lines.append("Nobody is named to be told. Name them: workstation sealed --responsible NAME")
    out.report(value, lines)
    return 0


def _wanted(row: HandedOn, arguments: Arguments) -> bool:
    if arguments.reason and row.reason != arguments.reason:
        return False
    if (arguments.mine and not row.mine) or (arguments.others and row.mine):
        return False
    if arguments.state == "overdue":
        return row.overdue
    return not arguments.state or row.state == arguments.state


def _question(row: HandedOn) -> dict[str, object]:
    return {name: getattr(row, name) for name in row.__struct_fields__}


def _state(row: HandedOn) -> str:
    return "overdue" if row.overdue else row.state


def _held_back(number: int) -> list[str]:
    if not number:
        return []
    return [f"  {number} are held back: you have yet to answer these cases yourself"]
