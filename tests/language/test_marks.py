"""Doubts that a look at both texts raises."""

from __future__ import annotations

import pytest

from workstation.language.marks import cut_loops, marks, numbers


@pytest.mark.parametrize(
    ("original", "translation", "expected"),
    [
        ("Harga RM39.90", "Price RM39.90", []),
        ("Harga RM39.90", "Price RM40", ["numbers_lost"]),
        ("Rp 150.000", "Rp 150,000 only", []),
        ("฿1,590.00", "1590 baht", []),
        ("๑๐ ชิ้น", "ten pieces", []),
        ("ambil 2 lagi", "take two more", []),
        ("Boleh kurang harga sikit", "Boleh kurang harga sikit", ["copied"]),
        ("这款包包还有现货吗", "这款包包 in stock?", ["copied"]),
        ("iPhone", "iPhone", []),
        ("ok", "ok", []),
        ("mahal sangat", "…", ["empty"]),
        ("mahal", "very " * 30 + "expensive", ["long"]),
        ("价格", "the price of this thing", []),
    ],
)
def test_marks(original: str, translation: str, expected: list[str]) -> None:
    assert marks(original, translation) == expected


def test_numbers_are_compared_as_plain_digits() -> None:
    assert numbers("1,590.00 ๑๒๓ 007 2.5") == {"1590", "123", "7", "25"}


def test_a_loop_is_cut_once_and_named() -> None:
    assert cut_loops("it is good. it is good. it is good. it is good. it is good.", "bagus") == (
        "it is good. …",
        True,
    )
    assert cut_loops("hahahahahahahahahahahaha", "x") == ("ha …", True)
    assert cut_loops("very very good", "sangat") == ("very very good", False)


def test_what_the_original_repeats_is_no_loop() -> None:
    assert cut_loops("no no no no no", "tak tak tak tak tak") == ("no no no no no", False)
    assert cut_loops("1000000000000", "x") == ("1000000000000", False)
