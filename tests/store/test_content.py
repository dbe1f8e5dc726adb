"""What a batch brought is sealed in the log: a changed row of any table is found."""

from __future__ import annotations

import pytest

from tests.store.demo import Auditor, demo_home, mei, open_auditor
from workstation.store import log
from workstation.store.driver import Database

__all__ = ["demo_home", "mei", "open_auditor"]


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("part", "UPDATE part SET text = text || '.' WHERE position = 0"),
        ("case", "UPDATE [case] SET market = 'XX' WHERE market = 'MY'"),
        ("decision", "UPDATE decision SET action = 'NONE' WHERE action = 'REMOVE'"),
        ("decision", "UPDATE decision SET [by] = 'm-99'"),
        ("finding", "UPDATE finding SET clause = '9.9'"),
        ("media", "UPDATE media SET required = 1 - required"),
        ("item", "UPDATE item SET stratum = 'x'"),
        ("batch", "UPDATE batch SET title = title || '!'"),
    ],
)
def test_a_doctored_row_is_found(mei: Auditor, table: str, change: str) -> None:
    def doctor(db: Database) -> int:
        db.conn.execute(f"DROP TRIGGER IF EXISTS {table}_fixed")
        return db.conn.execute(change).rowcount

    assert mei.store.read(log.check).result().fault is None
    assert mei.store.write(doctor).result() > 0
    fault = mei.store.read(log.check).result().fault
    assert fault is not None
    assert fault.where == "content"
