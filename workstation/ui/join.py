"""Joining a team by an invitation: pasted or opened, looked at, taken; then everything comes in."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from workstation.domain import instant
from workstation.fault import Fault, WorldFault
from workstation.review import invitation, joining
from workstation.review.acting import Desk
from workstation.review.invitation import Invitation
from workstation.store import people
from workstation.store.driver import Database
from workstation.store.people import Person
from workstation.sync.places import PlaceKind, kind_of
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.placing import let_in
from workstation.ui.plain import shortened
from workstation.ui.terms import minute
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

LARGEST_FILE = 64 * 1024
LONGEST_SHOWN = 60


class Join(QObject):
    """Belongs to the commands. `then` is called once the invitation has been taken."""

    def __init__(self, commands: Commands, then: Callable[[], None]) -> None:
        """Asks nothing yet."""
        super().__init__(commands)
        self._commands, self._then = commands, then
        self._window = commands.window
        self._services = commands.window.services

    def ask(self) -> None:
        """Ask for the line."""
        panel = FormPanel(
            self.tr("Join a team"),
            [
                Field(
                    "line", self.tr("Invitation"), "", self.tr("paste the line your lead gave you"),
                    longest=10_000, browse=self.tr("File …"),
                )
            ],
            self.tr("Join"),
            self.tr(
                "What you have judged here stays yours. From then on it goes to the team's place, "
                "where its leads read it."
            ),
        )  # fmt: skip
        panel.typed.connect(lambda said: self._look(panel, said["line"]))
        panel.given.connect(lambda said: self._on_given(panel, said["line"]))
        panel.browsed.connect(lambda _name: panel.put("line", ask_file(self._window)))
        panel.back = self._then
        self._commands.panels.show(panel)

    def _look(self, panel: FormPanel, line: str) -> None:
        if line:
            panel.say(told(line, self._services.desk.now()))

    def _on_given(self, panel: FormPanel, line: str) -> None:
        try:
            given = invitation.read(line)
        except WorldFault as fault:
            panel.say(sentence(fault), "line")
            return
        panel.say(self.tr("Joining …"))

        def failed(error: Exception) -> None:
            if isinstance(error, WorldFault) and self._commands.panels.open_panel is panel:
                panel.say(sentence(error), "line")
            else:
                self._window.tell_failure(error)

        self.take(given, failed)

    def take(
        self,
        given: Invitation,
        failed: Callable[[Exception], None],
        reads: tuple[str, ...] = (),
        name: str = "",
    ) -> None:
        """Take an invitation; `reads` and `name` are what somebody said of themselves before."""
        services = self._services
        future = services.store.write(
            accept, services.desk, given, str(services.preferences["region"]), reads, name
        )
        self._window.background.when_done(future, partial(self._on_accepted, given), failed)

    def _on_accepted(self, given: Invitation, person: Person) -> None:
        services = self._services
        services.desk = Desk(person, services.desk.device, services.desk.now)
        self._commands.looks.change("sync_to", given.place)
        words = self.tr("You are {person} in {team} now. What is assigned to you comes in.")
        self._window.toast.tell(
            words.format(
                person=shortened(person.name or person.id, LONGEST_SHOWN),
                team=shortened(given.team, LONGEST_SHOWN),
            )
        )
        if given.hub_code and is_hub(given.place):
            future = services.network.submit(
                let_in, services.store, services.desk.device.id, given.place, given.hub_code, ""
            )
            self._window.background.when_done(future, lambda _done: self._go_on(), self._stay_out)
        else:
            self._go_on()

    def _go_on(self) -> None:
        self._commands.sending.now(quiet=True)
        self._then()
        self.deleteLater()

    def _stay_out(self, error: Exception) -> None:
        # The team is joined all the same; the place can be entered by another code.
        self._window.tell_failure(error)
        if isinstance(error, Fault):
            self._go_on()


def accept(
    db: Database, desk: Desk, given: Invitation, region: str, reads: tuple[str, ...], name: str
) -> Person:
    """Be who was invited. For the store's writer; raises as `joining.accept`."""
    joining.accept(db, desk, given, region)
    held = people.person(db)
    assert held is not None
    made = replace(held, name=name or held.name, reads=reads or held.reads or ("en",))
    if made != held:
        people.set_person(db, made)
    return made


def told(line: str, now: str) -> str:
    """What an invitation says, in a sentence; why it says nothing, where it is none."""
    translate = QCoreApplication.translate
    try:
        given = invitation.read(line)
    except WorldFault as fault:
        return sentence(fault)
    words = translate("Join", "{team} invites you as {person}, at {place}.").format(
        team=shortened(given.team, LONGEST_SHOWN),
        person=shortened(given.person, LONGEST_SHOWN),
        place=shortened(given.place, LONGEST_SHOWN),
    )
    try:
        if given.until and instant.parse(given.until) < instant.parse(now):
            late = translate("Join", "It has lapsed ({time}): ask your lead for another.")
            return f"{words} {late.format(time=minute(given.until))}"
    except WorldFault:
        pass  # the lead's workstation says what it makes of it
    return words


def is_one(line: str) -> bool:
    """Whether a line is an invitation."""
    try:
        invitation.read(line)
    except WorldFault:
        return False
    return True


def is_hub(place: str) -> bool:
    """Whether a place is a hub, as far as its address tells."""
    try:
        return kind_of(place) is PlaceKind.HUB
    except WorldFault:
        return False


def ask_file(window: QWidget) -> str:
    """The line in a file that somebody chooses; '' where they choose none."""
    path, _kind = QFileDialog.getOpenFileName(
        window,
        QCoreApplication.translate("Join", "Open an invitation"),
        "",
        QCoreApplication.translate("Join", "Invitations (*.invitation *.txt);;All files (*)"),
    )
    if not path:
        return ""
    try:
        with Path(path).open("rb") as file:
            return file.read(LARGEST_FILE).decode("utf-8", "replace")
    except OSError:
        return path  # it is no invitation, and is told as such
