"""Policy packs: read, checked to the last fault, kept once, searched."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from workstation.fault import WorldFault
from workstation.intake.policy_pack import check_pack, pack_files, read_pack
from workstation.store.policies import load_pack, packs, save_pack, search_clauses, with_digest
from workstation.words import sentence

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
