"""Small questions about a text."""

from __future__ import annotations

import pytest

from workstation.language.text import has_words, printable, sentence_digest


@pytest.mark.parametrize(
    "text", ["", "🔥 100%", "RM 39.90", "256GB", "XL", "x" * 500, "2 kg / 5 L"]
)
def test_nothing_to_translate(text: str) -> None:
    assert not has_words(text)


@pytest.mark.parametrize("text", ["ok", "RM 39 sahaja", "ก", "好" * 100, "Saiz XL"])
def test_something_to_translate(text: str) -> None:
    assert has_words(text)


def test_a_lone_surrogate_has_a_digest() -> None:
    assert printable("a\ud800") == "a\ufffd"
    assert sentence_digest("a\ud800") == sentence_digest("a\ufffd")
