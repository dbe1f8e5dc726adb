"""What is said of a batch on its publisher's stream: each said once, by whoever may."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from msgspec import Struct

from workstation.domain.canonical import digest
from workstation.domain.event import Kind, batch_audience
from workstation.domain.roster import Role, Roster
from workstation.fault import WorldFault
from workstation.intake.checking import Checked
from workstation.review import listing
from workstation.review.acting import About, Desk, write
from workstation.review.publishers import (
    assigned_to,
    believed,
    is_retracted,
    may_change,
    may_publish,
    own_role,
    shares,
    turn_of_batch,
)
from workstation.store import published, roster, seals, segments
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.sync.names import audience_of

ALL = "all"
STAGES = ("first", "second", "repeat", "consensus", "vote")
_JUDGES = frozenset((Role.AUDITOR, Role.LEAD, Role.TRAINER))
_CASES_AN_EVENT = 10_000  # a signed segment holds 4 MB


class Given(Struct, frozen=True):
    """Who is to do what: every case of a stage (`cases` None), or some."""

    person: str
    stage: str = "first"
    cases: tuple[str, ...] | None = None


def check_right(db: Database, desk: Desk, kind: str | None) -> Role:
    """The role of whoever sits here; raises WorldFault `publish.role` where it may not."""
    role = own_role(db, roster.believed(db), desk)
    if kind is not None and not may_publish(role, kind):
        raise WorldFault("publish.role", role=role.value)
    return role


def check_unsealed(db: Database, checked: Checked) -> None:
    """Raises WorldFault `publish.sealed`."""
    sealed = seals.cases(db) & checked.cases
    if sealed:
        raise WorldFault("publish.sealed", case=min(sealed), cases=len(sealed))


def about(db: Database, desk: Desk, batch: str, *, over: bool = False) -> list[Said]:
    """What is believed of a batch that whoever sits here may speak of.

    Raises WorldFault `publish.unknown_batch`, `publish.role`, `publish.retracted`.
    """
    known = roster.believed(db)
    role = own_role(db, known, desk)
    held = believed(db, known, batch).get(batch)
    if held is None:
        raise WorldFault("publish.unknown_batch", batch=batch)
    if not may_change(role, desk.person.id, held[0]):
        raise WorldFault("publish.role", role=role.value)
    if is_retracted(held) and not over:
        raise WorldFault("publish.retracted", title=str(held[0].body.get("title")))
    return held


def ready_to_say(
    db: Database, desk: Desk, checked: Checked, given: Sequence[Given]
) -> list[Said]:
    """What was said before of the batch that is to be published: nothing, or the same."""
    wire = checked.manifest.wire
    known = roster.believed(db)
    held = believed(db, known, wire.id).get(wire.id, [])
    if held:
        about(db, desk, wire.id)
        if held[0].body.get("manifest") != checked.manifest.digest:
            raise WorldFault("publish.other_content", batch=wire.id, person=held[0].person)
    _check_given(known, given, checked.cases)
    return held


def _check_given(
    known: Roster, given: Iterable[Given], cases: frozenset[str] | None = None
) -> None:
    for one in given:
        role = known.role(one.person)
        if role is None:
            raise WorldFault("publish.unknown_person", person=one.person)
        if role not in _JUDGES:
            raise WorldFault("publish.judges_nothing", person=one.person, role=role.value)
        if one.stage not in STAGES:
            raise WorldFault("publish.no_stage", stage=one.stage, stages=", ".join(STAGES))
        if cases is not None and one.cases is not None and not cases.issuperset(one.cases):
            missing = next(case for case in one.cases if case not in cases)
            raise WorldFault("publish.no_case", case=missing)


def body_of(checked: Checked, vendor: str | None) -> dict[str, object]:
    """The body of `published`."""
    wire = checked.manifest.wire
    files = [list(one) for one in checked.files]
    body: dict[str, object] = {
        "kind": wire.kind,
        "title": wire.title,
        "manifest": checked.manifest.digest,
        "files": files,
        "bytes": sum(size for _, _, size in checked.files),
        "residency": list(wire.residency),
        "languages": list(wire.languages),
        "due_at": wire.due_at,
        "vendor": vendor,
        "cases": len(checked.cases),
    }
    if len(files) > listing.INLINE:
        data = listing.encode(checked.files)
        body |= {"files": [], "listing": [digest(data), len(data)]}
    return body


def say_published(
    db: Database,
    desk: Desk,
    checked: Checked,
    body: Mapping[str, object],
    given: Sequence[Given],
) -> bool:
    """Say that a batch is there and whose it is; whether that was new."""
    batch = checked.manifest.wire.id
    held = ready_to_say(db, desk, checked, given)
    if not held:
        _say(db, desk, batch, Kind.PUBLISHED, body)
    _say_given(db, desk, batch, held, given)
    return not held


def about_to(db: Database, desk: Desk, batch: str, given: Sequence[Given]) -> None:
    """Refuse an assignment that cannot be said."""
    about(db, desk, batch)
    _check_given(roster.believed(db), given, _cases_of(db, batch))


def _cases_of(db: Database, batch: str) -> frozenset[str] | None:
    if published.manifest_of(db, batch) is None:
        return None  # not here: nobody can tell
    rows = db.conn.execute("SELECT [case] FROM item WHERE batch = ?", [batch])
    return frozenset(row[0] for row in rows)


def say_assigned(db: Database, desk: Desk, batch: str, given: Sequence[Given]) -> bool:
    """Assign; whether that was new."""
    held = about(db, desk, batch)
    _check_given(roster.believed(db), given, _cases_of(db, batch))
    return _say_given(db, desk, batch, held, given)


def _say_given(
    db: Database, desk: Desk, batch: str, held: Iterable[Said], given: Iterable[Given]
) -> bool:
    now, said = shares(held), False
    for one in given:
        share = now.get((one.person, one.stage))
        if one.cases is None:
            lacks = share is None or not share.all or bool(share.but)
            lots: Iterator[object] = iter([ALL] if lacks else [])
        else:
            lots = _lots([case for case in one.cases if share is None or not share.has(case)])
        for cases in lots:
            body = {"person": one.person, "stage": one.stage, "cases": cases}
            _say(db, desk, batch, Kind.ASSIGNED, body)
            said = True
    return said


def say_taken_back(db: Database, desk: Desk, batch: str, given: Sequence[Given]) -> bool:
    """Take back, naming how far each stream is known; whether that was new."""
    now, said = shares(about(db, desk, batch)), False
    for one in given:
        share = now.get((one.person, one.stage))
        if share is None or not share:
            continue
        if one.cases is None:
            lots: Iterator[object] = iter([ALL])
        else:
            lots = _lots([case for case in one.cases if share.has(case)])
        for cases in lots:
            body = {"person": one.person, "stage": one.stage, "cases": cases}
            _say(db, desk, batch, Kind.TAKEN_BACK, {**body, "heads": _heads(db, one.person)})
            said = True
    return said


def say_closed(db: Database, desk: Desk, batch: str) -> bool:
    """Close; whether that was new."""
    if any(one.kind == Kind.CLOSED for one in about(db, desk, batch)):
        return False
    _say(db, desk, batch, Kind.CLOSED, {"heads": _heads(db, None)})
    return True


def say_locked(
    db: Database,
    desk: Desk,
    batch: str,
    until: str,
    zone: str,
    more: Mapping[str, object] | None = None,
) -> bool:
    """Lock, with `more` on what the figures were; whether that was new."""
    body = {"until": until, "zone": zone, **(more or {})}
    locks = [one.body for one in about(db, desk, batch) if one.kind == Kind.LOCKED]
    if locks and {**body, **locks[-1]} == {**locks[-1], **body}:
        return False
    _say(db, desk, batch, Kind.LOCKED, {**body, "heads": _heads(db, None)})
    return True


def say_once(
    db: Database,
    desk: Desk,
    batch: str,
    kind: Kind,
    body: Mapping[str, object],
    words: Mapping[str, str],
    *,
    again: bool = False,
) -> bool:
    """Say what holds until something else is said, or `again`; whether that was new."""
    held = about(db, desk, batch, over=kind is Kind.RETRACTED)
    before = [one.body for one in held if one.kind == kind]
    if before and not again and all(before[-1].get(name) == value for name, value in body.items()):
        return False
    _say(db, desk, batch, kind, body, words)
    return True


def _say(
    db: Database,
    desk: Desk,
    batch: str,
    kind: Kind,
    body: Mapping[str, object],
    words: Mapping[str, str] | None = None,
) -> None:
    body = {**body, "turn": turn_of_batch(db, roster.believed(db), batch)}
    write(db, desk, kind, About(batch), body, words, audience=batch_audience(batch))


def _heads(db: Database, person: str | None) -> dict[str, int]:
    """How far the verdicts' streams are known here, of one person or of all."""
    found = {}
    for stream in segments.streams(db):
        if audience_of(stream.id) == "work" and person in (None, stream.person):
            head = segments.head(db, stream.id)
            if head is not None:
                found[stream.id] = head.seq
    return found


def _lots(cases: Sequence[str]) -> Iterator[object]:
    for start in range(0, len(cases), _CASES_AN_EVENT):
        yield list(cases[start : start + _CASES_AN_EVENT])


def persons_of(db: Database, batch: str) -> tuple[str, ...]:
    """Who has something of a batch now."""
    return assigned_to(believed(db, roster.believed(db), batch).get(batch, []))
