"""A team over a folder: three real stores that begin, join, enrol and shut out."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from tests.store.demo import Clock
from workstation.domain.event import Kind
from workstation.domain.ids import PersonId
from workstation.domain.roster import Member, Role, Roster
from workstation.fault import WorldFault
from workstation.review import invitation as invitations
from workstation.review import joining
from workstation.review import roster as acts
from workstation.review.acting import About, Desk, write
from workstation.review.invitation import Invitation
from workstation.review.joining import Asking, Asks
from workstation.store import people, roster, sealing
from workstation.store.keys import Protection
from workstation.store.people import Person
from workstation.store.store import Store, create, open_existing
from workstation.sync.folder import FolderTransport
from workstation.sync.sync import sync

PLACE = "/mnt/team"


@dataclass
class Seat:
    """A workstation and whoever sits there."""

    store: Store
    desk: Desk
    clock: Clock
    folder: Path

    def do(self, act: Callable[..., Any], *more: Any) -> Any:
        return self.store.write(act, self.desk, *more).result()

    def sync(self) -> list[str]:
        """What was told of a run, and of the devices that ask, as a lead's workstation does it."""
        report = sync(self.store, FolderTransport(self.folder))
        self.asking = self.do(acts.enrol_waiting)
        return [problem.code for problem in report.problems]

    asking: tuple[Asking, ...] | list[Asking] = ()

    @property
    def roster(self) -> Roster:
        return self.store.read(roster.believed).result()

    @property
    def device(self) -> str:
        return self.desk.device.id

    def join(self, given: Invitation) -> None:
        self.do(joining.accept, given, "MY")
        person = self.store.read(people.person).result()
        self.desk = Desk(person, self.desk.device, self.clock)


@pytest.fixture(scope="session")
def blank_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("blank") / "home"
    create(home, Protection.FILE).close()
    (home / "ballast").unlink()
    return home


Sit = Callable[..., Seat]


@pytest.fixture
def sit(tmp_path: Path, blank_home: Path) -> Iterator[Sit]:
    opened: list[Store] = []

    def take(name: str, person: str = "me") -> Seat:
        shutil.copytree(blank_home, tmp_path / name)
        store = open_existing(tmp_path / name)
        opened.append(store)
        who = Person(PersonId(person), person.title(), ("en", "ta"))
        if person != "me":
            store.write(people.set_person, who).result()
        device = store.write(people.device).result()
        clock = Clock()
        (tmp_path / "team").mkdir(exist_ok=True)
        return Seat(store, Desk(who, device, clock), clock, tmp_path / "team")

    yield take
    for store in opened:
        store.close()


@pytest.fixture
def lea(sit: Sit) -> Seat:
    """The first lead, with a team."""
    seat = sit("lea", "lea")
    seat.do(acts.begin_team, "North", "SG")
    return seat


def member(person: str, role: Role = Role.AUDITOR, **more: Any) -> Member:
    return Member(PersonId(person), role, person.title(), **more)


def invite(lead: Seat, person: str, valid: timedelta = acts.VALID) -> Invitation:
    return lead.do(acts.invite, person, PLACE, None, valid)


def come_in(lead: Seat, seat: Seat, person: str) -> Invitation:
    """Invited, joined, enrolled, and told so."""
    given = invite(lead, person)
    seat.join(given)
    for one in (seat, lead, lead, seat):  # who is let in is told by the next sync
        assert one.sync() == []
    return given


def fault_of(act: Callable[..., Any], *more: Any) -> str:
    with pytest.raises(WorldFault) as caught:
        act(*more)
    return caught.value.code


