"""The fold of what leads say: the same whatever the order, and nobody else's word counts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from workstation.domain.event import Kind
from workstation.domain.resolving import LEAP, resolve
from workstation.domain.roster import Role, Roster
from workstation.domain.roster_said import Statement

ROOT = "d-root"


def key_of(device: str) -> str:
    return hashlib.sha256(device.encode()).hexdigest()


@dataclass
class Team:
    """Everything that was said; `say` says it as an honest workstation would."""

    said: list[Statement] = field(default_factory=list)
    turn: int = 0

    def __post_init__(self) -> None:
        body = {"name": "North", "key": key_of(ROOT), "sealing": "", "region": "SG"}
        self.say(ROOT, "lea", Kind.TEAM_BEGUN, body, name="Lea")

    def say(
        self, device: str, person: str, kind: str, body: dict[str, Any], name: str = "", **more: Any
    ) -> Statement:
        self.turn += 1
        one = made(
            device,
            person,
            kind,
            {"turn": self.turn, **body},
            len(self.of(device)) + 1,
            name,
            **more,
        )
        self.said.append(one)
        return one

    def of(self, device: str) -> list[Statement]:
        return [one for one in self.said if one.stream == f"{device}.roster"]

    def heads(self, device: str) -> dict[str, int]:
        return {f"{device}.roster": len(self.of(device)), f"{device}.work": 3}

    def person(
        self, person: str, role: Role, by: str = ROOT, as_: str = "lea", **more: Any
    ) -> None:
        self.say(by, as_, Kind.PERSON_SET, {"person": person, "role": role.value, **more})

    def device(self, device: str, person: str, by: str = ROOT, as_: str = "lea") -> None:
        body = {"device": device, "person": person, "key": key_of(device), "sealing": "age1x"}
        self.say(by, as_, Kind.DEVICE_ENROLLED, body)

    def revoke(self, device: str, by: str = ROOT, as_: str = "lea", **more: Any) -> Statement:
        body = {"device": device, "heads": self.heads(device), "why": "lost", **more}
        return self.say(by, as_, Kind.DEVICE_REVOKED, body)

    def lead(self, person: str) -> None:
        """Another lead, with a device of the same name."""
        self.person(person, Role.LEAD)
        self.device(f"d-{person}", person)

    @property
    def roster(self) -> Roster:
        return resolve(key_of(ROOT), self.said)

    def with_more(self, *more: Statement) -> Roster:
        return resolve(key_of(ROOT), [*self.said, *more])


def made(
    device: str,
    person: str,
    kind: str,
    body: dict[str, Any],
    number: int,
    name: str = "",
    key: str | None = None,
    stream: str | None = None,
    seq: int | None = -1,
) -> Statement:
    return Statement(
        stream=stream or f"{device}.roster",
        number=number,
        seq=number if seq == -1 else seq,
        device=device,
        person=person,
        key=key or key_of(device),
        kind=kind,
        body=body,
        name=name,
    )


def test_a_team_is_what_its_leads_say() -> None:
    team = Team()
    team.person("mei", Role.AUDITOR, languages=["en", "ms"], vendor="V1", leads=["lea"])
    team.device("d-mei", "mei")
    roster = team.roster
    assert roster.name == "North"
    assert roster.members["lea"].role is Role.LEAD
    assert roster.members["lea"].name == "Lea"
    assert roster.members["mei"].languages == ("en", "ms")
    assert roster.confirms("d-mei", key_of("d-mei"), "mei")
    assert not roster.confirms("d-mei", key_of("d-mei"), "lea")
    assert not roster.confirms("d-mei", key_of("other"), "mei")
    assert roster.turn == team.turn


def test_another_root_believes_nothing_of_it() -> None:
    team = Team()
    team.lead("ben")
    assert resolve(key_of("somebody"), team.said) == Roster(key_of("somebody"))
    assert resolve(None, team.said) == Roster()


def test_two_leads_at_once_are_told_apart_by_their_streams() -> None:
    team = Team()
    team.lead("ben")
    team.person("mei", Role.AUDITOR)
    turn = team.turn + 1
    one = made(ROOT, "lea", Kind.PERSON_SET,
               {"person": "mei", "role": "trainer", "turn": turn}, 90)  # fmt: skip
    other = made("d-ben", "ben", Kind.PERSON_SET,
                 {"person": "mei", "role": "vendor_qa", "turn": turn}, 90)  # fmt: skip
    assert sorted((f"{ROOT}.roster", "d-ben.roster"))[0] == "d-ben.roster"
    assert team.with_more(one, other).members["mei"].role is Role.TRAINER
    assert team.with_more(other, one).members["mei"].role is Role.TRAINER


def test_a_member_who_is_demoted_says_nothing_more_not_even_for_before() -> None:
    team = Team()
    team.lead("ben")
    team.person("mei", Role.AUDITOR, by="d-ben", as_="ben")
    first = team.turn
    for _ in range(5):
        team.person("ann", Role.AUDITOR)
    team.person("ben", Role.AUDITOR, heads=team.heads("d-ben"))
    before = team.roster
    assert before.role("mei") is Role.AUDITOR  # what he said as a lead holds
    late = made("d-ben", "ben", Kind.PERSON_SET,
                {"person": "mei", "role": "lead", "turn": first + 1}, 2)  # fmt: skip
    assert team.with_more(late) == before
    # Made a lead again, he speaks from there on; what he said between stays unsaid.
    team.said.append(late)
    team.person("ben", Role.LEAD)
    team.person("eve", Role.AUDITOR, by="d-ben", as_="ben")
    assert team.roster.role("mei") is Role.AUDITOR
    assert team.roster.role("eve") is Role.AUDITOR


def test_the_root_is_revoked_by_another_lead() -> None:
    team = Team()
    team.lead("ben")
    team.revoke(ROOT, by="d-ben", as_="ben")
    before = team.roster
    assert before.devices[ROOT].revoked == {f"{ROOT}.roster": 3, f"{ROOT}.work": 3}
    assert before.role("ben") is Role.LEAD  # what the root had said holds
    team.person("mallory", Role.LEAD)  # whoever found the root's workstation
    assert team.roster == before
    team.person("mei", Role.AUDITOR, by="d-ben", as_="ben")
    assert team.roster.role("mei") is Role.AUDITOR


def test_who_was_a_lead_first_stands_where_two_revoke_each_other() -> None:
    team = Team()
    team.lead("ben")
    team.lead("cid")
    turn = team.turn
    heads = {f"{one}.roster": 0 for one in (ROOT, "d-ben", "d-cid")}
    for junior, senior in (("cid", "ben"), ("ben", "lea")):
        old, new = (ROOT if p == "lea" else f"d-{p}" for p in (senior, junior))
        late = made(old, senior, Kind.DEVICE_REVOKED,
                    {"device": new, "heads": heads, "turn": turn + 9}, 50)  # fmt: skip
        soon = made(new, junior, Kind.DEVICE_REVOKED,
                    {"device": old, "heads": team.heads(old), "turn": turn + 1}, 1)  # fmt: skip
        roster = team.with_more(late, soon)
        assert roster.devices[new].revoked is not None
        assert roster.devices[old].revoked is None


def test_nobody_saws_off_the_branch_they_sit_on() -> None:
    team = Team()
    team.lead("ben")
    before = team.roster
    team.revoke(ROOT, by="d-ben", as_="ben", heads={})  # would undo that Ben is anybody
    after = team.roster
    assert after.members == before.members
    team.person("ann", Role.AUDITOR)
    assert team.roster.role("ann") is Role.AUDITOR


def test_a_cut_that_undoes_its_own_author_undoes_nothing_else() -> None:
    team = Team()
    team.lead("ben")
    team.lead("cid")
    team.revoke("d-cid")
    team.revoke(ROOT, by="d-ben", as_="ben", heads={})
    assert team.roster.devices["d-cid"].revoked is not None
    late = made("d-cid", "cid", Kind.PERSON_SET,
                {"person": "mei", "role": "lead", "turn": team.turn + 1}, 9)  # fmt: skip
    assert team.with_more(late).role("mei") is None


def test_a_revocation_that_came_after_its_authors_own_does_not_hold() -> None:
    team = Team()
    team.lead("ben")
    team.lead("cid")
    team.revoke(ROOT, by="d-ben", as_="ben")
    team.revoke("d-cid")  # by whoever found the root's workstation
    team.person("mei", Role.AUDITOR, by="d-cid", as_="cid")
    roster = team.roster
    assert roster.devices["d-cid"].revoked is None
    assert roster.role("mei") is Role.AUDITOR


def test_who_is_revoked_cannot_demote_who_revoked_them() -> None:
    team = Team()
    team.lead("ben")
    team.lead("cid")
    turn = team.turn + 1
    for _ in range(3):
        team.person("ann", Role.AUDITOR)
    team.revoke("d-cid", by="d-ben", as_="ben")
    before = team.roster
    back = made("d-cid", "cid", Kind.PERSON_SET,
                {"person": "ben", "role": "auditor", "turn": turn, "heads": {}}, 1)  # fmt: skip
    assert team.with_more(back) == before


def test_a_lead_no_longer_says_nothing_more() -> None:
    team = Team()
    team.lead("ben")
    team.person("eve", Role.AUDITOR, by="d-ben", as_="ben")
    team.person("ben", Role.AUDITOR)  # without heads, as others may say it
    before = team.roster
    team.person("mei", Role.LEAD, by="d-ben", as_="ben")
    assert team.roster == before


def test_a_code_lets_in_one_device() -> None:
    team = Team()
    team.person("mei", Role.AUDITOR)
    code = "c" * 64
    team.say(ROOT, "lea", Kind.INVITED, {"code": code, "person": "mei", "until": "2026-06-01"})
    for device in ("d-mei", "d-thief"):
        body = {"device": device, "person": "mei", "key": key_of(device), "sealing": "",
                "code": code}  # fmt: skip
        team.say(ROOT, "lea", Kind.DEVICE_ENROLLED, body)
    assert set(team.roster.devices) == {ROOT, "d-mei"}
    assert team.roster.invitations[code].used_by == "d-mei"


def test_a_device_keeps_its_key_and_its_person() -> None:
    team = Team()
    team.person("mei", Role.AUDITOR)
    team.device("d-mei", "mei")
    before = team.roster.devices
    body = {"device": "d-mei", "person": "lea", "key": key_of("thief"), "sealing": ""}
    team.say(ROOT, "lea", Kind.DEVICE_ENROLLED, body)
    assert team.roster.devices == before


def test_nobody_is_let_in_who_is_not_of_the_team() -> None:
    team = Team()
    team.person("mei", Role.AUDITOR)
    team.say(ROOT, "lea", Kind.PERSON_LEFT, {"person": "mei"})
    team.device("d-mei", "mei")
    team.device("d-eve", "eve")
    assert set(team.roster.devices) == {ROOT}
    assert team.roster.role("mei") is None


def test_a_huge_turn_does_not_use_the_clock_up() -> None:
    team = Team()
    team.lead("ben")
    before = team.roster
    huge = made("d-ben", "ben", Kind.PERSON_SET,
                {"person": "mei", "role": "auditor", "turn": team.turn + LEAP + 1}, 1)  # fmt: skip
    assert team.with_more(huge) == before


def test_a_huge_turn_of_one_who_is_revoked_does_not_count() -> None:
    team = Team()
    team.lead("ben")
    team.revoke("d-ben")
    before = team.roster
    late = made("d-ben", "ben", Kind.PERSON_SET,
                {"person": "mei", "role": "auditor", "turn": team.turn + LEAP}, 1)  # fmt: skip
    assert team.with_more(late) == before


# Histories made by chance: honest leads, then whatever somebody makes up.

PERSONS = ("lea", "ben", "cid", "mei", "ann")
_step = st.tuples(
    st.sampled_from(("set", "demote", "enrol", "revoke", "left", "invite")),
    st.sampled_from(PERSONS),
    st.sampled_from(PERSONS),
    st.sampled_from(tuple(Role)),
)


def history(steps: list[tuple[str, str, str, Role]]) -> tuple[Team, list[str]]:
    """A team after these steps, each by a lead at that time, and its devices in the order in which
    they became a lead's. Only who is senior revokes or demotes a lead, and nobody the root."""
    team = Team()
    ranks = [ROOT]
    for what, by, person, role in steps:
        device = ROOT if by == "lea" else f"d-{by}"
        roster = team.roster
        own = roster.devices.get(device)
        if own is None or own.revoked is not None or roster.role(by) is not Role.LEAD:
            device, by = ROOT, "lea"
        target = f"d-{person}"
        junior = target not in ranks or (
            device in ranks and ranks.index(device) < ranks.index(target)
        )
        if person in (by, "lea") or not junior:
            continue
        match what:
            case "set" if role is Role.LEAD or target not in ranks:
                team.person(person, role, device, by)
            case "demote":
                team.person(person, Role.AUDITOR, device, by, heads=team.heads(target))
            case "enrol":
                team.device(target, person, device, by)
            case "revoke" if target in roster.devices:
                team.revoke(target, device, by)
            case "left":
                body = {"person": person, "heads": team.heads(target)}
                team.say(device, by, Kind.PERSON_LEFT, body)
            case "invite":
                code = hashlib.sha256(f"{person}{team.turn}".encode()).hexdigest()
                team.say(device, by, Kind.INVITED, {"code": code, "person": person, "until": "x"})
        now = team.roster
        ranks += [
            name
            for name, one in now.devices.items()
            if name not in ranks and now.role(one.person) is Role.LEAD
        ]
    return team, ranks


