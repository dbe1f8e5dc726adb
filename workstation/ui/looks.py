"""Settings in force: colours, sizes, keys, the language translations are made into.

`change` is the one way by which a setting changes while the window is open.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from workstation.settings import setting
from workstation.ui import theme
from workstation.ui.case.media_cover import wish_of

if TYPE_CHECKING:
    from workstation.ui.window import Window


COVERING = ("media_blur", "media_grey", "media_blur_strength", "media_cover_tags")


class Looks(QObject):
    """Puts settings on the window; `changed(name)` once one is in force."""

    changed = Signal(str)

    def __init__(self, window: Window) -> None:
        """Belongs to the window; nothing is in force before `start`."""
        super().__init__(window)
        self._window = window
        self._covered_now: bool | None = None
        self._seen: dict[str, Any] = {}
        self._in_force: dict[str, Callable[[], Any]] = {
            "theme": self._show_colours,
            "zoom": self._show_zoom,
            "content_step": lambda: window.case.set_step(self._held("content_step")),
            "stacked": lambda: window.case.set_stacked(self._held("stacked")),
            "keys": self._use_keys,
            "read_in": window.reviewer.look_again,
            **dict.fromkeys(COVERING, self._show_cover),
        }

    def start(self) -> None:
        """What was kept, before the first paint."""
        window = self._window
        self._seen = {name: self._held(name) for name in self._in_force}
        window.case.set_step(self._held("content_step"))
        window.case.set_stacked(self._held("stacked"))
        self._show_cover()
        if self._held("zoom") != theme.zoom():
            self._show_zoom()
        if self._wants_dark() != theme.is_dark():
            theme.apply(_application(), dark=self._wants_dark())
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._on_system_colours)

    def change(self, name: str, value: Any) -> None:
        """Keep a setting and put it in force.

        Raises WorldFault `settings.unknown`, `settings.unfit`.
        """
        self._window.services.set_preference(name, value)
        self._show(name)

    def catch_up(self) -> None:
        """Somebody else may have set something, at the command line."""
        for name, before in list(self._seen.items()):
            if self._held(name) != before:
                self._show(name)

    def _show(self, name: str) -> None:
        if name in self._in_force:
            self._seen[name] = self._held(name)
            self._in_force[name]()
        self.changed.emit(name)

    def step(self, name: str, by: int) -> None:
        """A number of a setting some steps up or down, within its range."""
        declared = setting(name)
        value = self._held(name) + by * declared.step
        low = value if declared.low is None else max(declared.low, value)
        kept = low if declared.high is None else min(declared.high, low)
        self.change(name, type(declared.default)(round(kept, 4)))

    def toggle_dark(self) -> None:
        """Light or dark."""
        self.change("theme", "light" if theme.is_dark() else "dark")

    def toggle_stacked(self) -> None:
        """Translations beside the original, or under it."""
        self.change("stacked", not self._held("stacked"))

    def toggle_cover(self) -> None:
        """Media covered or uncovered for now; once more, and the settings count again."""
        case = self._window.case
        self._covered_now = None if self._covered_now is not None else not case.cover()
        self._show_cover()
        if self._covered_now is None:
            words = self.tr("Media are covered as your settings say.")
        elif self._covered_now:
            words = self.tr("Media are blurred for now. Ctrl+Shift+B: as your settings say.")
        else:
            words = self.tr("Media are uncovered for now. Ctrl+Shift+B: as your settings say.")
        self._window.toast.tell(words)

    def resize_text(self, by: int) -> None:
        """Larger or smaller words of the case; with Shift held, the interface.

        Where "+" itself is on Shift, Ctrl+Shift+"=" is Ctrl+"+" to Qt, and two keys on one
        combination would both be dead.
        """
        shift = QGuiApplication.keyboardModifiers() & Qt.KeyboardModifier.ShiftModifier
        self.step("zoom" if shift else "content_step", by)

    def resize_interface(self, by: int) -> None:
        """Everything but the case's own words, larger or smaller."""
        self.step("zoom", by)

    def _show_cover(self) -> None:
        self._window.case.set_wish(wish_of(self._window.services.preferences, self._covered_now))

    def _use_keys(self) -> None:
        self._window.keyboard.use(self._held("keys"))
        self._window.following.on_bar_changed()  # it names them

    def _held(self, name: str) -> Any:
        return self._window.services.preferences[name]

    def _wants_dark(self) -> bool:
        wanted = self._held("theme")
        if wanted == "system":
            return QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return bool(wanted == "dark")

    def _on_system_colours(self) -> None:
        if self._held("theme") == "system":
            self._show_colours()

    def _show_colours(self) -> None:
        if self._wants_dark() != theme.is_dark():
            theme.apply(_application(), dark=self._wants_dark())
        for widget in self._window.findChildren(QWidget):
            widget.update()

    def _show_zoom(self) -> None:
        window = self._window
        theme.set_zoom(_application(), float(self._held("zoom")))
        for widget in (window, *window.findChildren(QWidget)):
            rescale = getattr(widget, "rescale", None)
            if rescale is not None:
                rescale()
            widget.updateGeometry()
            widget.update()
        window.case.set_step(self._held("content_step"))
        window.refold()


def _application() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app
