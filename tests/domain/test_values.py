"""Canonical bytes, names, instants, and the texts that can be erased."""

from __future__ import annotations

import contextlib
import json
import uuid
from datetime import datetime, timedelta, timezone
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from workstation.domain import ids, instant
from workstation.domain.batch import Batch, BatchKind
from workstation.domain.canonical import canonical_json, digest, text_digest
from workstation.domain.case import Case, Part
from workstation.domain.decision import Finding, primary_of, strongest_action
from workstation.domain.event import Event, Text
from workstation.domain.taxonomy import DEFAULT_ACTIONS, Severity
from workstation.fault import WorldFault

# Hypothesis draws moments without an offset; the tests give them one.
EARLY, LATE = datetime(1970, 1, 2), datetime(2200, 1, 1)  # noqa: DTZ001
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(codec="utf-8")),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(st.characters(codec="utf-8")), inner, max_size=3)
    ),
    max_leaves=12,
)


@given(PLAIN)
def test_canonical_json_reads_back_and_is_one_text(value: object) -> None:
    told = canonical_json(value)
    assert json.loads(told) == value
    assert canonical_json(json.loads(told)) == told


def test_canonical_json_is_sorted_and_without_spaces() -> None:
    assert (
        canonical_json({"b": [1, True, None], "a": "ครีม"})
        == '{"a":"ครีม","b":[1,true,null]}'.encode()
    )
    assert canonical_json({"a": 1, "b": 2}) == canonical_json({"b": 2, "a": 1})
    assert canonical_json((1, 2)) == canonical_json([1, 2])


@pytest.mark.parametrize(
    "value", [0.1, 1.0, float("nan"), [1, [2, {"a": 0.5}]], {"a": ({"b": float("inf")},)}]
)
def test_floats_have_no_canonical_form(value: object) -> None:
    with pytest.raises(TypeError):
        canonical_json(value)


def test_digests() -> None:
    assert digest(b"") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert text_digest("é") == digest("é".encode())


def test_uuid7_has_the_shape_of_rfc_9562() -> None:
    for _ in range(200):
        made = uuid.UUID(ids.new_uuid7())
        assert made.version == 7
        assert made.variant == uuid.RFC_4122
        assert ids.is_uuid(str(made))


def test_uuid7_sorts_by_time(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    for moment in range(1_772_000_000_000, 1_772_000_000_000 + 50):
        monkeypatch.setattr(ids.time, "time_ns", lambda moment=moment: moment * 1_000_000)
        made.append(ids.new_uuid7())
    assert made == sorted(made)
    assert [int(one.replace("-", "")[:12], 16) for one in made] == [
        *range(1_772_000_000_000, 1_772_000_000_000 + 50)
    ]


def test_uuid7_does_not_repeat() -> None:
    assert len({ids.new_uuid7() for _ in range(5_000)}) == 5_000


def test_derived_ids_follow_from_names_alone() -> None:
    assert ids.derived_id("a", "b") == ids.derived_id("a", "b")
    assert ids.derived_id("a", "b") != ids.derived_id("ab")
    assert ids.derived_id("a", "b") != ids.derived_id("b", "a")
    assert ids.is_uuid(ids.derived_id("a"))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x",
        "A" * 36,
        "{6b0f1c52-5d8e-5a53-9b0e-0f6a2d6e9a11}",
        "6B0F1C52-5D8E-5A53-9B0E-0F6A2D6E9A11",
        "6b0f1c525d8e5a539b0e0f6a2d6e9a11",
    ],
)
def test_only_canonical_uuids(text: str) -> None:
    assert not ids.is_uuid(text)


@given(st.datetimes(EARLY, LATE), st.integers(-14 * 60, 14 * 60))
def test_instants_read_back(moment: datetime, offset: int) -> None:
    aware = moment.replace(tzinfo=timezone(timedelta(minutes=offset)))
    written = instant.write(aware)
    assert abs(instant.parse(written) - aware) < timedelta(milliseconds=1)
    assert instant.parse(written).utcoffset() == aware.utcoffset()


