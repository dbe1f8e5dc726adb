"""The player's process: QtMultimedia on bytes from a pipe, pictures back through another.

    python -m workstation.ui.case.player_process            play, as the window tells
    python -m workstation.ui.case.player_process --poster   one picture of each video it is given

It knows no file and no address: what it plays lies in its memory. A video that takes it down takes
nothing else along.
"""

from __future__ import annotations

import os
import sys
import threading
from typing import BinaryIO

from PySide6.QtCore import QBuffer, QByteArray, QEventLoop, QIODevice, QObject, Qt, QTimer, QUrl
from PySide6.QtCore import Signal as Told
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtMultimedia import (
    QAudioOutput,
    QMediaDevices,
    QMediaMetaData,
    QMediaPlayer,
    QVideoFrame,
    QVideoSink,
)

from workstation.domain.formats import PLAYED, format_of
from workstation.media import limits, player_wire, wire
from workstation.media.process import private_stdout, reply
from workstation.media.values import PIXELS, Decoded, Why

GIGABYTES = 3.0
FILES = 96
CPU_SECONDS = 60
"""Processor time that is renewed as long as the process still turns round."""

LIFE = 200
"""Milliseconds between two signs of life."""

OPENS_IN, POSTER_IN = 10_000, 5_000
"""Milliseconds within which there must be something to show."""


