"""What a helper process may use; where the system has no such limits, only the clock is left."""

from __future__ import annotations

import contextlib
import os
import sys

NICENESS = 5
_GIGABYTE = 1 << 30


def lower_priority() -> None:
    """Let the window go first."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def keep_within(*, gigabytes: float, files: int | None = None, core: bool = False) -> None:
    """Cap memory, files, written bytes and children of this process.

    With `files` 0 no file and no socket can be opened from here on: what is to be imported has to
    be there.
    """
    if sys.platform == "win32":
        return
    import resource

    _cap(resource.RLIMIT_AS, int(gigabytes * _GIGABYTE))
    _cap(resource.RLIMIT_FSIZE, 0)
    if not core:
        _cap(resource.RLIMIT_CORE, 0)
    if files is not None:
        _cap(resource.RLIMIT_NOFILE, files or _first_free())


def seconds(more: int) -> None:
    """So many seconds of processor time from now on; then the system ends the process."""
    if sys.platform == "win32":
        return
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(used.ru_utime + used.ru_stime) + more + 1
    _soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    if hard != resource.RLIM_INFINITY:
        soft = min(soft, hard)
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def _cap(what: int, most: int) -> None:
    import resource

    _soft, hard = resource.getrlimit(what)
    if hard != resource.RLIM_INFINITY:
        most = min(most, hard)
    # macOS refuses some of them; the others still hold.
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(what, (most, most))


def _first_free() -> int:
    """One above the highest number in use: every new file would need that one or a later."""
    number = os.dup(0)
    os.close(number)
    return number
