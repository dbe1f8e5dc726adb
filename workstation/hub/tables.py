"""The hub's own tables, beside Kinto's in the same database, and the way to them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from workstation.fault import WorldFault

VERSION = 1

_SCHEMA = """
CREATE SCHEMA IF NOT EXISTS hub;
CREATE TABLE IF NOT EXISTS hub.meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS hub.person (
    person TEXT PRIMARY KEY, role TEXT NOT NULL, vendor TEXT, leads TEXT[] NOT NULL,
    added TIMESTAMPTZ NOT NULL DEFAULT now(), revoked TIMESTAMPTZ
);
CREATE TABLE IF NOT EXISTS hub.device (
    device TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES hub.person, secret TEXT NOT NULL,
    enrolled TIMESTAMPTZ NOT NULL DEFAULT now(), revoked TIMESTAMPTZ
);
-- A code lets one device in, once. Where it is to be let in again, `device` is set at the start.
CREATE TABLE IF NOT EXISTS hub.code (
    code TEXT PRIMARY KEY, person TEXT NOT NULL REFERENCES hub.person, device TEXT,
    until TIMESTAMPTZ NOT NULL, used TIMESTAMPTZ
);
CREATE TABLE IF NOT EXISTS hub.batch (
    batch TEXT PRIMARY KEY, kind TEXT NOT NULL, publisher TEXT NOT NULL, vendor TEXT,
    released BOOLEAN NOT NULL, retracted BOOLEAN NOT NULL DEFAULT FALSE, persons TEXT[] NOT NULL
);
CREATE TABLE IF NOT EXISTS hub.session (
    session TEXT PRIMARY KEY, batch TEXT NOT NULL, facilitators TEXT[] NOT NULL,
    participants TEXT[] NOT NULL, revealed BOOLEAN NOT NULL DEFAULT FALSE
);
-- A blob has its digest once it is whole. Before, it is somebody's upload.
CREATE TABLE IF NOT EXISTS hub.blob (
    blob BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, digest TEXT UNIQUE, size BIGINT NOT NULL
);
CREATE TABLE IF NOT EXISTS hub.chunk (
    blob BIGINT NOT NULL REFERENCES hub.blob ON DELETE CASCADE, start BIGINT NOT NULL,
    data BYTEA NOT NULL, PRIMARY KEY (blob, start)
);
ALTER TABLE hub.chunk ALTER COLUMN data SET STORAGE EXTERNAL;
CREATE TABLE IF NOT EXISTS hub.link (
    space TEXT NOT NULL, digest TEXT NOT NULL REFERENCES hub.blob (digest),
    PRIMARY KEY (space, digest)
);
CREATE INDEX IF NOT EXISTS link_digest ON hub.link (digest);
CREATE TABLE IF NOT EXISTS hub.upload (
    space TEXT NOT NULL, digest TEXT NOT NULL, device TEXT NOT NULL, blob BIGINT NOT NULL
    REFERENCES hub.blob ON DELETE CASCADE, received BIGINT NOT NULL,
    begun TIMESTAMPTZ NOT NULL DEFAULT now(), PRIMARY KEY (space, digest, device)
);
"""


class Base:
    """Connections to the database, one transaction a `with`."""

    def __init__(self, url: str, connections: int = 4) -> None:
        """Nothing is connected yet."""
        import sqlalchemy

        self._sql = sqlalchemy
        self._engine = sqlalchemy.create_engine(
            driver(url), pool_size=connections, max_overflow=connections, pool_pre_ping=True
        )

    @contextmanager
    def transaction(self) -> Iterator[Rows]:
        """Committed at the end, rolled back on an error.

        Raises WorldFault `hub.database_away`, `hub.database_odd`.
        """
        from sqlalchemy import exc

        try:
            with self._engine.begin() as connection:
                yield Rows(connection, self._sql.text)
        except (exc.OperationalError, exc.InterfaceError, exc.TimeoutError) as error:
            raise WorldFault("hub.database_away", reason=_reason(error)) from error
        except exc.ProgrammingError as error:
            raise WorldFault("hub.database_odd", reason=_reason(error)) from error

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()


class Rows:
    """SQL with named parameters inside one transaction."""

    def __init__(self, connection: Any, text: Any) -> None:
        """Made by `Base.transaction`."""
        self._connection, self._text = connection, text

    def run(self, sql: str, **values: object) -> int:
        """Execute; how many rows were touched."""
        return int(self._connection.execute(self._text(sql), values).rowcount)

    def all(self, sql: str, **values: object) -> list[Any]:
        """Every row."""
        return list(self._connection.execute(self._text(sql), values).fetchall())

    def one(self, sql: str, **values: object) -> Any:
        """The first row, or None."""
        return self._connection.execute(self._text(sql), values).fetchone()


def driver(url: str) -> str:
    """The address with the driver that Kinto brings."""
    return url.replace("postgresql://", "postgresql+psycopg2://", 1)


def make(base: Base, place: str) -> None:
    """Make the tables where they are missing, in a database that is no other hub's.

    Raises WorldFault `hub.database_other`, `hub.database_newer`, `hub.database_unsafe`.
    """
    with base.transaction() as db:
        for name in ("fsync", "full_page_writes", "synchronous_commit"):
            if db.one(f"SHOW {name}")[0] == "off":
                raise WorldFault("hub.database_unsafe", setting=name)
        _speak_utc(db)
        for statement in _SCHEMA.split(";"):
            if statement.strip():
                db.run(statement)
    _hold(base, place)


def _speak_utc(db: Rows) -> None:
    """Kinto's stamps are in UTC: in another zone an hour of theirs would come twice a year."""
    database = db.one(
        "SELECT quote_ident(datname) FROM pg_database WHERE datname = current_database()"
        " AND pg_has_role(datdba, 'MEMBER')"
    )
    if database is not None:
        db.run(f"ALTER DATABASE {database[0]} SET timezone TO 'UTC'")


def claim(base: Base, place: str) -> None:
    """The database is this hub's from now on; the last step of making one.

    Raises WorldFault `hub.database_other`, `hub.database_newer`.
    """
    with base.transaction() as db:
        for name, value in (("version", str(VERSION)), ("place", place)):
            db.run("INSERT INTO hub.meta VALUES (:n, :v) ON CONFLICT DO NOTHING", n=name, v=value)
    _hold(base, place)


def _hold(base: Base, place: str) -> None:
    with base.transaction() as db:
        held = dict(tuple(row) for row in db.all("SELECT name, value FROM hub.meta"))
    if held.get("place", place) != place:
        raise WorldFault("hub.database_other", place=held["place"])
    if int(held.get("version", VERSION)) > VERSION:
        raise WorldFault("hub.database_newer", version=int(held["version"]))


def _reason(error: Exception) -> str:
    # The driver's first line; never the statement, nor its values.
    first = str(getattr(error, "orig", None) or type(error).__name__).strip()
    return (first.splitlines() or ["?"])[0][:200]
