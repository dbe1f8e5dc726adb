"""One medium large, over the middle of the window: zoom, pan, turn, pin a box as evidence."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future

import shiboken6
from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from workstation.domain.case import Media
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.case.images import Decoder, Picture, Why, blurred, why_not, why_words
from workstation.ui.case.media_paint import (
    Box,
    draw_boxes,
    draw_foot,
    draw_note,
    draw_words,
    on_screen,
    sign,
    upright,
)

Load = Callable[[str], "Future[bytes | None]"]

FOOT, WORDS = 58.0, 96.0
WHOLE: Box = (0, 0, 10_000, 10_000)
STEP, MOST = 1.25, 16.0
KEPT = 3
"""Decoded pictures kept: this one and its neighbours."""


class MediaView(QWidget):
    """Shows media large, one at a time, and takes the keys that belong to that.

    `viewed(sha256)` once it, or why it cannot be shown, was on the screen;
    `evidence(sha256, box)` with x, y, width, height in 1/10,000 of the upright picture's sides;
    `closed` when it is done with.
    """

    closed = Signal()
    viewed = Signal(str)
    evidence = Signal(str, object)

    def __init__(self, parent: QWidget | None = None, decoder: Decoder | None = None) -> None:
        """Hidden until `show_media`."""
        super().__init__(parent)
        self._decoder = decoder or Decoder()
        if decoder is None:
            self.destroyed.connect(self._decoder.close)
        self._media: tuple[Media, ...] = ()
        self._at = 0
        self._texts: Mapping[str, str] = {}
        self._languages: Mapping[str, str] = {}
        self._load: Load | None = None
        self._background: Background | None = None
        self._pictures: OrderedDict[str, Picture] = OrderedDict()
        self._asked: dict[str, Future[Picture]] = {}
        self._turned: QImage | None = None
        self._blurred = self._peeking = False
        self._told: set[str] = set()
        self._pinned: dict[str, list[Box]] = {}
        self._boxing = False
        self._drag: QPointF | None = None
        self._band: QRectF | None = None
        self._reset()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Media, large"))
        self.hide()

    def _reset(self) -> None:
        self._zoom, self._pan, self._quarter = 1.0, QPointF(0, 0), 0
        self._boxing, self._drag, self._band = False, None, None
        self._turned = None

    # What the screen asks

    def show_media(
        self,
        media: Sequence[Media],
        index: int,
        texts: Mapping[str, str],
        load: Load,
        background: Background,
        *,
        languages: Mapping[str, str] | None = None,
        blurred: bool = False,
        pinned: Mapping[str, Sequence[Box]] | None = None,
    ) -> None:
        """Open on one of the media. `texts` are the words in each image, `languages` theirs;
        blurred pictures are seen while Space is held."""
        self._media, self._texts = tuple(media), texts
        self._languages = languages or {}
        self._load, self._background, self._blurred = load, background, blurred
        self._pinned = {sha256: list(boxes) for sha256, boxes in (pinned or {}).items()}
        self._told.clear()
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self._go_to(index)

    def close_view(self) -> None:
        """Close, and let go of the pictures."""
        if self.isHidden():
            return
        self.hide()
        self._drop()
        self.closed.emit()

    def _drop(self) -> None:
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()
        self._pictures.clear()
        self._turned = None

    def pin(self) -> None:
        """F3: first lets a box be drawn, a second time pins the whole picture."""
        if self._image() is None:
            return
        if self._boxing:
            self._give(WHOLE)
        else:
            self._boxing = True
            self.setCursor(Qt.CursorShape.CrossCursor)
            self.update()

    def index(self) -> int:
        """Which of the media is shown."""
        return self._at

    def zoom(self) -> float:
        """How much larger than fitting."""
        return self._zoom

    def shown_text(self) -> str:
        """Every word on view."""
        if self.isHidden() or not self._media:
            return ""
        return "\n".join(
            part
            for part in (
                self._caption(),
                self._media[self._at].alt,
                self._note(),
                self._words(),
                *(f"{key} {words}" for key, words in self._keys()),
            )
            if part
        )

    # Going around

    def _go_to(self, index: int) -> None:
        if not self._media:
            return
        self._at = max(0, min(len(self._media) - 1, index))
        self._reset()
        self._peeking = False
        self.setCursor(Qt.CursorShape.ArrowCursor)
        for near in (self._at, self._at + 1, self._at - 1):
            if 0 <= near < len(self._media):
                self._ask(self._media[near])
        self.setAccessibleDescription(self._caption())
        self.update()

    def _ask(self, one: Media) -> None:
        why = why_not(one.kind)
        if one.sha256 in self._pictures:
            self._pictures.move_to_end(one.sha256)
        elif why is not None:
            self._pictures[one.sha256] = Picture(why=why)
        elif one.sha256 not in self._asked and self._load and self._background:
            future = self._decoder.picture(self._load(one.sha256))
            self._asked[one.sha256] = future
            self._background.when_done(
                future,
                lambda picture: self._on_picture(one.sha256, future, picture),
                lambda error: self._on_picture(one.sha256, future, Picture(why=Why.MISSING)),
            )

    def _on_picture(self, sha256: str, future: Future[Picture], picture: Picture) -> None:
        if not shiboken6.isValid(self) or self._asked.get(sha256) is not future:
            return
        del self._asked[sha256]
        self._pictures[sha256] = picture
        here = self._media[self._at].sha256
        for held in list(self._pictures):
            if len(self._pictures) > KEPT and held != here:
                del self._pictures[held]
        self.update()

    def _picture(self) -> Picture | None:
        return self._pictures.get(self._media[self._at].sha256) if self._media else None

    def _image(self) -> QImage | None:
        """The picture as it is turned, blurred where it has to be."""
        picture = self._picture()
        if picture is None or picture.image is None:
            return None
        if self._turned is None:
            image = picture.image
            if self._blurred and not self._peeking:
                image = blurred(image, 14)
            if self._quarter:
                image = image.transformed(QTransform().rotate(90 * self._quarter))
            self._turned = image
        return self._turned

    # Keys

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it is open: 0 is a zoom here and no answer."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and self._does(event) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Zoom, turn, go on, pin, peek, close."""
        does = self._does(event)
        if does is None:
            event.ignore()
        elif not event.isAutoRepeat() or event.key() in _REPEAT:
            does()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of Space ends the peek."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._peek(False)
        else:
            event.ignore()

    def focusOutEvent(self, event: QEvent) -> None:
        """Without the keyboard nobody can let go of Space."""
        self._peek(False)

    def _does(self, event: QKeyEvent) -> Callable[[], None] | None:
        held = event.modifiers() & ~(
            Qt.KeyboardModifier.KeypadModifier | Qt.KeyboardModifier.ShiftModifier
        )
        if held != Qt.KeyboardModifier.NoModifier:
            return None
        keys = Qt.Key
        return {
            keys.Key_Left: lambda: self._go_to(self._at - 1),
            keys.Key_Right: lambda: self._go_to(self._at + 1),
            keys.Key_Plus: lambda: self._zoom_by(STEP),
            keys.Key_Equal: lambda: self._zoom_by(STEP),
            keys.Key_Minus: lambda: self._zoom_by(1 / STEP),
            keys.Key_0: lambda: self._zoom_by(0.0),
            keys.Key_R: self._turn,
            keys.Key_F3: self.pin,
            keys.Key_Space: lambda: self._peek(True),
            keys.Key_Escape: self._escape,
            keys.Key_M: self.close_view,
        }.get(keys(event.key()))

    def _escape(self) -> None:
        if self._boxing:
            self._stop_boxing()
        else:
            self.close_view()

    def _peek(self, peeking: bool) -> None:
        if self._blurred and peeking != self._peeking:
            self._peeking, self._turned = peeking, None
            self.update()

    def _turn(self) -> None:
        self._quarter, self._turned = (self._quarter + 1) % 4, None
        self._pan = QPointF(0, 0)
        self.update()

    def _zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        before = self._zoom
        self._zoom = max(1.0, min(MOST, self._zoom * factor)) if factor else 1.0
        if self._zoom == 1.0:
            self._pan = QPointF(0, 0)
        else:
            # What is under the mouse stays under it.
            fixed = (at or self._space().center()) - self._space().center()
            self._pan = fixed - (fixed - self._pan) * (self._zoom / before)
        self.update()

    # Boxes

    def _stop_boxing(self) -> None:
        self._boxing, self._band, self._drag = False, None, None
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()

    def _give(self, box: Box) -> None:
        sha256 = self._media[self._at].sha256
        self._pinned.setdefault(sha256, []).append(box)
        self._stop_boxing()
        self.evidence.emit(sha256, box)

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a box or a pan."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._drag = event.position()
            if self._boxing:
                self._band = QRectF(event.position(), event.position())
            elif self._zoom > 1.0:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the box on, or move the picture."""
        if self._drag is None:
            return
        if self._boxing:
            self._band = QRectF(self._drag, event.position()).normalized()
        elif self._zoom > 1.0:
            self._pan += event.position() - self._drag
            self._drag = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pin the box."""
        band, self._band, self._drag = self._band, None, None
        if self._boxing and band is not None:
            box = upright(band, self._place(), self._quarter)
            if box is not None:
                self._give(box)
        elif not self._boxing:
            self.setCursor(Qt.CursorShape.ArrowCursor)
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is."""
        if event.angleDelta().y():
            factor = STEP if event.angleDelta().y() > 0 else 1 / STEP
            self._zoom_by(factor, event.position())

    # Words

    def _caption(self) -> str:
        one = self._media[self._at]
        return self.tr("{n} of {total} · {name}").format(
            n=self._at + 1, total=len(self._media), name=plain.isolate(one.name)
        )

    def _words(self) -> str:
        return self._texts.get(self._media[self._at].sha256, "") if self._media else ""

    def _note(self) -> str:
        if self._boxing:
            return self.tr("Drag a box around it. F3 takes the whole picture, Esc none.")
        if self._blurred and not self._peeking and self._image() is not None:
            return self.tr("Blurred. Hold Space to look.")
        return ""

    def _keys(self) -> list[tuple[str, str]]:
        keys = [("Esc", self.tr("close"))]
        if self._image() is not None:
            keys = [
                ("+", ""),
                ("-", ""),
                ("0", self.tr("zoom")),
                ("R", self.tr("turn")),
                ("F3", self.tr("evidence")),
                *keys,
            ]
        if len(self._media) > 1:
            keys = [(self.tr("Left"), ""), (self.tr("Right"), self.tr("other")), *keys]
        return keys

    # Paint

    def _space(self) -> QRectF:
        low = FOOT + (WORDS if self._words() else 0)
        return QRectF(self.rect()).adjusted(12, 12, -12, -low)

    def _place(self) -> QRectF:
        image, space = self._image(), self._space()
        if image is None or image.isNull():
            return QRectF()
        size = image.size()
        ratio = min(space.width() / size.width(), space.height() / size.height())
        # A small picture is enlarged at most threefold to fit: more shows only its pixels.
        ratio = min(ratio, 3.0) * self._zoom
        place = QRectF(0, 0, size.width() * ratio, size.height() * ratio)
        place.moveCenter(space.center() + self._pan)
        return place

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, its boxes, then caption, words and keys."""
        held, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), QColor(held.window))
        if self._media:
            self._middle(painter)
            self._below(painter)
        painter.setPen(QColor(held.line))
        painter.drawRect(QRect(self.rect()).adjusted(0, 0, -1, -1))
        painter.end()

    def _below(self, painter: QPainter) -> None:
        one, words = self._media[self._at], self._words()
        if words:
            box = QRectF(self.rect()).adjusted(12, 0, -12, -FOOT)
            box.setTop(box.bottom() - WORDS + 6)
            language = self._languages.get(one.sha256, "und")
            draw_words(painter, box, self.tr("text in the image"), words, language)
        foot = QRectF(14, self.height() - FOOT + 6, self.width() - 28, FOOT - 6)
        draw_foot(painter, foot, self._caption(), one.alt, self._keys())

    def _middle(self, painter: QPainter) -> None:
        held, space, image = theme.colours(), self._space(), self._image()
        picture = self._picture()
        if image is None:
            words = self.tr("Loading …")
            if picture is not None and picture.why is not None:
                words = why_words(picture.why)
                middle = space.center()
                sign(
                    painter,
                    picture.why,
                    QRectF(middle.x() - 24, middle.y() - 62, 48, 48),
                    held.quiet,
                )
                # There is no more to see of it: whoever looked has looked.
                self._tell_viewed()
            painter.setFont(theme.ui_font(1.0))
            painter.setPen(QColor(held.quiet))
            painter.drawText(space, int(Qt.AlignmentFlag.AlignCenter), words)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(space)
        painter.drawImage(self._place(), image)
        pinned = self._pinned.get(self._media[self._at].sha256, ())
        boxes = [on_screen(box, self._place(), self._quarter) for box in pinned]
        draw_boxes(painter, boxes if self._band is None else [*boxes, self._band])
        painter.setClipping(False)
        draw_note(painter, space, self._note())
        self._tell_viewed()

    def _tell_viewed(self) -> None:
        sha256 = self._media[self._at].sha256
        if sha256 not in self._told and (self._peeking or not self._blurred):
            self._told.add(sha256)
            self.viewed.emit(sha256)


_REPEAT = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus)
