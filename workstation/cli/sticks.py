"""`export-stick`, `import-stick`: for workstations that share no network."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.cli.publishing import place_of, told
from workstation.fault import WorldFault
from workstation.services import Services
from workstation.words import sentence


def export_stick(arguments: Arguments, services: Services, out: Out) -> int:
    """Write a stick."""
    from workstation.review.sticks import export_stick as run
    from workstation.sync.folder import FolderTransport

    # Whoever has no network has no access to the team's place either: it is only asked for files.
    files = bool(arguments.batch or arguments.whom or arguments.packages)
    has_place = bool(arguments.to or (files and services.preferences["sync_to"]))
    source = place_of(arguments, services) if has_place else None

    def progress(done: int, total: int) -> None:
        if not out.as_json and total > 50_000_000:
            out.note(f"  {done >> 20} of {total >> 20} MB")

    done = run(
        services.store,
        services.desk,
        FolderTransport(_folder(arguments)),
        source,
        batches=tuple(arguments.batch or ()),
        person=arguments.whom,
        packages=arguments.packages,
        progress=progress,
    )
    problems = [*done.sync.problems, *done.relayed.problems]
    value = {
        "path": str(Path(arguments.path).absolute()),
        "events": done.sync.sent_events,
        "received": done.sync.received_events,
        "segments": done.relayed.segments,
        "texts": done.relayed.texts,
        "files": done.relayed.files,
        "bytes": done.relayed.bytes,
        "batches": list(done.batches),
        "problems": [{"code": one.code, "words": sentence(one.fault)} for one in problems],
    }
    lines = [
        f"{done.sync.sent_events} acts of yours, {done.relayed.segments} segments of others, "
        f"{done.relayed.files} files ({done.relayed.bytes} bytes) of {len(done.batches)} batches",
        *(f"  problem: {sentence(one.fault)}" for one in problems),
    ]
    out.report(value, lines)
    return 1 if problems else 0


def import_stick(arguments: Arguments, services: Services, out: Out) -> int:
    """Read a stick."""
    from workstation.review.sticks import import_stick as run
    from workstation.store import search
    from workstation.sync.folder import FolderTransport

    done = run(
        services.store,
        services.desk,
        FolderTransport(_folder(arguments)),
        lambda: datetime.now().astimezone(),
        target=services.preferences["read_in"],
        pull=not arguments.streams,
        relay_to=place_of(arguments, services) if arguments.relay else None,
    )
    while services.store.write(search.index_cases).result():
        pass
    if done.brought.packages:
        services.packages_changed()
    came, lines = told(done.pulled, done.faults, done.brought)
    problems = [*done.sync.problems, *(done.relayed.problems if done.relayed else ())]
    value = {
        **came,
        "received": done.sync.received_events,
        "sent": done.sync.sent_events,
        "relayed": done.relayed.segments if done.relayed else None,
        "problems": [
            *came["problems"],
            *({"batch": None, "code": one.code, "words": sentence(one.fault)}
              for one in problems),
        ],
    }  # fmt: skip
    head = f"{done.sync.received_events} acts of others taken in, {done.sync.sent_events} of yours "
    lines = [head + "written", *lines]
    if done.relayed:
        lines.append(f"{done.relayed.segments} segments of others passed on")
    lines += [f"  problem: {sentence(one.fault)}" for one in problems]
    out.report(value, lines)
    return 1 if value["problems"] else 0


def _folder(arguments: Arguments) -> Path:
    if not arguments.path:
        raise WorldFault("stick.no_path")  # it would be whatever folder one is in
    return Path(arguments.path)
