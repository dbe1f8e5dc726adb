"""The policy by keys over a real batch: read whole, earlier cases, grace and ladder in verdicts."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests.conftest import YOU
from tests.desk import Desk
from workstation.intake.importer import import_batch
from workstation.review.bar_values import Step
from workstation.services import Opening, open_services
from workstation.store import verdicts
from workstation.store.keys import Protection
from workstation.ui.policy.panel import PolicyPanel

OpenDesk = Callable[..., Desk]
NEW = """+++
id = "3.9"
version = 1
title = "A new clause"
kind = "policy"
from = 2026-01-01T00:00:00+00:00
acceptable_actions = ["REMOVE"]
severity = "major"
ladder_row = "goods"
keywords = []
grace = { "v-a" = 2099-01-01T00:00:00+00:00 }
+++
Words of the new clause.
"""
COMING = NEW.replace("3.9", "3.8").replace("A new", "A coming").replace("2026-01", "2026-05")
LADDERS = {
    "ladders": [
        {
            "id": "l",
            "from": "2020-01-01T00:00:00+00:00",
            "rows": {"goods": [{"prior": 0, "penalty": "points", "points": 2}]},
        }
    ]
}
PRECEDENT = {
    "id": "p1", "clause": "3.9", "kind": "ruling", "at": "2026-01-02T00:00:00+00:00",
    "action": "REMOVE", "words": "Because it is so.", "version": 1,
}  # fmt: skip


def home(folder: Path) -> Path:
    """Four cases: the vendor with grace saw nothing; the other saw nothing; two removed."""
    cases = list(synthetic_cases(4))
    found = {
        "target": {"kind": "item", "ref": None}, "clause": "3.9", "version": 1,
        "action": "REMOVE", "evidence": [], "primary": True,
    }  # fmt: skip
    for case, told in zip(
        cases,
        (
            {"vendor": "v-a", "action": "NONE", "findings": []},
            {"vendor": "v-b", "action": "NONE", "findings": []},
            {"vendor": "v-b", "action": "REMOVE", "findings": [found], "penalty": "points_2"},
            {"vendor": "v-b", "action": "REMOVE", "findings": [found], "penalty": "suspend"},
        ),
        strict=True,
    ):
        more = {"prior_points": 1, "penalty_set_by": "system", "penalty": "none", **told}
        case["decision"] = {**case["decision"], **more, "decided_at": "2026-03-02T09:00:00+00:00"}
    policies = {
        **pack_files(),
        "3.9.v1.md": NEW.encode(),
        "3.8.v1.md": COMING.encode(),
        "ladders.json": json.dumps(LADDERS).encode(),
        "precedents.jsonl": json.dumps(PRECEDENT).encode(),
    }
    head = manifest_of("deep", "Deep", policy_pack={"id": "pack-synthetic", "version": "1"})
    batch = write_batch(folder / "batch", head, cases, policies)
    services = open_services(Opening(folder / "home", Protection.FILE, person=YOU, starter=False))
    assert services is not None
    import_batch(services.store, batch, YOU.id, lambda: datetime(2026, 6, 1, tzinfo=UTC))
    services.close()
    return folder / "home"


def test_grace_and_ladder_come_into_verdicts(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home(tmp_path))
    task = desk.task
    desk.answer("4", "3", "9", "Enter")  # the moderator did not apply the new clause yet
    desk.wait_left(task)
    desk.wait(lambda: "under the earlier version of 3.9, in grace" in desk.told)
    assert desk.sql("SELECT result, graced FROM verdict") == [("agrees", 1)]

    task = desk.task
    desk.answer("4", "3", "9", "Enter")  # another vendor, without grace
    desk.wait_step(Step.REVEALED)
    assert "FN.missed" in desk.window.bar.shown_text()
    would = "prior points 1 · for the right findings it would be: 2 points"
    assert would in desk.window.case.facts.shown_text()  # none was due for what was decided
    assert would in desk.window.policy.shown_text()
    desk.answer("Enter")
    desk.wait_left(task)

    task = desk.task
    desk.answer("4", "3", "9", "Enter")  # all as it should be
    desk.wait_left(task)

    desk.answer("4", "3", "9", "Enter")  # the system gave another penalty
    desk.wait_step(Step.REVEALED)
    assert "TE.ladder" in desk.window.bar.shown_text()
    assert "given by the system: Suspend ≠" in desk.window.case.facts.shown_text()
    desk.answer("Enter")
    desk.wait(lambda: len(desk.verdicts()) == 4)
    told = [json.loads(body) for body, _ in desk.events("verdict")]
    assert [one["outcome"].get("graced") for one in told] == ["3.9", None, None, None]
    errors = [[e["code"] for e in one["outcome"]["errors"]] for one in told]
    assert errors == [[], ["FN.missed"], [], ["TE.ladder"]]
    assert desk.services.store.read(verdicts.check).result() is None


def test_the_whole_policy_over_a_case(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(home(tmp_path))
    desk.press("Ctrl+Shift+P")
    panel = desk.wait_panel(PolicyPanel)
    assert panel.line.day.text() == "2026-03-02"
    desk.type("new clause")
    desk.wait(lambda: "A new clause" in panel.text.toPlainText())
    for key in ("Alt+1", "4", "Alt+Down", "Enter"):
        desk.press(key)  # none of it is the bar's while the panel lies there
    assert desk.step is Step.ACTION
    desk.press("Escape")
    assert desk.panel() is panel
    desk.press("Escape")
    assert desk.panel() is None
    desk.answer("4", "3", "9")
    assert "B read" in desk.window.policy.shown_text()
    desk.press("B")
    assert "Because it is so." in desk.window.policy.shown_text()
    desk.press("Ctrl+Shift+P")
    panel = desk.wait_panel(PolicyPanel)
    assert panel.text.toPlainText().startswith("3.9  A new clause")
    desk.press("Escape")
    assert "3.9@1" in desk.window.policy.shown_clauses()


def test_the_whole_policy_without_a_case(open_desk: OpenDesk, tmp_path: Path) -> None:
    services = open_services(Opening(tmp_path, Protection.FILE, person=YOU, starter=False))
    assert services is not None
    services.close()
    desk = open_desk(tmp_path)
    desk.wait(lambda: desk.panel() is not None)  # it asks for a batch
    desk.press("Ctrl+Shift+P")
    panel = desk.wait_panel(PolicyPanel)
    assert panel.text.toPlainText().startswith("1.1  ")
    desk.type("mirror")
    desk.wait(lambda: panel.text.toPlainText().startswith("3.2  "))


def test_a_clause_that_is_not_in_force_is_read_by_its_digit(
    open_desk: OpenDesk, tmp_path: Path
) -> None:
    desk = open_desk(home(tmp_path))
    desk.answer("4", "3")
    policy = desk.window.policy
    line = next(line for line in policy._list.lines if not line.available)
    desk.answer("8")
    assert desk.step is Step.CLAUSE
    assert not desk.bar.findings
    assert "3.8  A coming clause" in policy.shown_text()
    assert line.note in policy.shown_text()
