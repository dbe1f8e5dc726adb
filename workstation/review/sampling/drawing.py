"""Drawing: the list is made from frame, design and seed alone, kept, and said on the lead's stream.

The same pool, design and seed are the same draw and are not drawn twice. Every other draw of a
pool is one more event, so that nobody can draw until they like what they see.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from concurrent.futures import Future, TimeoutError

from msgspec import Struct
from msgspec.structs import replace

from workstation.domain.event import Audience, Kind
from workstation.domain.sampling.drawing import Draw, draw
from workstation.domain.sampling.frame import FrameRow
from workstation.fault import WorldFault
from workstation.review.acting import About, Desk, write
from workstation.review.sampling import rights, wish
from workstation.review.sampling.planning import design_for
from workstation.review.sampling.wish import Wish
from workstation.store import pools, samples
from workstation.store.driver import Database
from workstation.store.pools import Pool
from workstation.store.samples import Sample
from workstation.store.store import Store

_EVERY = 20_000

Progress = Callable[[int, int], None]
Cancelled = Callable[[], bool]


class Made(Struct, frozen=True):
    """A draw that was made, or had been made before just so (`already`)."""

    sample: Sample
    draw: Draw
    wish: Wish
    already: bool = False


def make(
    store: Store,
    desk: Desk,
    pool: Pool,
    asked: Wish,
    *,
    why: str = "",
    progress: Progress = lambda done, total: None,
    cancelled: Cancelled = lambda: False,
) -> Made:
    """Draw; without a seed one is thrown. `progress(done, total)` counts rows, from the thread of
    the store that reads them.

    Raises WorldFault `sampling.…`, `intake.cancelled`; then nothing is kept.
    """
    seeded = asked if asked.seed else replace(asked, seed=secrets.token_hex(8))
    told = wish.told(seeded, seeded.seed)

    def work(db: Database) -> tuple[Sample | None, Draw]:
        rights.check(db, desk, rights.DRAW)
        held = samples.alike(db, pool.id, told)
        design, chosen = design_for(db, pool, seeded)
        if held is not None:
            return held, samples.draw_of(db, held, design)
        seen = 0

        def rows() -> Iterator[FrameRow]:
            nonlocal seen
            for row in pools.rows(db, pool, chosen):
                seen += 1
                if seen % _EVERY == 0:
                    if cancelled():
                        raise WorldFault("intake.cancelled")
                    progress(seen, 2 * pool.rows)
                yield row

        made = draw(rows, design, zone=wish.zone_of(seeded, pool))
        progress(2 * pool.rows, 2 * pool.rows)
        return None, made

    held, made = _waited_for(store.browse(work), cancelled)
    if held is not None:
        return Made(held, made, seeded, already=True)
    sample = store.write(_keep, desk, pool, told, made, why).result()
    return Made(sample, made, seeded)


def again(db: Database, name: str | None) -> Made:
    """A sample that was drawn here, the newest without a name, as it was made."""
    sample = samples.get(db, name)
    asked = wish.from_told(sample.plan)
    # Persons' quick ends and marked clauses did their part: what they picked stands in the list.
    # The frame itself may have been let go of since.
    design = wish.design_of(asked, pools.find(db, sample.pool), {})
    return Made(sample, samples.draw_of(db, sample, design), asked, True)


def _waited_for(
    future: Future[tuple[Sample | None, Draw]], cancelled: Cancelled
) -> tuple[Sample | None, Draw]:
    while True:
        try:
            return future.result(0.2)
        except TimeoutError:
            if future.done():
                raise
            if cancelled():
                future.cancel()
                raise WorldFault("intake.cancelled") from None


def _keep(
    db: Database, desk: Desk, pool: Pool, told: dict[str, object], made: Draw, why: str
) -> Sample:
    number = samples.drawn_from(db, pool.id) + 1
    digest = samples.list_digest(made)
    strata = {name: (size, made.allotted.get(name, 0)) for name, size in made.sizes.items()}
    event = write(
        db,
        desk,
        Kind.SAMPLE_DRAWN,
        About(),
        {
            "pool": pool.id,
            "source": pool.digest,
            "plan": told,
            "seed": made.design.seed,
            "n": len(made.sample),
            "reserves": sum(map(len, made.reserves.values())),
            "risk": len(made.risky),
            "frame": made.digest,
            "list": digest,
            "number": number,
        },
        {"why": why} if why else None,
        audience=Audience.WORK,
    )
    sample = Sample(event.id, pool.id, number, event.at, told, digest, made.digest, strata)
    samples.keep(db, sample, made)
    return sample