_bodies = st.one_of(
    st.fixed_dictionaries(
        {
            "person": st.sampled_from((*PERSONS, "eve")),
            "role": st.sampled_from([role.value for role in Role]),
            "turn": st.one_of(st.integers(-1, 60), st.just((1 << 53) - 1), st.just(1 << 80)),
            "heads": st.one_of(st.none(), st.just({})),
        }
    ),
    st.fixed_dictionaries(
        {
            "device": st.sampled_from((ROOT, "d-ben", "d-cid", "d-mei", "d-eve")),
            "person": st.sampled_from((*PERSONS, "eve")),
            "key": st.sampled_from([key_of(one) for one in (ROOT, "d-ben", "d-eve")]),
            "sealing": st.just("age1eve"),
            "turn": st.integers(1, 60),
            "heads": st.sampled_from(({}, {f"{ROOT}.roster": 1})),
            "name": st.just("Eve's"),
        }
    ),
    st.dictionaries(
        st.sampled_from(("person", "turn", "role", "heads", "device")),
        st.one_of(st.none(), st.integers(), st.text(max_size=3), st.just([[[]]])),
    ),
)
_odd = st.tuples(
    st.sampled_from(("stranger", "no lead", "revoked", "replay", "key")),
    st.sampled_from([*Kind]),
    _bodies,
    st.integers(0, 9),
)


