"""From a draw to a batch: content comes in for what was drawn, reserves for what is gone."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from workstation.domain.event import Kind
from workstation.domain.sampling.again import Redraw, kept, redraw
from workstation.domain.sampling.chance import rank
from workstation.domain.sampling.drawing import Drawn
from workstation.fault import WorldFault
from workstation.intake.interface import open_source
from workstation.review.acting import About, Desk, write
from workstation.review.sampling import content, rights
from workstation.review.sampling.content import Content
from workstation.review.sampling.drawing import Made
from workstation.review.sampling.writing import BatchReport, Cancelled, Given, Work
from workstation.store import samples, seals
from workstation.store.driver import Database
from workstation.store.store import Store

MOST_SAID = 5_000
"""Replacements that an event names one by one; a signed segment holds 4 MB."""


def make_batch(
    store: Store,
    desk: Desk,
    made: Made,
    source: Path,
    out: Path,
    *,
    title: str = "",
    due_at: str | None = None,
    blind: bool = True,
    allow_short: bool = False,
    given: Sequence[Given] = (),
    clock: Callable[[], datetime] = lambda: datetime.now().astimezone(),
    cancelled: Cancelled = lambda: False,
) -> BatchReport:
    """Make a batch folder of a draw, with the content that a larger batch (folder or zip) holds.

    The same draw and content make the same batch. What is replaced once stays replaced, so content
    that lacks more than the reserves can fill is refused unless `allow_short`. Raises WorldFault
    `sampling.no_content`, `sampling.content_short`, `sampling.out_exists`,
    `sampling.out_unwritable`, `intake.…`; then nothing is left behind.
    """
    store.read(rights.check, desk, rights.DRAW).result()
    if out.exists():
        raise WorldFault("sampling.out_exists", path=str(out))
    before = store.read(replaced_before, desk, made).result()
    sealed = frozenset(store.read(seals.cases).result())
    with open_source(source) as reader:
        wanted = frozenset(one.unit.decision for one in samples.units(made.draw))
        held = content.look(reader, wanted, sealed, clock(), cancelled)
        log = _replace(made, before, held)
        chosen = _in_order(made, log, held)
        if not chosen:
            raise WorldFault(
                "sampling.no_content", wanted=len(made.draw.sample), cases=held.cases,
                path=str(source),
            )  # fmt: skip
        missing = len(made.draw.sample) - sum(not one.targeted for one in chosen)
        if missing and not allow_short:
            raise WorldFault(
                "sampling.content_short", missing=missing, wanted=len(made.draw.sample),
                path=str(source),
            )  # fmt: skip
        work = Work(made, held, log, chosen, given, desk, title, due_at, blind)
        try:
            beside = Path(tempfile.mkdtemp(prefix=f".{out.name[:60]}.", dir=out.parent))
        except OSError as error:
            raise _unwritable(out, error) from None
        try:
            work.write(reader, beside, cancelled)
            store.write(_say, desk, made, work, len(before)).result()
            beside.rename(out)
        except OSError as error:
            raise _unwritable(out, error) from None
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return work.report(out)


def replaced_before(db: Database, desk: Desk, made: Made) -> tuple[Redraw, ...]:
    """What was replaced in a sample when batches were made of it, in order."""
    held = {one.unit.unit: one.unit for one in samples.units(made.draw)}
    log: dict[str, Redraw] = {}
    for said in rights.believed(db, desk, Kind.SAMPLE_DRAWN, rights.DRAW):
        if said.body.get("of") != made.sample.event:
            continue
        rows = said.body.get("replaced")
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, list) and len(row) == 4 and row[0] in held:
                gone, why, stratum, instead = row
                log.setdefault(gone, Redraw(gone, str(why), str(stratum), held.get(instead)))
    return tuple(log.values())


def _replace(made: Made, before: Sequence[Redraw], held: Content) -> tuple[Redraw, ...]:
    """Put reserves of the same stratum where there is no content; they too may have none."""
    log = list(before)
    waiting = list(kept(made.draw, log))
    while waiting:
        one = waiting.pop(0)
        if one.decision in held.found:
            continue
        step = redraw(made.draw, log, one.unit, held.bad.get(one.decision, "absent"))
        log.append(step)
        if step.instead is not None:
            waiting.append(step.instead)
    return tuple(log)


def _in_order(made: Made, log: Sequence[Redraw], held: Content) -> list[Drawn]:
    """Sample and risk-led list in one order that tells neither from the other."""
    there = [*kept(made.draw, log), *(o for o in made.draw.risky if o.decision in held.found)]
    return sorted(there, key=lambda one: rank(made.draw.design.seed, "order", one.unit))


def _say(db: Database, desk: Desk, made: Made, work: Work, known: int) -> None:
    """Say which batch came of the sample and what was replaced; once."""
    new = work.log[known:]
    said = {
        event.body.get("manifest")
        for event in samples.said(db, Kind.SAMPLE_DRAWN)
        if event.body.get("of") == made.sample.event
    }
    if work.manifest in said and not new:
        return
    replaced = [
        [one.gone, one.why, one.stratum, one.instead.unit if one.instead else None] for one in new
    ]
    # An event of its own for every few thousand; the batch stands in the last one.
    pieces = [replaced[at : at + MOST_SAID] for at in range(0, len(replaced), MOST_SAID)] or [[]]
    for number, piece in enumerate(pieces, 1):
        last = number == len(pieces)
        body: dict[str, object] = {
            "of": made.sample.event,
            "pool": made.sample.pool,
            "plan": dict(made.sample.plan),
            "seed": made.draw.design.seed,
            "n": len(work.chosen),
            "list": None,
            "replaced": piece,
            "batch": work.id if last else None,
            "manifest": work.manifest if last else None,
        }
        write(db, desk, Kind.SAMPLE_DRAWN, About(), body)


def _unwritable(out: Path, error: OSError) -> WorldFault:
    return WorldFault("sampling.out_unwritable", path=str(out), why=error.strerror or "")
