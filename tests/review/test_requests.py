"""A request, the batch that is made of it, and the note of what was found."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.review.publishing_team import code
from tests.store.demo import BATCH, NOW, ROOT, Auditor
from workstation.domain.batch import AnswerForm
from workstation.domain.decision import Evidence, Finding
from workstation.domain.inspection import Inspection, Reach
from workstation.domain.taxonomy import ControlGap, EvasionTag, ReadIn
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.intake.importer import import_batch
from workstation.reports.documents import markdown
from workstation.reports.findings_note import Note, document
from workstation.review import desk as acts
from workstation.review.requests import asking, making, noting
from workstation.review.requests.asking import Asked, Scope, question_of
from workstation.store import cases

ASKED = Asked(
    "Beauty claims", "reactive", "health desk", "A newspaper asks",
    tuple(question_of(words, n) for n, words in enumerate(
        ("Is it a claim?", "where:choice:title,text=Where?", "words:text=Which words?"), 1)),
    Scope("beauty in Malaysia", ("MY",), (), ("beauty",)), "2026-07-01T18:00:00+08:00",
)  # fmt: skip
SWEEP = ROOT / "resources" / "demo" / "sweep"


def clock() -> datetime:
    return NOW


def cases_in(folder: Path) -> list[bytes]:
    return (folder / "cases.jsonl").read_bytes().split(b"\n")[:-1]


def make(one: Auditor, out: Path, **more: Any) -> making.RequestBatch:
    (request,) = one.store.read(asking.listed, one.desk).result()
    return making.make_batch(one.store, one.desk, request.id, BATCH, out, clock=clock, **more)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("Is it a claim?", ("q3", "Is it a claim?", AnswerForm.YES_NO, ())),
        ("Does 1+1=2 hold?", ("q3", "Does 1+1=2 hold?", AnswerForm.YES_NO, ())),
        ("a=Is it?", ("a", "Is it?", AnswerForm.YES_NO, ())),
        ("b:text=Which?", ("b", "Which?", AnswerForm.TEXT, ())),
        ("c:choice:x, y=Where?", ("c", "Where?", AnswerForm.CHOICE, ("x", "y"))),
    ],
)
def test_a_question_from_a_line(words: str, told: tuple[Any, ...]) -> None:
    made = question_of(words, 3)
    assert (made.id, made.text, made.answer, made.choices) == told


@pytest.mark.parametrize("words", ["", "a=", "a:choice=x", "a:choice:one=x", "a:song=x",
                                   "a:text:one,two=x", "a:choice:" + "x," * 12 + "=x"])  # fmt: skip
def test_a_question_that_cannot_be_read(words: str) -> None:
    assert code(question_of, words, 1) == "request.question"


def test_a_request_is_an_event_with_words_that_can_be_erased(mei: Auditor) -> None:
    made = mei.do(asking.make, ASKED)
    (held,) = mei.store.read(asking.listed, mei.desk).result()
    assert (held.id, held.asked, held.batches) == (made.id, ASKED, ())
    body = json.dumps(dict(made.body))
    assert not any(words in body for words in ("newspaper", "health", "claim", "beauty in"))
    assert mei.store.read(asking.get, mei.desk, made.id[:20]).result() == held
    for wrong in ("", "nope", made.id + "x"):
        with pytest.raises(WorldFault) as caught:
            mei.store.read(asking.get, mei.desk, wrong).result()
        assert caught.value.code == "request.unknown"


def test_what_a_request_needs(mei: Auditor) -> None:
    for name in ("title", "asked_by", "why"):
        assert code(mei.do, asking.make, replace(ASKED, **{name: " "})) == "request.empty"
    twice = replace(ASKED, questions=(question_of("a=x", 1), question_of("a=y", 2)))
    assert code(mei.do, asking.make, twice) == "request.question"
    many = replace(ASKED, questions=tuple(question_of(f"q{n}=x", n) for n in range(21)))
    assert code(mei.do, asking.make, many) == "request.question"
    assert code(mei.do, asking.make, replace(ASKED, due_at="tomorrow")) == "instant.malformed"
    assert mei.store.read(asking.listed, mei.desk).result() == []


def test_a_batch_of_it_holds_what_lies_in_its_scope(mei: Auditor, tmp_path: Path) -> None:
    mei.do(asking.make, ASKED)
    made = make(mei, tmp_path / "one", persons=("mei",))
    lines = [json.loads(line) for line in cases_in(tmp_path / "one")]
    assert made.cases == made.fitting == len(lines) > 3
    assert {line["market"] for line in lines} == {"MY"}
    assert {line["category"].split("/")[0] for line in lines} == {"beauty"}
    assert all(line["decision"] is None and line["stratum"] is None for line in lines)
    report = import_batch(mei.store, tmp_path / "one", "mei", clock)
    assert (report.quarantined, report.batch) == (0, made.batch)
    (held,) = mei.store.read(asking.listed, mei.desk).result()
    assert held.batches == (made.batch,)
    # The same again is the same; fewer are a draw that can be repeated.
    assert make(mei, tmp_path / "two", persons=("mei",)).batch == made.batch
    few = [make(mei, tmp_path / name, n=3, seed="s") for name in ("three", "four")]
    assert few[0].batch == few[1].batch != made.batch
    assert few[0].cases == 3
    assert make(mei, tmp_path / "five", n=3, seed="t").batch != few[0].batch


def test_a_sealed_case_is_in_no_batch_of_a_request(mei: Auditor, tmp_path: Path) -> None:
    mei.do(asking.make, ASKED)
    before = make(mei, tmp_path / "one").cases
    first = json.loads(cases_in(tmp_path / "one")[0])
    mei.do(acts.seal, mei.task(first["source_id"]))
    assert make(mei, tmp_path / "two").cases == before - 1


def test_a_batch_that_cannot_be_made_leaves_nothing(mei: Auditor, tmp_path: Path) -> None:
    mei.do(asking.make, replace(ASKED, scope=Scope(markets=("XX",))))
    assert code(make, mei, tmp_path / "one") == "request.no_cases"
    (tmp_path / "file").write_text("x")
    assert code(make, mei, tmp_path / "file") == "request.out_exists"
    assert code(make, mei, tmp_path / "file" / "below") == "request.out_unwritable"
    assert sorted(one.name for one in tmp_path.iterdir()) == ["file", "home"]


# The note


@pytest.fixture
def swept(mei: Auditor) -> tuple[Auditor, str]:
    """The demo's sweep, of twelve cases nine to be removed, two left open."""
    report = import_batch(mei.store, SWEEP, "mei", clock)
    rows = mei.sql("SELECT id FROM task WHERE batch = ? ORDER BY position", report.batch)
    for number, (task,) in enumerate(rows[:10]):
        inspect(mei, task, number)
    return mei, str(report.batch)


