"""The same words over and over: a model that hangs."""

from __future__ import annotations

import re

# Three times in a row is emphasis, four is a model that hangs.
_WORD_LOOP = re.compile(r"(?<!\S)(\S+(?:\s+\S+){0,7}?)(?:\s+\1){3,}(?!\S)")
_LETTER_LOOP = re.compile(r"(\D{1,12}?)\1{7,}")
# Inside a word: shoutoutoutout, festestestest, laddddder. Laughing is meant.
_STUTTER = re.compile(r"(?![hjwkaeio]{3})([^\W\d_]{3,12}?)\1{3,}|([^\W\d_])\2{4,}")
_STRETCHED = re.compile(r"([^\W\d_]{1,12}?)\1{2,}")
_LOOKED_AT = 4000


def cut_loops(text: str, original: str) -> tuple[str, bool]:
    """The translation without endless repeats, and whether there were any."""
    head = text[:_LOOKED_AT]
    cut = False
    for pattern in (_WORD_LOOP, _LETTER_LOOP):
        found = pattern.search(head)
        if found and found.group().strip() and not pattern.search(original[:_LOOKED_AT]):
            head = f"{head[: found.end(1)].rstrip()} …"
            cut = True
    if not cut and _STUTTER.search(head) and not _STRETCHED.search(original[:_LOOKED_AT]):
        return _STUTTER.sub(r"\1\2…", head) + text[_LOOKED_AT:], True
    return (head, True) if cut else (text, False)
