"""Doubts about a translation that a look at both texts can raise.

numbers_lost   a number of the original is not in the translation
copied         the original came back, or much of it in its own script
looping        the same words over and over; the text is cut
empty          words went in, none came out
unreadable     the model spelled bytes that are no letters (U+FFFD)
long           the translation is far longer than the original, or the original was cut up
"""

from __future__ import annotations

import re
import unicodedata

NUMBERS_LOST = "numbers_lost"
COPIED = "copied"
LOOPING = "looping"
EMPTY = "empty"
LONG = "long"
UNREADABLE = "unreadable"

# Three times in a row is emphasis, four is a model that hangs.
_WORD_LOOP = re.compile(r"(?<!\S)(\S+(?:\s+\S+){0,7}?)(?:\s+\1){3,}(?!\S)")
_LETTER_LOOP = re.compile(r"(\D{1,12}?)\1{7,}")
_NUMBER = re.compile(r"\d+(?:[.,’']\d+)*")
_SMALL = {
    "0": "zero", "1": "one", "2": "two", "3": "three", "4": "four", "5": "five", "6": "six",
    "7": "seven", "8": "eight", "9": "nine", "10": "ten", "11": "eleven", "12": "twelve",
}  # fmt: skip
_DENSE = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]"
)
_LOOKED_AT = 4000


def cut_loops(text: str, original: str) -> tuple[str, bool]:
    """The translation without endless repeats, and whether there were any."""
    head = text[:_LOOKED_AT]
    cut = False
    for pattern in (_WORD_LOOP, _LETTER_LOOP):
        found = pattern.search(head)
        if found and found.group().strip() and not pattern.search(original[:_LOOKED_AT]):
            head = f"{head[: found.end(1)].rstrip()} …"
            cut = True
    return (head, True) if cut else (text, False)


def marks(original: str, translation: str, *, cut_up: bool = False) -> list[str]:
    """The doubts, in a fixed order."""
    found = []
    if numbers(original) - numbers(translation) - _spelled(translation):
        found.append(NUMBERS_LOST)
    if _copied(original, translation):
        found.append(COPIED)
    if "\ufffd" in translation and "\ufffd" not in original:
        found.append(UNREADABLE)
    if not any(character.isalnum() for character in translation):
        found.append(EMPTY)
    if cut_up or _too_long(original, translation):
        found.append(LONG)
    return found


def numbers(text: str) -> set[str]:
    """The numbers of a text as plain digits: `1,590.00`, `1.590,00` and `๑๕๙๐` are `1590`."""
    return {_plain(match.group()) for match in _NUMBER.finditer(text)}


def _plain(number: str) -> str:
    pieces = re.split(r"[.,’']", number)
    if len(pieces) > 1 and len(pieces[-1]) <= 2 and set(pieces[-1]) <= {"0"}:
        pieces.pop()
    digits = "".join(pieces)
    return "".join(str(unicodedata.digit(character)) for character in digits).lstrip("0") or "0"


def _spelled(translation: str) -> set[str]:
    words = set(re.findall(r"[a-z]+", translation.lower()))
    return {digit for digit, word in _SMALL.items() if word in words}


def _copied(original: str, translation: str) -> bool:
    one, other = _letters(original), _letters(translation)
    if len(one) < 4:
        return False
    if one == other:
        return len(original.split()) > 1 or not one.isascii()  # a lone brand stays as it is
    foreign = sum(not character.isascii() for character in one)
    if foreign * 2 > len(one):
        left = sum(not character.isascii() for character in other)
        return left * 3 > len(other)
    words, made = original.lower().split(), set(translation.lower().split())
    kept = sum(word in made for word in words)
    return len(words) >= 4 and kept >= 0.8 * len(words)


def _letters(text: str) -> str:
    return "".join(character for character in text.lower() if character.isalpha())


def _too_long(original: str, translation: str) -> bool:
    weight = sum(4 if _DENSE.match(character) else 1 for character in original)
    return len(translation) > 3 * weight + 40
