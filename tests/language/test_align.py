"""Words of the original and what became of them."""

from __future__ import annotations

import pytest

from workstation.domain.language import Link
from workstation.language.align import chained, linked, spans
from workstation.language.units import units


def cut(text: str, places: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in places]


def test_pieces_lie_where_they_were_cut() -> None:
    text = "Boleh kurang sikit tak?"
    pieces = ["▁Boleh", "▁kurang", "▁si", "kit", "▁", "tak", "?"]
    assert cut(text, spans(text, pieces)) == ["Boleh", "kurang", "si", "kit", "", "tak", "?"]


def test_the_bytes_of_a_character_have_its_place() -> None:
    text = "好 😂!"
    pieces = ["▁", "好", "▁", "<0xF0>", "<0x9F>", "<0x98>", "<0x82>", "!"]
    assert cut(text, spans(text, pieces)) == ["", "好", "", "😂", "😂", "😂", "😂", "!"]


def test_normalised_pieces_are_found() -> None:
    text = "Ｓｉｚｅ Ｍ ½ … ﾊﾞｯｸﾞ"
    pieces = ["▁Size", "▁M", "▁1⁄2", "▁...", "▁バッグ"]
    assert cut(text, spans(text, pieces)) == ["Ｓｉｚｅ", "Ｍ", "½", "…", "ﾊﾞｯｸﾞ"]


def test_pieces_of_older_packages() -> None:
    text = 'Das "neue" Kleid'
    pieces = ["Das", "&quot;", "ne@@", "ue", "&quot;", "Kle@@", "id"]
    assert cut(text, spans(text, pieces)) == ["Das", '"', "ne", "ue", '"', "Kle", "id"]


def test_what_is_not_there_has_an_empty_place() -> None:
    text = "one three"
    assert cut(text, spans(text, ["▁one", "▁two", "▁three"])) == ["one", "", "three"]


@pytest.mark.parametrize(
    ("text", "pieces", "words"),
    [
        ("Kura-kura ni RM1,590.00 je!", [], ["Kura-kura", "ni", "RM1", "590.00", "je"]),
        ("don't 2x 45ml", [], ["don't", "2x", "45ml"]),
        ("这条裙子iPhone", ["▁这", "条", "裙子", "iPhone"], ["这", "条", "裙子", "iPhone"]),
        ("เสื้อตัวนี้", ["▁เ", "สื", "้อ", "ตัว", "นี้"], ["เสื้อ", "ตัว", "นี้"]),
        ("شُكْرًا جزيلاً", [], ["شُكْرًا", "جزيلاً"]),
    ],
)
def test_words(text: str, pieces: list[str], words: list[str]) -> None:
    assert cut(text, units(text, spans(text, pieces))) == words


def test_attention_links_words() -> None:
    source, target = "harga ni 45", "this price 45"
    places = spans(source, ["▁harga", "▁ni", "▁45"]), spans(target, ["▁this", "▁price", "▁45"])
    found = linked(source, target, *places, [[0.1, 0.8, 0.1], [0.9, 0.05, 0.05], [0.3, 0.3, 0.3]])
    assert found == (Link(0, 5, 5, 10), Link(6, 8, 0, 4), Link(9, 11, 11, 13))


def test_pivots_chain() -> None:
    first = (Link(0, 3, 0, 5), Link(4, 6, 6, 9))
    second = (Link(0, 5, 10, 12), Link(7, 9, 0, 3))
    assert chained(first, second) == (Link(0, 3, 10, 12), Link(4, 6, 0, 3))
