"""Policy packs: kept once each under the digest of their content, searched by words."""

from __future__ import annotations

import json
from typing import Any

from msgspec import ValidationError, convert, to_builtins
from msgspec.structs import asdict, replace

from workstation.domain.canonical import canonical_json, digest
from workstation.domain.ladder import Ladder
from workstation.domain.policy import ClauseKind, ClauseVersion, Family, Pack
from workstation.domain.precedent import Precedent
from workstation.domain.taxonomy import Severity
from workstation.fault import WorldFault
from workstation.store.driver import Database
from workstation.store.migrations import migrate
from workstation.store.search import clause_query, clause_tokens

_RULE = (
    "markets",
    "categories",
    "content_types",
    "acceptable_actions",
    "mandatory_report",
    "equivalent",
    "keywords",
    "grace",
    "ladder_row",
)
_LATER = ("ladders", "precedents")
_LATER_OF_CLAUSE = ("ladder_row",)
"""Fields that came after packs had been kept: empty, they do not count towards the digest."""


def with_digest(pack: Pack) -> Pack:
    """The pack with the digest of its content: all fields, clauses by id and version.

    Ladders and precedents are sorted by id as well. What a pack of before lacks leaves its digest
    as it was.
    """
    pack = replace(
        pack,
        clauses=tuple(sorted(pack.clauses, key=lambda v: (v.clause, v.version))),
        ladders=tuple(sorted(pack.ladders, key=lambda one: one.id)),
        precedents=tuple(sorted(pack.precedents, key=lambda one: one.id)),
        digest="",
    )
    content = to_builtins(pack)
    _drop_empty(content, _LATER)
    for clause in content["clauses"]:
        _drop_empty(clause, _LATER_OF_CLAUSE)
    return replace(pack, digest=digest(canonical_json(content)))


def _drop_empty(content: dict[str, Any], names: tuple[str, ...]) -> None:
    for name in names:
        if not content[name]:
            del content[name]


def save_pack(db: Database, pack: Pack) -> bool:
    """Keep a pack; False where one of that digest is kept already."""
    if is_kept(db, pack.digest):
        return False
    db.conn.execute(
        "INSERT INTO pack (digest, id, version, title, owner, published_at, families, ladders, "
        "precedents) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            pack.digest,
            pack.id,
            pack.version,
            pack.title,
            pack.owner,
            pack.published_at,
            _json([asdict(family) for family in pack.families]),
            _json(to_builtins(pack.ladders)),
            _json(to_builtins(pack.precedents)),
        ],
    )
    for version in pack.clauses:
        _save_clause(db, pack.digest, version)
    return True


def load_pack(db: Database, digest: str) -> Pack:
    """The pack of that digest; raises WorldFault `policy.unknown_pack`.

    A digest names one content for ever, so a pack that was read and found to be the one its
    digest names is kept: reading it anew took most of the time of opening a case.
    """
    known = _known.get(digest)
    if known is not None and is_kept(db, digest):
        return known
    pack = _load(db, digest)
    if with_digest(pack).digest == digest:
        while len(_known) >= _MOST_KNOWN:
            _known.pop(next(iter(_known), ""), None)
        _known[digest] = pack
    return pack


def damaged_pack(db: Database) -> str | None:
    """The first kept pack that is not what its digest says."""
    for said, _, _ in sorted(packs(db)):
        try:
            if with_digest(_load(db, said)).digest != said:
                return said
        except (ValueError, TypeError, KeyError, ValidationError):
            return said
    return None


_MOST_KNOWN = 16
_known: dict[str, Pack] = {}


def is_kept(db: Database, digest: str) -> bool:
    """Whether a pack of that digest is kept here."""
    return bool(db.conn.execute("SELECT 1 FROM pack WHERE digest = ?", [digest]).fetchone())


def _load(db: Database, digest: str) -> Pack:
    row = db.conn.execute(
        "SELECT id, version, title, digest, families, owner, published_at, ladders, "
        "precedents FROM pack WHERE digest = ?",
        [digest],
    ).fetchone()
    if row is None:
        raise WorldFault("policy.unknown_pack", digest=digest)
    clauses = db.conn.execute(
        "SELECT clause, version, title, kind, since, body, severity, until, rule "
        "FROM clause_version WHERE pack = ? ORDER BY clause, version",
        [digest],
    )
    return Pack(
        *row[:4],
        families=tuple(Family(**family) for family in json.loads(row[4])),
        clauses=tuple(_clause(*clause) for clause in clauses),
        owner=row[5],
        published_at=row[6],
        ladders=convert(json.loads(row[7]), tuple[Ladder, ...]),
        precedents=convert(json.loads(row[8]), tuple[Precedent, ...]),
    )


def packs(db: Database) -> list[tuple[str, str, str]]:
    """Every kept pack: digest, id and version, the last published first."""
    return list(
        db.conn.execute("SELECT digest, id, version FROM pack ORDER BY published_at DESC, digest")
    )


def search_clauses(db: Database, pack: str, words: str, limit: int = 20) -> list[tuple[str, int]]:
    """Clauses and versions of a pack (by digest) that hold one of the words, the best first.

    Words are matched from their beginning; keywords and titles weigh more than the body.
    """
    query = clause_query(words)
    if not query:
        return []
    rows = db.conn.execute(
        "SELECT clause, version FROM clause_words WHERE clause_words MATCH ? AND pack = ? "
        "ORDER BY bm25(clause_words, 0, 0, 0, 4.0, 8.0, 1.0), clause, version DESC LIMIT ?",
        [query, pack, limit],
    )
    return [(clause, int(version)) for clause, version in rows]


def search_pack(pack: Pack, words: str, limit: int = 20) -> list[tuple[str, int]]:
    """The same for a pack that is in no store (a pack's folder, the one that ships)."""
    db = Database(memory=True, execute_plugins=False)
    try:
        migrate(db)
        save_pack(db, pack)
        return search_clauses(db, pack.digest, words, limit)
    finally:
        db.conn.close()


def delete_unused_packs(db: Database) -> None:
    """Forget packs that no batch names: what an import that was stopped has left."""
    for (unused,) in db.conn.execute(
        "SELECT digest FROM pack WHERE digest NOT IN "
        "(SELECT pack FROM batch WHERE pack IS NOT NULL UNION SELECT digest FROM kept_pack)"
    ).fetchall():
        db.conn.execute("DELETE FROM clause_words WHERE pack = ?", [unused])
        db.conn.execute("DELETE FROM clause_version WHERE pack = ?", [unused])
        db.conn.execute("DELETE FROM pack WHERE digest = ?", [unused])


def _save_clause(db: Database, pack: str, version: ClauseVersion) -> None:
    db.conn.execute(
        "INSERT INTO clause_version VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            pack,
            version.clause,
            version.version,
            version.title,
            version.kind.value,
            version.since,
            version.until,
            version.severity.value,
            _json({name: getattr(version, name) for name in _RULE}),
            version.body,
        ],
    )
    db.conn.execute(
        "INSERT INTO clause_words (pack, clause, version, title, keywords, body) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [
            pack,
            version.clause,
            version.version,
            clause_tokens(version.title),
            clause_tokens("\n".join(version.keywords)),
            clause_tokens(version.body),
        ],
    )


def _clause(
    clause: str,
    version: int,
    title: str,
    kind: str,
    since: str,
    body: str,
    severity: str,
    until: str | None,
    rule: str,
) -> ClauseVersion:
    told: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in json.loads(rule).items()
    }
    return ClauseVersion(
        clause, version, title, ClauseKind(kind), since, body, Severity(severity), until, **told
    )


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