def inspect(one: Auditor, task: str, number: int) -> None:
    case = one.view(task).case
    first = case.parts[0]
    pinned = [Evidence(part=first.id, start=0, end=5)]
    pinned += [
        Evidence(media=held.sha256, box=(0, 0, 5000, 5000))
        for held in case.media[:1] if held.kind == "image"
    ]  # fmt: skip
    if number % 5 == 4:
        given, found = Answer("NONE", read_in=ReadIn.ORIGINAL), Inspection(answers={"hidden": "no"})
    else:
        finding = Finding("1.5", 1, "REMOVE", evidence=tuple(pinned), primary=True)
        given = Answer("REMOVE", (finding,), read_in=ReadIn.ORIGINAL)
        found = Inspection(
            (EvasionTag.CODED_SLANG,),
            ControlGap.DETECTION,
            Reach(number, 10 * number, as_told=False),
            {"hidden": "yes", "where": 1 + number % 2},
            {"words": "fruit box <b>"},
        )
    one.answer(task, given)
    if one.state(task) == "answered":
        one.conclude(task, inspection=found, note="SECRET")


def note_of(one: Auditor, batch: str, *proposals: str) -> Note:
    return one.store.read(noting.gather, one.desk, batch, proposals).result()


def test_the_note_answers_each_question_with_its_n(swept: tuple[Auditor, str]) -> None:
    note = note_of(*swept, "Teach the filter.", " ")
    assert (note.cases, note.judged, note.left_out) == (12, 10, {"undecided": 2})
    assert note.found.counts == {"hits": 8, "n": 10}
    assert note.found.n == 10
    assert note.found.interval is not None
    assert note.found.interval.low < note.found.value < note.found.interval.high
    hidden, where, minors, words = note.answered
    assert [int(one.figure.counts["hits"]) for one in hidden.shares] == [8, 2, 0]
    assert [one.figure.n for one in where.shares] == [8] * 5
    assert (where.unanswered, minors.shares, minors.unanswered) == (2, (), 10)
    assert [said for _, said in words.words] == ["fruit box <b>"]
    assert note.proposals == ("Teach the filter.",)
    (gap,) = note.gaps
    assert (len(gap.cases), gap.words) == (8, "detection or keyword")
    assert note.orders == sum(number for number in range(10) if number % 5 != 4)
    reach = [one.orders or 0 for one in note.cited]
    assert reach == sorted(reach, reverse=True)


def test_shares_are_weighted_by_the_strata_that_the_batch_tells(
    swept: tuple[Auditor, str],
) -> None:
    note = note_of(*swept)
    assert note.found.design == "stratified"
    sizes = {used.stratum: used.size for used in note.found.weights}
    assert sizes == {"SG hits": 210, "TH hits": 340, "MY hits": 520}
    assert note.found.value != pytest.approx(0.8)


def test_the_note_as_words_holds_no_markup_and_no_internal_note(
    swept: tuple[Auditor, str],
) -> None:
    written = markdown.write(document(note_of(*swept)))
    assert "SECRET" not in written
    assert "mei" not in written
    assert "<b>" not in written
    assert "## Control gaps" in written
    assert written.startswith("# DRAFT")


def test_a_sealed_case_is_cited_nowhere(swept: tuple[Auditor, str]) -> None:
    one, batch = swept
    first = note_of(one, batch).cited[0]
    one.do(acts.seal, one.task(first.source_id))
    note = note_of(one, batch)
    assert note.sealed == (first.source_id,)
    assert first.source_id not in {held.source_id for held in note.cited}
    assert first.source_id not in note.gaps[0].cases
    assert note.left_out["sealed"] == 1


def test_pictures_come_decoded_with_their_boxes(swept: tuple[Auditor, str]) -> None:
    one, batch = swept
    note = noting.with_pictures(
        note_of(one, batch), lambda sha: one.store.read(cases.media_bytes, sha).result()
    )
    pictures = [picture for held in note.cited for picture in held.pictures]
    assert pictures
    for picture in pictures:
        assert len(picture.pixels) == picture.width * picture.height * 4
        assert picture.pixels == b"" or picture.boxes == ((0, 0, 5000, 5000),)


def test_only_an_inspection_has_a_note(mei: Auditor) -> None:
    batch = mei.sql("SELECT id FROM batch")[0][0]
    for name, wanted in ((batch, "request.not_inspection"), ("x", "release.unknown_batch")):
        with pytest.raises(WorldFault) as caught:
            note_of(mei, name)
        assert caught.value.code == wanted
