"""The media of the large view: pictures that were decoded, the player, the animation."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future

import shiboken6
from PySide6.QtCore import QObject, QSize, Signal

from workstation.domain.case import Media
from workstation.ui.background import Background
from workstation.ui.case.images import (
    AHEAD,
    LARGE,
    NOW,
    ByWeight,
    Decoder,
    Load,
    Picture,
    Why,
    is_played,
    why_not,
)
from workstation.ui.case.media_reel import Reel
from workstation.ui.case.player import Player

KEPT = 160 << 20
"""Bytes of decoded pictures kept: the one that is looked at and its neighbours."""

FRAME = QSize(1280, 960)
"""Pictures of a video come no larger than this, until it is enlarged."""


class Shelf(QObject):
    """Loads and keeps; `changed` something else can be shown now."""

    changed = Signal()

    def __init__(self, decoder: Decoder, parent: QObject | None = None) -> None:
        """Empty."""
        super().__init__(parent)
        self._decoder = decoder
        self._load: Load | None = None
        self._background: Background | None = None
        self._pictures: ByWeight[Picture] = ByWeight(KEPT)
        self._asked: dict[str, Future[Picture]] = {}
        self.player, self.reel = Player(self), Reel(self)
        self._front: Media | None = None
        for signal in (self.player.opened, self.player.shown, self.player.moved):
            signal.connect(self.changed)
        self.player.troubled.connect(self.changed)
        self.reel.shown.connect(self.changed)
        self.reel.moved.connect(self.changed)

    def open(self, load: Load, background: Background) -> None:
        """Where bytes come from, and who brings results back."""
        self._load, self._background = load, background

    def front(self, one: Media, near: Sequence[Media]) -> None:
        """That one is looked at, with the keys; `near` may be next."""
        if self._front is None or self._front.sha256 != one.sha256:
            self.player.close()
            self.reel.close()
            self.player.why = None
            self._front = one
            if is_played(one.kind) and self._load is not None:
                self.player.open(self._load(one.sha256), (FRAME.width(), FRAME.height()))
        self.want(one, NOW)
        self._start_reel()
        for other in near:
            self.want(other, AHEAD)

    def want(self, one: Media, urgency: int) -> None:
        """Decode it, if it has not been."""
        known = one.sha256 in self._pictures or one.sha256 in self._asked
        if known or why_not(one.kind) is not None or not self._load or not self._background:
            return
        fit = FRAME if one.kind == "video" else LARGE
        future = self._decoder.picture(one.sha256, one.kind, self._load, fit, urgency=urgency)
        self._asked[one.sha256] = future
        self._background.when_done(
            future,
            lambda picture: self._on_picture(one, future, picture),
            lambda error: self._on_picture(one, future, Picture(why=Why.MISSING)),
        )

    def picture(self, one: Media) -> Picture | None:
        """What is to be seen of a medium now; None while it is on its way."""
        why = why_not(one.kind)
        if self._is_front(one) and is_played(one.kind):
            return self._played(one)
        if why is not None:
            return Picture(why=why)
        if self._is_front(one) and self.reel.picture is not None:
            return self.reel.picture
        return self._pictures.get(one.sha256)

    def is_moving(self, one: Media) -> bool:
        """Whether it has pictures one after the other, and is looked at."""
        if not self._is_front(one):
            return False
        return self.reel.frames > 1 or (self.player.ready and self.player.video)

    def times(self, one: Media) -> tuple[int, int] | None:
        """When the picture that is shown begins and ends; None for one that stands for all."""
        if not self._is_front(one):
            return None
        if self.player.ready and self.player.image is not None:
            return self.player.time
        if self.reel.frames > 1 and self.reel.picture is not None:
            at = self.reel.picture.at
            return at, at + self.reel.picture.lasts
        return None

    def rest(self) -> None:
        """Stand still."""
        self.player.pause()
        self.reel.pause()

    def forget(self) -> None:
        """Stop, and let go of everything."""
        for future in self._asked.values():
            future.cancel()
        self._asked.clear()
        self.player.close()
        self.player.why = None
        self.reel.close()
        self._pictures.clear()
        self._front = None

    @property
    def settled(self) -> bool:
        """Whether every picture that was asked for has come."""
        return not self._asked

    def _is_front(self, one: Media) -> bool:
        return self._front is not None and self._front.sha256 == one.sha256

    def _played(self, one: Media) -> Picture | None:
        player = self.player
        if player.why is not None:
            return Picture(why=player.why)
        if player.image is not None:
            return Picture(player.image, None, QSize(*player.full))
        if player.ready and not player.video:
            return Picture(why=Why.SOUND)
        poster = self._pictures.get(one.sha256)
        return poster if poster is not None and poster.image is not None else None

    def _start_reel(self) -> None:
        one = self._front
        if one is None or self.reel.picture is not None or is_played(one.kind):
            return
        picture = self._pictures.get(one.sha256)
        if picture is None or picture.frames < 2 or not self._background or not self._load:
            return
        load, decoder = self._load, self._decoder

        def ask(number: int) -> Future[Picture]:
            return decoder.picture(one.sha256, one.kind, load, LARGE, frame=number, urgency=NOW)

        self.reel.open(picture, ask, self._background)

    def _on_picture(self, one: Media, future: Future[Picture], picture: Picture) -> None:
        if not shiboken6.isValid(self) or self._asked.get(one.sha256) is not future:
            return
        del self._asked[one.sha256]
        self._pictures.keep(one.sha256, picture, picture.weight())
        self._start_reel()
        self.changed.emit()
