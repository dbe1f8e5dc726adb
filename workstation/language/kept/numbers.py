"""What a number says, however it is written: `1,590.00`, `1.590`, `๑,๕๙๐`, `1½` and `1.59 ribu`.

A value is plain digits with a full stop before a fraction and no zeros that say nothing.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

# Every quantifier here is bounded: no input costs more than a pass over it.
_FRACTIONS = "¼-¾⅐-⅞"
LITERAL = re.compile(
    rf"\d{{1,24}}(?:[.,’'٫٬]\d{{1,24}}){{0,5}}(?: ?[{_FRACTIONS}])?|[{_FRACTIONS}]"
)
_FRACTION = re.compile(f" ?[{_FRACTIONS}]$")
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_SEPARATOR = re.compile(r"[.,’'٫٬]")
_WORD = re.compile(r"[a-z]{1,20}")
_UNITS = {
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12,
    "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5,
    "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10, "eleventh": 11, "twelfth": 12,
    "once": 1, "single": 1, "twice": 2, "double": 2, "both": 2, "pair": 2, "pairs": 2,
    "couple": 2, "thrice": 3, "triple": 3, "dozen": 12, "fifteenth": 15,
}  # fmt: skip
# Words that say a number only where one is looked for.
_LOOSE = {
    "a": "1", "an": "1", "each": "1", "per": "1", "every": "1", "another": "1", "no": "0",
    "none": "0", "without": "0", "free": "0", "nil": "0",
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90, "twentieth": 20,
}  # fmt: skip
_PARTS = {
    "half": 1 / 2, "halves": 1 / 2, "third": 1 / 3, "thirds": 1 / 3, "quarter": 1 / 4,
    "quarters": 1 / 4, "fifths": 1 / 5, "eighth": 1 / 8, "eighths": 1 / 8,
}  # fmt: skip
_SCALES = {"thousand": 1000, "million": 10**6, "billion": 10**9, "lakh": 10**5, "crore": 10**7}


def plain_digits(text: str) -> str:
    """The text with every digit as 0 to 9, character for character: `๑,๕๙๐` is `1,590`."""
    return _OTHER_DIGIT.sub(lambda match: str(unicodedata.digit(match.group())), text)


def readings(literal: str) -> tuple[frozenset[str], ...]:
    """What a literal may mean: each way is the values that together say it.

    `1.590` is 1590 or 1.59; `12.5.2024` is 12, 5 and 2024; `1½` is 1.5.
    """
    fraction = _FRACTION.search(literal)
    if fraction:
        part = share(unicodedata.numeric(literal[-1]))
        whole = literal[: fraction.start()]
        alone = [way for way in readings(whole) if len(way) == 1] if whole else []
        sums = (frozenset(plus(value, part) for value in way) for way in alone)
        return tuple(sums) or (frozenset({part}),)
    digits = [_digits(piece) for piece in _SEPARATOR.split(literal)]
    marks = _SEPARATOR.findall(literal)
    if not marks:
        return (frozenset({_clean(digits[0])}),)
    ways = []
    if len(set(marks)) == 1:
        if _grouped(digits):
            ways.append(frozenset({_clean("".join(digits))}))
        if len(marks) == 1:
            ways.append(frozenset({_clean(digits[0], digits[1])}))
    elif len(set(marks[:-1])) == 1 and _grouped(digits[:-1]):
        ways.append(frozenset({_clean("".join(digits[:-1]), digits[-1])}))
    return tuple(dict.fromkeys(ways)) or (frozenset(map(_clean, digits)),)


def dated(literal: str) -> frozenset[str]:
    """The day and month that a literal with one full stop may say: `12.5` is 12 and 5."""
    pieces = literal.split(".")
    values = frozenset(_clean(_digits(piece)) for piece in pieces if piece.isdecimal())
    if len(pieces) != 2 or not values or any(int(value) > 31 for value in values):
        return frozenset()
    return values


def times(value: str, factor: int | Decimal) -> str:
    """A value so many times: `times("1.5", 1000)` is `1500`."""
    product = Decimal(value) * factor
    whole, _, part = f"{product:f}".partition(".")
    return _clean(whole, part)


def share(part: float) -> str:
    """Part of a whole as a value, as near as thousandths are: a third is `0.333`."""
    return times(f"{part:.3f}", 1)


def plus(one: str, other: str) -> str:
    """The sum of two values."""
    whole, _, part = f"{Decimal(one) + Decimal(other):f}".partition(".")
    return _clean(whole, part)


def spelled(text: str) -> set[str]:
    """The values that an English text spells out: `two hundred and fifty`, `twice`, `a dozen`."""
    found: set[str] = set()
    total = current = 0
    running = False
    for match in _WORD.finditer(text.lower()):
        word = match.group()
        if running and word in ("and", "a", "an"):
            continue
        if word in _PARTS:  # "two thirds", "one and a half"
            part = _PARTS[word]
            found |= {share(part), share(max(1, current) * part)}
            found.add(plus(str(total + current), share(part)))
        if word in _UNITS or word in _TENS:
            value = _UNITS.get(word, _TENS.get(word, 0))
            found.add(str(value))
            joins = running and _fits(current, value)
            if not joins:
                if running:
                    found.add(str(total + current))
                total = current = 0
            current += value
            running = True
        elif word == "hundred":
            current = max(1, current) * 100
            running = True
        elif word in _SCALES:
            total += max(1, current) * _SCALES[word]
            current = 0
            running = True
        elif running and word not in _PARTS:
            found.add(str(total + current))
            total = current = 0
            running = False
    if running:
        found.add(str(total + current))
    return found


def hinted(text: str) -> set[str]:
    """The values that an English text may mean by `a`, `each`, `no` and the like."""
    return {_LOOSE[word] for word in _WORD.findall(text.lower()) if word in _LOOSE}


def _fits(current: int, value: int) -> bool:
    """Whether a word goes on with a number: "twenty" "one", "hundred" "fifty", "thousand" "two"."""
    if current == 0:
        return True
    if current % 100 == 0:
        return value < 100
    return current % 10 == 0 and current % 100 >= 20 and 0 < value < 10


def _grouped(digits: list[str]) -> bool:
    """Whether groups are those of thousands, as in `1,590` and in India's `1,00,000`."""
    if digits[0] == "0" or not 1 <= len(digits[0]) <= 3:
        return False
    if len(digits) == 1:
        return True
    return len(digits[-1]) == 3 and all(len(piece) in (2, 3) for piece in digits[1:-1])


def _digits(piece: str) -> str:
    return "".join(str(unicodedata.digit(character)) for character in piece)


def _clean(whole: str, part: str = "") -> str:
    part = part.rstrip("0")
    whole = whole.lstrip("0") or "0"
    return f"{whole}.{part}" if part else whole
