"""Import of 50,000 cases end to end against decode + raw executemany of the same rows.

Both sides in one run, on stores of the same kind (encrypted, WAL, synchronous=FULL), in turns:

    ours      import_batch: hashes, decode, every check, hidden chunks, ready; until committed
    the peer  msgspec decode of every line, then executemany of the very rows that ours wrote
              (read back from its store), table by table, in one transaction

The search index is left out on both sides. Each figure is the median of the rounds.

    python benchmarks/import_cases.py [--cases N] [--rounds N] [--chunk N] [--short] [--json]
"""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import msgspec

from benchmarks.make_batches import make_synthetic
from workstation.intake.importer import CHUNK, import_batch
from workstation.intake.wire import WireCase
from workstation.store import store as stores
from workstation.store.driver import Database
from workstation.store.keys import Protection

GOAL = 3.0
TABLES = ("batch", "case", "part", "media", "item", "decision", "finding", "task")
Rows = dict[str, list[tuple[Any, ...]]]


def main() -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--cases", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--chunk", type=int, default=CHUNK)
    parser.add_argument("--short", action="store_true", help="10,000 cases, one round")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--any", action="store_true", help="exit 0 whatever the figure")
    given = parser.parse_args()
    if given.short:
        given.cases, given.rounds = 10_000, 1
    place = Path(tempfile.mkdtemp(prefix="import-cases-"))
    try:
        figure = measure(place, given.cases, given.rounds, given.chunk)
    finally:
        shutil.rmtree(place)
    if given.json:
        print(json.dumps([figure]))
    else:
        print(f"{figure['name']}: {figure['value']} (goal ≤ {GOAL}, {figure['method']})")
    return 0 if figure["ok"] or given.any else 1


def measure(place: Path, cases: int, rounds: int, chunk: int) -> dict[str, object]:
    """The ratio, with how it came about."""
    batch = make_synthetic(place / "batch", cases)
    ours: list[float] = []
    peer: list[float] = []
    rows: Rows = {}
    for number in range(rounds):
        home = place / f"ours-{number}"
        store = stores.create(home, Protection.FILE)
        start = perf_counter()
        report = import_batch(store, batch, "a-1", lambda: datetime.now(UTC), chunk=chunk)
        ours.append(perf_counter() - start)
        assert (report.stored, report.quarantined) == (cases, 0), report
        if not rows:
            rows = store.read(_rows).result()
        store.close()
        shutil.rmtree(home)
        peer.append(_peer(place / f"peer-{number}", batch, rows))
    ratio = statistics.median(ours) / statistics.median(peer)
    return {
        "name": "import of cases, end to end / decode + raw executemany",
        "value": round(ratio, 2),
        "goal": GOAL,
        "ok": ratio <= GOAL,
        "method": (
            f"{cases} cases in chunks of {chunk}, {rounds} round(s) in turns, medians: import "
            f"{statistics.median(ours):.2f} s, peer {statistics.median(peer):.2f} s; encrypted "
            "stores, WAL, FULL; peer: msgspec decode of all lines, then the same rows in one "
            "transaction"
        ),
    }


def _rows(db: Database) -> Rows:
    return {
        table: db.conn.execute(f"SELECT * FROM [{table}]").fetchall()
        for table in TABLES
        if table != "batch"
    } | {"batch": db.conn.execute("SELECT * FROM batch").fetchall()}


def _peer(home: Path, batch: Path, rows: Rows) -> float:
    store = stores.create(home, Protection.FILE)
    packs = rows["batch"][0][9]
    store.write(_pack_stub, packs).result()
    decode = msgspec.json.Decoder(WireCase).decode
    start = perf_counter()
    with (batch / "cases.jsonl").open("rb") as file:
        kept = [decode(line) for line in file]
    store.write(_insert, rows).result()
    spent = perf_counter() - start
    assert kept
    store.close()
    shutil.rmtree(home)
    return spent


def _pack_stub(db: Database, digest: str) -> None:
    db.conn.execute("INSERT INTO pack VALUES (?, '', '', '', '', '', '[]', '[]', '[]')", [digest])


def _insert(db: Database, rows: Rows) -> None:
    for table in TABLES:
        if rows[table]:
            holes = ",".join("?" * len(rows[table][0]))
            db.conn.executemany(f"INSERT INTO [{table}] VALUES ({holes})", rows[table])


if __name__ == "__main__":
    sys.exit(main())
