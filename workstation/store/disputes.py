"""What vendors dispute: verdicts, and what was said of a reviewee; made from events as they are."""

from __future__ import annotations

from msgspec import Struct

from workstation.domain.event import Audience
from workstation.domain.roster import Role
from workstation.store import roster
from workstation.store.driver import Database

KINDS = ("verdict", "reviewee")


class Dispute(Struct, frozen=True):
    """One dispute. `confirmed`: the roster knows its author as a vendor's quality person; `why`
    is None where the words have not come, or were erased."""

    event: str
    verdict: str
    kind: str
    code: str | None
    why: str | None
    person: str
    vendor: str | None
    batch: str | None
    case: str | None
    source_id: str | None
    at: str
    withdrawn: bool
    confirmed: bool


_ROWS = """
    SELECT e.id, json_extract(e.body, '$.verdict'), json_extract(e.body, '$.kind'),
        json_extract(e.body, '$.code'),
        (SELECT t.words FROM event_text t WHERE t.event = e.id AND t.name = 'why'), e.person,
        coalesce(e.batch, v.batch), coalesce(e.[case], v.[case]), c.source_id, e.at,
        EXISTS (SELECT 1 FROM event w WHERE w.kind = 'dispute_withdrawn' AND w.person = e.person
            AND w.stream LIKE '%.dispute' AND json_extract(w.body, '$.dispute') = e.id),
        e.device, e.stream, s.public_key, (SELECT g.seq FROM segment g WHERE g.stream = e.stream
            AND g.first <= e.number AND g.first + g.events > e.number)
    FROM event e LEFT JOIN verdict v ON v.event = json_extract(e.body, '$.verdict')
    LEFT JOIN [case] c ON c.id = coalesce(e.[case], v.[case])
    LEFT JOIN stream s ON s.id = e.stream
    WHERE e.kind = 'dispute_opened' AND e.stream = e.device || '.' || :audience
    AND json_type(e.body, '$.verdict') = 'text' AND json_type(e.body, '$.kind') = 'text'
    ORDER BY e.stream, e.number
"""


def every(db: Database) -> list[Dispute]:
    """All of them, in the order of their streams, but for cases that whoever sits here has still to
    judge blind; of a sealed case the source's id stays away."""
    from workstation.store import seals, verdicts

    known, own = roster.believed(db), roster.own_key(db)
    sealed, blind = seals.cases(db), verdicts.still_blind(db)
    found = []
    rows = db.conn.execute(_ROWS, {"audience": Audience.DISPUTE.value})
    for event, verdict, kind, code, why, person, batch, case, source, at, gone, *author in rows:
        if case in blind:
            continue  # that somebody disputes a verdict tells of it
        device, stream, key, seq = author
        member = known.members.get(person)
        until = known.counts_until(stream, device)
        confirmed = (
            known.confirms(device, key or own, person)
            and (until is None or (seq is not None and seq <= until))
            and member is not None
            and member.role is Role.VENDOR_QA
        )
        found.append(
            Dispute(
                event,
                verdict,
                kind,
                code if isinstance(code, str) else None,
                None if case in sealed else why,
                person,
                member.vendor if member else None,
                batch,
                case,
                None if case in sealed else source,
                at,
                bool(gone),
                confirmed,
            )
        )
    return found
