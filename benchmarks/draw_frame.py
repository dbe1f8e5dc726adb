"""Drawing from a frame of 1,000,000 rows: time against hashing each id once, and memory.

    python benchmarks/draw_frame.py [--short] [--json]

A stratified design with a minimum, a person's minimum, critical clauses, a risk-led list and
reserves, over a frame that is made row by row (200,000 rows with --short). The floor makes the
same rows and takes one SHA-256 of each id, twice, as the draw's two passes do. Memory is the
largest that tracemalloc sees in a draw of a fifth of the rows; the filter of ids has its full size
in it.
"""

from __future__ import annotations

import hashlib
import sys
import time
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from benchmarks.common import figure, finish, options  # noqa: E402
from workstation.domain.sampling.design import Design, Risk  # noqa: E402
from workstation.domain.sampling.drawing import draw  # noqa: E402
from workstation.domain.sampling.frame import FrameRow  # noqa: E402

START = datetime(2026, 1, 1, tzinfo=UTC)
DESIGN = Design(
    "benchmark",
    3_000,
    ("vendor", "language"),
    minimum=5,
    weights={"vendor=v1": 2.0},
    person_minimum=5,
    critical=frozenset({"c39"}),
    risk=Risk(300, {"c7": date(2026, 1, 3)}, ramping=frozenset({"p3"}), exposure_above=95_000),
)


def frame(rows: int) -> Iterator[FrameRow]:
    for n in range(rows):
        mixed = n * 2_654_435_761 % (1 << 32)
        yield FrameRow(
            f"d{n:09d}",
            f"p{mixed % 120}",
            f"v{mixed % 120 % 4}",
            language=("en", "id", "th", "vi")[mixed // 7 % 4],
            clause=f"c{mixed // 11 % 400 // 10 if n % 50 else 39}",
            at=START + timedelta(seconds=n),
            exposure=mixed % 100_000,
            seconds=float(mixed % 300),
        )


def main() -> int:
    asked = options(__doc__)
    rows = 200_000 if asked.short else 1_000_000
    start = time.perf_counter()
    for _ in range(2):
        for row in frame(rows):
            hashlib.sha256(row.decision.encode()).digest()
    floor = time.perf_counter() - start
    start = time.perf_counter()
    made = draw(lambda: frame(rows), DESIGN)
    took = time.perf_counter() - start
    tracemalloc.start()
    few = draw(lambda: frame(rows // 5), DESIGN)
    memory = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    kept = len(few.sample) + sum(map(len, few.reserves.values())) + len(few.risky)
    return finish(
        asked,
        [
            figure(
                "draw_time_ratio", round(took / floor, 2), "<= 4", took / floor <= 4, __doc__,
                rows=rows, seconds=round(took, 1), drawn=len(made.sample),
            ),
            figure(
                "draw_memory_mb", round(memory, 1), "<= 60", memory <= 60, __doc__, kept=kept
            ),
        ],
    )  # fmt: skip


if __name__ == "__main__":
    raise SystemExit(main())
