"""A second look: the list, both answers side by side on a Thai and an Arabic case, the board."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from shots import homes
from shots.camera import SMALL, Camera
from workstation.domain.decision import Finding
from workstation.domain.ids import BatchId, PersonId
from workstation.domain.roster import Member, Role
from workstation.domain.verdict import Answer
from workstation.intake.importer import import_batch
from workstation.review import invitation, joining, publishing
from workstation.review import roster as acts
from workstation.review.after_sync import following
from workstation.review.desk import Conclusion, Shown
from workstation.review.publishing import Given
from workstation.review.second import comparing, drawing, judging
from workstation.review.second.drawing import Wish
from workstation.services import Services
from workstation.store.people import UNNAMED, Person
from workstation.store.second_looks import Outcome
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync

READS = ("en", "ms", "th", "ar", "zh-Hans", "zh-Hant", "ta", "id", "vi", "tl", "es", "ja", "ko",
         "hi", "pt", "de", "fr", "ru")  # fmt: skip
LEAD = Person(PersonId("lead-1"), "Nurul Huda", READS)
AUDITORS = (("auditor-7", "สมหญิง ใจดี"), ("auditor-9", "عبد الرحمن الفاسي"))
PLACE = homes.PLACE / "second drive"
SOURCES = ("L-TH-70218842", "C-SA-21003658")
FIRST, SECOND = ("LIMIT", "3.2"), ("REMOVE", "3.1")


def every(open_camera: Callable[[Services], Camera]) -> None:
    """What a lead sees."""
    services, batch = _lead_works()
    camera = open_camera(services)
    try:
        lead(camera, batch)
    finally:
        camera.close()


def lead(camera: Camera, batch: BatchId) -> None:
    """The list, the two cases, the board."""
    camera.open(batch)
    with camera.scene("second looks"):
        camera.keys("Ctrl+2")
        camera.shoot("second-list")
        for source in SOURCES:
            camera.wait(lambda: camera.window.commands.panels.open_panel is not None, "the list")
            panel: Any = camera.window.commands.panels.open_panel
            while panel.current().source_id != source:
                camera.keys("Down")
            camera.keys("Return")
            camera.shoot(f"second-{'thai' if 'TH' in source else 'arabic'}")
            camera.shoot(f"second-{source}-narrow", size=(960, SMALL[1]))
            camera.keys("Escape")
        camera.keys("1")
        camera.shoot("second-draw")
        camera.window.commands.panels.close()
    with camera.scene("board"):
        camera.keys("Ctrl+Shift+L")
        camera.shoot("board")
        camera.keys("1")
        camera.shoot("board-split")
        camera.window.commands.panels.close()


def _lead_works() -> tuple[Services, BatchId]:
    PLACE.mkdir(parents=True, exist_ok=True)
    services = homes.opened("second lead", LEAD)
    batch = import_batch(services.store, homes.DEMO / "batch", None, homes.now).batch
    services.set_preference("sync_to", str(PLACE))
    services.act(acts.begin_team, "Marketplace MY/SG", "MY").result()
    services.act(
        acts.set_person, Member(LEAD.id, Role.LEAD, LEAD.name, languages=READS)
    ).result()
    lines = {}
    for person, name in AUDITORS:
        services.act(
            acts.set_person, Member(PersonId(person), Role.AUDITOR, name, languages=READS)
        ).result()
        made = services.act(acts.invite, person, str(PLACE)).result()
        lines[person] = invitation.write(made)
    _run(services)
    publishing.publish(
        services.store, services.desk, FolderTransport(PLACE), homes.DEMO / "batch", homes.now,
        given=[Given("auditor-7"), Given("auditor-9", cases=_some(services, batch, 40))],
    )  # fmt: skip
    _run(services)
    _judges("auditor-7", lines["auditor-7"], services)
    _run(services)
    wish = Wish(batch, "pictures", agreements=0.2, by=(LEAD.id,))
    drawing.draw(services.store, services.desk, FolderTransport(PLACE), wish)
    services.store.write(_settle, LEAD.id).result()
    services.translate_ahead(batch, number=10_000).result()
    if not services.ahead.wait_idle(homes.PATIENCE):
        sys.exit("screenshots: the translation took too long")
    tasks = services.store.read(_tasks, batch).result()
    for number, (task, source) in enumerate(tasks):
        if source in SOURCES or number < 3:
            _answer(services, task, SECOND, "Made to pass as the original: photo 6 says so.")
            services.act(judging.settle, task).result()
    done = services.store.read(
        lambda db: comparing.waiting(db, services.desk)
    ).result()
    for both in [one for one in done if one.source_id not in SOURCES][:1]:
        services.act(
            judging.judge, both.first.verdict, both.second.verdict, Outcome.CORRECTED
        ).result()
    return services, batch


def _judges(person: str, line: str, lead: Services) -> None:
    services = homes.opened("second auditor", Person(UNNAMED))
    try:
        batch = import_batch(services.store, homes.DEMO / "batch", UNNAMED, homes.now).batch
        services.act(joining.accept, invitation.read(line), "MY").result()
        services.set_person(replace(services.desk.person, id=PersonId(person)))
        for one in (services, lead, services):
            _run(one)
        person_tasks = services.store.read(_tasks, batch, person).result()
        for number, (task, source) in enumerate(person_tasks[:40]):
            clause = FIRST if source in SOURCES or number % 4 == 0 else None
            _answer(services, task, clause, "The seller says “grade AAA”.")
        _run(services)
    finally:
        services.close()


def _answer(services: Services, task: str, said: tuple[str, str] | None, note: str) -> None:
    answer = Answer("NONE")
    if said is not None:
        action, clause = said
        finding = Finding(clause, 1, action, primary=True)
        answer = Answer(action, (finding,))
    shown = Shown(active_ms=61_000)
    if services.answer(task, answer, shown, note).result().verdict is None:
        services.conclude(task, Conclusion(note=note), shown).result()


def _run(services: Services) -> None:
    sync(services.store, FolderTransport(PLACE), follow=following(services.desk))
    services.follow_roster()


def _settle(db: Any, person: str) -> None:
    from workstation.review import assigned

    assigned.settle(db, person)


def _some(services: Services, batch: BatchId, number: int) -> tuple[str, ...]:
    rows = services.store.read(
        lambda db: db.conn.execute(
            "SELECT [case] FROM item WHERE batch = ? ORDER BY position LIMIT ?", [batch, number]
        ).fetchall()
    ).result()
    return tuple(case for (case,) in rows)


def _tasks(db: Any, batch: str, person: str | None = None) -> list[tuple[str, str]]:
    stage = "second" if person is None else "first"
    return db.conn.execute(
        "SELECT t.id, c.source_id FROM task t JOIN [case] c ON c.id = t.[case] "
        "WHERE t.batch = ? AND t.stage = ? AND t.person = coalesce(?, t.person) "
        "ORDER BY t.position",
        [batch, stage, person],
    ).fetchall()
