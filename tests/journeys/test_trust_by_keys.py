"""A translation lost a number: an auditor sees it, understands why and tells, by keys alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from workstation.domain.event import Kind
from workstation.domain.language import Link, Translation

OpenDesk = Callable[..., Any]
LISTING = "L-MY-49010231"
LOST = "7 hari"


def told(sentence: str, plain: Translation) -> Translation:
    """One sentence lost its days; its first word became the last of the translation."""
    if LOST not in sentence or "jeragat" not in sentence:
        return replace(plain, confidence=900)
    text, first = "White without days", sentence.split()[0]
    return replace(
        plain,
        text=text,
        marks=("numbers_lost", "doubtful"),
        lost=(LOST,),
        confidence=180,
        links=(Link(0, len(first), 0, 5), Link(len(first) + 1, len(first) + 6, 6, 13)),
    )


def test_a_lost_number_is_found_understood_and_told(open_desk: OpenDesk) -> None:
    desk = open_desk(held=True)
    desk.services.engine.saying = told
    desk.services.engine.release()
    desk.go(LISTING)
    desk.wait(lambda: desk.reviewer.prepared.rendered.complete)
    case = desk.window.case
    assert "1 doubtful" in case.trust.shown_text()
    assert "90 in 100" in case.trust.shown_text()
    number = next(n for n, row in enumerate(case.grid.laid.rows) if row.marks)
    desk.press(*["Down"] * number)
    for words in ("a number is missing", "the model itself was unsure", "18 in 100", LOST):
        assert words in case.trust.accessibleDescription()
    row = case.grid.current_row()
    assert LOST in row.tail.layout.text()
    lit = []
    for _ in range(2):
        (one,) = case.grid._lit
        lit.append([row.translation.text[a:b] for a, b in one.translation])
        desk.press("Right")
    assert lit == [["White"], ["without"]]
    assert case.grid._lit == ()  # the third word: nothing is known, nothing lights
    desk.press("Ctrl+I")
    desk.wait(lambda: desk.panel() is not None)
    assert "18 in 100" in desk.panel().words.text()
    assert "ms_en 0.1: " in desk.panel().words.text()
    desk.press("Escape", "F8", "F9")
    desk.answer("1")
    desk.wait(lambda: bool(desk.events(Kind.ANSWERED)))
    body = json.loads(desk.events(Kind.ANSWERED)[0][0])
    assert any(stamp.startswith("translate-ms_en 0.1 ") for stamp in body["shown"]["packages"])
    assert row.digest in [digest for digest, _of in body["shown"]["translations"]]
