"""The acts on a published batch, off the window's thread: each with the place, and stopped."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from workstation.review import publishing, speaking
from workstation.review.acting import Desk
from workstation.review.publishing import Given, PublishReport
from workstation.review.releasing import acts as releasing
from workstation.review.speaking import Restoring
from workstation.store.store import Store
from workstation.sync.giving_up import GivingUp
from workstation.sync.transport import Transport
from workstation.ui.syncing import open_kept


def with_place(
    store: Store,
    desk: Desk,
    address: str,
    opened: Callable[[GivingUp], None],
    cancel: threading.Event,
    work: Callable[..., Any],
    more: tuple[object, ...],
) -> Any:
    """An act with the place that is set, which `opened` is told of, to give it up."""
    place = open_kept(store, address) if address else None
    if place is not None:
        opened(place)
    return work(store, desk, place, cancel.is_set, *more)


def publish(
    store: Store,
    desk: Desk,
    place: Transport,
    cancelled: Callable[[], bool],
    path: Path,
    given: tuple[Given, ...],
    progress: Callable[[int, int], None],
) -> PublishReport:
    """Check, send, say."""
    return publishing.publish(
        store, desk, place, path, lambda: datetime.now().astimezone(), given=given,
        progress=progress, cancelled=cancelled,
    )  # fmt: skip


def share(
    store: Store,
    desk: Desk,
    place: Transport | None,
    _cancelled: Callable[[], bool],
    work: Callable[..., bool],
    batch: str,
    given: tuple[Given, ...],
) -> tuple[bool, Restoring]:
    """Assign or take back; whether that was new, and how it is undone."""
    how = store.read(speaking.before, batch, given).result()
    return work(store, desk, place, batch, given), how


def restore(
    store: Store,
    desk: Desk,
    place: Transport | None,
    _cancelled: Callable[[], bool],
    how: Restoring,
) -> None:
    """Undo that."""
    speaking.restore(store, desk, place, how)


def release(
    store: Store,
    desk: Desk,
    place: Transport | None,
    _cancelled: Callable[[], bool],
    batch: str,
    vendor: str,
    anyway: str,
) -> bool:
    """Make final and release; whether that was new."""
    return releasing.release(store, desk, place, batch, vendor, anyway)


def close(
    store: Store, desk: Desk, _place: Transport | None, _cancelled: Callable[[], bool], batch: str
) -> bool:
    """Take no more in time."""
    return publishing.close(store, desk, batch)


def retract(
    store: Store,
    desk: Desk,
    place: Transport | None,
    _cancelled: Callable[[], bool],
    batch: str,
    why: str,
) -> bool:
    """Take back for good."""
    return publishing.retract(store, desk, place, batch, why)
