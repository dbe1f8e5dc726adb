"""How every process of ours is started and ended; what it is given and told is its room's."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, BinaryIO

CODE = Path(__file__).resolve().parents[1]
NICENESS = 19
_PDEATHSIG = 1


def environment(kept: Mapping[str, str]) -> dict[str, str]:
    """What is kept of the surroundings, and where our code lies."""
    path = os.pathsep.join(filter(None, (str(CODE), os.environ.get("PYTHONPATH"))))
    # argostranslate, for one, opens its files without naming an encoding.
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1"}


def python(*arguments: str) -> list[str]:
    """The command line of our own Python."""
    return [sys.executable, *arguments]


def start(
    command: Sequence[str],
    environ: Mapping[str, str],
    errors: IO[bytes] | int = subprocess.DEVNULL,
    folder: Path | None = None,
) -> subprocess.Popen[bytes]:
    """A process of low priority with pipes for talking; `errors` is where its stderr goes."""
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=errors,
        env=environ,
        cwd=folder,
        creationflags=_flags(),
    )


@contextlib.contextmanager
def within(seconds: float, process: subprocess.Popen[bytes]) -> Iterator[None]:
    """Kills the process if what is done in here takes longer."""
    watchdog = threading.Timer(seconds, process.kill)
    watchdog.daemon = True
    watchdog.start()
    try:
        yield
    finally:
        watchdog.cancel()
        watchdog.join()


class Pause:
    """Lets a process of ours stand still for a moment, and go on; any thread may ask."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        """It goes on as it does."""
        self._process = process

    def stand_still(self) -> None:
        """Nothing of it runs, not even what notices that we are gone: not for long."""
        self._hold(True)

    def go_on(self) -> None:
        """As before; harmless where it did not stand still."""
        self._hold(False)

    def _hold(self, still: bool) -> None:
        # It is asked for at every key. A child that nobody has waited for keeps its number, so a
        # plain signal finds it; psutil would look through /proc for that, five times as long.
        if sys.platform != "win32":
            with contextlib.suppress(OSError):
                self._process.send_signal(signal.SIGSTOP if still else signal.SIGCONT)
            return
        import psutil  # late: it costs 15 ms, and an idle start needs none

        with contextlib.suppress(psutil.Error, OSError):  # it has ended, or we may not
            process = psutil.Process(self._process.pid)
            (process.suspend if still else process.resume)()


def put_down(process: subprocess.Popen[bytes]) -> None:
    """End a process at once, and let go of its pipes."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        # What was still to be written went with the process.
        with contextlib.suppress(OSError):
            if stream is not None:
                stream.close()
    process.wait()


def _flags() -> int:
    # On POSIX a process lowers itself; Windows wants it at birth, and no console window.
    if sys.platform != "win32":
        return 0
    return subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW


# Inside a process of ours


def answers_alone() -> BinaryIO:
    """Keep stdout for answers: what a library prints goes where stderr goes."""
    sys.stdout.flush()
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def step_back() -> None:
    """Give way to the window's process."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def end_with_parent() -> None:
    """The system ends it when the thread that started it ends: what stands still cannot notice
    that its questions have. Where there is no such call, one that was left standing still stays."""
    if sys.platform != "linux":
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def leave_no_core() -> None:
    """No image of the memory, in which keys and cases stand, is written when it dies."""
    try:
        import resource
    except ImportError:
        return  # Windows has none
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
