"""Opening a database file: key, pragmas, and the checks that it is a store of ours."""

from __future__ import annotations

from pathlib import Path

from workstation.fault import WorldFault
from workstation.store.driver import Database, DatabaseError, OperationalError, connect

APPLICATION_ID = 0x41575331
"""In the file's header, so that a strange or empty file is never taken for a store."""


def create(path: Path, key: bytes) -> Database:
    """A new file with our mark in its header, journalling by WAL.

    Raises WorldFault `store.read_only`, `store.disk_full`.
    """
    db = _connect(path, key)
    try:
        db.conn.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        db.conn.execute("PRAGMA journal_mode = WAL")
        _settle(db)
    except OperationalError as error:
        db.conn.close()
        raise world(error, path) from None
    return db


def open_writer(path: Path, key: bytes) -> Database:
    """An existing store for reading and writing.

    Raises WorldFault `store.missing`, `store.damaged`, `store.wrong_key`, `store.foreign`,
    `store.read_only`.
    """
    db = _open(path, key)
    try:
        db.conn.execute("PRAGMA journal_mode = WAL")
        _settle(db)
        db.conn.execute("PRAGMA busy_timeout = 0")  # `transaction` waits, and looks more often
    except DatabaseError as error:
        db.conn.close()
        raise world(error, path) from None
    return db


def open_reader(path: Path, key: bytes) -> Database:
    """An existing store for reading only; raises as `open_writer` does."""
    db = _open(path, key)
    try:
        _settle(db)
        db.conn.execute("PRAGMA query_only = ON")
        db.conn.execute("PRAGMA cache_size = -16000")  # filters read far; the writer does not
    except DatabaseError as error:
        db.conn.close()
        raise world(error, path) from None
    return db


def world(error: Exception, path: Path) -> WorldFault | Exception:
    """The fault that a failing SQLite call means, the error itself where it is ours."""
    told = str(error)
    # A page that does not decrypt may come as text that is none, quoted in the error: asked first,
    # because the quotation may hold any word.
    if any(sign in told for sign in ("malformed", "not a database", "Could not decode")):
        return WorldFault("store.damaged", path=str(path))
    if "readonly" in told or "unable to open" in told or "attempt to write" in told:
        return WorldFault("store.read_only", path=str(path))
    if "full" in told or "disk I/O" in told:
        return WorldFault("store.disk_full", path=str(path))
    if "locked" in told:
        return WorldFault("store.locked", path=str(path))
    return error


def _open(path: Path, key: bytes) -> Database:
    if not path.exists():
        raise WorldFault("store.missing", path=str(path))
    if path.stat().st_size == 0:
        # SQLite would take it for a new database.
        raise WorldFault("store.damaged", path=str(path))
    db = _connect(path, key)
    try:
        mark = db.conn.execute("PRAGMA application_id").fetchone()[0]
        db.conn.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except DatabaseError as error:
        db.conn.close()
        if "not a database" in str(error):
            raise WorldFault("store.wrong_key", path=str(path)) from None
        raise world(error, path) from None
    if mark != APPLICATION_ID:
        db.conn.close()
        raise WorldFault("store.foreign", path=str(path))
    return db


def _connect(path: Path, key: bytes) -> Database:
    try:
        conn = connect(str(path), isolation_level=None, timeout=10.0)
    except OperationalError as error:
        raise world(error, path) from None
    if key:
        # A raw key: deriving one inside SQLCipher costs 170 ms at every opening.
        conn.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
    return Database(conn, execute_plugins=False)


def _settle(db: Database) -> None:
    for pragma in (
        "synchronous = FULL",
        "foreign_keys = ON",
        "temp_store = MEMORY",
        "cache_size = -4000",
        "busy_timeout = 10000",
    ):
        db.conn.execute(f"PRAGMA {pragma}")
