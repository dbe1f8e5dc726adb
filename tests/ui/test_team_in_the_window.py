"""The panels of sync, of assigned batches and of the team, each at its edges."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from benchmarks.make_batches import manifest_of, pack_files, synthetic_cases, write_batch
from tests.conftest import copy_home
from tests.desk import Desk
from tests.ui.test_sending import judge, ready
from workstation.domain.ids import PersonId
from workstation.domain.roster import Member, Role
from workstation.review import invitation, joining, publishing
from workstation.review import roster as acts
from workstation.review.after_sync import following
from workstation.review.joining import Asks
from workstation.review.publishing import Given
from workstation.services import Opening, Services, open_services
from workstation.store import people
from workstation.store import roster as rosters
from workstation.store.keys import Protection
from workstation.store.people import UNNAMED, Person
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync
from workstation.sync.transport import Key, Put, Shelf
from workstation.ui import syncing
from workstation.ui.dialogs.first_run import FirstRunPanel
from workstation.ui.dialogs.form import FormPanel
from workstation.ui.dialogs.offers import OffersPanel
from workstation.ui.dialogs.published import PublishedPanel
from workstation.ui.dialogs.sync_panel import SyncPanel
from workstation.ui.dialogs.team_panel import TeamPanel
from workstation.ui.dialogs.team_rows import asks_words
from workstation.ui.dialogs.ticks import TicksPanel

OpenDesk = Callable[..., Desk]
LEAD = Person(PersonId("lead-1"), "Nur", ("en",))
TURNED = "Ali \u202egnp.exe <img src=file:///etc/passwd>"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "team"
    made.mkdir()
    return made


class Team:
    """A lead without a window, who publishes to a folder."""

    def __init__(self, home: Path, folder: Path) -> None:
        services = open_services(Opening(home, Protection.FILE, person=LEAD, starter=False))
        assert services is not None
        self.services: Services = services
        self.folder = folder
        services.act(acts.begin_team, "Beauty MY").result()

    def add(self, person: str, name: str = "", role: Role = Role.AUDITOR) -> str:
        """A person of the team, and the line that invites a device of theirs."""
        member = Member(PersonId(person), role, name, languages=("en", "ms"))
        self.services.act(acts.set_person, member).result()
        made = self.services.act(acts.invite, person, str(self.folder)).result()
        return invitation.write(made)

    def publish(self, tmp: Path, title: str, person: str, residency: tuple[str, ...] = ()) -> None:
        head = manifest_of(f"batch {title}", title)
        if residency:
            head["residency"] = list(residency)
        batch = write_batch(tmp / title, head, synthetic_cases(6), pack_files())
        publishing.publish(
            self.services.store, self.services.desk, FolderTransport(self.folder), batch,
            lambda: datetime.now().astimezone(), given=[Given(person)],
        )  # fmt: skip

    def sync(self) -> None:
        place = FolderTransport(self.folder)
        sync(self.services.store, place, follow=following(self.services.desk))


@pytest.fixture
def team(tmp_path: Path, folder: Path) -> Any:
    made = Team(tmp_path / "lead", folder)
    yield made
    made.services.close()


def come_in(open_desk: OpenDesk, team: Team, home: Path, line: str, region: str = "MY") -> Desk:
    """A desk that has joined and was let in, with nothing open."""
    services = open_services(Opening(home, Protection.FILE, person=Person(UNNAMED), starter=False))
    assert services is not None
    services.set_preference("region", region)
    services.set_preference("sync_to", str(team.folder))
    services.act(joining.accept, invitation.read(line), region).result()
    who = services.store.read(people.person).result()
    assert who is not None
    services.set_person(who)
    place = FolderTransport(team.folder)
    sync(services.store, place, follow=following(services.desk))
    team.sync()
    sync(services.store, place, follow=following(services.desk))
    services.close()
    desk = open_desk(home, person=who)
    desk.wait(lambda: desk.panel() is not None)  # no batch is here yet
    desk.press("Escape")
    return desk


# Joining


def test_what_is_no_invitation_lets_nobody_start(open_desk: OpenDesk, tmp_path: Path) -> None:
    desk = open_desk(tmp_path / "new", person=None)
    panel = desk.wait_panel(FirstRunPanel)
    for line in ("garbage", "workstation-invitation:AAAA", "workstation-invitation:" + "A" * 9000):
        panel.invitation.setText(line)
        assert "invit" in panel._invited.text().lower()
        desk.press("Return")
        assert desk.panel() is panel
    panel.invitation.clear()
    desk.type("me")
    desk.press("Return")
    assert desk.services.desk.person.id == "me"


def test_joining_later_by_keys_keeps_what_was_judged(
    open_desk: OpenDesk, home: Path, team: Team
) -> None:
    line = team.add("you", TURNED)
    desk = open_desk(home)
    ready(desk)
    judge(desk)
    before = desk.verdicts()
    desk.press("Ctrl+Shift+J", "1")
    desk.wait_panel(TeamPanel)
    desk.press("2")
    panel = desk.wait_panel(FormPanel)
    panel.put("line", f"  {line[:40]}\n{line[40:]}  ")  # however it was wrapped on its way
    assert "invites you as you" in panel.shown_text()
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), TeamPanel))
    assert desk.services.preferences["sync_to"] == str(team.folder)
    desk.wait(lambda: not desk.window.commands.sending.busy)
    team.sync()
    desk.press("Ctrl+S")
    desk.wait(lambda: "Beauty MY" in desk.panel().shown_text())
    desk.wait(lambda: "⇄" in desk.panel().shown_text())  # a name that turns is shown as it is
    assert "\u202e" not in desk.panel().shown_text()
    assert desk.verdicts() == before


def test_the_next_key_is_meant_for_whoever_was_just_added(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    team.add("auditor-1", "Ann")
    team.services.set_preference("sync_to", str(team.folder))
    team.services.close()
    desk = open_desk(tmp_path / "lead", person=LEAD)
    desk.wait(lambda: desk.panel() is not None)  # no batch is here
    desk.press("Ctrl+Shift+J")
    desk.wait_panel(TeamPanel)
    desk.press("1")
    desk.wait_panel(FormPanel)
    desk.type("auditor-2")
    desk.press("Return")
    panel = desk.wait_panel(TeamPanel)
    assert panel.current().person == "auditor-2"  # not the lead, who stands first
    desk.press("2")
    form = desk.wait_panel(FormPanel)
    assert "auditor-2" in form.head.text()
    desk.press("Escape")
    panel = desk.wait_panel(TeamPanel)
    assert panel.current().person == "auditor-2"


def test_whoever_waits_for_a_lead_is_told_so(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    line = team.add("auditor-7", "Siti")
    team.sync()
    home = tmp_path / "auditor"
    services = open_services(Opening(home, Protection.FILE, person=Person(UNNAMED), starter=False))
    assert services is not None
    services.set_preference("sync_to", str(team.folder))
    services.act(joining.accept, invitation.read(line), "MY").result()
    place = FolderTransport(team.folder)
    sync(services.store, place, follow=following(services.desk))
    who = services.store.read(people.person).result()
    assert who is not None
    services.close()
    desk = open_desk(home, person=who)
    desk.wait(lambda: desk.panel() is not None)
    desk.press("Escape", "Ctrl+Shift+J")
    panel = desk.wait_panel(TeamPanel)
    assert "no lead has let this device in yet" in panel.shown_text()
    desk.wait(lambda: not desk.window.commands.sending.busy)
    team.sync()
    desk.press("Ctrl+S")
    desk.wait(lambda: "you are auditor here" in desk.panel().shown_text())


# Batches


def test_a_batch_that_may_not_be_kept_here_says_why(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    line = team.add("auditor-7")
    team.publish(tmp_path, "At home", "auditor-7", ("MY",))
    team.publish(tmp_path, "Elsewhere", "auditor-7", ("SG",))
    desk = come_in(open_desk, team, tmp_path / "auditor", line)
    desk.press("Ctrl+Shift+O")
    panel = desk.wait_panel(OffersPanel)
    assert [row.of.title for row in panel.model.rows] == ["At home", "Elsewhere"]
    desk.press("Down")
    assert "SG" in panel.told.text()
    assert "cannot be fetched" in panel.shown_text()
    desk.press("Return")
    assert not desk.window.commands.offers.busy
    desk.press("Up", "Return")
    desk.wait(lambda: bool(desk.task))
    assert desk.panel() is None


def test_fetching_stops_and_goes_on(
    open_desk: OpenDesk, team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = team.add("auditor-7")
    team.publish(tmp_path, "Bags", "auditor-7")
    desk = come_in(open_desk, team, tmp_path / "auditor", line)
    got: list[str] = []
    held, go_on = threading.Event(), threading.Event()

    class Slow(FolderTransport):
        def get(self, key: Key, start: int = 0, length: int | None = None) -> bytes:
            if key.shelf is Shelf.BLOBS:
                got.append(key.name)
                if len(got) == 3:
                    held.set()
                    assert go_on.wait(20)
            return super().get(key, start, length)

    monkeypatch.setattr(syncing, "open_place", lambda *_given: Slow(team.folder))
    desk.press("Ctrl+Shift+O")
    panel = desk.wait_panel(OffersPanel)
    desk.press("Return")
    desk.wait(held.is_set)
    assert panel.busy
    assert "Esc Stop" in panel.shown_text()
    desk.press("Escape")
    go_on.set()
    desk.wait(lambda: "Stopped" in panel.shown_text())
    assert desk.panel() is panel
    assert not desk.task
    whole = set(got[:2])
    got.clear()
    desk.press("Escape", "Ctrl+Shift+O")
    panel = desk.wait_panel(OffersPanel)
    assert "Go on fetching" in panel.shown_text()
    desk.press("Return")
    desk.wait(lambda: bool(desk.task))
    assert got
    assert not whole & set(got)  # what had come whole was not asked for again
    assert desk.sql("SELECT count(*) FROM task WHERE person = 'auditor-7'") == [(6,)]


def test_a_batch_that_comes_while_one_works_is_told_of(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    desk = come_in(open_desk, team, tmp_path / "auditor", team.add("auditor-7"))
    desk.press("Ctrl+S")
    desk.wait(lambda: "Sent" in desk.told)
    desk.wait(lambda: not desk.window.background.busy)
    team.publish(tmp_path, "Late", "auditor-7")
    team.sync()
    desk.window.commands.sending.now(quiet=True)
    desk.wait(lambda: "A batch for you: Late" in desk.told)
    assert desk.panel() is None


def test_without_a_place_nothing_is_offered_and_it_says_what_to_do(open_desk: OpenDesk) -> None:
    desk = open_desk()
    desk.press("Ctrl+Shift+O")
    panel = desk.wait_panel(OffersPanel)
    assert "No place is set" in panel.shown_text()
    desk.press("1", "Return")
    assert not desk.window.commands.sending.busy
    desk.press("Escape", "Ctrl+Shift+S")
    panel = desk.wait_panel(SyncPanel)
    assert "everything stays on this computer" in panel.shown_text()
    desk.press("1", "2", "3", "4", "6")
    assert desk.panel() is panel
    desk.press("5")
    form = desk.wait_panel(FormPanel)
    for odd in ("ftp://host/x", "http://elsewhere.example.org", "https://a:b@host"):
        form.put("address", odd)
        desk.press("Return")
        assert desk.panel() is form
        assert form.note.text()
    desk.press("Escape")
    desk.wait_panel(SyncPanel)


# The team


def test_only_a_lead_changes_the_team(open_desk: OpenDesk, team: Team, tmp_path: Path) -> None:
    desk = come_in(open_desk, team, tmp_path / "auditor", team.add("auditor-7", "Siti"))
    desk.press("Ctrl+Shift+J")
    panel = desk.wait_panel(TeamPanel)
    assert "Siti (auditor-7) – you" in panel.shown_text()
    assert list(panel.buttons) == []
    desk.press("1", "2", "3", "4", "5", "Return")
    assert desk.panel() is panel


def test_a_device_is_revoked_and_a_person_leaves_by_keys(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    come_in(open_desk, team, tmp_path / "auditor", team.add("auditor-7", "Siti")).close()
    team.services.set_preference("sync_to", str(team.folder))
    team.services.close()
    desk = open_desk(tmp_path / "lead", person=LEAD)
    desk.wait(lambda: desk.panel() is not None)
    desk.press("Ctrl+Shift+J")
    panel = desk.wait_panel(TeamPanel)
    desk.press("4")
    assert desk.panel() is panel  # nobody shuts out the device they sit at
    desk.press("Down", "4")
    form = desk.wait_panel(FormPanel)
    assert "Siti" in form.shown_text()
    desk.press("Down", "Return")  # another reason
    desk.wait(lambda: isinstance(desk.panel(), TeamPanel))
    desk.wait(lambda: "revoked: its person has left" in desk.panel().shown_text())
    desk.press("Down", "5")
    assert "Press 5 again" in desk.panel().shown_text()
    desk.press("Escape")
    assert "Press 5 again" not in desk.panel().shown_text()
    known = desk.services.store.read(rosters.believed).result()
    assert known.role("auditor-7") is Role.AUDITOR
    desk.press("5", "5")
    desk.wait(lambda: "has left the team" in desk.told)
    known = desk.services.store.read(rosters.believed).result()
    assert known.role("auditor-7") is None


def test_a_form_that_cannot_be_taken_says_why_and_keeps_what_was_typed(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    team.services.close()
    desk = open_desk(tmp_path / "lead", person=LEAD)
    desk.wait(lambda: desk.panel() is not None)
    desk.press("Ctrl+Shift+J")
    desk.wait_panel(TeamPanel)
    desk.press("1")
    form = desk.wait_panel(FormPanel)
    desk.type("auditor-8")
    form.put("languages", "not a language")
    form.put("since", "soon")
    desk.press("Return")
    desk.wait(lambda: bool(form.note.text()))
    assert form.values()["person"] == "auditor-8"
    form.put("languages", "th")
    form.put("since", "")
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), TeamPanel))
    desk.wait(lambda: "auditor-8" in desk.panel().shown_text())


def test_every_way_a_request_may_stand_has_its_words() -> None:
    assert len({asks_words(state) for state in Asks}) == len(Asks)


# A fork


def test_the_way_out_of_a_fork_is_one_key_asked_twice(
    open_desk: OpenDesk, home: Path, folder: Path, tmp_path: Path
) -> None:
    first = open_desk(home)
    ready(first)
    first.services.set_preference("sync_to", str(folder))
    judge(first)
    first.press("Ctrl+S")
    first.wait(lambda: "Sent" in first.told)
    first.close()
    copied = copy_home(home, tmp_path / "copy")
    copy = open_desk(copied)
    ready(copy)
    judge(copy)
    copy.window.toast.hide()
    copy.press("Ctrl+S")
    copy.wait(lambda: "Sent" in copy.told)
    copy.close()
    desk = open_desk(home)
    ready(desk)
    judge(desk)
    device = desk.services.desk.device.id
    desk.window.toast.hide()
    desk.press("Ctrl+S")
    desk.wait(lambda: "exists twice" in desk.told)
    assert "to look at (Ctrl+Shift+S)" in desk.window.header._sent
    desk.press("Ctrl+Shift+S")
    panel = desk.wait_panel(SyncPanel)
    assert "written twice, stopped" in panel.shown_text()
    desk.press("Return")
    assert "Press Enter again" in panel.shown_text()
    assert "2 acts that nobody has got" in panel.shown_text()
    desk.press("Return")
    desk.wait(lambda: desk.services.desk.device.id != device)
    desk.wait(lambda: not desk.window.commands.sending.busy and not panel.busy)
    desk.wait(lambda: desk.window.header._sent == "✓ all sent")
    assert "written twice" not in panel.shown_text()
    # Both copies' verdicts are there: the copy's came back, one's own were issued again.
    assert len(desk.verdicts()) == 2
    desk.press("Escape")
    judge(desk)
    desk.press("Ctrl+S")
    desk.wait(lambda: not desk.window.commands.sending.busy)
    assert desk.window.commands.sending.problems == ()


def test_the_panel_follows_a_run(open_desk: OpenDesk, folder: Path) -> None:
    desk = open_desk()
    ready(desk)
    judge(desk)
    desk.services.set_preference("sync_to", str(folder))
    desk.press("Ctrl+Shift+S")
    panel = desk.wait_panel(SyncPanel)
    assert "waits to be sent" in panel.shown_text()
    desk.press("1")
    desk.wait(lambda: "✓ all sent" in panel.shown_text())
    desk.press("2")
    desk.wait(lambda: "Everything holds" in panel.shown_text())
    segment = next(path for path in folder.glob("streams/*/*") if path.is_file())
    segment.write_bytes(segment.read_bytes()[:-1] + b"x")
    desk.press("2")
    desk.wait(lambda: "First fault: place" in panel.shown_text())
    desk.press("6")
    assert desk.services.preferences["sync_to"]
    desk.press("6")
    assert not desk.services.preferences["sync_to"]
    desk.wait(lambda: "No place is set" in panel.shown_text())
    assert QApplication.activeModalWidget() is None


# The lead's batches


def lead_desk(open_desk: OpenDesk, team: Team, home: Path) -> Desk:
    """The lead in front of a window, with the team's folder as place."""
    team.services.set_preference("sync_to", str(team.folder))
    team.services.close()
    desk = open_desk(home, person=LEAD)
    desk.wait(lambda: desk.panel() is not None)  # no batch is here
    desk.press("Escape")
    return desk


