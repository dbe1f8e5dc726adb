"""How a helper process is started: its command, its small environment."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence

from workstation import processes

PICTURES = ("-m", "workstation.media.process")
# What a helper needs to start and to find its libraries; nothing of the person's goes along.
_KEPT = (
    *("PATH", "LD_LIBRARY_PATH", "SYSTEMROOT", "SYSTEMDRIVE", "WINDIR", "TEMP", "TMP", "LANG"),
    *("VIRTUAL_ENV", "PYTHONHOME", "DYLD_LIBRARY_PATH", "COVERAGE_PROCESS_START"),
)


def environment(more: Sequence[str] = ()) -> dict[str, str]:
    """A small environment; `more` names what else of ours goes along."""
    kept = {name: os.environ[name] for name in (*_KEPT, *more) if name in os.environ}
    return processes.environment(kept) | {
        "PYTHONSAFEPATH": "1",
        # Else each thread takes its own piece of the memory that is allowed.
        "MALLOC_ARENA_MAX": "2",
    }


def start(
    arguments: Sequence[str] = PICTURES, environ: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Starts the process with pipes for talking; what its libraries print goes nowhere."""
    command, held = processes.python(*arguments), environ or environment()
    return processes.start(command, environ=held, folder=processes.CODE)
