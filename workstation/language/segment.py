"""Cuts a text into sentences that know their place in it.

Written for listings, reviews and chat: line breaks end a sentence, prices and addresses do not,
emoji stay with the sentence before them, and Thai, which has no full stop, is cut at spaces once
a piece grows long. Nothing but white space lies between two sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from workstation.domain.language import Sentence
from workstation.language.codes import clean_tag
from workstation.language.resources import language_data

_EMOJI = (
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\ufe0e\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
_LINES = re.compile("[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# Every quantifier is bounded: no input may cost more than a pass over it.
_LINK = re.compile(
    r"(?:https?://|www\.)[!-~]{1,2000}"
    r"|(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}"
    r"|(?<![\w.-])[\w-]{1,63}(?:\.[\w-]{1,63}){0,5}\.(?:com|net|org|co|my|id|vn|th|ph|sg|shop|me|ly"
    r"|io|info|biz|es|mx)\b(?:/[!-~]{0,2000})?",
    re.I,
)
_FULL = "。！？｡؟؛।॥။៕።՞؞۔"
_CLOSERS = "\"'”’»」』）)\\]】》〉›｝}*_~"
# A run of terminators with the quotes that close on it.
_STOPS = re.compile(f"[.!?…{_FULL}‼⁇⁈⁉]+[{_CLOSERS}]*")
_TRAILING_EMOJI = re.compile(f"[^\\S\n]*[{_EMOJI}]+(?:\\s*[{_EMOJI}]+)*")
_BULLET = re.compile("(?<=\\s)[•●▪◆◾✅✔☑➤►➡👉🔸🔹](?=\\s?\\S)")
_HASHTAGS = re.compile(r"(?<=\s)[#＃][^\s#＃]+(?:\s*[#＃][^\s#＃]+)+\s*$")
_HASHTAG_TAIL = 400
_WORD_LENGTH = 40
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘«「（]+$")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:[0-9]{1,3}|[A-Za-zก-ฮ]|[ivxIVX]{1,4})$")
_NEXT = re.compile(r"\s{0,100}(\S)")
_GLUED = re.compile(r"[^\W\d_]{3,}$")
_THAI = re.compile("[\u0e00-\u0e7f]")
_SOFT = (
    re.compile(r"[;；:：，,、—–]+\s+|[；：，、]+|\s+[-–—|/•]\s+"),
    re.compile(r"\s+"),
)
# Longest sentence in characters: about 150 pieces of a model, whose pieces are shorter in
# scripts without spaces.
_LIMITS = {"zh": 120, "ja": 120, "ko": 160, "th": 200, "lo": 200, "km": 200, "my": 200}
_LIMIT = 400
_WIDE_LIMIT = 160
_SPACELESS = {"th": 120, "lo": 120, "km": 120, "my": 120}
# Never the first of a piece: vowel signs, tones, joiners, skin tones.
_MARKS = re.compile(
    "[\u0300-\u036f\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u064b-\u065f\u0900-\u0903\u093a-\u094f\u0bbe-\u0bcd"
    "\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]"
)


def split(text: str, language: str) -> list[Sentence]:
    """The sentences of a text in order; `language` (BCP-47) chooses abbreviations and limits."""
    base = clean_tag(language).split("-")[0]
    spans = (
        span
        for line in _LINES.finditer(text)
        for rough in _cut_line(text, line.start(), line.end(), base)
        for span in _shorten(text, *rough, base)
    )
    return [Sentence(start, end, text[start:end]) for start, end in spans]


def _cut_line(text: str, start: int, end: int, base: str) -> Iterator[tuple[int, int]]:
    line = text[start:end]
    cuts = sorted({*_stops(line, base), *_bullets(line), *_hashtags(line), len(line)})
    begin = 0
    for cut in cuts:
        yield from _trimmed(text, start + begin, start + cut)
        begin = cut


def _stops(line: str, base: str) -> Iterator[int]:
    links = _LINK.finditer(line)
    link = next(links, None)
    begin = 0
    for match in _STOPS.finditer(line):
        while link and link.end() <= match.start():
            link = next(links, None)
        inside = link is not None and link.start() < match.start() < link.end() - 1
        if inside or match.start() < begin or not _ends(line, match, begin, base):
            continue
        emoji = _TRAILING_EMOJI.match(line, match.end())
        begin = emoji.end() if emoji else match.end()
        yield begin


def _ends(line: str, match: re.Match[str], begin: int, base: str) -> bool:
    run = match.group()
    stop = run.rstrip(_CLOSERS.replace("\\", ""))
    closed = len(stop) < len(run)
    glued = not line[match.end() : match.end() + 1].isspace()
    found = _NEXT.match(line, match.end())
    if not found:
        return True
    following = found.group(1)
    if stop[-1] in _FULL:
        # A shout inside quotes goes on: 「好用！」大家都说.
        return not (closed and glued and following.isalpha() and stop[-1] in "！？؟")
    if set(stop) == {"."} and len(stop) == 1:
        return _after_full_stop(line, match, begin, base, following, glued)
    if stop[-1] in ".…":
        return _after_ellipsis(following, glued)
    if glued:
        return not (following.islower() or following.isdigit() or following in ",.:;)/&=-")
    return not (closed and following.islower())


def _after_ellipsis(following: str, glued: bool) -> bool:
    if glued and not _uncased(following):
        return following.isupper()
    return following.isupper() or _uncased(following) or not following.isalnum()


def _after_full_stop(
    line: str, match: re.Match[str], begin: int, base: str, following: str, glued: bool
) -> bool:
    before = line[begin : match.start()]
    found = _WORD_BEFORE.search(before[-_WORD_LENGTH:])
    word = found.group() if found else ""
    if len(before) < _WORD_LENGTH and _LIST_NUMBER.fullmatch(before):
        return False
    if glued:
        return _glued_sentence(line, match, word, following)
    never, maybe = _abbreviations(base)
    lowered = word.lower().lstrip("#@")
    if lowered in never:
        return False
    if lowered in maybe:
        return following.isupper() or following in '"“«¿¡'
    if len(word) == 1 and word.isupper():
        return not _initial(before[-2 * _WORD_LENGTH : -1])
    if _THAI.search(word):
        return len(word) > 6 or not _THAI.match(following)
    return not ("." in word and following.islower())


def _glued_sentence(line: str, match: re.Match[str], word: str, following: str) -> bool:
    """Whether a sentence follows without the space: "bagus.Pengiriman", never "Shopee.com"."""
    if not _GLUED.search(word):
        return False
    if _uncased(following) and _uncased(word[-1]):
        return not _THAI.match(following)
    rest = line[match.end() : match.end() + 3]
    return following.isupper() and rest[1:3].islower()


def _initial(before: str) -> bool:
    """Whether a lone capital is a name's initial ("J. Tan"), not a size ("size M.")."""
    words = before.split()
    if not words:
        return True
    last = words[-1].strip(":(").lower()
    sizes = language_data("abbreviations.toml")["sizes"]["words"]
    return words[-1][0].isupper() and last not in sizes


