"""Pictures of a case for the window: pixels that another process decoded, or one word why not.

No byte of a batch is decoded here. The process starts with the first picture that is asked for,
which is after the first case has been painted.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Generic, TypeVar

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QImage

from workstation.media.values import Decoded, Why

if TYPE_CHECKING:
    from workstation.media.helper import Helper

Load = Callable[[str], "Future[bytes | None]"]
T = TypeVar("T")

LARGE = QSize(3600, 3600)
"""The large view asks for this; 3600 × 3600 at four bytes is below the limit of 64 MB."""

WAITS = 10.0
"""Seconds that a helper's thread waits for bytes from the store."""

NOW, SOON, AHEAD = 0, 1, 2
"""How urgent: what is looked at, what is on the screen small, what comes next."""


class Picture(Struct, frozen=True):
    """A decoded picture, or the reason for its absence; `size` is its own, before scaling.

    `frames` counts the pictures of an animation; this one stands from `at` for `lasts` ms.
    """

    image: QImage | None = None
    why: Why | None = None
    size: QSize = QSize()
    frames: int = 1
    at: int = 0
    lasts: int = 0

    def weight(self) -> int:
        """Bytes it takes."""
        return 64 if self.image is None else self.image.sizeInBytes()


def why_words(why: Why) -> str:
    """A reason in words."""
    translate = QCoreApplication.translate
    return {
        Why.MISSING: translate("Images", "not in the batch"),
        Why.NOT_AN_IMAGE: translate("Images", "not an image"),
        Why.TOO_LARGE: translate("Images", "too large to show"),
        Why.BROKEN: translate("Images", "damaged"),
        Why.GAVE_UP: translate("Images", "took too long or broke off"),
        Why.NOT_PLAYED: translate("Images", "not a video or sound that is played here"),
        Why.NO_PLAYER: translate("Images", "cannot be played on this computer"),
        Why.VIDEO: translate("Images", "video"),
        Why.SOUND: translate("Images", "sound"),
        Why.FILE: translate("Images", "file — cannot be shown"),
    }[why]


def why_sentence(why: Why) -> str:
    """A reason as the large view says it: what is wrong, and that the case can be judged."""
    translate = QCoreApplication.translate
    if why is Why.SOUND:
        return translate("Images", "Opening the player …")
    told = {
        Why.MISSING: translate("Images", "This medium is not in the batch."),
        Why.NOT_AN_IMAGE: translate("Images", "This is not an image that is shown here."),
        Why.TOO_LARGE: translate("Images", "This is too large to be shown."),
        Why.BROKEN: translate("Images", "This is damaged and cannot be shown."),
        Why.GAVE_UP: translate("Images", "This took too long or broke off, and was given up."),
        Why.NOT_PLAYED: translate("Images", "This is no video or sound that is played here."),
        Why.NO_PLAYER: translate("Images", "Videos and sounds cannot be played on this computer."),
        Why.VIDEO: translate("Images", "This video has no picture."),
        Why.FILE: translate("Images", "This is a file that cannot be shown."),
    }[why]
    after = translate("Images", "It counts as looked at, and the verdict says so.")
    return f"{told}\n{after}"


def is_played(kind: str) -> bool:
    """Whether a medium of that kind is opened in the player."""
    return kind in ("video", "audio", "sound")


def why_not(kind: str) -> Why | None:
    """Why a medium of that kind is no picture; None where it is one, or has one."""
    if kind in ("image", "", "video"):
        return None
    return Why.SOUND if is_played(kind) else Why.FILE


