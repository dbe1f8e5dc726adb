"""A frame comes in from whatever production exports, and what is wrong with it is told by line."""

from __future__ import annotations

import csv
import gzip
import json
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from subprocess import PIPE
from typing import Any

import pytest

from tests.intake.conftest import NOW, Desk, desk
from workstation.fault import Fault, WorldFault
from workstation.intake.frame import importer
from workstation.intake.frame.importer import FrameReport, import_frame
from workstation.intake.frame.mapping import FrameMapping, load, suggest
from workstation.intake.table.shape import look_into
from workstation.store import pools
from workstation.store.keys import Protection
from workstation.store.pool_filter import Filter
from workstation.store.store import create, open_existing
from workstation.words import sentence

__all__ = ["desk"]
ROOT = Path(__file__).resolve().parents[3]
QUARTER = ROOT / "resources" / "demo" / "quarter" / "frame.csv.gz"
DEMO = ROOT / "resources" / "demo" / "batch"
HEAD = "decision,moderator,vendor,language,clause,action,decided_at,impressions,handling,automated"
ROW = "d{n},m-{m},v-{v},th,3.1,REMOVE,2026-03-02T09:00:0{n}+08:00,{n}0,30,0"

Bring = Callable[..., FrameReport]


@pytest.fixture
def bring(desk: Desk, tmp_path: Path) -> Bring:
    def run(data: str | bytes | Path, name: str = "frame.csv", **more: Any) -> FrameReport:
        path = data if isinstance(data, Path) else tmp_path / name
        if not isinstance(data, Path):
            path.write_bytes(data.encode() if isinstance(data, str) else data)
        mapping = more.pop("mapping", FrameMapping())
        return import_frame(desk.store, path, mapping, lambda: NOW, **more)

    return run


def table(*rows: str, head: str = HEAD) -> str:
    return "\n".join((head, *rows)) + "\n"


def good(count: int = 3) -> list[str]:
    return [ROW.format(n=n, m=n % 2, v=n % 3) for n in range(count)]


def rows_of(desk: Desk, report: FrameReport) -> list[Any]:
    pool = desk.store.read(pools.get, report.pool).result()
    return desk.store.read(lambda db: list(pools.rows(db, pool, Filter()))).result()


def fault_of(act: Callable[..., Any], *more: Any, **named: Any) -> WorldFault:
    with pytest.raises(WorldFault) as caught:
        act(*more, **named)
    assert sentence(caught.value) != str(caught.value)
    return caught.value


def nothing_left(desk: Desk) -> bool:
    left = [
        table
        for table in ("pool", "frame_word", "frame_row", "quarantine")
        if desk.sql(f"SELECT count(*) FROM {table}")[0][0]
    ]
    assert left == []
    return True


def test_the_demos_quarter_comes_in_whole(desk: Desk, bring: Bring) -> None:
    done = bring(QUARTER)
    assert (done.read, done.stored, done.quarantined, done.already) == (22_114, 22_114, 0, False)
    assert done.offsets == {480: 22_114}
    with gzip.open(QUARTER, "rt", encoding="utf-8") as file:
        wanted = list(csv.DictReader(file))
    found = rows_of(desk, done)
    for told, row in zip(wanted[::97], found[::97], strict=True):
        assert row.decision == told["decision"]
        assert row.at.isoformat() == told["decided_at"]
        assert (row.moderator, row.vendor, row.site) == (
            told["moderator"], told["vendor"], told["site"],
        )  # fmt: skip
        assert (row.language, row.market, row.clause, row.action) == (
            told["language"], told["market"], told["clause"], told["action"],
        )  # fmt: skip
        assert (row.exposure, row.seconds) == (
            int(told["impressions"]), float(told["handling_seconds"]),
        )  # fmt: skip
        assert row.automated == (told["automated"] == "1")
    again = bring(QUARTER)
    assert (again.pool, again.already) == (done.pool, True)
    assert desk.sql("SELECT count(*) FROM pool") == [(1,)]


