"""Colours, sizes and fonts: Fusion with a palette of our own, light and dark.

One accent. Colour is never the only sign: every state has a glyph or a word beside it.
"""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from msgspec import Struct
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
RESOURCES = Path(__file__).resolve().parents[2] / "resources"


class Colours(Struct, frozen=True):
    """The few colours there are, as #rrggbb."""

    window: str  # chrome
    page: str  # where text is read
    raised: str  # buttons, headings
    text: str
    quiet: str  # second-rank words
    line: str
    accent: str
    on_accent: str
    tint: str  # the row under the caret
    selected: str
    good: str
    bad: str
    doubt: str
    evidence: str


LIGHT = Colours(
    window="#f1f1ee",
    page="#fcfcfa",
    raised="#e8e8e3",
    text="#1f2321",
    quiet="#5f6663",
    line="#d5d6d0",
    accent="#1d6b72",
    on_accent="#ffffff",
    tint="#e4f0ef",
    selected="#bcdcdb",
    good="#2d6a3a",
    bad="#a23324",
    doubt="#8a5a00",
    evidence="#ffe9a8",
)
DARK = Colours(
    window="#1d2021",
    page="#242829",
    raised="#2f3435",
    text="#dfe3e1",
    quiet="#9aa3a0",
    line="#3b4142",
    accent="#5fb6bb",
    on_accent="#0f1a1b",
    tint="#2b3738",
    selected="#36585a",
    good="#86c493",
    bad="#ec8d7d",
    doubt="#e0b35a",
    evidence="#574a1e",
)

_state: dict[str, Colours] = {"now": LIGHT}
_size: dict[str, float] = {"zoom": 1.0}


def colours() -> Colours:
    """The colours in use."""
    return _state["now"]


def is_dark() -> bool:
    """Whether the dark colours are in use."""
    return colours() is DARK


def apply(app: QApplication, *, dark: bool) -> None:
    """Use the light or the dark colours everywhere."""
    _state["now"] = held = DARK if dark else LIGHT
    app.setStyle("Fusion")
    palette = QPalette()
    roles = QPalette.ColorRole
    for role, name in (
        (roles.Window, held.window),
        (roles.WindowText, held.text),
        (roles.Base, held.page),
        (roles.AlternateBase, held.raised),
        (roles.Text, held.text),
        (roles.Button, held.raised),
        (roles.ButtonText, held.text),
        (roles.BrightText, held.bad),
        (roles.Highlight, held.accent),
        (roles.HighlightedText, held.on_accent),
        (roles.PlaceholderText, held.quiet),
        (roles.ToolTipBase, held.raised),
        (roles.ToolTipText, held.text),
        (roles.Link, held.accent),
        (roles.Mid, held.line),
        (roles.Dark, held.line),
        (roles.Light, held.raised),
        (roles.Midlight, held.raised),
    ):
        palette.setColor(role, QColor(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(held.quiet))
    app.setPalette(palette)
    app.setFont(ui_font())


def zoom() -> float:
    """How large the interface is; 1 is the usual size."""
    return _size["zoom"]


def set_zoom(app: QApplication, factor: float) -> None:
    """Make the interface larger or smaller; the case's own words stay as they are."""
    _size["zoom"] = factor
    _font.cache_clear()
    app.setFont(ui_font())


def px(length: float) -> int:
    """A length of the interface, in pixels, at the size it has now."""
    return round(length * _size["zoom"])


BASE = 10.0
"""Points of the interface's words; the case's words are a step larger."""

_FAMILIES = ("Noto Sans", "Segoe UI", "SF Pro Text", "Cantarell", "DejaVu Sans")

# By primary language subtag, and by script for Chinese: without a list of its own a text is drawn
# by fallback, which picks Japanese shapes for Chinese and DejaVu for Arabic.
_BY_LANGUAGE: dict[str, tuple[str, ...]] = {
    "zh-Hans": ("Noto Sans CJK SC", "Noto Sans SC", "Microsoft YaHei", "PingFang SC"),
    "zh-Hant": ("Noto Sans CJK TC", "Noto Sans TC", "Microsoft JhengHei", "PingFang TC"),
    "ja": ("Noto Sans CJK JP", "Noto Sans JP", "Yu Gothic UI", "Hiragino Sans"),
    "ko": ("Noto Sans CJK KR", "Noto Sans KR", "Malgun Gothic", "Apple SD Gothic Neo"),
    "th": ("Noto Sans Thai", "Leelawadee UI", "Thonburi"),
    "lo": ("Noto Sans Lao", "Leelawadee UI", "Lao Sangam MN"),
    "km": ("Noto Sans Khmer", "Leelawadee UI", "Khmer Sangam MN"),
    "my": ("Noto Sans Myanmar", "Myanmar Text", "Myanmar Sangam MN"),
    "ar": ("Noto Sans Arabic", "Noto Naskh Arabic", "Segoe UI", "Geeza Pro"),
    "fa": ("Noto Sans Arabic", "Segoe UI", "Geeza Pro"),
    "ur": ("Noto Nastaliq Urdu", "Noto Sans Arabic", "Segoe UI"),
    "hi": ("Noto Sans Devanagari", "Nirmala UI", "Kohinoor Devanagari"),
    "ta": ("Noto Sans Tamil", "Nirmala UI", "Tamil Sangam MN"),
    "bn": ("Noto Sans Bengali", "Nirmala UI", "Bangla Sangam MN"),
}
_EMOJI = ("Noto Color Emoji", "Segoe UI Emoji", "Apple Color Emoji")


def load_fonts() -> None:
    """Bring in the fonts that ship; the system's come by themselves."""
    for path in sorted((RESOURCES / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


def ui_font(step: float = 0.0, *, bold: bool = False) -> QFont:
    """The interface's font, `step` points larger or smaller."""
    return _font("", (BASE + step) * _size["zoom"], bold)


def content_font(language: str, step: float = 1.5, *, bold: bool = False) -> QFont:
    """The font for a text of that language (BCP-47) in the interface: queue, policy."""
    return _font(script_key(language), (BASE + step) * _size["zoom"], bold)


def case_font(language: str, step: float = 1.5) -> QFont:
    """The font for the case's own words: they have a size apart from the interface's."""
    return _font(script_key(language), BASE + step, False)


def script_key(language: str) -> str:
    """Which family list a language uses; Chinese without a script is taken as simplified."""
    if language.startswith("zh"):
        traditional = "Hant" in language or language.endswith(("-TW", "-HK", "-MO"))
        return "zh-Hant" if traditional else "zh-Hans"
    return language.split("-")[0]


def is_right_to_left(language: str) -> bool:
    """Whether a language is written from right to left."""
    return language.split("-")[0] in ("ar", "fa", "ur", "he", "ug", "ps", "sd")


def runs_right_to_left(text: str, language: str) -> bool:
    """Whether a text runs from right to left: its letters decide where its language does not.

    Arabic in Latin letters ("mar7aba.") would else have its full stop in front, and an Arabic
    line that was taken for English would begin at the wrong edge.
    """
    if is_right_to_left(language):
        return bool(_RIGHT_TO_LEFT.search(text)) or not any(map(str.isalpha, text))
    if text.isascii():
        return False
    return bool(_RIGHT_TO_LEFT.match(next(filter(str.isalpha, text), "")))


@lru_cache(maxsize=256)
def _font(key: str, points: float, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies([*_BY_LANGUAGE.get(key, ()), *_FAMILIES, *_EMOJI])
    font.setPointSizeF(points)
    font.setBold(bold)
    return font
