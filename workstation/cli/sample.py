"""`sample frame|pools|counts|plan|draw|list|pull|batch`: from production's frame to a batch."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from workstation.cli.out import Out
from workstation.cli.parser import Arguments
from workstation.cli.sample_asked import given, mapping, wish_of, zone
from workstation.cli.sample_told import plan_lines, plan_value, pool_value, sample_value, told
from workstation.fault import Fault, WorldFault
from workstation.services import Services
from workstation.store import pool_filter, pools, samples
from workstation.words import sentence


def frame(arguments: Arguments, services: Services, out: Out) -> int:
    """Bring a frame in; progress goes to stderr."""
    from workstation.intake.frame.importer import import_frame
    from workstation.review.sampling import rights

    services.store.read(rights.check, services.desk, rights.DRAW).result()

    def progress(done: int, total: int) -> None:
        if not out.as_json and total > 20_000_000:
            out.note(f"  {done >> 20} of {total >> 20} MB")

    report = import_frame(
        services.store,
        Path(arguments.path),
        mapping(arguments),
        lambda: datetime.now().astimezone(),
        title=arguments.title or "",
        zone=zone(arguments.zone),
        progress=progress,
    )
    quarantine = [
        {
            "line": row.line,
            "field": row.field,
            "reason": row.reason,
            "words": sentence(Fault(row.reason, **dict(row.params))),
        }
        for row in report.quarantine
    ]
    value = {
        "pool": report.pool,
        "title": report.title,
        "read": report.read,
        "stored": report.stored,
        "quarantined": report.quarantined,
        "doubles": report.doubles,
        "undated": report.undated,
        "offsets": {pools.offset_name(at): n for at, n in report.offsets.items()},
        "already": report.already,
        "warnings": told(report.warnings),
        "quarantine": quarantine,
        "seconds": report.seconds,
    }
    lines = [
        f"{report.title} ({report.pool})" + (": was here already" if report.already else ""),
        f"  {report.stored} decisions, {report.quarantined} lines left out",
        *(f"  warning: {words}" for words in value["warnings"]),
        *(f"  line {row['line']}, {row['field'] or 'the line'}: {row['words']}"
          for row in quarantine[:20]),
    ]  # fmt: skip
    out.report(value, lines)
    return 0


def listed_pools(_arguments: Arguments, services: Services, out: Out) -> int:
    """List the frames that are here."""
    found = services.store.read(pools.listed).result()
    value = [pool_value(pool) for pool in found]
    lines = [
        f"{pool.id}  {pool.rows:>9} decisions  {pool.title}"
        + (f"  {pool.first:%Y-%m-%d} to {pool.last:%Y-%m-%d}" if pool.first and pool.last else "")
        for pool in found
    ]
    none = "No frame is here yet. Bring one in: workstation sample frame FILE"
    out.report(value, lines or [none])
    return 0


def forget(arguments: Arguments, services: Services, out: Out) -> int:
    """Delete a frame; the samples that were drawn from it stay."""
    from workstation.intake.frame import importer
    from workstation.review.sampling import rights

    services.store.read(rights.check, services.desk, rights.DRAW).result()
    pool = services.store.read(pools.get, arguments.pool).result()
    importer.forget(services.store, pool, lambda: datetime.now().astimezone())
    out.report({"pool": pool.id, "rows": pool.rows}, [f"{pool.title}: {pool.rows} rows deleted"])
    return 0


def counts(arguments: Arguments, services: Services, out: Out) -> int:
    """Count a pool by its fields."""
    from workstation.review.sampling import wish

    asked = wish_of(arguments)
    pool = services.store.read(pools.get, arguments.pool).result()
    chosen = wish.filter_of(asked, pool)
    if arguments.automated is None:
        chosen = msgspec.structs.replace(chosen, automated=None)
    services.store.read(pool_filter.conditions, pool.number, chosen).result()
    found = services.store.browse(pool_filter.cube, pool, chosen).result().counts(chosen)
    value = {
        "pool": pool.id,
        "total": found.total,
        "by": {name: dict(rows) for name, rows in found.by.items()},
    }
    lines = [f"{pool.title}: {found.total} of {pool.rows} decisions"]
    for name, rows in found.by.items():
        told = ", ".join(f"{word or '(none)'} {n}" for word, n in rows[:12])
        lines.append(f"  {name}: {told}{' …' if len(rows) > 12 else ''}")
    out.report(value, lines)
    return 0


def plan(arguments: Arguments, services: Services, out: Out) -> int:
    """Show what a design would draw and what that would tell; nothing is drawn."""
    from workstation.review.sampling import planning

    asked = wish_of(arguments)
    pool = services.store.read(pools.get, arguments.pool).result()
    made = services.store.browse(planning.plan, services.desk, pool, asked).result()
    out.report(plan_value(made), plan_lines(made))
    return 0


def draw(arguments: Arguments, services: Services, out: Out) -> int:
    """Draw; the list is kept here, and goes to a file with --list."""
    from workstation.review.sampling import drawing, pull_list

    asked = wish_of(arguments)
    pool = services.store.read(pools.get, arguments.pool).result()
    target = Path(arguments.export) if arguments.export else None
    if target is not None:
        _may_be_written(target, arguments.force)

    def progress(done: int, total: int) -> None:
        if not out.as_json and total > 200_000:
            out.note(f"  {100 * done // max(1, total)} %")

    made = drawing.make(
        services.store, services.desk, pool, asked, why=arguments.why or "", progress=progress
    )
    if target is not None:
        pull_list.export(made, target, overwrite=arguments.force, bom=arguments.bom)
    value = {**sample_value(made), "already": made.already, "list": arguments.export}
    lines = [
        f"sample {made.sample.event}" + (": drawn just so before" if made.already else ""),
        f"  {len(made.draw.sample)} drawn, {sum(map(len, made.draw.reserves.values()))} reserves, "
        f"{len(made.draw.risky)} for their risk; seed {made.draw.design.seed}",
        f"  draw {made.sample.number} of this pool; list {made.sample.digest[:16]}",
    ]
    if target is not None:
        lines.append(f"  pull list: {target}")
    out.report(value, lines)
    return 0


def listed(_arguments: Arguments, services: Services, out: Out) -> int:
    """List the samples that were drawn here."""
    found = services.store.read(samples.listed).result()
    value = [
        {
            "sample": one.event,
            "pool": one.pool,
            "number": one.number,
            "at": one.at,
            "n": sum(n for _, n in one.strata.values()),
            "plan": dict(one.plan),
            "list": one.digest,
        }
        for one in found
    ]
    lines = [
        f"{row['sample']}  {row['n']:>6} drawn  {row['at'][:10]}  draw {row['number']} of pool "
        f"{row['pool']}"
        for row in value
    ]
    out.report(value, lines or ["Nothing was drawn yet: workstation sample draw"])
    return 0


def pull(arguments: Arguments, services: Services, out: Out) -> int:
    """Write a sample's pull list."""
    from workstation.review.sampling import drawing, pull_list

    made = services.store.read(drawing.again, arguments.sample).result()
    rows = pull_list.export(
        made, Path(arguments.path), overwrite=arguments.force, bom=arguments.bom
    )
    out.report({"sample": made.sample.event, "path": arguments.path, "rows": rows},
               [f"{arguments.path}: {rows} lines"])  # fmt: skip
    return 0


