"""The store as one thing: a folder, its key, a writer and a reader."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import CancelledError, Future
from pathlib import Path
from typing import Any, TypeVar

from msgspec import Struct

from workstation.domain.ids import new_uuid7
from workstation.fault import WorldFault
from workstation.store import connection, keys
from workstation.store.driver import Database, DatabaseError, IntegrityError
from workstation.store.executor import Stoppable, Worker
from workstation.store.keys import Ask, Protection
from workstation.store.migrations import migrate
from workstation.store.transaction import immediate

T = TypeVar("T")

FILE = "store.db"
_NEW = "store.new"  # while a store is being made
BALLAST = "ballast"
BALLAST_BYTES = 4 * 1024 * 1024
LOOK_UP_EVERY = 100_000
"""Steps of SQLite's machine between two looks whether work is still wanted: a few milliseconds."""


class Paths(Struct, frozen=True):
    """Where things lie in a store's folder."""

    home: Path

    @property
    def database(self) -> Path:
        """The SQLite file."""
        return self.home / FILE

    @property
    def packages(self) -> Path:
        """Installed translation packages."""
        return self.home / "packages"

    @property
    def logs(self) -> Path:
        """Logs without case content."""
        return self.home / "logs"


class Store:
    """Two connections, each in a thread of its own, so that reports never hold up a verdict."""

    def __init__(self, paths: Paths, key: bytes, protection: Protection) -> None:
        """Open what is there; raises as `connection.open_writer` and `migrate` do."""
        self.paths = paths
        self.protection = protection
        self.key = key  # for a process of ours that opens the same file
        self._browser: Worker | None = None
        self._opening = threading.Lock()
        self._writer = Worker("store-writer", lambda: _writer(paths.database, key))
        try:
            self._reader = Worker(
                "store-reader", lambda: connection.open_reader(paths.database, key)
            )
        except BaseException:
            self._writer.close()
            raise

    def write(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        """`work(db, …)` in one transaction on the writer; done means committed to the disk."""
        return self._writer.submit(self._in_transaction, work, args, kwargs)

    def read(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        """`work(db, …)` on the reader; sees what was committed when it begins, all of it alike."""
        return self._reader.submit(self._in_snapshot, work, args, kwargs)

    def browse(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> Stoppable[T]:
        """As `read`, for what may take long and be given up: on a connection of its own, so that
        no case waits for it; `cancel` breaks it off in the middle."""
        with self._opening:
            if self._browser is None:
                self._browser = Worker(
                    "store-browser",
                    lambda: connection.open_reader(self.paths.database, self.key),
                )
        future: Stoppable[T] = Stoppable()
        self._browser.carry_out(future, self._while_wanted, future.stopped, work, args, kwargs)
        return future

    def outside_transaction(self, work: Callable[..., T], *args: Any, **kwargs: Any) -> Future[T]:
        """`work(db, …)` on the writer without a transaction, for VACUUM and checkpoints."""
        return self._writer.submit(work, *args, **kwargs)

    def close(self) -> None:
        """Finish what was asked, then close the connections."""
        with self._opening:
            if self._browser is not None:
                self._browser.close()
        self._reader.close()
        self._writer.close()

    def _in_transaction(self, db: Database, work: Callable[..., T], args: Any, kwargs: Any) -> T:
        try:
            with immediate(db):
                return work(db, *args, **kwargs)
        except IntegrityError:
            raise  # ours
        except DatabaseError as error:
            fault = connection.world(error, self.paths.database)
            if isinstance(fault, WorldFault) and fault.code == "store.disk_full":
                # Even deleting needs room: the ballast gives some back, for the next attempt.
                (self.paths.home / BALLAST).unlink(missing_ok=True)
            raise fault from None

    def _in_snapshot(self, db: Database, work: Callable[..., T], args: Any, kwargs: Any) -> T:
        # Without it every statement would see another moment: a case's state from before a
        # verdict, its history from after.
        try:
            db.conn.execute("BEGIN")
            try:
                return work(db, *args, **kwargs)
            finally:
                if db.conn.in_transaction:
                    db.conn.execute("COMMIT")
        except DatabaseError as error:
            fault = connection.world(error, self.paths.database)
            if isinstance(fault, WorldFault) and fault.code == "store.read_only":
                raise error from None  # whoever writes on the reader is a bug of ours
            raise fault from None


    def _while_wanted(
        self, db: Database, stopped: threading.Event, work: Callable[..., T], args: Any, kwargs: Any
    ) -> T:
        if stopped.is_set():
            raise CancelledError
        db.conn.set_progress_handler(stopped.is_set, LOOK_UP_EVERY)
        try:
            return self._in_snapshot(db, work, args, kwargs)
        except DatabaseError:
            if stopped.is_set():
                raise CancelledError from None
            raise
        finally:
            db.conn.set_progress_handler(None, 0)


def exists(home: Path) -> bool:
    """Whether a store has been made in this folder."""
    return (home / FILE).exists() and (home / "store.json").exists()


def create(home: Path, protection: Protection, ask: Ask | None = None) -> Store:
    """Make a store in a folder.

    Raises WorldFault `store.exists`, `store.seal_damaged` (a database without its seal: never
    overwritten), `store.read_only`, `store.disk_full`, `store.no_keyring`, `store.no_passphrase`.
    """
    if exists(home):
        raise WorldFault("store.exists", path=str(home))
    if (home / FILE).exists():
        raise WorldFault("store.seal_damaged", path=str(home / "store.json"))
    try:
        home.mkdir(parents=True, exist_ok=True)
        # What a killed first start left behind was never acknowledged to anybody; a journal
        # without its database would be played into the new one.
        for leftover in (*home.glob(f"{_NEW}*"), *home.glob(f"{FILE}-*")):
            leftover.unlink()
        seal, key = keys.new_key(home, new_uuid7(), protection, ask)
        _make(home / _NEW, key, seal.store)
        keys.write_seal(home, seal)
        keys.rename(home / _NEW, home / FILE)
        _lay_ballast(home)
    except (PermissionError, FileExistsError, NotADirectoryError):
        raise WorldFault("store.read_only", path=str(home)) from None
    except OSError as error:
        if error.errno in (28, 122):
            raise WorldFault("store.disk_full", path=str(home)) from None
        raise
    return Store(Paths(home), key, protection)


def open_existing(home: Path, ask: Ask | None = None) -> Store:
    """Open the store in a folder.

    Raises WorldFault `store.missing`, `store.seal_damaged`, `store.key_missing`,
    `store.wrong_key`, `store.newer`, …
    """
    seal = keys.read_seal(home)
    if seal is None and (home / FILE).exists():
        raise WorldFault("store.seal_damaged", path=str(home / "store.json"))
    if seal is None:
        raise WorldFault("store.missing", path=str(home))
    key = keys.find_key(home, seal, ask)
    store = Store(Paths(home), key, seal.protection)
    try:
        held = store.read(_store_id).result()
        if held != seal.store:
            raise WorldFault("store.foreign", path=str(home / FILE))
        if not (home / BALLAST).exists():
            _lay_ballast(home)
    except BaseException:
        store.close()
        raise
    return store


def _make(path: Path, key: bytes, store: str) -> None:
    db = connection.create(path, key)
    try:
        with immediate(db):
            migrate(db)
            db.conn.execute("INSERT INTO meta VALUES ('store', ?)", [store])
    except DatabaseError as error:
        raise connection.world(error, path) from None
    finally:
        db.conn.close()


def _writer(path: Path, key: bytes) -> Database:
    db = connection.open_writer(path, key)
    try:
        migrate(db, path)
    except DatabaseError as error:
        db.conn.close()
        raise connection.world(error, path) from None
    except BaseException:
        db.conn.close()
        raise
    return db


def _store_id(db: Database) -> str | None:
    row = db.conn.execute("SELECT value FROM meta WHERE name = 'store'").fetchone()
    return row[0] if row else None


def _lay_ballast(home: Path) -> None:
    # Room to give back when the disk is full; written, not sparse.
    try:
        with (home / BALLAST).open("wb") as file:
            file.write(os.urandom(BALLAST_BYTES))
    except OSError:
        (home / BALLAST).unlink(missing_ok=True)
