"""Numbers, prices and measures of a text, with what they are worth."""

from __future__ import annotations

import re
from decimal import Decimal
from itertools import product

from msgspec import Struct

from workstation.language.kept import numerals
from workstation.language.kept.numbers import LITERAL, plus, readings, share, times
from workstation.language.kept.spellings import known
from workstation.language.resources import language_data

NUMBER, PRICE, SIZE = "number", "price", "size"
# What is looked at before and behind a number; no spelling is longer.
_AROUND = 18
_TIMES = re.compile(r"\s?[x×*X✕]\s?")
_MOST_SIDES = 4
_LATIN = re.compile(r"[A-Za-z]")
_LETTERS_BEFORE = re.compile(r"[A-Za-z]{1,12}$")
_LETTERS_BEHIND = re.compile(r"[A-Za-z]{1,12}")
# "555" is laughter in Thai, "buku2" a plural in Malay, "3ayshe" a letter in Arabic chat.
_LAUGHTER = re.compile("5{3,}")
_TENTH = re.compile(r"\d(?!\d)")
# "4l7": digits among letters are letters written otherwise.
_AMONG_LETTERS = re.compile(r"[A-WYZa-wyz]\d")
_CHAT_ARABIC = ("ar", "fa", "ur")


class Amount(Struct, frozen=True):
    """One amount. `ways` are its readings, each the values that together say it; `money` what its
    sign may stand for, `measures` what its unit may, `word` is what stands behind it,
    `said` a plain number as it is written."""

    kind: str
    start: int
    end: int
    ways: tuple[frozenset[str], ...]
    money: frozenset[str] = frozenset()
    measures: frozenset[str] = frozenset()
    word: str = ""
    said: str = ""


def amounts(text: str, language: str) -> list[Amount]:
    """The amounts of a text in order; of `10x20 cm` and `1tr2` all is one."""
    found: list[Amount] = []
    behind = 0
    literals = [m.span() for m in LITERAL.finditer(text) if not _no_number(text, m, language)]
    for start, end in sorted([*literals, *numerals.runs(text, language)]):
        if start < behind:
            continue
        one = _amount(text, behind, start, end, language)
        if found and _TIMES.fullmatch(text, found[-1].end, one.start) and not found[-1].money:
            one = _sides(found.pop(), one)
        found.append(one)
        behind = one.end
    return found


def _amount(text: str, floor: int, start: int, end: int, language: str) -> Amount:
    data = known()
    floor = max(floor, start - _AROUND)
    ahead = text[floor:start]
    ways = _worth(text[start:end], language)
    zeros, end = _multiplied(text, end, language)
    if zeros:
        ways = _times(ways, zeros)
        ways, end = _and_more(text, ways, zeros, end, language)
    before = data.money_before.search(ahead)
    behind = data.money_behind.match(text, end)
    if before:
        start -= len(before.group())
        money = data.money[before.group(1).lower()]
        if behind and data.money[behind.group(1).lower()] & money:  # the sign said twice
            end = behind.end()
        return Amount(PRICE, start, end, ways, money)
    if behind:
        ways, end = _and_a_tenth(text, ways, behind)
        word = behind.group(1).lower()
        return Amount(PRICE, start, end, ways, data.money[word], word=word)
    sized = data.size_before.search(ahead)
    if sized:
        measure = frozenset({sized.group(1).lower()})
        return Amount(SIZE, start - len(sized.group()), end, ways, measures=measure)
    measured = data.measure_behind.match(text, end)
    if measured:
        measures = data.measures[measured.group(1).lower()]
        kind = NUMBER if "percent" in measures else SIZE
        return Amount(kind, start, measured.end(), ways, measures=measures)
    word = data.converted.match(text, end)
    said = text[start:end]
    return Amount(NUMBER, start, end, ways, word=word.group(1) if word else "", said=said)


def _worth(said: str, language: str) -> tuple[frozenset[str], ...]:
    spelled = numerals.values(said, language.split("-")[0])
    return tuple(frozenset({value}) for value in spelled) or readings(said)


def _multiplied(text: str, end: int, language: str) -> tuple[int, int]:
    """The zeros that a word behind a number adds, and where it ends."""
    data = known()
    zeros = 0
    for _ in range(2):  # 5百万
        found = data.multiplier.match(text, end)
        if not found:
            break
        longer = data.measure_behind.match(text, end)
        if longer and longer.end() > found.end():
            break
        word = found.group(1).lower()
        if word in data.only and language.split("-")[0] not in data.only[word]:
            break
        zeros += data.zeros[word]
        end = found.end()
    return zeros, end


def _and_more(
    text: str, ways: tuple[frozenset[str], ...], zeros: int, end: int, language: str
) -> tuple[tuple[frozenset[str], ...], int]:
    """Adds what goes on behind a multiplier: `1万2千`, `1tr2`, `1 juta 500 ribu`."""
    match = LITERAL.match(text, end) or (
        LITERAL.match(text, end + 1) if text[end : end + 1] == " " else None
    )
    if zeros < 3 or not match or not match.group().isdecimal() or len(match.group()) > 4:
        return ways, end
    more, stop = _multiplied(text, match.end(), language)
    if not more and (match.start() > end or len(match.group()) > 1):
        return ways, end
    if more >= zeros:
        return ways, end
    digit = next(iter(readings(match.group())[0]))
    part = times(digit, 10 ** (more or zeros - 1))
    sums = tuple(frozenset({plus(value, part)}) for way in ways for value in way if len(way) == 1)
    return (*sums, *(way | {part} for way in ways)), stop


