"""A batch is made final, opened again, released to its vendor, locked. Each an event, said once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from workstation.domain import instant
from workstation.domain.event import Audience, Kind
from workstation.fault import WorldFault
from workstation.review import publishing, saying
from workstation.review.acting import About, Desk, write
from workstation.review.publishers import turn_of_batch
from workstation.review.releasing import figures
from workstation.review.releasing.gate import gate, unpacked
from workstation.review.releasing.standing import (
    State,
    audience,
    check_judged,
    standing,
    still_blind,
)
from workstation.review.sampling.wish import named_zone
from workstation.store import releases, roster
from workstation.store.driver import Database
from workstation.store.store import Store
from workstation.sync.transport import Transport


def finalise(db: Database, desk: Desk, batch: str, anyway: str = "") -> bool:
    """Draft → final; whether that was new. What is open stops it unless `anyway` says why.

    Raises WorldFault `release.open`, and what `standing.audience` raises.
    """
    stream = audience(db, desk, batch)
    held = standing(db, desk, batch)
    counts = {code: number for code, number, _ in gate(db, desk, batch)}
    if counts and not anyway.strip():
        raise WorldFault("release.open", lines=len(counts), batch=batch)
    if held.state is not State.DRAFT and (not counts or counts == held.open):
        return False
    _say(db, desk, batch, Kind.FINALISED, stream, {"open": counts}, anyway if counts else "")
    return True


def reopen(db: Database, desk: Desk, batch: str, why: str) -> bool:
    """Final or released → draft: work goes on; whether that was new. What a vendor has, they have.

    Raises WorldFault `release.no_why`, and what `standing.audience` raises.
    """
    stream = audience(db, desk, batch)
    if not why.strip():
        raise WorldFault("release.no_why")
    if standing(db, desk, batch).state is State.DRAFT:
        return False
    _say(db, desk, batch, Kind.REOPENED, stream, {}, why)
    return True


def release(
    store: Store,
    desk: Desk,
    place: Transport | None,
    batch: str,
    vendor: str,
    anyway: str = "",
) -> bool:
    """Let a vendor see a batch; it is made final first. Whether that was new.

    Raises WorldFault `release.no_vendor`, what `finalise` and `publishing.release` raise.
    """
    stream = store.read(_ready, desk, batch, vendor).result()
    store.write(finalise, desk, batch, anyway).result()
    if stream != Audience.WORK:
        # After it was opened again it has to be said once more.
        again = not store.read(_is_released, desk, batch, vendor).result()
        return publishing.release(store, desk, place, batch, vendor, again=again)
    return store.write(_release_here, desk, batch, vendor).result()


def _release_here(db: Database, desk: Desk, batch: str, vendor: str) -> bool:
    if _is_released(db, desk, batch, vendor):
        return False
    _say(db, desk, batch, Kind.RELEASED, Audience.WORK, {"vendor": vendor}, "")
    return True


def _is_released(db: Database, desk: Desk, batch: str, vendor: str) -> bool:
    return vendor in {one.vendor for one in standing(db, desk, batch).released}


def _ready(db: Database, desk: Desk, batch: str, vendor: str) -> str:
    stream = audience(db, desk, batch)
    check_judged(db, batch)
    found = vendors(db, batch)
    if found and vendor not in found:
        raise WorldFault("release.no_vendor", vendor=vendor[:60], vendors=", ".join(found[:8]))
    return stream


def vendors(db: Database, batch: str) -> list[str]:
    """Whose decisions a batch holds; nothing is told while the person here is blind to them."""
    if still_blind(db, batch):
        return []
    rows = db.conn.execute(
        "SELECT DISTINCT d.vendor FROM decision d JOIN item i ON i.id = d.item "
        "WHERE i.batch = ? AND d.vendor <> '' ORDER BY d.vendor",
        [batch],
    )
    return [row[0] for row in rows]


def lock(
    db: Database, desk: Desk, batch: str, until: str, zone: str, anyway: str = ""
) -> bool:
    """Lock the figures of a period that has ended; whether that was new.

    What was known of the verdicts is named stream by stream, and their digest: later changes are
    restatements. Raises WorldFault `release.not_final`, `release.not_over`, `release.day`,
    `release.unsent`, `sampling.zone`, and what `standing.audience` raises.
    """
    stream = audience(db, desk, batch)
    check_judged(db, batch)
    end = end_of(until, zone)
    if end > instant.parse(desk.now()):
        raise WorldFault("release.not_over", until=until, zone=zone)
    held = standing(db, desk, batch)
    if held.state is State.DRAFT and not anyway.strip():
        raise WorldFault("release.not_final", batch=batch)
    lines = releases.now(db, batch)
    body = {
        "until": instant.write(end),
        "zone": zone,
        "digest": releases.digest_of(lines),
        "known": releases.numbers(db, batch),
        "counts": figures.counts(db, batch, lines),
    }
    last = held.lock
    if last is not None and (last.until, last.zone, last.digest) == (
        body["until"], zone, body["digest"],
    ):  # fmt: skip
        return False
    if stream != Audience.WORK:
        # The lock names signed segments: what is in none yet would be late for everybody.
        if waiting := unpacked(db, batch):
            raise WorldFault("release.unsent", n=waiting)
        return saying.say_locked(
            db, desk, batch, str(body["until"]), zone,
            {name: body[name] for name in ("digest", "known", "counts")},
        )  # fmt: skip
    _say(db, desk, batch, Kind.LOCKED, stream, body, anyway)
    return True


def end_of(until: str, zone: str) -> datetime:
    """The moment a period ends: of a day its end in the zone, so that the day belongs to it.

    Raises WorldFault `release.day`, `sampling.zone`.
    """
    place = named_zone(zone)
    try:
        day = date.fromisoformat(until)
    except ValueError:
        try:
            moment = datetime.fromisoformat(until)
        except ValueError:
            raise WorldFault("release.day", text=until[:40]) from None
        return moment if moment.tzinfo else moment.replace(tzinfo=place)
    try:
        return datetime.combine(day + timedelta(days=1), time(), place)
    except OverflowError:
        raise WorldFault("release.day", text=until[:40]) from None


def _say(
    db: Database,
    desk: Desk,
    batch: str,
    kind: Kind,
    stream: str,
    body: Mapping[str, object],
    why: str,
) -> None:
    if stream != Audience.WORK:
        body = {**body, "turn": turn_of_batch(db, roster.believed(db), batch)}
    else:
        body = {**body, "turn": 1 + max((o.order[0] for o in releases.said(db, batch)), default=0)}
    words = {"why": why.strip()} if why.strip() else {}
    write(db, desk, kind, About(batch), body, words, audience=stream)
