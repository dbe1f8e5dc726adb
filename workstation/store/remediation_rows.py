"""The entries of what is to be put right as a person at this desk may see them.

Left out are entries on a case that this person has still to judge blind, as their verdicts are; not
even their number is told, since of a last case it would tell that the decision is wrong.
Of a sealed case only the reference is told.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from workstation.store import people, seals
from workstation.store.driver import Database


class Wish(Struct, frozen=True):
    """What is wanted of the list; empty means all. `owner` is compared without regard to case."""

    states: tuple[str, ...] = ()
    severities: tuple[str, ...] = ()
    batch: str | None = None
    overdue_at: str | None = None  # only what is open and was due before this instant


ALL = Wish()


class Entry(Struct, frozen=True):
    """One thing to put right. What the case and the decision say is None where the batch is not
    here, and where the case is sealed."""

    id: str
    verdict: str
    task: str
    batch: str | None
    item: str | None
    case: str | None
    source_id: str | None
    market: str | None
    content_type: str | None
    seller: str | None
    vendor: str | None
    person: str
    kind: str
    what: str
    target_kind: str | None
    target_ref: str | None
    target_words: str | None
    clause: str | None
    title: str | None
    done: str | None
    wanted: str | None
    severity: str
    owner: str
    state: str
    opened_at: str
    due_at: str
    closed_at: str | None
    closed_by: str | None
    closed_as: str | None
    closing: str | None
    changed: bool
    note: str | None
    closing_note: str | None
    sealed: bool = False


_WORDS = "(SELECT t.words FROM event_text t WHERE t.event = r.{0} AND t.name = 'note')"

# The rule of `verdicts.rows`: blind until answered, and handed on without an answer. The copies of
# a cluster are answered with one task, on one of them.
_HELD_BACK = """
    EXISTS (SELECT 1 FROM task t JOIN batch b ON b.id = t.batch
        WHERE t.[case] IN (
            SELECT r.[case] UNION
            SELECT h.[case] FROM item m JOIN batch k ON k.id = m.batch AND k.kind = 'consistency'
                JOIN item h ON h.batch = m.batch AND h.cluster = m.cluster
                WHERE m.[case] = r.[case] AND m.cluster IS NOT NULL)
            AND t.person = :me
            AND (b.blind OR t.stage IN ('second', 'repeat')) AND (
            t.state IN ('open', 'skipped') OR (
                t.state = 'cannot' AND NOT EXISTS (SELECT 1 FROM event e
                    WHERE e.task = t.id AND e.kind = 'answered' AND e.person = t.person))))
"""

_ROWS = f"""
    SELECT r.id, r.verdict, r.task, r.batch, r.item, r.[case],
        c.source_id, c.market, c.content_type, c.seller, d.vendor, r.person, r.kind, r.what,
        r.target_kind, r.target_ref,
        CASE r.target_kind
            WHEN 'part' THEN (SELECT p.kind FROM part p
                WHERE p.[case] = r.[case] AND p.id = r.target_ref)
            WHEN 'media' THEN (SELECT m.name FROM media m
                WHERE m.[case] = r.[case] AND m.sha256 = r.target_ref LIMIT 1)
        END,
        r.clause,
        (SELECT v.title FROM batch b JOIN clause_version v ON v.pack = b.pack
            WHERE b.id = r.batch AND v.clause = r.clause
            AND (r.version IS NULL OR v.version = r.version) ORDER BY v.version DESC LIMIT 1),
        r.done, r.wanted, r.severity, r.owner, r.state, r.opened_at, r.due_at, r.closed_at,
        r.closed_by, r.closed_as, r.closing, r.changed,
        {_WORDS.format("verdict")}, {_WORDS.format("closing")}
    FROM remediation r
    LEFT JOIN [case] c ON c.id = r.[case]
    LEFT JOIN decision d ON d.item = r.item
    WHERE NOT {_HELD_BACK}
        AND (:batch IS NULL OR r.batch = :batch)
        AND (:overdue IS NULL
            OR (r.state = 'open' AND julianday(r.due_at) < julianday(:overdue)))
"""
_ORDER = " ORDER BY r.state = 'closed', r.state = 'withdrawn', julianday(r.due_at), r.id"


def rows(db: Database, wish: Wish = ALL) -> Iterator[Entry]:
    """Entries, those with the least time left first; what is closed or withdrawn comes last."""
    sql, values = _ROWS, _values(db, wish)
    for column, wanted in (("state", wish.states), ("severity", wish.severities)):
        if wanted:
            names = {f"{column}_{n}": value for n, value in enumerate(wanted)}
            sql += f" AND r.{column} IN ({', '.join(f':{name}' for name in names)})"
            values |= names
    sealed = seals.cases(db)
    for row in db.conn.execute(sql + _ORDER, values).fetchall():
        entry = Entry(*row[:30], bool(row[30]), *row[31:])
        yield _reference(entry) if entry.case in sealed else entry


def get(db: Database, entry: str) -> Entry | None:
    """One entry, if this person may see it."""
    found = db.conn.execute(_ROWS + " AND r.id = :id", {**_values(db, ALL), "id": entry})
    row = found.fetchone()
    if row is None:
        return None
    made = Entry(*row[:30], bool(row[30]), *row[31:])
    return _reference(made) if made.case in seals.cases(db) else made


def known(db: Database, entries: Sequence[str]) -> dict[str, tuple[str, str, str]]:
    """By id: verdict, state and when it was opened, whether this person may see it or not."""
    found: dict[str, tuple[str, str, str]] = {}
    for start in range(0, len(entries), 500):
        some = entries[start : start + 500]
        holes = ",".join("?" * len(some))
        for entry, *told in db.conn.execute(
            f"SELECT id, verdict, state, opened_at FROM remediation WHERE id IN ({holes})",
            list(some),
        ):
            found[entry] = (told[0], told[1], told[2])
    return found


def task_on(db: Database, entry: Entry, person: str) -> tuple[str, str] | None:
    """A person's own task on the case of an entry, and its batch: the entry's own batch first."""
    return db.conn.execute(
        "SELECT id, batch FROM task WHERE [case] = ? AND person = ? AND state <> 'sealed' "
        "ORDER BY batch = ? DESC LIMIT 1",
        [entry.case, person, entry.batch],
    ).fetchone()


def _values(db: Database, wish: Wish) -> dict[str, object]:
    person = people.person(db)
    return {
        "me": person.id if person else None,
        "batch": wish.batch,
        "overdue": wish.overdue_at,
    }


def _reference(entry: Entry) -> Entry:
    nothing = dict.fromkeys(
        ("market", "content_type", "seller", "vendor", "target_kind", "target_ref",
         "target_words", "clause", "title", "done", "wanted", "note", "closing_note")
    )  # fmt: skip
    return replace(entry, **nothing, sealed=True)
