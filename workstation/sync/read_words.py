"""Others' words: those of the segments that come, and those that were not there when they did."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from workstation.domain.audience import is_sealed
from workstation.domain.event import Event, Text
from workstation.fault import WorldFault
from workstation.store import events, verdicts
from workstation.store.cursors import Cursor
from workstation.store.driver import Database
from workstation.sync import blob
from workstation.sync.names import audience_of
from workstation.sync.run import Run
from workstation.sync.transport import Key, Shelf

if TYPE_CHECKING:
    from workstation.sync.read import StreamRead

_GONE = ("sync.not_there", "sync.erased")


def of_events(run: Run, state: StreamRead, held: tuple[Event, ...]) -> dict[str, Text]:
    """The words of these events, as far as they are there."""
    return _get(run, state, {t.digest: e.case for e in held for t in e.texts.values()})


def fill(run: Run, state: StreamRead, before: Cursor | None, count: int) -> None:
    """Words that were not there when their segment came."""
    state.texts_mark = before.texts_mark if before is not None else None
    if state.known is None:
        return
    missing = run.store.read(events.missing_texts, state.name).result()
    same = before is not None and before.settled and before.texts == count
    if not missing or (same and not run.unsealed):
        return
    mark = None if run.unsealed else state.texts_mark
    listing = run.place.list(Shelf.TEXTS, state.name, mark)
    there = listing.sizes
    state.texts_mark = listing.mark
    texts = _get(run, state, {d: case for d, case in missing.items() if d in there})
    state.texts += sum(run.store.write(_keep, texts).result())


def _get(run: Run, state: StreamRead, wanted: Mapping[str, str | None]) -> dict[str, Text]:
    if not wanted:
        return {}
    sealed = run.store.read(verdicts.sealed_cases).result()
    texts: dict[str, Text] = {}
    for digest, case in wanted.items():
        if case in sealed or digest in state.refused:
            continue
        try:
            data = run.place.get(Key(Shelf.TEXTS, state.name, digest))
            if is_sealed(audience_of(state.name)):
                texts[digest] = blob.read_sealed(digest, data, state.ring.identities)
            else:
                texts[digest] = blob.read(digest, data)
        except WorldFault as fault:
            state.refused.add(digest)
            if fault.code not in _GONE:
                state.tell(fault, digest)
    return texts


def _keep(db: Database, texts: Mapping[str, Text]) -> list[bool]:
    return [
        events.keep_text(db, digest, text.salt, text.words or "") for digest, text in texts.items()
    ]
