"""How a helper process is started: its command, its environment, its place in the queue."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PICTURES = ("-m", "workstation.media.process")
_CODE = Path(__file__).resolve().parents[2]
# What a helper needs to start and to find its libraries; nothing of the person's goes along.
_KEPT = (
    *("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "LANG"),
    *("VIRTUAL_ENV", "PYTHONHOME", "DYLD_LIBRARY_PATH", "COVERAGE_PROCESS_START"),
)


def environment(more: Sequence[str] = ()) -> dict[str, str]:
    """A small environment; `more` names what else of ours goes along."""
    kept = {name: os.environ[name] for name in (*_KEPT, *more) if name in os.environ}
    path = os.pathsep.join(filter(None, (str(_CODE), os.environ.get("PYTHONPATH"))))
    return kept | {
        "PYTHONPATH": path,
        "PYTHONUTF8": "1",
        "PYTHONSAFEPATH": "1",
        # Else each thread takes its own piece of the memory that is allowed.
        "MALLOC_ARENA_MAX": "2",
    }


def start(
    arguments: Sequence[str] = PICTURES, environ: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts the process with pipes for talking; what its libraries print goes nowhere."""
    return subprocess.Popen(
        [sys.executable, *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=environment() if environ is None else environ,
        cwd=str(_CODE),
        **_low_priority(),
    )


def put_down(process: subprocess.Popen[bytes]) -> None:
    """Ends a process at once, and lets go of its pipes."""
    process.kill()
    for stream in (process.stdin, process.stdout):
        try:
            if stream is not None:
                stream.close()
        except OSError:
            pass  # what was still to be written went with the process
    process.wait()


def _low_priority() -> dict[str, int]:
    # On POSIX the process lowers itself; Windows wants it at birth, and no console window.
    if sys.platform != "win32":
        return {}
    flags = subprocess.BELOW_NORMAL_PRIORITY_CLASS | subprocess.CREATE_NO_WINDOW
    return {"creationflags": flags}
