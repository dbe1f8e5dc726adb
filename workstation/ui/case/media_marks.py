"""What is marked in a medium and not yet pinned, and what of the pinned can be seen on it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF

from workstation.domain.case import Media
from workstation.domain.decision import Evidence
from workstation.ui.case.media_paint import Box, upright
from workstation.ui.case.media_reel import Reel
from workstation.ui.case.media_timeline import Times
from workstation.ui.case.player import Player

WHOLE: Box = (0, 0, 10_000, 10_000)


class Marks:
    """A box that is being drawn, and a span that is being marked."""

    def __init__(self) -> None:
        """Nothing is marked."""
        self.boxing = False
        self.band: QRectF | None = None
        self.begin: int | None = None
        self.end: int | None = None

    def drop(self) -> None:
        """Nothing is marked any more."""
        self.boxing, self.band = False, None
        self.begin = self.end = None

    @property
    def any(self) -> bool:
        """Whether either end of a span is marked."""
        return self.begin is not None or self.end is not None

    @property
    def span(self) -> tuple[int, int] | None:
        """The span, once both ends are marked."""
        if self.begin is None or self.end is None or self.end <= self.begin:
            return None
        return self.begin, self.end

    def mark(self, at: int, *, begin: bool) -> None:
        """A span begins or ends there; an end before its beginning takes that away."""
        if begin:
            self.begin = at
            if self.end is not None and self.end <= at:
                self.end = None
        else:
            self.end = at
            if self.begin is not None and self.begin >= at:
                self.begin = None

    def release(self, place: QRectF, quarter: int) -> Box | None:
        """The box that was drawn, in 1/10,000 of the upright picture; None for a slip."""
        band, self.band = self.band, None
        if not self.boxing or band is None or place.isEmpty():
            return None
        return upright(band, place, quarter)

    def seen(
        self, pinned: Sequence[Evidence], one: Media, times: tuple[int, int] | None
    ) -> list[Evidence]:
        """The boxes that belong to what is shown: those of another picture of a video do not."""
        return [
            held
            for held in pinned
            if held.media == one.sha256
            and held.box is not None
            and (held.t0 is None or times is None or times[0] <= held.t0 < max(times))
        ]


def reel_times(reel: Reel) -> Times:
    """What the line under an animation shows."""
    at = reel.picture.at if reel.picture else 0
    return Times(at=at, playing=reel.playing, number=reel.number, frames=reel.frames)


def player_times(
    player: Player,
    marks: Marks,
    pinned: Sequence[Evidence],
    one: Media,
    lines: tuple[int, ...],
    words: str,
) -> Times:
    """What the line under a video or a sound shows."""
    spans = tuple(
        (held.t0, held.t1 if held.t1 is not None else held.t0)
        for held in pinned
        if held.media == one.sha256 and held.t0 is not None
    )
    still = player.video and not player.playing
    return Times(
        at=player.time[0] if still else player.at,
        duration=player.duration,
        playing=player.playing,
        begin=marks.begin,
        end=marks.end,
        pinned=spans,
        lines=lines,
        words=words,
    )
