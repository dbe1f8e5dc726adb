"""A team of many names: who is in it, how sync stands, what is assigned, how one joins."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace
from PySide6.QtWidgets import QApplication

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from shots import homes
from shots.camera import SMALL, Camera
from workstation.domain.ids import PersonId
from workstation.domain.roster import Member, Role
from workstation.review import invitation, joining, publishing
from workstation.review import roster as acts
from workstation.review.after_sync import following
from workstation.review.publishing import Given
from workstation.services import Services
from workstation.store.people import UNNAMED, Person
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.ui.dialogs.published import PublishedPanel

LEAD = Person(PersonId("lead-1"), "Nurul Huda", ("en", "ms"))
OTHERS = (
    ("auditor-7", "สมหญิง ใจดี", Role.AUDITOR, None, ("th", "en")),
    ("auditor-9", "عبد الرحمن الفاسي", Role.AUDITOR, None, ("ar", "en")),
    ("auditor-12", "王小明", Role.AUDITOR, None, ("zh-Hans", "ms")),
    ("trainer-2", "காயத்ரி", Role.TRAINER, None, ("ta", "en")),
    ("bpo-manila", "Bituin Reyes", Role.VENDOR_QA, "BPO Manila", ()),
)
PLACE = homes.PLACE / "team drive"
NARROW = (960, SMALL[1])


def _run(services: Services) -> None:
    sync(services.store, FolderTransport(PLACE), follow=following(services.desk))


def lead_works() -> tuple[Services, str]:
    """A lead's store: a team, invitations, devices that came in, one that asks, batches; and the
    line of an invitation that nobody has used."""
    PLACE.mkdir(parents=True, exist_ok=True)
    services = homes.opened("lead", LEAD)
    services.set_preference("sync_to", str(PLACE))
    services.set_preference("region", "MY")
    services.act(acts.begin_team, "Marketplace MY/SG", "MY").result()
    for person, name, role, vendor, languages in OTHERS:
        member = Member(PersonId(person), role, name, vendor, languages,
                        leads=(PersonId("lead-1"),))  # fmt: skip
        services.act(acts.set_person, member).result()
    lines = {}
    for person in ("auditor-7", "auditor-9", "auditor-12", "trainer-2"):
        made = services.act(acts.invite, person, str(PLACE)).result()
        lines[person] = invitation.write(made)
    _run(services)
    for person in ("auditor-7", "auditor-9"):
        _joins(person, lines[person])
    _run(services)
    batches = (
        ("beauty", "Beauty listings week 12 – ครีมหน้าขาว", "2027-01-04T18:00:00+08:00", 40),
        ("bags", "高仿包袋抽查 / spot check of bags", "2026-11-26T12:00:00+08:00", 25),
        ("inspection", "جولة تفتيش: الساعات المقلدة", None, 12),
    )
    for name, title, due, number in batches:
        _publish(services, name, title, due, number)
    _run(services)
    # The same invitation shown by a second device: a lead has to look into it.
    _joins("auditor-9", lines["auditor-9"], "auditor-9 again")
    _run(services)
    phone = next(one for one in services.store.read(_devices).result() if one[1] == "auditor-9")
    services.act(acts.revoke, phone[0], "lost").result()
    return services, lines["auditor-12"]


def _joins(person: str, line: str, name: str = "") -> None:
    services = homes.opened(name or person, Person(UNNAMED))
    try:
        services.act(joining.accept, invitation.read(line), "MY").result()
        who = replace(services.desk.person, id=PersonId(person), name=person)
        services.set_person(who)
        services.set_preference("sync_to", str(PLACE))
        _run(services)
    finally:
        services.close()


def _publish(services: Services, name: str, title: str, due: str | None, number: int) -> None:
    head = manifest_of(name, title)
    if due:
        head["due_at"] = due
    folder = write_batch(homes.PLACE / f"batch {name}", head, synthetic_cases(number), pack_files())
    publishing.publish(
        services.store, services.desk, FolderTransport(PLACE), folder, homes.now,
        given=[Given(person) for person in ("auditor-7", "auditor-12")],
    )  # fmt: skip


def _devices(db: object) -> list[tuple[str, str]]:
    from workstation.store import roster

    known = roster.believed(db)  # type: ignore[arg-type]
    return [(one.device, one.person) for one in known.devices.values()]


def every(open_camera: Callable[[Services], Camera]) -> None:
    """A lead, an auditor, and somebody on their first day."""
    services, line = lead_works()
    person = Person(PersonId("auditor-7"))
    for made, scenes in (
        (lambda: services, lead),
        (lambda: homes.opened("auditor-7", person), auditor),
        (lambda: homes.opened("joins", homes.NOBODY), lambda camera: joins(camera, line)),
    ):
        camera = open_camera(made())
        try:
            scenes(camera)
        finally:
            camera.close()


def lead(camera: Camera) -> None:
    """What a lead sees."""
    camera.window.start(None)
    camera.settle()
    camera.window.commands.panels.close()
    with camera.scene("team"):
        camera.keys("Ctrl+Shift+J")
        camera.shoot("team")
        camera.shoot("team-narrow", size=NARROW)
        camera.keys("1")
        camera.shoot("team-person")
        camera.keys("Escape", "Down", "Down", "Down", "4")
        camera.shoot("team-revoke")
        camera.keys("Escape")
        for _row in range(6):
            camera.keys("Down")
        camera.keys("2")
        camera.shoot("team-invite")
        camera.keys("Return")
        camera.shoot("team-invitation")
        camera.keys("Escape")
        camera.window.commands.panels.close()
    with camera.scene("sync"):
        stray = PLACE / "streams" / "notes.txt"
        stray.write_text("not one of its files", "utf-8")
        camera.keys("Ctrl+S", "Ctrl+Shift+S")
        camera.shoot("sync")
        camera.shoot("sync-narrow", size=NARROW)
        camera.keys("2")
        camera.shoot("sync-verified")
        camera.keys("6")
        camera.shoot("sync-forget")
        camera.keys("Escape", "5")
        camera.shoot("place")
        line = QApplication.focusWidget()
        line.setText("https://hub.example.org")  # type: ignore[union-attr]
        camera.keys("Return")
        camera.shoot("place-code")
        camera.window.commands.panels.close()
        stray.unlink()
    with camera.scene("batches of the team"):
        camera.keys("Ctrl+Shift+A")
        camera.shoot("published")
        camera.shoot("published-narrow", size=NARROW)
        camera.keys("Return")
        camera.keys("Down", "Space")
        camera.shoot("published-whom")
        camera.keys("Return")
        camera.shoot("published-cases")
        camera.keys("Return")
        panels = camera.window.commands.panels
        camera.wait(lambda: isinstance(panels.open_panel, PublishedPanel), "the assignment")
        camera.shoot("published-assigned")
        camera.keys("5")
        camera.keys("W", "Return")
        camera.shoot("published-retract")
        camera.keys("Escape", "1")
        camera.shoot("publish")
        panels.close()
    with camera.scene("offers of a lead"):
        camera.keys("Ctrl+Shift+O")
        camera.shoot("offers-lead")
        camera.window.commands.panels.close()


def auditor(camera: Camera) -> None:
    """What an auditor sees."""
    camera.window.start(None)
    camera.settle()
    camera.window.commands.panels.close()
    with camera.scene("offers"):
        camera.keys("Ctrl+S", "Ctrl+Shift+O")
        camera.shoot("offers")
        camera.shoot("offers-narrow", size=NARROW)
        camera.window.commands.panels.close()
        camera.keys("Ctrl+Shift+J")
        camera.shoot("team-auditor")
        camera.window.commands.panels.close()
    with camera.scene("away"):
        # The place is gone under the desk: nothing stops, the header says so.
        away = PLACE.rename(PLACE.with_name("away"))
        camera.window.commands.sending.now(quiet=True)
        camera.wait(lambda: camera.window.commands.sending.trouble is not None, "the back-off")
        camera.shoot("away")
        camera.keys("Ctrl+Shift+S")
        camera.shoot("sync-away")
        camera.window.commands.panels.close()
        away.rename(PLACE)


def joins(camera: Camera, line: str) -> None:
    """A first run with an invitation; a workstation without a team."""
    with camera.scene("first run with an invitation"):
        camera.window.start(None)
        camera.settle()
        panel = camera.window.commands.panels.open_panel
        panel.invitation.setText(line)  # type: ignore[union-attr]
        camera.shoot("first-run-invited")
        camera.shoot("first-run-invited-narrow", size=NARROW)
        camera.window.commands.panels.close()
        camera.settle()
        camera.window.commands.panels.close()
        for key, name in (
            ("Ctrl+Shift+J", "team-none"),
            ("Ctrl+Shift+S", "sync-none"),
            ("Ctrl+Shift+O", "offers-none"),
        ):
            camera.keys(key)
            camera.shoot(name)
            camera.window.commands.panels.close()