def batch_of(tmp: Path, title: str = "Bags", cases: int = 6) -> Path:
    return write_batch(
        tmp / title, manifest_of(f"batch {title}", title), synthetic_cases(cases), pack_files()
    )


def publish_by_keys(desk: Desk, path: Path, persons: str = "") -> PublishedPanel:
    desk.press("Ctrl+Shift+A")
    desk.wait_panel(PublishedPanel)
    desk.press("1")
    form = desk.wait_panel(FormPanel)
    form.put("path", str(path))
    desk.press("Tab", "Tab")
    form.put("persons", persons)
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), PublishedPanel) and bool(desk.panel().model.rows))
    panel: PublishedPanel = desk.panel()
    return panel


def said(desk: Desk) -> list[str]:
    rows = desk.sql(
        "SELECT kind FROM event WHERE kind IN ('published', 'assigned', 'taken_back', 'released', "
        "'closed', 'retracted') ORDER BY rowid"
    )
    return [row[0] for row in rows]


def assign_first(desk: Desk, cases: str = "") -> None:
    """Assign the batch under the cursor to the first who judges."""
    desk.press("Return")
    desk.wait_panel(TicksPanel)
    desk.press("Space", "Return")
    form = desk.wait_panel(FormPanel)
    if cases:
        form.put("cases", cases)
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), PublishedPanel))


