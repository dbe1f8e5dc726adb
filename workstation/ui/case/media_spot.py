"""Where one medium stands in the large view: how large, moved how far, turned how often."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF
from PySide6.QtGui import QImage, QTransform

from workstation.ui.case.media_cover import Cover

STEP, MOST = 1.25, 16.0
SMALL = 3.0
"""A small picture is enlarged at most threefold to fit: more shows only its pixels."""


class Spot:
    """A place for one medium. `zoom` is how much larger than fitting."""

    def __init__(self, index: int = 0) -> None:
        """Fitting, in the middle, as it was made."""
        self.index = index
        self._made: tuple[object, QImage] | None = None
        self.reset()

    def reset(self) -> None:
        """Fitting, in the middle, upright."""
        self.zoom, self.pan, self.quarter = 1.0, QPointF(0, 0), 0
        self._made = None

    @property
    def moves(self) -> bool:
        """Whether there is more of it than fits."""
        return self.zoom > 1.0

    def place(self, full: QSize, space: QRectF) -> QRectF:
        """Where a picture of that size is drawn, turned as it is."""
        if full.isEmpty() or space.isEmpty():
            return QRectF()
        ratio = self.fitting(full, space) * self.zoom
        size = self._turned(full) * ratio
        place = QRectF(QPointF(0, 0), size)
        place.moveCenter(space.center() + self.pan)
        return place

    def fitting(self, full: QSize, space: QRectF) -> float:
        """Pixels of the screen for one of the picture, where it fits."""
        size = self._turned(full)
        return min(space.width() / size.width(), space.height() / size.height(), SMALL)

    def zoom_by(self, factor: float, fixed: QPointF, middle: QPointF) -> None:
        """Larger or smaller; what is at `fixed` stays there."""
        self._zoom_to(self.zoom * factor, fixed - middle)

    def zoom_fit(self) -> None:
        """As large as fits."""
        self.zoom, self.pan = 1.0, QPointF(0, 0)

    def zoom_one(self, full: QSize, space: QRectF, scale: float) -> None:
        """A pixel of the picture for a pixel of the screen."""
        if not full.isEmpty():
            self.pan = QPointF(0, 0)
            self.zoom = min(MOST, 1.0 / scale / self.fitting(full, space))

    def turn(self) -> None:
        """A quarter clockwise."""
        self.quarter, self._made = (self.quarter + 1) % 4, None
        self.pan = QPointF(0, 0)

    def image(self, source: QImage, cover: Cover) -> QImage:
        """The picture as it is covered and turned."""
        if not cover and not self.quarter:
            return source
        key = (source.cacheKey(), cover, self.quarter)
        if self._made is None or self._made[0] != key:
            image = cover.over(source) if cover else source
            if self.quarter:
                image = image.transformed(QTransform().rotate(90 * self.quarter))
            self._made = (key, image)
        return self._made[1]

    def forget(self) -> None:
        """Keep no picture."""
        self._made = None

    def _zoom_to(self, zoom: float, fixed: QPointF) -> None:
        before = self.zoom
        self.zoom = max(1.0, min(MOST, zoom))
        if self.zoom == 1.0:
            self.pan = QPointF(0, 0)
        else:
            # What is under the mouse stays under it.
            self.pan = fixed - (fixed - self.pan) * (self.zoom / before)

    def _turned(self, full: QSize) -> QSizeF:
        return QSizeF(full.transposed() if self.quarter % 2 else full)
