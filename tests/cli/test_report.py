"""`workstation report kpi`: the demo's store, judged, in figures."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Said, say
from tests.store.demo import ROOT, Auditor, right_answer
from workstation.store import people
from workstation.store.store import open_existing

__all__ = ["say"]
Say = Callable[..., Said]
FRAME = str(ROOT / "resources" / "demo" / "quarter" / "frame.csv.gz")
STAFF = str(ROOT / "resources" / "demo" / "quarter" / "roster.csv")


@pytest.fixture(scope="module")
def judged(tmp_path_factory: pytest.TempPathFactory, demo_home: Path) -> Path:
    """The demo's store with sixty cases answered as the gold has it."""
    made = tmp_path_factory.mktemp("judged") / "home"
    shutil.copytree(demo_home, made)
    (made / "packages").mkdir()
    store = open_existing(made)
    person = store.read(people.person).result()
    assert person is not None
    auditor = Auditor(store, person, store.write(people.device).result())
    for task in auditor.tasks()[:60]:
        if auditor.answer(task, right_answer(auditor, task)).verdict is None:
            auditor.conclude(task)
    store.close()
    return made


@pytest.fixture
def home(tmp_path: Path, judged: Path) -> Path:
    return Path(shutil.copytree(judged, tmp_path / "home"))


@pytest.mark.usefixtures("home")
def test_figures_as_json(say: Say) -> None:
    done = say("report", "kpi", "--by", "vendor,language", "--json")
    assert done.code == 0
    told = done.json
    assert told["verdicts"] + sum(told["left_out"].values()) == 60
    assert told["left_out"].keys() <= {"unconfirmed", "sealed", "held_back"}
    for line in told["lines"]:
        assert set(line["group"]) == {"vendor", "language"}
        figure = line["figures"]["strict_accuracy"]
        assert figure["state"] == "too_few"
        assert figure["design"] in ("stratified", "census")
        assert figure["n"] <= line["units"]
    assert {line["hands"] for line in told["lines"]} == {"people", "machines"}
    # Most of the batch is still to be judged blind: strata have no names.
    assert "listings" not in json.dumps(told)


@pytest.mark.usefixtures("home")
def test_in_plain_words(say: Say) -> None:
    done = say("report", "kpi", "--figure", "strict_accuracy,audit_time,recall")
    assert done.code == 0
    first, _, head, accuracy, *_ = done.out.splitlines()
    assert first.endswith("verdicts in 1 batches (qa)")
    assert head.startswith("v-a   ")
    assert "chance to tell 90 from 97 %" in head
    assert "too few to tell" in accuracy
    assert "gaps counted as at most 60 s" in done.out
    assert "fewer than 10 missed violations found" in done.out


@pytest.mark.usefixtures("home")
def test_period_production_files_and_lock(say: Say, tmp_path: Path) -> None:
    sheet, book, lock = tmp_path / "f.csv", tmp_path / "f.xlsx", tmp_path / "lock.json"
    asked = ("report", "kpi", "--by", "vendor,month", "--zone", "+08:00",
             "--production", FRAME, "--staff", STAFF)  # fmt: skip
    done = say(*asked, "--csv", str(sheet), "--xlsx", str(book), "--lock", str(lock), "--json")
    assert done.code == 0, done.error
    assert done.json["zone"] == "+08:00"
    shares = {}
    for line in done.json["lines"]:
        key = (line["hands"], line["staff"])
        shares[key] = shares.get(key, 0) + (line["production_share"] or 0)
    assert all(share <= 1 + 1e-6 for share in shares.values())
    assert sheet.stat().st_size
    assert book.stat().st_size
    assert say(*asked, "--csv", str(sheet)).code == 1
    again = say(*asked, "--restate", str(lock), "--json")
    assert again.json["restated"] == []
    other = say("report", "kpi", "--restate", str(lock))
    assert other.code == 1
    assert "answer another question" in other.error


@pytest.mark.usefixtures("home")
def test_compared_and_why_it_moved(say: Say) -> None:
    done = say(
        "report", "kpi", "--zone", "+08:00", "--production", FRAME, "--from", "2026-03-17",
        "--to", "2026-04-30", "--against", "2026-02-01..2026-03-16", "--compare", "--json",
    )  # fmt: skip
    assert done.code == 0, done.error
    assert {one["told"] for one in done.json["comparisons"]} == {"cannot_tell"}
    assert [one["group"]["vendor"] for one in done.json["moved"]] == ["v-a", "v-b", "v-c"]
    for one in done.json["moved"]:
        if not one["lacks"]:
            assert one["change"] == pytest.approx(one["rate"] + one["mix"] + one["both"])


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "planet"), "cannot be grouped by “planet”"),
        (("--from", "yesterday"), "“yesterday” is no day"),
        (("--by", "month"), "with --zone"),
        (("--zone", "Nowhere"), "no time zone Nowhere"),
        (("--figure", "luck"), "no figure “luck”"),
        (("--batch", "ffff"), "0 batches here begin with ffff"),
        (("--targets", "none.csv"), "none.csv cannot be read"),
        (("--csv", "figures.txt"), "should end in .csv"),
        (("--against", "2026-03"), "is no period"),
        (("--zone", "+08:00", "--against", "2026-02-01..2026-03-01"), "--production FILE"),
        (("--restate", "none.json"), "cannot be read"),
    ],
)
def test_what_cannot_be_told(say: Say, words: tuple[str, ...], said: str) -> None:
    done = say("report", "kpi", *words)
    assert done.code == 1
    assert said in done.error
    assert "Traceback" not in done.error


@pytest.mark.usefixtures("home")
def test_a_batch_that_judges_nobody(say: Say) -> None:
    assert say("import", str(ROOT / "resources" / "demo" / "sweep")).code == 0
    batches = say("batches", "--json").json
    sweep = next(one for one in batches if one["kind"] == "inspection")
    done = say("report", "kpi", "--batch", sweep["id"])
    assert done.code == 1
    assert "of kind “inspection”" in done.error
