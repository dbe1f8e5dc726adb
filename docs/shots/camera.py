"""A window, the hands that press its keys, and where its pictures go."""

from __future__ import annotations

import io
import sys
import traceback
from collections.abc import Callable, Mapping
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

from PIL import Image
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPixmap
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from benchmarks.common import pause
from workstation.services import Services
from workstation.ui import theme
from workstation.ui.keys import press
from workstation.ui.window import Window

SMALL, LARGE = (1280, 720), (2560, 1440)
COLOURS = 256  # a picture of the screen has few; the thumbnails lose a little
PATIENCE = 60.0  # seconds


class Plan:
    """Which pictures are written and where: those of the guide, or all of them."""

    def __init__(
        self,
        folder: Path,
        guide: Mapping[str, tuple[str, str]] | None,
        wanted: tuple[str, ...] = (),
    ) -> None:
        """`guide` tells of each screen in the guide its picture's name and its themes; without it
        everything is taken, light and dark, in both sizes. `wanted` are beginnings of names of
        pictures; empty for all."""
        self.folder, self.guide, self.wanted = folder, guide, wanted
        self.taken: list[tuple[str, str, tuple[int, int], Path]] = []
        self.failed: list[str] = []

    @property
    def all(self) -> bool:
        """Whether every screen is wanted."""
        return self.guide is None

    def looks(self, name: str) -> list[tuple[tuple[int, int], str]]:
        """The sizes and themes in which a screen is taken."""
        told, themes = ("", "") if self.guide is None else self.guide.get(name, ("", ""))
        if self.wanted and not (told or name).startswith(self.wanted):
            return []
        if self.guide is None:
            return [(size, look) for size in (SMALL, LARGE) for look in ("light", "dark")]
        return [(SMALL, look) for look in themes.split()]

    def path(self, name: str, look: str, size: tuple[int, int]) -> Path:
        """Where a picture goes."""
        if self.guide is not None:
            return self.folder / f"{self.guide[name][0]}-{look}.png"
        return self.folder / f"{name}-{look}-{size[0]}x{size[1]}.png"


