"""Numbers that Chinese and Japanese texts spell in signs, where they are clearly numbers:
`三百`, `二十`, `一万二千`. A sign alone is as often part of a word (`一起`), as are some pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workstation.language.resources import language_data

LANGUAGES = ("zh", "ja")
_DIGITS = {sign: value for value, signs in enumerate(
    ("〇零", "一壹壱", "二两兩贰貳弐", "三叁參", "四肆", "五伍", "六陆陸", "七柒", "八捌", "九玖")
) for sign in signs}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_MYRIADS = {"万": 10**4, "萬": 10**4, "亿": 10**8, "億": 10**8}
# Every quantifier is bounded: no input may cost more than a pass over it.
_RUN = re.compile(f"[{''.join([*_DIGITS, *_UNITS, *_MYRIADS])}]{{1,24}}")
_REACH = 2


def runs(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where such numbers stand."""
    base = language.split("-")[0]
    if base not in LANGUAGES:
        return
    for match in _RUN.finditer(text):
        start, end = match.span()
        if not text[start - 1 : start].isdigit() and values(match.group(), base):
            around = text[max(0, start - _REACH) : end + _REACH]
            if not _no_numbers().search(around):
                yield start, end


def values(run: str, base: str) -> tuple[str, ...]:
    """What it is worth, the likeliest first: `一百五` is 150, or 105. Nothing where it is no whole
    number with tens, hundreds or more: `一`, `八九十`, and in Chinese `千万`."""
    if len(run) < 2 or not _RUN.fullmatch(run):
        return ()
    total = section = before = 0
    digit: int | None = None
    within, myriad = 10**4, 10**12
    for sign in run:
        if sign in _DIGITS:
            if digit:
                return ()
            digit = _DIGITS[sign]
            continue
        unit = _UNITS.get(sign) or _MYRIADS[sign]
        if sign in _UNITS:
            first = unit == 10 and not section and not total
            count = 1 if digit is None and (first or base == "ja") else digit
            if not count or unit >= within:
                return ()
            section, within = section + count * unit, unit
        else:
            section += digit or 0
            if not section or unit >= myriad:
                return ()
            total, section, within, myriad = total + section * unit, 0, 10**4, unit
        digit, before = None, unit
    whole = total + section
    if not before:
        return ()
    if digit and before >= 100 and run[-2] not in "零〇":
        return str(whole + digit * before // 10), str(whole + digit)
    return (str(whole + (digit or 0)),)


@cache
def _no_numbers() -> re.Pattern[str]:
    words = language_data("amounts.toml")["numerals"]["none"]
    return re.compile("|".join(map(re.escape, words)))
