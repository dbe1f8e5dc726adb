"""Where a new sentence begins though no full stop says so: bullets and numbers within a line,
hashtags at its end, emoji between two clauses, Thai particles."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from workstation.language.kept.emoji import ONE
from workstation.language.resources import language_data

_SIGNS = (
    "\u2190-\u21ff\u2300-\u23ff\u25a0-\u27bf\u2b00-\u2bff\u3030\u303d\u3297\u3299"
    "\ufe0e\ufe0f\u200d\u20e3\U0001f000-\U0001faff\U000e0020-\U000e007f"
)
_SMILEY = r"(?:[:;=8][-']?[)(DPpO3*|]{1,5}(?!\w)|<3+|\^[_.\-]?\^|[TQ][_.][TQ]\b|[xX]D+\b)"
_BULLETS = "•●▪◆◾✅✔☑➤►➡👉🔸🔹"
_AFTER = re.compile(f"[^\\S\n]*(?:[{_SIGNS}]+|{_SMILEY})(?:\\s+(?:[{_SIGNS}]+|{_SMILEY}))*")
_NEXT_ITEM = re.compile(f"\\s*[{_BULLETS}]\ufe0f?\\s*$")
_RUN = re.compile(f"[{_SIGNS}]+(?:\\s+[{_SIGNS}]+)*")
_BULLET = re.compile(f"(?<=\\s)[{_BULLETS}](?=\ufe0f?\\s?[^\\s{_SIGNS}])")
_NUMBERED = re.compile(r"(?<!\S)[(\[]?([1-9][0-9]?)[.)\]]\s{1,3}(?=[^\W\d_])")
_HASHTAGS = re.compile(r"(?:^|(?<=[\s.!?…。！？]))[#＃][^\s#＃]+(?:\s*[#＃][^\s#＃]+)+\s*$")
_HASHTAG_TAIL = 400
# Faces, hands, hearts, flowers, fire: they comment on what was said before them.
_FEELING = re.compile(
    "[\u2639\u263a\u2764\u2763\u270a-\u270d\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a"
    "\U0001f493-\U0001f49f\U0001f48b-\U0001f490\U0001f44a-\U0001f450\U0001f90c-\U0001f90f\U0001f4aa\U0001f4af"
    "\U0001f525\U0001f389\U0001f38a\U0001f337-\U0001f33c\U0001f5a4\U0001fae0-\U0001fae8\U0001faf0-\U0001faf8]"
)
_FACE = re.compile("[\u2639\u263a\U0001f600-\U0001f64f\U0001f910-\U0001f92f\U0001f970-\U0001f97a]")
_WINDOW = 60
_CLAUSE = re.compile(r"[^.!?…。！？\n]*$")
_THAI_SPACE = re.compile('(?<=[\u0e00-\u0e7f])\\s+(?=[\u0e00-\u0e7fA-Za-z0-9"“])')


def turns(line: str, base: str) -> Iterator[int]:
    """Where something begins that no punctuation announces."""
    yield from _numbered_items(line)
    yield from _emoji_between_clauses(line)
    if base == "th":
        yield from _after_thai_particles(line)


def bullet_items(line: str) -> Iterator[int]:
    """Bullets within a line, each before its item."""
    return (match.start() for match in _BULLET.finditer(line))


def closing_hashtags(line: str) -> Iterator[int]:
    """Where a line's last words are two hashtags or more."""
    found = _HASHTAGS.search(line, max(0, len(line) - _HASHTAG_TAIL))
    return iter((found.start(),) if found else ())


def after_emoji(line: str, at: int) -> int:
    """`at`, or the end of the emoji that follow: not the bullet of the next item."""
    found = _AFTER.match(line, at)
    if not found:
        return at
    if (
        line[found.end() : found.end() + 1].isalnum()
        or line[found.end() + 1 : found.end() + 2].isalnum()
    ):
        item = _NEXT_ITEM.search(line, at, found.end())
        if item:
            return item.start()
    return found.end()


def _numbered_items(line: str) -> Iterator[int]:
    found = [(int(match.group(1)), match.start()) for match in _NUMBERED.finditer(line)]
    inside: set[int] = set()
    for (one, start), (other, after) in pairwise(found):
        if other == one + 1 and (one == 1 or start in inside):
            inside |= {start, after}
    return iter(sorted(inside))


def _emoji_between_clauses(line: str) -> Iterator[int]:
    for run in _RUN.finditer(line):
        after = line[run.end() : run.end() + 4].lstrip()[:1]
        if not after or not (after.isalpha() or after in '"“«¿¡'):
            continue
        if not _FEELING.search(run.group()) or any(sign in _BULLETS for sign in run.group()):
            continue
        spaced = line[run.end()].isspace()
        if _clause_before(line, run.start()) and _begins_clause(run.group(), after, spaced):
            yield run.end()


def _clause_before(line: str, at: int) -> bool:
    """Whether enough was said before the emoji to stand by itself."""
    found = _CLAUSE.search(line[max(0, at - _WINDOW) : at])
    said = found.group().strip() if found else ""
    if not said:
        return False
    if said[-1].isalpha() and not said[-1].isupper() and not said[-1].islower():
        return len(said) >= 4
    return len(said.split()) >= 2


def _begins_clause(run: str, after: str, spaced: bool) -> bool:
    if not spaced:
        # A heart in the middle of a Chinese word hides it from filters: 加我威❤芯.
        return after > "\u2e7f" and _much_felt(run)
    return not after.islower() or _much_felt(run)


def _much_felt(run: str) -> bool:
    return bool(_FACE.search(run)) or len(ONE.findall(run)) > 1


@cache
def _thai() -> tuple[re.Pattern[str], ...]:
    """Words that end a clause, words that only look so, words that begin one, that go on."""
    data = language_data("sentences.toml")["th"]
    ends = "|".join(data["ends"])
    return (
        re.compile(f"(?:{ends})$"),
        re.compile(f"(?:{'|'.join(data['no_ends'])})$"),
        re.compile(f"(?:{'|'.join(data['begins'])})(?!{'|'.join(data['no_begins'])})"),
        re.compile("|".join(data["goes_on"])),
    )


def _after_thai_particles(line: str) -> Iterator[int]:
    ends, no_ends, begins, goes_on = _thai()
    for space in _THAI_SPACE.finditer(line):
        said = line[max(0, space.start() - 20) : space.start()]
        following = line[space.end() : space.end() + 20]
        # A particle after a space still belongs to what it closes.
        if _particle_alone(ends, following) or goes_on.match(following):
            continue
        if (ends.search(said) and not no_ends.search(said)) or begins.match(following):
            yield space.end()


def _particle_alone(ends: re.Pattern[str], following: str) -> bool:
    word = re.match("[\u0e00-\u0e7f]+", following)
    return bool(word and (found := ends.search(word.group())) and not found.start())
