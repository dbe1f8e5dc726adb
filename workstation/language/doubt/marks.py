"""Doubts about a translation that a look at both texts can raise, by name.

copied         the original came back, or much of it in its own script
looping        the same words over and over; the text is cut
empty          words went in, none came out
unreadable     the model spelled bytes that are no letters (U+FFFD)
wrong_script   letters of a script the reader of the target does not read
long           far longer than the original, or the original was cut up
short          far shorter than the original
numbers_lost   a number, price, size or phone number of the original is not in the translation
things_lost    something else that must survive is not: a link, @name, #tag, code, brand
               (a lost emoji is shown, but says nothing about the words)
invented       a word that is in no English list, nor in the original
untranslated   words of the original were left as they are
slang          slang of the original was passed over or taken by the letter
"""

from __future__ import annotations

from workstation.language.doubt.copies import copied
from workstation.language.doubt.evidence import Evidence
from workstation.language.doubt.lengths import too_long, too_short
from workstation.language.doubt.letters import unreadable, wrong_script
from workstation.language.doubt.slang import misread
from workstation.language.doubt.words import left_over, made_up
from workstation.language.kept import kept
from workstation.language.kept.fixed import fixed, without

COPIED = "copied"
LOOPING = "looping"
EMPTY = "empty"
UNREADABLE = "unreadable"
WRONG_SCRIPT = "wrong_script"
LONG = "long"
SHORT = "short"
NUMBERS_LOST = "numbers_lost"
THINGS_LOST = "things_lost"
INVENTED = "invented"
UNTRANSLATED = "untranslated"
SLANG = "slang"
_FIGURES = {kept.NUMBER, kept.PRICE, kept.SIZE, kept.PHONE}


def marks(evidence: Evidence) -> tuple[str, ...]:
    """The doubts, in a fixed order."""
    original, translation = evidence.original, evidence.translation
    gone = _kinds_lost(evidence)
    empty = not any(map(str.isalnum, translation))
    same = copied(original, translation, evidence.target)
    found = {
        NUMBERS_LOST: bool(gone & _FIGURES),
        THINGS_LOST: bool(gone - _FIGURES - {kept.EMOJI}),
        COPIED: same,
        UNREADABLE: unreadable(original, translation),
        WRONG_SCRIPT: wrong_script(without(translation, fixed(translation)), evidence.target),
        EMPTY: empty,
        LONG: evidence.cut_up or too_long(original, translation),
        SHORT: not empty and too_short(original, translation),
        LOOPING: evidence.looped,
        INVENTED: bool(made_up(original, translation, evidence.target)),
        UNTRANSLATED: not same and bool(left_over(original, translation, evidence.target)),
        SLANG: bool(misread(original, translation, evidence.source, evidence.target)),
    }
    return tuple(name for name, there in found.items() if there)


def _kinds_lost(evidence: Evidence) -> set[str]:
    if not evidence.lost:
        return set()
    found = kept.things(evidence.original, evidence.source)
    return {thing.kind for thing in found if thing.text in evidence.lost}
