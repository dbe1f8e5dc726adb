"""Doubts that a look at both texts raises."""

from __future__ import annotations

import pytest

from workstation.language.doubt import Evidence, cut_loops, marks
from workstation.language.doubt.english import is_english
from workstation.language.doubt.slang import misread
from workstation.language.kept.kept import lost
from workstation.language.resources import ROOT, language_data


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ("Harga RM39.90", "Price RM39.90", ()),
        ("Harga RM39.90", "Price RM40", ("numbers_lost",)),
        ("Rp 150.000", "Rp 150,000 only", ()),
        ("฿1,590.00", "1590 baht", ()),
        ("๑๐ ชิ้น", "ten pieces", ()),
        ("ambil 2 lagi", "take two more", ()),
        ("Boleh kurang harga sikit", "Boleh kurang harga sikit", ("copied",)),
        ("这款包包还有现货吗", "这款包包 in stock?", ("copied", "wrong_script")),
        ("这款包包还有现货吗", "Is this 包包 still in stock with you?", ("wrong_script",)),
        ("ikut @kedai #乌龙茶", "follow @kedai #乌龙茶", ()),
        ("Antibiotics for sale, no reseta.", "Antibiotics for sale, no prescription needed.", ()),
        ("iPhone", "iPhone", ()),
        ("ok", "ok", ()),
        ("mahal sangat", "…", ("empty",)),
        ("mahal", "very " * 30 + "expensive", ("long",)),
        ("barang sampai cepat tapi kotak kemik teruk sangat", "arrived", ("short",)),
        ("价格", "the price of this thing", ()),
        ("bagus", "goo\ufffd", ("unreadable",)),
        ("100 Ω resistor murah", "cheap 100 Ω resistor", ()),
        ("kasut", "leather shodddy shoes", ("invented",)),
        ("kasut", "SHOOOOES LEATHRER", ("invented",)),
        ("beg sekolah", "the rechargeable, shockproof, half-price skincare apologised", ()),
        ("hantar ke Ipoh oleh Somchai", "sent to Ipoh by Somchai", ()),
        ("saya suka resto ini", "I like this bekas", ("invented",)),
        ("bekas tu bocor teruk", "the bekas leaks", ("untranslated",)),
        ("bekas tu bocor teruk sangat", "the bekas is leaking very badly, sadly", ()),
        ("pen tu murah weren", "those pens weren’t cheap", ()),
        ("Lontong sedap", "the Lontong is tasty", ()),
        (
            "cuba @kedai_roti https://kedai.example/rotii",
            "try @kedai_roti https://kedai.example/rotii",
            (),
        ),
    ],
)
def test_marks(original: str, translation: str, expected: tuple[str, ...]) -> None:
    gone = lost(original, translation, "ms", "en")
    assert marks(Evidence(original, translation, "ms", "en", lost=gone)) == expected


@pytest.mark.parametrize(
    ("original", "lost", "expected"),
    [
        ("@kedai 2 helai", ("@kedai",), ("things_lost",)),
        ("RM 45 je", ("RM 45",), ("numbers_lost",)),
        (
            "hubungi 012-345 6789 @kedai",
            ("012-345 6789", "@kedai"),
            ("numbers_lost", "things_lost"),
        ),
        ("sedap 😂", ("😂",), ()),
        ("guna kod HEMAT50", ("HEMAT50",), ("things_lost",)),
        ("RM 45 je", ("nothing of this text",), ()),
    ],
)
def test_what_was_lost_is_told_by_what_it_is(
    original: str, lost: tuple[str, ...], expected: tuple[str, ...]
) -> None:
    assert marks(Evidence(original, "something else", "ms", "en", lost=lost)) == expected


def test_what_the_engine_says_is_marked() -> None:
    assert marks(Evidence("bagus", "good", "ms", "en", cut_up=True)) == ("long",)
    assert marks(Evidence("bagus", "good …", "ms", "en", looped=True)) == ("looping",)