def test_a_lead_publishes_assigns_takes_back_and_undoes(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    team.add("auditor-7", "Amin")
    desk = lead_desk(open_desk, team, tmp_path / "lead")
    panel = publish_by_keys(desk, batch_of(tmp_path))
    assert "nobody's yet" in panel.shown_text()
    assign_first(desk)
    desk.wait(lambda: "Amin: first look 0/6" in desk.panel().shown_text())
    assert "Ctrl+Z undoes it" in desk.told
    desk.press("Ctrl+Z")
    desk.wait(lambda: "nobody's yet" in desk.panel().shown_text())
    desk.press("Ctrl+Z")  # once is all
    assert said(desk) == ["published", "assigned", "taken_back"]
    assign_first(desk, next(iter(synthetic_cases(1)))["id"])
    desk.wait(lambda: "Amin: first look 0/1" in desk.panel().shown_text())
    desk.press("2")
    desk.wait_panel(TicksPanel)
    desk.press("Return")  # there is but one
    desk.wait_panel(FormPanel)
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), PublishedPanel))
    desk.wait(lambda: "nobody's yet" in desk.panel().shown_text())
    desk.press("Ctrl+Z")
    desk.wait(lambda: "Amin: first look 0/1" in desk.panel().shown_text())
    desk.press("4")
    assert "Press 4 again" in desk.panel().shown_text()
    assert "closed" not in said(desk)
    desk.press("4")
    desk.wait(lambda: "closed" in said(desk))
    desk.wait(lambda: not desk.panel().buttons["close"].isEnabled())
    assert QApplication.activeModalWidget() is None