@given(
    st.lists(
        st.tuples(
            st.datetimes(EARLY, LATE),
            st.sampled_from([-720, 0, 480]),
        ),
        min_size=2,
        max_size=6,
    )
)
def test_sort_keys_sort_as_moments_do(rows: list[tuple[datetime, int]]) -> None:
    moments = [
        moment.replace(microsecond=0, tzinfo=timezone(timedelta(minutes=minutes)))
        for moment, minutes in rows
    ]
    by_key = sorted(moments, key=lambda moment: instant.sort_key(instant.write(moment)))
    assert by_key == sorted(moments)


@pytest.mark.parametrize(
    ("text", "code"),
    [("2026-03-02", "instant.naive"), ("2026-03-02T09:14:00", "instant.naive"),
     ("yesterday", "instant.malformed"), ("", "instant.malformed"),
     ("0001-01-01T00:00:00+14:00", "instant.malformed"),
     ("9999-12-31T23:59:59-12:00", "instant.malformed"),
     ("2026-13-02T00:00:00+08:00", "instant.malformed"), (None, "instant.malformed"),
     ("2026-03-02T09:14:00+08:00\ud800", "instant.malformed"), (20260302, "instant.malformed")],
)  # fmt: skip
def test_no_instants(text: str, code: str) -> None:
    with pytest.raises(WorldFault) as raised:
        instant.parse(text)
    assert raised.value.code == code


@given(st.text())
def test_any_text_is_an_instant_or_a_fault(text: str) -> None:
    with contextlib.suppress(WorldFault):
        assert instant.parse(text).tzinfo is not None


EVENT = Event(
    ids.EventId("e"), ids.StreamId("s"), 1, "verdict", "2026-03-02T09:14:00+08:00",
    ids.PersonId("p"), ids.DeviceId("d"), body={"action": "NONE"},
    texts={"note": Text.of("why", "salt")},
)  # fmt: skip


def test_an_event_is_its_entry() -> None:
    assert EVENT.digest() == digest(canonical_json(EVENT.entry()))
    for changed in ({"number": 2}, {"person": "q"}, {"body": {"action": "EDIT"}}, {"task": "t"}):
        assert replace(EVENT, **changed).digest() != EVENT.digest()
    assert replace(EVENT, body=MappingProxyType({"action": "NONE"})).digest() == EVENT.digest()


def test_words_are_not_part_of_the_entry() -> None:
    erased = replace(EVENT, texts={"note": replace(EVENT.texts["note"], words=None)})
    assert erased.digest() == EVENT.digest()
    assert "why" not in canonical_json(EVENT.entry()).decode()


def test_texts_hold_their_digest() -> None:
    text = Text.of("why", "salt")
    assert text.holds()
    assert replace(text, words=None).holds()
    assert not replace(text, words="why not").holds()
    assert not replace(text, salt="pepper").holds()
    assert Text.of("why", "pepper").digest != text.digest


def test_severity_is_a_ladder() -> None:
    steps = [severity.stepped_up() for severity in Severity]
    assert steps == [Severity.MINOR, Severity.MAJOR, Severity.CRITICAL, Severity.CRITICAL]
    assert [severity.rank for severity in Severity] == [0, 1, 2, 3]


def test_primary_and_strongest() -> None:
    actions = {action.id: action for action in DEFAULT_ACTIONS}
    first, second = Finding("1.1", 1, "EDIT"), Finding("1.2", 1, "REMOVE")
    assert primary_of((first, second)) is first
    assert primary_of((first, marked := replace(second, primary=True))) is marked
    assert primary_of(()) is None
    assert strongest_action((first, second), actions) == "REMOVE"
    assert strongest_action((), actions) is None


def test_keys_are_fixed() -> None:
    assert {a.key: a.id for a in DEFAULT_ACTIONS} == {
        1: "NONE", 2: "EDIT", 3: "LIMIT", 4: "REMOVE", 5: "ROUTE", 0: "CANNOT",
    }  # fmt: skip
    batch = Batch(ids.BatchId("b"), "t", BatchKind.QA, True, "", "", "")
    assert batch.action_by_id["REMOVE"].enforces
    assert not batch.action_by_id["ROUTE"].enforces


def test_a_part_by_its_id() -> None:
    part = Part("p1", "title", "x")
    case = Case(ids.CaseId("c"), "s", "listing", "MY", "c", "", parts=(part,))
    assert case.part("p1") is part
    assert case.part("p2") is None
