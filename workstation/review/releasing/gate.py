"""What is still open before a batch may be told of: a line each, with how many and what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from workstation.domain.batch import Stage
from workstation.fault import WorldFault
from workstation.review.acting import Desk
from workstation.review.releasing import final
from workstation.store import (
    batches,
    confirmations,
    people,
    releases,
    roster,
    seals,
    second_looks,
    verdicts,
)
from workstation.store.driver import Database
from workstation.sync.segment import public_key

_UNDECIDED = "('open', 'answered', 'skipped')"
_NAMED = 4

Line = tuple[str, int, WorldFault]
"""A code, how many, and the sentence of it."""


def gate(db: Database, desk: Desk, batch: str) -> list[Line]:
    """What is open, in the order in which it is best settled; nothing where the gate is open.

    Verdicts on cases that the person at this desk has still to judge blind are not looked into:
    those cases are among the undecided.
    """
    if batches.get(db, batch) is None:
        return [("not_here", 1, WorldFault("release.not_here"))]
    return [(code, number, fault) for code, number, fault in _lines(db, batch) if number]


def _lines(db: Database, batch: str) -> Iterator[Line]:
    first, whose = _undecided(db, batch, f"<> '{Stage.SECOND}'")
    yield "undecided", first, WorldFault("release.undecided", n=first, who=_named(whose))
    second, whose = _undecided(db, batch, f"= '{Stage.SECOND}'")
    yield "second", second, WorldFault("release.second", n=second, who=_named(whose))
    cannot = _count(
        db, "SELECT count(*) FROM escalation WHERE batch = ? AND state IN ('open', 'answered')",
        batch,
    )  # fmt: skip
    yield "cannot", cannot, WorldFault("release.cannot", n=cannot)
    blind = verdicts.still_blind(db)
    waits = _seen(db, batch, confirmations.WAITING, blind)
    yield "provisional", waits, WorldFault("release.provisional", n=waits)
    refuted = _seen(db, batch, confirmations.REFUTED, blind)
    yield "refuted", refuted, WorldFault("release.refuted", n=refuted)
    apart = differing(db, batch, blind)
    yield "apart", apart, WorldFault("release.apart", n=apart)
    strangers = unconfirmed(db, batch)
    n = len(strangers)
    who = _named({person for _, person in strangers.values()})
    yield "unconfirmed", n, WorldFault("release.unconfirmed", n=n, who=who)
    unsent = _unsent(db, batch)
    yield "unsent", unsent, WorldFault("release.unsent", n=unsent)


def unconfirmed(db: Database, batch: str) -> dict[str, tuple[str, str]]:
    """Verdicts whose author the roster does not confirm: device and person, by verdict. Where
    there is no team nobody is."""
    known = roster.believed(db)
    if known.root is None:
        return {}
    own = public_key(people.device(db).seed).hex() if people.get_meta(db, "device") else ""
    rows = db.conn.execute(
        "SELECT v.event, v.device, v.person, k.public_key FROM verdict v "
        "LEFT JOIN stream k ON k.id = v.stream WHERE v.batch = ? AND v.superseded_by IS NULL",
        [batch],
    )
    return {
        event: (device, person)
        for event, device, person, key in rows
        if not known.confirms(device, key or own, person)
    }


def differing(db: Database, batch: str, blind: Iterable[str]) -> int:
    """Cases on which two people differ and nobody has ruled."""
    hidden = {*blind, *seals.cases(db)}
    lines = [line for line in releases.now(db, batch) if line.case not in hidden]
    told = (line for line in lines if line.result != "pending")
    return len(final.settle(told, second_looks.of_verdicts(db, batch)).apart)


def _undecided(db: Database, batch: str, stage: str) -> tuple[int, list[str]]:
    rows = db.conn.execute(
        f"SELECT person, count(*) FROM task WHERE batch = ? AND stage {stage} "
        f"AND state IN {_UNDECIDED} GROUP BY person ORDER BY person",
        [batch],
    ).fetchall()
    return sum(n for _, n in rows), [person for person, _ in rows]


def _seen(db: Database, batch: str, where: str, blind: Iterable[str]) -> int:
    hidden = {*blind, *seals.cases(db)}
    rows = db.conn.execute(
        f"SELECT v.[case] FROM verdict v WHERE v.batch = ? AND {where}", [batch]
    )
    return sum(case not in hidden for (case,) in rows)


def _unsent(db: Database, batch: str) -> int:
    # Where nothing is ever sent, nothing waits.
    if not _count(db, "SELECT count(*) FROM (SELECT 1 FROM shipment LIMIT 1)"):
        return 0
    return unpacked(db, batch)


def unpacked(db: Database, batch: str) -> int:
    """Acts on a batch that are in no signed segment yet."""
    return _count(
        db, "SELECT count(*) FROM outbox o JOIN event e ON e.id = o.event WHERE e.batch = ? "
        "AND e.kind NOT IN ('opened', 'finalised', 'reopened', 'released', 'locked')", batch,
    )  # fmt: skip


def _count(db: Database, sql: str, *values: object) -> int:
    return int(db.conn.execute(sql, values).fetchone()[0])


def _named(persons: Iterable[str]) -> str:
    held = sorted(set(persons))
    more = f" and {len(held) - _NAMED} more" if len(held) > _NAMED else ""
    return ", ".join(held[:_NAMED]) + more