def test_json_lines_and_a_batch_are_frames_too(desk: Desk, bring: Bring) -> None:
    lines = [
        {"decision": "a", "vendor": "v-a", "decided_at": "2026-03-02T09:00:00Z", "critical": 1,
         "clause": "1.1", "handling_seconds": 12.5, "automated": False, "colour": "red"},
        {"decision": "b", "vendor": "v-b", "cluster": "c1", "exposure": 7},
    ]  # fmt: skip
    done = bring("\n".join(map(json.dumps, lines)), "frame.jsonl")
    assert (done.stored, done.undated) == (2, 1)
    assert {notice.code for notice in done.warnings} == {"intake.unknown_fields", "frame.undated"}
    first, second = rows_of(desk, done)
    assert (first.seconds, first.clause, second.cluster, second.exposure) == (12.5, "1.1", "c1", 7)
    assert desk.store.read(pools.get, done.pool).result().critical == ("1.1",)
    demo = bring(DEMO)
    assert demo.stored == 150
    cases = [json.loads(line) for line in (DEMO / "cases.jsonl").read_text("utf-8").splitlines()]
    assert [row.decision for row in rows_of(desk, demo)] == [c["decision"]["id"] for c in cases]
    held = b"".join(
        bytes(str(row), "utf-8") for row in desk.sql("SELECT * FROM frame_row, frame_word")[:5]
    )
    assert cases[0]["parts"][0]["text"].encode() not in held


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-16", "\t"), ("cp1252", ";")]
)
def test_the_table_readers_encodings(bring: Bring, encoding: str, delimiter: str) -> None:
    text = table(*good(5)).replace("v-0", "Société").replace(",", delimiter)
    done = bring(text.encode(encoding))
    assert (done.stored, done.quarantined) == (5, 0)


BAD = [
    (",m-1,v-1,th,3.1,REMOVE,2026-03-02T09:00:00+08:00,1,30,0", "decision", "missing"),
    ("x,m-1,v-1,th,3.1,REMOVE,2026-03-02 09:00,1,30,0", "decided_at", "no_offset"),
    ("x,m-1,v-1,th,3.1,REMOVE,2026-02-30T09:00:00+08:00,1,30,0", "decided_at", "bad_date"),
    ("x,m-1,v-1,th,3.1,REMOVE,9999-12-31T23:59:59+08:00,1,30,0", "decided_at", "bad_date"),
    ("x,m-1,v-1,th,3.1,REMOVE,,many,30,0", "impressions", "not_a_number"),
    ("x,m-1,v-1,th,3.1,REMOVE,,-5,30,0", "impressions", "not_a_number"),
    ("x,m-1,v-1,th,3.1,REMOVE,,1,30,perhaps", "automated", "not_yes_or_no"),
    ("x" * 201 + ",m-1,v-1,th,3.1,REMOVE,,1,30,0", "decision", "too_long"),
    ("x,m-\0,v-1,th,3.1,REMOVE,,1,30,0", "moderator", "nul"),
    ("x,m-1,v-1,th,3.1,REMOVE,,1,30,0,and,more", "", "more_cells"),
    ('x,"m-1,v-1', "", "unclosed_quote"),
]


@pytest.mark.parametrize(("line", "place", "reason"), BAD, ids=[one[2] for one in BAD])
def test_a_bad_line_costs_itself(
    desk: Desk, bring: Bring, line: str, place: str, reason: str
) -> None:
    done = bring(table(*good(2), line, *good(5)[2:]))
    assert (done.stored, done.quarantined) == (5, 1)
    left = done.quarantine[0]
    assert (left.line, left.field, left.reason) == (4, place, f"intake.line.{reason}")
    assert "{" not in sentence(Fault(left.reason, **dict(left.params)))
    assert desk.sql("SELECT line, field, reason FROM quarantine") == [
        (4, place, f"intake.line.{reason}")
    ]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"decision": 5}', "wrong_type"),
        ('{"vendor": "x"}', "missing"),
        ('{"decision": "\\ud800"}', "surrogate"),
        ('{"decision": "\\u0000"}', "nul"),
        ('{"decision": "a", "decided_at": "2026-03-02T09:00:00"}', "malformed"),
        ('{"decision": "a", "exposure": -1}', "out_of_range"),
        ("{" * 5_000, "not_json"),
        ('{"decision": "' + "a" * 70_000 + '"}', "line_too_long"),
        ("[]", "wrong_type"),
        ("\ufffd\ufffd{", "not_json"),
    ],
)
def test_a_bad_line_of_json_costs_itself(bring: Bring, line: str, reason: str) -> None:
    done = bring(f'{{"decision": "one"}}\n{line}\n{{"decision": "two"}}\n', "frame.jsonl")
    assert (done.stored, done.quarantined) == (2, 1)
    assert (done.quarantine[0].line, done.quarantine[0].reason) == (2, f"intake.line.{reason}")


def test_of_an_id_that_comes_twice_the_first_counts(desk: Desk, bring: Bring) -> None:
    text = table(*good(3), good(3)[1].replace("v-1", "v-9"), *good(3)[:1])
    done = bring(text)
    assert (done.stored, done.quarantined, done.doubles) == (3, 2, 2)
    assert [(one.line, one.params) for one in done.quarantine] == [
        (5, {"first": 3}), (6, {"first": 2}),
    ]  # fmt: skip
    assert Counter(row.vendor for row in rows_of(desk, done)) == {"v-0": 1, "v-1": 1, "v-2": 1}
    assert "frame.doubles" in {notice.code for notice in done.warnings}


