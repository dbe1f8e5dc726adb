"""A package is loaded and translates a sentence, in a process that may crash instead of us."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

from workstation import processes
from workstation.fault import WorldFault
from workstation.language.engine import child
from workstation.language.packages.watch import Watch

SECONDS = 180.0
_LOOK = 0.1  # seconds between two looks whether somebody wants it stopped


def try_out(path: Path, name: str, aside: Path, watch: Watch) -> None:
    """Loads the package in `path`; `aside` is a folder that goes away afterwards.

    Raises WorldFault `language.package_does_not_load`, `language.package_too_slow`.
    """
    process = subprocess.Popen(
        child.command("--try", str(path)),
        env=child.environment(aside, aside / "home"),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        ended = _wait(process, name, watch)
    finally:
        processes.put_down(process)
    if ended != 0:
        raise WorldFault("language.package_does_not_load", name=name)


def _wait(process: subprocess.Popen[bytes], name: str, watch: Watch) -> int:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until:
        watch.go_on()
        try:
            return process.wait(_LOOK)
        except subprocess.TimeoutExpired:
            continue
    raise WorldFault("language.package_too_slow", name=name, seconds=round(SECONDS))
