"""No text makes the engine crash, babble, or take for ever."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workstation.domain.language import Translation
from workstation.language.engine.engine import Engine

WAIT = 120
SOURCES = ("ms", "id", "zh-Hans", "zh-Hant", "th", "vi", "tl", "ar", "es")

_MARKS = "\u0300\u0301\u0334\u035c\u0489\u0e34\u0e48\u064b"
_ZALGO = st.lists(
    st.tuples(st.sampled_from("abcกขكلم你"), st.text(_MARKS, max_size=8)), max_size=30
).map(lambda pairs: "".join(letter + marks for letter, marks in pairs))
_AGAIN = ("a", "x", "ค", "ก็", "哈", "ه", "😀", "na ", "RM5 ", "ha!", "\u200b", "ZQ1", "731 ")
_BABBLE = st.tuples(st.sampled_from(_AGAIN), st.integers(1, 2000)).map(
    lambda pair: (pair[0] * pair[1])[:2000]
)
_PIECES = st.sampled_from([
    "Boleh kurang harga ni?", "สนใจทักแชทนะคะ", "这个包是正品吗", "هل المنتج أصلي",
    "¿Tienes talla M?", "@kedai_kita", "#promo", "https://a.co/x?y=1", "RM 39.90", "INV/2024/0012",
    "😂😂", "👨‍👩‍👧‍👦", "\u202eabc\u202c", "\u0000", "\ufffd", "<s></s>", "▁▁", "<0xE0>", "731",
    "846", "\n", "\n\n", "  ", "- ", "1) ", "…", "%s{}", "\u2028", "ⓐⓑⓒ", "𝓗𝓮𝓵𝓵𝓸", "ᚠᛇᚻ",
])  # fmt: skip
_MIXED = st.lists(_PIECES, max_size=12).map(lambda pieces: " ".join(pieces))
_ANY = st.text(st.characters(), max_size=200)  # lone surrogates among them
TEXTS = st.one_of(_ZALGO, _BABBLE, _MIXED, _ANY)


@pytest.fixture(scope="module")
def patient(packages: Path) -> Iterator[tuple[Engine, Path]]:
    with tempfile.TemporaryDirectory() as folder:
        made = Engine(packages, Path(folder))
        yield made, Path(folder)
        made.close()


@settings(
    max_examples=int(os.environ.get("HOSTILE_EXAMPLES", "20")),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(TEXTS, min_size=1, max_size=6), st.sampled_from(SOURCES))
def test_whatever_comes_in_something_sound_comes_out(
    patient: tuple[Engine, Path], texts: list[str], source: str
) -> None:
    engine, log = patient
    before = engine.ping().result(WAIT)
    made = engine.translate(texts, source, "en").result(WAIT)
    assert engine.ping().result(WAIT) == before
    assert (log / "language-engine.log").read_text(encoding="utf-8") == ""
    for text, one in zip(texts, made, strict=True):
        sound(text, one)


def sound(text: str, one: Translation) -> None:
    one.text.encode()
    # Nothing is far longer than what it came from, and no end of one word.
    assert len(one.text) <= 6 * len(text) + 200
    assert "\x00" in text or "\x00" not in one.text
    for link in one.links:
        assert 0 <= link.start < link.end <= len(text)
        assert 0 <= link.at < link.until <= len(one.text)
    assert one.confidence is None or 0 <= one.confidence <= 1000
    assert one.score is None or one.score <= 0
    if one.score is None:
        assert one.marks == ()


def test_ten_thousand_of_one_letter(patient: tuple[Engine, Path]) -> None:
    engine, _ = patient
    texts = [letter * 10_000 for letter in ("x", "ค", "哈", "ه", "😀", "é")]
    for source in ("th", "es"):
        made = engine.translate(texts, source, "en").result(WAIT)
        for text, one in zip(texts, made, strict=True):
            sound(text, one)
            assert one.text == text or {"long", "looping", "empty"} & set(one.marks)


def test_an_hour_of_text_is_cut_and_says_so(patient: tuple[Engine, Path]) -> None:
    engine, _ = patient
    text = "Barang sampai cepat dan seller sangat membantu sekali. " * 2000
    [made] = engine.translate([text], "ms", "en").result(WAIT)
    assert "long" in made.marks
    assert 0 < len(made.text) < 20_000


def test_control_characters_go_through(patient: tuple[Engine, Path]) -> None:
    engine, _ = patient
    texts = [f"Barang{chr(code)} cantik" for code in (*range(32), 0x7F, 0x85, 0xAD, 0x2028, 0xFEFF)]
    made = engine.translate(texts, "ms", "en").result(WAIT)
    assert len(made) == len(texts)
    assert all(one.text for one in made)
