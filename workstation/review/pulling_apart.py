"""The import of a batch that was fetched, in a process of its own as every import of the window's.

The child reads the files that were fetched where they lie, with the store's own key.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

from workstation.bell import Bell
from workstation.intake.apart import Job, Order, import_apart
from workstation.intake.importer import ImportReport
from workstation.intake.process import main
from workstation.review.incoming import Incoming
from workstation.store.store import Store

if TYPE_CHECKING:
    from workstation.review.pulling import Cancelled, Clock, Importing, Progress


def apart(bell: Bell) -> Importing:
    """What `pulling.pull` may import with; the child rests while `bell` rings."""

    def importing(
        store: Store,
        reader: Incoming,
        _clock: Clock,
        reading: Progress,
        cancelled: Cancelled,
        done: Callable[[ImportReport], None],
    ) -> None:
        job = Job("", None, batch=reader.batch, files=tuple(reader.files.items()))
        import_apart(store, job, reading, cancelled, done, bell, process=__name__)

    return importing


def _fetched(order: Order, store: Store) -> Incoming:
    return Incoming(store, order.job.batch, dict(order.job.files))


if __name__ == "__main__":
    sys.exit(main(_fetched, named=False))
