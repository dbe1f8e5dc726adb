"""The language of a text: the batch's hint first, then the script, then the letters' statistics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

from workstation.domain.language import UNKNOWN, DetectedBy, Detection
from workstation.language.codes import clean_tag
from workstation.language.detecting.malay import malay_probability
from workstation.language.scripts import (
    Script,
    chinese,
    contradicts,
    is_clear,
    script_of,
    written_in,
)
from workstation.language.text import has_words

Guess = Callable[[str, list[str]], list[tuple[str, float]]]
"""Likeliest languages of a text among those named, with probabilities."""

_SHORT = 12  # letters below which statistics mean little
_LONG = 60  # letters from which they may doubt a hint
_SURE = 0.85
_HINTED = 0.9
_VERY_SURE = 0.97
_CLEAR_CHINESE = 0.75
_NEIGHBOURS = {"ms", "id"}


def detect(text: str, hint: str | None, languages: Sequence[str], guess: Guess) -> Detection:
    """The language of a text among `languages` (BCP-47), or the hint's."""
    hinted = clean_tag(hint) if hint and hint != UNKNOWN else None
    script = script_of(text)
    if script is None or not has_words(text):
        return _without_words(text, hinted)
    if hinted and not contradicts(script, hinted):
        return _as_hinted(text, hint or "", hinted, script, languages, guess)
    if hinted and script.name == "Latin" and script.letters < _SHORT:
        # A brand or a model in a Thai or Chinese listing; statistics would name any language.
        return Detection("en", 0.5, DetectedBy.SCRIPT, unsure=True)
    return _unhinted(text, script, languages, guess)


def settle(texts: Sequence[str], found: Sequence[Detection]) -> list[Detection]:
    """The parts of one case together: a short doubtful one is taken to be what the others are."""
    sure = Counter(
        one.language
        for text, one in zip(texts, found, strict=True)
        if not one.unsure and one.language != UNKNOWN and one.confidence > 0.5
        for _ in range(min(len(text), _LONG))
    )
    return [_settled(text, one, sure) for text, one in zip(texts, found, strict=True)]


def _settled(text: str, one: Detection, sure: Counter[str]) -> Detection:
    script = script_of(text)
    if one.by in (DetectedBy.OVERRIDE, DetectedBy.HINT) or script is None or not has_words(text):
        return one
    either = one.by is DetectedBy.SCRIPT and script.name == "Han" and one.confidence == 0.5
    if not either and not (one.unsure and script.letters < _LONG):
        return one
    for language, _ in sure.most_common():
        fits = not contradicts(script, language)
        if fits and (
            either or script.letters < 2 * _SHORT or {language, one.language} == _NEIGHBOURS
        ):
            return Detection(language, 0.5, one.by, unsure=one.unsure)
    return one


def _without_words(text: str, hinted: str | None) -> Detection:
    unread = has_words(text)
    if hinted:
        return Detection(hinted, 0.5 if unread else 0.0, DetectedBy.HINT, unsure=unread)
    return Detection(UNKNOWN, 0.0, DetectedBy.DETECTOR, unsure=unread)


def _as_hinted(
    text: str, hint: str, hinted: str, script: Script, languages: Sequence[str], guess: Guess
) -> Detection:
    if script.name == "Han" and written_in(hinted) == "Han":
        return _chinese(text, hint, hinted)
    unsure = not is_clear(script)
    if script.name == "Latin" and script.letters >= _LONG:
        other, probability = _by_statistics(text, script, [*languages, hinted], guess)
        same_family = {other, hinted} == _NEIGHBOURS or {other, hinted} == {"pt", "pt-BR"}
        unsure = unsure or (other != hinted and probability >= _VERY_SURE and not same_family)
    return Detection(hinted, _HINTED, DetectedBy.HINT, unsure)


def _chinese(text: str, hint: str, hinted: str) -> Detection:
    """A hint of plain `zh` leaves the script open; a clear text overrules a wrong one."""
    seen, sure = chinese(text)
    if seen != hinted and sure >= _CLEAR_CHINESE:
        by = DetectedBy.HINT if hint.lower() in {"zh", "cmn"} else DetectedBy.SCRIPT
        return Detection(seen, sure, by)
    return Detection(hinted, _HINTED, DetectedBy.HINT)


def _unhinted(text: str, script: Script, languages: Sequence[str], guess: Guess) -> Detection:
    tags = list(dict.fromkeys(clean_tag(language) for language in languages))
    if script.name == "Han" and not {"zh-Hans", "zh-Hant"}.isdisjoint(tags):
        language, sure = chinese(text)
        unsure = not is_clear(script) or 0.5 < sure < _CLEAR_CHINESE
        return Detection(language, round(sure, 3), DetectedBy.SCRIPT, unsure)
    fitting = [tag for tag in tags if written_in(tag) == script.name]
    if len(fitting) == 1 and script.name != "Latin":
        share = round(script.share, 3)
        return Detection(fitting[0], share, DetectedBy.SCRIPT, unsure=not is_clear(script))
    if not fitting:
        return Detection(UNKNOWN, 0.0, DetectedBy.SCRIPT, unsure=True)
    language, probability = _by_statistics(text, script, fitting, guess)
    unsure = (
        language == UNKNOWN
        or probability < _SURE
        or script.letters < _SHORT
        or not is_clear(script)
    )
    return Detection(language, round(probability, 3), DetectedBy.DETECTOR, unsure)


def _by_statistics(
    text: str, script: Script, languages: Sequence[str], guess: Guess
) -> tuple[str, float]:
    asked = [tag for tag in dict.fromkeys(languages) if written_in(tag) == script.name]
    found = dict(guess(text, asked))
    if not found:
        return UNKNOWN, 0.0
    if set(asked) >= _NEIGHBOURS:
        both = found.pop("ms", 0.0) + found.pop("id", 0.0)
        malay = malay_probability(text)
        found |= {"ms": both * malay, "id": both * (1 - malay)}
    language = max(found, key=found.__getitem__)
    return language, min(1.0, found[language])
