"""Every preference, declared once: name, default, what it may be, and words for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from workstation.fault import WorldFault


class Setting(Struct, frozen=True):
    """One preference. `choices` empty: any value of the default's type."""

    name: str
    default: Any
    words: str
    choices: tuple[Any, ...] = ()


SETTINGS: tuple[Setting, ...] = (
    Setting("theme", "light", "Light or dark colours", ("light", "dark")),
    Setting("read_in", "en", "The language translations are made into"),
    Setting("ahead", 40, "How many cases are translated ahead of the one on the screen"),
    Setting("sync_to", "", "The folder that verdicts are sent to"),
    Setting("sync_minutes", 5, "How often they are sent while the window is open"),
    Setting("content_step", 1.5, "How many points the case's words are larger than the rest"),
    Setting("window", "", "Where the window was, and how its panes were divided"),
    Setting("coached", 0, "How many verdicts the first-minute strip has seen"),
)
_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


class Settings(Struct, frozen=True):
    """The preferences in force; made of what was stored, defaults for the rest."""

    held: Mapping[str, Any]

    def __getitem__(self, name: str) -> Any:
        return self.held.get(name, _BY_NAME[name].default)

    def with_value(self, name: str, value: Any) -> Settings:
        """The same with one preference set.

        Raises WorldFault `settings.unknown`, `settings.unfit`.
        """
        setting = _BY_NAME.get(name)
        if setting is None:
            raise WorldFault("settings.unknown", name=name)
        if not _fits(setting, value):
            raise WorldFault("settings.unfit", name=name, value=str(value)[:40])
        return Settings({**self.held, name: value})

    def dump(self) -> str:
        """As it is stored."""
        return json.dumps(dict(self.held), sort_keys=True)


def load(text: str | None) -> Settings:
    """Read what was stored; a value that does not fit any more falls back to its default."""
    try:
        held = json.loads(text) if text else {}
    except ValueError:
        held = {}
    if not isinstance(held, dict):
        held = {}
    return Settings(
        {
            name: value
            for name, value in held.items()
            if name in _BY_NAME and _fits(_BY_NAME[name], value)
        }
    )


def _fits(setting: Setting, value: Any) -> bool:
    if isinstance(setting.default, float):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
    else:
        fits = type(value) is type(setting.default)
    return fits and (not setting.choices or value in setting.choices)