def hostile(team: Team, odd: list[tuple[str, Any, dict[str, Any], int]]) -> list[Statement]:
    """What somebody makes up who has every key but those of leads that still count."""
    roster, told = team.roster, []
    gone = [n for n, d in roster.devices.items() if d.revoked is not None and n != ROOT]
    common = [
        n for n, d in roster.devices.items() if roster.role(d.person) is not Role.LEAD and n != ROOT
    ]
    # Whoever was a lead once could speak for then; their demotion named heads.
    for place, (who, kind, body, pick) in enumerate(odd):
        number = 100 + place
        if who == "stranger":
            told.append(made("d-eve", "eve", kind, body, number))
        elif who == "no lead" and common:
            device = common[pick % len(common)]
            told.append(made(device, roster.devices[device].person, kind, body, number))
        elif who == "revoked" and gone:
            device = gone[pick % len(gone)]
            told.append(made(device, roster.devices[device].person, kind, body, number))
        elif who == "replay":
            one = team.said[pick % len(team.said)]
            for stream, device in (("d-eve.roster", "d-eve"), (f"{ROOT}.work", ROOT)):
                told.append(
                    made(
                        device,
                        one.person,
                        one.kind,
                        dict(one.body),
                        number,
                        stream=stream,
                        key=key_of(device),
                    )
                )
        elif who == "key":
            told.append(made(ROOT, "lea", kind, body, number, key=key_of("d-eve")))
    return told


