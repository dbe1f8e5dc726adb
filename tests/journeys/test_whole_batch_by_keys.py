"""The whole batch is translated behind the auditor, who sees how far it is and can stop it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest

from tests.desk import Desk
from workstation.ui import whole_batch
from workstation.ui.whole_batch import left_words

OpenDesk = Callable[..., Desk]
STOP = "Ctrl+Shift+T"


def header(desk: Desk) -> str:
    desk.window.tell_translating()
    return str(desk.window.header._ahead)


def standing(desk: Desk) -> Any:
    return desk.services.translating.standing()


def texts_until(desk: Desk, position: int) -> str:
    rows = desk.sql(
        "SELECT p.text FROM task t JOIN part p ON p.[case] = t.[case] WHERE t.position <= ?",
        position,
    )
    return "\n".join(text for (text,) in rows)


def to_the_rest(desk: Desk) -> Any:
    """The next cases are through, and the rest has asked for more."""
    engine = desk.services.engine

    def has_begun() -> bool:
        engine.answer_waiting()
        done, total = desk.services.ahead.progress()
        return done == total > 0 and standing(desk) is not None and standing(desk).done > 0

    desk.wait(has_begun)
    return engine


def test_the_next_cases_come_first_then_the_rest(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    engine = desk.services.engine
    (shown,) = desk.sql("SELECT position FROM task WHERE id = ?", desk.task)
    ahead = int(desk.services.preferences["ahead"])
    desk.wait(lambda: desk.services.ahead.progress()[1] >= ahead)
    desk.wait(lambda: len(engine.asked) > 1)
    near = texts_until(desk, shown[0] + ahead)
    assert all(one in near for _, sentences in engine.asked for one in sentences)
    assert all(one in texts_until(desk, shown[0]) for one in engine.asked[0][1]), "what is shown"
    to_the_rest(desk)
    total = desk.sql("SELECT [open] + answered FROM queue_place")[0][0]
    assert re.fullmatch(rf"translated \d+ of {total}( · .+)?", header(desk))
    assert header(desk) in desk.window.header.shown_text()
    engine.release()
    desk.wait(lambda: not standing(desk).going)
    assert standing(desk).done == total
    desk.wait(lambda: header(desk) == "")
    far = [one for _, sentences in engine.asked for one in sentences if one not in near]
    assert far
    assert len(far) == len(set(far)), "each once"
    desk.press(STOP)
    assert desk.told.startswith("This batch is done."), "nothing was stopped"
    desk.press(STOP)
    assert "stops it" not in desk.told, "nothing is going"


def test_stopped_by_a_key_it_goes_on_by_the_same(open_desk: OpenDesk, home: Any) -> None:
    desk = open_desk(held=True)
    engine = to_the_rest(desk)
    desk.press(STOP)
    desk.wait(lambda: not standing(desk).going)
    assert desk.told.startswith("Stopped at ")
    assert "Ctrl+Shift+T goes on" in desk.told
    assert "translated" not in header(desk)
    assert desk.services.preferences["whole_batch"] is False
    asked = len(engine.asked)
    engine.release()
    stopped_at = standing(desk).done
    assert stopped_at < standing(desk).total
    assert len(engine.asked) == asked
    desk.press(STOP)
    assert "stops it" in desk.told
    desk.wait(lambda: not standing(desk).going and standing(desk).done > stopped_at)
    assert standing(desk).done == standing(desk).total
    assert len(engine.asked) > asked
    desk.close()
    # The next day nothing is made again.
    again = open_desk(home)
    again.wait(lambda: standing(again) is not None and not standing(again).going)
    assert standing(again).done == standing(again).total
    assert again.services.engine.asked == []


def test_left_off_it_stays_off(open_desk: OpenDesk, home: Any) -> None:
    desk = open_desk(held=True)
    desk.press(STOP)
    desk.close()
    again = open_desk(home)
    again.wait(lambda: again.services.ahead.progress()[0] > 0)
    assert standing(again) is None
    again.press(STOP)
    again.wait(lambda: standing(again) is not None and not standing(again).going)
    assert standing(again).done == standing(again).total


def test_a_sealed_case_is_left_out(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    engine = desk.services.engine
    (case, source), = desk.sql(
        "SELECT c.id, c.source_id FROM task t JOIN [case] c ON c.id = t.[case] "
        "ORDER BY t.position DESC LIMIT 1"
    )  # fmt: skip
    own = [text for (text,) in desk.sql("SELECT text FROM part WHERE [case] = ?", case)]
    desk.go(source)
    desk.wait(lambda: bool(of(own, engine.asked)))
    desk.press("F12")
    desk.wait(lambda: desk.panel() is not None)
    desk.press("1")
    desk.wait(lambda: bool(desk.sql("SELECT 1 FROM task WHERE state = 'sealed'")))
    asked = len(engine.asked)
    engine.release()
    desk.wait(lambda: standing(desk) is not None and not standing(desk).going)
    others = [text for (text,) in desk.sql("SELECT text FROM part WHERE [case] <> ?", case)]
    assert set(of(own, engine.asked[asked:])) <= set(of(others, engine.asked))


def of(texts: list[str], asked: Any) -> list[str]:
    """The sentences of these texts that were asked for."""
    every = [one for _, sentences in asked for one in sentences]
    return [one for one in every if any(one in text for text in texts)]


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (5.0, "less than a minute left"),
        (61.0, "about 2 min left"),
        (3599.0, "about 60 min left"),
        (9000.0, "about 3 h left"),
    ],
)
def test_time_left(seconds: float, words: str) -> None:
    assert left_words(seconds) == words
    assert whole_batch._MINUTE == 60