class Deck(QObject):
    """One video or sound, from bytes. `frame(image, t0, t1)`; `loaded`; `failed(why)`."""

    frame = Told(QImage, int, int)
    loaded = Told()
    failed = Told(object)

    def __init__(self) -> None:
        """Nothing is in it, and it is not heard."""
        super().__init__()
        self.player = QMediaPlayer(self)
        self._sink = QVideoSink(self)
        self._buffer = QBuffer(self)
        self._sound: QAudioOutput | None = None
        self._ready = False
        self.player.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self._on_frame)
        self.player.mediaStatusChanged.connect(self._on_status)
        self.player.errorOccurred.connect(lambda *_told: self._fail(Why.BROKEN))

    def open(self, data: bytes) -> None:
        """Put something in."""
        if format_of(data) not in PLAYED:
            self._fail(Why.NOT_PLAYED)
            return
        self._buffer.setData(QByteArray(data))
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        self.player.setSourceDevice(self._buffer, QUrl())

    def set_sound(self, *, muted: bool, volume: int) -> None:
        """Heard or not; without a device there is nothing to do."""
        if self._sound is None and not muted and not QMediaDevices.defaultAudioOutput().isNull():
            self._sound = QAudioOutput(self)
            self.player.setAudioOutput(self._sound)
        if self._sound is not None:
            self._sound.setMuted(muted)
            self._sound.setVolume(max(0, min(100, volume)) / 100)

    def _on_status(self, status: QMediaPlayer.MediaStatus) -> None:
        known = QMediaPlayer.MediaStatus
        if status == known.InvalidMedia:
            self._fail(Why.BROKEN)
        elif status in (known.LoadedMedia, known.BufferedMedia) and not self._ready:
            self._ready = True
            size = self.player.metaData().value(QMediaMetaData.Key.Resolution)
            if size is not None and size.width() * size.height() > PIXELS:
                self._fail(Why.TOO_LARGE)
            elif not self.player.hasVideo() and not self.player.hasAudio():
                self._fail(Why.BROKEN)
            else:
                self.loaded.emit()

    def _on_frame(self, frame: QVideoFrame) -> None:
        if not frame.isValid():
            return
        if frame.width() * frame.height() > PIXELS:
            self._fail(Why.TOO_LARGE)
            return
        image = frame.toImage()
        if not image.isNull():
            start = max(0, frame.startTime())
            self.frame.emit(image, start // 1000, max(start, frame.endTime()) // 1000)

    def _fail(self, why: Why) -> None:
        self.player.stop()
        self.failed.emit(why)


class Desk(QObject):
    """Does what the window tells, and says how it stands."""

    told = Told(object, bytes)

    def __init__(self, out: BinaryIO) -> None:
        """Says everything into `out`."""
        super().__init__()
        self._out = out
        self._deck = Deck()
        self._fit = (1, 1)
        self._shown: tuple[QImage, int, int] | None = None
        self._waiting = True  # the window can take a picture
        self._owed = False
        self._over = False
        self._deck.frame.connect(self._on_frame)
        self._deck.loaded.connect(self._on_loaded)
        self._deck.failed.connect(self._on_failed)
        self.told.connect(self._on_told, Qt.ConnectionType.QueuedConnection)
        self._life = QTimer(self)
        self._life.setInterval(LIFE)
        self._life.timeout.connect(self._live)
        self._life.start()
        self._opens = QTimer(self)
        self._opens.setSingleShot(True)
        self._opens.timeout.connect(lambda: self._on_failed(Why.GAVE_UP))
        self._live()  # its libraries are there: what fails from here on is the video's fault

    def _on_told(self, message: object, body: bytes) -> None:
        player = self._deck.player
        match message:
            case player_wire.Open(fit):
                self._fit = fit
                self._opens.start(OPENS_IN)
                self._deck.open(body)
            case player_wire.Look(fit):
                self._fit = fit
                self._give()
            case player_wire.Play():
                player.play()
            case player_wire.Pause():
                player.pause()
            case player_wire.Seek(to):
                self._seek(to)
            case player_wire.Step(by):
                self._step(by)
            case player_wire.Rate(rate):
                player.setPlaybackRate(max(0.1, min(4.0, rate)))
            case player_wire.Sound(muted, volume):
                self._deck.set_sound(muted=muted, volume=volume)
            case player_wire.Seen():
                self._waiting = True
                if self._owed:
                    self._give()
        self._live()

    def _seek(self, to: int) -> None:
        player = self._deck.player
        if player.playbackState() == QMediaPlayer.PlaybackState.StoppedState:
            player.pause()  # at the end it has stopped: there would be no picture
        player.setPosition(max(0, min(to, player.duration())))

    def _step(self, by: int) -> None:
        # Whether a picture's beginning and end belong to it differs by a rounding: a little into
        # the next, or into the one before, is the safe side.
        if self._shown is None:
            return
        self._deck.player.pause()
        _image, t0, t1 = self._shown
        each = max(2, t1 - t0)
        inside = min(each // 2, 8)
        self._seek(t1 + inside + (by - 1) * each if by > 0 else t0 - inside + (by + 1) * each)

    def _on_loaded(self) -> None:
        player = self._deck.player
        device = not QMediaDevices.defaultAudioOutput().isNull()
        self._say(
            player_wire.Opened(player.duration(), player.hasVideo(), player.hasAudio(), device)
        )
        if player.hasVideo():
            player.pause()  # shows the first picture; nothing plays by itself
        else:
            self._opens.stop()

    def _on_frame(self, image: QImage, t0: int, t1: int) -> None:
        self._opens.stop()
        self._shown = (image, t0, t1)
        if self._waiting:
            self._give()
        else:
            self._owed = True  # the newest goes when the window has drawn the last

    def _give(self) -> None:
        if self._shown is None:
            return
        image, t0, t1 = self._shown
        playing = self._plays()
        pixels, size = pixels_of(image, self._fit, smooth=not playing)
        self._owed = self._waiting = False
        full = (image.width(), image.height())
        self._say(player_wire.Frame(t0, t1, size, full), pixels)

    def _plays(self) -> bool:
        return self._deck.player.playbackState() == QMediaPlayer.PlaybackState.PlayingState

    def _live(self) -> None:
        limits.seconds(CPU_SECONDS)
        if not self._over:
            self._say(player_wire.At(self._deck.player.position(), self._plays()))

    def _on_failed(self, why: Why) -> None:
        if not self._over:
            self._over = True
            self._opens.stop()
            self._say(player_wire.Trouble(why.value))

    def _say(self, message: wire.Message, body: bytes = b"") -> None:
        try:
            wire.send(self._out, message, body)
        except (OSError, ValueError):
            os._exit(0)  # the window is gone


def pixels_of(
    image: QImage, fit: tuple[int, int], *, smooth: bool
) -> tuple[bytes, tuple[int, int]]:
    """The pixels of a picture, scaled down to fit."""
    if image.width() > fit[0] or image.height() > fit[1]:
        mode = Qt.TransformationMode
        image = image.scaled(
            max(1, fit[0]),
            max(1, fit[1]),
            Qt.AspectRatioMode.KeepAspectRatio,
            mode.SmoothTransformation if smooth else mode.FastTransformation,
        )
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return bytes(image.constBits()), (image.width(), image.height())


def poster(data: bytes, fit: tuple[int, int]) -> Decoded:
    """A picture of a video: a second in, or a tenth of the way where it is shorter."""
    deck, loop = Deck(), QEventLoop()
    found: list[Decoded] = []

    def give(image: QImage, t0: int, t1: int) -> None:
        pixels, size = pixels_of(image, fit, smooth=True)
        full = (image.width(), image.height())
        found.append(Decoded(pixels, size, full, at=t0, lasts=t1 - t0))
        loop.quit()

    def fail(why: Why) -> None:
        found.append(Decoded(why=why))
        loop.quit()

    def begin() -> None:
        if not deck.player.hasVideo():
            fail(Why.SOUND)
            return
        deck.player.setPosition(min(1000, deck.player.duration() // 10))
        deck.player.pause()

    deck.frame.connect(give)
    deck.failed.connect(fail)
    deck.loaded.connect(begin)
    QTimer.singleShot(POSTER_IN, loop.quit)
    QTimer.singleShot(0, lambda: deck.open(data))
    loop.exec()
    deck.player.stop()
    deck.deleteLater()
    return found[0] if found else Decoded(why=Why.GAVE_UP)


def serve_posters(questions: BinaryIO, answers: BinaryIO) -> None:
    """A picture for every video, until stdin closes."""
    while (asked := wire.read(questions, wire.requests)) is not None:
        request, body = asked
        limits.seconds(CPU_SECONDS)
        reply(answers, poster(body, request.fit))


def main(arguments: list[str]) -> int:
    """Plays, or gives posters."""
    out = private_stdout()
    limits.lower_priority()
    application = QGuiApplication(["player"])
    limits.keep_within(gigabytes=GIGABYTES, files=FILES)
    if "--poster" in arguments:
        serve_posters(sys.stdin.buffer, out)
        return 0
    desk = Desk(out)
    threading.Thread(target=_listen, args=(desk,), daemon=True).start()
    return application.exec()


def _listen(desk: Desk) -> None:
    """Hands on what the window tells; leaves at once when it is gone, even in mid-picture."""
    while (heard := wire.read(sys.stdin.buffer, player_wire.told)) is not None:
        desk.told.emit(*heard)
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
