"""A folder as a place: a stick, a network drive, a shared directory.

    workstation-sync.json              the place's own name, and the version of this layout
    streams/<stream>/<record>.seg      signed segments
    texts/<stream>/<digest>.txt        erasable words, one text a file
    blobs/<two digits>/<sha256>        files of batches, policies and packages, of all spaces alike

Files are made once and never changed, and go only by a signed retraction; what else lies in the
folder is left alone.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from workstation.domain.canonical import canonical_json
from workstation.domain.ids import is_uuid, new_uuid7
from workstation.fault import WorldFault
from workstation.sync import disk, folder_blobs
from workstation.sync.names import is_digest, is_space, is_stream, shown
from workstation.sync.transport import Heads, Key, Listing, Place, Put, Shelf

MARKER = "workstation-sync.json"
VERSION = 1
_SUFFIX = {Shelf.SEGMENTS: ".seg", Shelf.TEXTS: ".txt"}
_LIMIT = {Shelf.SEGMENTS: 4 << 20, Shelf.TEXTS: 1 << 20, Shelf.BLOBS: folder_blobs.MOST_BYTES}
_LITTER = frozenset({"thumbs.db", "desktop.ini", "system volume information"})
_STRAYS = 100  # of a folder full of rubbish, the first are told


class FolderTransport:
    """Create-only files, flushed to the disk before they are acknowledged."""

    def __init__(self, path: Path | str, now: Callable[[], float] = time.time) -> None:
        """A folder that need not exist yet; nothing is read or written here."""
        self.path = Path(path)
        self._now = now
        self._cleaned: set[Path] = set()

    @property
    def address(self) -> str:
        """The folder's path."""
        return str(self.path.absolute())

    def who_am_i(self, *, expected: str | None = None) -> Place:
        """The folder's own name; a new or empty folder is given one, unless one is expected.

        Raises WorldFault `sync.no_folder`, `sync.not_a_folder`, `sync.place_gone`,
        `sync.marker_damaged`, `sync.place_newer`, `sync.read_only`, `sync.full`.
        """
        with self._told():
            self._check_folder(expected)
            held = self._marker()
            if held is None:
                if expected is not None:
                    # An empty mount point: writing here would fill the disk under it.
                    raise WorldFault("sync.place_gone", path=self.address)
                said = {"format": "workstation-sync", "version": VERSION, "place": new_uuid7()}
                disk.create(self.path / MARKER, canonical_json(said) + b"\n")
                held = self._marker() or b""
        return Place(self._place(held))

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        """Keep bytes, or of a blob a file's, under a new name.

        Raises WorldFault `sync.read_only`, `sync.full`, `sync.place_gone`, `sync.busy`,
        `sync.too_long`, of a blob also `sync.blob_differs`, `sync.source_unreadable`.
        """
        if folder_blobs.size_of(data) > _LIMIT[key.shelf]:
            raise WorldFault("sync.too_long", file=key.name, limit=_LIMIT[key.shelf])
        path = self._file(key)
        with self._told():
            if not (self.path / MARKER).is_file():
                # Pulled while we were writing: what is left may be an empty mount point.
                raise WorldFault("sync.place_gone", path=self.address)
            disk.make_folder(path.parent, below=self.path)
            if path.parent not in self._cleaned:
                disk.clean(path.parent, self._now())
                self._cleaned.add(path.parent)
            if key.shelf is Shelf.BLOBS:
                return folder_blobs.create(path, data, key.name)
            assert isinstance(data, bytes)
            return disk.create(path, data)

    def forget(self, key: Key) -> None:
        """Take words or a blob away for good, as a signed retraction says; gone is gone."""
        if key.shelf is Shelf.SEGMENTS:
            raise ValueError(key.shelf)
        path = self._file(key)
        with self._told():
            self._check_folder(expected="")
            path.unlink(missing_ok=True)
            path.with_name(folder_blobs.part_of(key.name)).unlink(missing_ok=True)

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of a file.

        Raises WorldFault `sync.not_there`, `sync.too_long`, `sync.not_a_file`, `sync.place_gone`.
        """
        with self._told():
            held = disk.read(self._file(key), _LIMIT[key.shelf], start, length)
        if held is None:
            raise WorldFault("sync.not_there", file=key.name)
        return held

    def list(self, shelf: Shelf, stream: str, since: str | None = None) -> Listing:
        """Names and sizes on a shelf of a stream; of blobs, those of every space."""
        sizes: dict[str, int] = {}
        strays: list[str] = []
        if shelf is Shelf.BLOBS:
            return Listing(folder_blobs.sizes(self._entries, self.path / shelf.value))
        for entry in self._entries(self.path / shelf.value / self._checked(stream)):
            name = entry.name.removesuffix(_SUFFIX[shelf])
            if not is_digest(name) or name == entry.name:
                strays.append(shown(f"{stream}/{entry.name}"))
                continue
            with self._told():
                try:
                    state = entry.stat(follow_symlinks=False)
                except FileNotFoundError:
                    continue
            if stat.S_ISREG(state.st_mode):
                sizes[name] = state.st_size
            else:
                strays.append(shown(f"{stream}/{entry.name}"))
        return Listing(dict(sorted(sizes.items())), tuple(sorted(strays)[:_STRAYS]))

    def heads(self) -> Heads:
        """The streams of this folder."""
        records: dict[str, int] = {}
        strays: list[str] = []
        for entry in self._entries(self.path / Shelf.SEGMENTS.value):
            if is_stream(entry.name) and entry.is_dir(follow_symlinks=False):
                records[entry.name] = self._count(Shelf.SEGMENTS, entry.name)
            else:
                strays.append(shown(entry.name))
        texts = {name: self._count(Shelf.TEXTS, name) for name in records}
        return Heads(dict(sorted(records.items())), tuple(sorted(strays)[:_STRAYS]), texts)

    def _count(self, shelf: Shelf, stream: str) -> int:
        # As `list` does, without asking the disk of each file.
        suffix = _SUFFIX[shelf]
        return sum(
            entry.name.endswith(suffix)
            and is_digest(entry.name.removesuffix(suffix))
            and entry.is_file(follow_symlinks=False)
            for entry in self._entries(self.path / shelf.value / self._checked(stream))
        )

    def _entries(self, folder: Path) -> Iterator[os.DirEntry[str]]:
        with self._told():
            self._check_folder(expected="")
            if folder.is_symlink():
                raise WorldFault("sync.not_a_file", file=shown(folder.name))
            try:
                with os.scandir(folder) as entries:
                    held = list(entries)
            except FileNotFoundError:
                return
            except PermissionError:
                raise WorldFault("sync.unreadable", file=shown(folder.name)) from None
        for entry in held:
            if not entry.name.startswith(".") and entry.name.lower() not in _LITTER:
                yield entry

    def _check_folder(self, expected: str | None) -> None:
        try:
            state = self.path.stat()
        except FileNotFoundError:
            if expected is not None:
                raise WorldFault("sync.place_gone", path=self.address) from None
            if not self.path.absolute().parent.is_dir():
                raise WorldFault("sync.no_folder", path=self.address) from None
            self.path.mkdir(exist_ok=True)
            return
        if not stat.S_ISDIR(state.st_mode):
            raise WorldFault("sync.not_a_folder", path=self.address)

    def _marker(self) -> bytes | None:
        # An empty marker is the trace of a first sync cut short; it is written again.
        return disk.read(self.path / MARKER, 4096) or None

    def _place(self, marker: bytes) -> str:
        damaged = WorldFault("sync.marker_damaged", path=self.address, file=MARKER)
        try:
            held = json.loads(marker)
            version, place = held["version"], held["place"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise damaged from None
        if type(version) is int and version > VERSION:
            raise WorldFault("sync.place_newer", path=self.address, version=version)
        if held.get("format") != "workstation-sync" or version != VERSION:
            raise damaged
        if not isinstance(place, str) or not is_uuid(place):
            raise damaged
        return place

    def _file(self, key: Key) -> Path:
        if not is_digest(key.name):
            raise ValueError(key.name)
        if key.shelf is Shelf.BLOBS:
            if not is_space(key.stream):
                raise ValueError(key.stream)
            return self.path / key.shelf.value / key.name[:2] / key.name
        folder = self.path / key.shelf.value / self._checked(key.stream)
        return folder / (key.name + _SUFFIX[key.shelf])

    def _checked(self, stream: str) -> str:
        # Names from outside pass `is_stream` before they come here; this is the last gate.
        if not is_stream(stream):
            raise ValueError(stream)
        return stream

    def _told(self) -> disk.Told:
        return disk.Told(self.address)
