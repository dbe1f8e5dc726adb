"""Tasks follow from what publishers assign and take back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from workstation.domain.batch import BatchKind
from workstation.domain.event import Kind
from workstation.domain.ids import derived_id
from workstation.review.acting import Desk
from workstation.review.publishers import Share, believed, is_retracted, shares
from workstation.review.retracting import carry_out
from workstation.store import published, roster, views
from workstation.store.driver import Database
from workstation.store.published import Said
from workstation.store.store import Store


class Settled(Struct, frozen=True):
    """What changed: tasks that were made, and untouched ones that went."""

    made: int = 0
    gone: int = 0


def after_sync(store: Store, desk: Desk) -> Settled:
    """What a sync brought takes effect: batches taken back go, tasks follow assignments."""
    carry_out(store, desk.now)
    return store.write(settle, desk.person.id).result()


def settle(db: Database, person: str) -> Settled:
    """Bring a person's tasks in line with what is assigned to them, in the batches that are here.

    A task that was touched stays, whatever becomes of its assignment; a batch of which nothing was
    ever assigned to the person on a stream (it came by hand) is left alone.
    """
    made = gone = 0
    for batch, held in believed(db, roster.believed(db)).items():
        if is_retracted(held) or published.manifest_of(db, batch) is None:
            continue
        here = made + gone
        for (who, stage), share in shares(held).items():
            if who == person:
                gone += _drop(db, batch, person, stage, share)
                made += _make(db, batch, person, stage, share)
        if made + gone > here:
            views.catch_up(db, batch)
    return Settled(made, gone)


def late(db: Database, batch: str) -> frozenset[str]:
    """The verdicts (events) that came after their case was taken back, or after the batch was
    closed or locked: the heads that were named then tell, no clock does."""
    held = believed(db, roster.believed(db), batch).get(batch, [])
    found: set[str] = set()
    rows = db.conn.execute(
        "SELECT v.event, v.stream, v.person, v.stage, v.[case], (SELECT s.seq FROM segment s "
        "WHERE s.stream = v.stream AND s.first <= v.number AND s.first + s.events > v.number) "
        "FROM verdict v WHERE v.batch = ?",
        [batch],
    ).fetchall()
    for event, stream, person, stage, case, seq in rows:
        if any(_after(said, stream, seq) for said in _limits(held, person, stage, case)):
            found.add(event)
    return frozenset(found)


def _limits(held: Iterable[Said], person: str, stage: str, case: str) -> Iterator[Said]:
    standing: Said | None = None
    for said in held:
        if said.kind in (Kind.CLOSED, Kind.LOCKED):
            yield said
        if (said.body.get("person"), said.body.get("stage")) != (person, stage):
            continue
        cases = said.body.get("cases")
        if cases == "all" or (isinstance(cases, list) and case in cases):
            # Assigned once more: it is in time again.
            standing = said if said.kind == Kind.TAKEN_BACK else None
    if standing is not None:
        yield standing


def _after(said: Said, stream: str, seq: int | None) -> bool:
    heads = said.body.get("heads")
    head = heads.get(stream, 0) if isinstance(heads, dict) else 0
    return seq is None or type(head) is not int or seq > head


def _drop(db: Database, batch: str, person: str, stage: str, share: Share) -> int:
    rows = db.conn.execute(
        "SELECT seq, [case] FROM task WHERE batch = ? AND person = ? AND stage = ? "
        "AND state = 'open' AND NOT flagged AND NOT EXISTS (SELECT 1 FROM draft d "
        "WHERE d.task = task.id) AND NOT EXISTS (SELECT 1 FROM event e WHERE e.task = task.id "
        "AND e.kind <> 'opened')",
        [batch, person, stage],
    ).fetchall()
    lost = [[seq] for seq, case in rows if not share.has(case)]
    db.conn.executemany("DELETE FROM task WHERE seq = ?", lost)
    return len(lost)


def _make(db: Database, batch: str, person: str, stage: str, share: Share) -> int:
    """Tasks for what has none yet, after those that are there, in the order of the batch."""
    if not share:
        return 0
    kind = db.conn.execute("SELECT kind FROM batch WHERE id = ?", [batch]).fetchone()[0]
    units = kind == BatchKind.CONSISTENCY
    rows = db.conn.execute(
        "SELECT i.id, i.[case], i.cluster, t.id IS NOT NULL FROM item i LEFT JOIN task t "
        "ON t.item = i.id AND t.person = ?2 AND t.stage = ?3 WHERE i.batch = ?1 "
        "ORDER BY i.position",
        [batch, person, stage],
    ).fetchall()
    # The copies of one thing are judged as one: whoever has some of them gets one task.
    served = {cluster for _, _, cluster, has in rows if has and units and cluster is not None}
    last = db.conn.execute(
        # Of every stage: a person's tasks of a batch are one queue.
        "SELECT coalesce(max(position), 0) FROM task WHERE batch = ? AND person = ?",
        [batch, person],
    ).fetchone()[0]
    wanted: list[tuple[object, ...]] = []
    for item, case, cluster, has in rows:
        if has or not share.has(case) or (units and cluster in served):
            continue
        if units and cluster is not None:
            served.add(cluster)
        last += 1
        wanted.append((derived_id(item, person, stage), item, batch, case, person, stage, last))
    db.conn.executemany(
        "INSERT INTO task (id, item, batch, [case], person, stage, position) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        wanted,
    )
    return len(wanted)