class ByWeight(Generic[T]):
    """Keeps what was used last, so many bytes of it."""

    def __init__(self, most: int) -> None:
        """Empty."""
        self._most, self._sum = most, 0
        self._held: OrderedDict[Hashable, tuple[T, int]] = OrderedDict()

    def get(self, key: Hashable) -> T | None:
        """What is kept under a key."""
        held = self._held.get(key)
        if held is None:
            return None
        self._held.move_to_end(key)
        return held[0]

    def keep(self, key: Hashable, value: T, weight: int) -> None:
        """Keep it; what was not used for longest goes."""
        self._sum += weight - self._held.pop(key, (value, 0))[1]
        self._held[key] = (value, weight)
        while self._sum > self._most and len(self._held) > 1:
            self._sum -= self._held.popitem(last=False)[1][1]

    def clear(self) -> None:
        """Forget everything."""
        self._held.clear()
        self._sum = 0

    def __contains__(self, key: object) -> bool:
        return key in self._held

    def __len__(self) -> int:
        return len(self._held)

    @property
    def weight(self) -> int:
        """Bytes that are kept."""
        return self._sum


class Decoder:
    """Asks the processes for pictures: one for images, one for the first pictures of videos."""

    def __init__(self) -> None:
        """Nothing has been started."""
        self._helpers: dict[str, Helper] = {}
        self._closed = False

    def picture(
        self,
        sha256: str,
        kind: str,
        load: Load,
        fit: QSize = LARGE,
        *,
        frame: int = 0,
        urgency: int = SOON,
    ) -> Future[Picture]:
        """A picture of a medium, upright, scaled down to fit; cancelling it saves the work."""
        answer: Future[Picture] = Future()
        helper = self._helper("posters" if kind == "video" else "pictures")
        if helper is None:
            answer.cancel()
            return answer
        size = (max(1, fit.width()), max(1, fit.height()))

        def ask(data: Callable[[], bytes | None]) -> None:
            found = helper.decode(sha256, data, size, frame=frame, urgency=urgency)
            answer.add_done_callback(lambda one: found.cancel() if one.cancelled() else None)
            found.add_done_callback(lambda one: _settle(answer, one))

        def read(data: Future[bytes | None]) -> None:
            # In the thread that read the bytes: nothing heavy here.
            if answer.cancelled() or data.cancelled():
                answer.cancel()
            else:
                ask(data.result)

        if frame:
            ask(lambda: load(sha256).result(WAITS))  # hardly ever: the process has them
        else:
            load(sha256).add_done_callback(read)
        return answer

    def forget(self) -> None:
        """Drop what waits and all that the processes hold."""
        for helper in self._helpers.values():
            helper.forget()

    def close(self) -> None:
        """End the processes. Safe to repeat."""
        self._closed = True
        for helper in self._helpers.values():
            helper.close()

    def _helper(self, name: str) -> Helper | None:
        if self._closed:
            return None
        if name not in self._helpers:
            from workstation.media.helper import Helper

            if name == "posters":
                from workstation.ui.case.player import start_posters

                self._helpers[name] = Helper(start_posters, idle=20.0)
            else:
                self._helpers[name] = Helper()
        return self._helpers[name]


def picture_of(found: Decoded) -> Picture:
    """Decoded pixels as the window draws them."""
    if found.why is not None:
        return Picture(why=found.why, size=QSize(*found.full))
    width, height = found.size
    raw = QImage(found.pixels, width, height, width * 4, QImage.Format.Format_RGBA8888)
    # A copy in the format that is drawn fastest; the bytes behind the other one go.
    image = raw.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    return Picture(image, None, QSize(*found.full), found.frames, found.at, found.lasts)


def _settle(answer: Future[Picture], found: Future[Decoded]) -> None:
    if found.cancelled():
        answer.cancel()
    elif answer.set_running_or_notify_cancel():
        answer.set_result(picture_of(found.result()))


def blurred(image: QImage, steps: int = 9) -> QImage:
    """The image with nothing left to make out: scaled far down and up again."""
    small = image.scaled(
        QSize(steps, steps),
        Qt.AspectRatioMode.KeepAspectRatioByExpanding,
        Qt.TransformationMode.SmoothTransformation,
    )
    return small.scaled(
        image.size(),
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    )


def greyed(image: QImage) -> QImage:
    """The image without its colours."""
    grey = QImage.Format.Format_Grayscale8
    return image.convertToFormat(grey).convertToFormat(image.format())
