"""Words of the original and what became of them."""

from __future__ import annotations

import random
import time
import unicodedata
from typing import Any

import pytest

from benchmarks import alignment
from workstation.domain.language import Link
from workstation.language.links.align import chained, linked, spans
from workstation.language.links.units import units


def cut(text: str, places: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in places]


def test_pieces_lie_where_they_were_cut() -> None:
    text = "Boleh kurang sikit tak?"
    pieces = ["▁Boleh", "▁kurang", "▁si", "kit", "▁", "tak", "?"]
    assert cut(text, spans(text, pieces)) == ["Boleh", "kurang", "si", "kit", "", "tak", "?"]


def test_pieces_of_nothing_lie_at_its_beginning() -> None:
    assert spans("", ["▁", "a", "<0xF0>"]) == [(0, 0)] * 3


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
        ("Kura-kura ni RM1,590.00 je!", [], ["Kura-kura", "ni", "RM1,590.00", "je"]),
        ("don't 2x 45ml", [], ["don't", "2x", "45ml"]),
        ("这条裙子iPhone", ["▁这", "条", "裙子", "iPhone"], ["这", "条", "裙子", "iPhone"]),
        ("เสื้อตัวนี้", ["▁เ", "สื", "้อ", "ตัว", "นี้"], ["เสื้อ", "ตัว", "นี้"]),
        ("น้ำหอม RM1,590.00 ๑,๕๙๐", [], ["น้ำหอม", "RM1,590.00", "๑,๕๙๐"]),
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


def test_a_number_never_became_another() -> None:
    source, target = "RM1,590 ๘๗ 20", "1.590 8850 90"
    places = spans(source, source.split()), spans(target, target.split())
    attention = [[0.1, 0.8, 0.1], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]
    assert linked(source, target, *places, attention) == (Link(0, 7, 0, 5),)
    source, target = "harga RM1590 ๘๗", "price 1590 87"
    places = spans(source, source.split()), spans(target, target.split())
    attention = [[1.0, 0.0, 0.0], [0.1, 0.8, 0.1], [0.0, 1.0, 0.0]]
    assert linked(source, target, *places, attention) == (
        Link(0, 5, 0, 5),
        Link(6, 12, 6, 10),
        Link(13, 15, 11, 13),
    )


def test_a_price_that_stands_on_both_sides_is_nothing_else() -> None:
    source, target = "RM45 je", "only RM45"
    places = spans(source, source.split()), spans(target, target.split())
    assert linked(source, target, *places, [[0.9, 0.1], [0.9, 0.1]]) == (Link(0, 4, 5, 9),)


def test_pivots_chain() -> None:
    first = (Link(0, 3, 0, 5), Link(4, 6, 6, 9))
    second = (Link(0, 5, 10, 12), Link(7, 9, 0, 3))
    assert chained(first, second) == (Link(0, 3, 10, 12), Link(4, 6, 0, 3))


HARD = (
    "สวัสดีค่ะ น้ำหอมแท้ ๒๐๐ บาท",
    "प्रिय ग्राहक, कृपया दुकान से संपर्क करें",
    "ສະບາຍດີ ຮ້ານນີ້ເປີດທຸກມື້",
    "សួស្តី ហាងនេះ",
    "شُكْرًا جزيلاً على الطَّلَب ١٢٫٥",
    "e\u0301te\u0301 nin\u0303o 👨\u200d👩\u200d👧 🇲🇾🇸🇬 👍🏽",
    "这条裙子iPhone15手机壳。ﾊﾞｯｸﾞ",
    "\u1112\u1161\u11ab\u1100\u1173\u11af 한글",
    "\u0301\u0e48\u200d leading marks",
    "a\u0301\u0302\u0303" * 20,
)


def random_pieces(text: str, chance: random.Random) -> list[str]:
    """A text cut anywhere, now and then in bytes, now and then wrong."""
    pieces, at = [], 0
    while at < len(text):
        until = min(len(text), at + chance.randint(1, 4))
        piece = text[at:until]
        at = until
        if chance.random() < 0.1:
            pieces += [f"<0x{byte:02X}>" for byte in piece.encode()]
        elif chance.random() < 0.1:
            pieces.append(chance.choice(["▁", "", "<unk>", "xyz", "<0xFF>", unicode_form(piece)]))
        else:
            pieces.append(piece.replace(" ", "▁"))
    return pieces


def unicode_form(text: str) -> str:
    return unicodedata.normalize("NFKC", text)


def cuts_nothing(text: str, start: int, end: int) -> bool:
    def inside(at: int) -> bool:
        return 0 < at < len(text) and unicodedata.category(text[at])[0] == "M"

    base = start == 0 or not inside(start) or text[start - 1].isspace()
    return base and not inside(end)


