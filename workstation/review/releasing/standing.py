"""How a batch stands: draft, final or released; its locks; and who may say so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.event import Audience, Kind, batch_audience
from workstation.domain.roster import Role
from workstation.fault import WorldFault
from workstation.review import publishers, saying
from workstation.review.acting import Desk
from workstation.store import batches, releases, roster, verdicts
from workstation.store.driver import Database
from workstation.store.published import Said

_MAY = frozenset((Role.LEAD, Role.PUBLISHER, Role.TRAINER))


class State(StrEnum):
    """What may be told of a batch."""

    DRAFT = "draft"
    FINAL = "final"
    RELEASED = "released"


class Released(Struct, frozen=True):
    """A vendor that may see it: since when, and who said so; no name while somebody is blind."""

    vendor: str
    at: str
    person: str


class Lock(Struct, frozen=True):
    """A lock: figures up to the end of a period. `known` tells how far each stream was known,
    `digest` what the verdicts were then."""

    event: str
    at: str
    person: str
    until: str
    zone: str
    digest: str
    known: Mapping[str, int]
    counts: Mapping[str, int]


class Standing(Struct, frozen=True):
    """How a batch stands. `open` is what was open when it was made final anyway, `why` for which
    reason."""

    batch: str
    title: str
    state: State
    final_at: str | None = None
    final_by: str | None = None
    open: Mapping[str, int] = {}
    why: str = ""
    released: tuple[Released, ...] = ()
    locks: tuple[Lock, ...] = ()

    @property
    def lock(self) -> Lock | None:
        """The last one."""
        return self.locks[-1] if self.locks else None


def standing(db: Database, desk: Desk, batch: str) -> Standing:
    """How a batch stands; raises WorldFault `release.unknown_batch`."""
    title, blind = _title(db, batch), still_blind(db, batch)
    final: Said | None = None
    released: dict[str, Released] = {}
    locks: list[Lock] = []
    for one in believed(db, desk, batch):
        if one.kind == Kind.REOPENED:
            final, released = None, {}
        elif one.kind == Kind.FINALISED:
            final = one
        elif one.kind == Kind.RELEASED and isinstance(one.body.get("vendor"), str):
            vendor = one.body["vendor"]
            told = "" if blind else vendor
            released.setdefault(vendor, Released(told, one.at, one.person))
        elif one.kind == Kind.LOCKED:
            locks.append(replace(_lock(one), counts={}) if blind else _lock(one))
    state = State.RELEASED if released else State.FINAL if final else State.DRAFT
    return Standing(
        batch,
        title,
        state,
        final.at if final else None,
        final.person if final else None,
        _counts(final.body.get("open")) if final else {},
        releases.words(db, final.id).get("why", "") if final else "",
        tuple(released.values()),
        tuple(locks),
    )


def believed(db: Database, desk: Desk, batch: str) -> list[Said]:
    """What is believed of a batch's end: without a team one's own words, in one those of whoever
    may speak of the batch, on the stream where they belong."""
    held = releases.said(db, batch)
    known = roster.believed(db)
    if known.root is None:
        return [one for one in held if one.person == desk.person.id and _on_work(one)]
    first = publishers.believed(db, known, batch).get(batch)
    heard = publishers.believed_of(db, known, held, _MAY)
    if first is None:
        # Nobody published it: a lead who has it says so among their own work.
        return [one for one in heard if _on_work(one) and known.role(one.person) is Role.LEAD]
    return [
        one for one in heard
        if not _on_work(one)
        and publishers.may_change(known.role(one.person), one.person, first[0])
    ]  # fmt: skip


def audience(db: Database, desk: Desk, batch: str) -> str:
    """The stream on which whoever sits here may speak of a batch's end.

    Raises WorldFault `release.unknown_batch`, `publish.unknown_here`, `publish.role`,
    `publish.retracted`.
    """
    _title(db, batch)
    known = roster.believed(db)
    if known.root is None:
        return Audience.WORK
    if batch in publishers.believed(db, known, batch):
        saying.about(db, desk, batch)
        return batch_audience(batch)
    role = publishers.own_role(db, known, desk)
    if role is not Role.LEAD:
        raise WorldFault("publish.role", role=role.value)
    return Audience.WORK


def still_blind(db: Database, batch: str) -> int:
    """How many cases of a batch the person at this desk has still to judge blind. Until they have,
    neither vendors nor figures of it are told here."""
    cases = verdicts.still_blind(db)
    if not cases:
        return 0
    rows = db.conn.execute("SELECT DISTINCT [case] FROM item WHERE batch = ?", [batch])
    return sum(case in cases for (case,) in rows)


def check_judged(db: Database, batch: str) -> None:
    """Raises WorldFault `release.still_blind`."""
    left = still_blind(db, batch)
    if left:
        raise WorldFault("release.still_blind", n=left)


def _title(db: Database, batch: str) -> str:
    held = batches.get(db, batch)
    if held is not None:
        return held.title
    # Whoever published a batch need not have brought it in.
    first = publishers.believed(db, roster.believed(db), batch).get(batch)
    if first is None:
        raise WorldFault("release.unknown_batch", batch=batch[:80])
    return str(first[0].body.get("title", ""))


def _on_work(one: Said) -> bool:
    return one.stream.endswith(f".{Audience.WORK}")


def _lock(one: Said) -> Lock:
    body = one.body
    return Lock(
        one.id, one.at, one.person, str(body.get("until", "")), str(body.get("zone", "")),
        str(body.get("digest", "")), _counts(body.get("known")), _counts(body.get("counts")),
    )  # fmt: skip


def _counts(said: object) -> dict[str, int]:
    if not isinstance(said, dict):
        return {}
    return {str(name): n for name, n in said.items() if type(n) is int and n >= 0}
