"""`publish` … `close-batch`, `retract`, `pull`: batches go out and come in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import Fault, WorldFault
from workstation.services import Services
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.review.offering import Brought
    from workstation.review.publishing import Given
    from workstation.review.pulling import Offer, Pulled
    from workstation.sync.transport import Transport


def publish(arguments: Arguments, services: Services, out: Out) -> int:
    """Publish a batch, a policy pack's folder, or an installed translation package."""
    from workstation.intake.policy_pack import PACK
    from workstation.review import offering, publishing

    place = place_of(arguments, services)
    if arguments.package:
        package = _installed(services, arguments.package)
        new = offering.publish_package(services.store, services.desk, place, package)
        value: dict[str, Any] = {"package": package.name, "version": package.version}
        lines = [f"{package.name} {package.version}{'' if new else ': published before'}"]
        return said(services, place, out, {**value, "already": not new}, lines)
    if not arguments.path:
        raise WorldFault("publish.say_what")
    path = Path(arguments.path)
    if path.is_dir() and (path / PACK).is_file():
        pack = offering.publish_pack(services.store, services.desk, place, path)
        value = {"pack": pack.id, "version": pack.version, "digest": pack.digest}
        return said(services, place, out, value, [f"policy pack {pack.id} {pack.version}"])

    def progress(done: int, total: int) -> None:
        if not out.as_json and total > 50_000_000:
            out.note(f"  {done >> 20} of {total >> 20} MB")

    done = publishing.publish(
        services.store,
        services.desk,
        place,
        path,
        lambda: datetime.now().astimezone(),
        given=[_given(words, None) for words in arguments.assign or ()],
        vendor=arguments.vendor,
        progress=progress,
    )
    value = {
        "batch": done.batch,
        "title": done.title,
        "cases": done.cases,
        "files": done.files,
        "bytes": done.bytes,
        "sent": {"files": done.sent, "bytes": done.sent_bytes},
        "assigned": list(done.assigned),
        "already": done.already,
        "warnings": [sentence(Fault(code, **params)) for code, params in done.warnings],
    }
    lines = [
        f"{done.title} ({done.batch})",
        f"  {done.cases} cases, {done.files} files; {done.sent} of them sent, "
        f"{done.sent_bytes} bytes",
        f"  for {', '.join(done.assigned) or 'nobody yet'}",
    ]
    lines += [f"  warning: {warning}" for warning in value["warnings"]]
    return said(services, place, out, value, lines)


def assign(arguments: Arguments, services: Services, out: Out) -> int:
    """Assign cases of a published batch."""
    from workstation.review.publishing import assign as act

    place = place_of(arguments, services)
    given = [_given(arguments.who, arguments.case)]
    new = act(services.store, services.desk, place, arguments.batch, given)
    return _acted(services, place, out, arguments.batch, new, "assigned")


def take_back(arguments: Arguments, services: Services, out: Out) -> int:
    """Take cases of a published batch back."""
    from workstation.review.publishing import take_back as act

    place = place_of(arguments, services)
    given = [_given(arguments.who, arguments.case)]
    new = act(services.store, services.desk, place, arguments.batch, given)
    return _acted(services, place, out, arguments.batch, new, "taken back")


def close(arguments: Arguments, services: Services, out: Out) -> int:
    """Close a batch: what is judged from now on counts as late."""
    from workstation.review.publishing import close as act

    place = place_of(arguments, services)
    new = act(services.store, services.desk, arguments.batch)
    return _acted(services, place, out, arguments.batch, new, "closed")


def retract(arguments: Arguments, services: Services, out: Out) -> int:
    """Take a published batch back for good."""
    from workstation.review.publishing import retract as act

    place = place_of(arguments, services)
    new = act(services.store, services.desk, place, arguments.batch, arguments.why)
    return _acted(services, place, out, arguments.batch, new, "retracted")


def pull(arguments: Arguments, services: Services, out: Out) -> int:
    """Bring in what is assigned to whoever works here, or one batch; list what there is."""
    from workstation.review import offering, pulling
    from workstation.review.sticks import exchange
    from workstation.store import search

    place = place_of(arguments, services)
    exchange(services.store, services.desk, place)
    home = services.store.paths.home
    found = services.store.read(pulling.offers, services.desk, home).result()
    if arguments.list:
        lines = [line for one in found for line in _offer_lines(one)]
        out.report({"offers": [_offer(one) for one in found]}, lines or ["nothing is there"])
        return 0
    wanted = [arguments.batch] if arguments.batch else [
        one.batch for one in found if one.mine and one.state == pulling.NEW
    ]  # fmt: skip
    came: list[Pulled] = []
    faults = [] if arguments.batch else [
        (one.title or one.batch, one.fault) for one in found
        if one.mine and one.fault and one.state in (pulling.OUTSIDE, pulling.DAMAGED)
    ]  # fmt: skip

    def progress(done: int, total: int) -> None:
        if not out.as_json and total > 50_000_000:
            out.note(f"  {done >> 20} of {total >> 20} MB")

    for batch in wanted:
        try:
            came.append(
                pulling.pull(
                    services.store, services.desk, place, batch,
                    lambda: datetime.now().astimezone(), progress,
                )
            )  # fmt: skip
        except WorldFault as fault:
            if len(wanted) == 1 and arguments.batch:
                raise
            faults.append((batch, fault))
    while services.store.write(search.index_cases).result():
        pass
    brought = offering.bring(
        services.store, services.desk, place, services.preferences["read_in"]
    )
    if brought.packages:
        services.packages_changed()
    value, lines = told(came, faults, brought)
    out.report(value, lines or ["nothing new is assigned to you"])
    return 1 if faults or brought.faults else 0


