"""`BEGIN IMMEDIATE` around related writes.

A plain BEGIN that reads first and writes later is refused at once (SQLITE_BUSY_SNAPSHOT) when
somebody wrote in between; taking the write lock at the start waits instead.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from workstation.store.driver import Database, OperationalError

PATIENCE = 10.0
_LOOK_EVERY = 0.0005


@contextmanager
def immediate(db: Database) -> Iterator[Database]:
    """All writes inside, or none. Inside a transaction it is a savepoint of that one."""
    if db.conn.in_transaction:
        with db.atomic():
            yield db
        return
    _begin(db)
    try:
        yield db
        db.conn.execute("COMMIT")
    except BaseException:
        # A full disk has rolled back already.
        if db.conn.in_transaction:
            db.conn.execute("ROLLBACK")
        raise


def _begin(db: Database) -> None:
    # SQLite's own waiting sleeps longer at each look, up to 100 ms: a verdict that meets a chunk
    # of an import of 10 ms would wait for 25.
    until = time.monotonic() + PATIENCE
    while True:
        try:
            db.conn.execute("BEGIN IMMEDIATE")
            return
        except OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
        time.sleep(_LOOK_EVERY)
