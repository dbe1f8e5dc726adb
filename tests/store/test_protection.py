"""The four protections, what is on the disk, and files that are not what they should be."""

from __future__ import annotations

import json
import os
import sqlite3
import stat
from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked

from tests.store.demo import BATCH, MEI, NOW
from workstation.fault import WorldFault
from workstation.intake.importer import import_batch
from workstation.store import keys, people
from workstation.store.connection import APPLICATION_ID
from workstation.store.keys import Protection, Seal
from workstation.store.store import FILE, Store, create, exists, open_existing

CHEAP = {"memory_kib": 64, "passes": 1}


class InMemory(KeyringBackend):
    """A key store that keeps what it is given, or fails as told."""

    priority = 1

    def __init__(self) -> None:
        self.held: dict[tuple[str, str], str] = {}
        self.broken: Exception | None = None

    def set_password(self, service: str, username: str, password: str) -> None:
        self._fail()
        self.held[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        self._fail()
        return self.held.get((service, username))

    def _fail(self) -> None:
        if self.broken is not None:
            raise self.broken


@pytest.fixture
def ring() -> Iterator[InMemory]:
    before, made = keyring.get_keyring(), InMemory()
    keyring.set_keyring(made)
    yield made
    keyring.set_keyring(before)


@pytest.fixture
def cheap_argon(monkeypatch: pytest.MonkeyPatch) -> None:
    """The product's cost is 64 MiB a try; the tests try often."""
    monkeypatch.setattr(keys, "Seal", lambda *given, **more: Seal(*given, **(CHEAP | more)))


def fault_of(work: object, *arguments: object) -> WorldFault:
    try:
        held = work(*arguments)  # type: ignore[operator]
    except WorldFault as fault:
        return fault
    if isinstance(held, Store):
        held.close()
    return pytest.fail("it was opened all the same")


def works(store: Store) -> None:
    try:
        store.write(people.set_meta, "a", "b").result()
        assert store.read(people.get_meta, "a").result() == "b"
    finally:
        store.close()


def test_keyring(tmp_path: Path, ring: InMemory) -> None:
    works(create(tmp_path, Protection.KEYRING))
    ((service, name),) = ring.held
    assert service == keys.SERVICE
    assert json.loads((tmp_path / "store.json").read_text())["store"] == name
    assert ring.held[service, name] not in (tmp_path / "store.json").read_text()
    assert not (tmp_path / "store.key").exists()
    works(open_existing(tmp_path))


def test_a_keyring_that_lost_the_key(tmp_path: Path, ring: InMemory) -> None:
    create(tmp_path, Protection.KEYRING).close()
    ring.held.clear()
    assert fault_of(open_existing, tmp_path).code == "store.key_missing"


def test_a_keyring_that_is_locked(tmp_path: Path, ring: InMemory) -> None:
    create(tmp_path, Protection.KEYRING).close()
    for broken in (KeyringLocked(), OSError("no bus"), RuntimeError("anything")):
        ring.broken = broken
        assert fault_of(open_existing, tmp_path).code == "store.no_keyring"
        assert fault_of(create, tmp_path / "other", Protection.KEYRING).code == "store.no_keyring"


def test_a_keyring_that_keeps_nothing_is_none(tmp_path: Path, ring: InMemory) -> None:
    """`keyring.backends.null` takes every secret and forgets it: the store would be lost."""
    for absent in (null.Keyring(), fail.Keyring()):
        keyring.set_keyring(absent)
        assert not keys.keyring_works()
        assert fault_of(create, tmp_path, Protection.KEYRING).code == "store.no_keyring"
        assert not exists(tmp_path)
    keyring.set_keyring(ring)
    assert keys.keyring_works()


@pytest.mark.usefixtures("cheap_argon")
def test_passphrase(tmp_path: Path) -> None:
    asked: list[bool] = []

    def ask(new: bool) -> str:
        asked.append(new)
        return "correct horse ป"

    works(create(tmp_path, Protection.PASSPHRASE, ask))
    works(open_existing(tmp_path, ask))
    assert asked == [True, False]
    assert fault_of(open_existing, tmp_path, lambda new: "wrong").code == "store.wrong_key"
    assert fault_of(open_existing, tmp_path, lambda new: "").code == "store.no_passphrase"
    for file in tmp_path.iterdir():
        assert b"correct horse" not in file.read_bytes()


@pytest.mark.usefixtures("cheap_argon")
def test_passphrase_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKSTATION_PASSPHRASE", "from outside")
    create(tmp_path, Protection.PASSPHRASE).close()
    works(open_existing(tmp_path))
    monkeypatch.delenv("WORKSTATION_PASSPHRASE")
    assert fault_of(open_existing, tmp_path).code == "store.no_passphrase"


def test_the_product_s_passphrase_cost() -> None:
    seal = Seal("s", Protection.PASSPHRASE)
    assert (seal.memory_kib, seal.passes) == (65_536, 3)


def test_file(tmp_path: Path) -> None:
    works(create(tmp_path, Protection.FILE))
    if os.name != "nt":
        assert stat.S_IMODE((tmp_path / "store.key").stat().st_mode) == 0o600
    works(open_existing(tmp_path))


@pytest.mark.parametrize("left", [None, b"", b"zz", b"00" * 16, b"\xff" * 64])
def test_a_key_file_that_is_gone_or_cut(tmp_path: Path, left: bytes | None) -> None:
    create(tmp_path, Protection.FILE).close()
    (tmp_path / "store.key").unlink()
    if left is not None:
        (tmp_path / "store.key").write_bytes(left)
    assert fault_of(open_existing, tmp_path).code == "store.key_missing"


def test_another_key(tmp_path: Path) -> None:
    create(tmp_path, Protection.FILE).close()
    (tmp_path / "store.key").write_text("00" * 32)
    assert fault_of(open_existing, tmp_path).code == "store.wrong_key"


def test_plain(tmp_path: Path) -> None:
    works(create(tmp_path, Protection.PLAIN))
    assert (tmp_path / FILE).read_bytes().startswith(b"SQLite format 3\0")
    works(open_existing(tmp_path))


@pytest.mark.parametrize("protection", [Protection.FILE, Protection.PLAIN])
def test_what_lies_on_the_disk(tmp_path: Path, protection: Protection) -> None:
    """An encrypted store holds no word of a case in any of its files, not even while it is open."""
    store = create(tmp_path, protection)
    try:
        import_batch(store, BATCH, MEI.id, lambda: NOW)
        sql = "SELECT text FROM part WHERE length(text) > 20"
        words = [row[0] for row in store.read(lambda db: db.conn.execute(sql).fetchall()).result()]
        files = [path for path in tmp_path.iterdir() if path.name.startswith("store.db")]
        held = b"".join(path.read_bytes() for path in files)
    finally:
        store.close()
    held += (tmp_path / FILE).read_bytes()
    found = [text for text in words if text.encode()[:24] in held]
    assert len(words) > 60
    assert bool(found) == (protection is Protection.PLAIN)
    assert (b"CREATE TABLE" in held) == (protection is Protection.PLAIN)


def test_pragmas(tmp_path: Path) -> None:
    store = create(tmp_path, Protection.FILE)
    names = ("journal_mode", "synchronous", "foreign_keys", "query_only", "application_id")

    def told(db: object) -> dict[str, object]:
        return {name: db.conn.execute(f"PRAGMA {name}").fetchone()[0] for name in names}  # type: ignore[attr-defined]

    writer, reader = store.outside_transaction(told).result(), store.read(told).result()
    store.close()
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    assert writer == {**wanted, "query_only": 0, "application_id": APPLICATION_ID}
    assert reader == {**wanted, "query_only": 1, "application_id": APPLICATION_ID}


def test_the_reader_cannot_write(tmp_path: Path) -> None:
    store = create(tmp_path, Protection.FILE)
    try:
        with pytest.raises(Exception, match=r"readonly|query_only"):
            store.read(people.set_meta, "a", "b").result()
        assert store.read(people.get_meta, "a").result() is None
    finally:
        store.close()


def test_twice_in_one_folder(tmp_path: Path) -> None:
    create(tmp_path, Protection.FILE).close()
    assert fault_of(create, tmp_path, Protection.FILE).code == "store.exists"


def test_no_store(tmp_path: Path) -> None:
    assert fault_of(open_existing, tmp_path).code == "store.missing"
    assert not exists(tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"store": "s"}',
        '{"store": "s", "protection": "magic"}',
        '{"store": "s", "protection": "file", "more": 1}',
        '{"store": 7, "protection": "file"}',
        '{"store": "s", "protection": "passphrase", "salt": "zz"}',
        '{"store": "s", "protection": "passphrase", "salt": ""}',
        '{"store": "s", "protection": "passphrase", "salt": "00112233445566", "passes": -1}',
        '{"store": "s", "protection": "passphrase", "salt": "0011223344556677", "passes": 0}',
        '{"store": "s", "protection": "passphrase", "salt": "0011223344556677", '
        '"memory_kib": 99999999999}',
        '{"store": "s", "protection": "passphrase", "salt": "0011223344556677", "passes": "3"}',
        "[" * 100_000,
        "\udcff",
    ],
)
def test_a_damaged_seal(tmp_path: Path, text: str) -> None:
    create(tmp_path, Protection.FILE).close()
    (tmp_path / "store.json").write_bytes(text.encode("utf-8", "surrogateescape"))
    fault = fault_of(open_existing, tmp_path, lambda new: "x")
    assert fault.code == "store.seal_damaged"
    assert str(tmp_path) in str(fault.params["path"])


