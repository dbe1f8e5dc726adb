"""Imports a batch: every check first, then hidden chunks, then ready in one stroke, or nothing."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter
from weakref import WeakKeyDictionary

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.batch import BatchKind
from workstation.domain.ids import BatchId
from workstation.domain.policy import Pack
from workstation.fault import WorldFault
from workstation.intake.check import Ground, check_case, known_clauses
from workstation.intake.chunks import MOST_SHOWN, Chunks
from workstation.intake.decode import case_decoder
from workstation.intake.faults import BadLine, Doubts, Notice, Quarantined
from workstation.intake.files import Files, check_files
from workstation.intake.interface import CASES, Reader, open_source
from workstation.intake.lines import MOST_LINE, lines
from workstation.intake.manifest import Manifest, differences, read_manifest
from workstation.intake.policy_pack import PACK, check_pack, faulty
from workstation.intake.rows import case_rows
from workstation.intake.tasks import Assignments
from workstation.store import content, imports, published, region
from workstation.store.driver import Database
from workstation.store.store import Store

CHUNK = 1_000

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]
Clock = Callable[[], datetime]

_running: WeakKeyDictionary[Store, threading.Lock] = WeakKeyDictionary()
_running_guard = threading.Lock()


class ImportReport(Struct, frozen=True):
    """What came of an import: `read` lines are stored, known already, or in quarantine.

    `already_there` counts cases whose content the store held, from this or another batch.
    """

    batch: BatchId
    title: str
    read: int
    stored: int
    quarantined: int
    already_there: int
    warnings: tuple[Notice, ...]
    quarantine: tuple[Quarantined, ...]
    seconds: float


def import_batch(
    store: Store,
    source: Path | Reader,
    person: str | None,
    clock: Clock,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
    chunk: int = CHUNK,
    *,
    named: bool = True,
) -> ImportReport:
    """Bring a batch in from a path, or from a reader that was opened by other means.

    Blocks until it is ready on the disk, so call it off the window's thread.

    A batch that names nobody is all `person`'s work; without one it comes in to be read only, for
    whoever looks at what others do. Without `named` nobody's work follows from the batch itself,
    since its publisher says on a stream whose it is.

    `progress(done, total)` counts lines, from this thread, after each chunk is committed. The
    same batch again changes nothing. One import at a time runs on a store; others wait.

    Raises WorldFault `intake.cancelled`, `intake.nothing_usable`, `intake.other_content` (same
    id, other manifest), `intake.residency` (it may not be kept where this workstation stands),
    `intake.retracted`, what is wrong with the source (`intake.*`, `policy.faulty`) and
    `store.disk_full`; the store is then as before.
    """
    started = perf_counter()
    opened = open_source(source) if isinstance(source, Path) else source
    with opened as reader, alone(store, cancelled):
        now = clock()
        doubts = Doubts()
        reader.tell(doubts)
        manifest = read_manifest(reader, now + timedelta(days=1), doubts)
        known = store.read(imports.find, manifest.wire.id).result()
        store.read(_may_come_in, manifest).result()
        if known is not None and known.ready:
            return _again(store, known, manifest, started)
        if known is not None:
            remove(store, manifest.wire.id)
        files = check_files(reader, manifest, cancelled, doubts)
        run = _Run(store, reader, manifest, files, person, now, doubts, chunk, named)
        return run.run(clock, progress, cancelled, started)


class _Run:
    """One import of one batch."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        manifest: Manifest,
        files: Files,
        person: str | None,
        now: datetime,
        doubts: Doubts,
        chunk: int,
        named: bool,
    ) -> None:
        self._store = store
        self._reader = reader
        self._manifest = manifest
        self._files = files
        self._doubts = doubts
        self._now = now
        self._pack = pack_of(manifest, files, doubts)
        self._ground = Ground(
            manifest.actions, now + timedelta(days=1), doubts, known_clauses(self._pack)
        )
        assignments = Assignments(manifest.wire, person if named else None, named=named)
        self._chunks = Chunks(store, reader, manifest.wire, files, assignments, doubts, chunk)

    def run(
        self,
        clock: Clock,
        progress: Progress,
        cancelled: Cancelled,
        started: float,
    ) -> ImportReport:
        batch = self._manifest.wire.id
        chunks = self._chunks
        try:
            self._store.write(imports.begin, self._head()).result()
            read = self._cases(progress, cancelled)
            if read and not chunks.placed:
                # An empty batch would only be in the way of the one that is mended.
                first = chunks.shown[0]
                raise WorldFault(
                    "intake.nothing_usable",
                    lines=read,
                    line=first.line,
                    field=first.field or "the line",
                    reason=first.reason.removeprefix("intake.line."),
                )
            blind = self._blind()
            chunks.assignments.doubts(self._doubts)
            chunks.media_doubts()
            if cancelled():
                raise WorldFault("intake.cancelled")
            # Read apart, so that a verdict need not wait for it.
            seal = self._store.read(content.digest_of, batch).result()
            at = instant.write(clock())
            self._store.write(imports.finish, batch, chunks.placed, blind, at, seal).result()
        except BaseException:
            # Where even deleting fails (full disk), the next start sweeps; what failed first tells.
            with suppress(Exception):
                remove(self._store, batch)
            raise
        return ImportReport(
            batch=BatchId(batch),
            title=self._manifest.wire.title,
            read=read,
            stored=chunks.placed - chunks.shared,
            quarantined=chunks.quarantined,
            already_there=chunks.shared,
            warnings=self._doubts.notices(),
            quarantine=tuple(chunks.shown),
            seconds=round(perf_counter() - started, 3),
        )

    def _cases(self, progress: Progress, cancelled: Cancelled) -> int:
        decode, ground, chunks = case_decoder(self._doubts).decode, self._ground, self._chunks
        faults = self._reader.faults
        total, read = self._files.lines, 0
        checksum = hashlib.sha256()
        with self._reader.open(CASES) as file:
            for number, line in lines(file, checksum):
                read += 1
                try:
                    if line is None:
                        raise BadLine("", "line_too_long", most=MOST_LINE)
                    if number in faults:
                        raise faults[number]
                    case = decode(line)
                    check_case(case, ground)
                except BadLine as bad:
                    chunks.put_aside(number, bad)
                else:
                    chunks.add(case_rows(case, number, ground), len(line))
                if chunks.full:
                    if cancelled():
                        raise WorldFault("intake.cancelled")
                    chunks.write()
                    progress(number, total)
        chunks.write()
        if checksum.hexdigest() != self._manifest.wire.files[CASES]:
            raise WorldFault("intake.wrong_hash", file=CASES)
        progress(total, total)
        return read

    def _head(self) -> imports.Head:
        wire = self._manifest.wire
        return imports.Head(
            id=wire.id,
            kind=wire.kind,
            title=wire.title,
            blind=wire.blind,
            created_at=wire.created_at,
            due_at=wire.due_at,
            publisher=wire.publisher,
            manifest_digest=self._manifest.digest,
            manifest=self._manifest.text,
            imported_at=instant.write(self._now),
            pack=self._pack,
        )

    def _blind(self) -> bool:
        """Whether the batch may be called blind: its decisions must leave something to guess."""
        actions = self._chunks.actions
        decided = sum(actions.values())
        if self._manifest.wire.kind == "qa" and decided < self._chunks.placed:
            self._doubts.add("intake.undecided", count=self._chunks.placed - decided)
        kind = BatchKind(self._manifest.wire.kind)
        if kind is BatchKind.INSPECTION:
            if decided:
                # Nobody is audited in an inspection: what somebody decided is kept out of sight.
                self._doubts.add("intake.decisions_ignored", count=decided)
            return False
        # The copies of one thing are judged before anybody sees what was decided on them.
        if not self._manifest.wire.blind and kind is not BatchKind.CONSISTENCY:
            return False
        if decided and (len(actions) > 1 or decided == 1):
            return True
        if self._manifest.wire.blind:
            self._doubts.add("intake.not_blind", same=bool(decided))
        return False


