"""What people do to an entry: name an owner, close it, open it again, take the last of it back."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from workstation.domain import instant
from workstation.domain.event import Audience, Event, Kind
from workstation.domain.remediation import ClosedAs, State
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, whole, write
from workstation.store import events, remediation_rows
from workstation.store.driver import Database
from workstation.store.remediations import ACTS

LONGEST_OWNER = 80


class Undone(Struct, frozen=True):
    """What was taken back, and on which entry."""

    kind: str
    entry: str


def assign(db: Database, desk: Desk, entry: str, owner: str) -> Event:
    """Say who puts it right.

    Raises WorldFault `remediation.no_entry`, `remediation.no_owner`.
    """
    name = " ".join(owner.split())[:LONGEST_OWNER]
    if not name:
        raise WorldFault("remediation.no_owner")
    verdict, _, _ = _entry(db, entry)
    standing = _standing(db, entry, Kind.REMEDIATION_ASSIGNED)
    body = {"entry": entry, "verdict": verdict, "owner": whole(name)}
    before = standing[-1] if standing else None
    return _append(db, desk, Kind.REMEDIATION_ASSIGNED, body, supersedes=before)


def close(
    db: Database,
    desk: Desk,
    entry: str,
    outcome: ClosedAs,
    note: str = "",
    by: str = "",
    closed_at: str | None = None,
) -> Event:
    """Record that it is over, and how; `by` and `closed_at` are told by others' lists.

    Raises WorldFault `remediation.no_entry`, `remediation.closed_already`, `remediation.waiting`,
    `remediation.no_reason`.
    """
    verdict, state, _ = _entry(db, entry)
    if state == State.CLOSED:
        raise WorldFault("remediation.closed_already")
    if state == State.WAITING and closed_at is None:
        raise WorldFault("remediation.waiting")
    if outcome is ClosedAs.NOT_POSSIBLE and closed_at is None and not note.strip():
        raise WorldFault("remediation.no_reason")
    body = {
        "entry": entry,
        "verdict": verdict,
        "outcome": outcome.value,
        "by": whole(" ".join(by.split())[:LONGEST_OWNER]),
        "closed_at": closed_at or desk.now(),
    }
    return _append(db, desk, Kind.REMEDIATION_CLOSED, body, {"note": note})


def reopen(db: Database, desk: Desk, entry: str, note: str = "") -> Event:
    """Open a closed entry again: every closing of it counts no longer.

    Raises WorldFault `remediation.no_entry`, `remediation.not_closed`.
    """
    verdict, state, _ = _entry(db, entry)
    if state != State.CLOSED:
        raise WorldFault("remediation.not_closed")
    closings = _standing(db, entry, Kind.REMEDIATION_CLOSED)
    body = {"entry": entry, "verdict": verdict, "closings": closings}
    return _append(db, desk, Kind.REMEDIATION_REOPENED, body, {"note": note})


def undo(db: Database, desk: Desk) -> Undone:
    """Take back this desk's last act on an entry; what was sent stays sent, with the undo after it.

    Raises WorldFault `remediation.nothing_to_undo`.
    """
    stream = events.stream_of(desk.device.id, Audience.WORK)
    last = events.last_of(db, stream, ACTS)
    if last is None or last.person != desk.person.id:
        raise WorldFault("remediation.nothing_to_undo")
    body = {
        "kind": last.kind,
        "entry": last.body.get("entry"),
        "verdict": last.body.get("verdict"),
    }
    _append(db, desk, Kind.UNDONE, body, supersedes=last.id)
    return Undone(last.kind, str(last.body.get("entry")))


def said_before(db: Database, entry: str) -> set[tuple[str, str, str]]:
    """Moment, outcome and author of every closing of an entry that was recorded and not taken back,
    whether it was opened again or not."""
    closings = _standing(db, entry, Kind.REMEDIATION_CLOSED)
    asked = db.conn.execute(
        "SELECT json_extract(body, '$.closed_at'), json_extract(body, '$.outcome'), "
        f"json_extract(body, '$.by') FROM event WHERE id IN ({','.join('?' * len(closings))})",
        closings,
    )
    found = set()
    for at, outcome, by in asked:
        try:
            found.add((instant.sort_key(at), str(outcome), str(by)))
        except WorldFault:
            continue
    return found


def _entry(db: Database, entry: str) -> tuple[str, str, str]:
    found = remediation_rows.known(db, [entry]).get(entry)
    if found is None:
        raise WorldFault("remediation.no_entry", entry=entry)
    return found


def _standing(db: Database, entry: str, kind: Kind) -> list[str]:
    asked = db.conn.execute(
        "SELECT e.id FROM event e WHERE e.kind IN ('remediation_assigned', 'remediation_closed', "
        "'remediation_reopened') AND e.kind = ? AND json_extract(e.body, '$.entry') = ? "
        "AND NOT EXISTS (SELECT 1 FROM event u WHERE u.supersedes = e.id AND u.kind = 'undone' "
        "AND u.person = e.person) ORDER BY e.at, e.id",
        [kind.value, entry],
    )
    return [event for (event,) in asked]


def _append(
    db: Database,
    desk: Desk,
    kind: Kind,
    body: Mapping[str, object],
    words: Mapping[str, str] | None = None,
    supersedes: str | None = None,
) -> Event:
    # No task: it is an act on the platform's list, not on anybody's judgement. With the case, so
    # that its words stay here once the case is sealed.
    batch, item, case = db.conn.execute(
        "SELECT batch, item, [case] FROM remediation WHERE id = ?", [body["entry"]]
    ).fetchone() or (None, None, None)
    place = About(batch, item, case=case)
    return write(db, desk, kind, place, body, words, supersedes)
