"""The counterparts of what the caret or mouse touches, both ways."""

from __future__ import annotations

import pytest

from workstation.domain.language import Link
from workstation.domain.links import Side, counterparts, touched

# "jam tangan murah" / "cheap watches"
WATCHES = (Link(0, 3, 6, 13), Link(4, 10, 6, 13), Link(11, 16, 0, 5))


@pytest.mark.parametrize(
    ("start", "end", "lit"),
    [
        (0, 0, [(6, 13)]),  # before the word
        (2, 2, [(6, 13)]),  # in it
        (3, 3, [(6, 13)]),  # behind it
        (16, 16, [(0, 5)]),  # at the end of the text
        (1, 12, [(0, 5), (6, 13)]),  # a selection over all three
        (3, 4, []),  # the space alone
        (40, 40, []),
    ],
)
def test_from_the_original(start: int, end: int, lit: list[tuple[int, int]]) -> None:
    assert counterparts(WATCHES, start, end, Side.ORIGINAL) == lit


@pytest.mark.parametrize(
    ("start", "end", "lit"),
    [(8, 8, [(0, 3), (4, 10)]), (0, 0, [(11, 16)]), (0, 13, [(0, 3), (4, 10), (11, 16)])],
)
def test_from_the_translation(start: int, end: int, lit: list[tuple[int, int]]) -> None:
    assert counterparts(WATCHES, start, end, "translation") == lit


def test_between_two_words_without_a_space_the_second_lights() -> None:
    links = (Link(0, 2, 0, 4), Link(2, 4, 5, 9))
    assert counterparts(links, 2, 2, Side.ORIGINAL) == [(5, 9)]
    assert counterparts(links, 4, 4, Side.ORIGINAL) == [(5, 9)]


def test_the_touched_words_themselves() -> None:
    assert touched(WATCHES, 8, 8, Side.TRANSLATION) == [(6, 13)]
    assert touched(WATCHES, 5, 5, Side.ORIGINAL) == [(4, 10)]


def test_nothing_known_lights_nothing() -> None:
    assert counterparts((), 0, 5, Side.ORIGINAL) == []
