"""Sealed segments that came before the key: what a key that is here now opens is taken in."""

from __future__ import annotations

from msgspec.structs import replace

from workstation.fault import WorldFault
from workstation.store import closed, sealing, segments
from workstation.store.driver import Database
from workstation.store.sealing import Ring
from workstation.sync import keep, segment
from workstation.sync.report import Problem, Received
from workstation.sync.run import Run


def unlock(run: Run) -> list[str]:
    """Try the keys of today on what earlier ones did not open; returns the streams they opened."""
    opened: dict[str, None] = {}
    ring = run.store.read(sealing.ring).result()
    for stream, seq in run.store.read(closed.to_try, ring.digest).result():
        try:
            count = run.store.write(_open, stream, seq, ring).result()
        except WorldFault as fault:
            run.problems.append(Problem(fault, stream))
            continue
        if count:
            opened[stream] = None
            _note(run, stream, count)
    return list(opened)


def _open(db: Database, stream: str, seq: int, ring: Ring) -> int:
    held, known = segments.get(db, stream, seq), segments.stream(db, stream)
    if held is None or known is None or seq not in closed.of_stream(db, stream):
        return 0
    key = bytes.fromhex(known.public_key)
    opened = segment.open_segment(held.data, key, ring.identities)
    if opened.closed:
        closed.add(db, stream, seq, ring.digest)
        return 0
    keep.receive(db, opened, {})
    closed.remove(db, stream, seq)
    return opened.count


def _note(run: Run, stream: str, count: int) -> None:
    for place, one in enumerate(run.received):
        if one.stream == stream:
            run.received[place] = replace(one, events=one.events + count)
            return
    known = run.store.read(segments.stream, stream).result()
    if known is None:
        return
    confirmed = run.roster.confirms(known.device, known.public_key, known.person)
    run.received.append(Received(stream, known.person, known.device, 0, count, 0, confirmed))
