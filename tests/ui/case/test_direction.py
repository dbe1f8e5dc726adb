"""Which way a text runs: its letters decide where its language does not."""

from __future__ import annotations

import pytest

from workstation.ui.theme import runs_right_to_left


@pytest.mark.parametrize(
    ("text", "language", "leftward"),
    [
        ("ساعة رولكس", "ar", True),
        ("iPhone ساعة أصلية", "ar", True),
        ("Enta wo kol el nas 7elwa.", "ar", False),
        ("123", "ar", True),
        ("", "ar", True),
        ("ساعة رولكس", "und", True),
        ("ساعة", "en", True),
        ("7 ساعة", "", True),
        ("Jam tangan", "ms", False),
        ("Rolex ساعة", "en", False),
        ("🙂", "und", False),
    ],
)
def test_letters_decide_where_the_language_does_not(
    text: str, language: str, leftward: bool
) -> None:
    assert runs_right_to_left(text, language) is leftward
