"""What stands in the preferences: every declared setting, who one is, the keys, the store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication

from workstation.services import Services
from workstation.settings import SETTINGS, Setting
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.ui.dialogs.preferences import Row
from workstation.ui.terms import language_name, term

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


def rows(
    services: Services, languages: Sequence[str], keys: Mapping[str, tuple[str, ...]], size: int
) -> list[Row]:
    """All of them, in order; `size` is that of the store's folder in bytes."""
    translate = QCoreApplication.translate
    person = services.desk.person
    own = len(services.preferences["keys"])
    you, store = translate("Preferences", "You"), translate("Preferences", "Store")
    reads = ", ".join(language_name(tag) for tag in person.reads)
    none = translate("Preferences", "none yet")
    made = [
        Row(
            "person.name", you, translate("Preferences", "Name or pseudonym"),
            person.name or none, translate("Preferences", "It stands beside your verdicts."),
            "text", person.name,
        ),
        Row(
            "person.reads", you, translate("Preferences", "Languages you read"), reads or none,
            translate(
                "Preferences", "A verdict in another stays provisional until a reader confirms it."
            ),
            "open", texts=person.reads,
        ),
    ]  # fmt: skip
    if services.in_roster:
        made = _as_the_roster_has_it(made, person)
    shown = [one for one in SETTINGS if one.group]
    groups = list(dict.fromkeys(one.group for one in shown))
    shown.sort(key=lambda one: groups.index(one.group))
    made += [_row(one, services.preferences[one.name], languages) for one in shown]
    made += [
        Row(
            "keys", translate("Preferences", "Keys"), translate("Preferences", "Keys of your own"),
            translate("Preferences", "{n} changed").format(n=own) if own else "",
            translate("Preferences", "Give any action another key."), "open",
        ),
        Row(
            "store.home", store, translate("Preferences", "Folder"),
            str(services.store.paths.home),
            translate("Preferences", "Everything of this desk lies there. Never copy it to work "
                      "on two machines."), "told",
        ),
        Row(
            "store.size", store, translate("Preferences", "Size"),
            f"{size / 1_000_000:.1f} MB",
            translate("Preferences", "Batches, media, translations and packages together."), "told",
        ),
        Row(
            "store.protection", store, translate("Preferences", "Encryption"),
            _protection(services.store.protection),
            translate("Preferences", "Chosen when the store was made."), "told",
        ),
    ]  # fmt: skip
    return made


def _as_the_roster_has_it(own: Sequence[Row], person: Person) -> list[Row]:
    """The rows of who one is, to be read only: a lead says it for the whole team."""
    translate = QCoreApplication.translate
    why = (
        translate("Preferences", "As the team's roster has it; your lead sets it."),
        translate(
            "Preferences", "Those the team's roster certifies you for; your lead sets them. A "
            "verdict in another stays provisional until a reader confirms it."
        ),
    )  # fmt: skip
    told = [
        Row(row.id, row.group, row.words, row.shown, words, "told")
        for row, words in zip(own, why, strict=True)
    ]
    role = translate("Preferences", "Role in the team")
    shown = term(f"role.{person.role}")
    return [*told, Row("person.role", told[0].group, role, shown, why[0], "told")]


def value_words(one: Setting, value: Any) -> str:
    """A value as it is shown."""
    translate = QCoreApplication.translate
    if one.choices:
        said = one.said or tuple(map(str, one.choices))
        return dict(zip(one.choices, said, strict=True)).get(value, str(value))
    if isinstance(value, bool):
        return translate("Preferences", "on") if value else translate("Preferences", "off")
    if one.name == "zoom":
        return f"{round(value * 100)} %"
    if one.name == "content_step":
        return translate("Preferences", "+{n} points").format(n=f"{value:g}")
    if one.name == "read_in":
        return language_name(value)
    if one.folder or one.place:
        return value or translate("Preferences", "not set")
    return str(value)


def folder_size(home: Path) -> int:
    """The bytes of a folder's files."""
    return sum(path.stat().st_size for path in home.rglob("*") if path.is_file())


def _row(one: Setting, value: Any, languages: Sequence[str]) -> Row:
    choices = one.choices
    if one.name == "read_in":
        choices = tuple(dict.fromkeys((value, *languages)))
    elif isinstance(one.default, bool):
        choices = (False, True)
    number = isinstance(one.default, int | float) and not choices
    kind = "choice" if choices else "folder" if one.folder else "number" if number else "text"
    kind = "place" if one.place else kind
    return Row(
        one.name,
        one.group,
        one.words,
        value_words(one, value),
        one.hint,
        kind,
        value,
        choices,
        (one.name, *one.said),
    )


def _protection(protection: Protection) -> str:
    translate = QCoreApplication.translate
    return {
        Protection.KEYRING: translate("Preferences", "on, its key in the computer's key ring"),
        Protection.PASSPHRASE: translate("Preferences", "on, under your passphrase"),
        Protection.FILE: translate("Preferences", "on, its key in a file beside it"),
        Protection.PLAIN: translate("Preferences", "off"),
    }[protection]
