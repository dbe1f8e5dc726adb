"""Who sits at a desk follows the roster: certified languages, and what their role may do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from tests.review.two_desks import overturned, verdict_on
from tests.store.demo import Auditor, demo_home, mei, open_auditor
from workstation.domain.ids import PersonId
from workstation.domain.roster import JUDGES_NOTHING, Member, Role
from workstation.domain.taxonomy import CannotJudge
from workstation.domain.verdict import Answer
from workstation.fault import WorldFault
from workstation.review import desk as acts
from workstation.review import handing_in, membership
from workstation.review import roster as team
from workstation.review.desk import Shown
from workstation.store import people
from workstation.store.people import Person

__all__ = ["demo_home", "mei", "open_auditor"]


@pytest.fixture
def lead(mei: Auditor) -> Auditor:
    """Mei, who begins a team: what she says of herself on the roster holds for her desk."""
    mei.do(team.begin_team, "North")
    return mei


def say(lead: Auditor, role: Role = Role.LEAD, **more: Any) -> Person:
    lead.do(team.set_person, Member(PersonId("mei"), role, "Mei Lin", **more))
    now = lead.clock()
    told = lead.store.write(membership.follow, now).result()
    assert told is not None
    lead.person = told
    return told


def provisional(lead: Auditor, language: str) -> bool:
    task = overturned(lead, language)
    ((held,),) = lead.sql("SELECT provisional FROM verdict WHERE event = ?", verdict_on(lead, task))
    return bool(held)


def test_what_was_set_by_hand_is_replaced(lead: Auditor) -> None:
    assert lead.person.reads == ("en", "ms")
    told = say(lead, languages=("th",))
    assert (told.name, told.reads, told.role) == ("Mei Lin", ("th",), "lead")
    by_hand = replace(told, reads=("en", "ms", "th"), name="M")
    assert lead.store.write(membership.take_seat, by_hand, lead.clock()).result() == told
    assert lead.store.read(people.person).result() == told


def test_an_overturn_in_a_language_that_is_not_certified_is_provisional(lead: Auditor) -> None:
    say(lead, languages=("en", "th"))
    assert provisional(lead, "ms")
    say(lead, languages=("en", "ms"))
    assert not provisional(lead, "ms")


@pytest.mark.parametrize(
    ("since", "until", "reads"),
    [
        (None, None, ("ms",)),
        ("2026-06-01", "2026-06-01", ("ms",)),
        ("2026-06-02", None, ()),
        (None, "2026-05-31", ()),
    ],
)
def test_certified_is_who_is_so_today(
    lead: Auditor, since: str | None, until: str | None, reads: tuple[str, ...]
) -> None:
    assert say(lead, languages=("ms",), since=since, until=until).reads == reads


def test_whom_the_roster_does_not_know_stays_as_they_are(mei: Auditor) -> None:
    assert mei.store.write(membership.follow, mei.clock()).result() == mei.person


def test_a_workstation_of_a_team_is_one_persons(lead: Auditor) -> None:
    with pytest.raises(WorldFault) as caught:
        lead.store.write(membership.take_seat, Person(PersonId("eve")), lead.clock()).result()
    assert caught.value.code == "roster.one_person"


@pytest.mark.parametrize("role", sorted(JUDGES_NOTHING))
def test_some_roles_judge_nothing(lead: Auditor, role: Role) -> None:
    task = str(lead.sql("SELECT id FROM task ORDER BY position LIMIT 1")[0][0])
    lead.person = replace(lead.person, role=role.value)
    shown = Shown()
    ways: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [
        (acts.answer, (task, Answer("NONE"), shown)),
        (acts.cannot_judge, (task, CannotJudge.LANGUAGE, "", shown)),
        (handing_in.submit, (lead.sql("SELECT batch FROM task LIMIT 1")[0][0],)),
    ]
    for act, more in ways:
        with pytest.raises(WorldFault) as caught:
            lead.do(act, *more)
        assert caught.value.code == "review.role"
    assert lead.sql("SELECT state FROM task WHERE id = ?", task) == [("open",)]
    lead.do(acts.flag, task)  # to look and to mark is nobody's privilege
    lead.person = replace(lead.person, role="auditor")
    assert lead.answer(task, Answer("NONE"), shown).event is not None