def told(
    came: Sequence[Pulled], faults: Sequence[tuple[str, WorldFault]], brought: Brought
) -> tuple[dict[str, Any], list[str]]:
    """What came in, for a script and for a person."""
    value = {
        "batches": [
            {
                "batch": one.report.batch,
                "title": one.report.title,
                "stored": one.report.stored,
                "quarantined": one.report.quarantined,
                "already_there": one.report.already_there,
                "files": one.files,
                "bytes": one.bytes,
                "known": one.known,
                "tasks": one.tasks,
                "read_only": one.read_only,
            }
            for one in came
        ],
        "policy_packs": list(brought.packs),
        "packages": list(brought.packages),
        "problems": [
            *({"batch": batch, "code": fault.code, "words": sentence(fault)}
              for batch, fault in faults),
            *({"batch": None, "code": fault.code, "words": sentence(fault)}
              for fault in brought.faults),
        ],
    }  # fmt: skip
    lines = [
        f"{one.report.title}: {one.report.stored} cases, {one.files} files fetched "
        f"({one.bytes} bytes), {one.known} were here"
        + (", to read only" if one.read_only else f", {one.tasks} for you")
        for one in came
    ]
    lines += [f"policy pack {name}" for name in brought.packs]
    lines += [f"package {name}" for name in brought.packages]
    lines += [f"  problem: {sentence(fault)}" for _, fault in faults]
    lines += [f"  problem: {sentence(fault)}" for fault in brought.faults]
    return value, lines


def place_of(arguments: Arguments, services: Services) -> Transport:
    """The place that was named, or the one synced with.

    Raises WorldFault `sync.no_place`, and what opening a place raises.
    """
    from workstation.store.access import access
    from workstation.sync.places import open_place

    target = arguments.to or services.preferences["sync_to"]
    if not target:
        raise WorldFault("sync.no_place")
    return open_place(target, services.store.read(access, target).result())


def _installed(services: Services, name: str) -> Any:
    found = next((one for one in services.packages if one.name == name), None)
    if found is None:
        raise WorldFault("language.package_unknown", name=name)
    return found


def _given(words: str, cases: Sequence[str] | None) -> Given:
    from workstation.review.publishing import Given

    person, _, stage = words.partition(":")
    return Given(person, stage or "first", tuple(cases) if cases else None)


def _acted(
    services: Services, place: Transport, out: Out, batch: str, new: bool, what: str
) -> int:
    lines = [f"{batch}: {what}" if new else f"{batch}: was {what} before; nothing changed"]
    return said(services, place, out, {"batch": batch, "changed": new}, lines)


def said(
    services: Services, place: Transport, out: Out, value: dict[str, Any], lines: list[str]
) -> int:
    """Have what was said leave at once; where it cannot, it waits for the next sync."""
    from workstation.review.sticks import exchange

    report = exchange(services.store, services.desk, place)
    waits = report.waiting.events
    problems = [sentence(problem.fault) for problem in report.problems]
    lines += [f"  {waits} acts wait for the next sync"] if waits else []
    lines += [f"  problem of the sync: {problem}" for problem in problems]
    out.report({**value, "waiting": waits, "problems": problems}, lines)
    return 0


def _offer(one: Offer) -> dict[str, Any]:
    return {
        "batch": one.batch,
        "title": one.title,
        "kind": one.kind,
        "cases": one.cases,
        "state": one.state,
        "mine": one.mine,
        "stages": list(one.stages),
        "publisher": one.person,
        "published_at": one.at,
        "due_at": one.due_at,
        "residency": list(one.residency),
        "languages": list(one.languages),
        "bytes": one.size,
        "missing": one.missing,
        "begun": one.begun,
        "closed": one.closed,
        "why_not": sentence(one.fault) if one.fault else None,
    }


def _offer_lines(one: Offer) -> list[str]:
    whose = "yours" if one.mine else "to read only"
    missing = "" if one.missing is None else f", {one.missing} bytes to fetch"
    lines = [f"{one.batch}  {one.title}", f"  {one.state}, {whose}, {one.cases} cases{missing}"]
    if one.fault is not None:
        lines.append(f"  {sentence(one.fault)}")
    return lines