class Camera:
    """A window on a store."""

    def __init__(self, app: QApplication, services: Services, plan: Plan) -> None:
        """Opens the window, on nothing yet."""
        self.app, self.plan, self.services = app, plan, services
        theme.apply(app, dark=False)
        services.set_preference("theme", "light")
        self.window = Window(services)
        self.window.resize(*SMALL)
        self.window.show()
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow, "the window")

    def close(self) -> None:
        """The window and its store."""
        self.window.close()
        self.app.processEvents()  # what was on its way still finds the store
        self.services.close()
        self.window.deleteLater()
        self.app.processEvents()

    # Patience

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""
        end = monotonic() + PATIENCE
        while not until():
            if monotonic() > end:
                raise TimeoutError(f"waited for {what} in vain")
            self.app.processEvents()
            pause(5)

    def settle(self) -> None:
        """Until nothing is under way: acts, pictures, translations."""
        window = self.window
        self.wait(lambda: not window.reviewer.resting, "the act")
        self.wait(lambda: not window.background.busy, "what was asked for")
        self.wait(lambda: window.case.media.settled, "the thumbnails")
        if window.case._view is not None and window.case._view.isVisible():
            self.wait(lambda: window.case.view.look.shelf.settled, "the picture")
        pause(60)
        self.wait(lambda: not window.background.busy, "what came of it")

    @contextmanager
    def scene(self, name: str) -> Any:
        """What goes wrong in a scene is told; the others are taken all the same."""
        try:
            yield
        except Exception as error:
            self.plan.failed.append(f"{name}: {error}")
            traceback.print_exc(file=sys.stderr)
            for _number in range(4):
                press(self.window, "Escape")
                pause(50)
        finally:
            self.window.resize(*SMALL)

    # Hands

    def keys(self, *names: str) -> None:
        """Press keys one after the other, waiting for each."""
        for name in names:
            press(self.window, name)
            self.settle()

    def type(self, words: str) -> None:
        """Type into whatever has the keyboard."""
        QTest.keyClicks(QApplication.focusWidget(), words)
        pause(250)
        self.settle()

    def drag(self, widget: QWidget, first: QPointF, last: QPointF) -> None:
        """Draw a box with the mouse."""
        held = Qt.MouseButton.LeftButton
        for kind, at in (
            (QEvent.Type.MouseButtonPress, first),
            (QEvent.Type.MouseMove, last),
            (QEvent.Type.MouseButtonRelease, last),
        ):
            point = widget.mapToGlobal(at)
            event = QMouseEvent(kind, at, point, held, held, Qt.KeyboardModifier.NoModifier)
            QApplication.sendEvent(widget, event)
        self.settle()

    # Places

    def open(self, batch: str, source: str = "") -> None:
        """Open a batch, on a case by the platform's name for it."""
        self.window.open_batch(batch)
        self.wait(lambda: self.window.reviewer.prepared is not None, "the first case")
        self.settle()
        if source:
            self.go(source)

    def go(self, source: str) -> None:
        """Open a case of the batch by the platform's name for it."""
        found = self.services.store.read(
            _task_of, source, self.services.desk.person.id, self.window.reviewer.batch
        ).result()
        self.window.queue.task_chosen.emit(found)
        self.wait(lambda: self.task() == found, source)
        self.wait(lambda: self.window.reviewer.prepared.rendered.complete, "its translation")
        self.settle()

    def task(self) -> str:
        """The task on the screen."""
        prepared = self.window.reviewer.prepared
        return prepared.view.task.id if prepared is not None else ""

    def look_at_media(self) -> None:
        """Open what the batch says must be looked at."""
        while self.window.case.media_missing():
            self.keys("M")
            pause(300)
            self.settle()
            self.keys("Escape")

    # Pictures

    def shoot(
        self,
        name: str,
        *,
        toast: bool = False,
        again: Callable[[], None] | None = None,
        size: tuple[int, int] | None = None,
    ) -> None:
        """Take what is on the screen, in every look that is wanted. `again` opens what closes by
        itself, `size` is another than the window's usual one."""
        looks = self.plan.looks(name)
        told = self.window.toast.words if toast else ""
        for wanted, look in looks:
            if size is not None and wanted == LARGE:
                continue
            self._wear(look)
            self.window.resize(*(size or wanted))
            self.settle()
            if again is not None:
                again()
                self.settle()
            if told:
                self.window.toast.tell(told)
            elif not toast:
                self.window.toast.hide()
            self.app.processEvents()
            path = self.plan.path(name, look, wanted)
            self._keep(_photograph(self.window), path)
            self.plan.taken.append((name, look, wanted, path))
        if looks:
            self._wear("light")
            self.window.resize(*SMALL)
            self.settle()

    def shoot_alone(self, name: str, make: Callable[[], QWidget]) -> None:
        """A window of its own, which is small whatever the size of the screen."""
        for wanted, look in self.plan.looks(name):
            if wanted == LARGE:
                continue
            self._wear(look)
            widget = make()
            widget.show()
            self.app.processEvents()
            path = self.plan.path(name, look, wanted)
            self._keep(widget.grab(), path)
            self.plan.taken.append((name, look, wanted, path))
            widget.close()
            widget.deleteLater()
        self._wear("light")

    def _wear(self, look: str) -> None:
        if self.services.preferences["theme"] != look:
            self.window.commands.looks.change("theme", look)
            self.settle()

    def _keep(self, picture: QPixmap, path: Path) -> None:
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        picture.save(buffer, "PNG", 100)
        with Image.open(io.BytesIO(bytes(buffer.data()))) as taken:
            small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(path, optimize=not self.plan.all)


def _photograph(window: QWidget) -> QPixmap:
    """The window, and the menus that stand over it."""
    picture = window.grab()
    corner = window.mapToGlobal(QPoint())
    painter = QPainter(picture)
    for over in QApplication.topLevelWidgets():
        if isinstance(over, QMenu) and over.isVisible():
            painter.drawPixmap(over.pos() - corner, over.grab())
    painter.end()
    return picture


def _task_of(db: Any, source: str, person: str, batch: str) -> str:
    found = db.conn.execute(
        "SELECT t.id FROM task t JOIN [case] c ON c.id = t.[case] "
        "WHERE c.source_id = ? AND t.person = ? AND t.batch = ?",
        [source, person, batch],
    ).fetchone()
    assert found is not None, source
    return str(found[0])
