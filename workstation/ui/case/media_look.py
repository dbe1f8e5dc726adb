"""What of the media is looked at, and what the keys do to it; nothing is drawn here.

`media_shelf` has the pictures, `media_spot` says where one stands, `media_marks` what is marked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QImage

from workstation.domain.case import Media
from workstation.domain.decision import Evidence
from workstation.ui.background import Background
from workstation.ui.case.images import NOW, Decoder, Load, Picture, is_played
from workstation.ui.case.media_cover import NOTHING, Cover, cover_words
from workstation.ui.case.media_keys import Standing
from workstation.ui.case.media_marks import WHOLE, Marks
from workstation.ui.case.media_paint import Box
from workstation.ui.case.media_shelf import Shelf
from workstation.ui.case.media_spot import STEP, Spot
from workstation.ui.case.media_text import Line
from workstation.ui.case.media_timeline import exact

PAN = 60.0
JUMP = 5_000
LOUDER = 10


class MediaLook(QObject):
    """One medium, or two side by side; the keys go to one of them.

    `changed` something else is to be drawn; `moved_on` another medium has the keys;
    `line_wanted(by)` the line before or the next, `line_chosen` its time; `evidence(Evidence)` is
    to be pinned; `viewed(sha256)` it was seen or heard; `unshown(sha256)` it was said that it
    cannot be shown; `left` the person is done. `space(side)` is the room that a picture has.
    """

    changed = Signal()
    moved_on = Signal()
    line_wanted = Signal(int)
    line_chosen = Signal()
    evidence = Signal(object)
    viewed = Signal(str)
    unshown = Signal(str)
    left = Signal()

    def __init__(
        self,
        decoder: Decoder,
        space: Callable[[int], QRectF],
        scale: Callable[[], float],
        parent: QObject | None = None,
    ) -> None:
        """Nothing is open. `scale` tells the screen's pixels for one of a widget."""
        super().__init__(parent)
        self.media: tuple[Media, ...] = ()
        self.spots, self.side = [Spot()], 0
        self.marks = Marks()
        self.pinned: Callable[[], Sequence[Evidence]] = tuple
        self.said = ""
        self._space, self._scale = space, scale
        self._lines_of: Mapping[str, Sequence[Line]] = {}
        self._cover, self._peeking = NOTHING, False
        self._uncovered: set[str] = set()
        self._told: set[str] = set()
        self.shelf = Shelf(decoder, self)
        self.shelf.changed.connect(self._on_changed)
        self._does = self._handlers()

    # Opening and letting go

    def open(
        self,
        media: Sequence[Media],
        index: int,
        lines: Mapping[str, Sequence[Line]],
        load: Load,
        background: Background,
        cover: Cover,
        pinned: Callable[[], Sequence[Evidence]],
    ) -> None:
        """Look at one of the media."""
        self.media, self._lines_of, self.pinned = tuple(media), lines, pinned
        self._cover = cover
        self._told.clear()
        self._uncovered.clear()
        self.spots, self.side = [Spot()], 0
        self.shelf.open(load, background)
        self.go_to(index)

    def forget(self) -> None:
        """Stop, and keep nothing of any medium."""
        self.shelf.forget()
        self.marks.drop()
        self._uncovered.clear()
        self._lines_of = {}
        self._peeking = False
        for spot in self.spots:
            spot.forget()

    def set_cover(self, cover: Cover) -> None:
        """Something else lies over the media now."""
        self._cover, self.said = cover, ""
        self._uncovered.clear()
        self.changed.emit()

    def set_lines(self, lines: Mapping[str, Sequence[Line]]) -> None:
        """More is known of the words: a translation has come."""
        self._lines_of = lines

    # What is to be seen

    @property
    def spot(self) -> Spot:
        """The place that has the keys."""
        return self.spots[self.side]

    def one(self, spot: Spot | None = None) -> Media:
        """The medium at a place."""
        return self.media[(spot or self.spot).index]

    def lines(self) -> Sequence[Line]:
        """The words of the medium; none where two are compared: that takes the room."""
        return () if len(self.spots) > 1 else self._lines_of.get(self.one().sha256, ())

    def picture(self, spot: Spot) -> Picture | None:
        """What there is of a medium; None while it is on its way."""
        return self.shelf.picture(self.one(spot)) if self.media else None

    def cover_on(self, spot: Spot) -> Cover:
        """What lies over it now."""
        peeking = self._peeking and spot is self.spot
        return NOTHING if peeking or self.one(spot).sha256 in self._uncovered else self._cover

    def image(self, spot: Spot | None = None) -> QImage | None:
        """The picture as it is covered and turned."""
        spot = spot or self.spot
        picture = self.picture(spot)
        if picture is None or picture.image is None:
            return None
        return spot.image(picture.image, self.cover_on(spot))

    def place(self, side: int) -> QRectF:
        """Where the picture of a side is drawn."""
        picture = self.picture(self.spots[side])
        if picture is None or picture.image is None:
            return QRectF()
        size = picture.size if picture.size.isValid() else picture.image.size()
        return self.spots[side].place(QSize(size), self._space(side))

    def played(self) -> bool:
        """Whether it is in the player, and can be played."""
        return is_played(self.one().kind) and self.shelf.player.ready

    def standing(self) -> Standing:
        """What decides which keys are of use."""
        played, seen = self.played(), self.image() is not None
        return Standing(
            seen=seen,
            played=played,
            moving=self.shelf.is_moving(self.one()),
            sounds=played and self.shelf.player.audio,
            covered=seen and bool(self.cover_on(self.spot) or self._peeking),
            many=len(self.media) > 1,
            beside=len(self.spots) > 1,
            lines=len(self.lines()) > 1,
        )

    def note(self) -> str:
        """What is said over the picture."""
        if self.marks.boxing:
            return self.tr("Drag a box around it. F3 takes the whole picture, Esc none.")
        if self.said:
            return self.said
        cover = self.cover_on(self.spot)
        if cover and self.image() is not None:
            return self.tr("{why} Hold Space to look.").format(why=cover_words(cover))
        return ""

    def tell_seen(self, spot: Spot) -> None:
        """It has been drawn: it counts as looked at, unless it was blurred."""
        one = self.one(spot)
        if one.sha256 in self._told or self.cover_on(spot).blur:
            return
        # Of a video the picture on its thumbnail is not enough: one has to come from the player.
        if one.kind == "video" and self.shelf.times(one) is None:
            return
        self._told.add(one.sha256)
        self.viewed.emit(one.sha256)

    def tell_unshown(self, spot: Spot) -> None:
        """It has been said that it cannot be shown."""
        sha256 = self.one(spot).sha256
        if sha256 not in self._told:
            self._told.add(sha256)
            self.unshown.emit(sha256)

    def _on_changed(self) -> None:
        if not self.media:
            return
        player = self.shelf.player
        # A sound was heard, or would have been, once it has played.
        if self.played() and not player.video and player.playing and player.at > 0:
            sha256 = self.one().sha256
            if sha256 not in self._told:
                self._told.add(sha256)
                self.viewed.emit(sha256)
        self.changed.emit()

    # Keys

    def do(self, name: str) -> None:
        """Carry out what a key does."""
        if self.media:
            self.said = ""
            self._does[name]()
            self.changed.emit()

    def peek(self, peeking: bool) -> None:
        """What is covered is seen while a key is held."""
        if peeking != self._peeking:
            self._peeking = peeking
            self.changed.emit()

    def _handlers(self) -> dict[str, Callable[[], None]]:
        player = self.shelf.player
        return {
            "left": lambda: self._arrow(-1, 0),
            "right": lambda: self._arrow(1, 0),
            "up": lambda: self._arrow(0, -1),
            "down": lambda: self._arrow(0, 1),
            "before": lambda: self.go_to(self.spot.index - 1),
            "after": lambda: self.go_to(self.spot.index + 1),
            "larger": lambda: self.zoom_by(STEP),
            "smaller": lambda: self.zoom_by(1 / STEP),
            "fit": lambda: self.spot.zoom_fit(),
            "one": self._zoom_one,
            "turn": lambda: self.spot.turn(),
            "beside": self._beside,
            "side": self.other_side,
            "pin": self.pin,
            "space": self._space_down,
            "uncover": self._uncover,
            "play": self.play,
            "step_back": lambda: self._step(-1),
            "step_on": lambda: self._step(1),
            "jump_back": lambda: self.seek(player.at - JUMP),
            "jump_on": lambda: self.seek(player.at + JUMP),
            "slower": lambda: player.faster(-1),
            "faster": lambda: player.faster(1),
            "sound": lambda: player.set_sound(muted=not player.muted, volume=player.volume),
            "louder": lambda: player.set_sound(muted=False, volume=player.volume + LOUDER),
            "softer": lambda: player.set_sound(muted=player.muted, volume=player.volume - LOUDER),
            "begin": lambda: self._mark(begin=True),
            "end": lambda: self._mark(begin=False),
            "line": self.line_chosen.emit,
            "escape": self._escape,
            "close": self.left.emit,
        }

    # Going around

    def go_to(self, index: int) -> None:
        """Another medium at the place that has the keys."""
        if self.media:
            self.spot.index = max(0, min(len(self.media) - 1, index))
            self.spot.reset()
            self._bring_front()

    def other_side(self) -> None:
        """The keys go to the other side."""
        if len(self.spots) > 1:
            self.side = 1 - self.side
            self._bring_front()

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Larger or smaller; what is at a point stays there."""
        middle = self._space(self.side).center()
        self.spot.zoom_by(factor, at or middle, middle)
        self._look_closer()

    def _bring_front(self) -> None:
        at = self.spot.index
        self.marks.drop()
        self._peeking, self.said = False, ""
        near = [self.media[n] for n in (at + 1, at - 1) if 0 <= n < len(self.media)]
        self.shelf.front(self.media[at], near)
        for spot in self.spots:
            self.shelf.want(self.one(spot), NOW)
        self.moved_on.emit()

    def _beside(self) -> None:
        at = self.spot.index
        if len(self.spots) > 1:
            self.spots, self.side = [self.spot], 0
        elif len(self.media) > 1:
            self.spots.append(Spot(at + 1 if at + 1 < len(self.media) else at - 1))
        for spot in self.spots:
            spot.zoom_fit()
        self._bring_front()

    def _arrow(self, right: int, down: int) -> None:
        if self.spot.moves:
            self.spot.pan -= QPointF(right, down) * PAN
        elif right:
            self.go_to(self.spot.index + right)
        else:
            self.line_wanted.emit(down)

    def _zoom_one(self) -> None:
        picture = self.picture(self.spot)
        if picture is not None:
            self.spot.zoom_one(picture.size, self._space(self.side), self._scale())
            self._look_closer()

    def _look_closer(self) -> None:
        player = self.shelf.player
        if self.played() and self.spot.moves and player.image is not None:
            player.look((max(1, player.full[0]), max(1, player.full[1])))

    def _escape(self) -> None:
        if self.marks.boxing or self.marks.any:
            self.marks.drop()
        else:
            self.left.emit()

    def _space_down(self) -> None:
        # What is covered is looked at first; K plays it covered.
        if self.cover_on(self.spot):
            self.peek(True)
        elif not self._peeking:
            self.play()

    def _uncover(self) -> None:
        self._uncovered ^= {self.one().sha256}

    # Playing

    def play(self) -> None:
        """Play, or stand still."""
        (self.shelf.player if is_played(self.one().kind) else self.shelf.reel).toggle()

    def seek(self, to: int) -> None:
        """Go to a time; in an animation to a picture."""
        reel = self.shelf.reel
        if is_played(self.one().kind):
            self.shelf.player.seek(to)
        elif reel.frames > 1:
            reel.step(max(0, min(reel.frames - 1, to)) - reel.number)

    def seek_line(self, number: int) -> None:
        """Go to where a line is said."""
        lines = self.lines()
        start = lines[number].t0 if 0 <= number < len(lines) else None
        if self.played() and start is not None:
            self.shelf.player.seek(start + 1)

    def _step(self, by: int) -> None:
        (self.shelf.player if is_played(self.one().kind) else self.shelf.reel).step(by)

    # Evidence

    def pin(self) -> None:
        """F3: pins a span that is marked; else lets a box be drawn, a second time pins the whole
        picture. A video stands still for that: the picture that is shown is the one."""
        span = self.marks.span
        if span is not None and self.played():
            self.marks.drop()
            self._give(Evidence(media=self.one().sha256, t0=span[0], t1=span[1]))
        elif self.image() is None:
            if self.played():
                self.said = self.tr("Mark a span first: [ where it begins, ] where it ends.")
        elif self.marks.boxing:
            self.give_box(WHOLE)
        else:
            self.shelf.rest()
            self.marks.boxing = True
        self.changed.emit()

    def give_box(self, box: Box) -> None:
        """Pin a box, with its time where the picture has one."""
        one = self.one()
        times = self.shelf.times(one)
        at = times[0] if times else None
        self.marks.drop()
        self._give(Evidence(media=one.sha256, box=box, t0=at, t1=at))

    def _give(self, evidence: Evidence) -> None:
        before = len(self.pinned())
        self.evidence.emit(evidence)
        if self.pinned is tuple or len(self.pinned()) > before:
            self.said = self.tr("Pinned. Shift+F3 takes it back.")

    def _mark(self, *, begin: bool) -> None:
        player = self.shelf.player
        if not self.played():
            return
        at = player.at
        if player.video and not player.playing:
            at = player.time[0 if begin else 1]  # the whole picture that is shown
        self.marks.mark(at, begin=begin)
        if self.marks.span is not None:
            first, last = map(exact, self.marks.span)
            self.said = self.tr("F3 pins {begin} – {end}.").format(begin=first, end=last)
