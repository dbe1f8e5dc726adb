"""`split`, `board` and `second …`, as scripts call them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.make_batches import WORDS
from tests.cli.test_commands import Said
from tests.cli.test_publishing import Say, homes, say
from tests.intake.conftest import Draft, draft
from tests.review.publishing_team import Team, team
from tests.review.test_roster import blank_home, lea, sit
from workstation.domain.ids import PersonId
from workstation.domain.verdict import Answer
from workstation.review import desk as acts
from workstation.review.acting import Desk
from workstation.review.desk import Conclusion, Shown
from workstation.services import now
from workstation.store import people
from workstation.store.people import Person
from workstation.store.store import open_existing

__all__ = ["blank_home", "draft", "homes", "lea", "say", "sit", "team"]


@pytest.fixture
def batch(draft: Callable[..., Draft], tmp_path: Path) -> tuple[str, str]:
    made = draft()
    for case in made.cases:
        case["decision"] |= {"action": "NONE", "findings": []}
    made.cases[0]["decision"]["action"] = "REMOVE"
    return made.manifest["id"], str(made.write(tmp_path / "batch"))


def judge_all(home: Path, person: str, action: str) -> None:
    store = open_existing(home)
    desk = Desk(Person(PersonId(person), reads=tuple(WORDS)),
                store.read(people.device).result(), now)  # fmt: skip
    tasks = store.read(
        lambda db: db.conn.execute("SELECT id FROM task WHERE state = 'open'").fetchall()
    ).result()
    for (task,) in tasks:
        answered = store.write(acts.answer, desk, task, Answer(action), Shown()).result()
        if answered.verdict is None:
            store.write(acts.conclude, desk, task, Conclusion(), Shown()).result()
    store.close()


def certify(say: Say, *names: str) -> None:
    for name in names:
        done = say("lea", "roster", "set", name, "--role", "lead" if name == "lea" else "auditor",
                   "--languages", ",".join(WORDS), to=False)  # fmt: skip
        assert done.code == 0, done.error
    assert say("lea", "sync").code == 0


def test_from_splitting_to_figures(
    say: Say, batch: tuple[str, str], homes: dict[str, Path], team: Team
) -> None:
    name, source = batch
    certify(say, "lea", "mei", "tan")
    assert say("lea", "publish", source).code == 0
    early = say("lea", "split", name, "--over", "mei,tan", "--plan", "--json")
    assert (early.code, early.json["error"]) == (1, "split.not_here")
    assert say("lea", "pull", name).code == 0
    planned = say("lea", "split", name, "--over", "mei,tan", "--seed", "s", "--plan", "--json").json
    assert say("lea", "board", "--json", to=False).json["unassigned"][0]["cases"] == 6
    done = say("lea", "split", name, "--over", "mei,tan", "--seed", "s", "--json")
    assert done.json["persons"] == planned["persons"]
    assert {one["cases"] for one in done.json["persons"].values()} == {3}
    assert done.json["waiting"] == 0
    for who in ("mei", "tan"):
        assert say(who, "pull", "--json").json["batches"][0]["tasks"] == 3
    judge_all(homes["mei"], "mei", "NONE")
    assert say("mei", "sync").code == 0
    assert say("lea", "sync").code == 0
    told = say("lea", "board", name, "--json", to=False).json
    assert [(one["person"], one["done"], one["open"]) for one in told["lines"]] == [
        ("mei", 3, 0), ("tan", 0, 3),
    ]  # fmt: skip
    assert "Batch one  Mei (first): 3 of 3 done, last heard" in say("lea", "board", to=False).out
    moved = say("lea", "split", name, "--from", "tan", "--over", "mei", "--json").json
    assert moved["persons"]["mei"]["cases"] == 3

    drawn = say("lea", "second", "draw", name, "--of", "mei", "--by", "lea",
                "--agreements", "100", "--json").json  # fmt: skip
    assert sum(drawn["drawn"].values()) == drawn["persons"]["lea"] == 3
    assert "verdict" not in str(drawn["drawn"])
    assert [one["person"] for one in drawn["same_pair"]] == ["lea"]
    said = say("lea", "second", "list", "--json", to=False).json
    assert said["counts"] == {"compare": 0, "open": 3, "away": 0, "done": 0}
    assert not any("author" in one or one["outcome"] for one in said["looks"])
    judge_all(homes["lea"], "lea", "LIMIT")
    said = say("lea", "second", "list", "--json", to=False).json
    assert said["counts"]["compare"] == 3
    assert {one["author"] for one in said["looks"]} == {"mei"}
    one, other, last = said["looks"]
    assert "action" in one["differs_in"]
    for held, outcome in ((one, "corrected"), (other, "upheld")):
        done = say("lea", "second", "judge", held["first"], held["second"], outcome, to=False)
        assert done.code == 0
    silent = say("lea", "second", "judge", last["first"], last["second"], "both", "--json",
                 to=False)  # fmt: skip
    assert (silent.code, silent.json["error"]) == (1, "second.no_note")
    done = say("lea", "second", "judge", last["first"], last["second"], "both", "--note",
               "gifts are not mentioned", to=False)  # fmt: skip
    assert done.code == 0
    told = say("lea", "second", "figures", name, "--json", to=False).json
    assert told["pairs"] == [
        {"author": "mei", "person": "lea", "looks": 3, "upheld": 1, "corrected": 1, "both": 1}
    ]
    assert told["both_defensible"] == 1
    words = say("lea", "second", "figures", name, to=False).out
    assert "auditor accuracy: 66.7%, n 3" in words
    assert "test retest: undefined (no repeats)" in words
    assert say("lea", "verify", "--json", to=False).json["ok"]
    assert Said


@pytest.mark.parametrize(
    ("argv", "fault"),
    [
        (("split", "nowhere"), "publish.unknown_batch"),
        (("split", "nowhere", "--room", "mei=many"), "split.words"),
        (("split", "nowhere", "--skill", "mei"), "split.words"),
        (("second", "draw", "nowhere", "--overturns", "120"), "second.share"),
        (("second", "draw", "nowhere"), "publish.unknown_batch"),
        (("second", "judge", "a", "b", "upheld"), "second.no_pair"),
    ],
)
def test_what_cannot_be(say: Say, argv: tuple[str, ...], fault: str) -> None:
    done = say("lea", *argv, "--json", to=False)
    assert (done.code, done.json["error"]) == (1, fault)
    assert done.error
    if argv[0] == "second" and argv[1] == "draw":
        refused = say("mei", *argv, "--json", to=False)
        assert refused.json["error"] == "second.role"
