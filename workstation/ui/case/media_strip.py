"""The pictures, videos and sounds of a case in one row, with what has been opened."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import shiboken6
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from workstation.domain.case import Media
from workstation.ui import plain, theme
from workstation.ui.background import Background
from workstation.ui.case.images import (
    AHEAD,
    SOON,
    ByWeight,
    Decoder,
    Load,
    Picture,
    Why,
    is_played,
    why_not,
    why_words,
)
from workstation.ui.case.media_cover import NOTHING, Cover, cover_word, cover_words
from workstation.ui.case.media_paint import dot, sign
from workstation.ui.case.strokes import key_cap, put

TILE, GAP, EDGE, CAPTION = 72, 8, 10, 18
HEIGHT = 8 + TILE + CAPTION + 4
LABEL = 92
"""Room for the words at the left."""

KEPT = 8 << 20
"""Bytes of thumbnails kept: what was seen is there at once when one comes back."""


class MediaStrip(QWidget):
    """Thumbnails of 72 pixels; as many as fit, then how many more there are.

    Its height is decided when the media are set: pictures that arrive later move nothing.
    """

    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None, decoder: Decoder | None = None) -> None:
        """Empty, and without height."""
        super().__init__(parent)
        self._decoder = decoder or Decoder()
        if decoder is None:
            self.destroyed.connect(self._decoder.close)
        self._media: tuple[Media, ...] = ()
        self._cover, self._peeking = NOTHING, False
        self._seen: set[str] = set()
        self._thumbs: ByWeight[Picture] = ByWeight(KEPT)
        self._drawn: ByWeight[QPixmap] = ByWeight(KEPT)
        self._asked: dict[str, Future[Picture]] = {}
        self._due: tuple[Load, Background] | None = None
        self._hover: int | None = None
        self.setMouseTracking(True)
        self.rescale()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(self.tr("Media"))
        self.hide()

    def set_media(
        self,
        media: Sequence[Media],
        load: Load,
        background: Background,
        *,
        cover: Cover = NOTHING,
        opened: Sequence[str] = (),
    ) -> None:
        """Show the media of a case; `cover` is what lies over them."""
        wanted = {one.sha256 for one in media}
        for sha256 in [sha256 for sha256 in self._asked if sha256 not in wanted]:
            self._asked.pop(sha256).cancel()
        self._media, self._cover, self._peeking = tuple(media), cover, False
        self._seen = set(opened)
        self._hover = None
        self.setVisible(bool(media))
        self._describe()
        self.update()
        if any(self._wants(one) for one in media):
            # After the case has been painted: the first picture starts a process.
            self._due = (load, background)
            QTimer.singleShot(0, self, self._ask_due)

    def prepare(self, media: Sequence[Media], load: Load, background: Background) -> None:
        """Have the thumbnails of the next case at hand before it comes."""
        for one in media:
            self._ask(one, load, background, AHEAD)

    def set_cover(self, cover: Cover) -> None:
        """Something else lies over the media now."""
        if cover != self._cover:
            self._cover = cover
            self._describe()
            self.update()

    def set_peeking(self, peeking: bool) -> None:
        """What is covered is seen while a key is held."""
        if peeking != self._peeking:
            self._peeking = peeking
            self.update()

    def forget(self) -> None:
        """Nothing of any picture is kept."""
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()
        self._due = None
        self._thumbs.clear()
        self._drawn.clear()
        self.update()

    @property
    def settled(self) -> bool:
        """Whether every thumbnail that was asked for has come."""
        return self._due is None and not self._asked

    def set_opened(self, sha256: str) -> None:
        """A medium has been looked at large."""
        if sha256 not in self._seen:
            self._seen.add(sha256)
            self._describe()
            self.update()

    def missing(self) -> tuple[str, ...]:
        """The required media that have not been opened."""
        return tuple(m.sha256 for m in self._media if m.required and m.sha256 not in self._seen)

    def next_to_open(self) -> int:
        """The first required one that was not opened, else the first not opened, else the first."""
        waiting = [at for at, one in enumerate(self._media) if one.sha256 not in self._seen]
        required = [at for at in waiting if self._media[at].required]
        return (required or waiting or [0])[0]

    def rescale(self) -> None:
        """The interface has another size."""
        self.setFixedHeight(HEIGHT - CAPTION + theme.px(CAPTION))

    def sizeHint(self) -> QSize:
        """As high as a tile with its words."""
        return QSize(400, self.height())

    def shown_text(self) -> str:
        """Every word on view, tool tips included."""
        if self.isHidden():
            return ""
        said = ["M", *self._label()]
        for at in range(len(self._media)):
            said += [self._caption(at), self._tip(at)]
        return "\n".join(said)

    # Loading

    def _wants(self, one: Media) -> bool:
        known = one.sha256 in self._thumbs or one.sha256 in self._asked
        return why_not(one.kind) is None and not known

    def _ask_due(self) -> None:
        due, self._due = self._due, None
        if due is not None:
            for one in self._media:
                self._ask(one, *due, SOON)

    def _ask(self, one: Media, load: Load, background: Background, urgency: int) -> None:
        if not self._wants(one):
            return
        side = int(TILE * self.devicePixelRatioF())
        future = self._decoder.picture(
            one.sha256, one.kind, load, QSize(side, side), urgency=urgency
        )
        self._asked[one.sha256] = future
        background.when_done(
            future,
            lambda picture: self._on_picture(one.sha256, future, picture),
            lambda error: self._on_picture(one.sha256, future, Picture(why=Why.MISSING)),
        )

    def _on_picture(self, sha256: str, future: Future[Picture], picture: Picture) -> None:
        if shiboken6.isValid(self) and self._asked.get(sha256) is future:
            del self._asked[sha256]
            self._thumbs.keep(sha256, picture, picture.weight())
            self._describe()
            self.update()

    def _thumb(self, one: Media) -> QPixmap | Why | None:
        why = why_not(one.kind)
        picture = self._thumbs.get(one.sha256) if why is None else Picture(why=why)
        if picture is None:
            return None
        if picture.image is None:
            return Why.VIDEO if one.kind == "video" else picture.why or Why.BROKEN
        cover = NOTHING if self._peeking else self._cover
        drawn = self._drawn.get((one.sha256, cover))
        if drawn is None:
            image = cover.over(picture.image, small=True) if cover else picture.image
            drawn = QPixmap.fromImage(image)
            drawn.setDevicePixelRatio(self.devicePixelRatioF())
            self._drawn.keep((one.sha256, cover), drawn, image.sizeInBytes())
        return drawn

    # Words

    def _label(self) -> list[str]:
        counts = {
            "image": sum(1 for one in self._media if one.kind in ("image", "")),
            "video": sum(1 for one in self._media if one.kind == "video"),
            "sound": sum(1 for one in self._media if why_not(one.kind) is Why.SOUND),
        }
        counts["other"] = len(self._media) - sum(counts.values())
        words = [self._count(kind, number) for kind, number in counts.items() if number]
        required = sum(1 for one in self._media if one.required)
        if required:
            done = required - len(self.missing())
            words.append(self.tr("required {n}/{total}").format(n=done, total=required))
        if self._cover:
            words.append(self.tr("{covered} · Space").format(covered=cover_word(self._cover)))
        return words

    def _count(self, kind: str, number: int) -> str:
        one = {
            "image": self.tr("1 image"),
            "video": self.tr("1 video"),
            "sound": self.tr("1 sound"),
            "other": self.tr("1 file"),
        }
        many = {
            "image": self.tr("{n} images"),
            "video": self.tr("{n} videos"),
            "sound": self.tr("{n} sounds"),
            "other": self.tr("{n} files"),
        }
        return one[kind] if number == 1 else many[kind].format(n=number)

    def _caption(self, at: int) -> str:
        one = self._media[at]
        if one.sha256 in self._seen:
            return self.tr("opened")
        return self.tr("required") if one.required else str(at + 1)

    def _tip(self, at: int) -> str:
        one = self._media[at]
        thumb = self._thumbs.get(one.sha256)
        why = why_not(one.kind) or (thumb.why if thumb is not None else None)
        told = [f"{at + 1}. {one.name}", one.alt]
        if why is not None:
            told.append(why_words(why))
        if self._cover and not is_sound(one):
            told += [cover_words(self._cover), self.tr("Hold Space to look.")]
        if one.required:
            told.append(
                self.tr("required, opened")
                if one.sha256 in self._seen
                else self.tr("required: has to be looked at before a verdict counts")
            )
        return plain.tip("\n".join(part for part in told if part))

    def _describe(self) -> None:
        self.setAccessibleDescription(", ".join(self._label()))

    # Places and the mouse

    def tile_box(self, at: int) -> QRectF:
        """Where a tile stands."""
        return QRectF(EDGE + theme.px(LABEL) + at * (TILE + GAP), 8, TILE, TILE)

    def fitting(self) -> int:
        """How many tiles are shown; the last is "+n" where not all fit."""
        room = int((self.width() - EDGE - theme.px(LABEL)) // (TILE + GAP))
        return max(1, min(len(self._media), room))

    def _at(self, point: QPointF) -> int | None:
        for at in range(self.fitting() if self._media else 0):
            if self.tile_box(at).adjusted(0, 0, 0, theme.px(CAPTION)).contains(point):
                return at
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Light up what would be opened."""
        at = self._at(event.position())
        if at != self._hover:
            self._hover = at
            hand = Qt.CursorShape.PointingHandCursor
            self.setCursor(Qt.CursorShape.ArrowCursor if at is None else hand)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is lit any more."""
        self._hover = None
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Open what was pressed."""
        at = self._at(event.position())
        if at is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(at)

    def event(self, event: QEvent) -> bool:
        """Tool tips: name, words for the picture, why there is none."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            at = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), "" if at is None else self._tip(at), self)
            return True
        return super().event(event)

    # Paint

    def paintEvent(self, event: QPaintEvent) -> None:
        """Words, then tiles."""
        held, painter = theme.colours(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(self.rect(), QColor(held.window))
        painter.fillRect(0, 0, self.width(), 1, QColor(held.line))
        key_cap(painter, QPointF(EDGE, 10), "M")
        for line, words in enumerate(self._label()):
            high, wide = theme.px(16), theme.px(LABEL)
            box = QRectF(EDGE, theme.px(31) + high * (line - 1), wide - 6, high)
            if line == 0:
                box = QRectF(EDGE + theme.px(23), 10, wide - theme.px(28), theme.px(17))
            put(painter, box, words, -1.0, held.quiet)
        shown = self.fitting() if self._media else 0
        for at in range(shown):
            more = len(self._media) - shown
            self._tile(painter, at, more if at == shown - 1 else 0)
        painter.end()

    def _tile(self, painter: QPainter, at: int, more: int) -> None:
        held, box, one = theme.colours(), self.tile_box(at), self._media[at]
        painter.fillRect(box, QColor(held.page))
        thumb = self._thumb(one)
        if isinstance(thumb, QPixmap):
            size = thumb.deviceIndependentSize()
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(box.center())
            painter.drawPixmap(place.topLeft(), thumb)
            if one.kind == "video":
                corner = QRectF(box.left() + 3, box.bottom() - 19, 16, 16)
                painter.fillRect(corner, QColor(held.page))
                sign(painter, Why.VIDEO, corner.adjusted(3, 3, -3, -3), held.text)
        elif thumb is not None:
            self._placeholder(painter, box, one, thumb)
        painter.setPen(QColor(held.accent if at == self._hover else held.line))
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        if more:
            self._more(painter, box, more)
        self._mark(painter, at)

    def _placeholder(self, painter: QPainter, box: QRectF, one: Media, why: Why) -> None:
        held = theme.colours()
        painter.fillRect(box, QColor(held.raised))
        upper = QRectF(box.center().x() - 9, box.top() + 12, 18, 18)
        sign(painter, why, upper, held.quiet)
        painter.setFont(theme.ui_font(-2.0))
        painter.setPen(QColor(held.text))
        words = box.adjusted(3, 32, -3, -2)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap
        painter.drawText(words, int(flags), why_words(why).split(" — ")[0])

    def _more(self, painter: QPainter, box: QRectF, more: int) -> None:
        held, corner = theme.colours(), QRectF(box.right() - 34, box.top(), 34, 18)
        painter.fillRect(corner, QColor(held.accent))
        painter.setPen(QColor(held.on_accent))
        painter.setFont(theme.ui_font(-1.0, bold=True))
        painter.drawText(corner, int(Qt.AlignmentFlag.AlignCenter), f"+{more}")

    def _mark(self, painter: QPainter, at: int) -> None:
        held, one, box = theme.colours(), self._media[at], self.tile_box(at)
        below = QRectF(box.left(), box.bottom() + 2, TILE, theme.px(CAPTION - 4))
        seen = one.sha256 in self._seen
        if one.required or seen:
            dot(painter, QPointF(below.left() + 5, below.center().y()), full=seen)
            below.setLeft(below.left() + 13)
        colour = held.doubt if one.required and not seen else held.quiet
        put(painter, below, self._caption(at), -1.5, colour)


def is_sound(one: Media) -> bool:
    """Whether there is nothing to see of it."""
    return is_played(one.kind) and one.kind != "video"
