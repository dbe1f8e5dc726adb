"""Gold comes in: the right answers to a practice batch, a file of their own beside it.

Gold never travels in a batch, so that nobody who opens one finds the answers. The file is checked
line by line as cases are; lines that cannot be used are told and left out.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.batch import Batch, BatchKind
from workstation.domain.case import Case
from workstation.domain.taxonomy import CANNOT
from workstation.fault import WorldFault
from workstation.intake.check import Ground, check_date, check_findings, known_clauses
from workstation.intake.decode import Decoder
from workstation.intake.faults import BadLine, Doubts, Notice, Quarantined
from workstation.intake.interface import MANIFEST, unreadable
from workstation.intake.lines import MOST_LINE, lines
from workstation.intake.rows import evidence_row
from workstation.intake.wire import WireFinding, WireGold
from workstation.store import batches, cases, gold, policies
from workstation.store.driver import Database
from workstation.store.gold import FINDINGS, GoldRow
from workstation.store.store import Store

ENDING = ".gold.jsonl"
CHUNK = 500


class GoldReport(Struct, frozen=True):
    """What came of a file of gold: `read` lines are stored, known already, or left out."""

    path: str
    read: int
    stored: int
    already_there: int
    warnings: tuple[Notice, ...] = ()
    quarantine: tuple[Quarantined, ...] = ()


def beside(source: Path) -> Path | None:
    """The gold that lies beside a batch: `week9.gold.jsonl` beside `week9` or `week9.zip`."""
    if source.name == MANIFEST:
        source = source.parent
    name = source.name if source.is_dir() else source.stem
    found = source.resolve().with_name(name + ENDING)
    return found if found.is_file() else None


def bring_gold(
    store: Store, source: Path, batch: str, given: Path | None, clock: Callable[[], datetime]
) -> GoldReport | None:
    """Bring in the gold that was given, else what lies beside a practice batch; None for neither.

    Raises what `import_gold` raises.
    """
    path = given
    if path is None:
        known = store.read(batches.get, batch).result()
        practice = known is not None and known.kind is BatchKind.PRACTICE
        path = beside(source) if practice else None
    return import_gold(store, path, batch, clock) if path is not None else None


def import_gold(store: Store, path: Path, batch: str, clock: Callable[[], datetime]) -> GoldReport:
    """Keep the gold of a practice batch. The same file again changes nothing.

    Raises WorldFault `intake.missing`, `intake.unreadable`, `intake.gold_not_practice`,
    `intake.gold_unusable`.
    """
    known = store.read(batches.get, batch).result()
    if known is None or known.kind is not BatchKind.PRACTICE:
        kind = known.kind.value if known else ""
        raise WorldFault("intake.gold_not_practice", batch=batch, kind=kind, path=str(path))
    if not path.is_file():
        raise WorldFault("intake.missing", path=str(path))
    return _Run(store, path, known, clock()).run()


class _Run:
    """One file of gold."""

    def __init__(self, store: Store, path: Path, batch: Batch, now: datetime) -> None:
        self._store, self._path, self._batch = store, path, batch
        self._at = instant.write(now)
        self._doubts = Doubts()
        pack = store.read(policies.load_pack, batch.pack).result() if batch.pack else None
        known = frozenset(batch.action_by_id) - {CANNOT}
        later = now + timedelta(days=1)
        self._ground = Ground(known, later, self._doubts, known_clauses(pack))
        self._read = self._stored = self._there = 0
        self._waiting: list[tuple[int, GoldRow]] = []
        self._aside: list[Quarantined] = []

    def run(self) -> GoldReport:
        decode = Decoder(WireGold, self._doubts).decode
        try:
            with self._path.open("rb") as file:
                for number, line in lines(file, hashlib.sha256()):
                    self._read += 1
                    try:
                        if line is None:
                            raise BadLine("", "line_too_long", most=MOST_LINE)
                        self._take(number, decode(line))
                    except BadLine as bad:
                        self._put_aside(number, bad)
                    if len(self._waiting) >= CHUNK:
                        self._write()
        except OSError as error:
            raise unreadable(self._path, error) from None
        self._write()
        if self._aside and not self._stored and not self._there:
            first = self._aside[0]
            raise WorldFault(
                "intake.gold_unusable",
                lines=self._read,
                path=str(self._path),
                line=first.line,
                field=first.field or "the line",
                reason=first.reason.removeprefix("intake.line."),
            )
        return GoldReport(
            str(self._path),
            self._read,
            self._stored,
            self._there,
            self._doubts.notices(),
            tuple(self._aside),
        )

    def _take(self, number: int, line: WireGold) -> None:
        if line.batch != self._batch.id:
            self._doubts.add("intake.gold_of_others")
            return
        if line.case in self._ground.seen:
            raise BadLine("case", "double_case")
        case = self._store.read(_case_of, self._batch.id, line.case).result()
        if case is None:
            raise BadLine("case", "unknown_case")
        check_date(line.at, self._ground.latest, "at")
        if line.action not in self._ground.actions:
            raise BadLine("action", "unknown_action")
        lengths = {part.id: len(part.text) for part in case.parts}
        media = {medium.sha256 for medium in case.media}
        check_findings(line.findings, self._ground, lengths, media, "findings")
        self._ground.seen.add(line.case)
        answer = {"action": line.action, FINDINGS: [_finding(one) for one in line.findings]}
        row = GoldRow(line.batch, line.case, answer, line.why, line.owner, line.at)
        self._waiting.append((number, row))

    def _write(self) -> None:
        held = self._store.read(
            gold.known, self._batch.id, [row.case for _, row in self._waiting]
        ).result()
        new = []
        for number, row in self._waiting:
            before = held.get(row.case)
            if before is None:
                new.append(row)
            elif before == row.digest():
                self._there += 1
            else:
                self._put_aside(number, BadLine("case", "other_gold"))
        if new:
            self._store.write(gold.keep, new, self._at).result()
        self._stored += len(new)
        self._waiting = []

    def _put_aside(self, number: int, bad: BadLine) -> None:
        self._aside.append(Quarantined(number, bad.where[:200], bad.reason, bad.params))


def _case_of(db: Database, batch: str, case: str) -> Case | None:
    return cases.get_case(db, case) if cases.is_in(db, batch, case) else None


def _finding(finding: WireFinding) -> dict[str, object]:
    return {
        "clause": finding.clause,
        "version": finding.version,
        "action": finding.action,
        "target": {"kind": finding.target.kind, "ref": finding.target.ref},
        "evidence": [evidence_row(one) for one in finding.evidence],
        "primary": finding.primary,
    }
