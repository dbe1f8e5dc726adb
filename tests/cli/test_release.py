"""`release`, `lock`, `request`, as scripts call them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from tests.cli.test_commands import Said, say
from tests.store.demo import BATCH, Auditor, right_answer, wrong_tasks
from workstation.domain.taxonomy import ReadIn
from workstation.domain.verdict import Answer
from workstation.store import people
from workstation.store.store import open_existing

__all__ = ["say"]
Say = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, demo_home: Path) -> Path:
    made = tmp_path / "home"
    shutil.copytree(demo_home, made)
    (made / "packages").mkdir()
    return made


def sit_down(home: Path, work: Callable[[Auditor], None]) -> None:
    store = open_existing(home)
    try:
        person = store.read(people.person).result()
        assert person is not None
        work(Auditor(store, person, store.write(people.device).result()))
    finally:
        store.close()


def judge_all(mei: Auditor) -> None:
    for task in mei.tasks():
        mei.answer(task, replace(right_answer(mei, task), read_in=ReadIn.ORIGINAL))
        if mei.state(task) == "answered":
            mei.conclude(task, note="SECRET")


def correct_one(mei: Auditor) -> None:
    task = wrong_tasks(mei)[0]
    mei.answer(task, Answer("NONE", read_in=ReadIn.ORIGINAL))
    mei.conclude(task, note="looked again")


def batch_of(say: Say) -> str:
    return str(say("batches", "--json").json[0]["id"])


def test_from_draft_to_a_restatement(
    say: Say, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    batch = batch_of(say)
    told = say("release", batch, "--json").json
    assert (told["state"], told["open"][0]["what"], told["open"][0]["count"]) == (
        "draft", "undecided", 150,
    )  # fmt: skip
    assert told["vendors"] == []  # still blind
    assert say("release", batch, "v-a", "--anyway", "x", "--json").json["error"] == (
        "release.still_blind"
    )
    sit_down(home, judge_all)
    refused = say("release", batch, "--final", "--json")
    assert (refused.code, refused.json["error"]) == (1, "release.open")
    done = say("release", batch, "v-b", "--anyway", "the quarter ends", "--json").json
    assert (done["state"], done["changed"]) == ("released", True)
    assert done["final_anyway"]["why"] == "the quarter ends"
    assert not say("release", batch, "v-b", "--anyway", "the quarter ends", "--json").json[
        "changed"
    ]
    out = tmp_path / "out"
    out.mkdir()
    made = say("release", batch, "--pack", str(out), "--json").json["pack"]
    assert [one["vendor"] for one in made] == ["platform", "v-a", "v-b", "v-c"]
    assert sum(len(one["files"]) for one in made) == len(list(out.iterdir())) == 12
    for path in out.glob("*.jsonl"):
        assert "SECRET" not in path.read_text("utf-8")
        assert json.loads(path.read_text("utf-8").splitlines()[0])["type"] == "pack"
    assert say("release", batch, "--pack", str(out), "--json").json["error"] == "export.exists"
    again = say("release", batch, "--pack", str(out), "--of", "v-a", "--force", "--json")
    assert len(again.json["pack"]) == 1

    asked = ("lock", batch, "--until", "2026-03-31")
    assert say(*asked, "--json").json["error"] == "release.zone_missing"
    assert say(*asked, "--zone", "Mars", "--json").json["error"] == "sampling.zone"
    locked = say(*asked, "--zone", "Asia/Kuala_Lumpur", "--json").json
    assert (locked["changed"], locked["locks"][0]["whole"]) == (True, True)
    assert locked["locks"][0]["restatements"] == []
    sit_down(home, correct_one)
    (held,) = say("lock", batch, "--json").json["locks"]
    (change,) = held["restatements"]
    assert (change["how"], change["why"], change["to"]["action"]) == (
        "corrected", "looked again", "NONE",
    )  # fmt: skip
    assert held["counts"]["then"] != held["counts"]["now"]
    words = say("lock", batch).out
    assert f"{change['case']} corrected by mei" in words
    assert say("release", batch, "--reopen", "more came in").out.splitlines()[0].endswith("draft")
    assert say("verify", "--json").json["ok"]


def test_a_request_from_asking_to_the_note(
    say: Say, tmp_path: Path, qtbot: QtBot
) -> None:
    blind = batch_of(say)
    made = say(
        "request", "new", "Beauty claims", "--type", "reactive", "--by", "health desk", "--why",
        "A newspaper asks", "--question", "hidden=Is it hidden?", "--question",
        "where:choice:title,text=Where?", "--market", "MY", "--due", "2026-07-01T18:00:00+08:00",
        "--json",
    ).json  # fmt: skip
    assert [one["answer"] for one in made["questions"]] == ["yes_no", "choice"]
    folder = tmp_path / "batch"
    batch = say("request", "batch", made["id"], str(BATCH), str(folder), "--n", "5",
                "--for", "mei", "--json").json  # fmt: skip
    assert batch["cases"] == 5
    assert say("import", str(folder)).code == 0
    (listed,) = say("request", "list", "--json").json["requests"]
    assert listed["batches"] == [batch["batch"]]
    files = (tmp_path / "note.pdf", tmp_path / "note.md")
    note = say("request", "note", batch["batch"], "--pdf", str(files[0]), "--md", str(files[1]),
               "--proposal", "Look again", "--json").json  # fmt: skip
    # They are cases of the blind batch too, which is still to be judged.
    assert (note["judged"], note["left_out"]) == (0, {"held_back": 5})
    assert [one["bytes"] for one in note["files"]] == [path.stat().st_size for path in files]
    assert files[0].read_bytes().startswith(b"%PDF")
    assert "1\\. Look again" in files[1].read_text("utf-8")
    assert say("request", "note", batch["batch"]).out.startswith("# DRAFT")
    for wrong, error in (
        (("request", "note", batch["batch"], "--pdf", str(tmp_path / "x.txt")),
         "document.no_format"),
        (("request", "note", blind), "request.not_inspection"),
        (("request", "batch", "nope", str(BATCH), str(tmp_path / "y")), "request.unknown"),
        (("request", "batch", made["id"], str(tmp_path / "no"), str(tmp_path / "y")),
         "intake.missing"),
        (("request", "new", "x", "--by", " ", "--why", "y"), "request.empty"),
    ):  # fmt: skip
        refused = say(*wrong, "--json")
        assert (refused.code, refused.json["error"]) == (1, error)
    assert say("request", "new", "x").code == 2
