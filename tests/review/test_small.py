"""Active time, the queue's words, and the bodies of events."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation.domain.canonical import canonical_json
from workstation.domain.decision import Evidence, Finding, Target, TargetKind
from workstation.domain.taxonomy import CannotJudge, Code, ReadIn, Severity
from workstation.domain.verdict import Answer, Error, Match, Outcome, Result
from workstation.review import encode
from workstation.review.active import IDLE_CAP_MS, ActiveClock
from workstation.review.queue_words import STATES, parse
from workstation.store.tasks import QueueFilter

# Active time


def test_gaps_add_up() -> None:
    clock = ActiveClock()
    clock.start(1000)
    for moment in (1500, 3000, 9000):
        clock.touch(moment)
    assert clock.spent_ms(10_000) == 9000
    assert not clock.was_idle


def test_an_idle_gap_is_capped() -> None:
    clock = ActiveClock()
    clock.start(0)
    clock.touch(3_600_000)
    assert clock.spent_ms(3_600_000) == IDLE_CAP_MS
    assert clock.was_idle
    assert clock.spent_ms(3_600_000 + 5) == IDLE_CAP_MS + 5
    assert clock.spent_ms(7_200_000) == 2 * IDLE_CAP_MS, "the running gap is capped too"


def test_nothing_counts_while_the_window_is_away() -> None:
    clock = ActiveClock()
    clock.start(0)
    clock.pause(1000)
    assert clock.spent_ms(50_000) == 1000
    clock.resume(50_000)
    clock.resume(51_000)
    assert clock.spent_ms(52_000) == 3000
    clock.pause(52_000)
    clock.pause(60_000)
    assert clock.spent_ms(90_000) == 3000


def test_going_on_with_a_case() -> None:
    clock = ActiveClock()
    clock.start(0, 7000)
    clock.touch(1000)
    clock.start(5000, clock.spent_ms(1000))
    assert clock.spent_ms(5000) == 8000
    assert not clock.was_idle


def test_a_clock_never_begun() -> None:
    assert ActiveClock().spent_ms(5000) == 0


@given(st.lists(st.tuples(st.sampled_from("tpr"), st.integers(0, 500_000)), max_size=30))
def test_time_only_grows_and_never_faster_than_the_clock(acts: list[tuple[str, int]]) -> None:
    clock, now, before = ActiveClock(), 0, 0
    clock.start(0)
    for act, gap in acts:
        now += gap
        {"t": clock.touch, "p": clock.pause, "r": clock.resume}[act](now)
        spent = clock.spent_ms(now)
        assert before <= spent <= now
        before = spent


def test_a_clock_that_goes_back_costs_nothing() -> None:
    clock = ActiveClock()
    clock.start(1000)
    clock.touch(500)
    assert clock.spent_ms(400) == 0


# The queue's words


def test_filter_words() -> None:
    told = parse("lang:th undecided doubtful watch market:my type:review flagged strap lang:zh")
    assert told.text == "watch strap"
    assert told.wanted == QueueFilter(
        states=("open", "answered", "skipped"),
        languages=("th", "zh"),
        content_types=("review",),
        markets=("MY",),
        flagged=True,
        doubtful=True,
    )
    told = parse('category:beauty seller:"s 204" id:4711 provisional noted differs agrees')
    assert told.wanted == QueueFilter(
        categories=("beauty",),
        sellers=("s 204",),
        ids=("4711",),
        provisional=True,
        noted=True,
        results=("differs", "agrees"),
    )


def test_a_minus_leaves_out() -> None:
    told = parse("-lang:th watch -decided -flagged -strap - -seller:s-1")
    assert told.text == "watch -"
    assert told.without == ("strap",)
    assert told.wanted == QueueFilter(
        unwanted=QueueFilter(states=("decided",), languages=("th",), sellers=("s-1",), flagged=True)
    )


def test_words_in_quotes_are_searched_for_as_they_stand() -> None:
    assert parse('"mirror grade" lang:th').text == '"mirror grade"'
    assert parse('"flagged" undecided').text == '"flagged"'
    assert parse('-"mirror grade"').without == ('"mirror grade"',)
    assert parse('5" screen').text == '5" screen'


def test_an_unknown_word_is_named() -> None:
    told = parse("vendor:v-a lagn:th -foo:bar https://example.org")
    assert told.unknown == ("vendor", "lagn", "foo")
    assert told.text == "vendor:v-a lagn:th https://example.org"
    assert parse("lang:").wanted == QueueFilter()  # it is still being typed
    assert (parse("lang:").text, parse("lang:").unknown) == ("", ())


@pytest.mark.parametrize(
    "word",
    [
        *("result:differs", "vendor:v-a", "vendor", "moderator:m-01", "decision:REMOVE"),
        *("code:FN.missed", "severity:major", "stratum:x", "site:KL", "by:m-01"),
        *("action:REMOVE", "clause:3.1", "match:none", "overturned", "wrong", ":th"),
        *("Undecided", "states:decided", "https://example.org/a:b"),
    ],
)
def test_no_word_asks_for_what_is_hidden(word: str) -> None:
    told = parse(word)
    assert told.wanted == QueueFilter()
    assert told.text == word


@given(st.text())
def test_any_line_is_a_filter_and_a_search(line: str) -> None:
    told = parse(line)
    kept = told.text.split()
    assert set(kept) <= set(line.split())
    assert len(kept) <= len(line.split())


def test_every_state_can_be_asked_for() -> None:
    assert {state for states in STATES.values() for state in states} == {
        "open", "answered", "decided", "skipped", "cannot", "sealed",
    }  # fmt: skip
    assert parse("decided decided open").wanted.states == ("decided", "open", "answered")


# Bodies

EVIDENCE = st.builds(Evidence, st.just("p1"), st.integers(0, 9), st.integers(0, 9)) | st.builds(
    lambda box: Evidence(media="m", box=box), st.tuples(*[st.integers(0, 10_000)] * 4)
)
FINDINGS = st.lists(
    st.builds(
        Finding,
        st.sampled_from(["1.1", "3.1"]),
        st.integers(1, 9),
        st.sampled_from(["EDIT", "REMOVE"]),
        st.builds(Target, st.sampled_from(TargetKind), st.none() | st.text(max_size=3)),
        st.lists(EVIDENCE, max_size=2).map(tuple),
        st.booleans(),
    ),
    max_size=3,
).map(tuple)
ANSWERS = st.builds(
    Answer,
    st.sampled_from(["NONE", "REMOVE"]),
    FINDINGS,
    st.none() | st.sampled_from(CannotJudge),
    st.booleans(),
    st.sampled_from(ReadIn),
    st.none() | st.just("warning"),
)
ERRORS = st.lists(
    st.builds(
        Error,
        st.sampled_from(Code),
        st.sampled_from(Severity),
        st.dictionaries(st.text(max_size=3), st.integers() | st.booleans() | st.text(max_size=3)),
    ),
    max_size=3,
).map(tuple)
OUTCOMES = st.builds(
    Outcome, st.sampled_from(Result), ERRORS, st.sampled_from(Match), FINDINGS, FINDINGS
)


@given(ANSWERS)
def test_answers_read_back(answer: Answer) -> None:
    assert encode.answer_of(json.loads(json.dumps(encode.answer_body(answer)))) == answer


@given(OUTCOMES)
def test_outcomes_read_back(outcome: Outcome) -> None:
    body = encode.outcome_body(outcome)
    assert encode.outcome_of(json.loads(json.dumps(body))) == outcome
    assert body["severity"] == outcome.severity.value


@given(st.builds(Outcome, st.just(Result.DIFFERS), ERRORS))
def test_bodies_have_a_canonical_form(outcome: Outcome) -> None:
    try:
        canonical_json(encode.outcome_body(outcome))
    except UnicodeEncodeError:
        assert "\\ud" in ascii(outcome)
