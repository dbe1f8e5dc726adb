"""The words of a segment's events go before it, one file each.

Of a sealed stream they are sealed as well, and there are as many files whether somebody wrote
words or not: what is missing is made up of noise under names of the same kind.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable, Sequence
from functools import partial

from workstation.domain.audience import is_sealed
from workstation.domain.event import Event, Text
from workstation.fault import WorldFault
from workstation.store import events, sealing, verdicts
from workstation.store.driver import Database
from workstation.store.segments import StoredSegment
from workstation.sync import blob, body, seal, segment
from workstation.sync.names import audience_of
from workstation.sync.report import Problem
from workstation.sync.run import Run
from workstation.sync.transport import Key, Put, Shelf

WORDS = 8 * 1024
"""The words of a vote are as long as any other's, up to this."""
_OF_ONE = frozenset(
    (
        "sync.text_odd",
        "sync.text_too_long",
        "sync.not_yours",
        "sync.refused",
        "sync.too_long",
    )
)


def send(run: Run, one: StoredSegment, seed: bytes) -> None:
    """Send the words of a segment's events; what cannot go is told and holds nothing up."""
    audience = audience_of(one.stream)
    held = run.store.read(_words, one).result()
    if not is_sealed(audience):
        for text in held:
            _put(run, one.stream, text, blob.write)
        return
    readers = run.store.read(_readers, run, one, audience).result()
    mine = (sealing.of_seed(seed).identity,)
    least = WORDS if body.least_of(audience) > seal.STEP else seal.STEP
    for text in held:
        _put(run, one.stream, text, partial(_box, readers, least), mine)
    secret = segment.stream_secret(seed, one.stream)
    for n in range(-len(held) % one.events if held else one.events):
        name = hmac.digest(secret, f"noise {one.seq}/{n}".encode(), "sha256").hex()
        noise = seal.seal(secrets.token_bytes(64), readers, least)
        run.place.put_if_absent(Key(Shelf.TEXTS, one.stream, name), noise)


def _readers(db: Database, run: Run, one: StoredSegment, audience: str) -> tuple[str, ...]:
    person = events.range_of(db, one.stream, one.first, 1)[0].person
    return sealing.readers(db, run.roster, person, audience)


def _words(db: Database, one: StoredSegment) -> list[Text]:
    # Of a sealed case only the codes travel: a note may quote what must not leave.
    sealed = verdicts.sealed_cases(db)
    held: list[Event] = events.range_of(db, one.stream, one.first, one.events)
    return [
        text
        for event in held
        if event.case not in sealed
        for text in event.texts.values()
        if text.words is not None
    ]


def _box(readers: Sequence[str], least: int, text: Text) -> bytes:
    return blob.write_sealed(text, readers, least)


def _put(
    run: Run,
    stream: str,
    text: Text,
    write: Callable[[Text], bytes],
    mine: Sequence[str] = (),
) -> None:
    key = Key(Shelf.TEXTS, stream, text.digest)
    try:
        put = run.place.put_if_absent(key, write(text))
        if put is Put.CONFLICT and mine and _is_same(run, key, mine):
            put = Put.SAME  # sealed anew the same words are other bytes
    except WorldFault as fault:
        if fault.code == "sync.erased":
            return  # a lead has taken them away, for good
        if fault.code not in _OF_ONE:
            raise
        run.problems.append(Problem(fault, stream))
        return
    if put is Put.CONFLICT:
        fault = WorldFault("sync.damaged_there", stream=stream, file=text.digest)
        run.problems.append(Problem(fault, stream))
    else:
        run.texts += 1


def _is_same(run: Run, key: Key, mine: Sequence[str]) -> bool:
    try:
        blob.read_sealed(key.name, run.place.get(key), mine)
    except WorldFault as fault:
        if fault.code != "sync.text_odd":
            raise
        return False
    return True
