"""What goes to the language process at a time, two portions ahead; and who pays for a death."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import wait
from pathlib import Path

import pytest

from workstation.domain.language import NoPackage
from workstation.fault import WorldFault
from workstation.language.engine import child
from workstation.language.engine.engine import Engine
from workstation.language.engine.portions import QUICK, SLOW, Portions

ROOT = Path(__file__).resolve().parents[2]
WAIT = 30

# A process that speaks as ours does: it dies of POISON, knows no way to "xx", and with PAIR
# answers nothing before a second request has come.
STAND_IN = """
import sys
sys.path.insert(0, {root!r})
from workstation.language.engine import wire
questions, answers = sys.stdin.buffer, sys.stdout.buffer
behind = []
while (request := behind.pop(0) if behind else wire.read_request(questions)) is not None:
    if isinstance(request, wire.Ping):
        wire.send(answers, wire.Pong(1))
        continue
    if any("POISON" in text for text in request.sentences):
        sys.exit(1)
    if request.sentences[0].startswith("PAIR"):
        behind.append(wire.read_request(questions))
    if request.target == "xx":
        wire.send(answers, wire.NoRoute())
        continue
    made = [wire.Made(f"{{len(request.sentences)}} {{text[:9]}}") for text in request.sentences]
    wire.send(answers, wire.Translated("p", "1", "o", made))
"""


@pytest.fixture
def engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Engine]:
    script = STAND_IN.format(root=str(ROOT))
    monkeypatch.setattr(child, "command", lambda *_: [sys.executable, "-c", script])
    made = Engine(tmp_path / "packages", tmp_path / "log")
    yield made
    made.close()


@pytest.fixture
def held(engine: Engine) -> Callable[[], None]:
    """What is asked stays in the queue until the returned function is called."""
    release = threading.Event()
    entered = threading.Event()
    receive = engine._line.receive

    def hold() -> object:
        entered.set()
        release.wait(WAIT)
        return receive()

    engine._line.receive = hold  # type: ignore[method-assign]
    engine.ping()
    assert entered.wait(WAIT)

    def let_go() -> None:
        engine._line.receive = receive  # type: ignore[method-assign]
        release.set()

    return let_go


def test_the_second_portion_is_sent_before_the_first_is_answered(engine: Engine) -> None:
    texts = [f"PAIR {number}" if number == 0 else str(number) for number in range(200)]
    made = engine.translate(texts, "ms", "en").result(WAIT)
    assert [one.text.split()[1] for one in made[1:]] == texts[1:]
    assert int(made[0].text.split()[0]) == 128


def test_a_death_costs_the_one_that_kills(engine: Engine, held: Callable[[], None]) -> None:
    poisoned = engine.translate(["a", "POISON"], "ms", "en")
    others = [engine.translate([f"text {number}"], "ms", "en") for number in range(4)]
    held()
    assert not wait([poisoned, *others], WAIT).not_done
    with pytest.raises(WorldFault, match=r"language\.engine_died"):
        poisoned.result(0)
    assert [future.result(0)[0].text for future in others] == [
        f"1 text {number}" for number in range(4)
    ]


def test_what_was_answered_is_not_asked_again(engine: Engine) -> None:
    texts = [str(number) for number in range(300)] + ["POISON"]
    with pytest.raises(WorldFault, match=r"language\.engine_died"):
        engine.translate(texts, "ms", "en").result(WAIT)
    assert engine.translate(["after"], "ms", "en").result(WAIT)[0].text == "1 after"


def test_no_way_ends_a_request_at_once(engine: Engine, held: Callable[[], None]) -> None:
    future = engine.translate([str(number) for number in range(1000)], "ms", "xx")
    after = engine.translate(["after"], "ms", "en")
    held()
    assert future.result(WAIT) == NoPackage("ms", "xx")
    assert after.result(WAIT)[0].text == "1 after"


def test_the_urgent_goes_before_what_waits(engine: Engine, held: Callable[[], None]) -> None:
    order: list[str] = []
    futures = []
    for name, urgent in (("first", False), ("second", False), ("third", False), ("now", True)):
        future = engine.translate([name], "ms", "en", urgent)
        future.add_done_callback(lambda _, name=name: order.append(name))
        futures.append(future)
    held()
    wait(futures, WAIT)
    # Everything waited behind the ping.
    assert order == ["now", "first", "second", "third"]


def test_a_portion_fits_what_it_takes() -> None:
    portions = Portions()
    texts = ["x" * 60] * 1000
    pair = ("ms", "en")
    first = portions.cut(pair, texts, 0, urgent=False)
    portions.took(pair, texts[:first], 30.0)  # that was loading
    assert portions.cut(pair, texts, 0, urgent=False) == first == 69
    assert portions.cut(pair, texts, 0, urgent=True) == 32
    for _ in range(9):
        portions.took(pair, texts[: portions.cut(pair, texts, 0, urgent=False)], SLOW + 0.1)
    assert portions.cut(pair, texts, 0, urgent=False) == 18
    for _ in range(9):
        portions.took(pair, texts[: portions.cut(pair, texts, 0, urgent=False)], QUICK / 2)
    assert portions.cut(pair, texts, 0, urgent=False) == 128
    # A few words that were quick say nothing of a full portion.
    portions.took(pair, texts[:100], SLOW + 0.1)
    few = portions.cut(pair, texts, 0, urgent=False)
    portions.took(pair, texts[:1], 0.001)
    assert portions.cut(pair, texts, 0, urgent=False) == few


def test_one_text_is_a_portion_however_long() -> None:
    texts = ["ค" * 100_000, "short"]
    assert Portions().cut("pair", texts, 0, urgent=False) == 1
    assert Portions().cut("pair", texts, 1, urgent=False) == 2
    assert Portions().cut("pair", [], 0, urgent=False) == 0
