"""`report kpi`: figures of people, vendors, languages, clauses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from msgspec.structs import replace

from workstation.cli import report_told as told
from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.fault import WorldFault
from workstation.reports import aside
from workstation.reports.kpi import locking, production, writing
from workstation.reports.kpi.moves import moved
from workstation.reports.kpi.report import Report, pairs
from workstation.reports.kpi.targets import FIGURES
from workstation.reports.kpi.wish import Period, Wish, checked, columns_of, day_of
from workstation.review import figures
from workstation.review.figures import Files, Tables
from workstation.services import Services
from workstation.store import figure_rows


def kpi(arguments: Arguments, services: Services, out: Out) -> int:
    """Count, and tell; then write, lock, compare, as far as it is asked."""
    wish, names = _wish(arguments), _figures(arguments.figure)
    files = Files(
        _path(arguments, "targets") or _preferred(services, "targets"),
        _path(arguments, "staff") or _preferred(services, "staff"),
        _path(arguments, "production"),
    )
    tables = figures.read_tables(files, wish)
    report = _report(services, wish, tables)
    value = writing.plain(report)
    if arguments.figure:
        for line in value["lines"]:
            line["figures"] = {name: line["figures"][name] for name in names}
    value["notices"] = [
        {**one, "words": told.notice(held)}
        for one, held in zip(value["notices"], report.notices, strict=True)
    ]
    lines = told.report_lines(report, names)
    if arguments.compare:
        held = pairs(report)
        value["comparisons"] = [told.pair_value(one) for one in held]
        lines += ["", *(told.pair_line(one) for one in held)]
    if arguments.against:
        value["moved"], more = _moved(services, arguments, wish, files, tables)
        lines += ["", *more]
    if arguments.restate:
        found = locking.restated(locking.read(Path(arguments.restate)), report)
        value["restated"] = [told.restatement_value(one) for one in found]
        lines += ["", *told.restatement_lines(found)]
    if arguments.lock:
        locked = _lock(services, report, Path(arguments.lock), arguments.force)
        value["locked"] = {"path": arguments.lock, "digest": locked.digest}
        lines.append(f"Locked as they stand: {arguments.lock}, digest {locked.digest}")
    for name in ("csv", "xlsx"):
        path = _path(arguments, name)
        if path is not None:
            if path.suffix.lower() != f".{name}":
                raise WorldFault("kpi.ending", path=str(path), ending=f".{name}")
            done = writing.export(
                report, path, told.about(report), overwrite=arguments.force, bom=arguments.bom
            )
            value[name] = {"path": str(done.path), "rows": done.rows, "bytes": done.size}
            lines.append(f"{done.rows} figures written to {done.path}")
    out.report(value, lines)
    return 0


def _wish(arguments: Arguments) -> Wish:
    by = () if arguments.by.strip() == "all" else columns_of(arguments.by)
    return checked(
        Wish(
            by=by,
            period=Period(
                day_of(arguments.since) if arguments.since else None,
                day_of(arguments.until) if arguments.until else None,
            ),
            zone=arguments.zone or "",
            clock=arguments.clock,
            kind=arguments.kind,
            batch=arguments.batch,
        )
    )


def _figures(text: str | None) -> tuple[str, ...]:
    if not text:
        return FIGURES
    names = columns_of(text)
    for name in names:
        if name not in FIGURES:
            raise WorldFault("kpi.figure", figure=name[:60], figures=", ".join(FIGURES))
    return names


def _path(arguments: Arguments, name: str) -> Path | None:
    given = getattr(arguments, name)
    return Path(given) if given else None


def _preferred(services: Services, name: str) -> Path | None:
    held = services.preferences[name]
    return Path(held).expanduser() if held else None


def _report(services: Services, wish: Wish, tables: Tables) -> Report:
    return services.store.read(figures.report, services.desk, wish, tables).result()


def _moved(
    services: Services, arguments: Arguments, wish: Wish, files: Files, tables: Tables
) -> tuple[list[dict[str, Any]], list[str]]:
    first, dots, last = arguments.against.partition("..")
    if not dots:
        raise WorldFault("kpi.against", text=arguments.against[:40])
    segment = arguments.segments.strip().replace("-", "_")
    new = checked(replace(wish, by=(*wish.by, segment)))
    old = checked(replace(new, period=Period(day_of(first), day_of(last))))
    reports, frames = [], []
    for one in (old, new):
        reports.append(_report(services, one, replace(tables, production=None)))
        frames.append(
            production.read(files.production, one.by, one.period, one.zone, tables.staff)
            if files.production
            else None
        )
    found = moved(*reports, *frames, segment)
    return [told.moved_value(one, wish.by) for one in found], told.moved_lines(found)


def _lock(services: Services, report: Report, path: Path, force: bool) -> locking.Locked:
    heads = services.store.read(figure_rows.heads).result()
    locked = locking.lock(report, heads, services.desk.now())
    aside.write(path, [locking.write(locked)], overwrite=force)
    return locked