@cache
def _abbreviations(base: str) -> tuple[frozenset[str], frozenset[str]]:
    data = language_data("abbreviations.toml")
    own, common = data.get(base, {}), data["any"]
    never = frozenset(common["never"]) | frozenset(own.get("never", ()))
    return never, (frozenset(common["maybe"]) | frozenset(own.get("maybe", ()))) - never


def _uncased(character: str) -> bool:
    return character.isalpha() and not character.isupper() and not character.islower()


def _bullets(line: str) -> Iterator[int]:
    return (match.start() for match in _BULLET.finditer(line))


def _hashtags(line: str) -> Iterator[int]:
    found = _HASHTAGS.search(line, max(0, len(line) - _HASHTAG_TAIL))
    return iter((found.start(),) if found else ())


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    if start < end:
        yield start, end


def _shorten(text: str, start: int, end: int, base: str) -> Iterator[tuple[int, int]]:
    """Cuts what is too long for a model: at a clause's mark, else at a space, else anywhere."""
    while True:
        hard = _limit(text, start, end, base)
        limit = _SPACELESS.get(base, hard)
        if end - start <= limit:
            break
        cut = _soft_cut(text, start, start + limit)
        if cut is None:
            cut = _space_cut(text, start + limit, min(end, start + hard))
        if cut is None:
            if end - start <= hard:
                break
            cut = start + hard
            while cut > start + hard // 2 and _MARKS.match(text, cut):
                cut -= 1
        yield from _trimmed(text, start, cut)
        start = cut
        while start < end and text[start].isspace():
            start += 1
    yield from _trimmed(text, start, end)


def _limit(text: str, start: int, end: int, base: str) -> int:
    limit = _LIMITS.get(base, _LIMIT)
    if limit == _LIMIT and end - start > _WIDE_LIMIT:
        # A text in another script than its language's has as many pieces as characters.
        head = text[start : min(end, start + _LIMIT)]
        wide = sum("\u0900" <= character <= "\u1fff" or character > "\u2e7f" for character in head)
        if wide * 2 > len(head):
            return _WIDE_LIMIT
    return limit


def _soft_cut(text: str, start: int, stop: int) -> int | None:
    for pattern in _SOFT:
        cuts = [found.end() for found in pattern.finditer(text, start + (stop - start) // 3, stop)]
        if cuts:
            return cuts[-1]
    return None


def _space_cut(text: str, start: int, stop: int) -> int | None:
    found = _SOFT[1].search(text, start, stop)
    return found.end() if found else None