def _may_come_in(db: Database, manifest: Manifest) -> None:
    if published.retracted(db, manifest.wire.id):
        raise WorldFault("intake.retracted", title=manifest.wire.title)
    region.check(db, manifest.wire.residency)


def pack_of(manifest: Manifest, files: Files, doubts: Doubts) -> Pack | None:
    """The batch's pack; without one the cases stay workable, with a notice."""
    named = manifest.wire.policy_pack
    if PACK not in files.policies and not any(name.endswith(".md") for name in files.policies):
        if named is not None or manifest.wire.kind != "inspection":
            doubts.add("intake.no_pack")
        return None
    pack, faults = check_pack(files.policies, manifest.actions)
    if pack is None:
        # Clauses left out in silence would let people be judged by another policy.
        raise faulty(faults)
    if named is not None and (named.id, named.version) != (pack.id, pack.version):
        raise WorldFault(
            "intake.other_pack", wanted=f"{named.id} {named.version}", id=pack.id,
            version=pack.version,
        )  # fmt: skip
    for fault in (one for one in faults if not one.hint):
        doubts.add("intake.pack_doubt", f"{fault.file} {fault.field}")
    return pack


def _again(store: Store, known: imports.Known, manifest: Manifest, started: float) -> ImportReport:
    batch = manifest.wire.id
    if known.manifest_digest != manifest.digest:
        told = differences(known.manifest, manifest.text)
        raise WorldFault("intake.other_content", batch=batch, differs=", ".join(told))
    left_out = store.read(imports.quarantine_of, batch).result()
    return ImportReport(
        batch=BatchId(batch),
        title=known.title,
        read=known.cases + known.quarantined,
        stored=0,
        quarantined=known.quarantined,
        already_there=known.cases,
        warnings=(),
        quarantine=tuple(Quarantined(*row) for row in left_out[:MOST_SHOWN]),
        seconds=round(perf_counter() - started, 3),
    )


def remove(store: Store, batch: str) -> None:
    """Delete what came in of a batch that is not ready."""
    while store.write(imports.remove_some, batch, CHUNK // 2).result():
        pass


@contextmanager
def alone(store: Store, cancelled: Cancelled) -> Iterator[None]:
    """One import at a time; raises WorldFault `intake.cancelled` for one that will not wait."""
    with _running_guard:
        lock = _running.setdefault(store, threading.Lock())
    while not lock.acquire(timeout=0.2):
        if cancelled():
            raise WorldFault("intake.cancelled")
    try:
        yield
    finally:
        lock.release()
