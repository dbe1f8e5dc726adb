"""Preferences and keys of one's own: what their panels ask, done and taken back."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from workstation import settings
from workstation.domain.ids import PersonId
from workstation.fault import WorldFault
from workstation.store import people
from workstation.ui import own_keys
from workstation.ui.case_panels import LANGUAGES
from workstation.ui.dialogs.palette import Entry
from workstation.ui.dialogs.preferences import PreferencesPanel
from workstation.ui.dialogs.shortcuts import ShortcutsPanel
from workstation.ui.dialogs.ticks import TicksPanel
from workstation.ui.placing import Placing
from workstation.ui.plain import shortened
from workstation.ui.preference_rows import folder_size, rows, value_words
from workstation.ui.terms import language_name
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

LONGEST_NAME = 60


class SettingsPanels(QObject):
    """Belongs to the commands. What was changed in a panel can be taken back while it is open."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._services = commands.window.services
        self._before: list[tuple[str, Any]] = []
        self._size = 0
        self._commands.panels.closed.connect(self._on_panel_closed)

    def show_preferences(self, at: str = "") -> None:
        """Open the preferences, on a line."""
        self._before.clear()
        self._size = folder_size(self._services.store.paths.home)
        panel = PreferencesPanel(self._rows(), at)
        panel.stepped.connect(partial(self._step, panel))
        panel.typed.connect(partial(self._type, panel))
        panel.opened.connect(partial(self._open, panel))
        panel.cleared.connect(lambda name: self._change(panel, name, ""))
        panel.taken_back.connect(partial(self._take_back, panel))
        self._commands.panels.show(panel)

    def _on_panel_closed(self) -> None:
        if self._before:
            # From here on Ctrl+Z is the verdicts' again: nothing may promise more.
            self._before.clear()
            self._window.toast.hide()

    def show_keys(self) -> None:
        """Open the editor of keys."""
        self._before.clear()
        panel = ShortcutsPanel(self._entries(), self._refuse)
        panel.chosen.connect(partial(self._on_key_chosen, panel))
        panel.emptied.connect(partial(self._set_keys, panel, keys=[]))
        panel.reset.connect(partial(self._on_keys_reset, panel))
        panel.taken_back.connect(partial(self._take_key_back, panel))
        self._commands.panels.show(panel)

    # Preferences

    def _rows(self) -> list[Any]:
        return rows(self._services, LANGUAGES, self._window.keyboard.keys, self._size)

    def _step(self, panel: PreferencesPanel, name: str, by: int) -> None:
        row = panel.current()
        if row is None or row.id != name:
            return
        if row.kind == "choice":
            place = row.choices.index(row.value) if row.value in row.choices else 0
            self._change(panel, name, row.choices[(place + by) % len(row.choices)])
            return
        declared = settings.setting(name)
        value = round(row.value + by * declared.step, 4)
        if declared.low is not None and value < declared.low:
            value = declared.low
        if declared.high is not None and value > declared.high:
            value = declared.high
        self._change(panel, name, type(declared.default)(value))

    def _type(self, panel: PreferencesPanel, name: str, words: str) -> None:
        if name == "person.name":
            self._rename(panel, words)
            return
        try:
            self._change(panel, name, settings.parse(name, words.strip()))
        except WorldFault as fault:
            self._window.toast.tell(sentence(fault))

    def _open(self, panel: PreferencesPanel, name: str) -> None:
        if name == "keys":
            self.show_keys()
        elif name == "person.reads":
            self._ask_languages()
        elif settings.setting(name).place:
            Placing(self._commands, lambda: self.show_preferences(name))
        else:
            chosen = QFileDialog.getExistingDirectory(
                self._window, settings.setting(name).words, self._services.preferences[name]
            )
            if chosen:
                self._change(panel, name, chosen)

    def _change(self, panel: PreferencesPanel, name: str, value: Any) -> None:
        before = self._services.preferences[name]
        if value == before:
            return
        self._commands.looks.change(name, value)
        self._before.append((name, before))
        self._tell(name)
        panel.set_rows(self._rows())

    def _tell(self, name: str, *, back: bool = False) -> None:
        declared = settings.setting(name)
        said = value_words(declared, self._services.preferences[name])
        words = self.tr("{setting}: {value}").format(setting=declared.words, value=said)
        if not back:
            words = self.tr("{what} · Ctrl+Z takes it back").format(what=words)
        self._window.toast.tell(words)

    def _take_back(self, panel: PreferencesPanel) -> None:
        if not self._before:
            return
        name, value = self._before.pop()
        if name.startswith("person."):
            self._services.set_person(value)
        else:
            self._commands.looks.change(name, value)
            self._tell(name, back=True)
        panel.set_rows(self._rows())

    # Who one is

    def _rename(self, panel: PreferencesPanel, words: str) -> None:
        name, person = shortened(" ".join(words.split()), LONGEST_NAME), self._services.desk.person
        if not name or name == person.name:
            return
        # What was judged stays under the id it was judged under; the first name gives the id.
        own = PersonId(name) if person.id == people.UNNAMED else person.id
        self._before.append(("person.name", person))
        self._services.set_person(replace(person, id=own, name=name))
        panel.set_rows(self._rows())

    def _ask_languages(self) -> None:
        person = self._services.desk.person
        tags = tuple(dict.fromkeys((*LANGUAGES, *person.reads)))
        panel = TicksPanel(
            self.tr("Languages you read"),
            [(tag, f"{language_name(tag)} ({tag})") for tag in tags],
            person.reads,
        )

        def taken(reads: tuple[str, ...]) -> None:
            self._services.set_person(replace(person, reads=reads))
            self.show_preferences("person.reads")

        panel.taken.connect(taken)
        self._commands.panels.show(panel)

    # Keys

    def _entries(self) -> list[Entry]:
        keyboard, own = self._window.keyboard, self._services.preferences["keys"]
        found = []
        for spec in sorted(keyboard.specs.values(), key=lambda spec: spec.fixed):
            kind = spec.group
            if spec.name in own:
                kind = self.tr("{group} · was {keys}").format(
                    group=kind, keys=" ".join(spec.keys) or "–"
                )
            why = self.tr("a key of the bar: it keeps its place") if spec.fixed else ""
            keys = " ".join(keyboard.keys[spec.name])
            found.append(Entry(spec.name, kind, spec.words, keys, why, (spec.name,)))
        return found

    def _refuse(self, name: str, key: str) -> str:
        why = own_keys.reserved(key)
        if why:
            return self.tr("{key} cannot be had: {why}.").format(key=key, why=why)
        keyboard = self._window.keyboard
        other = own_keys.holder(key, keyboard.keys, name)
        if other:
            return self.tr("{key} belongs to “{action}”. Press another, or Esc.").format(
                key=key, action=keyboard.specs[other].words
            )
        return ""

    def _on_key_chosen(self, panel: ShortcutsPanel, name: str, key: str, beside: bool) -> None:
        held = list(self._window.keyboard.keys[name]) if beside else []
        kept = list(dict.fromkeys([*held, key]))[-own_keys.MOST :]
        self._set_keys(panel, name, keys=kept)

    def _set_keys(self, panel: ShortcutsPanel, name: str, *, keys: list[str]) -> None:
        own = dict(self._services.preferences["keys"])
        if tuple(keys) == self._window.keyboard.specs[name].keys:
            own.pop(name, None)
        else:
            own[name] = keys
        self._keep_keys(panel, own)

    def _on_keys_reset(self, panel: ShortcutsPanel, name: str) -> None:
        own = dict(self._services.preferences["keys"])
        if not name:
            self._keep_keys(panel, {})
        elif name in own:
            del own[name]
            # Somebody else may have been given the key that it goes back to.
            specs = self._window.keyboard.specs.values()
            clashing = own_keys.in_force(own, specs).dropped
            self._keep_keys(panel, {one: keys for one, keys in own.items() if one not in clashing})

    def _keep_keys(self, panel: ShortcutsPanel, own: dict[str, list[str]]) -> None:
        self._before.append(("keys", self._services.preferences["keys"]))
        self._commands.looks.change("keys", own)
        panel.set_entries(self._entries())

    def _take_key_back(self, panel: ShortcutsPanel) -> None:
        if self._before:
            name, value = self._before.pop()
            self._commands.looks.change(name, value)
            panel.set_entries(self._entries())
