"""The models in memory: one for all packages that share its file, given back when unused.

Part of the language process; nothing else imports it.
"""

from __future__ import annotations

import ctypes
import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workstation.language.doubt import weights_digest
from workstation.language.links.heads import with_all_heads
from workstation.language.packages.models import Package

Key = tuple[int, int, int]


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


# A thread a processor, each with a batch of its own, is what pays: two threads for one batch are
# slower than one.
THREADS = max(1, min(4, _processors()))


@dataclass(slots=True)
class Weights:
    """A model that translates, the SHA-256 of its file, and the file's size."""

    translator: Any
    digest: str
    size: int
    used_at: float


def key_of(package: Package) -> Key:
    """Equal for packages that share one file of weights; another after an upgrade."""
    known = _file(package).stat()
    return known.st_dev, known.st_ino, known.st_mtime_ns


def _file(package: Package) -> Path:
    return package.path / "model" / "model.bin"


@dataclass(slots=True)
class Shelf:
    """The models that are loaded now."""

    loaded: dict[Key, Weights] = field(default_factory=dict)
    _digests: dict[Key, str] = field(default_factory=dict)

    def get(self, package: Package) -> Weights:
        """A package's model, loaded where it is not yet."""
        key = key_of(package)
        if key not in self.loaded:
            self.loaded[key] = self._load(package, key)
        found = self.loaded[key]
        found.used_at = time.monotonic()
        return found

    def is_as_installed(self, package: Package) -> bool:
        """Whether the weights are those that were recorded when the package was installed; what
        has changed on the disk since could bring the process down."""
        try:
            return not package.digest or self._digest(package, key_of(package)) == package.digest
        except OSError:
            return False

    def let_go(self, keep: set[Key]) -> None:
        """Unloads all but these."""
        for key in self.loaded.keys() - keep:
            del self.loaded[key]

    def unused(self, seconds: float) -> set[Key]:
        """What nothing has been translated with for so long."""
        old = time.monotonic() - seconds
        return {key for key, one in self.loaded.items() if one.used_at < old}

    def _load(self, package: Package, key: Key) -> Weights:
        import ctranslate2

        with with_all_heads(package.path / "model") as model:
            translator = ctranslate2.Translator(
                str(model),
                device="cpu",
                inter_threads=THREADS,
                intra_threads=1,
                max_queued_batches=-1,  # else asking waits for the batches before
            )
        size = _file(package).stat().st_size
        return Weights(translator, self._digest(package, key), size, time.monotonic())

    def _digest(self, package: Package, key: Key) -> str:
        if key not in self._digests:
            self._digests[key] = weights_digest(_file(package))
        return self._digests[key]


def give_back() -> None:
    """Hands memory that is free to the system: glibc alone keeps most of it."""
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:  # musl has none, and needs none
            trim(0)
