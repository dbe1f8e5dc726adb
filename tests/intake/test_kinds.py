"""What each kind of batch asks of an import: questions, units, decisions left alone, gold."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests import kinds
from tests.kinds import EDIT, NONE, REMOVE
from workstation.domain.batch import AnswerForm, RequestQuestion
from workstation.fault import WorldFault
from workstation.intake import gold as intake_gold
from workstation.services import Services
from workstation.store import batches, gold, log

Line = dict[str, Any]


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    opened = kinds.open_home(tmp_path / "home")
    yield opened
    opened.close()


def sql(services: Services, query: str, *values: object) -> list[tuple[Any, ...]]:
    def read(db: Any) -> list[tuple[Any, ...]]:
        return db.conn.execute(query, values).fetchall()

    return services.store.read(read).result()


def notices(report: Any) -> set[str]:
    return {notice.code for notice in report.warnings}


def code_of(work: Callable[..., Any], *arguments: Any) -> WorldFault:
    with pytest.raises(WorldFault) as caught:
        work(*arguments)
    return caught.value


# Questions


def test_questions_as_texts_and_with_forms(services: Services, tmp_path: Path) -> None:
    batch = kinds.write(
        tmp_path / "b", "inspection", [None], request={"questions": kinds.QUESTIONS}
    )
    kinds.bring(services, batch)
    read = services.store.read(batches.get, kinds.id_of(batch)).result()
    assert read is not None
    assert read.request.questions == (
        RequestQuestion("q1", "Does it ship abroad?"),
        RequestQuestion("form", "Which form?", AnswerForm.CHOICE, ("powder", "liquid")),
        RequestQuestion("why", "What gave it away?", AnswerForm.TEXT),
    )


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ([{"id": "a", "text": "x"}, {"id": "a", "text": "y"}], "request.questions"),
        (["x", {"id": "q1", "text": "y"}], "request.questions"),
        ([{"id": "a", "text": "x", "answer": "choice"}], "request.questions[0].choices"),
        (
            [{"id": "a", "text": "x", "answer": "choice", "choices": ["one"]}],
            "request.questions[0].choices",
        ),
        ([{"id": "a", "text": "x", "choices": ["y", "z"]}], "request.questions[0].choices"),
        ([{"id": "a b", "text": "x"}], "request.questions[0].id"),
        ([{"id": "a", "text": ""}], "request.questions[0].text"),
        ([{"id": "a", "text": "x", "answer": "essay"}], "request.questions[0].answer"),
        ([7], "request.questions[0]"),
        (["x"] * 21, "request.questions"),
    ],
)
def test_questions_that_cannot_be_asked(
    services: Services, tmp_path: Path, questions: list[Any], field: str
) -> None:
    batch = kinds.write(tmp_path / "b", "inspection", [None], request={"questions": questions})
    fault = code_of(kinds.bring, services, batch)
    assert (fault.code, fault.params["field"]) == ("intake.manifest", field)


# Inspections and units


def test_an_inspection_leaves_decisions_alone(services: Services, tmp_path: Path) -> None:
    batch = kinds.write(tmp_path / "b", "inspection", [REMOVE, NONE, None], blind=True)
    report = kinds.bring(services, batch)
    assert "intake.decisions_ignored" in notices(report)
    read = services.store.read(batches.get, report.batch).result()
    assert read is not None
    assert not read.blind


CLUSTERS = ["a", None, "a", "b", "a", "c", "b"]


def test_a_cluster_makes_one_task_on_its_first_case(services: Services, tmp_path: Path) -> None:
    decisions = [REMOVE, NONE, EDIT, NONE, NONE, NONE, NONE]
    batch = kinds.write(tmp_path / "b", "consistency", decisions, CLUSTERS, blind=False)
    report = kinds.bring(services, batch)
    made = sql(
        services,
        "SELECT i.position, t.position FROM task t JOIN item i ON i.id = t.item ORDER BY 2",
    )
    assert made == [(1, 1), (2, 2), (4, 3), (6, 4)]
    assert "intake.lonely_cluster" in notices(report)
    assert "intake.unassigned" not in notices(report)
    assert services.store.read(batches.get, report.batch).result().blind, "till the answer"


def test_clusters_of_other_kinds_are_case_by_case(services: Services, tmp_path: Path) -> None:
    batch = kinds.write(tmp_path / "b", "qa", [REMOVE, NONE], ["a", "a"])
    kinds.bring(services, batch)
    assert sql(services, "SELECT count(*) FROM task") == [(2,)]


def test_whoever_has_a_part_of_a_cluster_judges_the_first_of_it(
    services: Services, tmp_path: Path
) -> None:
    batch = kinds.write(tmp_path / "b", "consistency", [REMOVE, NONE, EDIT], ["a", "a", "a"])
    ids = [case["id"] for case in kinds.cases_of(batch)]
    manifest = json.loads((batch / "batch.json").read_text("utf-8"))
    manifest["assignments"] = [
        {"person": "you", "cases": ids[1:]},
        {"person": "lee", "stage": "second", "cases": None},
    ]
    (batch / "batch.json").write_text(json.dumps(manifest), "utf-8")
    kinds.bring(services, batch)
    found = sql(services, "SELECT person, [case] FROM task ORDER BY person")
    assert found == [("lee", ids[0]), ("you", ids[1])]


# Gold


@pytest.fixture
def drill(tmp_path: Path) -> Path:
    return kinds.write(tmp_path / "drill", "practice", [NONE, REMOVE, EDIT])


def lines(drill: Path) -> list[Line]:
    return [kinds.gold_line(drill, number, one) for number, one in enumerate((REMOVE, NONE, EDIT))]


def test_gold_beside_the_batch_is_found(services: Services, drill: Path) -> None:
    kinds.write_gold(drill, lines(drill))
    report = kinds.bring(services, drill)
    assert services.store.read(gold.count, report.batch).result() == 3
    again = intake_gold.bring_gold(
        services.store, drill / "batch.json", report.batch, None, lambda: kinds.NOW
    )
    assert again is not None
    assert (again.stored, again.already_there, again.quarantine) == (0, 3, ())
    case = kinds.cases_of(drill)[0]["id"]
    held = services.store.read(gold.get, report.batch, case).result()
    assert held is not None
    assert (held.answer.action, held.answer.primary.clause) == ("REMOVE", "3.1")
    assert (held.why, held.owner) == ("because of rule 0", "policy-1")
    assert services.store.read(log.check).result().fault is None


def test_gold_comes_later_by_its_own_name(services: Services, drill: Path, tmp_path: Path) -> None:
    report = kinds.bring(services, drill)
    assert services.store.read(gold.count, report.batch).result() == 0
    path = tmp_path / "signed.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines(drill)), "utf-8")
    done = intake_gold.bring_gold(services.store, drill, report.batch, path, lambda: kinds.NOW)
    assert done is not None
    assert done.stored == 3


def test_no_gold_for_other_kinds(services: Services, tmp_path: Path) -> None:
    batch = kinds.write(tmp_path / "week9", "qa", [NONE, REMOVE])
    kinds.write_gold(batch, [kinds.gold_line(batch, 0, REMOVE)])
    report = kinds.bring(services, batch)
    assert services.store.read(gold.count, report.batch).result() == 0
    path = tmp_path / "week9.gold.jsonl"
    fault = code_of(
        intake_gold.bring_gold, services.store, batch, report.batch, path, lambda: kinds.NOW
    )
    assert (fault.code, fault.params["kind"]) == ("intake.gold_not_practice", "qa")
    assert sql(services, "SELECT * FROM gold") == []


@pytest.mark.parametrize(
    ("spoiled", "reason"),
    [
        (b"", "not_json"),
        (b'{"batch": ', "not_json"),
        (b"\xff\xfe{}", "not_json"),
        (b"[]", "wrong_type"),
        (b"{}", "missing"),
        ({"action": "BURN"}, "unknown_action"),
        ({"action": "CANNOT"}, "unknown_action"),
        ({"case": "0190a000-0000-7000-8000-000000000000"}, "unknown_case"),
        ({"case": 7}, "wrong_type"),
        ({"at": "2031-01-01T00:00:00Z"}, "in_future"),
        ({"at": "yesterday"}, "malformed"),
        ({"owner": ""}, "too_short"),
        ({"why": "w" * 20_001}, "too_long"),
        ({"why": "a\0b"}, "nul"),
        ({"findings": [{"clause": "9.9", "version": 1, "action": "EDIT"}]}, "unknown_clause"),
        ({"findings": [{"clause": "3.1", "version": 7, "action": "EDIT"}]}, "unknown_version"),
        (
            {
                "findings": [
                    {
                        "clause": "3.1",
                        "version": 1,
                        "action": "EDIT",
                        "evidence": [{"part": "title", "start": 0, "end": 5_000}],
                    }
                ]
            },
            "outside_text",
        ),
    ],
)
def test_a_line_of_gold_that_cannot_be_used(
    services: Services, drill: Path, spoiled: bytes | Line, reason: str
) -> None:
    good = lines(drill)
    bad = spoiled if isinstance(spoiled, bytes) else json.dumps({**good[0], **spoiled}).encode()
    path = drill.with_name("odd.jsonl")
    path.write_bytes((bad or b"{,}") + b"\n" + json.dumps(good[1]).encode() + b"\n")
    report = kinds.bring(services, drill)
    done = intake_gold.import_gold(services.store, path, report.batch, lambda: kinds.NOW)
    assert done.stored == 1
    assert [(one.line, one.reason) for one in done.quarantine] == [(1, f"intake.line.{reason}")]


def test_gold_twice_and_gold_of_others(services: Services, drill: Path) -> None:
    good = lines(drill)
    other = {**good[2], "batch": "0190a000-0000-7000-8000-000000000000"}
    path = kinds.write_gold(drill, [good[0], good[0], other])
    report = kinds.bring(services, drill)
    assert services.store.read(gold.count, report.batch).result() == 1
    path.write_text(json.dumps({**good[0], "why": "another reason"}) + "\n", "utf-8")
    fault = code_of(intake_gold.import_gold, services.store, path, report.batch, lambda: kinds.NOW)
    assert (fault.code, fault.params["reason"]) == ("intake.gold_unusable", "other_gold")


def test_gold_that_is_not_there(services: Services, drill: Path, tmp_path: Path) -> None:
    report = kinds.bring(services, drill)
    arguments = (services.store, tmp_path / "none.jsonl", report.batch, lambda: kinds.NOW)
    assert code_of(intake_gold.import_gold, *arguments).code == "intake.missing"


@pytest.mark.parametrize(
    "doctor",
    [
        "UPDATE gold SET why = 'as I like it'",
        "UPDATE gold SET answer = replace(answer, 'REMOVE', 'NONE')",
        "DELETE FROM gold WHERE [case] = (SELECT min([case]) FROM gold)",
        "INSERT INTO gold SELECT batch, 'another', answer, why, owner, at FROM gold LIMIT 1",
    ],
)
def test_verify_finds_doctored_gold(services: Services, drill: Path, doctor: str) -> None:
    kinds.write_gold(drill, lines(drill))
    kinds.bring(services, drill)
    services.store.write(lambda db: db.conn.execute(doctor)).result()
    fault = services.store.read(log.check).result().fault
    assert fault is not None
    assert (fault.where, fault.reason) == ("gold", "digest")
