"""The one helper that puts case text on the screen: plain, never interpreted.

Labels and tool tips guess whether a text is rich; a listing that says `<img src=file:///…>` would
then load that file. Everything that comes from a batch goes through here.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget

from workstation.domain.visible import BIDI_MARK as BIDI_MARK
from workstation.domain.visible import HIDDEN_MARK as HIDDEN_MARK
from workstation.domain.visible import hidden_at as hidden_at
from workstation.domain.visible import visible as visible


def shortened(text: str, most: int) -> str:
    """The beginning of a text where it is longer than that."""
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


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
