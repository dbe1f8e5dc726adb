"""Names of brands and platforms, which no translation changes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

from msgspec import Struct

from workstation.language.resources import language_data
from workstation.language.scripts import written_in

_WORD = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][A-Za-z0-9&'’-]{0,39}(?![A-Za-z0-9])")
_FOREIGN = re.compile("[\u0370-\u1cff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff]")
# "CP", "KW" and the like are chat words as often as names.
_SHORTEST = 3
_ADDRESSED = re.compile(r"\s{0,2}[,，、!！]")


class _Names(Struct, frozen=True):
    written: dict[str, tuple[str, ...]]  # any spelling, squeezed: all spellings of that name
    spoken: dict[str, str]  # a spelling found in an original, squeezed: how it must be written
    other: re.Pattern[str]  # spellings in scripts without spaces
    words: frozenset[str]


def found(text: str, language: str) -> Iterator[tuple[int, int]]:
    """Where names stand: known ones, and capitalised Latin words in text of another script."""
    names = _names()
    foreign = written_in(language) != "Latin" and _FOREIGN.search(text) is not None
    for match in _WORD.finditer(text):
        word = match.group()
        if _known(names, word) or (foreign and _a_name(names, text, match)):
            yield match.span()
    for match in names.other.finditer(text):
        yield match.span()


def kept(name: str, translation: str, squeezed_translation: str) -> bool:
    """Whether a name, or another way to write it, is in a translation."""
    names = _names()
    ways = names.written.get(squeezed(name), (name,))
    return any(_has(way, translation, squeezed_translation) for way in ways)


def squeezed(text: str) -> str:
    """Letters and digits alone, lower case, without accents on Latin letters."""
    plain = unicodedata.normalize("NFKD", text.lower())
    return "".join(character for character in plain if character.isalnum())


def _has(way: str, translation: str, squeezed_translation: str) -> bool:
    short = squeezed(way)
    if len(short) > 3 or not short.isascii():
        return short in squeezed_translation
    return re.search(rf"(?<![A-Za-z]){re.escape(way)}(?![A-Za-z])", translation, re.I) is not None


def _known(names: _Names, word: str) -> bool:
    exact = names.spoken.get(squeezed(word))
    return exact is not None and exact in ("", word)


def _a_name(names: _Names, text: str, match: re.Match[str]) -> bool:
    word = match.group()
    short = len(word) < _SHORTEST and not any(map(str.isdigit, word))
    if short or word.islower() or word.lower() in names.words:
        return False
    plain = word[0].isupper() and word[1:].islower()
    starts = not text[: match.start()].strip() if match.start() < 40 else False
    return not (plain and starts and _ADDRESSED.match(text, match.end()))


@cache
def _names() -> _Names:
    data = language_data("brands.toml")
    rules = data["rules"]
    written: dict[str, tuple[str, ...]] = {}
    spoken: dict[str, str] = {}
    other = []
    for name, more in data["names"].items():
        ways = (name, *more)
        for way in ways:
            written[squeezed(way)] = ways
            if way in rules["weak"]:
                continue
            if way.isascii():
                spoken[squeezed(way)] = way if way in rules["ordinary"] else ""
            else:
                other.append(re.escape(way))
    pattern = "|".join(sorted(other, key=len, reverse=True))
    return _Names(written, spoken, re.compile(pattern), frozenset(rules["words"]))
