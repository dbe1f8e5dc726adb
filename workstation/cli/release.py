"""`release`, `lock`: how a batch stands, what is open, final, released, locked, and the pack."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.cli.publishing import place_of
from workstation.fault import WorldFault
from workstation.services import Services
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.review.releasing.gate import Line
    from workstation.review.releasing.restating import Change, Restated
    from workstation.review.releasing.standing import Standing
    from workstation.sync.transport import Transport


def release(arguments: Arguments, services: Services, out: Out) -> int:
    """Say how a batch stands and what is open; make it final, release it, write its pack."""
    from workstation.review.releasing import acts

    batch, why = arguments.batch, arguments.anyway or ""
    done: list[str] = []
    changed = False
    if arguments.reopen is not None:
        changed = services.store.write(
            acts.reopen, services.desk, batch, arguments.reopen
        ).result()
        done.append("it is a draft again" if changed else "it was a draft; nothing changed")
    elif arguments.vendor:
        place = _place(arguments, services, batch)
        changed = acts.release(services.store, services.desk, place, batch, arguments.vendor, why)
        done.append(f"released to {arguments.vendor}" if changed
                    else f"was released to {arguments.vendor} before; nothing changed")  # fmt: skip
    elif arguments.final:
        changed = services.store.write(acts.finalise, services.desk, batch, why).result()
        done.append("final" if changed else "was final before; nothing changed")
    value, lines = _told(services, batch)
    value["changed"] = changed
    if arguments.pack:
        written = _pack(arguments, services, batch)
        value["pack"] = written[0]
        done += written[1]
    lines[1:1] = [f"  {one}" for one in done]
    return _send(arguments, services, out, batch, value, lines, said=changed)


def lock(arguments: Arguments, services: Services, out: Out) -> int:
    """Lock a batch's figures up to the end of a period, or say what changed since it was."""
    from workstation.review.releasing import acts, restating

    batch, changed = arguments.batch, False
    if arguments.until:
        if not arguments.zone:
            raise WorldFault("release.zone_missing")
        place = _place(arguments, services, batch)
        if place is not None:
            # The lock names what is known: first hear what there is, and sign what is ours.
            from workstation.review.sticks import exchange

            exchange(services.store, services.desk, place)
        changed = services.store.write(
            acts.lock, services.desk, batch, arguments.until, arguments.zone,
            arguments.anyway or "",
        ).result()  # fmt: skip
    held = services.store.read(restating.restated, services.desk, batch).result()
    value: dict[str, Any] = {
        "batch": batch,
        "changed": changed,
        "locks": [_lock(one) for one in held],
    }
    lines = [f"{batch}: locked" if changed else f"{batch}: locks: {len(held)}"]
    for one in held:
        lines += _lock_lines(one)
    if not held:
        lines.append("  its figures are not locked: --until DATE --zone ZONE locks them")
    return _send(arguments, services, out, batch, value, lines, said=changed)


# How it stands


def _told(services: Services, batch: str) -> tuple[dict[str, Any], list[str]]:
    from workstation.review.releasing import acts
    from workstation.review.releasing.gate import gate
    from workstation.review.releasing.standing import standing

    stands = services.store.read(standing, services.desk, batch).result()
    open_lines = services.store.read(gate, services.desk, batch).result()
    vendors = services.store.read(acts.vendors, batch).result()
    value = {
        "batch": batch,
        "title": stands.title,
        "state": stands.state.value,
        "final_at": stands.final_at,
        "final_by": stands.final_by,
        "final_anyway": {"open": dict(stands.open), "why": stands.why} if stands.open else None,
        "open": [
            {"what": what, "count": n, "words": sentence(fault)} for what, n, fault in open_lines
        ],
        "vendors": vendors,
        "released": [
            {"vendor": one.vendor, "at": one.at, "by": one.person} for one in stands.released
        ],
        "locks": [
            {"until": one.until, "zone": one.zone, "at": one.at, "by": one.person}
            for one in stands.locks
        ],
    }
    return value, _lines(stands, open_lines, vendors)


def _lines(stands: Standing, open_lines: list[Line], vendors: list[str]) -> list[str]:
    lines = [f"{stands.title} ({stands.batch}): {stands.state.value}"]
    lines += [f"  open: {sentence(fault)}" for _, _, fault in open_lines]
    if not open_lines:
        lines.append("  nothing is open")
    if stands.final_at:
        lines.append(f"  final since {stands.final_at} ({stands.final_by})")
    if stands.open:
        still = ", ".join(f"{what} {n}" for what, n in stands.open.items())
        lines.append(f"  although open: {still}; why: {stands.why or 'erased'}")
    lines += [f"  released to {one.vendor} on {one.at} ({one.person})" for one in stands.released]
    lines += [f"  locked until {one.until} ({one.zone}) by {one.person}" for one in stands.locks]
    if not stands.released and vendors:
        lines.append(f"  vendors: {', '.join(vendors)}")
    return lines


