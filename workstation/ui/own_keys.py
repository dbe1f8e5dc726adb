"""Keys that a person has chosen for themselves: what may be chosen, and what is in force.

What was stored is not trusted: an action that is gone, a key that nobody can press or that another
action needs falls back to the table's own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QKeySequence

from workstation.ui.actions import ActionSpec

MOST = 3
"""Keys of one action."""

# What text is edited with, wherever a line has the keyboard; and what the panes move with.
_EDITING = (
    "Ctrl+C", "Ctrl+X", "Ctrl+V", "Ctrl+A", "Ctrl+Left", "Ctrl+Right", "Ctrl+Home",
    "Ctrl+End", "Ctrl+Shift+Left", "Ctrl+Shift+Right", "Ctrl+Backspace", "Ctrl+Del", "Del", "Ins",
    "Shift+Ins", "Shift+Del", "Left", "Right", "Up", "Down", "Shift+Left", "Shift+Right",
    "Shift+Up", "Shift+Down", "Home", "End", "Shift+Home", "Shift+End", "PgUp", "PgDown", "Space",
    "Tab", "Shift+Tab",
)  # fmt: skip
# What desktops keep for themselves.
_SYSTEM = (
    "Alt+F4", "Alt+Tab", "Alt+Shift+Tab", "Alt+Space", "Alt+Esc", "Ctrl+Esc", "Ctrl+Alt+Del",
    "Print", "Ctrl+Alt+L", "Ctrl+Alt+T",
)  # fmt: skip


class Own(Struct, frozen=True):
    """The keys in force by action, and the actions whose stored keys could not be used."""

    keys: Mapping[str, tuple[str, ...]]
    dropped: tuple[str, ...] = ()


def in_force(stored: Any, specs: Iterable[ActionSpec]) -> Own:
    """The keys of every action: those stored where they can be used, else the table's."""
    specs = tuple(specs)
    held = stored if isinstance(stored, dict) else {}
    by_name = {spec.name: spec for spec in specs}
    chosen: dict[str, tuple[str, ...]] = {}
    for name, keys in held.items():
        spec = by_name.get(name)
        if spec is None or spec.fixed or not isinstance(keys, list) or len(keys) > MOST:
            continue
        told = tuple(normal(key) for key in keys if isinstance(key, str))
        if len(told) == len(keys) and all(told) and not any(reserved(key) for key in told):
            chosen[name] = tuple(dict.fromkeys(told))
    # Two on one key: neither would fire. The table's own holder wins, then the first.
    while chosen and (clashing := _clashing(chosen, specs)):
        chosen.pop(clashing)
    dropped = tuple(sorted(str(name)[:60] for name in held if name not in chosen))
    return Own({spec.name: chosen.get(spec.name, spec.keys) for spec in specs}, dropped)


def _clashing(chosen: Mapping[str, tuple[str, ...]], specs: tuple[ActionSpec, ...]) -> str:
    taken: dict[str, str] = {}
    for spec in (*(s for s in specs if s.name not in chosen), *specs):
        for key in chosen.get(spec.name, spec.keys):
            holder = taken.setdefault(normal(key), spec.name)
            if holder != spec.name:
                return spec.name if spec.name in chosen else holder
    return ""


@lru_cache(maxsize=1024)
def normal(key: str) -> str:
    """A key as Qt writes it, the same for all its spellings; empty where it is none, or two."""
    made = QKeySequence(key[:40])
    if made.count() != 1 or made[0].key() in (Qt.Key.Key_unknown, Qt.Key(0)):
        return ""
    return made.toString(QKeySequence.SequenceFormat.PortableText)


@lru_cache(maxsize=1024)
def types(key: str) -> bool:
    """Whether a key types something into a line: it rests while somebody types."""
    made = QKeySequence(key)[0]
    held = made.keyboardModifiers() & ~Qt.KeyboardModifier.ShiftModifier
    return held == Qt.KeyboardModifier.NoModifier and int(made.key()) < int(Qt.Key.Key_Escape)


def reserved(key: str) -> str:
    """Why nobody may have a key, in words; empty where it may be had."""
    translate = QCoreApplication.translate
    known = normal(key)
    if not known:
        return translate("OwnKeys", "that is no key of its own")
    if known in _normal(_EDITING):
        return translate("OwnKeys", "it is for moving and editing text")
    if known in _normal(_SYSTEM) or "Meta+" in known:
        return translate("OwnKeys", "it belongs to the computer's own desktop")
    return ""


def holder(key: str, keys: Mapping[str, tuple[str, ...]], but: str = "") -> str:
    """Which action has a key; empty where none but `but` has."""
    wanted = normal(key)
    for name, held in keys.items():
        if name != but and wanted in map(normal, held):
            return name
    return ""


@cache
def _normal(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(map(normal, keys))


# Said on the screen

_instead: dict[str, str] = {}


def use(own: Own, specs: Iterable[ActionSpec]) -> None:
    """From now on sentences name these keys."""
    _instead.clear()
    for spec in specs:
        held = own.keys[spec.name]
        for key in spec.keys:
            if key not in held:
                _instead[key] = held[0] if held else "–"


def say(words: str) -> str:
    """A sentence of ours with the keys in it as this person has them."""
    if not _instead:
        return words
    known = "|".join(map(re.escape, sorted(_instead, key=len, reverse=True)))
    return re.sub(rf"(?<![\w+])(?:{known})(?![\w+])", lambda found: _instead[found.group()], words)
