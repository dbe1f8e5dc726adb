"""What a verdict costs as a hub grows from 1,000 to 100,000 of them: pushed, and read by a lead.

Ten workstations with real stores send 1,000 verdicts each in turn, and after each a lead's real
store syncs: both runs are timed. The verdicts are written into the stores as events in bulk,
without a desk, one in ten with a note; they are packed, signed, sent, listed, checked and taken in
as everything is. Since other work on the machine comes and goes, a hundred plain questions that
cost the same at every size (`/v1/me`) are asked before and after each lot, and its times are set
against theirs; `unset` says what the ratio is without. A straight line is laid through the cost of
each lot against what the hub held (Theil and Sen's, which one slow lot does not bend); the ratio is
its end to its beginning.

    python benchmarks/hub_growth.py [--short] [--json] [--draw]
"""

from __future__ import annotations

import statistics
import sys
from itertools import combinations
from pathlib import Path
from time import perf_counter

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from msgspec import Struct
from msgspec.structs import replace

from benchmarks import hub_team
from benchmarks.common import ROOT, figure, finish, options
from benchmarks.hub_streams import BATCH, verdict_body
from benchmarks.hub_team import Plain, Team
from workstation.domain.ids import derived_id
from workstation.review.acting import About, Desk, write
from workstation.store.driver import Database

PICTURE = ROOT / "docs" / "images" / "hub-growth.png"
GOAL = 1.2
WRITERS = 10
LOT = 1_000
_NOTED = 10
_ASKED = 100


class Lot(Struct, frozen=True):
    """Verdicts at the hub when a lot was through, milliseconds for each verdict of it, and what
    the plain questions took around it."""

    verdicts: int
    push: float
    read: float
    same: float


class Line(Struct, frozen=True):
    """Cost at the first and the last lot."""

    first: float
    last: float

    @property
    def ratio(self) -> float:
        return self.last / self.first


def main() -> int:
    """Measure and print."""
    draw = "--draw" in sys.argv
    if draw:
        sys.argv.remove("--draw")
    asked = options(__doc__)
    lots = 10 if asked.short else 100
    with (
        hub_team.folder("hub-growth") as folder,
        hub_team.cluster() as cluster,
        hub_team.a_team(cluster, folder / "team") as team,
    ):
        grown = _grow(team, lots)
    unset, grown = _lines(grown), _set(grown)
    lines = _lines(grown)
    if draw:
        _draw(grown, lines)
    words = {"push": "pushing a verdict", "read": "a lead's reading of a verdict"}
    figures = [
        figure(
            f"{words[name]}, with {lots * LOT:,} at the hub / with {LOT:,}",
            round(line.ratio, 2), f"≤ {GOAL}", line.ratio <= GOAL, __doc__.split("\n\n    ")[0],
            unset=round(unset[name].ratio, 2), first_ms=round(line.first, 3),
            last_ms=round(line.last, 3),
            slope_ms_for_each_100000=round(
                (line.last - line.first) * 100_000 / ((lots - 1) * LOT), 3
            ),
            median_ms=round(statistics.median(getattr(one, name) for one in grown), 3),
        )
        for name, line in lines.items()
    ]  # fmt: skip
    return finish(asked, figures)


def _grow(team: Team, lots: int) -> list[Lot]:
    writers = [team.add(f"mei-{number}") for number in range(WRITERS)]
    team.lead.sync()
    for one in writers:
        one.sync()
    team.lead.sync()
    grown = []
    lead = team.lead
    client = Plain(lead.place.address, lead.access.device, lead.access.secret)
    for lot in range(lots):
        writer = writers[lot % WRITERS]
        writer.do(_write, lot)
        before = _same(client)
        start = perf_counter()
        sent = writer.sync()
        pushed = perf_counter()
        got = team.lead.sync()
        read = perf_counter()
        assert sent.sent_events >= LOT, sent
        assert got.received_events == sent.sent_events, got
        each = 1000 / LOT
        same = (before + _same(client)) / 2
        grown.append(Lot((lot + 1) * LOT, each * (pushed - start), each * (read - pushed), same))
    client.close()
    assert team.lead.ask(hub_team.verdicts) == lots * LOT
    return grown


def _same(client: Plain) -> float:
    start = perf_counter()
    for _ in range(_ASKED):
        client.get("/v1/me")
    return perf_counter() - start


def _set(grown: list[Lot]) -> list[Lot]:
    """As if the machine had been as busy throughout as it was half of the time."""
    usual = statistics.median(one.same for one in grown)
    return [
        replace(one, push=one.push * usual / one.same, read=one.read * usual / one.same)
        for one in grown
    ]


def _write(db: Database, desk: Desk, lot: int) -> None:
    for number in range(LOT):
        case = derived_id("growth", str(lot), str(number))
        words = {"note": f"what I saw of {number}"} if number % _NOTED == 0 else {}
        about = About(BATCH, f"i-{case}", f"t-{case}", case)
        write(db, desk, hub_team.Kind.VERDICT, about, verdict_body(), words)


def _lines(grown: list[Lot]) -> dict[str, Line]:
    return {
        name: _line([(one.verdicts, getattr(one, name)) for one in grown])
        for name in ("push", "read")
    }


def _line(points: list[tuple[int, float]]) -> Line:
    slope = statistics.median(
        (b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(points, 2)
    )
    base = statistics.median(cost - slope * at for at, cost in points)
    return Line(base + slope * points[0][0], base + slope * points[-1][0])


def _draw(grown: list[Lot], lines: dict[str, Line]) -> None:
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot
    from matplotlib.ticker import FuncFormatter

    picture, axes = pyplot.subplots(figsize=(8, 4), dpi=120)
    at = [one.verdicts for one in grown]
    for name, words, colour, mark in (
        ("push", "pushed by an auditor", "#0b57d0", "o"),
        ("read", "read by a lead", "#9a3412", "^"),
    ):
        line = lines[name]
        costs = [getattr(one, name) for one in grown]
        axes.plot(at, costs, mark, color=colour, markersize=4, alpha=0.6)
        axes.plot([at[0], at[-1]], [line.first, line.last], color=colour,
                  label=f"{words}: {line.first:.2f} → {line.last:.2f} ms")  # fmt: skip
    top = max(statistics.quantiles((one.push for one in grown), n=20)[-1],
              statistics.quantiles((one.read for one in grown), n=20)[-1])  # fmt: skip
    axes.set_ylim(0, 1.6 * top)
    axes.set_xlim(0, at[-1])
    axes.set_xlabel("verdicts at the hub")
    axes.set_ylabel("milliseconds for a verdict")
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    axes.set_title("What a verdict costs as the hub grows (each mark: 1,000 verdicts)", loc="left")
    axes.grid(color="#d1d9e0", linewidth=0.6)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left")
    picture.tight_layout()
    picture.savefig(PICTURE)


if __name__ == "__main__":
    sys.exit(main())
