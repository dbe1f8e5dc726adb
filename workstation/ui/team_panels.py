"""The team in the window: who is in it, and what a lead does about it.

Imported when it is wanted, off the first paint.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog

from workstation.domain.ids import PersonId
from workstation.domain.roster import Member, Role
from workstation.fault import WorldFault
from workstation.review import invitation, joining
from workstation.review import roster as acts
from workstation.review.acting import Desk
from workstation.review.invitation import Invitation
from workstation.store import roster
from workstation.store.driver import Database
from workstation.ui.dialogs.form import Field, FormPanel
from workstation.ui.dialogs.invitation import InvitationPanel
from workstation.ui.dialogs.team_panel import TeamPanel, TeamSeen
from workstation.ui.dialogs.team_rows import TeamRow
from workstation.ui.join import Join
from workstation.ui.terms import minute, term
from workstation.words import sentence

if TYPE_CHECKING:
    from workstation.ui.commands import Commands

DAYS = ("1", "7", "30")
LONGEST_NAME = 60


class TeamPanels(QObject):
    """Belongs to the commands and shows in their panels."""

    def __init__(self, commands: Commands) -> None:
        """Nothing is shown."""
        super().__init__(commands)
        self._commands = commands
        self._window = commands.window
        self._panel: TeamPanel | None = None
        self._seen: TeamSeen | None = None
        self._about = ""

    @property
    def _services(self) -> Any:
        return self._window.services

    def show(self) -> None:
        """Open the list."""
        self._commands.read(_read, self._on_read, self._services.desk)

    def refresh(self) -> None:
        """Read the list again, if it is open."""
        if self._open_panel() is not None:
            self._commands.read(_read, self._on_read_again, self._services.desk)

    def _on_read(self, seen: TeamSeen) -> None:
        self._seen = seen
        self._panel = panel = TeamPanel(seen)
        panel.asked.connect(self._on_asked)
        self._commands.panels.show(panel)
        panel.go_to(self._about)
        self._about = ""

    def _on_read_again(self, seen: TeamSeen) -> None:
        panel, before = self._open_panel(), self._seen
        if panel is None:
            return
        if before is None or (seen.leads, seen.roster.root, seen.roster.begun) != (
            before.leads, before.roster.root, before.roster.begun,
        ):  # fmt: skip
            self._on_read(seen)  # other acts are of use now
            return
        self._seen = seen
        panel.show_seen(seen)

    def _open_panel(self) -> TeamPanel | None:
        panel = self._panel
        if panel is None or not shiboken6.isValid(panel):
            return None
        return panel if self._commands.panels.open_panel is panel else None

    # Acts

    def _on_asked(self, name: str, row: TeamRow | None) -> None:
        if name == "begin":
            self._ask_team()
        elif name == "join":
            Join(self._commands, self.show).ask()
        elif name == "add":
            self._ask_person(None)
        elif name == "batches":
            self._commands.published.show()
        elif row is not None:
            {
                "change": lambda: self._ask_person(row.member),
                "invite": lambda: self._ask_invitation(row),
                "enrol": lambda: self._enrol(row),
                "revoke": lambda: self._ask_why(row),
                "left": lambda: self._leave(row),
            }[name]()

    def _act(
        self,
        panel: FormPanel | None,
        words: str,
        work: Callable[..., Any],
        *arguments: object,
        at: str = "",
        then: Callable[[Any], None] | None = None,
    ) -> None:
        """Carry out an act of a lead; from a form, which stays open where it cannot be taken."""

        def done(made: Any) -> None:
            self._commands.sending.now(quiet=True)
            if then is not None:
                then(made)
                return
            self._window.toast.tell(words)
            if panel is not None:
                (panel.back or self.show)()
            else:
                self.refresh()

        def failed(error: Exception) -> None:
            if panel is None or not isinstance(error, WorldFault) or not shiboken6.isValid(panel):
                self._window.tell_failure(error)
            else:
                panel.say(sentence(error), at)

        self._window.background.when_done(self._services.act(work, *arguments), done, failed)

    def _form(
        self, title: str, fields: list[Field], done: str, about: str = "", person: str = ""
    ) -> FormPanel:
        panel = FormPanel(title, fields, done, about)
        panel.back = partial(self._show_at, person)
        self._commands.panels.show(panel)
        return panel

    def _show_at(self, person: str) -> None:
        """Open the list on a person: the next key is meant for them."""
        self._about = person
        self.show()

    def _ask_team(self) -> None:
        name = Field("name", self.tr("Name of the team"), hint=self.tr("as its members know it"))
        panel = self._form(
            self.tr("Begin a team"),
            [name],
            self.tr("Begin"),
            self.tr(
                "You become its first lead, and this computer's key is what everything in the "
                "team is checked by: keep a backup of it. Nobody is told before you invite them."
            ),
        )
        region = self._region()
        panel.given.connect(
            lambda said: self._act(
                panel, self.tr("The team has begun. 1 adds a person."),
                acts.begin_team, said["name"], region, at="name",
            )
        )  # fmt: skip

    def _ask_person(self, member: Member | None) -> None:
        roles = tuple((role.value, term(f"role.{role.value}")) for role in Role)
        me = self._commands.me()
        held = member or Member(PersonId(""), Role.AUDITOR, leads=(PersonId(me),))
        fields = [
            Field("person", self.tr("Pseudonym"), held.person,
                  self.tr("stands beside their verdicts, for good"), longest=LONGEST_NAME,
                  fixed=member is not None),
            Field("name", self.tr("Name"), held.name,
                  self.tr("for the team's eyes; can be erased"), longest=LONGEST_NAME),
            Field("role", self.tr("Role"), held.role.value, choices=roles),
            Field("vendor", self.tr("Vendor"), held.vendor or "", self.tr("none")),
            Field("languages", self.tr("Certified for"), ", ".join(held.languages),
                  self.tr("th, ms, zh-Hans …")),
            Field("since", self.tr("From"), held.since or "", "2026-01-31"),
            Field("until", self.tr("Until"), held.until or "", self.tr("open")),
            Field("leads", self.tr("Led by"), ", ".join(held.leads), self.tr("pseudonyms")),
        ]  # fmt: skip
        title = self.tr("Add a person") if member is None else self.tr("Change a person")
        panel = self._form(title, fields, self.tr("Keep"), person=held.person)
        panel.given.connect(partial(self._on_person, panel))

    def _on_person(self, panel: FormPanel, said: dict[str, str]) -> None:
        made = Member(
            PersonId(said["person"]),
            Role(said["role"]),
            said["name"],
            said["vendor"] or None,
            _list(said["languages"]),
            said["since"] or None,
            said["until"] or None,
            tuple(PersonId(lead) for lead in _list(said["leads"])),
        )
        words = self.tr("{name} is in the team as {role}. 2 invites their device.").format(
            name=made.name or made.person, role=term(f"role.{made.role.value}")
        )
        panel.back = partial(self._show_at, made.person)
        self._act(panel, words, acts.set_person, made, at="" if made.person else "person")

    def _ask_invitation(self, row: TeamRow) -> None:
        place = self._commands.sending.address
        if not place:
            self._window.toast.tell(
                self.tr("Name a place first (Ctrl+Shift+S, then 5): it stands in the invitation.")
            )
            return
        days = tuple((one, self._days(int(one))) for one in DAYS)
        fields = [
            Field("place", self.tr("Place as they reach it"), place),
            Field("days", self.tr("Holds for"), "7", choices=days),
        ]
        if "://" in place:
            hint = self.tr("of “workstation hub enrol {person} --hours 168”, at the hub")
            hint = hint.format(person=row.person)
            fields.append(Field("code", self.tr("Hub's code"), hint=hint))
        panel = self._form(
            self.tr("Invite a device of {name}").format(name=_name(row)),
            fields,
            self.tr("Make the invitation"),
            person=row.person,
        )
        panel.given.connect(partial(self._on_invite, panel, row))

    def _on_invite(self, panel: FormPanel, row: TeamRow, said: dict[str, str]) -> None:
        self._act(
            panel, "", acts.invite, row.person, said["place"], said.get("code") or None,
            timedelta(days=int(said["days"])), then=partial(self._show_invitation, row),
        )  # fmt: skip

    def _show_invitation(self, row: TeamRow, made: Invitation) -> None:
        line = invitation.write(made)
        panel = InvitationPanel(line, _name(row), minute(made.until))

        def copied() -> None:
            QGuiApplication.clipboard().setText(line)
            panel.say(self.tr("Copied."))

        panel.copied.connect(copied)
        panel.saved.connect(lambda: self._save(panel, line, row.person))
        panel.back = partial(self._show_at, row.person)
        self._commands.panels.show(panel)

    def _save(self, panel: InvitationPanel, line: str, person: str) -> None:
        safe = "".join(sign for sign in person if sign.isalnum() or sign in "-_") or "person"
        path, _kind = QFileDialog.getSaveFileName(
            self._window, self.tr("Save the invitation"), f"{safe}.invitation",
            self.tr("Invitations (*.invitation)"),
        )  # fmt: skip
        if not path:
            return
        try:
            write_private(Path(path), line)
        except OSError as error:
            panel.say(self.tr("Not saved: {why}").format(why=error.strerror or str(error)))
            return
        panel.say(self.tr("Saved as {name}").format(name=Path(path).name))

    def _enrol(self, row: TeamRow) -> None:
        if row.asks is not None:
            words = self.tr("The device of {name} is in.").format(name=_name(row))
            self._act(None, words, acts.enrol, row.asks.device)

    def _ask_why(self, row: TeamRow) -> None:
        whys = tuple((why, term(f"revoked.{why}")) for why in acts.WHY)
        panel = self._form(
            self.tr("Revoke a device of {name}").format(name=_name(row)),
            [Field("why", self.tr("Why"), "lost", choices=whys)],
            self.tr("Revoke"),
            self.tr(
                "What has come here from it until now counts. What it writes from now on is "
                "taken in by nobody, and it is let in no more. That cannot be taken back: the "
                "same computer would come in anew, by an invitation."
            ),
            person=row.person,
        )
        device = row.device.device if row.device else ""
        panel.given.connect(
            lambda said: self._act(
                panel, self.tr("Revoked."), acts.revoke, device, said["why"], at="why"
            )
        )

    def _leave(self, row: TeamRow) -> None:
        words = self.tr("{name} has left the team.").format(name=_name(row))
        self._act(None, words, acts.left, row.person)

    def _days(self, days: int) -> str:
        return self.tr("a day") if days == 1 else self.tr("{n} days").format(n=days)

    def _region(self) -> str:
        return str(self._services.preferences["region"])


def _read(db: Database, desk: Desk) -> TeamSeen:
    known, now = roster.believed(db), desk.now()
    leads = acts.is_lead_here(known, desk)
    asking = joining.asking(db, now) if leads else []
    return TeamSeen(known, asking, desk.person.id, desk.device.id, now, leads)


def _name(row: TeamRow) -> str:
    return row.member.name if row.member is not None and row.member.name else row.person


def _list(words: str) -> tuple[str, ...]:
    return tuple(one for one in words.replace(",", " ").split() if one)


def write_private(path: Path, line: str) -> None:
    """Write a file that other users of the computer cannot read. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write(line + "\n")
