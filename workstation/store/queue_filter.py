"""What narrows the queue, and its SQL over `queue_line l`.

Nothing in it asks for what a blind batch hides: a result is the person's own, once they have it.
"""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from workstation.store import confirmations


class QueueFilter(Struct, frozen=True):
    """What a task must be; several of one kind are alternatives.

    `ids` are the whole, the beginning or the last signs of a source, case or task id; `words` are
    queries for the full-text index, each of which must match; `results` are those of the person's
    own verdicts.
    """

    states: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    content_types: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    results: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    flagged: bool = False
    doubtful: bool = False
    provisional: bool = False
    noted: bool = False
    unopened: bool = False  # a medium that has to be seen was not, as far as is known
    unwanted: QueueFilter | None = None  # tasks that are any of this are left out


Condition = tuple[str, list[object]]

_OWN = "SELECT t.seq FROM verdict v JOIN task t ON t.id = v.task WHERE v.batch = ? AND v.person = ?"
_UNOPENED = (
    "SELECT t.seq FROM media m CROSS JOIN task t ON t.[case] = m.[case] WHERE m.required "
    "AND t.batch = ? AND t.person = ? AND t.state <> 'sealed' "
    "AND NOT EXISTS (SELECT 1 FROM event e WHERE e.task = t.id AND e.person = t.person "
    "AND instr(e.body, m.sha256)) "
    "AND NOT EXISTS (SELECT 1 FROM draft d WHERE d.task = t.id AND instr(d.body, m.sha256))"
)
_STANDS = "AND v.superseded_by IS NULL"


def conditions(wanted: QueueFilter, batch: str, person: str) -> tuple[list[str], list[object]]:
    """Conditions to be joined by AND, and their values in order."""
    where, values = [], []
    for sql, given in _each(wanted, batch, person):
        where.append(sql)
        values += given
    for sql, given in _each(wanted.unwanted, batch, person) if wanted.unwanted else ():
        where.append(f"NOT coalesce({sql}, 0)")
        values += given
    return where, values


def lines(wanted: QueueFilter) -> str:
    """The lines as a query's source: of the few that are marked, by their own index (SQLite takes
    the way through them all for as good)."""
    marked = "queue_flagged" if wanted.flagged else "queue_doubtful" if wanted.doubtful else ""
    return f"queue_line l INDEXED BY {marked}" if marked else "queue_line l"


def _each(wanted: QueueFilter, batch: str, person: str) -> Iterator[Condition]:
    if wanted.states:
        yield _one_of("l.state", wanted.states)
    if wanted.languages:
        yield _begins("l.language", wanted.languages, "-")
    if wanted.categories:
        yield _begins("l.category", wanted.categories, "/")
    for column, some in (
        ("l.content_type", wanted.content_types),
        ("l.market", wanted.markets),
        ("l.seller", wanted.sellers),
    ):
        if some:
            yield _one_of(f"{column} COLLATE NOCASE", some)
    if wanted.flagged:
        yield "l.flagged", []
    if wanted.doubtful:
        yield "l.doubtful", []
    if wanted.provisional:
        yield f"l.seq IN ({_OWN} AND {confirmations.WAITING})", [batch, person]
    if wanted.results:
        sql, some = _one_of("v.result", wanted.results)
        yield f"l.seq IN ({_OWN} AND {sql} {_STANDS})", [batch, person, *some]
    if wanted.noted:
        yield _noted(batch, person)
    if wanted.unopened:
        yield f"l.seq IN ({_UNOPENED})", [batch, person]
    if wanted.ids:
        yield _named(wanted.ids)
    for query in wanted.words:
        # What a sealed case says cannot be asked for: a hit would tell it.
        yield (
            "l.state <> 'sealed' AND l.words IN "
            "(SELECT rowid FROM case_words WHERE case_words MATCH ?)"
        ), [query]


def _one_of(column: str, some: tuple[str, ...]) -> Condition:
    return f"{column} IN ({','.join('?' * len(some))})", [*some]


def _begins(column: str, some: tuple[str, ...], mark: str) -> Condition:
    """`zh` is also `zh-Hans`, `fashion` also `fashion/bags`."""
    sql = f"{column} = ? COLLATE NOCASE OR {column} LIKE ? ESCAPE '\\'"
    values = [value for one in some for value in (one, f"{literal(one)}{mark}%")]
    return f"({' OR '.join([sql] * len(some))})", values


def _noted(batch: str, person: str) -> Condition:
    sql = (
        "l.seq IN (SELECT t.seq FROM event e JOIN task t ON t.id = e.task "
        "WHERE e.kind = 'noted' AND e.batch = ? AND e.person = ? "
        f"UNION ALL {_OWN} {_STANDS} AND EXISTS (SELECT 1 FROM event_text x "
        "WHERE x.event = v.event AND x.name = 'note' AND x.words <> ''))"
    )
    return sql, [batch, person, batch, person]


def _named(ids: tuple[str, ...]) -> Condition:
    # The end of a source id is looked for in its index, which holds nothing else.
    branches, values = [], []
    for one in ids:
        branches.append(
            "SELECT t.seq FROM [case] c JOIN task t ON t.[case] = c.id "
            "WHERE c.source_id LIKE ? ESCAPE '\\' OR c.source_id LIKE ? ESCAPE '\\' "
            "UNION ALL SELECT t.seq FROM task t WHERE t.id >= ? AND t.id < ? "
            "UNION ALL SELECT t.seq FROM task t WHERE t.[case] >= ? AND t.[case] < ?"
        )
        held, lower = literal(one), one.lower()
        values += [f"{held}%", f"%{held}", *(lower, f"{lower}\U0010ffff") * 2]
    return f"l.seq IN ({' UNION ALL '.join(branches)})", values


def literal(words: str) -> str:
    """Words as LIKE takes them as they are."""
    return "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in words)