@settings(max_examples=150, deadline=None)
@given(st.lists(_step, max_size=25), st.lists(_odd, max_size=8), st.randoms())
def test_nobody_else_changes_the_roster(steps: Any, odd: Any, chance: Any) -> None:
    team, _ = history(steps)
    before = team.roster
    everything = [*team.said, *hostile(team, odd)]
    chance.shuffle(everything)
    assert resolve(key_of(ROOT), everything) == before


_any = st.builds(
    made,
    device=st.sampled_from((ROOT, "d-ben", "d-cid", "d-mei", "d-eve")),
    person=st.sampled_from(PERSONS),
    kind=st.sampled_from([*Kind]),
    body=_bodies,
    number=st.integers(1, 12),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(_step, max_size=15), st.lists(_any, max_size=20), st.randoms())
def test_the_order_of_arrival_does_not_matter(steps: Any, more: Any, chance: Any) -> None:
    """Whatever is said, by leads that fight one another too; a number is used once a stream, as
    chains see to."""
    team, _ = history(steps)
    once = {(one.stream, one.number): one for one in (*more, *team.said)}
    said = list(once.values())
    first = resolve(key_of(ROOT), said)
    chance.shuffle(said)
    assert resolve(key_of(ROOT), said + said[:3]) == first


@settings(max_examples=60, deadline=None)
@given(st.lists(_step, max_size=25))
def test_an_honest_history_is_believed_whole(steps: Any) -> None:
    team, _ = history(steps)
    assert team.roster.turn == team.turn
