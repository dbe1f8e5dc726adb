"""The rest of a batch: in order, once each, behind what comes next, and from where it was."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest
from msgspec.structs import replace

from workstation.domain.language import DetectedBy, Detection, Translation
from workstation.fault import Fault, WorldFault
from workstation.language.ahead import whole
from workstation.language.ahead.ahead import Ahead
from workstation.language.ahead.memory import Coming
from workstation.language.ahead.pace import ENOUGH, WINDOW, Pace
from workstation.language.ahead.rendered import CaseText, PartText
from workstation.language.ahead.sentences import Sentences
from workstation.language.ahead.whole import Whole
from workstation.language.engine.engine import Engine
from workstation.language.engine.options import OPTIONS
from workstation.language.text import sentence_digest

WAIT = 60


class Batch:
    """A batch in memory: what was read of it, and how far it said it was."""

    def __init__(self, cases: Sequence[CaseText], after: int = 0) -> None:
        self.cases = cases
        self.total, self.done, self.after = len(cases), after, after
        self.read_at: list[int] = []
        self.place = 0

    def read(self, after: int, limit: int) -> list[Coming]:
        self.read_at.append(after)
        return [
            Coming(at, self.cases[at - 1], {})
            for at in range(after + 1, min(after + limit, len(self.cases)) + 1)
        ]

    def keep_place(self, position: int) -> None:
        self.place = position


class ByHand:
    """An engine that answers when it is told to."""

    def __init__(self, packages: Path) -> None:
        self.packages = packages
        self.asked: list[tuple[str, list[str], Future]] = []
        self.detections = 0
        self.fault: Fault | None = None

    def detect(
        self, texts: Sequence[str], hints: Sequence[str | None], *, urgent: bool = False
    ) -> Future:
        self.detections += 1
        future: Future = Future()
        future.set_result([Detection(hint or "th", 1.0, DetectedBy.HINT) for hint in hints])
        return future

    def translate(
        self, sentences: Sequence[str], source: str, target: str, urgent: bool = False
    ) -> Future:
        future: Future = Future()
        self.asked.append((source, list(sentences), future))
        return future

    def waiting(self) -> list[tuple[str, list[str], Future]]:
        return [one for one in self.asked if not one[2].done()]

    def answer(self) -> list[str]:
        source, sentences, future = self.waiting()[0]
        if self.fault is not None:
            future.set_exception(self.fault)
        else:
            future.set_result([made(one, source) for one in sentences])
        return sentences


def made(sentence: str, source: str) -> Translation:
    return Translation(
        sentence_digest(sentence), source, "en", f"translate-{source}_en", "0.1", OPTIONS, "done"
    )


class Run:
    """A run by hand: one step after the other, answers when the test says so."""

    def __init__(self, batch: Batch, engine: ByHand, memory) -> None:  # type: ignore[no-untyped-def]
        self.engine = engine
        self.inbox: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()
        self.now = 0.0
        self.faults: list[Fault] = []
        self.whole = Whole(
            batch, engine, "en", memory, self.inbox.put,
            on_fault=self.faults.append, clock=lambda: self.now,
        )  # fmt: skip

    def go(self) -> None:
        """Until it has to wait for the engine."""
        while True:
            while not self.inbox.empty():
                self.inbox.get()()
            if not self.whole.step() and self.inbox.empty():
                return

    def to_the_end(self) -> None:
        self.go()
        while self.engine.waiting():
            self.now += 1
            self.engine.answer()
            self.go()


def cases(number: int, hint: str | None = "ms", text: str = "Barang nombor {n}") -> list[CaseText]:
    return [
        CaseText(f"c{n}", (PartText("p", text.format(n=n), hint),)) for n in range(1, number + 1)
    ]


@pytest.fixture
def by_hand(packages: Path) -> ByHand:
    return ByHand(packages)


def test_in_order_in_full_requests_each_sentence_once(by_hand: ByHand, memory) -> None:
    many = cases(300)
    shared = [
        replace(one, parts=(*one.parts, PartText("q", "Barang asli. Boleh COD.", "ms")))
        for one in many
    ]
    batch = Batch(shared)
    run = Run(batch, by_hand, memory)
    run.to_the_end()
    sentences = [one for _, asked, _ in by_hand.asked for one in asked]
    assert len(sentences) == len(set(sentences)) == 302
    assert [one for one in sentences if one.startswith("Barang nombor")] == [
        f"Barang nombor {n}" for n in range(1, 301)
    ]
    assert {len(asked) for _, asked, _ in by_hand.asked[:-1]} == {whole.TOGETHER}
    assert run.whole.standing == whole.Standing(300, 300, going=False)
    assert batch.place == 300
    assert len(memory.translations) == 302


def test_no_more_is_read_than_is_needed(by_hand: ByHand, memory) -> None:
    batch = Batch(cases(5_000))
    run = Run(batch, by_hand, memory)
    run.go()
    assert max(batch.read_at) <= whole.OPEN_CASES
    by_hand.answer()
    run.go()
    assert max(batch.read_at) <= whole.OPEN_CASES + whole.TOGETHER
    assert len(by_hand.waiting()) <= whole.IN_THE_WORKS


def test_what_is_kept_is_not_made_again(by_hand: ByHand, memory) -> None:
    memory.keep([made(f"Barang nombor {n}", "ms") for n in range(1, 100)])
    old = [replace(made(f"Barang nombor {n}", "ms"), options="older") for n in range(60, 70)]
    person = replace(made("Barang nombor 3", "ms"), package="person", version="", options="")
    memory.keep([*old, person])
    run = Run(Batch(cases(120)), by_hand, memory)
    run.to_the_end()
    asked = {one for _, sentences, _ in by_hand.asked for one in sentences}
    assert asked == {f"Barang nombor {n}" for n in (*range(60, 70), *range(100, 121))}


def test_it_goes_on_from_the_place_of_an_earlier_run(by_hand: ByHand, memory) -> None:
    batch = Batch(cases(200), after=150)
    run = Run(batch, by_hand, memory)
    run.go()
    assert (batch.read_at[0], run.whole.standing.done) == (150, 150)
    run.to_the_end()
    assert len(memory.translations) == 50


def test_the_place_waits_for_what_is_behind(by_hand: ByHand, memory) -> None:
    """A rare language fills no request for long: the place stays before its first case."""
    many = cases(whole.TOGETHER + 20)
    many[4] = CaseText("c5", (PartText("p", "ของถึงเร็วมาก", "th"),))
    batch = Batch(many)
    run = Run(batch, by_hand, memory)
    run.go()
    run.now += whole.PLACE_EVERY + 1
    assert by_hand.waiting()[0][0] == "ms"
    by_hand.answer()
    run.go()
    assert run.whole.standing.done == whole.TOGETHER
    assert batch.place == 4


def test_a_sealed_case_does_not_go_to_the_engine(by_hand: ByHand, memory) -> None:
    many = [
        CaseText(f"c{n}", (PartText("p", f"Rahsia {n}", "ms"), PartText("q", "Sama", "ms")))
        for n in range(1, 200)
    ]
    batch = Batch(many)
    run = Run(batch, by_hand, memory)
    run.go()
    first = by_hand.waiting()[0]
    assert "Rahsia 2" in first[1]
    run.whole.forget("c2")  # in the engine with others
    run.whole.forget("c99")  # read
    assert first[2].cancelled()
    run.to_the_end()
    held = [asked for _, asked, future in by_hand.asked if not future.cancelled()]
    answered = {one for asked in held for one in asked}
    assert "Sama" in answered
    assert "Rahsia 1" in answered
    assert not answered & {"Rahsia 2", "Rahsia 99"}
    assert run.whole.standing.done == 197


def test_what_comes_next_goes_before_what_waits(by_hand: ByHand, memory) -> None:
    run = Run(Batch(cases(500, text="Barang {n}. Boleh {n}.")), by_hand, memory)
    run.go()
    first, second = by_hand.waiting()
    run.whole.step_aside()
    assert not first[2].cancelled()
    assert second[2].cancelled()
    run.to_the_end()
    assert len(memory.translations) == 1000


def test_languages_are_found_out_some_together(by_hand: ByHand, memory) -> None:
    run = Run(Batch(cases(50, hint=None, text="ของ {n}")), by_hand, memory)
    run.to_the_end()
    assert by_hand.detections == 3
    assert memory.languages["c50"]["p"].language == "th"
    assert run.whole.standing.done == 50


def test_nothing_is_asked_where_no_package_leads(by_hand: ByHand, memory) -> None:
    run = Run(Batch(cases(50, hint="ko")), by_hand, memory)
    run.to_the_end()
    assert not by_hand.asked
    assert run.whole.standing == whole.Standing(50, 50, going=False)


def test_after_three_failures_it_stops_and_tells_once(by_hand: ByHand, memory) -> None:
    by_hand.fault = WorldFault("language.engine_died", log="x")
    run = Run(Batch(cases(1_000)), by_hand, memory)
    run.to_the_end()
    assert [fault.code for fault in run.faults] == ["language.engine_died"]
    assert not run.whole.standing.going
    assert len(by_hand.asked) <= 4


def test_stopped_it_asks_nothing_more(by_hand: ByHand, memory) -> None:
    batch = Batch(cases(500))
    run = Run(batch, by_hand, memory)
    run.go()
    by_hand.answer()
    run.go()
    run.whole.stop()
    assert not by_hand.waiting()
    assert batch.place == run.whole.standing.done == whole.TOGETHER
    asked = len(by_hand.asked)
    run.go()
    assert len(by_hand.asked) == asked


def test_time_left_is_told_once_there_is_a_pace(by_hand: ByHand, memory) -> None:
    # A quarter is there already: it takes no time, and makes the pace no better.
    memory.keep([made(f"Barang nombor {n}", "ms") for n in range(1, 251)])
    run = Run(Batch(cases(1_000)), by_hand, memory)
    run.go()
    assert run.whole.standing.seconds is None
    while run.whole.standing.done < 800:
        run.now += whole.TOGETHER / 10  # a tenth of a second a case
        by_hand.answer()
        run.go()
    standing = run.whole.standing
    assert standing.seconds == pytest.approx((1000 - standing.done) / 10, rel=0.05)


def test_a_pace() -> None:
    pace = Pace()
    assert pace.left(10) is None
    pace.finished(50, 10.0)  # the engine was being loaded
    pace.finished(10, 10.0 + ENOUGH / 2)
    assert pace.left(10) is None
    pace.finished(10, 10.0 + ENOUGH)
    assert pace.left(10) == pytest.approx(ENOUGH / 2)
    now = 10.0 + ENOUGH
    for _ in range(100):  # slower from now on: what was long ago counts no more
        now += WINDOW / 10
        pace.finished(1, now)
    assert pace.left(10) == pytest.approx(WINDOW)


def test_who_waits_for_a_sentence() -> None:
    held = Sentences()
    held.want("ms", {"a": "A", "b": "B"}, "1")
    held.want("ms", {"b": "B", "c": "C"}, "2")
    assert len(held) == 3
    assert held.full(3, seen=False) == "ms"
    assert held.full(1) is None
    assert held.look_at("ms", 2) == ["a", "b"]
    assert held.take("ms", 9) == {"a": "A", "b": "B"}
    assert held.full(1) is None
    assert not held.let_go(("ms", "b"), "1")
    assert held.let_go(("ms", "b"), "2")
    held.put_back("ms", {"a": "A", "b": "B"})
    assert held.take("ms", 9) == {"a": "A"}
    assert held.drop(("ms", "a")) == {"1"}
    assert held.drop(("ms", "a")) == set()
    held.want("ms", {"c": "C"}, "1")
    assert held.drop(("ms", "c")) == {"1", "2"}
    assert held.full(1, seen=False) is None


# With the real engine, in Ahead's thread


@pytest.fixture
def ahead(engine: Engine, memory) -> Iterator[Ahead]:
    made = Ahead(engine, "en", memory)
    yield made
    made.close()


def test_the_rest_of_a_batch_with_the_engine(
    ahead: Ahead, memory, held_out: dict[str, list[str]]
) -> None:
    texts = [*held_out["ms"][:60], *held_out["th"][:60], "RM 39.90", "Just English here, thanks."]
    batch = Batch([CaseText(f"c{n}", (PartText("p", one),)) for n, one in enumerate(texts)])
    assert ahead.standing() is None
    ahead.translate_rest(lambda: batch)
    assert ahead.wait_rest(WAIT)
    standing = ahead.standing()
    assert standing is not None
    assert (standing.done, standing.going, batch.place) == (len(texts), False, len(texts))
    for case in batch.cases:
        assert ahead.show(case).complete
    kept = memory.kept
    ahead.translate_rest(lambda: batch)
    assert ahead.wait_rest(WAIT)
    assert memory.kept == kept


def test_the_rest_waits_for_a_key_s_work_and_goes_on_after_it(by_hand: ByHand, memory) -> None:
    ahead = Ahead(by_hand, "en", memory)
    try:
        ahead.stand_still(True)
        seen = threading.Event()

        class Told(Batch):
            def read(self, after: int, limit: int) -> list[Coming]:
                seen.set()
                return super().read(after, limit)

        ahead.translate_rest(lambda: Told(cases(10)))
        # What somebody waits for goes on; once it is through the rest has had its chance.
        ahead.request(CaseText("now", (PartText("p", "12", "ms"),)), urgent=True)
        assert ahead.wait_idle(WAIT)
        assert not seen.is_set()
        ahead.stand_still(False)
        assert seen.wait(WAIT)
    finally:
        ahead.close()


def test_who_cannot_say_go_on_holds_nothing_up_for_ever(by_hand: ByHand, memory) -> None:
    ahead = Ahead(by_hand, "en", memory)
    try:
        seen = threading.Event()

        class Told(Batch):
            def read(self, after: int, limit: int) -> list[Coming]:
                seen.set()
                return super().read(after, limit)

        ahead.stand_still(True)
        ahead.translate_rest(lambda: Told(cases(10)))
        assert seen.wait(WAIT)
    finally:
        ahead.close()


def test_a_store_that_fails_ends_it(by_hand: ByHand, memory) -> None:
    class Broken(Batch):
        def read(self, after: int, limit: int) -> list[Coming]:
            raise WorldFault("store.disk_full", path="x")

    faults: list[Fault] = []
    ahead = Ahead(by_hand, "en", memory, on_fault=faults.append)
    try:
        ahead.translate_rest(lambda: Broken(cases(10)))
        assert ahead.wait_rest(WAIT)
        assert [fault.code for fault in faults] == ["store.disk_full"]
    finally:
        ahead.close()
