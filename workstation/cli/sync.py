"""`sync`, `verify`, `export`: what leaves the desk, and whether it holds together."""

from __future__ import annotations

from pathlib import Path

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.services import Services
from workstation.store import verdicts
from workstation.words import sentence

_BY_ENDING = {".jsonl": "jsonl", ".csv": "csv"}


def sync(arguments: Arguments, services: Services, out: Out) -> int:
    """Send and receive through a folder."""
    from workstation.sync.folder import FolderTransport
    from workstation.sync.sync import sync as run

    target = arguments.to or services.preferences["sync_to"]
    if not target:
        raise WorldFault("sync.no_place")
    report = run(services.store, FolderTransport(Path(target)))
    if arguments.to:
        services.set_preference("sync_to", str(Path(target).absolute()))
    held = services.store.read(verdicts.held_back).result()
    problems = [
        {
            "code": problem.code,
            "stream": problem.stream,
            "words": sentence(problem.fault),
        }
        for problem in report.problems
    ]
    value = {
        "place": report.place,
        "address": report.address,
        "sent": {
            "segments": report.sent_segments,
            "events": report.sent_events,
            "texts": report.sent_texts,
        },
        "received": [
            {
                "stream": one.stream,
                "person": one.person,
                "segments": one.segments,
                "events": one.events,
                "texts": one.texts,
            }
            for one in report.received
        ],
        "held_back": held,
        "waiting": report.waiting.events,
        "oldest": report.waiting.oldest_at,
        "problems": problems,
    }
    lines = [
        f"sent {report.sent_events} events in {report.sent_segments} segments, "
        f"received {report.received_events} from {len(report.received)} streams, "
        f"{report.waiting.events} waiting"
    ]
    lines += [f"  {one.person}: {one.events} events" for one in report.received]
    lines += _held_back(held)
    lines += [f"  problem: {problem['words']}" for problem in problems]
    out.report(value, lines)
    return 1 if problems else 0


def verify(arguments: Arguments, services: Services, out: Out) -> int:
    """Check the chain, the segments and the signatures; name the first fault."""
    from workstation.sync.folder import FolderTransport
    from workstation.sync.verify import verify as run

    place = FolderTransport(Path(arguments.at)) if arguments.at else None
    done = run(services.store, place)
    fault = done.fault
    value = {
        "ok": done.ok,
        "log_entries": done.log_entries,
        "streams": done.streams,
        "segments": done.segments,
        "events": done.events,
        "files": done.files,
        "fault": {"where": fault.where, "ref": fault.ref, "reason": fault.reason}
        if fault
        else None,
    }
    lines = [
        f"{done.log_entries} log entries, {done.events} events, {done.segments} segments of "
        f"{done.streams} streams checked" + (f", {done.files} files" if arguments.at else "")
    ]
    if fault:
        lines.append(f"FAULT in {fault.where} {fault.ref}: {fault.reason}")
    else:
        lines.append("everything holds")
    out.report(value, lines)
    return 0 if done.ok else 1


def export(arguments: Arguments, services: Services, out: Out) -> int:
    """Write the verdicts to a file."""
    from workstation.reports.export import export as run

    path = Path(arguments.path)
    kind = arguments.format or _BY_ENDING.get(path.suffix.lower())
    if kind is None:
        raise WorldFault("export.no_format", path=str(path))
    done = run(
        services.store,
        arguments.batch,
        kind,
        path,
        overwrite=arguments.force,
        bom=arguments.bom,
        of_kind=arguments.kind,
    )
    held = services.store.read(verdicts.held_back).result()
    out.report(
        {"path": str(done.path), "rows": done.rows, "bytes": done.size, "held_back": held},
        [f"{done.rows} verdicts written to {done.path}", *_held_back(held)],
    )
    return 0


def _held_back(number: int) -> list[str]:
    if not number:
        return []
    return [
        f"  {number} verdicts are held back: you have yet to answer these blind cases yourself",
    ]
