"""A bucket of an S3-compatible store as a place, laid out like a folder; experimental.

What a bucket must do is `PUT` with `If-None-Match: *`: create, or say that something is there. A
store that overwrites instead is refused, since it would lose streams.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from workstation.domain.canonical import canonical_json
from workstation.domain.ids import is_uuid, new_uuid7
from workstation.fault import WorldFault
from workstation.store.access import Access
from workstation.sync.folder import MARKER, VERSION
from workstation.sync.names import is_digest, is_space, is_stream, shown
from workstation.sync.transport import Heads, Key, Listing, Place, Put, Shelf

if TYPE_CHECKING:
    from obstore.store import S3Store

T = TypeVar("T")

_SUFFIX = {Shelf.SEGMENTS: ".seg", Shelf.TEXTS: ".txt", Shelf.BLOBS: ""}
_LIMIT = {Shelf.SEGMENTS: 4 << 20, Shelf.TEXTS: 1 << 20, Shelf.BLOBS: 4 << 30}
WHOLE = 64 << 20
_STRAYS = 100
_UNKNOWN = "501 Not Implemented"  # as OpenStack Swift says of a conditional PUT


def open_s3(address: str, access: Access | None) -> S3Place:
    """The bucket at `s3://bucket/prefix`; without access the environment says who we are.

    Raises WorldFault `sync.bucket_missing`.
    """
    try:
        from obstore.store import S3Store
    except ModuleNotFoundError:
        raise WorldFault("sync.bucket_missing") from None
    bucket, _, prefix = address.removeprefix("s3://").partition("/")
    named: dict[str, Any] = {}
    client: dict[str, Any] = {"connect_timeout": "10s", "read_timeout": "30s", "timeout": "300s"}
    if access is not None:
        named = {"aws_access_key_id": access.device, "aws_secret_access_key": access.secret}
        if access.region:
            named["aws_region"] = access.region
        if access.endpoint:
            named["aws_endpoint"] = access.endpoint
            client["allow_http"] = access.endpoint.startswith("http://")
        if access.ca:
            client["root_certificate"] = access.ca
    made = S3Store(
        bucket,
        prefix=prefix or None,
        config=named,  # type: ignore[arg-type]
        client_options=client,  # type: ignore[arg-type]
        retry_config={"max_retries": 5, "retry_timeout": timedelta(seconds=60)},
    )
    return S3Place(address, made)


class S3Place:
    """Objects that are created and never changed."""

    def __init__(self, address: str, store: S3Store) -> None:
        """Asks nothing yet."""
        self._address, self._store = address, store

    @property
    def address(self) -> str:
        """The bucket's address."""
        return self._address

    def who_am_i(self, *, expected: str | None = None) -> Place:
        """The bucket's own name; an empty one is given one, unless one is expected.

        Raises WorldFault `sync.place_gone`, `sync.marker_damaged`, `sync.place_newer`,
        `sync.bucket_unsafe`, `sync.bucket_refused`, `sync.hub_away`.
        """
        held = self._read(MARKER)
        if held is None:
            if expected is not None:
                raise WorldFault("sync.place_gone", path=self.address)
            said = {"format": "workstation-sync", "version": VERSION, "place": new_uuid7()}
            self._create(MARKER, canonical_json(said) + b"\n")
            held = self._read(MARKER) or b""
        name = self._place(held)
        if self._create(MARKER, held):
            raise WorldFault("sync.bucket_unsafe", address=self.address)
        return Place(name)

    def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
        """Keep bytes under a new name; a blob that was cut short is sent from its beginning.

        Raises WorldFault `sync.too_long`, `sync.blob_differs`, `sync.source_unreadable`,
        `sync.bucket_refused`, `sync.hub_away`.
        """
        path = _path(key)
        size = len(data) if isinstance(data, bytes) else _source(data, lambda: data.stat().st_size)
        if size > _LIMIT[key.shelf]:
            raise WorldFault("sync.too_long", file=key.name, limit=_LIMIT[key.shelf])
        if key.shelf is Shelf.BLOBS:
            return self._put_blob(key, path, data)
        held = data.read_bytes() if isinstance(data, Path) else data
        if self._create(path, held):
            return Put.STORED
        return Put.SAME if self.get(key) == held else Put.CONFLICT

    def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
        """Bytes of an object.

        Raises WorldFault `sync.not_there`, `sync.too_long`, `sync.bucket_refused`, `sync.hub_away`.
        """
        import obstore

        path = _path(key)
        size = self._ask(lambda: obstore.head(self._store, path)["size"])
        if size is None:
            raise WorldFault("sync.not_there", file=key.name)
        end = size if length is None else min(size, start + length)
        limit = min(_LIMIT[key.shelf], WHOLE)
        if end - start > limit:
            raise WorldFault("sync.too_long", file=key.name, limit=limit)
        if start >= end:
            return b""
        part = self._ask(lambda: bytes(obstore.get_range(self._store, path, start=start, end=end)))
        if part is None:
            raise WorldFault("sync.not_there", file=key.name)
        return part

    def list(self, shelf: Shelf, stream: str, since: str | None = None) -> Listing:
        """Names and sizes on a shelf of a stream; of blobs, those of every space."""
        if shelf is not Shelf.BLOBS and not is_stream(stream):
            raise ValueError(stream)
        prefix = shelf.value if shelf is Shelf.BLOBS else f"{shelf.value}/{stream}"
        sizes: dict[str, int] = {}
        strays: set[str] = set()
        for path, size in self._under(prefix):
            name = _name(shelf, path)
            if name is None:
                strays.add(shown(path))
            else:
                sizes[name] = size
        return Listing(dict(sorted(sizes.items())), tuple(sorted(strays)[:_STRAYS]))

    def heads(self) -> Heads:
        """The streams of this bucket; every object is listed, a thousand in one request."""
        found: list[dict[str, int]] = []
        strays: set[str] = set()
        for shelf in (Shelf.SEGMENTS, Shelf.TEXTS):
            counts: dict[str, int] = {}
            for path, _ in self._under(shelf.value):
                stream = path.split("/")[-2] if path.count("/") else ""
                if _name(shelf, path) is None or not is_stream(stream):
                    strays.add(shown(path))
                else:
                    counts[stream] = counts.get(stream, 0) + 1
            found.append(counts)
        return Heads(
            dict(sorted(found[0].items())),
            tuple(sorted(strays)[:_STRAYS]),
            dict(sorted(found[1].items())),
        )

    def forget(self, key: Key) -> None:
        """Take words or a blob away for good, as a signed retraction says; gone is gone."""
        import obstore

        if key.shelf is Shelf.SEGMENTS:
            raise ValueError(key.shelf)
        self._ask(lambda: obstore.delete(self._store, _path(key)))

    def _put_blob(self, key: Key, path: str, data: bytes | Path) -> Put:
        import obstore

        if _digest(data) != key.name:
            raise WorldFault("sync.blob_differs", file=key.name)
        if self._ask(lambda: obstore.head(self._store, path)) is not None:
            return Put.SAME
        # Not create-only: whoever else puts this name puts the same bytes.
        self._ask(lambda: obstore.put(self._store, path, data))
        return Put.STORED

    def _create(self, path: str, data: bytes) -> bool:
        import obstore
        from obstore.exceptions import (
            AlreadyExistsError,
            GenericError,
            NotSupportedError,
            PreconditionError,
        )

        def put() -> bool:
            try:
                obstore.put(self._store, path, data, mode="create", use_multipart=False)
            except (AlreadyExistsError, PreconditionError):
                return False
            except (NotSupportedError, GenericError) as error:
                if isinstance(error, NotSupportedError) or _UNKNOWN in str(error):
                    raise WorldFault("sync.bucket_unsafe", address=self.address) from None
                raise
            return True

        return bool(self._ask(put))

    def _read(self, path: str) -> bytes | None:
        import obstore

        return self._ask(lambda: bytes(obstore.get_range(self._store, path, start=0, end=4096)))

    def _under(self, prefix: str) -> list[tuple[str, int]]:
        import obstore

        def walk() -> list[tuple[str, int]]:
            pages = obstore.list(self._store, prefix)
            return [(one["path"], int(one["size"])) for page in pages for one in page]

        return self._ask(walk) or []

    def _ask(self, call: Callable[[], T]) -> T | None:
        """What the store answers; None where there is no such object."""
        from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError

        try:
            return call()
        except FileNotFoundError:
            return None
        except (PermissionDeniedError, UnauthenticatedError) as error:
            reason = type(error).__name__.removesuffix("Error")
            raise WorldFault("sync.bucket_refused", address=self.address, reason=reason) from None
        except BaseError as error:
            # Its own words may hold addresses and headers: only what kind it was is told.
            reason = type(error).__name__.removesuffix("Error")
            raise WorldFault("sync.hub_away", address=self.address, reason=reason) from None

    def _place(self, marker: bytes) -> str:
        damaged = WorldFault("sync.marker_damaged", path=self.address, file=MARKER)
        try:
            held = json.loads(marker)
            version, place = held["version"], held["place"]
        except (ValueError, TypeError, KeyError, RecursionError):
            raise damaged from None
        if type(version) is int and version > VERSION:
            raise WorldFault("sync.place_newer", path=self.address, version=version)
        if version != VERSION or not isinstance(place, str) or not is_uuid(place):
            raise damaged
        return place


def _path(key: Key) -> str:
    known = is_space(key.stream) if key.shelf is Shelf.BLOBS else is_stream(key.stream)
    if not is_digest(key.name) or not known:
        raise ValueError(key.name if known else key.stream)
    below = key.name[:2] if key.shelf is Shelf.BLOBS else key.stream
    return f"{key.shelf.value}/{below}/{key.name}{_SUFFIX[key.shelf]}"


def _name(shelf: Shelf, path: str) -> str | None:
    last = path.rpartition("/")[2]
    name = last.removesuffix(_SUFFIX[shelf])
    return name if is_digest(name) and last == name + _SUFFIX[shelf] else None


def _digest(data: bytes | Path) -> str:
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()

    def read() -> str:
        with data.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()

    return _source(data, read)


def _source(data: Path, call: Callable[[], T]) -> T:
    try:
        return call()
    except OSError as error:
        reason = error.strerror or ""
        raise WorldFault("sync.source_unreadable", path=str(data), reason=reason) from None
