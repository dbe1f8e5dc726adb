"""Cases, decisions and media, read back as values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from workstation.domain.case import Case, Earlier, Exposure, Item, Media, Part
from workstation.domain.decision import Decision, Evidence, Finding, Target, TargetKind
from workstation.domain.ids import CaseId, DecisionId, ItemId
from workstation.store import seals
from workstation.store.driver import Database


def get_case(db: Database, case: str) -> Case | None:
    """The case with its parts and media (without bytes)."""
    row = db.conn.execute(
        "SELECT id, source_id, content_type, market, category, snapshot_at, content_version, "
        "ship_to, seller, impressions, orders, value, currency, harm_tags, facts, earlier "
        "FROM [case] WHERE id = ?",
        [case],
    ).fetchone()
    if row is None:
        return None
    parts = db.conn.execute(
        "SELECT id, kind, text, language, speaker, at, t0, t1, media, name FROM part "
        "WHERE [case] = ? ORDER BY position",
        [case],
    )
    media = db.conn.execute(
        "SELECT sha256, kind, name, required, alt FROM media WHERE [case] = ? ORDER BY position",
        [case],
    )
    return Case(
        id=CaseId(row[0]),
        source_id=row[1],
        content_type=row[2],
        market=row[3],
        category=row[4],
        snapshot_at=row[5],
        content_version=row[6],
        ship_to=tuple(json.loads(row[7])),
        seller=row[8],
        exposure=Exposure(*row[9:13]),
        harm_tags=tuple(json.loads(row[13])),
        facts=json.loads(row[14]),
        parts=tuple(Part(*part) for part in parts),
        media=tuple(Media(m[0], m[1], m[2], bool(m[3]), m[4]) for m in media),
        earlier=tuple(
            Earlier(e["source_id"], e["at"], e["text"]) for e in json.loads(row[15])
        ),
    )


def headlines(db: Database, wanted: Iterable[str]) -> dict[str, str]:
    """The first words of each case, by case; a sealed one has none."""
    found, sealed = {}, seals.cases(db)
    for case in wanted:
        row = db.conn.execute("SELECT headline FROM [case] WHERE id = ?", [case]).fetchone()
        if row and case not in sealed:
            found[case] = row[0]
    return found


def case_digest(db: Database, case: str) -> str:
    """The digest of a case's content, as it was computed at import."""
    row = db.conn.execute("SELECT digest FROM [case] WHERE id = ?", [case]).fetchone()
    return row[0] if row else ""


def get_item(db: Database, item: str) -> Item | None:
    """A case's place in a batch."""
    row = db.conn.execute(
        "SELECT id, batch, [case], position, stratum, inclusion_probability, cluster "
        "FROM item WHERE id = ?",
        [item],
    ).fetchone()
    return Item(ItemId(row[0]), row[1], CaseId(row[2]), *row[3:]) if row else None


def is_in(db: Database, batch: str, case: str) -> bool:
    """Whether a batch has a place for a case."""
    row = db.conn.execute("SELECT 1 FROM item WHERE [case] = ? AND batch = ?", [case, batch])
    return row.fetchone() is not None


def cluster(db: Database, batch: str, name: str) -> list[Item]:
    """The places of a cluster's members in their batch, the first one first."""
    rows = db.conn.execute(
        "SELECT id, batch, [case], position, stratum, inclusion_probability, cluster FROM item "
        "WHERE batch = ? AND cluster = ? ORDER BY position",
        [batch, name],
    )
    return [Item(ItemId(row[0]), row[1], CaseId(row[2]), *row[3:]) for row in rows]


def copies(db: Database, batch: str, name: str) -> int:
    """How many members a cluster has."""
    row = db.conn.execute(
        "SELECT count(*) FROM item WHERE batch = ? AND cluster = ?", [batch, name]
    ).fetchone()
    return int(row[0])


def get_decision(db: Database, item: str) -> Decision | None:
    """The decision on an item. While a batch is blind only `workstation.review` may ask."""
    row = db.conn.execute(
        "SELECT id, [by], vendor, site, decided_at, action, handling_ms, prior_points, penalty, "
        "penalty_set_by, automated, note FROM decision WHERE item = ?",
        [item],
    ).fetchone()
    if row is None:
        return None
    return Decision(
        id=DecisionId(row[0]),
        by=row[1],
        vendor=row[2],
        site=row[3],
        decided_at=row[4],
        action=row[5],
        findings=findings(db, row[0]),
        handling_ms=row[6],
        prior_points=row[7],
        penalty=row[8],
        penalty_set_by=row[9],
        automated=bool(row[10]),
        note=row[11],
    )


def decided_at(db: Database, item: str) -> str | None:
    """When the item was decided: the only word of a decision that a blind screen needs."""
    row = db.conn.execute("SELECT decided_at FROM decision WHERE item = ?", [item]).fetchone()
    return row[0] if row else None


def findings(db: Database, owner: str) -> tuple[Finding, ...]:
    """The findings of a decision or of a verdict's event."""
    rows = db.conn.execute(
        "SELECT clause, version, action, target_kind, target_ref, evidence, [primary] "
        "FROM finding WHERE owner = ? ORDER BY position",
        [owner],
    )
    return tuple(
        Finding(
            clause=row[0],
            version=row[1],
            action=row[2],
            target=Target(TargetKind(row[3]), row[4]),
            evidence=tuple(evidence(held) for held in json.loads(row[5])),
            primary=bool(row[6]),
        )
        for row in rows
    )


def evidence(held: dict[str, Any]) -> Evidence:
    """Evidence from its JSON form."""
    box = held.get("box")
    return Evidence(
        part=held.get("part"),
        start=held.get("start"),
        end=held.get("end"),
        media=held.get("media"),
        box=tuple(box) if box else None,
        t0=held.get("t0"),
        t1=held.get("t1"),
    )


def media_bytes(db: Database, sha256: str) -> bytes | None:
    """The bytes of a medium; None where it belongs to a sealed case, in whichever it is asked."""
    if seals.media_locked(db, sha256):
        return None
    row = db.conn.execute("SELECT bytes FROM media_bytes WHERE sha256 = ?", [sha256]).fetchone()
    return row[0] if row else None
