"""`sync`, `verify`, `export`: what leaves the desk, and whether it holds together."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.cli.ways import way_out
from workstation.fault import WorldFault
from workstation.services import Services
from workstation.store import verdicts
from workstation.store.driver import Database
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.sync.renew import Renewed
    from workstation.sync.report import SyncReport
    from workstation.sync.transport import Transport

_BY_ENDING = {".jsonl": "jsonl", ".csv": "csv"}


def sync(arguments: Arguments, services: Services, out: Out) -> int:
    """Send and receive through a folder, a hub, or a bucket."""
    from workstation.review.after_sync import following
    from workstation.sync.ship import retry
    from workstation.sync.sync import sync as run

    target = arguments.to or services.preferences["sync_to"]
    if not target:
        raise WorldFault("sync.no_place")
    if arguments.code and not arguments.renew:
        _let_in(arguments, services, target)
    place = _place(services, target)
    begun = None
    if arguments.renew:
        from workstation.sync.renew import renew

        begun = renew(services.store, place)
        services.take_new_device()
        if arguments.code:
            _let_in(arguments, services, target)
        try:
            place = _place(services, target)
        except WorldFault as fault:  # a hub does not know the new device
            out.report({"renewed": _renewed(begun)}, [_renewed_words(begun), sentence(fault)])
            return 1
    if arguments.retry:
        services.store.write(retry).result()
    report = run(services.store, place, follow=following(services.desk))
    if arguments.to:
        services.set_preference("sync_to", place.address)
    value, lines = services.store.read(_told, report).result()
    if begun is not None:
        value["renewed"] = _renewed(begun)
        lines.insert(0, _renewed_words(begun))
    out.report(value, lines)
    return 1 if report.problems else 0


def _let_in(arguments: Arguments, services: Services, target: str) -> None:
    from workstation.sync.joining_hub import let_in, read_certificate
    from workstation.sync.places import PlaceKind, kind_of

    if kind_of(target) is not PlaceKind.HUB:
        raise WorldFault("sync.code_for_hub", address=target)
    ca = read_certificate(Path(arguments.cwd or "", arguments.ca)) if arguments.ca else None
    let_in(services.store, services.desk.device.id, target, arguments.code, ca)


def _renewed(begun: Renewed) -> dict[str, object]:
    return {
        "device": begun.device,
        "old": begun.old,
        "issued_again": begun.again,
        "came_back": begun.came,
    }


def _renewed_words(begun: Renewed) -> str:
    return (
        f"new streams begun: {begun.again} acts issued again, {begun.came} came back; ask a lead "
        "to enrol this device"
    )


def _place(services: Services, target: str) -> Transport:
    from workstation.store.access import access
    from workstation.sync.places import open_place

    return open_place(target, services.store.read(access, target).result())


def _told(db: Database, report: SyncReport) -> tuple[dict[str, object], list[str]]:
    from workstation.store.roster import believed
    from workstation.store.standing import standing, way_of

    held = verdicts.held_back(db)
    stands = standing(db, believed(db))
    # By the roster as it is now: it may have come, or let somebody in, in this very run.
    confirmed = {one.id: one.confirmed for one in stands.streams}
    problems = [
        {
            "code": problem.code,
            "stream": problem.stream,
            "file": problem.file,
            "words": sentence(problem.fault),
            "way_out": way_of(problem.fault).value,
            "what_to_do": way_out(way_of(problem.fault)),
        }
        for problem in report.problems
    ]
    value: dict[str, object] = {
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
                "confirmed": confirmed.get(one.stream, one.confirmed),
                "segments": one.segments,
                "events": one.events,
                "texts": one.texts,
            }
            for one in report.received
        ],
        "held_back": held,
        "sealed": report.sealed,
        "waiting": report.waiting.events,
        "oldest": report.waiting.oldest_at,
        "streams": [
            {
                "stream": one.id,
                "audience": one.audience,
                "person": one.person,
                "own": one.own,
                "confirmed": one.confirmed,
                "head": one.head,
                "events": one.events,
                "queued": one.queued,
                "closed": one.closed,
                "accepted": one.accepted.get(report.place) if one.own else None,
                "counts_until": one.counts_until,
                "forked": one.forked,
            }
            for one in stands.streams
        ],
        "gaps": [
            {"stream": one.stream, "seq": one.seq, "next": one.next}
            for one in stands.gaps
            if one.place == report.place
        ],
        "forked": list(stands.forked),
        "problems": problems,
    }
    lines = [
        f"sent {report.sent_events} events in {report.sent_segments} segments, "
        f"received {report.received_events} from {len(report.received)} streams, "
        f"{report.waiting.events} waiting"
    ]
    for one in report.received:
        strange = stands.in_team and not confirmed.get(one.stream, one.confirmed)
        who = f"{one.person} (nobody has confirmed who this is)" if strange else one.person
        lines.append(f"  {who}: {one.events} events")
    if report.sealed:
        lines.append(f"  {report.sealed} segments are sealed to others")
    lines += _held_back(held)
    for problem in problems:
        lines += [f"  problem: {problem['words']}", f"    {problem['what_to_do']}"]
    return value, lines


def verify(arguments: Arguments, services: Services, out: Out) -> int:
    """Check the chain, the segments and the signatures; name the first fault."""
    from workstation.sync.verify import verify as run

    place = _place(services, arguments.at) if arguments.at else None
    done = run(services.store, place)
    fault = done.fault
    value = {
        "ok": done.ok,
        "log_entries": done.log_entries,
        "streams": done.streams,
        "segments": done.segments,
        "events": done.events,
        "files": done.files,
        "counts": [
            {"stream": one.stream, "here": one.here, "there": one.there} for one in done.counts
        ],
        "fault": {"where": fault.where, "ref": fault.ref, "reason": fault.reason}
        if fault
        else None,
    }
    lines = [
        f"{done.log_entries} log entries, {done.events} events, {done.segments} segments of "
        f"{done.streams} streams checked" + (f", {done.files} files" if arguments.at else "")
    ]
    lines += [f"  {c.stream}: {c.here} segments here, {c.there} there" for c in done.counts]
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
