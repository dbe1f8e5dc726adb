"""The one helper that puts case text on the screen: plain, never interpreted.

Labels and tool tips guess whether a text is rich; a listing that says `<img src=file:///…>` would
then load that file. Everything that comes from a batch goes through here.
"""

from __future__ import annotations

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

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


def shortened(text: str, most: int) -> str:
    """The beginning of a text where it is longer than that."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def hidden_at(text: str) -> list[int]:
    """Where hidden controls stand, in characters."""
    return [match.start() for match in _HIDDEN.finditer(text)]


def isolate(text: str) -> str:
    """Case text inside a sentence of ours: its direction cannot reorder our words."""
    return f"\u2068{visible(text)}\u2069"


def set_text(label: QLabel, text: str) -> None:
    """Show case text in a label."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(visible(text).replace("\u2028", "\n"))


def set_sentence(label: QLabel, words: str) -> None:
    """Show a sentence of ours, in which case text has been isolated already."""
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setText(words)


def set_tip(widget: QWidget, text: str) -> None:
    """Show case text in a tool tip; the zero-width start keeps Qt from taking it for HTML."""
    widget.setToolTip(tip(text))


def tip(text: str) -> str:
    """Case text as a tool tip that Qt shows as it is."""
    escaped = visible(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<qt>{escaped.replace(chr(0x2028), '<br>')}</qt>" if text else ""
