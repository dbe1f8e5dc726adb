"""Whether something of the original is in its translation again, in any form that says it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workstation.language.kept import amounts as figures
from workstation.language.kept import names
from workstation.language.kept.amounts import Amount, amounts
from workstation.language.kept.emoji import bare
from workstation.language.kept.fixed import (
    CODE,
    EMOJI,
    LINK,
    MENTION,
    PHONE,
    TAG,
    Thing,
    fixed,
    without,
)
from workstation.language.kept.numbers import dated, hinted, spelled, times

_BETWEEN_DIGITS = re.compile(r"[\s().\-\u00a0]")
# Chat leaves the thousand out: "cọc 50" is a deposit of 50,000.
_SAYS_THOUSANDS = ("vi", "id", "ko")
# A word for money that a translator may leave out.
_HARDLY_MONEY = ("块", "塊", "块钱")
_PRICELESS = 2  # digits of a number that may stand for thousands, at least
# Numbers up to twelve may be spelled, in languages whose words we do not know.
_SPELLED_UP_TO = 12


class Again:
    """A translation, as what it is asked for."""

    def __init__(self, translation: str, source: str, target: str) -> None:
        there = fixed(translation)
        self._text = translation
        self._lower = translation.lower()
        self._source = source.split("-")[0]
        self._english = target.split("-")[0] == "en"
        self._emoji = {bare(one.text) for one in there if one.kind == EMOJI}
        self._tags = sum(one.kind == TAG for one in there)
        self._squeezed = names.squeezed(translation)
        self._digits = _BETWEEN_DIGITS.sub("", translation)
        plain = without(translation, [one for one in there if one.kind in (EMOJI, LINK)])
        self._amounts = amounts(plain, target)
        self._money = figures.money_of(plain)
        self._values = _values(self._amounts, plain)
        self._hinted: set[str] = set()
        if self._english:
            self._values |= spelled(plain)
            self._hinted = hinted(plain)

    def has(self, thing: Thing, amount: Amount | None, tags: int) -> bool:
        """Whether a thing is there; `tags` says how many tags the original has."""
        text = thing.text
        if self._has_copy(text):
            return True
        if amount is not None:
            return self._has_amount(amount)
        if thing.kind == EMOJI:
            return bare(text) in self._emoji
        if thing.kind in (LINK, MENTION):
            return self._has_word(text.lower().rstrip("/"))
        if thing.kind == TAG:
            # A tag may be translated; it is lost when there are fewer than before.
            return self._has_word(text[1:].lower()) or self._tags >= tags
        if thing.kind == PHONE:
            return _BETWEEN_DIGITS.sub("", text) in self._digits
        if thing.kind == CODE:
            return names.squeezed(text) in self._squeezed
        if thing.kind == figures.SIZE:
            return self._has_letters(text)
        return names.kept(text, self._text, self._squeezed)

    def _has_copy(self, text: str) -> bool:
        """Whether it stands there as it is, and as no part of something else."""
        if not any(map(str.isalnum, text)):
            return False
        exact = rf"(?<![A-Za-z\d@#])(?<!\d[.,]){re.escape(text)}(?![A-Za-z\d_])(?![.,]\d)"
        return re.search(exact, self._text) is not None

    def _has_word(self, word: str) -> bool:
        return re.search(rf"{re.escape(word)}(?![a-z0-9_])", self._lower) is not None

    def _has_letters(self, sizes: str) -> bool:
        return all(
            re.search(rf"(?<![a-z0-9]){size}(?![a-z0-9])", self._lower)
            or any(word in self._lower for word in figures.spelled_size(size))
            for size in re.findall(r"[0-9a-z]+", sizes.lower())
        )

    def _has_amount(self, amount: Amount) -> bool:
        ways = [way for way in amount.ways if self._says(way)]
        if ways:
            return any(self._agrees(amount, way) for way in ways)
        if any(other <= self._values for other in _other_ways(amount, self._source)):
            return True
        if not amount.money and any(way <= self._hinted for way in amount.ways):
            return True
        return not self._english and any(_small(way) for way in amount.ways)

    def _says(self, way: frozenset[str]) -> bool:
        return way <= self._values

    def _agrees(self, amount: Amount, way: frozenset[str]) -> bool:
        """The money is there, and no other money and no other measure stands at the number."""
        same = [
            one for one in self._amounts if any(way <= other or other <= way for other in one.ways)
        ]
        if amount.money:
            marked = [one.money for one in same if one.money]
            if not marked:
                return amount.word in _HARDLY_MONEY or bool(self._money & amount.money)
            return any(money & amount.money for money in marked)
        if amount.measures:
            marked = [one.measures for one in same]
            return not all(marked) or not same or any(one & amount.measures for one in marked)
        return True


def _values(found: Iterable[Amount], text: str) -> set[str]:
    values = {value for one in found for way in one.ways for value in way}
    return values | figures.clock(text) | figures.loose(text)


def _other_ways(amount: Amount, source: str) -> Iterable[frozenset[str]]:
    """What a translator may make of an amount: 180斤 is 90 kg, 8折 is 20 % off."""
    if amount.kind == figures.NUMBER and (day := dated(amount.said)):
        yield day
    for value in {value for way in amount.ways if len(way) == 1 for value in way}:
        yield from (frozenset({one}) for one in figures.converted(value, amount.word, source))
        if source in _SAYS_THOUSANDS and len(value) >= _PRICELESS and value.isdigit():
            yield frozenset({times(value, 1000)})


def _small(way: frozenset[str]) -> bool:
    return all(value.isdigit() and int(value) <= _SPELLED_UP_TO for value in way)
