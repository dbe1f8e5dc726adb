"""Words of a case that is sealed leave the clipboard too."""

from __future__ import annotations

from PySide6.QtGui import QClipboard, QGuiApplication

from workstation.domain.language import Translation
from workstation.review.prepare import Prepared
from workstation.ui.plain import visible


def forget(prepared: Prepared) -> None:
    """Empty it where what it holds stands in the case or its translation, or could be a picture."""
    clipboard = QGuiApplication.clipboard()
    texts = [part.text for part in prepared.view.case.parts]
    texts += [
        put.text
        for part in prepared.rendered.parts
        for put in part.translations
        if isinstance(put, Translation)
    ]
    whole = _flat("\n".join(texts))
    modes = [QClipboard.Mode.Clipboard]
    if clipboard.supportsSelection():
        modes.append(QClipboard.Mode.Selection)
    for mode in modes:
        held = clipboard.mimeData(mode)
        if held is None:
            continue
        lines = [_flat(line) for line in clipboard.text(mode).splitlines()]
        if held.hasImage() or any(line and line in whole for line in lines):
            clipboard.clear(mode)


def _flat(text: str) -> str:
    return " ".join(visible(text).replace("\u2028", " ").split())