def _pack(
    arguments: Arguments, services: Services, batch: str
) -> tuple[list[dict[str, Any]], list[str]]:
    from workstation.review.releasing import acts
    from workstation.ui.printing.files import write_pack

    found = services.store.read(acts.vendors, batch).result()
    only = arguments.of or arguments.vendor
    wanted = [only] if only else found
    value, lines = [], []
    for vendor in wanted or [""]:
        made = write_pack(
            services.store, services.desk, batch, vendor, Path(arguments.pack),
            overwrite=arguments.force,
        )  # fmt: skip
        value.append(
            {
                "vendor": vendor,
                "state": made.pack.state,
                "errors": len(made.pack.cases),
                "judged": made.pack.judged,
                "left_out": dict(made.pack.left_out),
                "files": [str(path) for path in made.paths],
                "bytes": list(made.sizes),
            }
        )
        left = ", ".join(f"{n} {why.replace('_', ' ')}" for why, n in made.pack.left_out.items())
        lines.append(f"{vendor}: {len(made.pack.cases)} cases with errors of {made.pack.judged} "
                     f"judged{'; left out: ' + left if left else ''}")  # fmt: skip
        lines += [f"  {path}" for path in made.paths]
    return value, lines


# Locks


def _lock(one: Restated) -> dict[str, Any]:
    return {
        "until": one.lock.until,
        "zone": one.lock.zone,
        "at": one.lock.at,
        "by": one.lock.person,
        "digest": one.lock.digest,
        "whole": one.whole,
        "counts": {"then": dict(one.lock.counts), "now": dict(one.counts)},
        "held_back": one.held_back,
        "restatements": [_change(change) for change in one.changes],
    }


def _change(one: Change) -> dict[str, Any]:
    return {
        "case": one.source_id,
        "how": one.how,
        "by": one.person,
        "stage": one.stage,
        "at": one.at,
        "from": _verdict(one.before),
        "to": _verdict(one.after),
        "why": one.why,
        "sealed": one.sealed,
    }


def _verdict(line: Any) -> dict[str, Any] | None:
    if line is None:
        return None
    return {
        "verdict": line.event, "result": line.result, "action": line.action,
        "clause": line.clause or None, "severity": line.severity, "codes": list(line.codes),
        "standing": line.standing or None,
    }  # fmt: skip


def _lock_lines(one: Restated) -> list[str]:
    from workstation.review.releasing import figures

    lines = [f"  until {one.lock.until} ({one.lock.zone}), by {one.lock.person}"]
    if not one.whole:
        lines.append("    not every verdict that was locked is here: sync first")
    for name, counted in (("then", one.lock.counts), ("now", one.counts)):
        right, judged, held = figures.accuracy(counted)
        if held is not None:
            low, high = held
            lines.append(
                f"    {name}: {right} of {judged} right ({right / judged:.1%}; {low:.1%} to "
                f"{high:.1%}, unweighted)"
            )
    lines += [f"    {_change_line(change)}" for change in one.changes]
    if not one.changes:
        lines.append("    nothing has changed since")
    if one.held_back:
        lines.append(f"    {one.held_back} more once you have judged these cases yourself")
    return lines


def _change_line(one: Change) -> str:
    if one.sealed:
        return f"{one.source_id}: sealed since or restated; only its reference is told"
    why = f": {one.why}" if one.why else ""
    return (f"{one.source_id} {one.how} by {one.person} on {one.at}: {_short(one.before)} → "
            f"{_short(one.after)}{why}")  # fmt: skip


def _short(line: Any) -> str:
    if line is None:
        return "no verdict"
    words = [line.action, line.clause, *line.codes, f"({line.standing})" if line.standing else ""]
    return " ".join(filter(None, words))


# What was said leaves


def _place(arguments: Arguments, services: Services, batch: str) -> Transport | None:
    if _stays(services, batch):
        return None
    return place_of(arguments, services)


def _stays(services: Services, batch: str) -> bool:
    from workstation.domain.event import Audience
    from workstation.review.releasing.standing import audience

    return services.store.read(audience, services.desk, batch).result() == Audience.WORK


def _send(
    arguments: Arguments,
    services: Services,
    out: Out,
    batch: str,
    value: dict[str, Any],
    lines: list[str],
    *,
    said: bool,
) -> int:
    """Have what was said leave at once where there is a place; else the next sync brings it."""
    target = arguments.to or services.preferences["sync_to"]
    if said and target:
        from workstation.review.sticks import exchange

        report = exchange(services.store, services.desk, place_of(arguments, services))
        value["waiting"] = report.waiting.events
        value["problems"] = [sentence(one.fault) for one in report.problems]
        lines += [f"  problem of the sync: {one}" for one in value["problems"]]
    out.report(value, lines)
    return 0
