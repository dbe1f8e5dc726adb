"""Hidden signs in case text, made visible: they are evidence, so they are shown, not stripped."""

from __future__ import annotations

import re

BIDI_MARK = "\u21c4"
HIDDEN_MARK = "\u2422"

_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# With the fillers of Hangul and Mongolian, which are letters that nobody sees.
_ZERO_WIDTH = (
    "\u00ad\u115f\u1160\u180e\u200b\u2060\u2061\u2062\u2063\u2064\u3164\ufeff\uffa0"
)
_VISIBLE = str.maketrans(
    {
        **dict.fromkeys(_BIDI, BIDI_MARK),
        **dict.fromkeys(_ZERO_WIDTH, HIDDEN_MARK),
        **{chr(code): HIDDEN_MARK for code in (*range(32), 127) if chr(code) not in "\t\n"},
        "\n": "\u2028",
        "\u2029": "\u2028",
    }
)
_HIDDEN = re.compile(f"[{_BIDI}{_ZERO_WIDTH}]")


def visible(text: str) -> str:
    """The same text, character for character, with hidden controls as visible marks.

    They are evidence (words split to get past a filter), so they are shown, not stripped. Joiners
    (U+200C, U+200D) stay: emoji, Tamil and Persian need them.
    """
    return text.translate(_VISIBLE)


def hidden_at(text: str) -> list[int]:
    """Where hidden controls stand, in characters."""
    return [match.start() for match in _HIDDEN.finditer(text)]
