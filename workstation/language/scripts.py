"""What a text's characters say about its language."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from msgspec import Struct

from workstation.language.codes import clean_tag

# Scripts in which the letters alone name the language, and those that several share.
_RANGES = {
    "Thai": "\u0e00-\u0e7f",
    "Lao": "\u0e80-\u0eff",
    "Myanmar": "\u1000-\u109f",
    "Khmer": "\u1780-\u17ff",
    "Arabic": "\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufeff",
    "Hebrew": "\u0590-\u05ff",
    "Devanagari": "\u0900-\u097f",
    "Bengali": "\u0980-\u09ff",
    "Tamil": "\u0b80-\u0bff",
    "Telugu": "\u0c00-\u0c7f",
    "Cyrillic": "\u0400-\u052f",
    "Greek": "\u0370-\u03ff",
    "Hangul": "\u1100-\u11ff\u3130-\u318f\uac00-\ud7af",
    "Kana": "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f",
    "Han": "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff",
    "Latin": "A-Za-z\u00aa\u00ba\u00c0-\u024f\u1e00-\u1eff",
}
_PATTERNS = {name: re.compile(f"[{ranges}]") for name, ranges in _RANGES.items()}
# A character of these is worth more than a Latin letter: a syllable or a word.
_WEIGHTS = {"Han": 3, "Kana": 2, "Hangul": 2}
_LOOKED_AT = 2000
_WRITTEN_IN = {
    "th": "Thai", "lo": "Lao", "my": "Myanmar", "km": "Khmer", "ar": "Arabic", "fa": "Arabic",
    "ur": "Arabic", "he": "Hebrew", "hi": "Devanagari", "mr": "Devanagari", "ne": "Devanagari",
    "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "ru": "Cyrillic", "uk": "Cyrillic",
    "bg": "Cyrillic", "el": "Greek", "ko": "Hangul", "ja": "Kana", "zh-Hans": "Han",
    "zh-Hant": "Han",
}  # fmt: skip
# A foreign brand or two is normal in every language; a fifth of these letters is not.
_PRESENT = 0.2
_CLEAR = 0.5
_KANA_IN_JAPANESE = 0.1


class Script(Struct, frozen=True):
    """The script a text is written in, and how much of it is."""

    name: str
    share: float
    letters: int


def letters_by_script(text: str) -> dict[str, int]:
    """How many letters of each script a text's beginning has; 0 for those it lacks."""
    head = text[:_LOOKED_AT]
    return {name: len(found.findall(head)) for name, found in _PATTERNS.items()}


def script_of(text: str) -> Script | None:
    """The script that names the text's language best; None where there are no letters."""
    head = text[:_LOOKED_AT]
    counts = Counter(letters_by_script(head))
    weights = {name: count * _WEIGHTS.get(name, 1) for name, count in counts.items() if count}
    total = sum(weights.values())
    if not total:
        return None
    # Chinese shops like a lone の; it is no sign of Japanese.
    kana = counts["Kana"] - head.count("の")
    if kana > 0 and kana >= _KANA_IN_JAPANESE * (kana + counts["Han"]):
        weights["Kana"] += weights.pop("Han", 0)
    else:
        weights.pop("Kana", None)
    others = {name: weight for name, weight in weights.items() if name != "Latin"}
    name = max(others, key=others.__getitem__, default="Latin")
    if others and others[name] < _PRESENT * total:
        name = "Latin"
    share = weights.get(name, 0) / total
    return Script(name, share, sum(counts.values()))


def is_clear(script: Script) -> bool:
    """Whether at least half of the text is in its script."""
    return script.share >= _CLEAR


def written_in(language: str) -> str:
    """The script a language is written in."""
    clean = clean_tag(language)
    return _WRITTEN_IN.get(clean) or _WRITTEN_IN.get(clean.split("-")[0], "Latin")


def contradicts(script: Script, language: str) -> bool:
    """Whether a text in this script cannot be in that language."""
    expected = written_in(language)
    fits = {expected} | ({"Han"} if expected == "Kana" else set())
    return script.name not in fits


def chinese(text: str) -> tuple[str, float]:
    """`zh-Hans` or `zh-Hant` by the characters only one of them has, and how surely."""
    simplified_only, traditional_only = _chinese_characters()
    head = text[:_LOOKED_AT]
    simplified = sum(character in simplified_only for character in head)
    traditional = sum(character in traditional_only for character in head)
    if not simplified + traditional:
        return "zh-Hans", 0.5
    sure = max(simplified, traditional) / (simplified + traditional)
    return ("zh-Hant" if traditional > simplified else "zh-Hans"), sure


@cache
def _chinese_characters() -> tuple[frozenset[str], frozenset[str]]:
    # The national character sets know which is which: GB 2312 is simplified, Big5 traditional.
    han = [chr(code) for code in range(0x4E00, 0xA000)]
    simplified = {character for character in han if _has(character, "gb2312")}
    traditional = {character for character in han if _has(character, "big5")}
    return frozenset(simplified - traditional), frozenset(traditional - simplified)


def _has(character: str, encoding: str) -> bool:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return False
    return True
