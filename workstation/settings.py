"""Every preference, declared once: name, default, what it may be, and words for it.

The preferences panel, the palette, `workstation settings` and the page of the guide are made of
this. A setting without a group is the program's own memory and stands in none of them.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from workstation.fault import WorldFault

LOOKS, READING, SENDING, MEDIA = "Looks", "Reading", "Batches and sending", "Media"
FIGURES = "Figures"
LONGEST = 4096
"""Characters of a value; keys and places of windows need fewer."""


class Setting(Struct, frozen=True):
    """One preference. `choices` empty: any value of the default's type, between `low` and `high`.

    `hint` explains it in a line; `said` are words for the choices, in their order; `step` is how
    much one press of an arrow changes a number; `folder` asks for one, `place` for a place.
    """

    name: str
    default: Any
    words: str
    choices: tuple[Any, ...] = ()
    group: str = ""
    hint: str = ""
    said: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    step: float = 1
    folder: bool = False
    place: bool = False


SETTINGS: tuple[Setting, ...] = (
    Setting(
        "theme", "light", "Colours", ("light", "dark", "system"), LOOKS,
        "As the system says: it follows the computer from light to dark and back.",
        ("Light", "Dark", "As the system says"),
    ),
    Setting(
        "zoom", 1.0, "Size of the interface", (), LOOKS,
        "Everything but the case's own words; 1 is the usual size.",
        low=0.8, high=1.6, step=0.1,
    ),
    Setting(
        "content_step", 1.5, "Size of the case's words", (), LOOKS,
        "How many points they are larger than the rest.", low=0, high=8, step=0.5,
    ),
    Setting(
        "stacked", False, "Translation under the original", (), LOOKS,
        "For long texts: each sentence has the whole width, its translation below it.",
    ),
    Setting(
        "read_in", "en", "The language translations are made into", (), READING,
        "Cases that are open are translated anew when they are next shown.",
    ),
    Setting(
        "ahead", 40, "Cases translated ahead", (), READING,
        "How many cases after the one on the screen are ready before you come to them.",
        low=0, high=1000, step=10,
    ),
    Setting(
        "whole_batch", True, "Translate the whole batch", (), READING,
        "After the next cases the rest of the open batch too, whenever nothing else is asked for.",
    ),
    Setting(
        "responsible", "", "Who is told of a sealed case", (), SENDING,
        "Minors, illegal imagery: a sealed case names them, and they get its reference alone.",
    ),
    Setting(
        "batches_from", "", "Where batches come from", (), SENDING,
        "The folder that opens when you bring a batch in.", folder=True,
    ),
    Setting(
        "region", "", "The country this workstation stands in", (), SENDING,
        "Two letters, such as MY: a batch that may be kept only elsewhere is not brought in.",
    ),
    Setting(
        "sync_to", "", "Where verdicts are sent to and batches come from", (), SENDING,
        "A folder, a hub (https://…) or a bucket (s3://…). Signed; private notes and votes sealed.",
        place=True,
    ),
    Setting(
        "sync_minutes", 5, "Minutes between two sendings", (), SENDING,
        "While the window is open; 0 sends only when you say so.", low=0, high=1440,
    ),
    Setting(
        "media_blur", "by_tag", "Blur pictures and videos", ("by_tag", "always", "never"), MEDIA,
        "For your own comfort; it protects nobody. Hold Space to look.",
        ("By harm tag", "Always", "Never"),
    ),
    Setting(
        "media_grey", "by_tag", "Take the colours away", ("by_tag", "always", "never"), MEDIA,
        "Grey pictures can be judged; hold Space for the colours.",
        ("By harm tag", "Always", "Never"),
    ),
    Setting(
        "media_blur_strength", "strong", "How much is blurred", ("light", "medium", "strong"),
        MEDIA, "Strong leaves nothing to make out.", ("A little", "Much", "Everything"),
    ),
    Setting(
        "media_cover_tags",
        "violence, gore, blood, self-harm, suicide, adult, nudity, sexual, minors, child safety, "
        "animal cruelty, terrorism, death",
        "Harm tags that blur or take colours away", (), MEDIA,
        "With commas between; as the batch writes them.",
    ),
    Setting(
        "targets", "", "The file of the targets", (), FIGURES,
        "A table of figure, value, since, tier: what is to be reached from a day on.",
    ),
    Setting(
        "staff", "", "The file of who is still ramping", (), FIGURES,
        "A table of person, ramping_until, tier: their figures stand apart.",
    ),
    # The program's own memory.
    Setting("keys", {}, "Keys of one's own, by the name of the action"),
    Setting("recent", [], "What was last chosen in the palette"),
    Setting("window", "", "Where the window was, and how its panes were divided"),
    Setting("batch", "", "The batch that was open last"),
    Setting("coached", 0, "How many verdicts the first-minute strip has seen", low=0),
)  # fmt: skip
_BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in SETTINGS}


def setting(name: str) -> Setting:
    """The declaration of a preference.

    Raises WorldFault `settings.unknown`.
    """
    found = _BY_NAME.get(name)
    if found is None:
        raise WorldFault("settings.unknown", name=name)
    return found


class Settings(Struct, frozen=True):
    """The preferences in force; made of what was stored, defaults for the rest.

    `dropped` names what was stored and cannot be used.
    """

    held: Mapping[str, Any]
    dropped: tuple[str, ...] = ()

    def __getitem__(self, name: str) -> Any:
        return self.held.get(name, _BY_NAME[name].default)

    def with_value(self, name: str, value: Any) -> Settings:
        """The same with one preference set.

        Raises WorldFault `settings.unknown`, `settings.unfit`.
        """
        if not _fits(setting(name), value):
            raise WorldFault("settings.unfit", name=name, value=str(value)[:40])
        return Settings({**self.held, name: value})

    def dump(self) -> str:
        """As it is stored."""
        return json.dumps(dict(self.held), sort_keys=True)


def load(text: str | None) -> Settings:
    """Read what was stored; a value that does not fit any more falls back to its default."""
    try:
        held = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        held = None
    if not isinstance(held, dict):
        return Settings({}, ("*",))
    known = {name: value for name, value in held.items() if name in _BY_NAME}
    fit = {name: value for name, value in known.items() if _fits(_BY_NAME[name], value)}
    return Settings(fit, tuple(sorted(known.keys() - fit.keys())))


def parse(name: str, text: str) -> Any:
    """A value as it is typed at the command line.

    Raises WorldFault `settings.unknown`, `settings.unfit`.
    """
    declared = setting(name)
    if isinstance(declared.default, str):
        value: Any = text
    elif isinstance(declared.default, bool):
        value = {"on": True, "true": True, "off": False, "false": False}.get(text.lower())
    else:
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            value = None
    if not _fits(declared, value):
        raise WorldFault("settings.unfit", name=name, value=text[:40])
    return value


def _fits(setting: Setting, value: Any) -> bool:
    if isinstance(setting.default, float):
        fits = isinstance(value, int | float) and not isinstance(value, bool)
        fits = fits and math.isfinite(value)
    else:
        fits = type(value) is type(setting.default)
    if not fits:
        return False
    if isinstance(value, str | dict | list):
        return len(str(value)) <= LONGEST and (not setting.choices or value in setting.choices)
    if setting.low is not None and value < setting.low:
        return False
    if setting.high is not None and value > setting.high:
        return False
    return not setting.choices or value in setting.choices
