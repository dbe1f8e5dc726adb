"""Figures, lists and exports of one kind never enter another's."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import kinds
from tests.conftest import YOU
from tests.kinds import EDIT, NONE, REMOVE
from workstation.domain.decision import Finding
from workstation.domain.inspection import Inspection, Reach
from workstation.domain.taxonomy import ControlGap, EvasionTag
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.reports.export import export
from workstation.review import closing
from workstation.review.desk import Conclusion, Shown
from workstation.review.progress import stand
from workstation.services import Services
from workstation.store import tasks, verdicts

TAKEN_DOWN = Answer("REMOVE", (Finding("3.1", 1, "REMOVE", primary=True),))
KINDS = ("qa", "inspection", "consistency", "practice")


@pytest.fixture
def batches(tmp_path: Path) -> dict[str, Path]:
    made = {
        kind: kinds.write(
            tmp_path / kind,
            kind,
            [NONE, REMOVE, EDIT],
            ["c", "c", "c"] if kind == "consistency" else [],
            # Each kind has cases of its own.
            first=10 * number,
            request={"questions": kinds.QUESTIONS if kind == "inspection" else []},
        )
        for number, kind in enumerate(KINDS)
    }
    kinds.write_gold(made["practice"], [kinds.gold_line(made["practice"], 0, REMOVE)])
    return made


@pytest.fixture
def services(tmp_path: Path, batches: dict[str, Path]) -> Iterator[Services]:
    """One verdict of each kind on the first case of each batch."""
    opened = kinds.open_home(tmp_path / "home")
    for batch in batches.values():
        kinds.bring(opened, batch)
        first = opened.store.read(tasks.next_open, kinds.id_of(batch), YOU.id).result()
        assert first is not None
        done = opened.answer(first.id, TAKEN_DOWN, Shown()).result()
        if done.verdict is None:
            opened.conclude(first.id, said(batch), Shown()).result()
    yield opened
    opened.close()


def said(batch: Path) -> Conclusion:
    if batch.name != "inspection":
        return Conclusion()
    found = Inspection(
        (EvasionTag.CODED_SLANG,),
        ControlGap.DETECTION,
        Reach(340, 10_000),
        {"q1": "yes"},
        {"why": "=photo 6"},
    )
    return Conclusion(inspection=found)


def written(services: Services, tmp_path: Path, kind: str, **more: Any) -> list[dict[str, Any]]:
    path = tmp_path / f"out.{kind}"
    export(services.store, more.pop("batch", None), kind, path, overwrite=True, **more)
    text = path.read_text("utf-8")
    if kind == "jsonl":
        return [json.loads(line) for line in text.splitlines()]
    return list(csv.DictReader(text.splitlines()))


def test_every_row_says_of_which_kind_it_is(services: Services, tmp_path: Path) -> None:
    for form in ("jsonl", "csv"):
        assert {row["kind"] for row in written(services, tmp_path, form)} == set(KINDS)
        for kind in KINDS:
            (row,) = written(services, tmp_path, form, of_kind=kind)
            assert row["kind"] == kind


def test_an_inspection_and_practice_judge_nobody(services: Services, tmp_path: Path) -> None:
    for row in written(services, tmp_path, "jsonl"):
        judged = row["kind"] in ("qa", "consistency")
        assert (row["result"] == "differs") is judged
        assert bool(row["decided_by"]) is judged
        assert bool(row["vendor"]) is judged
        assert bool(row["codes"]) is judged


def test_what_only_one_kind_has(services: Services, tmp_path: Path) -> None:
    rows = {row["kind"]: row for row in written(services, tmp_path, "jsonl")}
    assert rows["inspection"]["inspection"]["tactics"] == ["coded_slang"]
    assert rows["inspection"]["notes"] == {"answer.why": "=photo 6"}
    assert len(rows["consistency"]["members"]) == 3
    assert rows["practice"]["practice"] == {
        "same": True, "action": True, "clause": True, "target": True,
    }  # fmt: skip
    assert rows["qa"]["inspection"] is rows["qa"]["practice"] is None
    cells = {row["kind"]: row for row in written(services, tmp_path, "csv")}
    inspected = cells["inspection"]
    assert (inspected["tactics"], inspected["control_gap"]) == ("coded_slang", "detection")
    assert (inspected["orders"], inspected["impressions"]) == ("340", "10000")
    assert inspected["answers"] == "q1=yes why=words"
    assert inspected["other_notes"] == "answer.why: =photo 6"
    assert cells["consistency"]["members"].count("=differs") == 2
    assert cells["practice"]["as_gold"] == "yes"
    assert cells["qa"]["as_gold"] == cells["qa"]["members"] == ""


def test_ratings_of_several_kinds_are_refused(services: Services, tmp_path: Path) -> None:
    with pytest.raises(WorldFault) as caught:
        written(services, tmp_path, "ratings")
    assert caught.value.code == "export.mixed"
    assert caught.value.params["kinds"] == ", ".join(sorted(KINDS))
    assert not (tmp_path / "out.ratings").exists()
    for kind in KINDS:
        assert len(written(services, tmp_path, "ratings", of_kind=kind)) == 1


def test_lists_and_figures_are_by_batch(
    services: Services, batches: dict[str, Path], tmp_path: Path
) -> None:
    for kind, batch in batches.items():
        name = kinds.id_of(batch)
        shown = services.store.read(closing.results, name, YOU.id).result()
        assert [one.row.kind for one in shown] == [kind]
        assert [row["kind"] for row in written(services, tmp_path, "jsonl", batch=name)] == [kind]
        held = services.store.read(stand, name, YOU.id).result()
        assert held.progress.decided == 1
        assert held.progress.total == (1 if kind == "consistency" else 3), "a unit counts once"
        assert (held.score is not None) is (kind == "practice")


def test_others_practice_stays_hidden_until_the_answer(
    services: Services, batches: dict[str, Path]
) -> None:
    # What somebody else said of a case, and how it stood to gold, would tell what gold is.
    held = services.store.read(verdicts.still_blind).result()
    first, *others = kinds.cases_of(batches["practice"])
    assert {case["id"] for case in others} <= held
    assert first["id"] not in held
