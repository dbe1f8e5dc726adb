"""`import`, `batches`, `search`: batches come in and are found again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import Fault
from workstation.services import Services
from workstation.store import batches, cases, search
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.intake.gold import GoldReport


def bring(arguments: Arguments, services: Services, out: Out) -> int:
    """Import a batch; progress goes to stderr."""
    from workstation.intake.gold import bring_gold
    from workstation.intake.importer import import_batch
    from workstation.intake.interface import is_table

    source: Any = Path(arguments.path)
    if is_table(source):
        from workstation.cli import table

        if arguments.preview:
            return table.preview(arguments, services, out)
        source = table.opened(arguments, services)

    def progress(done: int, total: int) -> None:
        if not out.as_json and total > 2000:
            out.note(f"  {done} of {total} lines")

    report = import_batch(
        services.store,
        source,
        None if arguments.watch else services.desk.person.id,
        lambda: datetime.now().astimezone(),
        progress,
    )
    while services.store.write(search.index_cases).result():
        pass
    golden = bring_gold(
        services.store,
        Path(arguments.path),
        report.batch,
        Path(arguments.gold) if arguments.gold else None,
        lambda: datetime.now().astimezone(),
    )
    quarantine = [_quarantined(row) for row in report.quarantine]
    value = {
        "batch": report.batch,
        "title": report.title,
        "read": report.read,
        "stored": report.stored,
        "quarantined": report.quarantined,
        "already_there": report.already_there,
        "warnings": [_notice(notice) for notice in report.warnings],
        "quarantine": quarantine,
        "seconds": round(report.seconds, 3),
        "gold": _gold(golden) if golden else None,
    }
    lines = [
        f"{report.title}",
        f"  read {report.read}, stored {report.stored}, already there {report.already_there}, "
        f"quarantined {report.quarantined}",
    ]
    lines += [f"  warning: {warning}" for warning in value["warnings"]]
    for row in quarantine[:20]:
        lines.append(f"  line {row['line']}{_field(row['field'])}: {row['words']}")
    if len(quarantine) > 20:
        lines.append(f"  … and {len(quarantine) - 20} more (--json lists all)")
    if golden is not None:
        lines += _gold_lines(golden)
    out.report(value, lines)
    return 0


def _gold(report: GoldReport) -> dict[str, Any]:
    return {
        "path": report.path,
        "read": report.read,
        "stored": report.stored,
        "already_there": report.already_there,
        "warnings": [_notice(notice) for notice in report.warnings],
        "quarantine": [_quarantined(row) for row in report.quarantine],
    }


def _gold_lines(report: GoldReport) -> list[str]:
    told = [
        f"  gold: read {report.read}, stored {report.stored}, already there "
        f"{report.already_there}, left out {len(report.quarantine)}"
    ]
    told += [f"  gold warning: {_notice(notice)}" for notice in report.warnings]
    for row in map(_quarantined, report.quarantine[:20]):
        told.append(f"  gold line {row['line']}{_field(row['field'])}: {row['words']}")
    return told


def listed(arguments: Arguments, services: Services, out: Out) -> int:
    """List the batches in which this person has tasks."""
    from workstation.review.closing import late_shown

    me = services.desk.person.id
    found = services.store.read(batches.ready, me).result()
    late = {one.id: services.store.read(late_shown, one.id, me).result() for one in found}
    value = [
        {
            "id": batch.id,
            "title": batch.title,
            "kind": batch.kind,
            "blind": batch.blind,
            "due_at": batch.due_at,
            "tasks": batch.tasks,
            "decided": batch.decided,
            "cannot": batch.cannot,
            "skipped": batch.skipped,
            "submitted_at": batch.submitted_at,
            "late": late[batch.id],
        }
        for batch in found
    ]
    lines = [
        f"{batch.id}  {batch.decided + batch.cannot:>5}/{batch.tasks:<5} {batch.title}"
        + ("  (submitted)" if batch.submitted_at else "")
        + (f"  ({len(late[batch.id])} late, not counted)" if late[batch.id] else "")
        for batch in found
    ]
    out.report(value, lines or ["No batch is here yet. Bring one in: workstation import PATH"])
    return 0


def find(arguments: Arguments, services: Services, out: Out) -> int:
    """Find cases by their words."""
    while services.store.write(search.index_cases).result():
        pass
    words = " ".join(arguments.words)
    found = services.store.read(search.find_cases, None, words).result()
    heads = services.store.read(cases.headlines, found).result()
    out.report(
        {"words": words, "cases": found},
        [f"{case}  {heads.get(case, '')}" for case in found]
        or [f"No case has the words “{words}”."],
    )
    return 0


def _quarantined(row: Any) -> dict[str, Any]:
    return {
        "line": row.line,
        "field": row.field,
        "reason": row.reason,
        "words": sentence(Fault(row.reason, **dict(row.params))),
    }


def _notice(notice: Any) -> str:
    return sentence(Fault(notice.code, **dict(notice.params)))


def _field(name: str) -> str:
    return f", {name}" if name else ""