@pytest.mark.parametrize(
    ("translation", "target", "marked"),
    [
        ("iPhone 15 还有现货", "zh-Hans", False),
        ("this one is still in stock", "zh-Hans", True),
        ("กระเป๋า leather ใหม่", "th", False),
        ("การจัดส่ง 很快", "th", True),
        ("すぐに発送します", "ja", False),
    ],
)
def test_a_script_the_reader_cannot_read(translation: str, target: str, marked: bool) -> None:
    found = marks(Evidence("x" * 20, translation, "ms", target))
    assert ("wrong_script" in found) is marked


@pytest.mark.parametrize(
    ("original", "translation", "source", "marked"),
    [
        ("别信他，是杀猪盘", "Don't believe him, it's a pig plate", "zh-Hans", True),
        ("别信他，是杀猪盘", "Don't believe him, it's a romance scam", "zh-Hans", False),
        ("殺豬盤", "Killing pigs", "zh-Hant", True),
        ("Sambal ni gila babi pedas", "This sambal is a crazy pig", "ms", False),
        ("Sambal ni gila babi pedas", "This sambal is a pig", "ms", True),
        ("gilababi", "a pig", "ms", False),
        ("هذا والنصاب", "this and the condition", "ar", True),
        ("هذا والنصاب", "this and the conning", "ar", False),
        ("هذا والنصاب", "this and the scammer", "ar", False),
        ("anjing tolol", "a dog", "id", True),
        ("anjing", "a dog", "id", False),
        ("perfume trucho", "perfume trout", "es", False),
        ("yyds", "yyds", "ko", False),
    ],
)
def test_slang_without_a_rendering(
    original: str, translation: str, source: str, marked: bool
) -> None:
    found = marks(Evidence(original, translation, source, "en"))
    assert ("slang" in found) is marked
    assert "slang" not in marks(Evidence(original, translation, source, "ms"))


def test_every_slang_word_can_be_found_and_rendered() -> None:
    for language, words in language_data("slang.toml").items():
        for spellings, beginnings in words.items():
            for spelling in spellings.split("/"):
                assert misread(spelling, "x", language, "en"), spelling
                assert not misread(spelling, beginnings.split()[0], language, "en"), spelling


def test_words_are_looked_up_in_english_only() -> None:
    assert marks(Evidence("good shoes", "kasut bagus sekali", "en", "ms")) == ()


def test_a_loop_is_cut_once_and_named() -> None:
    assert cut_loops("it is good. it is good. it is good. it is good. it is good.", "bagus") == (
        "it is good. …",
        True,
    )
    assert cut_loops("hahahahahahahahahahahaha", "x") == ("ha …", True)
    assert cut_loops("very very good", "sangat") == ("very very good", False)


@pytest.mark.parametrize(
    ("translation", "original", "expected"),
    [
        ("Shoutoutoutoutout to her, cheap!", "Jerit kat dia, murah!", "Shout… to her, cheap!"),
        ("a ladddddder", "tangga", "a lad…er"),
        ("hahahahahahaha", "5555", None),
        ("sooooooo good", "bangettt", None),
        ("a committee of bookkeepers", "x", None),
        ("banana bananarama", "x", None),
    ],
)
def test_a_word_that_stutters(translation: str, original: str, expected: str | None) -> None:
    found = (translation, False) if expected is None else (expected, True)
    assert cut_loops(translation, original) == found


def test_what_the_original_repeats_is_no_loop() -> None:
    assert cut_loops("no no no no no", "tak tak tak tak tak") == ("no no no no no", False)
    assert cut_loops("1000000000000", "x") == ("1000000000000", False)


@pytest.mark.parametrize(
    ("word", "english"),
    [
        ("shoe", True),
        ("photoshopped", True),
        ("shipping", True),
        ("reposted", True),
        ("skincare", True),
        ("unboxed", True),
        ("colours", True),
        ("batteries", True),
        ("qqq", False),
        ("whicles", False),
        ("shodddy", False),
        ("celebrure", False),
        ("", False),
    ],
)
def test_which_words_are_english(word: str, english: bool) -> None:
    assert is_english(word) is english


def test_every_word_of_the_list_is_found() -> None:
    words = (ROOT / "languages" / "english-words.txt").read_text(encoding="utf-8").split()
    assert words == sorted(words)
    assert all(map(is_english, [*words[:50], *words[-50:], *words[::997]]))
