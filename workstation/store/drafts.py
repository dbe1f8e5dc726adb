"""Half-made verdicts: kept at every key, so that a crash costs none."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from workstation.store.driver import Database


def keep(db: Database, task: str, body: Mapping[str, Any], at: str) -> None:
    """Keep where the bar stands for a task."""
    db.conn.execute(
        "INSERT OR REPLACE INTO draft VALUES (?, ?, ?)",
        # Escaped: half a character that was pasted into a note could not be stored as it is.
        [task, json.dumps(body), at],
    )


def get(db: Database, task: str) -> dict[str, Any] | None:
    """Where the bar stood, if it stood anywhere."""
    row = db.conn.execute("SELECT body FROM draft WHERE task = ?", [task]).fetchone()
    return json.loads(row[0]) if row else None


def drop(db: Database, task: str) -> None:
    """Forget a half-made verdict."""
    db.conn.execute("DELETE FROM draft WHERE task = ?", [task])
