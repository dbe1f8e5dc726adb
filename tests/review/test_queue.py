"""The queue by words and ids, without a window."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import CancelledError
from threading import Event
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.store.demo import Auditor
from workstation.review import desk as acts
from workstation.review import queue, whereabouts
from workstation.review.queue import Found, Suggestion, fitting


def batch_of(mei: Auditor) -> str:
    return mei.sql("SELECT id FROM batch")[0][0]


def find(mei: Auditor, line: str, *more: Any) -> Found:
    return mei.store.browse(queue.find, batch_of(mei), "mei", line, *more).result()


def test_a_line_with_words_minus_and_quotes(mei: Auditor) -> None:
    everything = find(mei, "")
    thai, rest = find(mei, "lang:th"), find(mei, "-lang:th")
    assert 0 < thai.tasks < everything.tasks
    assert thai.tasks + rest.tasks == everything.tasks
    assert not set(thai.keys) & set(rest.keys)
    text = mei.sql("SELECT headline FROM [case] WHERE language = 'ms' ORDER BY id LIMIT 1")[0][0]
    one, two = text.split()[:2]
    quoted, apart = find(mei, f'"{one} {two}"'), find(mei, f'"{two} {one}"')
    assert quoted.tasks >= 1
    assert not set(quoted.keys) & set(apart.keys)
    assert set(quoted.keys) <= set(find(mei, f"{one} {two}").keys)
    without = find(mei, f"-{one}")
    assert without.tasks + find(mei, one).tasks == everything.tasks


def test_a_limit_cuts_and_says_so(mei: Auditor) -> None:
    whole = find(mei, "undecided")
    first = find(mei, "undecided", 5)
    assert (first.more, list(first.keys)) == (True, list(whole.keys)[:5])
    assert not find(mei, "undecided", whole.tasks + 1).more


def test_an_unknown_word_is_named_and_searched_for(mei: Auditor) -> None:
    told = find(mei, "vendor:x")
    assert (told.unknown, told.tasks) == (("vendor",), 0)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(line=st.text(alphabet=st.characters(codec="utf-8"), max_size=60))
def test_any_line_is_harmless(mei: Auditor, line: str) -> None:
    find(mei, line, 10)
    find(mei, f"id:{line}", 10)
    find(mei, f'seller:"{line}" -"{line}"', 10)
    mei.store.browse(queue.locate, batch_of(mei), "mei", line).result()


def test_members_stand_behind_the_first_of_them(mei: Auditor) -> None:
    whole, together = find(mei, ""), find(mei, "", -1, True)
    assert together.tasks == whole.tasks
    assert together.groups
    behind = [key for members in together.groups.values() for key in members]
    assert set(together.keys) | set(behind) == set(whole.keys)
    assert len(together.keys) + len(behind) == whole.tasks
    head, members = next(iter(together.groups.items()))
    assert head in together.keys
    assert all(key > head for key in members)
    # A filter that leaves the first of a group out has another stand for it.
    task = mei.sql("SELECT id FROM task WHERE seq = ?", head)[0][0]
    mei.do(acts.skip, task)
    again = find(mei, "-skipped", -1, True)
    assert head not in again.keys
    assert members[0] in again.keys


# Words to choose from


def test_suggestions_have_counts_and_nothing_of_decisions(mei: Auditor) -> None:
    known = mei.store.browse(queue.suggestions, batch_of(mei), "mei").result()
    counts = {one.word: one.count for one in known["lang"]}
    assert counts["lang:th"] == find(mei, "lang:th").tasks
    told = " ".join(one.word for some in known.values() for one in some)
    for (word,) in mei.sql("SELECT DISTINCT [by] FROM decision UNION SELECT vendor FROM decision"):
        assert word not in told


def test_what_fits_the_word_that_is_typed() -> None:
    known = {
        "": [Suggestion("undecided", 5), Suggestion("lang:")],
        "lang": [Suggestion("lang:th", 3), Suggestion("lang:ta", 1)],
    }
    assert [one.word for one in fitting(known, "un")] == ["undecided"]
    assert [one.word for one in fitting(known, "-un")] == ["-undecided"]
    assert [one.word for one in fitting(known, "lang:t")] == ["lang:th", "lang:ta"]
    assert fitting(known, "lang:th") == []
    assert fitting(known, "") == []
    assert fitting(known, "zz:") == []


# Ids


@pytest.mark.parametrize(
    "around", ["{}", "see {}.", "https://x.test/c/{}?a=b", "#{} 5 pcs", "«{}»\n", "id={};"]
)
def test_an_id_with_anything_around_it(mei: Auditor, around: str) -> None:
    task = mei.tasks()[8]
    case = mei.view(task).case
    for name in (case.source_id, case.id, task):
        found = mei.store.browse(queue.locate, batch_of(mei), "mei", around.format(name)).result()
        assert [place.task for place in found] == [task], (around, name)


def test_beginnings_and_last_digits(mei: Auditor) -> None:
    task = mei.tasks()[8]
    source = mei.view(task).case.source_id
    for piece in (source[:-1], source[-4:], task[:9]):
        found = mei.store.browse(queue.locate, batch_of(mei), "mei", piece).result()
        assert task in [place.task for place in found], piece
    for nothing in ("", "?", "zq", "%%%", "___", "no-such-id-4711-9999"):
        assert mei.store.browse(queue.locate, batch_of(mei), "mei", nothing).result() == []
    theirs = mei.store.browse(queue.locate, batch_of(mei), "else", source).result()
    assert theirs == []


# Where one was


def test_where_one_was_is_kept_for_each_batch_and_person(mei: Auditor) -> None:
    mei.store.write(whereabouts.keep, "b-1", "mei", 17).result()
    left: Callable[[str, str], int] = lambda b, p: mei.store.read(  # noqa: E731
        whereabouts.left_at, b, p
    ).result()
    assert (left("b-1", "mei"), left("b-1", "lee"), left("b-2", "mei")) == (17, 0, 0)


# A newer filter


def test_what_is_not_wanted_any_more_is_broken_off(mei: Auditor) -> None:
    began = Event()
    endless = (
        "WITH RECURSIVE n (i) AS (VALUES (0) UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n"
    )

    def run(db: Any) -> None:
        began.set()
        db.conn.execute(endless).fetchone()

    first = mei.store.browse(run)
    waiting = mei.store.browse(run)
    assert began.wait(20)
    waiting.cancel()
    first.cancel()
    with pytest.raises(CancelledError):
        first.result(20)
    assert find(mei, "").tasks == len(mei.tasks())
    assert mei.store.read(lambda db: 1).result() == 1, "the reader was never in the way"
