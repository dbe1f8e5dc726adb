"""A batch comes in whole: what is stored, shared, refused, repeated, stopped."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from workstation.domain.canonical import canonical_json, digest
from workstation.fault import WorldFault
from workstation.store import imports, log
from workstation.store.people import set_meta
from workstation.words import sentence

DEMO = Path(__file__).resolve().parents[2] / "resources/demo/batch"


def codes(report) -> list[str]:
    return [notice.code for notice in report.warnings]


def test_everything_of_a_case_is_kept(desk, draft, tmp_path) -> None:
    made = draft(2)
    case = made.cases[0]
    sha = made.add_medium(0, required=True, alt="a bag")
    case["parts"].append(
        {"id": "t1", "kind": "transcript", "text": "hello there", "t0": 1.25, "t1": 2.5,
         "media": sha, "speaker": "host", "at": "2026-01-05T09:00:00Z"}
    )  # fmt: skip
    case["earlier"] = [{"source_id": "L-9", "at": "2026-01-01T00:00:00Z", "text": "before"}]
    case["decision"]["findings"] = [
        {
            "target": {"kind": "media", "ref": sha},
            "clause": "3.1",
            "version": 1,
            "action": "REMOVE",
            "evidence": [
                {"part": "t1", "start": 0, "end": 5},
                {"media": sha, "box": [0.1, 0.2, 0.5, 0.25]},
                {"media": sha, "t0": 0.5, "t1": 1},
            ],
            "primary": True,
        }
    ]
    report = desk.bring(made.write(tmp_path / "b"))
    assert (report.read, report.stored, report.quarantined, report.already_there) == (2, 2, 0, 0)
    assert report.warnings == ()
    assert desk.sql("SELECT ready, cases, blind FROM batch") == [(1, 2, 1)]
    value = round(case["exposure"]["value"] * 100)
    earlier = '[{"at":"2026-01-01T00:00:00Z","source_id":"L-9","text":"before"}]'
    assert desk.sql(
        "SELECT value, currency, language, ship_to, earlier FROM [case] WHERE id = ?", case["id"]
    ) == [(value, "USD", "ms", '["MY"]', earlier)]
    assert desk.sql("SELECT t0, t1, speaker, media FROM part WHERE id = 't1'") == [
        (1250, 2500, "host", sha)
    ]
    assert json.loads(desk.sql("SELECT evidence FROM finding WHERE target_ref = ?", sha)[0][0]) == [
        {"part": "t1", "start": 0, "end": 5},
        {"media": sha, "box": [1000, 2000, 5000, 2500]},
        {"media": sha, "t0": 500, "t1": 1000},
    ]
    assert desk.sql("SELECT inclusion_probability, position FROM item ORDER BY position") == [
        ("0.05", 1),
        ("0.05", 2),
    ]
    assert desk.sql("SELECT person, stage, position, state FROM task ORDER BY position") == [
        ("a-1", "first", 1, "open"),
        ("a-1", "first", 2, "open"),
    ]
    assert desk.sql("SELECT sha256, bytes FROM media_bytes") == [
        (sha, next(iter(made.media.values())))
    ]
    checked = desk.store.read(log.check).result()
    assert (checked.entries, checked.fault) == (2, None)


def test_the_digest_can_be_made_again_from_the_store(desk, draft, tmp_path) -> None:
    made = draft(1)
    made.add_medium(0)
    made.cases[0]["facts"] = {"z": "1", "a": 'ไทย "x"\t\u2028 😀'}
    desk.bring(made.write(tmp_path / "b"))
    case, *fields = desk.sql(
        "SELECT id, source_id, content_type, market, category, seller, snapshot_at, "
        "content_version, impressions, orders, value, currency, ship_to, harm_tags, facts, "
        "earlier, digest FROM [case]"
    )[0]
    *plain, ship_to, harm_tags, facts, earlier, said = fields
    parts = desk.sql("SELECT * FROM part ORDER BY position")
    media = desk.sql("SELECT * FROM media ORDER BY position")
    content = [
        case, *plain, json.loads(ship_to), json.loads(harm_tags),
        sorted(json.loads(facts).items()), json.loads(earlier), parts, media,
    ]  # fmt: skip
    assert digest(canonical_json(content)) == said
    assert list(json.loads(facts)) == ["z", "a"]


def test_the_same_batch_again_changes_nothing(desk, draft, tmp_path) -> None:
    made = draft(5)
    made.cases[2]["market"] = "nowhere"
    folder = made.write(tmp_path / "b")
    desk.bring(folder)
    before = desk.counts()
    again = desk.bring(folder)
    assert (again.read, again.stored, again.quarantined, again.already_there) == (5, 0, 1, 4)
    assert again.quarantine[0].line == 3
    assert desk.counts() == before
    assert desk.store.read(log.check).result().entries == 2


def test_other_content_under_the_same_id_is_refused_with_the_difference(
    desk, draft, tmp_path
) -> None:
    desk.bring(draft(3).write(tmp_path / "b"))
    before = desk.counts()
    made = draft(3, publisher="lead-2")
    made.cases[0]["source_id"] = "L-other"
    with pytest.raises(WorldFault) as caught:
        desk.bring(made.write(tmp_path / "c"))
    assert caught.value.code == "intake.other_content"
    assert caught.value.params["differs"] == "cases.jsonl, publisher"
    assert "cases.jsonl" in sentence(caught.value)
    assert desk.counts() == before


def test_batches_share_equal_cases_and_quarantine_other_ones(desk, draft, tmp_path) -> None:
    desk.bring(draft(4).write(tmp_path / "b"))
    second = draft(4, "two")
    second.cases[1]["parts"][0]["text"] += "!"
    second.cases[2]["decision"] = None
    report = desk.bring(second.write(tmp_path / "c"))
    assert (report.read, report.stored, report.quarantined, report.already_there) == (4, 0, 1, 3)
    assert report.quarantine[0].reason == "intake.line.other_case"
    assert desk.counts()["case"] == 4
    assert desk.counts()["item"] == 7
    places = desk.sql(
        "SELECT position FROM item WHERE batch = ? ORDER BY position", second.manifest["id"]
    )
    assert places == [(1,), (2,), (3,)]


def test_assignments_give_dense_places_in_the_order_of_the_cases(desk, draft, tmp_path) -> None:
    made = draft(5)
    ids = [case["id"] for case in made.cases]
    made.cases[1]["market"] = "?"
    made.manifest["assignments"] = [
        {"person": "a-1", "stage": "first", "cases": None},
        {"person": "a-2", "stage": "first", "cases": [ids[4], ids[1], ids[2]]},
        {"person": "a-2", "stage": "second", "cases": [ids[0]]},
        {"person": "a-2", "stage": "first", "cases": [ids[3]]},
    ]
    report = desk.bring(made.write(tmp_path / "b"), "lead-1")
    tasks = desk.sql("SELECT person, stage, position, [case] FROM task ORDER BY 1, 2, 3")
    assert tasks == [
        ("a-1", "first", 1, ids[0]),
        ("a-1", "first", 2, ids[2]),
        ("a-1", "first", 3, ids[3]),
        ("a-1", "first", 4, ids[4]),
        ("a-2", "first", 1, ids[2]),
        ("a-2", "first", 2, ids[3]),
        ("a-2", "first", 3, ids[4]),
        ("a-2", "second", 1, ids[0]),
    ]
    assert codes(report) == ["intake.assigned_unknown", "intake.not_assigned"]


@pytest.mark.parametrize(
    ("actions", "blind"),
    [(["NONE", "NONE", "NONE"], 0), ([None, None, None], 0), (["NONE", "EDIT", None], 1)],
)
def test_blind_needs_decisions_that_differ(desk, draft, tmp_path, actions, blind) -> None:
    made = draft(3, kind="calibration")
    for case, action in zip(made.cases, actions, strict=True):
        if action is None:
            case["decision"] = None
        else:
            case["decision"] |= {"action": action, "findings": []}
    report = desk.bring(made.write(tmp_path / "b"))
    assert desk.sql("SELECT blind FROM batch") == [(blind,)]
    assert ("intake.not_blind" in codes(report)) is not bool(blind)


def test_a_missing_pack_leaves_the_cases_workable(desk, draft, tmp_path) -> None:
    made = draft(2)
    made.policies.clear()
    report = desk.bring(made.write(tmp_path / "b"))
    assert (report.stored, codes(report)) == (2, ["intake.no_pack"])
    assert desk.sql("SELECT pack FROM batch") == [(None,)]


def test_a_faulty_or_other_pack_is_refused(desk, draft, tmp_path) -> None:
    made = draft(2)
    made.policies["1.1.v1.md"] = b"+++\nid = 3\n+++\nwords\n"
    with pytest.raises(WorldFault, match=r"policy\.faulty"):
        desk.bring(made.write(tmp_path / "b"))
    made = draft(2, policy_pack={"id": "pack-synthetic", "version": "2"})
    with pytest.raises(WorldFault, match=r"intake\.other_pack"):
        desk.bring(made.write(tmp_path / "c"))
    assert desk.empty()


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_cancelling_leaves_nothing(desk, draft, tmp_path, moment) -> None:
    made = draft(30)
    made.add_medium(3)
    seen = []
    with pytest.raises(WorldFault, match=r"intake\.cancelled"):
        desk.bring(
            made.write(tmp_path / "b"),
            progress=lambda done, total: seen.append(done),
            cancelled=lambda: len(seen) >= moment,
            chunk=10,
        )
    assert seen == [10, 20][:moment]
    assert desk.empty()
    assert desk.bring(tmp_path / "b").stored == 30


def test_cancelling_leaves_what_other_batches_hold(desk, draft, tmp_path) -> None:
    first = draft(20)
    first.add_medium(3)
    desk.bring(first.write(tmp_path / "b"))
    before = desk.counts()
    second = draft(30, "two")
    second.media, second.cases[3]["media"] = first.media, first.cases[3]["media"]
    second.add_medium(25, b"GIF89a" + bytes(9), "gif")
    with pytest.raises(WorldFault, match=r"intake\.cancelled"):
        desk.bring(
            second.write(tmp_path / "c"),
            cancelled=lambda: desk.counts()["media_bytes"] == 2,
            chunk=10,
        )
    assert desk.counts() == before


def test_an_error_in_the_middle_leaves_nothing(desk, draft, tmp_path) -> None:
    made = draft(30)
    folder = made.write(tmp_path / "b")

    def spoil(done: int, total: int) -> None:
        raise RuntimeError("no more")

    with pytest.raises(RuntimeError, match="no more"):
        desk.bring(folder, progress=spoil, chunk=10)
    assert desk.empty()


def test_a_file_that_changes_while_it_is_read_is_refused(desk, draft, tmp_path) -> None:
    made = draft(400)
    sha = made.add_medium(0)
    folder = made.write(tmp_path / "b")
    cases = (folder / "cases.jsonl").read_bytes()

    def change(done: int, total: int) -> None:
        (folder / "cases.jsonl").write_bytes(cases.replace(b"fashion", b"fiction"))

    with pytest.raises(WorldFault, match=r"intake\.wrong_hash"):
        desk.bring(folder, progress=change, chunk=10)
    assert desk.empty()
    (folder / "cases.jsonl").write_bytes(cases)
    (folder / "media" / f"{sha}.png").write_bytes(b"other")
    with pytest.raises(WorldFault, match=rf"wrong_hash\(file='media/{sha}.png'"):
        desk.bring(folder)


def test_two_imports_at_once_take_turns(desk, draft, tmp_path) -> None:
    folders = [draft(25, seed).write(tmp_path / seed) for seed in ("one", "two", "three")]
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda folder: desk.bring(folder, chunk=3), folders))
    assert sorted(report.stored for report in reports) == [0, 0, 25]
    assert sum(report.already_there for report in reports) == 50
    assert desk.sql("SELECT count(*) FROM batch WHERE ready") == [(3,)]


def test_other_writes_get_in_between_the_chunks(desk, draft, tmp_path) -> None:
    seen = []

    def write(done: int, total: int) -> None:
        desk.store.write(set_meta, "k", str(done)).result()
        seen.append((done, total, desk.sql("SELECT ready FROM batch")))

    desk.bring(draft(25).write(tmp_path / "b"), chunk=10, progress=write)
    assert seen == [(done, 25, [(0,)]) for done in (10, 20, 25)]


def test_unready_batches_are_swept(desk, draft, tmp_path) -> None:
    made = draft(8)
    desk.bring(made.write(tmp_path / "b"))
    desk.store.write(lambda db: db.conn.execute("UPDATE batch SET ready = 0") and None).result()
    assert desk.store.write(imports.sweep_unfinished).result() == 1
    assert desk.empty()


def test_a_ready_batch_is_never_taken_for_a_rest(desk, draft, tmp_path) -> None:
    made = draft(8)
    desk.bring(made.write(tmp_path / "b"))
    before = desk.counts()
    assert desk.store.write(imports.remove_some, made.manifest["id"], 5).result() is False
    assert desk.store.write(imports.sweep_unfinished).result() == 0
    assert desk.counts() == before


def test_a_batch_left_unready_is_imported_anew(desk, draft, tmp_path) -> None:
    folder = draft(8).write(tmp_path / "b")
    desk.bring(folder)
    desk.store.write(lambda db: db.conn.execute("UPDATE batch SET ready = 0") and None).result()
    assert desk.bring(folder).stored == 8


@pytest.mark.skipif(not DEMO.exists(), reason="the demo batch is built elsewhere")
def test_the_demo_batch_comes_in_whole(desk) -> None:
    report = desk.bring(DEMO)
    assert report.stored == report.read >= 60
    assert (report.quarantined, report.warnings) == (0, ())
