"""Cases translated before the auditor gets there."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from msgspec.structs import replace

from workstation.domain.language import DetectedBy, Detection, NoPackage, Same, Translation
from workstation.fault import Fault, WorldFault
from workstation.language.ahead.ahead import Ahead, CaseText, PartText, render
from workstation.language.engine.engine import Engine
from workstation.language.packages.models import installed

WAIT = 60


class Watched:
    """What Ahead reported, and a way to wait for it."""

    def __init__(self) -> None:
        self.ready: list[str] = []
        self.faults: list[Fault] = []
        self._told = threading.Condition()

    def on_ready(self, case_id: str) -> None:
        with self._told:
            self.ready.append(case_id)
            self._told.notify_all()

    def on_fault(self, fault: Fault) -> None:
        self.faults.append(fault)

    def wait_for(self, case_id: str) -> bool:
        with self._told:
            return self._told.wait_for(lambda: case_id in self.ready, WAIT)


@pytest.fixture
def watched() -> Watched:
    return Watched()


@pytest.fixture
def ahead(engine: Engine, memory, watched: Watched) -> Iterator[Ahead]:
    made = Ahead(engine, "en", memory, watched.on_ready, watched.on_fault)
    yield made
    made.close()


CASE = CaseText(
    "c1",
    (
        PartText("title", "Beg tangan mirror 1:1 ready stock 🔥", "ms"),
        PartText("review", "ของถึงเร็วมาก แพ็คมาดี\n\nแต่สีไม่ตรงปก", None),
        PartText("chat", "The seller never answered me. I want my money back.", None),
        PartText("price", "RM 39.90 🔥", None),
        PartText("other", "안녕하세요. 배송 빨라요!", None),
        PartText("dup", "Beg tangan mirror 1:1 ready stock 🔥", "ms"),
    ),
)


def test_a_case_becomes_ready_part_by_part(ahead: Ahead, watched: Watched) -> None:
    before = ahead.show(CASE)
    assert not before.complete
    assert [part.detection for part in before.parts] == [None] * 6
    assert [len(part.sentences) for part in before.parts] == [1, 2, 2, 1, 2, 1]
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    assert watched.wait_for("c1")
    shown = ahead.show(CASE)
    assert shown.complete
    title, review, chat, price, other, again = shown.parts
    assert title.detection == Detection("ms", 0.9, DetectedBy.HINT)
    assert isinstance(title.translations[0], Translation)
    assert again.translations == title.translations
    assert [type(put) for put in review.translations] == [Translation, Translation]
    assert chat.translations == (Same("en"), Same("en"))
    assert [type(put) for put in price.translations] == [Same]
    assert other.translations == (NoPackage("ko", "en"), NoPackage("ko", "en"))
    for part, put in zip(shown.parts, CASE.parts, strict=True):
        assert all(put.text[s.start : s.end] == s.text for s in part.sentences)
    assert watched.faults == []


def test_nothing_is_translated_twice(ahead: Ahead, memory) -> None:
    twin = replace(CASE, case_id="c2")
    for case in (CASE, twin, CASE):
        ahead.request(case)
    assert ahead.wait_idle(WAIT)
    kept = memory.kept
    assert kept == len(memory.translations) == 3
    ahead.request(replace(CASE, case_id="c3"), urgent=True)
    assert ahead.wait_idle(WAIT)
    assert memory.kept == kept


def test_what_an_older_package_made_is_made_anew(ahead: Ahead, memory) -> None:
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    for key, one in list(memory.translations.items()):
        memory.translations[key] = replace(one, version="0.0", text="old")
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    assert all(one.text != "old" for one in memory.translations.values())


def test_what_a_person_put_stays(ahead: Ahead, memory) -> None:
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    for key, one in list(memory.translations.items()):
        memory.translations[key] = replace(one, package="person", text="corrected")
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    assert {one.text for one in memory.translations.values()} == {"corrected"}


def test_an_override_counts_more_than_what_was_detected(ahead: Ahead, memory) -> None:
    part = PartText("p", "Barang sudah sampai semalam", "ms")
    ahead.request(CaseText("c", (part,)))
    assert ahead.wait_idle(WAIT)
    case = CaseText("c", (replace(part, override="id"),))
    ahead.request(case)
    assert ahead.wait_idle(WAIT)
    [shown] = ahead.show(case).parts
    assert shown.detection == Detection("id", 1.0, DetectedBy.OVERRIDE)
    assert shown.translations[0].source == "id"
    assert memory.languages["c"]["p"].language == "ms"


def test_the_case_in_front_goes_first(
    ahead: Ahead, watched: Watched, held_out: dict[str, list[str]]
) -> None:
    rows = held_out["id"] + held_out["ms"]
    many = [
        CaseText(f"c{n}", (PartText("p", rows[2 * n], None), PartText("q", rows[2 * n + 1], None)))
        for n in range(100)
    ]
    for case in many:
        ahead.request(case)
    ahead.request(many[99], urgent=True)
    assert ahead.wait_idle(WAIT)
    assert watched.wait_for("c99")
    assert watched.ready.index("c99") <= 48
    assert set(watched.ready) == {case.case_id for case in many}
    assert ahead.progress() == (100, 100)


def test_what_was_decided_before_it_was_begun_does_not_pile_up(
    ahead: Ahead, watched: Watched
) -> None:
    """Keys that never pause: nothing is begun, and every case is decided by its original."""
    cases = [replace(CASE, case_id=f"c{n}") for n in range(60)]
    for at in range(50):
        ahead.stand_still(True)
        ahead.request_next(cases[at : at + 6])
    ahead.stand_still(False)
    assert watched.wait_for("c54")
    assert ahead.wait_idle(WAIT)
    assert len(watched.ready) < 20
    assert {f"c{n}" for n in range(49, 55)} <= set(watched.ready)


def test_dropping_forgets_what_was_asked(ahead: Ahead, held_out: dict[str, list[str]]) -> None:
    for n, sentence in enumerate(held_out["vi"]):
        ahead.request(CaseText(f"c{n}", (PartText("p", sentence, "vi"),)))
    ahead.drop_all()
    assert ahead.wait_idle(0)
    assert ahead.progress() == (0, 0)
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    assert ahead.progress() == (1, 1)


def test_what_was_forgotten_does_not_come_back_by_an_older_list(
    ahead: Ahead, watched: Watched
) -> None:
    """What comes next may have been read before the case was sealed."""
    cases = [replace(CASE, case_id=f"c{n}") for n in range(3)]
    ahead.forget("c1")
    ahead.request_next(cases)
    assert ahead.wait_idle(WAIT)
    assert set(watched.ready) == {"c0", "c2"}
    ahead.request(cases[1], urgent=True)  # the seal was taken back, and somebody looks at it
    assert ahead.wait_idle(WAIT)
    assert watched.wait_for("c1")


class Failing:
    """An engine that cannot."""

    packages = Path("/nowhere")

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future:
        future: Future = Future()
        future.set_exception(WorldFault("language.engine_died", log="x"))
        return future

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future:
        raise AssertionError


def test_a_failing_engine_is_told_and_nobody_waits_for_ever(memory, watched: Watched) -> None:
    ahead = Ahead(Failing(), "en", memory, watched.on_ready, watched.on_fault)
    ahead.request(CASE)
    assert ahead.wait_idle(WAIT)
    ahead.close()
    assert [fault.code for fault in watched.faults] == ["language.engine_died"]
    assert watched.ready == []


def test_a_failing_callback_does_not_end_it(engine: Engine, memory, watched: Watched) -> None:
    def broken(case_id: str) -> None:
        raise RuntimeError

    ahead = Ahead(engine, "en", memory, broken, watched.on_fault)
    for case_id in ("a", "b"):
        ahead.request(replace(CASE, case_id=case_id))
        assert ahead.wait_idle(WAIT)
    ahead.close()
    assert {fault.code for fault in watched.faults} == {"language.ahead_bug"}


def test_closing_twice_or_while_busy(
    engine: Engine, memory, held_out: dict[str, list[str]]
) -> None:
    ahead = Ahead(engine, "en", memory)
    for n, sentence in enumerate(held_out["tl"]):
        ahead.request(CaseText(f"c{n}", (PartText("p", sentence, "tl"),)))
    ahead.close()
    ahead.close()
    assert not ahead._thread.is_alive()
    ahead.request(CASE)
    assert ahead.wait_idle(0)


def test_rendering_needs_no_engine(packages: Path) -> None:
    languages = {"title": Detection("ms", 0.9, DetectedBy.HINT)}
    shown = render(CASE, languages, {}, installed(packages), "en")
    assert shown.parts[0].translations == (None,)
    assert shown.parts[1].detection is None
    without = render(CASE, languages, {}, [], "en")
    assert without.parts[0].translations == (NoPackage("ms", "en"),)
