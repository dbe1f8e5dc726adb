"""Translations kept for ever, and the languages of parts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from workstation.domain.language import DetectedBy, Detection, Link, Translation
from workstation.store.driver import Database

_CHUNK = 500  # bound parameters in one statement
_COLUMNS = (
    "digest, source, target, package, version, options, text, score, marks, confidence, lost, links"
)
_marks = msgspec.json.Decoder(tuple[str, ...]).decode
_links = msgspec.json.Decoder(tuple[Link, ...]).decode


def find(
    db: Database, digests: Sequence[str], source: str, target: str
) -> dict[str, Translation]:
    """What is known of these sentences; of several packages the one that came last."""
    found: dict[str, Translation] = {}
    for start in range(0, len(digests), _CHUNK):
        chunk = digests[start : start + _CHUNK]
        rows = db.conn.execute(
            f"SELECT {_COLUMNS} FROM translation WHERE source = ? AND target = ? "
            f"AND digest IN ({','.join('?' * len(chunk))}) ORDER BY seq",
            [source, target, *chunk],
        )
        for row in rows:
            found[row[0]] = _translation(row)
    return found


def makers(
    db: Database, digests: Sequence[str], source: str, target: str
) -> dict[str, tuple[str, str, str]]:
    """Package, version and options of what `find` finds, without the rest of it."""
    found: dict[str, tuple[str, str, str]] = {}
    for start in range(0, len(digests), _CHUNK):
        chunk = digests[start : start + _CHUNK]
        rows = db.conn.execute(
            "SELECT digest, package, version, options FROM translation "
            "WHERE source = ? AND target = ? "
            f"AND digest IN ({','.join('?' * len(chunk))}) ORDER BY seq",
            [source, target, *chunk],
        )
        found |= {digest: (package, version, options) for digest, package, version, options in rows}
    return found


def every(db: Database, digest: str, source: str, target: str) -> list[Translation]:
    """All that is kept of a sentence, of whichever package."""
    rows = db.conn.execute(
        f"SELECT {_COLUMNS} FROM translation "
        "WHERE digest = ? AND source = ? AND target = ? ORDER BY seq",
        [digest, source, target],
    )
    return [_translation(row) for row in rows]


def keep(db: Database, translations: Iterable[Translation]) -> None:
    """Remember translations; what is told again counts as the latest."""
    holes = ", ".join("?" * len(_COLUMNS.split(", ")))
    db.conn.executemany(
        f"INSERT OR REPLACE INTO translation ({_COLUMNS}) VALUES ({holes})",
        [
            [
                t.digest,
                t.source,
                t.target,
                t.package,
                t.version,
                t.options,
                t.text,
                t.score,
                _text(t.marks),
                t.confidence,
                _text(t.lost),
                _text(t.links),
            ]
            for t in translations
        ],
    )


def _translation(row: Sequence[Any]) -> Translation:
    return Translation(
        *row[:8], _marks(row[8]), confidence=row[9], lost=_marks(row[10]), links=_links(row[11])
    )


def _text(value: object) -> str:
    return msgspec.json.encode(value).decode()


def languages_of(db: Database, case: str) -> dict[str, Detection]:
    """The languages of a case's parts, by part id."""
    rows = db.conn.execute(
        "SELECT part, language, confidence, [by], unsure FROM part_language WHERE [case] = ?",
        [case],
    )
    return {
        row[0]: Detection(row[1], row[2] / 1000, DetectedBy(row[3]), bool(row[4])) for row in rows
    }


def texts_of(db: Database, case: str) -> list[tuple[str, str, str | None]]:
    """A case's parts as far as they are translated: id, text, the batch's hint."""
    return db.conn.execute(
        "SELECT id, text, language FROM part WHERE [case] = ? ORDER BY position", [case]
    ).fetchall()


def unknown(db: Database, batch: str, limit: int) -> dict[str, list[tuple[str, str]]]:
    """Cases of a batch that came without a hint and were not detected yet: (part, text) by case."""
    rows = db.conn.execute(
        "SELECT c.id FROM item i JOIN [case] c ON c.id = i.[case] WHERE i.batch = ? "
        "AND c.language IS NULL AND EXISTS (SELECT 1 FROM part WHERE part.[case] = c.id) "
        "AND NOT EXISTS (SELECT 1 FROM part_language d WHERE d.[case] = c.id) "
        "AND NOT EXISTS (SELECT 1 FROM event s WHERE s.kind = 'sealed' AND s.[case] = c.id) "
        "ORDER BY i.position LIMIT ?",
        [batch, limit],
    ).fetchall()
    return {
        case: db.conn.execute(
            "SELECT id, text FROM part WHERE [case] = ? ORDER BY position", [case]
        ).fetchall()
        for (case,) in rows
    }


def keep_languages(db: Database, case: str, languages: Mapping[str, Detection]) -> None:
    """Remember what was detected; what a person said stays."""
    db.conn.executemany(
        "INSERT INTO part_language VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET "
        "language = excluded.language, confidence = excluded.confidence, [by] = excluded.[by], "
        "unsure = excluded.unsure WHERE [by] <> 'override'",
        [
            [case, part, d.language, round(d.confidence * 1000), d.by.value, int(d.unsure)]
            for part, d in languages.items()
        ],
    )


def keep_languages_of(db: Database, by_case: Mapping[str, Mapping[str, Detection]]) -> None:
    """Remember what was detected in some cases."""
    for case, languages in by_case.items():
        keep_languages(db, case, languages)
