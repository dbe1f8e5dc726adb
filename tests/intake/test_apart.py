"""An import in a process of its own: the same outcome, stopped or killed without a trace."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
from pathlib import Path

import pytest

from benchmarks.make_batches import make_synthetic
from tests.intake.conftest import Desk
from workstation.bell import Bell
from workstation.fault import WorldFault
from workstation.intake import apart, process
from workstation.intake.apart import KEY, STOP, Job, import_apart
from workstation.intake.importer import ImportReport
from workstation.intake.shipped import POLICY
from workstation.intake.table.mapping import suggest
from workstation.intake.table.shape import look
from workstation.store import search


def bring(desk: Desk, path: Path, **more: object) -> ImportReport:
    return import_apart(
        desk.store, Job(str(path), "a-1"), lambda done, total: None, lambda: False, **more
    )  # type: ignore[arg-type]


def test_it_brings_in_what_an_import_beside_it_would(
    desk: Desk, other_desk: Desk, tmp_path: Path
) -> None:
    batch = make_synthetic(tmp_path / "batch", 130)
    told: list[tuple[int, int]] = []
    ready: list[int] = []
    report = import_apart(
        desk.store,
        Job(str(batch), "a-1"),
        lambda done, total: told.append((done, total)),
        lambda: False,
        lambda one: ready.append(one.stored),
    )
    beside = other_desk.bring(batch)
    same = ("batch", "title", "read", "stored", "quarantined", "already_there", "quarantine")
    assert [getattr(report, name) for name in same] == [getattr(beside, name) for name in same]
    assert (ready, told[-1]) == ([130], (130, 130))
    rows = "SELECT * FROM part ORDER BY [case], position"
    assert desk.sql(rows) == other_desk.sql(rows)
    # The search index has been made as well.
    assert desk.store.write(search.index_cases).result() == 0
    assert desk.sql("SELECT count(*) FROM case_words_row") == [(130,)]


def test_a_fault_comes_back_as_itself(desk: Desk, tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as told:
        bring(desk, tmp_path / "nowhere")
    assert (told.value.code, told.value.params) == (
        "intake.missing",
        {"path": str(tmp_path / "nowhere")},
    )


def test_stopped_in_the_middle_it_leaves_nothing(desk: Desk, tmp_path: Path) -> None:
    batch = make_synthetic(tmp_path / "batch", 2_000)
    stop = threading.Event()
    with pytest.raises(WorldFault) as told:
        import_apart(
            desk.store,
            Job(str(batch), "a-1"),
            lambda done, total: stop.set() if done else None,
            stop.is_set,
        )
    assert told.value.code == "intake.cancelled"
    assert desk.empty()


def test_killed_it_leaves_nothing_and_says_so(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_synthetic(tmp_path / "batch", 2_000)
    started = apart._start
    children = []

    def watched(process):  # type: ignore[no-untyped-def]
        children.append(started(process))
        return children[-1]

    monkeypatch.setattr(apart, "_start", watched)
    with pytest.raises(WorldFault) as told:
        import_apart(
            desk.store,
            Job(str(batch), "a-1"),
            lambda done, total: os.kill(children[0].pid, signal.SIGKILL) if done else None,
            lambda: False,
        )
    assert told.value.code == "intake.process_died"
    assert desk.empty()
    monkeypatch.undo()
    assert bring(desk, batch).stored == 2_000


def test_verdicts_get_in_between(desk: Desk, tmp_path: Path) -> None:
    """The writer is free between the chunks: what is written meanwhile is there afterwards."""
    batch = make_synthetic(tmp_path / "batch", 600)
    written: list[int] = []

    def write(done: int, total: int) -> None:
        number = len(written)
        desk.store.write(_note, f"during {number}").result()
        written.append(number)

    import_apart(desk.store, Job(str(batch), "a-1"), write, lambda: False)
    kept = desk.sql("SELECT count(*) FROM meta WHERE name LIKE 'during %'")
    assert kept == [(len(written),)]
    assert written


def test_a_table_comes_in_by_its_mapping(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "weekly.csv"
    path.write_text("id,text,action,date\n1,a,approved,2/3/2026\n2,b,removed,28/3/2026\n", "utf-8")
    mapping = suggest(look(path))
    job = Job(str(path), "a-1", mapping, str(POLICY))
    report = import_apart(desk.store, job, lambda done, total: None, lambda: False)
    assert (report.stored, report.quarantined) == (2, 0)


def test_the_key_stands_on_no_command_line(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = make_synthetic(tmp_path / "batch", 600)
    started, seen = apart._start, []

    def watched(process):  # type: ignore[no-untyped-def]
        child = started(process)
        held = Path(f"/proc/{child.pid}")
        if held.exists():
            seen.append((held / "cmdline").read_bytes() + (held / "environ").read_bytes())
        return child

    monkeypatch.setattr(apart, "_start", watched)
    bring(desk, batch)
    assert seen or not Path("/proc/self").exists()
    assert json.dumps(desk.store.key.hex()).encode() not in b"".join(seen)
    assert desk.store.key.hex().encode() not in b"".join(seen)


def _note(db, name: str) -> None:  # type: ignore[no-untyped-def]
    db.conn.execute("INSERT INTO meta VALUES (?, 'x')", [name])


def test_stopped_where_a_file_takes_long_to_look_through(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apart, "_STOP_SECONDS", 0.1)
    path = tmp_path / "quotes.csv"
    path.write_text("id,title\n" + 'x","\n' * 300_000)
    mapping = suggest(look(path))
    with pytest.raises(WorldFault) as told:
        import_apart(
            desk.store,
            Job(str(path), "a-1", mapping),
            lambda done, total: None,
            lambda: True,
        )
    assert told.value.code == "intake.cancelled"
    assert desk.empty()


# Keys


class Clock:
    """Time that goes by only while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0
        self.each: list[tuple[float, object]] = []

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += max(seconds, 0.001)
        for at, work in list(self.each):
            if self.now >= at:
                self.each.remove((at, work))
                work()  # type: ignore[operator]


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(process, "time", made)
    return made