def batch(arguments: Arguments, services: Services, out: Out) -> int:
    """Make a batch of a sample with content from a larger batch."""
    from workstation.review.sampling import batching, drawing

    made = services.store.read(drawing.again, arguments.sample).result()
    report = batching.make_batch(
        services.store,
        services.desk,
        made,
        Path(arguments.path),
        Path(arguments.to),
        title=arguments.title or "",
        due_at=arguments.due,
        blind=not arguments.open,
        allow_short=arguments.short,
        given=[given(words) for words in arguments.whom or ()],
    )
    value = {
        "batch": report.batch,
        "path": report.path,
        "sample": made.sample.event,
        "cases": report.cases,
        "risky": report.risky,
        "repeats": report.repeats,
        "replaced": [
            {
                "gone": one.gone,
                "why": one.why,
                "stratum": one.stratum,
                "instead": one.instead.unit if one.instead else None,
            }
            for one in report.replaced
        ],
        "short": dict(report.short),
        "strata": {name: {"population": size, "sample": n}
                   for name, (size, n) in report.strata.items()},
        "own": dict(report.own),
        "warnings": told(report.notices),
    }  # fmt: skip
    lines = [
        f"{report.path}: {report.cases} cases ({report.batch})",
        *(f"  warning: {words}" for words in value["warnings"]),
        f"  publish it: workstation publish {report.path} --assign PERSON",
    ]
    out.report(value, lines)
    return 0


def _may_be_written(path: Path, force: bool) -> None:
    # Before anything is drawn and said.
    if path.suffix.lower() not in (".csv", ".jsonl"):
        raise WorldFault("sampling.list_format", path=str(path))
    if path.exists() and not force:
        raise WorldFault("export.exists", path=str(path))
