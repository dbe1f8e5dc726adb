"""How the language process is started: its command, its environment, its log."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from typing import IO

from workstation import processes

LOG = "language-engine.log"
_LOG_SIZE = 1024 * 1024


def environment(packages: Path, home: Path) -> dict[str, str]:
    """An environment in which argostranslate keeps to our folders.

    Its settings module makes data, config and cache folders on import, wherever the XDG
    variables point, and reads a settings file and ARGOS_ variables of the user's.
    """
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("ARGOS_", "SNAP")) and name != "PYTHONSTARTUP"
    }
    return processes.environment(kept) | {
        "ARGOS_PACKAGES_DIR": str(packages),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"),
        # One thread a sentence group: `intra_threads=2` measured slower than 1.
        "OMP_NUM_THREADS": "1",
        "CT2_VERBOSE": "-3",
        "PYTHONUNBUFFERED": "1",
    }


def start(packages: Path, log_dir: Path) -> subprocess.Popen[bytes]:
    """Starts the process with pipes for talking; its stderr goes to a log in `log_dir`."""
    packages.mkdir(parents=True, exist_ok=True)
    log_dir.mkdir(parents=True, exist_ok=True)
    with _open_log(log_dir / LOG) as log:
        home = log_dir / "language-engine"
        return processes.start(command(), environ=environment(packages, home), errors=log)


def command(*arguments: str) -> list[str]:
    """The command line of the process."""
    return processes.python("-m", "workstation.language.engine.process", *arguments)


def _open_log(path: Path) -> IO[bytes]:
    long = path.exists() and path.stat().st_size > _LOG_SIZE
    return path.open("wb" if long else "ab")
