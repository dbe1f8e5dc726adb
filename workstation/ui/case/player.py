"""The window's side of the player: tells a process what to play, gets pictures and times back.

QtMultimedia lives in that process alone: its libraries are loaded when the first video is opened,
and a video that breaks them breaks nothing here. Bytes go through a pipe, never through a file.
"""

from __future__ import annotations

import queue
import subprocess
import threading
from concurrent.futures import Future
from functools import partial

import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QImage

from workstation import processes
from workstation.media import child, player_wire, wire
from workstation.media.values import PIXELS, Why

ARGUMENTS = ("-m", "workstation.ui.case.player_process")
SILENT_SECONDS = 12.0
"""After so long without a sign of life the process is put down."""

SLOWEST, FASTEST = 0.25, 2.0
RATES = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
JOIN_SECONDS = 5.0

_OURS = ("HOME", "XDG_RUNTIME_DIR", "PULSE_SERVER", "PULSE_COOKIE", "PIPEWIRE_REMOTE")


def environment() -> dict[str, str]:
    """The player's environment: no screen, no graphics card, the way to the sound."""
    return child.environment(_OURS) | {
        "QT_QPA_PLATFORM": "offscreen",
        "QT_FFMPEG_DECODING_HW_DEVICE_TYPES": ",",
        "QT_LOGGING_RULES": "*=false",
    }


def start_player() -> subprocess.Popen[bytes]:
    """A process that plays."""
    return child.start(ARGUMENTS, environment())


def start_posters() -> subprocess.Popen[bytes]:
    """A process that gives one picture of each video."""
    return child.start((*ARGUMENTS, "--poster"), environment())


class Player(QObject):
    """One video or sound. `opened`, `shown` (a new picture), `moved` (time or state), `troubled`.

    It is never heard before `set_sound`, and never plays before `play`.
    """

    opened = Signal()
    shown = Signal()
    moved = Signal()
    troubled = Signal()
    _heard = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        """No process yet."""
        super().__init__(parent)
        self.image: QImage | None = None
        self.time: tuple[int, int] = (0, 0)
        self.full: tuple[int, int] = (0, 0)
        self.at = self.duration = 0
        self.playing = self.video = self.audio = self.device = False
        self.ready = False
        self._lives = False  # the process has said something
        self.why: Why | None = None
        self.rate, self.muted, self.volume = 1.0, True, 80
        self._line: _Line | None = None
        self._open: list[_Line] = []  # the same one, for when this object is gone
        self.destroyed.connect(partial(_end, self._open))
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)
        self._silence = QTimer(self)
        self._silence.setSingleShot(True)
        self._silence.setInterval(int(SILENT_SECONDS * 1000))
        self._silence.timeout.connect(lambda: self._fail(Why.GAVE_UP))

    # What the view asks for

    def open(self, data: Future[bytes | None], fit: tuple[int, int]) -> None:
        """Open what is on its way."""
        self.close()
        self.image, self.why, self.ready = None, None, False
        self.at = self.duration = 0
        self.playing = self.video = self.audio = self._lives = False
        self._line = line = _Line(self)
        self._open.append(line)
        self._silence.start()
        line.open(data, fit)

    def close(self) -> None:
        """Stop, end the process, forget the picture. Safe to repeat."""
        self._silence.stop()
        self._line = None
        self.image = None
        self.playing = self.ready = False
        _end(self._open)

    @property
    def is_open(self) -> bool:
        """Whether there is a process at work."""
        return self._line is not None

    def pid(self) -> int | None:
        """The number of the process."""
        return self._line.pid if self._line else None

    def toggle(self) -> None:
        """Play, or stand still."""
        if not self.ready:
            return
        if not self.playing and self.duration and self.at >= self.duration - 40:
            self._tell(player_wire.Seek(0))
        self._tell(player_wire.Pause() if self.playing else player_wire.Play())

    def pause(self) -> None:
        """Stand still."""
        self._tell(player_wire.Pause())

    def seek(self, to: int) -> None:
        """Go to a time."""
        self.at = max(0, min(to, self.duration))
        self._tell(player_wire.Seek(self.at))
        self.moved.emit()

    def step(self, by: int) -> None:
        """A picture on, or back."""
        self._tell(player_wire.Step(by))

    def faster(self, steps: int) -> None:
        """To the next speed, or the one before."""
        near = min(range(len(RATES)), key=lambda at: abs(RATES[at] - self.rate))
        self.rate = RATES[max(0, min(len(RATES) - 1, near + steps))]
        self._tell(player_wire.Rate(self.rate))
        self.moved.emit()

    def set_sound(self, *, muted: bool, volume: int) -> None:
        """Heard or not, and how loud."""
        self.muted, self.volume = muted, max(0, min(100, volume))
        self._tell(player_wire.Sound(self.muted, self.volume))
        self.moved.emit()

    def look(self, fit: tuple[int, int]) -> None:
        """How large the pictures are wanted."""
        self._tell(player_wire.Look(fit))

    # What the process says

    def _tell(self, message: wire.Message) -> None:
        if self._line is not None and self.ready:
            self._line.tell(message)

    def _on_heard(self, line: object, said: object, body: object) -> None:
        if line is not self._line:
            return  # of what was open before
        self._silence.start()
        lived, self._lives = self._lives, True
        match said:
            case player_wire.Opened(duration, video, audio, device):
                self.duration = max(0, duration)
                self.video, self.audio, self.device = video, audio, device
                self.ready = True
                if self.rate != 1.0:
                    self._tell(player_wire.Rate(self.rate))
                if not self.muted:
                    self._tell(player_wire.Sound(self.muted, self.volume))
                self.opened.emit()
            case player_wire.Frame(t0, t1, _size, full):
                if isinstance(body, QImage):
                    self.image, self.time, self.full = body, (t0, t1), full
                    self.shown.emit()
                self._tell(player_wire.Seen())
            case player_wire.At(ms, playing):
                if (ms, playing) != (self.at, self.playing):
                    self.at, self.playing = ms, playing
                    self.moved.emit()
            case player_wire.Trouble(why):
                known = {one.value for one in Why}
                self._fail(Why(why) if why in known else Why.BROKEN)
            case _:  # it is gone
                self._fail(Why.GAVE_UP if lived else Why.NO_PLAYER)

    def _fail(self, why: Why) -> None:
        self.close()
        self.why = why
        self.troubled.emit()


