"""Slang that a translation passed over or took by the letter, by a list for each language."""

from __future__ import annotations

import re
from functools import cache

from workstation.language.codes import clean_tag
from workstation.language.resources import language_data
from workstation.language.scripts import written_in

_LETTER = r"[^\W\d_]"


def misread(original: str, translation: str, source: str, target: str) -> list[str]:
    """The slang of the original of which the English translation has no rendering."""
    if clean_tag(target) != "en":
        return []
    before, after = original.lower(), translation.lower()
    return [
        found.group()
        for slang, rendering in _list(clean_tag(source).split("-")[0])
        if (found := slang.search(before)) and not rendering.search(after)
    ]


def _beginning(word: str) -> str:
    # `con` begins too much: a short one stands alone or with an ending.
    ending = rf"(?:{_LETTER}?(?:s|es|ed|er|ers|y|ing))?(?!{_LETTER})" if len(word) < 4 else ""
    return re.escape(word) + ending


@cache
def _list(language: str) -> tuple[tuple[re.Pattern[str], re.Pattern[str]], ...]:
    spaced = written_in(language) not in ("Han", "Thai")
    found = []
    for spellings, beginnings in language_data("slang.toml").get(language, {}).items():
        either = "|".join(map(re.escape, spellings.lower().split("/")))
        # The Arabic article and the words written together with it.
        article = "(?:[وبفلك]?ال|[وبفلك])?" if language == "ar" else ""
        bounded = f"(?<!{_LETTER}){article}(?:{either})(?!{_LETTER})" if spaced else either
        words = "|".join(map(_beginning, beginnings.split()))
        found.append((re.compile(bounded), re.compile(f"(?<!{_LETTER})(?:{words})")))
    return tuple(found)
