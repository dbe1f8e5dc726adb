"""Makes every picture in docs/images from the demo batch, with real translations and real keys.

    python docs/screenshots.py [NAME ...]

Needs no screen. Two people work in it: `you`, whose window is photographed, and `m-tan`, whose
verdicts arrive through a folder. Names choose which pictures are written; all are taken anyway.
"""

from __future__ import annotations

import io
import os
import sys
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from time import monotonic
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from PIL import Image  # noqa: E402
from PySide6.QtCore import QBuffer, QEvent, QIODevice, QPointF, Qt  # noqa: E402
from PySide6.QtGui import QMouseEvent  # noqa: E402
from PySide6.QtTest import QTest  # noqa: E402
from PySide6.QtWidgets import QApplication  # noqa: E402

from workstation.app import application  # noqa: E402
from workstation.domain.ids import PersonId  # noqa: E402
from workstation.domain.taxonomy import NONE  # noqa: E402
from workstation.domain.verdict import Answer  # noqa: E402
from workstation.intake.importer import import_batch  # noqa: E402
from workstation.review.bar_values import Step  # noqa: E402
from workstation.review.desk import Conclusion, Shown  # noqa: E402
from workstation.services import Opening, Services, open_services  # noqa: E402
from workstation.store import search  # noqa: E402
from workstation.store.keys import Protection  # noqa: E402
from workstation.store.people import Person  # noqa: E402
from workstation.sync.folder import FolderTransport  # noqa: E402
from workstation.sync.sync import sync  # noqa: E402
from workstation.ui.keys import press  # noqa: E402
from workstation.ui.window import Window  # noqa: E402

IMAGES = ROOT / "docs" / "images"
DEMO = ROOT / "resources" / "demo" / "batch"
SIZE = (1280, 720)
COLOURS = 256  # a picture of the screen has few; the thumbnails lose a little
PATIENCE = 60.0  # seconds

MALAY, CHINESE, ARABIC = "L-MY-49010231", "L-SG-31500917", "L-AE-20815549"
THAI, TAMIL, CHAT = "L-TH-70218842", "L-MY-52017736", "C-SG-30882716"
CASES = {"malay": MALAY, "thai": THAI, "arabic": ARABIC, "chinese": CHINESE, "tamil": TAMIL}

YOU = Person(PersonId("you"), "You", ("en", "ms"))
COLLEAGUE = Person(PersonId("m-tan"), "M. Tan", ("en", "zh-Hans"))


class Camera:
    """A window, the hands that press its keys, and where its pictures go."""

    def __init__(self, app: QApplication, window: Window, wanted: set[str]) -> None:
        """`wanted` names the pictures to write; empty for all."""
        self.app, self.window, self.wanted = app, window, wanted
        self.written: list[Path] = []

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""
        end = monotonic() + PATIENCE
        while not until():
            if monotonic() > end:
                sys.exit(f"screenshots: waited for {what} in vain")
            self.app.processEvents()
            QTest.qWait(5)

    def settle(self) -> None:
        """Until nothing is under way: acts, pictures, translations."""
        reviewer, window = self.window.reviewer, self.window
        self.wait(lambda: not reviewer.resting, "the act")
        self.wait(lambda: not window.background.busy, "what was asked for")
        self.wait(lambda: not window.policy._background.busy, "the policy search")
        QTest.qWait(60)

    def keys(self, *names: str) -> None:
        """Press keys one after the other, waiting for each."""
        for name in names:
            press(self.window, name)
            self.settle()

    def type(self, words: str) -> None:
        """Type into whatever has the keyboard."""
        QTest.keyClicks(QApplication.focusWidget(), words)
        QTest.qWait(250)
        self.settle()

    def go(self, source: str) -> None:
        """Open a case by the platform's name for it."""
        store = self.window.services.store
        (found,) = store.read(_task_of, source, YOU.id).result()
        self.window.queue.task_chosen.emit(found)
        self.wait(lambda: self._is_open(found), source)
        self.wait(lambda: self.window.reviewer.prepared.rendered.complete, "its translation")
        self.settle()

    def dark(self, dark: bool) -> None:
        """Light or dark colours, by the key for it."""
        if (self.window.services.preferences["theme"] == "dark") != dark:
            self.keys("Ctrl+D")

    def shoot(self, name: str, *, toast: bool = False) -> None:
        """Take the picture."""
        if not toast:
            self.window.toast.hide()
        self.app.processEvents()
        if self.wanted and name not in self.wanted:
            return
        buffer = QBuffer()
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self.window.grab().save(buffer, "PNG")
        with Image.open(io.BytesIO(bytes(buffer.data()))) as taken:
            small = taken.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        path = IMAGES / f"{name}.png"
        small.save(path, optimize=True)
        self.written.append(path)

    def both(self, name: str, *, toast: bool = False) -> None:
        """The same in light and in dark."""
        self.dark(False)
        self.shoot(f"{name}-light", toast=toast)
        self.dark(True)
        self.shoot(f"{name}-dark", toast=toast)
        self.dark(False)

    def _is_open(self, task: str) -> bool:
        prepared = self.window.reviewer.prepared
        return prepared is not None and prepared.view.task.id == task


