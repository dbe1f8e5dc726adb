"""Gathers checked cases and writes them a chunk at a time, so that verdicts get in between.

The next chunk is decoded only after the last is written: both at once would fight over the
interpreter's lock, row by row.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter

from workstation.domain.ids import derived_id
from workstation.fault import WorldFault
from workstation.intake.faults import BadLine, Doubts, Quarantined
from workstation.intake.files import Files
from workstation.intake.interface import MOST_MEDIUM, Reader, read_capped
from workstation.intake.media import looks_like
from workstation.intake.rows import CaseRows, decision_rows
from workstation.intake.tasks import Assignments
from workstation.intake.wire import WireManifest
from workstation.store import imports
from workstation.store.store import Store

CHUNK_BYTES = 8 * 1024 * 1024
MOST_SHOWN = 1_000
"""Quarantined lines that are reported; all of them are in the store."""


class Chunks:
    """What has been read of a batch and is not written yet, and the counts of all of it."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        manifest: WireManifest,
        files: Files,
        assignments: Assignments,
        doubts: Doubts,
        most: int,
    ) -> None:
        self.assignments = assignments
        self.placed = 0
        self.shared = 0
        self.quarantined = 0
        self.actions: Counter[str] = Counter()
        self.shown: list[Quarantined] = []
        self._store = store
        self._reader = reader
        self._batch = manifest.id
        self._files = files
        self._doubts = doubts
        self._most = most
        self._waiting: list[CaseRows] = []
        self._aside: list[tuple[object, ...]] = []
        self._bytes = 0
        self._used: set[str] = set()

    @property
    def full(self) -> bool:
        """Whether it is time to write."""
        return (
            len(self._waiting) >= self._most
            or len(self._aside) >= self._most
            or self._bytes >= CHUNK_BYTES
        )

    def add(self, rows: CaseRows, size: int) -> None:
        """Take a checked case."""
        self._waiting.append(rows)
        self._bytes += size

    def put_aside(self, line: int, bad: BadLine) -> None:
        """Take a line that goes to quarantine."""
        self.quarantined += 1
        place = bad.where[:200]
        params = json.dumps(bad.params, ensure_ascii=False)
        self._aside.append((self._batch, line, place, bad.reason, params))
        if len(self.shown) < MOST_SHOWN:
            self.shown.append(Quarantined(line, place, bad.reason, bad.params))

    def write(self) -> None:
        """Write what waits: rows in one transaction, then the bytes of new media, one by one."""
        if not self._waiting and not self._aside:
            return
        known = self._store.read(imports.digests_of, [rows.id for rows in self._waiting]).result()
        chunk = imports.Chunk()
        kinds: dict[str, str] = {}
        for rows in self._waiting:
            held = known.get(rows.id)
            if held is not None and held != rows.digest:
                self.put_aside(rows.line, BadLine("id", "other_case"))
                continue
            self._place(rows, chunk, shared=held is not None)
            for medium in rows.media:
                kinds[str(medium[2])] = str(medium[3])
        chunk.quarantine = self._aside
        self._store.write(imports.add_chunk, chunk).result()
        self._waiting, self._aside, self._bytes = [], [], 0
        if kinds:
            self._write_media(kinds)

    def media_doubts(self) -> None:
        """What came with the batch and no case names."""
        for sha256 in sorted(self._files.media.keys() - self._used):
            self._doubts.add("intake.medium_unused", self._files.media[sha256])

    def _place(self, rows: CaseRows, chunk: imports.Chunk, *, shared: bool) -> None:
        batch, case = self._batch, rows.id
        self.placed += 1
        if shared:
            self.shared += 1
        else:
            chunk.cases.append(rows.case)
            chunk.parts += rows.parts
            chunk.media += rows.media
        item = derived_id(batch, case)
        chunk.items.append(
            (
                item, batch, case, self.placed, rows.stratum, rows.inclusion_probability,
                rows.cluster,
            )
        )  # fmt: skip
        if rows.decision is not None:
            self.actions[rows.decision.action] += 1
            decision = decision_rows(item, rows.decision)
            chunk.decisions.append(decision.decision)
            chunk.findings += decision.findings
        chunk.tasks += self.assignments.tasks(item, case, rows.cluster)

    def _write_media(self, kinds: dict[str, str]) -> None:
        brought = self._files.media
        for sha256 in sorted(kinds.keys() - brought.keys()):
            self._doubts.add("intake.medium_missing", sha256[:12])
        self._used |= kinds.keys() & brought.keys()
        for sha256 in sorted(
            self._store.read(imports.missing_media, kinds.keys() & brought.keys()).result()
        ):
            name = brought[sha256]
            data = read_capped(self._reader, name, MOST_MEDIUM)
            if hashlib.sha256(data).hexdigest() != sha256:
                raise WorldFault("intake.wrong_hash", file=name)
            if not looks_like(data, kinds[sha256]):
                self._doubts.add("intake.medium_other_kind", name)
            self._store.write(imports.add_medium, sha256, data).result()
