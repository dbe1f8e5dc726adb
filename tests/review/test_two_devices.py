"""One person, two devices, one task: both verdicts are kept, and everywhere the same one counts."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.review.two_desks import exchange, join
from tests.store.demo import Auditor, demo_home, mei, open_auditor
from workstation.domain.event import Event, Kind
from workstation.domain.ids import EventId, PersonId, StreamId
from workstation.domain.standing import counting
from workstation.domain.taxonomy import CannotJudge
from workstation.domain.verdict import Answer
from workstation.review import desk as acts
from workstation.review import taking_back
from workstation.review.desk import Shown
from workstation.review.view import open_task
from workstation.store import events, people, verdicts
from workstation.store.store import Store, open_existing

__all__ = ["demo_home", "join", "mei", "open_auditor"]

KEEP, REMOVE = Answer("NONE"), Answer("REMOVE")


@pytest.fixture
def second(mei: Auditor, join: Callable[..., Auditor]) -> Auditor:
    """Mei's other device, with the same batch; its stream comes after the first one's."""
    other = join("other", ("en", "ms"))
    other.person = mei.person
    other.store.write(people.set_person, mei.person).result()
    assert other.stream > mei.stream
    return other


def tasks(auditor: Auditor) -> list[str]:
    rows = auditor.sql("SELECT id FROM task ORDER BY position LIMIT 5")
    return [row[0] for row in rows]


def judge(auditor: Auditor, task: str, given: Answer) -> Event:
    done = auditor.answer(task, given)
    return done.verdict or auditor.conclude(task)


def counts(auditor: Auditor, task: str) -> str:
    ((found,),) = auditor.sql(
        "SELECT event FROM verdict WHERE task = ? AND superseded_by IS NULL", task
    )
    return str(found)


def state(auditor: Auditor, task: str) -> str:
    return str(auditor.sql("SELECT state FROM task WHERE id = ?", task)[0][0])


def same(first: Auditor, other: Auditor, task: str) -> str:
    """The verdict that counts, on both; the views follow from the events, on both."""
    for one in (first, other):
        assert one.store.read(verdicts.check).result() is None
    assert counts(first, task) == counts(other, task)
    assert state(first, task) == state(other, task)
    return counts(first, task)


def test_both_are_kept_and_one_counts(mei: Auditor, second: Auditor, tmp_path: Path) -> None:
    task = tasks(mei)[0]
    one, other = judge(mei, task, KEEP), judge(second, task, REMOVE)
    exchange(tmp_path / "team", mei, second)
    assert same(mei, second, task) == other.id  # the stream that comes last
    assert state(mei, task) == "decided"
    for auditor in (mei, second):
        held = {row[0] for row in auditor.sql("SELECT event FROM verdict WHERE task = ?", task)}
        assert held == {one.id, other.id}
        view = auditor.store.read(open_task, task, auditor.clock()).result()
        assert view.verdict is not None
        assert view.verdict.id == other.id


@pytest.mark.parametrize("here", ["first", "second"])
def test_a_correction_on_either_device_counts(
    mei: Auditor, second: Auditor, tmp_path: Path, here: str
) -> None:
    task = tasks(mei)[0]
    judge(mei, task, KEEP), judge(second, task, REMOVE)
    exchange(tmp_path / "team", mei, second)
    corrected = judge(mei if here == "first" else second, task, KEEP)
    assert corrected.kind == Kind.CORRECTED
    exchange(tmp_path / "team", mei, second)
    assert same(mei, second, task) == corrected.id


def test_undo_on_either_device_lets_the_other_verdict_count(
    mei: Auditor, second: Auditor, tmp_path: Path
) -> None:
    task = tasks(mei)[0]
    one = judge(mei, task, KEEP)
    judge(second, task, REMOVE)
    exchange(tmp_path / "team", mei, second)
    second.do(taking_back.undo)
    exchange(tmp_path / "team", mei, second)
    assert same(mei, second, task) == one.id
    mei.do(taking_back.undo)
    exchange(tmp_path / "team", mei, second)
    assert {state(mei, task), state(second, task)} <= {"open", "answered"}
    assert state(mei, task) == state(second, task)


def test_a_question_and_a_verdict(mei: Auditor, second: Auditor, tmp_path: Path) -> None:
    task = tasks(mei)[0]
    judge(second, task, REMOVE)
    mei.do(acts.cannot_judge, task, CannotJudge.LANGUAGE, "", Shown())
    exchange(tmp_path / "team", mei, second)
    same(mei, second, task)
    assert state(mei, task) == "decided"


def test_what_is_left_for_later_on_one_device_is_decided_by_the_other(
    mei: Auditor, second: Auditor, tmp_path: Path
) -> None:
    task = tasks(mei)[0]
    judge(mei, task, KEEP)
    second.do(acts.skip, task)
    second.do(acts.flag, task)
    exchange(tmp_path / "team", mei, second)
    same(mei, second, task)
    for auditor in (mei, second):
        assert auditor.sql("SELECT state, flagged FROM task WHERE id = ?", task) == [("decided", 1)]
    mei.do(acts.flag, task)
    exchange(tmp_path / "team", mei, second)
    for auditor in (mei, second):
        assert auditor.sql("SELECT flagged FROM task WHERE id = ?", task) == [(0,)]


def test_a_correction_replaces_what_every_device_said() -> None:
    """With three devices a correction of the verdict one sees leaves no other to come forward."""
    said = [_event(device, 1, Kind.VERDICT) for device in "abc"]
    corrected = _event("a", 2, Kind.CORRECTED, said[2].id, {"beside": [said[0].id, said[1].id]})
    assert counting(said) == said[2]
    assert counting([*said, corrected]) == corrected
    undone = _event("a", 3, Kind.UNDONE, corrected.id)
    assert counting([*said, corrected, undone]) == said[2]


# Any history of two devices, read in any order that keeps each stream's own.

_act = st.tuples(
    st.sampled_from("ab"),
    st.sampled_from(("verdict", "correct", "cannot", "undo", "skip", "flag", "unflag", "answer")),
    st.integers(0, 9),
    st.booleans(),
)


def _event(
    device: str, number: int, kind: str, supersedes: str | None = None, more: Any = None
) -> Event:
    body = {
        "answer": {"action": "NONE", "findings": [], "sure": True, "read_in": "original"},
        "outcome": {"result": "agrees", "match": "exact", "severity": "none", "errors": []},
        "reason": "language",
        **(more or {}),
    }
    return Event(
        id=EventId(f"{device}-{number}"),
        stream=StreamId(f"{device}.work"),
        number=number,
        kind=kind,
        at=f"2026-03-{(number * 7 + ord(device)) % 28 + 1:02}T09:00:00.000+08:00",
        person=PersonId("mei"),
        device=device,  # type: ignore[arg-type]
        batch="batch",
        task="task",
        item="item",
        case="case",
        supersedes=EventId(supersedes) if supersedes else None,
        body=body,
    )


_KINDS = {
    "verdict": Kind.VERDICT,
    "correct": Kind.CORRECTED,
    "cannot": Kind.CANNOT_JUDGE,
    "undo": Kind.UNDONE,
    "skip": Kind.SKIPPED,
    "flag": Kind.FLAGGED,
    "unflag": Kind.UNFLAGGED,
    "answer": Kind.ANSWERED,
}


def history(acts: list[tuple[str, str, int, bool]]) -> list[Event]:
    made: list[Event] = []
    for device, what, pick, own in acts:
        number = sum(one.device == device for one in made) + 1
        known = [one for one in made if one.device == device or not own]
        target = known[pick % len(known)].id if known and what in ("correct", "undo") else None
        if what == "undo" and target is None:
            continue
        made.append(_event(device, number, _KINDS[what], target))
    return made


@pytest.fixture(scope="module")
def blank(tmp_path_factory: pytest.TempPathFactory, demo_home: Path) -> Iterator[Store]:
    home = tmp_path_factory.mktemp("two") / "home"
    shutil.copytree(demo_home, home)
    store = open_existing(home)
    yield store
    store.close()


class _Back(Exception):
    """Nothing of an example stays."""


def stands(store: Store, said: list[Event]) -> Any:
    found: list[Any] = []

    def read(db: Any) -> None:
        db.conn.execute(
            "INSERT INTO task (id, item, batch, [case], person, stage, position) "
            "SELECT 'task', id, batch, [case], 'mei', 'other', 9999 FROM item LIMIT 1"
        )
        events.receive(db, said)
        verdicts.settle(db)
        found.extend(
            db.conn.execute(sql).fetchall()
            for sql in (
                "SELECT state, flagged FROM task WHERE id = 'task'",
                "SELECT event, superseded_by FROM verdict WHERE task = 'task' ORDER BY event",
                "SELECT * FROM escalation WHERE task = 'task' ORDER BY event",
            )
        )
        found.append(verdicts.check(db))
        raise _Back

    with pytest.raises(_Back):
        store.write(read).result()
    return found


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(_act, max_size=10), st.randoms())
def test_the_order_of_arrival_chooses_nothing(blank: Store, acts: Any, chance: Any) -> None:
    said = history(acts)
    ways = [[one for one in said if one.device == device] for device in "ab"]
    if not all(ways):
        return  # of one device there is one order
    first = stands(blank, ways[0] + ways[1])
    assert first[-1] is None
    mixed: list[Event] = []
    left = [list(way) for way in ways]
    while any(left):
        way = chance.choice([way for way in left if way])
        mixed.append(way.pop(0))
    assert stands(blank, ways[1] + ways[0]) == first
    assert stands(blank, mixed) == first
