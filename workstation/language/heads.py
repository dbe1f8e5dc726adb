"""Has a model tell the attention of all its heads, not of the first alone.

CTranslate2 gives back the attention of `alignment_heads` heads of one decoder layer (0: all). Its
converters write 1, the first head of the last layer, into every model that was not trained with
alignments, as the public packages are. On the starter the mean of all heads links words far better
(benchmarks/alignment.py). The number takes no part in translating: texts and scores stay the same.
"""

from __future__ import annotations

import struct
from mmap import ACCESS_COPY, mmap
from pathlib import Path
from typing import BinaryIO

_VERSIONS = range(4, 8)
_MOST_VARIABLES = 20_000
_NAME = "decoder/alignment_heads"
_LAYER = "decoder/alignment_layer"
_INT16 = 2  # CTranslate2's number for the type
_ONE, _ALL = struct.pack("<h", 1), struct.pack("<h", 0)
_LAST = struct.pack("<h", -1)


def with_all_heads(model: Path) -> dict[str, bytes] | None:
    """The files of a model's folder, for `ctranslate2.Translator(…, files=…)`.

    None where there is nothing to change: load the folder itself.
    """
    at = _place(model / "model.bin")
    if at is None:
        return None
    weights = model / "model.bin"
    files = {path.name: path.read_bytes() for path in model.iterdir() if _beside(path, weights)}
    # Changed in a mapping of the file: a model of 200 MB is copied once, not twice.
    with weights.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_COPY) as mapped:
        mapped[at : at + len(_ALL)] = _ALL
        files[weights.name] = mapped.read()
    return files


def _beside(path: Path, weights: Path) -> bool:
    return path.is_file() and path.name != weights.name


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
