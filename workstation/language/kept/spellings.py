"""The words and signs that stand beside numbers: multipliers, money, measures, sizes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from msgspec import Struct

from workstation.language.resources import language_data


class Known(Struct, frozen=True):
    """What a number may stand beside: words with their meaning, and patterns that find them."""

    zeros: dict[str, int]
    only: dict[str, list[str]]
    money: dict[str, frozenset[str]]
    measures: dict[str, frozenset[str]]
    sizes_before: frozenset[str]
    multiplier: re.Pattern[str]
    multiplier_within: re.Pattern[str]
    money_before: re.Pattern[str]
    money_behind: re.Pattern[str]
    measure_behind: re.Pattern[str]
    money_said: re.Pattern[str]
    size_before: re.Pattern[str]
    converted: re.Pattern[str]


@cache
def known() -> Known:
    """Read once from `amounts.toml`."""
    data = language_data("amounts.toml")
    zeros = {word: int(count) for count, words in data["multipliers"].items() for word in words}
    money, measures = _turned(data["money"]), _turned(data["measures"])
    return Known(
        zeros=zeros,
        only=data["only"],
        money=money,
        measures=measures,
        sizes_before=frozenset(data["sizes"]["before"]),
        multiplier=re.compile(rf"\s?({_any(zeros)})", re.I),
        multiplier_within=re.compile(rf"({_any(zeros)})", re.I),
        money_before=re.compile(
            rf"(?<![A-Za-z\u00c0-\u024f])({_any(filter(_before_a_number, money))})\.?\s?:?\s?$",
            re.I,
        ),
        money_behind=re.compile(rf"\s?-?({_any(money)})(?:(?<=[块塊])|(?!\d))", re.I),
        measure_behind=re.compile(rf"\s?-?({_any(measures)})(?!\d)", re.I),
        money_said=re.compile(rf"(?<![A-Za-z])({_any(money)})", re.I),
        size_before=re.compile(
            rf"(?<![A-Za-z\u00c0-\u024f])({_any(data['sizes']['before'])})\.?\s?$", re.I
        ),
        converted=re.compile(r"\s?(斤|折|割引|割|成|ทุ่ม|โมงเย็น|โมง)"),
    )


def _before_a_number(word: str) -> bool:
    """Whether a word for money may stand before the number: `RM`, never `块`."""
    return len(word) > 1 or not word.isalpha() or word < "\u0250"


def _turned(table: dict[str, list[str]]) -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for name, words in table.items():
        for word in words:
            found.setdefault(word.lower(), set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


def _any(words: Iterable[str]) -> str:
    return "|".join(_bounded(words))


def _bounded(words: Iterable[str]) -> Iterator[str]:
    for word in sorted(words, key=len, reverse=True):
        last = word[-1]
        runs_on = last.isalpha() and (
            last < "\u0250" or "\u0600" <= last <= "\u06ff" or last in "ồếệảạ"
        )
        yield re.escape(word) + (r"(?![^\W\d_])" if runs_on else "")
