"""Media large, over the middle of the window: the picture, its words, its time, its keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from workstation.domain.case import Media
from workstation.domain.decision import Evidence
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.case.images import Decoder, Load, Why, is_played, why_sentence
from workstation.ui.case.media_cover import NOTHING, Cover
from workstation.ui.case.media_keys import REPEATS, hints, name_of
from workstation.ui.case.media_lines import MediaLines
from workstation.ui.case.media_look import MediaLook
from workstation.ui.case.media_marks import WHOLE, player_times, reel_times
from workstation.ui.case.media_paint import draw_boxes, draw_foot, draw_note, foot_height, on_screen
from workstation.ui.case.media_paint import sign as draw_sign
from workstation.ui.case.media_spot import STEP, Spot
from workstation.ui.case.media_text import Line, line_at
from workstation.ui.case.media_timeline import HEIGHT, Timeline, Times
from workstation.ui.held import Held, Hold

EDGE, BETWEEN = 12.0, 8.0
WIDE = 900
"""From this width on the lines stand beside the picture, else below it."""

LINES, BESIDE = 0.42, 0.62
"""How much of the height lines below may take; how much of the width a picture has beside them."""

__all__ = ["WHOLE", "MediaView"]


class MediaView(QWidget):
    """Draws what `MediaLook` looks at, and takes the keys that belong to that.

    `viewed(sha256)` it was on the screen uncovered; `unshown(sha256)` it was said that it cannot be
    shown; `evidence(Evidence)` something is to be pinned; `closed` when it is done with.
    """

    closed = Signal()
    viewed = Signal(str)
    unshown = Signal(str)
    evidence = Signal(object)

    def __init__(self, parent: QWidget | None = None, decoder: Decoder | None = None) -> None:
        """Hidden until `show_media`."""
        super().__init__(parent)
        own = decoder or Decoder()
        if decoder is None:
            self.destroyed.connect(own.close)
        self._drag: QPointF | None = None
        self.look = MediaLook(own, self._space, self.devicePixelRatioF, self)
        self.lines, self.timeline = MediaLines(self), Timeline(self)
        look = self.look
        self._held, self._peek = Held(), Hold(self, look.peek)
        look.changed.connect(self._on_changed)
        look.moved_on.connect(self._on_moved_on)
        look.line_wanted.connect(self.lines.select)
        look.line_chosen.connect(lambda: look.seek_line(self.lines.selected))
        look.left.connect(self.close_view)
        look.viewed.connect(self.viewed)
        look.unshown.connect(self.unshown)
        look.evidence.connect(self.evidence)
        self.lines.chosen.connect(look.seek_line)
        self.timeline.sought.connect(look.seek)
        self.timeline.pressed.connect(look.play)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Media, large"))
        self.hide()

    # What the screen asks

    def show_media(
        self,
        media: Sequence[Media],
        index: int,
        lines: Mapping[str, Sequence[Line]],
        load: Load,
        background: Background,
        *,
        cover: Cover = NOTHING,
        pinned: Callable[[], Sequence[Evidence]] = tuple,
    ) -> None:
        """Open on one of the media. `lines` are the words of each; `cover` is what lies over them;
        `pinned` tells what is pinned as evidence."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(parent.rect())
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.look.open(media, index, lines, load, background, cover, pinned)

    def close_view(self) -> None:
        """Close: the player stops, the pictures go."""
        if self.isHidden():
            return
        self.hide()
        self.forget()
        self.closed.emit()

    def forget(self) -> None:
        """Nothing of any medium is kept."""
        self.look.forget()
        self.lines.set_lines("", ())

    def set_cover(self, cover: Cover) -> None:
        """Something else lies over the media now."""
        self.look.set_cover(cover)

    def set_lines(self, lines: Mapping[str, Sequence[Line]]) -> None:
        """More is known of the words: a translation has come."""
        self.look.set_lines(lines)
        if self._is_open():
            self._show_lines(stay=True)

    def pin(self) -> None:
        """F3."""
        if self._is_open():
            self.look.pin()

    def index(self) -> int:
        """Which of the media has the keys."""
        return self.look.spot.index

    def zoom(self) -> float:
        """How much larger than fitting."""
        return self.look.spot.zoom

    def shown_text(self) -> str:
        """Every word on view."""
        if not self._is_open():
            return ""
        said = [self._caption(), self.look.one().alt, self.look.note()]
        said += [self._reason(self.look.spot), self.lines.shown_text()]
        said += [self.timeline.shown_text() if self._has_times() else ""]
        said += [f"{key} {words}" for key, words in self._hints()]
        return "\n".join(part for part in said if part)

    # From what is looked at

    def _is_open(self) -> bool:
        return not self.isHidden() and bool(self.look.media)

    def _on_moved_on(self) -> None:
        self._drag = None
        self._show_lines()
        self._on_changed()

    def _show_lines(self, *, stay: bool = False) -> None:
        head = (
            self.tr("transcript and its translation")
            if is_played(self.look.one().kind)
            else self.tr("text in the image and its translation")
        )
        self.lines.set_lines(head, self.look.lines(), stay=stay)
        self._place_children()

    def _on_changed(self) -> None:
        if not self._is_open():
            return
        look = self.look
        if look.played():
            self.lines.set_current(line_at(self.lines.lines, look.shelf.player.at))
        crossed = look.marks.boxing
        self.setCursor(Qt.CursorShape.CrossCursor if crossed else Qt.CursorShape.ArrowCursor)
        self._place_children()
        self.setAccessibleDescription(f"{self._caption()}. {look.note()}")
        self.update()

    # Keys

    def event(self, event: QEvent) -> bool:
        """Its keys are its own while it is open: 0 is a zoom here and no answer."""
        kind = event.type()
        if isinstance(event, QKeyEvent):
            if kind == QEvent.Type.ShortcutOverride and name_of(event):
                event.accept()
                return True
            if kind == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Tab:
                self.look.do("side")  # Qt would give the keyboard away
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the key does here."""
        name = name_of(event)
        if not name:
            event.ignore()
        elif name in REPEATS or not self._held.repeats(event):
            self.look.do(name)
        elif name == "space":
            self._peek.go_on()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """Letting go of Space ends the peek."""
        self._held.let_go(event)
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._peek.end()
        else:
            event.ignore()

    def focusOutEvent(self, event: QEvent) -> None:
        """Without the keyboard nobody can let go of Space."""
        self._peek.end_now()

    # Mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a box or a pan; the side that was pressed gets the keys."""
        if event.button() != Qt.MouseButton.LeftButton or not self._is_open():
            return
        look = self.look
        if len(look.spots) > 1 and self._space(1 - look.side).contains(event.position()):
            look.other_side()
        self._drag = event.position()
        if look.marks.boxing:
            look.marks.band = QRectF(event.position(), event.position())
        elif look.spot.moves:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Draw the box on, or move the picture."""
        if self._drag is None:
            return
        look = self.look
        if look.marks.boxing:
            look.marks.band = QRectF(self._drag, event.position()).normalized()
        elif look.spot.moves:
            look.spot.pan += event.position() - self._drag
            self._drag = event.position()
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pin the box."""
        look, self._drag = self.look, None
        box = look.marks.release(look.place(look.side), look.spot.quarter)
        if box is not None:
            look.give_box(box)
        self._on_changed()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom where the mouse is."""
        if event.angleDelta().y() and self._is_open():
            self.look.zoom_by(STEP if event.angleDelta().y() > 0 else 1 / STEP, event.position())
            self._on_changed()

    # Words

    def _caption(self) -> str:
        look = self.look
        return self.tr("{n} of {total} · {name}").format(
            n=look.spot.index + 1, total=len(look.media), name=plain.isolate(look.one().name)
        )

    def _reason(self, spot: Spot) -> str:
        """Why there is no picture of it."""
        picture = self.look.picture(spot)
        if picture is None:
            return self.tr("Loading …")
        if picture.image is not None or picture.why is None:
            return ""
        if picture.why is Why.SOUND and self.look.shelf.player.ready:
            return ""
        return why_sentence(picture.why)

    def _hints(self) -> list[tuple[str, str]]:
        return hints(self.look.standing())

    def _sound_words(self) -> str:
        player = self.look.shelf.player
        told = [f"{player.rate:g}×"]
        if not player.audio:
            told.append(self.tr("no sound in it"))
        elif not player.device:
            told.append(self.tr("no sound device here"))
        elif player.muted:
            told.append(self.tr("muted"))
        else:
            told.append(self.tr("volume {n}").format(n=player.volume))
        return " · ".join(told)

    # Places

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The pieces move along."""
        super().resizeEvent(event)
        self._place_children()

    def _foot(self) -> float:
        return foot_height(self._hints(), self.width() - 2 * EDGE) + 10

    def _has_times(self) -> bool:
        return self.look.played() or self.look.shelf.reel.frames > 1

    def _place_children(self) -> None:
        if not self._is_open():
            return
        foot = low = self.height() - self._foot()
        right, moving = self._right(), self._has_times()
        self.timeline.setVisible(moving)
        if moving:
            low -= HEIGHT
            self.timeline.setGeometry(2, int(low), int(right - EDGE), HEIGHT)
            self.timeline.set_times(self._times())
        self.lines.setVisible(bool(self.lines.lines))
        if not self.lines.lines:
            return
        if self._are_lines_beside():
            wide = int(self.width() - right - EDGE)
            self.lines.setGeometry(int(right), int(EDGE), wide, int(foot - 2 * EDGE))
        else:
            wide = int(self.width() - 2 * EDGE)
            high = int(min(self.lines.wanted(wide), (low - 2 * EDGE) * LINES))
            self.lines.setGeometry(int(EDGE), int(low) - high - 4, wide, high)

    def _times(self) -> Times:
        shelf = self.look.shelf
        if shelf.reel.frames > 1:
            return reel_times(shelf.reel)
        starts = tuple(line.t0 for line in self.lines.lines if line.t0 is not None)
        marks, one, words = self.look.marks, self.look.one(), self._sound_words()
        return player_times(shelf.player, marks, self.look.pinned(), one, starts, words)

    def _are_lines_beside(self) -> bool:
        return self.width() >= WIDE

    def _right(self) -> float:
        """Where the room for pictures ends."""
        if self.lines.lines and self._are_lines_beside():
            return self.width() * BESIDE
        return self.width() - EDGE

    def _space(self, side: int) -> QRectF:
        low = self.height() - self._foot()
        if self._has_times():
            low -= HEIGHT
        if self.lines.lines and not self._are_lines_beside():
            low = min(low, float(self.lines.y()))
        right = self._right() - (EDGE if self.lines.lines and self._are_lines_beside() else 0)
        space = QRectF(EDGE, EDGE, right - EDGE, max(20.0, low - 6 - EDGE))
        if len(self.look.spots) > 1:
            half = (space.width() - BETWEEN) / 2
            space = QRectF(EDGE + side * (half + BETWEEN), EDGE, half, space.height())
        return space

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """The pictures with their boxes, then the caption and the keys."""
        held, painter = theme.colours(), QPainter(self)
        painter.fillRect(self.rect(), QColor(held.window))
        if self.look.media:
            for side in range(len(self.look.spots)):
                self._paint_side(painter, side)
            foot = self._foot()
            box = QRectF(EDGE, self.height() - foot + 6, self.width() - 2 * EDGE, foot - 6)
            draw_foot(painter, box, self._caption(), self.look.one().alt, self._hints())
        painter.setPen(QColor(held.line))
        painter.drawRect(QRect(self.rect()).adjusted(0, 0, -1, -1))
        painter.end()

    def _paint_side(self, painter: QPainter, side: int) -> None:
        held, look, space = theme.colours(), self.look, self._space(side)
        spot = look.spots[side]
        image = look.image(spot)
        if image is None:
            self._paint_reason(painter, space, spot)
        else:
            self._paint_image(painter, space, side, image)
            look.tell_seen(spot)
        if len(look.spots) > 1:
            painter.setPen(QColor(held.accent if side == look.side else held.line))
            painter.drawRect(space)
        if side == look.side:
            draw_note(painter, space, look.note())

    def _paint_image(self, painter: QPainter, space: QRectF, side: int, image: QImage) -> None:
        look, spot = self.look, self.look.spots[side]
        place, one = look.place(side), look.one(spot)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipRect(space)
        painter.drawImage(place, image)
        seen = look.marks.seen(look.pinned(), one, look.shelf.times(one))
        boxes = [on_screen(held.box, place, spot.quarter) for held in seen if held.box]
        if side == look.side and look.marks.band is not None:
            boxes.append(look.marks.band)
        draw_boxes(painter, boxes)
        painter.restore()

    def _paint_reason(self, painter: QPainter, space: QRectF, spot: Spot) -> None:
        held, picture = theme.colours(), self.look.picture(spot)
        if picture is not None and picture.why is not None:
            middle = space.center()
            sign = QRectF(middle.x() - 24, middle.y() - 74, 48, 48)
            draw_sign(painter, picture.why, sign, held.quiet)
            if picture.why is not Why.SOUND:
                # There is no more to see of it: whoever looked has looked, and that is kept.
                self.look.tell_unshown(spot)
        painter.setFont(theme.ui_font(1.0))
        painter.setPen(QColor(held.quiet))
        flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(space.adjusted(20, 0, -20, 0), int(flags), self._reason(spot))
