"""`workstation remediation`: what is to be put right, without a window and through one."""

from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.test_commands import Said, say
from tests.review.remediating import open_entries
from tests.store.demo import ROOT, Auditor
from workstation.store import people
from workstation.store.remediation_rows import Entry
from workstation.store.store import open_existing

__all__ = ["say"]
Say = Callable[..., Said]


@pytest.fixture
def home(tmp_path: Path, demo_home: Path) -> Path:
    made = tmp_path / "home"
    shutil.copytree(demo_home, made)
    (made / "packages").mkdir()
    return made


@pytest.fixture
def wrong(home: Path) -> list[Entry]:
    store = open_existing(home)
    person = store.read(people.person).result()
    assert person is not None
    found = open_entries(Auditor(store, person, store.write(people.device).result()))
    store.close()
    return found


def test_the_whole_way(say: Say, wrong: list[Entry], tmp_path: Path) -> None:
    told = say("remediation", "--json").json
    assert told["states"]["open"] == len(wrong)
    assert told["held_back"] == 0
    waiting = told["states"]["waiting"]
    assert len(told["entries"]) == len(wrong) + waiting
    assert not any("person" in entry for entry in told["entries"])
    path = tmp_path / "list.csv"
    done = say("remediation", "--export", str(path), "--json")
    assert done.json["export"]["rows"] == len(wrong)
    assert say("remediation", "--export", str(path)).code == 1
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    back = tmp_path / "back.csv"
    back.write_text(f"entry,closed_at,outcome\n{rows[0]['entry']},2026-07-01,done\nx,,done\n")
    done = say("remediation", "--closings", str(back), "--state", "closed", "--json")
    assert done.code == 0
    assert done.json["closings"]["closed"] == 1
    assert done.json["closings"]["faults"][0]["line"] == 3
    assert [entry["id"] for entry in done.json["entries"]] == [rows[0]["entry"]]
    assert done.json["median_days"] is not None
    assert done.json["states"]["open"] == len(wrong) - 1, "counts are of the whole list"
    again = say("remediation", "--closings", str(back), "--json").json
    assert (again["closings"]["closed"], again["closings"]["known"]) == (0, 1)


@pytest.fixture
def long_ago(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workstation.services.now", lambda: "2026-06-01T09:30:00.000+00:00")


@pytest.mark.usefixtures("long_ago")
def test_in_plain_words(say: Say, wrong: list[Entry]) -> None:
    done = say("remediation")
    assert done.code == 0
    first, *lines = done.out.splitlines()
    assert first.startswith(f"{len(wrong)} open (0 overdue), ")
    shown = next(line for line in lines if wrong[0].id in line)
    for words in (wrong[0].source_id, wrong[0].clause, wrong[0].severity, "enforcement", "left"):
        assert str(words) in shown


def test_what_is_late(say: Say, wrong: list[Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workstation.services.now", lambda: "2026-07-01T09:30:00.000+00:00")
    done = say("remediation", "--state", "overdue", "--json").json
    assert done["overdue"] == len(wrong) == len(done["entries"])
    assert sum(done["overdue_by_severity"].values()) == len(wrong)
    assert sum(done["overdue_by_vendor"].values()) == len(wrong)
    some = say("remediation", "--severity", wrong[0].severity, "--json").json
    assert {entry["severity"] for entry in some["entries"]} == {wrong[0].severity}
    assert say("remediation", "--batch", "nowhere", "--json").json["entries"] == []
    assert "overdue by vendor" in say("remediation").out


@pytest.mark.parametrize("data", ["", "hello", "entry,closed_at,outcome\nx,y,z\n"])
@pytest.mark.usefixtures("wrong")
def test_a_list_that_cannot_be_used(say: Say, tmp_path: Path, data: str) -> None:
    path = tmp_path / "back.csv"
    path.write_text(data)
    done = say("remediation", "--closings", str(path))
    assert done.code == 1
    assert "Traceback" not in done.error


@pytest.mark.usefixtures("wrong")
def test_through_the_process_that_has_the_store(home: Path, tmp_path: Path) -> None:
    """A window is open: it carries the command out, in the folder of whoever asked."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    serving = subprocess.Popen(
        [sys.executable, str(Path(__file__).with_name("serving.py")), str(home)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment,
    )  # fmt: skip
    try:
        assert serving.stdout is not None
        assert serving.stdout.readline() == "serving\n"
        done = subprocess.run(
            [sys.executable, "-m", "workstation", "--home", str(home), "remediation", "--json",
             "--export", "list.jsonl"],
            cwd=tmp_path, capture_output=True, text=True, env=environment, timeout=60,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        written = json.loads(done.stdout)["export"]
        assert (tmp_path / "list.jsonl").read_text("utf-8").count("\n") == written["rows"] > 0
    finally:
        serving.communicate("")