def test_a_lead_an_auditor_and_the_auditors_second_device(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei", languages=("en", "ms-MY"), leads=(PersonId("lea"),)))
    mei, second = sit("mei"), sit("mei-2")
    given = come_in(lea, mei, "mei")
    come_in(lea, second, "mei")
    for one in (mei, lea, second):
        one.sync()
    for seat in (lea, mei, second):
        known = seat.roster
        assert known.name == "North"
        assert {d.device for d in known.devices_of("mei")} == {mei.device, second.device}
        assert known.members["mei"].languages == ("en", "ms")
        assert known.members["mei"].name == "Mei"
        assert known.invitations[given.code].used_by == mei.device
        assert known.devices[mei.device].region == "MY"
    assert lea.asking == []
    assert lea.roster == mei.roster == second.roster


def test_a_used_code_lets_in_nobody_else(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    mei, thief = sit("mei"), sit("thief")
    given = come_in(lea, mei, "mei")
    thief.join(given)
    for one in (thief, lea, thief):
        one.sync()
    assert thief.device not in lea.roster.devices
    ((told, state),) = [(one.device, one.state) for one in lea.asking]
    assert (told, state) == (thief.device, Asks.USED)


def test_an_invitation_that_two_devices_use_at_once_lets_in_neither(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    given = invite(lea, "mei")
    seats = sit("mei"), sit("thief")
    for one in seats:
        one.join(given)
        one.sync()
    lea.sync()
    assert set(lea.roster.devices) == {lea.device}
    assert [one.state for one in lea.asking] == [Asks.TWICE, Asks.TWICE]
    # The lead asks Mei what her workstation shows, and lets that one in.
    lea.do(acts.enrol, seats[0].device)
    lea.sync()
    assert seats[0].device in lea.roster.devices
    assert [one.device for one in lea.asking] == [seats[1].device]


def test_an_expired_code_is_told(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    mei = sit("mei")
    mei.join(invite(lea, "mei", timedelta(minutes=10)))
    lea.clock.at += timedelta(minutes=11)
    mei.sync()
    lea.sync()
    assert [one.state for one in lea.asking] == [Asks.EXPIRED]
    assert mei.device not in lea.roster.devices


def test_an_invitation_of_somebody_who_left(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    mei = sit("mei")
    mei.join(invite(lea, "mei"))
    mei.sync()
    lea.do(acts.left, "mei")
    lea.sync()
    assert [one.state for one in lea.asking] == [Asks.GONE]
    assert fault_of(lea.do, acts.enrol, mei.device) == "roster.unknown"
    assert fault_of(invite, lea, "mei") == "roster.unknown"


def test_whoever_only_saw_the_code_comes_in_nowhere(lea: Seat, sit: Sit) -> None:
    """The roster tells the digest of the proof to everybody."""
    lea.do(acts.set_person, member("mei"))
    thief, given = sit("thief"), invite(lea, "mei")
    thief.do(joining.accept, replace(given, proof="0" * 64), "")
    body = dict(thief.store.read(roster.joined).result()[0].body)
    thief.desk = Desk(Person(PersonId("mei")), thief.desk.device, thief.clock)
    thief.do(_say_joined, {**body, "code": given.code})
    thief.sync()
    lea.sync()
    assert [one.state for one in lea.asking] == [Asks.FORGED]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"key": 7, "sealing": None, "code": [], "mac": {}, "region": 3},
        {"key": "a" * 64, "sealing": "age1", "code": "b" * 64, "mac": "ü", "region": ""},
    ],
)
def test_a_request_of_another_shape_is_told_and_left(lea: Seat, sit: Sit, body: Any) -> None:
    odd = sit("odd", "mei")
    odd.do(_say_joined, body)
    odd.sync()
    lea.do(acts.set_person, member("mei"))
    lea.sync()
    assert [one.state for one in lea.asking] == [Asks.ODD]
    assert fault_of(lea.do, acts.enrol, odd.device) == "roster.not_asking"


def _say_joined(db: Any, desk: Desk, body: Any) -> Any:
    return write(db, desk, Kind.JOINED, About(), body, audience="device")


def test_another_leads_workstation_leaves_it_to_the_one_that_invited(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("ben", Role.LEAD))
    lea.do(acts.set_person, member("mei"))
    ben, mei = sit("ben"), sit("mei")
    come_in(lea, ben, "ben")
    ben.sync()
    mei.join(invite(lea, "mei"))
    for one in (lea, mei, ben):
        one.sync()
    assert [one.state for one in ben.asking] == [Asks.ELSEWHERE]
    lea.sync()
    assert mei.device in lea.roster.devices


def test_a_revocation_names_heads(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    mei = sit("mei")
    come_in(lea, mei, "mei")
    lea.do(acts.revoke, mei.device, "lost")
    held = lea.roster.devices[mei.device]
    assert held.revoked == {f"{mei.device}.device": 1}
    assert lea.roster.counts_until(f"{mei.device}.device", mei.device) == 1
    assert lea.roster.counts_until(f"{mei.device}.work", mei.device) == 0
    assert lea.roster.recipients(("mei",)) == ()


def test_who_leaves_takes_their_devices_along(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("ben", Role.LEAD))
    ben = sit("ben")
    come_in(lea, ben, "ben")
    ben.sync()
    ben.do(acts.set_person, member("mei"))
    ben.sync()
    lea.sync()
    lea.do(acts.left, "ben")
    lea.sync()
    ben.do(acts.set_person, member("eve", Role.LEAD))  # he has not heard of it yet
    ben.sync()
    lea.sync()
    assert lea.roster.role("mei") is Role.AUDITOR
    assert lea.roster.role("ben") is None
    assert lea.roster.role("eve") is None
    assert lea.roster.devices[ben.device].why == "left"


def test_a_device_that_began_anew_waits_for_a_lead(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    mei = sit("mei")
    come_in(lea, mei, "mei")
    old = mei.device
    mei.store.write(people.set_meta, "device", "").result()
    mei.store.write(_forget_device).result()
    device = mei.store.write(people.device).result()
    mei.desk = Desk(mei.desk.person, device, mei.clock)
    key = acts.own_key(mei.desk)
    seal_to = mei.store.write(sealing.own).result().recipient
    asks = {"key": key, "sealing": seal_to, "region": "", "code": "", "mac": "", "renews": old}
    mei.do(_say_joined, asks)
    mei.sync()
    lea.sync()
    assert [one.state for one in lea.asking] == [Asks.RENEWS]
    lea.do(acts.enrol, device.id)
    assert lea.roster.devices[device.id].instead_of == old
    assert lea.roster.devices[old].revoked is None  # what the place has of it is read on


def _forget_device(db: Any) -> None:
    db.conn.execute("DELETE FROM meta WHERE name = 'device'")


def test_what_only_a_lead_may(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    mei = sit("mei")
    come_in(lea, mei, "mei")
    for act, more in (
        (acts.set_person, (member("eve"),)),
        (acts.left, ("lea",)),
        (acts.invite, ("mei", PLACE)),
        (acts.enrol, ("x",)),
        (acts.revoke, (lea.device, "lost")),
    ):
        assert fault_of(mei.do, act, *more) == "roster.lead_only"
    assert mei.do(acts.enrol_waiting) == []


def test_what_a_lead_cannot_say(lea: Seat, sit: Sit) -> None:
    mei = sit("mei")
    assert fault_of(mei.do, acts.invite, "mei", PLACE) == "roster.no_team"
    assert fault_of(mei.do, acts.begin_team, "South") == "roster.unnamed"
    assert fault_of(lea.do, acts.begin_team, "South") == "roster.begun"
    for wrong, code in (
        (member(" "), "roster.no_person"),
        (member("v", Role.VENDOR_QA), "roster.no_vendor"),
        (member("m", languages=("!",)), "roster.language"),
        (member("m", since="soon"), "roster.date"),
        (member("m", leads=(PersonId("nobody"),)), "roster.no_lead"),
    ):
        assert fault_of(lea.do, acts.set_person, wrong) == code
    assert fault_of(lea.do, acts.left, "lea") == "roster.yourself"
    assert fault_of(lea.do, acts.left, "eve") == "roster.unknown"
    assert fault_of(lea.do, acts.revoke, lea.device) == "roster.yourself"
    assert fault_of(lea.do, acts.revoke, "x") == "roster.no_device"
    assert fault_of(lea.do, acts.revoke, lea.device, "bored") == "roster.why"
    assert fault_of(lea.do, acts.enrol, lea.device) == "roster.enrolled"
    assert fault_of(invite, lea, "eve") == "roster.unknown"
    assert fault_of(lea.do, acts.invite, "lea", "") == "roster.no_place"


def test_nobody_joins_a_second_team_or_as_somebody_else(lea: Seat, sit: Sit) -> None:
    lea.do(acts.set_person, member("mei"))
    given = invite(lea, "mei")
    ann, mei = sit("ann", "ann"), sit("mei")
    ann.do(_say_joined, {})  # has worked as Ann
    assert fault_of(ann.do, joining.accept, given) == "roster.other_person"
    mei.join(given)
    assert mei.do(joining.accept, given) is None  # asked already
    other = replace(given, root="f" * 64)
    assert fault_of(mei.do, joining.accept, other) == "roster.other_root"
    # Another invitation of the same team: asked anew.
    assert mei.do(joining.accept, invite(lea, "mei")) is not None


def test_an_invitation_is_one_line(lea: Seat) -> None:
    lea.do(acts.set_person, member("mei"))
    given = replace(invite(lea, "mei"), hub_code="abcd-efgh")
    line = invitations.write(given)
    assert "\n" not in line
    assert invitations.read(line) == given
    assert invitations.read(f"  {line[:60]}\n > {line[60:]}".replace(" > ", " ")) == given
    assert given.proof not in repr(given)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("", "roster.invitation_odd"),
        ("hello", "roster.invitation_odd"),
        (invitations.PREFIX, "roster.invitation_odd"),
        (f"{invitations.PREFIX}!!!!", "roster.invitation_odd"),
        (f"{invitations.PREFIX}bnVsbA", "roster.invitation_odd"),
        (f"{invitations.PREFIX}eyJ2IjoxfQ", "roster.invitation_odd"),
        (f"{invitations.PREFIX}eyJ2IjoyfQ", "roster.invitation_newer"),
        (f"{invitations.PREFIX}{'W1tb' * 3000}", "roster.invitation_odd"),
        (f"{invitations.PREFIX}\u00fc", "roster.invitation_odd"),
    ],
)
def test_what_is_no_invitation(line: str, code: str) -> None:
    assert fault_of(invitations.read, line) == code


def test_a_cut_invitation_is_refused_at_every_length(lea: Seat) -> None:
    line = invitations.write(invite_of(lea))
    for length in range(len(line)):
        assert fault_of(invitations.read, line[:length]) == "roster.invitation_odd"


def invite_of(lea: Seat) -> Invitation:
    return lea.do(acts.invite, "lea", PLACE)
