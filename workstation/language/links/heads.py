"""Has a model tell the attention of all its heads, not of the first alone.

CTranslate2 gives back the attention of `alignment_heads` heads of one decoder layer (0: all). Its
converters write 1, the first head of the last layer, into every model that was not trained with
alignments, as the public packages are. On the starter the mean of all heads links words far better
(benchmarks/alignment.py). The number takes no part in translating: texts and scores stay the same.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import struct
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import psutil

_VERSIONS = range(4, 8)
_MOST_VARIABLES = 20_000
_NAME = "decoder/alignment_heads"
_LAYER = "decoder/alignment_layer"
_INT16 = 2  # CTranslate2's number for the type
_ONE, _ALL = struct.pack("<h", 1), struct.pack("<h", 0)
_LAST = struct.pack("<h", -1)
_COPY = "workstation-model-"
_WHOSE = re.compile(rf"{_COPY}(\d{{1,10}})-")


@contextlib.contextmanager
def with_all_heads(model: Path) -> Iterator[Path]:
    """The folder to load a model from, for as long as that takes.

    A copy on the disk, but where there is nothing to change: with `files=` CTranslate2 keeps the
    whole file in memory beside the model it makes of it.
    """
    at = _place(model / "model.bin")
    if at is None:
        yield model
        return
    with tempfile.TemporaryDirectory(dir=_aside(), prefix=f"{_COPY}{os.getpid()}-") as folder:
        for path in model.iterdir():
            if path.is_file():
                shutil.copyfile(path, Path(folder, path.name))
        with Path(folder, "model.bin").open("r+b") as file:
            file.seek(at)
            file.write(_ALL)
        yield Path(folder)


def sweep() -> None:
    """Removes the copies of processes that were killed while they loaded."""
    for left in _aside().glob(f"{_COPY}*"):
        whose = _WHOSE.match(left.name)
        if whose and not psutil.pid_exists(int(whose[1])):
            shutil.rmtree(left, ignore_errors=True)


def _aside() -> Path:
    """In the language process a folder of ours."""
    cache = os.environ.get("XDG_CACHE_HOME", "")
    with contextlib.suppress(OSError):
        if cache:
            os.makedirs(cache, exist_ok=True)
            return Path(cache)
    return Path(tempfile.gettempdir())


def _place(weights: Path) -> int | None:
    """Where the number stands, if it is the converters' own; None for whatever looks unlike it."""
    found: dict[str, tuple[int, bytes]] = {}
    try:
        with weights.open("rb") as file:
            (version,) = _read(file, "<I")
            if version not in _VERSIONS:
                return None
            _text(file)
            _, count = _read(file, "<II")
            for _ in range(min(count, _MOST_VARIABLES)):
                name = _text(file)
                (rank,) = _read(file, "<B")
                file.seek(4 * rank, 1)
                kind, size = _read(file, "<BI")
                if name in (_NAME, _LAYER) and (kind, size, rank) == (_INT16, 2, 0):
                    found[name] = file.tell(), file.read(2)
                else:
                    file.seek(size, 1)
                if len(found) == 2:
                    break
    except (OSError, struct.error, UnicodeDecodeError):
        return None
    heads, layer = found.get(_NAME), found.get(_LAYER)
    return heads[0] if heads and layer and (heads[1], layer[1]) == (_ONE, _LAST) else None


def _text(file: BinaryIO) -> str:
    (size,) = _read(file, "<H")
    return file.read(size).rstrip(b"\0").decode()


def _read(file: BinaryIO, form: str) -> tuple[int, ...]:
    return struct.unpack(form, file.read(struct.calcsize(form)))
