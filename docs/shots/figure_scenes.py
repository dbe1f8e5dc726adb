"""The quarter's audited decisions as figures: two vendors, a third one's mix, ramping staff."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import Counter
from collections.abc import Callable
from datetime import date

from shots import homes
from shots.camera import Camera
from workstation.domain.figures.target import Target
from workstation.domain.taxonomy import DEFAULT_ACTIONS
from workstation.intake.importer import import_batch
from workstation.reports.kpi.counting import Given
from workstation.reports.kpi.report import Report, make
from workstation.reports.kpi.targets import read_staff
from workstation.reports.kpi.wish import Wish
from workstation.store.figure_rows import Drawn, FigureRow

QUARTER = homes.DEMO / "quarter"
AIMS = (
    Target("strict_accuracy", 0.92, date(2026, 2, 1)),
    Target("enforce_accuracy", 0.92, date(2026, 2, 1)),
)


def quarter() -> Report:
    """The report that the 780 audited decisions make."""
    with gzip.open(QUARTER / "frame.csv.gz", "rb") as packed:
        frame = {one["decision"]: one for one in csv.DictReader(io.TextIOWrapper(packed, "utf-8"))}
    with (QUARTER / "audited.csv").open(encoding="utf-8", newline="") as file:
        audited = list(csv.DictReader(file))
    drawn = Counter(one["cell"] for one in audited)
    sizes = {
        one["cell"]: round(drawn[one["cell"]] / float(one["inclusion_probability"]))
        for one in audited
    }
    enforces = {action.id: action.enforces for action in DEFAULT_ACTIONS}
    batch = Drawn(
        "b", "Quarter", "qa", "2026-05-01T09:00:00+08:00", "2026-05-08T18:00:00+08:00", True,
        enforces, sizes,
    )  # fmt: skip
    rows = [_row(number, one, frame[one["decision"]]) for number, one in enumerate(audited)]
    given = Given(rows, {"b": batch}, homes.now().isoformat(),
                  staff=read_staff(QUARTER / "roster.csv"))  # fmt: skip
    return make(given, Wish(("vendor",)), AIMS)


def _row(number: int, audited: dict[str, str], held: dict[str, str]) -> FigureRow:
    passed, right = held["action"] in ("NONE", "ROUTE"), audited["right"] == "1"
    done = "NONE" if passed else held["action"]
    due = done if right else "REMOVE" if passed else "NONE"
    codes = [] if right else ["FN.missed" if passed else "FP.none"]
    return FigureRow(
        event=f"e{number}", batch="b", item=audited["decision"], cluster=None,
        stratum=audited["cell"], chance=None, targeted=0, case=audited["decision"],
        market=held["market"], content_type=held["content_type"], language=held["language"],
        vendor=held["vendor"], site=held["site"], moderator=held["moderator"],
        decided_at=held["decided_at"], done=done, automated=0,
        handling_ms=round(1000 * float(held["handling_seconds"])), clause=held["clause"],
        auditor="auditor-1", at=f"2026-05-0{1 + number % 6}T11:00:00+08:00",
        result="agrees" if right else "differs", due=due, severity="none" if right else "major",
        codes=json.dumps(codes), provisional=0, holds=None,
        active_ms=60_000 + 997 * number % 90_000,
    )  # fmt: skip


def every(make_camera: Callable[..., Camera]) -> None:
    """The table, and two vendors held together."""
    services = homes.opened("figures", homes.YOU)
    batch = import_batch(services.store, homes.DEMO / "batch", homes.YOU.id, homes.now).batch
    camera = make_camera(services)
    try:
        camera.open(batch)
        with camera.scene("figures"):
            camera.keys("Ctrl+Shift+K")
            panel = camera.window.commands.panels.open_panel
            panel.name_chips("vendor", "Any time", "QA")
            panel.show_report(quarter(), "780 verdicts in one batch")
            camera.keys("5", "Down")
            camera.shoot("figures")
            camera.keys("5", "4")
            camera.shoot("figures-rates")
            camera.keys("4")
            camera.shoot("figures-times")
    finally:
        camera.close()
