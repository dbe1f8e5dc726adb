"""The team: persons with roles and languages, their devices; a lead changes it here."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from workstation.domain.roster import Roster
from workstation.review.joining import Asking, Asks
from workstation.ui import plain
from workstation.ui.dialogs.acts_panel import Act, ActsPanel
from workstation.ui.dialogs.panel import label
from workstation.ui.dialogs.rows_panel import Cells
from workstation.ui.dialogs.team_rows import TeamRow, cells, columns, rows_of
from workstation.ui.terms import term


class TeamSeen(Struct, frozen=True):
    """What the panel shows: the roster, who asks to come in, who looks at it from which device,
    the instant by which invitations have lapsed, and whether a lead looks at it."""

    roster: Roster
    asking: Sequence[Asking]
    me: str
    device: str
    now: str
    leads: bool = False

    @property
    def waits(self) -> bool:
        """Whether this device has asked to come in and is not in yet."""
        return self.roster.begun and self.device not in self.roster.devices


class TeamPanel(ActsPanel):
    """`asked(act, row)`: begin, join; for a lead add, invite, enrol, revoke, left, change."""

    def __init__(self, seen: TeamSeen, parent: QWidget | None = None) -> None:
        """Whoever waits for a lead comes first."""
        translate = QCoreApplication.translate
        if not seen.roster.begun and seen.roster.root is None:
            acts: tuple[Act, ...] = (
                Act("1", "begin", translate("TeamPanel", "Begin a team")),
                Act("2", "join", translate("TeamPanel", "Join with an invitation")),
            )
        elif seen.leads:
            acts = (
                Act("1", "add", translate("TeamPanel", "Add a person")),
                Act("2", "invite", translate("TeamPanel", "Invite a device")),
                Act("3", "enrol", translate("TeamPanel", "Enrol")),
                Act("4", "revoke", translate("TeamPanel", "Revoke the device")),
                Act("5", "left", translate("TeamPanel", "Has left")),
                Act("6", "batches", translate("TeamPanel", "Batches")),
                Act("Enter", "change", translate("TeamPanel", "Change")),
            )
        else:
            acts = ()
        widths = (200, 85, 80, 0, 85, 60, 190)
        super().__init__(translate("TeamPanel", "Team"), columns(), widths, acts, parent)
        self.about = label("", self, quiet=True)
        self.about.setWordWrap(True)
        self.column.insertWidget(1, self.about)
        self.show_seen(seen)

    def show_seen(self, seen: TeamSeen) -> None:
        """How it stands now; the cursor stays on its row."""
        self._seen = seen
        roster = seen.roster
        if roster.root is None:
            self.empty = self.tr(
                "This workstation belongs to no team, and needs none: batches come in by Ctrl+O. "
                "With one, batches come by themselves, verdicts go to the leads, and everybody "
                "knows whose are whose."
            )
            plain.set_text(self.about, self.tr("No team"))
        elif not roster.begun:
            self.empty = self.tr("Nothing of the team is here yet. Ctrl+S fetches it.")
            plain.set_text(self.about, self.tr("You asked to join."))
        else:
            plain.set_text(self.about, self._about(seen))
        rows = rows_of(roster, seen.asking, seen.now)
        self.show_rows(
            [
                Cells(row, cells(row, seen.me, seen.device), bold=row.asks is not None)
                for row in rows
            ]
        )

    def go_to(self, person: str) -> None:
        """The cursor goes to a person's own row."""
        for number in range(self.sorted.rowCount()):
            source = self.sorted.mapToSource(self.sorted.index(number, 0)).row()
            row = self.model.of(self.model.rows[source])
            if row.person == person and row.asks is None:
                self.table.selectRow(number)
                return

    def allowed(self, row: TeamRow | None) -> Collection[str]:
        """What a lead may do to a row."""
        found = {"begin", "join", "add", "batches"}
        if row is None:
            return found
        member = row.member
        if row.asks is not None and member is not None and row.asks.state is not Asks.ODD:
            found.add("enrol")
        if member is not None and not member.left:
            found |= {"change", "invite"}
            if row.person != self._seen.me:
                found.add("left")
        own = row.device is not None and row.device.device == self._seen.device
        if row.device is not None and row.device.revoked is None and not own:
            found.add("revoke")
        return found

    def warning(self, name: str, row: TeamRow | None) -> str:
        """Who leaves is not called back by a key."""
        if name != "left" or row is None or row.member is None:
            return ""
        return self.tr(
            "{name} leaves the team: what they have judged stays and counts, their devices are "
            "let in no more."
        ).format(name=row.member.name or row.person)

    def words_of(self, one: TeamRow) -> str:
        """Since when, led by whom; what a device that asks says of itself."""
        if one.asks is not None:
            return self._asks(one)
        member, told = one.member, []
        if member is None:
            return ""
        if member.since or member.until:
            told.append(
                self.tr("from {since} to {until}").format(
                    since=member.since or "…", until=member.until or "…"
                )
            )
        if member.leads:
            leads = ", ".join(self._name(lead) for lead in member.leads)
            told.append(self.tr("led by {leads}").format(leads=leads))
        if one.device is not None:
            told.append(self.tr("device {name}").format(name=one.device.device))
        return "  ·  ".join(told)

    def _asks(self, row: TeamRow) -> str:
        assert row.asks is not None
        if row.asks.state is Asks.PROVEN:
            words = self.tr("{name} came by your invitation: the next sync (Ctrl+S) lets them in.")
        elif row.asks.state is Asks.RENEWS:
            words = self.tr(
                "A device of {name} began anew: it was copied, or restored from a backup. Enrol it "
                "once they have told you so, and read you this key: {key}"
            )
        elif row.member is None:
            words = self.tr(
                "A device asks to come in for {name}, who is not in the team. Add the person "
                "first (1), then enrol it."
            )
        else:
            words = self.tr(
                "A device asks to come in for {name}. Enrol it only if they read you this key: "
                "{key}"
            )
        name = row.member.name if row.member and row.member.name else row.person
        return words.format(name=name, key=row.asks.fingerprint)

    def _about(self, seen: TeamSeen) -> str:
        role = seen.roster.role(seen.me)
        if seen.waits:
            return self.tr(
                "{team}  ·  no lead has let this device in yet: after an invitation that happens "
                "by itself when the lead syncs. Ctrl+S looks again."
            ).format(team=seen.roster.name)
        if role is None:
            return self.tr("{team}  ·  you are not in it").format(team=seen.roster.name)
        return self.tr("{team}  ·  you are {role} here").format(
            team=seen.roster.name or self.tr("The team"), role=term(f"role.{role.value}")
        )

    def _name(self, person: str) -> str:
        member = self._seen.roster.members.get(person)
        return member.name if member is not None and member.name else person