class _Line:
    """The pipes to one process, with a thread for each direction."""

    def __init__(self, player: Player) -> None:
        self._player = player
        self._told: queue.SimpleQueue[tuple[wire.Message, bytes] | None] = queue.SimpleQueue()
        self._process: subprocess.Popen[bytes] | None = None
        self._closed = False
        self._lock = threading.Lock()
        self._threads: list[threading.Thread] = []

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def open(self, data: Future[bytes | None], fit: tuple[int, int]) -> None:
        data.add_done_callback(lambda done: self._bring(done, fit))
        self._begin(self._write)

    def tell(self, message: wire.Message) -> None:
        self._told.put((message, b""))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            process = self._process
        self._told.put(None)
        if process is not None:
            process.kill()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(JOIN_SECONDS)

    def _bring(self, done: Future[bytes | None], fit: tuple[int, int]) -> None:
        data = None if done.cancelled() or done.exception() else done.result()
        if not data:
            self._say(player_wire.Trouble(Why.MISSING.value))
        elif len(data) >= wire.LARGEST_BODY:
            self._say(player_wire.Trouble(Why.TOO_LARGE.value))
        else:
            self._told.put((player_wire.Open(fit), data))

    def _begin(self, work: object) -> None:
        thread = threading.Thread(target=work, name="player", daemon=True)  # type: ignore[arg-type]
        self._threads.append(thread)
        thread.start()

    def _write(self) -> None:
        try:
            process = start_player()
        except OSError:
            self._say("start")
            return
        with self._lock:
            self._process = process
            if self._closed:
                process.kill()
        reader = threading.Thread(target=self._read, args=(process,), name="player", daemon=True)
        reader.start()
        try:
            while (one := self._told.get()) is not None:
                wire.send(process.stdin, *one)
        except (OSError, ValueError):
            pass  # it is gone; the reader says so
        finally:
            process.kill()
            reader.join(JOIN_SECONDS)
            processes.put_down(process)

    def _read(self, process: subprocess.Popen[bytes]) -> None:
        while True:
            try:
                heard = wire.read(process.stdout, player_wire.said)
            except (OSError, ValueError):
                heard = None
            if heard is None:
                break
            said, body = heard
            if isinstance(said, player_wire.Frame):
                self._say(said, _image_of(said, body))
            else:
                self._say(said)
        self._say("gone")
        self._told.put(None)

    def _say(self, said: object, body: object = None) -> None:
        if not self._closed and shiboken6.isValid(self._player):
            self._player._heard.emit(self, said, body)


def _end(lines: list[_Line]) -> None:
    while lines:
        lines.pop().close()


def _image_of(frame: player_wire.Frame, body: bytes) -> QImage | None:
    width, height = frame.size
    if width < 1 or height < 1 or width * height > PIXELS or width * height * 4 != len(body):
        return None
    held = QImage(body, width, height, width * 4, QImage.Format.Format_RGBA8888)
    return held.convertToFormat(QImage.Format.Format_RGB32)  # a copy: the bytes go