def _and_a_tenth(
    text: str, ways: tuple[frozenset[str], ...], behind: re.Match[str]
) -> tuple[tuple[frozenset[str], ...], int]:
    """`9块9` is 9.9."""
    tenth = _TENTH.match(text, behind.end()) if behind.group(1) in "块塊" else None
    if not tenth:
        return ways, behind.end()
    part = times(next(iter(readings(tenth.group())[0])), Decimal("0.1"))
    sums = (frozenset(plus(value, part) for value in way) for way in ways)
    return tuple(sums), tenth.end()


def _times(ways: tuple[frozenset[str], ...], zeros: int) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(times(value, 10**zeros) for value in way) for way in ways)


def _sides(one: Amount, other: Amount) -> Amount:
    both = (a | b for a, b in product(one.ways, other.ways))
    ways = tuple(dict.fromkeys(both))[: 2**_MOST_SIDES]
    measures = other.measures or one.measures
    kind = SIZE if measures else NUMBER
    return Amount(kind, one.start, other.end, ways, other.money, measures)


def _no_number(text: str, match: re.Match[str], language: str) -> bool:
    base = language.split("-")[0]
    before = _LETTERS_BEFORE.search(text[max(0, match.start() - _AROUND) : match.start()])
    if base == "th" and _LAUGHTER.fullmatch(match.group()):
        return True
    if _AMONG_LETTERS.match(text, match.end()) and not known().multiplier_within.match(
        text, match.end()
    ):
        return True
    if before and not (before.group() in "xX" and _after_digit(text, match.start() - 1)):
        word = before.group().lower()
        data = known()
        return word not in data.money and word not in data.sizes_before and word.islower()
    behind = _LETTERS_BEHIND.match(text, match.end())
    if behind and base in _CHAT_ARABIC:
        word = behind.group().lower()
        return not any(word in known for known in (known().money, known().measures, known().zeros))
    return False


def _after_digit(text: str, at: int) -> bool:
    return at > 0 and text[at - 1].isdigit()


_CLOCK = re.compile(
    r"(?<!\d)(\d{1,2})(?:[:.h]\d{2})?\s?(?:p\.?m|petang|malam|sore|tối|chiều)", re.I
)
_FULL_HOUR = re.compile(r"(?<!\d)(1[3-9]|2[0-3])(?:[:h]|[ .]?00)")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = re.compile(r"(?<![A-Za-z])(Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]{0,6}")
_SPACED = re.compile(r"(?<!\d)\d{1,3}(?:[ \u00a0\u202f]\d{3}){1,4}(?!\d)")
_SLASHED = re.compile(r"(?<![\d/.,])([1-7])/([2-8])(?![\d/])")


def clock(text: str) -> set[str]:
    """Hours and months that a text says in another way: `3 pm` is also 15, `May` is 5."""
    values = {str(int(match.group(1)) + 12) for match in _CLOCK.finditer(text)}
    values |= {str(int(match.group(1)) - 12) for match in _FULL_HOUR.finditer(text)}
    for match in _MONTH.finditer(text):
        values.add(str(_MONTHS.index(match.group(1).lower()) + 1))
    return values


def loose(text: str) -> set[str]:
    """Values that digits may say besides: groups divided by spaces, `1/2`."""
    values = set()
    for match in _SPACED.finditer(text):
        values |= readings(re.sub(r"\D", "", match.group()))[0]
    for match in _SLASHED.finditer(text):
        one, of = map(int, match.groups())
        values.add(share(one / of))
    return values


def money_of(text: str) -> set[str]:
    """What the signs and words for money in a text may stand for."""
    money = known().money
    found = known().money_said.finditer(text)
    return {name for match in found for name in money[match.group(1).lower()]}


def is_money(before: str) -> bool:
    """Whether what stands before a number is a sign of money."""
    return known().money_before.search(before) is not None


def stands_before_a_number(word: str) -> bool:
    """Whether letters glued to a number say what it counts: `RM45`, `EU42`."""
    return word.lower() in known().money or word.lower() in known().sizes_before


def spelled_size(size: str) -> list[str]:
    """The words for a size of clothes."""
    return language_data("amounts.toml")["sizes"]["spelled"].get(size, [])


def converted(value: str, said: str, source: str) -> set[str]:
    """What a number with such a word behind it is in other words."""
    number = Decimal(value)
    found: list[Decimal] = []
    if said == "斤":
        found = [number / 2]
    elif said in ("折", "割引", "割", "成"):
        share = number * 10 if number < 10 else number
        found = [share, 100 - share]
    elif said == "ทุ่ม":
        found = [number + 6, number + 18]
    elif said in ("โมง", "โมงเย็น"):
        found = [number + 12]
    elif source == "th" and 2400 < number < 2700:
        found = [number - 543]  # years
    return {f"{one:f}" for one in found}
