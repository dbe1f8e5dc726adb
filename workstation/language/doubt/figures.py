"""Numbers as plain digits, whatever script and separators they are written in."""

from __future__ import annotations

import re
import unicodedata

_NUMBER = re.compile(r"\d+(?:[.,’']\d+)*")
_SMALL = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six",
    "7": "seven", "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
}  # fmt: skip


def numbers(text: str) -> set[str]:
    """The numbers of a text as plain digits: `1,590.00`, `1.590,00` and `๑๕๙๐` are `1590`."""
    return {_plain(match.group()) for match in _NUMBER.finditer(text)}


def numbers_lost(original: str, translation: str) -> set[str]:
    """The numbers of the original that the translation has neither in digits nor spelled."""
    return numbers(original) - numbers(translation) - _spelled(translation)


def _plain(number: str) -> str:
    pieces = re.split(r"[.,’']", number)
    if len(pieces) > 1 and len(pieces[-1]) <= 2 and set(pieces[-1]) <= {"0"}:
        pieces.pop()
    digits = "".join(pieces)
    return "".join(str(unicodedata.digit(character)) for character in digits).lstrip("0") or "0"


def _spelled(translation: str) -> set[str]:
    words = set(re.findall(r"[a-z]+", translation.lower()))
    return {digit for digit, word in _SMALL.items() if word in words}
