"""`BEGIN IMMEDIATE` around related writes.

A plain BEGIN that reads first and writes later is refused at once (SQLITE_BUSY_SNAPSHOT) when
somebody wrote in between; taking the write lock at the start waits instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from workstation.store.driver import Database


@contextmanager
def immediate(db: Database) -> Iterator[Database]:
    """All writes inside, or none. Inside a transaction it is a savepoint of that one."""
    if db.conn.in_transaction:
        with db.atomic():
            yield db
        return
    db.conn.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        # A full disk has rolled back already.
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise
