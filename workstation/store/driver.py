"""The one place that picks the SQLite library and brings in sqlite-utils on top of it.

sqlite-utils prefers a module called `pysqlite3`; SQLCipher's binding is put there first, or the
exception classes would not match. numpy is hidden meanwhile: sqlite-utils imports it where it is
to be had, which more than doubled the time to the first window (docs/decisions/0003-store.md).
"""

from __future__ import annotations

import sys

import sqlcipher3
from sqlcipher3 import dbapi2

_absent = object()


def _import_sqlite_utils() -> None:
    sys.modules["pysqlite3"] = sqlcipher3
    sys.modules["pysqlite3.dbapi2"] = dbapi2
    numpy = sys.modules.get("numpy", _absent)
    sys.modules["numpy"] = None  # type: ignore[assignment]
    try:
        import sqlite_utils.db  # noqa: F401
    finally:
        if numpy is _absent:
            del sys.modules["numpy"]
        else:
            sys.modules["numpy"] = numpy  # type: ignore[assignment]


_import_sqlite_utils()

from sqlite_utils import Database, Migrations  # noqa: E402

Connection = dbapi2.Connection
DatabaseError = dbapi2.DatabaseError
IntegrityError = dbapi2.IntegrityError
OperationalError = dbapi2.OperationalError
SQLITE_VERSION = dbapi2.sqlite_version
connect = dbapi2.connect

__all__ = [
    "SQLITE_VERSION",
    "Connection",
    "Database",
    "DatabaseError",
    "IntegrityError",
    "Migrations",
    "OperationalError",
    "connect",
]
