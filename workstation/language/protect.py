"""What enters a model of a sentence, and how the translation is put together again.

Emoji, links, tags, @names, codes and phone numbers at both ends are cut off and put back as they
were. Those inside are replaced by a placeholder where the package is known to copy it.
"""

from __future__ import annotations

import re

from msgspec import Struct

from workstation.domain.language import Link
from workstation.language.kept import Thing, fixed
from workstation.language.text import has_words

# No model learnt these, most copy them: an unknown name in capitals with a number.
_FORM = "ZQ{}"
_PLACED = re.compile(r"(?<![A-Za-z0-9])ZQ\s?(\d{1,3})(?![A-Za-z0-9])", re.I)
_MOST_PLACEHOLDERS = 9
_OPENERS, _CLOSERS = "([{<«“‘「『【（《", ")]}>»”’」』】）》"
# Between a thing that is cut off and the words: white space, and what divides without belonging
# to the words.
_DIVIDERS = frozenset(",:;|/–—-•·~+=>，、：；｜→⇒\u200b\u200e\u200f\u2066\u2067\u2068\u2069\ufeff")


class Hole(Struct, frozen=True):
    """A thing of the sentence and the placeholder that stands for it in the core."""

    start: int
    end: int
    at: int
    until: int


class Plan(Struct, frozen=True):
    """A sentence and the core of it that enters the model: "" when there is nothing to translate.

    `start` and `end` say where the core stands in the sentence, `holes` what is replaced in it,
    `edges` the things that were cut off.
    """

    sentence: str
    core: str
    start: int
    end: int
    holes: tuple[Hole, ...] = ()
    edges: tuple[tuple[int, int], ...] = ()

    def to_sentence(self, start: int, end: int) -> tuple[int, int] | None:
        """Characters of the core as characters of the sentence; a placeholder is its thing."""
        if not 0 <= start < end <= len(self.core):
            return None
        return self._from(start, last=False), self._from(end - 1, last=True)

    def fixed(self, restored: Restored) -> list[Link]:
        """Links of the things that were carried over, ordered by the sentence."""
        shift = len(restored.text) - len(self.sentence)
        links = [
            Link(start, end, start, end)
            if end <= self.start
            else Link(start, end, start + shift, end + shift)
            for start, end in self.edges
        ]
        links += [
            Link(hole.start, hole.end, put.at, put.until)
            for put in restored.puts
            for hole in (self.holes[put.number],)
        ]
        return sorted(links, key=lambda link: link.start)

    def _from(self, at: int, *, last: bool) -> int:
        """A character of the core in the sentence; of `last`, the place behind it."""
        moved = self.start
        for hole in self.holes:
            if at < hole.at:
                break
            if at < hole.until:
                return hole.end if last else hole.start
            moved = hole.end - hole.until
        return at + moved + last


class Put(Struct, frozen=True):
    """Where a placeholder stood in what the model made, and its thing in the final text."""

    number: int
    start: int
    end: int
    at: int
    until: int


class Restored(Struct, frozen=True):
    """The final translation. `head` characters stand before what the model made."""

    text: str
    head: int
    skipped: int
    made: int
    puts: tuple[Put, ...] = ()

    def to_text(self, at: int, until: int) -> tuple[int, int] | None:
        """Characters of what the model made as characters of the final text."""
        at, until = max(at, self.skipped), min(until, self.made)
        if not at < until:
            return None
        return self._from(at, last=False), self._from(until - 1, last=True)

    def _from(self, at: int, *, last: bool) -> int:
        moved = self.head - self.skipped
        for put in self.puts:
            if at < put.start:
                break
            if at < put.end:
                return put.until if last else put.at
            moved = put.until - put.end
        return at + moved + last


def plan(sentence: str, language: str, keeps: bool) -> Plan:
    """Cuts things off both ends; `keeps`: the package copies placeholders for those inside."""
    found = fixed(sentence)
    start = _head(sentence, found)
    end = _tail(sentence, found, start)
    edges = tuple((one.start, one.end) for one in found if one.end <= start or one.start >= end)
    core = sentence[start:end]
    if not has_words(core):
        return Plan(sentence, "", len(sentence), len(sentence), edges=_all(found))
    if not keeps:
        return Plan(sentence, core, start, end, edges=edges)
    inside = [one for one in _runs(sentence, found) if one[0] >= start and one[1] <= end]
    core, holes = _with_placeholders(sentence, inside, start, end)
    return Plan(sentence, core, start, end, holes, edges)


def restore(plan: Plan, translated: str) -> Restored | None:
    """The final translation; None where a placeholder was lost or doubled."""
    head, tail = plan.sentence[: plan.start], plan.sentence[plan.end :]
    if not plan.core:
        return Restored(plan.sentence, len(plan.sentence), 0, 0)
    made = translated.strip()
    skipped = len(translated) - len(translated.lstrip()) if made else 0
    pieces, puts = [head], []
    length, at = len(head), skipped
    stop = skipped + len(made)
    if plan.holes:
        matches = list(_PLACED.finditer(translated, skipped, stop))
        if sorted(int(match.group(1)) for match in matches) != list(range(len(plan.holes))):
            return None
        for match in matches:
            number = int(match.group(1))
            thing = plan.sentence[plan.holes[number].start : plan.holes[number].end]
            between = translated[at : match.start()]
            pieces += [between, thing]
            length += len(between)
            puts.append(Put(number, match.start(), match.end(), length, length + len(thing)))
            length += len(thing)
            at = match.end()
    pieces += [translated[at:stop], tail]
    return Restored("".join(pieces), len(head), skipped, stop, tuple(puts))


