"""Which full stops, question and exclamation marks end a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from workstation.language.resources import language_data
from workstation.language.text import ADDRESS

_FULL = "。！？｡؟।॥။៕።՞؞۔"
_CLOSERS = "\"'”’»」』）)]】》〉›｝}*_~"
_QUOTES = {"”": "“„", "’": "‘", "»": "«", "」": "「", "』": "『", '"': '"', "'": "'", "›": "‹"}
# A run of terminators with the quotes that close on it.
_STOPS = re.compile(f"[.!?…{_FULL}‼⁇⁈⁉]+[{re.escape(_CLOSERS)}]*")
_NEXT = re.compile(r"\s{0,100}(\S)")
_WORD_LENGTH = 40
_WORD_BEFORE = re.compile(r"[^\s(\[\"'“‘«「（/]+$")
_LIST_NUMBER = re.compile(r"\s*[(\[]?(?:[0-9]{1,3}|[A-Za-zก-ฮ]|[ivxIVX]{1,4})$")
_SPACED_LETTERS = re.compile(r"(?<!\w)([^\W\d_]{1,2})\.\s([^\W\d_]{1,2})$")
_LATIN_TAIL = re.compile(r"[A-Za-z.]*$")
_NEW_WORD = re.compile(r"\s{1,9}[A-ZÁÉÍÓÚÑ]?[^\W\d_A-Z]")
_NEXT_LETTER = re.compile(r"\s[^\W\d_]{1,2}\.")
_DOTTED = re.compile(r"[^\s.]{1,4}(?:\.[^\s.]{1,4}){1,4}$")
_GLUED = re.compile(r"[^\W\d_]{3,}$")
_GLUED_NEXT = re.compile(r"([^\W\d_]{3,40})(?=[\s,!?.]|$)")
_DOMAINS = frozenset(
    {"online", "store", "website", "digital", "studio", "market", "global", "company"}
)
_LEAD_IN = frozenset(":：,，،、")
_QUOTE_REACH = 200
_REPORT_REACH = 12


class Stop(NamedTuple):
    """A run of terminators in a line, and where the sentence it may end began."""

    line: str
    match: re.Match[str]
    begin: int
    base: str

    @property
    def before(self) -> str:
        return self.line[self.begin : self.match.start()]


def stops_in(line: str) -> Iterator[re.Match[str]]:
    """Runs of terminators outside addresses."""
    links = ADDRESS.finditer(line)
    link = next(links, None)
    for match in _STOPS.finditer(line):
        while link and link.end() <= match.start():
            link = next(links, None)
        if not (link and link.start() < match.start() < link.end()):
            yield match


def ends(stop: Stop) -> bool:
    """Whether a sentence ends here."""
    line, match, _, _ = stop
    run = match.group()
    bare = run.rstrip(_CLOSERS)
    found = _NEXT.match(line, match.end())
    if not found:
        return True
    following = found.group(1)
    glued = not line[match.end()].isspace()
    if len(bare) < len(run) and bare[-1] not in "." and _goes_on_after_quote(stop, found.start(1)):
        return False
    if bare[-1] in _FULL:
        return not (glued and following in _CLOSERS + "，、；,;")
    if bare == ".":
        return _after_full_stop(stop, following, glued)
    if bare[-1] in ".…":
        return _after_ellipsis(stop, following, glued)
    if glued:
        if following.islower():
            return bool(_GLUED.search(stop.before[-_WORD_LENGTH:])) and bool(
                _GLUED_NEXT.match(line, match.end())
            )
        return not (following.isdigit() or following in ",.:;)/&=-")
    return True


def _goes_on_after_quote(stop: Stop, at: int) -> bool:
    """Whether the sentence goes on after words in quotes that end in a terminator of their own."""
    following = stop.line[at]
    if following.islower():
        return True
    if not _uncased(following):
        return following in ",;，、；،"
    closer = stop.match.group()[-1]
    openers = _QUOTES.get(closer)
    if openers is None:  # brackets
        return at == stop.match.end()
    said = stop.before[-_QUOTE_REACH:]
    opened = max(said.rfind(opener) for opener in openers)
    lead = said[: max(0, opened)].rstrip()
    after = stop.line[at : at + _REPORT_REACH]
    words = language_data("sentences.toml")["goes_on"].get(stop.base, ())
    if stop.base == "zh":
        clause = re.split("[，。！？；,.!?;]", after, maxsplit=1)[0]
        told = bool(lead) or any(word in clause for word in words)
        return told and lead[-1:] not in _LEAD_IN
    return after.startswith(tuple(words)) or (bool(lead) and lead[-1] not in _LEAD_IN)


def _after_ellipsis(stop: Stop, following: str, glued: bool) -> bool:
    if _uncased(following):
        said = stop.before.strip()
        # "But... the box was torn": a pause after one word.
        return len(said) > 2 if said[-1:] > "\u2e7f" else len(said.split()) > 1
    if glued:
        return following.isupper()
    return following.isupper() or not following.isalnum()


def _after_full_stop(stop: Stop, following: str, glued: bool) -> bool:
    before = stop.before
    if len(before) < _WORD_LENGTH and _LIST_NUMBER.fullmatch(before):
        return False
    found = _WORD_BEFORE.search(before[-_WORD_LENGTH:])
    word = found.group() if found else ""
    if glued:
        return _glued_sentence(stop, word, following)
    if word and word[0] > "\u2e7f":
        # 案號No. 113
        word = _LATIN_TAIL.search(word).group() or word
    earlier = before[-2 * _WORD_LENGTH : len(before) - len(word)].split()
    previous = earlier[-1] if earlier else ""
    if word.isdigit() and len(word) < 3 and previous.endswith(":"):
        return False
    kind = _abbreviation(stop, word, previous)
    if kind is not None:
        return kind and (following.isupper() or following in '"“«¿¡')
    if following.isdigit() and word.isalpha():
        if len(word) == 1 and not _takes_letter(previous):
            return False
        if len(word) <= 4 and word.istitle() and previous and word[-1] not in "aeiou":
            return False
    if len(word) == 1 and word.isupper():
        return _letter_ends(before[: len(before) - 1], previous, following)
    if _thai(word):
        return len(word) > 6 or not _thai(following)
    if _DOTTED.match(word) and not word.isascii() and _uncased(following):
        return False
    return not ("." in word and following.islower())


def _abbreviation(stop: Stop, word: str, previous: str) -> bool | None:
    """None where it is no abbreviation, else whether it may end a sentence all the same."""
    never, maybe = _abbreviations(stop.base)
    lowered = word.lower().lstrip("#@₱$")
    spaced = _SPACED_LETTERS.search(stop.before[-8:])
    if spaced:
        joined = ".".join(spaced.groups()).lower()
        if joined in maybe or joined in never:
            return True
    if _NEXT_LETTER.match(stop.line, stop.match.end()) and len(word) <= 2:
        following = stop.line[stop.match.end() + 1 :][:2].rstrip(".").lower()
        if f"{lowered}.{following}" in maybe | never:
            return False
    if lowered in never:
        if len(word) == 1 and word.islower():
            return None
        if lowered == "no" and stop.base in ("en", "es"):
            # The answer is no. Case no. AB-12 is something else, and so is No. Five.
            alone = word == "no" or stop.before.strip() == word
            return alone and bool(_NEW_WORD.match(stop.line, stop.match.end()))
        # "5 kg." is a unit, "Kg. Baru" a village.
        return word.islower() and previous[-1:].isdigit()
    return True if lowered in maybe else None


def _glued_sentence(stop: Stop, word: str, following: str) -> bool:
    """Whether a sentence follows without the space: "bagus.Pengiriman", never "Shopee.com"."""
    if not _GLUED.search(word):
        return False
    if _uncased(following) and _uncased(word[-1]):
        return not _thai(following)
    at = stop.match.end()
    if following.islower():
        after = _GLUED_NEXT.match(stop.line, at)
        return bool(
            after
            and len(after.group()) > 5
            and len(word) > 3
            and word.isalpha()
            and after.group() not in _DOMAINS
        )
    rest = stop.line[at : at + 3]
    return following.isupper() and rest[1:3].islower()


def _letter_ends(before: str, previous: str, following: str) -> bool:
    """Whether a lone capital ends a sentence ("size M.") or is somebody's initial ("J. Tan")."""
    if following.islower() or before[-1:] in ("(", "[", "“", '"'):
        return False
    if _takes_letter(previous):
        return True
    if not previous or _uncased(following):
        return False
    return not previous[0].isupper()


def _takes_letter(previous: str) -> bool:
    sizes = language_data("abbreviations.toml")["sizes"]["words"]
    return previous.strip(":(").lower() in sizes


@cache
def _abbreviations(base: str) -> tuple[frozenset[str], frozenset[str]]:
    data = language_data("abbreviations.toml")
    own, common = data.get(base, {}), data["any"]
    never = frozenset(common["never"]) | frozenset(own.get("never", ()))
    return never, (frozenset(common["maybe"]) | frozenset(own.get("maybe", ()))) - never


def _thai(word: str) -> bool:
    return any("\u0e00" <= character <= "\u0e7f" for character in word)


def _uncased(character: str) -> bool:
    return character.isalpha() and not character.isupper() and not character.islower()
