"""Figures of many verdicts beside the barest GROUP BY over the same tables.

    python benchmarks/kpi.py [--verdicts 100000] [--rounds 5]

A store is filled by `fill_store`, every case with a verdict and its event, of a hundred moderators
in ten vendors, in eight strata. Both sides read on the store's reader; rounds alternate, medians
are told.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.fill_store import BATCH, PERSON, fill
from workstation.domain.ids import DeviceId
from workstation.reports.kpi.wish import Wish
from workstation.review import figures
from workstation.review.acting import Desk
from workstation.store.driver import Database
from workstation.store.people import Device, Person

BARE = """
    SELECT {columns}, count(*), sum(v.codes = '[]') FROM verdict v
    JOIN item i ON i.id = v.item JOIN [case] c ON c.id = v.[case]
    JOIN decision d ON d.item = v.item
    WHERE v.kind = 'qa' AND v.superseded_by IS NULL AND v.stage = 'first' GROUP BY {columns}
"""
QUESTIONS = {
    ("vendor",): "d.vendor",
    ("moderator",): "d.[by]",
    ("vendor", "language"): "d.vendor, c.language",
    ("moderator", "week"): "d.[by], strftime('%Y-%W', d.decided_at)",
}
STRATA = [f"stratum {number}" for number in range(8)]
OUTCOMES = (("agrees", "[]", "none", "NONE"),) * 17 + (
    ("differs", '["FN.missed"]', "major", "REMOVE"),
    ("differs", '["FP.none"]', "minor", "NONE"),
    ("pending", "[]", "none", "CANNOT"),
)
FILLER = {"translations": [["a" * 64, "b" * 64]] * 6, "media": ["c" * 64], "clauses": ["3.1@2"]}


def judge(db: Database, verdicts: int) -> None:
    """A verdict on every case, as events and their view have it."""
    chance = random.Random(verdicts)
    sizes = [{"name": name, "population": verdicts, "sample": verdicts // 8} for name in STRATA]
    design = json.dumps({"title": "Many", "design": {"method": "stratified", "strata": sizes}})
    for (trigger,) in db.conn.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' "
        "AND tbl_name IN ('decision', 'batch', 'item')"
    ).fetchall():
        db.conn.execute(f"DROP TRIGGER [{trigger}]")
    db.conn.execute("UPDATE batch SET manifest = ?", [design])
    db.conn.execute(
        "UPDATE item SET stratum = 'stratum ' || (position % 8), inclusion_probability = '0.125'"
    )
    db.conn.execute(
        "UPDATE decision SET [by] = 'm-' || (abs(random()) % 100), decided_at = "
        "strftime('%Y-%m-%dT%H:%M:%S.000+00:00', '2026-02-01', '+' || (abs(random()) % 80) "
        "|| ' days')"
    )
    db.conn.execute("UPDATE decision SET vendor = 'v-' || (substr([by], 3) % 10)")
    rows = db.conn.execute("SELECT id, [case] FROM item ORDER BY position").fetchall()
    made, told = [], []
    for number, (item, case) in enumerate(rows):
        result, codes, severity, action = OUTCOMES[chance.randrange(len(OUTCOMES))]
        event, at = f"e-{number:034d}", "2026-05-01T09:00:00.000+00:00"
        body = {"answer": {"action": action}, "outcome": {"result": result}, "shown": FILLER,
                "after_reveal": False, "stage": "first", "active_ms": 90_000}  # fmt: skip
        told.append((event, "d.work", number + 1, "verdict", at, PERSON, "d", BATCH, item, None,
                     case, None, json.dumps(body), "{}", ""))  # fmt: skip
        made.append((event, f"t-{number}", BATCH, item, case, PERSON, "d", "d.work", number + 1, at,
                     "first", result, action, None, severity, codes, "exact", "original", 1, 0,
                     chance.randrange(20_000, 200_000), 0, None, "qa", 0))  # fmt: skip
    db.conn.executemany(f"INSERT INTO event VALUES ({','.join('?' * 15)})", told)
    db.conn.executemany(f"INSERT INTO verdict VALUES ({','.join('?' * 25)})", made)
    db.conn.execute("UPDATE task SET state = 'decided'")


def timed(work: Callable[[], object]) -> float:
    """Seconds that something takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--verdicts", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=5)
    asked = parser.parse_args()
    desk = Desk(
        Person(PERSON), Device(DeviceId("d"), b"\0" * 32), lambda: "2026-06-01T00:00:00.000+00:00"
    )
    with tempfile.TemporaryDirectory() as folder:
        store = fill(Path(folder, "home"), asked.verdicts)
        store.write(judge, asked.verdicts).result()
        for by, columns in QUESTIONS.items():
            bare, made, lines = [], [], 0
            for _ in range(asked.rounds):
                sql = BARE.format(columns=columns)
                bare.append(
                    timed(lambda sql=sql: store.read(
                        lambda db: db.conn.execute(sql).fetchall()).result())
                )  # fmt: skip
                begun = time.perf_counter()
                report = store.read(figures.report, desk, Wish(by)).result()
                made.append(time.perf_counter() - begun)
                lines = len(report.lines)
            one, other = statistics.median(bare), statistics.median(made)
            print(f"{', '.join(by):<20} {lines:5} lines   bare {1000 * one:6.0f} ms   "
                  f"figures {1000 * other:6.0f} ms   {other / one:4.1f} times")  # fmt: skip
        store.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
