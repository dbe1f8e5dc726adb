"""Killed, full, forbidden: whatever happens to an import, what was there before stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from workstation.fault import WorldFault
from workstation.store import imports, log
from workstation.store.keys import Protection
from workstation.store.store import create, open_existing

ROOT = Path(__file__).resolve().parents[2]
CHUNKS = 5

# Dies by its own hand inside the n-th call of what writes; nothing is flushed, nothing is closed.
KILLED = """
import os, signal, sys
from datetime import UTC, datetime
from pathlib import Path
from workstation.intake.importer import import_batch
from workstation.store import imports
from workstation.store.store import open_existing

home, folder, name, left, before = sys.argv[1:]
left = int(left)
real = getattr(imports, name)

def deadly(db, *values):
    global left
    left -= 1
    if left == 0 and before == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    done = real(db, *values)
    if left == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return done

setattr(imports, name, deadly)
import_batch(open_existing(Path(home)), Path(folder), "a-1",
             lambda: datetime(2026, 6, 1, tzinfo=UTC), chunk=10)
"""
# Says after each committed chunk how far it is, so that it can be killed from outside.
TOLD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from workstation.intake.importer import import_batch
from workstation.store.store import open_existing

home, folder = sys.argv[1:]
import_batch(open_existing(Path(home)), Path(folder), "a-1",
             lambda: datetime(2026, 6, 1, tzinfo=UTC), chunk=10,
             progress=lambda done, total: print(done, flush=True))
"""


@pytest.fixture
def held(desk, draft, tmp_path):
    """A store with a batch in it, and a second batch that shares cases and a picture with it."""
    first = draft(20)
    first.add_medium(2)
    desk.bring(first.write(tmp_path / "b"))
    second = draft(10 * CHUNKS, "two")
    second.media, second.cases[2]["media"] = dict(first.media), first.cases[2]["media"]
    second.add_medium(25, b"GIF89a" + bytes(9), "gif")
    second.add_medium(44, b"GIF87a" + bytes(9), "gif")
    second.policies["1.1.v1.md"] += b"other words\n"
    folder = second.write(tmp_path / "c")
    return desk, folder, desk.counts()


def swept(desk, folder: Path, before: dict[str, int]) -> None:
    """After the sweep everything is as before, and the batch can come in."""
    desk.store.write(imports.sweep_unfinished).result()
    assert desk.counts() == before
    assert desk.sql("SELECT name FROM sqlite_schema WHERE name LIKE '%for_deleting'") == []
    assert desk.sql("PRAGMA foreign_key_check") == []
    assert desk.bring(folder).read == 10 * CHUNKS
    checked = desk.store.read(log.check).result()
    assert (checked.entries, checked.fault) == (4, None)


@pytest.mark.parametrize(
    ("name", "call"),
    [("begin", 1), ("finish", 1), ("add_medium", 1), ("add_medium", 2)]
    + [("add_chunk", number + 1) for number in range(CHUNKS)],
)
@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_inside_any_write(held, name, call, moment) -> None:
    desk, folder, before = held
    ended = run(KILLED, desk.store.paths.home, folder, name, str(call), moment)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert desk.sql("SELECT count(*) FROM batch WHERE ready") == [(1,)]
    swept(desk, folder, before)


@pytest.mark.parametrize("chunk", range(1, CHUNKS + 1))
def test_killed_between_writes(held, chunk) -> None:
    desk, folder, before = held
    running = subprocess.Popen(
        [sys.executable, "-c", TOLD, str(desk.store.paths.home), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert running.stdout is not None
    for _ in range(chunk):
        running.stdout.readline()
    running.kill()
    running.communicate()
    if desk.sql("SELECT count(*) FROM batch WHERE ready") == [(2,)]:
        assert desk.bring(folder).already_there == 10 * CHUNKS  # it was faster: all is there
    else:
        swept(desk, folder, before)


def test_a_full_disk_stops_the_import_and_keeps_the_rest(desk, draft, tmp_path) -> None:
    """On a real file system of 12 MB."""
    small = tmp_path / "small"
    small.mkdir()
    mount(small, "size=12m")
    try:
        store = create(small / "store", Protection.FILE)
        here = type(desk)(store)
        here.bring(draft(10).write(tmp_path / "b"))
        before = here.counts()
        big = draft(30, "two")
        for number in range(8):
            big.add_medium(number * 3, b"GIF89a" + os.urandom(1 << 20), "gif")
        folder = big.write(tmp_path / "c")
        with pytest.raises(WorldFault, match=r"store\.disk_full"):
            here.bring(folder, chunk=5)
        store.close()
        # A new start: what could not be deleted on the full disk is swept.
        here = type(desk)(open_existing(small / "store"))
        here.store.write(imports.sweep_unfinished).result()
        assert here.counts() == before
        assert here.store.read(log.check).result().fault is None
        here.store.close()
    finally:
        subprocess.run(["umount", str(small)], check=True)


READ_ONLY = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from workstation.fault import WorldFault
from workstation.intake import archive, folder
from workstation.intake.importer import import_batch
from workstation.store.keys import Protection
from workstation.store.store import create

home, batch = map(Path, sys.argv[1:])
if os.geteuid() == 0:  # root may write anywhere: become nobody
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
clock = lambda: datetime(2026, 6, 1, tzinfo=UTC)
try:
    create(batch / "store", Protection.FILE)
except WorldFault as fault:
    print(fault.code)
store = create(home / "store", Protection.FILE)
print(import_batch(store, batch, "a-1", clock).stored)
(home / "b").mkdir()
(home / "b" / "batch.json").touch(mode=0o000)
try:
    import_batch(store, home / "b", "a-1", clock)
except WorldFault as fault:
    print(fault.code)
store.close()
"""


def test_a_folder_that_may_only_be_read_is_enough(draft, tmp_path) -> None:
    """As an ordinary user: the batch may lie anywhere readable, the store may not."""
    folder = draft(6).write(tmp_path / "b")
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o555 if path.is_dir() else 0o444)
    home = tmp_path / "home"
    home.mkdir()
    home.chmod(0o777)
    if root():
        for above in home.parents[: len(home.parents) - 2]:
            above.chmod(above.stat().st_mode | 0o011)
    ended = run(READ_ONLY, home, folder)
    assert ended.stdout.split() == ["store.read_only", "6", "intake.unreadable"], ended.stderr


def run(code: str, *values: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-B", "-c", code, *map(str, values)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )


def mount(place: Path, options: str) -> None:
    if not root():
        pytest.skip("only root can mount a file system")
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True
    )
    if done.returncode:
        pytest.skip("no file system can be mounted here")


def root() -> bool:
    return os.geteuid() == 0
