"""A frame of 1,000,000 rows: bringing it in, counting by filter, against their bare SQL.

    python benchmarks/frame.py [--short] [--json]

A CSV of made-up decisions (200,000 with --short) into an encrypted store, in turns with the floor
of each figure; medians.

    bringing in       `import_frame` / the same rows, read by csv.reader and put in as they are by
                      executemany, in the same chunks on the same writer, into the same table
    a choice          the counts of all fields after a word was chosen, from the cube that is held
                      already / the same numbers as bare SQL, a GROUP BY a field (fetchall)
    a period          the counts of all fields after the period was changed / the same as bare SQL
    a plan            `planning.plan` of a stratified design / the one GROUP BY that it needs
    memory            the largest that tracemalloc sees of a bringing in of a fifth of the rows
"""

from __future__ import annotations

import csv
import sys
import tempfile
import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.common import figure, finish, options  # noqa: E402
from workstation.domain.ids import DeviceId, PersonId  # noqa: E402
from workstation.intake.frame.importer import CHUNK, import_frame  # noqa: E402
from workstation.intake.frame.mapping import FrameMapping  # noqa: E402
from workstation.review.acting import Desk  # noqa: E402
from workstation.review.sampling import planning  # noqa: E402
from workstation.review.sampling.wish import Wish  # noqa: E402
from workstation.store import pool_filter, pools  # noqa: E402
from workstation.store.driver import Database  # noqa: E402
from workstation.store.keys import Protection  # noqa: E402
from workstation.store.people import Device, Person  # noqa: E402
from workstation.store.pool_filter import FACETS, Filter, conditions  # noqa: E402
from workstation.store.pools import ROW_COLUMNS, Pool  # noqa: E402
from workstation.store.store import Store, create  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
HEAD = (
    "decision", "moderator", "vendor", "site", "language", "market", "clause", "action",
    "decided_at", "impressions", "handling_seconds", "automated",
)  # fmt: skip
CHOICES = (
    Filter(vendor=("v1",), automated=False),
    Filter(language=("th", "vi"), vendor=("v0",), automated=False),
    Filter(clause=("c7",), action=("REMOVE",)),
)
PERIODS = (
    Filter(since=START + timedelta(days=2), until=START + timedelta(days=5)),
    Filter(vendor=("v1",), automated=False, since=START + timedelta(days=8)),
)
TIMES = 5


