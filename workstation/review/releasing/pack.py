"""Gathers what a vendor gets of a batch: its errors, told without notes and without names."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from workstation.domain.batch import Batch
from workstation.domain.case import Case
from workstation.domain.decision import Decision, Finding
from workstation.domain.policy import Pack
from workstation.domain.taxonomy import CANNOT, Code, Severity
from workstation.domain.verdict import Error as Derived
from workstation.domain.verdict import Result
from workstation.fault import WorldFault
from workstation.reports import error_pack as told
from workstation.reports.terms import day, term
from workstation.review import assigned, encode
from workstation.review.acting import Desk
from workstation.review.releasing import figures, final
from workstation.review.releasing.acts import vendors
from workstation.review.releasing.gate import unconfirmed
from workstation.review.releasing.proofs import headline, proof, target
from workstation.review.releasing.restating import restated
from workstation.review.releasing.standing import Standing, check_judged, standing
from workstation.store import (
    batches,
    cases,
    policies,
    releases,
    remediation_rows,
    seals,
    second_looks,
    verdicts,
)
from workstation.store.driver import Database
from workstation.store.remediation_rows import Entry, Wish
from workstation.store.verdicts import VerdictRow


def gather(
    db: Database, desk: Desk, batch: str, vendor: str, secret: bytes
) -> told.ErrorPack:
    """A vendor's errors, as they stand; pictures are put in afterwards (`picturing.fill`).

    Raises WorldFault `release.unknown_batch`, `release.no_vendor`, `release.no_errors_kind`.
    """
    held = batches.get(db, batch)
    if held is None:
        raise WorldFault("release.unknown_batch", batch=batch[:80])
    if not held.kind.has_moderator:
        raise WorldFault("release.no_errors_kind", batch=batch)
    check_judged(db, batch)
    found = vendors(db, batch)
    if vendor not in found:
        raise WorldFault("release.no_vendor", vendor=vendor[:60], vendors=", ".join(found[:8]))
    return _Gathering(db, desk, held, vendor, secret).pack()


class _Gathering:
    """One pack as it is made."""

    def __init__(
        self, db: Database, desk: Desk, batch: Batch, vendor: str, secret: bytes
    ) -> None:
        self._db, self._desk, self._batch, self._vendor = db, desk, batch, vendor
        self._secret = secret
        self._policy: Pack | None = policies.load_pack(db, batch.pack) if batch.pack else None
        self._wordings: dict[tuple[str, int], told.Wording] = {}
        self._put_right: dict[str, list[Entry]] = {}
        for entry in remediation_rows.rows(db, Wish(batch=batch.id)):
            self._put_right.setdefault(entry.verdict, []).append(entry)

    def pack(self) -> told.ErrorPack:
        stands = standing(self._db, self._desk, self._batch.id)
        items = self._items()
        sealed = seals.cases(self._db)
        left: Counter[str] = Counter()
        rows = list(self._usable(items, left))
        settled = final.settle(rows, second_looks.of_verdicts(self._db, self._batch.id))
        left["apart"], left["both"] = len(settled.apart), len(settled.both)
        locked = [source for case, source in items.values() if case in sealed]
        left["sealed"] = len(locked)
        blind = verdicts.still_blind(self._db)
        left["held_back"] = sum(case in blind and case not in sealed for case, _ in items.values())
        seen = {row.item for row in rows}
        left["undecided"] = sum(
            item not in seen and case not in sealed and case not in blind
            for item, (case, _) in items.items()
        ) - sum(left[why] for why in ("provisional", "late", "unconfirmed", "cannot"))
        left["undecided"] = max(0, left["undecided"])
        wrong = [case for row in settled.counts.values() for case in self._cases(row)]
        wrong.sort(key=lambda case: (-Severity(case.severity).rank, case.source_id))
        counted = list(settled.counts.values())
        people = [row for row in counted if not row.automated]
        right, judged, interval = _accuracy(people or counted)
        return told.ErrorPack(
            batch=self._batch.id,
            title=self._batch.title,
            vendor=self._vendor,
            state=stands.state.value,
            made_at=self._desk.now(),
            judged=judged,
            right=right,
            interval=interval,
            cases=tuple(replace(case, number=n) for n, case in enumerate(wrong, 1)),
            wordings=tuple(self._wordings[name] for name in sorted(self._wordings)),
            left_out={why: n for why, n in left.items() if n},
            sealed=tuple(sorted(locked)),
            lock=(stands.lock.until, stands.lock.zone) if stands.lock else None,
            restated=tuple(self._restated(stands, items)),
            automated=len(counted) - len(people) if people else 0,
        )

    def _items(self) -> dict[str, tuple[str, str]]:
        rows = self._db.conn.execute(
            "SELECT i.id, c.id, c.source_id FROM item i JOIN [case] c ON c.id = i.[case] "
            "JOIN decision d ON d.item = i.id WHERE i.batch = ? AND d.vendor = ?",
            [self._batch.id, self._vendor],
        )
        return {item: (case, source) for item, case, source in rows}

    def _usable(
        self, items: Mapping[str, Any], left: Counter[str]
    ) -> Iterator[VerdictRow]:
        late = assigned.late(self._db, self._batch.id)
        strangers = unconfirmed(self._db, self._batch.id)
        counted: dict[str, str] = {}
        used: set[str] = set()
        for row in verdicts.rows(self._db, self._batch.id):
            mine = row.item in items or any(one["item"] in items for one in row.members)
            if not mine or row.item is None:
                continue
            why = left_out(row, late, strangers)
            if why:
                counted[row.item] = why
            else:
                used.add(row.item)
                yield row
        left.update(why for item, why in counted.items() if item not in used)

    # Cases

    def _cases(self, row: VerdictRow) -> Iterator[told.Case]:
        assert row.item is not None
        body = self._body(row.event)
        errors = list(encode.outcome_of(body["outcome"]).errors)
        errors += [_process_fault(code) for code in row.process_faults]
        answer = encode.answer_of(body["answer"])
        if row.members:
            for one in row.members:
                member = encode.member_of(one)
                if member.outcome.result is Result.DIFFERS:
                    yield from self._case(row, member.item, list(member.outcome.errors),
                                          answer.action, answer.findings)  # fmt: skip
        elif errors:
            yield from self._case(row, row.item, errors, answer.action, answer.findings)

    def _case(
        self,
        row: VerdictRow,
        item: str,
        errors: list[Derived],
        action: str,
        findings: tuple[Finding, ...],
    ) -> Iterator[told.Case]:
        decision = cases.get_decision(self._db, item)
        place = cases.get_item(self._db, item)
        case = cases.get_case(self._db, place.case) if place is not None else None
        if decision is None or case is None or decision.vendor != self._vendor:
            return
        done = self._said(decision.action, decision.primary)
        right = tuple(self._said(one.action, one) for one in findings) or (
            self._said(action, None),
        )
        worst = max((one.severity for one in errors), key=lambda severity: severity.rank)
        yield told.Case(
            number=0,
            verdict=row.event,
            case=case.id,
            source_id=case.source_id,
            market=case.market,
            category=case.category,
            content_type=case.content_type,
            language=row.language or "",
            decided_at=decision.decided_at,
            decided_by=decision.by,
            site=decision.site,
            automated=decision.automated,
            done=done,
            right=right,
            severity=worst.value,
            errors=tuple(
                told.Error(one.code.value, one.severity.value, self._words(one, done, right))
                for one in errors
            ),
            cause=row.cause,
            read_in=row.read_in,
            auditor=self._name(row.person),
            judged_on=day(row.at),
            headline=headline(case, findings),
            proofs=tuple(
                proof(case, finding.clause, one) for finding in findings
                for one in finding.evidence
            ),
            put_right=tuple(self._entries(row, case, decision)),
            harm_tags=case.harm_tags,
        )  # fmt: skip

    def _said(self, action: str, finding: Finding | None) -> told.Said:
        known = self._batch.action_by_id.get(action)
        label = known.label if known is not None else action
        if finding is None:
            return told.Said(label)
        wording = self._policy.wording(finding.clause, finding.version) if self._policy else None
        if wording is not None:
            self._wordings[(wording.clause, wording.version)] = told.Wording(
                wording.clause, wording.version, wording.title, wording.kind.value, wording.since,
                wording.until, wording.severity.value, wording.body,
            )  # fmt: skip
        return told.Said(label, finding.clause, finding.version)

    def _words(self, error: Derived, done: told.Said, right: tuple[told.Said, ...]) -> str:
        params = error.params
        wanted = right[0].action
        clause, cited = params.get("clause"), params.get("cited")
        sentences = {
            "FP.none": f"{done.action} was not called for.",
            "FP.scope": f"Clause {clause} was not in force there on that day.",
            "FN.missed": f"A violation of clause {clause} was missed." if clause else "",
            "FN.part": f"The severer violation of clause {clause} was missed.",
            "WS.clause": f"Clause {clause} applies, not {cited}.",
            "WS.action": f"{done.action} was taken; {wanted} is right.",
            "WS.route": "It was escalated without need."
            if params.get("needless")
            else "It should have been escalated.",
        }
        words = sentences.get(error.code.value) or ""
        return words if words and "None" not in words else f"{term(error.code.value)}."

    def _entries(
        self, row: VerdictRow, case: Case, decision: Decision
    ) -> Iterator[told.PutRight]:
        for entry in self._put_right.get(row.event, ()):
            if entry.sealed or entry.case not in (None, case.id):
                continue
            known = self._batch.action_by_id.get(entry.wanted or "")
            wanted = known.label if known is not None else entry.wanted or ""
            words = term(entry.what).format(wanted=wanted)
            yield told.PutRight(entry.id, words, target(case, entry), entry.due_at, entry.state)

    def _name(self, person: str) -> str:
        """The same in this pack for the same person, and not to be led back to them."""
        made = hmac.new(self._secret, person.encode(), hashlib.sha256).hexdigest()
        return f"A-{made[:6]}"

    def _body(self, event: str) -> dict[str, Any]:
        row = self._db.conn.execute("SELECT body FROM event WHERE id = ?", [event]).fetchone()
        return json.loads(row[0])

    def _restated(
        self, stands: Standing, items: Mapping[str, tuple[str, str]]
    ) -> Iterator[told.Restatement]:
        if stands.lock is None:
            return
        for change in restated(self._db, self._desk, self._batch.id)[-1].changes:
            if change.item not in items or change.sealed:
                continue
            yield told.Restatement(
                change.source_id, change.how, change.at, self._line(change.before),
                self._line(change.after), self._name(change.person),
            )  # fmt: skip

    def _line(self, line: releases.Line | None) -> str:
        if line is None:
            return "no verdict"
        known = self._batch.action_by_id.get(line.action)
        words = [known.label if known is not None else line.action, line.clause, *line.codes]
        return " ".join(filter(None, [*words, f"({line.standing})" if line.standing else ""]))


def _accuracy(rows: list[VerdictRow]) -> tuple[int, int, tuple[float, float] | None]:
    found = Counter(figures.sort_of_row(row) for row in rows)
    return figures.accuracy({sort.value: n for sort, n in found.items()})


def left_out(row: VerdictRow, late: frozenset[str], strangers: Mapping[str, Any]) -> str:
    """Why a verdict is told to nobody outside; empty where it is."""
    if row.event in late:
        return "late"
    if row.event in strangers:
        return "unconfirmed"
    if row.action == CANNOT or row.result == Result.PENDING:
        return "cannot"
    if row.provisional and row.peer_holds is not True:
        return "provisional"
    return ""


def _process_fault(code: str) -> Derived:
    return Derived(Code(code), Severity.NONE)
