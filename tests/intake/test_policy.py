"""Policy packs: read, checked to the last fault, kept once, searched."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest
from msgspec.structs import replace

from workstation.domain import instant
from workstation.fault import WorldFault
from workstation.intake.policy_pack import check_pack, pack_files, read_pack
from workstation.store import policies
from workstation.store.policies import load_pack, packs, save_pack, search_clauses, with_digest
from workstation.words import sentence

DATA = Path(__file__).resolve().parents[1] / "data"
SHIPPED = Path(__file__).resolve().parents[2] / "resources/policy"
CLAUSE = """+++
id = "3.1"
version = 2
title = "Counterfeit goods"
kind = "interim"
markets = ["MY", "SG"]
categories = ["fashion"]
content_types = ["listing"]
from = 2026-01-01T00:00:00+08:00
until = 2026-04-01T00:00:00+08:00
acceptable_actions = ["REMOVE", "LIMIT"]
severity = "critical"
mandatory_report = true
equivalent = ["1.1"]
keywords = ["AAA", "高仿", "ของปลอม"]
grace = { "v-a" = 2026-01-15T00:00:00+08:00 }
+++
# Words

Of the clause: นาฬิกาของปลอมเกรดเอ, திருட்டுப் பொருள்.
"""


@pytest.fixture
def files(draft) -> dict[str, bytes]:
    return {**draft(0).policies, "3.1.v2.md": CLAUSE.encode()}


def test_a_clause_file_is_read_whole(files) -> None:
    pack = read_pack({**files, "3.1.v2.md": CLAUSE.replace("\n", "\r\n").encode("utf-8-sig")})
    clause = pack.wording("3.1", 2)
    assert clause is not None
    assert (clause.title, clause.kind, clause.severity) == (
        "Counterfeit goods",
        "interim",
        "critical",
    )
    assert (clause.since, clause.until) == (
        "2026-01-01T00:00:00+08:00",
        "2026-04-01T00:00:00+08:00",
    )
    assert (clause.markets, clause.keywords) == (("MY", "SG"), ("AAA", "高仿", "ของปลอม"))
    assert clause.grace == {"v-a": "2026-01-15T00:00:00+08:00"}
    assert clause.body.startswith("# Words\n\nOf")
    assert pack.digest == read_pack(files).digest


def test_the_digest_is_of_the_content_alone(files) -> None:
    pack = read_pack(files)
    assert with_digest(replace(pack, clauses=pack.clauses[::-1])).digest == pack.digest
    assert read_pack({**files, "README.md": b"x", "notes.txt": b"y"}).digest == pack.digest
    changed = {**files, "1.1.v1.md": files["1.1.v1.md"] + b"!"}
    assert read_pack(changed).digest != pack.digest


@pytest.mark.parametrize(
    ("old", "new", "field", "code"),
    [
        ("+++\nid", "id", "", "no_front_matter"),
        ("+++\n# Words", "# Words", "", "no_front_matter"),
        ('title = "Counterfeit goods"', "title = ", "", "not_toml"),
        ('title = "Counterfeit goods"\n', "", "title", "missing"),
        ("2026-01-01T00:00:00+08:00", "2026-01-01T00:00:00", "from", "wrong_type"),
        ("2026-01-01T00:00:00+08:00", "2026-01-01", "from", "wrong_type"),
        ("until = 2026-04", "until = 2025-04", "until", "until_before_from"),
        ("critical", "huge", "severity", "unknown_value"),
        ("interim", "rumour", "kind", "unknown_value"),
        ('"REMOVE"', '"BURN"', "acceptable_actions", "unknown_action"),
        ('id = "3.1"', 'id = "3.2"', "id", "other_name"),
        ("version = 2", "version = 3", "id", "other_name"),
        ("until =", "unitl =", "unitl", "unknown_field"),
        ("MY", "Malaysia", "markets[0]", "malformed"),
    ],
)
def test_a_fault_is_told_with_file_and_field(files, old, new, field, code) -> None:
    files["3.1.v2.md"] = CLAUSE.replace(old, new, 1).encode()
    pack, faults = check_pack(files)
    assert pack is None
    assert [(f.file, f.field, f.code) for f in faults if f.fatal] == [
        ("3.1.v2.md", field, f"policy.fault.{code}")
    ]
    assert "{" not in sentence(WorldFault(faults[0].code, **faults[0].params))
    with pytest.raises(WorldFault, match=r"policy\.faulty"):
        read_pack(files)


def test_every_fault_is_told_not_only_the_first(files) -> None:
    twin = CLAUSE.replace("version = 2", "version = 3").replace('"MY", "SG"', '"SG", "MY"')
    files |= {
        "3.1.v3.md": twin.encode(),
        "pack.json": files["pack.json"].replace(b'"digit": 9', b'"digit": 8'),
        "2.1.v1.md": b"\xff",
        "1.1.v1.md": b"",
    }
    _, faults = check_pack(files)
    assert [(f.file, f.code.rpartition(".")[2]) for f in faults] == [
        ("pack.json", "double_digit"),
        ("1.1.v1.md", "no_front_matter"),
        ("2.1.v1.md", "not_utf8"),
        ("3.1.v2.md", "unknown_clause"),
        ("3.1.v3.md", "unknown_clause"),
        ("9.1.v1.md", "no_family"),
        ("9.2.v1.md", "no_family"),
        ("3.1.v3.md", "same_start"),
    ]


KEPT = "1437922aea7f2279423fed46728a4a35d5cc4f6c00c69812de2b289ef5c62bf2"


def test_a_pack_of_before_keeps_its_digest(desk) -> None:
    """Batches and verdicts name packs by digest: new fields that are empty must not count."""
    told = json.loads((DATA / "pack-2026-05.json").read_text("utf-8"))
    pack = read_pack({name: words.encode() for name, words in told.items()})
    assert pack.digest == KEPT
    desk.store.write(save_pack, pack).result()
    assert desk.store.read(load_pack, KEPT).result() == pack
    # As the program before kept it: a rule that knows no ladder_row.
    desk.store.write(_as_before).result()
    policies._known.clear()
    assert desk.store.read(load_pack, KEPT).result() == pack
    assert desk.store.read(policies.damaged_pack).result() is None


def _as_before(db) -> None:
    sql = db.conn.execute(
        "SELECT sql FROM sqlite_master WHERE name = 'clause_version_fixed'"
    ).fetchone()[0]
    db.conn.execute("DROP TRIGGER clause_version_fixed")
    db.conn.execute("UPDATE clause_version SET rule = json_remove(rule, '$.ladder_row')")
    db.conn.execute(sql)


def test_new_fields_count_towards_the_digest(files) -> None:
    pack = read_pack(files)
    rowed = {**files, "3.1.v2.md": CLAUSE.replace("sev", 'ladder_row = "goods"\nsev', 1).encode()}
    assert len({pack.digest, read_pack(rowed).digest, read_pack(tabled(files)).digest}) == 3


LADDERS = {
    "ladders": [
        {"id": "l1", "from": "2025-01-01T00:00:00+08:00", "until": "2026-01-01T00:00:00+08:00",
         "markets": [], "rows": {"goods": [{"prior": 0, "penalty": "warning"},
                                           {"prior": 3, "penalty": "points", "points": 2}]}},
        {"id": "l2", "from": "2026-01-01T00:00:00+08:00", "rows": {
            "goods": [{"prior": 0, "penalty": "suspend"}]}},
    ]
}  # fmt: skip
PRECEDENT = {
    "id": "p1", "clause": "3.1", "version": 2, "kind": "consensus", "action": "REMOVE",
    "at": "2026-02-01T00:00:00+08:00", "words": "Because.", "market": "MY", "languages": ["ms"],
    "content_type": "listing", "source_id": "s", "text": "beg 高仿",
}  # fmt: skip


def tabled(files, ladders=LADDERS, precedents=(PRECEDENT,)) -> dict[str, bytes]:
    lines = "".join(json.dumps(one) + "\n" for one in precedents)
    return {
        **files,
        "ladders.json": json.dumps(ladders).encode(),
        "precedents.jsonl": lines.encode(),
    }


def test_ladders_and_precedents_are_read_and_kept(desk, files) -> None:
    pack = read_pack(tabled(files))
    assert [(one.id, one.markets) for one in pack.ladders] == [("l1", ()), ("l2", ())]
    assert pack.ladders[0].rows["goods"][1].points == 2
    (one,) = pack.precedents
    assert (one.clause, one.version, one.languages, one.text) == ("3.1", 2, ("ms",), "beg 高仿")
    desk.store.write(save_pack, pack).result()
    policies._known.clear()
    assert desk.store.read(load_pack, pack.digest).result() == pack
    assert desk.store.read(policies.damaged_pack).result() is None


def test_a_changed_ladder_in_the_store_is_found(desk, files) -> None:
    pack = read_pack(tabled(files))
    desk.store.write(save_pack, pack).result()
    for column in ("ladders", "precedents"):
        for told in ("[]", "[{}]", "x"):
            def change(db, column=column, told=told):
                db.conn.execute(f"UPDATE pack SET {column} = ?", [told])
            def mend(db, column=column):
                db.conn.execute("DELETE FROM clause_words")
                db.conn.execute("DELETE FROM clause_version")
                db.conn.execute("DELETE FROM pack")
                save_pack(db, pack)
            desk.store.write(change).result()
            assert desk.store.read(policies.damaged_pack).result() == pack.digest
            desk.store.write(mend).result()


def doubled(**more):
    return {"ladders": [{**LADDERS["ladders"][0], **more}]}


@pytest.mark.parametrize(
    ("ladders", "field", "code"),
    [
        (doubled(rows={"goods": [{"prior": 0, "penalty": "exile"}]}), "l1.goods",
         "unknown_penalty"),
        (doubled(until="2024-01-01T00:00:00+08:00"), "l1.until", "until_before_from"),
        (doubled(unitl=None), "ladders[0]", "unknown_field"),
        (doubled(rows={"goods": [{"prior": 0, "penalty": "none"}] * 2}), "l1.goods",
         "double_step"),
        (doubled(rows={"goods": []}), "ladders[0].rows[...]", "too_short"),
        ({"ladders": LADDERS["ladders"] * 2}, "l1", "double_id"),
        ([], "", "wrong_type"),
        (doubled(**{"from": "2025-02-31T00:00:00+08:00"}), "ladders[0].from", "bad_date"),
        ({"ladders": LADDERS["ladders"], "odd": 1}, "odd", "unknown_field"),
    ],
)  # fmt: skip
def test_a_fault_of_a_ladder_is_told(files, ladders, field, code) -> None:
    pack, faults = check_pack(tabled(files, ladders))
    assert pack is None
    found = [(f.file, f.field, f.code) for f in faults if f.fatal]
    assert ("ladders.json", field, f"policy.fault.{code}") in found
    for fault in faults:
        assert "{" not in sentence(WorldFault(fault.code, **fault.params))


@pytest.mark.parametrize(
    ("line", "field", "code"),
    [
        (b"{", "line 2", "not_json"),
        (b'{"id": "\xff"}', "line 2, id", "not_utf8"),
        (b'{"id": "a"}', "line 2, clause", "missing"),
        (json.dumps({**PRECEDENT, "id": "p2", "kind": "rumour"}).encode(), "line 2, kind",
         "unknown_value"),
        (json.dumps({**PRECEDENT, "id": "p2", "words": "a\0b"}).encode(), "line 2, words", "nul"),
        (json.dumps(PRECEDENT).encode(), "line 2, id", "double_id"),
        (json.dumps({**PRECEDENT, "id": "p2", "unitl": 1}).encode(), "line 2, unitl",
         "unknown_field"),
        (json.dumps({**PRECEDENT, "id": "p2", "text": "x" * 20_001}).encode(), "line 2, text",
         "too_long"),
    ],
)  # fmt: skip
def test_a_fault_of_a_precedent_is_told_with_its_line(files, line, field, code) -> None:
    held = tabled(files)
    held["precedents.jsonl"] += line + b"\n"
    pack, faults = check_pack(held)
    assert pack is None
    (fatal,) = [f for f in faults if f.fatal]
    where = (fatal.file, fatal.field, fatal.code)
    assert where == ("precedents.jsonl", field, f"policy.fault.{code}")
    assert "{" not in sentence(WorldFault(fatal.code, **fatal.params))


def variant(version: int, **changed) -> bytes:
    words = CLAUSE.replace("version = 2", f"version = {version}")
    for name, value in changed.items():
        new = f"{name} = {value}" if value else ""
        words = re.sub(rf"^{name} = .*$", new, words, flags=re.MULTILINE)
    return words.encode()


DATES = {"a": "2026-01-01T00:00:00+08:00", "b": "2026-04-01T00:00:00+08:00",
         "c": "2026-06-01T00:00:00+08:00", "d": "2026-09-01T00:00:00+08:00"}  # fmt: skip
OWN = {"kind": '"policy"', "grace": ""}


@pytest.mark.parametrize(
    ("first", "second", "code", "level"),
    [
        ({"until": DATES["c"]}, {"from": DATES["b"], "until": DATES["d"]}, "overlap", "doubt"),
        ({}, {"from": DATES["c"], "until": DATES["d"]}, "gap", "doubt"),
        ({"until": ""}, {"from": DATES["b"], "until": DATES["c"]}, "comes_back", "hint"),
        ({"from": DATES["b"], "until": DATES["c"]}, {"from": DATES["a"], "until": DATES["b"]},
         "out_of_order", "hint"),
        ({"kind": '"interim"', "until": ""}, None, "interim_open", "doubt"),
        ({"equivalent": '["3.1"]'}, None, "own_equivalent", "hint"),
        ({"equivalent": '["9.1"]'}, None, "one_sided", "hint"),
        ({"ladder_row": '"nowhere"'}, None, "unknown_ladder_row", "doubt"),
        ({}, None, "no_ladder_row", "hint"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_may_not_be_meant_is_told(files, first, second, code, level) -> None:
    words = {**OWN, **first}
    if "ladder_row" in words:
        words["severity"] = f'"major"\nladder_row = {words.pop("ladder_row")}'
    files["3.1.v2.md"] = variant(2, **words)
    files.pop("3.1.v1.md", None)  # it holds everywhere, so nothing could be missing
    if second is not None:
        files["3.1.v3.md"] = variant(3, **OWN, **second)
    pack, faults = check_pack(tabled(files))
    assert pack is not None
    found = {(f.code.rpartition(".")[2], f.level) for f in faults if f.file.startswith("3.1")}
    assert (code, level) in found
    for fault in faults:
        assert "{" not in sentence(WorldFault(fault.code, **fault.params))


def test_versions_that_follow_each_other_are_no_doubt(files) -> None:
    files["3.1.v2.md"] = variant(2, **OWN)
    files["3.1.v3.md"] = variant(3, **OWN, **{"from": DATES["b"], "until": DATES["c"]})
    files["3.1.v4.md"] = variant(4, **OWN, **{"from": DATES["c"], "until": ""})
    assert {f.code.rpartition(".")[2] for f in check_pack(files)[1]} <= {"one_sided"}


def test_keywords_of_two_clauses_are_a_hint_unless_they_are_equal(files) -> None:
    twin = CLAUSE.replace('id = "3.1"', 'id = "9.8"')
    held = {**files, "9.8.v2.md": twin.encode()}
    (found,) = [f for f in check_pack(held)[1] if f.code.endswith("shared_keywords")]
    assert (found.level, found.params["count"], found.params["clause"]) == ("hint", 3, "3.1")
    held["9.8.v2.md"] = twin.replace('["1.1"]', '["3.1"]').encode()
    assert not [f for f in check_pack(held)[1] if f.code.endswith("shared_keywords")]


@pytest.mark.parametrize(
    ("change", "code"),
    [({"clause": "8.8"}, "unknown_clause"), ({"version": 7}, "unknown_version"),
     ({"action": "BURN"}, "unknown_action"), ({"until": DATES["a"]}, "until_before_from")],
)  # fmt: skip
def test_what_a_precedent_names_has_to_be_there(files, change, code) -> None:
    pack, faults = check_pack(tabled(files, precedents=[{**PRECEDENT, **change}]))
    assert pack is not None
    assert [f.code for f in faults if f.file == "precedents.jsonl"] == [f"policy.fault.{code}"]


def test_hints_are_not_told_to_whoever_brings_a_batch_in(files) -> None:
    _, faults = check_pack({**files, "3.1.v2.md": variant(2, equivalent='["3.1"]')})
    assert {f.level for f in faults} == {"hint"}


HOSTILE = {
    "5 MB of words": CLAUSE.encode() + b"x" * 5_000_000,
    "5 MB of one line of TOML": CLAUSE.replace("Counterfeit", "x" * 5_000_000).encode(),
    "NUL": CLAUSE.replace("นาฬิกา", "\0").encode(),
    "NUL spelled out": CLAUSE.replace("Counterfeit", "a\\u0000b").encode(),
    "cut off": CLAUSE.encode()[:200],
    "garbage": bytes(range(256)) * 40,
    "deep": CLAUSE.replace('["MY", "SG"]', "[" * 5000 + "]" * 5000).encode(),
    "surrogate": CLAUSE.replace("Counterfeit", "\\ud800").encode(),
    "nothing": b"",
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_clauses_are_faults(files, data) -> None:
    pack, faults = check_pack({**files, "3.1.v2.md": data})
    assert pack is None
    assert {fault.file for fault in faults if fault.fatal} == {"3.1.v2.md"}
    for name in ("ladders.json", "precedents.jsonl", "pack.json"):
        pack, faults = check_pack({**files, name: data[:-1] + b"!"})
        assert pack is None
        assert {fault.file for fault in faults if fault.fatal} == {name}
        for fault in faults:
            assert len(sentence(WorldFault(fault.code, **fault.params))) < 400


def test_equivalents_in_a_ring_and_ten_thousand_files_come_through(files) -> None:
    for number in range(10_000):
        words = CLAUSE.replace('id = "3.1"', f'id = "3.{number}x"')
        words = words.replace("version = 2", "version = 1")
        words = words.replace('["1.1"]', f'["3.{(number + 1) % 10_000}x"]')
        files[f"3.{number}x.v1.md"] = words.encode()
    started = time.perf_counter()
    pack, _ = check_pack(files)
    assert pack is not None
    assert len(pack.clauses) > 10_000
    assert time.perf_counter() - started < 60
    moment = instant.parse("2026-02-01T00:00:00+08:00")
    assert pack.equivalents("3.0x", moment) == ("3.1x", "3.9999x")


def test_doubts_leave_a_pack_usable(files) -> None:
    files["3.1.v2.md"] = (
        CLAUSE.replace('["1.1"]', '["8.8"]').replace("2026-01-15", "2025-01-15").encode()
    )
    pack, faults = check_pack(files)
    assert pack is not None
    assert [f.code for f in faults] == [
        "policy.fault.grace_before_from",
        "policy.fault.unknown_clause",
    ]


def test_no_pack_json_no_clauses() -> None:
    assert [f.code for f in check_pack({})[1]] == ["policy.fault.missing_file"]


def test_a_pack_is_kept_once_and_comes_back_whole(desk, files) -> None:
    pack = read_pack(files)
    assert desk.store.write(save_pack, pack).result() is True
    before = desk.counts()
    assert desk.store.write(save_pack, pack).result() is False
    assert desk.counts() == before
    assert desk.store.read(load_pack, pack.digest).result() == pack
    assert desk.store.read(packs).result() == [(pack.digest, "pack-synthetic", "1")]
    with pytest.raises(WorldFault, match=r"policy\.unknown_pack"):
        desk.store.read(load_pack, "0" * 64).result()


@pytest.mark.parametrize(
    "words", ["counterfeit", "COUNTER", "aaa", "高仿", "真高仿包", "仿", "ของปลอม", "நாள் திருட்டுப்"]
)
def test_clauses_are_found_by_words_of_any_script(desk, files, words) -> None:
    pack = read_pack(files)
    desk.store.write(save_pack, pack).result()
    assert desk.store.read(search_clauses, pack.digest, words, 3).result()[0] == ("3.1", 2)


@pytest.mark.parametrize(
    "words", ["", '"', "''", "*", "NEAR(", "AND OR NOT", "a:b", "(", "\0", "-"]
)
def test_any_text_is_harmless_in_a_search(desk, files, words) -> None:
    pack = read_pack(files)
    desk.store.write(save_pack, pack).result()
    assert desk.store.read(search_clauses, "other", words, 5).result() == []
    desk.store.read(search_clauses, pack.digest, words, 5).result()


@pytest.mark.skipif(not SHIPPED.exists(), reason="the shipped pack is written elsewhere")
def test_the_shipped_pack_has_no_fault() -> None:
    pack, faults = check_pack(pack_files(SHIPPED))
    assert faults == ()
    assert pack is not None
    assert len({clause.clause for clause in pack.clauses}) >= 25