def test_retracting_says_what_goes_and_asks_twice(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    team.add("auditor-7", "Amin")
    desk = lead_desk(open_desk, team, tmp_path / "lead")
    panel = publish_by_keys(desk, batch_of(tmp_path), "auditor-7")
    assert "Amin" in panel.shown_text()
    assert any(path.is_file() for path in team.folder.glob("blobs/**/*"))
    desk.press("5")
    form = desk.wait_panel(FormPanel)
    assert "6 cases" in form.shown_text()
    assert "Amin" in form.shown_text()
    desk.press("Return")
    assert "Say why" in form.shown_text()
    desk.type("wrong market")
    desk.press("Return")
    assert "Press Enter again" in form.shown_text()
    desk.type("!")  # what is changed is asked for anew
    desk.press("Return")
    assert said(desk) == ["published", "assigned"]
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), PublishedPanel))
    desk.wait(lambda: "retracted" in desk.panel().shown_text())
    assert not any(path.is_file() for path in team.folder.glob("blobs/**/*"))
    assert not desk.panel().buttons["assign"].isEnabled()


def test_what_cannot_be_published_or_released_says_why_where_it_was_asked(
    open_desk: OpenDesk, team: Team, tmp_path: Path
) -> None:
    desk = lead_desk(open_desk, team, tmp_path / "lead")
    bad = batch_of(tmp_path)
    (bad / "cases.jsonl").write_bytes(b"{\n" * 3)
    desk.press("Ctrl+Shift+A")
    desk.wait_panel(PublishedPanel)
    desk.press("1")
    form = desk.wait_panel(FormPanel)
    for path, persons in (("", ""), (tmp_path / "nowhere", ""), (bad, ""),
                          (batch_of(tmp_path, "Good"), "nobody-1")):  # fmt: skip
        form.say("")
        form.put("path", str(path))
        form.put("persons", persons)
        desk.press("Return")
        desk.wait(lambda: bool(form.note.text()) and "Esc stops" not in form.note.text())
        assert desk.panel() is form
    assert said(desk) == []
    form.put("persons", "")
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), PublishedPanel))
    desk.press("3")
    form = desk.wait_panel(FormPanel)
    desk.type("V1")
    desk.press("Return")
    desk.wait(lambda: bool(form.note.text()) and "Esc stops" not in form.note.text())
    assert "released" not in said(desk)