@pytest.mark.parametrize("seed", range(200))
def test_places_and_links_keep_to_the_text(seed: int) -> None:
    chance = random.Random(seed)
    source, target = chance.choice(HARD), chance.choice(HARD)
    pieces = random_pieces(source, chance), random_pieces(target, chance)
    places = spans(source, pieces[0]), spans(target, pieces[1])
    for text, made, there in zip((source, target), pieces, places, strict=True):
        assert len(there) == len(made)
        assert all(0 <= start <= end <= len(text) for start, end in there)
        assert [start for start, _ in there] == sorted(start for start, _ in there)
    attention = [[chance.random() ** 8 for _ in pieces[0]] for _ in pieces[1]]
    found = linked(source, target, *places, attention)
    assert found == linked(source, target, *places, attention)
    assert list(found) == sorted(set(found), key=tuple_of)
    for start, end, at, until in map(tuple_of, found):
        assert 0 <= start < end <= len(source)
        assert 0 <= at < until <= len(target)
        assert cuts_nothing(source, start, end)
        assert cuts_nothing(target, at, until)


def tuple_of(link: Link) -> tuple[int, int, int, int]:
    return link.start, link.end, link.at, link.until


NAN, INF = float("nan"), float("inf")


@pytest.mark.parametrize(
    "attention",
    [
        [],
        [[]],
        [[], []],
        [[1.0, 0.0]],
        [[1.0], [1.0]],
        [[1.0, 0.0], [0.0]],
        [[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]],
        [[1.0, 0.0], [0.0, 1.0], [0.0, 1.0]],
        [[NAN, 0.0], [0.0, 1.0]],
        [[1.0, 0.0], [0.0, NAN]],
        [[INF, 0.0], [0.0, 1.0]],
        [[-1.0, 2.0], [2.0, -1.0]],
        [None, None],
        [["1", "0"], ["0", "1"]],
        None,
    ],
)
def test_an_attention_that_does_not_fit_links_nothing(attention: Any) -> None:
    assert linked("harga ni", "this price", [(0, 5), (6, 8)], [(0, 4), (5, 10)], attention) == ()


def test_a_column_for_the_end_of_the_sentence_is_no_word() -> None:
    attention = [[0.0, 0.9, 0.1], [0.0, 0.0, 1.0]]
    found = linked("harga ni", "this price", [(0, 5), (6, 8)], [(0, 4), (5, 10)], attention)
    assert found == (Link(6, 8, 0, 4),)


def test_no_words_no_links() -> None:
    assert linked("!!", "??", [(0, 2)], [(0, 2)], [[1.0]]) == ()
    assert linked("", "", [], [], []) == ()


def test_attention_that_wanders_links_nothing_but_what_is_written_the_same() -> None:
    source, target = "harga ni Gucci 45", "sell the Gucci shoes"
    places = spans(source, source.split()), spans(target, target.split())
    found = linked(source, target, *places, [[0.25] * 4] * 4)
    assert found == (Link(9, 14, 9, 14),)


def test_articles_do_not_light_their_noun() -> None:
    source, target = "beg kecil", "The bag small"
    places = spans(source, source.split()), spans(target, target.split())
    found = linked(source, target, *places, [[0.6, 0.4], [0.95, 0.05], [0.1, 0.9]])
    assert found == (Link(0, 3, 4, 7), Link(4, 9, 8, 13))


def test_two_words_that_became_one_both_light_it() -> None:
    source, target = "jam tangan murah", "cheap watches"
    places = spans(source, source.split()), spans(target, target.split())
    found = linked(source, target, *places, [[0.0, 0.0, 1.0], [0.55, 0.45, 0.0]])
    assert found == (Link(0, 3, 6, 13), Link(4, 10, 6, 13), Link(11, 16, 0, 5))


def test_a_long_text_whose_pieces_fit_nothing_is_quick() -> None:
    pieces = ["▁" + letter * 3 for letter in "zyxw" * 500]
    begun = time.process_time()
    assert len(spans("abcd " * 2000, pieces)) == len(pieces)
    assert time.process_time() - begun < 2


def test_chains_of_words_cut_differently() -> None:
    first = (Link(0, 4, 0, 6), Link(5, 8, 0, 6))
    assert chained(first, (Link(0, 2, 3, 9), Link(0, 6, 0, 2))) == (
        Link(0, 4, 0, 2),
        Link(5, 8, 0, 2),
    )
    assert chained(first, ()) == chained((), first) == ()


@pytest.mark.parametrize("language", alignment.LANGUAGES)
def test_links_are_those_set_by_hand(language: str) -> None:
    """On the starter package; benchmarks/alignment.py has the figures."""
    seen = alignment.through_starter(language)
    assert len(seen) >= 25
    counts = [alignment.counted(one.pair, alignment.ours(one)) for one in seen]
    whole = alignment.total(counts)
    assert whole.precision() > 0.88
    assert whole.recall() > 0.75