def rested(clock: Clock, pace: process._Pace) -> float:
    before = clock.now
    pace.rest(1, 10)
    return clock.now - before


def test_it_rests_until_a_moment_without_a_key(clock: Clock) -> None:
    pace = process._Pace(io.BytesIO())
    assert rested(clock, pace) < 0.1
    pace.key()
    assert rested(clock, pace) == pytest.approx(process.KEY_SECONDS, abs=0.05)
    assert rested(clock, pace) < 0.1
    pace.key()
    clock.each = [(clock.now + 0.2, pace.key)]  # another one while it rests
    assert rested(clock, pace) == pytest.approx(0.2 + process.KEY_SECONDS, abs=0.05)
    clock.each = [(clock.now + n / 10, pace.key) for n in range(100)]  # without end
    assert rested(clock, pace) == pytest.approx(process.AT_MOST, abs=0.05)


def test_the_child_hears_keys_and_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Ended(Exception):
        pass

    def leave(_code: int) -> None:
        raise Ended

    monkeypatch.setattr(process.os, "_exit", leave)
    pace, stopped = process._Pace(io.BytesIO()), threading.Event()
    with pytest.raises(Ended):
        process._listen(io.BytesIO(KEY), stopped, pace)
    assert pace._key > 0
    assert not stopped.is_set()
    with pytest.raises(Ended):
        process._listen(io.BytesIO(STOP), stopped, pace)
    assert stopped.is_set()


def test_the_bell_reaches_the_child_while_it_imports(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bytes] = []
    say = apart._say

    def heard(child, word: bytes) -> None:  # type: ignore[no-untyped-def]
        said.append(word)
        say(child, word)

    monkeypatch.setattr(apart, "_say", heard)
    bell = Bell()
    bell.ring()  # nobody listens yet
    report = import_apart(
        desk.store,
        Job(str(make_synthetic(tmp_path / "batch", 60)), "a-1"),
        lambda done, total: bell.ring(),
        lambda: False,
        bell=bell,
    )
    assert report.stored == 60
    assert set(said) == {KEY}
    said.clear()
    bell.ring()
    assert not said
