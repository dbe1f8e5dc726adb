"""Pictures of a case, decoded with limits: bytes in, pixels or one word why not out.

The format is taken from the first bytes and from nothing else (Qt would try SVG, TGA and more),
the size from the header before anything is decoded, the memory is capped, and no file name or
address ever reaches a reader.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import StrEnum

from msgspec import Struct
from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

PIXELS = 40_000_000
"""What a header may claim."""

MEGABYTES = 64
"""What one decoded picture may take."""

LARGE = QSize(3600, 3600)
"""The large view decodes into this; 3600 × 3600 at four bytes is below the limit."""


class Why(StrEnum):
    """Why there is no picture."""

    MISSING = "missing"
    NOT_AN_IMAGE = "not_an_image"
    TOO_LARGE = "too_large"
    BROKEN = "broken"
    VIDEO = "video"
    SOUND = "sound"
    FILE = "file"


class Picture(Struct, frozen=True):
    """A decoded picture, or the reason for its absence; `size` is its own, before scaling."""

    image: QImage | None = None
    why: Why | None = None
    size: QSize = QSize()


def format_of(data: bytes) -> bytes | None:
    """The format by magic bytes: PNG, JPEG, WebP, GIF; None for everything else."""
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return b"png"
    if data.startswith(b"\xff\xd8\xff"):
        return b"jpeg"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return b"webp"
    if data[:6] in (b"GIF87a", b"GIF89a"):
        return b"gif"
    return None


def decode(data: bytes | None, fit: QSize = LARGE) -> Picture:
    """Decode a picture, scaled down to fit; upright as its camera says. Safe in any thread."""
    if not data:
        return Picture(why=Why.MISSING)
    kind = format_of(data)
    if kind is None:
        return Picture(why=Why.NOT_AN_IMAGE)
    held = QByteArray(data)
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    QImageReader.setAllocationLimit(MEGABYTES)
    reader = QImageReader(buffer, kind)
    reader.setAutoDetectImageFormat(False)
    reader.setDecideFormatFromContent(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.isEmpty():
        return Picture(why=Why.BROKEN)
    if size.width() * size.height() > PIXELS:
        return Picture(why=Why.TOO_LARGE, size=size)
    if size.width() > fit.width() or size.height() > fit.height():
        scaled = size.scaled(fit, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(scaled.expandedTo(QSize(1, 1)))
    image = reader.read()
    if image.isNull():
        # A reader that hits the memory limit says no more than that it could not read.
        large = size.width() * size.height() * 4 > MEGABYTES << 20
        return Picture(why=Why.TOO_LARGE if large else Why.BROKEN, size=size)
    return Picture(image=image, size=size)


def why_words(why: Why) -> str:
    """A reason in words."""
    translate = QCoreApplication.translate
    return {
        Why.MISSING: translate("Images", "not in the batch"),
        Why.NOT_AN_IMAGE: translate("Images", "not an image"),
        Why.TOO_LARGE: translate("Images", "too large to show"),
        Why.BROKEN: translate("Images", "damaged"),
        Why.VIDEO: translate("Images", "video — cannot be played yet"),
        Why.SOUND: translate("Images", "sound — cannot be played yet"),
        Why.FILE: translate("Images", "file — cannot be shown"),
    }[why]


def why_not(kind: str) -> Why | None:
    """Why a medium of that kind is no picture; None where it is one."""
    if kind in ("image", ""):
        return None
    return {"video": Why.VIDEO, "audio": Why.SOUND, "sound": Why.SOUND}.get(kind, Why.FILE)


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


class Decoder:
    """One thread that decodes; Qt lets go of the interpreter while it does."""

    def __init__(self) -> None:
        """The thread starts with the first picture."""
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="images")

    def picture(self, data: Future[bytes | None], fit: QSize = LARGE) -> Future[Picture]:
        """Decode bytes that are on their way; cancelling the answer saves the work."""
        answer: Future[Picture] = Future()
        data.add_done_callback(lambda done: self._hand_on(done, fit, answer))
        return answer

    def close(self) -> None:
        """Drop what waits; the thread ends with what it is at."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _hand_on(self, data: Future[bytes | None], fit: QSize, answer: Future[Picture]) -> None:
        # In the thread that read the bytes: nothing heavy here.
        def work() -> None:
            if answer.set_running_or_notify_cancel():
                _settle(answer, lambda: decode(data.result(), fit))

        if data.cancelled():
            answer.cancel()
            return
        try:
            self._pool.submit(work)
        except RuntimeError:  # closed meanwhile
            answer.cancel()


def _settle(answer: Future[Picture], work: Callable[[], Picture]) -> None:
    try:
        answer.set_result(work())
    except Exception as error:
        answer.set_exception(error)