def probes(language: str) -> list[str]:
    """Sentences whose translations tell whether a package keeps placeholders."""
    base = language.split("-")[0]
    return list(_PROBES.get(base, _PROBES["en"]))


def kept_all(probe: str, translated: str) -> bool:
    """Whether every placeholder of a probe is in its translation, once."""
    wanted = sorted(match.group(1) for match in _PLACED.finditer(probe))
    return wanted == sorted(match.group(1) for match in _PLACED.finditer(translated))


def _all(found: list[Thing]) -> tuple[tuple[int, int], ...]:
    return tuple((one.start, one.end) for one in found)


def _head(sentence: str, found: list[Thing]) -> int:
    """Where the core begins: behind the things at the front and what divides them from it."""
    at = cut = _blank(sentence, 0, len(sentence))
    for thing in found:
        before = sentence[at : thing.start]
        if any(map(str.isalnum, before)):
            break
        until = _divided(sentence, thing.end)
        if _balanced(sentence[:until]):
            cut = until
        at = thing.end
    return cut


def _tail(sentence: str, found: list[Thing], start: int) -> int:
    """Where the core ends: before the things at the back."""
    at = len(sentence)
    cut = start + len(sentence[start:].rstrip())
    for thing in reversed(found):
        if thing.start < start or any(map(str.isalnum, sentence[thing.end : at])):
            break
        begin = thing.start
        while begin > start and (sentence[begin - 1].isspace() or sentence[begin - 1] in _OPENERS):
            begin -= 1
        if _balanced(sentence[begin:]):
            cut = begin
        at = thing.start
    return max(cut, start)


def _divided(sentence: str, at: int) -> int:
    while at < len(sentence) and (
        sentence[at].isspace() or sentence[at] in _DIVIDERS | set(_CLOSERS)
    ):
        at += 1
    return at


def _blank(sentence: str, at: int, end: int) -> int:
    while at < end and sentence[at].isspace():
        at += 1
    return at


def _balanced(piece: str) -> bool:
    """Whether no bracket is cut from its other half."""
    return sum(piece.count(one) for one in _OPENERS) == sum(piece.count(one) for one in _CLOSERS)


def _runs(sentence: str, found: list[Thing]) -> list[tuple[int, int]]:
    """Things that stand together as one; without those that are glued to a Latin word."""
    runs: list[tuple[int, int]] = []
    for thing in found:
        if runs and not sentence[runs[-1][1] : thing.start].strip():
            runs[-1] = (runs[-1][0], thing.end)
        else:
            runs.append((thing.start, thing.end))
    return [run for run in runs if not _glued(sentence, *run)]


def _glued(sentence: str, start: int, end: int) -> bool:
    around = sentence[max(0, start - 1) : start] + sentence[end : end + 1]
    return any(character.isascii() and character.isalnum() for character in around)


def _with_placeholders(
    sentence: str, inside: list[tuple[int, int]], start: int, end: int
) -> tuple[str, tuple[Hole, ...]]:
    if not inside or len(inside) > _MOST_PLACEHOLDERS or _PLACED.search(sentence):
        return sentence[start:end], ()
    pieces: list[str] = []
    holes: list[Hole] = []
    length, at = 0, start
    for number, (begin, until) in enumerate(inside):
        between = sentence[at:begin]
        placeholder = _FORM.format(number)
        pieces += [between, placeholder]
        length += len(between)
        holes.append(Hole(begin, until, length, length + len(placeholder)))
        length += len(placeholder)
        at = until
    pieces.append(sentence[at:end])
    return "".join(pieces), tuple(holes)


_PROBES: dict[str, tuple[str, ...]] = {
    "en": ("Please write to ZQ0 or ZQ1 today.", "Use ZQ0 when you order."),
    "ms": ("Sila hubungi ZQ0 atau ZQ1 hari ini.", "Guna ZQ0 semasa membeli."),
    "id": ("Silakan hubungi ZQ0 atau ZQ1 hari ini.", "Pakai ZQ0 saat membeli."),
    "zh": ("今天请联系 ZQ0 或 ZQ1 。", "下单时请用 ZQ0 。"),
    "th": ("กรุณาติดต่อ ZQ0 หรือ ZQ1 วันนี้", "ใช้ ZQ0 ตอนสั่งซื้อ"),
    "vi": ("Vui lòng liên hệ ZQ0 hoặc ZQ1 hôm nay.", "Dùng ZQ0 khi mua hàng."),
    "tl": ("Pakikontak ang ZQ0 o ZQ1 ngayon.", "Gamitin ang ZQ0 kapag bibili."),
    "ta": ("இன்று ZQ0 அல்லது ZQ1 தொடர்பு கொள்ளவும்.", "வாங்கும் போது ZQ0 பயன்படுத்தவும்."),
    "ar": ("يرجى التواصل مع ZQ0 أو ZQ1 اليوم.", "استخدم ZQ0 عند الشراء."),
    "es": ("Escriba hoy a ZQ0 o a ZQ1.", "Use ZQ0 al comprar."),
}
