"""What of a text must survive a translation, and what of it did not.

number  `3`, `50%`, `25rb`      price  `RM 39.90`, `฿1,590`, `120.000đ`
size    `42mm`, `10x20 cm`, `EU 42`, `XL`
link    addresses and e-mail    mention  `@kedai`      tag  `#promo`
code    `HEMAT50`, `INV/2024/0012`, `A54`              phone  `012-345 6789`
emoji   one picture, however many characters           brand  `Shopee`, `VELMORA` in Thai text
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from workstation.language.kept import names
from workstation.language.kept.again import Again
from workstation.language.kept.amounts import NUMBER, PRICE, SIZE, Amount, amounts
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

BRAND = "brand"
KINDS = (NUMBER, PRICE, SIZE, LINK, MENTION, TAG, CODE, PHONE, EMOJI, BRAND)

_LETTER_SIZE = re.compile(r"(?<![A-Za-z0-9])(?:[2-6]?X{1,3}[SL]|XX?S)(?![A-Za-z0-9])")
_SIZE_ROW = re.compile(
    r"(?<![A-Za-z0-9'’])(?:[2-6]?X{0,3}[SML])(?:\s?[/,、~–-]\s?(?:[2-6]?X{0,3}[SML])){1,7}(?![A-Za-z0-9'’])"
)


def things(text: str, language: str) -> list[Thing]:
    """What must survive, in order; no two overlap."""
    return [thing for thing, _ in _things(text, language)]


def lost(original: str, translation: str, source: str, target: str) -> tuple[str, ...]:
    """The things of the original that its translation has in no accepted form."""
    found = _things(original, source)
    if not found:
        return ()
    there = Again(translation, source, target)
    copied = {(one.kind, one.text) for one in things(translation, source)}
    tags = sum(thing.kind == TAG for thing, _ in found)
    gone = [
        thing.text
        for thing, amount in found
        if (thing.kind, thing.text) not in copied and not there.has(thing, amount, tags)
    ]
    return tuple(dict.fromkeys(gone))


def _things(text: str, language: str) -> list[tuple[Thing, Amount | None]]:
    found = fixed(text)
    left = without(text, found)
    sizes = [*_letter_sizes(left)]
    left = without(left, sizes)
    worth = [
        (Thing(one.kind, one.start, one.end, text[one.start : one.end]), one)
        for one in amounts(left, language)
    ]
    left = without(left, [thing for thing, _ in worth])
    brands = [Thing(BRAND, at, until, text[at:until]) for at, until in names.found(left, language)]
    plain = [(thing, None) for thing in (*found, *sizes, *brands)]
    return sorted([*worth, *plain], key=lambda pair: pair[0].start)


def _letter_sizes(text: str) -> Iterator[Thing]:
    rows = [Thing(SIZE, m.start(), m.end(), m.group()) for m in _SIZE_ROW.finditer(text)]
    yield from rows
    left = without(text, rows)
    for match in _LETTER_SIZE.finditer(left):
        yield Thing(SIZE, match.start(), match.end(), match.group())