def test_publishing_is_stopped_by_escape_and_done_again(
    open_desk: OpenDesk, team: Team, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = lead_desk(open_desk, team, tmp_path / "lead")
    held, go_on = threading.Event(), threading.Event()

    class Slow(FolderTransport):
        def put_if_absent(self, key: Key, data: bytes | Path) -> Put:
            if key.shelf is Shelf.BLOBS:
                held.set()
                assert go_on.wait(20)
            return super().put_if_absent(key, data)

    monkeypatch.setattr(syncing, "open_place", lambda *_given: Slow(team.folder))
    desk.press("Ctrl+Shift+A")
    desk.wait_panel(PublishedPanel)
    desk.press("1")
    form = desk.wait_panel(FormPanel)
    form.put("path", str(batch_of(tmp_path)))
    desk.press("Return")
    desk.wait(held.is_set)
    assert "Esc stops" in form.shown_text()
    desk.press("Escape")
    go_on.set()
    desk.wait(lambda: "Stopped" in form.shown_text())
    assert said(desk) == []
    desk.press("Return")
    desk.wait(lambda: isinstance(desk.panel(), PublishedPanel))
    assert said(desk) == ["published"]


def test_who_may_not_publish_is_told_so(open_desk: OpenDesk, team: Team, tmp_path: Path) -> None:
    desk = come_in(open_desk, team, tmp_path / "auditor", team.add("auditor-7", "Siti"))
    desk.press("Ctrl+Shift+A")
    panel = desk.wait_panel(PublishedPanel)
    assert "auditor" in panel.shown_text()
    desk.press("1", "2", "3", "4", "5", "Return", "Ctrl+Z")
    assert desk.panel() is panel
