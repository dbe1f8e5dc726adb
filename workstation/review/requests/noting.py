"""Gathers the note that answers a request from the verdicts on its batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from msgspec.structs import replace

from workstation.domain.batch import AnswerForm, Batch, BatchKind, RequestQuestion
from workstation.domain.figures.accuracy import told
from workstation.domain.figures.figure import Design, Figure
from workstation.domain.figures.strata import Stratum
from workstation.domain.inspection import SAID, Inspection
from workstation.domain.taxonomy import CANNOT, ControlGap
from workstation.fault import WorldFault
from workstation.reports.findings_note import Answered, Cited, Gap, Note, Share
from workstation.reports.terms import term
from workstation.review import assigned, encode
from workstation.review.acting import Desk
from workstation.review.releasing import final
from workstation.review.releasing.gate import unconfirmed
from workstation.review.releasing.pack import left_out
from workstation.review.releasing.picturing import Media, Pictures
from workstation.review.releasing.proofs import headline, quote
from workstation.review.releasing.standing import standing
from workstation.store import batches, cases, policies, seals, second_looks, verdicts
from workstation.store.driver import Database
from workstation.store.verdicts import VerdictRow

MOST_CITED = 30
MOST_WORDS = 40


def gather(db: Database, desk: Desk, batch: str, proposals: Sequence[str] = ()) -> Note:
    """The note as the verdicts stand; pictures are put in afterwards (`with_pictures`).

    Raises WorldFault `release.unknown_batch`, `request.not_inspection`.
    """
    held = batches.get(db, batch)
    if held is None:
        raise WorldFault("release.unknown_batch", batch=batch[:80])
    if held.kind is not BatchKind.INSPECTION:
        raise WorldFault("request.not_inspection", batch=batch)
    return _Noting(db, desk, held).note(tuple(filter(None, map(str.strip, proposals))))


def with_pictures(note: Note, media: Media) -> Note:
    """The note with the pictures of its cases."""
    if not any(one.media for one in note.cited):
        return note
    with Pictures(media) as pictures:
        return replace(
            note,
            cited=tuple(
                replace(
                    one,
                    pictures=tuple(
                        pictures.picture(sha, name, box, one.harm_tags)
                        for sha, name, box in one.media
                    ),
                )
                for one in note.cited
            ),
        )


class _Noting:
    """One note as it is made."""

    def __init__(self, db: Database, desk: Desk, batch: Batch) -> None:
        self._db, self._desk, self._batch = db, desk, batch
        self._policy = policies.load_pack(db, batch.pack) if batch.pack else None
        placed = db.conn.execute(
            "SELECT i.id, coalesce(i.stratum, ''), c.id, c.source_id, c.market FROM item i "
            "JOIN [case] c ON c.id = i.[case] WHERE i.batch = ?",
            [batch.id],
        )
        self._items = {row[0]: tuple(row[1:]) for row in placed}
        self._sizes = _sizes(batch)
        self._rows: list[VerdictRow] = []
        self._found: dict[str, Inspection] = {}

    def note(self, proposals: tuple[str, ...]) -> Note:
        left: Counter[str] = Counter()
        self._rows = self._settled(left)
        self._found = {
            row.event: encode.inspection_of(row.inspection or {}, row.words) for row in self._rows
        }
        wrong = [row for row in self._rows if self._enforces(row)]
        reach = [self._reach(row) for row in wrong]
        cited = sorted(wrong, key=self._weight)
        asked, design = self._batch.request, self._batch.design
        gaps = tuple(self._gaps())
        return Note(
            batch=self._batch.id,
            title=self._batch.title,
            made_at=self._desk.now(),
            state=standing(self._db, self._desk, self._batch.id).state.value,
            type=asked.type,
            asked_by=asked.asked_by,
            why=asked.why,
            scope=str(design.get("scope") or ""),
            due_at=self._batch.due_at,
            method=str(design.get("method") or ""),
            frame=str(design.get("frame") or ""),
            cases=len(self._items),
            judged=len(self._rows),
            left_out={why: n for why, n in left.items() if n},
            found=self._share("found", self._enforces),
            answered=tuple(map(self._answered, asked.questions)),
            actions=self._by(lambda row: [self._label(row.action)]),
            clauses=self._by(lambda row: [row.clause] if row.clause else [], self._clause),
            markets=self._by(self._market),
            tactics=self._by(self._tactics, term),
            gaps=gaps,
            orders=sum(orders or 0 for orders, _ in reach),
            impressions=sum(seen or 0 for _, seen in reach),
            cited=tuple(map(self._cited, cited[:MOST_CITED])),
            not_cited=max(0, len(cited) - MOST_CITED),
            follows=tuple(self._follows(gaps)),
            proposals=proposals,
            wordings=tuple(self._wordings(cited[:MOST_CITED])),
            sealed=tuple(sorted(
                source for _, case, source, _ in self._items.values()
                if case in seals.cases(self._db)
            )),
        )  # fmt: skip

    def _settled(self, left: Counter[str]) -> list[VerdictRow]:
        late = assigned.late(self._db, self._batch.id)
        strangers = unconfirmed(self._db, self._batch.id)
        usable, why_not = [], {}
        for row in verdicts.rows(self._db, self._batch.id):
            why = left_out(row, late, strangers)
            if row.item is not None and why:
                why_not[row.item] = why
            elif row.item is not None and row.action != CANNOT:
                usable.append(row)
        made = final.settle(usable, second_looks.of_verdicts(self._db, self._batch.id))
        used = {row.item for row in usable}
        left.update(why for item, why in why_not.items() if item not in used)
        left["apart"], left["both"] = len(made.apart), len(made.both)
        sealed, blind = seals.cases(self._db), verdicts.still_blind(self._db)
        for item, (_, case, _, _) in self._items.items():
            if case in sealed:
                left["sealed"] += 1
            elif item not in used and item not in why_not:
                left["held_back" if case in blind else "undecided"] += 1
        return list(made.counts.values())

    # Figures

    def _share(self, name: str, holds: Callable[[VerdictRow], bool]) -> Figure:
        """The share of what was judged of which something holds, weighted by stratum where the
        batch tells the strata's sizes."""
        by: dict[str, list[bool]] = {}
        for row in self._rows:
            by.setdefault(self._stratum(row), []).append(holds(row))
        drawn = Counter(
            stratum if self._sizes else "" for stratum, *_ in self._items.values()
        )
        strata = [
            Stratum(one, self._sizes.get(one), max(drawn[one], len(said)), len(said), sum(said))
            for one, said in sorted(by.items())
        ]
        hits = sum(map(sum, by.values()))
        design = Design.STRATIFIED if len(self._sizes) > 1 else Design.SIMPLE
        return told(name, strata, design, counts={"hits": hits, "n": len(self._rows)})

    def _stratum(self, row: VerdictRow) -> str:
        return self._items[row.item][0] if self._sizes and row.item else ""

    def _by(
        self,
        names: Callable[[VerdictRow], Sequence[str]],
        words: Callable[[str], str] = str,
    ) -> tuple[Share, ...]:
        found = Counter(name for row in self._rows for name in set(names(row)))
        return tuple(
            Share(words(name), self._share(name, lambda row, name=name: name in names(row)))
            for name, _ in sorted(found.items(), key=lambda one: (-one[1], one[0]))
        )

    def _answered(self, asked: RequestQuestion) -> Answered:
        if asked.answer is AnswerForm.TEXT:
            by: dict[str, list[str]] = {}
            for row in self._rows:
                if words := self._found[row.event].words.get(asked.id, "").strip():
                    by.setdefault(words, []).append(row.source_id or row.case or "")
            said = tuple((", ".join(held), words) for words, held in by.items())
            answered = sum(map(len, by.values()))
            return Answered(asked.text, words=said[:MOST_WORDS],
                            unanswered=len(self._rows) - answered)  # fmt: skip
        given = [(row, self._found[row.event].answers.get(asked.id)) for row in self._rows]
        held = {row.event: one for row, one in given if one is not None}
        if asked.answer is AnswerForm.CHOICE:
            choices = [(n, words) for n, words in enumerate(asked.choices, 1)]
        else:
            choices = [(one, term(one)) for one in SAID]
        shares = tuple(
            Share(words, self._of_answered(held, one)) for one, words in choices
        ) if held else ()  # fmt: skip
        return Answered(asked.text, shares, unanswered=len(self._rows) - len(held))

    def _of_answered(self, held: dict[str, str | int], wanted: str | int) -> Figure:
        kept = self._rows
        self._rows = [row for row in kept if row.event in held]
        try:
            return self._share(str(wanted), lambda row: held[row.event] == wanted)
        finally:
            self._rows = kept

    def _gaps(self) -> Iterator[Gap]:
        by: dict[ControlGap, list[VerdictRow]] = {}
        for row in self._rows:
            gap = self._found[row.event].control_gap
            if gap is not None and gap is not ControlGap.NONE:
                by.setdefault(gap, []).append(row)
        for gap, held in sorted(by.items(), key=lambda one: -len(one[1])):
            share = self._share(
                gap.value, lambda row, gap=gap: self._found[row.event].control_gap is gap
            )
            sources = tuple(row.source_id or "" for row in held)
            yield Gap(term(f"gap.{gap.value}"), share, sources)

    def _follows(self, gaps: Sequence[Gap]) -> Iterator[str]:
        for gap in gaps:
            n = len(gap.cases)
            yield f"{gap.words}: {n} of {len(self._rows)} cases judged. Decide who closes it."
        waits = sum(self._enforces(row) for row in self._rows)
        if waits:
            yield f"To be acted on, on the platform: {waits} cases (listed below)."
        unclear = sum(row.guideline_gap for row in self._rows)
        if unclear:
            yield f"The guideline has a gap: {unclear} cases."

    # Cases

    def _market(self, row: VerdictRow) -> list[str]:
        return [row.market] if row.market and self._enforces(row) else []

    def _tactics(self, row: VerdictRow) -> list[str]:
        return [tag.value for tag in self._found[row.event].tactics]

    def _enforces(self, row: VerdictRow) -> bool:
        action = self._batch.action_by_id.get(row.action)
        return action is not None and action.enforces

    def _label(self, action: str) -> str:
        known = self._batch.action_by_id.get(action)
        return known.label if known is not None else action

    def _reach(self, row: VerdictRow) -> tuple[int | None, int | None]:
        reach = self._found[row.event].reach
        if reach is not None and (reach.orders, reach.impressions) != (None, None):
            return reach.orders, reach.impressions
        case = cases.get_case(self._db, row.case or "")
        return (case.exposure.orders, case.exposure.impressions) if case else (None, None)

    def _weight(self, row: VerdictRow) -> tuple[int, int, str]:
        orders, seen = self._reach(row)
        return -(orders or 0), -(seen or 0), row.source_id or ""

    def _cited(self, row: VerdictRow) -> Cited:
        case = cases.get_case(self._db, row.case or "")
        assert case is not None
        findings = cases.findings(self._db, row.event)
        found = self._found[row.event]
        orders, seen = self._reach(row)
        proofs = [one for finding in findings for one in finding.evidence]
        names = {media.sha256: media.name for media in case.media}
        return Cited(
            source_id=case.source_id,
            case=case.id,
            market=case.market,
            category=case.category,
            language=row.language or "",
            seller=case.seller,
            action=self._label(row.action),
            clauses=tuple(self._clause(one.clause) for one in findings),
            tactics=tuple(tag.value for tag in found.tactics),
            control_gap=found.control_gap.value if found.control_gap else None,
            orders=orders,
            impressions=seen,
            headline=headline(case, findings),
            quotes=tuple(filter(None, (quote(case, one) for one in proofs if one.part))),
            media=tuple(
                (one.media, names.get(one.media, ""), one.box)
                for one in proofs if one.media is not None and one.t0 is None
            ),
            harm_tags=case.harm_tags,
        )  # fmt: skip

    def _clause(self, clause: str) -> str:
        versions = self._policy.versions(clause) if self._policy else ()
        return f"{clause} {versions[-1].title}" if versions else clause

    def _wordings(self, rows: Sequence[VerdictRow]) -> Iterator[tuple[str, str]]:
        if self._policy is None:
            return
        named = {
            (one.clause, one.version)
            for row in rows for one in cases.findings(self._db, row.event)
        }  # fmt: skip
        for clause, version in sorted(named):
            wording = self._policy.wording(clause, version)
            if wording is not None:
                yield f"{clause} v{version} · {wording.title}", wording.body


def _sizes(batch: Batch) -> dict[str, int]:
    strata = batch.design.get("strata")
    if not isinstance(strata, (list, tuple)):
        return {}
    found = {}
    for one in strata:
        if isinstance(one, dict) and type(one.get("population")) is int:
            found[str(one.get("name", ""))] = one["population"]
    return found