def write(path: Path, rows: int) -> Path:
    languages, markets = ("en", "id", "th", "vi", "ms", "ar"), ("MY", "ID", "TH", "VN", "SG")
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEAD)
        for n in range(rows):
            mixed = n * 2_654_435_761 % (1 << 32)
            person = mixed % 120
            wrong = mixed // 13 % 5 == 0
            out.writerow(
                (
                    f"{mixed:08x}-{n:012x}", f"p{person}", f"v{person % 4}", f"s{person % 7}",
                    languages[mixed // 7 % 6], markets[mixed // 5 % 5],
                    f"c{mixed // 11 % 40}" if wrong else "", "REMOVE" if wrong else "NONE",
                    (START + timedelta(seconds=n)).isoformat(), mixed % 100_000, mixed % 300,
                    int(mixed % 50 == 0),
                )
            )  # fmt: skip
    return path


def main() -> int:
    asked = options(__doc__)
    rows = 200_000 if asked.short else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        return finish(asked, measured(Path(folder), rows))


def measured(folder: Path, rows: int) -> list[dict[str, Any]]:
    path = write(folder / "frame.csv", rows)
    bare = create(folder / "bare", Protection.FILE)
    floor = timed(lambda: bare_import(bare, path))
    bare.close()
    store = create(folder / "home", Protection.FILE)
    took = timed(lambda: import_frame(store, path, FrameMapping(), lambda: START))
    pool = store.read(pools.get, None).result()
    assert pool.rows == rows
    desk = Desk(Person(PersonId("lea")), Device(DeviceId("d"), b""), lambda: "")
    held = store.browse(pool_filter.cube, pool, Filter()).result()
    choice = [ratio(lambda c=c: held.counts(c), lambda c=c: bare_counts(store, pool, c))
              for c in CHOICES]  # fmt: skip
    period = [ratio(lambda c=c: counted(store, pool, c), lambda c=c: bare_counts(store, pool, c))
              for c in PERIODS]  # fmt: skip
    design = Wish(n=3_000, strata=("vendor", "language"), minimum=5, seconds=60.0)
    plan = ratio(
        lambda: store.browse(planning.plan, desk, pool, design).result(),
        lambda: store.browse(bare_cells, pool).result(),
    )
    size = (folder / "home" / "store.db").stat().st_size
    store.close()
    small = write(folder / "small.csv", rows // 5)
    store = create(folder / "third", Protection.FILE)
    tracemalloc.start()
    import_frame(store, small, FrameMapping(), lambda: START)
    memory = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    store.close()
    worst = max(choice, key=lambda one: one[0])
    slowest = max(period, key=lambda one: one[0])
    return [
        figure("frame_import_ratio", round(took / floor, 2), "<= 2", took / floor <= 2, __doc__,
               rows=rows, seconds=round(took, 1), rows_a_second=round(rows / took),
               bytes_a_row=round(size / rows)),
        figure("frame_choice_ratio", round(worst[0], 2), "<= 1", worst[0] <= 1, __doc__,
               ms=round(max(one[1] for one in choice) * 1000), groups=len(held.groups)),
        figure("frame_period_ratio", round(slowest[0], 2), "<= 1.5", slowest[0] <= 1.5, __doc__,
               ms=round(max(one[1] for one in period) * 1000)),
        figure("frame_plan_ratio", round(plan[0], 2), "<= 2", plan[0] <= 2, __doc__,
               ms=round(plan[1] * 1000)),
        figure("frame_import_memory_mb", round(memory, 1), "<= 40", memory <= 40, __doc__),
    ]  # fmt: skip


def timed(work: Callable[[], Any]) -> float:
    start = perf_counter()
    work()
    return perf_counter() - start


def ratio(ours: Callable[[], Any], floor: Callable[[], Any]) -> tuple[float, float]:
    """The median of ours over that of the floor, and ours in seconds."""
    pairs = [(timed(ours), timed(floor)) for _ in range(TIMES)]
    mine = median(one for one, _ in pairs)
    return mine / median(other for _, other in pairs), mine


def counted(store: Store, pool: Pool, chosen: Filter) -> Any:
    return store.browse(pool_filter.cube, pool, chosen).result().counts(chosen)


def bare_counts(store: Store, pool: Pool, chosen: Filter) -> Any:
    def work(db: Database) -> Any:
        asked, values = conditions(db, pool.number, chosen)
        return [
            db.conn.execute(
                f"SELECT {name}, count(*) FROM frame_row WHERE {asked} GROUP BY {name}", values
            ).fetchall()
            for name in FACETS
        ]

    return store.browse(work).result()


def bare_cells(db: Database, pool: Pool) -> Any:
    return db.conn.execute(
        "SELECT vendor, language, count(*) FROM frame_row WHERE pool = ? AND automated = 0 "
        "GROUP BY vendor, language",
        [pool.number],
    ).fetchall()


def bare_import(store: Store, path: Path) -> None:
    """The rows as they stand, codes made by a dictionary, times cut out of their texts."""
    codes: dict[str, int] = {}
    code = codes.setdefault
    insert = (
        f"INSERT INTO frame_row (pool, {', '.join(ROW_COLUMNS)}) "
        f"VALUES (1, {', '.join('?' * len(ROW_COLUMNS))})"
    )

    def put(db: Database, some: list[tuple[object, ...]]) -> None:
        db.conn.executemany(insert, some)

    chunk: list[tuple[object, ...]] = []
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for line, row in enumerate(reader, 2):
            chunk.append(
                (
                    line, row[0], row[11], *(code(row[at], len(codes)) for at in
                                             (2, 3, 4, 5, 6, 7, 1)),
                    line, 0, row[9], row[10], None,
                )
            )  # fmt: skip
            if len(chunk) == CHUNK:
                store.write(put, chunk).result()
                chunk = []
    store.write(put, chunk).result()


if __name__ == "__main__":
    raise SystemExit(main())
