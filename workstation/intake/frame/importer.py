"""Imports a frame: in hidden chunks, ready in one stroke, or nothing; memory stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from time import perf_counter

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.canonical import canonical_json, digest
from workstation.domain.ids import derived_id
from workstation.domain.sampling.frame import Once
from workstation.fault import WorldFault
from workstation.intake.chunks import MOST_SHOWN
from workstation.intake.faults import BadLine, Doubts, Notice, Quarantined
from workstation.intake.frame.mapping import FrameMapping
from workstation.intake.frame.reader import digest_of, open_frame
from workstation.intake.frame.rows import FrameLine
from workstation.intake.importer import Cancelled, Clock, Progress, alone
from workstation.store import pools
from workstation.store.pool_filter import WORDS
from workstation.store.store import Store

CHUNK = 4_000
WIDE = -64_000
"""KiB of the index that stay at hand meanwhile: with the writer's own 2 MB it took half as long
again, since rows come in no order that the index knows."""
MOST_WORDS = 100_000
MOST_DOUBLES = 50_000
MOST_KEPT = 10_000  # lines in quarantine; what is beyond is counted


class FrameReport(Struct, frozen=True):
    """What came of it: `read` lines are rows of the pool or in quarantine. `offsets` are those of
    its times, in minutes, with how many rows have each."""

    pool: str
    title: str
    read: int
    stored: int
    quarantined: int
    doubles: int
    undated: int
    offsets: dict[int, int]
    already: bool
    warnings: tuple[Notice, ...]
    quarantine: tuple[Quarantined, ...]
    seconds: float


def import_frame(
    store: Store,
    path: Path,
    mapping: FrameMapping,
    clock: Clock,
    *,
    title: str = "",
    zone: str | None = None,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
    chunk: int = CHUNK,
) -> FrameReport:
    """Bring a frame in; the same file read the same way changes nothing.

    `progress(done, total)` counts bytes. Raises WorldFault `frame.nothing_usable`,
    `frame.too_many_words`, `frame.many_doubles`, `intake.cancelled`, and what `open_frame` raises;
    the store is then as before.
    """
    started = perf_counter()
    with alone(store, cancelled):
        checksum, size = digest_of(path, cancelled)
        said = {"columns": dict(mapping.columns), "offset": mapping.offset, "zone": zone}
        name = derived_id("pool", checksum, digest(canonical_json(said)))
        known = store.read(pools.find, name).result()
        if known is not None and known.ready:
            return _again(known, started)
        for left in store.read(pools.unfinished).result():
            remove(store, left)
        head = pools.Head(
            name, title or path.name.split(".")[0][:200], path.name[:200], checksum,
            instant.write(clock()), zone,
        )  # fmt: skip
        run = _Run(store, head, chunk, progress, cancelled)
        before = store.outside_transaction(pools.set_cache, WIDE).result()
        try:
            return run.run(path, mapping, size, clock, started)
        except BaseException:
            # Where even deleting fails (full disk), the next import sweeps.
            with suppress(Exception):
                run.remove()
            raise
        finally:
            store.outside_transaction(pools.set_cache, before).result()


def forget(store: Store, pool: pools.Pool, clock: Clock) -> None:
    """Delete a frame that is not needed any more. Samples drawn from it stay, and what they tell
    of it; it can be brought in again from its file."""
    with alone(store, lambda: False):
        store.write(pools.retire, pool.number, instant.write(clock())).result()
        remove(store, pool.number)


def remove(store: Store, number: int) -> None:
    """Delete what came in of a pool that is not ready."""
    while store.write(pools.remove_some, number, CHUNK).result():
        pass


class _Run:
    """One import of one frame."""

    def __init__(
        self, store: Store, head: pools.Head, chunk: int, progress: Progress, cancelled: Cancelled
    ) -> None:
        self._store, self._head, self._chunk = store, head, chunk
        self._progress, self._cancelled = progress, cancelled
        self._number: int | None = None
        self._codes: dict[str, dict[str, int]] = {name: {} for name in WORDS}
        self._words: list[tuple[str, int, str]] = []
        self._rows: list[tuple[object, ...]] = []
        self._bad: list[tuple[int, str, str, dict[str, object]]] = []
        self._shown: list[Quarantined] = []
        self._once = Once()
        self._offsets: dict[int, int] = {}
        self._critical: set[int] = set()
        self._read = self._left_out = self._undated = self._clustered = self._doubles = 0
        self._first: int | None = None
        self._last: int | None = None

    def remove(self) -> None:
        """Leave nothing behind."""
        if self._number is not None:
            remove(self._store, self._number)

    def run(
        self, path: Path, mapping: FrameMapping, size: int, clock: Clock, started: float
    ) -> FrameReport:
        """From the first line to ready."""
        doubts = Doubts()
        with open_frame(path, mapping, doubts) as source:
            self._number = self._store.write(pools.begin, self._head).result()
            for line, row in source.rows():
                self._take(line, row)
                if self._read % self._chunk == 0:
                    self._write()
                    self._progress(source.place(), size)
        self._write()
        self._progress(size, size)
        self._take_out_doubles()
        stored = self._read - self._left_out
        if not stored:
            self._refuse()
        totals = pools.Totals(
            stored, self._left_out, self._undated, self._clustered, self._first, self._last,
            self._offsets,
        )  # fmt: skip
        self._store.write(pools.mark_critical, self._number, sorted(self._critical)).result()
        at = instant.write(clock())
        self._store.write(pools.finish, self._number, totals, at).result()
        return FrameReport(
            pool=self._head.id,
            title=self._head.title,
            read=self._read,
            stored=stored,
            quarantined=self._left_out,
            doubles=self._doubles,
            undated=self._undated,
            offsets=dict(sorted(self._offsets.items())),
            already=False,
            warnings=(*doubts.notices(), *self._notices()),
            quarantine=tuple(self._shown),
            seconds=round(perf_counter() - started, 3),
        )

    def _take(self, line: int, row: FrameLine | BadLine) -> None:
        self._read += 1
        if isinstance(row, BadLine):
            self._put_aside(line, row)
            return
        self._once.meet(row.decision)
        codes = [self._code(name, getattr(row, name)) for name in WORDS]
        if row.critical and row.clause:
            self._critical.add(codes[WORDS.index("clause")])
        if row.at is None or row.minutes is None:
            self._undated += 1
        else:
            self._offsets[row.minutes] = self._offsets.get(row.minutes, 0) + 1
            if self._first is None or row.at < self._first:
                self._first = row.at
            if self._last is None or row.at > self._last:
                self._last = row.at
        self._clustered += row.cluster is not None
        self._rows.append(
            (
                line, row.decision, int(row.automated), *codes, row.at, row.minutes, row.exposure,
                row.handling_ms, row.cluster,
            )
        )  # fmt: skip

    def _put_aside(self, line: int, bad: BadLine) -> None:
        self._left_out += 1
        if len(self._shown) < MOST_SHOWN:
            self._shown.append(Quarantined(line, bad.where, bad.reason, bad.params))
        if self._left_out <= MOST_KEPT:
            self._bad.append((line, bad.where, bad.reason, dict(bad.params)))

    def _code(self, name: str, word: str) -> int:
        held = self._codes[name]
        code = held.get(word)
        if code is None:
            code = held[word] = len(held)
            if code >= MOST_WORDS:
                raise WorldFault("frame.too_many_words", field=name, most=MOST_WORDS)
            self._words.append((name, code, word))
        return code

    def _write(self) -> None:
        if self._cancelled():
            raise WorldFault("intake.cancelled")
        if len(self._once.suspects) > MOST_DOUBLES:
            raise WorldFault("frame.many_doubles", most=MOST_DOUBLES)
        if self._rows or self._bad:
            self._store.write(
                pools.add, self._number, self._words, self._rows, self._bad
            ).result()
        self._words, self._rows, self._bad = [], [], []

    def _take_out_doubles(self) -> None:
        """Of an id that stands there more than once the first row counts."""
        if not self._once.suspects:
            return
        places = self._store.read(pools.lines_of, self._number, self._once.suspects).result()
        first: dict[str, int] = {}
        doubles = []
        for line, name in places:
            before = first.setdefault(name, line)
            if before != line:
                doubles.append(line)
                self._put_aside(line, BadLine("decision", "double_decision", first=before))
        self._doubles = len(doubles)
        for some in _pieces(doubles, self._chunk):
            self._store.write(pools.take_out, self._number, some).result()
        self._store.write(pools.put_aside, self._number, self._bad).result()
        self._bad = []

    def _notices(self) -> Iterator[Notice]:
        if self._doubles:
            yield Notice("frame.doubles", {"count": self._doubles})
        if len(self._offsets) > 1 and self._head.zone is None:
            told = ", ".join(
                f"{pools.offset_name(minutes)} ({count})"
                for minutes, count in sorted(self._offsets.items())[:5]
            )
            yield Notice("frame.two_zones", {"offsets": told})
        if self._undated:
            yield Notice("frame.undated", {"count": self._undated})

    def _refuse(self) -> None:
        if not self._shown:
            raise WorldFault("frame.no_rows", file=self._head.source)
        first = self._shown[0]
        raise WorldFault(
            "frame.nothing_usable", lines=self._read, line=first.line,
            field=first.field or "the line", reason=first.reason.removeprefix("intake.line."),
        )  # fmt: skip


def _pieces(held: list[int], most: int) -> Iterator[list[int]]:
    for start in range(0, len(held), most):
        yield held[start : start + most]


def _again(known: pools.Pool, started: float) -> FrameReport:
    return FrameReport(
        pool=known.id,
        title=known.title,
        read=known.rows + known.left_out,
        stored=known.rows,
        quarantined=known.left_out,
        doubles=0,
        undated=known.undated,
        offsets=dict(known.offsets),
        already=True,
        warnings=(),
        quarantine=(),
        seconds=round(perf_counter() - started, 3),
    )
