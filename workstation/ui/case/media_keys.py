"""The keys of the large view: which does what, and their words for its foot and the key sheet."""

from __future__ import annotations

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeyEvent

_K = Qt.Key
_PLAIN = {
    _K.Key_Left: "left",
    _K.Key_Right: "right",
    _K.Key_Up: "up",
    _K.Key_Down: "down",
    _K.Key_PageUp: "before",
    _K.Key_PageDown: "after",
    _K.Key_Plus: "larger",
    _K.Key_Equal: "larger",
    _K.Key_Minus: "smaller",
    _K.Key_0: "fit",
    _K.Key_1: "one",
    _K.Key_R: "turn",
    _K.Key_S: "beside",
    _K.Key_Tab: "side",
    _K.Key_F3: "pin",
    _K.Key_Space: "space",
    _K.Key_U: "uncover",
    _K.Key_K: "play",
    _K.Key_Comma: "step_back",
    _K.Key_Period: "step_on",
    _K.Key_J: "jump_back",
    _K.Key_L: "jump_on",
    _K.Key_Less: "slower",
    _K.Key_Greater: "faster",
    _K.Key_A: "sound",
    _K.Key_BracketLeft: "begin",
    _K.Key_BracketRight: "end",
    _K.Key_I: "begin",
    _K.Key_O: "end",
    _K.Key_Return: "line",
    _K.Key_Enter: "line",
    _K.Key_Escape: "escape",
    _K.Key_M: "close",
}
_SHIFTED = {
    _K.Key_Left: "jump_back",
    _K.Key_Right: "jump_on",
    _K.Key_Up: "louder",
    _K.Key_Down: "softer",
    _K.Key_Comma: "slower",
    _K.Key_Period: "faster",
}
# By what is typed, where a key's place differs from keyboard to keyboard.
_TYPED = {"[": "begin", "]": "end", "<": "slower", ">": "faster", ",": "step_back", ".": "step_on"}

REPEATS = frozenset(
    {
        *("left", "right", "up", "down", "larger", "smaller", "before", "after"),
        *("step_on", "step_back", "jump_on", "jump_back", "louder", "softer"),
    }
)
"""What goes on while its key is held."""


class Standing(Struct, frozen=True):
    """What decides which keys are of use."""

    seen: bool = False  # there is a picture
    played: bool = False  # a video or a sound that can be played
    moving: bool = False  # a video or an animation: it has pictures one after the other
    sounds: bool = False
    covered: bool = False
    many: bool = False
    beside: bool = False
    lines: bool = False


def name_of(event: QKeyEvent) -> str:
    """What a key does; nothing for a key that is the window's."""
    mods = Qt.KeyboardModifier
    held = event.modifiers() & ~mods.KeypadModifier
    if held & (mods.ControlModifier | mods.MetaModifier):
        return ""
    if event.text() in _TYPED:
        return _TYPED[event.text()]
    if held & mods.AltModifier:
        return ""
    key = _K(event.key())
    if held & mods.ShiftModifier:
        return _SHIFTED.get(key, _PLAIN.get(key, "") if key == _K.Key_Plus else "")
    return _PLAIN.get(key, "")


def hints(now: Standing) -> list[tuple[str, str]]:
    """Keys and words for the foot, the most wanted first; a key without words shares the next's."""
    tr = QCoreApplication.translate
    told: list[tuple[str, str]] = []
    if now.covered:
        told += [("Space", tr("MediaKeys", "hold to look")), ("U", tr("MediaKeys", "uncover"))]
    if now.played or now.moving:
        key = "K" if now.covered else "Space"
        told.append((key, tr("MediaKeys", "play, stop")))
    if now.moving:
        told += [(",", ""), (".", tr("MediaKeys", "a picture back, on"))]
    if now.played:
        told += [
            ("J", ""),
            ("L", tr("MediaKeys", "5 s back, on")),
            ("<", ""),
            (">", tr("MediaKeys", "speed")),
            ("[", ""),
            ("]", tr("MediaKeys", "span")),
        ]
    if now.sounds:
        told += [("A", tr("MediaKeys", "sound")), ("⇧↑", ""), ("⇧↓", tr("MediaKeys", "volume"))]
    if now.seen or now.played:
        told.append(("F3", tr("MediaKeys", "evidence")))
    if now.seen:
        told += [
            ("+", ""),
            ("-", ""),
            ("0", tr("MediaKeys", "fit")),
            ("1", tr("MediaKeys", "1:1")),
            ("R", tr("MediaKeys", "turn")),
        ]
    if now.lines:
        told += [("↑", ""), ("↓", tr("MediaKeys", "lines"))]
        if now.played:
            told.append(("Enter", tr("MediaKeys", "go to the line")))
    if now.many:
        told += [
            ("←", ""),
            ("→", tr("MediaKeys", "other")),
            ("S", tr("MediaKeys", "one") if now.beside else tr("MediaKeys", "side by side")),
        ]
    if now.beside:
        told.append(("Tab", tr("MediaKeys", "other side")))
    return [*told, ("Esc", tr("MediaKeys", "close"))]


def sheet() -> list[tuple[str, str]]:
    """Every key of the large view with its words, for the key sheet and the guide."""
    tr = QCoreApplication.translate
    return [
        ("Left Right", tr("MediaKeys", "Another medium; moves an enlarged picture")),
        ("PageUp PageDown", tr("MediaKeys", "Another medium, also from an enlarged picture")),
        ("+ -", tr("MediaKeys", "Larger, smaller; the wheel as well")),
        ("0 1", tr("MediaKeys", "As large as fits; one pixel for one pixel")),
        ("R", tr("MediaKeys", "A quarter turn")),
        ("S Tab", tr("MediaKeys", "Two side by side; the keys go to the other side")),
        ("F3", tr("MediaKeys", "Evidence: a box, twice the whole picture; a span that is marked")),
        ("Space", tr("MediaKeys", "Play, stop; while covered: hold to look")),
        ("K", tr("MediaKeys", "Play, stop, covered or not")),
        ("U", tr("MediaKeys", "Uncover this one until the large view is closed")),
        (", .", tr("MediaKeys", "A picture back, on")),
        ("J L Shift+Left Shift+Right", tr("MediaKeys", "Five seconds back, on")),
        ("< >", tr("MediaKeys", "Slower, faster: a quarter to double")),
        ("A", tr("MediaKeys", "Sound on, off")),
        ("Shift+Up Shift+Down", tr("MediaKeys", "Louder, softer")),
        ("[ ] I O", tr("MediaKeys", "Where a span begins, ends")),
        ("Up Down", tr("MediaKeys", "The line before, the next one")),
        ("Enter", tr("MediaKeys", "Go to the time of the line")),
        ("M Escape", tr("MediaKeys", "Close")),
    ]
