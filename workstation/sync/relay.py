"""Carrying others' streams and files on: from a place to a place, or from here to a stick.

Segments are signed, so whoever carries them can neither forge nor change anything; what is no
segment of its stream, or no words of that digest, is not carried on. Words go before the segments
they belong to.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workstation.domain.audience import is_sealed
from workstation.fault import WorldFault
from workstation.store import events, segments
from workstation.store.driver import Database
from workstation.store.store import Store
from workstation.sync import blob, blobs, segment
from workstation.sync.names import audience_of
from workstation.sync.part import PIECE
from workstation.sync.report import Problem, stops_all
from workstation.sync.segment import HEADER_BYTES
from workstation.sync.transport import Key, Put, Shelf, Transport

Wanted = Callable[[str], bool]
Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]

_IN_MEMORY = 8 * PIECE
_LONGEST_TEXT = 2 * PIECE


@dataclass(slots=True)
class Relayed:
    """What was carried on, and what could not be."""

    segments: int = 0
    texts: int = 0
    files: int = 0
    bytes: int = 0
    problems: list[Problem] = field(default_factory=list)


def pass_on(
    source: Transport,
    target: Transport,
    wanted: Wanted,
    done: Relayed,
    cancelled: Cancelled = lambda: False,
) -> None:
    """Carry streams from a place to another; what is there already stays as it is.

    Raises WorldFault `sync.stopped`, and what makes one of the places unusable.
    """
    for stream in source.heads().records:
        if not wanted(stream):
            continue
        if cancelled():
            raise WorldFault("sync.stopped")
        try:
            _pass_texts(source, target, stream, done)
            _pass_segments(source, target, stream, done)
        except WorldFault as fault:
            if stops_all(fault):
                raise
            done.problems.append(Problem(fault, stream))


def put_held(store: Store, target: Transport, wanted: Wanted, done: Relayed) -> None:
    """Carry streams that are held here to a place."""
    for stream in store.read(segments.streams).result():
        if not wanted(stream.id):
            continue
        there = target.list(Shelf.SEGMENTS, stream.id).sizes
        texts = target.list(Shelf.TEXTS, stream.id).sizes
        for digest, data in store.read(_words, stream.id).result().items():
            if digest not in texts:
                _put(target, Key(Shelf.TEXTS, stream.id, digest), data, done)
        for seq, record in store.read(segments.places, stream.id).result():
            one = store.read(segments.get, stream.id, seq).result()
            if record not in there and one is not None:
                _put(target, Key(Shelf.SEGMENTS, stream.id, record), one.data, done)


def put_files(
    source: Transport,
    target: Transport,
    files: Mapping[Key, int],
    room: Path,
    done: Relayed,
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> None:
    """Carry files from a place to another; `room` is a folder for one long file at a time.

    Raises WorldFault `sync.stopped`, `sync.blob_short`, `sync.blob_differs`, and what makes one
    of the places unusable.
    """
    total, reached = sum(files.values()), 0
    there = {space: target.list(Shelf.BLOBS, space).sizes for space in _spaces(files)}
    for key, size in files.items():
        if cancelled():
            raise WorldFault("sync.stopped")
        if there[key.stream].get(key.name) != size:
            _put_file(source, target, key, size, room, done)
        reached += size
        progress(reached, total)


def _put_file(
    source: Transport, target: Transport, key: Key, size: int, room: Path, done: Relayed
) -> None:
    if size <= _IN_MEMORY:
        pieces = [source.get(key, at, min(PIECE, size - at)) for at in range(0, size, PIECE)]
        sent = blobs.send(target, key, b"".join(pieces))
    else:
        with tempfile.TemporaryDirectory(dir=room, prefix="outgoing-") as folder:
            path = Path(folder) / key.name
            blobs.fetch(source, key, size, path)
            sent = blobs.send(target, key, path)
    if sent:
        done.files, done.bytes = done.files + 1, done.bytes + size


def _spaces(files: Iterable[Key]) -> set[str]:
    return {key.stream for key in files}


def _words(db: Database, stream: str) -> dict[str, bytes]:
    if is_sealed(audience_of(stream)):
        return {}
    found = {}
    for event in events.range_of(db, stream, 0, 1 << 53):
        for text in event.texts.values():
            if text.words is not None:
                found[text.digest] = blob.write(text)
    return found


def _pass_texts(source: Transport, target: Transport, stream: str, done: Relayed) -> None:
    there = target.list(Shelf.TEXTS, stream).sizes
    for name, size in source.list(Shelf.TEXTS, stream).sizes.items():
        if name in there or size > _LONGEST_TEXT:
            continue
        key = Key(Shelf.TEXTS, stream, name)
        try:
            data = source.get(key)
            if not is_sealed(audience_of(stream)):
                blob.read(name, data)
        except WorldFault as fault:
            if stops_all(fault):
                raise
            done.problems.append(Problem(fault, stream, name))
            continue
        _put(target, key, data, done)


def _pass_segments(source: Transport, target: Transport, stream: str, done: Relayed) -> None:
    there = target.list(Shelf.SEGMENTS, stream).sizes
    by_seq: list[tuple[int, str]] = []
    for name in source.list(Shelf.SEGMENTS, stream).sizes:
        if name in there:
            continue
        try:
            head = source.get(Key(Shelf.SEGMENTS, stream, name), 0, HEADER_BYTES)
            by_seq.append((segment.peek(head), name))
        except WorldFault as fault:
            if stops_all(fault):
                raise
            done.problems.append(Problem(fault, stream, name))
    for _, name in sorted(by_seq):
        key = Key(Shelf.SEGMENTS, stream, name)
        try:
            data = source.get(key)
            # By the key it brings itself: whether that is the stream's, whoever reads it finds.
            opened = segment.open_segment(data, data[HEADER_BYTES - 32 : HEADER_BYTES])
            if opened.envelope.stream != stream:
                raise WorldFault("sync.segment_elsewhere", stream=stream)
        except WorldFault as fault:
            if stops_all(fault):
                raise
            done.problems.append(Problem(fault, stream, name))
            continue
        _put(target, key, data, done)


def _put(target: Transport, key: Key, data: bytes, done: Relayed) -> None:
    put = target.put_if_absent(key, data)
    if put is Put.CONFLICT:
        fault = WorldFault("sync.damaged_there", stream=key.stream, file=key.name)
        done.problems.append(Problem(fault, key.stream, key.name))
    elif put is Put.STORED and key.shelf is Shelf.SEGMENTS:
        done.segments += 1
    elif put is Put.STORED:
        done.texts += 1
