"""Filter lines under names."""

from __future__ import annotations

from typing import Any

import pytest

from tests.store.demo import Auditor
from workstation.fault import WorldFault
from workstation.store import saved_views
from workstation.store.saved_views import LONGEST_LINE, LONGEST_NAME, SavedView


def do(mei: Auditor, work: Any, *words: object) -> Any:
    return mei.store.write(work, *words).result()


def names(mei: Auditor) -> list[str]:
    return [view.name for view in mei.store.read(saved_views.every).result()]


def test_views_stay_in_the_order_they_were_kept_in(mei: Auditor) -> None:
    for name in ("Thai", "Doubtful", "Mine"):
        do(mei, saved_views.keep, f"  {name} ", f" lang:th   {name} ")
    assert names(mei) == ["Thai", "Doubtful", "Mine"]
    kept = do(mei, saved_views.keep, "Thai", "lang:th undecided")
    assert kept == SavedView("Thai", "lang:th undecided", 1)
    do(mei, saved_views.rename, "Doubtful", "Unsure")
    assert names(mei) == ["Thai", "Unsure", "Mine"]
    gone = do(mei, saved_views.drop, "Unsure")
    assert names(mei) == ["Thai", "Mine"]
    do(mei, saved_views.put_back, gone)
    assert names(mei) == ["Thai", "Unsure", "Mine"]
    assert do(mei, saved_views.drop, "no such view") is None


@pytest.mark.parametrize(
    ("name", "words", "code"),
    [
        (" ", "lang:th", "views.no_name"),
        ("n" * (LONGEST_NAME + 1), "lang:th", "views.too_long"),
        ("n", "  ", "views.no_words"),
        ("n", "w" * (LONGEST_LINE + 1), "views.too_long"),
    ],
)
def test_what_cannot_be_kept(mei: Auditor, name: str, words: str, code: str) -> None:
    with pytest.raises(WorldFault) as told:
        do(mei, saved_views.keep, name, words)
    assert told.value.code == code
    assert names(mei) == []


def test_a_name_is_taken_once(mei: Auditor) -> None:
    do(mei, saved_views.keep, "one", "flagged")
    do(mei, saved_views.keep, "two", "skipped")
    with pytest.raises(WorldFault) as told:
        do(mei, saved_views.rename, "one", "two")
    assert told.value.code == "views.name_taken"
    do(mei, saved_views.rename, "one", "one")
    assert names(mei) == ["one", "two"]
