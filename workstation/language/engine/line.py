"""The line to the language process: started when needed, put down when it is silent for long."""

from __future__ import annotations

import subprocess
import threading
from pathlib import Path

from workstation import processes
from workstation.language.engine import child, wire

# A portion takes less than a second; after this long the process hangs and is put down.
_LONGEST_SECONDS = 180.0


class Died(Exception):
    """The process ended in the middle of a request."""


class Line:
    """One process. One thread sends and receives; any may let it stand still or end it."""

    def __init__(self, packages: Path, log_dir: Path) -> None:
        """Nothing is started yet."""
        self._packages, self._log_dir = packages, log_dir
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._pause: processes.Pause | None = None
        self._still = self._stood = False
        self._closed = False

    def send(self, message: wire.Message) -> None:
        """Ask; raises Died, or OSError where it cannot be started."""
        process = self._running()
        try:
            with processes.within(_LONGEST_SECONDS, process):
                wire.send(process.stdin, message)
        except (BrokenPipeError, ConnectionError, ValueError):
            self.put_down()
            raise Died from None

    def receive(self) -> wire.Reply:
        """The next answer, in the order of the questions; raises Died."""
        process = self._running()
        try:
            with processes.within(_LONGEST_SECONDS, process):
                reply = wire.read_reply(process.stdout)
        except (ConnectionError, ValueError):
            reply = None
        if reply is None:
            self.put_down()
            raise Died
        return reply

    def stand_still(self, still: bool) -> None:
        """Let it stand still, or go on."""
        with self._lock:
            if self._pause is None or still == self._still:
                return
            self._still = still
            self._stood = self._stood or still
            (self._pause.stand_still if still else self._pause.go_on)()

    def stood_still(self) -> bool:
        """Whether it stood still since somebody asked this."""
        with self._lock:
            stood, self._stood = self._stood, self._still
            return stood

    def put_down(self) -> None:
        """End it; the next question starts another."""
        with self._lock:
            process, self._process, self._pause = self._process, None, None
        if process is not None:
            processes.put_down(process)

    def close(self) -> None:
        """End it at once, from any thread; whoever waits for an answer gets none."""
        with self._lock:
            self._closed = True
            process = self._process
        if process is not None:
            process.kill()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is None:
            process = child.start(self._packages, self._log_dir)
            with self._lock:
                self._process, self._pause = process, processes.Pause(process)
                self._still = False
                closed = self._closed
            if closed:
                process.kill()
        return self._process