def test_a_file_that_is_there_twice_over_is_refused(
    desk: Desk, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "MOST_DOUBLES", 3)
    assert fault_of(bring, table(*good(6), *good(6))).code == "frame.many_doubles"
    assert nothing_left(desk)


def test_two_time_zones_are_one_order_of_instants(desk: Desk, bring: Bring) -> None:
    early = "a,m,v,th,,NONE,2026-03-02T09:00:00+08:00,1,3,0"
    late = "b,m,v,th,,NONE,2026-03-02T02:00:00+00:00,1,3,0"
    done = bring(table(late, early))
    assert done.offsets == {0: 1, 480: 1}
    told = [sentence(Fault(one.code, **dict(one.params))) for one in done.warnings]
    assert any("+00:00 (1), +08:00 (1)" in words for words in told)
    pool = desk.store.read(pools.get, done.pool).result()
    a, b = sorted(rows_of(desk, done), key=lambda row: row.decision)
    assert (pool.first, pool.last) == (a.at, b.at)
    assert pool.plain_zone is None
    assert not bring(table(late, early), zone="+08:00").warnings


def test_times_without_an_offset_need_one(bring: Bring) -> None:
    text = table("a,m,v,th,,NONE,02/03/2026 09:00,1,3,0", "b,m,v,th,,NONE,13/03/2026 10:00,1,3,0")
    fault = fault_of(bring, text)
    assert (fault.code, fault.params["line"]) == ("frame.nothing_usable", 2)
    done = bring(text, mapping=FrameMapping(offset="+07:00"))
    assert done.offsets == {420: 2}


def test_columns_are_guessed_and_said(bring: Bring) -> None:
    odd = "Task ID;Decision;Agent;Partner;When\n1;Reject;m-1;v-1;2026-03-02T09:00:00Z\n"
    shape = look_into(odd.encode(), Path("x.csv"))
    guessed = suggest(shape, FrameMapping())
    assert dict(guessed.columns) == {
        "Task ID": "decision", "Decision": "action", "Agent": "moderator", "Partner": "vendor",
        "When": "ignore",
    }  # fmt: skip
    done = bring(odd, mapping=FrameMapping(columns={"When": "decided_at"}))
    assert (done.stored, done.undated) == (1, 0)
    missing = FrameMapping(columns={"Nowhere": "decision"})
    assert fault_of(bring, odd, mapping=missing).code == "intake.table.no_such_column"
    assert fault_of(bring, "colour,size\nred,5\n").code == "frame.no_ids"
    twice = FrameMapping(columns={"Task ID": "decision", "Decision": "decision"})
    assert fault_of(bring, odd, mapping=twice).code == "intake.table.double"


@pytest.mark.parametrize(
    "data", [b"", b"no", b"[1]", b'{"columns": {"a": "nothing"}}', b'{"offset": "+99:00"}', b"\xff"]
)
def test_what_is_no_mapping(data: bytes) -> None:
    assert fault_of(load, data).code == "intake.table.mapping"