def main(wanted: set[str]) -> int:
    """Take them all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = application()
    with tempfile.TemporaryDirectory(prefix="screenshots-", ignore_cleanup_errors=True) as folder:
        place = Path(folder, "sync")
        _colleague_works(Path(folder, "colleague"), place)
        services, batch = _desk(Path(folder, "home"), YOU)
        _translate(services, batch)
        window = Window(services)
        try:
            window.resize(*SIZE)
            window.show()
            window.activateWindow()
            camera = Camera(app, window, wanted)
            camera.wait(window.isActiveWindow, "the window")
            window.open_batch(batch)
            camera.wait(lambda: window.reviewer.prepared is not None, "the first case")
            camera.settle()
            camera.shoot("first-minute-light")
            services.set_preference("coached", 1000)  # the strip for newcomers has been seen
            _cases(camera)
            _answering(camera)
            _looking_up(camera)
            _after(camera, place)
        finally:
            window.close()
            services.close()
    for path in camera.written:
        print(f"{path.stat().st_size / 1000:6.0f} KB  {path.name}")
    print(f"{sum(path.stat().st_size for path in camera.written) / 1e6:6.2f} MB")
    return 0


def _cases(camera: Camera) -> None:
    """A case of each script."""
    for name, source in CASES.items():
        camera.go(source)
        camera.both(f"case-{name}")
    camera.go(CHAT)
    camera.shoot("case-chat-light")


def _answering(camera: Camera) -> None:
    """From the action to the reveal."""
    camera.go(CHINESE)
    camera.keys("4")
    camera.shoot("bar-family-light")
    camera.keys("3")
    camera.shoot("bar-clause-light")
    camera.keys("Backspace")
    camera.keys("Alt+1", "Down", "F3")
    camera.shoot("bar-ready-light")
    camera.keys("Backspace", "Backspace", "0")
    camera.shoot("bar-cannot-light")
    camera.keys("Backspace")
    _media(camera)
    camera.keys("4", "Alt+1", "Enter")
    camera.wait(lambda: camera.window.reviewer.bar.step is Step.REVEALED, "the reveal")
    camera.keys("1")
    camera.both("reveal")
    camera.keys("8")
    camera.shoot("codes-light")
    camera.keys("Enter", "Enter")
    camera.settle()


def _media(camera: Camera) -> None:
    """The sixth photo of the Thai bag, with a box drawn in it."""
    camera.go(THAI)
    camera.keys("M")
    view = camera.window.case.view
    camera.wait(lambda: view.look.image() is not None, "the picture")
    camera.keys("F3")
    place = view.look.place(0)
    first = QPointF(place.left() + place.width() * 0.11, place.top() + place.height() * 0.37)
    last = QPointF(place.left() + place.width() * 0.88, place.top() + place.height() * 0.76)
    for kind, at in (
        (QEvent.Type.MouseButtonPress, first),
        (QEvent.Type.MouseMove, last),
        (QEvent.Type.MouseButtonRelease, last),
    ):
        _mouse(view, kind, at)
    camera.settle()
    camera.shoot("media-light")
    camera.keys("Escape")


def _looking_up(camera: Camera) -> None:
    """Policy search, what changed, the key sheet, the packages."""
    camera.go(MALAY)
    camera.keys("Ctrl+P")
    camera.type("before after")
    camera.shoot("policy-search-light")
    camera.keys("Escape", "4", "Alt+2", "V")
    camera.shoot("policy-changed-light")
    camera.keys("Backspace", "Backspace", "F1")
    camera.shoot("keys-light")
    camera.keys("Escape", "Ctrl+M")
    camera.shoot("models-light")
    camera.keys("Escape", "/")
    camera.type("lang:th undecided")
    camera.shoot("queue-filter-light")
    camera.keys("Escape")


def _after(camera: Camera, place: Path) -> None:
    """Some verdicts of one's own, a colleague's, and the end of the batch."""
    reviewer = camera.window.reviewer
    camera.window.open_batch(reviewer.batch)
    camera.settle()
    for _number in range(6):
        task = reviewer.prepared.view.task.id
        camera.wait(lambda: reviewer.prepared.rendered.complete, "its translation")
        camera.keys("1")
        if reviewer.bar.step is Step.REVEALED:
            camera.keys("5", "Enter")
        camera.wait(lambda left=task: reviewer.prepared.view.task.id != left, "the next case")
        camera.settle()
        if "Agreed" in camera.window.toast.words:
            camera.shoot("agreed-light", toast=True)
    camera.keys("F6", "F7")
    sync(camera.window.services.store, FolderTransport(place))
    camera.window.services.set_preference("sync_to", str(place))
    camera.window.commands.errands.refresh_unsent()
    camera.settle()
    camera.keys("Ctrl+R")
    camera.shoot("results-light")
    camera.keys("Escape", "Ctrl+T", "5")
    camera.shoot("put-right-light")
    camera.keys("Escape", "Ctrl+Return")
    camera.shoot("end-light")
    camera.keys("Escape")
    camera.window.resize(1000, SIZE[1])
    camera.settle()
    camera.shoot("narrow-light")


def _desk(home: Path, person: Person) -> tuple[Services, str]:
    services = open_services(Opening(home, Protection.FILE, person=person))
    assert services is not None
    report = import_batch(services.store, DEMO, person.id, lambda: datetime.now().astimezone())
    while services.store.write(search.index_cases).result():
        pass
    return services, report.batch


def _translate(services: Services, batch: str) -> None:
    services.translate_ahead(batch, number=10_000).result()
    if not services.ahead.wait_idle(PATIENCE * 5):
        sys.exit("screenshots: the translation took too long")


def _colleague_works(home: Path, place: Path) -> None:
    """Eight verdicts of somebody else, sent to a folder."""
    services, batch = _desk(home, COLLEAGUE)
    try:
        after = 0
        for _number in range(8):
            prepared = services.prepare_next(batch, after).result()
            assert prepared is not None
            task = prepared.view.task
            shown = Shown(active_ms=61_000)
            done = services.answer(task.id, Answer(NONE), shown).result()
            if done.verdict is None:
                services.conclude(task.id, Conclusion(), shown).result()
            after = task.position
        sync(services.store, FolderTransport(place))
    finally:
        services.close()


def _task_of(db: Any, source: str, person: str) -> list[str]:
    rows = db.conn.execute(
        "SELECT t.id FROM task t JOIN [case] c ON c.id = t.[case] "
        "WHERE c.source_id = ? AND t.person = ?",
        [source, person],
    )
    return [row[0] for row in rows]


def _mouse(widget: Any, kind: QEvent.Type, at: QPointF) -> None:
    held = Qt.MouseButton.LeftButton
    event = QMouseEvent(
        kind, at, widget.mapToGlobal(at), held, held, Qt.KeyboardModifier.NoModifier
    )
    QApplication.sendEvent(widget, event)


if __name__ == "__main__":
    sys.exit(main(set(sys.argv[1:])))
