"""What of a text must survive a translation, and what of it did not.

number  `3`, `50%`, `25rb`      price  `RM 39.90`, `฿1,590`, `120.000đ`
size    `42mm`, `10x20 cm`, `EU 42`, `XL`
link    addresses and e-mail    mention  `@kedai`      tag  `#promo`
code    `HEMAT50`, `INV/2024/0012`, `A54`              phone  `012-345 6789`
emoji   one picture, however many characters           brand  `Shopee`, `VELMORA` in Thai text
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct

from workstation.language import amounts as figures
from workstation.language import names
from workstation.language.amounts import Amount, amounts
from workstation.language.emoji import ONE, bare
from workstation.language.numbers import spelled

LINK, MENTION, TAG, CODE, PHONE, EMOJI, BRAND = (
    "link", "mention", "tag", "code", "phone", "emoji", "brand",
)  # fmt: skip
NUMBER, PRICE, SIZE = figures.NUMBER, figures.PRICE, figures.SIZE

# Every quantifier is bounded: no input may cost more than a pass over it.
_LINK = re.compile(
    r"(?<![A-Za-z0-9])(?:https?://|www\.)[!-~]{0,2000}[A-Za-z0-9/_~#=&%-]"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}"
    r"|(?<![A-Za-z0-9.-])[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,5}\.(?:com|net|org|co|my|id|vn"
    r"|th|ph|sg|shop|me|ly|io|info|biz|es|mx|app|link|store|online|cn|tw|hk|jp|kr|in|gl|page)"
    r"(?![A-Za-z0-9])(?:/[!-~]{0,2000}[A-Za-z0-9/_~#=&%-])?",
    re.I | re.A,
)
_MENTION = re.compile(r"(?<![\w.])[@＠][^\W_][\w.]{0,62}\w|(?<![\w.])[@＠]\w")
_TAG = re.compile(
    r"[#＃][^\s#＃\x00-\x2f:-@\[-\x5e`{-\x7f、。，！？；：（）「」『』【】《》…“”‘’·|]{1,100}"
)
_PHONE = re.compile(
    r"(?<![\w+.,/-])\+?\(?\d{1,4}\)?(?:[ .\-\u00a0]{0,2}\(?\d{2,8}\)?){1,5}(?![\w])"
)
_TOKEN = re.compile(
    r"(?<![A-Za-z0-9])[A-Za-z0-9]{1,40}(?:[-_/][A-Za-z0-9]{1,40}){0,6}(?![A-Za-z0-9%％])", re.A
)
_MODEL = re.compile(r"[A-Z]{1,5}-?\d{1,6}[A-Z]{0,3}")
_DATE = re.compile(r"\d{1,4}([-/])\d{1,2}\1\d{1,4}")
_WITH_UNIT = re.compile(
    r"\d{1,12}[A-Za-z]{1,4}(?:[-/]\d{1,4}[A-Za-z]{0,4})?|\d{1,6}(?:[xX]\d{1,6}){1,4}[a-z]{0,3}"
)
_LETTER_SIZE = re.compile(r"(?<![A-Za-z0-9])(?:[2-6]?X{1,3}[SL]|XX?S)(?![A-Za-z0-9])")
_SIZE_ROW = re.compile(
    r"(?<![A-Za-z0-9'’])(?:[2-6]?X{0,3}[SML])(?:\s?[/,、~–-]\s?(?:[2-6]?X{0,3}[SML])){1,7}(?![A-Za-z0-9'’])"
)
_BLANK = "\x00"


class Thing(Struct, frozen=True):
    """Something that must survive: `text` is what the original writes, offsets are characters."""

    kind: str
    start: int
    end: int
    text: str


def things(text: str, language: str) -> list[Thing]:
    """What must survive, in order; no two overlap."""
    found = [*_fixed(text)]
    left = _without(text, found)
    found.extend(
        Thing(one.kind, one.start, one.end, text[one.start : one.end])
        for one in amounts(left, language)
    )
    left = _without(left, found)
    found.extend(_letter_sizes(left))
    left = _without(left, found)
    found.extend(
        Thing(BRAND, at, until, text[at:until]) for at, until in names.found(left, language)
    )
    return sorted(found, key=lambda thing: thing.start)


def fixed(text: str) -> list[Thing]:
    """The things that no translation changes a character of: links, names, tags, codes, emoji."""
    return sorted(_fixed(text), key=lambda thing: thing.start)


def _fixed(text: str) -> list[Thing]:
    found: list[Thing] = []
    left = text
    for kind, pattern, good in _FIXED:
        mine = [
            Thing(kind, match.start(), match.end(), match.group())
            for match in pattern.finditer(left)
            if good is None or good(match)
        ]
        left = _without(left, mine)
        found.extend(mine)
    return found


def _without(text: str, found: list[Thing]) -> str:
    """The text with what was found blanked, so that nothing is found twice."""
    if not found:
        return text
    pieces, at = [], 0
    for thing in sorted(found, key=lambda thing: thing.start):
        pieces += [text[at : thing.start], _BLANK * (thing.end - thing.start)]
        at = thing.end
    return "".join([*pieces, text[at:]])


def _is_phone(match: re.Match[str]) -> bool:
    text = match.group()
    digits = re.sub(r"\D", "", text)
    if not 8 <= len(digits) <= 15 or _DATE.fullmatch(text) or text.count(".") > 3:
        return False
    if re.fullmatch(r"\d{1,3}(?:[. ]\d{3})+", text):
        return False  # 10.000.000
    return text[0] in "+(0" or digits[:2] in ("60", "62", "63", "65", "66", "84", "86")


def _is_tag(match: re.Match[str]) -> bool:
    return any(map(str.isalpha, match.group()))


def _is_code(match: re.Match[str]) -> bool:
    token = match.group()
    digits = sum(map(str.isdigit, token))
    letters = sum(map(str.isalpha, token))
    if not digits or (token.islower() and digits < 4) or _DATE.fullmatch(token):
        return False
    if not letters:
        before = match.string[max(0, match.start() - 6) : match.start()]
        return (
            digits >= 8
            and not figures.is_money(before)
            and not re.match(r"[.,]\d", match.string[match.end() : match.end() + 2])
        )
    if _WITH_UNIT.fullmatch(token):
        return False
    start = re.match(r"[A-Za-z]{1,12}", token)
    if start and figures.stands_before_a_number(start.group()):
        return False
    if _MODEL.fullmatch(token):
        return True
    shout = start and len(start.group()) > 3
    return letters + digits >= 4 and digits >= (2 if shout else 1) and any(map(str.isupper, token))


def _letter_sizes(text: str) -> Iterator[Thing]:
    rows = [Thing(SIZE, m.start(), m.end(), m.group()) for m in _SIZE_ROW.finditer(text)]
    yield from rows
    left = _without(text, rows)
    for match in _LETTER_SIZE.finditer(left):
        yield Thing(SIZE, match.start(), match.end(), match.group())


_FIXED: tuple[tuple[str, re.Pattern[str], Callable[[re.Match[str]], bool] | None], ...] = (
    (LINK, _LINK, None),
    (MENTION, _MENTION, None),
    (EMOJI, ONE, None),
    (TAG, _TAG, _is_tag),
    (PHONE, _PHONE, _is_phone),
    (CODE, _TOKEN, _is_code),
)


def lost(original: str, translation: str, source: str, target: str) -> tuple[str, ...]:
    """The things of the original that its translation has in no accepted form."""
    found = things(original, source)
    if not found:
        return ()
    there = _There(translation, target)
    values = {(one.start, one.end): one for one in _amounts_of(original, source)}
    gone = [
        thing.text
        for thing in found
        if not there.has(thing, values.get((thing.start, thing.end)), found)
    ]
    return tuple(dict.fromkeys(gone))


def _amounts_of(text: str, language: str) -> list[Amount]:
    return amounts(_without(text, _fixed(text)), language)


class _There:
    """A translation, as what it is asked for."""

    def __init__(self, translation: str, target: str) -> None:
        self._text = translation
        self._fixed = _fixed(translation)
        self._emoji = {bare(one.text) for one in self._fixed if one.kind == EMOJI}
        self._tags = sum(one.kind == TAG for one in self._fixed)
        self._squeezed = names.squeezed(translation)
        self._lower = translation.lower()
        self._digits = re.sub(r"[\s().\-\u00a0]", "", translation)
        no_emoji = _without(translation, [o for o in self._fixed if o.kind in (EMOJI, LINK)])
        self._amounts = amounts(no_emoji, target)
        self._values = _values(self._amounts, no_emoji, target)
        self._spelled = target.split("-")[0] == "en"

    def has(self, thing: Thing, amount: Amount | None, found: list[Thing]) -> bool:
        match thing.kind:
            case "emoji":
                return bare(thing.text) in self._emoji
            case "link" | "mention":
                return thing.text.lower().rstrip("/") in self._lower
            case "tag":
                return self._has_tag(thing, found)
            case "phone":
                return re.sub(r"[\s().\-\u00a0]", "", thing.text) in self._digits
            case "code":
                return names.squeezed(thing.text) in self._squeezed
            case "brand":
                return names.kept(thing.text, self._text, self._squeezed)
        if amount is None:
            return self._has_letters(thing.text)
        return self._has_amount(amount)

    def _has_tag(self, thing: Thing, found: list[Thing]) -> bool:
        # A translated tag is one that is there.
        wanted = sum(one.kind == TAG for one in found)
        return thing.text[1:].lower() in self._lower or self._tags >= wanted

    def _has_letters(self, sizes: str) -> bool:
        return all(
            re.search(rf"(?<![a-z0-9]){size}(?![a-z0-9])", self._lower)
            or any(word in self._lower for word in figures.spelled_size(size))
            for size in re.findall(r"[0-9a-z]+", sizes.lower())
        )

    def _has_amount(self, amount: Amount) -> bool:
        ways = [way for way in amount.ways if way <= self._values]
        if not ways:
            return not self._spelled and all(_small(way) for way in amount.ways)
        return any(self._agrees(amount, way) for way in ways)

    def _agrees(self, amount: Amount, way: frozenset[str]) -> bool:
        """No other money, no other measure stands at the number."""
        same = [
            one for one in self._amounts if any(way <= other or other <= way for other in one.ways)
        ]
        if amount.money:
            marked = [one for one in same if one.money]
            return not marked or any(one.money & amount.money for one in marked)
        if amount.measures:
            marked = [one for one in same if one.measures]
            open_ = any(not one.measures for one in same)
            return not marked or open_ or any(one.measures & amount.measures for one in marked)
        return True


def _values(found: list[Amount], text: str, target: str) -> set[str]:
    values = {value for one in found for way in one.ways for value in way}
    values |= figures.clock(text)
    values |= figures.loose(text)
    if target.split("-")[0] == "en":
        values |= spelled(text)
    return values


def _small(way: frozenset[str]) -> bool:
    return all("." not in value and int(value) <= 12 for value in way)