def test_what_is_no_frame(bring: Bring, desk: Desk, tmp_path: Path) -> None:
    whole = gzip.compress(table(*good(5)).encode() * 500)
    codes = {
        "empty": fault_of(bring, "").code,
        "blank": fault_of(bring, "\n \n").code,
        "names only": fault_of(bring, HEAD + "\n").code,
        "cut": fault_of(bring, whole[: len(whole) // 2], "frame.csv.gz").code,
        "lied": fault_of(bring, b"\x1f\x8b" + b"\0" * 50, "frame.csv.gz").code,
        "missing": fault_of(bring, tmp_path / "nowhere.csv").code,
        "no names": fault_of(bring, "1,2,3\n4,5,6\n").code,
    }
    assert codes == {
        "empty": "intake.empty",
        "blank": "intake.empty",
        "names only": "frame.no_rows",
        "cut": "frame.gzip_damaged",
        "lied": "frame.gzip_damaged",
        "missing": "intake.missing",
        "no names": "frame.no_header",
    }
    assert nothing_left(desk)


def test_a_column_of_a_million_words_is_no_vendor(
    desk: Desk, bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importer, "MOST_WORDS", 3)
    rows = [f"d{n},m,v-{n},th,,NONE,,1,3,0" for n in range(9)]
    fault = fault_of(bring, table(*rows))
    assert (fault.code, fault.params["field"]) == ("frame.too_many_words", "vendor")
    assert nothing_left(desk)


def test_a_bomb_takes_no_room(desk: Desk, bring: Bring) -> None:
    bomb = gzip.compress(HEAD.encode() + b"\n" + b"a" * 60_000_000)
    fault = fault_of(bring, bomb, "frame.csv.gz")
    assert fault.code == "frame.nothing_usable"
    assert nothing_left(desk)


def test_it_can_be_stopped_and_what_was_left_is_swept(desk: Desk, bring: Bring) -> None:
    seen: list[tuple[int, int]] = []
    stopped = fault_of(
        bring, QUARTER, chunk=1_000, cancelled=lambda: len(seen) > 3,
        progress=lambda done, total: seen.append((done, total)),
    )  # fmt: skip
    assert stopped.code == "intake.cancelled"
    assert nothing_left(desk)
    assert seen == sorted(seen)
    assert all(0 < done <= total == QUARTER.stat().st_size for done, total in seen)
    # A process that was killed leaves a pool that is not ready; nobody sees it, the next sweeps it.
    head = pools.Head("half", "half", "x", "0", "2026", None)
    number = desk.store.write(pools.begin, head).result()
    row = (2, "d", 0, *[0] * 7, None, None, None, None, None)
    desk.store.write(pools.add, number, [], [row], []).result()
    assert desk.store.read(pools.listed).result() == []
    bring(table(*good()))
    assert desk.sql("SELECT count(*) FROM frame_row") == [(3,)]
    assert desk.sql("SELECT id FROM pool WHERE id = 'half'") == []


def test_one_word_of_it_matters_for_which_pool_it_is(bring: Bring) -> None:
    text = table(*good(4))
    one = bring(text)
    assert bring(text, "renamed.csv").pool == one.pool
    assert bring(text, mapping=FrameMapping(columns={"clause": "ignore"})).pool != one.pool
    assert bring(text, zone="+07:00").pool != one.pool


def test_garbage_is_left_out_or_refused_in_words(desk: Desk, bring: Bring) -> None:
    """Good files with holes, doubled pieces and noise in them: whatever comes, each line is a row
    or in quarantine, or nothing is kept at all."""
    chance = random.Random(5)
    at = "2026-03-02T09:00:00Z"
    lines = "".join(json.dumps({"decision": f"d{n}", "decided_at": at}) + "\n" for n in range(12))
    goods = [(table(*good(12)).encode(), "frame.csv"), (lines.encode(), "frame.jsonl")]
    goods.append((gzip.compress(goods[0][0]), "frame.csv.gz"))
    for _ in range(120):
        data, name = chance.choice(goods)
        held = bytearray(data)
        for _ in range(chance.randrange(1, 6)):
            place = chance.randrange(len(held))
            noise = bytes(chance.randrange(256) for _ in range(9))
            piece = chance.choice((b"", noise, b'"', b"\n", held[place : place + 40]))
            held[place : place + chance.randrange(0, 30)] = piece
        before = desk.sql("SELECT count(*), sum(rows) FROM pool")[0]
        done: FrameReport | WorldFault
        try:
            done = bring(bytes(held), name)
        except WorldFault as fault:
            done = fault
        if isinstance(done, WorldFault):
            assert sentence(done) != str(done)
            assert desk.sql("SELECT count(*), sum(rows) FROM pool")[0] == before
        else:
            assert done.read == done.stored + done.quarantined
            assert done.stored
            for row in done.quarantine:
                assert "{" not in sentence(Fault(row.reason, **dict(row.params)))
    assert desk.sql("SELECT count(*) FROM pool WHERE NOT ready") == [(0,)]
    total = desk.sql("SELECT sum(rows) FROM pool")[0][0]
    assert desk.sql("SELECT count(*) FROM frame_row") == [(total,)]


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from workstation.intake.frame.importer import import_frame
from workstation.intake.frame.mapping import FrameMapping
from workstation.store.store import open_existing

def progress(done, total):
    print(done, flush=True)
    if done * 2 > total:
        sys.stdin.read()  # until it is killed

store = open_existing(Path(sys.argv[1]))
import_frame(store, Path(sys.argv[2]), FrameMapping(), lambda: datetime.now(UTC), chunk=2_000,
             progress=progress)
"""


def test_a_killed_import_is_never_seen_and_done_again(tmp_path: Path) -> None:
    home = tmp_path / "home"
    create(home, Protection.FILE).close()
    argv = [sys.executable, "-c", KILLED, str(home), str(QUARTER)]
    with subprocess.Popen(argv, stdin=PIPE, stdout=PIPE, cwd=ROOT) as running:
        assert running.stdout is not None
        size = QUARTER.stat().st_size
        while int(running.stdout.readline()) * 2 <= size:
            pass
        running.kill()
    store = open_existing(home)
    desk = Desk(store)
    assert 0 < desk.sql("SELECT count(*) FROM frame_row")[0][0] < 22_114
    assert store.read(pools.listed).result() == []
    done = import_frame(store, QUARTER, FrameMapping(), lambda: NOW)
    assert (done.stored, done.already) == (22_114, False)
    assert desk.sql("SELECT count(*) FROM frame_row") == [(22_114,)]
    assert desk.sql("SELECT count(*) FROM pool") == [(1,)]
    store.close()