def test_a_database_without_its_seal_is_never_overwritten(tmp_path: Path) -> None:
    """Whoever loses store.json may bring it back; the verdicts must still be there then."""
    works(create(tmp_path, Protection.FILE))
    seal = (tmp_path / "store.json").read_bytes()
    (tmp_path / "store.json").unlink()
    before = (tmp_path / FILE).read_bytes()
    assert fault_of(create, tmp_path, Protection.FILE).code == "store.seal_damaged"
    assert fault_of(open_existing, tmp_path).code == "store.seal_damaged"
    assert (tmp_path / FILE).read_bytes() == before
    (tmp_path / "store.json").write_bytes(seal)
    works(open_existing(tmp_path))


@pytest.mark.parametrize("point", ["new_key", "write_seal", "rename", "_lay_ballast"])
def test_a_first_start_that_was_cut_short(
    tmp_path: Path, point: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from workstation.store import store as room

    holder = room if point == "_lay_ballast" else keys
    with monkeypatch.context() as patch:

        def die(*_: object) -> None:
            raise KeyboardInterrupt

        patch.setattr(holder, point, die)
        with pytest.raises(KeyboardInterrupt):
            create(tmp_path, Protection.FILE)
    if point == "_lay_ballast":
        works(open_existing(tmp_path))
    else:
        assert not exists(tmp_path)
        works(create(tmp_path, Protection.FILE))
        assert [path.name for path in tmp_path.glob("store.new*")] == []


def test_an_empty_database_file(tmp_path: Path) -> None:
    create(tmp_path, Protection.FILE).close()
    (tmp_path / FILE).write_bytes(b"")
    assert fault_of(open_existing, tmp_path).code == "store.damaged"
    assert (tmp_path / FILE).read_bytes() == b""


def test_another_program_s_database(tmp_path: Path) -> None:
    create(tmp_path, Protection.PLAIN).close()
    (tmp_path / FILE).unlink()
    foreign = sqlite3.connect(tmp_path / FILE)
    foreign.execute("CREATE TABLE t (a)")
    foreign.close()
    assert fault_of(open_existing, tmp_path).code == "store.foreign"


def test_another_store_s_database(tmp_path: Path) -> None:
    for name in ("one", "two"):
        create(tmp_path / name, Protection.PLAIN).close()
    (tmp_path / "one" / FILE).write_bytes((tmp_path / "two" / FILE).read_bytes())
    assert fault_of(open_existing, tmp_path / "one").code == "store.foreign"


@pytest.mark.parametrize("protection", [Protection.FILE, Protection.PLAIN])
def test_no_database_at_all(tmp_path: Path, protection: Protection) -> None:
    create(tmp_path, protection).close()
    (tmp_path / FILE).write_bytes(b"This is no database. " * 500)
    assert fault_of(open_existing, tmp_path).code == "store.wrong_key"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_a_truncated_database(tmp_path: Path, demo_home: Path, share: float) -> None:
    import shutil

    shutil.copytree(demo_home, tmp_path / "home")
    path = tmp_path / "home" / FILE
    with path.open("r+b") as file:
        file.truncate(int(path.stat().st_size * share) // 4096 * 4096)
    assert _reading_everything(tmp_path / "home") == "store.damaged"


@pytest.mark.parametrize("share", [0.05, 0.3, 0.6, 0.95])
def test_one_flipped_byte(tmp_path: Path, demo_home: Path, share: float) -> None:
    """SQLCipher signs every page, so a flipped bit is found where it is read."""
    import shutil

    shutil.copytree(demo_home, tmp_path / "home")
    path = tmp_path / "home" / FILE
    data = bytearray(path.read_bytes())
    data[int(len(data) * share)] ^= 1
    path.write_bytes(data)
    assert _reading_everything(tmp_path / "home") in ("store.damaged", "store.wrong_key")


def _reading_everything(home: Path) -> str | None:
    """The code of the fault that reading every row ends in."""
    try:
        store = open_existing(home)
    except WorldFault as fault:
        return fault.code
    try:
        store.read(_every_row).result()
    except WorldFault as fault:
        return fault.code
    finally:
        store.close()
    return None


def _every_row(db: object) -> None:
    tables = db.conn.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()  # type: ignore[attr-defined]
    for (table,) in tables:
        db.conn.execute(f"SELECT * FROM [{table}]").fetchall()  # type: ignore[attr-defined]
    db.conn.execute("PRAGMA integrity_check").fetchall()  # type: ignore[attr-defined]
