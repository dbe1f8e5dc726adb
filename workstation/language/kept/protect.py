"""What of a sentence enters a model, and how its translation is put together again.

Emoji, links, tags, @names, codes and phone numbers at both ends are cut off and put back as they
were. An emoji that stands between two clauses cuts the sentence there: the core has a line for
each clause, and each is translated by itself, as argostranslate does with lines. Other things
inside are replaced by a rare number where the package is known to copy one. Digits of other
scripts enter as 0 to 9, which every model knows better: `٢٥٠` as `250`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import pairwise

from msgspec import Struct

from workstation.domain.language import Link
from workstation.language.kept import cuts
from workstation.language.kept.building import Building
from workstation.language.kept.fixed import EMOJI, Thing, fixed
from workstation.language.kept.numbers import plain_digits
from workstation.language.resources import language_data
from workstation.language.text import has_words

# Of what was tried with the starter (brackets, underscores, "X1", "ZQ0", "#1", names), numbers
# of three or four digits alone come through: 33 and 34 of 35.
_NUMBERS = ("731", "846", "953", "628", "517", "392", "274", "489", "165")
_LINE = "\n"
_BREAK = re.compile(r"[^\S\n]{0,40}\n[^\S\n]{0,40}")


class Hole(Struct, frozen=True):
    """Characters of the sentence and the placeholder that stands for them in the core."""

    start: int
    end: int
    at: int
    until: int
    placeholder: str


class Plan(Struct, frozen=True):
    """A sentence and the core of it that enters the model: "" when there is nothing to translate.

    `start` and `end` say where the core stands in the sentence, `holes` what is replaced in it,
    `things` all that is kept from the model.
    """

    sentence: str
    core: str
    start: int
    end: int
    holes: tuple[Hole, ...] = ()
    things: tuple[tuple[int, int], ...] = ()

    def to_sentence(self, start: int, end: int) -> tuple[int, int] | None:
        """Characters of the core as characters of the sentence; a placeholder is its thing."""
        if not 0 <= start < end <= len(self.core):
            return None
        return self._from(start, last=False), self._from(end - 1, last=True)

    def fixed(self, restored: Restored) -> list[Link]:
        """Links of the things that were carried over, ordered by the sentence."""
        links = []
        for start, end in self.things:
            at = self._carried(start, restored)
            if at is not None:
                links.append(Link(start, end, at, at + end - start))
        return links

    def _carried(self, start: int, restored: Restored) -> int | None:
        if start < self.start:
            return start
        if start >= self.end:
            return start + len(restored.text) - len(self.sentence)
        for put in restored.puts:
            hole = self.holes[put.hole]
            if hole.start <= start < hole.end:
                return put.thing + start - hole.start
        return None

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
    """Where a placeholder stood in what the model made, and what of the final text is for it.

    `thing` is where the characters of the hole begin, which a space may precede.
    """

    hole: int
    start: int
    end: int
    at: int
    until: int
    thing: int


class Restored(Struct, frozen=True):
    """The final translation. `begin` is where in it stands what the model made, from `skipped`
    to `made` of its characters."""

    text: str
    begin: int
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
        moved = self.begin - self.skipped
        for put in self.puts:
            if at < put.start:
                break
            if at < put.end:
                return put.until if last else put.at
            moved = put.until - put.end
        return at + moved + last


def plan(sentence: str, language: str, keeps: bool) -> Plan:
    """Cuts things off both ends and clauses apart; `keeps`: the package copies placeholders."""
    found = fixed(sentence)
    start = cuts.head(sentence, found)
    end = cuts.tail(sentence, found, start)
    clauses = [
        clause
        for clause in cuts.clauses(sentence, found, start, end)
        if has_words(sentence[slice(*clause)])
    ]
    if not clauses:
        things = tuple((one.start, one.end) for one in found)
        return Plan(sentence, "", len(sentence), len(sentence), things=things)
    start, end = clauses[0][0], clauses[-1][1]
    spans = [(before[1], after[0], _LINE) for before, after in pairwise(clauses)]
    if keeps:
        spans = sorted([*spans, *_replaced(sentence, found, clauses)])
    core, holes = _with_holes(plain_digits(sentence), start, end, spans)
    gone = [(0, start), *((hole.start, hole.end) for hole in holes), (end, len(sentence))]
    return Plan(sentence, core, start, end, holes, tuple(_inside(found, gone)))


def restore(plan: Plan, translated: str) -> Restored | None:
    """The final translation; None where a placeholder was lost or doubled, which happens only
    to a plan for a package that keeps them."""
    if not plan.core:
        return Restored(plan.sentence, len(plan.sentence), 0, 0)
    made = translated.strip()
    skipped = len(translated) - len(translated.lstrip()) if made else 0
    stop = skipped + len(made)
    places = _places(plan, translated, skipped, stop)
    if places is None:
        if any(hole.placeholder != _LINE for hole in plan.holes):
            return None
        places = [(stop, stop, number) for number in range(len(plan.holes))]
    build = Building(plan.sentence[: plan.start])
    build.gap(plan.sentence, plan.start, made[:1])
    begin, at = build.length, skipped
    puts = []
    for start, end, number in places:
        build.add(translated[at:start])
        hole = plan.holes[number]
        before = build.length
        if start == stop and build.length > begin:
            build.add(" " if not plan.sentence[hole.start].isspace() else "")
        else:
            build.gap_behind(plan.sentence, hole.start)
        thing = build.length
        build.add(plan.sentence[hole.start : hole.end])
        build.gap(plan.sentence, hole.end, translated[end : end + 1])
        puts.append(Put(number, start, end, before, build.length, thing))
        at = end
    build.add(translated[at:stop])
    if made:
        build.gap_behind(plan.sentence, plan.end)
    build.add(plan.sentence[plan.end :])
    return Restored(build.text(), begin, skipped, stop, tuple(puts))


def probes(language: str) -> list[str]:
    """Sentences whose translations tell whether a package keeps placeholders."""
    data = language_data("probes.toml")
    sentences = data.get(language.split("-")[0], data["en"])
    return [sentence.format(*_NUMBERS) for sentence in sentences["sentences"]]


def kept_all(probe: str, translated: str) -> bool:
    """Whether every placeholder of a probe is in its translation, once."""
    wanted = [number for number in _NUMBERS if number in probe]
    found = (len(list(_placed(number).finditer(translated))) for number in wanted)
    return all(count == 1 for count in found)


def _places(
    plan: Plan, translated: str, start: int, stop: int
) -> list[tuple[int, int, int]] | None:
    """Where each placeholder stands in a translation, with the number of its hole."""
    lines = [number for number, hole in enumerate(plan.holes) if hole.placeholder == _LINE]
    places = []
    if lines:
        breaks = list(_BREAK.finditer(translated, start, stop))
        if len(breaks) != len(lines):
            return None
        places = [(*found.span(), number) for found, number in zip(breaks, lines, strict=True)]
    for number, hole in enumerate(plan.holes):
        if hole.placeholder != _LINE:
            found = list(_placed(hole.placeholder).finditer(translated, start, stop))
            if len(found) != 1:
                return None
            places.append((*found[0].span(), number))
    return sorted(places)


@cache
def _placed(number: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z\d])(?<!\d[.,:/]){number}(?![A-Za-z\d])(?![.,:/]\d)")


def _replaced(
    sentence: str, found: Sequence[Thing], clauses: Sequence[tuple[int, int]]
) -> Iterator[tuple[int, int, str]]:
    """Things inside that a number can stand for."""
    written = plain_digits(sentence)
    numbers = iter([number for number in _NUMBERS if number not in written])
    for start, end in clauses:
        inside = (
            one for one in found if one.kind != EMOJI and start <= one.start and one.end <= end
        )
        for begin, until in cuts.runs(sentence, inside):
            before, behind = sentence[start:begin], sentence[until:end]
            if cuts.latin(before[-1:]) or cuts.latin(behind[:1]):
                continue
            # Two numbers side by side would be read as one.
            if before.rstrip()[-1:].isdigit() or behind.lstrip()[:1].isdigit():
                continue
            number = next(numbers, None)
            if number is None:
                return
            yield begin, until, number


def _with_holes(
    sentence: str, start: int, end: int, spans: Iterable[tuple[int, int, str]]
) -> tuple[str, tuple[Hole, ...]]:
    pieces: list[str] = []
    holes = []
    length, at = 0, start
    for begin, until, placeholder in spans:
        pieces += [sentence[at:begin], placeholder]
        length += begin - at
        holes.append(Hole(begin, until, length, length + len(placeholder), placeholder))
        length += len(placeholder)
        at = until
    pieces.append(sentence[at:end])
    return "".join(pieces), tuple(holes)


def _inside(found: Iterable[Thing], spans: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    for one in found:
        if any(start <= one.start and one.end <= end for start, end in spans):
            yield one.start, one.end
